"""Each decision with its row, article and remedy."""

import pytest

from disclosure.rules.outcomes import Outcome, OutcomeError, Remedy, annual_row, article, check, remedy, remedy_clause

ROWS = [
    ("A1", "", 3), ("A2", "", 3), ("A3", "N4", 4), ("A4", "N1", 5), ("A4", "N2", 6), ("A4", "N3", 7), ("A4", "N4", 8), ("A4", "N5", 9),
    ("A4", "N6", 10), ("A4", "N7", 11), ("A8", "", 12), ("A5", "", 13), ("A6", "", 13), ("A9", "", 14), ("A15", "", 15), ("A10", "", 16),
    ("A7", "", 17), ("A11", "", 18), ("A12", "", 19), ("A16", "", 20), ("A13", "", 21), ("A14", "", 22), ("A17", "", 23),
]  # fmt: skip

WRONG = [
    ("A4", "", "ground"),
    ("A3", "", "ground"),
    ("A2", "N1", "ground"),
    ("A4", "N8", "ground"),
    ("A18", "", "outcome"),
    ("A4", "x", "ground"),
    ("", "", "outcome"),
]


@pytest.mark.parametrize("outcome, ground, row", ROWS)
def test_row_of_the_annual_table(outcome, ground, row):
    """One application, one row (国办公开办函〔2021〕30号)."""
    assert annual_row(outcome, ground) == row


def test_every_row_of_results_is_reached():
    """Rows 3 to 23, none left out."""
    assert {row for _o, _g, row in ROWS} == set(range(3, 24)) and {o for o, _g, _r in ROWS} == set(Outcome.values)


@pytest.mark.parametrize("outcome, ground, row", ROWS)
def test_review_first_only_for_refusals_under_articles_14_to_16(outcome, ground, row):
    """行政复议法 art. 23; all others may go to court at once; what is merely not handled further carries none."""
    wanted = Remedy.REVIEW_FIRST if ground else Remedy.NONE if outcome in ("A13", "A14", "A17") else Remedy.EITHER
    clause = remedy_clause(outcome, ground, review_body="省交通运输厅", court="某区人民法院")
    assert remedy(outcome, ground) == wanted
    assert ("应当自收到之日起60日内先向省交通运输厅申请行政复议" in clause) == (wanted == Remedy.REVIEW_FIRST)
    assert ("6个月内向某区人民法院" in clause) == (wanted == Remedy.EITHER)
    assert bool(clause) == (wanted != Remedy.NONE)


@pytest.mark.parametrize("outcome, ground, field", WRONG)
def test_a_decision_that_cannot_be(outcome, ground, field):
    """No free text, no ground out of place."""
    with pytest.raises(OutcomeError) as refusal:
        check(outcome, ground)
    assert refusal.value.field == field


def test_the_article_is_cited_with_that_of_the_ground():
    """A refusal names both."""
    assert article("A4", "N4") == "《中华人民共和国政府信息公开条例》第三十六条第（三）项、第十五条" and article("A17") == ""
