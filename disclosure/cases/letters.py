"""Letters of a case as DOCX and PDF with the same words, filled in inside a sandbox; an unknown name is an error, never a gap.

Which letters a kind of case has, and their wordings, is said by the room above.
"""

import io
import re
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from wagtail.models import Site

from disclosure.clocks.actions import day_of
from disclosure.files.typeset import typeset
from disclosure.intake.sealed import box, fingerprint
from disclosure.ledger.errors import Invalid
from disclosure.org.models import BureauSettings

from .codes import take
from .models import Letter

HERE = Path(__file__).parent / "data"


def environment():
    """Where wordings are filled in: sandboxed, and strict about names."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def chinese_day(day):
    """2026年10月30日, as letters write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "另行告知"


def bureau_settings():
    """The bureau's settings of the default site."""
    site = Site.objects.filter(is_default_site=True).first()
    return BureauSettings.for_site(site) if site else BureauSettings()


def common(case, at):
    """The names that every letter of a case may use: of the bureau, of the case, of the day of `at`."""
    bureau = bureau_settings()
    return {
        "bureau": bureau.name or "本机关", "office": bureau.office_name or "政府信息公开工作机构", "phone": bureau.phone or bureau.hotline or "—",
        "address": bureau.address or "—", "number": case.number, "received_on": chinese_day(case.received_on), "due_on": chinese_day(case.due_on),
        "dated": chinese_day(day_of(at)),
    }  # fmt: skip


def docx(frame, values):
    """A filled-in frame as bytes. `frame`: bytes of a DOCX."""
    template = DocxTemplate(io.BytesIO(frame))
    template.render(values, jinja_env=SandboxedEnvironment(autoescape=True, undefined=StrictUndefined), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def pdf(values):
    """The letter as PDF/A bytes, with 〓 where the face has no such character; the DOCX keeps it. Raises RuntimeError where a face is missing."""
    day = values["day"]
    return typeset(HERE / "letter.typ", {**values, "year": day.year, "month": day.month, "day": day.day}, pdf_standards=["a-2b"])


def letter_number(word, at):
    """The next number of a series of letters (`word`: 公复, 公告 …) in the year of `at`, as 闽质监公复〔2026〕12号."""
    bureau, year = bureau_settings(), day_of(at).year
    return f"{bureau.short_name or bureau.name or '本局'}{word}〔{year}〕{take(f'letter-{word}-{year}')}号"


def enclosed(names):
    """The list of enclosures that stands below the text of a letter, a paragraph each (GB/T 9704 附件说明); [] without any."""
    if len(names) < 2:
        return [f"附件：{name}" for name in names]
    return [f"{'附件：' if number == 1 else '　　　'}{number}. {name}" for number, name in enumerate(names, 1)]


def write(case, kind, *, title, body, names, word="", frame=None, enclosures=(), by=None, at, public=True):
    """Write a letter of a case in the caller's transaction and return it (models.Letter), both files sealed.

    body: the wording, a paragraph a line, with `names` ({name: value}, see `common`) filled in; word: the series of its number, "" for none;
    frame: an own DOCX frame (file) or None; enclosures: names of the files that go with it. Raises Invalid(field="text") for a wording that cannot
    be filled in.
    """
    try:
        text = environment().from_string(body).render(names)
    except TemplateError as error:
        raise Invalid(_("The wording of “{title}” cannot be filled in: {error}.").format(title=title, error=error), field="text") from error
    text = re.sub("[。；;.]+，", "，", text)  # a reason that ends as a sentence stands inside one
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()] or [title]
    paragraphs += enclosed([str(name) for name in enclosures])
    number = letter_number(word, at) if word else ""
    values = {"bureau": names["bureau"], "title": title, "letter_number": number, "paragraphs": paragraphs, "dated": names["dated"]}
    data = docx(_frame(frame), values)
    row = Letter(case=case, kind=kind, title=title, number=number, dated=day_of(at), public=public, made_at=at, made_by=by)
    row.sha256 = fingerprint(data)
    name = f"{case.number}-{kind}.sealed"
    row.docx.save(name, ContentFile(box().encrypt(data)), save=False)
    row.pdf.save(name, ContentFile(box().encrypt(pdf({**values, "day": day_of(at)}))), save=False)
    row.save()
    return row


def _frame(own):
    if own:
        with own.open("rb") as file:
            return file.read()
    return (HERE / "frame.docx").read_bytes()
