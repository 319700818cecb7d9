"""The week of the brief: what became overdue and what was closed from Monday to Sunday, what waits, and what is due until the next Sunday.

A board counts to the end of its last day. Of a Sunday the brief is about the week that ends with it, of any other day about the week before. Beside
it stand the figures of the period that was asked for, by default the year (五（五）). Each says of which days it is.
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
    """The last whole week up to the last day of a Board, and what lies ahead of that day. The board's own period stands beside it."""

    def __init__(self, board):
        self.board = board
        morning = board.period.last + DAY  # on which it is read at the earliest
        monday = morning - dt.timedelta(days=morning.weekday())
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
        """The rows that are open and due from the last day of the board to the Sunday that follows, as the brief names them."""
        return self._told(self.board.rows_ahead(self.ends))

    def lapsed(self):
        """How many rows fell due in the week that has begun, before the last day of the board, and are overdue: they are not ahead any more."""
        return len(self.board.late_rows(since=self.last + DAY))

    def _told(self, rows):
        return unnumbered(rows) if self.board.role.everything else rows

    # ---- which days are meant

    @property
    def before_words(self):
        """The week that is reported: 上周（…）."""
        return _("Last week (%(days)s)") % {"days": days_words(self.first, self.last)}

    @property
    def ahead_words(self):
        """The days of what is ahead: from the last day of the board on."""
        return days_words(self.board.period.last, self.ends)

    @property
    def lapsed_words(self):
        """What of this week is overdue already, in a sentence; "" where nothing is."""
        if not (count := self.lapsed()):
            return ""
        days = days_words(self.last + DAY, self.board.period.last - DAY)
        return _("Of what fell due this week before (%(days)s), %(count)d are overdue already.") % {"days": days, "count": count}

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

    def told_figures(self):
        """As `figures`, those that paper and mail hold: none that says nothing or 0 on both sides."""
        return [
            (metric, week, beside) for metric, week, beside in self.figures()
            if metric.key in ON_PAPER and not self.board.why_not(metric.key) and (_says(metric, week) or _says(metric, beside))
        ]  # fmt: skip

    def _cells(self, metric, *values):
        if self.board.why_not(metric.key):
            return tuple(not_applicable() for _value in values)
        return tuple(Cell(told(metric, value)) for value in values)

    def panel(self):
        """The figures of the week that a sheet of paper holds, each beside that of the longer period."""
        lines = [
            Line(str(metric.name), self._cells(metric, week, beside), sub=str(self.board.why_not(metric.key) or _unit(metric)))
            for metric, week, beside in self.told_figures()
        ]
        columns = self.before_words, self.beside_words
        return Panel("week", _("Figures of the week"), _("Figure"), columns, tuple(lines), notes=(str(STOCKS),))


def _says(metric, value):
    return bool(value.denominator if isinstance(metric, Share) else value.value or value.of)


def _unit(metric):
    return "" if isinstance(metric, Share) else unit_of(metric)


def told(metric, value):
    """A Value in words with what it rests on: a share with its fraction, a median with of how many it is."""
    if isinstance(metric, Share) and value.denominator and not value.small:
        return f"{in_words(metric, value)}（{fraction(metric, value)}）"
    return f"{in_words(metric, value)}（{fraction(metric, value)}）" if value.of else in_full(metric, value)


def days_words(first, last):
    """From day to day: without the year where both are of one; one day alone by itself."""
    if first == last:
        return date_format(first, pgettext("format of a day without its year", "j F"))
    if first.year == last.year:
        short = pgettext("format of a day without its year", "j F")  # Django's own has a zero before the month
        return _("%(first)s to %(last)s") % {"first": date_format(first, short), "last": date_format(last, short)}
    return _("%(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}
