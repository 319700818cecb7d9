"""Recent matters, lived through the real chain: every act by the person whose post it is, at a plausible time, in the order of time.

A plot says what happens to a matter and when: days are working days after its proposal. All plots' acts go onto one timeline, so that the ledger
reads as the days went by. A later piece of work may add plots, other rooms' acts and a whole year to the same timeline.
"""

import datetime as dt
import functools
import heapq
import itertools

from disclosure.chain import actions as chain
from disclosure.chain.models import Round
from disclosure.clocks.actions import close_duty
from disclosure.clocks.jobs import registered
from disclosure.clocks.models import Duty
from disclosure.items import actions as items
from disclosure.items import issued
from disclosure.items.models import DisclosurePage, IssuedDocument
from disclosure.ledger.errors import Refused
from disclosure.org.actions import delegate
from disclosure.org.models import Division, Post, PostKind
from disclosure.org.posts import holders
from disclosure.rules.secrecy import Question

from .days import HERE, standing_at
from .pages import read_rows, upload, write_draft

NOT_VITAL = "属于依法应当公开的一般事项，不增加企业和群众的义务。"
HEAD_SAYS = ("内容属实，范围、渠道合适，同意公开。", "经核对，事实清楚、依据准确，同意。", "同意公开，请按程序报审。")
REVIEWER_SAYS = ("经审查，未发现涉密和不宜公开的内容。", "附件已逐一打开查看，可以公开。", "可以公开，渠道合适。")
LEADER_SAYS = ("同意。", "同意公开，请领导小组审议。", "同意，按期公开。")
MEMBER_SAYS = ("同意", "", "同意，请按期公开", "")
# The delegations of the demo: whose post, to whom, from and to (working days from today), when entered, why.
DELEGATIONS = [
    ("head-anquan", "head-zhiliang", -18, -15, -20, "参加安全监管干部培训班"),
    ("head-renshi", "head-dangwei", -1, 5, -2, "外出学习"),
]
# How long the longest plot reaches back, in working days.
FIRST_DAY = 44
FORGOTTEN = 25  # working days: what was published before was followed up


