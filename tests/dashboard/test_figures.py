"""Every figure shown equals an independent recomputation, its rows add up to it, and a past day keeps its number."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.figures import CONTRACT, Board
from dashboard.metric import METRICS, Count, Group, Median, Period, Share, Total
from dashboard.roles import Role
from tests.dashboard import recount
from tests.dashboard.lived import at, on

ALL = Role(posts=("main_leader",), divisions=None)
TODAY = dt.date(2026, 11, 25)
DAYS = st.dates(dt.date(2026, 9, 1), TODAY)
# Figures of rooms that this recomputation does not live through; each has a recount of its own beside its source.
ELSEWHERE = {
    "consultation_results_on_time", "comments_answered", "comments_adopted", "consultation_median_days", "should_be_public", "half_public",
    "wrongly_public", "declared_not_public",
}  # fmt: skip


def board(as_of, first=None, last=None, **chosen):
    def choose(rows):
        for name in ("division", "category", "kind"):
            if value := chosen.get(name):
                rows = [row for row in rows if getattr(row, name) == value]
        if channel := chosen.get("channel"):
            rows = [row for row in rows if any(code == channel or code.startswith(f"{channel}:") for code in row.channels)]
        return rows

    return Board(ALL, Period.of(as_of=as_of, first=first, last=last), choose)


def same(shown, again):
    assert {key: (value.value, value.numerator, value.denominator) for key, value in shown.values.items() if key in again} == {
        key: (pytest.approx(value) if isinstance(value, float) else value, over, under) for key, (value, over, under) in again.items()
    }


def test_every_figure_equals_its_recomputation(lived):
    """Plain Python over the ledger gives the same numbers, for random periods, days and filters (五（五）: can every number be trusted?)."""
    assert set(METRICS) - ELSEWHERE == set(recount.figures(TODAY, TODAY, TODAY))

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(
        days=st.lists(DAYS, min_size=3, max_size=3).map(sorted),
        division=st.sampled_from(["", "zhiliang", "bangong"]), category=st.sampled_from(["", "", "other", "rules"]),
        channel=st.sampled_from(["", "", "portal", "noticeboard"]), kind=st.sampled_from(["", "", "feedback", "head", "archive"]),
    )  # fmt: skip
    def holds(days, **chosen):
        first, last, known = days
        same(board(known, first, last, **chosen), recount.figures(first, last, known, **chosen))

    holds()


def test_rows_add_up_to_every_figure(lived):
    """A count has as many rows, a share as many in each part, a sum the sum, a median its middle; each row leads to its matter."""
    shown = board(TODAY)
    assert {"overdue", "publication_on_time"} <= set(shown.values)
    for key, value in shown.values.items():
        metric = METRICS[key]
        if isinstance(metric, Share):
            assert len(value.rows) == value.denominator and len(value.hits) == value.numerator and set(value.hits) <= set(value.rows)
        elif isinstance(metric, Count):
            assert len(value.rows) == value.value
        elif isinstance(metric, Total):
            assert sum(metric.measure(row, shown.period) for row in value.rows) == value.value
        else:
            assert isinstance(metric, Median) and (value.value is None) == (not value.rows)
        assert len({row.key for row in value.rows}) == len(value.rows), key
        assert all(row.address for row in value.rows), key


def test_the_contracts_keys_are_there():
    """GET /api/v3/dashboard/figures/ has the fourteen keys."""
    assert {"should_be_public", "half_public", "wrongly_public"} | set(METRICS) >= set(CONTRACT)


def test_four_groups_part_what_was_owed(lived):
    """Each obligation is in exactly one of four groups; the rate is done in time ÷ (done + open late)."""
    shown = board(TODAY)
    groups = [row.group(shown.period) for row in shown.values["obligations"].rows]
    assert len(groups) == sum(groups.count(group) for group in Group) and None not in groups
    rate = shown.values["steps_on_time"]
    steps = [row.group(shown.period) for row in shown.rows("steps")]
    assert rate.denominator == sum(steps.count(g) for g in (Group.DONE_IN_TIME, Group.DONE_LATE, Group.OPEN_LATE))


def test_no_rate_is_whole_while_one_is_overdue(lived):
    """Asked for a period in which everything done was in time, an older overdue one still counts."""
    shown = board(TODAY, dt.date(2026, 11, 20), TODAY)
    late = {source for source in shown.sources for row in shown.rows(source) if row.group(shown.period) == Group.OPEN_LATE}
    assert "publications" in late and "cases" in late
    for key, metric in METRICS.items():
        if isinstance(metric, Share) and key.endswith("_on_time") and set(metric.sources) & late:
            value = shown.values[key]
            if any(row.group(shown.period) == Group.OPEN_LATE for row in value.rows):
                assert value.value < 1, key


def test_asked_for_a_past_day_it_is_the_number_of_that_day(lived):
    """What is done and recorded afterwards leaves the number of 30 October as it was, in another year too."""
    day = dt.date(2026, 10, 30)
    before = {key: (value.value, value.numerator, value.denominator) for key, value in board(day).values.items()}
    on(lived["stuck"], at(11, 20)).secrecy().leader().vote("for", "for", "for", "for").close()
    from disclosure.cases import actions as cases

    cases.answer(lived["cases"]["open"], text="补答", result="solved", on=dt.date(2026, 10, 29), by=lived.bureau.director, at=at(11, 20))
    assert {key: (value.value, value.numerator, value.denominator) for key, value in board(day).values.items()} == before
    # Known today, the answer served on 29 October but entered on 20 November counts in October.
    known_today = board(TODAY, dt.date(2026, 10, 1), day)
    assert any(row.get("backdated") for row in known_today.values["feedback_on_time"].rows)
    assert known_today.values["feedback_on_time"].denominator == board(day, dt.date(2026, 10, 1), day).values["feedback_on_time"].denominator


def test_small_numbers_are_marked(lived):
    """Fewer than ten in the denominator: counts, no rate."""
    value = board(TODAY).values["applications_on_time"]
    assert value.denominator < 10 and value.small


def test_guards_stand_beside_the_rate(lived):
    """Reopened, extended, reclassified, closed in bulk, back-dated are counted over the rows of the rate."""
    shown = board(TODAY)
    beside = {guard.key: len(rows) for guard, rows in shown.guards("feedback_on_time")}
    assert beside["reopened"] == 1 and beside["backdated"] == 1 and set(beside) == {"extended", "reopened", "reclassified", "bulk", "backdated"}
