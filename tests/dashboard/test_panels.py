"""The panels: what waits with whom, the slowest step, guards that jump, definitions beside each figure, no ranking, no rate rounded up."""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import replace

import pytest
from django.utils.functional import cached_property

from dashboard import charts, exports, panels
from dashboard.figures import Board
from dashboard.filters import RowFilter
from dashboard.metric import METRICS, SMALL, Group, Period, Row, Value
from dashboard.panels import panel
from dashboard.roles import Role
from dashboard.rows import SOURCES
from tests.dashboard.lived import at

TODAY = at(11, 25).date()


def board(**more):
    return Board(Role(posts=("main_leader",), divisions=None), Period.of(as_of=TODAY), **more)


@pytest.mark.parametrize(("value", "words"), [(None, "—"), (1, "100"), (0.9999, "99.9"), (0.9994, "99.9"), (0.974, "97.4"), (0, "0")])
def test_no_rate_is_rounded_up_to_a_whole_one(value, words):
    """1,999 of 2,000 is 99.9 %, not 100 %: one is late."""
    assert panels.percent(value) == words


def test_a_month_that_is_not_wholly_in_time_is_no_whole_one_in_chart_and_file():
    """2,999 of 3,000: 99.9 as a number too, in the chart and in the file; 3,000 of 3,000 is 100."""
    day = at(11, 3).date()
    rows = [Row("publications", n, "题", begun_on=day, due_on=at(11, 20).date(), done_on=day) for n in range(2999)]
    one_late = Row("publications", 3000, "题", begun_on=at(10, 1).date(), due_on=at(11, 2).date())
    for owed, words, number in (([*rows, one_late], "99.9%", 99.9), (rows, "100%", 100)):
        shown = panels.trend(board(rows={"publications": owed}))
        cell = shown.lines[-1].cells[0]
        assert (cell.text, cell.value) == (words, number)
        assert charts.figure(shown)["data"][0]["y"][-1] == number and list(exports.table(shown))[-1][1] == number


def test_what_waits_with_whom_is_told_by_person(lived):
    """Each person once, with what is open, what of it is overdue and the earliest day; whoever is most behind stands first."""
    shown = board()
    found = defaultdict(list)
    for row in shown.values["obligations"].rows:
        if row.group(shown.period) in (Group.OPEN_IN_TIME, Group.OPEN_LATE):
            found[row.owner_name].append(row)
    *lines, total = panels.waiting(shown).lines
    owners = {(row.owner, row.owner_name) for rows in found.values() for row in rows}
    assert {line.label for line in lines} == set(found) and len(lines) == len(owners)
    for line in lines:
        late = [row for row in found[line.label] if row.due_on and row.due_on < TODAY]
        assert [cell.value for cell in line.cells[:2]] == [len(found[line.label]), len(late)]
        assert line.cells[2].text == min(row.due_on for row in found[line.label] if row.due_on).isoformat()
    assert [line.cells[1].value for line in lines] == sorted((line.cells[1].value for line in lines), reverse=True)
    assert total.cells[0].value == sum(map(len, found.values()))


def test_the_slowest_step_is_marked_and_pauses_do_not_count(lived):
    """Exactly the one whose median is the longest; the days that an item waited for an answer from above are not its reviewer's."""
    found = board().rows("steps")
    shown = board(rows=nothing_but(steps=[replace(row, weight=SMALL) for row in found]))
    lines = panels.steps(shown).lines
    slowest = max(lines, key=lambda line: (line.cells[1].value or 0, line.cells[2].value or 0))
    assert [(line.label, line.mark) for line in lines if line.mark] == [(slowest.label, "最慢")]
    paused = [row for row in shown.values["step_secrecy_median_days"].rows if row.get("referred")]
    assert [(row.get("days"), row.get("paused")) for row in paused] == [(0, 6)], "referred on 12 October, answered on the 20th"


def nothing_but(**rows):
    """The rows of every source, of all but some none."""
    return {name: [] for name in SOURCES} | rows


