"""A day off that is announced later moves what was counted in working days, and the dashboard says the same day as the order and its reminders."""

import datetime as dt

import pytest

from dashboard.metric import Period
from dashboard.rows import read
from disclosure.clocks import actions as clocks
from disclosure.clocks.calendar import forget
from disclosure.complaints import actions
from disclosure.ledger.models import Entry
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
D = dt.date


def at(month, day, hour=10):
    return dt.datetime(2026, month, day, hour, tzinfo=HERE)


@pytest.fixture
def bureau(site):
    yield factories.bureau()
    forget()


def opened(bureau, **more):
    given = {
        "kind": "supervision",
        "title": "附件打不开",
        "text": "请说明。",
        "about": ("page", 12, ""),
        "division": bureau.zhiliang,
        "at": at(11, 9),
    }
    return actions.order_open(**given | more, by=bureau.efficiency)


def day_off(bureau, day, when):
    """A day on which nobody works, entered by the office; what moved, as its entry says."""
    clocks.enter_day(date=day, is_workday=False, name="停工", by=bureau.director, at=when)
    return Entry.objects.filter(verb="clocks.workdays").last().facts["changed"]


def agree(order):
    """The day of the step that waits, which the row says too."""
    order.refresh_from_db()
    day = D(2026, 11, 30)
    assert [row.due_on for row in read(["orders"], Period(D(2026, 1, 1), day, day))["orders"] if row.number == order.pk] == [order.step_due_on]
    return order.step_due_on


def test_the_step_of_an_order_moves_with_a_day_off_and_named_days_stay(bureau):
    """Explanation, check and, where no day was named, the whole count in working days; the day in a plan was named."""
    order = opened(bureau)
    assert agree(order) == D(2026, 11, 12)
    assert f"{order.number}: 2026-11-12 → 2026-11-13" in day_off(bureau, D(2026, 11, 10), at(11, 9, 12))
    assert agree(order) == D(2026, 11, 13)
    actions.order_explain(order, text="说明", by=bureau.head, at=at(11, 11))
    assert agree(order) == D(2026, 11, 16)
    day_off(bureau, D(2026, 11, 13), at(11, 11, 12))
    assert agree(order) == D(2026, 11, 17)
    actions.order_plan(order, text="计划", due_on=D(2026, 11, 20), by=bureau.head, at=at(11, 12))
    moved = [each for each in day_off(bureau, D(2026, 11, 16), at(11, 12, 12)) if order.number in each]
    assert len(moved) == 1 and moved[0].endswith("2026-12-02 → 2026-12-03")
    assert agree(order) == D(2026, 11, 20) and order.due_on == D(2026, 12, 3)
    actions.order_evidence(order, text="凭证", by=bureau.head, at=at(11, 17))
    assert agree(order) == D(2026, 11, 24)
    day_off(bureau, D(2026, 11, 23), at(11, 17, 12))
    assert agree(order) == D(2026, 11, 25)
    actions.order_check(order, passed=True, text="", by=bureau.efficiency, at=at(11, 18))
    assert not any(order.number in each for each in day_off(bureau, D(2026, 11, 24), at(11, 18, 12)))


def whole(order):
    """The day of the whole, which the row says too."""
    order.refresh_from_db()
    rows = read(["orders"], Period(D(2026, 1, 1), D(2026, 11, 30), D(2026, 11, 30)))["orders"]
    assert [row.get("whole_due_on") for row in rows if row.number == order.pk] == [order.due_on]
    return order.due_on


def test_the_day_of_the_whole_moves_where_it_was_counted_and_stays_where_it_was_named(bureau):
    """五（五）: fifteen working days from the opening; named at the opening or by more time given, it stays, as it does once it is closed. Sent back
    to a later day, it is not over before that."""
    counted = opened(bureau)
    named = opened(bureau, due_on=D(2026, 11, 30), about=("page", 13, ""))
    prolonged = opened(bureau, about=("page", 14, ""))
    actions.order_prolong(prolonged, due_on=D(2026, 12, 1), reason="检测未完", by=bureau.efficiency, at=at(11, 9, 11))
    back, closed = opened(bureau, about=("page", 15, "")), opened(bureau, about=("page", 16, ""))
    for order, passed, day in ((back, False, D(2026, 12, 8)), (closed, True, None)):
        actions.order_explain(order, text="说明", by=bureau.head, at=at(11, 9, 11))
        actions.order_plan(order, text="计划", due_on=D(2026, 11, 10), by=bureau.head, at=at(11, 9, 12))
        actions.order_evidence(order, text="凭证", by=bureau.head, at=at(11, 9, 13))
        actions.order_check(order, passed=passed, text="再查", due_on=day, by=bureau.efficiency, at=at(11, 9, 14))
    assert [whole(order) for order in (counted, named, prolonged, back)] == [D(2026, 11, 30), D(2026, 11, 30), D(2026, 12, 1), D(2026, 12, 8)]
    moved = [each for each in day_off(bureau, D(2026, 11, 11), at(11, 9, 15)) if "2026-11-30 → 2026-12-01" in each]
    assert len(moved) == 1 and counted.number in moved[0]
    assert [whole(order) for order in (counted, named, prolonged, back)] == [D(2026, 12, 1), D(2026, 11, 30), D(2026, 12, 1), D(2026, 12, 8)]
    closed.refresh_from_db()
    assert closed.due_on == D(2026, 11, 30)


def test_a_step_never_moves_beyond_the_day_of_the_whole(bureau):
    order = opened(bureau, due_on=D(2026, 11, 12))
    day_off(bureau, D(2026, 11, 10), at(11, 9, 12))
    assert agree(order) == D(2026, 11, 12)
    prolonged = opened(bureau, about=("page", 13, ""))
    actions.order_prolong(prolonged, due_on=D(2026, 12, 4), reason="检测未完", by=bureau.efficiency, at=at(11, 9, 13))
    day_off(bureau, D(2026, 11, 11), at(11, 9, 14))
    assert agree(prolonged) == D(2026, 12, 4)


def test_an_inquiry_moves_unless_its_day_was_named(bureau):
    """Five working days from the day it was put; answered, its day stays."""
    given = {"kind": "complaint", "anonymous": True, "name": "", "phone": "", "email": "", "subject": "抽查走过场", "division": None}
    given["text"] = "只看了资料。"
    complaint, _code = actions.receive(given=given, way="web", at=at(11, 9))
    asked = {"question": "请说明。", "by": bureau.efficiency, "at": at(11, 9)}
    counted, named, over = (
        actions.inquire(complaint, division=bureau.zhiliang, title=title, due_on=day, **asked)
        for title, day in (("安排", None), ("记录", D(2026, 11, 16)), ("总结", None))
    )
    actions.answer_inquiry(over, text="附后。", by=bureau.head, at=at(11, 9, 11))
    moved = [each for each in day_off(bureau, D(2026, 11, 11), at(11, 9, 12)) if each.startswith("XC")]
    assert moved == [f"{counted.number}: 2026-11-16 → 2026-11-17"]
    days = []
    for each in (counted, named, over):
        each.refresh_from_db()
        days.append(each.due_on)
    assert days == [D(2026, 11, 17), D(2026, 11, 16), D(2026, 11, 16)]
    day = D(2026, 11, 30)
    assert [row.due_on for row in read(["inquiries"], Period(D(2026, 1, 1), day, day))["inquiries"]] == days
