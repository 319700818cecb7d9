"""The demo's clock: working days counted from today, and the tokens for days in its texts."""

import contextlib
import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.utils import timezone

from disclosure.clocks.calendar import calendar

HERE = ZoneInfo("Asia/Shanghai")
ONE_DAY = dt.timedelta(days=1)
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
TOKEN = re.compile(r"\{([a-z]+)([+-]\d+)?\}")


class Days:
    """Working days around `today` (date, Asia/Shanghai): 0 is today, -1 the working day before it, 5 the fifth after it."""

    def __init__(self, today):
        self.today, self.calendar = today, calendar()

    def day(self, number, of=None):
        """The working day so many before (negative) or after `of` (a date, today by default); 0 is `of` itself."""
        found = of or self.today
        step = ONE_DAY if number > 0 else -ONE_DAY
        while number:
            found += step
            if self.calendar.day(found).is_workday:
                number -= 1 if number > 0 else -1
        return found

    def at(self, number, clock):
        """The aware moment at `clock` ("09:30", Asia/Shanghai) of that working day."""
        return dt.datetime.combine(self.day(number), dt.time.fromisoformat(clock), HERE).astimezone(dt.UTC)

    def fill(self, value, formed):
        """A text, list or dict with its tokens replaced; `formed` is the day on which the item was made.

        {i-8} that day as 2026-11-05, counted in working days from `formed`; {c+20} the same in words; {d+365} calendar days; {y} {n} year and next
        year; {m} {mf} {mt} the month before; {q} {qy} {qf} {qt} the quarter that was over by then.
        """
        if isinstance(value, str):
            return TOKEN.sub(lambda found: self._token(found[1], int(found[2] or 0), formed), value)
        if isinstance(value, list):
            return [self.fill(part, formed) for part in value]
        if isinstance(value, dict):
            return {name: self.fill(part, formed) for name, part in value.items()}
        return value

    def _token(self, name, number, formed):
        month_end = formed.replace(day=1) - ONE_DAY
        quarter = (formed.month - 1) // 3 or 4
        year = formed.year if formed.month > 3 else formed.year - 1
        quarter_begins = dt.date(year, quarter * 3 - 2, 1)
        known = {
            "i": lambda: self.day(number, formed).isoformat(),
            "c": lambda: words(self.day(number, formed)),
            "d": lambda: (formed + dt.timedelta(days=number)).isoformat(),
            "y": lambda: str(formed.year),
            "n": lambda: str(formed.year + 1),
            "m": lambda: f"{month_end.year}年{month_end.month}月",
            "mf": lambda: month_end.replace(day=1).isoformat(),
            "mt": month_end.isoformat,
            "q": lambda: QUARTERS[quarter - 1],
            "qy": lambda: str(year),
            "qf": quarter_begins.isoformat,
            "qt": lambda: ((quarter_begins + dt.timedelta(days=100)).replace(day=1) - ONE_DAY).isoformat(),
        }
        return known[name]()


def words(day):
    """2026年11月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


@contextlib.contextmanager
def standing_at(at):
    """Whoever asks Django for the time is told `at` (aware datetime): what Wagtail stamps by itself (revisions, log, uploads) agrees with the acts.

    For one thread alone: the command that loads the demo.
    """
    real = timezone.now
    timezone.now = lambda: at
    try:
        yield
    finally:
        timezone.now = real
