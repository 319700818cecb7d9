"""Taking turns: both sides are measured one after the other, again and again, and the middle counts."""

import statistics
import time
from dataclasses import dataclass

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext


@dataclass
class Cost:
    """The middle of several runs: milliseconds on the clock and of processor, and queries."""

    ms: float
    cpu: float
    queries: float


def once(call):
    """One run of `call`: (milliseconds, milliseconds of processor, queries)."""
    reset_queries()  # Django keeps the last 9,000 alone
    began, cpu = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as queries:
        call()
    return (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000, len(queries)


def in_turns(*makers, times):
    """The cost of each: every maker prepares outside the measure and returns the call to be measured. The first turn warms up and is dropped."""
    runs = [[] for _ in makers]
    for turn in range(times + 1):
        for kept, maker in zip(runs, makers, strict=True):
            cost = once(maker())
            if turn:
                kept.append(cost)
    return [Cost(*(statistics.median(run[n] for run in kept) for n in range(3))) for kept in runs]


def kept(ok):
    """The last cell of a row: whether the promise is kept."""
    return "kept" if ok else "MISSED"
