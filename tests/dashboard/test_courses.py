"""From a row to its matter: a link leads somewhere for whoever sees the row, and tells him no word that is not his (五（二）, 五（五）)."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dashboard.courses import SOURCES
from dashboard.figures import Board
from dashboard.metric import Period
from dashboard.roles import role_of
from disclosure.cases.models import Case
from disclosure.clocks.calendar import calendar
from disclosure.complaints import orders
from tests.dashboard.lived import at

NOW = at(11, 25)
SEE_ROWS = ("main_leader", "efficiency", "auditor", "leader", "head", "head_anquan")


@pytest.fixture
def today(lived, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return lived


def browser(user):
    signed_in = Client()
    signed_in.force_login(user)
    return signed_in


def rows(user):
    board = Board(role_of(user, NOW.date()), Period.of(as_of=NOW.date()))
    return [row for source in SOURCES for row in board.rows(source)]


def address(row):
    return reverse("disclosure_dashboard_course", args=[row.source, row.number])


@pytest.mark.parametrize("post", SEE_ROWS)
def test_no_row_has_a_dead_link(today, post):
    """Cases of every kind, inquiries, orders: the matter itself for who handles it, its course for whoever else sees the row."""
    user = getattr(today.bureau, post)
    signed_in, found = browser(user), rows(user)
    assert found and {row.source for row in found} <= set(SOURCES)
    assert {str(row.address): signed_in.get(str(row.address), follow=True).status_code for row in found} == {address(row): 200 for row in found}


def test_the_course_tells_how_it_stands_and_no_word_of_a_citizen(today):
    """The auditor reads number, division, owner, days and the articles behind them; who handles a case is led to it."""
    signed_in = browser(today.bureau.auditor)
    seen = [row for row in rows(today.bureau.auditor) if row.source == "cases"]
    for row in seen:
        case, page = Case.objects.get(pk=row.get("case_no")), signed_in.get(address(row)).content.decode()
        assert case.number in page and row.stands in page and f"<dd>{case.get_kind_display()}</dd>" in page
        assert row.due_on is None or f"{row.due_on.year}年{row.due_on.month}月{row.due_on.day}日" in page
        told = [case.title, *case.events.values_list("text", flat=True)]
        assert not [words for words in told if words and len(words) > 3 and words in page], case.number
    assert len(seen) > 3
    case = today["cases"]["open"]
    led = browser(case.owner).get(address(next(row for row in rows(today.bureau.efficiency) if row.get("case_no") == case.pk)))
    assert led.status_code in (302, 403)  # 403: an owner without a dashboard


def test_from_a_page_of_a_past_day_the_course_shows_how_it_stood_then(today):
    """Late on 20 October, answered since: the list of that day leads to the state of that day, which names it and the way to today's."""
    for user in (today.bureau.main_leader, today.bureau.efficiency):
        signed_in = browser(user)
        listed = signed_in.get("/admin/dashboard/rows/overdue/?as_of=2026-10-20").content.decode()
        row = next(row for row in rows(today.bureau.main_leader) if row.get("case_no") == today["cases"]["late"].pk and row.get("round") == 1)
        link = f"{address(row)}?as_of=2026-10-20"
        assert f'href="{link}"' in listed
        page = signed_in.get(link)
        text = page.content.decode()
        assert page.status_code == 200 and "2026年10月20日" in text and "逾期" in text and f'href="{address(row)}"' in text
        assert "style-src 'self';" in page["Content-Security-Policy"]
    now = browser(today.bureau.main_leader).get(address(row))
    assert "2026年10月20日" not in now.content.decode()


def test_what_is_overdue_since_the_weekend_says_since_when(today):
    """Before its first working day is over: since which day, in the list and on the first page, not 在办已逾期 without days."""
    user, saturday = today.bureau.main_leader, dt.date(2026, 9, 5)
    while saturday < NOW.date():
        late = Board(role_of(user, NOW.date()), Period.of(as_of=saturday)).late_rows()
        if late and not calendar().between(late[-1].due_on, saturday):
            break
        saturday += dt.timedelta(days=7)
    saturday = late[-1].due_on + dt.timedelta(days=1)
    said = f"{saturday.month}月{saturday.day}日起"
    listed = browser(user).get(f"/admin/dashboard/rows/overdue/?as_of={saturday}").content.decode()
    listed = re.sub(r"(?s)<style.*?</style>", "", listed)
    assert f"{said}逾期" in listed, re.findall(r'pill late">([^<]*)', listed)
    assert "在办已逾期" not in listed
    assert '<b class="red">0</b>' not in browser(user).get(f"/admin/dashboard/?as_of={saturday}").content.decode()


def test_who_does_not_see_the_row_sees_no_course(today):
    """403 without a dashboard; 404 for another division's row, for a source that has no course, for a number that there is not."""
    others = {address(row) for row in rows(today.bureau.efficiency)} - {address(row) for row in rows(today.bureau.head_anquan)}
    signed_in = browser(today.bureau.head_anquan)
    assert others and {signed_in.get(each).status_code for each in others} == {404}
    assert {browser(today.bureau.editor).get(each).status_code for each in others} == {403}
    main = browser(today.bureau.main_leader)
    assert {main.get(f"/admin/dashboard/course/{each}/").status_code for each in ("pages/1", "cases/99999901", "nothing/1")} == {404}
    assert Client().get(next(iter(others))).status_code == 302


def test_the_ledger_keeps_an_order_and_a_report_from_who_may_not_read_them(today):
    """An explanation that is 404 at the order's page is no entry of the ledger for a clerk of another division; who may read it finds it."""
    bureau = today.bureau
    made = orders.order_open(
        kind="supervision", title="逾期未公开", text="请说明原因。", about=("figure", None, "overdue"), division=bureau.zhiliang,
        by=bureau.efficiency, at=NOW - dt.timedelta(hours=3),
    )  # fmt: skip
    orders.order_explain(made, text="经办人工作疏漏未及时提出公开", by=bureau.head, at=NOW - dt.timedelta(hours=2))
    register = "/admin/disclosure_ledger/entry/"

    def told(user):
        page = browser(user).get(register, follow=True).content.decode()
        return len(re.findall(made.number, page))

    assert told(bureau.efficiency) and told(bureau.head) and not told(bureau.head_anquan)
