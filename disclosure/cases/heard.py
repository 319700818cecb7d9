"""What this room gives to the clocks: reminders of what is due, due dates computed anew, and sweeping."""

from django.urls import reverse

from disclosure.clocks.jobs import job
from disclosure.clocks.recompute import Changed, recomputes
from disclosure.clocks.remind import Owed, reminded
from disclosure.intake.once import sweep
from disclosure.rules.clock import Event, due

from .clock import settle
from .models import Case, ClockEvent


@reminded
def cases(first, last, now):
    """Open cases, by their number alone: to the owner, then to his superior."""
    for case in Case.objects.open().filter(due_on__range=(first, last)).select_related("owner_division", "owner"):
        link = reverse("disclosure_cases_case", args=[case.pk])
        yield Owed(f"case:{case.pk}", case.number, case.due_on, link, case.owner_post, case.owner_division, case.owner)


@recomputes
def open_cases(calendar):
    """Open cases whose limit runs: computed anew, those that moved are written in one go."""
    events = {}
    for row in ClockEvent.objects.filter(case__in=Case.objects.open()).order_by("on", "id"):
        events.setdefault((row.case_id, row.round), []).append(Event(row.type, row.on, row.days, row.ref))
    moved = []
    rows = Case.objects.open().select_for_update(of=("self",)).order_by("pk")
    fields = ("pk", "number", "clock_kind", "clock_from", "round", "due_on", "provisional", "their_due_on")
    for case in rows.only(*fields).iterator(chunk_size=2000):
        before, was = case.due_on, case.provisional
        settle(case, due(case.clock_kind, case.clock_from, events.get((case.pk, case.round), ()), calendar))
        if case.due_on != before or case.provisional != was:
            moved.append(case)
            if case.due_on != before:
                yield Changed(case.number, before, case.due_on)
    Case.objects.bulk_update(moved, ["due_on", "provisional"], batch_size=500)


@job
def forget_old_intake(now):
    """Kept answers, used proofs and counters older than a day."""
    sweep(now)