class Story:
    """One matter of the demo: its row, its page once it is written, and who acts."""

    def __init__(self, number, row, life):
        self.number, self.row, self.life, self.page = number, row, life, None
        self.day, self.division = -row["start"], None
        self.habit = dt.timedelta(minutes=number * 7 % 13)  # nobody signs everything on the minute

    def __getattr__(self, name):
        return getattr(self.life, name)

    # --- who

    def who(self, kind, at):
        """The person who exercises a post that day: a delegate rather than the holder who is away."""
        division = self.division if kind in (PostKind.EDITOR, PostKind.DIVISION_HEAD, PostKind.SUPERVISING_LEADER) else None
        found = holders(kind, division=division, on=self.days.today if at is None else local_day(at))
        chosen = next((each for each in found if each.on_behalf_of), found[0])
        return self.people[chosen.username]

    @property
    def digest(self):
        """What is to be signed: the digest of the open round."""
        return Round.objects.values_list("digest", flat=True).get(matter=self.page.pk, ended_at=None)

    # --- acts

    def write(self, at):
        """The editor of the division writes the draft."""
        self.division = Division.objects.get(code=self.row["division"])
        given = self.row.get("formed_on")
        formed = dt.date.fromisoformat(given) if given else self.days.day(self.row.get("formed", -1), local_day(at))
        values = self.days.fill(self.row, formed)
        values["formed_on"] = formed
        if values.get("replaces", "").startswith("@"):
            old = DisclosurePage.objects.filter(document_number=values["replaces"][1:], live=True).first()
            values["replaces"] = [old.index_number] if old else []
        if "go_live" in values:
            values["go_live_at"] = self.days.at(int(values["go_live"]), "09:00")
        self.row = values
        self.page = write_draft(values, by=self.who(PostKind.EDITOR, at), at=at)

    def enter_into_the_register(self, at):
        """The office enters the document among those issued (发文登记)."""
        number, title, formed = (self.row[name] for name in ("document_number", "title", "formed_on"))
        if IssuedDocument.objects.filter(document_number=number).exists():
            return
        issued.enter(
            document_number=number, title=title, issued_on=formed, division=self.division, scope=self.row.get("scope", "public"),
            by=self.who(PostKind.OFFICE_DIRECTOR, at), at=at,
        )  # fmt: skip

    def change(self, at, **given):
        """The editor changes the draft: fields by name, or `find` and `put` in the text."""
        if "find" in given:
            given = {"body": self.row["body"].replace(given["find"], given["put"])}
        items.change(page=self.page, given=given, by=self.who(PostKind.EDITOR, at), at=at)

    def propose(self, at, kind="normal"):
        chain.propose(
            page=self.page, by=self.who(PostKind.EDITOR, at), at=at, kind=kind, vital_interest=self.row.get("vital_interest", "no"),
            vital_interest_reason=self.row.get("vital_interest_reason", NOT_VITAL),
        )  # fmt: skip

    def head(self, at):
        self._sign(PostKind.DIVISION_HEAD, at, opinion=HEAD_SAYS[self.number % 3])

    def secrecy(self, at, **more):
        given = {"opinion": REVIEWER_SAYS[self.number % 3], "outcome": "publish", "checklist": checklist(), **more}
        self._sign(PostKind.SECRECY_REVIEWER, at, **given)

    def leader(self, at):
        self._sign(PostKind.SUPERVISING_LEADER, at, opinion=LEADER_SAYS[self.number % 3])

    def _sign(self, kind, at, **given):
        chain.sign(page=self.page, by=self.who(kind, at), at=at, digest=self.digest, **given)

    def vote(self, at, seat, choice):
        """The member on a seat of the group votes."""
        member = holders(PostKind.GROUP_MEMBER, on=local_day(at))[seat]
        says = MEMBER_SAYS[(self.number + seat) % 4] if choice == "for" else "材料还要补充。"
        chain.vote(page=self.page, by=self.people[member.username], at=at, digest=self.digest, choice=choice, opinion=says)

    def close(self, at, choice="for"):
        """The chair votes and closes."""
        chair = self.who(PostKind.GROUP_CHAIR, at)
        chain.vote(page=self.page, by=chair, at=at, digest=self.digest, choice=choice, opinion="")
        carried = "同意公开" if choice == "for" else "暂不同意，退回补充"
        chain.close(page=self.page, by=chair, at=at, digest=self.digest, minutes=f"领导小组传阅审议，{carried}。")

    def return_by(self, kind, at, to="proposer"):
        chain.return_to(page=self.page, by=self.who(kind, at), at=at, digest=self.digest, to=to, reason=self.row["reason"])

    def take_down(self, kind, at, cause):
        chain.withdraw(page=self.page, by=self.who(kind, at), at=at, reason=self.row["withdraw_reason"], cause=cause)

    def replace_old(self, at):
        """The office marks what the new document replaces."""
        old = DisclosurePage.objects.filter(index_number__in=self.row.get("replaces") or []).first()
        if old:
            new = DisclosurePage.objects.get(pk=self.page.pk)
            chain.set_validity(
                page=old.specific, by=self.who(PostKind.OFFICE_DIRECTOR, at), at=at, replaced_by=new.index_number, **self.row["validity_of_old"]
            )

    def close_duties(self, at, kind):
        """Who owes them shows how the duties of a kind that publication opened were done: "channel", "feedback" or "archive"."""
        note, evidence = {
            "channel": ("已张贴或者刊登，样本附后。", "files/监督抽查意见通知书（公开版）.pdf"),
            "feedback": ("公开后收到电话咨询2件，已当场答复，无其他反馈意见。登记表附后。", "files/征求意见反馈表（格式文本）.docx"),
            "archive": ("提出、审核、审查、签署、审议和公开的材料已整理归档，目录附后。", "files/监督检查问题清单（演示）.xlsx"),
        }[kind]
        for duty in Duty.objects.filter(page_id=self.page.pk, kind=kind, closed_at=None):
            close_duty(duty, note=note, file=upload(evidence), by=self.who(PostKind(duty.owner_kind), at), at=at)


def checklist(**concerns):
    """The answers of a review without a concern, but those named."""
    clear = {question.value: "no" if question.is_concern else "yes" for question in Question}
    return {**clear, **concerns}


def ring(at):
    """What `run_clocks` does on a morning: reminders, what is due."""
    for job in registered:
        job(at)


def local_day(at):
    """The day of a moment in Asia/Shanghai."""
    return at.astimezone(HERE).date()


# --- plots: each yields (working day after the proposal, clock, act)


def votes(story, day, *choices):
    """Members vote from nine o'clock, a quarter of an hour apart; None for who has not voted yet."""
    for seat, choice in enumerate(choices):
        if choice:
            yield day, f"09:{15 * seat:02d}", functools.partial(story.vote, seat=seat, choice=choice)


def _to_secrecy(story):
    yield 0, "09:10", story.write
    yield 0, "10:05", story.propose
    yield 1, "09:20", story.head


def _through(story):
    yield from _to_secrecy(story)
    yield 2, "10:30", story.secrecy
    yield from _after_secrecy(story)


def _after_secrecy(story):
    yield 3, "11:00", story.leader
    third = "abstain" if story.number % 5 == 0 else "for"
    yield from votes(story, 4, "for", "for", third, None if story.number % 4 == 0 else "for")
    yield 5, "10:15", story.close


