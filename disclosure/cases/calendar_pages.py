"""The months of a limit as tables, every day marked: counted, paused, free, today, the last day."""

import calendar as months
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

PAUSED = ("third_party", "co_maker", "awaiting_correction", "awaiting_fee")


@dataclass(frozen=True)
class Cell:
    """One day of a month's table."""

    day: int
    css: str
    note: str
    moved: bool = False
    today: bool = False


@dataclass(frozen=True)
class Month:
    """A month: its first day and its weeks of seven cells, None for a day of another month."""

    first: date
    weeks: tuple


def months_of(reckoned, today):
    """The months from the day of receipt to the due day of a rules.clock.Due, at most twelve."""
    rows = {row.date: row for row in reckoned.explanation}
    if not rows:
        return []
    first, last = min(rows), max(rows)
    made, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month) and len(made) < 12:
        weeks = [
            tuple(_cell(date(year, month, day), rows, reckoned, today) if day else None for day in week)
            for week in months.Calendar().monthdayscalendar(year, month)
        ]
        made.append(Month(date(year, month, 1), tuple(weeks)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return made


def _cell(on, rows, reckoned, today):
    row = rows.get(on)
    if row is None:
        return Cell(on.day, "", "", today=on == today)
    if row.counted:
        css = "end" if on == reckoned.due_on else "count"
        return Cell(on.day, css, _("Day {number}").format(number=row.number), on.weekday() >= 5, on == today)
    if on == reckoned.received_on:
        return Cell(on.day, "", _("Receipt"), today=on == today)
    if row.why in PAUSED:
        return Cell(on.day, "pause", _("Paused") if row.why in PAUSED[:2] else _("Waiting"), today=on == today)
    if row.why == "holiday":
        return Cell(on.day, "out", _("Holiday"), today=on == today)
    if row.why == "rest":
        return Cell(on.day, "out", _("Free"), today=on == today)
    return Cell(on.day, "pause", _("Anew"), today=on == today)
