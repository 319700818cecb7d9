"""预公开 (五（三）): how long a draft stays open, when it closes, what a comment is owed, and when nobody may conclude.

《重大行政决策程序暂行条例》(令713号) articles 14–18; 国办发〔2018〕37号; 《优化营商环境条例》 article 62. Shortest times are rows of `limits.py`.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .limits import Unit, limit

NUM = "[0-9０-９一二三四五六七八九十百千零〇]+"
# What an article of a text begins with; “第三条规定的…” is a sentence, no article.
ARTICLE = re.compile(rf"^(第{NUM}条(?:之{NUM})?)(?!规定|的|所称|第|至|、|和第|或者|以及)[\s　:：]*")
HERE = timezone(timedelta(hours=8))  # Asia/Shanghai, without summer time since 1991
SIGN_UP_DAYS = 3  # working days to sign up for a hearing or meeting: the house's advice, no law names a least; who gives less is cautioned
MODERATION_DAYS = 2  # working days within which a comment is shown or refused (the bureau's promise)


class DraftKind(TextChoices):
    """What kind of draft is consulted on: it sets the shortest time."""

    DECISION = "decision", _("Major decision")
    NORMATIVE = "normative", _("Normative document")
    BUSINESS = "business", _("Document that touches business")
    OTHER = "other", _("Other draft")


class Phase(TextChoices):
    """Where a consultation stands: drawn from its times and its result, never typed."""

    PLANNED = "planned", pgettext_lazy("consultation", "Planned")
    OPEN = "open", pgettext_lazy("consultation", "Open to comment")
    CLOSED = "closed", pgettext_lazy("consultation", "Awaiting the result")
    CONCLUDED = "concluded", pgettext_lazy("consultation", "Result published")


class Stance(TextChoices):
    """How a writer stands to the draft or a clause."""

    SUPPORT = "support", pgettext_lazy("comment", "In favour")
    OPPOSE = "oppose", pgettext_lazy("comment", "Against")
    SUGGEST = "suggest", pgettext_lazy("comment", "Suggests a change")


class ChoiceBy(TextChoices):
    """By which rule, published first, the participants of a hearing are chosen (713 art. 16)."""

    ORDER = "order", pgettext_lazy("hearing", "In order of sign-up")
    LOTS = "lots", pgettext_lazy("hearing", "By drawing lots")
    CRITERIA = "criteria", pgettext_lazy("hearing", "By stated criteria")


class Arrival(TextChoices):
    """How a comment reached the bureau: what is not sent online is entered by staff, and says so."""

    WEB = "web", pgettext_lazy("comment", "Online")
    TELEPHONE = "telephone", pgettext_lazy("comment", "By telephone")
    MAIL = "mail", pgettext_lazy("comment", "By e-mail")
    LETTER = "letter", pgettext_lazy("comment", "By letter")
    FORM = "form", pgettext_lazy("comment", "On the paper form")
    MEETING = "meeting", pgettext_lazy("comment", "At a meeting")


class Verdict(TextChoices):
    """What became of a comment (处理结论)."""

    ADOPTED = "adopted", _("Adopted")
    PARTLY = "partly", _("Partly adopted")
    NOT_ADOPTED = "not-adopted", _("Not adopted")
    NOTED = "noted", _("Noted")
    OUT_OF_SCOPE = "out-of-scope", _("Out of scope")

    @property
    def needs_reason(self):
        """Whether the reason must be given: for whatever was not taken over whole (713 art. 18; 37号)."""
        return self in (Verdict.PARTLY, Verdict.NOT_ADOPTED, Verdict.OUT_OF_SCOPE)


class Refusal(TextChoices):
    """Why a comment is not shown: the writer reads it, the public counts it."""

    UNLAWFUL = "1", _("What the law forbids to publish")
    INSULT = "2", _("Insults a person")
    PRIVACY = "3", _("Private matters of others")
    ADVERTISING = "4", _("Advertising")
    NOT_ABOUT_IT = "5", _("Does not speak of this draft")


class Strike(TextChoices):
    """Why a sign-up is struck out before lots are drawn: whom it is about reads it, the public counts it."""

    TWICE = "1", pgettext_lazy("strike", "The same person signed up more than once")
    UNREACHABLE = "2", pgettext_lazy("strike", "Nobody is reached by the contact given")
    UNTRUE = "3", pgettext_lazy("strike", "What was given is not true")
    RULE = "4", pgettext_lazy("strike", "Does not meet what was published beside the drawing of lots")
    WISH = "5", pgettext_lazy("strike", "At the person's own wish")


class Placing(TextChoices):
    """What became of a clause in a newer version of the draft."""

    KEPT = "kept", pgettext_lazy("clause", "Unchanged")
    CHANGED = "changed", pgettext_lazy("clause", "Changed")
    MOVED = "moved", pgettext_lazy("clause", "Moved")
    SPLIT = "split", pgettext_lazy("clause", "Split")
    MERGED = "merged", pgettext_lazy("clause", "Merged")
    REMOVED = "removed", pgettext_lazy("clause", "Removed")


def minimum(kind, on):
    """The `limits.Limit` of the shortest time for a DraftKind that opens on `on` (date)."""
    return limit(f"consultation-{DraftKind(kind).value}", on)


def earliest_close(kind, opens_at, calendar):
    """The first aware moment at which it may close: 24:00 of the last day, moved from a rest day to the next working day.

    opens_at: aware. The day of opening is not counted. Thirty days from 2 September end on 2 October, a holiday, so on 8 October at 24:00.
    """
    opened = opens_at.astimezone(HERE).date()
    least = minimum(kind, opened)
    if least.unit == Unit.DAYS:
        last = calendar.next_workday(opened + timedelta(days=least.days))
    else:
        last = calendar.add(opened, least.days)[0]
    return end_of(last)


def end_of(day):
    """24:00 of a day in Asia/Shanghai, as an aware moment."""
    return datetime.combine(day + timedelta(days=1), time(0), HERE)


def last_day(closes_at):
    """The last day on which comments are taken: the day before, where it closes at 24:00."""
    return (closes_at.astimezone(HERE) - timedelta(microseconds=1)).date()


def is_short(kind, opens_at, closes_at, calendar):
    """Whether it stays open for less than the shortest time: then the reason is published with it (713 art. 15)."""
    return closes_at < earliest_close(kind, opens_at, calendar)


def result_due(closes_at, calendar):
    """The day by which the result is to be public: the bureau's promise in working days, counted from the last day of comment."""
    last = last_day(closes_at)
    return calendar.add(last, limit("consultation-result", last).days)[0]


