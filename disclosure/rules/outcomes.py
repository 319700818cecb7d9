"""How an application ends: a closed list of decisions, each with its article, its row in the annual report and the remedy clause it takes.

条例 art. 30, 35–39; the annual table of 国办公开办函〔2021〕30号; the remedies of 行政复议法 art. 20, 23 and 行政诉讼法 art. 45, 46
with 法释〔2025〕8号.
"""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .secrecy import Ground


class Outcome(TextChoices):
    """The decisions A1–A17; there is no free text beside them."""

    A1 = "A1", _("Already public: how and where to get it")
    A2 = "A2", _("Disclosed")
    A3 = "A3", _("Partly disclosed")
    A4 = "A4", _("Not disclosed")
    A5 = "A5", _("Does not exist")
    A6 = "A6", _("Not this bureau's to disclose")
    A7 = "A7", _("Repeated application")
    A8 = "A8", _("Has its own way of access")
    A9 = "A9", _("Would have to be made")
    A10 = "A10", _("In truth a petition or complaint")
    A11 = "A11", _("Asks for a publication on sale")
    A12 = "A12", _("Excessive without good reason")
    A13 = "A13", _("Not corrected in time")
    A14 = "A14", _("Fee not paid in time")
    A15 = "A15", _("Still unclear after correction")
    A16 = "A16", _("Asks to confirm or issue anew what was obtained")
    A17 = "A17", _("Withdrawn or other")

    @property
    def needs_ground(self):
        """Whether one of the grounds N1–N7 must be named: what is refused, wholly or in part."""
        return self in (Outcome.A3, Outcome.A4)

    @property
    def gives(self):
        """Whether information is given: then the way of supply stands in the answer."""
        return self in (Outcome.A1, Outcome.A2, Outcome.A3)


class Remedy(StrEnum):
    """Which remedy clause a decision takes."""

    REVIEW_FIRST = "review-first"
    EITHER = "either"
    NONE = "none"


GROUNDS_OF_REFUSAL = tuple(Ground(f"N{number}") for number in range(1, 8))

_ROWS = {
    "A1": 3, "A2": 3, "A3": 4, "A5": 13, "A6": 13, "A7": 17, "A8": 12, "A9": 14, "A10": 16, "A11": 18, "A12": 19, "A13": 21, "A14": 22,
    "A15": 15, "A16": 20, "A17": 23,
}  # fmt: skip
_ROW_OF_GROUND = {f"N{number}": number + 4 for number in range(1, 8)}

_LAW = "《中华人民共和国政府信息公开条例》"
_ARTICLES = {
    "A1": "第三十六条第（一）项", "A2": "第三十六条第（二）项", "A3": "第三十七条", "A4": "第三十六条第（三）项", "A5": "第三十六条第（四）项",
    "A6": "第三十六条第（五）项", "A7": "第三十六条第（六）项", "A8": "第三十六条第（七）项", "A9": "第三十八条", "A10": "第三十九条第一款",
    "A11": "第三十九条第二款", "A12": "第三十五条", "A13": "第三十条", "A14": "第四十二条", "A15": "第三十条", "A16": "第三十六条", "A17": "",
}  # fmt: skip
_ARTICLE_OF_GROUND = {
    "N1": "第十四条", "N2": "第十四条", "N3": "第十四条", "N4": "第十五条", "N5": "第十六条第一款", "N6": "第十六条第二款", "N7": "第十六条第二款",
}  # fmt: skip


class OutcomeError(ValueError):
    """A decision that cannot be; `field` is the part it is about."""

    def __init__(self, message, field):
        super().__init__(message)
        self.field = field


def check(outcome, ground=""):
    """(Outcome, Ground or None). Raises OutcomeError: an unknown code, a ground where none belongs, none where one is needed, N8 (which is A8)."""
    try:
        outcome = Outcome(outcome)
    except ValueError:
        raise OutcomeError(_("Outcome: one of A1 to A17."), "outcome") from None
    if not ground:
        if outcome.needs_ground:
            raise OutcomeError(_("Ground: say which of N1 to N7 stands against disclosure."), "ground")
        return outcome, None
    try:
        ground = Ground(ground)
    except ValueError:
        raise OutcomeError(_("Ground: one of N1 to N7."), "ground") from None
    if not outcome.needs_ground:
        raise OutcomeError(_("Ground: belongs only to what is not or partly disclosed."), "ground")
    if ground not in GROUNDS_OF_REFUSAL:
        raise OutcomeError(_("Ground: what has its own way of access is outcome A8."), "ground")
    return outcome, ground


def annual_row(outcome, ground=""):
    """The row (3–23) of the annual table in which an application so decided is counted, once: partly disclosed counts as that alone (row 4)."""
    outcome, ground = check(outcome, ground)
    return _ROW_OF_GROUND[ground.value] if outcome == Outcome.A4 else _ROWS[outcome.value]


def article(outcome, ground=""):
    """The article cited in the answer, with that of the ground; "" for what rests on none (A17)."""
    outcome, ground = check(outcome, ground)
    cited = _ARTICLES[outcome.value]
    if not cited:
        return ""
    return f"{_LAW}{cited}" + (f"、{_ARTICLE_OF_GROUND[ground.value]}" if ground else "")


def remedy(outcome, ground=""):
    """Which remedy clause: review first only for refusals under art. 14–16, in whole or in part; none for what is merely not handled further."""
    outcome, ground = check(outcome, ground)
    if outcome in (Outcome.A13, Outcome.A14, Outcome.A17):
        return Remedy.NONE
    return Remedy.REVIEW_FIRST if ground else Remedy.EITHER


def remedy_clause(outcome, ground="", *, review_body, court):
    """The clause that the answer prints, "" where there is none. `review_body` and `court` by name."""
    kind = remedy(outcome, ground)
    if kind == Remedy.REVIEW_FIRST:
        return (
            f"如不服本答复，应当自收到之日起60日内先向{review_body}申请行政复议；对复议决定不服的，可以自收到复议决定书之日起15日内"
            f"向{court}提起行政诉讼。"
        )
    return either_clause("本答复", review_body=review_body, court=court) if kind == Remedy.EITHER else ""


def either_clause(what, *, review_body, court):
    """The clause for whoever may choose review or suit (行政复议法 art. 20, 行政诉讼法 art. 46); `what`: 本答复, 本决定."""
    return f"如不服{what}，可以自收到之日起60日内向{review_body}申请行政复议，或者自收到之日起6个月内向{court}提起行政诉讼。"
