"""预公开: how long, until when, what is owed (五（三）; 713 arts. 14–18; 37号; 优化营商环境条例 art. 62)."""

import datetime as dt
import hashlib

import pytest

from disclosure.rules import hearing
from disclosure.rules.hearing import Counts, Phase
from disclosure.rules.workdays import Calendar

DAYS = Calendar()


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=hearing.HERE)


@pytest.mark.parametrize(
    ("kind", "opened", "closes"),
    [
        ("decision", "2026-09-02T09:00", "2026-10-09T00:00"),  # thirty days end on 2 October, a holiday: 8 October, 24:00 (domain 13, trap 12)
        ("decision", "2026-03-16T09:00", "2026-04-16T00:00"),
        ("business", "2026-03-16T09:00", "2026-04-16T00:00"),
        ("normative", "2026-03-16T09:00", "2026-03-26T00:00"),
        ("normative", "2026-09-28T09:00", "2026-10-14T00:00"),  # seven holidays lie between, and a Saturday that is worked
        ("other", "2026-03-16T23:59", "2026-03-26T00:00"),
    ],
)
def test_the_shortest_time_by_kind_ends_at_24_00_of_a_working_day(kind, opened, closes):
    """Decision and business thirty days, normative and other seven working days; the day of opening is not counted."""
    assert hearing.earliest_close(kind, at(opened), DAYS) == at(closes)
    assert not hearing.is_short(kind, at(opened), at(closes), DAYS)
    assert hearing.is_short(kind, at(opened), at(closes) - dt.timedelta(seconds=1), DAYS)


def test_the_phase_turns_at_the_second():
    """Open from the second of opening to the second before the close; concluded whatever the time."""
    opens, closes, second = at("2026-03-16T09:00"), at("2026-03-26T00:00"), dt.timedelta(seconds=1)
    assert hearing.phase(opens - second, opens, closes, False) == Phase.PLANNED
    assert hearing.phase(opens, opens, closes, False) == Phase.OPEN
    assert hearing.phase(closes - second, opens, closes, False) == Phase.OPEN
    assert hearing.phase(closes, opens, closes, False) == Phase.CLOSED
    assert hearing.phase(closes, opens, closes, True) == Phase.CONCLUDED


def test_the_last_day_is_the_one_before_its_24_00():
    """24:00 of the 25th is the first moment of the 26th."""
    assert hearing.last_day(at("2026-03-26T00:00")) == dt.date(2026, 3, 25) and hearing.last_day(at("2026-03-26T12:00")) == dt.date(2026, 3, 26)


def test_the_result_is_promised_in_twenty_working_days_and_a_check_in_two():
    """The bureau's promises, counted from the last day of comment and from the arrival."""
    assert hearing.result_due(at("2026-03-26T00:00"), DAYS) == dt.date(2026, 4, 23)  # the day of Qingming is no working day
    assert hearing.moderation_due(dt.date(2026, 3, 20), DAYS) == dt.date(2026, 3, 24)


@pytest.mark.parametrize(
    ("counts", "owed"), [(Counts(), 0), (Counts(waiting=1), 1), (Counts(undecided=2), 1), (Counts(doubtful=1, waiting=1, undecided=1), 3)]
)
def test_nothing_is_concluded_while_something_is_owed(counts, owed):
    """Every comment is shown or refused, placed and answered (713 art. 18)."""
    assert len(hearing.owed_before_conclusion(counts)) == owed


@pytest.mark.parametrize(
    ("verdict", "reason", "field"),
    [("adopted", "", ""), ("not-adopted", " ", "reason"), ("partly", "", "reason"), ("not-adopted", "上位法已有规定", ""), ("yes", "", "verdict")],
)
def test_what_was_not_taken_over_whole_needs_a_reason(verdict, reason, field):
    """37号: feedback on what was adopted and why not."""
    assert hearing.verdict_fault(verdict, reason) == field


def test_material_reaches_the_participants_seven_days_before():
    """713 art. 16."""
    assert hearing.papers_due(dt.date(2026, 4, 10)) == dt.date(2026, 4, 3)


def test_lots_are_drawn_the_same_by_anybody_who_knows_the_seed():
    """Sorted by the SHA-256 of seed, colon and number; another seed, another order (713 art. 16)."""
    numbers = [f"TZ-2026-{n:05}" for n in range(1, 6)]
    drawn = hearing.drawn(numbers, "5eed")
    assert sorted(drawn) == numbers and drawn == hearing.drawn(reversed(numbers), "5eed") != hearing.drawn(numbers, "beef")
    assert hearing.lot(numbers[0], "5eed") == hashlib.sha256(b"5eed:TZ-2026-00001").hexdigest()


def test_a_sign_up_of_less_than_three_working_days_is_brief():
    """The house's advice, no law's limit: Friday to Tuesday evening is two working days."""
    friday = at("2026-03-20T09:00")
    assert hearing.is_brief_sign_up(friday, at("2026-03-24T18:00"), DAYS) and not hearing.is_brief_sign_up(friday, at("2026-03-25T18:00"), DAYS)
