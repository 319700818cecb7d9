"""The summary equals the rows: after lived weeks, after changes from behind, for every figure, guard, panel and filter, as of every day."""

import contextlib
import datetime as dt
import random
from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms import seed
from dashboard import panels
from dashboard.facts import catch_up, fold, stands
from dashboard.facts import counted as counting
from dashboard.facts import recount as recounted
from dashboard.facts.counted import counted, first_due
from dashboard.facts.tables import Fact, MonthTally, Tally, Trait
from dashboard.figures import Board, CountedBoard
from dashboard.metric import Group, Period, Row, many
from dashboard.roles import Role
from dashboard.rows import KEPT
from dashboard.rows import cases as rows_of_cases
from disclosure.cases import actions as cases
from disclosure.cases.models import CaseEvent
from disclosure.clocks import actions as clocks
from disclosure.clocks import calendar, jobs
from disclosure.clocks.models import Duty
from disclosure.complaints import actions as complaints
from disclosure.feedback import actions as feedback
from disclosure.ledger.errors import Refused
from disclosure.ledger.record import head
from tests import factories
from tests.dashboard.lived import at, on, received, walked

LEADER = Role(posts=("main_leader",), divisions=None)
TODAY = at(11, 25).date()
DAY = dt.timedelta(days=1)


def figures(board):
    """Everything that a board says in numbers."""
    said = {}
    for key, value in board.values.items():
        said[key] = value.value, value.numerator, value.denominator, many(value.rows), {g.key: many(rows) for g, rows in board.guards(key)}
    return said


def tables(board, keys=tuple(panels.PANELS)):
    """Panels as plain values."""
    return {
        key: [(line.label, line.sub, [(cell.text, cell.value) for cell in line.cells]) for line in panels.panel(board, key).lines] for key in keys
    }


def same(period, role=LEADER, choose=None, query=None, all_panels=True):
    """Asserts that the summary and the rows say the same of a period."""
    by_rows, by_summary = Board(role, period, choose, query), CountedBoard(role, period, choose, query)
    assert figures(by_summary) == figures(by_rows)
    assert figures(by_summary.before) == figures(by_rows.before)
    assert [row.key for row in by_summary.late_rows()] == [row.key for row in by_rows.late_rows()]
    keys = tuple(panels.PANELS) if all_panels else ("waiting",)  # which reads single rows
    assert tables(by_summary, keys) == tables(by_rows, keys)


days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31))


@given(begun=days, due=st.none() | days, done=st.none() | days, exempt=st.sampled_from(["", "withdrawn"]), first=days, last=days)
def test_the_changes_of_counts_say_of_every_period_what_the_row_says(begun, due, done, exempt, first, last):
    """Stocks summed up to the last day, flows over the days of the period: exactly the group of the row, and whether it is due soon."""
    period = Period(min(first, last), max(first, last), max(first, last))
    row = Row(source="cases", number=1, title="", begun_on=begun, due_on=due, done_on=done, exempt=exempt)
    standing = {}
    for stand, day, n in stands.changes(begun, due, done, exempt):
        if day <= period.last and (stand in stands.STOCKS or day >= period.first):
            standing[stand] = standing.get(stand, 0) + n
    standing = [stand for stand, n in standing.items() if n]
    if exempt:
        assert standing == ([stands.Stand.EXEMPT] if begun <= period.last else [])
        return
    assert len(standing) <= 1 and bool(standing) == (row.group(period) is not None)
    for stand in standing:
        begun_on, due_on, done_on = stands.days_of(stand, period)
        like = Row(source="cases", number=1, title="", begun_on=begun_on, due_on=due_on, done_on=done_on)
        assert like.group(period) == row.group(period)
        if row.group(period) == Group.OPEN_IN_TIME:
            soon = [each.due_on is not None and (each.due_on - period.last).days <= 3 for each in (row, like)]
            assert soon[0] == soon[1]


