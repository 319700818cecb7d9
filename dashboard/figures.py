"""All figures of one look: the rows of a role in a period, chosen by filters, each source read once; every metric with its rows."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.org.models import PostKind

from .facts import catch_up
from .facts.counted import ahead, behind, counted, first_due, overdue
from .facts.fold import CHUNK
from .facts.tables import Fact
from .filters import why_not
from .metric import METRICS, Group, Period, many
from .metrics import METRICS as _registered  # noqa: F401  fills the registry
from .roles import public
from .rows import KEPT, OF_THE_PERIOD, SOURCES, read, rows_of
from .rows.who import Who

# The keys of the contract (GET /api/v3/dashboard/figures/), in its order; the others follow.
CONTRACT = (
    "overdue", "publication_on_time", "applications_on_time", "complaints_on_time", "feedback_on_time", "feedback_median_days",
    "consultation_results_on_time", "comments_answered", "comments_adopted", "should_be_public", "half_public", "wrongly_public",
    "one_time_breaches", "minutes_without_owner",
)  # fmt: skip

_WHOLE = gettext_lazy("You see what the whole bureau owes, but for complaints of which you may not know.")
SCOPES = {
    PostKind.MAIN_LEADER: _WHOLE,
    PostKind.EFFICIENCY_OFFICER: _WHOLE,
    PostKind.AUDITOR: gettext_lazy("You see what the whole bureau owes, without what citizens wrote and who they are."),
    PostKind.SUPERVISING_LEADER: gettext_lazy(
        "You see what the divisions in your charge owe, not the rest of the bureau; of complaints only inquiries put to them, none about yourself."
    ),
    PostKind.DIVISION_HEAD: gettext_lazy(
        "You see what your division owes, not the rest of the bureau; of complaints only inquiries put to it, none about yourself."
    ),
}


class Board:
    """What a role sees of a period. `choose`: a function of rows that leaves those asked for (filters.RowFilter.choose), None for all of them.

    query: {name: value} of the filters as an address carries them.
    """

    def __init__(self, role, period, choose=None, query=None, rows=None):
        self.role, self.period, self.query = role, period, dict(query or {})
        self._choose, self._read, self._seen = choose or list, {} if rows is None else rows, {}

    @property
    def sources(self):
        """{source: [Row]} that he sees and asked for."""
        return {name: self.rows(name) for name in SOURCES}

    def rows(self, *names):
        """The rows of some sources that he sees and asked for; each source is read once."""
        found = []
        for name in names:
            if name not in self._seen:
                if name not in self._read:
                    self._read[name] = read((name,), self.period)[name]
                self._seen[name] = self._choose(self.role.seen(self._read[name]))
            found += self._seen[name]
        return found

    @cached_property
    def who(self):
        """Posts and divisions on the last day of the period, as known then."""
        return Who(self.period.last, self.period.known)

    @cached_property
    def view(self):
        """Whose view it is, in words."""
        if not self.role.post:
            return _("all figures")
        post = PostKind(self.role.post).label
        if self.role.everything:
            return _("the whole bureau (%(post)s)") % {"post": post}
        names = "、".join(self.who.name(division.code) for division in self.who.standing if division.code in self.role.divisions)
        return _("%(divisions)s (%(post)s)") % {"divisions": names, "post": post}

    @cached_property
    def scope(self):
        """What belongs to that view and what does not, in a sentence or two, and in whose stead he looks."""
        said = [str(SCOPES[self.role.post])] if self.role.post in SCOPES else []
        if self.role.acts_for:
            said.append(_("You look in the stead of %(names)s; when that ends, so does this view.") % {"names": "、".join(self.role.acts_for)})
        return "".join(said)

    def value(self, key, rows=None):
        """The Value of a metric, over all rows or over some (of a division, of an owner)."""
        metric = METRICS[key]
        return metric.value(self.rows(*metric.sources) if rows is None else rows, self.period)

    @cached_property
    def values(self):
        """{key: Value} of every metric, those of the contract first."""
        return {key: self.value(key) for key in sorted(METRICS, key=lambda key: CONTRACT.index(key) if key in CONTRACT else len(CONTRACT))}

    def why_not(self, key):
        """Why a metric says nothing under the choices made, in words; "" where it does."""
        return why_not(METRICS[key], self.query)

    def guards(self, key):
        """[(Guard, rows)] beside a metric."""
        return [(guard, guard.rows(self.guarded(key, guard), self.period)) for guard in METRICS[key].guards]

    def guarded(self, key, guard, value=None):
        """The rows of a metric among which a guard looks: those counted (of `value`, where it was read), or all that it says itself."""
        if guard.among is None:
            return (value or self.values[key]).rows
        return [row for row in self.rows(*METRICS[key].sources) if guard.among(row, self.period)]

    def late_rows(self, most=None, since=None):
        """The overdue rows that he sees and asked for, the oldest first; no more than `most`; `since`: those due on this day (date) or later."""
        rows = self.values["overdue"].rows
        return sorted((row for row in rows if since is None or row.due_on >= since), key=lambda row: (row.due_on, row.key))[:most]

    def _open(self):
        """The open rows that are not overdue."""
        return [row for row in self.values["obligations"].rows if row.group(self.period) == Group.OPEN_IN_TIME]

    def rows_ahead(self, until, most=None):
        """The open rows that are due from the last day of the period up to the day `until` (date), the first due first; no more than `most`."""
        rows = (row for row in self._open() if row.due_on and row.due_on <= until)
        return sorted(rows, key=lambda row: (row.due_on, row.key))[:most]

    def found(self, rows):
        """Of rows that a figure counted, the single rows behind them, by due day: with a length and slices, as a list of them."""
        return sorted(rows, key=in_order)

    def first_due(self, groups):
        """{name: the earliest day on which one of its rows is due, or None} of groups of open rows by name."""
        return {name: min((row.due_on for row in rows if row.due_on), default=None) for name, rows in groups.items()}

    @cached_property
    def before(self):
        """The Board of the period before it, as it is known now, so that both are comparable."""
        before = self.period.before()
        return self.during(before.first, before.last)

    def during(self, first, last):
        """The Board of another period, known as this one: over the same rows, but those of sources that depend on the period are read anew."""
        same = {name: rows for name, rows in self._read.items() if name not in OF_THE_PERIOD}
        return Board(self.role, Period(first, last, self.period.known), self._choose, self.query, same)

    @property
    def public(self):
        """Keys of the figures that everyone may read."""
        return [key for key in self.values if METRICS[key].public]

    def address(self, key, **more):
        """The page of a figure's rows, with the period and the filters."""
        query = {
            **self.query,
            "as_of": self.period.known.isoformat(),
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            **more,
        }
        try:
            return f"{reverse('disclosure_dashboard_rows', args=[key])}?{urlencode(query)}"
        except NoReverseMatch:  # a host without the admin
            return ""

    def as_json(self, key, *, rows=True):
        """A figure as the API gives it."""
        metric, value = METRICS[key], self.values[key]
        found = {
            "key": key, "name": str(metric.name), "value": value.value, "numerator": value.numerator, "denominator": value.denominator,
            "unit": metric.unit, "definition": str(metric.definition), "from": self.period.first, "to": self.period.last,
        }  # fmt: skip
        if rows:
            found |= {
                "version": metric.version, "formula": str(metric.formula), "exclusions": [str(each) for each in metric.exclusions],
                "rows": self.address(key), "count": value.of, "small": value.small,
            }  # fmt: skip
        return found


