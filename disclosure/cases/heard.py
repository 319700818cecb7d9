"""What this room gives to the clocks: reminders of what is due, due dates computed anew, and sweeping."""

import contextlib
from functools import partial

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy

from disclosure.chain import desk
from disclosure.clocks.actions import day_of
from disclosure.clocks.jobs import job
from disclosure.clocks.recompute import Changed, recomputes
from disclosure.clocks.remind import Owed, reminded
from disclosure.intake.once import sweep
from disclosure.ledger.errors import WrongState
from disclosure.org.posts import asked_by_division, holders, superior
from disclosure.rules.clock import Event, due

from . import access, actions, waiting
from .clock import binding
from .models import Case, ClockEvent
from .states import CaseState, Kind


@reminded
def cases(first, last, now):
    """Open cases, by their number alone: to the owner, then to his superior."""
    for case in Case.objects.open().filter(due_on__range=(first, last)).select_related("owner_division", "owner"):
        link = reverse("disclosure_cases_case", args=[case.pk])
        hidden = partial(_barred, case, day_of(now)) if case.kind in access.outsiders else frozenset()
        yield Owed(f"case:{case.pk}", case.number, case.due_on, link, case.owner_post, case.owner_division, case.owner, barred=hidden)


def _barred(case, on):
    """Numbers of the accounts that hear nothing of a case: those from which it is kept, and of the superiors of its owner those who may not know of
    it, as the leader in charge of the division whose head was named to handle a complaint. The one above them hears in their stead."""
    found, kind = set(access.kept_from(case, on)), superior(case.owner_post) if case.kind in access.known else None
    while kind is not None:
        division = case.owner_division if asked_by_division(kind) else None
        if division is not None or not asked_by_division(kind):
            above = get_user_model().objects.in_bulk({each.user_id for each in holders(kind, division=division, on=on)} - found)
            found |= {number for number, user in above.items() if case.pk not in set(access.known[case.kind](user, [case.pk], on))}
        kind = superior(kind)
    return frozenset(found)


@recomputes
def open_cases(calendar):
    """Open cases whose limit runs: computed anew, those that moved are written in one go. Plain rows, since there may be a hundred thousand."""
    events = {}
    for row in ClockEvent.objects.filter(case__in=Case.objects.open()).order_by("on", "id"):
        events.setdefault((row.case_id, row.round), []).append(Event(row.type, row.on, row.days, row.ref, stands=True))
    fields = ("pk", "number", "clock_kind", "clock_from", "round", "due_on", "provisional", "their_due_on")
    plain, moved = {}, {}
    rows = Case.objects.open().select_for_update(of=("self",)).order_by("pk").values_list(*fields)
    for pk, number, kind, since, round_, due_on, provisional, theirs in rows.iterator(chunk_size=5000):
        mine = events.get((pk, round_))
        if mine:
            reckoned = due(kind, since, mine, calendar)
        elif (reckoned := plain.get((kind, since))) is None:
            reckoned = plain[kind, since] = due(kind, since, (), calendar)
        new = binding(reckoned, theirs if round_ == 1 else None)
        if new != (due_on, provisional):
            moved.setdefault(new, []).append(pk)
            if new[0] != due_on:
                yield Changed(number, due_on, new[0])
    for (due_on, provisional), numbers in moved.items():
        for start in range(0, len(numbers), 5000):
            Case.objects.filter(pk__in=numbers[start : start + 5000]).update(due_on=due_on, provisional=provisional)


@job(title=gettext_lazy("Questions that were not answered in time"))
def lapse_questions(now):
    """A complaint or feedback whose reporter was asked and is silent goes on by what is there: it never waits for ever."""
    waiting = Case.objects.filter(state=CaseState.CORRECTING, act_by__lt=day_of(now)).exclude(kind=Kind.APPLICATION).order_by("pk")
    for case in waiting:
        with contextlib.suppress(WrongState):  # answered a moment ago
            actions.lapse(case, at=now)
    return len(waiting)


@job(title=gettext_lazy("Old traces of public forms forgotten"))
def forget_old_intake(now):
    """Kept answers, used proofs and counters older than a day."""
    sweep(now)


desk.above.append(waiting.waiting_for)
