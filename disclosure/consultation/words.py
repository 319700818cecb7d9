"""What the ledger calls the acts of this room."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "consultation.comment": _("Comment received"),
    "consultation.withdraw": _("Comment withdrawn by its writer"),
    "consultation.moderate": _("Comments checked"),
    "consultation.take_down": _("Comments taken down"),
    "consultation.reply": _("Comment replied to"),
    "consultation.group": _("Comments grouped"),
    "consultation.dispose": _("Conclusion on comments"),
    "consultation.tell": _("Writer told of the result"),
    "consultation.redraft": _("Draft revised"),
    "consultation.go_back": _("Earlier draft taken up again"),
    "consultation.place": _("Clause placed by hand"),
    "consultation.conclude": _("Consultation concluded"),
    "consultation.final": _("Final text begun"),
    "consultation.subscribe": _("Subscription asked for"),
    "consultation.confirm": _("Subscription confirmed"),
    "consultation.unsubscribe": _("Subscription ended"),
    "consultation.hearing": _("Hearing announced"),
    "consultation.change_hearing": _("Hearing changed"),
    "consultation.cancel_hearing": _("Hearing cancelled"),
    "consultation.sign_up": _("Signed up for a hearing"),
    "consultation.sign_up_again": _("Sign-up for a hearing with an address that has a lot"),
    "consultation.strike_out": _("Sign-ups struck out before the draw, or put back"),
    "consultation.choose": _("Participants chosen"),
    "consultation.material": _("Material sent to participants"),
    "consultation.minutes": _("Minutes written"),
    "consultation.publish_minutes": _("Minutes published before all confirmed"),
    "consultation.confirm_minutes": _("Minutes confirmed by a participant"),
    "consultation.file": _("File of a comment opened"),
    "consultation.contact": _("Contacts of writers or participants opened"),
}
SUBJECTS = {}