def test_after_lived_weeks_every_figure_guard_and_panel_is_the_same_as_of_every_day(lived):
    """The ledger folded in one go; asked for each of some days and periods, with filters and for other roles."""
    catch_up.catch_up()
    assert catch_up.standing()[0] == head()[0]
    same(Period.of(as_of=TODAY))
    chance = random.Random(7)
    for _n in range(6):
        known = TODAY - DAY * chance.randrange(0, 60)
        last = known - DAY * chance.choice([0, 0, 5, 30])
        same(Period(last - DAY * chance.randrange(0, 90), last, known), all_panels=False)
    code = lived.bureau.zhiliang.code
    same(Period.of(as_of=TODAY), Role(posts=("division_head",), divisions=frozenset({code})))
    same(Period.of(as_of=TODAY), choose=lambda rows: [row for row in rows if row.division == code], query={"division": code})
    case = lived["cases"]["open"]
    same(Period.of(as_of=TODAY), Role(posts=("efficiency_officer",), divisions=None, hidden=frozenset({case.pk})), all_panels=False)


def test_behind_every_figure_stand_the_same_rows_in_the_same_order(lived):
    """The rows that the page of a figure shows, whole and page by page, today and as of an earlier period; one row by its name."""
    catch_up.catch_up()
    for period in (Period.of(as_of=TODAY), Period(dt.date(2026, 9, 15), dt.date(2026, 10, 20), dt.date(2026, 10, 28))):
        by_rows, by_summary = Board(LEADER, period), CountedBoard(LEADER, period)
        for key, value in by_rows.values.items():
            expected = [row.key for row in by_rows.found(value.rows)]
            found = by_summary.found(by_summary.values[key].rows)
            assert len(found) == len(expected) and [row.key for row in found[3:11]] == expected[3:11], key
            if key in ("obligations", "exempt", "wrongly_public", "comments_answered"):
                assert [row.key for row in found] == expected, key
        assert {row.title for row in by_rows.found(by_rows.values["overdue"].rows)} == {row.title for row in by_summary.late_rows()}
    row = by_rows.values["obligations"].rows[0]
    assert by_summary.one(row.source, row.number).title == row.title and by_summary.one("cases", 10**9) is None is by_summary.one("nothing", 1)


def test_folded_bit_by_bit_or_at_once_the_tables_are_the_same(lived, monkeypatch):
    """Entry by entry, in steps, or built as a whole: the same facts and the same counts; a second time nothing moves."""
    monkeypatch.setattr(catch_up, "ENTRIES", 37)
    catch_up.catch_up()

    def all_of_it():
        facts = sorted(map(str, Fact.objects.values_list("source", "subject_no", *fold.KEYS)))
        tallies = sorted(Tally.objects.exclude(n=0).values_list("source", "day", "stand", "trait", "known", "n"))
        return facts, tallies, sorted(MonthTally.objects.exclude(n=0).values_list("source", "month", "stand", "trait", "n"))

    step_by_step = all_of_it()
    assert step_by_step[0] and {row[0] for row in step_by_step[1]} <= set(KEPT)
    fold.build(TODAY)
    assert all_of_it() == step_by_step
    for table in (Fact, Tally, MonthTally):
        table.objects.all().delete()
    fold.build(TODAY)
    assert all_of_it() == step_by_step


def test_what_is_rolled_back_leaves_no_trace_in_the_summary(lived):
    """A deed that fails takes its entry and what was folded of it back with it."""
    from django.utils import timezone

    catch_up.catch_up()
    before = counted(["cases"], Period.of(as_of=TODAY))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        cases.answer(lived["cases"]["open"], text="补答", result="solved", by=lived.bureau.director, at=timezone.now())
        catch_up.catch_up()
        1 / 0  # noqa: B018
    assert counted(["cases"], Period.of(as_of=TODAY)) == before and catch_up.standing()[0] == head()[0]


def test_a_draft_that_is_edited_without_an_entry_shows_at_once(lived):
    """The day it was formed was mistyped and is corrected: no entry of the ledger, another due day all the same."""
    from disclosure.items.models import DisclosurePage

    page = factories.other_page(lived.bureau.zhiliang, by=lived.bureau.editor)
    catch_up.catch_up()
    draft = DisclosurePage.objects.get(pk=page.pk).specific
    draft.formed_on = dt.date(2025, 1, 6)
    draft.save()
    catch_up.look()
    assert Fact.objects.get(source="publications", number=page.pk, known_until=None).begun_on == dt.date(2025, 1, 6)


