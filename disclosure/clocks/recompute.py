"""Open due dates follow the calendar: rooms register how theirs are computed anew."""

from dataclasses import dataclass
from datetime import date

registered = []


@dataclass(frozen=True)
class Changed:
    """A due date that moved: what it is of, from when to when (None: it was, or is, open)."""

    what: str
    before: date | None
    after: date | None

    def __str__(self):
        return f"{self.what}: {self.before or '—'} → {self.after or '—'}"


def recomputes(function):
    """Register `function(calendar)`: it computes the open due dates of its room anew, writes those that moved, and yields `Changed` for each."""
    if function not in registered:
        registered.append(function)
    return function


def recompute(calendar):
    """Compute every open due date anew by `calendar`, in the caller's transaction; a list of `Changed`."""
    return [changed for function in registered for changed in function(calendar)]