def published(story):
    """The whole chain; what publication asks for is done for most items."""
    yield from _through(story)
    if story.row.get("replaces"):
        yield 6, "09:30", story.replace_old
    yield from _done_afterwards(story, 5)


def _done_afterwards(story, day):
    """What publication asks for is done, but for every sixth duty of the last weeks, and for what a row says was forgotten."""
    for kind, after in (("channel", 2), ("feedback", 6), ("archive", 9)):
        forgotten = kind == story.row.get("forgotten") or story.row["start"] < FORGOTTEN and (story.number + len(kind)) % 6 == 0
        if story.row["start"] > day + after and not forgotten:
            yield day + after, "15:00", functools.partial(story.close_duties, kind=kind)


def returned_then_published(story):
    """The head returns it with a reason; the second round goes through."""
    yield 0, "09:10", story.write
    yield 0, "10:05", story.propose
    yield 1, "09:20", lambda at: story.return_by(PostKind.DIVISION_HEAD, at)
    yield 2, "09:30", lambda at: story.change(at, **story.row["change"])
    yield 2, "09:45", story.propose
    yield 2, "15:10", story.head
    yield 3, "10:30", story.secrecy
    yield 4, "11:00", story.leader
    yield from votes(story, 5, "for", "for", "for", "for")
    yield 6, "10:15", story.close
    yield from _done_afterwards(story, 6)


def published_corrected(story):
    """Published, then a slip of the pen put right (勘误)."""
    yield from _through(story)
    yield 9, "09:00", lambda at: story.change(at, **story.row["correction"])
    yield 9, "09:10", lambda at: story.propose(at, kind="correction")
    yield 9, "15:30", story.head
    yield 10, "10:00", story.secrecy
    yield from _done_afterwards(story, 10)


def published_consent(story):
    """Names of persons, public with their consent (条例 art 15)."""
    yield from _to_secrecy(story)
    yield (
        2,
        "10:30",
        lambda at: story.secrecy(at, checklist=checklist(privacy="yes"), ground="N4", override={"kind": "consent", "reason": story.row["consent"]}),
    )
    yield from _after_secrecy(story)
    yield from _done_afterwards(story, 5)


def live_with_successor(story):
    """Published; a newer version is on its way and waits for the secrecy review."""
    yield from _through(story)
    yield 26, "09:00", lambda at: story.change(at, **story.row["change"])
    yield 26, "09:20", story.propose
    yield 27, "10:00", story.head


def urgent_open(story):
    """Published at once after the secrecy review; the chain is not finished yet."""
    yield 0, "08:50", story.write
    yield 0, "09:10", story.propose
    yield 0, "09:40", story.head
    yield 0, "10:20", story.secrecy
    yield 0, "10:40", lambda at: urgent_now(story, at)
    yield 1, "09:00", story.leader
    yield from votes(story, 2, "for", "for")


def urgent_done(story):
    """Published at once, confirmed by the whole chain in time."""
    yield from (act for act in urgent_open(story) if act[0] < 2)
    yield from votes(story, 2, "for", "for", "for", "for")
    yield 3, "10:00", story.close
    yield from _done_afterwards(story, 3)


def urgent_now(story, at):
    by = story.who(PostKind.SUPERVISING_LEADER, at)
    chain.urgent(page=story.page, by=by, at=at, digest=story.digest, reason=story.row["urgent_reason"])


def withdrawn_revoked(story):
    """Taken down by the office because the decision was revoked (行政处罚法 art 48)."""
    yield from _through(story)
    yield from _done_afterwards(story, 5)
    yield 24, "16:00", lambda at: story.take_down(PostKind.OFFICE_DIRECTOR, at, "revoked")


def withdrawn_privacy(story):
    """Taken down by the reviewer because it shows what it should not (乱公开)."""
    yield from _through(story)
    yield 12, "11:30", lambda at: story.take_down(PostKind.SECRECY_REVIEWER, at, "privacy")


def at_head(story):
    """Waits for the head."""
    yield 0, "09:10", story.write
    yield 0, "10:05", story.propose


def at_secrecy(story):
    """Waits for the reviewer."""
    yield from _to_secrecy(story)


def at_leader(story):
    """Waits for the leader in charge."""
    yield from _to_secrecy(story)
    yield 2, "10:30", story.secrecy


def at_group(story):
    """Waits for the leading group; two have voted, or nobody yet."""
    yield from at_leader(story)
    yield 3, "11:00", story.leader
    yield from votes(story, 4, *[(), ("for", "for"), (None, "for", "for")][story.number % 3])


def referred(story):
    """The reviewer asks the superior and secrecy authorities."""
    yield from _to_secrecy(story)
    yield 2, "14:40", lambda at: story.secrecy(at, outcome="refer", opinion=story.row["refer_opinion"], checklist=checklist(state_secret="yes"))


