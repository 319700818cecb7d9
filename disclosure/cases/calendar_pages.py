"""The months of a limit as tables, every day marked: counted, paused, free, today, the last day."""

import calendar as months
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

PAUSED = ("third_party", "co_maker", "awaiting_correction", "awaiting_fee")


@dataclass(frozen=True)
class Cell:
    """One day of a month's table; `number`: which counted day it is, 0 for none."""

    day: int
    css: str
    note: str
    number: int = 0
    moved: bool = False
    today: bool = False


@dataclass(frozen=True)
class Month:
    """A month: its first day and its weeks of seven cells, None for a day of another month."""

    first: date
    weeks: tuple


def months_of(reckoned, today, ends):
    """The months from the day of receipt to the day that binds, `ends` (None: to the last one explained) of a rules.clock.Due, at most twelve."""
    rows = {row.date: row for row in reckoned.explanation if ends is None or row.date <= ends}
    if not rows:
        return []
    first, last = min(rows), ends or max(rows)
    made, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month) and len(made) < 12:
        weeks = [
            tuple(_cell(date(year, month, day), rows, reckoned.received_on, today, ends) if day else None for day in week)
            for week in months.Calendar().monthdayscalendar(year, month)
        ]
        made.append(Month(date(year, month, 1), tuple(weeks)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return made


def _cell(on, rows, received_on, today, ends):
    row = rows.get(on)
    css, note = _mark(row, received_on)
    number = row.number if css == "count" else 0
    return Cell(on.day, "end" if on == ends else css, note, number, css == "count" and on.weekday() >= 5, on == today)


def _mark(row, received_on):
    """(css, note) of a day by its row of the explanation, None for a day outside."""
    if row is None:
        return "", ""
    if row.counted:
        return "count", _("Day {number}").format(number=row.number)
    if row.date == received_on:
        return "", _("Receipt")
    if row.why in PAUSED:
        return "pause", _("Paused") if row.why in PAUSED[:2] else _("Waiting")
    if row.why == "holiday":
        return "out", _("Holiday")
    if row.why == "rest":
        return "out", _("Free")
    return "pause", _("Anew")
