"""The year before the last weeks: what a bureau of this size publishes in a year, lived through the real chain like the matters of lived.py.

Two sources. Rows of the category files that are younger than the first day are not brought in from an older system but lived on their own days;
data/year.json holds series (what, whose, how often) that fill the year up to LIVED matters. Whatever is drawn by lot is drawn from SEED, so that two
demos of one day are the same. What becomes of a matter is a fate: a plot with the pace of a real office.
"""

import datetime as dt
import json
import random
from functools import partial

from django.core.files.base import ContentFile

from disclosure.chain import actions as chain
from disclosure.clocks.actions import close_duty
from disclosure.clocks.models import Duty
from disclosure.org.models import PostKind
from disclosure.rules.categories import Category

from . import lived
from .older import younger
from .pages import DATA

SEED = 2018
FIRST_DAY = 252  # working days: about a year
LIVED = 150  # matters of the year, beside those of lived.py
OLD = ("published_at", "approved_by", "approved_on", "index_number", "validity")  # what only an older system's row says
# Of every so many matters one has this fate; the first that fits counts.
FATES = (
    (67, 13, "withheld"), (61, 17, "lost_then_carried"), (53, 5, "urgent"), (47, 9, "taken_down_for_error"), (43, 11, "corrected"),
    (41, 7, "on_application"), (37, 19, "redacted_then_published"), (31, 4, "recalled_then_published"), (23, 6, "formed_long_ago"),
    (19, 3, "slow_step"), (11, 2, "returned_then_published"),
)  # fmt: skip
# The delegations of the year: whose post, to whom, from and to (working days from today), when entered, why.
DELEGATIONS = [
    ("head-zhiliang", "head-zaojia", -231, -227, -233, "参加全省质量监督干部培训班"),
    ("leader-chen", "leader-zhou", -190, -184, -191, "赴外省学习考察"),
    ("head-bangong", "head-renshi", -142, -138, -143, "休年假"),
    ("head-fagui", "head-bangong", -101, -97, -102, "参加执法案卷评查"),
    ("head-anquan", "head-zhiliang", -63, -59, -64, "带队检查"),
]
REASONS = (
    "数据来源没有写明，补充后再报。", "整改期限与通知书不一致，请核对。", "附表的单位名称与证照不一致，请改正。",
    "问题描述过于笼统，请写明部位和数量。",
)  # fmt: skip
EVIDENCE = {
    "channel": ("已按时张贴，期满后收回存档。", "张贴记录.txt", "张贴地点：局办公楼一楼公告栏。张贴人、监督人已签字。（演示数据）"),
    "feedback": ("公开后没有收到反馈意见。", "反馈登记.txt", "登记期间未收到来电、来信、来访。（演示数据）"),
    "archive": ("材料已归档。", "归档目录.txt", "提出、审核、保密审查、签署、审议、公开材料各一份。（演示数据）"),
}


