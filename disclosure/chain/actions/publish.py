"""The end of the chain 放行: publish the revision that was signed, at once or at its time; urgent publication; what was not confirmed comes down."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision, WorkflowState

from disclosure.clocks.calendar import calendar
from disclosure.files.actions import put_into_use
from disclosure.ledger.errors import NotAllowed, WrongState
from disclosure.ledger.record import record_many
from disclosure.ledger.refusals import told_otherwise
from disclosure.org.models import PostKind
from disclosure.rules.categories import Scope
from disclosure.rules.chain import AFTER_REVIEW_DAYS, Cause, Kind, RoundEnd, State, Step
from disclosure.rules.secrecy import Outcome

from .. import heard, mended, notify, workflow
from ..gate import Closed
from ..models import Clearance, ClearanceKind
from .case import Case, clean_reason, no_check, require_consulted
from .down import take_down

UNCONFIRMED = "紧急公开后未获确认"


def finish(case, *, by):
    """The last signature is given: register, schedule, confirm or publish exactly what was signed. Raises Closed when the gate objects."""
    round, matter = case.round, case.matter
    workflow.end(round.workflow_state_no, by=by, at=case.at, approved=True)
    if matter.after_review_open and round.urgent:
        _confirm(case)
    elif round.scope == Scope.ON_APPLICATION:
        _register(case)
    elif _time_of(round) and _time_of(round) > case.at:
        _schedule(case, _time_of(round))
    else:
        kind = ClearanceKind.CORRECTION if case.kind == Kind.CORRECTION else ClearanceKind.CHAIN
        publish(case, kind)
        _end(case, RoundEnd.PUBLISHED)
        if kind == ClearanceKind.CORRECTION:
            _tell_of_correction(case, round)


def _tell_of_correction(case, round):
    """Leader and group are told of what went out without them, with what it changed."""
    roster, division = case.roster, round.division
    people = [
        *roster.holders(PostKind.SUPERVISING_LEADER, division=division),
        *roster.holders(PostKind.GROUP_CHAIR),
        *roster.holders(PostKind.GROUP_MEMBER),
    ]
    told = {"title": case.matter.title}
    notify.tell(
        [h.user_id for h in people],
        subject=_("Corrected: %(title)s") % told,
        lines=[
            _("A correction of “%(title)s” was published; division head and secrecy reviewer signed it. It changes:") % told,
            *mended.lines(case.page),
        ],
        key=f"corrected:{round.pk}",
        page_no=case.matter.page_no,
        at=case.at,
    )


def _time_of(round):
    """The signed time of publication (aware), or None."""
    text = round.proposal.get("go_live_at")
    return timezone.datetime.fromisoformat(text) if text else None


def _clear(case, kind, *, go_live_at=None):
    round = case.round
    return Clearance.objects.create(
        page_no=case.matter.page_no, revision_id=round.revision_no, digest=round.digest, kind=kind, round=round, proposal=round.proposal,
        at=case.at, go_live_at=go_live_at,
    )  # fmt: skip


def _void_clearances(case, reason, *, but=None):
    rows = Clearance.objects.in_force(case.matter.page_no)
    (rows.exclude(pk=but.pk) if but else rows).update(voided=True, voided_at=case.at, voided_reason=str(reason)[:255])


def publish(case, kind, *, clearance=None):
    """Make the round's revision live with a clearance of its own; signatures are used up by it unless it is urgent."""
    matter, round = case.matter, case.round
    revision = Revision.objects.get(pk=round.revision_no if round else clearance.revision_id)
    if clearance is None:
        clearance = _clear(case, kind)
    _void_clearances(case, _("A newer version was published."), but=clearance)
    action = PublishPageRevisionAction(revision, user=None)
    page = action.object
    page.go_live_at = None  # its time has come by the clock of this act; Wagtail would ask the machine's
    page.goes_public_at = case.at
    if page.published_at is None:
        page.published_at = case.at
    first = not matter.was_live
    action.execute(skip_permission_checks=True)
    put_into_use(page, page.signed_files(), at=case.at)
    matter.first_live_at = matter.first_live_at or case.at
    matter.state, matter.successor, matter.registered, matter.refused, matter.scheduled_at = State.LIVE, "", False, [], None
    matter.withdrawn_at, matter.withdrawn_reason, matter.withdrawn_cause = None, "", ""
    matter.withhold_nothing()
    if kind != ClearanceKind.URGENT:  # until the whole chain has confirmed it, who wrote it may not sign it
        matter.done_revision = revision.pk
    matter.title, matter.index_number = page.title[:255], page.index_number or ""
    if kind == ClearanceKind.CORRECTION:
        matter.corrected_at = case.at
    heard.tell(heard.published, page=page, round=round or clearance.round, at=case.at, kind=kind)
    case.publication = {"revision": revision.pk, "digest": clearance.digest, "index_number": page.index_number, "kind": str(kind), "first": first}
    return clearance


