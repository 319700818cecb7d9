"""One DOCX letter for each writer who wants to be told what became of his comment."""

import io

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from disclosure.rules.hearing import Verdict

from .models.comments import AnswerBy


def letter(comment, *, bureau, on):
    """The bytes of the letter: to whom, what he said, the conclusion with its reason. `on`: the date it bears."""
    page = comment.page
    with translation.override(settings.LANGUAGE_CODE):
        clause = str(comment.clause) if comment.clause else _("The whole draft")
        verdict = str(Verdict(comment.verdict).label) if comment.verdict else str(comment.get_refusal_display())
        writer = comment.name or _("Whoever wrote this comment")
        lines = [
            f"{writer}：",
            _("You commented on “%(title)s” (%(clause)s), number %(number)s:") % {"title": page.title, "clause": clause, "number": comment.number},
            comment.raw,
            _("Conclusion: %(verdict)s.") % {"verdict": verdict},
            *([comment.reason] if comment.reason else []),
            _("The whole result is at %(number)s in the list of consultations.") % {"number": page.index_number},
        ]
        ways = {AnswerBy.MAIL: _("By e-mail: %(where)s"), AnswerBy.TELEPHONE: _("By telephone: %(where)s")}
        title, where = _("Answer to a comment"), ways.get(comment.answer_by, _("To: %(where)s")) % {"where": comment.contact}
    paper = _sheet()
    _add(paper, bureau.name or page.issuer, size=15, face="黑体", align=WD_ALIGN_PARAGRAPH.CENTER)
    _add(paper, title, size=20, face="黑体", align=WD_ALIGN_PARAGRAPH.CENTER)
    to, *rest = lines
    _add(paper, to)
    for line in rest:
        for part in line.split("\n"):
            _add(paper, part, indent=True)
    _add(paper, "")
    _add(paper, bureau.name or page.issuer, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _add(paper, f"{on.year}年{on.month}月{on.day}日", align=WD_ALIGN_PARAGRAPH.RIGHT)
    if comment.contact:
        _add(paper, where, size=12)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _sheet():
    """A4 with the margins of an official letter."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(30), Mm(28), Mm(27), Mm(25)
    return paper


def _add(paper, words, *, size=16, face="仿宋", align=None, indent=False):
    paragraph = paper.add_paragraph()
    run = paragraph.add_run(words)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), face)
    form = paragraph.paragraph_format
    form.space_after, form.line_spacing = Pt(4), 1.5
    if align is not None:
        paragraph.alignment = align
    if indent:
        form.first_line_indent = Pt(2 * size)
