"""What the ledger calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

ACTS = {"duty.take_down": _("To be taken down in other channels too")}
