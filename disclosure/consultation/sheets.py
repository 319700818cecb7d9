"""Paper for those without a computer: a notice and a comment form on A4, and the slip for what staff entered. PDF by typst, QR by segno."""

import io
from pathlib import Path

import segno
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosure.files import typeset as paper
from disclosure.rules.hearing import HERE as SHANGHAI
from disclosure.rules.hearing import Stance

from . import standing
from .models.comments import AnswerBy

HERE = Path(__file__).parent / "data"
IN_ONE_COLUMN = 90  # clauses; more stand in two columns on the back of the form (data/form.typ)


def typeset(template, values):
    """The PDF of a template of ours; a box on it is one to tick, so what the face cannot draw is 〓."""
    return paper.typeset(HERE / f"{template}.typ", values, face=paper.SANS)


def qr(address):
    """A QR sign of an address as SVG text."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=1, xmldecl=False)
    return out.getvalue().decode()


def _common(page, address, bureau):
    return {
        "bureau": bureau.name or page.issuer, "title": page.title, "words": page.notice, "phone": page.phone, "address": page.address,
        "mailbox": page.mailbox, "link": address, "qr": qr(address), "number": page.index_number or "",
        "closes": page.closing,
    }  # fmt: skip


def notice(page, *, address, bureau):
    """The notice to be put up: plain words, until when, where to, what becomes of it. `address`: the full address of the page; `bureau`: its
    settings. One sheet, set as large as it takes."""
    how = [
        _("You need no computer: call, write a letter, or fill in the comment form on paper."),
        _("You need not give your name. Every comment is looked into."),
    ]
    if due := page.result_due():
        how.append(_("What becomes of the comments is published by %(day)s.") % {"day": date_format(due)})
    return typeset("notice", {**_common(page, address, bureau), "how": how, "labels": _labels()})


def form(page, *, address, bureau):
    """The comment form by clause: in front empty rows for what is said of which clause, behind the list of clauses in readable size. One sheet
    printed on both sides; where the clauses are many, the list goes on."""
    rows = standing.articles(standing.published_clauses(page))
    lines, most = [(row, row.text.split("\n")[0]) for row in rows], 8 if len(rows) > IN_ONE_COLUMN else 30
    clauses = [{"number": str(row), "text": line[:most] + "…" * (len(line) > most)} for row, line in lines]
    values = {**_common(page, address, bureau), "clauses": clauses, "stances": [str(each.label) for each in Stance], "labels": _labels()}
    values["answers"] = [str(each.label) for each in AnswerBy]
    return typeset("form", values)


def slip(comment, code, *, address, bureau):
    """What a person takes along whose words staff entered: number, code, what they are for, what was taken in, and whom to call."""
    values = {
        "bureau": bureau.name or comment.page.issuer, "title": comment.page.title, "number": comment.number, "code": code, "link": address,
        "qr": qr(address), "labels": _labels(), "phone": comment.page.phone, "facts": [[str(label), str(words)] for label, words in _facts(comment)],
    }  # fmt: skip
    return typeset("slip", values)


def _facts(comment):
    """What was taken in: when, on what, how, and which answer was promised."""
    yield _("Received on"), date_format(comment.at.astimezone(SHANGHAI))
    yield _("On what"), comment.clause or _("The whole draft")
    yield _("Way of arrival"), comment.get_arrival_display()
    yield _("Promised answer"), comment.get_answer_by_display()


def _labels():
    return {
        "notice": _("Your opinion on a draft"), "until": _("Comments until"), "by_phone": _("By telephone"), "by_letter": _("By letter"),
        "by_mail": _("By e-mail"), "online": _("Online"), "form": _("Comment form"), "clause": _("Clause"), "comment": _("Comment and reasons"),
        "whole": _("The whole draft"), "stance": _("Your view"), "name": _("Signed as (may be left empty)"),
        "contact": _("Where to tell you (may be left empty)"),
        "told": _("How you want to be told"),
        "slip": _("Receipt for a comment"), "number": _("Number of the comment"), "code": _("Code of the comment"),
        "keep": _("With number and code you can take the comment back until it is concluded. Your contact is not published."),
        "more": _("You may add sheets."), "scan": _("Scan to read the draft and to comment"), "nth": _("Article ______"),
        "list": _("List of clauses"), "public": _("Comment and name may be published, the contact is not."), "nameless": _("do not publish my name"),
        "call": _("Without a computer, ask by telephone"),
    }  # fmt: skip
