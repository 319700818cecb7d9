"""The pages: the list of consultations, a consultation, its result. Both are items: they pass the chain as any other (五（三）)."""

import datetime as dt

from django.db import models
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from disclosure.chain.models import Clearance, Matter
from disclosure.chain.readers import is_concerned
from disclosure.clocks.calendar import calendar
from disclosure.files.access import is_staff
from disclosure.intake.sealed import fingerprint
from disclosure.intake.typed import says
from disclosure.items.models import DisclosurePage, readers
from disclosure.items.models.panels import DisclosureForm
from disclosure.items.models.readers import keep_private
from disclosure.ledger.errors import WrongState
from disclosure.org.models import Division
from disclosure.org.posts import posts_of
from disclosure.rules import hearing
from disclosure.rules.categories import Category, Scope
from disclosure.rules.chain import Step

from ..anchors import find_clauses


class CategoryByPlace:
    """The category of a page of this room: major actions, or of an inward one other internal matters. The type itself is outward."""

    def __get__(self, page, owner):
        return Category.INTERNAL_OTHER if page is not None and page.inward else Category.ACTIONS


class RoomForm(DisclosureForm):
    """As every item's; whether it is inward is known from the list under which it is written, before anything is filled in."""

    def __init__(self, *args, parent_page=None, **kwargs):
        page = kwargs.get("instance")
        if page is not None and page._state.adding and parent_page is not None:
            page.inward = parent_page.specific.inward
        super().__init__(*args, parent_page=parent_page, **kwargs)
        if page is not None and not page.inward and not getattr(page, "only_for_id", None):
            self.fields.pop("only_for", None)  # an outward one is for everybody
        if page is not None and page._state.adding and "closes_at" in self.fields and not self.is_bound:
            self.initial["closes_at"] = offered_close(timezone.now())


def offered_close(at):
    """The close a new draft is offered: 24:00 of the last day of the longest of the shortest times, if it were proposed at `at` (aware) and every
    step of the chain took its whole time; whoever needs less or more types it."""
    from disclosure.chain.sheet import done_by

    public = done_by(Step, at.astimezone(hearing.HERE).date())
    return hearing.earliest_close(hearing.DraftKind.DECISION, hearing.end_of(public) - dt.timedelta(seconds=1), calendar())


class InRoom(DisclosurePage):
    """What consultation and result share: where they live, and for whom."""

    inward = models.BooleanField(_("for staff only"), default=False, editable=False)

    category = CategoryByPlace()
    base_form_class = RoomForm
    main_type = False
    asks_vital_interest = False
    ends = ("closes_at",)
    parent_page_types = ["disclosure_consultation.ConsultationIndexPage"]

    class Meta:
        abstract = True

    @classmethod
    def at_home_in(cls, parent):
        """Whether `parent` is a list of consultations."""
        return isinstance(parent.specific, ConsultationIndexPage)

    def allowed_scopes(self):
        """Open to everyone, or an inward one to staff: a draft that must be asked for is no consultation."""
        return (Scope.STAFF,) if self.inward else (Scope.PUBLIC,)

    def can_move_to(self, parent):
        """From one list to the other it would change its readers: it stays."""
        return False

    def save(self, *args, **kwargs):
        """As every item's; whether it is inward follows from the list it is put into, once."""
        if self._state.adding:
            self.inward = bool(getattr(self.get_parent().specific, "inward", False))
            if not self.scope or self.scope not in self.allowed_scopes():
                self.scope = self.allowed_scopes()[0]
        return super().save(*args, **kwargs)

    def with_content_json(self, content):
        """As every item's; a revision never changes the readers."""
        page = super().with_content_json(content)
        page.inward = self.inward
        return page

    def readable_by(self, user):
        """Whether this user may read it once it is live: everyone an outward one; an inward one staff, of one division where it is for that alone."""
        if not self.inward:
            return True
        if not is_staff(user):
            return False
        if self.only_for_code is None:
            return True
        today = timezone.localtime(timezone.now(), hearing.HERE).date()
        return is_concerned(user, self, today) or any(held.division == self.only_for_code for held in posts_of(user, today))

    @property
    def only_for_code(self):
        """Code of the one division it is for, None when for all."""
        page = self if isinstance(self, ConsultationPage) else self.consultation
        return page.only_for.code if page.only_for_id else None

    def serve(self, request, *args, **kwargs):
        """As every item's; who may not read it does not learn that it is there."""
        if not self.readable_by(getattr(request, "user", None)):
            raise Http404
        return super().serve(request, *args, **kwargs)


