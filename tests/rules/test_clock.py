"""Events in, due date and explanation out."""

import datetime as dt
import random

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.rules.clock import ClockError, Event, due
from disclosure.rules.workdays import Calendar

D = dt.date.fromisoformat
ONE = dt.timedelta(1)
CALENDAR = Calendar()

GOLDEN = [
    ("application-2007", "2018-02-12", "2018-03-09"), ("application-2007", "2018-09-28", "2018-10-24"), ("application", "2026-02-10", "2026-03-16"),
    ("penalty", "2026-02-13", "2026-03-02"), ("application", "2026-04-30", "2026-06-01"), ("application", "2026-09-18", "2026-10-22"),
    ("application", "2026-09-20", "2026-10-23"), ("penalty", "2026-09-30", "2026-10-15"), ("application", "2025-12-31", "2026-01-29"),
    ("application", "2026-11-24", "2026-12-22"),
]  # fmt: skip


def events(*given):
    """("asked", "2026-03-02"), with days as a third."""
    return [Event(kind, D(on), *rest) for kind, on, *rest in given]


@pytest.mark.parametrize(("kind", "received_on", "due_on"), GOLDEN)
def test_golden_dates(kind, received_on, due_on):
    """The ten dates computed by hand from the notices (domain section 10)."""
    answer = due(kind, D(received_on), calendar=CALENDAR)
    assert (answer.due_on, answer.provisional) == (D(due_on), False)
    assert sum(row.counted for row in answer.explanation) == answer.limit.days
    assert answer.explanation[0].date == D(received_on) and answer.explanation[-1].date == D(due_on)


BY_HAND = {
    # A letter on Monday the 2nd, answered on Friday the 6th: Monday to Thursday do not count, four days later than without.
    "a pause": ("2026-03-02", "application", [("third_party_asked", "2026-03-09"), ("third_party_answered", "2026-03-13")], "2026-04-03"),
    "an answer on the day the letter goes out pauses nothing":
        ("2026-03-02", "application", [("third_party_asked", "2026-03-09"), ("third_party_answered", "2026-03-09")], "2026-03-30"),
    # No answer: 9 March through the 15th working day, 30 March; five days (3–6 March, four; then from 31 March sixteen, 6 April is a holiday).
    "a silent third party": ("2026-03-02", "application", [("third_party_asked", "2026-03-09")], "2026-04-22"),
    "an answer after the 15th working day changes nothing":
        ("2026-03-02", "application", [("third_party_asked", "2026-03-09"), ("third_party_answered", "2026-04-10")], "2026-04-22"),
    "two letters at once are left out once":
        ("2026-03-02", "application", [("third_party_asked", "2026-03-09"), ("co_maker_asked", "2026-03-10"), ("third_party_answered", "2026-03-12"),
                                       ("co_maker_answered", "2026-03-13")], "2026-04-03"),
    "an extension": ("2026-03-02", "application", [("extended", "2026-03-20", 10)], "2026-04-14"),
    "the longest extension over the May holidays": ("2026-03-27", "application", [("extended", "2026-04-20", 20)], "2026-05-27"),
    # 20 days end on 30 March, with ten more on 14 April (6 April off); letter 1 to 3 April: 1 and 2 do not count.
    "a pause inside an extension":
        ("2026-03-02", "application", [("extended", "2026-03-20", 10), ("third_party_asked", "2026-04-01"), ("third_party_answered", "2026-04-03")],
         "2026-04-16"),
    "an extension taken after a pause, on a day that only the pause made early enough":
        ("2026-03-02", "application", [("third_party_asked", "2026-03-09"), ("third_party_answered", "2026-03-13"), ("extended", "2026-04-02", 5)],
         "2026-04-13"),
    "a correction begins the count anew":
        ("2026-03-02", "application", [("correction_requested", "2026-03-05"), ("correction_received", "2026-03-16")], "2026-04-14"),
    "a correction received on a Sunday":
        ("2026-03-02", "application", [("correction_requested", "2026-03-05"), ("correction_received", "2026-03-15")], "2026-04-13"),
    "a fee paid begins the count anew": ("2026-03-02", "application", [("fee_notified", "2026-03-20"), ("fee_paid", "2026-03-27")], "2026-04-27"),
    "an extension before the fee stands": ("2026-03-02", "application", [("extended", "2026-03-18", 2), ("fee_notified", "2026-03-20"),
                                                                         ("fee_paid", "2026-03-27")], "2026-04-29"),
    "a pause over Spring Festival": ("2026-02-02", "application", [("third_party_asked", "2026-02-13"), ("third_party_answered", "2026-02-28")],
                                     "2026-03-16"),
    "over New Year": ("2024-12-20", "application", [("extended", "2025-01-02", 5)], "2025-01-26"),
    "received on a make-up Sunday, a feedback": ("2026-09-20", "feedback", [], "2026-10-16"),
    "a complaint": ("2026-09-18", "complaint", [], "2026-10-15"),
    "a complaint extended": ("2026-09-18", "complaint", [("extended", "2026-10-10", 15)], "2026-11-05"),
    "a silent co-maker over the National Day": ("2026-09-07", "application", [("co_maker_asked", "2026-09-14")], "2026-11-02"),
}  # fmt: skip


