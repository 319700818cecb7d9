"""What the ledger calls the acts and subjects of this room."""

from django.utils.translation import gettext_lazy as _

from .models import ComplaintKind, OrderKind

ACTS = {
    "complaints.receive": _("Complaint received"),
    "complaints.reporter": _("Identity of a reporter viewed"),
    "complaints.accept": _("Complaint accepted for handling"),
    "complaints.about": _("Whom a complaint is about noted"),
    "complaints.kind": _("Kind of a complaint changed"),
    "complaints.ask": _("Reporter asked"),
    "complaints.extend": _("Complaint extended"),
    "complaints.inquire": _("Division asked"),
    "complaints.answer_inquiry": _("Inquiry answered"),
    "complaints.withdraw_inquiry": _("Inquiry withdrawn"),
    "complaints.reply": _("Complaint answered"),
    "complaints.serve": _("Answer to a complaint served"),
    "complaints.send_up": _("Complaint sent to the superior body"),
    "complaints.letter": _("Receipt of a complaint written"),
    "orders.open": _("Supervision order opened"),
    "orders.explain": _("Explanation to an order"),
    "orders.plan": _("Plan of an order"),
    "orders.evidence": _("Evidence of an order"),
    "orders.check": _("Order checked"),
    "orders.prolong": _("More time for an order"),
}
SUBJECTS = {"inquiry": _("Inquiry"), "order": _("Supervision order")}
VALUES_OF_ORDERS = {"kind": dict(OrderKind.choices)}
VALUES = {"of": dict(ComplaintKind.choices)}
