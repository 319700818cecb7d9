"""The week of the brief: what became overdue and what was closed from Monday to Sunday, what waits, and what is due in the week that has begun.

Beside it stand the figures of the period that was asked for, by default the year (五（五）). Each says of which days it is.
"""

import datetime as dt

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from .figures import CONTRACT
from .metric import METRICS, Group, Share, many
from .panels import Cell, Line, Panel, fraction, in_full, in_words, lateness, not_applicable, unit_of
from .situation import unnumbered

DAY = dt.timedelta(days=1)
ON_PAPER = (*CONTRACT, "published", "duties_on_time", "steps_on_time", "returned", "satisfaction")  # the mail has all
# What is of a day and not of days stands as it was on the last of them.
STOCKS = gettext_lazy("What is open, overdue, half public or not public is counted on the last day of each of the two.")


class Week:
    """The week before that of the last day of a Board, and what lies ahead of it. The board's own period stands beside it."""

    def __init__(self, board):
        self.board = board
        monday = board.period.last - dt.timedelta(days=board.period.last.weekday())
        self.first, self.last, self.ends = monday - 7 * DAY, monday - DAY, monday + 6 * DAY

    @cached_property
    def then(self):
        """The Board of the week, known as the other."""
        return self.board.during(self.first, self.last)

    @cached_property
    def _groups(self):
        counted = dict.fromkeys(Group, 0)
        for row in self.then.values["obligations"].rows:
            counted[row.group(self.then.period)] += row.weight
        return counted

    @property
    def closed(self):
        """How much was closed in the week."""
        return self._groups[Group.DONE_IN_TIME] + self._groups[Group.DONE_LATE]

    @property
    def closed_late(self):
        """How much of that after its day."""
        return self._groups[Group.DONE_LATE]

    @cached_property
    def waits(self):
        """How much is open on the last day of the board, overdue or not."""
        return many(row for row in self.board.values["obligations"].rows if not row.group(self.board.period).done)

    @cached_property
    def closed_before(self):
        """How much was closed in the whole period of the board."""
        return many(row for row in self.board.values["obligations"].rows if row.group(self.board.period).done)

    def newly_late(self):
        """[Late] of what became overdue in the week and was so at its end, as the brief names it; the days are counted to the day of the brief."""
        return lateness(self.board, rows=self._told(self.then.late_rows(since=self.first - DAY)))

    def ahead(self):
        """The rows that are due from the last day of the board to the end of its week, as the brief names them."""
        return self._told(self.board.rows_ahead(self.ends))

    def _told(self, rows):
        return unnumbered(rows) if self.board.role.everything else rows

    # ---- which days are meant

    @property
    def before_words(self):
        """The week that is reported: 上周（…）."""
        return _("Last week (%(days)s)") % {"days": days_words(self.first, self.last)}

    @property
    def ahead_words(self):
        """The week that has begun."""
        return _("This week (%(days)s)") % {"days": days_words(self.last + DAY, self.ends)}

    @property
    def beside_words(self):
        """The period of the board."""
        first, last = self.board.period.first, self.board.period.last
        words = _("This year (%(days)s)") if (first.month, first.day, first.year) == (1, 1, last.year) else _("Period chosen (%(days)s)")
        return words % {"days": days_words(first, last)}

    # ---- figure by figure

    def figures(self):
        """[(Metric, Value of the week, Value beside it)]."""
        return [(METRICS[key], self.then.values[key], value) for key, value in self.board.values.items()]

    def _cells(self, metric, *values):
        if self.board.why_not(metric.key):
            return tuple(not_applicable() for _value in values)
        return tuple(Cell(told(metric, value)) for value in values)

    def panel(self):
        """The figures of the week that a sheet of paper holds, each beside that of the longer period."""
        lines = [
            Line(str(metric.name), self._cells(metric, week, beside), sub=str(self.board.why_not(metric.key) or _unit(metric)))
            for metric, week, beside in self.figures()
            if metric.key in ON_PAPER
        ]
        columns = self.before_words, self.beside_words
        return Panel("week", _("Figures of the week"), _("Figure"), columns, tuple(lines), notes=(str(STOCKS),))


def _unit(metric):
    return "" if isinstance(metric, Share) else unit_of(metric)


def told(metric, value):
    """A Value in words with what it rests on: a share with its fraction, a median with of how many it is."""
    if isinstance(metric, Share) and value.denominator and not value.small:
        return f"{in_words(metric, value)}（{fraction(metric, value)}）"
    return f"{in_words(metric, value)}（{fraction(metric, value)}）" if value.of else in_full(metric, value)


def days_words(first, last):
    """From day to day: without the year where both are of one."""
    if first.year == last.year:
        short = pgettext("format of a day without its year", "j F")  # Django's own has a zero before the month
        return _("%(first)s to %(last)s") % {"first": date_format(first, short), "last": date_format(last, short)}
    return _("%(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}
