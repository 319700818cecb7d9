"""Numbers of identity papers: checked where a check digit exists, and masked for the screen (条例 art. 29: every application names one)."""

import re
import unicodedata
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import ric

from .numbers import NumberError, credit_code

_PROVINCES = frozenset("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split())


class IdKind(TextChoices):
    """Kinds of identity paper."""

    RESIDENT_ID = "resident-id", gettext_lazy("Resident identity card")
    PASSPORT = "passport", gettext_lazy("Passport")
    TRAVEL_PERMIT = "travel-permit", gettext_lazy("Travel permit")
    OFFICER_ID = "officer-id", gettext_lazy("Officer's card")
    CREDIT_CODE = "credit-code", gettext_lazy("Unified social credit code")
    OTHER = "other", gettext_lazy("Another paper")


def id_number(kind, text, on):
    """The number in its normal form (full-width signs folded, capitals, no blanks). `on`: the day, before which its holder was born.

    Raises NumberError: a resident number whose digits, date of birth or check digit do not fit; a credit code likewise; another one that is empty,
    longer than 40 signs or no number at all. Issuing counties are not checked: those of births before 1982 are in no list.
    """
    number = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text or ""))).upper()
    if not number:
        raise NumberError(_("Number of the paper: please fill it in."))
    if kind == IdKind.CREDIT_CODE:
        return credit_code(number)
    if kind == IdKind.RESIDENT_ID:
        return _resident(number, on)
    if len(number) > 40 or len(number) < 5 or not re.search(r"\d", number):
        raise NumberError(_("Number of the paper: 5 to 40 signs with digits among them are wanted."))
    return number


def _resident(number, on):
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise NumberError(_("Identity card: 18 signs are wanted, digits and perhaps an X at the end; {count} are there.").format(count=len(number)))
    if number[:2] not in _PROVINCES:
        raise NumberError(_("Identity card: the first two digits are those of no province, please compare them."))
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise NumberError(_("Identity card: digits 7 to 14 are no date of birth, please compare them.")) from None
    if not date(1880, 1, 1) <= born <= on:
        raise NumberError(_("Identity card: digits 7 to 14 are no date of birth, please compare them."))
    if ric.calc_check_digit(number) != number[-1]:
        raise NumberError(_("Identity card: the 18th sign, the check digit, does not fit; please compare the number."))
    return number


def masked(text, head=3, tail=2):
    """The number with its middle hidden, for the screen."""
    text = str(text or "")
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def masked_name(text):
    """A name of which the first sign shows."""
    text = str(text or "")
    return text[:1] + "某" * max(1, min(2, len(text) - 1)) if text else ""
