"""A case and what belongs to it. Names and contacts of citizens are sealed; the ledger and the titles never hold them."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.intake.sealed import SealedTextField
from disclosure.org.models import Division, PostKind

from .states import CONFIRMED_WAYS, OPEN, CaseState, Kind, Result, Way


class Series(models.Model):
    """The last number given in a series (kind and year). Its row is locked by who takes the next: no gap, no double."""

    name = models.CharField(_("series"), max_length=40, unique=True)
    last = models.BigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("series of numbers"), _("series of numbers")

    def __str__(self):
        return f"{self.name} {self.last}"


class CaseQuerySet(models.QuerySet):
    """What is asked of many cases."""

    def open(self):
        """Cases that somebody owes something."""
        return self.filter(state__in=OPEN)

    def unconfirmed(self):
        """Applications by ordinary letter, fax or e-mail whose receipt is not confirmed with the applicant yet (art. 31)."""
        return self.open().filter(kind=Kind.APPLICATION, way__in=CONFIRMED_WAYS, confirmed_on=None)

    def overdue(self, on):
        """Open cases whose day was before `on` (date, Asia/Shanghai)."""
        return self.open().filter(due_on__lt=on)


class Case(models.Model):
    """One matter of a citizen, from its arrival to its end. Never deleted."""

    number = models.CharField(_("case number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    code_digest = models.CharField(_("digest of the code"), max_length=64, editable=False)
    opened_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name=_("opened by the code of"),
        help_text=_("The case that it was before its kind was changed, whose code the citizen has."),
    )  # fmt: skip
    title = models.CharField(_("matter"), max_length=255, help_text=_("What it is about; never a citizen's name."))
    state = models.CharField(_("state"), max_length=12, choices=CaseState, default=CaseState.RECEIVED)
    way = models.CharField(_("way of arrival"), max_length=12, choices=Way, default=Way.WEB)
    received_at = models.DateTimeField(_("received at"))
    received_on = models.DateField(_("day of receipt"), help_text=_("The day from which the limit runs; it is not counted itself."))
    confirmed_on = models.DateField(
        _("receipt confirmed on"), null=True, blank=True, help_text=_("With the applicant, of an ordinary letter, a fax or an e-mail (art. 31).")
    )  # fmt: skip
    clock_kind = models.CharField(_("rule of its day"), max_length=30)
    clock_from = models.DateField(_("limit runs from"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    transferred_from = models.CharField(_("transferred by"), max_length=100, blank=True)
    their_number = models.CharField(_("their number"), max_length=100, blank=True)
    their_due_on = models.DateField(_("their day"), null=True, blank=True)
    desk = models.CharField(_("desk"), max_length=32, choices=PostKind)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=pgettext_lazy("case", "owner"), null=True, blank=True, related_name="owned_cases"
    )
    owner_post = models.CharField(_("post of the owner"), max_length=32, choices=PostKind)
    owner_division = models.ForeignKey(
        Division, models.PROTECT, verbose_name=_("division of the owner"), null=True, blank=True, related_name="+"
    )  # fmt: skip
    first_receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("first receiver"), null=True, blank=True, related_name="+"
    )
    taken_up_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, help_text=_("The day of service."))
    was_due_on = models.DateField(_("was due on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    result = models.CharField(_("how it ended"), max_length=10, choices=Result, blank=True)
    email = SealedTextField(_("e-mail"), null=True, blank=True)
    act_by = models.DateField(
        _("citizen acts by"), null=True, blank=True, help_text=_("While a correction or a fee is awaited: the last day for it.")
    )  # fmt: skip
    corrections_asked = models.PositiveSmallIntegerField(_("requests for a correction"), default=0)
    breaches = models.PositiveSmallIntegerField(_("breaches of one-time notification"), default=0)
    synthetic = models.BooleanField(_("synthetic"), default=False, editable=False)
    # What is due first, in one index: open ones by their day, then those that wait for somebody, then what has ended.
    order_on = models.GeneratedField(
        expression=models.Case(
            models.When(state__in=sorted(OPEN), then=Coalesce(models.F("due_on"), models.Value(dt.date(9998, 12, 31)))),
            default=models.Value(dt.date(9999, 12, 31)),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name, verbose_name_plural = pgettext_lazy("disclosure", "case"), pgettext_lazy("disclosure", "cases")
        indexes = [
            models.Index(fields=["kind", "state", "due_on"], name="case_due"),
            models.Index(fields=["kind", "received_at"], name="case_received"),
            models.Index(fields=["state", "due_on"], name="case_open_due"),
            models.Index(fields=["kind", "order_on", "-id"], name="case_order"),
            models.Index(fields=["desk", "kind"], name="case_desk"),
            models.Index(fields=["owner", "kind"], name="case_owner"),
            # a register's counts by what its filters ask, and the search for words, in the order of the table
            *(models.Index(fields=["kind", field], name=f"case_{field}") for field in ("way", "result", "id")),
        ]

    def __str__(self):
        return self.number

    @property
    def is_open(self):
        """Whether somebody owes something."""
        return self.state in OPEN

    @property
    def unconfirmed(self):
        """Whether its receipt is still to be confirmed with the applicant: meanwhile the limit is counted from the arrival (art. 31)."""
        return self.is_open and self.kind == Kind.APPLICATION and self.way in CONFIRMED_WAYS and self.confirmed_on is None

    @property
    def late(self):
        """Whether it was served after its day; None while it is not."""
        return None if self.answered_on is None or self.was_due_on is None else self.answered_on > self.was_due_on


class ClockEvent(models.Model):
    """An event of the clock: the due date is always computed anew from these."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="clock_events", verbose_name=pgettext_lazy("disclosure", "case"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    type = models.CharField(_("type"), max_length=30)
    on = models.DateField(_("day"))
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    ref = models.CharField(_("letter"), max_length=40, blank=True)

    class Meta:
        ordering = ["on", "id"]
        verbose_name, verbose_name_plural = _("event of the clock"), _("events of the clock")

    def __str__(self):
        return f"{self.type} {self.on}"


