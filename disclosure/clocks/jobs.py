"""What `run_clocks` runs: a list that rooms above fill."""

import datetime as dt

registered = []
LIVED = dt.timedelta(hours=36)


def job(function=None, *, title=""):
    """Register `function(now)` (`now`: aware datetime) for every run of the clocks; `title` says what it counts, in the reader's language.

    It may run every minute and from two machines at once: it locks the rows it works on, or writes under unique keys. What it returns, a number
    of things done or None, is reported. It may raise: the others run all the same.
    """
    if function is None:
        return lambda named: job(named, title=title)
    function.title = title
    if function not in registered:
        registered.append(function)
    return function


def name_of(function):
    """Room, file and function, as an administrator looks for it in the log."""
    return f"{function.__module__.removeprefix('disclosure.')}.{function.__name__}"


def is_lived_through(now):
    """Whether somebody lives through the past or the future (a demo): `now` is far from this machine's own clock, whatever Django is told."""
    return abs(dt.datetime.now(dt.UTC) - now) > LIVED
