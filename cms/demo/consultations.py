"""Consultations of the demo, lived through the real actions: one concluded with its final text, one closed, one open, one for staff.

Writers are invented."""

import functools
import hashlib

from disclosure.chain import actions as chain
from disclosure.consultation import actions
from disclosure.consultation.models import Comment
from disclosure.org.models import Division, PostKind
from disclosure.rules.hearing import Refusal, end_of

from . import lived
from .pages import DATA, write_draft

BACKGROUND = (
    "<p>为规范全省交通建设工程质量安全监督工作，本局起草了本草案。现依照预公开制度公布，听取各方面意见。</p>"
    "<p>（演示数据：提意见的单位和个人均为虚构。）</p>"
)
WAYS = {"phone": "0000-12345678", "address": "省城示例区示例路1号本局办公室，信封注明“征求意见”", "mailbox": "opinion@example.gov.cn"}


class Story(lived.Story):
    """One consultation: its draft through the chain, comments, conclusions, its result through the chain."""

    def __init__(self, number, row, life):
        super().__init__(number, row, life)
        self.codes, self.draft_page, self.result = {}, None, None

    def write(self, at):
        """The editor writes the draft of the consultation."""
        row = self.row
        self.division = Division.objects.get(code=row["division"])
        closes = end_of(self.days.day(row["closes"]))
        given = {
            "title": row["title"], "kind": row["kind"], "division": row["division"], "formed_on": lived.local_day(at).isoformat(),
            "draft": (DATA / "drafts" / f"{row['draft']}.txt").read_text(encoding="utf-8"), "body": BACKGROUND, "closes_at": closes.isoformat(),
            "questions": row["questions"], "notice": row["notice"], "short_reason": row.get("short_reason", ""),
            "keywords": ["演示", "征求意见"], **WAYS,
        }  # fmt: skip
        self.page = self.draft_page = actions.create(given=given, by=self.who(PostKind.EDITOR, at), at=at, inward=row.get("inward", False))

    def propose(self, at, kind="normal"):
        interest = {"vital_interest": "yes", "consultation": self.draft_page.pk} if self.page.asks_vital_interest else {}
        chain.propose(page=self.page, by=self.who(PostKind.EDITOR, at), at=at, kind=kind, **interest)

    # --- what is said

    def comment(self, at, text, clause=None, stance="suggest", **given):
        """Somebody comments on a clause (by its place) or on the whole."""
        page = type(self.draft_page).objects.get(pk=self.draft_page.pk)
        clauses = list(page.versions.filter(published=True).last().clauses.articles().order_by("place"))
        aim = clauses[clause - 1].pk if clause else None
        if given.get("arrival"):
            given["by"] = self.who(PostKind.EDITOR, at)
        actions.comment(page=page, clause=aim, stance=stance, text=text, at=at, **given)

    def check(self, at, refuse=None):
        """The editor shows what waits, but what he refuses: {beginning of a text: why}."""
        waiting = Comment.objects.filter(page=self.draft_page, state="waiting").order_by("id")
        by, sorted_out = self.who(PostKind.EDITOR, at), {}
        for row in waiting:
            why = next((str(why) for begins, why in (refuse or {}).items() if row.text.startswith(begins)), "")
            sorted_out.setdefault(why, []).append(row)
        for why, rows in sorted(sorted_out.items()):
            actions.moderate(page=self.draft_page, comments=rows, refusal=why, by=by, at=at)

    def reply(self, at):
        row = Comment.objects.shown().filter(page=self.draft_page).order_by("id").first()
        text = "意见已收到。是否采纳将在征求意见结束后逐条公布理由。"
        actions.reply(comment=row, text=text, by=self.who(PostKind.EDITOR, at), at=at)

    def agree(self, at):
        row = Comment.objects.shown().filter(page=self.draft_page).order_by("id").first()
        for number in range(1, 5 + self.number):
            actions.support(comment=row, address=f"demo {number}", at=at)

    def redrafted(self):
        """The draft after what was said."""
        text = (DATA / "drafts" / f"{self.row['draft']}.txt").read_text(encoding="utf-8")
        for find, put in self.row["redraft"]:
            text = text.replace(find, put)
        return text

    def redraft(self, at):
        text = self.redrafted()
        actions.redraft(page=self.draft_page, text=text, by=self.who(PostKind.EDITOR, at), at=at)

    def dispose(self, at):
        by = self.who(PostKind.EDITOR, at)
        for begins, verdict, reason in self.row["verdicts"]:
            rows = [row for row in Comment.objects.shown().filter(page=self.draft_page, verdict="") if row.text.startswith(begins)]
            if rows:
                actions.dispose(page=self.draft_page, comments=rows, verdict=verdict, reason=reason, by=by, at=at)

    def conclude(self, at):
        """The result is drafted; from here on the story walks it through the chain."""
        self.page = actions.conclude(page=self.draft_page, views=self.row["views"], by=self.who(PostKind.EDITOR, at), at=at)

    def write_final(self, at):
        """The final text, an item of its own that names the consultation; the story walks it through the chain."""
        day = lived.local_day(at)
        lines = [f"<p>{line}</p>" for line in self.redrafted().split("\n") if line.strip()]
        given = {
            "category": "rules", "kind": "normative", "title": self.row["title"].removesuffix("（征求意见稿）"), "division": self.row["division"],
            "document_number": self.days.fill(self.row["final_number"], day), "formed_on": day.isoformat(), "effective_on": day.isoformat(),
            "summary": "对预公开草案所提意见怎样登记、研究、答复和公布。", "keywords": "演示;征求意见",
            "body": "".join([*lines, "<p>（演示数据：本文为虚构。）</p>"]),
        }  # fmt: skip
        self.page = write_draft(given, by=self.who(PostKind.EDITOR, at), at=at)

    # --- a hearing or meeting

    def announce(self, at, kind, until, held, where, method, seats):
        """`until`, `held`: working days of the story; of a draw the seed is one that every demo has."""
        moments = {name: self.days.at(self.day + day, clock) for name, day, clock in (("signup_until", until, "17:30"), ("held_at", held, "09:00"))}
        by = self.who(PostKind.EDITOR, at)
        given = {"kind": kind, "where": where, "seats": seats, "method": method, "seed": hashlib.sha256(b"demo").hexdigest()[:32]}
        self.hearing = actions.announce_hearing(page=self.draft_page, by=by, at=at, **given, **moments)

    def sign_up(self, at):
        """Three people sign up; the demo keeps their codes to confirm the minutes with."""
        for rank, (name, who) in enumerate((("演示甲", "演示施工单位"), ("演示乙", "演示监理单位"), ("演示丙", "群众代表"))):
            row, code = actions.sign_up(hearing=self.hearing, name=name, contact=f"yanshi{rank}@example.org", speaks_for=who, at=at)
            self.codes[row.number] = code

    def choose(self, at):
        """By the rule that was announced."""
        actions.choose(hearing=self.hearing, by=self.who(PostKind.EDITOR, at), at=at)

    def send_material(self, at):
        actions.send_material(hearing=self.hearing, by=self.who(PostKind.EDITOR, at), at=at)

    def minutes(self, at):
        text = "到会三人，宣读草案后逐条讨论。\n一、公布采纳情况的期限宜写明。\n二、文字宜通俗。\n（演示数据）"
        actions.write_minutes(hearing=self.hearing, text=text, by=self.who(PostKind.EDITOR, at), at=at)

    def confirm(self, at):
        """Two of the three have confirmed the minutes."""
        for number, code in list(self.codes.items())[:2]:
            actions.confirm_minutes(number=number, code=code, at=at)

    def publish_minutes(self, at):
        """The third did not answer: the public reads how many had confirmed, and why no more."""
        reason = "一名参加人经两次电话提醒，在约定的期限内仍未确认。"
        actions.publish_minutes(hearing=self.hearing, reason=reason, by=self.who(PostKind.EDITOR, at), at=at)