def test_a_median_over_few_is_marked_with_their_number_and_not_compared(lived):
    """Nine passages: their median stands there, marked, and is not called the slowest; ten are enough. Nothing is no mark."""
    day = at(11, 5).date()
    took = {"head": (9, SMALL - 1), "secrecy": (5, SMALL), "leader": (1, SMALL)}
    rows = [
        Row("steps", n, "题", kind=step, begun_on=at(11, 2).date(), done_on=day, weight=weight, facts={"days": days})
        for n, (step, (days, weight)) in enumerate(took.items())
    ]
    shown = board(rows=nothing_but(steps=rows))
    assert [line.mark for line in panels.steps(shown).lines] == ["件数少", "最慢", "", ""]
    told = {line.label: [cell.text for cell in line.cells[:2]] for line in panels.figures(shown).lines}
    assert [told[str(METRICS[f"step_{step}_median_days"].name)] for step in took] == [
        ["9.0", "共 9 件，件数少"],
        ["5.0", "共 10 件"],
        ["1.0", "共 10 件"],
    ]
    assert told[str(METRICS["step_group_median_days"].name)] == ["无", ""]
    metric = METRICS["step_head_median_days"]
    assert panels.in_full(metric, shown.values[metric.key]) == "9.0（共 9 件，件数少）"
    assert panels.in_full(METRICS["step_secrecy_median_days"], shown.values["step_secrecy_median_days"]) == "5.0"
    given = shown.as_json(metric.key)
    assert (given["value"], given["numerator"], given["denominator"], given["count"], given["small"]) == (9, None, None, 9, True)


def test_how_many_an_answer_time_is_of_stands_beside_it(lived):
    """In the panel of answers, in the strip of consultations and in the brief: fewer than ten are marked."""
    shown = board()
    for line, key in zip(panels.answers(shown).lines, ("applications", "complaints", "feedback"), strict=True):
        of = shown.values[f"{key}_median_days"].of
        assert line.cells[0].value == of and line.mark == ("件数少" if 0 < of < SMALL else "")
    of = shown.values["consultation_median_days"].of
    assert 0 < of < SMALL and f"共 {of} 件，件数少" in [cell.text for _name, _cell, more in panels.hearing(shown).strip for cell in more]
    assert f"个工作日（共 {shown.values['feedback_median_days'].of} 件" in exports.brief_text(shown)


def test_the_panel_of_consultations_says_which_are_not_in_its_table(lived):
    """Five have closed and stand in the table; of the seven two are open to comment, and the note says so. Where all are there it says nothing."""

    def row(n, phase, begun, done=None):
        return Row("consultation_results", n, "题", begun_on=begun, due_on=at(12, 20).date(), done_on=done, facts={"phase": phase})

    closed = [row(n, "closed", at(11, n).date()) for n in range(1, 6)]
    others = [row(8, "open", at(12, 8).date()), row(9, "open", at(12, 9).date())]
    earlier = row(10, "concluded", dt.date(2025, 6, 1), dt.date(2025, 7, 1))
    shown = panels.hearing(board(rows=nothing_but(consultation_results=[*closed, *others])))
    assert len(shown.lines) == 5 + 1 and shown.strip[0][1].text == "7"
    assert shown.notes == ("征求意见共 7 件，表中列已截止的 5 件；未列的：征求中 2 件。",)
    both = panels.hearing(board(rows=nothing_but(consultation_results=[*closed, *others, earlier])))
    assert both.notes == ("征求意见共 8 件，表中列已截止的 5 件；未列的：征求中 2 件，本期之前已公布 1 件。",)
    assert panels.hearing(board(rows=nothing_but(consultation_results=closed))).notes == ()


def test_divisions_stand_in_the_order_of_the_organisation(lived):
    """No ranking: whoever is latest does not come first (五（五）: figures, not a race)."""
    from disclosure.org.models import Division

    for place, code in enumerate(("bangong", "zhiliang", "anquan")):
        Division.objects.filter(code=code).update(order=place)
    names = [line.label for line in panels.divisions(board()).lines]
    assert names[:3] == ["办公室", "质量处", "安全处"]


def test_posts_that_nobody_holds_are_lines_of_their_own_in_the_tree(lived):
    """Two vacant posts of one division: each has its line with what it owes, and the division is the sum of both."""
    from tests.dashboard.recount import adds_up

    names = ("处长（空缺）", "编辑（空缺）", "处长（空缺）")
    owed = [Row("duties", n, "题", division="zhiliang", owner_name=name, begun_on=at(11, 2).date()) for n, name in enumerate(names)]
    tree = panels.tree(board(rows=nothing_but(duties=owed)))
    adds_up(tree)
    assert sorted((line.label, line.cells[0].value) for line in tree.lines if line.depth == 3) == [("处长（空缺）", 2), ("编辑（空缺）", 1)]


