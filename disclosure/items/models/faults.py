"""What is found missing of a live item: public only by half (半公开, 五（三）)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FaultKind(models.TextChoices):
    """In what respect an item is public only by half; a channel that is still owed is a duty and not kept here."""

    FIELD = "field", _("A field required of its category is empty")
    FILE = "file", _("An attachment cannot be opened")
    NARROWER = "narrower", _("Open to fewer people, or by fewer channels, than was signed")


class PublicityFault(models.Model):
    """A fault of a live item, from the check that found it to the check that found it gone. Never deleted."""

    wagtail_reference_index_ignore = True

    page_no = models.BigIntegerField(_("page"), db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=FaultKind)
    detail = models.CharField(_("detail"), max_length=255)
    found_at = models.DateTimeField(_("found at"))
    gone_at = models.DateTimeField(_("gone at"), null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "-id"]
        verbose_name, verbose_name_plural = _("item public by half"), _("items public by half")
        constraints = [
            models.UniqueConstraint(fields=["page_no", "kind", "detail"], condition=models.Q(gone_at=None), name="publicity_fault_once"),
        ]

    def __str__(self):
        return self.detail
