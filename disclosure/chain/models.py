"""What the procedure knows. `Disclosable` is the mark of a page that only the gate can make public; the rest are its papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.org.models import Division
from disclosure.rules.categories import Scope, Validity

from .fields import CodesField


class Disclosable(models.Model):
    """What the chain needs of a page: to whom it belongs, how far and by which ways it goes, and the facts that signatures bind."""

    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division in charge"), null=True, blank=True, related_name="+")
    scope = models.CharField(_("scope"), max_length=20, choices=Scope, default=Scope.PUBLIC)
    channels = CodesField(_("channels"), blank=True, default=list)
    # Set by the system and outside revisions: with_content_json() keeps the column's value.
    index_number = models.CharField(_("index number"), max_length=64, unique=True, null=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False, db_index=True)
    due_on = models.DateField(_("to be public by"), null=True, editable=False)
    validity = models.CharField(_("validity"), max_length=10, choices=Validity, default=Validity.IN_FORCE)
    validity_from = models.DateField(_("validity since"), null=True, editable=False)
    validity_reason = models.CharField(_("why the validity changed"), max_length=255, blank=True, editable=False)
    replaced_by = models.ForeignKey("wagtailcore.Page", models.SET_NULL, verbose_name=_("replaced by"), null=True, editable=False, related_name="+")

    class Meta:
        abstract = True

    category = None

    def signed_facts(self):
        """Everything a signature binds but the proposal, as JSON values: page, locale, category, fields, body, attachments as {name, sha256}."""
        raise NotImplementedError

    def signed_files(self):
        """The documents and images the page uses, attachments first: model instances."""
        raise NotImplementedError

    def missing(self):
        """What is lacking before it can be proposed or made public: [(field name, sentence)], empty when complete."""
        raise NotImplementedError
