"""The weekly brief by mail and on paper."""

import dataclasses
import datetime as dt
import re

import pytest

from cms.demo.days import standing_at
from dashboard import exports, panels
from dashboard.briefs import send, weekly
from dashboard.facts import catch_up
from dashboard.figures import Board, CountedBoard
from dashboard.metric import Period
from dashboard.panels import lateness
from dashboard.roles import Role, handed_round, role_of
from dashboard.week import STOCKS, Week
from disclosure.complaints.models import Inquiry
from disclosure.org.models import Delegation, Post
from disclosure.outbox.models import Message
from tests import factories
from tests.dashboard.lived import at


def test_the_brief_goes_once_a_week_to_each_who_has_a_dashboard(lived):
    """On the first working day at eight: main leader, leaders, heads, efficiency office, auditor; nobody else, and no second time."""
    assert send(at(11, 16, 7)) is None
    assert send(at(11, 16, 8)) == 8
    assert send(at(11, 16, 9)) is None and send(at(11, 18, 9)) is None
    sent = {message.to[0].partition("@")[0]: message for message in Message.objects.filter(key__startswith="brief:")}
    assert set(sent) == {
        "main-leader", "leader", "other-leader", "head-zhiliang", "head-anquan", "head-bangong", "efficiency", "auditor",
    }  # fmt: skip
    assert "项逾期" in sent["main-leader"].subject and lived["stuck"].page.title in sent["head-zhiliang"].body
    assert lived["stuck"].page.title not in sent["head-anquan"].body
    assert all("/admin/dashboard/brief.pdf" in message.body for message in sent.values()), "the way to the printed one"
    durations = [line for line in sent["main-leader"].body.splitlines() if "用时中位数：" in line and not line.endswith("：无")]
    assert durations and all(re.search(r"\d 个工作日（共 \d+ 件(，件数少)?）$", line) for line in durations), "of how many each is"
    assert send(at(11, 23, 9)) == 8


def test_who_acts_for_a_post_gets_its_brief_too_and_nobody_two(lived):
    """五（五）: a delegate, and the deputy of a vacant post, have a dashboard and so a brief; the deputy of a post that is held has neither."""
    zhiliang, anquan = (Post.objects.get(kind="division_head", division=getattr(lived.bureau, code)) for code in ("zhiliang", "anquan"))
    people = {name: factories.person(name) for name in ("delegate", "deputy", "idle")}
    for post in (zhiliang, Post.objects.get(kind="auditor")):  # of two posts: still one brief
        Delegation.objects.create(post=post, to=people["delegate"], from_date=at(11, 1).date(), to_date=at(12, 31).date())
    Post.objects.filter(pk=anquan.pk).update(deputy=people["deputy"], to_date=at(11, 1).date())
    Post.objects.filter(kind="main_leader").update(deputy=people["idle"])
    assert send(at(11, 16, 8)) == 8 + 2 - 1
    sent = [message.to[0].partition("@")[0] for message in Message.objects.filter(key__startswith="brief:")]
    assert len(sent) == len(set(sent)) and {"delegate", "deputy"} <= set(sent) and not {"idle", "head-anquan"} & set(sent)


def test_a_holiday_monday_puts_it_off_and_a_past_week_has_none(lived):
    """5 October 2026 is a holiday: the brief comes on the 8th; who lives through the past gets none from the clocks."""
    assert send(at(10, 5, 9)) is None
    assert send(at(10, 8, 9)) == 8
    with standing_at(at(9, 14, 9)):
        assert weekly(at(9, 14, 9)) is None


def brief_of(user, on, monkeypatch, most=1000):
    """(rows of the printed brief, [Late] of the board, the mail's words)."""
    monkeypatch.setattr(exports, "MOST_LATE", most)
    board, printed = Board(handed_round(role_of(user, on), on), Period.of(as_of=on)), []
    monkeypatch.setattr(exports, "_compiled", lambda values, **how: printed.append(values) or b"%PDF")
    exports.brief(board, title="效能监督周报", bureau="局")
    return printed[0]["tables"][0]["lines"], lateness(board), exports.brief_text(board)


