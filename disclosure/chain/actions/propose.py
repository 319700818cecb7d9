"""A division proposes content, scope and channels (四（一）); it can take its proposal back."""

import re

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from disclosure.intake.typed import says
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.org.posts import full_name
from disclosure.rules import channels as ways
from disclosure.rules.categories import Scope
from disclosure.rules.chain import Kind, RoundEnd, State, next_step
from disclosure.rules.digest import digest as digest_of_facts

from .. import corrected, heard, notify, workflow
from ..conditions import facts_of
from ..models import Authorship, Clearance, Round, SignedFacts
from ..panels import exemption_of, not_consulted_any_more
from ..sheet import label_of
from .case import Case, clean_reason, no_check


@transaction.atomic
def propose(
    *, page, by, at, scope=None, channels=None, vital_interest=None, vital_interest_reason="", consultation=None, kind=Kind.NORMAL,
    check=no_check,
):  # fmt: skip
    """Submit the latest draft of a page to the chain; returns the Round.

    scope, channels: how far and by which ways; None keeps the draft's. vital_interest: "yes" or "no" (五（三）), a no with its reason;
    consultation: number of the consultation page. Goes on at the first step without a signature in force: an unchanged resubmission voids none.
    Raises NotAllowed, WrongState or Invalid(field); nothing is written then.
    """
    case = Case.lock(page, at)
    acting = case.require_editor(by)
    _require_open_state(case)
    if scope == Scope.ON_APPLICATION and case.matter.state == State.LIVE:
        raise WrongState(_("It is public now. Take it down first; then it can be opened on application."), field="scope")
    check()
    scope, channels = _how_far(case, scope, channels)
    kind = _kind(case, kind)
    interest = _interest(case, kind, vital_interest, vital_interest_reason, consultation, by)
    if kind == Kind.CORRECTION:
        interest = _as_answered(case, interest)
    draft = case.draft
    if scope == Scope.ON_APPLICATION and draft.go_live_at:
        raise Invalid(_("What is open on application is never published: clear the time of publication."), field="go_live_at")
    changed = (draft.scope, list(draft.channels)) != (scope, channels)
    draft.scope, draft.channels = scope, channels
    _require_complete(draft, at)
    facts = facts_of(draft)
    if case.matter.state == State.LIVE and facts == facts_of(case.page):
        raise WrongState(_("This is exactly what is public now. Change it first."))
    if kind == Kind.CORRECTION:
        _require_text_only(case.page, draft, facts, figures_stay=draft.open_to_comment or interest["vital_interest"] == "yes")
    revision = draft.latest_revision
    if changed or revision is None:
        revision = draft.save_revision(user=by, clean=False)
    proposal = {"kind": str(kind), "go_live_at": draft.go_live_at.isoformat() if draft.go_live_at else None, **interest}
    return _open_round(case, revision, facts, proposal, kind, by, acting)


def _open_round(case, revision, facts, proposal, kind, by, acting):
    matter, draft = case.matter, case.draft
    case.refresh_copies()
    seal = digest_of_facts(facts, proposal)
    SignedFacts.objects.bulk_create([SignedFacts(digest=seal, facts=facts, proposal=proposal)], ignore_conflicts=True)
    voided = case.void(matter.signatures.exclude(digest=seal), _("The content was changed."))
    matter.round_number += 1
    round = Round(
        matter=matter, number=matter.round_number, kind=kind, proposal=proposal, scope=draft.scope, channels=list(draft.channels),
        revision_no=revision.pk, digest=seal, division=draft.division, proposer_no=by.pk, proposer_username=by.get_username(),
        proposer_name=full_name(by), proposed_at=case.at, authors=_authors(case, by),
    )  # fmt: skip
    case.__dict__["round"] = round
    step = next_step(kind, set(case.signed))
    case.open_step(step)
    round.workflow_state_no = workflow.begin(draft, step=step, revision_no=revision.pk, by=by)
    round.save()
    case.set_state(State.RUNNING)
    matter.save()
    notify.your_turn(round, step, case.waiting_holdings(step), at=case.at)
    case.record(
        "chain.propose", by=by, acting=acting, round=round.number, revision=revision.pk, digest=seal, scope=draft.scope,
        channels=list(draft.channels), proposal=proposal, step=str(step), voided=voided,
    )  # fmt: skip
    return round


