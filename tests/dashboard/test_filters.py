"""The filters: what they do not apply to is told apart from what is empty; an impossible choice is answered in one sentence with its remedy."""

import pytest
from django.test import Client

from dashboard import exports, panels
from dashboard.figures import Board, CountedBoard
from dashboard.filters import KINDS, RowFilter
from dashboard.metric import METRICS, Group, Period, Row
from dashboard.roles import Role
from disclosure.ledger.errors import Invalid
from disclosure.rules.categories import Category
from disclosure.rules.channels import Channel
from tests.dashboard.lived import at
from tests.dashboard.test_panels import nothing_but

TODAY = at(11, 25).date()
LEADER = Role(posts=("main_leader",), divisions=None)


def board(made=Board, **asked):
    chosen = RowFilter({"as_of": str(TODAY), **asked}, today=TODAY)
    return made(LEADER, chosen.period(), chosen.choose, asked)


@pytest.mark.parametrize(("name", "values"), [("category", Category.values), ("channel", Channel.values), ("kind", list(KINDS))])
def test_what_a_filter_does_not_apply_to_is_empty_whatever_happened(lived, name, values):
    """Of no figure that is called 不适用 is there any row that has the value chosen."""
    whole = Board(LEADER, Period.of(as_of=TODAY))
    for value in values:
        shown = RowFilter({"as_of": str(TODAY), name: value}, today=TODAY)
        shown.period()
        for key, metric in METRICS.items():
            if Board(LEADER, whole.period, query={name: value}).why_not(key):
                assert not shown.choose(whole.values[key].rows), (metric.key, value)


def test_feedback_and_the_duty_to_take_it_are_two_kinds(lived):
    """Each has its own place in the list, its own rows, its own word in the exports, and the panel of duties leads to the duties."""
    labels = {value: str(label) for value, label in KINDS.items()}
    assert (labels["feedback"], labels["take_feedback"]) == ("意见反馈", "受理反馈意见") and len(set(labels.values())) == len(labels)
    whole = Board(LEADER, Period.of(as_of=TODAY)).values["obligations"].rows
    for value, source in (("feedback", "cases"), ("take_feedback", "duties")):
        shown = board(kind=value)
        rows = shown.values["obligations"].rows
        assert {row.source for row in rows} == {source} and len(rows) == sum(row.source == source and row.kind == "feedback" for row in whole)
        assert {line[8] for line in list(exports.row_table(rows, shown))[1:]} == {labels[value]}
    line = next(line for line in panels.duties(board()).lines if line.label == labels["take_feedback"])
    assert all("kind=take_feedback" in cell.href for cell in line.cells if cell.href)


def test_a_figure_without_categories_says_so_and_why(lived):
    """By category, the matters of the public and the register are 不适用, with the reason; publications have their number, none is 无."""
    shown = board(CountedBoard, category="internal-rules" if "internal-rules" in Category.values else Category.values[0])
    lines = {line.label: line for line in panels.figures(shown).lines}
    for key in ("applications_on_time", "should_be_public", "satisfaction", "reopened"):
        line = lines[str(METRICS[key].name)]
        assert line.cells[0].text == "不适用" and "没有类别" in line.sub, key
    assert lines[str(METRICS["publication_on_time"].name)].cells[0].text != "不适用"
    card = panels.card(shown, "applications_on_time")
    assert card.big == "不适用" and [cell.text for cell in card.parts] == ["不适用：这项指标统计的事项没有类别。"]
    answers = panels.answers(shown)
    assert not answers.lines and answers.empty == "不适用：这项指标统计的事项没有类别。" and not answers.notes
    assert all(line.cells[0].text == "不适用" for line in panels.gaps(shown).lines)
    steps = panels.steps(board(kind="head")).lines
    assert steps[0].cells[0].text != "不适用" and {cell.text for line in steps[1:] for cell in line.cells} == {"不适用"}
    assert "不适用" not in str(panels.figures(board()).lines)


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"division": "nonsense"}, "division", "“处室”没有“nonsense”这一项，请从列表中选择。"),
        ({"from": "2026-02-31"}, "from", "“起”所填“2026-02-31”不是日历上的日期，请按 2026-11-25 的样子填写。"),
        ({"from": "2026-10-02", "to": "2026-10-01"}, "from", "“起”2026-10-02 晚于“至”2026-10-01，请对调或者改填其中一个。"),
        ({"from": "2026-11-26"}, "from", "“起”2026-11-26 晚于“看哪一天的数”2026-11-25，请对调或者改填其中一个。"),
        ({"as_of": "2026-11-26"}, "as_of", "“看哪一天的数”2026-11-26 还没有到，没有数据，请填 2026-11-25 或者以前的日期。"),
        ({"to": "1000-01-01"}, "to", "“至”1000-01-01 过早，请填晚一些的日期。"),
    ],
)
def test_an_impossible_choice_is_told_in_one_sentence_with_its_remedy(lived, asked, field, words):
    """Which filter, what stands in it, what to do; no sentence of the framework."""
    with pytest.raises(Invalid) as refused:
        RowFilter(asked, today=TODAY).period()
    assert (refused.value.field, str(refused.value)) == (field, words)


def test_an_end_that_lies_ahead_is_cut_and_told(lived):
    """The figures end on the day up to which is counted, and the page says so; a day that is there is not remarked on."""
    chosen = RowFilter({"to": "2026-12-31"}, today=TODAY)
    assert chosen.period().last == TODAY and chosen.cut == "“至”2026-12-31 晚于数据截止日 2026-11-25，以下数字只到 2026-11-25。"
    browser = Client()
    browser.force_login(lived.bureau.main_leader)
    for address in ("/admin/dashboard/", "/admin/dashboard/rows/overdue/"):
        text = browser.get(f"{address}?as_of=2026-10-30&to=2026-11-20").content.decode()
        assert "“至”2026-11-20 晚于数据截止日 2026-10-30，以下数字只到 2026-10-30。" in text
        assert "晚于数据截止日" not in browser.get(f"{address}?to=2026-10-30").content.decode()


def test_the_parts_of_a_card_add_up(lived):
    """133 in time, 3 done late, 3 overdue and not done, of 139: each part is told, and leads to its rows."""
    day = at(11, 3).date()
    rows = [
        Row("publications", 1, "题", begun_on=day, due_on=at(11, 20).date(), done_on=day, weight=133),
        Row("publications", 2, "题", begun_on=at(10, 1).date(), due_on=at(11, 1).date(), done_on=day, weight=3),
        Row("publications", 3, "题", begun_on=at(10, 1).date(), due_on=at(11, 2).date(), weight=3),
    ]
    shown = Board(LEADER, Period.of(as_of=TODAY), rows=nothing_but(publications=rows))
    in_time, due, done_late, overdue = panels.card(shown, "publication_on_time").parts
    assert [cell.text for cell in (in_time, due, done_late, overdue)] == ["133 件按期", "139 件应办", "3 件逾期办结", "3 件逾期未办"]
    assert in_time.value + done_late.value + overdue.value == due.value and overdue.red and not done_late.red
    assert f"group={Group.DONE_LATE.value}" in done_late.href and f"group={Group.OPEN_LATE.value}" in overdue.href
