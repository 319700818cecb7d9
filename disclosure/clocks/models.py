"""When it is due: the office's working days, and duties that somebody owes by a day."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.org.models import Division, PostKind
from disclosure.rules import channels


class OfficeDay(models.Model):
    """A day the office has entered: worked or not, above every other source."""

    date = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("is a working day"))
    name = models.CharField(_("name"), max_length=50, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True, help_text=_("The notice it is taken from."))
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        ordering = ["date"]
        verbose_name, verbose_name_plural = _("office calendar day"), _("office calendar days")

    def __str__(self):
        return f"{self.date} {self.name}".strip()


class WorkdayNotice(models.Model):
    """A year whose holiday notice has been entered: days it leaves out are ordinary, no longer provisional."""

    year = models.PositiveIntegerField(_("year"), unique=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        ordering = ["-year"]
        verbose_name, verbose_name_plural = _("holiday notice"), _("holiday notices")

    def __str__(self):
        return str(self.year)


def evidence_storage():
    """Where evidence lies: beside the media folder and never below it, so that no address reaches it but ours."""
    return FileSystemStorage(location=Path(settings.MEDIA_ROOT).parent / "private")


class DutyKind(models.TextChoices):
    """What is owed after a publication (三, 四（四）, 四（五）)."""

    CHANNEL = "channel", _("Publish by a channel")
    FEEDBACK = "feedback", _("Take feedback")
    ARCHIVE = "archive", _("Archive the papers")
    AFTER_REVIEW = "after_review", _("Finish the review of an urgent publication")
    RE_EXAMINE = "re_examine", _("Re-examine what was withheld")
    OTHER = "other", _("Other duty")


class DutyQuerySet(models.QuerySet):
    """What is owed."""

    def open(self):
        """Duties not closed yet, what is due first at the front."""
        return self.filter(closed_at=None)

    def overdue(self, on):
        """Open duties whose day was before `on` (date, Asia/Shanghai)."""
        return self.open().filter(due_on__lt=on)


class Duty(models.Model):
    """Something a post owes by a day: opened by an event, closed by a person with a note and a file. Never deleted."""

    wagtail_reference_index_ignore = True  # no editor asks what refers to a division or a page through it

    kind = models.CharField(_("kind"), max_length=20, choices=DutyKind)
    page = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, verbose_name=pgettext_lazy("disclosure", "item"), null=True, blank=True, related_name="owed_duties"
    )
    subject_title = models.CharField(_("matter"), max_length=255)
    channel = models.CharField(_("channel"), max_length=50, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division"), null=True, blank=True, related_name="owed")
    owner_kind = models.CharField(_("post that owes it"), max_length=32, choices=PostKind)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=pgettext_lazy("duty", "owner"), null=True, blank=True, related_name="duties"
    )
    opened_at = models.DateTimeField(_("opened at"))
    due_on = models.DateField(_("due on"), db_index=True)
    due_working_days = models.PositiveSmallIntegerField(_("working days given"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("closed by"), null=True, blank=True, related_name="+"
    )  # fmt: skip
    note = models.TextField(_("note"), blank=True)
    file = models.FileField(_("evidence"), upload_to="duties/%Y/", storage=evidence_storage, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name, verbose_name_plural = _("duty to be done"), _("duties to be done")
        indexes = [
            models.Index(fields=["closed_at", "due_on"], name="duty_open_by_due_day"),
            models.Index(fields=["kind", "closed_at", "opened_at"], name="duty_open_on_a_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["page", "kind", "channel"], condition=models.Q(closed_at=None), name="duty_open_once"),
        ]

    def __str__(self):
        return " · ".join(filter(None, [self.get_kind_display(), self.channel_words, self.subject_title]))

    @property
    def of_its_division(self):
        """Whether a post of the item's division owes it; else a post of the whole bureau does."""
        return PostKind(self.owner_kind).of_a_division

    def get_channel_display(self):
        """The channel in words, where a register shows the row."""
        return self.channel_words

    @property
    def channel_words(self):
        """The channel in words, "" where it is no duty of a channel; the code itself where a host's channel is unknown here."""
        try:
            return str(channels.label(self.channel)) if self.channel else ""
        except ValueError:
            return self.channel


class Reminder(models.Model):
    """A reminder that was sent: the key says of what, for which due day and at which stage; once each, whichever machine comes first."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name, verbose_name_plural = _("reminder"), _("reminders")

    def __str__(self):
        return self.key
