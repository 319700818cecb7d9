"""Letters as DOCX and PDF with the same words: the office's wording, filled in inside a sandbox; an unknown name is an error, never a gap."""

import io
import json
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from fontTools.ttLib import TTFont
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from wagtail.models import Site

from disclosure.cases.codes import take
from disclosure.cases.models import Letter
from disclosure.clocks.actions import day_of
from disclosure.intake.sealed import box, fingerprint
from disclosure.ledger.errors import Invalid
from disclosure.org.models import BureauSettings

from .letter_texts import TEXTS
from .models import LetterTemplate

HERE = Path(__file__).parent / "data"
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
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


def environment():
    """Where wordings are filled in: sandboxed, and strict about names."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


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


def chinese_day(day):
    """2026年10月30日, as letters write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "另行告知"


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
    site = Site.objects.filter(is_default_site=True).first()
    bureau = BureauSettings.for_site(site) if site else BureauSettings()
    case = application.case
    return {
        "bureau": bureau.name or "本机关", "office": bureau.office_name or "政府信息公开工作机构", "phone": bureau.phone or bureau.hotline or "—",
        "address": bureau.address or "—", "number": case.number, "applicant": application.name, "description": application.description,
        "received_on": chinese_day(case.received_on), "due_on": chinese_day(case.due_on), "dated": chinese_day(day_of(at)), **own,
    }  # fmt: skip


def bureau_settings():
    """The bureau's settings of the default site."""
    site = Site.objects.filter(is_default_site=True).first()
    return BureauSettings.for_site(site) if site else BureauSettings()


def docx(frame, values):
    """A filled-in frame as bytes. `frame`: bytes of a DOCX."""
    template = DocxTemplate(io.BytesIO(frame))
    template.render(values, jinja_env=SandboxedEnvironment(autoescape=True, undefined=StrictUndefined), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


@lru_cache(1)
def _drawn():
    """The characters that the faces of the PDF have."""
    return frozenset(TTFont(FONTS / "NotoSerifSC-Regular.otf").getBestCmap())


def drawable(text):
    """The text with 〓 where the face of the PDF has no such character; the DOCX keeps it."""
    return "".join(sign if ord(sign) <= 32 or ord(sign) in _drawn() else "〓" for sign in text)


def pdf(values):
    """The letter as PDF/A bytes; the words are data and are never run. Raises RuntimeError where a face is missing."""
    shown = {
        name: [drawable(each) for each in value] if isinstance(value, list) else drawable(value) for name, value in values.items() if name != "day"
    }
    shown |= {"year": values["day"].year, "month": values["day"].month, "day": values["day"].day}
    made, warned = typst.compile_with_warnings(
        str(HERE / "letter.typ"), sys_inputs={"data": json.dumps(shown, ensure_ascii=False)}, font_paths=[str(FONTS)],
        ignore_system_fonts=True, pdf_standards=["a-2b"],
    )  # fmt: skip
    if warned:
        raise RuntimeError(str(warned))
    return made


def letter_number(kind, at):
    """The next number of a letter: answers and other letters have a series each a year."""
    year, answers = day_of(at).year, kind.startswith("A")
    short = bureau_settings().short_name or bureau_settings().name or "本局"
    word = "公复" if answers else "公告"
    return f"{short}{word}〔{year}〕{take(f'letter-{word}-{year}')}号"


def write(application, kind, *, by=None, at, public=True, numbered=True, **own):
    """Write a letter of an application in the caller's transaction and return it (cases.models.Letter), both files sealed."""
    title, body, frame = wording(kind)
    filled = context_of(application, at, **own)
    try:
        text = environment().from_string(body).render(filled)
    except TemplateError as error:
        raise Invalid(_("The wording of “{title}” cannot be filled in: {error}.").format(title=title, error=error), field="text") from error
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()] or [title]
    number = letter_number(kind, at) if numbered else ""
    values = {"bureau": filled["bureau"], "title": title, "letter_number": number, "paragraphs": paragraphs, "dated": filled["dated"]}
    data = docx(_frame(frame), values)
    row = Letter(case=application.case, kind=kind, title=title, number=number, dated=day_of(at), public=public, made_at=at, made_by=by)
    row.sha256 = fingerprint(data)
    name = f"{application.case.number}-{kind}.sealed"
    row.docx.save(name, ContentFile(box().encrypt(data)), save=False)
    row.pdf.save(name, ContentFile(box().encrypt(pdf({**values, "day": day_of(at)}))), save=False)
    row.save()
    return row


def _frame(own):
    if own:
        with own.open("rb") as file:
            return file.read()
    return (HERE / "frame.docx").read_bytes()
