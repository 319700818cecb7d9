"""The sheet one decides on (呈批): what is before the reader, and what he may do with it. It only reads; the verbs decide under their lock."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from disclosure.clocks.calendar import calendar
from disclosure.clocks.models import Duty
from disclosure.org.models import PostKind
from disclosure.org.posts import appointing, full_name, posts_of, present_division
from disclosure.rules import channels
from disclosure.rules.categories import Scope, Validity
from disclosure.rules.chain import Kind, RoundEnd, State, Step, Target, targets_from
from disclosure.rules.meeting import Choice, Verdict, quorum
from disclosure.rules.secrecy import Ground, Outcome

from . import corrected, heard
from .changes import changes
from .conditions import facts_of
from .fields import CodesField
from .models import Act, Clearance, Disclosable, Matter, Return, Round, Signature, SignedFacts
from .panels import exemption_of, not_consulted_any_more, step_names
from .permissions import HERE, today
from .waiting import Desk

TAKES_DOWN = (PostKind.SECRECY_REVIEWER, PostKind.SUPERVISING_LEADER, PostKind.MAIN_LEADER, PostKind.OFFICE_DIRECTOR)
IN_FORCE = (Outcome.PUBLISH, Outcome.WITHHOLD)


@dataclass(frozen=True)
class Stop:
    """One station of the chain as it is drawn. `state`: done, now, ahead or back; `lines`: who, what, by when."""

    label: str
    state: str
    lines: list


def item(page_no):
    """The specific page of a matter, or None when there is no such disclosure."""
    page = Page.objects.filter(pk=page_no).first()
    page = page and page.specific
    return page if isinstance(page, Disclosable) else None


def day(value):
    """A day in words without its year when it is this year's: 9月28日; in another language than Chinese, 28 September."""
    if not value:
        return ""
    this_year = value.year == today().year
    if (get_language() or "").startswith("zh"):
        return date_format(value, "n月j日" if this_year else "Y年n月j日")
    return date_format(value, "j F" if this_year else "j F Y")


