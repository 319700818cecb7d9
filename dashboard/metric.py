"""What a figure is: its rows, its formula, its definition. Plain values in, plain values out; knows no table, no request, no clock."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

EARLIEST = dt.date(1900, 1, 1)  # before it no period is asked for: another as long must lie before it
SMALL = 10  # a share over fewer rows is shown as counts, a median marked; neither is compared (look.md 6)


@dataclass(frozen=True)
class Period:
    """From `first` to `last` (days in Asia/Shanghai, both included), as recorded by the end of the day `known`, which is not before `last`.

    What began after `last` is not there yet, what was done after it is still open. A thing done in the period but recorded after `known` counts as
    open: that is what the figure showed then.
    """

    first: dt.date
    last: dt.date
    known: dt.date

    @classmethod
    def of(cls, *, as_of, first=None, last=None):
        """The period asked for: by default from 1 January of the year to the day `as_of`; it never reaches beyond `as_of`."""
        last = min(last or as_of, as_of)
        return cls(first or dt.date(last.year, 1, 1), last, as_of)

    def before(self):
        """What it is compared with, known by its own end: from 1 January the same days of the year before, whole months as many whole months
        before, else as many days before."""
        if (self.first.month, self.first.day) == (1, 1):
            day = min(self.last.day, 28) if self.last.month == 2 else self.last.day
            last = dt.date(self.last.year - 1, self.last.month, day)
            return Period(dt.date(self.first.year - 1, 1, 1), last, last)
        last = self.first - dt.timedelta(days=1)
        after = self.last + dt.timedelta(days=1)
        if self.first.day == 1 and after.day == 1:
            months = (after.year - self.first.year) * 12 + after.month - self.first.month
            total = self.first.year * 12 + self.first.month - 1 - months
            first = dt.date(total // 12, total % 12 + 1, 1)
        else:
            first = last - (self.last - self.first)
        return Period(first, last, last)

    def holds(self, day):
        """Whether a day lies in it."""
        return day is not None and self.first <= day <= self.last


class Group(TextChoices):
    """Where one obligation stands in a period: each is in exactly one group, or outside."""

    DONE_IN_TIME = "done-in-time", _("Done in time")
    DONE_LATE = "done-late", _("Done late")
    OPEN_IN_TIME = "open-in-time", _("Open, in time")
    OPEN_LATE = "open-late", _("Open, overdue")

    @property
    def done(self):
        return self in (Group.DONE_IN_TIME, Group.DONE_LATE)


@dataclass(frozen=True, slots=True)
class Row:
    """One obligation or one happening, as it was known on a day. Dates are days in Asia/Shanghai.

    source, number: which of the sources, and its number there · title, address: the matter and the page that shows it (a path) · division: code, ""
    for the bureau as a whole · owner: account of who owes it, "" where a post does; owner_name: in words · stands: where it stands, in words ·
    begun_on, due_on, done_on: done_on is the day of effect (service, publication) · exempt: why nothing is owed ("" where something is) ·
    facts: what its source says besides, by name (see the source's docstring) · weight: for how many rows it stands: one, or in the summary all that
    have everything in common that a figure asks for. Never a citizen's name or contact.
    """

    source: str
    number: int
    title: str
    address: str = ""
    division: str = ""
    category: str = ""
    channels: tuple = ()
    kind: str = ""
    owner: str = ""
    owner_name: str = ""
    stands: str = ""
    begun_on: dt.date | None = None
    due_on: dt.date | None = None
    done_on: dt.date | None = None
    exempt: str = ""
    facts: dict = field(default_factory=dict, hash=False)
    weight: int = 1

    @property
    def key(self):
        """What names it among all rows: for a page, a supervision order, a test."""
        return f"{self.source}:{self.number}"

    def group(self, period):
        """Its Group at the end of the period, or None: not begun yet, done before the period, or nothing is owed.

        What is open at the end of the period counts however long ago it began, so that no share is 100 % while one is overdue. What is said to
        have been done before it began was done on the day it began.
        """
        if self.exempt or self.begun_on is None or self.begun_on > period.last:
            return None
        if self.done_on is not None and self.done_on <= period.last:
            if max(self.done_on, self.begun_on) < period.first:
                return None
            return Group.DONE_LATE if self.due_on is not None and self.done_on > self.due_on else Group.DONE_IN_TIME
        return Group.OPEN_LATE if self.due_on is not None and self.due_on < period.last else Group.OPEN_IN_TIME

    def get(self, name, default=None):
        """A fact by name."""
        return self.facts.get(name, default)


def many(rows):
    """How many rows there are, each with its weight."""
    return sum(row.weight for row in rows)


def middle(pairs):
    """The median of (value, weight) pairs as of so many single values, None of nothing."""
    ordered = sorted(pairs)
    whole = sum(weight for _value, weight in ordered)
    if not whole:
        return None
    low, high = _at(ordered, (whole - 1) // 2), _at(ordered, whole // 2)
    return low if whole % 2 else (low + high) / 2


def ninth_tenth(pairs):
    """The value within which nine of ten lie (nearest rank) of (value, weight) pairs, None of nothing."""
    ordered = sorted(pairs)
    whole = sum(weight for _value, weight in ordered)
    return _at(ordered, -(-whole * 9 // 10) - 1) if whole else None


def _at(ordered, place):
    """The value at a place of sorted (value, weight) pairs."""
    for value, weight in ordered:
        place -= weight
        if place < 0:
            return value


@dataclass(frozen=True)
class Value:
    """What a metric says of rows: `value` (None over nothing), numerator and denominator of a share (else None), and the rows it counted."""

    value: float | int | None
    numerator: int | None = None
    denominator: int | None = None
    rows: tuple = field(default=(), repr=False)  # every row that is counted
    hits: tuple = field(default=(), repr=False)  # of these, the ones in the numerator; for all other kinds the same as `rows`
    of: int | None = None  # of how many rows a median is; None for all other kinds

    @property
    def small(self):
        """Whether it rests on so few rows that a share is shown as counts, a median marked, and neither compared."""
        least = self.of if self.denominator is None else self.denominator
        return least is not None and least < SMALL


@dataclass(frozen=True)
class Guard:
    """Beside a rate: how often something was done that could make it look better (reopened, extended, reclassified, closed in bulk, back-dated).

    what: when a row is counted by it, in a sentence · among: where what was done takes the row out of the figure, a test of the rows of its sources
    among which it is looked for; None: those counted.
    """

    key: str
    name: str
    test: Callable  # (row, period) -> bool
    what: str = ""
    among: Callable | None = None  # (row, period) -> bool

    def rows(self, rows, period):
        """Of rows among which it is looked for those to which it applies."""
        return [row for row in rows if self.test(row, period)]


def told(key, name, what, among=None):
    """A Guard that counts the rows with the fact of its own key."""
    return Guard(key, name, lambda row, period: bool(row.get(key)), what, among)


def every(row, period):
    """Each row that is there."""
    return True


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A figure: what it is called, what it means, how it is computed, since when so, and what is left out.

    sources: names of the sources in rows/ whose rows it reads · counts(row, period): whether a row belongs to it · exclusions: sentences ·
    guards: see Guard · public: it is shown at /statistics/ · kinds: the kinds of rows that alone it counts, () where any may be.
    """

    key: str
    name: str
    definition: str
    formula: str
    sources: tuple
    unit: str = ""
    version: int = 1
    since: dt.date = dt.date(2026, 11, 25)
    exclusions: tuple = ()
    guards: tuple = ()
    public: bool = False
    kinds: tuple = ()
    counts: Callable = every

    def counted(self, rows: Iterable[Row], period: Period):
        """The rows that the figure counts, in their order."""
        return tuple(row for row in rows if row.source in self.sources and self.counts(row, period))

    def value(self, rows: Iterable[Row], period: Period) -> Value:
        """The figure over rows (of any sources; others are left out)."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Share(Metric):
    """`hits` ÷ `counts`, from 0 to 1, None over nothing."""

    hits: Callable
    unit: str = "share"

    def value(self, rows, period):
        counted = self.counted(rows, period)
        hits = tuple(row for row in counted if self.hits(row, period))
        part, whole = many(hits), many(counted)
        return Value(part / whole if whole else None, part, whole, counted, hits)


@dataclass(frozen=True, kw_only=True)
class Count(Metric):
    """How many rows there are."""

    unit: str = "count"

    def value(self, rows, period):
        counted = self.counted(rows, period)
        return Value(many(counted), rows=counted, hits=counted)


@dataclass(frozen=True, kw_only=True)
class Total(Metric):
    """The sum of `measure(row, period)` over the rows; rows of 0 are left out."""

    measure: Callable
    unit: str = "minutes"

    def value(self, rows, period):
        counted = tuple(row for row in self.counted(rows, period) if self.measure(row, period))
        return Value(sum(self.measure(row, period) * row.weight for row in counted), rows=counted, hits=counted)


@dataclass(frozen=True, kw_only=True)
class Median(Metric):
    """Half of the rows lie within it, in `unit`; None over nothing."""

    measure: Callable
    unit: str = "working_days"

    def value(self, rows, period):
        counted = self.counted(rows, period)
        return Value(middle((self.measure(row, period), row.weight) for row in counted), rows=counted, hits=counted, of=many(counted))


METRICS = {}  # key → Metric, in the order in which they were registered


def register(metric):
    """Add a metric to the registry and return it. Each key once."""
    if metric.key in METRICS:
        raise ValueError(metric.key)
    METRICS[metric.key] = metric
    return metric


# ---- tests that many metrics share


def is_done(row, period):
    """Done in the period."""
    group = row.group(period)
    return group is not None and group.done


def in_time(row, period):
    """Done in time in the period."""
    return row.group(period) == Group.DONE_IN_TIME


def late(row, period):
    """Open at the end of the period, and overdue."""
    return row.group(period) == Group.OPEN_LATE


def judged(row, period):
    """Done in the period, or open and overdue at its end: what a rate of timeliness is a share of."""
    return row.group(period) not in (None, Group.OPEN_IN_TIME)


def of_kind(kind, test=every):
    """`test` for the rows of one kind."""
    return lambda row, period: row.kind == kind and test(row, period)
