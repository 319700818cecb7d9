"""Every figure shown equals an independent recomputation, its rows add up to it, and a past day keeps its number."""

import csv
import datetime as dt
import io
import itertools
import json
from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import panels
from dashboard.figures import CONTRACT, Board
from dashboard.filters import RowFilter
from dashboard.metric import METRICS, Count, Group, Median, Period, Share, Total, many
from dashboard.roles import Role, role_of
from dashboard.summary import board_of
from tests.dashboard.autumn import other_charge
from tests.dashboard.lived import at, on
from tests.dashboard.recount import Counted, Records, adds_up, middle, nine_in_ten

ALL = Role(posts=("main_leader",), divisions=None)
TODAY = dt.date(2026, 11, 25)
DAYS = st.dates(dt.date(2026, 8, 28), TODAY)
NAMES = {"in": "done-in-time", "late": "done-late", "open": "open-in-time", "overdue": "open-late"}


def board(as_of, first=None, last=None, role=ALL, summed=False, **chosen):
    """What a page with these filters shows, by its rows or (`summed`) out of the summary; the filters are the ones that every door asks."""
    asked = {"as_of": as_of, "from": first or dt.date(as_of.year, 1, 1), "to": last or as_of, **chosen}
    asked = RowFilter({name: str(value) for name, value in asked.items() if value}, today=TODAY)
    period = asked.period()
    return (board_of if summed else Board)(role, period, asked.choose, {name: value for name, value in chosen.items() if value})


@pytest.fixture(scope="module")
def records(autumn_of_the_module):
    """What was recorded in the autumn, read once."""
    return Records()


def compare(shown, again):
    """Each figure of a board with its recomputation, the guards beside it too, with the documents that they count. Keys of those that had a row."""
    figures, seen = again.figures(), set()
    assert set(figures) == set(METRICS), "a figure without a recomputation"
    for key, (value, over, under) in figures.items():
        found = shown.values[key]
        assert (found.value, found.numerator, found.denominator) == (pytest.approx(value) if isinstance(value, float) else value, over, under), key
        for guard, rows in shown.guards(key):
            wanted = again.beside(key, guard.key)
            assert many(rows) == len(wanted), (key, guard.key)
            if rows and all(row.source == "documents" for row in rows):
                assert sorted(row.number for row in rows) == sorted(row["number"] for row in wanted), (key, guard.key)
            if rows:
                seen.add(f"{key}/{guard.key}")
        if found.rows:
            seen.add(key)
    return seen


