"""Forty real letters (tests/data/README.md) run through the real actions, as feedback, as complaints and as applications."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from disclosure.applications import actions as applications
from disclosure.cases import actions
from disclosure.cases.models import Case
from disclosure.clocks.calendar import calendar
from disclosure.complaints import actions as complaints
from disclosure.feedback import actions as feedback
from disclosure.ledger.errors import Invalid
from disclosure.ledger.record import entries_about
from disclosure.org.models import Post
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
LETTERS = [json.loads(line) for line in (Path(__file__).parent.parent / "data" / "letters.jsonl").read_text().splitlines()]


def moment(day, hour=10):
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), HERE)


def naive_due(day, count):
    """The `count`-th working day after a day, by looking at one day after the other."""
    on = dt.date.fromisoformat(day)
    while count:
        on += dt.timedelta(days=1)
        count -= calendar().is_workday(on)
    return on


@pytest.fixture
def bureau(site):
    """The bureau of the tests, its posts held since before the first letter."""
    made = factories.bureau()
    Post.objects.update(from_date=dt.date(2008, 1, 1))
    return made


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["id"])
def test_a_letter_as_feedback(bureau, letter):
    """Received by letter, passed on and accepted, answered on the day on which it really was: late exactly when a naive count says so."""
    came, went = moment(letter["received"]), moment(letter["replied"], 16)
    case, code = actions.receive(kind="feedback", title=letter["title"], way="letter", received_at=came, by=bureau.editor_bangong, at=came)
    actions.add(case, text=letter["letter"], at=came)
    actions.hand_over(case, to=bureau.editor, reason="由质量处办理", by=bureau.editor_bangong, at=came)
    actions.accept(case, by=bureau.editor, at=came)
    answered = actions.answer(case, text="已答复。", result="solved", by=bureau.editor, at=went)
    due = naive_due(letter["received"], 15)
    assert answered.was_due_on == due and answered.late == (went.date() > due)
    assert letter["letter"][:50] in case.events.get(what="added").text and actions.found(case.number, code) == case
    assert [entry.verb for entry in entries_about("case", case.pk)] == [
        "cases.receive", "cases.add", "cases.hand_over", "cases.accept", "cases.answer"
    ]  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS[1::4], ids=lambda letter: letter["id"])
def test_a_letter_entered_by_who_was_first_asked(bureau, letter):
    """As feedback on the website: its words sealed, reported to a leader, answered, reopened to the same owner, not ours kept apart."""
    came, went = moment(letter["received"]), moment(letter["replied"], 16)
    given = {"kind": "question", "text": letter["letter"], "contact": ""}
    made, _code = feedback.enter(given=given, page=None, way="letter", received_on=came.date(), by=bureau.editor_bangong, at=came)
    feedback.report(made, to=bureau.leader, text="拟请质量处办理", by=bureau.editor_bangong, at=came)
    feedback.instruct(made, text="请抓紧办理。", by=bureau.leader, at=came)
    feedback.answer(made, text="已答复。", result="solved", by=bureau.editor_bangong, at=went)
    actions.reopen(made.case, text="不满意", at=went)
    feedback.answer(made, text="该事项不属本局职责。", result="not-ours", by=bureau.editor_bangong, at=went)
    case = Case.objects.get(pk=made.case_id)
    assert made.text == letter["letter"].strip() and case.owner == case.first_receiver == bureau.editor_bangong
    assert (case.result, case.round, case.was_due_on) == ("not-ours", 2, naive_due(letter["replied"], 15))
    assert letter["letter"][:30] not in str(list(entries_about("case", case.pk).values()))


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["id"])
def test_a_letter_as_a_complaint(bureau, letter):
    """Taken in by letter, anonymous, about a division; the division is not asked in its words; answered on the day on which it really was."""
    came, went = moment(letter["received"]), moment(letter["replied"], 16)
    given = {"kind": "complaint", "anonymous": True, "name": "", "phone": "", "subject": letter["title"][:200], "text": letter["letter"]}
    complaint, code = complaints.enter(
        given={**given, "division": "zhiliang", "about": ""}, way="letter", received_on=came.date(), by=bureau.editor_bangong, at=came
    )
    actions.accept(complaint.case, by=bureau.efficiency, at=came)
    asked = {"division": bureau.zhiliang, "title": "有关情况", "by": bureau.efficiency, "at": came}
    with pytest.raises(Invalid):
        complaints.inquire(complaint, question=f"来信称：{letter['letter'][:300]}", **asked)
    complaints.inquire(complaint, question="请就有关事项说明情况和处理意见。", **asked)
    complaints.reply(complaint, result="solved", text="已办理。", by=bureau.efficiency, at=went)
    case, due = actions.found(complaint.case.number, code), naive_due(letter["received"], 15)
    assert (case.state, case.was_due_on, case.late) == ("answered", due, went.date() > due)
    assert case.complaint.text == letter["letter"].replace("\r\n", "\n").strip()


@pytest.mark.parametrize("letter", LETTERS[::4], ids=lambda letter: letter["id"])
def test_a_letter_as_an_application_that_is_a_petition(bureau, letter):
    """As an application it is a petition in truth (A10, row 16); the rule is that of its day (2007 until 2019-05-14)."""
    came, went = moment(letter["received"]), moment(letter["replied"], 16)
    application, _code = applications.receive(
        given=factories.application_given(description=letter["letter"]), way="letter", received_on=came.date(), received_at=came, at=came
    )
    decision = applications.decide(application, outcome="A10", reason="属于信访事项，请向信访机构提出。", by=bureau.director, at=went)
    applications.serve(application, service="online", by=bureau.director, at=went)
    case = Case.objects.get(pk=application.case_id)
    days = 15 if came.date() < dt.date(2019, 5, 15) else 20
    assert decision.row == 16 and case.was_due_on == naive_due(letter["received"], days)
    assert case.late == (went.date() > case.was_due_on) and case.state == "answered"


def test_there_are_forty():
    """As many as were asked for, none with a name or a number in it."""
    assert len(LETTERS) == 40 and not [letter for letter in LETTERS if re.search(r"\d{6,}", letter["letter"])]
