"""Where sources are named, and how they are asked: once each, in the order in which they are there.

Two kinds. A plain source is a function of a Period that yields Rows. A kept source yields the rows of one subject (a page, a case, a duty, a comment)
out of papers that were read for many subjects at once; what it says can change only at the moments that the papers name, so that the summary
(dashboard/facts) keeps each of its rows with the days between which it was so, and reads nothing anew until a subject is touched.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse_lazy
from django.utils.functional import cached_property

from disclosure.clocks.calendar import calendar

from .who import HERE, Who, end_of

SOURCES = {}  # name → function of a Period that yields Rows
OF_THE_PERIOD = set()  # names of sources whose rows are other ones for another period known on the same day
SUBJECTS = {}  # name → Subject
KEPT = {}  # name of a kept source → Kept


def course(source, number):
    """The address of a row's course on the dashboard: it leads on to the matter itself for who may open that."""
    return reverse_lazy("disclosure_dashboard_course", args=[source, number])


class Look:
    """Who asks, of which period: what the sources need besides the papers. who: posts and divisions on the last day of the period by default."""

    def __init__(self, period, who=None):
        self.period, self.known = period, period.known
        self.end, self.end_of_last = end_of(period.known), end_of(period.last)
        self._who = who

    @cached_property
    def who(self):
        return self._who or Who(self.period.last, self.period.known)

    @cached_property
    def days(self):
        return calendar()


class Papers:
    """What was recorded about some subjects, or about all (`asked` is None): read once, whenever it was recorded; the sources cut it at a day.

    Subclasses read each table when it is first needed; `numbers` are the subjects that exist, in order. today: for what grows day by day; shared:
    what Subject.beforehand gave, None without.
    """

    def __init__(self, asked=None, today=None, shared=None):
        self.asked, self.today, self.shared = None if asked is None else list(asked), today, shared

    def of(self, queryset, field):
        """The queryset of these subjects."""
        return queryset if self.asked is None else queryset.filter(**{f"{field}__in": self.asked})

    @property
    def numbers(self):
        raise NotImplementedError

    def moments(self, number):
        """Aware moments and days at which what the sources say of a subject may change: Nones are left out."""
        raise NotImplementedError


@dataclass(frozen=True)
class Subject:
    """What some sources tell rows of. papers: the class that reads them · all: () -> numbers of all there are, in order · growing: () -> numbers of
    those of which something grows day by day · touched: (entries) -> numbers that entries of the ledger may have changed · beforehand: () -> what
    depends on all subjects and is read once where all are read, a part at a time."""

    name: str
    papers: type
    all: Callable
    touched: Callable
    growing: Callable = tuple
    beforehand: Callable = lambda: None
    sources: list = field(default_factory=list)


@dataclass(frozen=True)
class Kept:
    """A kept source. facts: names of the facts that a figure asks for, with what makes them short enough to be kept."""

    name: str
    subject: Subject
    rows: Callable  # (papers, number, look) -> Rows
    facts: dict


def subject(name, **given):
    """Name a Subject."""
    SUBJECTS[name] = Subject(name, **given)
    return SUBJECTS[name]


def kept(name, of, facts=None):
    """Name a function (papers, number of the subject, look) as a kept source of Rows; asked as a plain one it tells the rows of all subjects."""

    def registered(rows):
        if name in SOURCES:
            raise ValueError(name)
        KEPT[name] = Kept(name, of, rows, dict(facts or {}))
        of.sources.append(KEPT[name])
        SOURCES[name] = lambda period: whole(KEPT[name], period)
        return rows

    return registered


def whole(source, period):
    """The Rows of a kept source, of all subjects."""
    papers, look = source.subject.papers(), Look(period)
    for number in papers.numbers:
        yield from source.rows(papers, number, look)


def rows_of(source, numbers, period):
    """The Rows of a kept source of some subjects, by name: for the few that a page shows."""
    found, look = KEPT[source], Look(period)
    papers = found.subject.papers(numbers)
    return [row for number in papers.numbers for row in found.rows(papers, number, look)]


def source(name, *, of_the_period=False):
    """Name a function of a Period as a source of Rows. of_the_period: its rows depend on the last day, not only on the day as known on."""

    def registered(ask):
        if name in SOURCES:
            raise ValueError(name)
        SOURCES[name] = ask
        if of_the_period:
            OF_THE_PERIOD.add(name)
        return ask

    return registered


def read(names, period):
    """{name: [Row]} of the sources asked for; a name that no installed room answers for gives an empty list."""
    return {name: list(SOURCES[name](period)) if name in SOURCES else [] for name in dict.fromkeys(names)}


def day(at):
    """The day in Asia/Shanghai of an aware moment, None of None."""
    return at.astimezone(HERE).date() if at is not None else None