def through(story, day):
    """The chain from the proposal on, in five working days."""
    yield day, "10:05", story.propose
    yield day + 1, "09:20", story.head
    yield day + 2, "10:30", story.secrecy
    yield day + 3, "11:00", story.leader
    yield from lived.votes(story, day + 4, "for", "for", "for", "for")
    yield day + 5, "10:15", story.close


def said(story, *rows):
    """(working day after the proposal, text, clause, stance, more) each as an act in the evening."""
    for day, text, clause, stance, *more in rows:
        yield day, "20:10", functools.partial(story.comment, text=text, clause=clause, stance=stance, **(more[0] if more else {}))


def concluded(story):
    """Published, commented on, redrafted, answered, its result published."""
    yield 0, "09:10", story.write
    yield from through(story, 0)
    yield from said(
        story,
        (6, "建议第五条写明公布采纳情况的期限，例如20个工作日。", 5, "suggest", {"name": "示例监理有限公司"}),
        (7, "赞成逐条答复。", 4, "support"),
        (8, "建议第五条写明公布采纳情况的期限，例如20个工作日！", 5, "suggest"),
        (9, "建议增加意见可以撤回的规定。", 3, "suggest"),
        (10, "建议对逾期不公布的处室负责人直接免职。", 7, "oppose"),
    )
    yield (
        11,
        "20:10",
        functools.partial(
            story.comment, text="电话说看不懂“采纳情况”，请写得通俗些。", clause=6, stance="suggest", arrival="telephone", name="一位市民"
        ),
    )
    yield 6, "15:00", functools.partial(story.announce, kind="meeting", until=9, held=13, where="本局三楼会议室", method="order", seats=12)
    yield 8, "20:30", story.sign_up
    yield 10, "09:00", story.choose
    yield 10, "10:00", story.send_material
    yield 12, "09:00", story.check
    yield 12, "09:30", story.reply
    yield 12, "12:00", story.agree
    yield 14, "09:00", story.minutes
    yield 14, "20:30", story.confirm
    yield 17, "15:00", story.publish_minutes
    yield 18, "09:30", story.redraft
    yield 19, "10:00", story.dispose
    yield 20, "10:00", story.conclude
    yield from through(story, 21)
    yield 28, "09:10", story.write_final
    yield from through(story, 28)