def in_order(row):
    """As the page of a figure's rows is sorted."""
    return row.due_on or dt.date.max, row.source, row.number


class Found:
    """The single rows behind rows of a CountedBoard: how many is known, which are read when a slice of them is shown."""

    def __init__(self, board, rows):
        self.board, self.rows = board, [row for row in rows if row.source in KEPT]
        self.live = sorted((row for row in rows if row.source not in KEPT), key=in_order)
        self.kept = many(self.rows)

    def __len__(self):
        return self.kept + len(self.live)

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, place):
        start, stop, _step = place.indices(len(self))
        if not self.live:
            return self._read(behind(self.rows, self.board.period, self.board.role.hidden, start, stop))
        # Those that are read as they are stand among the others: the first of both, put in order, hold every place that is asked for.
        keys = behind(self.rows, self.board.period, self.board.role.hidden, 0, stop) if self.rows else []
        places = [(due or dt.date.max, source, number) for due, source, _subject, number in keys]
        merged = sorted([*places, *(in_order(row) for row in self.live[:stop])])[start:stop]
        shown, here = {in_order(row): row for row in self.live[:stop]}, set(merged)
        for row in self._read([key for key, where in zip(keys, places, strict=True) if where in here]):
            shown[in_order(row)] = row
        return [shown[where] for where in merged if where in shown]

    def _read(self, keys):
        """Single rows by (due day, source, subject, number)."""
        wanted, rows = {(source, number) for _due, source, _subject, number in keys}, []
        for source in dict.fromkeys(source for _due, source, _subject, _number in keys):
            subjects = list(dict.fromkeys(subject for _due, name, subject, _number in keys if name == source))
            for start in range(0, len(subjects), CHUNK):
                read = rows_of(source, subjects[start : start + CHUNK], self.board.period)
                rows += [self.board.role.shown(row) for row in read if (source, row.number) in wanted]
        return sorted(rows, key=in_order)


