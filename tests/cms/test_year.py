"""The demo's year: its texts and its timeline without a database, and the whole of it lived once."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.utils import timezone
from stdnum.cn import uscc

from cms.demo import consultations, days, lived, older, watch, year, year_public
from cms.demo.days import Days
from cms.demo.pages import DATA
from dashboard.metric import SMALL
from dashboard.panels import RECENT
from dashboard.rows.cases import BULK
from disclosure.consultation.anchors import find_clauses, match
from disclosure.rules.categories import Category
from disclosure.rules.workdays import Calendar

TODAYS = (dt.date(2026, 11, 26), dt.date(2027, 1, 4), dt.date(2027, 6, 30), dt.date(2029, 2, 28))


class Empty:
    """A life that only collects what is planned."""

    def __init__(self, on):
        self.days, self.people, self.planned = on, {}, []

    def plan(self, at, act, about=""):
        self.planned.append((at, act, about))

    def delegate(self, *args):
        raise AssertionError("nothing is lived here")

    tell = lived.Life.tell


@pytest.fixture(params=TODAYS, ids=str)
def on(request, monkeypatch):
    """Working days around one of several todays, by the law's own calendar."""
    monkeypatch.setattr(days, "calendar", Calendar)
    return Days(request.param)


def test_the_year_holds_what_the_issue_asks_for_whenever_it_is_loaded(on):
    """At least 200 items with those of the last weeks, returns and late ones among them, one of them scandalously late; the same twice."""
    rows = year.rows(on)
    plots = Counter(row["plot"] for row in rows)
    assert len(rows) + len(lived.read_rows("lived")) >= 200
    assert plots["scandal"] == 1 and plots["returned_then_published"] >= 8 and plots["formed_long_ago"] >= 2 and plots["slow_step"] >= 4
    assert set(plots) <= set(year.PLOTS)
    assert rows == year.rows(on)


def test_every_act_of_the_year_lies_within_it(on):
    """Nothing before the first day, nothing ahead of today but what is planned as such."""
    life = Empty(on)
    year.plan(life), year_public.plan(life), watch.plan(life)
    begin, end = on.at(-year.FIRST_DAY, "08:30"), on.at(1, "00:00")
    assert all(begin <= at <= end for at, _act, _about in life.planned)
    assert Counter(about for _at, _act, about in life.planned)["情况报告"] >= 16


def test_what_was_invented_says_so(on):
    """Each text is marked 演示; each party has a valid code of a region that does not exist; each penalty names one."""
    for row in year.rows(on):
        assert "演示数据" in row["body"] and "演示" in row["keywords"], row["title"]
        for party in row.get("parties", []):
            assert uscc.is_valid(party["credit_code"]) and party["credit_code"][2:8] == "990000" and "演示" in party["name"]
        assert row["category"] != "enforcement" or row["parties"], row["title"]
        assert "«" not in str(row), row["title"]


def test_document_numbers_are_given_once(on):
    """No number stands on two matters, wherever they are told: the older system, the series, the last weeks, final texts, the register."""
    begin = on.at(-year.FIRST_DAY, "08:30")
    numbers = [row["document_number"] for category in Category for _line, row in older.older(category, begin) if row.get("document_number")]
    for row in [*year.rows(on), *lived.read_rows("lived")]:
        if "document_number" in row:
            written = on.day(-row["start"])
            formed = dt.date.fromisoformat(row["formed_on"]) if "formed_on" in row else on.day(row.get("formed", -1), written)
            numbers.append(on.fill(row["document_number"], formed))
    numbers += [on.fill(row["final_number"], on.day(28 - row["start"])) for row in consultations.ROWS if "final_number" in row]
    numbers += [watch.number_of(on.day(-before), number) for before, _division, number, _title, _scope in watch.DOCUMENTS]
    given = Counter(number for number in numbers if "〔" in number)
    assert len(given) >= 100 and max(given.values()) == 1, [number for number, times in given.items() if times > 1]


def test_the_hurry_lies_in_the_last_month_and_its_measure_in_the_one_before(on):
    """Whichever days are worked: twelve answers one by one thirty to sixty days ago, eight in one minute since."""
    answered = Counter()
    for after, clock, act in year_public.hurried(Empty(on), year_public.said()):
        if "answer.<locals>.act" in act.__qualname__:
            answered[on.at(after, clock)] += 1
    (rushed,) = [at for at, many in answered.items() if many >= BULK]
    ago = {at: (on.today - at.astimezone(days.HERE).date()).days for at in answered}
    assert answered[rushed] == year_public.AT_ONCE and 0 < ago[rushed] < RECENT
    assert sum(many for at, many in answered.items() if RECENT <= ago[at] < 2 * RECENT) == year_public.ONE_BY_ONE >= SMALL


