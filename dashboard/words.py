"""What the ledger calls the acts of this room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .metric import METRICS
from .roles import posts_shown

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


def figure_of(number, key, user, on):
    """(name of a figure, address of its rows or "") for who reads a supervision order about it."""
    metric = METRICS.get(key)
    return (str(metric.name) if metric else key, reverse("disclosure_dashboard_rows", args=[key]) if metric and posts_shown(user, on) else "")