def test_the_recount_agrees_with_what_was_lived_and_says_so_in_the_ledger(lived):
    """No difference; one entry with the number of rows; the page of the dashboard names it."""
    from django.test import Client
    from django.utils import timezone

    from dashboard.facts.recount import latest, nightly, recount
    from disclosure.ledger.models import Entry

    done = recount()
    entry = Entry.objects.filter(verb="dashboard.recount").get()
    assert done.differences == 0 and done.facts == Fact.objects.filter(known_until=None).count() == entry.facts["rows"] and latest() == done
    client = Client()
    client.force_login(lived.bureau.main_leader)
    text = client.get("/admin/dashboard/").content.decode()
    assert str(done.entry) in text.split('id="recounted"')[1].split("</p>")[0]
    now = timezone.now()
    assert nightly(now) is None and Entry.objects.filter(verb="dashboard.recount").count() == 1, "once a day"


def test_each_night_has_its_recount_and_a_server_that_sleeps_at_night_has_it_by_day(lived, monkeypatch):
    """From two to six o'clock, once; by day only where 36 hours had none, and when nothing was entered for five minutes."""
    from disclosure.ledger.record import record

    night, monkey = dt.datetime(2026, 12, 1, 3, 0, tzinfo=recounted.HERE), monkeypatch
    monkey.setattr(jobs, "LIVED", dt.timedelta(days=3650))
    catch_up.catch_up()
    noon = night.replace(hour=12)
    assert recounted._is_time(night) and recounted._is_time(noon), "none was there yet"
    record("token.issue", about=("token", None, ""), at=noon - dt.timedelta(minutes=2))
    assert not recounted._is_time(noon), "somebody is at work"
    assert recounted.nightly(night) and not recounted.nightly(night + dt.timedelta(minutes=1)) and not recounted.nightly(noon + DAY)
    assert recounted.nightly(night + DAY)


def test_the_clocks_of_a_lived_past_fold_nothing_and_one_fold_at_its_end_agrees(lived):
    """The clocks of today fold what was left, to the same facts and counts."""
    from django.utils import timezone

    Fact.objects.all().delete(), Tally.objects.all().delete(), MonthTally.objects.all().delete()
    catch_up.Standing.objects.all().delete()
    assert catch_up.keep(timezone.now() - 3 * DAY) is None and not Fact.objects.exists()
    catch_up.keep(timezone.now())
    assert Fact.objects.exists() and catch_up.behind() == 0 and recounted.recount().differences == 0


def test_the_recount_finds_mends_and_tells_what_does_not_agree(lived):
    """A fact that was tampered with, one that is missing, one too many, and a count that is off: all found, all mended, told in the ledger."""
    from dashboard.facts.recount import recount
    from disclosure.ledger.models import Entry

    recount()
    kept = list(Fact.objects.filter(source="cases").order_by("pk"))
    Fact.objects.filter(pk=kept[0].pk).update(due_on=dt.date(2026, 1, 1))
    Fact.objects.filter(pk=kept[1].pk).delete()
    Fact.objects.create(source="duties", subject_no=10**9, number=10**9, trait=kept[2].trait, known_from=TODAY, late=False)
    tally = Tally.objects.exclude(n=0).order_by("pk").first()
    Tally.objects.filter(pk=tally.pk).update(n=tally.n + 5)
    done = recount()
    assert done.differences >= 4 and any(each.get("row") == "duties:1000000000" for each in done.found)
    assert Entry.objects.filter(verb="dashboard.recount").last().facts["differences"] == done.differences
    same(Period.of(as_of=TODAY), all_panels=False)
    assert recount().differences == 0


# ---- what may happen in any order


