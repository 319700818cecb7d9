"""One DOCX letter for each writer who wants to be told what became of his comment."""

import io

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document

from disclosure.rules.hearing import Verdict


def letter(comment, *, bureau, on):
    """The bytes of the letter: to whom, what he said, the conclusion with its reason. `on`: the date it bears."""
    page = comment.page
    with translation.override(settings.LANGUAGE_CODE):
        clause = str(comment.clause) if comment.clause else _("The whole draft")
        verdict = str(Verdict(comment.verdict).label) if comment.verdict else str(comment.get_refusal_display())
        lines = [
            f"{comment.name or comment.contact}：",
            _("You commented on “%(title)s” (%(clause)s), number %(number)s:") % {"title": page.title, "clause": clause, "number": comment.number},
            comment.raw,
            _("Conclusion: %(verdict)s.") % {"verdict": verdict} + (" " + comment.reason if comment.reason else ""),
            _("The whole result is at %(number)s in the list of consultations.") % {"number": page.index_number},
        ]
        title = _("Answer to a comment")
    paper = Document()
    paper.add_heading(title, level=1)
    for line in lines:
        for part in line.split("\n"):
            paper.add_paragraph(part)
    paper.add_paragraph(bureau.name or page.issuer)
    paper.add_paragraph(f"{on.year}年{on.month}月{on.day}日")
    paper.add_paragraph(comment.contact or "")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