def minute(value, *, ends=False):
    """An aware moment in Asia/Shanghai as fields of an item show it: 2026-09-22 16:40, with the seconds where it has some. ends: something ends with
    it, and midnight is 24:00 of the day before, as the public reads it."""
    local = value.astimezone(HERE)
    if ends and (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{local - dt.timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def moment(value):
    """An aware moment as a day with hours and minutes in Asia/Shanghai: 9月22日 16:40."""
    return f"{day(today(value))} {date_format(value.astimezone(HERE), 'H:i')}" if value else ""


def some_names(holdings):
    """Names of people in a sentence: all of a few, else the first three and how many there are."""
    names = list(dict.fromkeys(holding.name for holding in holdings))
    if len(names) > 3:
        return _("%(names)s and others, %(count)s in all") % {"names": "、".join(names[:3]), "count": len(names)}
    return "、".join(names) or _("nobody yet")


def label_of(page, name):
    """A field of a page in words, as the form shows it."""
    if name == "files_in_text":
        return _("Pictures and files in the text")
    try:
        return capfirst(str(page._meta.get_field(name).verbose_name))
    except Exception:  # a fact that is no field of this type any more
        return name


def _field(page, name):
    try:
        return page._meta.get_field(name)
    except FieldDoesNotExist:  # a fact that is no field of this type any more
        return None


def words_of(page, name, value, user=None):
    """A stored value in words where it is a code; None where its text speaks for itself. user: who reads it, and so which titles."""
    if value in (None, "", []):
        return ""
    if name == "channels":
        return "、".join(_channel(code) for code in value)
    if name == "scope" and value in Scope.values:
        return Scope(value).label
    if name == "go_live_at":
        return moment(dt.datetime.fromisoformat(value))
    if name == "vital_interest":
        return {"yes": _("Yes"), "no": _("No")}.get(value, value)
    if name == "kind":
        if value in Kind.values:
            return Kind(value).label
        kinds = getattr(page, "kinds", None)
        return kinds(value).label if kinds and value in kinds.values else value
    if isinstance(_field(page, name), models.DateTimeField):
        return minute(dt.datetime.fromisoformat(value), ends=name in page.ends)
    if name == "consultation":
        known = heard.linked(value, page)
        return known.title if known and known.readable_by(user) else None
    if name == "division" and page.division is not None and page.division.code == value:
        return str(page.division)
    return None


def _channel(code):
    try:
        return str(channels.label(code))
    except ValueError:
        return code


def _row(child):
    """One block of a list in a line: “name（code，role）”; what is no row of fields as its own template draws it."""
    if not hasattr(child.block, "child_blocks") or not isinstance(child.value, Mapping):
        return child.render()
    first, *rest = [str(part) for part in child.value.values() if part not in (None, "")] or [""]
    return f"{first}（{'，'.join(rest)}）" if rest else first


class Sheet:
    """What one person sees of one matter at a moment (`at`, aware). Nothing is locked and nothing written."""

    def __init__(self, page, user, at):
        self.page, self.user, self.at, self.on = page, user, at, today(at)
        self.matter = Matter.objects.filter(page_no=page.pk).select_related("division").first() or Matter(page_no=page.pk, title=page.title)

    # --- the papers

    @cached_property
    def desk(self):
        return Desk(self.at, page_no=self.page.pk)

    @cached_property
    def rounds(self):
        """All rounds, newest first, with the signatures and returns of each; `undone`: a signature that no longer says anything."""
        rounds = list(Round.objects.filter(matter_id=self.page.pk).select_related("division").order_by("-number"))
        by_number = {round.pk: round for round in rounds}
        for round in rounds:
            round.acts, round.sent_back = [], []
        for row in self.signatures:
            round = by_number[row.round_id]
            row.undone = row.void and not row.spent and not (round.end == RoundEnd.WITHHELD and row.digest == round.digest)
            round.acts.append(row)
        for row in Return.objects.filter(round__matter_id=self.page.pk):
            by_number[row.round_id].sent_back.append(row)
        return rounds

    @cached_property
    def signatures(self):
        """Every signature, vote and close, oldest first."""
        return list(Signature.objects.filter(matter_id=self.page.pk).order_by("at", "id"))

    @cached_property
    def round(self):
        """The round that is open, or None."""
        return next(iter(self.desk.rounds), None)

    @cached_property
    def last(self):
        """The open round, else the newest one, else None."""
        return next(iter(self.rounds), None)

    @property
    def earlier(self):
        return self.rounds[1:]

    @property
    def word(self):
        """The state of what is under way: of the newer version where a live one stands."""
        return State(self.matter.successor or self.matter.state)

    @property
    def digest(self):
        """The digest of what is before the reader: the open round's, else the last one's."""
        return self.last.digest if self.last else ""

    @property
    def fingerprint(self):
        """The digest in groups of four, shortened in the middle, for the eye."""
        parts = [self.digest[n : n + 4] for n in range(0, len(self.digest), 4)]
        return f"{' '.join(parts[:4])} … {' '.join(parts[-2:])}" if parts else ""

    # --- the item

    @cached_property
    def revision(self):
        """The revision that is shown: of the open round, or of what is cleared or withheld; None for the row or the draft."""
        if self.last and (self.round or self.word in (State.CLEARED, State.WITHHELD)):
            return Revision.objects.filter(pk=self.last.revision_no).select_related("user").first()
        return None

    @cached_property
    def shown(self):
        """The item as it is to be signed; what is live as it is; else the draft."""
        if self.revision:
            return self.revision.as_object()
        if self.word == State.LIVE or not self.page.latest_revision_id:
            return self.page
        return self.page.get_latest_revision_as_object()

    @cached_property
    def files(self):
        """The documents and images of the item as shown, attachments first."""
        return self.shown.signed_files()

    @property
    def attachments(self):
        """The documents among them: what can be downloaded."""
        return [file for file in self.files if hasattr(file, "file_extension")]

    @cached_property
    def facts(self):
        """[(label, value)] of what the item says beside title, text and attachments, empty ones left out."""
        rows = []
        page = self.shown
        for name in [*page.signed_facts(), *page.outside]:
            if name in ("page", "locale", "category", "title", "body", "attachments", "files_in_text", "scope", "channels"):
                continue
            value = self._face(page, name)
            if value not in (None, "", []):
                rows.append((label_of(page, name), value))
        return rows

    def _face(self, page, name):
        field = page._meta.get_field(name)
        value = getattr(page, name)
        if isinstance(field, StreamField):
            return [_row(child) for child in value] or None
        if isinstance(field, CodesField):
            return "；".join(map(str, value))
        if name == "kind" and hasattr(page, "get_kind_display"):
            return page.get_kind_display()
        if isinstance(field, models.BooleanField):
            return {True: _("Yes"), False: _("No")}.get(value)
        if field.choices:
            return getattr(page, f"get_{name}_display")()
        return minute(value, ends=name in page.ends) if isinstance(value, dt.datetime) else value

    @cached_property
    def channel_names(self):
        return [_channel(code) for code in self.shown.channels]

    @property
    def scope(self):
        return Scope(self.shown.scope).label

    @property
    def validity(self):
        return Validity(self.page.validity)

    # --- what has changed

    @cached_property
    def compared(self):
        """(the words for what it is compared with, [Change]) or None: with your last opinion, else the last round, else what is public now."""
        if not self.last or not (self.round or self.word in (State.CLEARED, State.WITHHELD)):
            return None
        base, said = self._base()
        if base is None:
            return None
        papers = SignedFacts.objects.in_bulk({base, self.digest})
        if base not in papers or self.digest not in papers:
            return None
        page = self.shown
        found = changes(
            papers[base], papers[self.digest],
            label=lambda name: label_of(page, name), words=lambda name, value: words_of(page, name, value, self.user),
        )  # fmt: skip
        return said, found

    def _base(self):
        mine = [row for row in self.signatures if row.person_no == self.user.pk]
        if mine:
            return mine[-1].digest, _("Compared with the version you gave your last opinion on (%(day)s).") % {"day": day(today(mine[-1].at))}
        if self.earlier:
            before = self.earlier[0]
            return before.digest, _("Compared with the round before (round %(number)s).") % {"number": before.number}
        live = Clearance.objects.in_force(self.page.pk).order_by("-id").first() if self.page.live else None
        if live and live.digest != self.digest:
            return live.digest, _("Compared with what is public now.")
        return None, ""

    # --- the chain

    @cached_property
    def signed(self):
        """{Step: signature in force on the open round's digest}."""
        if not self.round:
            return {}
        return {
            Step(row.step): row
            for row in self.signatures
            if row.act == Act.SIGN and not row.void and not row.spent and row.outcome in IN_FORCE and row.digest == self.round.digest
        }

    @cached_property
    def stops(self):
        """The chain as it is drawn: the open round's, else the last one's."""
        if not self.last:
            return []
        round = self.last
        stops = [Stop(_("Proposed by the division"), "done", [round.proposer_name, day(today(round.proposed_at))])]
        names = step_names()
        for step in Kind(round.kind).steps:
            if not (step == Step.GROUP and (self.to_withhold or round.end == RoundEnd.WITHHELD)):
                stops.append(self._stop(round, step, names[step]))
        stops.append(self._end(round))
        return stops

    def _stop(self, round, step, name):
        row = self._given(round, step)
        if row:
            return Stop(name, "done", [self.who(row), f"{day(today(row.at))} {self.outcome_of(row)}".strip()])
        if self.round and round.step == step:
            holders = self.desk.holdings(round)
            lines = []
            if any(h.user_id == self.user.pk for h in holders):
                lines.append(_("Your turn"))
            elif step == Step.GROUP:
                lines.append(_("%(count)s members") % {"count": len(self.seats)})
            else:
                lines.append("、".join(h.name for h in holders) or _("Nobody: %(post)s must appoint") % {"post": self.must_appoint(step)})
            if step == Step.GROUP:
                lines.append(_("%(voted)s voted, %(quorum)s needed") % {"voted": self.tally.voted, "quorum": self.tally.quorum})
            lines.append(_("until %(day)s") % {"day": day(round.step_due_on)})
            return Stop(name, "now", lines)
        if round.end in (RoundEnd.RETURNED, RoundEnd.REDACT, RoundEnd.LOST) and any(r.step == step for r in round.sent_back):
            return Stop(name, "back", [_("Returned")])
        return Stop(name, "ahead", self._ahead(round, step))

    def _given(self, round, step):
        """The signature (or the carried close) of a step that counts in a round, or None."""
        for row in reversed(self.signatures):
            if row.step != step or row.digest != round.digest or (row.void and not row.spent and round.end != RoundEnd.WITHHELD):
                continue
            if (row.act == Act.SIGN and row.outcome in IN_FORCE) or (row.act == Act.CLOSE and row.outcome == Verdict.CARRIED):
                return row
        return None

    def _ahead(self, round, step):
        if not self.round:
            return []
        if step == Step.GROUP:
            base = len([seat for seat in self.seats if not seat.barred])
            return [_("%(count)s members") % {"count": len(self.seats)}, _("%(quorum)s must take part") % {"quorum": quorum(base)}]
        holders = self.desk.usable(round, step)
        return ["、".join(dict.fromkeys(h.name for h in holders)), _("within %(days)s working days") % {"days": step.days}]

    def _end(self, round):
        name = _("Registered, open on application") if round.scope == Scope.ON_APPLICATION else _("Made public")
        if round.end == RoundEnd.PUBLISHED or (round.urgent and self.page.live):
            at = self.matter.urgent_at if round.urgent else round.ended_at
            return Stop(name, "done", [day(today(at))] if at else [])
        if round.end == RoundEnd.CLEARED:
            if when := self.scheduled_for:
                return Stop(name, "ahead", [_("on %(time)s, as set") % {"time": moment(when)}])
            return Stop(name, "done", [day(today(round.ended_at))])
        if round.end == RoundEnd.WITHHELD:
            return Stop(_("Not made public"), "done", [day(today(round.ended_at))])
        if self.to_withhold:
            return Stop(_("Not made public"), "ahead", [])
        due, when = self.shown.due_on, self.scheduled_for
        lines = [_("on %(time)s, as set") % {"time": moment(when)}] if when else []
        return Stop(name, "ahead", [*lines, _("until %(day)s") % {"day": day(due)}] if due else lines)

    @property
    def scheduled_for(self):
        """The moment at which it is to be made public by itself (aware): as its signers sign it, or as it was cleared; None when at once."""
        if self.round:
            when = None if self.round.urgent else self.shown.go_live_at
            return when if when and when > self.at else None
        row = Clearance.objects.scheduled(self.page.pk).order_by("-id").first() if self.page.pk else None
        return row.go_live_at if row else None

    @cached_property
    def seats(self):
        return self.desk.seats(self.round) if self.round else []

    @cached_property
    def tally(self):
        return self.desk.tally(self.round) if self.round else None

    @cached_property
    def votes(self):
        """Votes in force in the group step: [(name, choice in words, opinion, at)] and who has not voted yet: [name]."""
        rows = self.desk.votes(self.round) if self.round else {}
        given = [row for row in self.signatures if any(row.pk == vote.pk for vote in rows.values())]
        silent = [seat.holdings[0].name for seat in self.seats if not seat.barred and seat.number not in rows and seat.holdings]
        return given, silent

    @cached_property
    def counts(self):
        """[(choice in words, number)] of the votes in force."""
        counted = Counter(row.outcome for row in self.votes[0])
        return [(choice.label, counted.get(choice.value, 0)) for choice in Choice]

    @staticmethod
    def must_appoint(step):
        """The post that must appoint someone for a step that has nobody."""
        return PostKind(appointing(PostKind(step.post))).label

    @staticmethod
    def who(row):
        """“X” or “X for Y” of a signature."""
        return _("%(name)s for %(holder)s") % {"name": row.name, "holder": row.on_behalf_of} if row.on_behalf_of else row.name

    @staticmethod
    def outcome_of(row):
        """What a signature says, in words."""
        if row.act == Act.VOTE:
            return Choice(row.outcome).label
        if row.act == Act.CLOSE:
            return Verdict(row.outcome).label
        if row.step == Step.SECRECY or row.outcome != Outcome.PUBLISH:
            return Outcome(row.outcome).label
        return _("Agreed")

    @property
    def opinions(self):
        """Signatures, votes and closes with what they say, newest first, of all rounds."""
        return list(reversed(self.signatures))

    # --- what the reader may do

    @cached_property
    def mine(self):
        """In what capacity the reader acts at the open step, or None: the holder before on behalf of another."""
        if not self.round:
            return None
        found = [h for h in self.desk.holdings(self.round, voted=True) if h.user_id == self.user.pk]
        return min(found, key=lambda h: bool(h.on_behalf_of), default=None)

    @property
    def step(self):
        return Step(self.round.step) if self.round and self.round.step else None

    @cached_property
    def chairs(self):
        return bool(self.step == Step.GROUP and any(h.user_id == self.user.pk for h in self.desk.chair(self.round)))

    @property
    def my_vote(self):
        """The reader's own vote in force, or None."""
        return next((row for row in self.votes[0] if row.person_no == self.user.pk), None) if self.step == Step.GROUP else None

    @property
    def targets(self):
        """To whom the reader may return the item: [Target], empty when he may not."""
        if self.word == State.WITHHELD and self.re_examines:
            return [Target.PROPOSER]
        if not self.mine or self.round.referred or (self.step == Step.GROUP and not self.chairs):
            return []
        return [t for t in targets_from(self.step) if not (t == Target.PROPOSER and self.matter.after_review_open)]

    def holds(self, *kinds, division=None):
        """Whether the reader exercises one of the posts today (for a division where one is given)."""
        code = present_division(division, self.on).code if division else None
        return any(h.post in kinds and (code is None or h.division == code) for h in posts_of(self.user, self.on))

    @property
    def division(self):
        return self.round.division if self.round else self.shown.division

    @property
    def edits(self):
        """Whether the reader is an editor of the item's division."""
        return self.division is not None and self.holds(PostKind.EDITOR, division=self.division)

    @property
    def proposes(self):
        """Whether the reader may submit it now."""
        return self.edits and self.matter.editable

    @property
    def proposed(self):
        """Whether it is the reader's proposal: his own, or that of somebody who holds the post no longer."""
        if not self.edits:
            return False
        if not self.last or self.last.proposer_no == self.user.pk:
            return True
        editors = self.desk.roster.holders(PostKind.EDITOR, division=self.division)
        return all(h.user_id != self.last.proposer_no for h in editors)

    @property
    def recalls(self):
        scheduled = self.matter.scheduled_at is not None
        return self.proposed and not self.matter.after_review_open and (self.round is not None or scheduled)

    @property
    def withdraws(self):
        """By the proposer: a draft, a round or a schedule that is not public yet."""
        if not self.proposed or self.matter.after_review_open or self.takes_down or not self.matter.round_number:
            return False
        return self.word in (State.DRAFT, State.RUNNING, State.REFERRED) or (self.word == State.CLEARED and not self.matter.registered)

    @property
    def takes_down(self):
        scheduled = self.matter.state == State.CLEARED and self.matter.scheduled_at is not None
        return (self.matter.state == State.LIVE or scheduled) and self.holds(*TAKES_DOWN)

    @property
    def sets_validity(self):
        return (self.matter.state == State.LIVE or self.matter.registered) and self.holds(PostKind.OFFICE_DIRECTOR)

    @property
    def urges(self):
        """Whether the reader may publish it at once: the leader in charge, once the reviewer has passed exactly this content."""
        round = self.round
        if round is None or round.urgent or self.matter.after_review_open or round.referred or round.scope == Scope.ON_APPLICATION:
            return False
        review = self.signed.get(Step.SECRECY)
        if round.kind == Kind.CORRECTION or review is None or review.outcome != Outcome.PUBLISH:
            return False
        return self.holds(PostKind.SUPERVISING_LEADER, division=self.division) and self.user.pk not in self.desk.barred(round, Step.LEADER)

    @property
    def re_examines(self):
        return self.word == State.WITHHELD and self.holds(PostKind.SECRECY_REVIEWER)

    @cached_property
    def linked(self):
        """What is known of the consultation that the proposal names, or None."""
        return heard.linked(self.last.proposal.get("consultation"), self.shown) if self.last else None

    @property
    def linked_known(self):
        """The same where the reader may read it: who may not learns neither title nor address."""
        return self.linked if self.linked and self.linked.readable_by(self.user) else None

    @cached_property
    def against_draft(self):
        """[(articles, parts)] of what the last draft of the consultation linked had otherwise, to who may read that; [] where there is none."""
        return self.linked_known.differences(self.shown) if self.linked_known else []

    @property
    def not_consulted(self):
        """Why the leader is asked for the ground of an exemption, "" where he is not: vital interest, to be published, and nothing concluded."""
        review = self.signed.get(Step.SECRECY)
        if not self.round or self.round.proposal.get("vital_interest") != "yes" or review is None or review.outcome != Outcome.PUBLISH:
            return ""
        if self.linked is None:
            return _("It touches people's vital interests, and no consultation is linked to it. The ground is shown to the public.")
        if self.linked.concluded:
            return ""
        told = {"title": self.linked.title}
        return _("It touches people's vital interests, and the consultation “%(title)s” is not concluded. The ground is shown to the public.") % told

    @property
    def to_withhold(self):
        """Whether the review of the open round says that it is not to be made public."""
        review = self.signed.get(Step.SECRECY)
        return review is not None and review.outcome == Outcome.WITHHOLD

    @property
    def withholds(self):
        """Whether the reader's signature ends it as not made public: the leader's, after a review that said so."""
        return self.step == Step.LEADER and self.to_withhold

    @cached_property
    def next_name(self):
        """To whom the item goes after the reader's signature, in words: for the button; "" when it ends the chain."""
        if not self.step or self.step == Step.GROUP:
            return ""
        steps = Kind(self.round.kind).steps
        later = next((s for s in steps[steps.index(self.step) + 1 :] if s not in self.signed), None)
        if later is None:
            return ""
        return {Step.SECRECY: _("the secrecy reviewer"), Step.LEADER: _("the leader in charge"), Step.GROUP: _("the leading group")}.get(
            later, _("the division head")
        )

    def standing(self):
        """Before a submission: (whether the draft is what the last round signed, names of those whose signatures still stand)."""
        from .conditions import digest_of

        names = list(dict.fromkeys(row.name for row in self.signatures if not row.void and not row.spent and row.act != Act.CLOSE))
        if not names or not self.last:
            return True, names
        return digest_of(self.page.get_latest_revision_as_object(), self.last.proposal) == self.last.digest, names

    # --- beside it

    @cached_property
    def duties(self):
        """What is still owed after its publication: open duties, due first."""
        rows = list(Duty.objects.filter(page_id=self.page.pk, closed_at=None).select_related("division").order_by("due_on", "id"))
        for duty in rows:
            duty.link = reverse("disclosure_clocks_duty_modeladmin_inspect", args=[duty.pk])
        return rows

    @property
    def ground(self):
        return Ground(self.matter.ground).label if self.matter.ground else ""

    @property
    def objections(self):
        """Why nothing goes on: nobody can act at the step, it could not go out any more as it is, or the gate refused when it was due."""
        found = list(self.matter.refused)
        if self.round:
            found += [sentence for _field, sentence in self.shown.missing(self.at) if sentence not in found]
            if waiting := correction_waits(self.page, self.round):
                found.append(waiting)
        if self.step and not self.desk.holdings(self.round, voted=True):
            found.append(_("Nobody can act at this step: %(post)s must appoint someone or name a deputy.") % {"post": self.must_appoint(self.step)})
        return found

    @property
    def cautions(self):
        """What will stand in the way if every step to come takes its whole time, and does not yet; nothing of what has no such day or is public.
        Before it, what is doubtful about the consultation linked."""
        if not self.step or self.to_withhold:
            return []
        doubts = [*answered_otherwise(self.page, self.round.proposal), *(self.linked.cautions(self.shown, self.user) if self.linked else [])]
        if self.round.kind == Kind.CORRECTION:
            doubts += self.corrected
        if self.round.referred or self.round.urgent:
            return doubts
        later = [step for step in Kind(self.round.kind).steps if step not in self.signed and step != self.step]
        return [*doubts, *self.shown.cautions(self.at, done_by(later, max(self.due, self.on)))]

    @cached_property
    def corrected(self):
        """[sentence] on figures that are other ones than in what is public, and on longer words: a correction should leave them."""
        if not self.page.live:
            return []
        before, after = facts_of(self.page), facts_of(self.shown)
        return [
            *corrected.reworded(before, after),
            *corrected.figures(before, after, lambda name: label_of(self.page, name)),
            *corrected.longer(before, after),
        ]

    @property
    def due(self):
        return self.round.step_due_on if self.round else None

    @property
    def written_at(self):
        """When the version shown was written (aware), or None."""
        return self.revision.created_at if self.revision else None

    @property
    def written_by(self):
        return full_name(self.revision.user) if self.revision and self.revision.user else ""


def correction_waits(page, round):
    """Why the correction of a round could not go out now, "" where it could: the result of its consultation is not public, and nothing exempts it."""
    if round.kind != Kind.CORRECTION or round.proposal.get("vital_interest") != "yes":
        return ""
    standing = Clearance.objects.in_force(page.pk).order_by("-pk").first()
    found = heard.linked(round.proposal.get("consultation"), page)
    return "" if found and found.concluded or standing and exemption_of(standing) else not_consulted_any_more(page.title)


def correction_of(page, draft):
    """[sentence] of what a correction of the live `page` by its `draft` could not change, or should not: said to who proposes, before he chooses."""
    before, after = facts_of(page), facts_of(draft)
    standing = Clearance.objects.in_force(page.pk).order_by("-pk").first()
    figures_stay = page.open_to_comment or (standing is not None and (standing.proposal or {}).get("vital_interest") == "yes")
    said = (before, after, lambda name: label_of(page, name))
    refused = [corrected.refused_figures(*said)] if figures_stay else []
    return [*corrected.reworded(before, after), *(refused if any(refused) else corrected.figures(*said)), *corrected.longer(before, after)]


def answered_otherwise(page, proposal):
    """[sentence] where what is public was answered “yes” and its newer version answers “no”, or names another consultation or none (五（三）)."""
    standing = Clearance.objects.in_force(page.pk).order_by("-pk").first() if page.pk and page.live else None
    before = standing.proposal if standing else {}
    if before.get("vital_interest") != "yes":
        return []
    if proposal.get("vital_interest") == "no":
        return [_("What is public was answered “yes”, this version answers “no”: is it true of all that it changes?")]
    if proposal.get("vital_interest") == "yes" and before.get("consultation") not in (None, proposal.get("consultation")):
        told = {"title": getattr(heard.linked(before["consultation"], page), "title", before["consultation"])}
        return [_("What is public names the consultation “%(title)s”, this version does not: is that right?") % told]
    return []


def done_by(steps, on):
    """The day by which steps are done if one after the other takes its whole time from `on` (date)."""
    for step in steps:
        on = calendar().add(on, step.days)[0]
    return on


def plan(page, on):
    """Who will sign by when if it is proposed on a day: [(step, its name, [names], due day, who must appoint or "")]. For the form."""
    from disclosure.org.posts import Roster

    roster, names, due = Roster(on), step_names(), on
    rows = []
    for step in Step:
        due = done_by([step], due)
        holders = roster.holders(step.post, division=page.division if step.by_division else None)
        if step == Step.GROUP:
            holders = [*roster.holders(PostKind.GROUP_CHAIR), *holders]
        nobody = "" if holders else _("Nobody: %(post)s must appoint") % {"post": Sheet.must_appoint(step)}
        rows.append((step, names[step], list(dict.fromkeys(h.name for h in holders)), due, nobody))
    return rows