@pytest.mark.parametrize("case", BY_HAND)
def test_cases_checked_by_hand(case):
    """Counted on a wall calendar with the notices of 2024 to 2026 (条例 art. 30–34)."""
    received_on, kind, given, due_on = BY_HAND[case]
    answer = due(kind, D(received_on), events(*given), CALENDAR)
    assert answer.due_on == D(due_on)
    extension = sum(rest[0] for _type, _on, *rest in given if rest)
    assert sum(row.counted for row in answer.explanation) == answer.limit.days + extension


def naive(received_on, limit, given):
    """An independent walk: marks paused days in a set, then goes on from day to day. Knows only the library."""
    paused = set()
    for asked, answered in (("third_party_asked", "third_party_answered"), ("co_maker_asked", "co_maker_answered")):
        answers = [event.on for event in given if event.type == answered]
        for event in (event for event in given if event.type == asked):
            on, worked, end = event.on, 0, answers.pop(0) if answers else None
            while True:
                if end is not None and on >= end:
                    break
                paused.add(on)
                if on > event.on and chinese_calendar.is_workday(on):
                    worked += 1
                if worked == 15:
                    break
                on += ONE
    start = received_on
    for event in given:
        if event.type in ("correction_received", "fee_paid"):
            start = event.on
    limit += sum(event.days for event in given if event.type == "extended")
    on, left, counted = start, limit, []
    while left:
        on += ONE
        if chinese_calendar.is_workday(on) and on not in paused:
            counted.append(on)
            left -= 1
    return on, counted


def drawn(seed):
    """One believable history, always the same for a seed."""
    dice = random.Random(seed)
    kind, days, most = dice.choice([("application", 20, 20)] * 4 + [("application-2007", 15, 15), ("complaint", 15, 15), ("publication", 20, 0)])
    received_on = D("2004-01-05") + dice.randrange(365 * 22) * ONE
    if seed % 4 == 0:  # close to the feasts and the year's end
        received_on = received_on.replace(month=dice.choice([1, 2, 9, 12]), day=dice.randrange(1, 28))
    given, at = [], received_on
    if kind.startswith("application"):
        if dice.random() < 0.3:
            asked = received_on + dice.randrange(8) * ONE
            at = asked + dice.randrange(30) * ONE
            given += [Event("correction_requested", asked), Event("correction_received", at)]
        for what in dice.sample(["third_party", "co_maker"], dice.choice([0, 1, 1, 2])):
            asked = at + dice.randrange(25) * ONE
            given.append(Event(f"{what}_asked", asked))
            if dice.random() < 0.7:
                given.append(Event(f"{what}_answered", asked + dice.randrange(40) * ONE))
        if dice.random() < 0.15:
            told = at + dice.randrange(10) * ONE
            given += [Event("fee_notified", told), Event("fee_paid", told + dice.randrange(25) * ONE)]
    if most and dice.random() < 0.5:
        given.append(Event("extended", at + dice.randrange(14) * ONE, dice.randrange(1, most + 1)))
    given.sort(key=lambda event: event.on)
    return kind, days, received_on, given