class ConsultationPage(InRoom):
    """预公开: a draft open to comment."""

    draft = models.TextField(
        _("draft in clauses"),
        blank=True,
        help_text=_(
            "Paste it from Word: chapters, 第一条, （一） and 1. are found by themselves. Background and explanation go into the text of the page."
        ),
    )
    questions = models.TextField(_("questions to the public"), blank=True, help_text=_("One a line."))
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True, help_text=_("Empty: with its publication."))
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True, help_text=_("Closes to the second; 24:00 of a day is 0:00 of the next."))
    short_reason = models.TextField(_("why it is open for less than the shortest time"), blank=True, help_text=_("Shown to the public."))
    notice = models.CharField(
        _("in plain words"), max_length=200, blank=True, help_text=_("For the notice board, at most 200 characters: what changes for whom.")
    )
    phone = models.CharField(_("telephone for comments"), max_length=60, blank=True)
    address = models.CharField(_("address for letters"), max_length=200, blank=True)
    mailbox = models.EmailField(_("mailbox for comments"), blank=True)
    only_for = models.ForeignKey(
        Division, models.PROTECT, verbose_name=_("only for one division"), null=True, blank=True, related_name="+",
        help_text=_("Of an inward consultation; empty: all staff."),
    )  # fmt: skip
    concluded_at = models.DateTimeField(_("concluded at"), null=True, editable=False)

    exclude_fields_in_copy = [*InRoom.exclude_fields_in_copy, "concluded_at"]
    open_to_comment = True
    kinds = hearing.DraftKind
    legal_fields = [
        "kind", "draft", "questions", "opens_at", "closes_at", "short_reason", "notice", "phone", "address", "mailbox", "only_for",
    ]  # fmt: skip
    required = ["kind", "draft", "closes_at", "notice", "phone", "address"]
    template = "disclosure_consultation/consultation.html"

    before = None  # of a revision: (live, closes_at) of the row as it was; who subscribed hears what changed
    room_context = None  # set by pages.py above: (page, request) → context

    class Meta:
        verbose_name, verbose_name_plural = pgettext_lazy("disclosure", "consultation"), pgettext_lazy("disclosure", "consultations")

    def get_template(self, request, *args, **kwargs):
        return self.template

    def get_context(self, request, *args, **kwargs):
        """The page of the consultation (pages.context)."""
        return {**super().get_context(request, *args, **kwargs), **type(self).room_context(self, request)}

    def with_content_json(self, content):
        """As every item's; a revision never says whether it is concluded: one saved before would open it again."""
        page = super().with_content_json(content)
        page.concluded_at, page.before = self.concluded_at, (self.live, self.closes_at)
        return page

    @property
    def opened_at(self):
        """From when comments are taken: the time given, or its publication where that came later or no time was given; else None."""
        known = [moment for moment in (self.opens_at, self.published_at) if moment]
        return max(known) if known else None

    def phase(self, at, *, concluded=None):
        """The Phase at the aware moment `at`. `concluded`: whether its result is live, where the caller knows."""
        if self.opened_at is None or self.closes_at is None:
            return hearing.Phase.PLANNED
        concluded = self.concluded if concluded is None else concluded
        found = hearing.phase(at, self.opened_at, self.closes_at, concluded)
        # Whatever a later version says of its times: what is concluded takes no comment any more.
        return hearing.Phase.CLOSED if self.concluded_at and found != hearing.Phase.CONCLUDED else found

    @property
    def concluded(self):
        """Whether its result is public: what the gate asks of a matter of vital interest."""
        return ResultPage.objects.filter(consultation_id=self.pk, live=True).exists()

    @property
    def closing(self):
        """When it closes, as it is read: “2026年12月9日 24:00” for the midnight that ends a day; "" without a time."""
        if not self.closes_at:
            return ""
        local = self.closes_at.astimezone(hearing.HERE)
        time = "24:00" if (local.hour, local.minute, local.second) == (0, 0, 0) else f"{local:%H:%M}"
        return f"{date_format(hearing.last_day(local))} {time}"

    def result_due(self):
        """The day by which the result is to be public (date), the bureau's promise; None without a closing time."""
        return hearing.result_due(self.closes_at, calendar()) if self.closes_at else None

    def missing(self, at=None):
        """As every item's; besides, the time it stays open, and a draft with clauses."""
        return [*super().missing(at), *self.wrong_times(at)]

    def impossible(self):
        """As every item's; besides, an outward one is for nobody alone."""
        alone = [("only_for", _("Only an inward consultation can be for one division: this one is public. Leave the field empty."))]
        return [*super().impossible(), *(alone if self.only_for_id and not self.inward else [])]

    def wrong_times(self, at=None):
        """[(field, sentence)] of what is wrong with its times, where it is public from the moment `at` on the earliest; None: as it is made public,
        or of what is public. The gate asks again (713 art. 15)."""
        at = at or self.goes_public_at
        if self.draft and not find_clauses(self.draft):
            yield "draft", _("The draft has no text.")
        said = list(self._against_what_was_said(at))
        yield from said
        begins = self._commented_on_from(at)
        if not self.closes_at or not begins or self.kind not in hearing.DraftKind.values or any(field == "closes_at" for field, _words in said):
            return
        days, opened = calendar(), begins.astimezone(hearing.HERE).date()
        if self.closes_at <= begins:
            told = {"closes": self.closing, "opens": date_format(begins.astimezone(hearing.HERE), "DATETIME_FORMAT")}
            yield "closes_at", _("It would close on %(closes)s, before anybody can comment: it opens on %(opens)s. Set a later close.") % told
        elif hearing.is_short(self.kind, begins, self.closes_at, days) and not says(self.short_reason):
            told = {"article": hearing.minimum(self.kind, opened).article, "day": self._last(hearing.earliest_close(self.kind, begins, days))}
            yield "closes_at", _("It must stay open until %(day)s, 24:00 (%(article)s); for less, give the reason that the public reads.") % told

    def cautions(self, at, by):
        """As every item's; besides, a close that the chain overtakes, or that then leaves less than the shortest time without a reason."""
        public = hearing.end_of(by) - dt.timedelta(seconds=1)
        if self._is_wrong_to_close(at) or not self._is_wrong_to_close(public):
            return super().cautions(at, by)
        told = {"closes": self.closing, "day": date_format(by)}
        if self.closes_at <= public:
            sentence = _(
                "It closes on %(closes)s, but if every step takes its whole time it is public only on %(day)s: then it has closed, and cannot be "
                "published. Set a later close (recall it first), or ask for the signatures earlier."
            )
        else:
            told["least"] = self._last(hearing.earliest_close(self.kind, self._commented_on_from(public), calendar()))
            sentence = _(
                "It closes on %(closes)s, but if every step takes its whole time it is public only on %(day)s: then less than the shortest time is "
                "left, and it cannot be published. Set the close to %(least)s, 24:00, or give the reason that the public reads (recall it first), or "
                "ask for the signatures earlier."
            )
        return [*super().cautions(at, by), sentence % told]

    def _is_wrong_to_close(self, at):
        return any(field == "closes_at" for field, _words in self.wrong_times(at))

    @staticmethod
    def _last(closes_at):
        return date_format(hearing.last_day(closes_at))

    def _commented_on_from(self, at):
        """From when it is open to comment if it becomes public `at` (aware) the earliest, or at the later time signed for it; what is public, or was
        so until its close: from its opening. None: unknown."""
        if at is None:
            return self.opened_at
        if self._was_held():
            return max(filter(None, (self.opened_at, self._public_again_since())), default=None)
        begins = max(at, self.go_live_at) if self.go_live_at else at
        return max(begins, self.opened_at) if self.opened_at else begins

    def _was_held(self):
        """Whether it is public now, or was so until its close: a draft taken down meanwhile was not, and is open anew from its new publication on."""
        if not self.pk or not self.published_at:
            return False
        known = type(self).objects.filter(pk=self.pk).values_list("live", "closes_at", "concluded_at").first()
        if known is None or known[0] or known[2]:
            return known is not None
        down = Matter.objects.filter(page_no=self.pk).values_list("withdrawn_at", flat=True).first()
        return down is not None and known[1] is not None and known[1] <= down

    def _public_again_since(self):
        """From when it is public again (aware) after it had been taken down before its close; None where it never was."""
        closes_at = type(self).objects.filter(pk=self.pk).values_list("closes_at", flat=True).first()
        went_out = Clearance.objects.filter(page_no=self.pk).exclude(voided=True, go_live_at__gt=models.F("voided_at")).order_by("id")
        since = down = None
        for out, voided_at in went_out.values_list(Coalesce("go_live_at", "at"), "voided_at"):
            if down and closes_at and down < out and down < closes_at:
                since = out
            down = voided_at
        return since

    def _against_what_was_said(self, at):
        """[(field, sentence)] of what a later version, public from `at` on, cannot change any more: an opening or a close against comments that were
        taken, an opening that was, a close before anybody reads of it, and what is concluded."""
        if not self.pk or not self.closes_at:
            return
        if self.comments.standing().filter(at__gte=self.closes_at).exists():
            yield "closes_at", _("Comments were taken after that: it cannot have closed before.")
        elif at and self.closes_at <= at and type(self).objects.filter(pk=self.pk, live=True).exclude(closes_at=self.closes_at).exists():
            yield "closes_at", _("It would have closed before the public reads of it: set a close that lies ahead.")
        if self.opens_at and self._is_opened_before(self.opens_at, at):
            yield "opens_at", _("It has opened before: leave the opening as it was; what closes it is the close.")
        if not type(self).objects.filter(pk=self.pk, concluded_at__isnull=False).exists():  # the row says so, not what was loaded before
            return
        last = self.versions.filter(published=True).order_by("-number").first()
        if last is not None and last.sha256 != fingerprint(self.draft.encode()):
            yield "draft", _("It is concluded: the draft that was open to comment stays as it was.")
        if not type(self).objects.filter(pk=self.pk, closes_at=self.closes_at).exists():
            yield "closes_at", _("It is concluded: when it closed stays as it was.")

    def _is_opened_before(self, moment, at):
        """Whether comments were taken before `moment`, or can be at `at` (aware, None: unknown) by what is public, which opened before `moment`."""
        if self.comments.standing().filter(at__lt=moment).exists():
            return True
        known = type(self).objects.filter(pk=self.pk, live=True).only("opens_at", "published_at").first() if at else None
        return known is not None and known.opened_at is not None and known.opened_at <= at and known.opened_at < moment


