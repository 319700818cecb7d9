"""What the ledger calls the acts and subjects of this room."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .states import Kind, Result, Way

ACTS = {
    "cases.receive": _("Case received"),
    "cases.confirm_receipt": _("Receipt confirmed with the applicant"),
    "cases.take_up": _("Case taken up"),
    "cases.hand_over": _("Case offered to another"),
    "cases.accept": _("Case accepted"),
    "cases.decline": _("Case declined"),
    "cases.correction": _("Correction requested"),
    "cases.add": _("Added by the citizen"),
    "cases.correct": _("Correction received"),
    "cases.lapse": _("Correction not received by its day"),
    "cases.extend": _("Limit extended"),
    "cases.answer": _("Answer served"),
    "cases.confirm": _("Confirmed by the citizen"),
    "cases.reopen": _("Reopened by the citizen"),
    "cases.withdraw": _("Withdrawn by the citizen"),
    "cases.close": _("Case closed"),
    "cases.code": _("Code replaced"),
    "cases.address": _("Address for notices changed"),
    "cases.paper": _("Paper of a case opened"),
    "cases.wording": _("Wording of a letter changed"),
}
SUBJECTS = {"case": pgettext_lazy("disclosure", "case"), "letter": _("Letter")}
VALUES = {"kind": dict(Kind.choices), "way": dict(Way.choices), "result": dict(Result.choices)}
