"""Feedback on a page, what leaders said to it, and what was decided on an objection or a credit repair. Words and contacts of people are sealed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.cases.models import Case, Served
from disclosure.cases.states import OPEN, Result
from disclosure.intake.sealed import SealedTextField
from disclosure.org.models import PostKind


class FeedbackKind(models.TextChoices):
    """What kind of feedback it is, as the contract names it."""

    ERROR = "error", _("Error on the page")
    QUESTION = "question", _("Question or comment")
    OBJECTION = "objection", _("Objection of a party")
    REPAIR = "repair", _("Credit repair")

    @property
    def of_a_party(self):
        """Whether only a party of an enforcement page files it (信用修复管理办法)."""
        return self in (FeedbackKind.OBJECTION, FeedbackKind.REPAIR)


class FeedbackQuerySet(models.QuerySet):
    """What is asked of the feedback on a page."""

    def on(self, page):
        """Feedback on a page."""
        return self.filter(page_id=page.pk)

    def seen(self):
        """What a page may show of feedback, each with `in_progress` (standing checked, not decided in this round) and `being_corrected`.

        The latter: upheld, and no corrected version is in public yet. One query.
        """
        decided = Decision.objects.filter(feedback=models.OuterRef("pk"), round=models.OuterRef("case__round"))
        correcting = decided.filter(outcome=Outcome.CORRECT, corrected_at=None)
        open_one = models.Q(standing_at__isnull=False, case__state__in=OPEN) & ~models.Exists(decided)
        marked = self.annotate(
            in_progress=models.Case(models.When(open_one, then=True), default=False, output_field=models.BooleanField()),
            being_corrected=models.Exists(correcting),
        )
        return marked.filter(models.Q(shown_at__isnull=False) | models.Q(standing_at__isnull=False)).defer("text", "contact", "reply")


class Feedback(models.Model):
    """Feedback: the case, the page with the revision that was read, the words, and whether question and answer are shown there."""

    wagtail_reference_index_ignore = True  # no editor asks who has said something to a page through it

    case = models.OneToOneField(Case, models.CASCADE, related_name="feedback", verbose_name=pgettext_lazy("disclosure", "case"))
    kind = models.CharField(_("kind"), max_length=10, choices=FeedbackKind)
    page = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("disclosure", "item")
    )  # fmt: skip
    revision = models.BigIntegerField(
        pgettext_lazy("feedback", "revision"), null=True, blank=True, help_text=_("The version that was on the screen.")
    )
    where = models.CharField(_("address of the page"), max_length=500, blank=True)
    inward = models.BooleanField(_("on an inward item"), default=False)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given by"))
    text = SealedTextField(pgettext_lazy("feedback", "text"))
    contact = SealedTextField(_("contact"), null=True, blank=True)
    credit_code = models.CharField(_("credit code of the party"), max_length=18, blank=True, db_index=True)
    party = models.CharField(_("party"), max_length=255, blank=True)
    standing_at = models.DateTimeField(_("standing checked at"), null=True, blank=True)
    reply = SealedTextField(_("last answer"), blank=True, default="")
    question = models.TextField(_("question as shown"), blank=True)
    answer = models.TextField(_("answer as shown"), blank=True)
    shown_at = models.DateTimeField(_("shown since"), null=True, blank=True)
    came_from = models.CharField(_("was before"), max_length=20, blank=True, help_text=_("The number of the case whose kind was changed."))
    went_to = models.CharField(_("goes on as"), max_length=20, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name, verbose_name_plural = pgettext_lazy("disclosure", "feedback"), pgettext_lazy("disclosure", "feedback")
        indexes = [
            models.Index(fields=["page", "shown_at"], name="feedback_shown"),
            models.Index(fields=["page", "standing_at"], name="feedback_standing"),
            models.Index(fields=["kind", "case"], name="feedback_kind"),
        ]

    def __str__(self):
        return self.case.number

    def get_kind(self):
        """The kind as one that answers questions."""
        return FeedbackKind(self.kind)


class RegisterEntry(Case):
    """Feedback as a row of the register: its case, so that one index of cases gives any page."""

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = pgettext_lazy("disclosure", "feedback"), pgettext_lazy("disclosure", "feedback")


class Report(models.Model):
    """Feedback reported to a leader of the bureau, and what he said to it (四（四）汇报局领导)."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="reports", verbose_name=pgettext_lazy("disclosure", "feedback"))
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("leader"))
    post = models.CharField(_("post"), max_length=32, choices=PostKind)
    text = SealedTextField(pgettext_lazy("feedback", "text"))
    at = models.DateTimeField(_("time"))
    instruction = SealedTextField(_("instruction"), blank=True, default="")
    instructed_at = models.DateTimeField(_("instructed at"), null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name, verbose_name_plural = _("report to a leader"), _("reports to leaders")

    def __str__(self):
        return f"{self.feedback} → {self.to}"


class Outcome(models.TextChoices):
    """How an objection or a credit repair is decided."""

    CORRECT = "correct", _("Upheld: the page is corrected")
    DOWN = "take-down", _("Upheld: the page is taken down")
    END = "end-display", _("Granted: the display ends")
    REFUSE = "refuse", _("Not upheld or not granted")
    NO_STANDING = "no-standing", _("Refused: not a party of the page")


class Reply(Served):
    """The answer of a round to an error, a question or a comment; it counts from the day on which it was served."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="replies", verbose_name=pgettext_lazy("disclosure", "feedback"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    result = models.CharField(_("how it ended"), max_length=10, choices=Result)
    text = SealedTextField(pgettext_lazy("feedback", "text"))
    decided_at = models.DateTimeField(_("written at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["decided_at", "id"]
        verbose_name, verbose_name_plural = _("answer to feedback"), _("answers to feedback")
        constraints = [models.UniqueConstraint(fields=["feedback", "round"], name="feedback_one_reply_a_round")]

    def __str__(self):
        return f"{self.feedback} {self.result}"


class Decision(Served):
    """What was decided in one round of a case, with its reason, its letter and its service, whose day is the day of the answer."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="decisions", verbose_name=pgettext_lazy("disclosure", "feedback"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    outcome = models.CharField(pgettext_lazy("feedback", "outcome"), max_length=12, choices=Outcome)
    reason = models.TextField(pgettext_lazy("decision", "reason"))
    wrong = models.TextField(_("what is wrong"), blank=True)
    right = models.TextField(_("what it should be"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    corrected_at = models.DateTimeField(pgettext_lazy("feedback", "corrected at"), null=True, blank=True)

    class Meta:
        ordering = ["decided_at", "id"]
        verbose_name, verbose_name_plural = pgettext_lazy("feedback", "decision"), pgettext_lazy("feedback", "decisions")
        constraints = [models.UniqueConstraint(fields=["feedback", "round"], name="feedback_one_decision_a_round")]

    def __str__(self):
        return f"{self.feedback} {self.outcome}"