def adopted_unseen(count, clauses):
    """The caution, where so many comments count as adopted and their clauses (Clauses or their numbers) read as they did in the draft."""
    told = {"count": count, "clauses": "、".join(map(str, clauses))}
    return _("%(count)d comments count as adopted whole or in part, but their clauses read as they did in the draft: %(clauses)s.") % told


class ResultPage(InRoom):
    """意见采纳情况: what became of every comment."""

    consultation = models.ForeignKey(
        ConsultationPage, models.PROTECT, verbose_name=pgettext_lazy("disclosure", "consultation"), related_name="results"
    )  # fmt: skip
    report = models.JSONField(_("report"), default=dict, editable=False)

    template = "disclosure_consultation/result.html"
    is_creatable = False  # made by concluding
    room_context = None

    class Meta:
        verbose_name, verbose_name_plural = _("result of a consultation"), _("results of consultations")

    def get_template(self, request, *args, **kwargs):
        return self.template

    def get_context(self, request, *args, **kwargs):
        """The page of the result (pages.result_context)."""
        return {**super().get_context(request, *args, **kwargs), **type(self).room_context(self, request)}

    def copy(self, *args, **kwargs):
        """Refused: it is the answer to the comments on one draft, made by concluding that."""
        raise WrongState(_("A result is made by concluding its consultation; it is not copied."))

    def signed_facts(self):
        """As every item's, with the consultation it answers and the report."""
        return {**super().signed_facts(), "consultation": self.consultation.index_number, "report": self.report}

    def in_words(self):
        """As every item's; besides, the report in its counts."""
        return [*super().in_words(), (gettext("report"), self.counted)]

    @property
    def counted(self):
        """Its counts in a sentence: how many comments were received, and what was made of them."""
        counts = self.report.get("counts", {})
        rows = [(verdict.label, counts.get(verdict, 0)) for verdict in hearing.Verdict]
        rows += [(pgettext("comment", "Not shown"), counts.get("refused", 0))]
        told = {"received": counts.get("received", 0), "each": "，".join(f"{label} {count}" for label, count in rows if count)}
        if not told["each"]:
            return gettext("No comment was received.")
        return gettext("%(received)d comments received: %(each)s") % told

    def cautions(self, at, by):
        """As every item's; besides, clauses that read as they did though comments on them count as adopted."""
        kept = [(row["number"], row["unseen"]) for row in self.report.get("clauses", []) if row.get("unseen")]
        doubts = [adopted_unseen(sum(count for _number, count in kept), [number for number, _count in kept])] if kept else []
        return [*doubts, *super().cautions(at, by)]

    def count_due_on(self):
        """The day that was promised for it as the consultation closed, earlier than every item's; None for inward ones as for every item."""
        return self.consultation.result_due() if self.category_is_public() else None


