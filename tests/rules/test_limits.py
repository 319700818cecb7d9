"""Every limit is a dated row with its article."""

import datetime as dt

import pytest

from disclosure.rules.limits import KINDS, LIMITS, Unit, application_kind, limit, shortest_display

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("kind", "days", "extension", "article"),
    [
        ("application", 20, 20, "第三十三条"),
        ("application-2007", 15, 15, "第二十四条"),
        ("publication", 20, 0, "第二十六条"),
        ("penalty", 7, 0, "118号"),
        ("correction-request", 7, 0, "第三十条"),
        ("third-party", 15, 0, "第三十二条"),
        ("co-maker", 15, 0, "第三十四条"),
        ("fee-payment", 20, 0, "109号"),
        ("penalty-withdrawn", 3, 0, "第四十八条"),
    ],
)
def test_what_the_law_sets(kind, days, extension, article):
    """Working days, extension and article of the clocks (条例 2007 and 2019, 118号, 109号, 处罚法)."""
    row = limit(kind, TODAY)
    assert (row.days, row.extension, row.unit, row.promise) == (days, extension, Unit.WORKING_DAYS, False)
    assert article in row.article


def test_a_matter_keeps_the_rule_of_its_day():
    """Received on 2019-05-14 or 15: the older or the newer regulation (令711号)."""
    assert application_kind(dt.date(2019, 5, 14)) == "application-2007"
    assert application_kind(dt.date(2019, 5, 15)) == "application"
    assert "2007" in limit("publication", dt.date(2019, 5, 14)).article
    assert "2019" in limit("publication", dt.date(2019, 5, 15)).article


def test_what_no_law_sets_is_marked_as_a_promise():
    """Complaints and feedback: the bureau's own promise, never printed as law (五（四）服务承诺)."""
    assert all(limit(kind, TODAY).promise for kind in ("complaint", "feedback", "feedback-error", "chain-step"))
    promised = {
        "complaint": 15, "feedback": 15, "feedback-error": 3, "feedback-correction": 5, "inquiry": 5, "order": 15, "order-explanation": 3,
        "order-check": 5, "acknowledgement": 2, "acceptance": 5, "handover": 1,
    }  # fmt: skip
    assert {kind: limit(kind, TODAY).days for kind in promised} == promised


def test_rows_of_a_kind_do_not_overlap_and_each_names_its_basis():
    """On one day one rule holds."""
    for row in LIMITS:
        assert row.article and row.days > 0
        others = [other for other in LIMITS if other.kind == row.kind and other is not row]
        assert all((other.until and other.until < row.since) or (row.until and row.until < other.since) for other in others)


def test_an_unknown_kind_is_refused():
    """No limit is guessed."""
    assert all(limit(kind, TODAY) for kind in KINDS)
    with pytest.raises(KeyError):
        limit("poem", TODAY)


@pytest.mark.parametrize(
    ("penalty_class", "decided_on", "earliest", "basis"),
    [
        ("general", "2026-03-31", "2027-03-31", "58号"),
        ("minor", "2025-09-01", "2026-09-01", "58号"),
        ("serious", "2024-02-29", "2025-03-01", "58号"),
        ("general", "2026-04-01", "2026-07-01", "36号"),
        ("serious", "2026-04-01", "2027-04-01", "36号"),
    ],
)
def test_a_penalty_of_production_safety_is_shown_for_a_year_at_least(penalty_class, decided_on, earliest, basis):
    """Whatever its class, where it was decided before 2026-04-01 (令58号); since then the class decides (令36号)."""
    day, row = shortest_display(penalty_class, dt.date.fromisoformat(decided_on), "《建设工程安全生产管理条例》第六十二条")
    assert str(day) == earliest and basis in row.article


@pytest.mark.parametrize(
    ("penalty_class", "decided_on", "earliest", "basis"),
    [
        ("general", "2026-11-11", "2027-02-11", "36号"),
        ("serious", "2026-11-11", "2027-11-11", "36号"),
        ("minor", "2026-11-11", "2026-11-11", ""),
        ("general", "2026-11-30", "2027-03-01", "36号"),
        ("serious", "2026-03-31", "2026-07-01", "58号"),
        ("minor", "2026-03-31", "2026-07-01", "58号"),
        ("general", "2022-12-01", "2023-03-01", "58号"),
    ],
)
def test_the_shortest_display_period_goes_by_class_and_day_of_decision(penalty_class, decided_on, earliest, basis):
    """From the decision day; before 2026-04-01 three months whatever the class (信用修复管理办法，最短公示期)."""
    day, row = shortest_display(penalty_class, dt.date.fromisoformat(decided_on))
    assert str(day) == earliest and basis in (row.article if row else "")