def _authors(case, by):
    """Everyone who proposed or wrote since the last clearance, over all rounds between."""
    matter = case.matter
    kept = Authorship.objects.filter(page_no=matter.page_no, revision_no__gt=matter.done_revision).values_list("person_no", flat=True)
    writers = case.page.revisions.filter(pk__gt=matter.done_revision, user__isnull=False).order_by().values_list("user_id", flat=True).union(kept)
    proposers = matter.rounds.filter(number__gt=matter.done_round).values_list("proposer_no", flat=True)
    return sorted({by.pk, *writers, *proposers})


def _require_open_state(case):
    matter = case.matter
    if matter.editable:
        return
    if matter.state == State.WITHHELD:
        raise WrongState(_("It was decided not to make this public. The secrecy reviewer can return it to you."))
    if matter.after_review_open:
        raise WrongState(_("It was published urgently and awaits after-review; a new version can follow when that is finished."))
    raise WrongState(_("It is already in the chain or scheduled. Recall it first."))


def _how_far(case, scope, channels):
    draft = case.draft
    scope = draft.scope if scope is None else scope
    allowed = draft.allowed_scopes()
    if scope not in allowed:
        words = ", ".join(allowed)
        raise Invalid(_("The scope of this category is one of: %(words)s.") % {"words": words}, field="scope")
    given = list(draft.channels) if channels is None else channels
    if not isinstance(given, list) or not given:
        raise Invalid(_("Choose at least one channel."), field="channels")
    try:
        full = list(dict.fromkeys(ways.normal(code) for code in given))
    except (ValueError, AttributeError) as error:
        raise Invalid(_("There is no channel “%(code)s”.") % {"code": error}, field="channels") from None
    if unfit := [code for code in full if not ways.fits(code, staff_only=scope == Scope.STAFF)]:
        raise Invalid(_("“%(channel)s” reaches the public; this item is for staff only.") % {"channel": ways.label(unfit[0])}, field="channels")
    return Scope(scope), full


def _kind(case, kind):
    if kind not in Kind.values:
        raise Invalid(_("The kind is one of: %(words)s.") % {"words": ", ".join(Kind.values)}, field="kind")
    if kind == Kind.CORRECTION and case.matter.state != State.LIVE:
        raise Invalid(_("A correction is for an item that is public; propose this as an ordinary item."), field="kind")
    return Kind(kind)


def _interest(case, kind, answer, reason, consultation, by):
    """The question of 五（三）, as it enters the proposal."""
    empty = {"vital_interest": None, "vital_interest_reason": "", "consultation": None}
    if not case.draft.asks_vital_interest:
        return empty
    if kind == Kind.CORRECTION and answer is None:
        return empty
    if answer not in ("yes", "no"):
        raise Invalid(_("Say whether it touches people's vital interests or wide concern: yes or no."), field="vital_interest")
    reason = reason.strip() if isinstance(reason, str) else ""
    if answer == "no" and not says(reason, least=1):  # other systems send what they have: one character is the least that the contract takes
        raise Invalid(_("Say why it does not touch people's vital interests."), field="vital_interest_reason")
    if consultation is not None:
        found = heard.linked(consultation, case.draft)
        if found is None:
            raise Invalid(_("There is no consultation with this number."), field="consultation")
        if refused := found.refusal(case.draft, by):
            raise Invalid(refused, field="consultation")
    return {"vital_interest": answer, "vital_interest_reason": reason, "consultation": consultation}


