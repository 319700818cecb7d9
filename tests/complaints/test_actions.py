"""What happens to a complaint: who receives and handles it, what the division is asked, how it is answered, confirmed and reopened."""

import datetime as dt
import io

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from disclosure.applications import actions as applications
from disclosure.cases import actions as cases
from disclosure.cases import heard as handlers
from disclosure.cases import waiting
from disclosure.cases.clock import reckon
from disclosure.cases.models import Case, Handover
from disclosure.clocks.remind import remind
from disclosure.complaints import access, actions, heard
from disclosure.complaints.models import Complaint, Inquiry
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import entries_about, entries_of
from disclosure.org.models import BureauSettings
from disclosure.outbox.models import Message
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
DAY = dt.timedelta(days=1)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def received(at=AT, way="web", **changed):
    return actions.receive(given=factories.complaint_given(**changed), way=way, at=at)


def words_of(letter):
    return "\n".join(each.text for each in Document(io.BytesIO(cases.unsealed(letter.docx))).paragraphs)


def fresh(complaint):
    return Case.objects.get(pk=complaint.case_id)


# ---- arrival and whom it goes to


def test_it_goes_to_the_efficiency_office_with_number_code_and_day(bureau):
    """TS number, 15 promised working days, the efficiency officer is its first-asked owner (五（四）首问责任、服务承诺; 五（五）)."""
    complaint, code = received()
    case = complaint.case
    assert (case.number, case.due_on, case.owner, case.first_receiver) == (
        "TS-2026-00001", dt.date(2026, 10, 15), bureau.efficiency, bureau.efficiency,
    )  # fmt: skip
    assert cases.found(case.number, code) == case and [entry.verb for entry in entries_about("case", case.pk)] == ["complaints.receive"]


def test_reporter_and_words_are_sealed_and_the_title_tells_nothing(bureau):
    """Encrypted at rest; the case carries its kind as title; the ledger names neither reporter, division nor desk."""
    from django.db import connection

    complaint, _code = received()
    with connection.cursor() as cursor:
        cursor.execute("select name, phone, subject, text from disclosure_complaints_complaint")
        row = " ".join(cursor.fetchone())
    assert not any(word in row for word in ("欧阳", "13900139000", "走过场", "喝茶")) and complaint.case.title == "投诉"
    entry = str(list(entries_about("case", complaint.case_id).values()))
    assert not any(word in entry for word in ("欧阳", "139", "走过场", "zhiliang", "efficiency"))


def test_each_viewing_of_the_reporter_is_recorded(bureau):
    """Name and telephone are shown to the handler only, with an entry."""
    complaint, _code = received()
    assert actions.view_reporter(complaint, by=bureau.efficiency, at=AT)["phone"] == "13900139000"
    assert [entry.verb for entry in entries_about("case", complaint.case_id)][-1] == "complaints.reporter"
    with pytest.raises(NotFound):
        actions.view_reporter(complaint, by=bureau.director, at=AT)


@pytest.mark.parametrize(
    "changed, track, desk",
    [
        ({}, "routine", "efficiency_officer"), ({"division": None}, "routine", "efficiency_officer"),
        ({"division": "xiaoneng"}, "named", "main_leader"), ({"division": None, "about": "leader"}, "named", "main_leader"),
        ({"text": "efficiency收了材料三个月不回复。"}, "named", "main_leader"), ({"text": "other-leader给施工单位打招呼。"}, "named", "main_leader"),
        ({"division": None, "about": "main-leader"}, "superior", "efficiency_officer"),
        ({"text": "局长main-leader批条子。"}, "superior", "efficiency_officer"),
        ({"text": "main-leader和efficiency两个人。"}, "superior", "office_director"),
    ],
)  # fmt: skip
def test_whom_it_is_about_does_not_receive_it(bureau, changed, track, desk):
    """About the efficiency office, its officer or a leader: the main leader names a person; about him: the superior body (五（五）)."""
    factories.division("xiaoneng", name="效能办")
    complaint, _code = received(**changed)
    assert (complaint.track, complaint.case.desk) == (track, desk)


def test_whoever_takes_it_in_owns_it_until_the_efficiency_office_accepts(bureau):
    """首问责任: an editor of the office takes a telephone call; it is offered at once; after the acceptance he knows it no longer."""
    complaint, _code = actions.enter(given=factories.complaint_given(), way="telephone", received_on=AT.date(), by=bureau.editor_bangong, at=AT)
    case = fresh(complaint)
    assert (case.owner, case.first_receiver, case.way) == (bureau.editor_bangong, bureau.editor_bangong, "telephone")
    cases.accept(case, by=bureau.efficiency, at=AT + DAY)
    case = fresh(complaint)
    assert (case.owner, case.first_receiver, case.due_on) == (bureau.efficiency, bureau.editor_bangong, dt.date(2026, 10, 15))
    with pytest.raises(NotFound):
        cases.require(bureau.editor_bangong, case, AT + DAY)


def test_staff_take_in_a_matter_about_themselves_and_then_know_nothing_of_it(bureau):
    """The division's own editor writes it down and reads out number and code; the efficiency office owns it from that moment."""
    complaint, _code = actions.enter(given=factories.complaint_given(), way="visit", received_on=AT.date(), by=bureau.editor, at=AT)
    case = fresh(complaint)
    assert case.owner == bureau.efficiency and not case.handovers.exists()
    with pytest.raises(NotFound):
        cases.require(bureau.editor, case, AT)


def test_what_another_body_transferred_keeps_its_number_and_the_earlier_day_binds(bureau):
    """12345, 信访, superiors (issue: however it arrives)."""
    given = factories.complaint_given()
    more = {"transferred_from": "12345", "their_number": "2026-889", "their_due_on": dt.date(2026, 9, 25)}
    complaint, _code = actions.enter(given=given, way="transfer", received_on=AT.date(), by=bureau.efficiency, at=AT, **more)
    assert (complaint.case.due_on, complaint.case.their_number) == (dt.date(2026, 9, 25), "2026-889")
    with pytest.raises(Invalid) as refusal:
        actions.enter(given=given, way="transfer", received_on=AT.date(), by=bureau.efficiency, at=AT)
    assert refusal.value.field == "transferred_from"


