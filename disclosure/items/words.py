"""What the ledger calls the acts of this room (四（一）)."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "items.create": _("Draft written"),
    "items.formed": _("Day formed of a draft changed"),
    "items.import": _("Brought in from an older system"),
    "items.import_file": _("File of items brought in"),
    "items.issued": _("Issued document entered"),
    "items.issued_change": _("Issued document corrected"),
    "items.issued_file": _("File of issued documents brought in"),
}
SUBJECTS = {"file": _("File of items"), "issued": _("Issued document")}