def test_what_was_adopted_of_the_years_comments_changes_its_clause():
    """五（三） 进行调整: each adopted matter has its change in its own clause, which no person has to place; nobody writes a number at the end, and
    nobody twice but the letters of a campaign."""
    matters = year_public.comments()
    for given in year_public.said()["consultations"]:
        said = [text for matter in matters[given["draft"]] for text in matter["says"]]
        assert len(set(said)) == len(said) and not [text for text in said if text.endswith("）")]
        assert not [text for text in said if any(other != text and other.startswith(text) for other in said)], "a conclusion finds its own"
        text = old = (DATA / "drafts" / f"{given['draft']}.txt").read_text(encoding="utf-8")
        for find, put in [matter["change"] for matter in matters[given["draft"]] if "change" in matter]:
            assert text.count(find) == 1, find
            text = text.replace(find, put)
        before, after = find_clauses(old), find_clauses(text)
        places = match(before, after)
        assert not [before[place.old].number for place in places if not place.sure], given["draft"]
        places = [place for place in places if before[place.old].parent is None]
        changed = {number for number, place in enumerate(places, 1) if before[place.old].words != after[place.targets[0]].words}
        assert changed == {matter["clause"] for matter in matters[given["draft"]] if matter.get("verdict") in ("adopted", "partly")}


def test_an_older_system_gives_nothing_younger_than_the_first_day(on):
    """What was public after this system began was lived here; laws are all older."""
    begin = on.at(-year.FIRST_DAY, "08:30")
    for category in Category:
        assert all(older.moment(row["published_at"]) < begin for _line, row in older.older(category, begin)), category
    assert len(older.older(Category.RULES, begin)) >= 150


@pytest.mark.storm
@pytest.mark.once
def test_the_whole_year_is_lived(demo):
    """The issue's line on the demo year: counts, returns, extensions, delegations, late ones; the ledger verifies, the gate audit is green."""
    from dashboard.figures import Board
    from dashboard.metric import METRICS, Period
    from dashboard.models import SituationReport
    from dashboard.panels import alerts, lateness
    from dashboard.roles import WHOLE
    from disclosure.cases.models import Case, ClockEvent
    from disclosure.chain.models import Return, Round
    from disclosure.consultation.models import Comment, ConsultationPage, ResultPage
    from disclosure.items.models import DisclosurePage, IssuedDocument
    from disclosure.ledger.models import Entry
    from disclosure.org.models import Delegation
    from disclosure.outbox.models import Message

    assert Round.objects.values("matter").distinct().count() >= 200
    kinds = Counter(Case.objects.values_list("kind", flat=True))
    assert kinds["application"] >= 60 and kinds["complaint"] + kinds["feedback"] >= 100
    assert ConsultationPage.objects.count() >= 6 and Comment.objects.count() >= 200
    for row in ResultPage.objects.filter(live=True):
        said = [(clause, comment) for clause in row.report["clauses"] for comment in clause["comments"]]
        assert not [comment["text"] for clause, comment in said if comment["verdict"] == "adopted" and clause["draft"] == clause["final"]]
    adverts = Comment.objects.filter(text__regex="卖建材|代办资质|高价回收|办证")
    assert set(adverts.values_list("state", "refusal")) == {("refused", "4")} and adverts.count() >= 4
    assert Return.objects.count() >= 10 and Delegation.objects.count() >= 6
    assert ClockEvent.objects.filter(type="extended").count() >= 3
    assert SituationReport.objects.count() >= 10 and IssuedDocument.objects.count() >= 80
    assert 3 <= sum(bool(case.late) for case in Case.objects.filter(answered_on__isnull=False)) <= 25
    times = list(Entry.objects.order_by("number").values_list("at", flat=True))
    assert times == sorted(times)
    assert Message.objects.filter(state="waiting").count() < 200, "nobody gets the letters of a whole year"
    today = timezone.now().astimezone(days.HERE).date()
    late = lateness(Board(WHOLE, Period.of(as_of=today)))
    assert 8 <= len(late) <= 36, "a few late ones"
    long = {each.row.title for each in late if each.long}
    assert len(long) == 1 and late[0].days > 2 * max(each.days for each in late if not each.long), "one stands out"
    assert not [each.row.title for each in late if each.row.kind == "other"], "the year's reports were issued"
    jumps = {(jump.figure, jump.guard): jump for jump in alerts(Board(WHOLE, Period.of(as_of=today)))}
    rushed = jumps[METRICS["feedback_on_time"].name, "集中办结"]
    assert (rushed.now, rushed.then) == (year_public.AT_ONCE, 0), "who opens the dashboard sees what jumped"
    assert [cell.text for cell in rushed.whose] == [f"工程质量监督处 {year_public.AT_ONCE} 件"]
    given = list(DisclosurePage.objects.exclude(document_number="").values_list("document_number", flat=True))
    assert [number for number, times in Counter(given).items() if times > 1 and "〔" in number] == []
    call_command("verify_ledger", stdout=io.StringIO())
    call_command("audit_gate", stdout=io.StringIO())