def withheld(story):
    """Not to be made public, with ground and a day of re-examination."""
    yield from _to_secrecy(story)
    yield 2, "14:40", lambda at: story.secrecy(
        at, outcome="withhold", opinion=story.row["withhold_opinion"], ground=story.row["withhold_ground"],
        checklist=checklist(stability="yes") if story.row["withhold_ground"] == "N3" else checklist(),
        re_examine_on=story.days.day(int(story.row["re_examine"]), local_day(at)),
    )  # fmt: skip
    yield 3, "11:00", story.leader


def on_application(story):
    """Cleared and registered as open on application."""
    yield from _through(story)


def scheduled(story):
    """Cleared, and public on a day to come."""
    yield from _through(story)


def lost(story):
    """Not carried by the leading group."""
    yield from at_leader(story)
    yield 3, "11:00", story.leader
    yield from votes(story, 4, "against", "against", "for", "against")
    yield 5, "10:15", lambda at: story.close(at, "against")


def redact(story):
    """Back to the proposer, who is to take something out."""
    yield from _to_secrecy(story)
    yield (
        2,
        "14:40",
        lambda at: story.secrecy(at, outcome="publish-redacted", opinion=story.row["redact_opinion"], checklist=checklist(privacy="yes")),
    )


def returned(story):
    """The leader returns it to the proposer."""
    yield from at_leader(story)
    yield 3, "11:00", lambda at: story.return_by(PostKind.SUPERVISING_LEADER, at)


def recalled(story):
    """The proposer takes it back to change it."""
    yield from _to_secrecy(story)
    yield 1, "15:00", lambda at: chain.recall(page=story.page, by=story.who(PostKind.EDITOR, at), at=at, reason=story.row["reason"])


def proposer_withdrew(story):
    """The proposer ends it before it was public."""
    yield from at_head(story)
    yield 1, "15:00", lambda at: chain.withdraw(page=story.page, by=story.who(PostKind.EDITOR, at), at=at, reason=story.row["reason"])


def draft(story):
    """Written, not proposed."""
    yield 0, "16:20", story.write


def overdue_secrecy(story):
    """Has been lying with the reviewer for too long."""
    yield from _to_secrecy(story)


PLOTS = {
    plot.__name__.replace("_", "-"): plot
    for plot in (
        published, returned_then_published, published_corrected, published_consent, live_with_successor, urgent_open, urgent_done,
        withdrawn_revoked, withdrawn_privacy, at_head, at_secrecy, at_leader, at_group, referred, withheld, on_application, scheduled, lost,
        redact, returned, recalled, proposer_withdrew, draft, overdue_secrecy,
    )
}  # fmt: skip


class Life:
    """All stories on one timeline around the day of `days`; `people` ({username: user}) are entered before it is lived."""

    def __init__(self, days):
        self.people, self.days, self.timeline, self.order = {}, days, [], itertools.count()
        for whose, to, begins, ends, entered, reason in DELEGATIONS:
            self.plan(days.at(entered, "17:00"), lambda at, args=(whose, to, begins, ends, reason): self.delegate(at, *args))
        for number in range(1 - FIRST_DAY, 0):
            self.plan(days.at(number, "08:00"), ring)
        for number, row in enumerate(read_rows("lived")):
            self.tell(Story(number, row, self), PLOTS[row["plot"]])

    def tell(self, story, plot):
        """Put the acts of a story onto the timeline, counted in working days from its first."""
        for after, clock, act in plot(story):
            self.plan(self.days.at(story.day + after, clock) + story.habit, act, story.row["title"])
        if story.row.get("document_number"):
            self.plan(self.days.at(story.day, "17:30"), story.enter_into_the_register, story.row["title"])

    def plan(self, at, act, about=""):
        """Put `act(at)` onto the timeline; acts of the same moment keep their order. `about` is named when the act is refused."""
        heapq.heappush(self.timeline, (at, next(self.order), act, about))

    def delegate(self, at, whose, to, begins, ends, reason):
        """A head has another exercise his post for some days (委托代办)."""
        post = Post.objects.get(person=self.people[whose])
        from_date, to_date = self.days.day(begins), self.days.day(ends)
        delegate(post, to=self.people[to], from_date=from_date, to_date=to_date, reason=reason, by=self.people[whose], at=at)

    def __len__(self):
        return len(self.timeline)

    def live(self, step):
        """Every act in the order of time; `step(words)` after each, with the month that is lived."""
        while self.timeline:
            at, _order, act, about = heapq.heappop(self.timeline)
            try:
                with standing_at(at):
                    act(at)
            except Refused as refusal:
                raise type(refusal)(f"{about} {at:%Y-%m-%d}: {refusal}", field=refusal.field) from refusal
            step(f"{local_day(at):%Y年%-m月}")
