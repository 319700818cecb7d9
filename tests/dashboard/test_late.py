"""Whether what a supervision order is about is still overdue, as the figures count it."""

import datetime as dt

import pytest

from dashboard.figures import Board
from dashboard.metric import Period
from dashboard.roles import Role
from disclosure.complaints import orders
from disclosure.complaints.shown import late, late_since
from disclosure.ledger.errors import Invalid
from tests.dashboard.lived import at

TODAY = at(11, 25).date()
LEADER = Role(posts=("main_leader",), divisions=None)


@pytest.mark.parametrize("kind", ["page", "consultation", "document", "case", "duty", "inquiry"])
def test_what_is_overdue_in_the_figures_is_so_for_the_order_about_it(lived, kind):
    """Of every kind of matter the first day by which something of it was due; nothing for what is not overdue, nor on a day before."""
    from dashboard.views import _about

    board, first = Board(LEADER, Period.of(as_of=TODAY)), {}
    for row in board.rows(
        "publications", "steps", "after_reviews", "re_examinations", "duties", "cases", "inquiries", "consultation_results", "documents"
    ):
        about, number, _key = _about(row)
        if about == kind and not (kind == "case" and row.get("reopened")):
            late_on = row.due_on if row.due_on and row.due_on < TODAY and row.done_on is None and not row.exempt else None
            first[number] = min(filter(None, (first.get(number), late_on)), default=None)
    assert {number: late[kind](number, TODAY) for number in first} == first and (any(first.values()) or kind == "inquiry")
    assert not any(late[kind](number, dt.date(2026, 8, 1)) for number in first)


def test_the_check_of_the_lived_order_asks_why(lived):
    """The case it is about is late: closed only with a reason; the head who owes an order out of a complaint reads nothing of the complaint."""
    order = lived["orders"]["unchecked"]
    assert late_since(order, lived.bureau.efficiency, TODAY)
    with pytest.raises(Invalid):
        orders.order_check(order, passed=True, text="", by=lived.bureau.efficiency, at=at(11, 25))
    orders.order_check(order, passed=True, text="已约谈，案件另行督办。", by=lived.bureau.efficiency, at=at(11, 25))
