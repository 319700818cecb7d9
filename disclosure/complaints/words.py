"""What the ledger calls the acts and subjects of this room."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "orders.open": _("Supervision order opened"),
    "orders.explain": _("Explanation to an order"),
    "orders.plan": _("Plan of an order"),
    "orders.evidence": _("Evidence of an order"),
    "orders.check": _("Order checked"),
    "orders.prolong": _("More time for an order"),
}
SUBJECTS = {"order": _("Supervision order")}
