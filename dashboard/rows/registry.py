"""Where sources are named, and how they are asked: once each, in the order in which they are there."""

import datetime as dt
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
SOURCES = {}  # name → function of a Period that yields Rows
OF_THE_PERIOD = set()  # names of sources whose rows are other ones for another period known on the same day


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


def end_of(day):
    """The first moment after a day in Asia/Shanghai: recorded before it means recorded on that day or earlier."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), HERE)


def day(at):
    """The day in Asia/Shanghai of an aware moment, None of None."""
    return at.astimezone(HERE).date() if at is not None else None
