"""What the ledger calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "applications.receive": _("Application received"),
    "applications.identity": _("Identity of an applicant viewed"),
    "applications.correction": _("Correction of an application requested"),
    "applications.extend": _("Application extended"),
    "applications.ask": _("Third party or co-maker asked"),
    "applications.hear": _("Third party or co-maker answered"),
    "applications.tell": _("Third party told of the disclosure"),
    "applications.fee": _("Fee notified"),
    "applications.paid": _("Fee paid"),
    "applications.decide": _("Application decided"),
    "applications.undo": _("Decision taken back before its service"),
    "applications.serve": _("Answer to an application served"),
    "applications.take_back": _("Files given with an answer taken back"),
    "applications.challenge": _("Review or suit entered"),
    "applications.judged": _("Review or suit ended"),
    "applications.publish": _("Draft opened from an application"),
    "applications.alike": _("Like applications linked"),
    "applications.letter": _("Receipt written"),
    "applications.kind": _("Kind of a case changed"),
}
