"""The letters of feedback: the office's wording, else ours; the names of the case and of the page."""

from disclosure.cases.letters import common
from disclosure.cases.letters import write as write_letter
from disclosure.cases.sentences import words
from disclosure.cases.states import Kind
from disclosure.cases.wordings import offers, wording
from disclosure.items.models import DisclosurePage

from .letter_texts import TEXTS
from .models import FeedbackKind

NAMES = ("party", "kind", "title", "index_number")
OWN = {
    "repair-accepted": ("earliest",), "correct": ("reason", "wrong", "right", "remedy"), "feedback-answer": ("answer", "after"),
    "objection-accepted": (),
}  # fmt: skip


def names(kind):
    """The names besides those of every letter that the wording of a kind of letter may use."""
    return (*NAMES, *OWN.get(kind, ("reason", "remedy")))


# A decision says its reason and names review and suit, whatever its wording.
offers(
    Kind.FEEDBACK, TEXTS, names,
    lambda kind: ("answer",) if kind == "feedback-answer" else ("reason", "remedy") if "remedy" in names(kind) else (),
)  # fmt: skip


def _asked(feedback):
    """What was handed in, as one says it in a letter: a repair is applied for."""
    kind = feedback.get_kind()
    return words(kind) + ("申请" if kind == FeedbackKind.REPAIR else "")


def write(feedback, kind, *, by, at, public=True, **own):
    """Write one of letter_texts.TEXTS with the names of the case and of the page, in the caller's transaction; cases.models.Letter."""
    title, body, frame = wording(kind)
    page = DisclosurePage.objects.filter(pk=feedback.page_id).first() if feedback.page_id else None
    values = {
        **common(feedback.case, at), "party": feedback.party or "当事人", "kind": _asked(feedback),
        "title": page.title if page else "", "index_number": page.index_number if page else "", **dict.fromkeys(names(kind)[len(NAMES):], ""), **own,
    }  # fmt: skip
    given = {"title": title, "body": body, "names": values, "word": "公告", "frame": frame}
    return write_letter(feedback.case, kind, by=by, at=at, public=public, **given)
