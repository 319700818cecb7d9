"""The steps sign (四（二）, 四（三）): review of the head, secrecy review, opinion of the leader; or return the item with a reason."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.org.models import PostKind
from disclosure.rules import secrecy
from disclosure.rules.chain import RE_EXAMINE_MONTHS, Kind, RoundEnd, State, Step, Target, targets_from, voided_by_return
from disclosure.rules.clock import LATEST
from disclosure.rules.secrecy import Outcome

from .. import notify, workflow
from ..models import Act, Return, Signature
from ..sheet import correction_waits
from .case import Case, clean_reason, no_check, require_consulted
from .publish import finish, record_with_publication, unconfirmed

SIGNING = (Step.HEAD, Step.SECRECY, Step.LEADER)


@transaction.atomic
def sign(
    *, page, by, at, digest, opinion="", outcome=None, checklist=None, ground="", override=None, exemption="", re_examine_on=None,
    check=no_check,
):  # fmt: skip
    """Sign the step that is open, as its holder, delegate or deputy; returns the Signature.

    digest: what was seen; outcome: Outcome, `publish` when None; checklist, ground, override: of the secrecy step (rules.secrecy);
    exemption: ground for no consultation, at the leader's step; re_examine_on: date, with `withhold`.
    """
    case = Case.lock(page, at)
    if case.matter.state == State.WITHHELD or case.matter.successor == State.WITHHELD:
        return _withhold_again(case, by, digest, opinion, outcome, ground, re_examine_on, check)
    step, acting = _step_and_holding(case, by)
    check()
    given = {"opinion": opinion or "", "outcome": outcome or Outcome.PUBLISH, "checklist": checklist, "ground": ground or "", "override": override}
    _check_body(case, step, given, exemption, re_examine_on)
    case.require_digest(digest)
    if waiting := correction_waits(case.page, case.round):
        raise WrongState(waiting)
    if step == Step.LEADER:
        given["outcome"] = case.signed[Step.SECRECY].outcome  # publish confirms the reviewer's outcome
    row = _write(case, step, acting, given, exemption, re_examine_on)
    verb = _advance(case, step, row, by)
    case.matter.save()
    record_with_publication(
        case, verb, by=by, acting=acting, round=row.round.number, step=str(step), outcome=row.outcome, opinion=row.opinion, digest=row.digest,
        ground=row.ground, override=row.override, exemption=row.exemption, state=case.matter.state,
    )  # fmt: skip
    return row


def _step_and_holding(case, by):
    """The open step and in what capacity the user signs it. NotAllowed for who never could, WrongState at another step."""
    round = case.round
    division = case.division
    possible = [step for step in SIGNING if case.post_of(by, step.post, division if step.by_division else None)]
    if round is None:
        if not possible:
            raise NotAllowed(_("You hold no post that signs this item."))
        raise WrongState(_("There is nothing to sign: it is not in the chain."))
    step = Step(round.step)
    acting = case.step_needed(by, step) if step in SIGNING else None
    if acting:
        return step, acting
    elsewhere = [s for s in possible if s != step and any(h.user_id == by.pk for h in case.usable(s))]
    if not elsewhere:
        if by.pk in round.authors:
            raise NotAllowed(_("You wrote or proposed this item; you cannot sign it."))
        deputies = [s for s in SIGNING if any(h.user_id == by.pk for h in case.usable(s))]
        if not possible and not deputies:
            raise NotAllowed(_("This step is signed by: %(step)s. You hold no post that signs this item.") % {"step": step.label})
    raise WrongState(_("The item is at another step now: %(step)s.") % {"step": step.label})


def _check_body(case, step, given, exemption, re_examine_on):
    outcome = given["outcome"]
    if step != Step.SECRECY:
        if outcome != Outcome.PUBLISH:
            raise Invalid(_("At this step the outcome is “publish”; to stop the item, return it with a reason."), field="outcome")
        for field in ("checklist", "ground", "override"):
            if given[field]:
                raise Invalid(_("“%(field)s” belongs to the secrecy review.") % {"field": field}, field=field)
    if exemption and step != Step.LEADER:
        raise Invalid(_("An exemption from consultation is signed by the leader in charge."), field="exemption")
    if re_examine_on and not (step == Step.SECRECY and outcome == Outcome.WITHHOLD):
        raise Invalid(_("A day of re-examination goes with withholding."), field="re_examine_on")
    if re_examine_on and not case.on < re_examine_on <= LATEST:
        raise Invalid(_("The day of re-examination must lie ahead."), field="re_examine_on")
    if step == Step.SECRECY:
        if case.round.referred:
            _check_answer(given)
        elif case.kind == Kind.CORRECTION and outcome != Outcome.PUBLISH:
            raise Invalid(_("A correction is published or returned; for another outcome return it."), field="outcome")
        for field, sentence in secrecy.faults(**given):
            raise Invalid(sentence, field=field)
    if step == Step.LEADER and case.signed[Step.SECRECY].outcome == Outcome.PUBLISH:
        require_consulted(case, exemption)


def _check_answer(given):
    """The answer from above ends the waiting."""
    if given["outcome"] == Outcome.REFER:
        raise Invalid(_("The question was referred; enter the answer as publish, publish-redacted or withhold."), field="outcome")
    if not given["opinion"].strip():
        raise Invalid(_("Write the answer that was received into the opinion."), field="opinion")


def _write(case, step, acting, given, exemption="", re_examine_on=None):
    if any(row.act == Act.SIGN and row.step == step and not row.void and not row.spent for row in case.rows):
        case.void(case.standing().filter(act=Act.SIGN, step=step), _("Signed anew."))
    row = Signature(
        matter=case.matter, round=case.round, step=step, act=Act.SIGN, outcome=given["outcome"], opinion=given["opinion"].strip(),
        digest=case.round.digest, revision_no=case.round.revision_no, checklist=given["checklist"], ground=given["ground"],
        override=given["override"], exemption=(exemption or "").strip(), re_examine_on=re_examine_on, at=case.at, **person(acting),
    )  # fmt: skip
    row.save()
    case.wrote(row)
    return row


def person(acting):
    """The columns that copy a Holding into an act."""
    return {
        "person_no": acting.user_id, "username": acting.username, "name": acting.name, "post": acting.post, "post_no": acting.post_id,
        "on_behalf_of": acting.on_behalf_of,
    }  # fmt: skip


def _advance(case, step, row, by):
    """What a signature leads to; returns the verb of the ledger entry."""
    round = case.round
    if step == Step.SECRECY:
        round.outcome = row.outcome
        if row.outcome != Outcome.PUBLISH and unconfirmed(case, by=by):
            return "chain.unconfirmed"
        if row.outcome == Outcome.REFER:
            round.referred = True
            round.save()
            case.set_state(State.REFERRED)
            return "chain.refer"
        if row.outcome == Outcome.PUBLISH_REDACTED:
            case.void(case.standing().filter(step=Step.SECRECY), _("To be redacted first."))
            _to_proposer(case, RoundEnd.REDACT, by=by, reason=row.opinion)
            return "chain.redact"
    if step == Step.LEADER and row.outcome == Outcome.WITHHOLD:
        _withhold(case, by)
        return "chain.withhold"
    return go_on(case, by)


def go_on(case, by, *, status=TaskState.STATUS_APPROVED, comment=""):
    """Open the first step without a signature in force, or finish. Returns the verb of the ledger entry."""
    step = case.next_step()
    if step is None:
        finish(case, by=by)
        return "chain.sign"
    case.open_step(step)
    case.round.save()
    case.set_state_running()
    workflow.move(
        case.round.workflow_state_no, step=step, revision_no=case.round.revision_no, by=by, at=case.at, status=status, comment=comment
    )  # fmt: skip
    notify.your_turn(case.round, step, case.waiting_holdings(step), at=case.at)
    return "chain.sign"


def _to_proposer(case, end, *, by, reason):
    """End the round; the proposer and everyone who had signed are told."""
    round = case.round
    told = {round.proposer_no, *round.signatures.values_list("person_no", flat=True), *case.standing().values_list("person_no", flat=True)}
    workflow.end(round.workflow_state_no, by=by, at=case.at, approved=False, comment=reason)
    case.end_round(end, by=by, reason=reason)
    case.set_state(State.DRAFT)
    notify.tell(
        told,
        subject=_("Returned: %(title)s") % {"title": case.matter.title},
        lines=[_("“%(title)s” was returned to the proposer.") % {"title": case.matter.title}, reason],
        key=f"return:{round.pk}:{case.at.timestamp()}",
        page_no=case.matter.page_no,
        at=case.at,
    )


def _withhold(case, by):
    """The leader's signature ends it: not to be made public, with ground and day of re-examination (条例 art 18)."""
    review = case.signed[Step.SECRECY]
    matter = case.matter
    matter.ground, matter.re_examine_on = review.ground, review.re_examine_on or months_later(case.on, RE_EXAMINE_MONTHS)
    workflow.end(case.round.workflow_state_no, by=by, at=case.at, approved=False, comment=review.opinion)
    case.void(case.standing(), _("It was decided not to make it public."))
    case.end_round(RoundEnd.WITHHELD, by=by, reason=review.opinion)
    case.set_state(State.WITHHELD)


