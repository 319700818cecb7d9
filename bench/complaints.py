"""A hundred thousand complaints with inquiries and orders: pages of their registers beside those of a hundred, for each who reads them."""

import datetime as dt

from bench.measure import FEW, in_turns, opener, queries_row, register_row

REGISTER = "/admin/disclosure_complaints/registerentry/"
INQUIRIES, ORDERS = "/admin/disclosure_complaints/inquiry/", "/admin/disclosure_complaints/supervisionorder/"


def load(number, start, bureau):
    """So many open complaints about either division, marked as synthetic, from the serial `start`."""
    from disclosure.cases.models import Case
    from disclosure.clocks.calendar import calendar
    from disclosure.complaints.models import Complaint, Inquiry, SupervisionOrder
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
        rows = Complaint.objects.bulk_create(rows, batch_size=500)
        asked = [
            Inquiry(
                complaint=row, number=f"XC-{row.pk}", division=divisions[n % 2], title="核查", question="某", asked_at=row.case.received_at,
                asked_by=bureau.efficiency, due_on=row.case.due_on,
            )
            for n, row in enumerate(rows)
        ]  # fmt: skip
        Inquiry.objects.bulk_create(asked, batch_size=500)
        made = [
            SupervisionOrder(
                number=f"DB-{row.pk}", kind="supervision", title="督办", text="某", about_kind="case", about_no=row.case_id,
                division=divisions[n % 2], opened_at=row.case.received_at, opened_by=bureau.efficiency, opened_post="efficiency_officer",
                due_on=row.case.due_on, step_due_on=row.case.due_on,
            )
            for n, row in enumerate(rows)
        ]  # fmt: skip
        SupervisionOrder.objects.bulk_create(made, batch_size=500)


def measure(given):
    from django.test import Client

    bureau = given.bureau
    readers = {}
    for name in ("efficiency", "main_leader", "head"):
        readers[name] = Client(headers={"Host": "localhost"})
        readers[name].force_login(getattr(bureau, name))
    firsts = {
        ("efficiency", REGISTER): "complaints", ("main_leader", REGISTER): "complaints, the main leader's",
        ("head", INQUIRIES): "inquiries of a division", ("head", ORDERS): "orders of a division", ("efficiency", ORDERS): "orders",
    }  # fmt: skip
    load(FEW, 1, bureau)
    few = {key: in_turns(opener(readers[key[0]], key[1]), times=5)[0] for key in firsts}
    load(given.cases - FEW, FEW + 1, bureau)
    last = given.cases // 50
    today = dt.date.today()
    week = f"due_on__gte={today}&due_on__lt={today + dt.timedelta(days=7)}"
    pages = {
        REGISTER: [
            ("", "first page, due first"), (f"?p={last}", "last page"), ("?state__exact=received", "by state"), (f"?{week}", "due within a week"),
            (f"?complaint__division__id__exact={bureau.zhiliang.pk}", "by division"), ("?complaint__kind__exact=complaint", "by kind"),
            (f"?q=TS-{today.year}-000077", "by number"), ("?q=77件", "by a word of the gist"),
        ],
        INQUIRIES: [("", "first page, due first"), (f"?p={last // 2}", "last page"), (f"?{week}", "due within a week"), ("?q=XC-77", "by number")],
        ORDERS: [("", "first page, due first"), (f"?p={last // 2}", "last page"), ("?state__exact=warned", "by state"), ("?q=DB-77", "by number")],
    }  # fmt: skip
    rows = []
    for key, whose in firsts.items():
        for query, name in pages[key[1]]:
            much = in_turns(opener(readers[key[0]], key[1] + query), times=3)[0]
            rows.append(register_row(f"register of {given.cases:,} {whose}, {name}", much, few[key]))
            if not query:
                rows.append(queries_row(much, few[key]))
    return rows
