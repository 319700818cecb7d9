"""Feedback from its arrival to its answer, and what is shown of it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.cases import actions as cases
from disclosure.cases.clock import promised_on, reckon
from disclosure.cases.models import Case
from disclosure.complaints import actions as complaints
from disclosure.feedback import actions, parties
from disclosure.feedback.models import Feedback
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import entries_about
from disclosure.outbox.models import Message
from tests import factories

from .conftest import AT, HERE, PARTY


def later(days, hour=10):
    return AT + dt.timedelta(days=days, hours=hour - 10)


def test_it_keeps_page_and_revision_and_is_due_by_the_clock_of_feedback(world):
    """The version on the screen is kept; 15 working days, an error promised in 3 (服务承诺)."""
    feedback, _code = world.receive()
    case = feedback.case
    assert (feedback.page_id, feedback.revision) == (world.penalty.pk, world.penalty.live_revision_id)
    assert case.number == "FK-2026-00001" and case.due_on.isoformat() == "2026-10-15" and case.owner == world.bureau.director
    assert promised_on(case, reckon(case)).isoformat() == "2026-09-22"
    question, _code = world.receive(kind="question")
    assert promised_on(question.case, reckon(question.case)) is None


@pytest.mark.parametrize(
    "changed, field",
    [({"text": " "}, "text"), ({"text": "字" * 5001}, "text"), ({"kind": "poem"}, "kind"), ({"revision": 999_999_999}, "revision"),
     ({"contact": "1" * 201}, "contact"), ({"text": "a\u0001b"}, "text"), ({"kind": "objection", "credit_code": PARTY, "contact": ""}, "contact")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_stored_half(world, changed, field):
    """One sentence, the field named."""
    with pytest.raises(Invalid) as refused:
        world.receive(**changed)
    assert refused.value.field == field and not Feedback.objects.exists() and not Case.objects.exists()


def test_an_exe_named_pdf_leaves_nothing(world):
    """Uploads are looked at by content."""
    file = SimpleUploadedFile("证明.pdf", b"MZ\x90\x00" + b"\0" * 200)
    with pytest.raises(Invalid):
        actions.receive(given=world.given(), page=world.penalty, way="web", files=[file], at=AT)
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; drop table x; --", "{{ 7*7 }}{% raise %}"])
def test_html_sql_and_templates_are_only_text(world, text):
    """Kept as typed."""
    feedback, _code = world.receive(text=text, contact=text[:20])
    assert Feedback.objects.get(pk=feedback.pk).text == text


def test_passed_to_the_division_answered_confirmed_and_reopened_to_the_same_owner(world):
    """受理、转告申请处室 (四（四）): the office owns it until the division accepts; a reopening returns to who answered, with a new limit."""
    feedback, _code = world.receive()
    case, bureau = feedback.case, world.bureau
    cases.take_up(case, by=bureau.director, at=AT)
    cases.hand_over(case, to=bureau.editor, reason="请核对", by=bureau.director, at=AT)
    case.refresh_from_db()
    assert case.owner == bureau.director
    cases.accept(case, by=bureau.editor, at=later(1))
    actions.answer(feedback, text="已更正。", result="solved", by=bureau.editor, at=later(3))
    case.refresh_from_db()
    assert (case.state, case.result, case.late) == ("answered", "solved", False)
    cases.reopen(case, text="还有一处", at=later(4))
    case.refresh_from_db()
    assert (case.state, case.owner, case.first_receiver) == ("reopened", bureau.editor, bureau.director) and case.due_on
    actions.answer(feedback, text="已全部更正。", result="solved", by=bureau.editor, at=later(5))
    cases.confirm(Case.objects.get(pk=case.pk), at=later(6))
    assert Case.objects.get(pk=case.pk).state == "closed"


@pytest.mark.parametrize("result", ["solved", "refused", "not-ours"])
def test_how_it_ended_is_kept_apart(world, result):
    """Solved, refused with a ground, not ours; a refusal without its ground is no answer."""
    feedback, _code = world.receive()
    if result == "refused":
        with pytest.raises(Invalid) as refused:
            actions.answer(feedback, text="不予采纳。", result=result, by=world.bureau.director, at=AT)
        assert refused.value.field == "ground"
    actions.answer(feedback, text="答复。", result=result, ground="与决定书一致" if result == "refused" else "", by=world.bureau.director, at=AT)
    assert Case.objects.get().result == result
    with pytest.raises(WrongState):
        actions.answer(feedback, text="再答。", result="solved", by=world.bureau.director, at=AT)


def test_a_second_request_for_what_is_missing_is_a_counted_breach(world):
    """一次性告知: elsewhere than for applications it is counted, not refused."""
    feedback, _code = world.receive()
    for day in (1, 5):
        cases.request_correction(feedback.case, text="请写明是哪一段", by=world.bureau.director, at=later(day))
        cases.add(feedback.case, text="第二段", at=later(day + 1))
    assert Case.objects.get().breaches == 1


def test_the_first_receiver_owns_what_came_another_way(world):
    """首问责任: whoever was asked, with their number and their earlier day (12345)."""
    theirs = dt.date(2026, 9, 25)
    feedback, code = actions.enter(
        given=world.given(kind="question"), page=world.penalty, way="transfer", received_on=AT.date(), transferred_from="12345", their_number="A1",
        their_due_on=theirs, by=world.bureau.head_anquan, at=AT,
    )  # fmt: skip
    case = feedback.case
    assert case.owner == case.first_receiver == world.bureau.head_anquan and case.due_on == theirs and cases.found(case.number, code) == case
    with pytest.raises(Invalid):
        actions.enter(given=world.given(), page=None, way="web", received_on=AT.date(), by=world.bureau.editor, at=AT)
    with pytest.raises(Invalid) as refused:
        actions.enter(given=world.given(), page=None, way="letter", received_on=later(1).date(), by=world.bureau.editor, at=AT)
    assert refused.value.field == "received_on"
    from tests import factories

    with pytest.raises(NotAllowed):
        actions.enter(given=world.given(), page=None, way="telephone", received_on=AT.date(), by=factories.person(), at=AT)


def test_question_and_answer_are_shown_without_the_giver(world, client):
    """By the office director, once answered; name, telephone and e-mail in the text are refused; it can be taken back with a reason."""
    feedback, _code = world.receive(kind="question")
    director = world.bureau.director
    shown = {"question": "罚款按哪一条计算？", "answer": "按《建设工程质量管理条例》第六十四条。"}
    with pytest.raises(WrongState):
        actions.publish(feedback, **shown, by=director, at=AT)
    actions.answer(feedback, text="按第六十四条。", result="solved", by=director, at=AT)
    for field, text in (("question", "林某某问：罚款多少？"), ("answer", "请打 13800138000"), ("answer", "请写信到 a.b@example.com")):
        with pytest.raises(Invalid) as refused:
            actions.publish(feedback, **(shown | {field: text}), by=director, at=AT)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        actions.publish(feedback, **shown, by=world.bureau.editor_bangong, at=AT)
    actions.publish(feedback, **shown, by=director, at=AT)
    page = client.get(world.penalty.url).content.decode()
    assert "罚款按哪一条计算" in page and "林某某" not in page and feedback.case.number not in page
    actions.unpublish(feedback, reason="内容过时", by=director, at=AT)
    assert "罚款按哪一条计算" not in client.get(world.penalty.url).content.decode()


def test_the_kind_changes_with_a_reason_and_an_entry(world):
    """An error report that is an objection in truth needs the credit code of a party."""
    feedback, _code = world.receive()
    for given, field in (({"reason": "实为异议"}, "credit_code"), ({"reason": " ", "credit_code": PARTY}, "reason")):
        with pytest.raises(Invalid) as refusal:
            actions.change_kind(feedback, to="objection", **given, by=world.bureau.director, at=AT)
        assert refusal.value.field == field
    changed = actions.change_kind(feedback, to="objection", credit_code=PARTY, reason="实为异议", by=world.bureau.director, at=AT)
    assert (changed.kind, changed.credit_code) == ("objection", PARTY)
    with pytest.raises(WrongState):
        actions.answer(changed, text="x", result="solved", by=world.bureau.director, at=AT)
    entry = list(entries_about("case", feedback.case_id))[-1]
    assert entry.verb == "feedback.kind" and entry.facts["reason"] == "实为异议"


def test_news_go_by_mail_where_an_address_is_known_never_the_code(world):
    """The address may stand among other words of the contact."""
    feedback, code = world.receive(contact="林某某，邮箱 lin@example.com")
    assert feedback.case.email == "lin@example.com"
    actions.answer(feedback, text="已更正。", result="solved", by=world.bureau.director, at=dt.datetime(2026, 9, 21, 9, tzinfo=HERE))
    mail = Message.objects.filter(key__startswith=f"case:{feedback.case_id}:").get()
    assert "lin@example.com" in str(mail.to) and code not in mail.body


def test_every_act_is_one_entry(world):
    """In the words of the ledger."""
    feedback, _code = world.receive()
    director = world.bureau.director
    actions.report(feedback, to=world.bureau.leader, text="请示", by=director, at=AT)
    actions.instruct(feedback, text="同意", by=world.bureau.leader, at=AT)
    actions.answer(feedback, text="答复。", result="solved", by=director, at=AT)
    actions.publish(feedback, question="问", answer="答", by=director, at=AT)
    actions.unpublish(feedback, reason="过时", by=director, at=AT)
    verbs = [entry.verb for entry in entries_about("case", feedback.case_id)]
    assert verbs == [f"feedback.{verb}" for verb in ("receive", "report", "instruct", "answer", "publish", "unpublish")]


def test_what_is_a_complaint_in_truth_goes_on_there_by_the_same_code(world, client):
    """With a reason and an entry; kept apart as not ours; the one code opens both."""
    from disclosure.complaints.models import Complaint

    feedback, code = world.receive(text="质量处的人态度恶劣。", contact="林某某 13800138000")
    number = actions.go_on_as(feedback, to="complaint", reason="反映工作作风", by=world.bureau.director, at=AT)
    complaint = Complaint.objects.get(case__number=number)
    assert (complaint.name, complaint.phone) == ("林某某", "13800138000") and complaint.text == "质量处的人态度恶劣。"
    assert Case.objects.get(pk=feedback.case_id).result == "not-ours"
    assert client.get(f"/api/v3/cases/{number}/?code={code}").status_code == 200
    entry = list(entries_about("case", feedback.case_id))[-1]
    assert entry.verb == "feedback.kind" and number not in str(entry.facts)  # everybody reads the ledger
    with pytest.raises(WrongState):
        actions.go_on_as(world.receive()[0], to="application", reason="x", by=world.bureau.director, at=AT)


def test_what_another_room_held_goes_on_as_feedback(world):
    """A question of the same person, without a page; its former code opens it."""
    old, code = complaints.receive(given=factories.complaint_given(), way="web", at=AT)
    told = {"name": "陈某某", "phone": "13900139000", "email": "", "subject": "x", "text": "网站字太小"}
    number = cases.go_on_as(old.case, "feedback", told, reason="不是投诉", by=world.bureau.director, at=AT)
    made = Feedback.objects.get(case__number=number)
    assert (made.kind, made.came_from, made.contact) == ("question", old.case.number, "陈某某 13900139000")
    assert cases.found(number, code) == made.case and cases.found(number, "WRONG") is None


def test_what_is_reported_waits_on_the_leaders_first_page(world):
    """Until he has given his instruction."""
    from disclosure.cases.waiting import waiting_for

    feedback, _code = world.receive()
    leader = world.bureau.leader
    assert waiting_for(leader, AT.date()) == []
    actions.report(feedback, to=leader, text="请示", by=world.bureau.director, at=AT)
    assert [str(feedback.case) in str(wait.words) for wait in waiting_for(leader, AT.date())] == [True]
    actions.instruct(feedback, text="同意", by=leader, at=AT)
    assert waiting_for(leader, AT.date()) == []


def test_it_is_reported_to_a_leader_once_and_instructed_by_him_alone(world):
    """四（四）: a leader of the bureau, until he has given his instruction."""
    feedback, _code = world.receive()
    director = world.bureau.director
    for to in (world.bureau.editor, None):
        with pytest.raises(Invalid) as refused:
            actions.report(feedback, to=to, text="请示", by=director, at=AT)
        assert refused.value.field == "to"
    actions.report(feedback, to=world.bureau.leader, text="请示", by=director, at=AT)
    with pytest.raises(WrongState):
        actions.report(feedback, to=world.bureau.leader, text="再请示", by=director, at=AT)
    with pytest.raises(NotFound):
        actions.instruct(feedback, text="同意", by=director, at=AT)
    actions.instruct(feedback, text="同意", by=world.bureau.leader, at=AT)
    with pytest.raises(NotFound):
        actions.instruct(feedback, text="再批", by=world.bureau.leader, at=AT)
    told = {message.key.split(":")[2]: message.to for message in Message.objects.filter(key__startswith=f"case:{feedback.case_id}:")}
    assert (told["report"], told["instruct"]) == ([world.bureau.leader.email], [director.email])


def test_once_its_standing_is_shown_it_changes_neither_kind_nor_room(world):
    """The page says that it is being handled: it is decided."""
    feedback, _code = world.objection()
    parties.check_standing(feedback, note="营业执照", by=world.bureau.director, at=AT)
    for change in (lambda: actions.change_kind(feedback, to="error", reason="实为纠错", by=world.bureau.director, at=AT),
                   lambda: actions.go_on_as(feedback, to="complaint", reason="实为投诉", by=world.bureau.director, at=AT)):  # fmt: skip
        with pytest.raises(WrongState):
            change()
    assert Case.objects.count() == 1 and Feedback.objects.get().kind == "objection"
