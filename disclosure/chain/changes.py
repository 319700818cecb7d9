"""What is different between two contents that were signed: text word by word, attachments by their bytes, channels and scope (四（二）)."""

import difflib
import html
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

EQUAL, DELETED, INSERTED = "equal", "del", "ins"
AROUND = 24  # characters of unchanged text kept on either side of a change
_WORD = re.compile(r"[A-Za-z0-9_.,%:/-]+|\s+|.", re.S)
_BLOCK_END = re.compile(r"</(?:p|li|h\d|td|tr)>|<br\s*/?>|<hr\s*/?>", re.I)
_TAG = re.compile(r"<[^>]+>")
# What no cut parts: the number of an article or its part, a figure, a word in Latin script.
_WHOLE = re.compile(r"第[零〇一二三四五六七八九十百千0-9]+[编章节条款项目]?|[（(][一二三四五六七八九十百0-9]+[）)]|[A-Za-z0-9_.,%:/-]+")
NOT_SHOWN = ("page", "locale", "category")
PROPOSED = {
    "kind": _("Kind of proposal"),
    "go_live_at": _("To be public from"),
    "vital_interest": _("Touches vital interests"),
    "vital_interest_reason": _("Why it does or does not"),
    "consultation": _("Consultation"),
}


@dataclass(frozen=True)
class Change:
    """One field that differs. `parts`: [(equal | del | ins, text)], unchanged stretches shortened; `files`: [(del | ins | same, name)]."""

    name: str
    label: str
    parts: list = field(default_factory=list)
    files: list = field(default_factory=list)


def changes(before, after, *, label, words):
    """[Change] between two SignedFacts, in the order of the facts; empty when they are the same content.

    label(name) → the field in words; words(name, value) → the value in words, or None to show the stored text.
    """
    found = []
    for name in [*after.facts, *(name for name in before.facts if name not in after.facts)]:
        old, new = before.facts.get(name), after.facts.get(name)
        if name in NOT_SHOWN or old == new:
            continue
        if name in ("attachments", "files_in_text"):
            found.append(Change(name, label(name), files=_files(old or [], new or [])))
        else:
            one, other = _said(name, old, words), _said(name, new, words)
            parts = shortened(text_changes(one, other)) if one != other else [(EQUAL, str(_("The words are the same; only their layout differs.")))]
            found.append(Change(name, label(name), parts=parts))
    for name, caption in PROPOSED.items():
        old, new = before.proposal.get(name), after.proposal.get(name)
        if (old or "") != (new or ""):
            found.append(Change(f"proposal.{name}", caption, parts=text_changes(_said(name, old, words), _said(name, new, words))))
    return found


def _said(name, value, words):
    said = words(name, value)
    return plain(value) if said is None else str(said)


def plain(value):
    """The text of a stored value as one reads it: paragraphs on lines, marks taken out."""
    if isinstance(value, dict):
        if "type" in value and "value" in value:
            return plain(value["value"])
        return " ".join(filter(None, (plain(part) for name, part in value.items() if name != "level")))  # how large a heading is drawn is no word
    if isinstance(value, (list, tuple)):
        return "\n".join(filter(None, (plain(part) for part in value)))
    if value is None:
        return ""
    text = _BLOCK_END.sub("\n", value.replace("\r\n", "\n").replace("\r", "\n")) if isinstance(value, str) else str(value)
    return re.sub(r"\n{2,}", "\n", html.unescape(_TAG.sub("", text))).strip()


def text_changes(old, new):
    """[(equal | del | ins, text)] that turns one text into the other: line by line, within changed lines by characters (words in Latin script)."""
    old, new = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            _add(found, EQUAL, "".join(old[a:b]))
        else:
            _within(found, "".join(old[a:b]), "".join(new[c:d]))
    return found


def _within(found, old, new):
    a, b = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=len(a) * len(b) > 4_000_000)
    if matcher.quick_ratio() < 0.3:  # another text altogether: letters in common would only confuse
        _add(found, DELETED, old)
        _add(found, INSERTED, new)
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            _add(found, EQUAL, "".join(a[i:j]))
        else:
            _add(found, DELETED, "".join(a[i:j]))
            _add(found, INSERTED, "".join(b[k:m]))


def _add(found, kind, text):
    if not text:
        return
    if found and found[-1][0] == kind:
        found[-1] = (kind, found[-1][1] + text)
    else:
        found.append((kind, text))


def shortened(parts):
    """Unchanged stretches cut down to what surrounds a change."""
    short = []
    for place, (kind, text) in enumerate(parts):
        if kind == EQUAL and len(text) > 2 * AROUND + 8:
            head = text[: _uncut(text, AROUND)] if place else ""
            tail = text[_uncut(text, len(text) - AROUND) :] if place < len(parts) - 1 else ""
            text = f"{head}……{tail}"
        short.append((kind, text))
    return short


def _uncut(text, at):
    """The place at which to cut a text near `at`: before what must not be parted."""
    return next((found.start() for found in _WHOLE.finditer(text) if found.start() < at < found.end()), at)


def _files(old, new):
    """Attachments by name and bytes: taken out, added, or the same name with other bytes (shown as both)."""
    before, after = [(f["name"], f["sha256"]) for f in old], [(f["name"], f["sha256"]) for f in new]
    gone, come = [f for f in before if f not in after], [f for f in after if f not in before]
    rows = [(DELETED, name, sha[:8]) for name, sha in gone] + [(INSERTED, name, sha[:8]) for name, sha in come]
    return rows or [("order", name, sha[:8]) for name, sha in after]
