"""A complaint and its reporter (sealed), what a division is asked about it in other words, what is answered; and supervision orders about any row."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.cases.models import Case, Paper, Served, private_storage
from disclosure.cases.states import Result
from disclosure.intake.sealed import SealedTextField
from disclosure.org.models import Division, PostKind
from disclosure.rules.reporting import Track


def _person(label, **more):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, blank=True, related_name="+", **more)


class ComplaintKind(models.TextChoices):
    """What somebody comes with (五（五）)."""

    COMPLAINT = "complaint", _("Complaint")
    REPORT = "report", _("Report of a wrong")
    ACCUSATION = "accusation", _("Accusation")
    SUGGESTION = "suggestion", _("Suggestion")
    ENQUIRY = "enquiry", _("Enquiry")


class TrackName(models.TextChoices):
    """Who handles it: as rules.reporting decides."""

    ROUTINE = Track.ROUTINE.value, _("Efficiency office")
    NAMED = Track.NAMED.value, _("A person whom the main leader names")
    SUPERIOR = Track.SUPERIOR.value, _("The superior body")


class RefusalGround(models.TextChoices):
    """Why a complaint is refused; each answer says one and the reason."""

    UNFOUNDED = "unfounded", _("Looked into, not borne out by facts")
    LAWFUL = "lawful", _("What was done accords with law and rules")
    UNVERIFIABLE = "unverifiable", _("Too little is said to be looked into")
    REPEATED = "repeated", _("Answered already, nothing new is said")
    ELSEWHERE = "elsewhere", _("Before a court, a review body or an arbitrator")
    IMPRACTICABLE = "impracticable", _("Cannot be carried out for now")


class Complaint(models.Model):
    """A complaint: the case, who came, about whom, in his own words. Names, contact and words are sealed."""

    wagtail_reference_index_ignore = True  # no editor learns from a page what was complained of

    case = models.OneToOneField(Case, models.CASCADE, related_name="complaint", verbose_name=pgettext_lazy("disclosure", "case"))
    kind = models.CharField(_("kind"), max_length=12, choices=ComplaintKind)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    name = SealedTextField(_("name of the reporter"), null=True, blank=True)
    phone = SealedTextField(_("telephone"), null=True, blank=True)
    name_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    subject = SealedTextField(_("subject"))
    text = SealedTextField(_("text"))
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division complained of"))
    track = models.CharField(_("who handles it"), max_length=10, choices=TrackName, default=TrackName.ROUTINE)
    persons = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("persons named in it"))
    gist = models.CharField(_("gist, in the handler's words"), max_length=255, blank=True)
    accepted_at = models.DateTimeField(pgettext_lazy("complaint", "accepted at"), null=True, blank=True)
    sent_up_on = models.DateField(_("sent to the superior body on"), null=True, blank=True)
    sent_up_to = models.CharField(_("superior body"), max_length=100, blank=True)
    came_from = models.CharField(_("went on from"), max_length=20, blank=True, help_text=_("The case of another kind that it was before."))
    went_to = models.CharField(_("goes on as"), max_length=20, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name, verbose_name_plural = _("complaint"), _("complaints")
        indexes = [
            models.Index(fields=["track"], condition=~models.Q(track=TrackName.ROUTINE), name="complaint_track"),
            *(models.Index(fields=[field, "case"], name=f"complaint_{field}") for field in ("kind", "division", "anonymous")),
        ]

    def __str__(self):
        return self.case.number


class RegisterEntry(Case):
    """A complaint as a row of the register: its case, so that one index of cases gives any page."""

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = _("complaint"), _("complaints")


class Reply(Served):
    """The answer of a round: solved, refused with a ground, or not ours; it counts from the day on which it was served."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="replies", verbose_name=_("complaint"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    ground = models.CharField(pgettext_lazy("complaint", "ground"), max_length=15, choices=RefusalGround, blank=True)
    text = SealedTextField(_("text"))
    other_body = models.CharField(_("the right body and how to reach it"), max_length=255, blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = _person(_("by"))

    class Meta:
        ordering = ["decided_at", "id"]
        verbose_name, verbose_name_plural = _("answer to a complaint"), _("answers to complaints")
        constraints = [models.UniqueConstraint(fields=["complaint", "round"], name="complaint_one_reply_a_round")]

    def __str__(self):
        return f"{self.complaint} {self.result}"


class Inquiry(models.Model):
    """协查: what a division is asked, in the handler's words with the papers he chose; the division sees this and nothing else."""

    wagtail_reference_index_ignore = True

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="inquiries", verbose_name=_("complaint"))
    number = models.CharField(_("number"), max_length=20, unique=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division asked"))
    title = models.CharField(_("matter"), max_length=100)
    question = SealedTextField(_("what is asked"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = _person(_("asked by"))
    due_on = models.DateField(_("due on"), db_index=True)
    due_working_days = models.PositiveSmallIntegerField(null=True, editable=False)  # counted from the day it was asked; None: the day was named
    answer = SealedTextField(_("answer"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = _person(_("answered by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # What waits by its day, then what has ended: what is due first, in one index.
    order_on = models.GeneratedField(
        expression=models.Case(
            models.When(answered_at=None, withdrawn_at=None, then=models.F("due_on")), default=models.Value(dt.date(9999, 12, 31))
        ),
        output_field=models.DateField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name, verbose_name_plural = _("inquiry"), _("inquiries")
        indexes = [models.Index(fields=["division", "order_on", "-id"], name="inquiry_order")]

    def __str__(self):
        return self.number

    @property
    def is_open(self):
        """Whether an answer is awaited."""
        return self.answered_at is None and self.withdrawn_at is None


class InquiryPaper(models.Model):
    """A paper of an inquiry under a name that tells nothing: chosen by the handler, or sent with the division's answer. Sealed."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="papers", verbose_name=_("inquiry"))
    name = models.CharField(_("name"), max_length=255)
    file = models.FileField(_("file"), upload_to="inquiries/%Y/", storage=private_storage)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    chosen = models.ForeignKey(Paper, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("chosen from"))
    from_division = models.BooleanField(_("from the division"), default=False)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name, verbose_name_plural = _("paper of an inquiry"), _("papers of inquiries")

    def __str__(self):
        return self.name


# ---- supervision orders


class OrderKind(models.TextChoices):
    """What is asked of whoever owes (五（五）)."""

    SUPERVISION = "supervision", _("Supervision order")
    RECTIFICATION = "rectification", _("Rectification order")
    IMPROVEMENT = "improvement", _("Improvement proposal")

    @property
    def prefix(self):
        """The letters before its number: DB 督办, ZG 整改, GJ 改进."""
        return {"supervision": "DB", "rectification": "ZG", "improvement": "GJ"}[self.value]


class OrderState(models.TextChoices):
    """Where an order stands; the next step in brackets."""

    WARNED = "warned", _("Warned, explanation awaited")
    EXPLAINED = "explained", _("Explained, plan awaited")
    PLANNED = "planned", _("Planned, evidence awaited")
    SHOWN = "shown", _("Evidence given, check awaited")
    CLOSED = "closed", _("Checked and closed")

    @property
    def waits_for_owner(self):
        """Whether the owner has to act, not the efficiency office."""
        return self in (OrderState.WARNED, OrderState.EXPLAINED, OrderState.PLANNED)


class OrderQuerySet(models.QuerySet):
    """What is asked of many orders."""

    def open(self):
        """Not checked and closed yet."""
        return self.exclude(state=OrderState.CLOSED)

    def overdue(self, on):
        """Open orders whose present step was due before `on` (date, Asia/Shanghai)."""
        return self.open().filter(step_due_on__lt=on)


class SupervisionOrder(models.Model):
    """督办、整改、改进建议: from a warning to the check by the efficiency office, about any row or figure. Never deleted."""

    wagtail_reference_index_ignore = True

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=OrderKind)
    title = models.CharField(_("matter"), max_length=255)
    text = models.TextField(_("what is asked"))
    about_kind = models.CharField(_("kind of row"), max_length=30)
    about_no = models.BigIntegerField(_("number of the row"), null=True, blank=True)
    about_key = models.CharField(_("key of the figure"), max_length=100, blank=True)
    # Of a figure, as it was when this was opened: words, first, last, known (days), query, said (its filters), discreet (it may tell of complaints)
    stood = models.JSONField(null=True, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division"))
    owner_kind = models.CharField(_("post that owes it"), max_length=32, choices=PostKind, default=PostKind.DIVISION_HEAD)
    state = models.CharField(_("state"), max_length=10, choices=OrderState, default=OrderState.WARNED)
    opened_at = models.DateTimeField(pgettext_lazy("order", "opened at"))
    opened_by = _person(_("opened by"))
    opened_post = models.CharField(_("opened as"), max_length=32, choices=PostKind)
    due_on = models.DateField(_("due on"))
    due_working_days = models.PositiveSmallIntegerField(null=True, editable=False)  # counted from the day it was opened; None: the day was named
    step_due_on = models.DateField(_("present step due on"), db_index=True)
    returned = models.PositiveSmallIntegerField(_("sent back"), default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    matter_due_on = models.DateField(
        _("the matter was due on"), null=True, blank=True, help_text=_("Where it was still overdue when this was closed.")
    )
    # What waits by the day of its step, then what is closed: what is due first, in one index.
    order_on = models.GeneratedField(
        expression=models.Case(models.When(closed_at=None, then=models.F("step_due_on")), default=models.Value(dt.date(9999, 12, 31))),
        output_field=models.DateField(),
        db_persist=True,
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["step_due_on", "id"]
        verbose_name, verbose_name_plural = _("supervision order"), _("supervision orders")
        indexes = [
            models.Index(fields=["about_kind", "about_no"], name="order_about"),
            models.Index(fields=["state", "order_on", "-id"], name="order_of_state"),
            models.Index(fields=["order_on", "-id"], name="order_order"),
            models.Index(fields=["division", "order_on", "-id"], name="order_of_division"),
        ]

    def __str__(self):
        return self.number


class StepKind(models.TextChoices):
    """One step of an order."""

    WARNING = "warning", _("Warning")
    EXPLANATION = "explanation", _("Explanation")
    PLAN = "plan", _("Plan")
    EVIDENCE = "evidence", _("Evidence")
    PASSED = "passed", _("Checked: done")
    SENT_BACK = "sent-back", _("Checked: sent back")
    PROLONGED = "prolonged", _("More time given")


class OrderStep(models.Model):
    """What was said at a step, by whom; kept as it was."""

    order = models.ForeignKey(SupervisionOrder, models.CASCADE, related_name="steps", verbose_name=_("supervision order"))
    kind = models.CharField(_("step"), max_length=12, choices=StepKind)
    text = models.TextField(_("text"))
    due_on = models.DateField(_("day named"), null=True, blank=True)
    at = models.DateTimeField(_("time"))
    by = _person(_("by"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name, verbose_name_plural = _("step of an order"), _("steps of orders")

    def __str__(self):
        return f"{self.order} {self.kind}"


class OrderPaper(models.Model):
    """Evidence of a step; sealed."""

    step = models.ForeignKey(OrderStep, models.CASCADE, related_name="papers", verbose_name=_("step of an order"))
    name = models.CharField(_("name"), max_length=255)
    file = models.FileField(_("file"), upload_to="orders/%Y/", storage=private_storage)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["id"]
        verbose_name, verbose_name_plural = _("evidence of an order"), _("evidence of orders")

    def __str__(self):
        return self.name