@pytest.mark.parametrize("post", ["main_leader", "efficiency", "auditor"])
def test_the_brief_of_the_whole_bureau_is_passed_on_and_names_no_single_complaint(lived, monkeypatch, post):
    """五（五）: mail and print say that one is late, whose and for how long, in as many rows; on the screen its number leads to it."""
    printed, late, mail = brief_of(getattr(lived.bureau, post), at(11, 25).date(), monkeypatch)
    assert len(printed) <= len(late) and {line[1] for line in printed} <= {exports.days_late(each) for each in late}
    told = [each for each in late if each.row.kind == "complaint" or each.row.source == "inquiries"]
    named = [line[0] for line in printed if line[0].startswith("投诉")]
    assert len(told) >= 2 and len(named) >= len(told) and {"投诉1件（答复群众）", "投诉协查1件（答复协查）"} <= set(named)
    assert any(re.search("TS-|XC-", each.row.title) for each in told) and not re.search(r"TS-|XC-", f"{printed}{mail}")
    plain = [each.row for each in late if each.row.source == "orders"]
    assert any(row.title.split(" ", 1)[1] in str(printed) for row in plain), "an order out of no complaint, by its matter"
    assert not any(row.get("number") in f"{printed}{mail}" for row in plain), "a gap in the numbers would tell of the others"


def test_the_brief_of_a_head_names_the_inquiries_that_he_owes(lived, monkeypatch):
    """What he must answer he finds by its number; no complaint is among his rows."""
    printed, _late, mail = brief_of(lived.bureau.head_anquan, at(11, 25).date(), monkeypatch)
    owed = [each.number for each in Inquiry.objects.filter(division__code="anquan") if each.is_open and each.due_on < at(11, 25).date()]
    assert owed and all(number in str(printed) and number in mail for number in owed) and "TS-" not in f"{printed}{mail}"


LEADER = Role(posts=("main_leader",), divisions=None)


def test_the_mail_names_a_matter_once_with_all_that_it_owes(lived, monkeypatch):
    """As on paper: one line a matter with what it owes and how many that are, so that the lines add up to the number above them."""
    on = at(11, 25).date()
    printed, late, mail = brief_of(lived.bureau.main_leader, on, monkeypatch)
    several = [line for line in printed if "、" in line[0].rpartition("（")[2]]
    lines = [line for line in mail[mail.index("截至") :].splitlines() if line.startswith("期限")]
    assert several and len(lines) == len(printed) < len(late)
    counts = [int(found[1]) if (found := re.search("，共 (\\d+) 项）", line)) else 1 for line in lines]
    assert sum(counts) == len(late) and max(counts) > 1
    monkeypatch.setattr(exports, "MOST_LATE", 1)
    short = exports.brief_text(Board(handed_round(role_of(lived.bureau.main_leader, on), on), Period.of(as_of=on)))
    assert f"另有 {len(late) - counts[0]} 项" in short


@pytest.mark.parametrize("made", [Board, CountedBoard])
@pytest.mark.parametrize("day", [at(10, 18), at(11, 15), at(11, 18)])
def test_the_brief_is_about_the_week_before_its_day(lived, made, day):
    """The last whole week up to the day: what became overdue in it, what was closed in it; of the day: what waits, what is due till the next Sunday.
    By rows and by the summary the same, counted here from the rows themselves."""
    catch_up.catch_up()
    today = day.date()
    monday = today + dt.timedelta(days=1)
    monday -= dt.timedelta(days=monday.weekday())
    first, last = monday - dt.timedelta(days=7), monday - dt.timedelta(days=1)
    board = Board(LEADER, Period.of(as_of=today))
    owed = board.values["obligations"].rows
    week = Week(made(LEADER, Period.of(as_of=today)))
    assert (week.first, week.last) == (first, last)
    then = Board(LEADER, Period(first, last, today)).values["obligations"].rows
    late = {row.key for row in then if row.done_on is None or row.done_on > last if row.due_on and first - dt.timedelta(days=1) <= row.due_on < last}
    assert {each.row.key for each in week.newly_late()} == late
    closed = [row for row in then if row.done_on is not None and first <= max(row.done_on, row.begun_on) <= last]
    assert week.closed == len(closed) and week.closed_late == sum(row.due_on is not None and row.done_on > row.due_on for row in closed)
    still = [row for row in owed if not row.group(board.period).done]
    assert week.waits == len(still)
    ahead = {row.key for row in still if row.due_on and today <= row.due_on <= monday + dt.timedelta(days=6)}
    assert {row.key for row in week.ahead()} == ahead
    lapsed = [row for row in still if row.due_on and monday <= row.due_on < today]
    assert week.lapsed() == len(lapsed) and (f"{len(lapsed)} 项" in week.lapsed_words) == bool(lapsed)


