"""What people said. The contact and the words as typed are sealed; the words that are shown have numbers of persons masked. Never deleted."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.cases.models import private_storage
from disclosure.intake.sealed import SealedTextField
from disclosure.rules.hearing import Arrival, Refusal, Stance, Verdict


class CommentState(models.TextChoices):
    """Where a comment stands before it is answered."""

    WAITING = "waiting", pgettext_lazy("comment", "To be checked")
    SHOWN = "shown", pgettext_lazy("comment", "Shown")
    REFUSED = "refused", pgettext_lazy("comment", "Not shown")
    WITHDRAWN = "withdrawn", pgettext_lazy("comment", "Withdrawn")


class AnswerBy(models.TextChoices):
    """How a writer wants to be told."""

    NONE = "", pgettext_lazy("comment", "No personal answer")
    MAIL = "mail", pgettext_lazy("comment", "Answer by e-mail")
    LETTER = "letter", pgettext_lazy("comment", "Answer by letter")
    TELEPHONE = "telephone", pgettext_lazy("comment", "Answer by telephone")


class CommentQuerySet(models.QuerySet):
    """What is asked of many comments."""

    def standing(self):
        """All that count: everything but the withdrawn."""
        return self.exclude(state=CommentState.WITHDRAWN)

    def shown(self):
        """What the public reads."""
        return self.filter(state=CommentState.SHOWN)

    def listed(self):
        """What stands in the public lists: what is shown, and in place of what was taken down that it was, and why."""
        return self.filter(models.Q(state=CommentState.SHOWN) | models.Q(state=CommentState.REFUSED, taken_down_at__isnull=False))

    def undecided(self):
        """Shown, not answered: what keeps a consultation from its end."""
        return self.shown().filter(verdict="")


class Comment(models.Model):
    """One comment on the whole draft or on one clause."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(
        "disclosure_consultation.ConsultationPage", models.PROTECT, related_name="comments", verbose_name=pgettext_lazy("disclosure", "consultation")
    )
    number = models.CharField(pgettext_lazy("comment", "number"), max_length=24, unique=True)
    code_digest = models.CharField(_("digest of the code"), max_length=64, editable=False)
    clause = models.ForeignKey(
        "disclosure_consultation.Clause", models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("clause")
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance)
    raw = SealedTextField(_("as typed"))
    text = models.TextField(_("text"))
    masked = models.PositiveSmallIntegerField(_("places masked"), default=0)
    name = models.CharField(_("signed as"), max_length=60, blank=True)
    sealed_name = SealedTextField(_("name that is not published"), null=True)
    contact = SealedTextField(_("contact"), null=True)
    answer_by = models.CharField(_("wants to be told"), max_length=10, choices=AnswerBy, blank=True, default="")
    arrival = models.CharField(_("way of arrival"), max_length=10, choices=Arrival, default=Arrival.WEB)
    at = models.DateTimeField(_("received at"), db_index=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))
    state = models.CharField(_("state"), max_length=10, choices=CommentState, default=CommentState.WAITING)
    check_by = models.DateField(_("to be checked by"))
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("checked by"))
    refusal = models.CharField(_("why it is not shown"), max_length=2, choices=Refusal, blank=True)
    taken_down_at = models.DateTimeField(_("taken down at"), null=True)  # it was shown before it was refused
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken down by"))
    reply = models.TextField(pgettext_lazy("comment", "reply"), blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("replied by"))
    supports = models.PositiveIntegerField(_("in agreement"), default=0)
    like = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="alike", verbose_name=_("says the same as"))
    likeness = models.CharField(_("digest of its words"), max_length=64, db_index=True)
    verdict = models.CharField(_("conclusion"), max_length=14, choices=Verdict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    told_at = models.DateTimeField(_("told at"), null=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("told by"))
    synthetic = models.BooleanField(_("synthetic"), default=False, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name, verbose_name_plural = pgettext_lazy("consultation", "comment"), pgettext_lazy("consultation", "comments")
        indexes = [
            models.Index(fields=["page", "state", "clause"], name="comment_page_state_clause"),
            models.Index(fields=["state", "check_by"], name="comment_to_check"),
        ]

    def __str__(self):
        return self.number

    @property
    def addressee(self):
        """The name to which the answer goes, also one that is not published; "" where none was given."""
        return self.name or self.sealed_name or ""

    @property
    def can_be_withdrawn(self):
        """Whether its writer can take it back still: until the consultation is concluded, once."""
        return self.state != CommentState.WITHDRAWN and not self.page.concluded_at


class CommentFile(models.Model):
    """A file that came with a comment, or the scan of a letter; sealed, read by staff alone."""

    wagtail_reference_index_ignore = True

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="files", verbose_name=pgettext_lazy("consultation", "comment"))
    name = models.CharField(_("name"), max_length=255)
    file = models.FileField(_("file"), upload_to="comments/%Y/", storage=private_storage)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name, verbose_name_plural = _("file of a comment"), _("files of comments")

    def __str__(self):
        return self.name


class Disposition(models.Model):
    """A conclusion as it was given: the last one is in force, the earlier ones stay."""

    wagtail_reference_index_ignore = True

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="dispositions", verbose_name=pgettext_lazy("consultation", "comment"))
    verdict = models.CharField(_("conclusion"), max_length=14, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"))
    together = models.PositiveIntegerField(_("comments decided together"), default=1)

    class Meta:
        ordering = ["at", "id"]
        verbose_name, verbose_name_plural = _("conclusion on a comment"), _("conclusions on comments")

    def __str__(self):
        return f"{self.comment} {self.get_verdict_display()}"


class Support(models.Model):
    """Somebody agrees with a comment: once an address (kept as a digest that cannot be turned back)."""

    wagtail_reference_index_ignore = True

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="supporters", verbose_name=pgettext_lazy("consultation", "comment"))
    who = models.CharField(_("digest"), max_length=64)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name, verbose_name_plural = _("agreement"), _("agreements")
        constraints = [models.UniqueConstraint(fields=["comment", "who"], name="consultation_support_once")]

    def __str__(self):
        return str(self.comment)
