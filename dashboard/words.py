"""What the ledger calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "dashboard.recount": _("Figures recounted"),
    "situation.begin": _("Report on the situation begun"),
    "situation.refresh": _("Figures of a report taken anew"),
    "situation.write": _("Words of a report written"),
    "situation.explain": _("Overdue matter explained"),
    "situation.issue": _("Report on the situation issued"),
    "situation.renew": _("Report issued in a new version"),
    "situation.send": _("Report sent"),
    "situation.receipt": _("Receipt of a report recorded"),
}
SUBJECTS = {"summary": _("Summary of the figures"), "situation": _("Report on the situation"), "overdue": _("Overdue matter")}
