"""A hundred thousand applications: pages of the register beside the same register of a hundred; all open due dates anew, with their reasons.

Those beside a table of working days with one write-back, and beside a naive loop over days.
"""

import bisect
import datetime as dt
import time

from bench.measure import FEW, in_turns, kept, opener, queries_row, register_row

NAIVE = 2000  # cases of the naive loop; its time is scaled up
REGISTER = "/admin/disclosure_applications/registerentry/"


def load(number, start, director, office):
    """So many open applications, marked as synthetic, from the serial `start`."""
    from disclosure.applications.models import Application
    from disclosure.cases.models import Case
    from disclosure.clocks.calendar import calendar
    from disclosure.rules.clock import due

    today = dt.date.today()
    for first in range(start, start + number, 5000):
        cases = []
        for serial in range(first, min(first + 5000, start + number)):
            on = today - dt.timedelta(days=serial % 25)
            reckoned = due("application", on, (), calendar())
            cases.append(
                Case(
                    number=f"SQ-{today.year}-{serial:06d}", kind="application", code_digest="0" * 64, title=f"第{serial}项质量监督抽查结果",
                    received_at=dt.datetime.combine(on, dt.time(9), dt.UTC), received_on=on, clock_from=on, clock_kind="application",
                    due_on=reckoned.due_on, provisional=reckoned.provisional, desk="office_director", owner=director, owner_post="office_director",
                    owner_division=office, synthetic=True,
                )
            )  # fmt: skip
        cases = Case.objects.bulk_create(cases, batch_size=500)
        Application.objects.bulk_create(
            [
                Application(
                    case=case, applicant_type="person", name="某", id_kind="passport", id_number="E1", applicant="0" * 64, address="某地",
                    description=case.title, form="electronic", delivery="online",
                )
                for case in cases
            ],
            batch_size=500,
        )  # fmt: skip


def by_table():
    """Every open due date by one table of working days and one write-back: nothing but the day, no case's own events, no reasons. Seconds."""
    from disclosure.cases.models import Case
    from disclosure.cases.states import OPEN
    from disclosure.clocks.calendar import calendar

    began = time.perf_counter()
    first = dt.date.today() - dt.timedelta(days=60)
    days = [first + dt.timedelta(days=n) for n in range(200)]
    worked = [day for day in days if calendar().is_workday(day)]
    moved = []
    for pk, on, due_on in Case.objects.filter(state__in=OPEN).values_list("pk", "clock_from", "due_on").iterator(chunk_size=2000):
        new = worked[bisect.bisect_right(worked, on) + 19]
        if new != due_on:
            moved.append(Case(pk=pk, due_on=new))
    Case.objects.bulk_update(moved, ["due_on"], batch_size=500)
    return time.perf_counter() - began


def by_loop():
    """The same by looking at one day after the other, scaled up from NAIVE cases. Seconds."""
    from disclosure.cases.models import Case
    from disclosure.clocks.calendar import calendar

    began = time.perf_counter()
    rows = list(Case.objects.open().values_list("pk", "clock_from")[:NAIVE])
    for pk, on in rows:
        left = 20
        while left:
            on += dt.timedelta(days=1)
            left -= calendar().is_workday(on)
        Case.objects.filter(pk=pk).update(due_on=on)
    return (time.perf_counter() - began) * Case.objects.open().count() / len(rows)


def ours():
    """Seconds of the recomputing that `load_workdays` starts."""
    from django.db import transaction

    from disclosure.clocks.calendar import calendar
    from disclosure.clocks.recompute import recompute

    began = time.perf_counter()
    with transaction.atomic():
        recompute(calendar())
    return time.perf_counter() - began


def measure(given):
    from django.test import Client

    from disclosure.cases.models import Case

    bureau = given.bureau
    client = Client(headers={"Host": "localhost"})
    client.force_login(bureau.director)

    load(FEW, 1, bureau.director, bureau.bangong)
    few = in_turns(opener(client, REGISTER), times=5)[0]
    load(given.cases - FEW, FEW + 1, bureau.director, bureau.bangong)
    rows = []
    today = dt.date.today()
    addresses = [
        ("", "first page, due first"), (f"?p={given.cases // 50}", "last page"), ("?state__exact=received", "by state"),
        ("?way__exact=web", "by way"), ("?application__applicant_type__exact=person", "by applicant"),
        ("?application__outcome__exact=A4", "by outcome"),
        (f"?due_on__gte={today}&due_on__lt={today + dt.timedelta(days=7)}", "due within a week"), (f"?q=SQ-{today.year}-000077", "by number"),
        ("?q=77项", "by a word of the matter"),
    ]  # fmt: skip
    for query, name in addresses:
        much = in_turns(opener(client, REGISTER + query), times=5)[0]
        rows.append(register_row(f"register of {given.cases:,} applications, {name}", much, few))
        if not query:
            rows.append(queries_row(much, few))
    table = min(by_table() for _ in range(2))
    Case.objects.filter(pk__lte=Case.objects.order_by("pk")[1000].pk).update(due_on=dt.date(2026, 1, 1))
    mine, naive = min(ours() for _ in range(2)), by_loop()
    what = "due dates of all open cases anew, with reasons"
    rows.append((f"{what}; beside a table, one write-back", f"{mine:.1f} s", f"{table:.1f} s", f"{mine / table:.1f}", "≤ 3", kept(mine <= 3 * table)))
    rows.append((f"{what}; beside a naive loop", f"{mine:.1f} s", f"{naive:.0f} s", f"{mine / naive:.2f}", "< 1", kept(mine < naive)))
    return rows
