"""What is awaited of the citizen, by which day, and what happens else: the same words on the tracking page, at the desk and in the mail."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .sentences import day_words
from .states import CaseState, Kind


@dataclass(frozen=True)
class Awaited:
    """`what`: "correction" or "fee"; `by`: the last day for it, None where none is set; two sentences in the reader's language."""

    what: str
    by: dt.date | None
    words: str
    otherwise: str


def awaited(case, on):
    """What of the citizen is awaited on `on` (date, Asia/Shanghai), None where it is the bureau's turn (条例 art. 30; 国办函〔2020〕109号)."""
    if case.state == CaseState.CORRECTING:
        return _correction(case, on)
    if case.is_open and case.act_by:
        words = _("Please pay the fee by {day}, as the notice says.").format(day=day_words(case.act_by))
        given_up = _("If it is not paid by then, the application counts as given up and is not handled further.")
        return Awaited("fee", case.act_by, words, given_up + _("The limit begins anew with the working day after the payment."))
    return None


def _correction(case, on):
    restart = _("The limit begins anew with the working day after your correction.")
    if case.kind != Kind.APPLICATION:
        words = _("This bureau waits for what it asked you; please answer by {day}, at the tracking page.").format(day=day_words(case.act_by))
        return Awaited("correction", case.act_by, words, _("If nothing comes by then, it is decided by what is there.") + restart)
    if on > case.act_by:
        words = _("The correction was to come by {day}. Send it at once: it is taken until the office has decided.")
    else:
        words = _("Please send what is missing by {day}, at the tracking page.")
    given_up = _("If nothing comes by then without good reason, the application counts as given up and is not handled further (art. 30).")
    return Awaited("correction", case.act_by, words.format(day=day_words(case.act_by)), given_up + restart)
