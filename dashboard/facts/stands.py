"""Where a row stands on which days, as changes of counts: +1 on the day it begins to stand there, −1 on the day it no longer does. Plain values.

Two sorts. A stock holds on a day all that stand there then: the sum of all changes up to that day. A flow holds what happened on a day: the sum over
the days of a period. So a count for any period is a sum over days, and days can be summed up by the month.
"""

import datetime as dt
from enum import IntEnum

SOON = 3  # days before the due day from which a thing is due soon


class Stand(IntEnum):
    """Where a row stands: four stocks, two flows. What is exempt is owed by nobody from the day it began."""

    OPEN = 1
    DUE_SOON = 2
    OVERDUE = 3
    EXEMPT = 4
    IN_TIME = 5
    DONE_LATE = 6


STOCKS = (Stand.OPEN, Stand.DUE_SOON, Stand.OVERDUE, Stand.EXEMPT)
FLOWS = (Stand.IN_TIME, Stand.DONE_LATE)


def changes(begun_on, due_on, done_on, exempt):
    """[(Stand, day, +1 or -1)] of a row with these days: as metric.Row.group sees it, for every period at once."""
    if begun_on is None:
        return []
    if exempt:
        return [(Stand.EXEMPT, begun_on, 1)]
    found, stop = [], max(done_on, begun_on) if done_on is not None else None
    if due_on is None:
        spans = [(Stand.OPEN, begun_on, None)]
    else:
        soon, late = due_on - dt.timedelta(days=SOON), due_on + dt.timedelta(days=1)
        spans = [(Stand.OPEN, begun_on, soon), (Stand.DUE_SOON, soon, late), (Stand.OVERDUE, late, None)]
    for stand, first, until in spans:
        first = max(first, begun_on)
        until = stop if until is None else until if stop is None else min(until, stop)
        if until is None or first < until:
            found.append((stand, first, 1))
            if until is not None:
                found.append((stand, until, -1))
    if stop is not None:
        found.append((Stand.DONE_LATE if due_on is not None and done_on > due_on else Stand.IN_TIME, stop, 1))
    return found


def days_of(stand, period):
    """(begun_on, due_on, done_on) of a row that stands there in a period: the days of all that are counted together are as good as these."""
    last, day = period.last, dt.timedelta(days=1)
    return {
        Stand.OPEN: (period.first, None, None),
        Stand.DUE_SOON: (period.first, last + day, None),
        Stand.OVERDUE: (period.first, last - day, None),
        Stand.EXEMPT: (period.first, None, None),
        Stand.IN_TIME: (period.first, None, last),
        Stand.DONE_LATE: (period.first, last - day, last),
    }[stand]
