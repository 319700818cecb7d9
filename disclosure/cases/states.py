"""Where a case stands, and which states are groups (contract: received … reopened)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What kind of matter it is."""

    APPLICATION = "application", _("Application for disclosure")
    COMPLAINT = "complaint", _("Complaint or report")
    FEEDBACK = "feedback", _("Feedback")

    @property
    def prefix(self):
        """The letters before its number: SQ 申请, TS 投诉, FK 反馈."""
        return {"application": "SQ", "complaint": "TS", "feedback": "FK"}[self.value]


class CaseState(models.TextChoices):
    """Where it stands, as the contract names it."""

    RECEIVED = "received", pgettext_lazy("case", "Received")
    CORRECTING = "correcting", _("Waiting for a correction")
    IN_HAND = "in-hand", _("In hand")
    PAUSED = "paused", _("Time limit paused")
    ANSWERED = "answered", pgettext_lazy("case", "Answered")
    CLOSED = "closed", pgettext_lazy("case", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("case", "Withdrawn")
    REOPENED = "reopened", _("Reopened")


OPEN = frozenset({CaseState.RECEIVED, CaseState.CORRECTING, CaseState.IN_HAND, CaseState.PAUSED, CaseState.REOPENED})
ENDED = frozenset({CaseState.ANSWERED, CaseState.CLOSED, CaseState.WITHDRAWN})


class Way(models.TextChoices):
    """How it arrived (条例 art. 31; 首问)."""

    WEB = "web", _("Web form")
    API = "api", _("Programme interface")
    POST = "post", _("Registered or express post")
    LETTER = "letter", _("Ordinary letter")
    COUNTER = "counter", _("At the counter")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("E-mail")
    ORAL = "oral", _("Oral, written down by the office")
    TELEPHONE = "telephone", _("Telephone")
    VISIT = "visit", _("Visit")
    TRANSFER = "transfer", _("Transferred by another body")


CONFIRMED_WAYS = frozenset({Way.LETTER, Way.FAX, Way.EMAIL})  # received on the day on which both sides confirm it (条例 art. 31)


class Result(models.TextChoices):
    """How it ended: kept apart for the figures."""

    SOLVED = "solved", _("Solved or given")
    REFUSED = "refused", _("Refused with a ground")
    NOT_OURS = "not-ours", _("Not ours")
    WITHDRAWN = "withdrawn", _("Withdrawn by the citizen")