@pytest.mark.parametrize("way", ["web", "api", "pigeon"])
def test_nothing_is_entered_as_if_it_had_come_online(bureau, way):
    """Applications neither."""
    given = {"way": way, "received_on": AT.date(), "by": bureau.director, "at": AT}
    for act, what in ((actions.enter, factories.complaint_given()), (applications.enter, factories.application_given())):
        with pytest.raises(Invalid) as refusal:
            act(given=what, **given)
        assert refusal.value.field == "way"


@pytest.mark.parametrize("way", ["telephone", "letter", "visit", "fax", "transfer", "post", "email", "counter"])
def test_every_way_of_arrival_is_taken_in(bureau, way):
    """With the day on which it came."""
    complaint, _code = actions.enter(
        given=factories.complaint_given(), way=way, received_on=dt.date(2026, 9, 17), transferred_from="信访", by=bureau.director, at=AT
    )
    assert complaint.case.received_on == dt.date(2026, 9, 17)


def test_an_administrator_or_a_person_without_a_post_takes_nothing_in(bureau):
    """No superuser sees a reporter, not even as first receiver."""
    for who in (factories.person("boss", is_superuser=True), factories.person("nobody")):
        with pytest.raises(NotAllowed):
            actions.enter(given=factories.complaint_given(), way="visit", received_on=AT.date(), by=who, at=AT)


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"kind": "poem"}, "kind"), ({"anonymous": "yes"}, "anonymous"), ({"name": ""}, "name"), ({"phone": ""}, "phone"),
        ({"phone": "abc"}, "phone"),
        ({"subject": " "}, "subject"), ({"text": ""}, "text"), ({"text": "字" * 5001}, "text"), ({"division": "mars"}, "division"),
        ({"anonymous": True}, "name"), ({"anonymous": True, "name": None}, "phone"), ({"email": "x"}, "email"), ({"about": "king"}, "about"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_stored(bureau, changed, field):
    """Invalid with the field; no number is used up."""
    with pytest.raises(Invalid) as refusal:
        received(**changed)
    assert refusal.value.field == field and not Case.objects.exists()


# ---- whom it may not reach


def test_assignment_to_whom_it_is_about_is_refused(bureau):
    """Neither the division's staff, nor its leader in charge, nor an administrator handles it; another division's head may."""
    complaint, _code = received()
    case = complaint.case
    boss = factories.person("boss", is_superuser=True)
    factories.post("auditor", boss)
    for to in (bureau.editor, bureau.head, bureau.leader, boss):
        with pytest.raises(Invalid) as refusal:
            cases.hand_over(case, to=to, reason="请办理", by=bureau.efficiency, at=AT)
        assert refusal.value.field == "to"
    cases.hand_over(case, to=bureau.head_anquan, reason="请核查", by=bureau.efficiency, at=AT)
    cases.accept(case, by=bureau.head_anquan, at=AT)
    assert fresh(complaint).owner == bureau.head_anquan
    texts = str(list(entries_about("case", case.pk).values("facts")))
    assert "请核查" not in texts and "anquan" not in texts


def test_a_person_who_is_named_neither_gets_nor_keeps_it(bureau):
    """Of whatever division: what he handled leaves him the moment he is named, and is not given back to him (五（五）)."""
    complaint, _code = received(division=None)
    case, named = complaint.case, bureau.head_anquan
    cases.hand_over(case, to=named, reason="请核查", by=bureau.efficiency, at=AT)
    cases.accept(case, by=named, at=AT)
    actions.mark_about(complaint, persons=[named], reason="补充反映中点名", by=bureau.efficiency, at=AT)
    assert fresh(complaint).owner == bureau.efficiency
    with pytest.raises(NotFound):
        actions.view_reporter(complaint, by=named, at=AT)
    with pytest.raises(Invalid) as refusal:
        cases.hand_over(fresh(complaint), to=named, reason="请办理", by=bureau.efficiency, at=AT)
    assert refusal.value.field == "to"


def test_where_one_officer_is_named_his_colleagues_step_aside_too(bureau):
    """It is about the efficiency office then: the main leader gives it to none of them (五（五）)."""
    colleague = factories.person("colleague")
    factories.post("efficiency_officer", colleague)
    complaint, _code = received(division=None, text="efficiency收了材料三个月不回复。")
    for who in (bureau.efficiency, colleague):
        with pytest.raises(Invalid):
            cases.hand_over(complaint.case, to=who, reason="请办理", by=bureau.main_leader, at=AT)


def test_where_the_only_officer_belongs_to_the_division_the_main_leader_names_who_handles_it(bureau):
    """Nobody is left at the desk who may know it."""
    factories.post("editor", bureau.efficiency, division=bureau.zhiliang)
    complaint, _code = received()
    assert (complaint.track, complaint.case.desk, complaint.case.owner) == ("named", "main_leader", bureau.main_leader)


def test_a_leader_who_also_audits_sees_no_row_of_his_own_division(bureau):
    """Whatever other post he holds (五（五）)."""
    factories.post("auditor", bureau.leader)
    (_his, _code), (other, _code) = received(), received(division="anquan")
    assert [row.number for row in access.rows(bureau.leader, AT.date())] == [other.case.number]


def test_what_is_about_a_leader_who_is_not_named_goes_to_none_of_them(bureau):
    """Each of them may be meant; the main leader names somebody else."""
    complaint, _code = received(division=None, about="leader")
    for who in (bureau.leader, bureau.other_leader, bureau.chair, bureau.members[0]):
        with pytest.raises(Invalid):
            cases.hand_over(complaint.case, to=who, reason="请办理", by=bureau.main_leader, at=AT)
    cases.hand_over(complaint.case, to=bureau.director, reason="请办理", by=bureau.main_leader, at=AT)


def test_only_the_main_leader_names_who_handles_what_is_about_a_leader(bureau):
    """The person named handles it; the efficiency office and the leader complained of do not know it."""
    complaint, _code = received(division=None, text="other-leader在验收前打招呼。")
    case = complaint.case
    for who in (bureau.efficiency, bureau.other_leader):
        with pytest.raises(NotFound):
            cases.require(who, case, AT)
    with pytest.raises(Invalid):
        cases.hand_over(case, to=bureau.other_leader, reason="x", by=bureau.main_leader, at=AT)
    cases.hand_over(case, to=bureau.director, reason="请办理", by=bureau.main_leader, at=AT)
    cases.accept(case, by=bureau.director, at=AT)
    assert actions.view_reporter(complaint, by=bureau.director, at=AT)["name"] == "欧阳建华"
    with pytest.raises(Invalid):
        cases.hand_over(case, to=bureau.reviewer, reason="转办", by=bureau.director, at=AT)


def test_a_complaint_about_the_main_leader_goes_to_the_superior_body_and_is_recorded(bureau, site):
    """Nobody here answers it; the main leader gets 404; the reporter reads where it went."""
    settings = BureauSettings.for_site(site)
    settings.superior = "省交通运输厅"
    settings.save()
    complaint, _code = received(division=None, about="main-leader")
    with pytest.raises(NotFound):
        cases.require(bureau.main_leader, complaint.case, AT)
    with pytest.raises(WrongState):
        actions.reply(complaint, result="solved", text="好", by=bureau.efficiency, at=AT)
    with pytest.raises(Invalid):
        cases.hand_over(complaint.case, to=bureau.director, reason="x", by=bureau.efficiency, at=AT)
    sent = actions.send_up(complaint, docket="效〔2026〕1号", by=bureau.efficiency, at=AT)
    case = fresh(complaint)
    assert (sent.sent_up_on, sent.sent_up_to, case.state, case.result) == (AT.date(), "省交通运输厅", "answered", "not-ours")
    assert "省交通运输厅" in case.events.get(what="answered").text
    assert [entry.verb for entry in entries_about("case", case.pk)][-1] == "complaints.send_up"


def test_whoever_it_turns_out_to_be_about_loses_it_at_once(bureau):
    """The officer finds himself named: the main leader owns it from that moment; a person named later is barred."""
    complaint, _code = received(division=None)
    actions.mark_about(complaint, persons=[bureau.efficiency], reason="反映的是本人", by=bureau.efficiency, at=AT)
    case = fresh(complaint)
    assert (case.owner, case.desk, Complaint.objects.get().track) == (bureau.main_leader, "main_leader", "named")
    with pytest.raises(NotFound):
        cases.require(bureau.efficiency, case, AT)


def test_an_offer_to_whom_it_is_about_falls_when_that_is_noted(bureau):
    """What he was offered before he cannot accept any more."""
    complaint, _code = received(division=None)
    cases.hand_over(complaint.case, to=bureau.head_anquan, reason="请核查", by=bureau.efficiency, at=AT)
    actions.mark_about(complaint, division=bureau.anquan, reason="反映安全处", by=bureau.efficiency, at=AT)
    with pytest.raises(NotFound):
        cases.accept(complaint.case, by=bureau.head_anquan, at=AT)
    assert not complaint.case.handovers.filter(declined_at=None).exists()


def test_reminders_pass_by_whom_it_is_about(bureau):
    """A complaint about the main leader is not reminded of to him as superior; another one is."""
    about_him, _code = received(division=None, about="main-leader")
    other, _code = received()
    remind(dt.datetime(2026, 10, 15, 9, tzinfo=HERE))
    to = {(message.key.split(":")[2], message.to[0]) for message in Message.objects.filter(key__startswith="remind:case:")}
    assert (str(other.case_id), bureau.main_leader.email) in to and (str(about_him.case_id), bureau.main_leader.email) not in to
    assert (str(about_him.case_id), bureau.efficiency.email) in to


def test_reminders_of_a_complaint_pass_by_the_leader_in_charge_of_the_head_who_handles_it(bureau):
    """The main leader named the head of a division as handler: its leader in charge has no right to know, and the main leader hears in his stead."""
    complaint, _code = received(division=None)
    actions.mark_about(complaint, persons=[bureau.other_leader], reason="反映分管领导", by=bureau.efficiency, at=AT)
    cases.hand_over(Case.objects.get(pk=complaint.case_id), to=bureau.head, reason="请核查", by=bureau.main_leader, at=AT)
    cases.accept(complaint.case, by=bureau.head, at=AT)
    case = Case.objects.get(pk=complaint.case_id)
    assert (case.owner, case.owner_post) == (bureau.head, "division_head")
    remind(dt.datetime(2026, 10, 15, 9, tzinfo=HERE))
    to = {address for message in Message.objects.filter(key__startswith=f"remind:case:{case.pk}:") for address in message.to}
    assert to == {bureau.head.email, bureau.main_leader.email}


# ---- inquiries


def inquired(complaint, bureau, **changed):
    given = {"division": bureau.zhiliang, "title": "监督抽查程序", "question": "请说明今年以来抽查的安排、到场记录和报告形成过程。"}
    return actions.inquire(complaint, by=bureau.efficiency, at=AT, **(given | changed))


def test_the_division_is_asked_in_other_words_with_chosen_papers_and_answers(bureau):
    """协查: under names that tell nothing; its answer and papers reach the handler; the entry names no case (五（五）; 信访工作条例 art. 30)."""
    complaint, _code = actions.receive(
        given=factories.complaint_given(), way="web", files=[SimpleUploadedFile("欧阳建华的照片.txt", "照片".encode())], at=AT
    )
    inquiry = inquired(complaint, bureau, chosen=complaint.case.papers.all())
    assert (inquiry.number, inquiry.due_on, inquiry.papers.get().name) == ("XC-2026-00001", dt.date(2026, 9, 24), "附件1.txt")
    assert cases.unsealed(inquiry.papers.get().file) == "照片".encode()
    files = [SimpleUploadedFile("到场记录.txt", "记录".encode())]
    actions.answer_inquiry(inquiry, text="到场记录附后。", files=files, by=bureau.head, at=AT + DAY)
    inquiry = Inquiry.objects.get()
    assert (inquiry.answer, inquiry.answered_by) == ("到场记录附后。", bureau.head)
    entries = list(entries_about("inquiry", inquiry.pk))
    assert [entry.verb for entry in entries] == ["complaints.inquire", "complaints.answer_inquiry"]
    assert complaint.case.number not in str([entry.facts for entry in entries])
    assert f"/admin/inquiries/{inquiry.pk}/" in Message.objects.get(key=f"inquiry:{inquiry.pk}:answer").body
    with pytest.raises(WrongState):
        actions.answer_inquiry(inquiry, text="再答", by=bureau.head, at=AT + DAY)


@pytest.mark.parametrize(
    "words",
    [
        "欧阳建华反映抽查走过场，请说明。",
        "请联系139-0013-9000。",
        "群众称监督处的人来抽查只喝茶不看现场，报告是事先写好的，请说明。",
        "关于TS-2026-00001的情况，请说明。",
    ],
)
def test_an_inquiry_with_the_reporter_or_his_words_is_refused(bureau, words):
    """His name, his number, his case, sixteen signs of his letter: Invalid with the field; nothing goes out."""
    complaint, _code = received()
    with pytest.raises(Invalid) as refusal:
        inquired(complaint, bureau, question=words)
    assert refusal.value.field == "question" and not Inquiry.objects.exists() and not Message.objects.filter(key__startswith="inquiry").exists()


def test_papers_of_another_case_do_not_go_along(bureau):
    """Chosen from this case only."""
    complaint, _code = received()
    other, _code = actions.receive(given=factories.complaint_given(), way="web", files=[SimpleUploadedFile("a.txt", b"x")], at=AT)
    with pytest.raises(Invalid):
        inquired(complaint, bureau, chosen=other.case.papers.all())


def test_only_the_division_answers_and_not_who_is_named(bureau):
    """Another division 404, the handler 403; the head who is named in the matter knows not even the inquiry."""
    complaint, _code = received(text="head-zhiliang收了土特产，事情都是他一个人定的。")
    inquiry = inquired(complaint, bureau)
    with pytest.raises(NotFound):
        actions.answer_inquiry(inquiry, text="x", by=bureau.head_anquan, at=AT)
    with pytest.raises(NotAllowed):
        actions.answer_inquiry(inquiry, text="x", by=bureau.efficiency, at=AT)
    with pytest.raises(NotFound):
        actions.answer_inquiry(inquiry, text="x", by=bureau.head, at=AT)
    actions.answer_inquiry(inquiry, text="情况如下。", by=bureau.editor, at=AT)


def test_an_inquiry_is_reminded_of_by_its_own_number(bureau):
    """T-3, T-1, T0 to the head, then the leader in charge; never with the number of the case, nor to a head who is named in the matter."""
    complaint, _code = received()
    inquiry, about_head = inquired(complaint, bureau), inquired(received(text="head-zhiliang收了土特产。")[0], bureau)
    remind(dt.datetime(2026, 9, 24, 9, tzinfo=HERE))
    sent = Message.objects.filter(key__startswith=f"remind:inquiry:{inquiry.pk}")
    assert sorted(message.to[0] for message in sent) == sorted([bureau.head.email, bureau.leader.email])
    assert [message.to for message in Message.objects.filter(key__startswith=f"remind:inquiry:{about_head.pk}")] == [[bureau.leader.email]]
    assert all("XC-2026-00001" in message.subject and "TS-" not in message.subject + message.body for message in sent)


# ---- on the way to the answer


def test_it_is_accepted_with_a_gist_and_a_letter(bureau):
    """受理告知: the gist in the handler's words, no reporter in it; the letter is complete."""
    complaint, _code = received()
    with pytest.raises(Invalid):
        actions.take_on(complaint, gist="欧阳建华的投诉", by=bureau.efficiency, at=AT)
    letter = actions.take_on(complaint, gist="反映监督抽查不到现场", by=bureau.efficiency, at=AT)
    text = words_of(letter)
    assert "欧阳建华" in text and "TS-2026-00001" in text and "{{" not in text and "None" not in text
    assert fresh(complaint).state == "in-hand"
    with pytest.raises(WrongState):
        actions.take_on(complaint, gist="再次", by=bureau.efficiency, at=AT)


def test_an_overdue_complaint_is_not_asked_about_any_more(bureau):
    """A request would stop a clock that has run out, and the month in which it was late would be whole: on its last day it can be asked, no later."""
    complaint, _code = received()
    with pytest.raises(WrongState, match="2026年10月15日到期"):
        actions.ask(complaint, text="请说明是哪一天。", by=bureau.efficiency, at=dt.datetime(2026, 10, 16, 9, tzinfo=HERE))
    assert fresh(complaint).due_on == dt.date(2026, 10, 15) and fresh(complaint).state != "correcting"
    actions.ask(complaint, text="请说明是哪一天。", by=bureau.efficiency, at=dt.datetime(2026, 10, 15, 9, tzinfo=HERE))
    assert fresh(complaint).state == "correcting"


def test_an_anonymous_reporter_comes_back_with_number_and_code_and_is_asked(bureau):
    """No name, no telephone; the question stands at the tracking page; a second one is a counted breach (一次性告知)."""
    complaint, code = received(anonymous=True, name=None, phone=None)
    actions.ask(complaint, text="请说明是哪一天。", by=bureau.efficiency, at=AT)
    case = cases.found(complaint.case.number, code)
    assert case.state == "correcting" and case.due_on is None and "请说明是哪一天" in case.events.get(what="correction_requested").text
    cases.add(case, text="9月10日上午。", at=AT + DAY)
    actions.ask(complaint, text="还有谁在场？", by=bureau.efficiency, at=AT + 2 * DAY)
    assert fresh(complaint).breaches == 1


def test_a_question_that_nobody_answers_does_not_hold_the_matter_for_ever(bureau, client):
    """Fifteen working days, said beforehand; then the clock goes on without it, by itself, and it is decided by what is there."""
    complaint, code = received(anonymous=True, name=None, phone=None)
    actions.ask(complaint, text="请说明是哪一天。", by=bureau.efficiency, at=AT)
    last = fresh(complaint).act_by
    assert last == dt.date(2026, 10, 15)  # the Mid-Autumn and National Day holidays between
    page = client.post("/track/", {"number": complaint.case.number, "code": code}, follow=True).content.decode()
    assert "请在2026年10月15日以前" in page and "根据已有材料处理" in page
    evening = dt.datetime(2026, 10, 15, 23, 59, tzinfo=HERE)
    handlers.lapse_questions(evening)
    assert fresh(complaint).state == "correcting"
    handlers.lapse_questions(evening + dt.timedelta(minutes=1))
    handlers.lapse_questions(evening + dt.timedelta(minutes=2))
    case = fresh(complaint)
    assert (case.state, case.act_by) == ("in-hand", None) and case.due_on > last
    assert [entry.verb for entry in entries_about("case", case.pk)].count("cases.lapse") == 1
    page = client.get(f"/track/{case.number}/").content.decode()
    assert "到2026年10月15日为止没有收到补充" in page and "2026年10月15日收到补正" not in page
    reckoned = reckon(case)
    assert next(row for row in reckoned.explanation if row.date == last).reason == "到期没有收到补充，自下一工作日重新起算"
    cases.add(case, text="9月10日上午。", at=evening + DAY)  # late, and taken all the same
    actions.reply(complaint, result="solved", text="已办。", by=bureau.efficiency, at=evening + DAY)
    assert fresh(complaint).state == "answered"


def test_it_is_extended_once_by_the_head_of_the_desk(bureau):
    """At most 15 working days, with a reason and a letter; not by whoever merely handles it."""
    complaint, _code = received()
    cases.hand_over(complaint.case, to=bureau.head_anquan, reason="请核查", by=bureau.efficiency, at=AT)
    cases.accept(complaint.case, by=bureau.head_anquan, at=AT)
    with pytest.raises(NotAllowed):
        actions.extend(complaint, days=5, reason="需要检测", by=bureau.head_anquan, at=AT)
    letter = actions.extend(complaint, days=15, reason="需要检测", by=bureau.efficiency, at=AT)
    assert fresh(complaint).due_on == dt.date(2026, 11, 5) and "需要检测" in words_of(letter)
    with pytest.raises(Invalid):
        actions.extend(complaint, days=1, reason="再延", by=bureau.efficiency, at=AT)


def test_the_kind_is_changed_with_a_reason_and_an_entry(bureau):
    """A report that is a suggestion: no limit is reset; the reporter reads why."""
    complaint, _code = received(kind="report")
    for given, field in (({"kind": "suggestion", "reason": " "}, "reason"), ({"kind": "report", "reason": "相同"}, "kind")):
        with pytest.raises(Invalid) as refusal:
            actions.reclassify(complaint, **given, by=bureau.efficiency, at=AT)
        assert refusal.value.field == field
    actions.reclassify(complaint, kind="suggestion", reason="没有反映违法行为，提出的是改进意见", by=bureau.efficiency, at=AT)
    case = fresh(complaint)
    assert (Complaint.objects.get().kind, case.title, case.due_on) == ("suggestion", "建议", dt.date(2026, 10, 15))
    entry = entries_about("case", case.pk).last()
    assert entry.verb == "complaints.kind" and entry.facts == {"from": "report", "to": "suggestion"}
    assert "改进意见" in case.events.get(what="kind").text


def test_an_application_that_is_a_complaint_goes_on_as_one_with_the_same_code(bureau):
    """A10: the efficiency office gets it with the applicant as reporter; the code of the application opens it; the office does not see it."""
    application, code = applications.receive(given=factories.application_given(description="投诉监督员不到现场"), way="web", at=AT)
    for nothing in ("", " "):
        with pytest.raises(Invalid) as refusal:
            applications.change_kind(application, to="complaint", reason=nothing, by=bureau.director, at=AT)
        assert refusal.value.field == "reason"
    number = applications.change_kind(application, to="complaint", reason="属于投诉", by=bureau.director, at=AT)
    case = Case.objects.get(number=number)
    assert number == "TS-2026-00001" and cases.found(number, code) == case and cases.found(number, "WRONGWRONG") is None
    assert (case.complaint.name, case.complaint.came_from, case.owner) == ("林某某", application.case.number, bureau.efficiency)
    with pytest.raises(NotFound):
        cases.require(bureau.director, case, AT)
    entry = entries_of("applications.kind").get()
    assert entry.facts["to"] == "complaint" and number not in str(entry.facts)  # everybody reads the ledger
    assert "监督员" not in fresh(application).title  # which every register of the office shows


def test_files_go_along_with_an_answer_from_its_service_on(bureau, client):
    """Named in the letter, for number and code alone, 404 before the day of service; never among the papers that go along with an inquiry."""
    complaint, code = received()
    actions.take_on(complaint, gist="反映抽查在场时间不足", by=bureau.efficiency, at=AT)
    files = [SimpleUploadedFile("整改情况.txt", "已整改".encode())]
    given = {"result": "solved", "text": "已责令整改。", "files": files, "by": bureau.efficiency}
    with pytest.raises(Invalid) as refusal:
        actions.reply(complaint, **given | {"files": [SimpleUploadedFile("x.pdf", b"MZ" + bytes(100))]}, at=AT)
    assert refusal.value.field == "files"
    made = actions.reply(complaint, way="post", **given, at=AT)
    paper = complaint.case.papers.get()
    path = f"/track/{complaint.case.number}/files/{paper.pk}/"
    assert "附件：整改情况.txt" in "\n".join(each.text for each in Document(io.BytesIO(cases.unsealed(made.letter.docx))).paragraphs)
    assert client.get(f"{path}?code={code}").status_code == 404
    actions.serve(complaint, tracking_number="XA1", by=bureau.efficiency, at=AT + DAY)
    assert client.get(f"{path}?code={code}").content == "已整改".encode() and client.get(path).status_code == 404
    client.force_login(bureau.efficiency)
    assert "整改情况.txt" in client.get(f"/admin/cases/{complaint.case_id}/").content.decode()
    client.force_login(bureau.head_zhiliang)
    assert client.get(f"/admin/cases/{complaint.case_id}/papers/{paper.pk}/").status_code == 404


def test_a_code_that_the_office_replaces_does_not_open_what_became_a_complaint(bureau):
    """Who handles the application cannot make himself a key to the complaint."""
    application, code = applications.receive(given=factories.application_given(description="投诉办公室"), way="web", at=AT)
    number = applications.change_kind(application, to="complaint", reason="属于投诉", by=bureau.director, at=AT)
    new = cases.replace_code(application.case, way="柜台", by=bureau.director, at=AT)
    assert cases.found(application.case.number, new) and cases.found(number, new) is None and cases.found(number, code) is None


def test_who_came_without_a_name_gets_no_new_code(bureau, client):
    """As his receipt says: nobody can check who asks, and the old one would open nothing any more."""
    complaint, code = received(anonymous=True, name="", phone="", email="")
    with pytest.raises(WrongState):
        cases.replace_code(complaint.case, way="来电", by=bureau.efficiency, at=AT)
    assert cases.found(complaint.case.number, code)
    client.force_login(bureau.efficiency)
    assert 'value="replace_code"' not in client.get(f"/admin/cases/{complaint.case_id}/").content.decode()


def test_a_code_that_is_replaced_there_voids_the_one_it_came_with(bureau):
    """The code of the application opens the complaint no longer."""
    application, code = applications.receive(given=factories.application_given(description="投诉办公室"), way="web", at=AT)
    case = Case.objects.get(number=applications.change_kind(application, to="complaint", reason="属于投诉", by=bureau.director, at=AT))
    new = cases.replace_code(case, way="回拨登记的电话", by=bureau.efficiency, at=AT)
    assert cases.found(case.number, new) == case and cases.found(case.number, code) is None and cases.found(application.case.number, code)


def test_what_is_about_nobody_may_go_on_as_feedback_and_nothing_else(bureau):
    """With the reason, under a number of its own, by the same code; a complaint about a division or a person stays where it is."""
    about_nobody, code = received(division=None, text="网站的字太小，看不清。")
    with pytest.raises(Invalid) as refusal:
        actions.change_kind(about_nobody, to="feedback", reason=" ", by=bureau.efficiency, at=AT)
    assert refusal.value.field == "reason"
    number = actions.change_kind(about_nobody, to="feedback", reason="是对网站的意见", by=bureau.efficiency, at=AT)
    case = fresh(about_nobody)
    assert number == "FK-2026-00001" and cases.found(number, code) and (case.state, case.result) == ("answered", "not-ours")
    for changed in ({}, {"division": None, "text": "head-zhiliang态度不好。"}):
        complaint, _code = received(**changed)
        with pytest.raises(WrongState):
            actions.change_kind(complaint, to="feedback", reason="是意见", by=bureau.efficiency, at=AT)
    assert Case.objects.filter(kind="feedback").count() == 1


# ---- the answer


@pytest.mark.parametrize(
    "given, result, words",
    [
        ({"result": "solved", "text": "已责令整改。"}, "solved", ["已责令整改。", "要求重新办理"]),
        (
            {"result": "refused", "ground": "unfounded", "text": "到场记录和影像齐全。"},
            "refused",
            ["\n经核查，反映的情况不属实，对您反映的事项不予支持", "到场记录"],
        ),
        ({"result": "not-ours", "text": "属于建设单位职责。", "other_body": "示例市交通局 0000-1"}, "not-ours", ["示例市交通局", "属于建设单位职责"]),
    ],
)
def test_results_are_kept_apart_each_with_its_letter(bureau, given, result, words):
    """Solved, refused with ground, not ours; served on the tracking page at once, and lateness counts to that day."""
    complaint, _code = received()
    made = actions.reply(complaint, by=bureau.efficiency, at=AT + DAY, **given)
    case = fresh(complaint)
    assert (case.state, case.result, case.answered_on, case.late) == ("answered", result, dt.date(2026, 9, 19), False)
    text = words_of(made.letter)
    assert all(word in text for word in words) and "{{" not in text and "None" not in text and made.letter.public


@pytest.mark.parametrize(
    "given, field",
    [
        ({"result": "refused"}, "ground"), ({"result": "solved", "ground": "unfounded"}, "ground"), ({"result": "withdrawn"}, "result"),
        ({"result": "not-ours"}, "other_body"), ({"result": "solved", "text": ""}, "text"), ({"result": "solved", "way": "pigeon"}, "way"),
        ({"result": "solved", "way": "email"}, "way"),
    ],
)  # fmt: skip
def test_an_answer_says_what_its_result_needs(bureau, given, field):
    """Each lack with its field; nothing is stored half."""
    complaint, _code = received()
    with pytest.raises(Invalid) as refusal:
        actions.reply(complaint, by=bureau.efficiency, at=AT, **({"text": "答复"} | given))
    assert refusal.value.field == field and not complaint.replies.exists() and not complaint.case.letters.exists()


def test_a_letter_by_post_counts_from_the_day_of_service_and_waits_in_the_list_until_then(bureau):
    """The desk's list of letters not confirmed as sent holds it; the limit runs; a private courier is refused."""
    complaint, _code = received()
    actions.reply(complaint, result="solved", text="已办。", way="post", by=bureau.efficiency, at=AT)
    case = fresh(complaint)
    assert case.state == "in-hand" and not case.letters.filter(public=True).exists()
    assert [row.case for row in waiting.unserved(bureau.efficiency, AT.date())] == [case]
    assert not waiting.unserved(bureau.director, AT.date()) and not waiting.unserved(bureau.head, AT.date())
    for given, field in (({}, "tracking_number"), ({"carrier": "某快递", "tracking_number": "1"}, "carrier")):
        with pytest.raises(Invalid) as refusal:
            actions.serve(complaint, by=bureau.efficiency, at=AT + DAY, **given)
        assert refusal.value.field == field
    late = dt.datetime(2026, 10, 20, 9, tzinfo=HERE)
    actions.serve(complaint, tracking_number="XA1", on=dt.date(2026, 10, 16), by=bureau.efficiency, at=late)
    case = fresh(complaint)
    assert (case.state, case.late, case.answered_on) == ("answered", True, dt.date(2026, 10, 16))
    assert not waiting.unserved(bureau.efficiency, AT.date())


def test_decisions_on_applications_wait_in_the_same_list(bureau):
    """Decided and not served: the office's list holds it, nobody else's."""
    application, _code = applications.receive(given=factories.application_given(), way="web", at=AT)
    applications.decide(application, outcome="A2", given="见附件", by=bureau.director, at=AT)
    assert [row.case for row in waiting.unserved(bureau.director, AT.date())] == [application.case]
    assert not waiting.unserved(bureau.head, AT.date())
    applications.serve(application, service="online", by=bureau.director, at=AT)
    assert not waiting.unserved(bureau.director, AT.date())


def test_an_anonymous_reporter_is_answered_at_the_tracking_page_only(bureau):
    """No address is known."""
    complaint, _code = received(anonymous=True, name=None, phone=None)
    with pytest.raises(Invalid):
        actions.reply(complaint, result="solved", text="已办。", way="telephone", by=bureau.efficiency, at=AT)
    actions.reply(complaint, result="solved", text="已办。", by=bureau.efficiency, at=AT)


def test_the_citizen_confirms_or_reopens_and_it_returns_to_the_same_owner(bureau):
    """Solved, not content, a new limit, the same owner; then a second answer, and confirmed."""
    complaint, code = received()
    actions.reply(complaint, result="solved", text="已办。", by=bureau.efficiency, at=AT)
    case = cases.reopen(cases.found(complaint.case.number, code), text="没有办", at=AT + DAY)
    assert (case.state, case.owner) == ("reopened", bureau.efficiency)
    actions.reply(complaint, result="solved", text="又办了。", by=bureau.efficiency, at=AT + 2 * DAY)
    assert cases.confirm(fresh(complaint), at=AT + 3 * DAY).state == "closed" and complaint.replies.count() == 2


def test_a_complaint_is_withdrawn_by_its_reporter(bureau):
    """Kept apart from what was solved; an unanswered inquiry is taken back with it."""
    complaint, _code = received()
    inquired(complaint, bureau)
    assert not Inquiry.objects.get().withdrawn_at
    assert cases.withdraw(complaint.case, at=AT).result == "withdrawn"
    assert Inquiry.objects.get().withdrawn_at == AT


def test_a_receipt_is_written_by_the_clock_once(bureau):
    """A letter at the tracking page, complete, also for who is anonymous."""
    complaint, _code = received(anonymous=True, name=None, phone=None)
    assert heard.write_receipts(AT) == 1 and heard.write_receipts(AT) == 0
    text = words_of(complaint.case.letters.get())
    assert "反映人：" in text and "TS-2026-00001" in text and "{{" not in text


def test_a_proposal_is_opened_from_a_complaint_without_naming_it(bureau):
    """In the handler's words; the order and its entry tell the division neither case nor reporter."""
    complaint, _code = received()
    given = {"kind": "improvement", "title": "改进监督抽查", "about": ("case", complaint.case_id, ""), "division": bureau.zhiliang}
    with pytest.raises(Invalid):
        actions.order_open(text="欧阳建华说的情况请改。", by=bureau.efficiency, at=AT, **given)
    order = actions.order_open(text="请完善抽查到场留痕制度。", by=bureau.efficiency, at=AT, **given)
    assert "TS-" not in str(list(entries_about("order", order.pk).values()))
    with pytest.raises(NotFound):
        actions.order_open(text="x", by=bureau.director, at=AT, **given)


def test_who_watches_sees_rows_and_nobody_sees_what_is_about_himself(bureau):
    """The register: the efficiency office its own, the main leader and the auditor all but what names them, a division nothing."""
    routine, _code = received()
    leader, _code = received(division=None, text="other-leader打招呼。")
    him, _code = received(division=None, about="main-leader")

    def seen(user):
        return {row.number for row in access.rows(user, AT.date())}

    number = {name: each.case.number for name, each in (("routine", routine), ("leader", leader), ("him", him))}
    assert seen(bureau.efficiency) == {number["routine"], number["him"]}
    assert seen(bureau.main_leader) == {number["routine"], number["leader"]}
    assert seen(bureau.auditor) == set(number.values())
    boss = factories.person("boss", is_superuser=True)
    for who in (bureau.editor, bureau.head, bureau.other_leader, bureau.leader, bureau.director, boss):
        assert not seen(who)


def test_what_one_may_not_know_is_all_that_his_register_leaves_out(bureau):
    """For every post: what is at another desk, somebody else's, not offered to him, or about himself or what he answers for."""
    complaints = [received()[0], received(division="anquan")[0], received(division=None, text="other-leader打招呼。")[0]]
    complaints += [received(division=None, about="main-leader")[0], received(text="efficiency收了土特产。")[0], received(division="anquan")[0]]
    Case.objects.filter(pk=complaints[1].case_id).update(desk="office_director", owner=bureau.director)
    Case.objects.filter(pk=complaints[5].case_id).update(owner=bureau.reviewer)
    moved = {"giver": bureau.efficiency, "receiver": bureau.head_anquan, "receiver_post": "division_head", "offered_at": AT}
    Handover.objects.create(case=complaints[0].case, **moved)
    factories.post("efficiency_officer", bureau.leader)
    every, known = {each.case_id for each in complaints}, {}
    for user in get_user_model().objects.all():
        known[user.username] = {row.pk for row in access.rows(user, AT.date())}
        assert access.unknown(user, AT.date()) == every - known[user.username], user
    assert len({frozenset(numbers) for numbers in known.values()}) >= 6


@pytest.mark.parametrize("who", ["head", "editor"])
def test_whom_it_is_about_does_not_read_it_though_he_owned_it(bureau, who):
    """However it came into his hands: the bar is asked before anything else (信访工作条例 art. 30)."""
    complaint, _code = received(division="zhiliang")
    user = getattr(bureau, who)
    Case.objects.filter(pk=complaint.case_id).update(owner=user, owner_post="division_head" if who == "head" else "editor")
    assert access.capacity(user, fresh(complaint), AT.date()) is None
    with pytest.raises(NotFound):
        actions.view_reporter(complaint, by=user, at=AT)


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"title": "欧阳建华反映的抽查"}, "title"), ({"title": " "}, "title"), ({"question": ""}, "question"), ({"division": None}, "division"),
        ({"due_on": dt.date(2026, 9, 17)}, "due_on"), ({"files": [SimpleUploadedFile("欧阳建华的信.txt", b"x")]}, "files"),
    ],
)  # fmt: skip
def test_an_inquiry_that_cannot_be_is_refused_by_field(bureau, changed, field):
    """A heading that tells the reporter, nothing asked, nobody asked, a day that is over."""
    complaint, _code = received()
    with pytest.raises(Invalid) as refusal:
        inquired(complaint, bureau, **changed)
    assert refusal.value.field == field and not Inquiry.objects.exists()


