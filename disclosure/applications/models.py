"""An application, what was decided on it, whom it concerns besides, what it costs, what became of the answer. Identity fields are sealed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from disclosure.cases.models import Case, Letter
from disclosure.intake.sealed import SealedTextField
from disclosure.rules.fees import Basis
from disclosure.rules.identity import IdKind
from disclosure.rules.outcomes import Outcome, annual_row
from disclosure.rules.secrecy import Ground


class ApplicantType(models.TextChoices):
    """The six columns of the annual table."""

    PERSON = "person", _("Natural person")
    BUSINESS = "business", _("Commercial enterprise")
    RESEARCH = "research", _("Research institution")
    CHARITY = "charity", _("Public welfare organisation")
    LEGAL = "legal", _("Legal service body")
    OTHER = "other", _("Other organisation")


class SupplyForm(models.TextChoices):
    """The form in which the information is asked for (art. 29(3), 40)."""

    ELECTRONIC = "electronic", pgettext_lazy("supply", "Electronic")
    PAPER = "paper", pgettext_lazy("supply", "On paper")
    READ = "read", _("To read and copy on the spot")


class Delivery(models.TextChoices):
    """The way by which it is to be given."""

    ONLINE = "online", _("At the tracking page")
    EMAIL = "email", _("By e-mail")
    POST = "post", _("By post")
    COLLECT = "collect", _("Collected in person")


class Application(models.Model):
    """An application for disclosure: the case, who asks, what for, and how it is to be given. No purpose is asked (art. 29)."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="application", verbose_name=pgettext_lazy("disclosure", "case"))
    applicant_type = models.CharField(_("type of applicant"), max_length=10, choices=ApplicantType)
    name = SealedTextField(_("name of the applicant"))
    id_kind = models.CharField(_("kind of paper"), max_length=20, choices=IdKind)
    id_number = SealedTextField(_("number of the paper"))
    applicant = models.CharField(_("index of the applicant"), max_length=64, db_index=True, editable=False)
    phone = SealedTextField(_("telephone"), null=True, blank=True)
    email = SealedTextField(_("e-mail"), null=True, blank=True)
    address = SealedTextField(_("address"))
    description = models.TextField(_("information asked for"))
    corrected = SealedTextField(_("correction"), blank=True, default="", help_text=_("What the applicant sent when he was asked for it."))
    form = models.CharField(_("form of supply"), max_length=12, choices=SupplyForm)
    delivery = models.CharField(_("way of supply"), max_length=10, choices=Delivery)
    suggests_public = models.BooleanField(_("suggests to make it public"), default=False)
    correct_by = models.DateField(_("correction by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=3, choices=Outcome, blank=True, db_index=True, help_text=_("Of the last decision."))
    compared = models.BooleanField(_("compared with others"), default=False, editable=False)
    alike = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="likes", verbose_name=_("first of like applications"))
    draft = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("draft for proactive disclosure")
    )

    class Meta:
        ordering = ["-id"]
        verbose_name, verbose_name_plural = _("application"), _("applications")
        indexes = [models.Index(fields=[field, "case"], name=f"application_{field}") for field in ("applicant_type", "outcome")]

    def __str__(self):
        return self.case.number


class RegisterEntry(Case):
    """An application as a row of the register: its case, so that one index of cases gives any page."""

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = _("application"), _("applications")


class Service(models.TextChoices):
    """How an answer is served (国办公开办函〔2016〕235号): by post only through the postal enterprise."""

    DIRECT = "direct", _("Handed over, signed for")
    POST = "post", _("Handed to the post")
    AGENCY = "agency", _("Handed over by another agency")
    EMAIL = "email", _("Sent by e-mail")
    ONLINE = "online", _("Put on the tracking page")


