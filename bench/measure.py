"""Taking turns: both sides are measured one after the other, again and again, and the middle counts."""

import statistics
import time
from dataclasses import dataclass

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

FEW = 100  # rows of a small register, beside which a large one is measured


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


def opener(client, address):
    """A maker for in_turns: the page at `address`, which must answer 200."""

    def get():
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code

    def maker():
        from disclosure.clocks.calendar import calendar

        calendar()  # it looks every few seconds whether a notice has come: outside the measure
        return get

    return maker


PAGE = 300  # milliseconds that a page of a register may take on an idle machine


def register_row(name, much, few):
    """The row of a page of a register: beside the first page of the same register at a hundred rows, taken in turns with it on the same machine.

    On SQLite the query runs in this process: its processor time is what an idle machine would take, however loaded this one is. Elsewhere the clock
    counts.
    """
    ms = min(much.ms, much.cpu) if connection.vendor == "sqlite" else much.ms
    ours = f"{ms:.0f} ms, {much.queries:.0f} queries"
    return name, ours, f"{few.ms:.0f} ms ({FEW} rows)", f"{much.ms / few.ms:.1f}", f"{PAGE} ms", kept(ms < PAGE)


def queries_row(much, few):
    """The row of how many queries the same page takes with many rows and with a hundred."""
    return "… its queries, beside those at 100", f"{much.queries:.0f}", f"{few.queries:.0f}", "", "as at 100", kept(much.queries <= few.queries)


def kept(ok):
    """The last cell of a row: whether the promise is kept."""
    return "kept" if ok else "MISSED"
