"""Is this a working day (工作日)? The office's own table, above the State Council's yearly notice, above the law's bare holidays.

放假办法 (2024-11-10) names thirteen holidays; a yearly notice moves working days about (调休). A year without a notice is computed by the law
alone and everything that rests on it is provisional (暂定).
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays

FIRST, LAST = date(1950, 1, 1), date(2199, 12, 31)

# The library's English names as the notices write them; names of days are data, in the language of the notices.
_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day: whether it is worked, what it is called ("" for a plain one), who says so (office, notice, law), and whether that may change."""

    date: date
    is_workday: bool
    name: str
    source: str
    provisional: bool


class Calendar:
    """The working days, with the office's table on top. A plain value: build a new one when the table changes.

    `days` maps a date to (is_workday, name); `known_years` are years whose notice the office has entered: days it leaves out are certain there.
    """

    def __init__(self, days=None, known_years=()):
        self.days = dict(days or {})
        self.known_years = frozenset(known_years)
        self._own_years = {day.year for day in self.days}
        self._tables = {}
        self.remembered = {}  # answers that depend on the calendar alone: rules.clock keeps them here, so they end with it

    def day(self, on):
        """What kind of day `on` is. Raises ValueError outside 1950–2199."""
        _within(on)
        if on in self.days:
            is_workday, name = self.days[on]
            return Day(on, is_workday, name, "office", False)
        if on.year in self.known_years:
            return Day(on, on.weekday() < 5 and on not in _law(on.year), _law(on.year).get(on, ""), "office", False)
        return _published(on)

    def is_workday(self, on):
        """Whether `on` is worked."""
        return self.day(on).is_workday

    def certain(self, year):
        """Whether the year's notice is known (by the library or the office)."""
        return year in self.known_years or year in _noticed_years()

    def _table(self, year):
        """Ordinals of the year's working days, ascending."""
        if year not in self._tables:
            if year in self._own_years or year in self.known_years:
                first = date(year, 1, 1)
                span = (date(year, 12, 31) - first).days + 1
                self._tables[year] = [first.toordinal() + n for n in range(span) if self.day(date.fromordinal(first.toordinal() + n)).is_workday]
            else:
                self._tables[year] = _published_table(year)
        return self._tables[year]

    def add(self, start, count):
        """(date, provisional): the `count`-th working day after `start`, which is not counted, and whether a day of an unannounced year lies between.

        `count` is at least 1. Raises ValueError outside 1950–2199.
        """
        if count < 1:
            raise ValueError(count)
        _within(start)
        year, left = start.year, count
        table = self._table(year)
        at = bisect_right(table, start.toordinal())
        while len(table) - at < left:
            left -= len(table) - at
            year += 1
            if year > LAST.year:
                raise ValueError(start)
            table, at = self._table(year), 0
        found = date.fromordinal(table[at + left - 1])
        first_year = start.year if start < date(start.year, 12, 31) else start.year + 1
        return found, any(not self.certain(y) for y in range(first_year, year + 1))

    def between(self, start, end):
        """How many working days lie after `start` up to and with `end`; 0 when `end` is not after `start`."""
        _within(start)
        _within(end)
        if end <= start:
            return 0
        total = 0
        for year in range(start.year, end.year + 1):
            table = self._table(year)
            low = bisect_right(table, start.toordinal()) if year == start.year else 0
            high = bisect_right(table, end.toordinal()) if year == end.year else len(table)
            total += high - low
        return total

    def next_workday(self, on):
        """`on` itself when it is worked, else the first working day after it."""
        return self.add(on - timedelta(days=1), 1)[0]


def _within(on):
    if not FIRST <= on <= LAST:
        raise ValueError(on)


@cache
def _noticed_years():
    known = chinese_calendar.constants
    years = {day.year for table in (known.holidays, known.workdays) for day in table}
    return frozenset(range(min(years), max(years) + 1))


@cache
def _law(year):
    """The law's own holidays of a year, without moved days: {date: name}."""
    table = holidays.country_holidays("CN", years=year, language="zh_CN")
    return {day: name for day, name in table.items() if day.year == year and not name.startswith("休息日")}


def law_holidays(year):
    """The statutory holidays of `year` by the law alone, without bridge days: {date: name}."""
    return dict(_law(year))


@cache
def _published(on):
    if on.year not in _noticed_years():
        name = _law(on.year).get(on, "")
        return Day(on, on.weekday() < 5 and not name, name, "law", True)
    off, name = chinese_calendar.get_holiday_detail(on)
    return Day(on, not off, _NAMES.get(name, name or ""), "notice", False)


@cache
def _published_table(year):
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return [n for n in range(first, last + 1) if _published(date.fromordinal(n)).is_workday]
