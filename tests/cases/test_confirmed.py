"""Letters whose receipt is not confirmed with the applicant yet (条例 art. 31): seen as such, counted from the arrival until they are."""

import datetime as dt

import pytest
import time_machine

from disclosure.applications import actions as applications
from disclosure.cases import actions, waiting
from disclosure.cases.models import Case
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.ledger.record import entries_about
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def entered(bureau, way="letter", on=dt.date(2026, 9, 16)):
    application, _code = applications.enter(given=factories.application_given(), way=way, received_on=on, by=bureau.editor_bangong, at=AT)
    return application.case


@pytest.mark.parametrize(("way", "waits"), [("letter", True), ("fax", True), ("email", True), ("post", False), ("counter", False)])
def test_a_letter_a_fax_and_an_email_wait_for_their_confirmation(bureau, client, way, waits):
    """In the register, at the desk and on the first page of the office; what was signed for or handed in does not."""
    case = entered(bureau, way)
    assert case.unconfirmed is waits and Case.objects.unconfirmed().exists() is waits
    assert bool([row for row in waiting.waiting_for(bureau.director, AT.date()) if "确认" in str(row.words) or "Confirm" in str(row.words)]) is waits
    client.force_login(bureau.director)
    assert ('id="do-confirm_receipt"' in client.get(f"/admin/cases/{case.pk}/").content.decode()) is waits
    assert ("尚未确认收到" in client.get("/admin/disclosure_applications/registerentry/").content.decode()) is waits


def test_once_confirmed_it_counts_as_received_that_day(bureau):
    """The limit begins anew with the day of confirmation, an entry tells of it; never twice."""
    case = entered(bureau)
    before = case.due_on
    actions.confirm_receipt(case, by=bureau.editor_bangong, at=AT)
    case.refresh_from_db()
    assert (case.received_on, case.confirmed_on, case.unconfirmed) == (AT.date(), AT.date(), False) and case.due_on > before
    assert list(entries_about("case", case.pk))[-1].verb == "cases.confirm_receipt"
    with pytest.raises(WrongState):
        actions.confirm_receipt(case, by=bureau.director, at=AT)


@pytest.mark.parametrize("why", ["something was done meanwhile", "late already", "another body's earlier day binds"])
def test_confirmed_too_late_for_that_it_moves_no_day(bureau, why):
    """An extension was counted from the arrival; what is late does not become timely; their day stands (art. 31)."""
    theirs = {"their_due_on": dt.date(2026, 9, 17), "transferred_from": "12345"} if why.startswith("another") else {}
    given = {"given": factories.application_given(), "way": "letter", "received_on": dt.date(2026, 9, 16)}
    application, _code = applications.enter(**given, **theirs, by=bureau.director, at=AT)
    if why.startswith("something"):
        applications.extend(application, days=5, reason="需要检索", by=bureau.director, at=AT)
    before = Case.objects.get()
    actions.confirm_receipt(before, by=bureau.director, at=AT + dt.timedelta(days=60 if why.startswith("late") else 0))
    after = Case.objects.get()
    assert (after.received_on, after.clock_from, after.due_on) == (before.received_on, before.clock_from, before.due_on) and after.confirmed_on


@pytest.mark.parametrize("on", [dt.date(2026, 9, 15), dt.date(2026, 9, 19)])
def test_it_is_confirmed_neither_before_the_arrival_nor_in_the_future(bureau, on):
    """Nothing changes."""
    case = entered(bureau)
    with pytest.raises(Invalid) as refusal:
        actions.confirm_receipt(case, on=on, by=bureau.director, at=AT)
    assert refusal.value.field == "on" and Case.objects.get().confirmed_on is None


@pytest.mark.parametrize("why", ["in time", "late already", "something was done meanwhile"])
def test_what_the_desk_is_told_of_the_day_is_what_becomes_of_it(bureau, client, why):
    """Before and after: that it counts as received on that day only where it does; else that the day due stays, also to the applicant."""
    case, moved = entered(bureau), why == "in time"
    if why.startswith("something"):
        applications.extend(case.application, days=5, reason="需要检索", by=bureau.director, at=AT)
    client.force_login(bureau.director)
    before = Case.objects.get().due_on
    with time_machine.travel(AT + dt.timedelta(days=60 if why.startswith("late") else 0), tick=False):
        page = client.get(f"/admin/cases/{case.pk}/").content.decode()
        answer = client.post(f"/admin/cases/{case.pk}/", {"verb": "confirm_receipt", "confirm_receipt-on": ""}, follow=True).content.decode()
    after, day = Case.objects.get(), f"{before.year}年{before.month}月{before.day}日"
    assert (after.due_on != before) is moved and (after.received_on == after.confirmed_on) is moved
    assert ("以这一天为收到申请之日" in page) is moved and ("确认后期限不变" in page or "已经逾期，期限不变" in page) is not moved
    assert ("的期限不变" in answer) is not moved and ("答复期限仍自原收到日期起算，至" in answer) is not moved
    assert moved or day in answer
