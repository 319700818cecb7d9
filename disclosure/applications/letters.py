"""The letters of an application: the office's wording, else ours; how they are made is cases.letters'."""

from wagtail.models import Site

from disclosure.cases.letters import bureau_settings, chinese_day, common
from disclosure.cases.letters import write as write_letter
from disclosure.cases.states import Kind
from disclosure.cases.wordings import offers, wording

from .letter_texts import TEXTS
from .models import ApplicationSettings

OWN = {
    "receipt": ("promised_on",),
    "correction": ("items", "correct_by"), "extension": ("days", "reason"), "third_party": ("third_party", "text"),
    "co_maker": ("third_party", "text"), "third_party_told": ("third_party", "reason"),
    "fee": ("basis", "count", "amount", "amount_words", "pay_by", "how_to_pay"),
}  # fmt: skip
DECISION = ("article", "ground", "reason", "given", "searched", "other_body", "remedy")
_DIGITS, _UNITS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")


def names(kind):
    """The names besides those of every letter that the wording of a kind of letter may use."""
    return ("applicant", "description", *(DECISION if kind.startswith("A") else OWN.get(kind, ())))


# A decision says review and suit (行政复议法 art. 20, 23; 行政诉讼法 art. 45, 46), whatever its wording.
offers(Kind.APPLICATION, TEXTS, names, lambda kind: ("remedy",) if kind.startswith("A") else ())


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


def how_to_pay():
    """How and where a fee is paid: the office's words, else the bureau's address and telephone."""
    site = Site.objects.filter(is_default_site=True).first()
    said = ApplicationSettings.for_site(site).how_to_pay.strip() if site else ""
    bureau = bureau_settings()
    return said or f"到{bureau.address or '本机关'}缴纳；缴费事宜可以拨打{bureau.phone or bureau.hotline or '本机关电话'}咨询。"


def context_of(application, at, **own):
    """The names that every letter of an application may use, and its own. Its correction goes to the applicant alone: he may name himself in it."""
    asked = application.description
    if application.corrected and "third_party" not in own:
        asked += f"（补正：{application.corrected}）"
    return {**common(application.case, at), "applicant": application.name, "description": asked, **own}


def write(application, kind, *, by=None, at, public=True, numbered=True, enclosures=(), **own):
    """Write a letter of an application in the caller's transaction and return it (cases.models.Letter); answers have a series of their own.

    enclosures: names of the files that go with it.
    """
    title, body, frame = wording(kind)
    word = ("公复" if kind.startswith("A") else "公告") if numbered else ""
    given = {"title": title, "body": body, "names": context_of(application, at, **own), "word": word, "frame": frame}
    given["enclosures"] = enclosures
    return write_letter(application.case, kind, by=by, at=at, public=public, **given)


__all__ = ["TEXTS", "bureau_settings", "chinese_day", "in_capitals", "names", "write"]
