"""Wordings of letters (文书样式): the office's own, else the one that comes with the system. Rooms above say which letters there are.

`offers(about, texts, names, must)` tells of them; `wording(kind)` is what goes out, `change` the verb by which the office changes it.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from jinja2 import TemplateError, TemplateSyntaxError

from disclosure.clocks.actions import day_of
from disclosure.intake.typed import text_of
from disclosure.ledger.errors import Invalid, NotAllowed
from disclosure.ledger.record import record
from disclosure.org.actions import keeper

from .letters import docx, environment
from .models import LetterTemplate

COMMON = ("bureau", "office", "phone", "address", "number", "received_on", "due_on", "dated")  # as letters.common fills them in
known = {}  # kind of letter → Wording


@dataclass(frozen=True)
class Wording:
    """A letter as it comes with the system: for which matters (`about`), its title and text, the names it may use, those it may not leave out."""

    about: Any
    title: str
    body: str
    names: tuple
    must: tuple = ()


def offers(about, texts, names, must=lambda kind: ()):
    """Say which letters a room writes. texts: {kind: (title, text)}; names(kind), must(kind): names besides COMMON, and those that have to stand."""
    for kind, (title, body) in texts.items():
        known[kind] = Wording(about, title, body, (*COMMON, *names(kind)), tuple(must(kind)))


def wording(kind):
    """(title, text, frame or None) of a kind of letter: the office's, else ours."""
    row = LetterTemplate.objects.filter(kind=kind).first()
    if row:
        return row.title, row.body, row.frame or None
    return known[kind].title, known[kind].body, None


def _in_braces(name):
    return "{{ " + name + " }}"


def listed_names(kind):
    """The names that a wording may use, as they are written in it."""
    return "、".join(map(_in_braces, known[kind].names))


def _what_is_wrong(error):
    """Where to look, in the editor's language; the library's own words are English."""
    if isinstance(error, TemplateSyntaxError):
        return _("the braces in line {line} are not right").format(line=error.lineno)
    unknown = re.match(r"'(\w+)' is undefined", str(error))
    return _("there is no name {name}").format(name=_in_braces(unknown[1])) if unknown else error


def check(kind, body):
    """Refuse a wording that cannot be filled in, or that leaves out what the law has it say. Raises Invalid(field="body") naming what is wrong."""
    one = known[kind]
    listed = listed_names(kind)
    try:
        text = environment().from_string(body).render({name: f"样{number}样" for number, name in enumerate(one.names)})
    except TemplateError as error:
        sentence = _("Text: {error}. Names that may be used: {known}.").format(error=_what_is_wrong(error), known=listed)
        raise Invalid(sentence, field="body") from error
    except Exception as error:  # what a template runs into, an endless loop apart, is the template's fault
        raise Invalid(_("Text: it cannot be filled in ({error}).").format(error=type(error).__name__), field="body") from error
    for name in one.must:
        if f"样{one.names.index(name)}样" not in text:
            sentence = _("Text: {name} is missing: without it the letter lacks what the law has it say (the reason, or review and suit).")
            raise Invalid(sentence.format(name=_in_braces(name)), field="body")


def check_frame(data):
    """Refuse a frame that cannot be filled in. Raises Invalid(field="frame")."""
    try:
        docx(data, {"bureau": "样", "title": "样", "letter_number": "", "paragraphs": ["样", "样"], "dated": "样"})
    except Exception as error:
        sentence = _("Frame: it cannot be filled in ({error}). It may use bureau, title, letter_number, paragraphs, dated.")
        raise Invalid(sentence.format(error=error), field="frame") from error


@transaction.atomic
def change(*, kind, title, body, frame=None, by, at):
    """Change the wording of a kind of letter, tried before it is kept; by the office director or an administrator. Entry "cases.wording"."""
    allowed, acting = keeper(by, day_of(at))
    if not allowed:
        raise NotAllowed(_("The wording of letters is kept by the office director and administrators."))
    if kind not in known:
        raise Invalid(_("Letter: there is no such one."), field="kind")
    title, body = text_of(title, "title", most=100), text_of(body, "body", most=20000)
    check(kind, body)
    row = LetterTemplate.objects.filter(kind=kind).first() or LetterTemplate(kind=kind)
    row.title, row.body, row.changed_at = title, body, at
    if frame:
        check_frame(frame.read())
        frame.seek(0)
        row.frame.save(f"{kind}.docx", frame, save=False)
    row.save()
    record("cases.wording", about=("letter", row.pk, title), by=by, acting=acting, at=at, facts={"kind": kind, "title": title, "body": body})
    return row
