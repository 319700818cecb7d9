"""The letters of a complaint: to the reporter, or “反映人” where he is anonymous."""

from disclosure.cases.letters import chinese_day, common
from disclosure.cases.letters import write as write_letter
from disclosure.cases.sentences import words

from .letter_texts import AFTER, TEXTS
from .models import ComplaintKind

ANSWERS = ("complaint-solved", "complaint-refused", "complaint-not-ours")


def write(complaint, kind, *, by=None, at, public=True, numbered=True, **own):
    """Write a letter of a complaint in the caller's transaction and return it (cases.models.Letter); answers have a series of their own."""
    title, body = TEXTS[kind]
    names = {
        **common(complaint.case, at), "reporter": complaint.name or "反映人", "kind": words(ComplaintKind(complaint.kind)), "after": AFTER, **own,
    }  # fmt: skip
    word = ("效复" if kind in ANSWERS else "效告") if numbered else ""
    return write_letter(complaint.case, kind, title=title, body=body, names=names, word=word, by=by, at=at, public=public)


__all__ = ["ANSWERS", "TEXTS", "chinese_day", "write"]
