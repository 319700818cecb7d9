"""What the ledger calls the acts and subjects of this room."""

from django.utils.translation import gettext_lazy as _

from .models import DutyKind

ACTS = {
    "duty.open": _("Duty opened"),
    "duty.close": _("Duty closed"),
    "duty.take_down": _("To be taken down in a channel too"),
    "clocks.workdays": _("Calendar of working days changed"),
}
SUBJECTS = {"calendar": _("Calendar of working days"), "duty": _("Duty")}
VALUES = {"kind": dict(DutyKind.choices)}