class Chances:
    """Deeds on the lived autumn, one after the other, each some hours after the last; what the rules refuse leaves nothing behind."""

    def __init__(self, lived):
        self.bureau, self.at, self.cases = lived.bureau, at(11, 26), [lived["cases"]["open"], lived["cases"]["young"]]
        self.walks = [lived["stuck"], lived["in_time"]]
        self.complaints = [lived["complaints"]["overdue"], lived["complaints"]["late"]]

    def later(self, hours):
        self.at += dt.timedelta(hours=hours)
        return self.at

    def receive(self, n):
        self.cases.append(received(["feedback", "application"][n % 2], self.at))

    def receive_late(self, n):
        """What came days ago and is entered now."""
        came = self.at - dt.timedelta(days=n % 9)
        cases.receive(kind="feedback", title="来信", way="letter", received_at=came, received_on=came.date(), by=self.bureau.editor, at=self.at)

    def answer(self, n):
        case = self.cases[n % len(self.cases)]
        on = self.at.date() - dt.timedelta(days=n % 3)
        cases.answer(case, text="答复", result="solved", on=on, by=self.bureau.director, at=self.at)

    def answer_five_at_once(self, n):
        for each in [received("feedback", self.at - dt.timedelta(hours=1)) for _n in range(5)]:
            cases.answer(each, text="答复", result="solved", by=self.bureau.director, at=self.at)

    def confirm(self, n):
        cases.confirm(self.cases[n % len(self.cases)], at=self.at)

    def reopen(self, n):
        cases.reopen(self.cases[n % len(self.cases)], text="不满意", at=self.at)

    def withdraw(self, n):
        cases.withdraw(self.cases[n % len(self.cases)], at=self.at)

    def correction(self, n):
        cases.request_correction(self.cases[n % len(self.cases)], text="请补", by=self.bureau.director, at=self.at)

    def extend(self, n):
        cases.extend(self.cases[n % len(self.cases)], days=10, reason="量大", by=self.bureau.director, at=self.at)

    def pass_on(self, n):
        cases.hand_over(self.cases[n % len(self.cases)], to=self.bureau.editor, reason="转办", by=self.bureau.director, at=self.at)

    def accept(self, n):
        cases.accept(self.cases[n % len(self.cases)], by=self.bureau.editor, at=self.at)

    def change_kind(self, n):
        given = {"kind": "question", "page": None, "revision": None, "text": "办理进度如何", "contact": "", "credit_code": ""}
        row, _code = feedback.receive(given=given, page=None, way="web", at=self.at - dt.timedelta(hours=2))
        feedback.go_on_as(row, to="complaint", reason="实为投诉", by=self.bureau.director, at=self.at)

    def name_in_it(self, n):
        """A complaint turns out to be about somebody: it changes hands without an hour between."""
        complaint, persons = self.complaints[n % len(self.complaints)], [self.bureau.leader, self.bureau.efficiency, self.bureau.editor]
        by = get_user_model().objects.get(pk=type(complaint.case).objects.get(pk=complaint.case_id).owner_id)
        complaints.mark_about(complaint, persons=[persons[n % 3]], reason="来信补充", by=by, at=self.at)

    def publish(self, n):
        walk = walked(self.bureau, self.at - dt.timedelta(days=1), self.at.date() - dt.timedelta(days=n % 40))
        self.walks.append(on(walk, self.at).publish())

    def propose(self, n):
        self.walks.append(walked(self.bureau, self.at, self.at.date() - dt.timedelta(days=n % 40)).propose())

    def step(self, n):
        walk = on(self.walks[n % len(self.walks)], self.at)
        [walk.head, walk.secrecy, walk.leader, lambda: walk.back(self.bureau.reviewer, "proposer")][n % 4]()

    def take_down(self, n):
        on(self.walks[n % len(self.walks)], self.at).withdraw(by=self.bureau.reviewer, cause=["privacy", "error", "revoked"][n % 3])

    def edit(self, n):
        page = factories.other_page(self.bureau.anquan, by=self.bureau.editor_anquan)
        page.formed_on = self.at.date() - dt.timedelta(days=n % 60)
        page.save()

    def close_a_duty(self, n):
        duty = Duty.objects.filter(closed_at=None).order_by("pk")[n % 3]
        file = SimpleUploadedFile("登记.csv", b"a,b\n1,2\n")
        clocks.close_duty(duty, note="已办", file=file, by=self.bureau.director, at=self.at)

    def bring_in(self, n):
        """Synthetic rows of two years, written in bulk behind everybody's back."""
        seed.run(disclosures_wanted=2, cases_wanted=4, comments_wanted=3, seed=n, at=self.at)

    def holiday(self, n):
        clocks.enter_day(date=self.at.date() + dt.timedelta(days=n % 9), is_workday=False, name="停工", by=self.bureau.director, at=self.at)

    def fold(self, n):
        catch_up.catch_up()