def rows(days):
    """Every matter of the year as a row with `start` (working days before today), `plot` and what its plot needs; oldest first. `days`: Days."""
    found = [*relived(days), *drawn(days)]
    own, made = [row for row in found if row["own"]], [row for row in found if not row["own"]]
    keep = max(LIVED - len(own), 0)
    if len(made) > keep:  # evenly, so that every month keeps its share
        made = [made[number * len(made) // keep] for number in range(keep)]
    found = sorted([*own, *made], key=lambda row: -row["start"])
    for number, row in enumerate(found, 1):
        row["plot"] = next((fate for every, at, fate in FATES if number % every == at and fits(row, fate)), "through")
        if row["plot"] == "formed_long_ago":
            row["formed"] = -(23 + number % 9)
        if row["plot"] == "slow_step":
            row["slow"] = ("head", "secrecy", "leader", "group")[number // 19 % 4]
    return [*found, scandal_row()]


def fits(row, fate):
    """Whether a fate is possible for a row."""
    inward = row["category"].startswith("internal-")
    if fate in ("on_application", "urgent", "taken_down_for_error", "corrected", "redacted_then_published") and inward:
        return False
    if fate == "formed_long_ago" and (row["own"] or "decided_on" in row):
        return False
    return not (fate in ("withheld", "on_application") and row["own"])


def relived(days):
    """Younger rows as stories: proposed the working day after they were formed."""
    begin = days.at(-FIRST_DAY, "08:30")
    for category in Category:
        for row in younger(category, begin):
            kept = {name: value for name, value in row.items() if name not in OLD}
            formed = dt.date.fromisoformat(row["formed_on"])
            start = days.calendar.between(formed, days.today) - 1
            if lived.FIRST_DAY < start < FIRST_DAY:
                yield {**kept, "category": str(category), "start": start, "own": True}


def drawn(days):
    """The series' rows, each with project, firm and finding drawn by lot."""
    words, serial = year_words(), 300
    for series in words["series"]:
        draw = random.Random(f"{SEED}-{series['title']}")
        for order, start in enumerate(range(FIRST_DAY - series["first"], lived.FIRST_DAY, -series["every"]), 1):
            serial += 1
            yield made(series, words, draw, order, serial) | {"start": start, "own": False}


def year_words():
    """data/year.json."""
    return json.loads((DATA / "year.json").read_text(encoding="utf-8"))


def scandal_row():
    """The one that is scandalously late: formed four months ago, returned, proposed anew, and still with the head."""
    words = year_words()
    row = made(words["scandal"], words, random.Random(SEED), 1, 299)
    return row | {"start": 78, "formed": -9, "own": False, "plot": "scandal"}


def made(series, words, draw, order, serial):
    """One row of a series."""
    project, section, owner = draw.choice(words["projects"])
    firm = draw.choice(list(words["firms"]))
    what, detail = draw.choice(words[series.get("words", "quality")])
    signs = {"«p»": project, "«s»": section, "«f»": firm, "«w»": what, "«d»": detail, "«o»": f"第{order}期", "«n»": str(serial)}

    def filled(value):
        if isinstance(value, str):
            for sign, text in signs.items():
                value = value.replace(sign, text)
        return value

    row = {name: filled(series[name]) for name in ("category", "division", "title", "keywords", "channels", "body", "summary")}
    row |= {name: filled(value) for name, value in series["fields"].items()} | {"issuer": "省交通建设质量安全监督局", "formed": -1}
    if series["number"]:
        row["document_number"] = filled(series["number"])
    if "kind" in series:
        row["kind"] = series["kind"]
    if series.get("party") == "firm":
        row["parties"] = [{"name": firm, "credit_code": words["firms"][firm], "role": "施工单位"}]
    elif series.get("party") == "owner":
        row["parties"] = [
            {"name": owner, "credit_code": words["owners"][owner], "role": "建设单位"},
            {"name": firm, "credit_code": words["firms"][firm], "role": "施工单位"},
        ]
    return row


# --- fates: each yields (working day after the proposal, clock, act), as the plots of lived.py


class Pace:
    """How fast a matter goes through the house, drawn from its number."""

    def __init__(self, story):
        self.draw, self.slow = random.Random(f"{SEED}-{story.number}"), story.row.get("slow")

    def days(self, step):
        """Working days that a step takes: mostly one, sometimes two, the slow one six to twelve."""
        if step == self.slow:
            return self.draw.randint(6, 12)
        return self.draw.choices((0, 1, 2), (1, 6, 2))[0]


def wrote_and_proposed(story):
    yield 0, "09:10", story.write
    yield 0, "10:05", story.propose


def onward(story, pace, day, *, to_the_end=True, steps=("head", "secrecy", "leader")):
    """Head, reviewer and leader sign, the group votes and its chair closes; returns the day on which it was over."""
    clocks = {"head": "11:20", "secrecy": "14:30", "leader": "16:10"}
    for step in steps:
        day += pace.days(step)
        yield day, clocks[step], getattr(story, step)
    if to_the_end:
        day += max(pace.days("group"), 1)
        yield from lived.votes(story, day, "for", "for", "abstain" if story.number % 9 == 0 else "for")
        yield day, "16:40", story.close
    return day


def done_afterwards(story, day):
    """What publication asks for: in time for most, late for some. What is forgotten is of the last weeks: the scandal alone is late for months."""
    start = story.row["start"]
    for kind, after in (("channel", 3), ("feedback", 17), ("archive", 12)):
        late = 9 if (story.number + len(kind)) % 23 == 0 else 0
        if start - day > after + late:
            yield day + after + late, "15:00", partial(close_duties, story, kind)


def close_duties(story, kind, at):
    """Who owes them shows how the duties of a kind were done."""
    note, name, text = EVIDENCE[kind]
    for duty in Duty.objects.filter(page_id=story.page.pk, kind=kind, closed_at=None).select_related("division"):
        file = ContentFile(text.encode(), name=name)
        close_duty(duty, note=note, file=file, by=story.who(PostKind(duty.owner_kind), at), at=at)


def through(story):
    """Published by the whole chain."""
    yield from wrote_and_proposed(story)
    day = yield from onward(story, Pace(story), 0)
    yield from done_afterwards(story, day)


def changed(story, at):
    """The editor answers a return: a few words more."""
    story.change(at, find="（演示数据", put="（本文第二次送审，已按审核意见补充。演示数据")


def returned_then_published(story):
    """The head returns it with a reason; the second round goes through."""
    story.row["reason"] = REASONS[story.number % len(REASONS)]
    yield from wrote_and_proposed(story)
    yield 1, "11:10", lambda at: story.return_by(PostKind.DIVISION_HEAD, at)
    yield 2, "09:30", partial(changed, story)
    yield 2, "09:45", story.propose
    day = yield from onward(story, Pace(story), 3)
    yield from done_afterwards(story, day)


def recalled_then_published(story):
    """The proposer takes it back to complete it."""
    yield from wrote_and_proposed(story)
    yield 1, "09:20", lambda at: chain.recall(page=story.page, by=story.who(PostKind.EDITOR, at), at=at, reason="补充检测数据后再送。")
    yield 1, "10:30", partial(changed, story)
    yield 1, "10:40", story.propose
    day = yield from onward(story, Pace(story), 2)
    yield from done_afterwards(story, day)


def redacted_then_published(story):
    """The reviewer has something taken out first."""
    concern = lived.checklist(privacy="yes")
    yield from wrote_and_proposed(story)
    yield 1, "09:40", story.head
    yield 2, "10:10", lambda at: story.secrecy(at, outcome="publish-redacted", opinion="附表中的个人手机号码请删去。", checklist=concern)
    yield 3, "09:30", partial(changed, story)
    yield 3, "09:45", story.propose
    day = yield from onward(story, Pace(story), 4)
    yield from done_afterwards(story, day)


def lost_then_carried(story):
    """Not carried by the group; changed, and carried the second time."""
    yield from wrote_and_proposed(story)
    day = yield from onward(story, Pace(story), 0, to_the_end=False)
    yield from lived.votes(story, day + 1, "against", "against", "for", "against")
    yield day + 1, "16:40", lambda at: story.close(at, "against")
    yield day + 3, "09:30", partial(changed, story)
    yield day + 3, "09:45", story.propose
    day = yield from onward(story, Pace(story), day + 4)
    yield from done_afterwards(story, day)


def corrected(story):
    """Published, and a slip of the pen put right later."""
    yield from wrote_and_proposed(story)
    day = yield from onward(story, Pace(story), 0)
    yield day + 4, "09:00", lambda at: story.change(at, find="（演示数据", put="（更正了笔误。演示数据")
    yield day + 4, "09:10", lambda at: story.propose(at, kind="correction")
    yield day + 4, "15:30", story.head
    yield day + 5, "10:00", story.secrecy
    yield from done_afterwards(story, day + 6)


def urgent(story):
    """Published at once by the leader in charge, confirmed by the whole chain; every other time too late (五 working days)."""
    story.row["urgent_reason"] = "涉及公众安全，须立即告知。"
    yield from wrote_and_proposed(story)
    yield 0, "10:40", story.head
    yield 0, "11:20", story.secrecy
    yield 0, "11:50", lambda at: lived.urgent_now(story, at)
    late = 7 if story.number % 2 else 1
    yield 1, "09:30", story.leader
    yield from lived.votes(story, late + 1, "for", "for", "for", "for")
    yield late + 1, "16:40", story.close
    yield from done_afterwards(story, late + 2)


def withheld(story):
    """Not to be made public, with ground and a day of re-examination."""
    story.row["withhold_opinion"] = "属于讨论中的过程性信息，暂不公开。"
    yield from wrote_and_proposed(story)
    yield 1, "10:00", story.head
    yield 2, "14:40", lambda at: story.secrecy(
        at, outcome="withhold", opinion=story.row["withhold_opinion"], ground="N6", checklist=lived.checklist(),
        re_examine_on=story.days.day(FIRST_DAY, lived.local_day(at)),
    )  # fmt: skip
    yield 3, "11:00", story.leader


def on_application(story):
    """Cleared and registered as open on application."""
    story.row |= {"scope": "on-application", "withheld_reason": "内容供特定单位使用，依申请公开。"}
    yield from wrote_and_proposed(story)
    yield from onward(story, Pace(story), 0)


def taken_down_for_error(story):
    """Published with a mistake, taken down, put right and published again."""
    story.row["withdraw_reason"] = "检测数据录入有误，核对后重新公开。"
    yield from wrote_and_proposed(story)
    day = yield from onward(story, Pace(story), 0)
    yield day + 5, "10:20", lambda at: story.take_down(PostKind.OFFICE_DIRECTOR, at, "error")
    yield day + 6, "09:30", partial(changed, story)
    yield day + 6, "09:45", story.propose
    day = yield from onward(story, Pace(story), day + 7)
    yield from done_afterwards(story, day + 6)


def scandal(story):
    """Returned by the leader, left lying by the editor for three weeks, proposed again, and forgotten by the head: it still waits there."""
    story.row["reason"] = "停工范围和复工条件没有写清楚，请补充。"
    yield from wrote_and_proposed(story)
    yield 1, "11:20", story.head
    yield 2, "14:30", story.secrecy
    yield 4, "16:10", lambda at: story.return_by(PostKind.SUPERVISING_LEADER, at)
    yield 21, "10:00", partial(changed, story)
    yield 21, "10:20", story.propose


PLOTS = {
    plot.__name__: plot
    for plot in (
        withheld, lost_then_carried, urgent, taken_down_for_error, corrected, on_application, redacted_then_published, recalled_then_published,
        returned_then_published, through, scandal,
    )
} | {"formed_long_ago": through, "slow_step": through}  # fmt: skip


def plan(life):
    """Put the year onto the demo's timeline: mornings, delegations, matters."""
    for whose, to, begins, ends, entered, reason in DELEGATIONS:
        life.plan(life.days.at(entered, "17:00"), lambda at, args=(whose, to, begins, ends, reason): life.delegate(at, *args))
    for number in range(1 - FIRST_DAY, 1 - lived.FIRST_DAY):
        life.plan(life.days.at(number, "08:00"), lived.ring)
    for number, row in enumerate(rows(life.days), 1000):
        life.tell(lived.Story(number, row, life), PLOTS[row["plot"]])
