"""What happens to an application, from its arrival to a suit."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from disclosure.applications import actions
from disclosure.applications.heard import unserved
from disclosure.applications.models import Application, Decision
from disclosure.cases import actions as cases
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import entries_about
from disclosure.outbox.models import Message
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)


def on(day, hour=10):
    return dt.datetime(*day, hour, tzinfo=HERE)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def received(at=AT, way="web", **changed):
    return actions.receive(given=factories.application_given(**changed), way=way, at=at)


def words_of(letter):
    return "\n".join(each.text for each in Document(io.BytesIO(cases.unsealed(letter.docx))).paragraphs)


def test_identity_is_sealed_masked_and_each_viewing_is_recorded(bureau):
    """Encrypted at rest; who has nothing to do with it does not know the case; every viewing is an entry."""
    from django.db import connection

    application, _code = received()
    with connection.cursor() as cursor:
        cursor.execute("select name, id_number, phone, email, address from disclosure_applications_application")
        row = " ".join(cursor.fetchone())
    assert not any(value in row for value in ("林某某", "11010519491231002X", "13800138000", "lin@example.com", "某路"))
    assert actions.view_identity(application, by=bureau.director, at=AT)["id_number"] == "11010519491231002X"
    with pytest.raises(NotFound):
        actions.view_identity(application, by=bureau.editor_anquan, at=AT)
    entries = entries_about("case", application.case_id)
    assert [entry.verb for entry in entries] == ["applications.receive", "applications.identity"]
    assert "林某某" not in str(list(entries.values())) and "lin@" not in str(list(entries.values()))


@pytest.mark.parametrize(
    "way, day, due",
    [
        ("web", (2026, 9, 18), "2026-10-22"),
        ("counter", (2026, 9, 20), "2026-10-23"),
        ("post", (2026, 2, 10), "2026-03-16"),
        ("oral", (2019, 5, 14), "2019-06-04"),
    ],
)
def test_the_limit_runs_from_the_day_of_receipt_by_the_rule_of_that_day(bureau, way, day, due):
    """art. 31, 33; what came on 2019-05-14 keeps 15 working days."""
    application, _code = actions.receive(
        given=factories.application_given(), way=way, received_on=dt.date(*day), received_at=on(day), at=on((2026, 9, 21))
    )
    assert application.case.due_on.isoformat() == due


def test_the_walk_of_an_application(bureau):
    """Correction once, count anew, extension by the director, partly disclosed, served: each step on the tracking page, each letter filled in."""
    application, code = received()
    with pytest.raises(WrongState):
        actions.serve(application, service="online", by=bureau.director, at=AT)
    letter = actions.request_correction(application, items="1. 写明项目名称\n2. 写明年度", by=bureau.editor_bangong, at=on((2026, 9, 21)))
    text = words_of(letter)
    assert "林某某" in text and "1. 写明项目名称" in text and "2026年10月19日" in text and "{{" not in text
    case = application.case
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("correcting", None)
    cases.add(case, text="示例高速公路 A2 合同段，2025 年", at=on((2026, 9, 22)))
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("in-hand", dt.date(2026, 10, 27))
    with pytest.raises(WrongState, match="once|一次"):
        actions.request_correction(application, items="再补", by=bureau.director, at=on((2026, 9, 23)))
    with pytest.raises(NotAllowed):
        actions.extend(application, days=10, reason="需要检索", by=bureau.editor_bangong, at=on((2026, 10, 20)))
    with pytest.raises(Invalid):
        actions.extend(application, days=21, reason="需要检索", by=bureau.director, at=on((2026, 10, 20)))
    actions.extend(application, days=10, reason="需要检索。", by=bureau.director, at=on((2026, 10, 20)))
    assert "因需要检索，根据" in words_of(case.letters.get(kind="extension"))
    case.refresh_from_db()
    assert case.due_on == dt.date(2026, 11, 10)
    with pytest.raises(Invalid):
        actions.extend(application, days=5, reason="再延", by=bureau.director, at=on((2026, 10, 21)))
    decision = actions.decide(
        application, outcome="A3", ground="N4", given="见附件抽查结果。", reason="其余涉及企业商业秘密。", by=bureau.director, at=on((2026, 11, 5))
    )
    text = words_of(decision.letter)
    assert "（补正：示例高速公路 A2 合同段，2025 年）" in text, "the answer is about what was asked for as it was corrected"
    assert decision.row == 4 and "应当自收到之日起60日内先向" in text and "第三十七条、第十五条" in text and "见附件抽查结果。" in text
    case.refresh_from_db()
    assert case.state == "in-hand" and not case.letters.filter(kind="A3", public=True).exists()
    actions.serve(application, service="post", tracking_number="XA123", on=dt.date(2026, 11, 6), by=bureau.director, at=on((2026, 11, 12)))
    case.refresh_from_db()
    assert (case.state, case.answered_on, case.late, case.result) == ("answered", dt.date(2026, 11, 6), False, "solved")
    assert case.letters.filter(kind="A3", public=True).exists()
    shown = [event.what for event in case.events.filter(public=True)]
    assert shown == ["received", "correction_requested", "corrected", "extended", "answered"]
    assert len([message for message in Message.objects.all() if message.to_citizen]) == 3 and not Message.objects.filter(body__contains=code).exists()


def test_a_correction_goes_to_no_third_party(bureau):
    """The applicant may name himself in it."""
    application, _code = received()
    actions.request_correction(application, items="补", by=bureau.director, at=AT)
    cases.add(application.case, text="我是林某某，要 A2 合同段的", at=AT)
    application.refresh_from_db()
    asked = actions.ask(application, kind="third_party", name="演示公司", by=bureau.director, at=AT)
    assert "林某某" not in words_of(asked.letter) and application.description in words_of(asked.letter)


def test_a_correction_too_late_is_refused(bureau):
    """Within seven working days of receipt (art. 30)."""
    application, _code = received()
    with pytest.raises(WrongState):
        actions.request_correction(application, items="补", by=bureau.director, at=on((2026, 9, 30)))
    actions.request_correction(application, items="补", by=bureau.director, at=on((2026, 9, 29)))


def test_an_extension_after_the_limit_is_refused(bureau):
    """Told before the first limit ends, else unlawful."""
    application, _code = received()
    with pytest.raises(Invalid):
        actions.extend(application, days=10, reason="忙", by=bureau.director, at=on((2026, 10, 23)))
    assert actions.extend(application, days=10, reason="忙", by=bureau.director, at=on((2026, 10, 22)))


def test_asking_a_third_party_pauses_and_silence_is_not_consent(bureau):
    """Days from the letter through the day before the answer do not count; an objection says whether it has good reason (art. 32)."""
    application, _code = received()
    asked = actions.ask(application, kind="third_party", name="某建设公司", by=bureau.director, at=on((2026, 9, 29)))
    application.case.refresh_from_db()
    assert application.case.state == "paused" and not asked.letter.public
    with pytest.raises(WrongState):
        actions.decide(application, outcome="A2", given="给", by=bureau.director, at=on((2026, 9, 30)))
    with pytest.raises(Invalid, match="."):
        actions.hear(asked, answer="silent", by=bureau.director, at=on((2026, 10, 12)))
    with pytest.raises(Invalid):
        actions.hear(asked, answer="objects", by=bureau.director, at=on((2026, 10, 13)))
    actions.hear(asked, answer="objects", reasonable=False, reason="不同意", by=bureau.director, at=on((2026, 10, 13)))
    application.case.refresh_from_db()
    assert (application.case.state, application.case.due_on) == ("in-hand", dt.date(2026, 10, 30))
    letter = actions.tell_third_party(asked, reason="涉及公共安全", by=bureau.director, at=on((2026, 10, 14)))
    assert "涉及公共安全" in words_of(letter) and not letter.public and "林某某" not in words_of(letter)


def test_a_pause_ends_by_itself(bureau):
    """When the term is over the case is in hand again, and silence is entered."""
    from disclosure.applications.heard import end_pauses

    application, _code = received()
    asked = actions.ask(application, kind="co_maker", name="某厅", by=bureau.director, at=on((2026, 9, 21)))
    assert end_pauses(on((2026, 9, 30))) == 0 and end_pauses(on((2026, 11, 2))) == 1
    application.case.refresh_from_db()
    assert application.case.state == "in-hand"
    actions.hear(asked, answer="silent", by=bureau.director, at=on((2026, 11, 2)))


def test_the_fee_of_the_eleventh_of_the_month(bureau):
    """Counted per applicant and calendar month; the count begins anew when it is paid; unpaid after 20 working days it is abandoned (A14)."""
    received(id_number=factories.resident_id(1)), received(at=AT - dt.timedelta(days=31))  # another's, and one of the month before
    rows = [received(description=f"第{n}项抽查结果")[0] for n in range(12)]
    with pytest.raises(Invalid):
        actions.notify_fee(rows[9], basis="items", by=bureau.director, at=AT)
    due = actions.notify_fee(rows[10], basis="items", by=bureau.director, at=AT)
    assert (due.amount, due.count) == (Decimal(100), 11)
    with pytest.raises(WrongState):
        actions.decide(rows[10], outcome="A14", by=bureau.director, at=AT)
    actions.enter_payment(rows[10], on=dt.date(2026, 9, 21), by=bureau.director, at=on((2026, 9, 21)))
    rows[10].case.refresh_from_db()
    assert rows[10].case.due_on == dt.date(2026, 10, 26)
    pages = actions.notify_fee(rows[11], basis="pages", pages=120, by=bureau.director, at=AT)
    assert pages.amount == Decimal(1100) and "壹仟壹佰元整" in words_of(rows[11].case.letters.get(kind="fee"))
    assert "缴费方式：到" in words_of(rows[11].case.letters.get(kind="fee"))
    with pytest.raises(WrongState):
        actions.decide(rows[11], outcome="A14", by=bureau.director, at=dt.datetime.combine(pages.pay_by, dt.time(10), HERE))
    actions.decide(rows[11], outcome="A14", by=bureau.director, at=on((2026, 11, 10)))


DECISIONS = [
    ("A1", "", {"given": "见网站"}, 3, "60日内向"), ("A2", "", {"given": "见附件"}, 3, "60日内向"), ("A4", "N1", {"reason": "涉密"}, 5, "先向"),
    ("A4", "N5", {"reason": "内部事务"}, 9, "先向"), ("A5", "", {"searched": "档案室、系统"}, 13, "60日内向"),
    ("A6", "", {"reason": "属市局", "other_body": "市局 0591-1"}, 13, "60日内向"), ("A7", "", {}, 17, "60日内向"),
    ("A8", "", {"reason": "不动产"}, 12, "60日内向"),
    ("A9", "", {"reason": "需汇总"}, 14, "60日内向"), ("A10", "", {"reason": "信访"}, 16, "60日内向"),
    ("A11", "", {"reason": "公报"}, 18, "60日内向"),
    ("A12", "", {"reason": "大量"}, 19, "60日内向"), ("A16", "", {"reason": "已给"}, 20, "60日内向"),
    ("A17", "", {"reason": "合并办理"}, 23, ""),
]  # fmt: skip


@pytest.mark.parametrize("outcome, ground, said, row, remedy", DECISIONS)
def test_each_decision_has_its_letter_row_and_remedy(bureau, outcome, ground, said, row, remedy):
    """The remedy clause is the one that the decision takes, and no other."""
    application, _code = received()
    for name in said:
        if name != "other_body":
            with pytest.raises(Invalid) as refusal:
                actions.decide(application, outcome=outcome, ground=ground, **(said | {name: " "}), by=bureau.director, at=on((2026, 9, 21)))
            assert refusal.value.field == name
    decision = actions.decide(application, outcome=outcome, ground=ground, **said, by=bureau.director, at=on((2026, 9, 21)))
    text = words_of(decision.letter)
    assert decision.row == row and (remedy in text) and (("先向" in text) == (remedy == "先向")) and "{{" not in text and "None" not in text
    assert cases.unsealed(decision.letter.pdf).startswith(b"%PDF")


@pytest.mark.parametrize(
    "outcome, said, result",
    [
        ("A1", {"given": "见网站"}, "solved"), ("A7", {}, "refused"), ("A6", {"reason": "属市局", "other_body": "市局"}, "not-ours"),
        ("A17", {"reason": "合并办理"}, "withdrawn"),
    ],
)  # fmt: skip
def test_how_it_ended_is_kept_apart(bureau, outcome, said, result):
    """Solved, refused, not ours, withdrawn (办结、不予、非本机关、撤回)."""
    application, _code = received()
    actions.decide(application, outcome=outcome, **said, by=bureau.director, at=AT)
    actions.serve(application, service="online", by=bureau.director, at=AT)
    application.case.refresh_from_db()
    assert application.case.result == result


def test_abandoned_only_after_the_day_of_the_correction(bureau):
    """A13 while a correction is awaited and its day is over; A15 after one came."""
    application, _code = received()
    actions.request_correction(application, items="补", by=bureau.director, at=on((2026, 9, 21)))
    for outcome, day in (("A13", (2026, 10, 19)), ("A2", (2026, 9, 22))):
        with pytest.raises(WrongState):
            actions.decide(application, outcome=outcome, given="x", by=bureau.director, at=on(day))
    assert actions.decide(application, outcome="A13", by=bureau.director, at=on((2026, 10, 20))).row == 21


def test_service_by_a_private_courier_is_refused(bureau):
    """国办公开办函〔2016〕235号: the postal enterprise only; the day handed to the post counts."""
    application, _code = received()
    actions.decide(application, outcome="A2", given="见附件", by=bureau.director, at=on((2026, 10, 22)))
    for wrong in ({"carrier": "顺丰速运", "tracking_number": "1"}, {"tracking_number": ""}, {"tracking_number": "1", "on": dt.date(2026, 10, 21)}):
        with pytest.raises(Invalid):
            actions.serve(application, service="post", by=bureau.director, at=on((2026, 10, 23)), **wrong)
    actions.serve(
        application, service="post", carrier="EMS", tracking_number="1", on=dt.date(2026, 10, 23), by=bureau.director, at=on((2026, 10, 23))
    )
    application.case.refresh_from_db()
    assert application.case.late is True


@pytest.mark.parametrize("decided", [False, True])
def test_a_withdrawn_application_is_counted_once(bureau, decided):
    """As A17, row 23, without a letter; a refusal that was written and not served when it was withdrawn refuses nobody."""
    application, _code = received()
    if decided:
        actions.decide(application, outcome="A4", ground="N6", reason="过程稿", by=bureau.director, at=AT)
    cases.withdraw(application.case, at=AT)
    decision = Decision.objects.get(application=application)
    assert (decision.outcome, decision.row, decision.letter, decision.ground, decision.reason) == ("A17", 23, None, "", "申请人撤回。")
    assert Application.objects.get().outcome == "A17"


def test_reviews_and_suits(bureau):
    """Entered with their day, ended once."""
    application, _code = received()
    row = actions.enter_challenge(
        application, kind="review", body="省交通运输厅", filed_on=dt.date(2026, 9, 20), by=bureau.director, at=on((2026, 9, 21))
    )
    actions.end_challenge(row, result="upheld", ended_on=dt.date(2026, 9, 30), by=bureau.director, at=on((2026, 10, 9)))
    with pytest.raises(WrongState):
        actions.end_challenge(row, result="other", ended_on=dt.date(2026, 9, 30), by=bureau.director, at=on((2026, 10, 9)))


def test_an_answer_becomes_a_draft_without_the_applicant(bureau):
    """art. 44: name, number, telephone and address are refused in it, blanks or not."""
    application, _code = received()
    for title, body in (("林某某申请的结果", ""), ("结果", "<p>电话 138 0013 8000</p>"), (application.case.number, ""),
                        ("结果", "<p>寄往福州市鼓楼区某路1号</p>"), ("lin@example.com的申请", ""), ("结果", "11010519491231002X")):  # fmt: skip
        with pytest.raises(Invalid):
            actions.make_public(application, title=title, category="enforcement", body=body, by=bureau.editor_bangong, at=AT)
    page = actions.make_public(application, title="2025年抽查结果", category="enforcement", body="<p>合格</p>", by=bureau.editor_bangong, at=AT)
    assert page.live is False and Application.objects.get().draft_id == page.pk
    with pytest.raises(WrongState):
        actions.make_public(Application.objects.get(), title="又一稿", category="enforcement", by=bureau.editor_bangong, at=AT)


def test_like_applications_of_several_open_a_draft(bureau):
    """Three applicants within 90 days; their cases are linked, the draft names none of them."""
    from disclosure.applications.alike import link

    for n in range(3):
        received(id_number=factories.resident_id(n), name=f"申请人{n}", description="示例高速公路 A2 合同段 2025 年质量监督抽查结果" + "。" * n)
    received(description="局办公室 2024 年公务用车台账")
    assert link(AT) == 2
    rows = list(Application.objects.order_by("pk"))
    assert [row.alike_id for row in rows] == [None, rows[0].pk, rows[0].pk, None]
    assert rows[0].draft_id and rows[0].draft_id == rows[2].draft_id and rows[3].draft_id is None
    assert link(AT) == 0
    received(id_number=factories.resident_id(3), description="示例高速公路 A2 合同段 2025 年质量监督抽查结果")
    assert link(AT) == 1 and Application.objects.get(pk=rows[0].pk).draft_id == rows[0].draft_id  # no second draft


@pytest.mark.parametrize("applicants, days_before", [((1, 1, 1), (2, 1, 0)), ((1, 2, 3), (91, 1, 0))], ids=["of one", "too long ago"])
def test_like_applications_open_no_draft(bureau, applicants, days_before):
    """Not one applicant who asks three times, nor three of whom the first asked more than 90 days before the last (art. 44)."""
    from disclosure.applications.alike import link

    for n, before in zip(applicants, days_before, strict=True):
        received(at=AT - dt.timedelta(days=before), id_number=factories.resident_id(n), description="示例高速公路 A2 合同段 2025 年质量监督抽查结果")
    link(AT)
    assert not Application.objects.exclude(draft=None).exists()


def test_what_came_more_than_90_days_before_is_not_linked(bureau):
    """However alike (art. 44)."""
    from disclosure.applications.alike import link

    for n, before in enumerate((91, 0)):
        received(at=AT - dt.timedelta(days=before), id_number=factories.resident_id(n), description="示例高速公路 A2 合同段质量监督抽查结果")
    assert link(AT) == 0


def test_a_receipt_is_written_by_the_clock(bureau):
    """Once, with number and day; in it what the citizen needs and no code."""
    from disclosure.applications.heard import write_receipts

    application, code = received()
    assert write_receipts(AT) == 1 and write_receipts(AT) == 0
    text = words_of(application.case.letters.get(kind="receipt"))
    assert application.case.number in text and "2026年10月22日" in text and code not in text
    assert [entry.verb for entry in entries_about("case", application.case_id)][-1] == "applications.letter"
    assert [message.to for message in Message.objects.all() if message.to_citizen] == [["lin@example.com"]]


def test_the_office_enters_what_came_another_way(bureau):
    """By its director or its editors; who enters it is the first receiver (首问)."""
    application, code = actions.enter(
        given=factories.application_given(), way="counter", received_on=dt.date(2026, 9, 17), by=bureau.editor_bangong, at=AT
    )
    assert application.case.first_receiver == bureau.editor_bangong and application.case.owner == bureau.editor_bangong and code
    with pytest.raises(NotAllowed):
        actions.enter(given=factories.application_given(), way="counter", received_on=dt.date(2026, 9, 17), by=bureau.editor_anquan, at=AT)
    with pytest.raises(Invalid):
        actions.enter(given=factories.application_given(), way="counter", received_on=dt.date(2026, 9, 19), by=bureau.editor_bangong, at=AT)


def test_a_rare_character_does_not_stop_a_letter(bureau):
    """The DOCX keeps it, the PDF shows 〓."""
    application, _code = received(name="𠮷某")
    decision = actions.decide(application, outcome="A2", given="见附件", by=bureau.director, at=AT)
    assert "𠮷某" in words_of(decision.letter) and cases.unsealed(decision.letter.pdf).startswith(b"%PDF")


def test_a_correction_has_a_day_of_its_own_and_only_after_one_is_it_still_unclear(bureau):
    """A day after today; A15 rests on a correction that was requested and came (art. 30)."""
    application, _code = received()
    with pytest.raises(Invalid) as refusal:
        actions.request_correction(application, items="补", correct_by=AT.date(), by=bureau.director, at=AT)
    assert refusal.value.field == "correct_by"
    with pytest.raises(WrongState):
        actions.decide(application, outcome="A15", reason="仍不明确", by=bureau.director, at=AT)
    actions.request_correction(application, items="补", by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        actions.ask(application, kind="third_party", name="某公司", by=bureau.director, at=AT)
    cases.add(application.case, text="还是不清楚", at=AT)
    assert actions.decide(application, outcome="A15", reason="仍不明确", by=bureau.director, at=AT).row == 15


def test_who_is_asked_is_told_of_by_letter_and_answers_once(bureau):
    """The applicant's own letter; silence counts from the day after the term; who did not object is told nothing (art. 32, 34)."""
    application, _code = received()
    asked = actions.ask(application, kind="third_party", name="某公司", by=bureau.director, at=AT)
    letter = application.case.letters.get(kind="consulting")
    assert letter.public and "林某某" in words_of(letter) and "某公司" not in words_of(letter)
    later = on((2026, 11, 2))
    for day in (AT.date() - dt.timedelta(days=1), later.date() + dt.timedelta(days=1)):
        with pytest.raises(Invalid) as refusal:
            actions.hear(asked, answer="agrees", on=day, by=bureau.director, at=later)
        assert refusal.value.field == "on"
    with pytest.raises(Invalid):
        actions.hear(asked, answer="silent", by=bureau.director, at=dt.datetime.combine(asked.until, dt.time(10), HERE))
    heard = actions.hear(asked, answer="silent", by=bureau.director, at=later)
    assert heard.answered_on == asked.until + dt.timedelta(days=1)
    for act in (lambda: actions.hear(asked, answer="agrees", by=bureau.director, at=later),
                lambda: actions.tell_third_party(asked, reason="涉及公共利益", by=bureau.director, at=later)):  # fmt: skip
        with pytest.raises(WrongState):
            act()