def months_later(day, months):
    """The same day so many months later; the last of the month where there is none."""
    import calendar as months_of

    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, months_of.monthrange(year, month)[1]))


def _re_examiner(case, by, *, chair=False):
    """The holding of the secrecy reviewer. WrongState for whose turn it is in another state, NotAllowed for who never could."""
    acting = case.post_of(by, PostKind.SECRECY_REVIEWER)
    if acting is None:
        others = any(case.post_of(by, s.post, case.division if s.by_division else None) for s in (Step.HEAD, Step.LEADER))
        if others or (chair and chairs(case, by)):
            raise WrongState(_("It was decided not to make this public; the secrecy reviewer re-examines it."))
        raise NotAllowed(_("The secrecy reviewer re-examines what is withheld."))
    return acting


def chairs(case, user):
    """Whether a user can chair the leading group for this item, at whatever step it is."""
    return any(h.user_id == user.pk for h in case.chair({} if case.round is None else None))


def _withhold_again(case, by, digest, opinion, outcome, ground, re_examine_on, check):
    """Re-examination: the reviewer withholds again with a new day; it goes to the leader again."""
    acting = _re_examiner(case, by)
    last = case.matter.rounds.order_by("-number").first()
    case.__dict__["round"] = last
    if by.pk in case.barred(Step.SECRECY):
        raise NotAllowed(_("You wrote, proposed or signed another step of this item; you cannot re-examine it."))
    check()
    if outcome != Outcome.WITHHOLD:
        raise Invalid(_("Withhold it again with a new day of re-examination, or return it to the proposer."), field="outcome")
    if ground not in secrecy.Ground.values:
        raise Invalid(_("Withholding needs a ground, N1 to N8."), field="ground")
    if re_examine_on is None or not case.on < re_examine_on <= LATEST:
        raise Invalid(_("Give a new day of re-examination; it must lie ahead."), field="re_examine_on")
    case.require_digest(digest)
    last.end, last.ended_at, last.end_reason, last.ended_by, last.outcome = "", None, "", "", Outcome.WITHHOLD
    last.matter = case.matter
    previous = last.signatures.filter(step=Step.SECRECY, act=Act.SIGN).order_by("-id").first()
    given = {"outcome": Outcome.WITHHOLD, "opinion": opinion or "", "checklist": previous and previous.checklist, "ground": ground, "override": None}
    row = _write(case, Step.SECRECY, acting, given, re_examine_on=re_examine_on)
    head = last.signatures.filter(step=Step.HEAD, act=Act.SIGN).order_by("-id").first()
    case.open_step(Step.LEADER)
    last.workflow_state_no = workflow.begin(case.draft, step=Step.LEADER, revision_no=last.revision_no, by=by)
    last.save()
    case.set_state(State.RUNNING)
    case.matter.save()
    notify.your_turn(last, Step.LEADER, case.usable(Step.LEADER), at=case.at)
    case.record(
        "chain.re_examine", by=by, acting=acting, round=last.number, outcome=row.outcome, opinion=row.opinion, ground=ground,
        re_examine_on=re_examine_on, digest=row.digest, head=head and head.name,
    )  # fmt: skip
    return row