def test_mail_and_paper_say_which_period_each_figure_is_of(lived, monkeypatch):
    """上周 with its days first, then what waits and what is due this week; the year's figures stand beside the week's, each under its days."""
    today = at(11, 15).date()
    board, printed = Board(LEADER, Period.of(as_of=today)), []
    monkeypatch.setattr(exports, "_compiled", lambda values, **how: printed.append(values) or b"%PDF")
    exports.brief(board, title="效能监督周报", bureau="局")
    mail, paper = exports.brief_text(board), str(printed[0])
    for text in (mail, paper):
        for words in ("上周（11月9日至11月15日）", "新增逾期", "到期（11月15日至11月22日）", "今年（1月1日至11月15日）"):
            assert words in text, words
    figures = next(panel for panel in printed[0]["panels"] if panel["key"] == "week")
    assert figures["columns"] == ["上周（11月9日至11月15日）", "今年（1月1日至11月15日）"]
    published = next(line for line in figures["lines"] if line["label"] == "已发布")
    week, year = (
        Board(LEADER, Period(*days, today)).values["published"].value for days in ((at(11, 9).date(), at(11, 15).date()), (at(1, 1).date(), today))
    )
    assert [cell["text"] for cell in published["cells"]] == [str(week), str(year)] and week < year
    assert f"已发布：上周 {week}；今年 {year}" in mail
    closed = next(card for card in printed[0]["cards"] if card["name"] == "办结")
    assert re.fullmatch(r"今年（1月1日至11月15日）：办结 \d+ 项", closed["parts"][-1])
    assert send(at(11, 16, 8)) == 8
    assert all("brief.pdf?as_of=2026-11-15" in message.body for message in Message.objects.filter(key__startswith="brief:"))


def test_many_overdue_are_not_all_printed_but_counted(lived, monkeypatch):
    """Of more than the brief holds the oldest are named, and how many more there are is said."""
    printed, late, mail = brief_of(lived.bureau.main_leader, at(11, 25).date(), monkeypatch, most=2)
    named = sum(len(group) for group in exports._matters(late)[:2])
    assert len(printed) <= 2 <= named < len(late) and f"另有 {len(late) - named} 项" in mail


def test_what_fell_due_earlier_this_week_is_said_and_the_days_ahead_begin_with_the_day(lived, monkeypatch):
    """On a Friday “falls due” is of Friday to Sunday; how much of Monday to Thursday is overdue already stands beside it, in mail and on paper."""
    on = next(day for day in (at(9, 7).date() + dt.timedelta(days=n) for n in range(80)) if day.weekday() == 4 and Week(made(LEADER, day)).lapsed())
    board, printed = made(LEADER, on), []
    week = Week(board)
    monkeypatch.setattr(exports, "_compiled", lambda values, **how: printed.append(values) or b"%PDF")
    exports.brief(board, title="效能监督周报", bureau="局")
    for text in (exports.brief_text(board), str(printed[0]["cards"])):
        assert week.ahead_words in text and week.lapsed_words in text
    assert week.ahead_words.startswith(f"{on.month}月{on.day}日至")


def made(role, on):
    return Board(role, Period.of(as_of=on))


def test_mail_and_the_paper_it_leads_to_say_the_same(lived):
    """What is done on the morning of the mail is in neither: both count to the end of the day before."""
    assert send(at(11, 16, 8)) == 8
    (body,) = (each.body for each in Message.objects.filter(key__startswith="brief:") if each.to[0].startswith("main-leader@"))
    assert "as_of=2026-11-15" in body and "11月15日" in body and "11月16日待办" not in body
    board = CountedBoard(handed_round(role_of(lived.bureau.main_leader, at(11, 16).date()), at(11, 16).date()), Period.of(as_of=at(11, 15).date()))
    assert body.startswith(exports.brief_text(board))


def test_all_who_see_everything_hand_round_the_same_numbers(lived):
    """A complaint about the main leader is in nobody's brief: else he would subtract his sheet from the auditor's (信访工作条例 art. 30)."""
    bureau, today = lived.bureau, at(11, 25).date()
    lived["complaints"]["solved"].persons.add(bureau.main_leader)
    boards = [
        Board(handed_round(role_of(type(user).objects.get(pk=user.pk), today), today), Period.of(as_of=today))
        for user in (bureau.main_leader, bureau.efficiency, bureau.auditor)
    ]
    told = [[(key, value.value, value.numerator, value.denominator) for key, value in board.values.items()] for board in boards]
    assert told[0] == told[1] == told[2]
    assert all("不计入" in exports.handed_words(board) and exports.handed_words(board) in exports.brief_text(board) for board in boards)
    assert len(made(role_of(bureau.auditor, today), today).rows("cases")) > len(boards[0].rows("cases"))