@pytest.mark.parametrize("seed", range(240))
def test_a_table_of_cases_agrees_with_an_independent_count(seed):
    """240 histories: due day and the very days that count, against a walk that knows nothing of our tables (条例 art. 30–34)."""
    kind, days, received_on, given = drawn(seed)
    answer = due(kind, received_on, given, CALENDAR)
    due_on, counted = naive(received_on, days, given)
    assert answer.due_on == due_on
    assert [row.date for row in answer.explanation if row.counted] == counted
    assert not answer.provisional


def test_while_a_correction_is_awaited_nothing_is_due():
    """The clock has no end before the correction is there (art. 30), and no day counts."""
    answer = due("application", D("2026-03-02"), events(("correction_requested", "2026-03-05")), CALENDAR)
    assert answer.due_on is None and answer.awaited == "correction" and not answer.provisional
    assert not any(row.counted for row in answer.explanation)
    assert answer.explanation[-1].date == D("2026-03-05")


def test_days_before_a_correction_are_listed_and_not_counted():
    """Earlier days say why they do not count; day 1 is the first working day after it (art. 30)."""
    answer = due("application", D("2026-03-02"), events(("correction_requested", "2026-03-05"), ("correction_received", "2026-03-16")), CALENDAR)
    rows = {row.date: row for row in answer.explanation}
    assert [rows[D(f"2026-03-{day:02}")].why for day in (2, 3, 5, 6, 15, 16)] == [
        "received", "before_correction", "before_correction", "awaiting_correction", "awaiting_correction", "correction_received",
    ]  # fmt: skip
    assert rows[D("2026-03-17")].counted and rows[D("2026-03-17")].number == 1


def test_a_fee_awaited_leaves_the_due_day_open():
    """国办函〔2020〕109号: the reply waits for the payment."""
    answer = due("application", D("2026-03-02"), events(("fee_notified", "2026-03-20")), CALENDAR)
    assert (answer.due_on, answer.awaited) == (None, "fee")


def test_a_year_without_a_notice_makes_the_day_provisional():
    """The end in 2027 is 暂定 and each of its days says so; one that ends in 2026 is certain."""
    answer = due("application", D("2026-12-10"), calendar=CALENDAR)
    assert answer.provisional and any("2027" in row.reason for row in answer.explanation)
    assert not due("application", D("2026-12-02"), calendar=CALENDAR).provisional
    known = Calendar({D("2027-01-01"): (False, "元旦")}, known_years=[2027])
    assert not due("application", D("2026-12-10"), calendar=known).provisional


def test_an_extension_taken_in_its_time_stands_when_the_calendar_changes():
    """A working day entered since ends the first limit before the day of the extension; taken anew it would be too late (art. 33)."""
    changed = Calendar({dt.date(2026, 10, 5): (True, "补班")})
    taken = Event("extended", dt.date(2026, 10, 22), 5, stands=True)
    assert due("application", dt.date(2026, 9, 18), [taken], changed).due_on == dt.date(2026, 10, 28)
    with pytest.raises(ClockError):
        due("application", dt.date(2026, 9, 18), [Event("extended", dt.date(2026, 10, 22), 5)], changed)


def test_every_day_is_explained_in_the_readers_language():
    """Citizens read it in Chinese; no day is without a reason."""
    from django.utils import translation

    answer = due("application", D("2026-09-18"), events(("third_party_asked", "2026-09-22"), ("extended", "2026-09-23", 3)), CALENDAR)
    with translation.override("zh-hans"):
        chinese = [row.as_json() for row in answer.explanation]
    with translation.override("en"):
        english = [row.reason for row in answer.explanation]
    assert all(row["reason"] for row in chinese) and "工作日" in "".join(row["reason"] for row in chinese)
    assert english[2] == "Working day 1 of 23, a rest day worked for 国庆节"


