"""The report to leaders and superiors (五（五）): its versions, the officer's own paragraphs, the owners' reasons, and to whom it went."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.clocks.models import Duty, evidence_storage

from .facts.tables import Fact, MonthTally, Recount, Standing, Tally, Touch, Trait  # noqa: F401  tables of this room


def _person(label):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, blank=True, related_name="+")


class Section(models.TextChoices):
    """The parts of the report in which the officer writes paragraphs of his own."""

    OPENING = "opening", _("Situation as a whole")
    PUBLICATION = "publication", _("Publication")
    MATTERS = "matters", _("Applications, complaints and feedback")
    OVERDUE = "overdue", _("Overdue matters")
    PROPOSALS = "proposals", _("Supervision and proposals")
    NEXT = "next", _("Problems and next steps")


class SituationReport(models.Model):
    """A report for a period: one, however often it is issued anew."""

    wagtail_reference_index_ignore = True

    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    title = models.CharField(_("title"), max_length=255)
    made_at = models.DateTimeField(_("made at"))
    made_by = _person(_("made by"))
    duty = models.ForeignKey(Duty, models.PROTECT, verbose_name=_("duty"), null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-last", "-first"]
        verbose_name, verbose_name_plural = _("situation report"), _("situation reports")
        constraints = [models.UniqueConstraint(fields=["first", "last"], name="situation_one_a_period")]

    def __str__(self):
        return self.title

    @property
    def issuable_from(self):
        """The first day (Asia/Shanghai) on which it may be issued: the one after its last."""
        return self.last + dt.timedelta(days=1)

    @property
    def newest(self):
        """The newest version, issued or not."""
        return self.versions.order_by("-number").first()

    @property
    def issued(self):
        """The version issued last, None while none is."""
        return self.versions.filter(issued_at__isnull=False).order_by("-number").first()


class ReportVersion(models.Model):
    """What the report says: figures, rows and paragraphs as plain values. Refreshed until it is issued, never changed afterwards."""

    wagtail_reference_index_ignore = True

    report = models.ForeignKey(SituationReport, models.CASCADE, related_name="versions", verbose_name=_("situation report"))
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    known = models.DateField(_("as known on"))
    refreshed_at = models.DateTimeField(_("refreshed at"))
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by = _person(_("issued by"))
    docx = models.FileField("DOCX", upload_to="situation/%Y/", storage=evidence_storage, blank=True)
    pdf = models.FileField("PDF", upload_to="situation/%Y/", storage=evidence_storage, blank=True)
    docx_sha256 = models.CharField("SHA-256 (DOCX)", max_length=64, blank=True)
    pdf_sha256 = models.CharField("SHA-256 (PDF)", max_length=64, blank=True)

    class Meta:
        ordering = ["report", "number"]
        verbose_name, verbose_name_plural = _("version of a report"), _("versions of reports")
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="situation_version_once")]

    def __str__(self):
        return f"{self.report} · {self.number}"


class Passage(models.Model):
    """The officer's own words in a part of the report: they survive every refresh, and an issued version keeps those of its day."""

    report = models.ForeignKey(SituationReport, models.CASCADE, related_name="passages", verbose_name=_("situation report"))
    section = models.CharField(_("part"), max_length=12, choices=Section)
    text = models.TextField(_("text"), blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = _person(_("changed by"))

    class Meta:
        ordering = ["report", "id"]
        verbose_name, verbose_name_plural = _("passage"), _("passages")
        constraints = [models.UniqueConstraint(fields=["report", "section"], name="situation_one_passage_a_part")]

    def __str__(self):
        return f"{self.report} · {self.get_section_display()}"


class OverdueReason(models.Model):
    """Why something is overdue, in the words of who answers for it. The newest counts; the older ones stay."""

    wagtail_reference_index_ignore = True

    source = models.CharField(_("kind of row"), max_length=30)
    number = models.BigIntegerField(_("number of the row"))
    title = models.CharField(_("matter"), max_length=255)
    division = models.CharField(_("division"), max_length=50, blank=True)
    text = models.TextField(pgettext_lazy("overdue", "reason"))
    given_at = models.DateTimeField(_("given at"))
    given_by = _person(_("explained by"))

    class Meta:
        ordering = ["given_at", "id"]
        verbose_name, verbose_name_plural = _("reason for being overdue"), _("reasons for being overdue")
        indexes = [models.Index(fields=["source", "number", "given_at"], name="overdue_reason_of")]

    def __str__(self):
        return self.text


class Way(models.TextChoices):
    """How a report goes to whom it is for."""

    PAPER = "paper", _("On paper, signed for")
    OA = "oa", _("By the OA")
    EMAIL = "email", _("By e-mail")
    MEETING = "meeting", _("Presented at a meeting")


class Dispatch(models.Model):
    """To whom an issued version went, how and when; and the receipt once it is there."""

    version = models.ForeignKey(ReportVersion, models.CASCADE, related_name="dispatches", verbose_name=_("version of a report"))
    recipient = models.CharField(_("to whom"), max_length=150)
    way = models.CharField(_("how"), max_length=10, choices=Way)
    sent_at = models.DateTimeField(_("sent at"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    receipt = models.CharField(_("receipt"), max_length=255, blank=True, help_text=_("Who signed for it, or the number of the acknowledgement."))
    receipt_by = _person(_("entered by"))

    class Meta:
        ordering = ["version", "id"]
        verbose_name, verbose_name_plural = _("dispatch of a report"), _("dispatches of reports")

    def __str__(self):
        return f"{self.recipient} {self.get_way_display()}"
