"""What happens to a case, whatever its kind."""

import datetime as dt
from types import SimpleNamespace

import pytest

from disclosure.cases import actions, codes, service
from disclosure.cases.models import Case, Series
from disclosure.clocks.calendar import calendar
from disclosure.ledger.errors import Invalid, NotFound, WrongState
from disclosure.ledger.record import entries_about
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def received(at=AT, kind="application", **given):
    return actions.receive(kind=kind, title="质量监督抽查结果", way="web", received_at=at, at=at, **given)


def test_a_case_has_number_code_day_and_owner(bureau):
    """The day of receipt is not counted (art. 31, 33); the desk's holder owns it from the first moment; the code is kept as a digest only."""
    case, code = received()
    assert case.number == "SQ-2026-00001" and case.due_on == dt.date(2026, 10, 22) and case.owner == bureau.director
    assert code not in str(Case.objects.values().get(pk=case.pk)) and actions.found(case.number.lower(), codes.grouped(code).lower()) == case
    assert [entry.verb for entry in entries_about("case", case.pk)] == ["cases.receive"]


def test_numbers_run_by_kind_and_year_and_a_refused_one_leaves_no_gap(bureau):
    """An arrival that is undone gives its number back."""
    received()
    with pytest.raises(Invalid):
        received(their_due_on=dt.date(2026, 1, 1))
    with pytest.raises(Invalid):
        actions.receive(kind="application", title="迟到", way="web", received_at=AT + HOUR, at=AT)  # not yet
    assert received()[0].number == "SQ-2026-00002" and received(kind="feedback")[0].number == "FK-2026-00001"
    assert Series.objects.get(name="SQ-2026").last == 2


def test_a_wrong_number_and_a_wrong_code_are_alike(bureau):
    """None for both, also for nonsense."""
    case, code = received()
    assert (
        actions.found(case.number, "WRONGWRONG")
        is actions.found("SQ-2026-99999", code)
        is actions.found(None, None)
        is actions.found(case.number, 5)
        is None
    )


def test_the_owner_stays_until_the_next_one_accepts(bureau):
    """首问责任: time without an owner is zero, and the day does not move, however many days later the next one accepts."""
    case, _code = received()
    actions.hand_over(case, to=bureau.editor, reason="由质量处办理", by=bureau.director, at=AT + HOUR)
    case.refresh_from_db()
    assert case.owner == bureau.director
    with pytest.raises(NotFound):
        actions.accept(case, by=bureau.head, at=AT + HOUR)
    with pytest.raises(WrongState):
        actions.hand_over(case, to=bureau.head, reason="再交", by=bureau.director, at=AT + HOUR)
    actions.accept(case, by=bureau.editor, at=AT + 5 * 24 * HOUR)
    case.refresh_from_db()
    assert (case.owner, case.state, case.due_on, case.first_receiver) == (bureau.editor, "in-hand", dt.date(2026, 10, 22), bureau.director)
    assert list(entries_about("case", case.pk))[-1].facts["waited_seconds"] == (5 * 24 - 1) * 3600


def test_declined_leaves_the_owner(bureau):
    """Who declines says why."""
    case, _code = received()
    actions.hand_over(case, to=bureau.editor, reason="由质量处办理", by=bureau.director, at=AT)
    actions.decline(case, reason="不属本处职责", by=bureau.editor, at=AT)
    case.refresh_from_db()
    assert case.owner == bureau.director
    actions.hand_over(case, to=bureau.editor_anquan, reason="由安全处办理", by=bureau.director, at=AT)


def test_a_stranger_does_not_know_it(bureau):
    """404 for a division that has nothing to do with it."""
    case, _code = received()
    with pytest.raises(NotFound):
        actions.take_up(case, by=bureau.editor_anquan, at=AT)


def test_the_earlier_day_of_who_transferred_it_binds(bureau):
    """12345, 信访 and superiors set days of their own."""
    case, _code = received(kind="feedback", transferred_from="12345", their_number="A1", their_due_on=dt.date(2026, 9, 25))
    assert case.due_on == dt.date(2026, 9, 25)
    case, _code = received(kind="feedback", transferred_from="12345", their_due_on=dt.date(2026, 12, 31))
    assert case.due_on == dt.date(2026, 10, 15)  # ours