def _as_answered(case, interest):
    """The answer under which the live version was cleared goes on: a correction, which no leader signs, cannot answer anew (五（三）)."""
    standing = Clearance.objects.in_force(case.matter.page_no).order_by("-pk").first()
    answered = {name: (standing.proposal or {}).get(name) for name in interest} if standing else interest
    if answered["vital_interest"] is None and interest["vital_interest"] != "yes":  # brought in from an older system: never asked
        return interest
    if any(interest[name] not in (None, answered[name]) for name in ("vital_interest", "consultation")):
        raise Invalid(_("A correction does not answer anew whether it touches people's vital interests: use an ordinary round."), field="kind")
    if answered["vital_interest"] == "yes" and not exemption_of(standing):
        found = heard.linked(answered["consultation"], case.page)
        if not (found and found.concluded):  # the gate asks as well: said before two people sign
            raise WrongState(not_consulted_any_more(case.page.title), field="kind")
    return answered


def _require_complete(draft, at):
    for field, sentence in draft.missing(at):
        raise Invalid(sentence, field=field)
    kept_by_database = [f.name for f in draft._meta.concrete_fields if f.is_relation and (f.model is Page or f.remote_field.parent_link)]
    try:
        # Uniqueness is asked when it is published; the draft was saved with it.
        draft.full_clean(exclude=kept_by_database, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(" ".join(messages), field=field) from None


def _require_text_only(live, draft, facts, *, figures_stay):
    before = facts_of(live)
    changed = [name for name in facts if facts[name] != before.get(name)]
    moved = [name for name in changed if name in FILES or not _is_text(draft, name) or _other_rows(draft, name, before.get(name), facts[name])]
    if moved or draft.go_live_at:
        raise Invalid(_("A correction changes text only. Files, days, kinds, scope and channels go through an ordinary round."), field="kind")
    other = figures_stay and corrected.refused_figures(before, facts, lambda name: label_of(draft, name))
    if sentence := corrected.reordered(before, facts) or other:
        raise Invalid(sentence, field="kind")


FILES = ("attachments", "files_in_text")
FIGURES = re.compile(r"[0-9A-Z]*[0-9][0-9A-Z]*")


def _other_rows(draft, name, before, after):
    """Whether rows beside the text (parties, a table) are other ones: their number and their figures stay, a credit code as much as a sum."""
    if name == "body" or not isinstance(draft._meta.get_field(name), StreamField):
        return False
    return len(before) != len(after) or FIGURES.findall(str(before)) != FIGURES.findall(str(after))


def _is_text(draft, name):
    """Whether a fact is words that somebody wrote: not a day, a number, a choice from a list, another row."""
    field = next((field for field in draft._meta.concrete_fields if field.name == name), None)
    if field is None:
        return False
    typed = (models.DateField, models.IntegerField, models.BooleanField, models.DecimalField, models.FloatField, models.ForeignKey)
    return not (isinstance(field, typed) or field.choices or name in ("kind", "scope", "channels"))


@transaction.atomic
def recall(*, page, by, at, reason, check=no_check):
    """Take a proposal back to change it (by the proposer); returns the names of those whose signatures a change will void.

    A scheduled item loses its clearance. WrongState unless a round runs, waits for an answer from above, or a publication is scheduled.
    """
    case = Case.lock(page, at)
    acting = case.require_proposer(by)
    matter = case.matter
    scheduled = Clearance.objects.scheduled(matter.page_no)
    if matter.after_review_open:
        raise WrongState(_("It was published urgently; the chain must finish its review. It cannot be recalled."))
    if case.round is None and not matter.scheduled_at:
        raise WrongState(_("There is nothing to recall: it is not in the chain."))
    check()
    reason = clean_reason(reason)
    round = case.round
    would_void = list(dict.fromkeys(case.standing().values_list("name", flat=True)))
    if round is not None:
        workflow.end(round.workflow_state_no, by=by, at=at, approved=False, comment=reason)
        case.end_round(RoundEnd.RECALLED, by=by, reason=reason)
    else:
        scheduled.update(voided=True, voided_at=at, voided_reason=reason[:255])
    matter.refused, matter.scheduled_at = [], None
    case.set_state(State.DRAFT)
    matter.save()
    case.record("chain.recall", by=by, acting=acting, round=matter.round_number, reason=reason, would_void=would_void)
    return would_void
