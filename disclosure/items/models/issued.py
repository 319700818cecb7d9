"""Documents issued (发文登记): what the bureau's office sent out, whether it became an item or not."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.clocks.calendar import calendar
from disclosure.org.models import Division
from disclosure.rules.categories import Scope
from disclosure.rules.clock import due


class IssuedDocument(models.Model):
    """One document of the register: number, title, day, who made it, how far it is meant to go. Entered by the office or brought in from the OA."""

    wagtail_reference_index_ignore = True

    document_number = models.CharField(_("document number"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=255)
    issued_on = models.DateField(_("issued on"), db_index=True)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division"), related_name="+")
    scope = models.CharField(_("scope"), max_length=20, choices=Scope, default=Scope.PUBLIC)
    due_on = models.DateField(_("to be public by"), editable=False, db_index=True)
    entered_at = models.DateTimeField(_("entered at"), editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("entered by"), null=True, editable=False, related_name="+"
    )
    source = models.CharField(_("brought in from"), max_length=255, blank=True, editable=False)

    class Meta:
        ordering = ["-issued_on", "-id"]
        verbose_name, verbose_name_plural = _("issued document"), _("register of documents issued")

    def __str__(self):
        return f"{self.document_number} {self.title}"

    def count_due_on(self, working_days=None):
        """The day by which it must be public: 20 working days after it was issued (条例 art 26)."""
        return due("publication", self.issued_on, (), working_days or calendar()).due_on
