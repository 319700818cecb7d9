"""The letters of a complaint: the office's wording, else ours; to the reporter, or “反映人” where he is anonymous."""

from disclosure.cases.letters import chinese_day, common
from disclosure.cases.letters import write as write_letter
from disclosure.cases.sentences import words
from disclosure.cases.states import Kind
from disclosure.cases.wordings import offers, wording

from .letter_texts import AFTER, TEXTS
from .models import ComplaintKind

ANSWERS = ("complaint-solved", "complaint-refused", "complaint-not-ours")
OWN = {
    "complaint-extended": ("days", "reason"), **dict.fromkeys(ANSWERS, ("text", "ground", "other_body", "after")),
}  # fmt: skip
MUST = {"complaint-solved": ("text",), "complaint-refused": ("ground", "text"), "complaint-not-ours": ("other_body",)}
offers(Kind.COMPLAINT, TEXTS, lambda kind: ("reporter", "kind", *OWN.get(kind, ())), lambda kind: MUST.get(kind, ()))


def write(complaint, kind, *, by=None, at, public=True, numbered=True, enclosures=(), **own):
    """Write a letter of a complaint in the caller's transaction and return it (cases.models.Letter); answers have a series of their own."""
    title, body, frame = wording(kind)
    names = {
        **common(complaint.case, at), "reporter": complaint.name or "反映人", "kind": words(ComplaintKind(complaint.kind)), "after": AFTER, **own,
    }  # fmt: skip
    word = ("效复" if kind in ANSWERS else "效告") if numbered else ""
    given = {"title": title, "body": body, "names": names, "word": word, "frame": frame, "enclosures": enclosures}
    return write_letter(complaint.case, kind, by=by, at=at, public=public, **given)


__all__ = ["ANSWERS", "TEXTS", "chinese_day", "write"]
