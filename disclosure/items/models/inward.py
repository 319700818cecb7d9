"""The five inward types (二（二）1–5), for staff alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from disclosure.rules.categories import Category

from ..blocks import Tables
from .base import DisclosurePage


class InternalRulePage(DisclosurePage):
    """机关办公规章制度（二（二）1）。"""

    effective_on = models.DateField(_("effective on"), null=True, blank=True)

    category = Category.INTERNAL_RULES
    legal_fields = ["effective_on"]
    required = ["effective_on"]

    class Meta:
        verbose_name, verbose_name_plural = _("office rule"), _("office rules")


class InternalFundsPage(DisclosurePage):
    """内部经费使用情况（二（二）2）。"""

    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    table = StreamField(Tables(), verbose_name=_("figures"), blank=True)

    category = Category.INTERNAL_FUNDS
    legal_fields = ["period_from", "period_to", "table"]
    required = ["period_from", "period_to"]

    class Meta:
        verbose_name, verbose_name_plural = _("use of funds"), _("use of funds")


class PersonnelKind(models.TextChoices):
    """人事重大政策、重大事项。"""

    POLICY = "policy", _("Important policy")
    MATTER = "matter", _("Important matter")


class InternalPersonnelPage(DisclosurePage):
    """人事重大政策及重大事项（二（二）3）。"""

    category = Category.INTERNAL_PERSONNEL
    kinds = PersonnelKind
    legal_fields = ["kind"]
    required = ["kind"]

    class Meta:
        verbose_name, verbose_name_plural = _("personnel"), _("personnel")


class InternalIntegrityKind(models.TextChoices):
    """党风廉政建设的情况、措施。"""

    SITUATION = "situation", _("Situation")
    MEASURE = "measure", _("Measure")


class InternalIntegrityPage(DisclosurePage):
    """党风廉政建设情况（二（二）4）。"""

    category = Category.INTERNAL_INTEGRITY
    kinds = InternalIntegrityKind
    legal_fields = ["kind"]
    required = ["kind"]

    class Meta:
        verbose_name, verbose_name_plural = _("integrity inside the bureau"), _("integrity inside the bureau")


class InternalOtherPage(DisclosurePage):
    """内部的其他主要事项（二（二）5）。"""

    subject = models.CharField(_("subject"), max_length=200, blank=True)

    category = Category.INTERNAL_OTHER
    legal_fields = ["subject"]
    required = ["subject"]

    class Meta:
        verbose_name, verbose_name_plural = _("other internal matter"), _("other internal matters")
