"""What the ledger calls the acts and subjects of this room."""

from django.utils.translation import gettext_lazy as _

ACTS = {"outbox.again": _("Message sent again")}
SUBJECTS = {"message": _("Message")}
