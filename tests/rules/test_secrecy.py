"""The office's secrecy review as plain functions (四（二）; 条例 arts 14–17, 36(7); 保密法实施条例 art 42)."""

import pytest

from disclosure.rules.secrecy import Ground, Outcome, Question, faults

CLEAN = {q.value: "no" if q.is_concern else "yes" for q in Question}
CONSENT = {"kind": "consent", "reason": "权利人书面同意"}


def fields(**given):
    given = {"outcome": "publish", "checklist": CLEAN, "opinion": "已审查"} | given
    return [field for field, _sentence in faults(**given)]


def test_a_clean_review_may_be_signed():
    assert fields() == []


def test_the_checklist_has_eight_questions_and_the_grounds_eight_codes():
    assert len(Question) == 8 and [g.value for g in Ground] == [f"N{n}" for n in range(1, 9)]


@pytest.mark.parametrize("question", [q.value for q in Question])
def test_every_question_is_answered(question):
    assert fields(checklist={name: answer for name, answer in CLEAN.items() if name != question}) == [question]


@pytest.mark.parametrize("answer", ["maybe", None, True, ""])
def test_the_answer_is_yes_or_no(answer):
    assert fields(checklist=CLEAN | {"privacy": answer}) == ["privacy"]


def test_an_unknown_question_is_named():
    assert fields(checklist=CLEAN | {"colour": "no"}) == ["colour"]


@pytest.mark.parametrize("question", ["attachments_opened", "channels_fit"])
def test_the_reviewers_own_duties_must_be_done(question):
    assert fields(checklist=CLEAN | {question: "no"}) == [question]


@pytest.mark.parametrize("question", ["state_secret", "work_secret", "aggregation", "stability"])
def test_these_concerns_exclude_publication_whatever_the_override(question):
    """A state secret has no override (art 14)."""
    assert fields(checklist=CLEAN | {question: "yes"}) == ["outcome"]
    assert fields(checklist=CLEAN | {question: "yes"}, ground="N4", override=CONSENT) == ["outcome"]


@pytest.mark.parametrize("question", ["commercial_secret", "privacy"])
def test_commercial_secret_and_privacy_go_out_on_n4_with_an_override(question):
    """Art 15: the right holder consents, or withholding would gravely harm the public interest."""
    concern = CLEAN | {question: "yes"}
    assert fields(checklist=concern) == ["ground"]
    assert fields(checklist=concern, ground="N5", override=CONSENT) == ["ground"]
    assert fields(checklist=concern, ground="N4") == ["override"]
    assert fields(checklist=concern, ground="N4", override={"kind": "consent", "reason": " "}) == ["override"]
    assert fields(checklist=concern, ground="N4", override={"kind": "whim", "reason": "x"}) == ["override"]
    assert fields(checklist=concern, ground="N4", override=CONSENT) == []
    assert fields(checklist=concern, ground="N4", override={"kind": "public-interest", "reason": "桥梁有重大险情"}) == []


def test_withholding_needs_a_ground_of_the_closed_list():
    assert fields(outcome="withhold") == ["ground"]
    assert fields(outcome="withhold", ground="N9") == ["ground"]
    assert fields(outcome="withhold", ground="N5") == []
    assert fields(outcome="withhold", ground="N4", override=CONSENT) == ["override"]


def test_redaction_names_what_is_taken_out():
    assert fields(outcome="publish-redacted", opinion=" ") == ["opinion"]
    assert fields(outcome="publish-redacted", opinion="删去第三段电话") == []


def test_referring_upward_needs_nothing_more():
    assert fields(outcome="refer", checklist=CLEAN | {"state_secret": "yes"}) == []


def test_an_outcome_outside_the_list_is_refused():
    assert fields(outcome="burn") == ["outcome"]
    assert set(Outcome.values) == {"publish", "publish-redacted", "withhold", "refer"}