def test_the_brief_is_two_sheets_at_the_most(lived):
    """However much there is: the tables are shortened, and what is left out is counted."""
    today = at(11, 25).date()
    board = made(role_of(lived.bureau.main_leader, today), today)
    assert exports.sheets(exports.brief(board, title="效能监督周报", bureau="局")) in (1, 2)


def test_a_crowded_brief_is_shortened_until_it_fits(lived, monkeypatch):
    """Three hundred overdue matters with long titles: two sheets, with how many more there are."""
    today = at(11, 25).date()
    board = made(role_of(lived.bureau.main_leader, today), today)
    many = [dataclasses.replace(each, row=dataclasses.replace(each.row, title=f"{n}关于进一步加强公路水运工程质量安全监督管理工作的通知" * 2))
            for n in range(30) for each in lateness(board)]  # fmt: skip
    monkeypatch.setattr(exports, "handed_on", lambda _board, most=None: many[:most])
    told = []
    real = exports._compiled
    monkeypatch.setattr(exports, "_compiled", lambda values, **how: told.append(values) or real(values, **how))
    assert exports.sheets(exports.brief(board, title="效能监督周报", bureau="局")) == 2
    assert "另有" in told[-1]["tables"][0]["more"]


def test_what_one_matter_owes_twice_is_one_line_and_what_is_new_is_marked(lived, monkeypatch):
    """A step and the publication behind it: one line with both; a sheet of its own for what became overdue last week is not needed."""
    today = at(11, 25).date()
    board = made(LEADER, today)
    lines = exports._by_matter(exports.handed_on(board), {each.row.key for each in Week(board).newly_late()})
    assert sum(line["count"] for line in lines) == len(lateness(board)) > len(lines)
    assert any(line["new"] and line["cells"][0].startswith("〔新〕") for line in lines) == bool(Week(board).newly_late())
    assert all(line["count"] == 1 for line in lines if line["cells"][0].startswith(("投诉", "〔新〕投诉")))


def test_the_mail_names_days_and_ends_no_sentence_in_nothing(lived):
    """五（五）: each overdue matter with its day and the days since; the figures of the paper; what is open is of the last day."""
    today = at(11, 18).date()
    board = made(LEADER, today)
    text, week = exports.brief_text(board), Week(board)
    for each in week.newly_late():
        assert f"期限{each.row.due_on.isoformat()}，逾期 {each.days} 个工作日  {each.row.title}" in text
    assert not [line for line in text.splitlines() if line.endswith("：")] and str(STOCKS) in text
    assert all(str(metric.name) in text for metric, _now, _beside in week.told_figures())
    assert not [line for line in text.splitlines() if line.endswith("上周 无；今年 无")]


def test_what_fell_due_on_friday_is_not_nought_days_late_on_saturday(lived):
    """As long as no working day has gone by, since when is said."""
    board = made(LEADER, at(11, 25).date())
    (first, *_rest) = lateness(board)
    late = dataclasses.replace(first, row=dataclasses.replace(first.row, due_on=dt.date(2026, 11, 20)), days=0)
    assert exports.days_late(late) == "11月21日起"


def test_the_mail_tells_the_jumps_that_paper_and_page_have(lived, monkeypatch):
    """What can make a rate look better has become frequent: the mail says so in the same sentences."""
    board = Board(handed_round(role_of(lived.bureau.main_leader, at(11, 16).date()), at(11, 16).date()), Period.of(as_of=at(11, 15).date()))
    jump = panels.Jump("按期公开率", "改成文日期", 5, 9, 1, 9, board.period, board.before.period, (panels.Cell("质量处 5"),), "")
    monkeypatch.setattr(exports, "alerts", lambda board: [jump])
    text = exports.brief_text(board)
    assert jump.text in text and "共有 1 项异动" in text and jump.text in str(exports._paper(board, "周报", "局"))
    monkeypatch.setattr(exports, "alerts", lambda board: [])
    assert "异动" not in exports.brief_text(board)