class CaseEvent(models.Model):
    """One thing that happened, as a plain sentence: what the citizen reads, or what only the handlers do (`public` off)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events", verbose_name=pgettext_lazy("disclosure", "case"))
    at = models.DateTimeField(_("time"))
    what = models.CharField(_("what happened"), max_length=30)
    text = SealedTextField(_("text"))
    public = models.BooleanField(_("shown to the citizen"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name, verbose_name_plural = _("event"), _("events")

    def __str__(self):
        return self.what


class Handover(models.Model):
    """A case offered to the next owner; until he accepts, the former one owns it (首问责任)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers", verbose_name=pgettext_lazy("disclosure", "case"))
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("from"))
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("mail", "to"))
    receiver_post = models.CharField(_("post"), max_length=32, choices=PostKind)
    receiver_division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division"))
    reason = models.CharField(_("reason"), max_length=255)
    offered_at = models.DateTimeField(_("offered at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)
    declined_because = models.CharField(_("declined because"), max_length=255, blank=True)

    class Meta:
        ordering = ["offered_at", "id"]
        verbose_name, verbose_name_plural = _("handover"), _("handovers")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(accepted_at=None, declined_at=None), name="case_one_handover_at_a_time")
        ]

    def __str__(self):
        return f"{self.case} → {self.receiver}"


def private_storage():
    """Where papers of cases lie: beside the media folder and never below it; what is stored is sealed besides."""
    return FileSystemStorage(location=Path(settings.MEDIA_ROOT).parent / "private")


class Letter(models.Model):
    """A letter to the citizen (or about his case to others), as DOCX and PDF; the files are sealed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="letters", verbose_name=pgettext_lazy("disclosure", "case"))
    kind = models.CharField(_("kind"), max_length=30)
    title = models.CharField(_("title"), max_length=255)
    number = models.CharField(_("number"), max_length=60, blank=True)
    dated = models.DateField(_("date"))
    docx = models.FileField("DOCX", upload_to="letters/%Y/", storage=private_storage, blank=True)
    pdf = models.FileField("PDF", upload_to="letters/%Y/", storage=private_storage, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    public = models.BooleanField(_("shown to the citizen"), default=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)  # before its service: it stays on file and goes to nobody

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name, verbose_name_plural = _("letter"), _("letters")

    def __str__(self):
        return self.title


class PaperQuerySet(models.QuerySet):
    """Which papers are whose."""

    def from_citizen(self):
        """What the citizen sent."""
        return self.filter(from_citizen=True)

    def given(self):
        """What this bureau gave with a letter and has not taken back, once the letter was served (it is public from that moment)."""
        return self.filter(from_citizen=False, letter__public=True, taken_back_at=None)


class ReplyWay(models.TextChoices):
    """How an answer reaches a citizen. Without a known address only the tracking page does."""

    ONLINE = "online", _("Put on the tracking page")
    TELEPHONE = "telephone", _("Told by telephone")
    DIRECT = "direct", _("Handed over, signed for")
    POST = "post", _("Handed to the post")
    EMAIL = "email", _("Sent by e-mail")


class Served(models.Model):
    """An answer with its letter and its service, whose day is the day of the answer (国办公开办函〔2016〕235号)."""

    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter"))
    way = models.CharField(_("way of service"), max_length=10, choices=ReplyWay)
    served_on = models.DateField(_("served on"), null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=50, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=50, blank=True)

    class Meta:
        abstract = True


class Paper(models.Model):
    """A file that came with a case or was added to it, or that this bureau gives with a letter; sealed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="papers", verbose_name=pgettext_lazy("disclosure", "case"))
    name = models.CharField(_("name"), max_length=255)
    file = models.FileField(_("file"), upload_to="papers/%Y/", storage=private_storage)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    from_citizen = models.BooleanField(_("from the citizen"), default=True)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="enclosures", verbose_name=_("letter with which it is given")
    )
    added_at = models.DateTimeField(_("added at"))
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name, verbose_name_plural = _("paper"), _("papers")

    def __str__(self):
        return self.name


class LetterTemplate(models.Model):
    """The wording of a letter as the office has changed it; without a row the wording that came with the system is used."""

    kind = models.CharField(_("kind"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=100)
    body = models.TextField(_("text"), help_text=_("One paragraph a line. Names in {{ }} are filled in."))
    frame = models.FileField(_("own frame (DOCX)"), upload_to="letter-frames/", storage=private_storage, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        ordering = ["kind"]
        verbose_name, verbose_name_plural = _("wording of a letter"), _("wordings of letters")

    def __str__(self):
        return self.title