@transaction.atomic
def return_to(*, page, by, at, digest, to, reason, check=no_check):
    """Send the item back from the open step to the proposer or an earlier step, with a reason (in the group: by the chair alone).

    Voids the signatures of the target step and later ones; to the proposer, the returner's own. The proposer and everyone who had signed are told.
    """
    case = Case.lock(page, at)
    if case.matter.state == State.WITHHELD or case.matter.successor == State.WITHHELD:
        return _return_withheld(case, by, digest, to, reason, check)
    step, acting = _step_to_return_from(case, by)
    if case.round.referred:
        raise WrongState(_("It waits for the answer from above. Only its answer, a recall or a withdrawal ends that."))
    if to == Target.PROPOSER and case.matter.after_review_open:
        raise WrongState(_("It is public already: finish the review. It can be returned to an earlier step, voted down or taken down."))
    check()
    if not to:
        words = "、".join(str(Target(each).label) for each in targets_from(step))
        raise Invalid(_("Choose to whom it is returned: %(words)s.") % {"words": words}, field="to")
    if to not in targets_from(step):
        raise Invalid(_("From this step it can be returned to: %(words)s.") % {"words": ", ".join(targets_from(step))}, field="to")
    reason = clean_reason(reason)
    target = Target(to)
    case.require_digest(digest)
    round = case.round
    Return.objects.create(round=round, step=step, to=target, reason=reason, at=at, **person(acting))
    told = set(case.standing().values_list("person_no", flat=True)) | {round.proposer_no}
    steps = voided_by_return(step, target)
    voided = case.void(case.standing().filter(step__in=[str(s) for s in steps]), _("Returned: %(reason)s") % {"reason": reason})
    if target == Target.PROPOSER:
        _to_proposer(case, RoundEnd.RETURNED, by=by, reason=reason)
    else:
        go_on(case, by, status=TaskState.STATUS_REJECTED, comment=reason)
        notify.tell(
            told - {by.pk},
            subject=_("Returned: %(title)s") % {"title": case.matter.title},
            lines=[_("“%(title)s” was returned: %(to)s.") % {"title": case.matter.title, "to": target.label}, reason],
            key=f"return:{round.pk}:{at.timestamp()}",
            page_no=case.matter.page_no,
            at=at,
        )
    case.matter.save()
    case.record(
        "chain.return", by=by, acting=acting, round=round.number, step=str(step), to=str(target), reason=reason, digest=digest, voided=voided
    )  # fmt: skip
    return round