def test_an_inquiry_goes_to_who_can_answer_and_is_on_nobodys_list_who_is_named(bureau):
    """Head and editor named: the leader in charge answers; he named too: refused. A head who is named has it in no list."""
    complaint, _code = received(text="head-zhiliang收了土特产。")
    inquiry = inquired(complaint, bureau)
    day = AT.date()
    assert inquiry in access.inquiries(bureau.editor, day) and inquiry not in access.inquiries(bureau.head, day)
    both, _code = received(text="head-zhiliang和editor-zhiliang收了土特产。")
    assert [each.user_id for each in access.asked(inquired(both, bureau), day)] == [bureau.leader.pk]
    named = [bureau.head, bureau.editor, bureau.leader]
    actions.mark_about(both, division=bureau.zhiliang, persons=named, reason="查明", by=bureau.efficiency, at=AT)
    with pytest.raises(Invalid) as refusal:
        actions.inquire(both, division=bureau.zhiliang, title="抽查程序", question="请说明抽查安排。", by=bureau.main_leader, at=AT)
    assert refusal.value.field == "division"


def test_an_inquiry_is_taken_back_with_a_reason_and_answered_no_more(bureau):
    """By who handles the complaint alone; and what is open when the reporter is answered ends with it."""
    complaint, _code = received()
    inquiry = inquired(complaint, bureau)
    with pytest.raises(NotFound):
        actions.withdraw_inquiry(inquiry, reason="x", by=bureau.head, at=AT)
    with pytest.raises(Invalid):
        actions.withdraw_inquiry(inquiry, reason=" ", by=bureau.efficiency, at=AT)
    actions.withdraw_inquiry(inquiry, reason="问错了处室", by=bureau.efficiency, at=AT)
    for again in (lambda: actions.answer_inquiry(inquiry, text="答", by=bureau.head, at=AT),
                  lambda: actions.withdraw_inquiry(inquiry, reason="再次", by=bureau.efficiency, at=AT)):  # fmt: skip
        with pytest.raises(WrongState):
            again()
    open_still = inquired(complaint, bureau)
    actions.reply(complaint, result="solved", text="已办。", by=bureau.efficiency, at=AT + DAY)
    open_still.refresh_from_db()
    assert open_still.withdrawn_at == AT + DAY