class ConsultationIndexPage(Page):
    """征求意见: the list of consultations, at /consultations/, and that of the inward ones at /intranet/consultations/."""

    intro = models.TextField(_("introduction"), blank=True)
    inward = models.BooleanField(_("for staff only"), default=False, editable=False)

    subpage_types = ["disclosure_consultation.ConsultationPage", "disclosure_consultation.ResultPage"]
    is_creatable = False  # setup_disclosure makes both
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    promote_panels = []
    template = "disclosure_consultation/list.html"
    room_context = feed_of = None

    class Meta:
        verbose_name, verbose_name_plural = _("list of consultations"), _("lists of consultations")

    def can_move_to(self, parent):
        """It stays where it is: moving it would change the readers of all it holds."""
        return self.get_parent().pk == parent.pk

    def route(self, request, path_components):
        """As Wagtail's; besides, `feed/` of the outward list, and 410 for what once was live."""
        if path_components == ["feed"] and not self.inward and self.live:
            return RouteResult(self, kwargs={"feed": True})
        if len(path_components) == 1:
            item = DisclosurePage.objects.child_of(self).filter(slug=path_components[0]).first()
            if item is None or not (item.live or item.published_at):
                raise Http404
            item = item.specific
            return item.route(request, []) if item.live else RouteResult(self, kwargs={"gone": item})
        return super().route(request, path_components)

    def serve(self, request, *args, feed=False, gone=None, **kwargs):
        """The list, its feed, or why an item is gone. The inward list does not exist for others."""
        if self.inward and not is_staff(getattr(request, "user", None)):
            raise Http404
        if gone is not None:
            if not gone.readable_by(getattr(request, "user", None)):
                raise Http404
            response = readers.gone(request, self, gone)
        elif feed:
            return type(self).feed_of(request, self)
        else:
            response = super().serve(request, *args, **kwargs)
        return keep_private(response) if self.inward else response

    def get_context(self, request, *args, **kwargs):
        """Its consultations by phase (pages.list_context)."""
        return {**super().get_context(request, *args, **kwargs), **type(self).room_context(self, request)}
