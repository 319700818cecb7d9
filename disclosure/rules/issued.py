"""A document that was issued, held against what was made of it (五（三）“防止该公开的未公开”; 条例 art 26: 20 working days)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .categories import Scope


class Outcome(TextChoices):
    """What became of an issued document by a day."""

    PUBLISHED = "published", _("Published")
    WITHHELD = "withheld", _("Reviewed: withheld")
    ON_APPLICATION = "on-application", _("Reviewed: on application")
    STAFF = "staff", _("Reviewed: open to staff")
    TAKEN_DOWN = "taken-down", _("Taken down by a decision")
    DECLARED = "declared", _("Declared not public, no review on file")
    OPEN = "open", _("Still within the time limit")
    OVERDUE = "overdue", _("Should be public and is not")

    @property
    def is_exempt(self):
        """Whether a review on file says that it does not go to everyone."""
        return self in (Outcome.WITHHELD, Outcome.ON_APPLICATION, Outcome.STAFF, Outcome.TAKEN_DOWN)


@dataclass(frozen=True)
class Found:
    """What the record shows of the item made of a document, by a day: since when it has been live, first live, and a decision that exempts it.

    Days are of Asia/Shanghai; `exempt` is an Outcome that `is_exempt`, or None.
    """

    live_since: date | None = None
    first_live_on: date | None = None
    exempt: Outcome | None = None


@dataclass(frozen=True)
class Standing:
    """The answer: the outcome, and by how many working days it is, or was made public, after its day (0 in time)."""

    outcome: Outcome
    days_late: int


NOTHING = Found()


def standing(*, scope, due_on, found, on, calendar):
    """How a document stands at the end of the day `on` (条例 art 26).

    `scope`: what the register declares; `due_on`: the day by which it must be public; `found`: what the record shows; `calendar`: working days.
    A declaration alone exempts nothing that is reviewed, but a document declared for staff or on application does not count as overdue: it is
    shown apart until a review is on file.
    """
    if found.live_since is not None:
        return Standing(Outcome.PUBLISHED, calendar.between(due_on, found.first_live_on or found.live_since))
    if found.exempt is not None:
        return Standing(found.exempt, 0)
    if Scope(scope) != Scope.PUBLIC:
        return Standing(Outcome.DECLARED, 0)
    if on <= due_on:
        return Standing(Outcome.OPEN, 0)
    return Standing(Outcome.OVERDUE, calendar.between(due_on, on))
