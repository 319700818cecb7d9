"""Who is told by mail of what happens to a case, in which words, and who never is."""

import datetime as dt

import pytest

from disclosure.applications import actions as applications
from disclosure.cases import actions
from disclosure.complaints import actions as complaints
from disclosure.outbox.models import Message
from tests import factories

from .test_actions import AT, HOUR, received

WORDS = ("林某某", "欧阳建华", "13900139000", "13800138000", "走过场", "只喝茶", "lin@example.com")


@pytest.fixture
def bureau(site, settings):
    site.hostname, site.port = "www.example.gov.cn", 443
    site.save()
    settings.WAGTAILADMIN_BASE_URL = "https://inner.example.gov.cn"
    return factories.bureau()


def mail_of(user):
    return [message for message in Message.objects.order_by("pk") if user.email in message.to]


def to_citizen():
    return [message for message in Message.objects.order_by("pk") if message.to_citizen]


def test_the_first_owner_is_told_with_the_way_to_the_case(bureau):
    """首问责任: an owner who is not told owns by chance. Number and day, no word of the citizen."""
    application, code = applications.receive(given=factories.application_given(), way="web", at=AT)
    (mail,) = mail_of(bureau.director)
    assert application.case.number in mail.subject and "2026年10月22日" in mail.subject
    assert f"https://inner.example.gov.cn/admin/cases/{application.case_id}/" in mail.body
    assert not any(words in mail.subject + mail.body for words in (*WORDS, code, "抽查结果"))


def test_who_takes_it_in_himself_is_not_told(bureau):
    """He knows; the desk that it is offered to is told."""
    actions.receive(kind="feedback", title="x", way="counter", received_at=AT, by=bureau.editor_bangong, at=AT)
    assert not Message.objects.exists()
    complaints.enter(given=factories.complaint_given(), way="telephone", received_on=AT.date(), by=bureau.editor_bangong, at=AT)
    assert not mail_of(bureau.editor_bangong) and len(mail_of(bureau.efficiency)) == 1


def test_a_handover_tells_who_is_asked_and_then_who_owned_it(bureau):
    """Asked; accepted; declined: each to the other one, once."""
    case, _code = received()
    Message.objects.all().delete()
    actions.hand_over(case, to=bureau.editor, reason="涉及林某某", by=bureau.director, at=AT + HOUR)
    (asked,) = mail_of(bureau.editor)
    assert f"/admin/cases/{case.pk}/" in asked.body and "林某某" not in asked.body
    actions.decline(case, reason="不属本处", by=bureau.editor, at=AT + 2 * HOUR)
    assert len(mail_of(bureau.director)) == 1 and "责任仍在您" in mail_of(bureau.director)[0].subject
    actions.hand_over(case, to=bureau.editor, reason="请办理", by=bureau.director, at=AT + 3 * HOUR)
    actions.accept(case, by=bureau.editor, at=AT + 4 * HOUR)
    assert len(mail_of(bureau.director)) == 2 and len(mail_of(bureau.editor)) == 2


def test_what_the_citizen_does_is_told_the_owner(bureau):
    """Adds, corrects, confirms, asks again, withdraws: to who owns it now, without what was written."""
    case, _code = received(kind="feedback")
    case = actions.take_up(case, by=bureau.director, at=AT)
    Message.objects.all().delete()
    actions.add(case, text="补充走过场", at=AT + HOUR)
    actions.request_correction(case, text="请写明", by=bureau.director, at=AT + 2 * HOUR)
    actions.add(case, text="走过场", at=AT + 3 * HOUR)
    actions.answer(case, text="已办", result="solved", by=bureau.director, at=AT + 4 * HOUR)
    actions.reopen(case, text="走过场", at=AT + 5 * HOUR)
    actions.answer(case, text="再办", result="solved", by=bureau.director, at=AT + 6 * HOUR)
    actions.confirm(case, at=AT + 7 * HOUR)
    other, _code = received(kind="feedback")
    actions.withdraw(other, at=AT + HOUR)
    keys = [mail.key.split(":")[2] for mail in mail_of(bureau.director)]
    assert keys == ["added", "corrected", "reopened", "confirmed", "opened", "withdrawn"]
    assert not any(words in mail.subject + mail.body for mail in Message.objects.all() for words in WORDS)


def test_nobody_from_whom_a_complaint_is_kept_is_told_of_it(bureau):
    """The division complained of, the person named in it: no mail with its number, from arrival to end, whoever owned it before."""
    complaint, _code = complaints.receive(given=factories.complaint_given(), way="web", at=AT)
    case = complaint.case
    complaints.mark_about(complaint, persons=[bureau.efficiency], reason="当面说明", by=bureau.efficiency, at=AT + HOUR)
    case.refresh_from_db()
    assert case.owner != bureau.efficiency and any(case.number in mail.subject for mail in mail_of(case.owner))
    Message.objects.filter(key__endswith=f":{bureau.efficiency.pk}").delete()
    actions.add(case, text="补充", at=AT + 2 * HOUR)
    actions.withdraw(case, at=AT + 3 * HOUR)
    for user in (bureau.efficiency, bureau.head_zhiliang, bureau.editor_zhiliang):
        assert not any(case.number in mail.subject + mail.body for mail in mail_of(user)), user
    assert not any(words in mail.subject + mail.body for mail in Message.objects.all() for words in WORDS)


def test_a_mail_to_a_citizen_says_what_came_what_to_do_and_where(bureau):
    """The letter by its name, the day by which he acts and what happens else, the absolute address; never the code."""
    application, code = applications.receive(given=factories.application_given(), way="web", at=AT)
    applications.request_correction(application, items="写明年度", by=bureau.director, at=AT + HOUR)
    (mail,) = to_citizen()
    assert mail.subject == f"{application.case.number}：政府信息公开申请补正告知书"
    for words in (
        "《政府信息公开申请补正告知书》",
        "2026年10月15日",
        "视为放弃申请",
        f"https://www.example.gov.cn/track/?number={application.case.number}",
    ):
        assert words in mail.body, words
    assert code not in mail.body and "写明年度" not in mail.body


def test_the_answer_is_announced_by_the_name_of_its_letter(bureau):
    """Also where it was written days before its service; and what can be done with it."""
    application, _code = applications.receive(given=factories.application_given(), way="web", at=AT)
    applications.decide(application, outcome="A2", given="见网站", by=bureau.director, at=AT + HOUR)
    applications.serve(application, service="online", by=bureau.director, at=AT + dt.timedelta(days=2))
    mail = to_citizen()[-1]
    assert "政府信息公开申请答复书（予以公开）" in mail.subject and "再次办理" in mail.body


def test_an_inquiry_and_an_order_lead_to_their_page(bureau):
    """The first mail of each has a link; it names neither case nor reporter."""
    complaint, _code = complaints.receive(given=factories.complaint_given(division="anquan"), way="web", at=AT)
    Message.objects.all().delete()
    inquiry = complaints.inquire(complaint, division=bureau.anquan, title="抽查记录", question="请提供去年的记录", by=bureau.efficiency, at=AT)
    assert f"https://inner.example.gov.cn/admin/inquiries/{inquiry.pk}/" in mail_of(bureau.head_anquan)[0].body
    about = ("case", complaint.case_id, "")
    order = complaints.order_open(
        kind="improvement", title="规范抽查", text="请说明并改进", about=about, division=bureau.anquan, by=bureau.efficiency, at=AT
    )
    last = mail_of(bureau.head_anquan)[-1]
    assert f"/orders/{order.pk}/" in last.body and complaint.case.number not in last.body