def test_what_was_carried_by_nobody_has_no_carrier():
    """Typed for the post and left in the form when another way was chosen."""
    for way, carrier in (("online", ""), ("telephone", ""), ("email", ""), ("direct", "EMS")):
        row = SimpleNamespace(way=way)
        service.fill(row, on=None, carrier="EMS", tracking_number="XA1", written_on=AT.date(), at=AT)
        assert (row.carrier, row.tracking_number) == (carrier, carrier and "XA1")


def test_what_the_citizen_wrote_is_told_from_the_bureaus_own_sentence(bureau):
    """In quotation marks with a stop: what he wrote need not end in one."""
    case, _code = received(kind="feedback")
    actions.request_correction(case, text="哪一页", by=bureau.director, at=AT)
    actions.add(case, text="第三页", at=AT)
    assert case.events.last().text.startswith("您提交了补正：“第三页”。期限重新计算")
    actions.answer(case, text="已更正。", result="solved", by=bureau.director, at=AT + HOUR)
    actions.reopen(case, text="还有一处", at=AT + 2 * HOUR)
    assert case.events.last().text.startswith("您要求再次办理：“还有一处”。最迟")


def test_what_the_citizen_does_in_each_state(bureau):
    """add while open; confirm and reopen after an answer only; withdraw while open only."""
    case, _code = received(kind="feedback")
    actions.add(case, text="补充一点", at=AT)
    for act in (actions.confirm, actions.reopen):
        with pytest.raises(WrongState):
            act(case, text="x", at=AT)
    actions.answer(case, text="已更正。", result="solved", by=bureau.director, at=AT + 24 * HOUR)
    with pytest.raises(WrongState):
        actions.add(case, text="x", at=AT + 25 * HOUR)
    with pytest.raises(WrongState):
        actions.withdraw(case, at=AT + 25 * HOUR)
    again = actions.reopen(case, text="还不对", at=AT + 25 * HOUR)
    assert again.state == "reopened" and again.owner == bureau.director and again.due_on == calendar().add(dt.date(2026, 9, 19), 15)[0]
    actions.answer(case, text="再次更正。", result="solved", by=bureau.director, at=AT + 48 * HOUR)
    assert actions.confirm(case, at=AT + 49 * HOUR).state == "closed"
    taken_back = actions.withdraw(received(kind="feedback")[0], text="不必了", at=AT + HOUR)
    assert (taken_back.state, taken_back.result, taken_back.due_on) == ("withdrawn", "withdrawn", None)


def test_lateness_counts_to_the_day_of_service(bureau):
    """Answered on the due day is in time, on the next one late."""
    case, _code = received(kind="feedback")
    due = case.due_on
    late = AT + dt.timedelta(days=60)
    answered = actions.answer(case, text="答复", result="solved", on=due, by=bureau.director, at=late)
    assert answered.late is False
    other, _code = received(kind="feedback")
    assert actions.answer(other, text="答复", result="solved", on=due + dt.timedelta(days=1), by=bureau.director, at=late).late is True


def test_a_second_request_is_a_counted_breach_elsewhere(bureau):
    """一次性告知: refused for applications, counted for the rest."""
    case, _code = received(kind="feedback")
    actions.request_correction(case, text="请补充页码", by=bureau.director, at=AT)
    actions.add(case, text="第三页", at=AT + HOUR)
    actions.request_correction(case, text="请再补充", by=bureau.director, at=AT + 2 * HOUR)
    case.refresh_from_db()
    assert (case.breaches, case.state, case.due_on) == (1, "correcting", None)


def test_a_lost_code_is_replaced_and_the_old_one_is_void(bureau):
    """At the counter or by call-back, logged."""
    case, code = received()
    with pytest.raises(Invalid):
        actions.replace_code(case, way=" ", by=bureau.director, at=AT)
    new = actions.replace_code(case, way="柜台核对身份证", by=bureau.director, at=AT)
    assert actions.found(case.number, code) is None and actions.found(case.number, new) == case
    entry = entries_about("case", case.pk).last()
    assert (entry.verb, entry.actor_name) == ("cases.code", bureau.director.last_name) and "身份证" not in str(entry.facts)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; drop table x; --", "{{ 7*7 }}", "𠮷野家"])
def test_any_text_is_kept_as_it_was_typed(bureau, text):
    """Nothing is run, nothing is lost."""
    case, _code = received()
    actions.add(case, text=text, at=AT)
    assert text in case.events.get(what="added").text


