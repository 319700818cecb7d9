"""我的待办 of one person: what waits at a step, what came back, what is owed after publications; and the group's ballots, many in one go."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from disclosure.clocks.models import Duty
from disclosure.intake.typed import number_of
from disclosure.ledger.errors import Refused
from disclosure.org.models import PostKind
from disclosure.org.posts import posts_of
from disclosure.rules.chain import Step
from disclosure.rules.meeting import Choice

from . import actions
from .gate import Closed
from .permissions import today
from .waiting import Desk, sent_back_to, to_re_examine

above = []  # fn(user, on) → rows with `words`, `due_on` (None: no day runs) and `url` that wait for a person in rooms above this one; they fill it


def waits_above(user, on):
    """What waits for a person in the rooms above, the day that comes first before: what is overdue, then what is due, then what has no day."""
    return sorted((row for ask in above for row in ask(user, on)), key=lambda row: (row.due_on or dt.date.max, str(row.words)))


@dataclass
class Turns:
    """What one person has to do. `now`: what waits at a step, due first; `back`: rounds that came back; `duties`; `withheld` to re-examine."""

    on: object
    desk: Desk
    now: list = field(default_factory=list)
    back: list = field(default_factory=list)
    duties: list = field(default_factory=list)
    withheld: list = field(default_factory=list)

    @property
    def alone(self):
        """What waits for this person alone: without what the leading group votes on."""
        return [each for each in self.now if each.step != Step.GROUP]

    @property
    def count(self):
        return len(self.now) + len(self.back) + len(self.withheld)


def mine(user, at):
    """The Turns of a person at a moment (aware datetime); read once for one user object, in a constant number of queries."""
    kept = getattr(user, "_disclosure_turns", None)
    if kept is None or kept[0] != at:
        kept = user._disclosure_turns = (at, _read(user, at))
    return kept[1]


def _read(user, at):
    on = today(at)
    desk = Desk(at, user=user)
    found = Turns(on=on, desk=desk, now=desk.of(user))
    found.back = sent_back_to(user)
    found.duties = owed(user, on)
    found.withheld = to_re_examine(user, on)
    return found


def owed(user, on):
    """Open duties of the posts a person exercises on a day, due first: [Duty]."""
    mine = Q(pk__in=[])
    for holding in posts_of(user, on):
        kind = PostKind(holding.post)
        of_division = kind.of_a_division or kind == PostKind.SUPERVISING_LEADER
        one = Q(owner_kind=kind, division__code=holding.division) if of_division else Q(owner_kind=kind)
        mine |= one
    rows = Duty.objects.filter(mine, closed_at=None).filter(Q(owner=None) | Q(owner=user))
    found = list(rows.select_related("division").order_by("due_on", "id"))
    for duty in found:
        duty.link = reverse("disclosure_clocks_duty_modeladmin_edit", args=[duty.pk])
    return found


class BallotBox:
    """The open items before the leading group for one member: his votes, one or many in one submit; the chair's close."""

    def __init__(self, user, at, post=None):
        self.user, self.at, self.post = user, at, post
        self.refused = []  # (number of the page, sentence)

    @cached_property
    def desk(self):
        return mine(self.user, self.at).desk if self.post is None else Desk(self.at, user=self.user)

    @cached_property
    def items(self):
        """[(Waiting, Tally, names of who has voted, what was typed)] of every open item in which he sits."""
        found = []
        for each in self.desk.of(self.user, voted=True):
            if each.step == Step.GROUP:
                voted = [row.name for row in self.desk.votes(each.round).values()]
                found.append({"waiting": each, "tally": self.desk.tally(each.round), "voted": voted, **self._typed(each)})
        return found

    def _typed(self, each):
        number = each.page_no
        if self.post is None:
            row = next((row for row in self.desk.votes(each.round).values() if row.person_no == self.user.pk), None)
            return {"choice": each.vote, "opinion": row.opinion if row else "", "minutes": ""}
        return {name: self.post.get(f"{name}-{number}", "") for name in ("choice", "opinion", "minutes")}

    @property
    def choices(self):
        return Choice.choices

    def act(self):
        """Cast what was chosen, or close what the chair closes: each in a transaction of its own. Sentences of success; refusals in `refused`."""
        if closing := number_of(self.post.get("close", "")):
            return self._close(closing)
        cast = 0
        for each in self.desk.of(self.user, voted=True):
            choice = self.post.get(f"choice-{each.page_no}", "")
            if each.step != Step.GROUP or not choice:
                continue
            opinion = self.post.get(f"opinion-{each.page_no}", "")
            before = next((row for row in self.desk.votes(each.round).values() if row.person_no == self.user.pk), None)
            if before and (before.outcome, before.opinion) == (choice, opinion.strip()):
                continue
            digest = self.post.get(f"digest-{each.page_no}", "")
            with self._refusals(each.page_no, each.title):
                actions.vote(page=each.page_no, by=self.user, at=self.at, digest=digest, choice=choice, opinion=opinion)
                cast += 1
        self.__dict__.pop("desk")  # what is shown beside refusals is how things stand now
        if not cast and not self.refused:
            self.refused.append((None, _("Nothing was chosen: choose how you vote on at least one item.")))
        return [_("%(count)s votes are counted. They can be changed until the chair closes.") % {"count": cast}] if cast else []

    def _close(self, number):
        digest, minutes = self.post.get(f"digest-{number}", ""), self.post.get(f"minutes-{number}", "")
        title = next((each.title for each in self.desk.of(self.user, voted=True) if each.page_no == number), "")
        with self._refusals(number, title):
            count = actions.close(page=number, by=self.user, at=self.at, digest=digest, minutes=minutes)
            return [_("The vote on “%(title)s” is closed: %(verdict)s.") % {"title": title, "verdict": count.verdict.label}]
        return []

    def _refusals(self, number, title):
        return _Refusals(self.refused, number, title)


class _Refusals:
    """Keeps what was refused and goes on with the next."""

    def __init__(self, kept, number, title):
        self.kept, self.number, self.title = kept, number, title

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, Closed):
            self.kept += [(self.number, f"{self.title}：{objection}") for objection in error.objections]
        elif isinstance(error, Refused):
            self.kept.append((self.number, f"{self.title}：{error}"))
        else:
            return False
        return True