class CountedBoard(Board):
    """The same out of the summary: where a source is kept, its rows are weighted ones that say how many, not which. Single rows are read only where
    they are shown. live: {source: [Row]} of the sources that are not kept, where they have been read."""

    owners = True  # whether it is asked who owes what

    def __init__(self, role, period, choose=None, query=None, live=None):
        super().__init__(role, period, choose, query, dict(live or {}))
        self._later = {}

    def rows(self, *names):
        missing = [name for name in names if name in KEPT and name not in self._read]
        if missing:
            self._read.update(counted(missing, self.period, self.role.hidden, self.who if self.owners else None, self._later))
        return super().rows(*names)

    @cached_property
    def values(self):
        self.rows(*SOURCES)  # all in one go
        return super().values

    def during(self, first, last):
        same = {name: rows for name, rows in self._read.items() if name not in OF_THE_PERIOD and name not in KEPT}
        board = CountedBoard(self.role, Period(first, last, self.period.known), self._choose, self.query, same)
        board.owners, board._later = False, self._later
        return board

    def late_rows(self, most=None, since=None):
        rows = self.values["overdue"].rows
        found = overdue([row for row in rows if row.source in KEPT], self.period, self.role.hidden, most, since)
        live = [row for row in rows if row.source not in KEPT and (since is None or row.due_on >= since)]
        return self._single(found, live)[:most]

    def rows_ahead(self, until, most=None):
        rows = self._open()
        found = ahead([row for row in rows if row.source in KEPT], self.period, until, self.role.hidden, most)
        return self._single(found, [row for row in rows if row.source not in KEPT and row.due_on and row.due_on <= until])[:most]

    def _single(self, found, live):
        """The single rows that facts name (due day, source, subject, number), and some that were read already, by due day."""
        wanted, shown = {(source, number) for _due, source, _subject, number in found}, list(live)
        for source in dict.fromkeys(source for _due, source, _subject, _number in found):
            read = rows_of(source, {subject for _due, name, subject, _number in found if name == source}, self.period)
            shown += [self.role.shown(row) for row in read if (source, row.number) in wanted]
        return sorted(shown, key=lambda row: (row.due_on, row.key))

    def found(self, rows):
        return Found(self, rows)

    def one(self, source, number):
        """The single row of a source with a number, None where there is none or he does not see it."""
        if source not in SOURCES:
            return None
        if source in KEPT:
            subjects = set(Fact.objects.filter(source=source, number=number).values_list("subject_no", flat=True)[:1])
            rows = self._choose(self.role.seen(rows_of(source, subjects, self.period)))
        else:
            rows = self.rows(source)
        return next((row for row in rows if row.number == number), None)

    def first_due(self, groups):
        found = super().first_due({name: [row for row in rows if row.source not in KEPT] for name, rows in groups.items()})
        kept = {name: [row for row in rows if row.source in KEPT] for name, rows in groups.items()}
        for name, first in first_due(kept, self.period, self.role.hidden).items():
            found[name] = min(filter(None, (found[name], first)), default=None)
        return found


def public_board(today):
    """The Board of the public figures: everything, this year, as of `today`. Only its counts are shown, never a row."""
    catch_up.look()
    return CountedBoard(public(today), Period.of(as_of=today))