def test_files_are_looked_at_and_kept_sealed(bureau):
    """An EXE named .pdf is refused and nothing is stored half; a PDF lies sealed."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    case, _code = received()
    with pytest.raises(Invalid):
        actions.add(case, text="附件", files=[SimpleUploadedFile("a.pdf", b"MZ\x90\x00\x03\x00\x00\x00")], at=AT)
    assert not case.papers.exists() and not case.events.filter(what="added").exists()
    actions.add(case, text="附件", files=[SimpleUploadedFile("a.txt", "内容".encode())], at=AT)
    paper = case.papers.get()
    with paper.file.open("rb") as file:
        assert "内容".encode() not in file.read()
    assert actions.unsealed(paper.file) == "内容".encode()


def test_a_case_takes_ten_files_in_all_and_none_above_ten_megabytes(bureau):
    """Also when they come one after the other; nothing of what is refused is kept."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def files(many, size=3):
        return [SimpleUploadedFile(f"{n}.txt", b"a" * size) for n in range(many)]

    case, _code = received()
    for wrong in (files(11), files(1, (10 << 20) + 1)):
        with pytest.raises(Invalid) as refusal:
            actions.add(case, text="附件", files=wrong, at=AT)
        assert refusal.value.field == "file"
    actions.add(case, text="附件", files=files(6), at=AT)
    with pytest.raises(Invalid):
        actions.add(case, text="附件", files=files(5), at=AT)
    actions.add(case, text="附件", files=files(4), at=AT)
    assert case.papers.count() == 10


def test_a_new_round_begins_with_no_request_behind_it(bureau):
    """One-time notification counts in each round: the first request after a reopening is no breach, the second is."""
    case, _code = received(kind="feedback")
    actions.request_correction(case, text="请补充页码", by=bureau.director, at=AT)
    actions.add(case, text="第三页", at=AT + HOUR)
    actions.answer(case, text="已更正。", result="solved", by=bureau.director, at=AT + HOUR)
    actions.reopen(case, text="还不对", at=AT + HOUR)
    for breaches in (0, 1):
        actions.request_correction(case, text="请再补充", by=bureau.director, at=AT + HOUR)
        actions.add(case, text="第四页", at=AT + HOUR)
        case.refresh_from_db()
        assert case.breaches == breaches


def test_an_answer_has_a_day_that_can_be_and_only_what_is_answered_is_closed(bureau):
    """Neither before the receipt nor in the future."""
    case, _code = received(kind="feedback")
    with pytest.raises(WrongState):
        actions.close(case, reason="x", by=bureau.director, at=AT)
    for day in (-1, 1):
        with pytest.raises(Invalid) as refusal:
            actions.answer(case, text="答复", result="solved", on=AT.date() + dt.timedelta(days=day), by=bureau.director, at=AT)
        assert refusal.value.field == "on"
    actions.answer(case, text="答复", result="solved", by=bureau.director, at=AT)
    assert actions.close(case, reason="无异议", by=bureau.director, at=AT).state == "closed"


def test_nobody_but_who_handles_it_replaces_a_code_or_offers_it(bureau):
    """404; the old code still opens; and neither an outsider nor its owner is offered it."""
    case, code = received()
    for act in (lambda: actions.replace_code(case, way="柜台", by=bureau.editor_anquan, at=AT),
                lambda: actions.hand_over(case, to=bureau.head, reason="x", by=bureau.editor_anquan, at=AT)):  # fmt: skip
        with pytest.raises(NotFound):
            act()
    for to in (None, factories.person(), bureau.director):
        with pytest.raises(Invalid) as refusal:
            actions.hand_over(case, to=to, reason="x", by=bureau.director, at=AT)
        assert refusal.value.field == "to"
    assert actions.found(case.number, code) == case and not case.handovers.exists()


def test_an_offer_ends_with_the_case(bureau):
    """Withdrawn or answered: nobody accepts any more what nobody owes."""
    for end in (lambda case: actions.withdraw(case, at=AT), lambda case: actions.answer(case, text="答", result="solved", by=bureau.director, at=AT)):
        case, _code = received(kind="feedback")
        actions.hand_over(case, to=bureau.editor, reason="请办理", by=bureau.director, at=AT)
        end(case)
        assert case.handovers.get().declined_at
        with pytest.raises(NotFound):
            actions.accept(case, by=bureau.editor, at=AT)
