"""What the ledger calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

ACTS = {"dashboard.recount": _("Figures recounted")}
SUBJECTS = {"summary": _("Summary of the figures")}
