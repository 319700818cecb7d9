"""The watch in the demo's year: documents that were never proposed, reasons of those who are late, the monthly report to leaders and superiors.

Documents that became items are entered by their own stories (lived.py).
"""

import datetime as dt

from dashboard import situation
from dashboard.figures import Board
from dashboard.metric import Period
from dashboard.models import Section
from dashboard.roles import WHOLE
from disclosure.clocks.actions import day_of
from disclosure.items import issued
from disclosure.ledger.errors import Refused
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import holders

from . import year
from .days import HERE

# Working days before today, division, number, title, how far: what was sent out and never became an item.
DOCUMENTS = (
    (34, "zhiliang", 701, "关于做好汛前质量隐患排查的通知", "public"), (31, "anquan", 702, "关于转发桥梁施工安全风险评估要点的通知", "public"),
    (25, "zaojia", 703, "关于公布补充定额编制计划的通知", "public"), (33, "fagui", 704, "关于开展执法案卷评查的通知", "staff"),
    (29, "bangong", 705, "关于调整政务公开领导小组成员的通知", "public"), (27, "renshi", 706, "关于报送年度培训需求的函", "staff"),
    (22, "anquan", 707, "关于报送在建桥隧安全风险清单的函", "on-application"), (9, "zhiliang", 708, "关于印发交工质量核验工作流程的通知", "public"),
    (4, "anquan", 709, "关于做好低温雨雪天气施工安全工作的通知", "public"),
)  # fmt: skip
REASONS = (
    "会签单位意见尚未返回，已发函催办，本周内公开。", "经办人借调，工作交接不及时，处室已指定专人补办。", "附件涉及第三方信息，正在逐项核对后公开。",
    "送审时限安排不当，已纳入处室周调度。",
)  # fmt: skip
OPENING = "本月主动公开、依申请公开和意见反馈办理总体正常，领导小组会议研究了逾期事项的整改。"
NEXT = "一是对逾期事项逐件明确责任人和办结日期；二是发文登记做到当日发文、当日登记；三是公开后的渠道、归档事项按期办结并留存凭证。"


def number_of(on, number):
    """The document number of what was issued on a day."""
    return f"省交质监〔{on.year}〕{number}号"


def enter(life, division, number, title, scope):
    """An act: the office director enters a document on the day it was issued."""

    def act(at):
        on = day_of(at)
        issued.enter(
            document_number=number_of(on, number), title=f"{title}（演示）", issued_on=on, division=Division.objects.get(code=division),
            scope=scope, by=person(life, PostKind.OFFICE_DIRECTOR, at), at=at,
        )  # fmt: skip

    return act


def person(life, kind, at, division=None):
    """Who exercises a post that day."""
    return life.people[holders(kind, division=division, on=day_of(at))[0].username]


def give_reasons(life, at):
    """Heads say why what is longest overdue in their divisions is late; two of three do."""
    rows = Board(WHOLE, Period.of(as_of=day_of(at))).value("overdue").rows
    for number, row in enumerate(sorted(rows, key=lambda row: (row.due_on, row.key))[:9]):
        division = Division.objects.filter(code=row.division).first()
        if number % 3 == 2 or division is None or not holders(PostKind.DIVISION_HEAD, division=division, on=day_of(at)):
            continue
        by = person(life, PostKind.DIVISION_HEAD, at, division)
        try:
            situation.explain(source=row.source, number=row.number, text=REASONS[number % len(REASONS)], by=by, at=at)
        except Refused:  # a row of citizens that the head may not know: its reason is given elsewhere
            continue


class Monthly:
    """The report of one month: begun, with the officer's paragraphs, issued, received."""

    def __init__(self, life, first, last):
        self.life, self.first, self.last, self.version = life, first, last, None

    def officer(self, at):
        return person(self.life, PostKind.EFFICIENCY_OFFICER, at)

    def issue(self, at):
        who = {"by": self.officer(at), "at": at}
        report = situation.begin(first=self.first, last=self.last, **who)
        situation.write(report, section=Section.OPENING, text=OPENING, **who)
        situation.write(report, section=Section.NEXT, text=NEXT, **who)
        self.version = situation.issue(report, recipients=[("李明局长", "paper"), ("省交通运输厅政务公开办公室", "oa")], **who)

    def receive(self, at):
        for number, dispatch in enumerate(self.version.dispatches.order_by("id")):
            receipt = ("局办公室许文娟签收", "OA回执自动返回")[number]
            situation.acknowledge(dispatch, received_on=day_of(at), receipt=receipt, by=self.officer(at), at=at)


def months(days):
    """[(first day, last day)] of the whole months of the demo's year, oldest first."""
    last, found = days.today.replace(day=1) - dt.timedelta(days=1), []
    begin = days.day(-year.FIRST_DAY)
    while last.replace(day=1) > begin:
        found.insert(0, (last.replace(day=1), last))
        last = last.replace(day=1) - dt.timedelta(days=1)
    return found


def plan(life):
    """Put the watch onto the demo's timeline."""
    days = life.days
    for before, *given in DOCUMENTS:
        life.plan(days.at(-before, "17:40"), enter(life, *given), "发文登记")
    whole = months(days)
    for number, (first, last) in enumerate(whole):
        report, after = Monthly(life, first, last), 7 if number == 4 else 3  # one of them was late
        begin = days.day(after, last)
        if begin >= days.today:
            continue
        if number == len(whole) - 1:
            life.plan(_at(begin, "09:00"), lambda at: give_reasons(life, at), "逾期原因")
        life.plan(_at(begin, "10:30"), report.issue, "情况报告")
        if (received := days.day(1, begin)) < days.today:
            life.plan(_at(received, "16:00"), report.receive, "情况报告")
    life.plan(days.at(-1, "16:20"), lambda at: give_reasons(life, at), "逾期原因")


def _at(on, clock):
    return dt.datetime.combine(on, dt.time.fromisoformat(clock), HERE).astimezone(dt.UTC)
