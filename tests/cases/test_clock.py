"""The days that are shown: one that binds, and the promise only while it is one (服务承诺)."""

import datetime as dt
import re

import pytest

from disclosure.applications import actions as applications
from disclosure.cases import actions as cases
from disclosure.cases.clock import promise_of, promised_on, reckon
from disclosure.cases.sentences import said
from disclosure.clocks.actions import enter_day, load_notice
from disclosure.clocks.notices import Notice
from tests import factories

from .test_actions import AT, HERE


@pytest.fixture
def bureau(site):
    return factories.bureau()


def on(month, day):
    return dt.datetime(2026, month, day, 10, tzinfo=HERE)


def received(**given):
    return applications.receive(given=factories.application_given(), way="web", at=AT, **given)


def promise(application):
    application.case.refresh_from_db()
    return promise_of(application.case, reckon(application.case))


def test_a_promise_stands_beside_the_limit_while_it_holds(bureau):
    """15 working days promised, 20 by law."""
    application, _code = received()
    found = promise(application)
    assert found.kept and found.day == dt.date(2026, 10, 15) == promised_on(application.case, reckon(application.case))


def test_after_an_extension_the_first_promise_is_told_as_that_with_the_reason(bureau, client):
    """The page, the desk and the mail show one binding day; the promise no longer as one."""
    from disclosure.outbox.models import Message

    application, code = received()
    applications.extend(application, days=10, reason="需要检索", by=bureau.director, at=on(9, 21))
    found, case = promise(application), application.case
    assert (found.kept, found.day, case.due_on) == (False, dt.date(2026, 10, 15), dt.date(2026, 11, 5))
    assert promised_on(case, reckon(case)) is None and "延长" in found.words
    page = client.post("/track/", {"number": case.number, "code": code}, follow=True).content.decode()
    assert "原承诺" in page and "本局承诺" not in page and "2026年11月5日" in page
    mail = [each for each in Message.objects.order_by("pk") if each.to_citizen][-1]
    assert "2026年11月5日" in mail.body and "原承诺" in mail.body and "本局承诺" not in mail.body
    client.force_login(bureau.director)
    desk = client.get(f"/admin/cases/{case.pk}/").content.decode()
    assert "承诺日 <b>" not in desk and "原承诺" in desk


def test_while_others_are_consulted_and_after_it_no_second_day_is_promised(bureau):
    """A pause moves the latest day; what was promised at first is told with the days that stood still."""
    application, _code = received()
    asked = applications.ask(application, kind="third_party", name="某公司", by=bureau.director, at=on(9, 29))
    found = promise(application)
    assert not found.kept and found.day == dt.date(2026, 10, 15) and "2026年9月29日" in found.words
    applications.hear(asked, answer="agrees", by=bureau.director, at=on(10, 13))
    assert not promise(application).kept


def test_a_correction_begins_the_promise_anew(bureau):
    """Nothing is promised while the citizen is awaited; then fifteen days from his correction."""
    from disclosure.cases import actions

    application, _code = received()
    applications.request_correction(application, items="补", by=bureau.director, at=on(9, 21))
    assert promise(application) is None
    actions.add(application.case, text="补正", at=on(9, 22))
    found = promise(application)
    assert found.kept and found.day == dt.date(2026, 10, 20)


def test_the_earlier_day_of_another_body_leaves_no_later_promise(bureau):
    """A transferred case: their day binds, ours beyond it is not shown."""
    application, _code = received(their_due_on=dt.date(2026, 9, 30), transferred_from="12345")
    assert application.case.due_on == dt.date(2026, 9, 30) and promise(application) is None


def test_the_table_of_days_ends_on_the_day_that_binds(bureau, client):
    """Of a transferred case that is the other body's day, a day off as well: ours beyond it is no last day, and is not counted to."""
    application, code = received(their_due_on=dt.date(2026, 9, 26), transferred_from="12345")  # a Saturday
    page = client.post("/track/", {"number": application.case.number, "code": code}, follow=True).content.decode()
    client.force_login(bureau.director)
    for shown in (page, client.get(f"/admin/cases/{application.case_id}/").content.decode()):
        ends = re.findall(r'<td class="end[^"]*">(\d+)', shown)
        assert ends == ["26"] and "2026年10月</caption>" not in shown


def test_a_shorter_promise_stands_alone_in_the_explanation(bureau):
    """An error on a page is promised in 3 days: its limit of 15 is not called a promise beside them; that of a question is."""
    from disclosure.cases.clock import reckon, summary
    from disclosure.feedback.actions import receive

    told = {}
    for kind in ("error", "question"):
        feedback, _code = receive(given={"kind": kind, "text": "错字"}, page=None, way="web", at=AT)
        told[kind] = summary(feedback.case, reckon(feedback.case))[1]
    assert told == {"error": "最长 15 个工作日（本局规定）。", "question": "本局承诺 15 个工作日内办结。"}


