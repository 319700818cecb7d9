"""What the ledger calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "feedback.receive": _("Feedback received"),
    "feedback.contact": _("Contact of a giver of feedback viewed"),
    "feedback.report": _("Feedback reported to a leader"),
    "feedback.instruct": _("Leader's instruction on feedback"),
    "feedback.answer": _("Feedback answered"),
    "feedback.serve": _("Answer to feedback served"),
    "feedback.publish": _("Question and answer shown on the page"),
    "feedback.unpublish": _("Question and answer no longer shown"),
    "feedback.standing": _("Standing of a party checked, shown on its page"),
    "feedback.decide": _("Objection or credit repair decided"),
    "feedback.corrected": _("Page corrected after an objection"),
    "feedback.kind": _("Kind of feedback changed"),
}
