"""The calendar in force: the office's table over the State Council's notices. Two small queries every few seconds tell whether it has changed."""

import time
from datetime import date

from django.db.models import Count, Max

from disclosure.ledger.record import entries_of
from disclosure.rules.workdays import Calendar

from .models import OfficeDay, WorkdayNotice

CHECK_EVERY = 5.0  # seconds; other processes see a new notice after at most this
_kept = {"stamp": None, "calendar": None, "checked": 0.0}


def calendar():
    """The working-day calendar in force, as a pure `rules.workdays.Calendar`."""
    if _kept["calendar"] is not None and time.monotonic() - _kept["checked"] < CHECK_EVERY:
        return _kept["calendar"]
    # Counted as well, so that a deletion shows as a change does.
    stamp = [table.objects.aggregate(rows=Count("pk"), at=Max("changed_at")) for table in (OfficeDay, WorkdayNotice)]
    if stamp != _kept["stamp"] or _kept["calendar"] is None:
        days = {day: (worked, name) for day, worked, name in OfficeDay.objects.values_list("date", "is_workday", "name")}
        _kept["calendar"] = Calendar(days, WorkdayNotice.objects.values_list("year", flat=True))
        _kept["stamp"] = stamp
    _kept["checked"] = time.monotonic()
    return _kept["calendar"]


def calendar_at(at):
    """The calendar as it was in force at a moment (aware): what was changed since then is left out, by the ledger, which keeps every change."""
    if not any(table.objects.filter(changed_at__gt=at).exists() for table in (OfficeDay, WorkdayNotice)):
        return calendar()
    names, days, years = dict(OfficeDay.objects.values_list("date", "name")), {}, set()
    for facts in entries_of("clocks.workdays").filter(at__lte=at).order_by("number").values_list("facts", flat=True):
        years.update(facts["years"])
        days |= {(day := date.fromisoformat(text)): (worked, names.get(day, "")) for text, worked in facts["days"].items()}
    return Calendar(days, years)


def forget():
    """Read the table anew at the next call: after a change in this process."""
    _kept.update(stamp=None, calendar=None, checked=0.0)
