"""A hundred thousand complaints: a page of their register, for the efficiency office and for who watches."""

import datetime as dt

from bench.measure import in_turns, kept

FEW = 100
REGISTER = "/admin/disclosure_complaints/registerentry/"


def load(number, start, bureau):
    """So many open complaints about either division, marked as synthetic, from the serial `start`."""
    from disclosure.cases.models import Case
    from disclosure.clocks.calendar import calendar
    from disclosure.complaints.models import Complaint
    from disclosure.rules.clock import due

    today, divisions = dt.date.today(), [bureau.zhiliang, bureau.anquan, None]
    for first in range(start, start + number, 5000):
        cases = []
        for serial in range(first, min(first + 5000, start + number)):
            on = today - dt.timedelta(days=serial % 25)
            reckoned = due("complaint", on, (), calendar())
            cases.append(
                Case(
                    number=f"TS-{today.year}-{serial:06d}", kind="complaint", code_digest="0" * 64, title="投诉",
                    received_at=dt.datetime.combine(on, dt.time(9), dt.UTC), received_on=on, clock_from=on, clock_kind="complaint",
                    due_on=reckoned.due_on, provisional=reckoned.provisional, desk="efficiency_officer", owner=bureau.efficiency,
                    owner_post="efficiency_officer", synthetic=True,
                )
            )  # fmt: skip
        cases = Case.objects.bulk_create(cases, batch_size=500)
        rows = [
            Complaint(case=case, kind="complaint", anonymous=True, subject="某事", text="某", division=divisions[n % 3], gist=f"第{case.pk}件抽查")
            for n, case in enumerate(cases)
        ]
        Complaint.objects.bulk_create(rows, batch_size=500)


def measure(given):
    from django.test import Client

    bureau = given.bureau
    officer, leader = Client(headers={"Host": "localhost"}), Client(headers={"Host": "localhost"})
    officer.force_login(bureau.efficiency)
    leader.force_login(bureau.main_leader)

    def page(client, address):
        def maker():
            def get():
                answer = client.get(address)
                assert answer.status_code == 200, answer.status_code

            return get

        return maker

    load(FEW, 1, bureau)
    few = in_turns(page(officer, REGISTER), times=5)[0]
    load(given.cases - FEW, FEW + 1, bureau)
    rows = []
    pages = [
        (officer, "", "first page"), (officer, "?state__exact=received", "filtered"), (officer, "?q=TS-2026-000077", "searched by number"),
        (officer, "?p=1000", "page 1,000"), (leader, "", "the main leader's first page"),
    ]  # fmt: skip
    for client, query, name in pages:
        cost = in_turns(page(client, REGISTER + query), times=5)[0]
        ok = cost.ms < 300 and (query or client is leader or cost.queries <= few.queries)
        rows.append((f"register of {given.cases:,} complaints, {name}", f"{cost.ms:.0f} ms, {cost.queries:.0f} queries", "", "", "300 ms", kept(ok)))
    return rows