def _step_to_return_from(case, by):
    round = case.round
    if round is None or round.step != Step.GROUP:
        try:
            return _step_and_holding(case, by)
        except NotAllowed:
            if chairs(case, by):  # his turn comes with the group's
                raise WrongState(_("The item is not before the leading group.")) from None
            raise
    chair = next((h for h in case.chair() if h.user_id == by.pk), None)
    if chair:
        return Step.GROUP, chair
    if any(case.post_of(by, s.post, case.division if s.by_division else None) for s in SIGNING):
        raise WrongState(_("The leading group deliberates now; only its chair may return the item."))
    raise NotAllowed(_("In the leading group only the chair may return an item."))


def _return_withheld(case, by, digest, to, reason, check):
    acting = _re_examiner(case, by, chair=True)
    check()
    if to != Target.PROPOSER:
        raise Invalid(_("What is withheld can be returned to the proposer."), field="to")
    reason = clean_reason(reason)
    last = case.matter.rounds.order_by("-number").first()
    case.__dict__["round"] = last
    case.require_digest(digest)
    case.__dict__["round"] = None
    case.matter.ground, case.matter.re_examine_on = "", None
    case.set_state(State.DRAFT)
    case.matter.save()
    notify.tell(
        [last.proposer_no],
        subject=_("Returned: %(title)s") % {"title": case.matter.title},
        lines=[_("“%(title)s” was withheld and is returned to you.") % {"title": case.matter.title}, reason],
        key=f"return:{last.pk}:{case.at.timestamp()}",
        page_no=case.matter.page_no,
        at=case.at,
    )
    notify.tell(
        set(last.signatures.values_list("person_no", flat=True)) - {last.proposer_no, by.pk},
        subject=_("Returned: %(title)s") % {"title": case.matter.title},
        lines=[_("“%(title)s” was returned to the proposer.") % {"title": case.matter.title}, reason],
        key=f"return:{last.pk}:{case.at.timestamp()}:signed",
        page_no=case.matter.page_no,
        at=case.at,
    )
    case.record("chain.return", by=by, acting=acting, round=last.number, step="secrecy", to=str(Target.PROPOSER), reason=reason, digest=digest)
    return last