def test_every_figure_equals_its_recomputation(lived, records):
    """Plain Python over the ledger gives the same number for every figure and every guard beside it, under random periods, days and filters by
    division, leader, category, channel and kind; each figure has rows under at least three of them (五（五）: can every number be trusted?)."""
    times = Counter()

    @settings(max_examples=24, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(
        days=st.lists(DAYS, min_size=3, max_size=3).map(sorted),
        chosen=st.one_of(
            st.just({}),
            st.fixed_dictionaries({"division": st.sampled_from(["zhiliang", "anquan", "bangong"])}),
            st.fixed_dictionaries({"leader": st.sampled_from(["leader", "other-leader"])}),
            st.fixed_dictionaries({"category": st.sampled_from(["other", "enforcement", "actions", "rules"])}),
            st.fixed_dictionaries({"channel": st.sampled_from(["portal", "noticeboard", "intranet"])}),
            st.fixed_dictionaries({"kind": st.sampled_from(["application", "complaint", "feedback", "head", "secrecy", "channel", "business"])}),
            st.fixed_dictionaries({"leader": st.just("leader"), "kind": st.sampled_from(["feedback", "take_feedback", "leader", "archive"])}),
        ),
    )  # fmt: skip
    def holds(days, chosen):
        first, last, known = days
        times.update(compare(board(known, first, last, **chosen), Counted(records, first, last, known, **chosen)))

    holds()
    days = [dt.date(2026, 10, 30), dt.date(2026, 11, 11), dt.date(2026, 11, 18), TODAY]
    for known in days:  # the whole autumn, so that no figure is compared over nothing alone
        for chosen in ({}, {"leader": "leader"}, {"division": "zhiliang"}):
            again = Counted(records, dt.date(2026, 1, 1), known, known, **chosen)
            times.update(compare(board(known, **chosen), again))
            compare(board(known, summed=True, **chosen), again)
    assert {key: times[key] for key in (*METRICS, "should_be_public/corrected") if times[key] < 3} == {}


def test_every_figure_equals_its_recomputation_where_a_charge_was_changed_with_an_earlier_day(lived):
    """Entered on the 20th as from the 2nd: under a leader's filter each day has the number of its own day, by its rows and out of the summary."""
    other_charge(lived.bureau)
    again, told = Records(), {}
    for known, last in itertools.combinations_with_replacement([TODAY, dt.date(2026, 11, 19), dt.date(2026, 11, 6), dt.date(2026, 10, 30)], 2):
        for leader in ("leader", "other-leader"):
            counted = Counted(again, dt.date(2026, 1, 1), last, known, leader=leader)
            compare(board(known, last=last, leader=leader), counted), compare(board(known, last=last, summed=True, leader=leader), counted)
            told[known, last, leader] = {row["division"] for row in counted.rows}
    assert "bangong" in told[TODAY, TODAY, "other-leader"] and "bangong" in told[dt.date(2026, 11, 19), dt.date(2026, 11, 6), "leader"]


@pytest.mark.parametrize(("first", "last"), [(dt.date(2026, 9, 1), dt.date(2026, 10, 20)), (dt.date(2026, 10, 9), TODAY)])
def test_every_panel_equals_its_recomputation(lived, records, first, last):
    """Each cell of the tables: divisions and duties by group, consultations by conclusion, medians and nine in ten, months, gaps, the tree."""
    shown, again = board(last, first, last), Counted(records, first, last, last)
    counted, owed = again.counted(), again.owed

    def cells(panel):
        return [[cell.value for cell in line.cells] for line in panel.lines]

    def by_group(rows):
        counts = Counter(row["where"] for row in rows)
        return [*(counts[name] for name in NAMES), len(rows)]

    codes = [code for code in ("anquan", "bangong", "zhiliang", "") if code or any(not row["division"] for row in owed)]
    names = {**{code: getattr(lived.bureau, code).name for code in codes if code}, "": "局级"}
    table = {line.label: [cell.value for cell in line.cells] for line in panels.divisions(shown).lines}
    assert {names[code]: by_group([row for row in owed if row["division"] == code]) for code in codes if code} == {
        name: values for name, values in table.items() if name in names.values() and name != "局级"
    }
    assert list(table.values())[-1] == by_group(owed)
    kinds = {row["kind"] for row in again.those("duties")}
    assert sorted(cells(panels.duties(shown))[:-1]) == sorted(by_group(again.those("duties", kind=kind)) for kind in kinds)
    wanted = []
    for row in again.those("consultation_results"):
        verdicts = Counter(
            each["verdict"] if each["where"] in ("in", "late") else "" for each in counted["comments_answered"][0] if each["page"] == row["page"]
        )
        other = verdicts["not-adopted"] + verdicts["noted"] + verdicts["out-of-scope"]
        wanted.append([sum(verdicts.values()), verdicts["adopted"], verdicts["partly"], other, verdicts[""]])
    assert sorted(values[:5] for values in cells(panels.hearing(shown))[:-1]) == sorted(wanted)
    for panel, keys in (
        (panels.answers, ("applications", "complaints", "feedback")),
        (panels.steps, ("step_head", "step_secrecy", "step_leader", "step_group")),
    ):
        for values, key in zip(cells(panel(shown)), keys, strict=True):
            took = [row["days"] for row in counted[f"{key}_median_days"][0]]
            assert values[:3] == [len(took), middle(took), nine_in_ten(took)], key
    for values, month in zip(cells(panels.trend(shown))[-3:], (9, 10, 11) if last.month == 11 else (8, 9, 10), strict=True):
        end = min(last, dt.date(2026, month + 1, 1) - dt.timedelta(days=1))
        rate = Counted(records, dt.date(2026, month, 1), end, last).figures()["publication_on_time"]
        assert values == [round(rate[0] * 100, 1) if rate[2] >= 10 else None, *rate[1:]]
    keys = ("should_be_public", "half_public", "wrongly_public")
    assert cells(panels.gaps(shown))[-1] == [len(counted[key][0]) for key in keys]
    per = defaultdict(list)
    for key in keys:
        for code in codes:
            per[names[code]].append(sum(row["division"] == code for row in counted[key][0]))
    assert {line.label: [cell.value for cell in line.cells] for line in panels.gaps(shown).lines if line.label in per and line.label != "局级"} == {
        name: values for name, values in per.items() if name != "局级"
    }


def test_the_tree_equals_its_recomputation_and_adds_up_at_each_level(lived, records):
    """Main leader = leaders + bureau level; a leader = his divisions; a division = its persons: in every column, also “should be public”."""
    shown, again = board(TODAY), Counted(records, dt.date(2026, 1, 1), TODAY, TODAY)
    tree = panels.tree(shown)
    columns = (again.owed, again.counted()["should_be_public"][0], again.counted()["overdue"][0])
    for line, test in [
        (next(line for line in tree.lines if line.depth == 0), lambda row: True),
        *[
            (next(line for line in tree.lines if line.label == getattr(lived.bureau, code).name), lambda row, code=code: row["division"] == code)
            for code in ("zhiliang", "anquan", "bangong")
        ],
        *[
            (next(line for line in tree.lines if line.depth == 1 and line.label == name), lambda row, led=led: row["division"] in led)
            for name, led in ((name, records.charge(name, TODAY, TODAY)) for name in ("leader", "other-leader"))
        ],
    ]:  # fmt: skip
        assert [cell.value for cell in line.cells] == [sum(map(test, rows)) for rows in columns], line.label
    lines = list(tree.lines)
    assert any(line.cells[1].value for line in lines if line.depth == 3), "nobody answers for a document: the column would prove nothing"
    adds_up(tree)


def test_rows_add_up_to_every_figure(lived):
    """A count has as many rows, a share as many in each part, a sum the sum, a median its middle; each row leads to its matter."""
    shown = board(TODAY)
    for key, value in shown.values.items():
        metric = METRICS[key]
        assert value.rows, f"{key}: there is nothing in it, so nothing is proved"
        if isinstance(metric, Share):
            assert len(value.rows) == value.denominator and len(value.hits) == value.numerator and set(value.hits) <= set(value.rows)
        elif isinstance(metric, Count):
            assert len(value.rows) == value.value
        elif isinstance(metric, Total):
            assert sum(metric.measure(row, shown.period) for row in value.rows) == value.value
        else:
            assert isinstance(metric, Median) and middle([metric.measure(row, shown.period) for row in value.rows]) == value.value
        assert len({row.key for row in value.rows}) == len(value.rows), key
        assert all(row.address for row in value.rows), key


def listed(client, address):
    """How many rows an address of rows gives: its CSV is the page's table without the page around it."""
    return len(list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig"))))) - 2


def test_the_page_of_a_figure_lists_the_rows_that_it_counts(lived, client):
    """Every figure drills down to as many rows as it has, a part of a share to as many as the part; on the page each row has its link."""
    client.force_login(lived.bureau.main_leader)
    shown = board(TODAY, role=role_of(lived.bureau.main_leader, TODAY))
    for key, value in shown.values.items():
        assert listed(client, shown.address(key)) == len(value.rows), key
        if value.denominator is not None:
            assert listed(client, shown.address(key, hit=1)) == value.numerator, key
    for key in ("overdue", "one_time_breaches", "comments_answered"):
        page, value = client.get(shown.address(key)), shown.values[key]
        assert page.context["count"] == len(value.rows) and page.context["sum"] == panels.sums(METRICS[key], value.rows, shown.period)
        assert all(f'href="{row.address}' in page.content.decode() for row in page.context["page"].object_list)


def test_the_links_of_a_panel_lead_to_as_many_rows_as_its_cells_say(lived, client):
    """From each cell of each table that has a link: the rows behind it are as many as it says."""
    client.force_login(lived.bureau.main_leader)
    shown, looked = board(TODAY, role=role_of(lived.bureau.main_leader, TODAY)), 0
    for key in ("divisions", "waiting", "duties", "gaps", "tree"):
        lines = panels.panel(shown, key).lines
        for line in lines if key != "tree" else lines[::3]:
            for cell in line.cells:
                if cell.href and isinstance(cell.value, int):
                    looked += 1
                    assert listed(client, cell.href) == cell.value, (key, line.label, cell.href)
    assert looked > 40


def test_the_contracts_keys_are_there():
    """GET /api/v3/dashboard/figures/ has the fourteen keys."""
    assert set(METRICS) >= set(CONTRACT)


def test_the_api_says_what_the_recomputation_says(lived, records):
    """The same figures over the API of the contract, with its filters."""
    from django.test import Client
    from django.utils import timezone

    from disclosure.chain.tokens import issue

    token = issue(user=lived.bureau.main_leader, scopes=["read"], at=timezone.now())
    api = Client(headers={"Authorization": f"Bearer {token}"})
    for chosen in ({}, {"division": "zhiliang"}, {"leader": "other-leader"}, {"category": "other"}):
        answer = api.get("/api/v3/dashboard/figures/", {"as_of": "2026-11-25", "from": "2026-09-15", "to": "2026-11-20", **chosen}).json()
        hidden = {lived["complaints"]["above"].case_id}  # about himself
        again = Counted(records, dt.date(2026, 9, 15), dt.date(2026, 11, 20), TODAY, hidden, **chosen).figures()
        for figure in answer["figures"]:
            value, over, under = again[figure["key"]]
            assert figure["value"] == (pytest.approx(value) if isinstance(value, float) else value), figure["key"]
            assert (figure["numerator"], figure["denominator"]) == (over, under)


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


def test_what_is_given_up_or_recalled_after_its_day_leaves_no_month_better(lived):
    """Asked today for October, its rates and what was overdue at its end are as they were shown on 31 October; and published is neither."""
    october = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
    keys = ("publication_on_time", "steps_on_time", "steps_late", "complaints_on_time")
    then, now = board(october[1], *october).values, board(TODAY, *october).values
    assert {key: now[key].value for key in keys} == {key: then[key].value for key in keys}
    rows = {(row.source, row.number): row for row in board(TODAY).values["overdue"].rows + board(TODAY).values["obligations"].rows}
    page = lived["given_up_late"].page.pk
    given_up = rows["publications", page]
    assert (given_up.group(Period.of(as_of=TODAY)), given_up.done_on, given_up.get("ended")) == (Group.DONE_LATE, dt.date(2026, 11, 4), "withdrawn")
    shown = board(TODAY)
    assert page not in {row.number for row in shown.values["published"].rows}
    assert page in {row.number for row in shown.values["exempt"].rows}
    assert {guard.key: len(rows) for guard, rows in shown.guards("publication_on_time")}["ended"] == 3


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
    """Reopened, extended, reclassified, closed in bulk, back-dated are counted over the rows of the rate; each happens in this autumn."""
    shown = board(TODAY)
    beside = {guard.key: len(rows) for key in METRICS for guard, rows in shown.guards(key) if rows}
    assert set(beside) >= {"extended", "reopened", "reclassified", "bulk", "backdated", "moved", "urgent", "returned", "short", "entered_late"}
    assert {guard.key for guard, _rows in shown.guards("feedback_on_time")} == {"extended", "reopened", "reclassified", "bulk", "backdated"}


def test_a_day_before_an_old_item_was_brought_in_does_not_know_it(lived, tmp_path):
    """Published by the old site in 2020, brought in today: as of any day before it is in no figure, and afterwards judged in none."""
    from disclosure.items import bring_in

    path, moment = tmp_path / "old.jsonl", at(11, 24)
    old = {
        "title": "旧网站上的说明", "formed_on": "2020-01-02", "published_at": "2020-06-30", "body": "正文", "approved_by": "局办公室",
        "approved_on": "2020-01-03", "article_20_item": 15, "issuer": "测试局",
    }  # fmt: skip
    path.write_text(json.dumps(old, ensure_ascii=False))
    (page,) = bring_in.bring_in(bring_in.check(path, category="other", division="zhiliang", at=moment), at=moment)
    number = page if isinstance(page, int) else page.pk

    def known(day):
        return [row.exempt for row in board(day).rows("publications") if row.number == number]

    assert known(dt.date(2020, 7, 31)) == known(moment.date() - dt.timedelta(days=1)) == [] and known(moment.date()) == ["imported"]