class Watched(Board):
    """A board of rows of publications that one figure judges: `touched` of them by its second guard. days: {(first, last): (rows, touched)}."""

    def __init__(self, period, days):
        super().__init__(Role(posts=("main_leader",), divisions=None), period, rows=defaultdict(list))
        self.days = days

    @cached_property
    def values(self):
        return defaultdict(lambda: Value(None), {key: self.value(key) for key in ("publication_on_time", "published")})

    def value(self, key, rows=None):
        of, touched = self.days.get((self.period.first, self.period.last), (0, 0)) if key == "publication_on_time" else (0, 0)
        made = (Row("publications", n, "题", division="zhiliang" if n % 3 else "", facts={"entered_late": n < touched}) for n in range(of))
        return Value(None, rows=tuple(made))

    def rows(self, *names):
        return []

    def during(self, first, last):
        return Watched(Period(first, last, self.period.known), self.days)


def jumps(first, last, **days):
    """The alerts of a period; days: {"now" | "then" | "recent" | "earlier": (rows, touched)}."""
    assert METRICS["publication_on_time"].guards[1].key == "entered_late"
    period, recent = Period.of(as_of=last, first=first), last - dt.timedelta(days=29)
    before, day = period.before(), dt.timedelta(days=1)
    where = {
        "now": (first, last), "then": (before.first, before.last), "recent": (recent, last), "earlier": (recent - 30 * day, recent - day)
    }  # fmt: skip
    return panels.alerts(Watched(period, {where[name]: counted for name, counted in days.items()}))


def test_what_was_confirmed_and_then_reopened_is_no_satisfaction():
    """confirmed ÷ (confirmed + reopened), each answer once: a second thought counts; who said nothing does not."""
    told = ({"confirmed": True}, {"confirmed": True, "reopened": True}, {"reopened": True}, {})
    days = {"begun_on": at(11, 2).date(), "done_on": at(11, 5).date()}
    value = METRICS["satisfaction"].value([Row("cases", n, "题", facts=facts, **days) for n, facts in enumerate(told)], Period.of(as_of=TODAY))
    assert (value.numerator, value.denominator) == (1, 3)


@pytest.mark.parametrize(("now", "then", "told"), [(9, 4, True), (8, 4, False), (5, 0, True), (4, 0, False), (0, 0, False)])
def test_a_guard_that_jumps_is_told_at_the_top(lived, now, then, told):
    """More than twice its share of the period before, and at least five: what jumped, from what to what, whose, with the way to its rows."""
    found = jumps(dt.date(2026, 11, 1), TODAY, now=(20, now), then=(20, then))
    assert bool(found) == told
    if told:
        (jump,) = found
        assert (jump.figure, jump.guard) == (METRICS["publication_on_time"].name, METRICS["publication_on_time"].guards[1].name)
        assert (jump.now, jump.all, jump.then, jump.before) == (now, 20, then, 20) and "guard=entered_late" in jump.href
        assert sum(cell.value for cell in jump.whose) == now and {name in jump.text for name in ("质量处", "局级")} == {True}
        assert any("division=zhiliang" in cell.href and "guard=entered_late" in cell.href for cell in jump.whose)


def test_few_before_are_no_measure_of_a_jump(lived):
    """Under ten before nothing is compared."""
    assert not jumps(dt.date(2026, 11, 1), TODAY, now=(20, 9), then=(9, 0))
    assert jumps(dt.date(2026, 11, 1), TODAY, now=(20, 9), then=(10, 0))


def test_in_a_long_period_the_last_days_are_watched_by_themselves(lived):
    """Since 1 January nothing doubles and the year before knows nothing, but the last thirty days jump against the thirty before them."""
    new_year = dt.date(2026, 1, 1)
    (jump,) = jumps(new_year, TODAY, now=(300, 8), recent=(20, 8), earlier=(20, 1))
    assert (jump.now, jump.all, jump.then, jump.before) == (8, 20, 1, 20)
    assert (jump.period.first, jump.period.last, jump.earlier.first, jump.earlier.last) == (
        dt.date(2026, 10, 27), TODAY, dt.date(2026, 9, 27), dt.date(2026, 10, 26)
    )  # fmt: skip
    assert "from=2026-10-27" in jump.href and "to=2026-11-25" in jump.href
    assert not jumps(new_year, TODAY, now=(300, 8), recent=(20, 4), earlier=(20, 1))
    both = jumps(new_year, TODAY, now=(300, 80), then=(300, 10), recent=(20, 8), earlier=(20, 1))
    assert [jump.all for jump in both] == [300], "what the period itself shows is told once"
    assert not jumps(dt.date(2026, 10, 1), TODAY, recent=(20, 8), earlier=(20, 1)), "a short period speaks of itself"


