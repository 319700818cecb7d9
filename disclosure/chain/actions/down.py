"""Taking down, and ending what is not yet public. No path takes a live item down without a reason; what was public stays on record."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from disclosure.files.actions import take_out_of_use
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.org.models import PostKind
from disclosure.org.posts import full_name
from disclosure.rules.chain import CAUSES_TO_CHOOSE, Cause, RoundEnd, State

from .. import heard, notify, workflow
from ..models import Clearance
from .case import Case, clean_reason, no_check

MAY_TAKE_DOWN = (PostKind.SECRECY_REVIEWER, PostKind.SUPERVISING_LEADER, PostKind.MAIN_LEADER, PostKind.OFFICE_DIRECTOR)


@transaction.atomic
def withdraw(*, page, by, at, reason, cause=Cause.OTHER, check=no_check):
    """Take down what is live or stop what is scheduled (reviewer, any leader, the office director); or, by the proposer, end a draft or a round.

    The reason is shown to the public where it was public. Putting it back begins at the head.
    """
    case = Case.lock(page, at)
    official = next((h for kind in MAY_TAKE_DOWN for h in case.roster.holders(kind) if h.user_id == by.pk), None)
    scheduled_or_live = case.matter.state == State.LIVE or case.matter.scheduled_at
    if official and (scheduled_or_live or case.post_of(by, PostKind.EDITOR, case.draft.division) is None):
        return _by_official(case, by, official, reason, cause, check)
    acting = case.require_proposer(by)
    matter = case.matter
    if matter.after_review_open:
        raise WrongState(_("It was published urgently and awaits after-review; only the reviewer, a leader or the office takes it down."))
    if matter.state == State.LIVE and not matter.successor:
        raise NotAllowed(_("It is public: only the secrecy reviewer, a leader or the office director takes it down."))
    if matter.state in (State.WITHHELD, State.WITHDRAWN) or (matter.state == State.CLEARED and not matter.scheduled_at):
        raise WrongState(_("There is nothing to withdraw."))
    check()
    reason, cause = clean_reason(reason), _cause(cause)
    voided = _end_round_and_schedule(case, by, reason)
    if matter.state == State.LIVE:
        matter.successor = ""
    elif matter.registered:
        matter.state = State.CLEARED
    else:
        matter.state = State.WITHDRAWN
    matter.save()
    case.record("chain.withdraw", by=by, acting=acting, reason=reason, cause=str(cause), voided=voided)
    return matter


def _by_official(case, by, acting, reason, cause, check):
    matter = case.matter
    scheduled = matter.state == State.CLEARED and matter.scheduled_at
    if matter.state != State.LIVE and not scheduled:
        raise WrongState(_("It is neither public nor scheduled: there is nothing to take down. Return it with a reason instead."))
    check()
    reason, cause = clean_reason(reason), _cause(cause)
    live = matter.state == State.LIVE
    voided = _end_round_and_schedule(case, by, reason)
    if live:
        take_down(case, reason=reason, cause=cause)
    else:
        matter.state = State.CLEARED if matter.registered else State.WITHDRAWN
    matter.save()
    case.record("chain.take_down" if live else "chain.withdraw", by=by, acting=acting, reason=reason, cause=str(cause), voided=voided)
    _tell_the_division(case, by, reason)
    return matter


def _tell_the_division(case, by, reason):
    """Who proposed it and the head hear what became of their item, and why; the next move is theirs."""
    matter = case.matter
    proposer = matter.rounds.order_by("-number").values_list("proposer_no", flat=True).first()
    heads = case.roster.holders(PostKind.DIVISION_HEAD, division=matter.division)
    notify.tell(
        {proposer, *(h.user_id for h in heads)} - {by.pk},
        subject=_("Taken down: %(title)s") % {"title": matter.title},
        lines=[_("“%(title)s” was taken down by %(name)s.") % {"title": matter.title, "name": full_name(by)}, reason],
        key=f"down:{matter.page_no}:{case.at.timestamp()}",
        page_no=matter.page_no,
        at=case.at,
    )


def _cause(cause):
    cause = cause or Cause.OTHER
    if cause not in [str(c) for c in CAUSES_TO_CHOOSE]:
        raise Invalid(_("The cause is one of: %(words)s.") % {"words": ", ".join(CAUSES_TO_CHOOSE)}, field="cause")
    return Cause(cause)


def _end_round_and_schedule(case, by, reason):
    """End the round or schedule of a draft: signatures void, text kept as draft."""
    voided = case.void(case.standing(), _("Withdrawn: %(reason)s") % {"reason": reason})
    if case.round is not None:
        workflow.end(case.round.workflow_state_no, by=by, at=case.at, approved=False, comment=reason)
        case.end_round(RoundEnd.WITHDRAWN, by=by, reason=reason)
    case.matter.scheduled_at = None
    case.matter.withhold_nothing()
    Clearance.objects.scheduled(case.matter.page_no).update(voided=True, voided_at=case.at, voided_reason=reason[:255])
    return voided


def take_down(case, *, reason, cause):
    """Void the clearance with the reason, then unpublish: in this order, or the gate and the database refuse. The caller saves and records."""
    matter = case.matter
    Clearance.objects.in_force(matter.page_no).update(voided=True, voided_at=case.at, voided_reason=reason[:255])
    page = case.page
    UnpublishPageAction(page, user=None).execute(skip_permission_checks=True)
    take_out_of_use(page, at=case.at)
    matter.state, matter.successor, matter.after_review_open, matter.after_review_due = State.WITHDRAWN, "", False, None
    matter.withdrawn_at, matter.withdrawn_reason, matter.withdrawn_cause = case.at, reason, cause
    heard.tell(heard.taken_down, page=page, at=case.at, cause=cause, reason=reason)


@transaction.atomic
def display_over(*, page, at, reason="公示期满", by=None, acting=None):
    """Take an item down whose display has ended: by the clock the day after its period, or where `by` decides so as `acting`, with his reason."""
    case = Case.lock(page, at)
    if case.matter.state != State.LIVE:
        return False
    voided = _end_round_and_schedule(case, by, reason)
    take_down(case, reason=reason, cause=Cause.EXPIRED)
    case.matter.save()
    case.record("chain.take_down", by=by, acting=acting, reason=reason, cause=str(Cause.EXPIRED), voided=voided)
    if by is not None:
        _tell_the_division(case, by, reason)
    return True
