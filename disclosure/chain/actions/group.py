"""The leading group deliberates (四（三）): members vote as soon as the step is open, only the chair's close ends it."""

from django.db import transaction
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.org.models import PostKind
from disclosure.rules.chain import RoundEnd, State, Step
from disclosure.rules.meeting import LEAST_MEMBERS, Choice, Verdict, tally

from .. import notify, workflow
from ..models import Act, Signature
from .case import Case, no_check
from .publish import finish, record_with_publication, unconfirmed
from .sign import person


def _group_step(case, by):
    """The seat in which a user sits. NotAllowed for who has none or is barred; WrongState when the group has no turn."""
    kinds = (PostKind.GROUP_MEMBER, PostKind.GROUP_CHAIR)
    sits = [h for kind in kinds for h in case.roster.holders(kind) if h.user_id == by.pk]
    if not sits:
        raise NotAllowed(_("Only members of the leading group vote."))
    if case.round is not None and by.pk in case.barred(Step.GROUP):
        raise NotAllowed(_("You wrote, proposed or signed this item; you count as recused."))
    if case.round is None or case.round.step != Step.GROUP:
        raise WrongState(_("The item is not before the leading group."))
    mine = [h for seat in case.seats if not seat.barred for h in seat.holdings if h.user_id == by.pk]
    if not mine:
        raise NotAllowed(_("The member for whom you sit wrote, proposed or signed this item; the seat counts as recused."))
    voted = {seat for seat, row in case.votes().items() if row.person_no == by.pk}
    return next((h for h in mine if h.post_id in voted), mine[0])  # who sits for another too stays where he has voted


@transaction.atomic
def vote(*, page, by, at, digest, choice, opinion="", check=no_check):
    """Vote, or vote anew until the close: the last vote counts, all are in the ledger, a repeat changes nothing. Returns the Signature."""
    case = Case.lock(page, at)
    acting = _group_step(case, by)
    check()
    if not choice:
        raise Invalid(_("Choose how you vote: %(words)s.") % {"words": "、".join(str(each.label) for each in Choice)}, field="choice")
    if choice not in Choice.values:
        raise Invalid(_("A vote is one of: %(words)s.") % {"words": ", ".join(Choice.values)}, field="choice")
    case.require_digest(digest)
    opinion = (opinion or "").strip()
    votes = case.votes()
    before = votes.get(acting.post_id)
    if before and (before.outcome, before.opinion, before.person_no) == (choice, opinion, by.pk):
        return before
    # One person, one vote: also where he voted in a seat in which he sits no more.
    if anew := [row.pk for seat, row in votes.items() if seat == acting.post_id or row.person_no == by.pk]:
        case.void(case.standing().filter(pk__in=anew), _("Voted anew."))
    row = Signature.objects.create(
        matter=case.matter, round=case.round, step=Step.GROUP, act=Act.VOTE, outcome=choice, opinion=opinion, digest=digest,
        revision_no=case.round.revision_no, at=at, **person(acting),
    )  # fmt: skip
    case.record("chain.vote", by=by, acting=acting, round=case.round.number, choice=choice, opinion=opinion, digest=digest)
    return row


@transaction.atomic
def close(*, page, by, at, digest, minutes, check=no_check):
    """End the step (by the chair): carried → published, registered or scheduled; lost → the proposer. Returns the Tally.

    WrongState without a quorum of two thirds of the members not recused, or with fewer than three of them.
    """
    case = Case.lock(page, at)
    _group_step_of_chair(case, by)
    votes = case.votes()
    acting = next((h for h in case.chair(votes) if h.user_id == by.pk), None)
    if acting is None:
        raise NotAllowed(_("Only the chair closes the vote; a chair who is recused is replaced by whom the main leader names."))
    check()
    if not isinstance(minutes, str) or not minutes.strip():
        raise Invalid(_("Write the minutes of the deliberation."), field="minutes")
    case.require_digest(digest)
    count = tally(
        seats={seat.number for seat in case.seats},
        barred={seat.number for seat in case.seats if seat.barred},
        votes={seat: row.outcome for seat, row in votes.items()},
    )
    if count.verdict == Verdict.TOO_FEW:
        raise WrongState(
            _("Fewer than %(least)s members are left; the main leader must name substitutes before the close.") % {"least": LEAST_MEMBERS}
        )
    if count.verdict == Verdict.NO_QUORUM:
        raise WrongState(_("No quorum: %(voted)s have voted, %(quorum)s of %(base)s must.") % vars(count))
    round = case.round
    Signature.objects.create(
        matter=case.matter, round=round, step=Step.GROUP, act=Act.CLOSE, outcome=count.verdict, opinion=minutes.strip(), digest=digest,
        revision_no=round.revision_no, at=at, **person(acting),
    )  # fmt: skip
    if count.verdict == Verdict.CARRIED:
        finish(case, by=by)
    elif not unconfirmed(case, by=by):
        _lost(case, by, minutes.strip())
    case.matter.save()
    record_with_publication(
        case, "chain.close", by=by, acting=acting, round=round.number, verdict=str(count.verdict), count=vars(count), minutes=minutes.strip(),
        digest=digest, state=case.matter.state,
    )  # fmt: skip
    return count


def _group_step_of_chair(case, by):
    if not any(h.user_id == by.pk for h in case.chair({} if case.round is None else None)) and not any(
        h.user_id == by.pk for h in case.roster.holders(PostKind.GROUP_CHAIR)
    ):
        raise NotAllowed(_("Only the chair of the leading group closes the vote."))
    if case.round is not None and by.pk in case.barred(Step.GROUP):
        raise NotAllowed(_("You wrote, proposed or signed this item; you count as recused."))
    if case.round is None or case.round.step != Step.GROUP:
        raise WrongState(_("The item is not before the leading group."))


def _lost(case, by, minutes):
    round = case.round
    told = {round.proposer_no, *case.standing().values_list("person_no", flat=True)}
    workflow.end(round.workflow_state_no, by=by, at=case.at, approved=False, comment=minutes)
    case.void(case.standing(), _("Not carried by the leading group."))
    case.end_round(RoundEnd.LOST, by=by, reason=minutes)
    case.set_state(State.DRAFT)
    notify.tell(
        told,
        subject=_("Not carried: %(title)s") % {"title": case.matter.title},
        lines=[_("The leading group did not carry “%(title)s”.") % {"title": case.matter.title}, minutes],
        key=f"lost:{round.pk}:{case.at.timestamp()}",
        page_no=case.matter.page_no,
        at=case.at,
    )