def _end(case, end, *, spend=True):
    """End the round; what was signed for it is used up."""
    case.matter.done_round = case.round.number
    if spend:
        case.standing().update(spent=True, spent_in=case.round.number)
    case.end_round(end, by=None)


def _confirm(case):
    """The after-review of an urgent publication is finished: the clearance is renewed, nothing is published anew."""
    clearance = _clear(case, ClearanceKind.CHAIN)
    _void_clearances(case, _("Confirmed by the whole chain."), but=clearance)
    case.matter.after_review_open, case.matter.after_review_due = False, None
    case.matter.done_revision = case.round.revision_no
    _end(case, RoundEnd.PUBLISHED)


def _register(case):
    """Open on application: cleared and registered, never live."""
    clearance = _clear(case, ClearanceKind.CHAIN)
    _void_clearances(case, _("A newer version was registered."), but=clearance)
    case.matter.registered, case.matter.done_revision = True, case.round.revision_no
    case.set_state(State.CLEARED)
    _end(case, RoundEnd.CLEARED)


def _schedule(case, moment):
    """Cleared and waiting for its time; signatures are used up when it goes out."""
    _clear(case, ClearanceKind.CHAIN, go_live_at=moment)
    case.matter.scheduled_at = moment
    case.set_state(State.CLEARED)
    case.end_round(RoundEnd.CLEARED, by=None)


def publish_due(*, page, at):
    """Publish a scheduled item whose time has come (run_clocks). The gate is asked again; when it refuses, the item stays cleared with its
    objections, proposer and office are told, and False is returned."""
    try:
        with told_otherwise(), transaction.atomic():
            return _publish_due(page, at)
    except Closed as closed:
        _say_why_not(page, at, closed)
        return False


def _publish_due(page, at):
    case = Case.lock(page, at)
    clearance = Clearance.objects.scheduled(case.matter.page_no).filter(go_live_at__lte=at).select_related("round").order_by("-id").first()
    if clearance is None:
        return False
    round = clearance.round
    round.matter = case.matter
    case.__dict__["round"] = round
    publish(case, ClearanceKind.CHAIN, clearance=clearance)
    _end(case, RoundEnd.PUBLISHED)
    case.matter.save()
    case.record("chain.publish", by=None, **case.publication)
    return True


@transaction.atomic
def _say_why_not(page, at, closed):
    case = Case.lock(page, at)
    reasons = [str(reason) for reason in closed.objections]
    if case.matter.refused == reasons:
        return
    case.matter.refused = reasons
    case.matter.save()
    last = case.matter.rounds.order_by("-number").first()
    office = [h.user_id for h in case.roster.holders(PostKind.OFFICE_DIRECTOR)]
    notify.tell(
        [last.proposer_no, *office],
        subject=_("Not published at its time: %(title)s") % {"title": case.matter.title},
        lines=reasons,
        key=f"refused:{last.pk}:{at.timestamp()}",
        page_no=case.matter.page_no,
        at=at,
    )
    case.record("gate.refuse", by=None, reasons=reasons, door="schedule")