DEEDS = [name for name in vars(Chances) if not name.startswith("_") and name != "later"]


def test_whatever_happens_in_whatever_order_the_summary_says_what_the_rows_say(lived):
    """Random deeds, folded at random moments: afterwards every figure and guard is that of a plain count, as of any day before and after."""
    happened = Counter()

    @settings(max_examples=11, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 99), st.integers(1, 40)), min_size=6, max_size=9), back=st.integers(0, 40))
    def holds(deeds, back):
        with contextlib.suppress(Undone), transaction.atomic():
            living = Chances(lived)
            for name, n, hours in deeds:
                living.later(hours)
                with contextlib.suppress(Refused, IndexError), transaction.atomic():
                    getattr(living, name)(n)
                    happened[name] += 1
            catch_up.catch_up()
            last = living.at.date()
            same(Period.of(as_of=last), all_panels=False)
            same(Period.of(as_of=last - DAY * back), all_panels=False)
            assert recounted.recount().differences == 0
            raise Undone
        calendar.forget()

    holds()
    assert len(happened) >= 15, happened


@pytest.mark.parametrize("few", [0, 1000], ids=["in one pass", "one by one"])
def test_minutes_in_which_many_were_answered_are_found_both_ways(lived, monkeypatch, few):
    monkeypatch.setattr(rows_of_cases, "FEW", few)
    ended = Counter(at.replace(second=0, microsecond=0) for at in CaseEvent.objects.filter(what__in=rows_of_cases.ENDED).values_list("at", flat=True))
    many_at_once = {minute for minute, n in ended.items() if n >= rows_of_cases.BULK}
    assert many_at_once and many_at_once != set(ended)
    assert rows_of_cases.crowded(set(ended)) == many_at_once
    assert rows_of_cases.crowded(set(ended) - many_at_once) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("sooner, later", [(-9, -5), (-9, 4), (0, 4), (2, 4)])
def test_the_earliest_day_is_never_that_of_a_case_that_he_may_not_know(sooner, later):
    """Of what is overdue, due today or due soon, today and as of a day in between; a case that was answered since counts on the day before."""
    common = {"source": "cases", "trait": 2, "known_from": TODAY - DAY * 30, "begun_on": TODAY - DAY * 30}
    Trait.objects.create(number=2, source="cases", values={})
    for number, days in ((1, sooner), (2, later)):
        kept = fold._fact(number, (2, common["begun_on"], TODAY + DAY * days, None), common["known_from"], None)
        Fact.objects.create(**common, subject_no=number, number=number, due_on=kept[5], late=kept[7])
    rows, period = {"": [Row(source="cases", number=2, title="")]}, Period.of(as_of=TODAY)
    assert first_due(rows, period) == {"": TODAY + DAY * sooner}
    assert first_due(rows, period, frozenset({1})) == {"": TODAY + DAY * later}
    Fact.objects.filter(number=1).update(known_until=TODAY)
    assert first_due(rows, period) == {"": TODAY + DAY * later}
    assert first_due(rows, Period.of(as_of=TODAY - DAY)) == {"": TODAY + DAY * sooner}
    assert first_due({"": []}, period) == {"": None}


def test_only_what_stood_beyond_its_day_is_looked_through_for_the_overdue(lived):
    """What was answered before its day was open for a while, and is not among those that a list of overdue rows goes through."""
    assert Fact.objects.filter(late=True, done_on=None, known_until=None).exists() and Fact.objects.filter(late=False, done_on=None).exists()
    assert not Fact.objects.filter(late=True, done_on=None, known_until__lte=F("due_on")).exists()


@pytest.mark.parametrize("few", [1, 1000], ids=["in slices", "at once"])
def test_the_oldest_overdue_rows_are_found_however_many_traits_they_have(lived, monkeypatch, few):
    monkeypatch.setattr(counting, "FEW", few)
    period = Period.of(as_of=TODAY)
    every = [row.key for row in Board(LEADER, period).late_rows()]
    assert len(every) > 2
    for most in (1, 2, len(every), None):
        assert [row.key for row in CountedBoard(LEADER, period).late_rows(most)] == every[:most]


class Undone(Exception):
    """What was lived for one example is taken back."""
