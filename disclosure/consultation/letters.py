"""One DOCX letter for each writer who wants to be told what became of his comment."""

import io
import re

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from disclosure.rules.hearing import HERE, Verdict
from disclosure.rules.masking import found, plain

from . import answers, margins, standing
from .anchors import articles, find_clauses, match
from .models.comments import AnswerBy

# On an envelope seven or eight figures are a telephone also without the word, unless a house or a box bears them.
LINE = re.compile(r"(?<![\dA-Za-z#-])[2-8]\d{2,3}[ -]?\d{4}(?![\dA-Za-z@-]|\s*(?:号|室|栋|幢|楼|信箱))", re.A)
SAID = re.compile(
    r"[\s,;、]*(?:联系)?(?:电话|手机|座机|固话|宅电|微信|联系方式|号码|\btel(?:ephone)?|\b(?:mobile|phone))\.?(?:号码?)?(?:是|为)?[\s:.=]*$", re.I
)


def letter(comment, *, bureau, on):
    """The bytes of the letter: to whom, which comment, the conclusion with its reason, where the result stands, whom to call. `on`: the date it
    bears. No telephone of the writer is on it, but where his address for mail holds one: what he typed is masked, and whoever is to be called is
    called."""
    page = comment.page
    with translation.override(settings.LANGUAGE_CODE):
        told = {
            "title": page.title, "clause": _clause(comment), "number": comment.number,
            "day": date_format(comment.at.astimezone(HERE)),
        }  # fmt: skip
        writer = comment.addressee or _("Whoever wrote this comment")
        lines = [
            f"{writer}：",
            _("On %(day)s you commented on “%(title)s” (%(clause)s), number %(number)s:") % told,
            comment.text,
            *_concluded(comment),
            *([comment.reason] if comment.reason else []),
            *_result(page),
            _("With questions please turn to: %(office)s, telephone %(phone)s, address %(address)s.")
            % {"office": page.division.name, "phone": page.phone, "address": page.address},
        ]
        title, where = _("Answer to a comment"), _where(comment, on)
    issuer = bureau.name or page.issuer
    paper = _sheet()
    paper.core_properties.author, paper.core_properties.title = issuer, f"{title}：{page.title}"
    _add(paper, issuer, size=15, face="黑体", align=WD_ALIGN_PARAGRAPH.CENTER)
    _add(paper, title, size=20, face="黑体", align=WD_ALIGN_PARAGRAPH.CENTER)
    to, *rest = lines
    _add(paper, to)
    for line in rest:
        for part in line.split("\n"):
            _add(paper, part, indent=True)
    _add(paper, "")
    _add(paper, issuer, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _add(paper, f"{on.year}年{on.month}月{on.day}日", align=WD_ALIGN_PARAGRAPH.RIGHT)
    if where:
        _add(paper, where, size=12)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _concluded(comment):
    """[what was made of it]: that it is not published and why, and its conclusion where it has one."""
    said = []
    if comment.refusal:
        words = _("The comment was taken down, for this reason: %(reason)s.") if comment.taken_down_at else None
        words = words or _("The comment was not published, for this reason: %(reason)s.")
        said.append(words % {"reason": str(comment.get_refusal_display()).rstrip("。.")})
    if comment.verdict:
        said.append(_("Conclusion: %(verdict)s.") % {"verdict": Verdict(comment.verdict).label})
    return said


def _clause(comment):
    """On what the comment is: the clause by the number that it had, and by that which it has now where that is another: in the public final text,
    else in the revised draft on which the result is written."""
    page, clause = comment.page, comment.clause
    if clause is None:
        return _("The whole draft")
    way = standing.ways(page).get(clause.pk) if page.concluded else None
    if way is None or not way.parts:
        return str(clause)
    was, now = (clause.parent if clause.parent_id else clause), _in_final(page, way.parts)
    if now:
        words = _("%(old)s, in the final text %(new)s")
    else:
        was, now, words = clause, "、".join(map(str, way.parts)), _("%(old)s, in the revised draft %(new)s")
    return words % {"old": clause, "new": now} if now != str(was) else str(clause)


def _in_final(page, parts):
    """The numbers of the articles of the public final text in which these clauses of the newest version stand; "" where there is none yet, or one of
    them is not found in it for sure."""
    final = next(iter(answers.finals(page)), None)
    if final is None:
        return ""
    clauses = list(page.versions.order_by("-number").first().clauses.order_by("place"))
    home, mine, text = standing.article_of(clauses), standing.articles(clauses), articles(find_clauses(margins.plain(final.specific)))
    places = {mine[place.old].pk: place for place in match([margins.piece_of(row) for row in mine], text)}
    found = [places.get(home[part.pk]) for part in parts]
    if not all(place and place.sure and place.targets for place in found):
        return ""
    return "、".join(dict.fromkeys(text[at].number for place in found for at in place.targets))


def _result(page):
    """[the sentence that says where the result is read], title, number and full address; [] before it is public."""
    result = page.results.filter(live=True).first()
    if result is None:
        return []
    link = (getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/") + (result.url or "")
    sentence = _("The whole result is public: “%(title)s”, index number %(number)s, %(link)s")
    return [sentence % {"title": result.title, "number": result.index_number, "link": link}]


def _where(comment, on):
    """Where it is sent: the address for mail whole, an address for letters without the telephones beside it; "" for whoever is to be
    called."""
    where = comment.contact
    if where and comment.answer_by == AnswerBy.MAIL:
        return _("By e-mail: %(where)s") % {"where": where}
    if where and comment.answer_by == AnswerBy.LETTER:
        return _("To: %(where)s") % {"where": _without_telephones(where, on)}
    return ""


def _without_telephones(where, on):
    """An address for letters without telephones, and without the words that said what they were."""
    for start, _end, last in reversed(found(where, on)):
        if where[last : last + 1] != "@":
            where = _cut(where, start, last)
    for hit in reversed(list(LINE.finditer(plain(where)))):
        where = _cut(where, *hit.span())
    return re.sub(r"[(（]\s*[)）]", "", where).strip(" ，,、;；")


def _cut(where, start, last):
    said = SAID.search(plain(where[:start]))
    return where[: said.start() if said else start] + where[last:]


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
