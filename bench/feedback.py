"""A hundred thousand pieces of feedback: pages of their register beside the same register of a hundred, for the office and for a division."""

import datetime as dt

from bench.measure import FEW, in_turns, opener, queries_row, register_row

REGISTER = "/admin/disclosure_feedback/registerentry/"


def load(number, start, bureau):
    """So many open pieces of feedback, every third passed to a division, marked as synthetic, from the serial `start`."""
    from disclosure.cases.models import Case
    from disclosure.clocks.calendar import calendar
    from disclosure.feedback.models import Feedback
    from disclosure.rules.clock import due

    today = dt.date.today()
    owners = [
        (bureau.director, "office_director", bureau.bangong), (bureau.director, "office_director", bureau.bangong),
        (bureau.editor, "editor", bureau.zhiliang),
    ]  # fmt: skip
    for first in range(start, start + number, 5000):
        cases = []
        for serial in range(first, min(first + 5000, start + number)):
            on, (owner, post, home) = today - dt.timedelta(days=serial % 25), owners[serial % 3]
            reckoned = due("feedback", on, (), calendar())
            cases.append(
                Case(
                    number=f"FK-{today.year}-{serial:06d}", kind="feedback", code_digest="0" * 64, title=f"第{serial}页有误",
                    received_at=dt.datetime.combine(on, dt.time(9), dt.UTC), received_on=on, clock_from=on, clock_kind="feedback",
                    due_on=reckoned.due_on, provisional=reckoned.provisional, desk="office_director", owner=owner, owner_post=post,
                    owner_division=home, synthetic=True,
                )
            )  # fmt: skip
        cases = Case.objects.bulk_create(cases, batch_size=500)
        Feedback.objects.bulk_create([Feedback(case=case, kind="error", text="某") for case in cases], batch_size=500)


def measure(given):
    from django.test import Client

    bureau = given.bureau
    readers = {}
    for name in ("director", "editor"):
        readers[name] = Client(headers={"Host": "localhost"})
        readers[name].force_login(getattr(bureau, name))
    load(FEW, 1, bureau)
    few = {name: in_turns(opener(client, REGISTER), times=5)[0] for name, client in readers.items()}
    load(given.cases - FEW, FEW + 1, bureau)
    today, rows = dt.date.today(), []
    pages = [
        ("", "first page, due first"), (f"?p={given.cases // 150}", "a late page"), ("?state__exact=received", "by state"),
        ("?feedback__kind__exact=error", "by kind"), (f"?owner_division__id__exact={bureau.zhiliang.pk}", "by division"),
        (f"?due_on__gte={today}&due_on__lt={today + dt.timedelta(days=7)}", "due within a week"), (f"?q=FK-{today.year}-000077", "by number"),
        ("?q=77页", "by a word of the matter"),
    ]  # fmt: skip
    for name, client in readers.items():
        for query, what in pages:
            much = in_turns(opener(client, REGISTER + query), times=3)[0]
            whose = "feedback" if name == "director" else "feedback, a division's"
            rows.append(register_row(f"register of {given.cases:,} {whose}, {what}", much, few[name]))
            if not query:
                rows.append(queries_row(much, few[name]))
    return rows