def test_a_fee_is_notified_once_and_in_time_and_awaited_before_anything_is_decided(bureau):
    """国办函〔2020〕109号: one standard, within the limit; while it is awaited only its day ends the matter; paid between notice and today."""
    application, _code = received()
    with pytest.raises(WrongState):
        actions.notify_fee(application, basis="pages", pages=120, by=bureau.director, at=on((2026, 10, 23)))
    with pytest.raises(Invalid):
        actions.notify_fee(application, basis="pages", pages="多", by=bureau.director, at=AT)
    actions.notify_fee(application, basis="pages", pages=120, by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        actions.notify_fee(application, basis="items", by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        actions.decide(application, outcome="A2", given="见附件", by=bureau.director, at=AT)
    for day in (AT.date() - dt.timedelta(days=1), AT.date() + dt.timedelta(days=1)):
        with pytest.raises(Invalid):
            actions.enter_payment(application, on=day, by=bureau.director, at=AT)
    actions.enter_payment(application, by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        actions.enter_payment(application, by=bureau.director, at=AT)
    assert actions.decide(application, outcome="A2", given="见附件", by=bureau.director, at=AT)


def test_an_answer_is_served_once_and_by_a_way_that_reaches_the_applicant(bureau):
    """Not by mail without an address, not by pigeon, not twice."""
    application, _code = received(email=None)
    with pytest.raises(WrongState):
        actions.serve(application, service="online", by=bureau.director, at=AT)
    actions.decide(application, outcome="A2", given="见附件", by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        actions.decide(application, outcome="A7", by=bureau.director, at=AT)
    for way in ("email", "pigeon"):
        with pytest.raises(Invalid) as refusal:
            actions.serve(application, service=way, by=bureau.director, at=AT)
        assert refusal.value.field == "service"
    actions.serve(application, service="direct", by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        actions.serve(application, service="direct", by=bureau.director, at=AT)


def test_a_review_lies_between_receipt_and_today_and_ends_after_it_was_filed(bureau):
    """Each day that cannot be is named; one of the four results."""
    application, _code = received()
    given = {"kind": "review", "body": "省交通运输厅", "by": bureau.director, "at": on((2026, 9, 30))}
    for wrong, field in (({"filed_on": dt.date(2026, 9, 17)}, "filed_on"), ({"filed_on": dt.date(2026, 10, 1)}, "filed_on"), ({"kind": "x"}, "kind")):
        with pytest.raises(Invalid) as refusal:
            actions.enter_challenge(application, **{"filed_on": dt.date(2026, 9, 20), **given, **wrong})
        assert refusal.value.field == field
    row = actions.enter_challenge(application, filed_on=dt.date(2026, 9, 20), **given)
    for result, day, field in (("upheld", (2026, 9, 19), "ended_on"), ("upheld", (2026, 10, 1), "ended_on"), ("pending", (2026, 9, 25), "result")):
        with pytest.raises(Invalid) as refusal:
            actions.end_challenge(row, result=result, ended_on=dt.date(*day), by=bureau.director, at=on((2026, 9, 30)))
        assert refusal.value.field == field


def test_a_correction_is_asked_once_for_an_application_however_often_it_is_reopened(bureau):
    """The same application: what was missing was to be said at once (条例第三十条)."""
    application, _code = received()
    actions.request_correction(application, items="写明年度", by=bureau.director, at=AT)
    cases.add(application.case, text="2025 年", at=on((2026, 9, 21)))
    actions.decide(application, outcome="A2", given="见附件。", by=bureau.director, at=on((2026, 9, 22)))
    actions.serve(application, service="online", by=bureau.director, at=on((2026, 9, 22)))
    cases.reopen(application.case, text="缺 2024 年", at=on((2026, 9, 23)))
    with pytest.raises(WrongState, match="once|一次"):
        actions.request_correction(application, items="再补", by=bureau.director, at=on((2026, 9, 24)))
    page = Application.objects.get(pk=application.pk)
    assert actions.decide(page, outcome="A15", reason="仍不明确。", by=bureau.director, at=on((2026, 9, 24))).outcome == "A15"


def test_on_the_tracking_page_an_answer_is_served_today_without_a_carrier(bureau):
    """Nobody could read it there earlier: a day entered afterwards would make a late answer timely; what was typed for the post is no fact of it."""
    application, _code = received()
    actions.decide(application, outcome="A2", given="见附件。", by=bureau.director, at=AT)
    with pytest.raises(Invalid) as refusal:
        actions.serve(application, service="online", on=AT.date(), by=bureau.director, at=on((2026, 11, 12)))
    assert refusal.value.field == "on" and not application.decisions.get().served_on
    actions.serve(application, service="online", carrier="EMS", tracking_number="XA1", by=bureau.director, at=on((2026, 11, 12)))
    served = application.decisions.get()
    assert (served.served_on, served.carrier, served.tracking_number) == (dt.date(2026, 11, 12), "", "")


def test_a_wrong_decision_is_taken_back_before_its_service_with_a_reason(bureau):
    """Its letter stays on file, marked; what was given with it goes to nobody; it is decided anew, and once more after the service it is too late."""
    application, _code = received()
    file = SimpleUploadedFile("抽查结果.csv", "项目,结果\n".encode())
    wrong = actions.decide(application, outcome="A2", given="见附件。", files=[file], by=bureau.director, at=AT)
    with pytest.raises(NotFound):
        actions.undo(application, reason="用错结果", by=bureau.editor_anquan, at=AT)
    with pytest.raises(Invalid):
        actions.undo(application, reason=" ", by=bureau.director, at=AT)
    actions.undo(application, reason="涉及商业秘密，应当部分公开。", by=bureau.director, at=on((2026, 9, 21)))
    case = application.case
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("in-hand", dt.date(2026, 10, 22)) and not application.decisions.exists()
    assert Application.objects.get(pk=application.pk).outcome == ""
    letter = case.letters.get(pk=wrong.letter_id)
    assert (letter.title, letter.taken_back_at) == (wrong.letter.title, on((2026, 9, 21)))
    assert not letter.public and not unserved(bureau.director, dt.date(2026, 9, 21))
    entry = entries_about("case", application.case_id).last()
    assert entry.verb == "applications.undo" and (entry.facts["outcome"], entry.facts["letter"]) == ("A2", wrong.letter.sha256)
    assert entry.facts["reason"].startswith("涉及商业秘密")
    actions.decide(application, outcome="A3", ground="N4", given="见附件。", reason="涉及商业秘密。", by=bureau.director, at=on((2026, 9, 22)))
    actions.serve(application, service="online", by=bureau.director, at=on((2026, 9, 22)))
    assert not case.papers.given().exists()
    with pytest.raises(WrongState):
        actions.undo(application, reason="又错了", by=bureau.director, at=on((2026, 9, 23)))
