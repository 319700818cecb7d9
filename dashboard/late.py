"""Whether what a supervision order is about is still overdue: items, consultations and documents, as the figures count them (五（五））."""

from disclosure.items.issued import compared
from disclosure.items.models import IssuedDocument
from disclosure.rules.issued import Outcome

from .metric import Group, Period
from .metrics.overdue import OBLIGATIONS
from .rows import KEPT, read, rows_of

OF_PAGES = [name for name in OBLIGATIONS if name in KEPT and name not in ("cases", "duties")]


def _first(rows, period):
    return min((row.due_on for row in rows if row.group(period) == Group.OPEN_LATE), default=None)


def page(number, on):
    """The day by which the first thing that is overdue of an item (its number) on `on` was due, None where nothing is."""
    period = Period.of(as_of=on)
    return _first([row for name in OF_PAGES for row in rows_of(name, [number], period)], period)


def consultation(number, on):
    """The day by which the result of a consultation was due, None where that is not overdue."""
    period = Period.of(as_of=on)
    rows = read(("consultation_results",), period)["consultation_results"]
    return _first([row for row in rows if row.number == number], period)


def document(number, on):
    """The day by which a document of the register was to be public, None where it is not overdue."""
    row = next(iter(compared(IssuedDocument.objects.filter(pk=number), on=on)), None)
    return row.document.due_on if row is not None and row.outcome == Outcome.OVERDUE else None
