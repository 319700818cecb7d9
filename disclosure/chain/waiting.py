"""What waits for whom (我的待办): every open round beside the posts of the day, in a constant number of queries however many there are."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.utils.functional import cached_property

from disclosure.org.models import PostKind
from disclosure.org.posts import Roster, posts_of
from disclosure.rules.chain import RoundEnd, State, Step
from disclosure.rules.meeting import tally

from . import eligible
from .models import Act, Matter, Round, Signature
from .permissions import today

SENT_BACK = (RoundEnd.RETURNED, RoundEnd.REDACT, RoundEnd.LOST)


COLUMNS = ("pk", "matter_id", "step", "act", "person_no", "name", "post_no", "on_behalf_of", "digest", "void", "spent", "outcome", "opinion", "at")


@dataclass(frozen=True)
class Waiting:
    """One matter that waits for one person at a step. `due_on`: last day for it (Asia/Shanghai); `on_behalf_of`: full name, empty for the holder.

    `referred`: the answer from above is awaited; `vote`: how he has voted in the group ("" not yet); `closes`: he chairs and can close.
    """

    page_no: int
    title: str
    step: Step
    due_on: dt.date | None
    on_behalf_of: str
    round: Round = field(repr=False)
    referred: bool = False
    vote: str = ""
    closes: bool = False


class Desk:
    """The open rounds of the bureau at a moment (aware datetime), read once: about eight queries, then none.

    page_no: only that matter's; user: only those at steps in whose posts he may come to act.
    """

    def __init__(self, at, page_no=None, user=None):
        self.at, self.on, self._seats = at, today(at), {}
        rows = Round.objects.filter(ended_at=None)
        if page_no is not None:
            rows = rows.filter(matter=page_no)
        if user is not None:
            rows = rows.filter(step__in=self._steps_of(user))
        acts = Signature.objects.filter(round__number__gt=F("matter__done_round"), matter__in=rows.values("matter"))
        self.rounds = list(rows.select_related("matter", "division").order_by("step_due_on", "id"))
        self._acts, self._votes = defaultdict(list), defaultdict(dict)
        digests = {round.matter_id: round.digest for round in self.rounds}
        # Plain rows: of two thousand open rounds they are ten thousand.
        for row, people in eligible.acts_of(list(acts.values_list(*COLUMNS, named=True))):
            self._acts[row.matter_id] += [(row.step, person) for person in people]
            if row.act == Act.VOTE and not row.void and not row.spent and row.digest == digests.get(row.matter_id):
                self._votes[row.matter_id][row.post_no] = row

    @cached_property
    def roster(self):
        return Roster(self.on)

    def _steps_of(self, user):
        kinds = self.roster.kinds_of(user)
        return [step for step in Step if step.post in kinds or step == Step.GROUP and PostKind.GROUP_CHAIR in kinds]

    @cached_property
    def leader_may_sit(self):
        return eligible.leader_may_sit()

    def barred(self, round, step=None):
        """Numbers of people who may not act in a step, by default the one that is open."""
        return eligible.barred(round.authors, self._acts[round.matter_id], step or Step(round.step), leader_may_sit=self.leader_may_sit)

    def votes(self, round):
        """{seat: the vote in force on the round's digest}."""
        return self._votes[round.matter_id]

    def seats(self, round):
        """The seats of the leading group for this round."""
        out = self.barred(round, Step.GROUP)
        if out not in self._seats:  # most rounds have the same people out
            self._seats[out] = eligible.seats(self.roster, out)
        return self._seats[out]

    def chair(self, round):
        """Who can close the round's vote."""
        return eligible.chair(self.roster, self.barred(round, Step.GROUP), self.votes(round).values())

    def tally(self, round):
        """The votes of a round counted (rules.meeting.Tally)."""
        seats = self.seats(round)
        return tally(
            seats={seat.number for seat in seats},
            barred={seat.number for seat in seats if seat.barred},
            votes={seat: row.outcome for seat, row in self.votes(round).items()},
        )

    def usable(self, round, step):
        """Who could act in head, secrecy or leader of a round, whether that step is open or not."""
        return eligible.usable(self.roster, step, round.division, self.barred(round, step))

    def holdings(self, round, *, voted=False):
        """Who can act at the round's step now. In the group: who has not voted (with `voted` also who has), and the chair until the close."""
        step = Step(round.step)
        if step != Step.GROUP:
            return eligible.usable(self.roster, step, round.division, self.barred(round))
        votes = self.votes(round)
        members = [h for seat in self.seats(round) if not seat.barred and (voted or seat.number not in votes) for h in seat.holdings]
        return list(dict.fromkeys([*self.chair(round), *members]))

    def of(self, user, *, voted=False):
        """[Waiting] of one person, oldest due first; with `voted` also what he has voted on."""
        found = []
        for round in self.rounds:
            mine = sorted((h for h in self.holdings(round, voted=voted) if h.user_id == user.pk), key=lambda h: bool(h.on_behalf_of))
            if mine:
                found.append(self._waiting(round, mine))
        return found

    def _waiting(self, round, mine):
        group = round.step == Step.GROUP
        votes = self.votes(round) if group else {}
        return Waiting(
            page_no=round.matter_id,
            title=round.matter.title,
            step=Step(round.step),
            due_on=round.step_due_on,
            on_behalf_of=mine[0].on_behalf_of,
            round=round,
            referred=round.referred,
            vote=next((votes[h.post_id].outcome for h in mine if h.post_id in votes), ""),
            closes=group and any(h in mine for h in self.chair(round)),
        )


def waiting_for(user, at):
    """What waits for a person at a moment (aware datetime): [Waiting], oldest due first. Barred people are left out as the verbs leave them out.

    In the group: what he has not voted on, and for the chair everything until he closes it. Constant queries.
    """
    return Desk(at, user=user).of(user)


def waiting_holdings(round, at):
    """Who an open round waits for: [Holding], empty where nobody can act and `org.posts.appointing(step.post)` must appoint one."""
    desk = Desk(at, page_no=round.matter_id)
    return desk.holdings(round) if round.step else []


def sent_back_to(user):
    """Last rounds that came back to the person who proposed them and wait for his hand: returned, to be redacted, not carried. One query."""
    return list(
        Round.objects.filter(proposer_no=user.pk, end__in=SENT_BACK, number=F("matter__round_number"))
        .filter(Q(matter__successor=State.DRAFT) | Q(matter__successor="", matter__state=State.DRAFT))
        .select_related("matter")
        .order_by("ended_at")
    )


def to_re_examine(user, on, *, days=30):
    """What is withheld and is to be re-examined by the day `on` + `days`, for the secrecy reviewer: [Matter], oldest first; else empty."""
    if not any(h.post == PostKind.SECRECY_REVIEWER for h in posts_of(user, on)):
        return []
    return list(Matter.objects.filter(re_examine_on__lte=on + dt.timedelta(days=days)).order_by("re_examine_on"))