def moderation_due(received_on, calendar):
    """The day by which a comment received on `received_on` (date) is shown or refused."""
    return calendar.add(received_on, MODERATION_DAYS)[0]


def phase(at, opens_at, closes_at, concluded):
    """The Phase at the aware moment `at`: open from the very second of opening until the second before `closes_at`."""
    if concluded:
        return Phase.CONCLUDED
    if at < opens_at:
        return Phase.PLANNED
    return Phase.OPEN if at < closes_at else Phase.CLOSED


@dataclass(frozen=True)
class Counts:
    """How many comments stand where: `waiting` for moderation, `undecided` without a verdict, `doubtful` without a sure place in the newest draft."""

    waiting: int = 0
    undecided: int = 0
    doubtful: int = 0


def owed_before_conclusion(counts):
    """Sentences that say why it cannot be concluded yet: every comment is shown or refused, placed and answered (713 art. 18)."""
    found = []
    if counts.waiting:
        found.append(_("%(count)d comments are neither shown nor refused.") % {"count": counts.waiting})
    if counts.doubtful:
        found.append(_("%(count)d clauses of an earlier version have no sure place in the newest one.") % {"count": counts.doubtful})
    if counts.undecided:
        found.append(_("%(count)d comments have no conclusion yet.") % {"count": counts.undecided})
    return found


def lot(number, seed):
    """The lot of one who signed up, as anybody can work it out: SHA-256 of “seed:number” in hexadecimal figures, smallest first."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def seal_of(seed):
    """What is published of the seed of a draw before anybody signs up, as anybody can work it out of the seed once it is opened: its SHA-256."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn(numbers, seed):
    """The numbers of all who signed up in the order of their lots: the first of them take part, as many as there are seats (713 art. 16)."""
    return sorted(numbers, key=lambda number: lot(number, seed))


def is_brief_sign_up(opened, until, calendar):
    """Whether sign-up from `opened` until `until` (aware) leaves less than SIGN_UP_DAYS working days, the first day not counted."""
    return until.astimezone(HERE).date() < calendar.add(opened.astimezone(HERE).date(), SIGN_UP_DAYS)[0]


def papers_due(held_on):
    """The last day on which material reaches the participants of a hearing on `held_on` (date): seven days before (713 art. 16)."""
    return held_on - timedelta(days=limit("hearing-papers", held_on).days)


def verdict_fault(verdict, reason):
    """The field that is wrong with a verdict, "" when nothing is: an unknown verdict, or a reason that must be given."""
    if verdict not in Verdict.values:
        return "verdict"
    return "reason" if Verdict(verdict).needs_reason and not (reason or "").strip() else ""
