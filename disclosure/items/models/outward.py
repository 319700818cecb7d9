"""The nine outward types (二（一）1–9). Each declares what its category needs and nothing else."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from disclosure.chain.fields import CodesField
from disclosure.org.models import Division
from disclosure.rules.categories import Category

from ..blocks import Parties, ProgressRows, Tables
from .base import DisclosurePage


class AgencyPage(DisclosurePage):
    """机构职能：职能、职责、法定权限、联系方式（二（一）1）；领导姓名、分工 are drawn from the organisation."""

    functions = models.TextField(_("functions and duties"), blank=True)
    authority = models.TextField(_("legal authority"), blank=True)
    address = models.CharField(_("address"), max_length=255, blank=True)
    hours = models.CharField(_("office hours"), max_length=255, blank=True)
    phone = models.CharField(_("telephone"), max_length=100, blank=True)
    fax = models.CharField(_("fax"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    category = Category.AGENCY
    legal_fields = ["functions", "authority", "address", "hours", "phone", "fax", "email"]
    required = ["functions", "address", "hours", "phone"]

    class Meta:
        verbose_name, verbose_name_plural = _("functions of the agency"), _("functions of the agency")


class DivisionPage(DisclosurePage):
    """内设处室、组织的设置及其职责（二（一）2）。"""

    described = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division described"), null=True, blank=True, related_name="+")
    duties = models.TextField(_("duties"), blank=True)
    phone = models.CharField(_("telephone"), max_length=100, blank=True)

    category = Category.DIVISIONS
    legal_fields = ["described", "duties", "phone"]
    required = ["described"]

    def required_fields(self, kind=None):
        """As the others'; duties are typed only where the division's own record has none: the page draws them from there."""
        found = super().required_fields(kind)
        return found if self.described is not None and self.described.duties else [*found, "duties"]

    class Meta:
        verbose_name, verbose_name_plural = _("internal division"), _("internal divisions")


class ServicePage(DisclosurePage):
    """办事事项：职权、依据、条件、程序、期限、进展、材料目录和格式文本（二（一）3）。"""

    authority = models.TextField(_("authority"), blank=True)
    basis = models.TextField(_("legal ground"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    procedure = models.TextField(_("procedure"), blank=True)
    time_limit = models.CharField(_("legal time limit"), max_length=255, blank=True)
    promised_limit = models.CharField(_("promised time limit"), max_length=255, blank=True)
    fees = models.TextField(_("fees"), blank=True)
    materials = models.TextField(_("materials to hand in"), blank=True, help_text=_("One a line; forms to fill in are attachments."))
    place = models.CharField(_("place"), max_length=255, blank=True)
    hours = models.CharField(_("office hours"), max_length=255, blank=True)
    phone = models.CharField(_("telephone"), max_length=100, blank=True)
    progress = StreamField(ProgressRows(), verbose_name=_("progress of matters"), blank=True)

    category = Category.SERVICES
    legal_fields = [
        "authority", "basis", "conditions", "procedure", "time_limit", "promised_limit", "fees", "materials", "place", "hours", "phone", "progress",
    ]  # fmt: skip
    required = ["authority", "basis", "conditions", "procedure", "time_limit", "materials"]
    outside = ["progress"]

    class Meta:
        verbose_name, verbose_name_plural = _("service"), _("services")


class StatisticsPage(DisclosurePage):
    """不含保密事项的统计信息（二（一）4）。"""

    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    table = StreamField(Tables(), verbose_name=_("figures"), blank=True)
    method = models.TextField(_("method and sources"), blank=True)

    category = Category.STATISTICS
    legal_fields = ["period_from", "period_to", "table", "method"]
    required = ["period_from", "period_to"]

    class Meta:
        verbose_name, verbose_name_plural = _("statistics"), _("statistics")


class ActionKind(models.TextChoices):
    """重要会议、重要文件、重要政策、重要工作部署。"""

    MEETING = "meeting", _("Important meeting")
    DOCUMENT = "document", _("Important document")
    POLICY = "policy", _("Important policy")
    DEPLOYMENT = "deployment", _("Important deployment of work")


class ActionStage(models.TextChoices):
    """拟作出 or 作出。"""

    PLANNED = "planned", _("Planned")
    TAKEN = "taken", _("Taken")


class ActionPage(DisclosurePage):
    """作出和拟作出的重大行动（二（一）5）。"""

    stage = models.CharField(_("stage"), max_length=10, choices=ActionStage, blank=True)

    category = Category.ACTIONS
    kinds = ActionKind
    legal_fields = ["kind", "stage"]
    required = ["kind", "stage"]
    required_for_kind = {"document": ["document_number"]}

    class Meta:
        verbose_name, verbose_name_plural = _("major action"), _("major actions")


class RuleKind(models.TextChoices):
    """法律、法规、规章、规范性文件、标准规范。"""

    LAW = "law", _("Law")
    REGULATION = "regulation", _("Regulation")
    RULE = "rule", _("Departmental or local rule")
    NORMATIVE = "normative", _("Normative document")
    STANDARD = "standard", _("Standard")


class RulePage(DisclosurePage):
    """现执行的法律法规、规范性文件、行业标准规范（二（一）6）。"""

    standard_number = models.CharField(_("standard number"), max_length=60, blank=True)
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    replaces = CodesField(_("replaces"), blank=True, default=list, help_text=_("Index numbers of what it replaces."))

    category = Category.RULES
    kinds = RuleKind
    legal_fields = ["kind", "standard_number", "effective_on", "expires_on", "replaces"]
    kind_fields = {"standard": ["standard_number"]}
    required = ["kind", "effective_on"]
    required_for_kind = {"normative": ["document_number"], "standard": ["standard_number"]}

    class Meta:
        verbose_name, verbose_name_plural = _("law or standard"), _("laws and standards")


class EnforcementKind(models.TextChoices):
    """行政处罚、质量安全抽查检查、严重违法失信。"""

    PENALTY = "penalty", _("Administrative penalty")
    INSPECTION = "inspection", _("Inspection of quality and safety")
    DISHONESTY = "dishonesty", _("Serious dishonesty")


class PenaltyClass(models.TextChoices):
    """轻微、一般、严重 (信用修复管理办法): decides how long it is shown."""

    MINOR = "minor", _("Minor")
    GENERAL = "general", _("General")
    SERIOUS = "serious", _("Serious")


class EnforcementPage(DisclosurePage):
    """行政处罚、质量安全抽查检查、严重违法失信（二（一）7）。"""

    parties = StreamField(Parties(), verbose_name=_("parties"), blank=True)
    decision_number = models.CharField(_("decision number"), max_length=100, blank=True)
    violation = models.TextField(_("violation"), blank=True)
    basis = models.TextField(_("legal ground"), blank=True)
    penalty = models.TextField(_("penalty"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    penalty_class = models.CharField(_("class of the penalty"), max_length=10, choices=PenaltyClass, blank=True)
    display_until = models.DateField(_("shown until"), null=True, blank=True)
    party_told_on = models.DateField(_("party told of publication on"), null=True, blank=True)
    project = models.CharField(_("project"), max_length=255, blank=True)
    section = models.CharField(_("contract section"), max_length=100, blank=True)
    inspected_on = models.DateField(_("inspected on"), null=True, blank=True)
    problems = models.TextField(_("problems found"), blank=True)
    rectify_by = models.DateField(_("to be rectified by"), null=True, blank=True)
    rectified = models.TextField(_("how it was rectified"), blank=True)
    list_name = models.CharField(_("name of the list"), max_length=255, blank=True)
    ground = models.TextField(_("ground of listing"), blank=True)
    listed_from = models.DateField(_("listed from"), null=True, blank=True)
    listed_until = models.DateField(_("listed until"), null=True, blank=True)
    way_out = models.TextField(_("how to leave the list"), blank=True)

    category = Category.ENFORCEMENT
    kinds = EnforcementKind
    legal_fields = [
        "kind", "parties",
        "decision_number", "violation", "basis", "penalty", "decided_on", "penalty_class", "display_until", "party_told_on",
        "project", "section", "inspected_on", "problems", "rectify_by", "rectified",
        "list_name", "ground", "listed_from", "listed_until", "way_out",
    ]  # fmt: skip
    kind_fields = {
        "penalty": ["decision_number", "violation", "basis", "penalty", "decided_on", "penalty_class", "display_until", "party_told_on"],
        "inspection": ["project", "section", "inspected_on", "problems", "rectify_by", "rectified"],
        "dishonesty": ["list_name", "ground", "listed_from", "listed_until", "way_out"],
    }
    required = ["kind", "parties"]
    required_for_kind = {
        "penalty": ["decision_number", "violation", "basis", "penalty", "decided_on", "penalty_class", "display_until"],
        "inspection": ["project", "inspected_on", "problems"],
        "dishonesty": ["list_name", "ground", "listed_from", "way_out"],
    }
    outside = ["display_until"]

    class Meta:
        verbose_name, verbose_name_plural = _("supervision or enforcement"), _("supervision and enforcement")


class IntegrityKind(models.TextChoices):
    """党风廉政建设规定、信访、举报。"""

    RULE = "rule", _("Rule of integrity")
    PETITION = "petition", _("Petitions")
    REPORT = "report", _("Reports of wrongdoing")


class IntegrityPage(DisclosurePage):
    """党风廉政建设规定，信访、举报工作的方式、程序（二（一）8）。"""

    procedure = models.TextField(_("ways and procedure"), blank=True)
    contact = models.TextField(_("where to turn"), blank=True)

    category = Category.INTEGRITY
    kinds = IntegrityKind
    legal_fields = ["kind", "procedure", "contact"]
    required = ["kind"]
    required_for_kind = {"petition": ["procedure", "contact"], "report": ["procedure", "contact"]}

    class Meta:
        verbose_name, verbose_name_plural = _("integrity, petitions and reports"), _("integrity, petitions and reports")


class Article20(models.IntegerChoices):
    """The fifteen items of article 20 of 政府信息公开条例 (2019)."""

    RULES = 1, _("Administrative regulations, rules and normative documents")
    AGENCY = 2, _("Functions, structure, address, hours, contact, names of leaders")
    PLANNING = 3, _("Plans of economic and social development and their policies")
    STATISTICS = 4, _("Statistics")
    LICENSING = 5, _("Licensing and other services: basis, conditions, procedure, results")
    PENALTIES = 6, _("Penalties and compulsion: basis, conditions, procedure, decisions of social influence")
    BUDGET = 7, _("Budget and final accounts")
    CHARGES = 8, _("Administrative charges, their basis and rates")
    PROCUREMENT = 9, _("Government procurement: catalogue, standards, implementation")
    PROJECTS = 10, _("Approval and implementation of major construction projects")
    WELFARE = 11, _("Poverty relief, education, health care, social security, employment")
    EMERGENCIES = 12, _("Plans, warnings and responses for public emergencies")
    SUPERVISION = 13, _("Supervision of environment, health, production safety, food and drugs, product quality")
    RECRUITMENT = 14, _("Recruitment of civil servants")
    OTHER = 15, _("Other information to be disclosed by law")


class OtherPage(DisclosurePage):
    """法律、法规和规章规定应当公开的其他政府信息（二（一）9），marked with its item of article 20."""

    article_20_item = models.PositiveSmallIntegerField(_("item of article 20"), choices=Article20, null=True, blank=True)

    category = Category.OTHER
    legal_fields = ["article_20_item"]
    required = ["article_20_item"]

    def clock_starts_on(self):
        """As the others'; a licence (item 5) is public seven working days after it was made: 国办发〔2018〕118号 names it beside penalties."""
        return ("penalty", self.formed_on) if self.article_20_item == Article20.LICENSING else super().clock_starts_on()

    class Meta:
        verbose_name, verbose_name_plural = _("other information to be disclosed"), _("other information to be disclosed")