def test_every_figure_says_what_it_means(lived, client):
    """Definition, formula, version and since when, exclusions of every figure: on the page of definitions, in its panel's fold, above its rows."""
    client.force_login(lived.bureau.main_leader)
    page = client.get("/admin/dashboard/definitions/").content.decode()
    shown = client.get("/admin/dashboard/?as_of=2026-11-25").content.decode()
    for key, metric in METRICS.items():
        assert str(metric.definition) and str(metric.formula) and metric.version >= 1 and metric.since, key
        assert all(str(guard.what) for guard in metric.guards), key
        for words in (metric.name, metric.definition, metric.formula, *metric.exclusions, *(guard.what for guard in metric.guards)):
            assert escaped(words) in page and escaped(words) in shown, (key, str(words))
    rows = client.get("/admin/dashboard/rows/overdue/").content.decode()
    assert all(escaped(words) in rows for words in (METRICS["overdue"].definition, METRICS["overdue"].formula, *METRICS["overdue"].exclusions))


def escaped(words):
    from django.utils.html import escape

    return escape(str(words))


def test_a_rate_over_few_is_given_as_counts(lived):
    """In words and on its card: fewer than ten are counts, never a percentage."""
    shown = board()
    value = shown.values["applications_on_time"]
    assert value.small and panels.in_words(METRICS["applications_on_time"], value) == f"{value.numerator} 件，共 {value.denominator} 件"
    card = panels.card(shown, "applications_on_time")
    assert card.big == str(value.numerator) and card.unit != "%" and card.notes


def test_a_month_over_few_has_no_percentage_and_no_point(lived):
    """Fewer than ten in a month: marked, with the counts beside it, never a rate; the months are still told."""
    shown = panels.trend(board())
    for line in shown.lines:
        rate, _part, whole = line.cells
        assert (rate.value is None) == (whole.value < 10) and ("%" in rate.text) == (whole.value >= 10), line.label
        assert rate.text == ("无" if not whole.value else "件数少" if whole.value < 10 else rate.text)
    assert any(line.cells[0].text == "件数少" and line.cells[0].href for line in shown.lines)


@pytest.mark.parametrize(
    ("codes", "words"), [(("zhiliang", "anquan"), "归 2 个处室"), (("zhiliang", "", ""), "归 1 个处室和局级"), (("",), "归局级")]
)
def test_the_bureau_level_is_no_division(codes, words):
    """What is late at the level of the bureau is named beside the divisions, not counted as one more."""
    assert panels.places(codes) == words


def test_the_smallest_part_of_a_bar_is_drawn_as_wide_as_can_be_seen():
    """Two overdue beside three hundred in time: a red part a seventieth of the longest bar wide, that says 2; nothing stays nothing."""
    lines = tuple(
        panels.Line(name, tuple(panels.number(value) for value in values)) for name, values in (("甲", (298, 0, 0, 2)), ("乙", (40, 0, 0, 20)))
    )
    *_others, overdue = charts.figure(panels.Panel("divisions", "", "", ("按期", "超期", "在办", "逾期"), lines, chart="stack", drawn=(0, 1, 2, 3)))[
        "data"
    ]
    assert overdue["x"] == [4.5, 20] and overdue["customdata"] == [2, 20] and "%{customdata}" in overdue["hovertemplate"]
    assert _others[1]["x"] == [None, None]


