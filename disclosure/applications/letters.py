"""The letters of an application: the office's wording, else ours; how they are made is cases.letters'."""

from django.utils.translation import gettext as _
from jinja2 import TemplateError

from disclosure.cases.letters import bureau_settings, chinese_day, common, docx, environment
from disclosure.cases.letters import write as write_letter
from disclosure.ledger.errors import Invalid

from .letter_texts import TEXTS
from .models import LetterTemplate

COMMON = ("bureau", "office", "phone", "address", "number", "applicant", "description", "received_on", "due_on", "dated")
OWN = {
    "correction": ("items", "correct_by"), "extension": ("days", "reason"), "third_party": ("third_party", "text"),
    "co_maker": ("third_party", "text"), "third_party_told": ("third_party", "reason"),
    "fee": ("basis", "count", "amount", "amount_words", "pay_by"),
}  # fmt: skip
DECISION = ("article", "ground", "reason", "given", "searched", "other_body", "remedy")
_DIGITS, _UNITS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")


def names(kind):
    """The names that the wording of a kind of letter may use."""
    return (*COMMON, *(DECISION if kind.startswith("A") else OWN.get(kind, ())))


def wording(kind):
    """(title, text, frame or None) of a kind of letter: the office's, else ours."""
    row = LetterTemplate.objects.filter(kind=kind).first()
    if row:
        return row.title, row.body, row.frame or None
    return (*TEXTS[kind], None)


def check_wording(kind, body):
    """Refuse a wording that cannot be filled in. Raises Invalid(field="body") naming what is wrong."""
    try:
        environment().from_string(body).render(dict.fromkeys(names(kind), "样"))
    except TemplateError as error:
        known = ", ".join(names(kind))
        raise Invalid(_("Text: {error}. Names that may be used: {known}.").format(error=error, known=known), field="body") from error
    except Exception as error:  # what a template runs into, an endless loop apart, is the template's fault
        raise Invalid(_("Text: it cannot be filled in ({error}).").format(error=type(error).__name__), field="body") from error


def check_frame(data):
    """Refuse a frame that cannot be filled in. Raises Invalid(field="frame")."""
    try:
        docx(data, {"bureau": "样", "title": "样", "letter_number": "", "paragraphs": ["样", "样"], "dated": "样"})
    except Exception as error:
        sentence = _("Frame: it cannot be filled in ({error}). It may use bureau, title, letter_number, paragraphs, dated.")
        raise Invalid(sentence.format(error=error), field="frame") from error


def in_capitals(amount):
    """An amount of yuan below ten thousand million in the capitals of letters: 叁仟元整."""
    whole, cents = int(amount), int(amount * 100) % 100
    text, zero = "", False
    for place, digit in enumerate(reversed(str(whole))):
        if place % 4 == 0 and place:
            text = ("亿" if place == 8 else "万") + text
        if digit == "0":
            zero = bool(text) and text[0] not in "零万亿"
            if zero:
                text = "零" + text
        else:
            text = _DIGITS[int(digit)] + _UNITS[place % 4] + text
    text = (text.rstrip("零").replace("零万", "万").replace("零亿", "亿") or "零") + "元"
    return text + (f"{_DIGITS[cents // 10]}角{_DIGITS[cents % 10]}分" if cents else "整")


def context_of(application, at, **own):
    """The names that every letter of an application may use, and its own."""
    return {**common(application.case, at), "applicant": application.name, "description": application.description, **own}


def write(application, kind, *, by=None, at, public=True, numbered=True, enclosures=(), **own):
    """Write a letter of an application in the caller's transaction and return it (cases.models.Letter); answers have a series of their own.

    enclosures: names of the files that go with it.
    """
    title, body, frame = wording(kind)
    word = ("公复" if kind.startswith("A") else "公告") if numbered else ""
    given = {"title": title, "body": body, "names": context_of(application, at, **own), "word": word, "frame": frame}
    given["enclosures"] = enclosures
    return write_letter(application.case, kind, by=by, at=at, public=public, **given)


__all__ = ["TEXTS", "bureau_settings", "check_frame", "check_wording", "chinese_day", "in_capitals", "names", "wording", "write"]
