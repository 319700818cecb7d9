"""All figures of one look: the rows of a role in a period, chosen by filters, each source read once; every metric with its rows."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from disclosure.org.models import PostKind

from .metric import METRICS, Period, Share
from .metrics import METRICS as _registered  # noqa: F401  fills the registry
from .roles import PUBLIC
from .rows import OF_THE_PERIOD, SOURCES, read
from .rows.who import Who

# The keys of the contract (GET /api/v3/dashboard/figures/), in its order; the others follow.
CONTRACT = (
    "overdue", "publication_on_time", "applications_on_time", "complaints_on_time", "feedback_on_time", "feedback_median_days",
    "consultation_results_on_time", "comments_answered", "comments_adopted", "should_be_public", "half_public", "wrongly_public",
    "one_time_breaches", "minutes_without_owner",
)  # fmt: skip


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
        """Posts and divisions on the last day of the period."""
        return Who(self.period.last)

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

    def value(self, key, rows=None):
        """The Value of a metric, over all rows or over some (of a division, of an owner)."""
        metric = METRICS[key]
        return metric.value(self.rows(*metric.sources) if rows is None else rows, self.period)

    @cached_property
    def values(self):
        """{key: Value} of every metric, those of the contract first."""
        return {key: self.value(key) for key in sorted(METRICS, key=lambda key: CONTRACT.index(key) if key in CONTRACT else len(CONTRACT))}

    def guards(self, key):
        """[(Guard, rows)] beside a metric."""
        metric = METRICS[key]
        return [(guard, guard.rows(self.values[key].rows, self.period)) for guard in metric.guards]

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
                "rows": self.address(key), "small": isinstance(metric, Share) and value.small,
            }  # fmt: skip
        return found


def public_board(today):
    """The Board of the public figures: everything, this year, as of `today`. Only its counts are shown, never a row."""
    return Board(PUBLIC, Period.of(as_of=today))