def test_neither_an_answer_nor_a_letter_to_above_out_of_turn(bureau):
    """While the reporter is asked nothing is answered; only what is about the main leader is sent up; a service needs an answer, and one."""
    complaint, _code = received()
    with pytest.raises(WrongState):
        actions.send_up(complaint, by=bureau.efficiency, at=AT)
    with pytest.raises(WrongState):
        actions.serve(complaint, by=bureau.efficiency, at=AT)
    actions.ask(complaint, text="请说明是哪一天。", by=bureau.efficiency, at=AT)
    with pytest.raises(WrongState):
        actions.reply(complaint, result="solved", text="已办。", by=bureau.efficiency, at=AT)
    cases.add(complaint.case, text="9月10日。", at=AT)
    actions.reply(complaint, result="solved", text="已办。", way="post", by=bureau.efficiency, at=AT)
    actions.serve(complaint, tracking_number="XA1", by=bureau.efficiency, at=AT)
    with pytest.raises(WrongState):
        actions.serve(complaint, tracking_number="XA2", by=bureau.efficiency, at=AT)


def test_anonymous_reporters_are_not_taken_for_one_and_a_handover_tells_the_citizen_nothing(bureau):
    """No index of nothing; to whom a complaint went stands in no event that its reporter reads."""
    one, two = (received(anonymous=True, name=None, phone=None)[0] for _ in range(2))
    assert {one.name_index, two.name_index, one.phone_index, two.phone_index} == {""}
    cases.hand_over(one.case, to=bureau.head_anquan, reason="请核查", by=bureau.efficiency, at=AT)
    cases.accept(one.case, by=bureau.head_anquan, at=AT)
    assert [event.what for event in one.case.events.filter(public=True)] == ["received"]
    told = str([entry.facts for entry in entries_about("case", one.case_id)])  # everybody reads the ledger
    assert "请核查" not in told and bureau.head_anquan.last_name not in told


def test_a_superuser_reads_none_whatever_posts_he_holds(bureau):
    """Not as the officer, not as its owner: an administrator of the system is no reader of reporters (五（五）)."""
    boss = factories.person("boss", is_superuser=True)
    factories.post("efficiency_officer", boss)
    complaint, _code = received()
    Case.objects.filter(pk=complaint.case_id).update(owner=boss)
    factories.post("editor", boss, division=bureau.zhiliang)
    assert access.inquiry_capacity(boss, inquired(complaint, bureau), AT.date()) is None
    assert access.capacity(boss, fresh(complaint), AT.date()) is None and not access.rows(boss, AT.date()).exists()
    with pytest.raises(NotFound):
        actions.view_reporter(complaint, by=boss, at=AT)
