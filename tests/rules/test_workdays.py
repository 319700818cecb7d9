"""Is this a working day: the office's table, the State Council's notice, the law alone."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.rules.workdays import Calendar

D = dt.date.fromisoformat

GOLDEN = [
    ("2018-02-12", 15, "2018-03-09"), ("2018-09-28", 15, "2018-10-24"), ("2026-02-10", 20, "2026-03-16"), ("2026-02-13", 7, "2026-03-02"),
    ("2026-04-30", 20, "2026-06-01"), ("2026-09-18", 20, "2026-10-22"), ("2026-09-20", 20, "2026-10-23"), ("2026-09-30", 7, "2026-10-15"),
    ("2025-12-31", 20, "2026-01-29"), ("2026-11-24", 20, "2026-12-22"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "count", "end"), GOLDEN)
def test_golden_dates(start, count, end):
    """The day of the event is not counted, working weekends are (条例 art. 33; 行诉解释 art. 48)."""
    assert Calendar().add(D(start), count) == (D(end), False)


def test_make_up_sunday_counts_as_working_day():
    """Sunday 2026-09-20 is worked for the National Day (国办 2025-11-04)."""
    day = Calendar().day(D("2026-09-20"))
    assert (day.is_workday, day.name, day.source, day.provisional) == (True, "国庆节", "notice", False)


def test_the_notice_of_2026_day_by_day():
    """Off days and working weekends of the notice (国办发明电, 2025-11-04)."""
    calendar, one = Calendar(), dt.timedelta(1)
    spans = [("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)]
    off = {D(f"2026-{first}") + n * one for first, days in spans for n in range(days)}
    worked = {D(f"2026-{day}") for day in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")}
    for n in range(365):
        on = D("2026-01-01") + n * one
        assert calendar.is_workday(on) == (on in worked or (on.weekday() < 5 and on not in off)), on


def test_a_year_without_a_notice_is_computed_by_the_law_and_marked():
    """2027: statutory holidays are off, nothing is moved, every day is provisional (domain: 暂定)."""
    calendar = Calendar()
    assert calendar.day(D("2027-02-05")) == calendar.day(D("2027-02-05"))
    spring = calendar.day(D("2027-02-08"))
    assert (spring.is_workday, spring.name, spring.source, spring.provisional) == (False, "春节", "law", True)
    assert calendar.day(D("2027-03-01")).is_workday and calendar.day(D("2027-03-01")).provisional
    assert calendar.add(D("2026-12-30"), 1) == (D("2026-12-31"), False)
    assert calendar.add(D("2026-12-31"), 1) == (D("2027-01-04"), True)
    assert calendar.add(D("2026-11-24"), 40)[1]


def test_the_office_table_is_above_everything():
    """A day entered by the office overrides the notice; entering a year's notice ends the provisional mark."""
    storm, friday = D("2026-07-15"), D("2027-01-01")
    calendar = Calendar({storm: (False, "台风停工"), friday: (False, "元旦"), D("2027-01-02"): (True, "元旦")}, known_years=[2027])
    assert not calendar.is_workday(storm) and calendar.day(storm).source == "office"
    assert calendar.add(D("2026-07-14"), 1) == (D("2026-07-16"), False)
    assert calendar.add(D("2026-12-31"), 1) == (D("2027-01-02"), False)
    later = Calendar({D("2028-01-03"): (True, "")}, known_years=[2028])
    assert later.add(D("2027-12-31"), 1) == (D("2028-01-03"), False), "the day of receipt is not counted, whatever its year"
    assert not calendar.is_workday(D("2027-02-08")), "a statutory holiday that the notice leaves out is off by law"
    assert not calendar.day(D("2027-03-01")).provisional and calendar.certain(2027) and not calendar.certain(2028)


def test_one_entered_day_does_not_make_a_year_known():
    """A storm entered for 2027 leaves the rest of that year provisional."""
    calendar = Calendar({D("2027-03-01"): (False, "台风停工")})
    assert not calendar.day(D("2027-03-01")).provisional and calendar.day(D("2027-03-02")).provisional


dates = st.dates(D("2004-01-01"), D("2028-12-31"))


@settings(max_examples=150, deadline=None)
@given(start=dates, count=st.integers(1, 300))
def test_add_and_between_agree_with_counting_by_hand(start, count):
    """The tables give what a walk from day to day gives."""
    calendar, on, left, provisional = Calendar({D("2020-07-01"): (False, "")}), start, count, False
    while left:
        on += dt.timedelta(1)
        day = calendar.day(on)
        left -= day.is_workday
        provisional = provisional or day.provisional
    assert calendar.add(start, count) == (on, provisional)
    assert calendar.between(start, on) == count
    assert calendar.between(on, start) == 0
    assert calendar.next_workday(on) == on


@pytest.mark.parametrize("day", ["1949-12-31", "2200-01-01"])
def test_days_out_of_range_are_refused(day):
    """Nothing is guessed where neither law nor library reaches."""
    with pytest.raises(ValueError):
        Calendar().day(D(day))
    with pytest.raises(ValueError):
        Calendar().add(D(day), 1)
    with pytest.raises(ValueError):
        Calendar().add(D("2026-01-01"), 0)