class Decision(models.Model):
    """A decision: a coded outcome with its ground and reason, its letter, and its service, whose day is the day of the answer."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="decisions", verbose_name=_("application"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    outcome = models.CharField(_("outcome"), max_length=3, choices=Outcome)
    ground = models.CharField(_("ground"), max_length=2, choices=Ground, blank=True)
    reason = models.TextField(pgettext_lazy("decision", "reason"), blank=True)
    given = models.TextField(_("what is given, and how to get it"), blank=True)
    other_body = models.CharField(_("the right body and how to reach it"), max_length=255, blank=True)
    searched = models.TextField(_("record of the search"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter"))
    service = models.CharField(_("way of service"), max_length=10, choices=Service, blank=True)
    served_on = models.DateField(_("served on"), null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=50, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=50, blank=True)

    class Meta:
        ordering = ["decided_at", "id"]
        verbose_name, verbose_name_plural = pgettext_lazy("application", "decision"), pgettext_lazy("application", "decisions")
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="application_one_decision_a_round")]

    def __str__(self):
        return f"{self.application} {self.outcome}"

    @property
    def row(self):
        """The row of the annual table in which it is counted."""
        return annual_row(self.outcome, self.ground)


class Asked(models.TextChoices):
    """Who is asked in writing while the limit stands still."""

    THIRD_PARTY = "third_party", _("Third party (art. 32)")
    CO_MAKER = "co_maker", _("Co-making body (art. 34)")


class Answer(models.TextChoices):
    """What was answered. Silence of a third party leaves the decision to us, that of a co-maker is consent."""

    AGREES = "agrees", _("Agrees to disclosure")
    OBJECTS = "objects", _("Objects")
    SILENT = "silent", _("No answer in time")


class Consulted(models.Model):
    """A letter to a third party or a co-making body, and its answer."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="consulted", verbose_name=_("application"))
    kind = models.CharField(_("kind"), max_length=12, choices=Asked)
    name = SealedTextField(_("who is asked"))
    address = SealedTextField(_("address"), blank=True, default="")
    asked_on = models.DateField(_("asked on"))
    until = models.DateField(_("answer until"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    reason = SealedTextField(_("what was answered"), blank=True, default="")
    reasonable = models.BooleanField(_("objects with good reason"), null=True, blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter"))

    class Meta:
        ordering = ["asked_on", "id"]
        verbose_name, verbose_name_plural = _("consultation of others"), _("consultations of others")

    def __str__(self):
        return f"{self.application} {self.kind}"


class Fee(models.Model):
    """The fee of an application: by item or by page, never both."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="fee", verbose_name=_("application"))
    basis = models.CharField(
        _("counted by"),
        max_length=5,
        choices=[(Basis.ITEMS.value, pgettext_lazy("fee", "items")), (Basis.PAGES.value, pgettext_lazy("fee", "pages"))],
    )
    count = models.PositiveIntegerField(_("count"))
    amount = models.DecimalField(_("amount in yuan"), max_digits=12, decimal_places=2)
    notified_on = models.DateField(_("notified on"))
    pay_by = models.DateField(_("pay by"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("fee"), _("fees")

    def __str__(self):
        return f"{self.application} {self.amount}"


@register_setting(icon="form")
class ApplicationSettings(BaseSiteSetting):
    """What the office says in its letters about applications, edited under Settings."""

    how_to_pay = models.TextField(
        _("how and where a fee is paid"), blank=True, default="", max_length=500,
        help_text=_("Stands in the fee notice: account or counter, hours, what to bring. Left empty: at the address of the bureau."),
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = _("applications")

    def __str__(self):
        return str(self._meta.verbose_name)


class ChallengeKind(models.TextChoices):
    """The three blocks of section 四 of the annual table."""

    REVIEW = "review", _("Administrative review")
    SUIT = "suit", _("Suit without review")
    SUIT_AFTER_REVIEW = "suit-after-review", _("Suit after review")


class ChallengeResult(models.TextChoices):
    """How it ended: the four columns of each block."""

    PENDING = "pending", _("Not ended yet")
    UPHELD = "upheld", _("Result upheld")
    CORRECTED = "corrected", _("Result corrected")
    OTHER = "other", _("Another result")


class Challenge(models.Model):
    """A review or a suit against an answer, or against silence."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="challenges", verbose_name=_("application"))
    kind = models.CharField(_("kind"), max_length=20, choices=ChallengeKind)
    body = models.CharField(_("body or court"), max_length=100)
    docket = models.CharField(_("docket number"), max_length=100, blank=True)
    filed_on = models.DateField(_("filed on"))
    result = models.CharField(_("result"), max_length=10, choices=ChallengeResult, default=ChallengeResult.PENDING)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-filed_on", "-id"]
        verbose_name, verbose_name_plural = _("review or suit"), _("reviews and suits")

    def __str__(self):
        return f"{self.application} {self.get_kind_display()}"


class Spared(models.Model):
    """How often, on a day, somebody found a published item while typing and did not apply: answered without applying."""

    on = models.DateField(_("day"))
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("item"))
    n = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "page"], name="application_spared_once_a_day")]
        verbose_name, verbose_name_plural = _("answered without applying"), _("answered without applying")

    def __str__(self):
        return f"{self.on} {self.page_id} {self.n}"