@transaction.atomic
def urgent(*, page, by, at, digest, reason, exemption="", check=no_check):
    """The leader in charge publishes at once what the secrecy reviewer has passed (先审查、后公开), before the chain has finished.

    Signs nothing; step and round go on and must finish within 5 working days. The efficiency office is told in the same transaction.
    """
    case = Case.lock(page, at)
    acting = case.post_of(by, PostKind.SUPERVISING_LEADER, case.division)
    if acting is None:
        raise NotAllowed(_("Only the leader in charge of %(division)s publishes at once.") % {"division": case.division})
    round, matter = case.round, case.matter
    if round is not None and by.pk in case.barred(Step.LEADER):
        raise NotAllowed(_("You wrote, proposed or signed another step of this item; you cannot publish it at once."))
    if round is None:
        raise WrongState(_("There is nothing to publish: it is not in the chain."))
    if round.urgent or matter.after_review_open:
        raise WrongState(_("It was published urgently already."))
    if round.scope == Scope.ON_APPLICATION:
        raise WrongState(_("It is open on application: it is registered, not published."))
    if case.kind == Kind.CORRECTION:
        raise WrongState(_("A correction is not published urgently: two signatures finish it."))
    review = case.signed.get(Step.SECRECY)
    if review is None or review.outcome != Outcome.PUBLISH or round.referred:
        raise WrongState(_("The secrecy reviewer has not passed exactly this content yet: review first, then publish."))
    check()
    reason = clean_reason(reason)
    require_consulted(case, exemption)
    case.require_digest(digest)
    round.urgent = True
    with _workflow_kept(round.workflow_state_no):
        publish(case, ClearanceKind.URGENT)
    round.save()
    matter.urgent_at, matter.after_review_open = at, True
    matter.after_review_due = calendar().add(case.on, AFTER_REVIEW_DAYS)[0]
    matter.save()
    notify.tell(
        [h.user_id for kind in (PostKind.EFFICIENCY_OFFICER, PostKind.OFFICE_DIRECTOR) for h in case.roster.holders(kind)],
        subject=_("Published urgently: %(title)s") % {"title": matter.title},
        lines=[
            _("%(name)s published “%(title)s” at once, before the chain has finished.") % {"name": acting.name, "title": matter.title},
            reason,
            _("The chain must finish by %(day)s.") % {"day": date_format(matter.after_review_due)},
        ],
        key=f"urgent:{round.pk}",
        page_no=matter.page_no,
        at=at,
    )
    case.record(
        "chain.urgent", by=by, acting=acting, round=round.number, reason=reason, exemption=exemption, due_on=matter.after_review_due,
        **case.publication,
    )  # fmt: skip
    return round


class _workflow_kept:
    """Wagtail cancels a running workflow when a page is published (WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH); after an urgent one ours goes on."""

    def __init__(self, number):
        self.rows = WorkflowState.objects.filter(pk=number)

    def __enter__(self):
        if getattr(settings, "WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH", True):
            self.rows.update(status=WorkflowState.STATUS_APPROVED)

    def __exit__(self, *error):
        if error[0] is None:
            self.rows.update(status=WorkflowState.STATUS_IN_PROGRESS)


def unconfirmed(case, *, by):
    """A refusal while after-review is open takes the item down with a fixed public reason; False when nothing is open."""
    if not case.matter.after_review_open:
        return False
    workflow.end(case.round.workflow_state_no, by=by, at=case.at, approved=False)
    case.void(case.standing(), _("Not confirmed after urgent publication."))
    case.end_round(RoundEnd.LOST, by=by, reason=UNCONFIRMED)
    take_down(case, reason=UNCONFIRMED, cause=Cause.UNCONFIRMED)
    return True


def record_with_publication(case, verb, *, by, acting=None, **facts):
    """The entry of a verb, followed by the publication's own entry where it published: what the public can check."""
    about = ("page", case.matter.page_no, case.matter.title)
    rows = [{"verb": verb, "about": about, "by": by, "acting": acting, "at": case.at, "facts": facts}]
    if publication := getattr(case, "publication", None):
        rows.append({"verb": "chain.publish", "about": about, "by": None, "at": case.at, "facts": publication})
    record_many(rows)