def test_what_may_still_be_answered_is_not_drawn_as_overdue():
    """Red is for what is late alone: comments on a draft whose result is not due yet are grey, those past the promised day red; no empty bar."""
    columns = ("意见", "采纳", "部分采纳", "没有采纳", "未答复")
    lines = tuple(
        panels.Line(name, tuple(panels.number(value, red=late) for value in (4, 0, 0, 0, 4))) for name, late in (("甲", False), ("乙", True))
    )  # fmt: skip
    *decided, unanswered = charts.figure(panels.Panel("hearing", "", "", columns, lines, chart="stack", drawn=(1, 2, 3, 4)))["data"]
    assert unanswered["marker"]["color"] == ["#7f8f9f", "#b42318"]
    assert all(bar["x"] == [None, None] for bar in decided)


def test_a_leaders_divisions_alone_stand_under_his_filter(lived, client):
    """The rows of other divisions are left out, not shown as zeros."""
    client.force_login(lived.bureau.main_leader)
    leader = lived.bureau.leader.get_username()
    account, _name, codes = next(each for each in board().who.leaders if each[0] == leader)
    text = client.get(f"/admin/dashboard/?as_of=2026-11-25&leader={account}").content.decode()
    table = text.split('id="h-divisions"')[1].split("</table>")[0]
    names = {division.code: division.name for division in board().who.standing}
    assert {code for code, name in names.items() if f">{name}</a>" in table} == set(codes) & set(names) != set(names)


def test_the_rows_of_a_figure_say_what_is_owed_and_for_how_long(lived, client):
    """One matter may owe several things: each row names its own, and an overdue one the working days."""
    client.force_login(lived.bureau.main_leader)
    text = "".join(client.get(f"/admin/dashboard/rows/overdue/?as_of=2026-11-25&page={page}").content.decode() for page in (1, 2, 3))
    late = panels.lateness(board())
    assert {each.days for each in late if f"逾期{each.days}个工作日" not in text} == set()
    assert {str(each.what) for each in late if str(each.what) not in text} == set() and len({each.what for each in late}) > 1


@pytest.mark.parametrize("key", ["wrongly_public", "half_public", "flagged_without_consultation"])
def test_what_has_no_day_is_neither_in_time_nor_late(lived, client, key):
    """What was taken down because it should not have been public was not “done in time”: such a row says where it stands, and no group."""
    client.force_login(lived.bureau.main_leader)
    where = f"/admin/dashboard/rows/{key}/?as_of=2026-11-25"
    assert {row.source for row in board().values[key].rows if row.due_on is None}
    told = client.get(where).content.decode(), client.get(f"{where}&format=csv").content.decode()
    assert not [label for label in Group.labels for text in told if f">{label}<" in text or f",{label}," in text]


def test_where_a_row_stands_is_told_in_words(lived):
    """No code of a ground, no number in place of a state."""
    rows = board().rows("re_examinations", "inquiries")
    assert rows and all(row.stands and not re.search(r"N\d|XC-", str(row.stands)) for row in rows)
    comments = {str(row.stands) for row in board().rows("comments")}
    assert "采纳" in comments and not any(re.search("[a-z]", words) for words in comments)


def test_rows_taken_away_name_kind_and_category_in_words(lived):
    """No code of a kind or a category in the file."""
    from dashboard.exports import row_table

    shown = board()
    _head, *lines = row_table(shown.values["obligations"].rows, shown)
    assert lines and not [line[-2:] for line in lines if re.search(r"[a-z]", "".join(line[-2:]))]


@pytest.mark.parametrize("kind", ["complaint", "head"])
def test_a_panel_of_which_nothing_is_of_the_kind_chosen_says_so_once(lived, kind):
    """Not “本期没有截止的征求意见”, not twelve months of 0: 不适用, in one sentence; one step left alone is not the slowest."""
    chosen = RowFilter({"kind": kind}, today=dt.date(2026, 11, 24))
    shown = Board(lived_role(), chosen.period(), chosen.choose, {"kind": kind})
    for key in ("hearing", "duties", "trend"):
        made = panel(shown, key)
        assert not made.lines and made.empty.startswith("不适用："), key
    for key in ("answers", "steps"):
        made = panel(shown, key)
        assert not any(line.sub or line.mark == "最慢" for line in made.lines) and sum(note.startswith("不适用") for note in made.notes) <= 1
        assert not made.lines or any(cell.text != "不适用" for line in made.lines for cell in line.cells), "a table of 不适用 alone"
    assert not panel(shown, "gaps").lines or kind == "channel"
    assert panel(shown, "gaps").empty.startswith("不适用：")


def lived_role():
    """Who sees everything."""
    return Role(posts=("main_leader",), divisions=None)
