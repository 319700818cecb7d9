"""The registers: what is due first, search, filters, XLSX; a case without its complaint breaks no page."""

import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from disclosure.cases import actions as cases
from disclosure.complaints import actions
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
REGISTER = "/admin/disclosure_complaints/registerentry/"


@pytest.fixture
def bureau(site):
    return factories.bureau()


@pytest.fixture
def rows(bureau, client):
    """Three complaints of different days and kinds, the officer signed in."""
    late, _code = actions.receive(given=factories.complaint_given(), way="web", at=AT)
    early, _code = actions.receive(given=factories.complaint_given(kind="report", division="anquan"), way="web", at=AT + dt.timedelta(days=3))
    done, _code = actions.receive(given=factories.complaint_given(kind="suggestion", division=None), way="web", at=AT)
    actions.take_on(late, gist="反映抽查不到位", by=bureau.efficiency, at=AT)
    actions.reply(done, result="solved", text="采纳。", by=bureau.efficiency, at=AT)
    client.force_login(bureau.efficiency)
    return late.case.number, early.case.number, done.case.number


def test_what_is_due_first_stands_on_top_and_what_has_ended_below(rows, client):
    """Open ones by their day, then the answered one."""
    page = client.get(REGISTER).content.decode()
    assert sorted(rows, key=page.index) == [rows[0], rows[1], rows[2]]


@pytest.mark.parametrize(
    "query, seen",
    [
        ("complaint__kind__exact=report", [1]), ("state__exact=answered", [2]), ("result__exact=solved", [2]), ("q=抽查不到位", [0]),
        ("q=TS-2026-00002", [1]), ("q=13900139000", [0, 1, 2]), ("q=没有这样的词", []),
    ],
)  # fmt: skip
def test_filters_and_search(rows, client, query, seen):
    """By kind, state, result; by gist, number, and for the handler by the whole telephone number."""
    page = client.get(f"{REGISTER}?{query}").content.decode()
    assert [n for n, number in enumerate(rows) if f"{number}</a>" in page] == seen


def test_the_export_is_a_table_without_reporters(rows, client):
    """XLSX with the columns of the register."""
    answer = client.get(f"{REGISTER}?export=xlsx")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    table = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(table) == 4 and {row[0] for row in table[1:]} == set(rows)
    assert not [cell for row in table for cell in row if "欧阳" in str(cell) or "139" in str(cell) or "走过场" in str(cell)]


def test_a_case_without_its_complaint_breaks_no_page(bureau, client):
    """As one made past this room."""
    case, _code = cases.receive(kind="complaint", title="投诉", way="web", received_at=AT, at=AT)
    client.force_login(bureau.efficiency)
    assert case.number in client.get(REGISTER).content.decode() and client.get(f"/admin/cases/{case.pk}/").status_code == 404


def test_whoever_works_here_finds_where_to_take_one_in(bureau, client):
    """In the menu: the register, where the same button stands, is for a few (首问责任)."""
    for user in (bureau.editor, bureau.head_anquan, bureau.director, bureau.efficiency):
        client.force_login(user)
        assert "/admin/complaints/enter/" in client.get("/admin/").content.decode(), user
    client.force_login(factories.person(is_superuser=True))
    assert "/admin/complaints/enter/" not in client.get("/admin/").content.decode()


def test_inquiries_and_orders_are_listed_to_the_division_and_who_handles_the_complaint(bureau, client):
    """The division sees its own, the officer what he asked; another one an empty list."""
    complaint, _code = actions.receive(given=factories.complaint_given(), way="web", at=AT)
    ask = {"division": bureau.zhiliang, "title": "抽查程序", "question": "请说明抽查安排和到场记录。"}
    inquiry = actions.inquire(complaint, by=bureau.efficiency, at=AT, **ask)
    order = {"kind": "improvement", "title": "改进抽查", "text": "请完善留痕制度。", "division": bureau.zhiliang}
    order = actions.order_open(about=("case", complaint.case_id, ""), by=bureau.efficiency, at=AT, **order)
    for user, seen in ((bureau.head, True), (bureau.efficiency, True), (bureau.head_anquan, False)):
        client.force_login(user)
        for address, number in (("inquiry", inquiry.number), ("supervisionorder", order.number)):
            assert (number in client.get(f"/admin/disclosure_complaints/{address}/").content.decode()) is seen
