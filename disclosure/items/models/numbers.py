"""The index number (索引号): organisation, category, year and serial; given when a draft is made, never used again."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from disclosure.org.models import BureauSettings


class Serial(models.Model):
    """The last serial given out for an organisation in a year. Gaps are allowed, reuse is not."""

    org_code = models.CharField(_("organisation code"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last serial"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org_code", "year"], name="one_serial_a_year")]
        verbose_name, verbose_name_plural = _("serial"), _("serials")

    def __str__(self):
        return f"{self.org_code} {self.year}: {self.last}"


def bureau():
    """The bureau settings of the default site (or the first): organisation code, name of the issuer. Empty settings where there is no site."""
    site = Site.objects.filter(is_default_site=True).first() or Site.objects.first()
    return BureauSettings() if site is None else BureauSettings.for_site(site)


def take_serials(code, year, count=1):
    """Give out `count` serials of an organisation's year and return the first.

    The row is locked from the update to the end of the caller's transaction: callers at the same moment get different numbers.
    """
    with transaction.atomic():
        mine = Serial.objects.filter(org_code=code, year=year)
        if not mine.update(last=models.F("last") + count):
            Serial.objects.get_or_create(org_code=code, year=year)
            mine.update(last=models.F("last") + count)
        return mine.values_list("last", flat=True).get() - count + 1