TWICE = [("correction_requested", "2026-03-03"), ("correction_received", "2026-03-04"), ("correction_requested", "2026-03-05")]


@pytest.mark.parametrize(
    ("kind", "given", "word"),
    [
        ("poem", [], "poem"),
        ("application", [("sung", "2026-03-05")], "sung"),
        ("application", [("extended", "2026-03-05", 21)], "20"),
        ("application", [("extended", "2026-03-05", 0)], "20"),
        ("application", [("extended", "2026-03-05")], "20"),
        ("application-2007", [("extended", "2026-03-05", 16)], "15"),
        ("application", [("extended", "2026-03-05", 5), ("extended", "2026-03-06", 5)], "once|一次"),
        ("application", [("extended", "2026-03-31", 5)], "2026-03-30"),
        ("application", [("third_party_asked", "2026-03-01")], "2026-03-01"),
        ("application", [("third_party_answered", "2026-03-05")], "third_party_asked"),
        ("application", [("correction_received", "2026-03-05")], "correction_requested"),
        ("application", [("fee_paid", "2026-03-05")], "fee_notified"),
        ("application", TWICE, "art. 30|三十"),
        ("complaint", [("third_party_asked", "2026-03-05")], "complaint"),
        ("publication", [("extended", "2026-03-05", 5)], "publication"),
        ("penalty", [("correction_requested", "2026-03-05")], "penalty"),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_refused(kind, given, word):
    """A second correction, a second, late or too long extension, an answer to nothing (art. 30, 33; traps of domain section 13)."""
    with pytest.raises(ClockError, match=word):
        due(kind, D("2026-03-02"), events(*given), CALENDAR)


@settings(max_examples=150, deadline=None)
@given(
    received_on=st.dates(D("2004-01-02"), D("2027-06-01")),
    kind=st.sampled_from(["application", "application-2007", "complaint", "feedback", "publication", "penalty"]),
)
def test_counted_days_are_as_many_as_the_limit_and_the_last_is_the_due_day(received_on, kind):
    """Whatever the day of receipt: the count is exact, in order, on working days only, and agrees with the calendar's own addition."""
    answer = due(kind, received_on, calendar=CALENDAR)
    counted = [row for row in answer.explanation if row.counted]
    assert len(counted) == answer.limit.days and counted[-1].date == answer.due_on
    assert all(CALENDAR.is_workday(row.date) for row in counted)
    assert [row.date for row in answer.explanation] == [received_on + n * ONE for n in range((answer.due_on - received_on).days + 1)]
    assert answer.due_on == CALENDAR.add(received_on, answer.limit.days)[0]


@settings(max_examples=150, deadline=None)
@given(
    received_on=st.dates(D("2010-01-02"), D("2026-06-01")),
    asked=st.integers(0, 20),
    lasts=st.integers(0, 60),
    later=st.integers(0, 20),
    days=st.integers(1, 20),
)
def test_pauses_and_extensions_only_ever_move_the_day_later(received_on, asked, lasts, later, days):
    """A longer pause or an extension never makes a reply due earlier; a second letter inside the first changes nothing (art. 33)."""
    asked_on = received_on + asked * ONE
    plain = due("application", received_on, calendar=CALENDAR).due_on
    pause = [Event("third_party_asked", asked_on), Event("third_party_answered", asked_on + lasts * ONE)]
    paused = due("application", received_on, pause, CALENDAR).due_on
    assert plain <= paused <= due("application", received_on, pause[:1], CALENDAR).due_on
    extended = due("application", received_on, [*pause, Event("extended", received_on, days)], CALENDAR)
    assert extended.due_on > paused and sum(row.counted for row in extended.explanation) == 20 + days
    if later <= lasts:
        inside = [Event("co_maker_asked", asked_on + later * ONE), Event("co_maker_answered", asked_on + lasts * ONE)]
        both = due("application", received_on, [*pause, *inside], CALENDAR)
        assert both.due_on >= paused
        if CALENDAR.between(asked_on, asked_on + lasts * ONE) <= 15:
            assert both.due_on == paused