def closed(story):
    """Open until some days ago; the comments are being studied."""
    yield 0, "09:10", story.write
    yield from through(story, 0)
    yield from said(
        story,
        (6, "“高支模作业”之后建议增加“水下作业、围堰施工”，这两类作业的隐患更常见。", 6, "suggest"),
        (7, "建议写明风险告知牌的内容和设置责任单位。", 6, "suggest", {"name": "某监理单位"}),
        (8, "赞成定期排查，希望明确最低频次。", 6, "support"),
        (9, "卖建材的请联系我。", None, "suggest"),
        (10, "挂牌督办的期限建议写成60日。我的电话13800138000。", 4, "suggest"),
    )
    yield 11, "09:00", functools.partial(story.check, refuse={"卖建材": Refusal.ADVERTISING})
    yield 11, "12:00", story.agree


def opened(story):
    """Open to comment now."""
    yield 0, "09:10", story.write
    yield from through(story, 0)
    yield from said(
        story,
        (6, "第六条建议写明保证体系由谁检查。", 6, "suggest", {"name": "某施工单位"}),
        (7, "建议对小型工程简化手续。", 2, "suggest"),
        (7, "反对增加检测频次，成本太高。", 10, "oppose"),
        (8, "赞成推行数字档案。", 5, "support"),
    )
    yield 6, "15:00", functools.partial(story.announce, kind="hearing", until=9, held=19, where="本局一楼报告厅", method="lots", seats=2)
    yield 8, "20:30", story.sign_up
    yield 9, "09:00", story.check
    yield 9, "09:20", story.reply
    yield 9, "12:00", story.agree
    yield 10, "09:30", story.choose
    yield 11, "09:30", story.send_material


def inside(story):
    """For staff only, anonymously too."""
    yield 0, "09:10", story.write
    yield from through(story, 0)
    yield from said(story, (6, "建议食堂、值班等事项也纳入。", 2, "suggest"), (7, "赞成匿名也答复。", 3, "support"))
    yield 8, "09:00", story.check


ROWS = [
    {
        "start": 42, "closes": -27, "division": "bangong", "kind": "normative", "draft": "answers", "plot": concluded,
        "title": "预公开意见办理办法（征求意见稿）", "final_number": "省交质监〔{y}〕76号", "questions": "第五条的期限多长合适？",
        "notice": "您对草案提的意见怎样办理、多久答复，这份办法说了算。请来提意见。",
        "redraft": [
            ("应当在征求意见截止后及时公布意见采纳情况", "应当在征求意见截止后二十个工作日内公布意见采纳情况"),
            ("可以署名，也可以不署名。", "可以署名，也可以不署名；办结前可以凭编号和查询码撤回。"),
            ("意见采纳情况包括", "意见采纳情况用通俗的文字写明"),
        ],
        "verdicts": [
            ("建议第五条", "adopted", ""), ("赞成", "noted", ""), ("建议增加意见可以撤回", "adopted", ""),
            ("电话说", "partly", "已要求用通俗的文字写明；名称沿用上位规定。"),
            ("建议对逾期", "not-adopted", "干部任免由干部管理规定确定，本办法不能规定。"),
        ],
        "views": "意见集中在三个方面。\n一是公布采纳情况的期限，已写明二十个工作日；二是意见的撤回，已增加；三是文字通俗，已部分采纳。\n"
        "未采纳的意见均说明了理由。",
    },
    {
        "start": 34, "closes": -6, "division": "anquan", "kind": "normative", "draft": "hazard", "plot": closed,
        "title": "水运工程生产安全重大事故隐患排查治理挂牌督办实施办法（征求意见稿）", "questions": "第六条列出的重点作业是否合适，还缺什么？",
        "notice": "港口、码头工地上的重大隐患怎样挂牌、谁来整改、多久解除，请您提意见。",
    },
    {
        "start": 12, "closes": 9, "division": "zhiliang", "kind": "normative", "draft": "quality", "plot": opened,
        "title": "交通建设工程质量和安全生产管理办法（征求意见稿）", "questions": "第六条对从业单位的要求是否合适？\n第十条的检测频次是否过高？",
        "notice": "修路架桥的质量安全谁来管、怎么查、出了问题怎么办，这份办法说了算。请您提意见。",
    },
    {
        "start": 11, "closes": 6, "division": "bangong", "kind": "other", "draft": "answers", "plot": inside, "inward": True,
        "title": "局内意见建议办理办法（职工征求意见稿）", "questions": "匿名意见怎样答复？",
        "notice": "职工提的意见怎样办理、怎样答复，请大家讨论。",
    },
]  # fmt: skip


def plan(life):
    """Put every consultation of the demo onto the timeline."""
    for number, row in enumerate(ROWS):
        story = Story(number, row, life)
        for after, clock, act in row["plot"](story):
            life.plan(life.days.at(story.day + after, clock) + story.habit, act, row["title"])