def test_the_page_and_the_desk_say_why_the_day_is_what_it_is(bureau, client):
    """The article, the days, and 暂定 where a year on the way has no notice yet; the API marks each such day."""
    application, code = applications.receive(given=factories.application_given(), way="web", at=dt.datetime(2026, 12, 15, 10, tzinfo=HERE))
    page = client.post("/track/", {"number": application.case.number, "code": code}, follow=True).content.decode()
    client.force_login(bureau.director)
    for shown in (page, client.get(f"/admin/cases/{application.case_id}/").content.decode()):
        assert "第三十三条" in shown and "暂定：其间有一年的放假通知尚未公布" in shown
        # a cell too narrow for the words shows the number alone; who hears the page hears the words
        assert '<span class="whole">第10天</span><span class="short" aria-hidden="true">10</span>' in shown and "数字是第几天" in shown


def test_while_a_correction_or_fee_is_awaited_the_page_names_the_day_and_what_happens_else(bureau, client):
    """art. 30; 国办函〔2020〕109号: the citizen knows until when it is his turn."""
    from disclosure.cases import actions

    application, code = received()
    applications.request_correction(application, items="补", correct_by=dt.date(2026, 10, 9), by=bureau.director, at=on(9, 21))
    number = application.case.number
    page = client.post("/track/", {"number": number, "code": code}, follow=True).content.decode()
    assert "2026年10月9日" in page and "视为放弃申请" in page
    actions.add(application.case, text="补正", at=on(9, 22))
    application.case.refresh_from_db()
    assert application.case.act_by is None and "视为放弃申请" not in client.get(f"/track/{number}/").content.decode()
    applications.notify_fee(application, basis="pages", pages=120, by=bureau.director, at=on(9, 23))
    page = client.get(f"/track/{number}/").content.decode()
    assert "等候您缴费" in page and "2026年10月28日" in page and "视为放弃申请" in page
    applications.enter_payment(application, on=dt.date(2026, 9, 24), by=bureau.director, at=on(9, 24))
    application.case.refresh_from_db()
    assert application.case.act_by is None


def test_the_receipt_of_an_application_names_the_promised_day_too(bureau):
    """On the letter; on the page see tests/applications/test_views.py (服务承诺)."""
    from disclosure.applications.heard import write_receipts
    from tests.applications.test_actions import words_of

    application, _code = received()
    write_receipts(AT)
    text = words_of(application.case.letters.get(kind="receipt"))
    assert "最迟于2026年10月22日答复；本机关承诺于2026年10月15日前答复" in text


def test_a_day_in_a_sentence_that_is_kept_is_written_as_people_write_it():
    """On the tracking page, in mails and receipts: 2026年10月30日, as in letters; 2026-10-30 stays for tables."""
    sentence = said("Please pay the fee by {day}, as the notice says.", day=dt.date(2026, 10, 30))
    assert sentence == "请在2026年10月30日前按收费通知书缴费。"


def test_what_was_answered_explains_the_day_that_the_register_holds(bureau, client):
    """A calendar that changes afterwards moves open cases alone; why an answer was in time or late is told by the calendar of its day."""
    application, code = received()
    other, _code = received(received_at=AT - dt.timedelta(minutes=1))
    before = [cell for row in reckon(application.case).explanation for cell in (row.as_json(),)]
    enter_day(date=dt.date(2026, 9, 24), is_workday=False, name="台风", by=bureau.director, at=on(9, 23))
    applications.decide(application, outcome="A2", given="见附件。", by=bureau.director, at=on(9, 25))
    applications.serve(application, service="online", by=bureau.director, at=on(9, 25))
    enter_day(date=dt.date(2026, 9, 29), is_workday=False, name="台风", by=bureau.director, at=on(9, 28))
    load_notice(Notice({dt.date(2026, 9, 24): (True, "")}, frozenset(), "更正", ()), at=on(9, 28))
    for each, due_on in ((application, dt.date(2026, 10, 23)), (other, dt.date(2026, 10, 23))):
        each.case.refresh_from_db()
        assert reckon(each.case).due_on == each.case.due_on == due_on
    told = [row.as_json() for row in reckon(application.case).explanation]
    assert told != before and next(row for row in told if row["date"] == "2026-09-24")["counted"] is False
    assert next(row for row in told if row["date"] == "2026-09-29")["counted"] is True
    shown = client.get(f"/api/v3/cases/{application.case.number}/?code={code}").json()
    assert shown["due_on"] == [row["date"] for row in shown["explanation"] if row["counted"]][-1]
    cases.reopen(application.case, text="不满意", at=on(9, 28))
    application.case.refresh_from_db()
    assert reckon(application.case).due_on == application.case.due_on
