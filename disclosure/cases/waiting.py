"""What of the public's matters waits for a person: his cases, what is offered to him, letters whose service is not recorded yet; rooms above add."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.org.posts import posts_of

from . import access
from .models import Case, Handover

MOST = 30
waits = []  # fn(user, on) -> [Wait]: what a room above adds
unserved_letters = []  # fn(user, on) -> [Unserved]: letters written whose day of service is not recorded


@dataclass(frozen=True)
class Wait:
    """Something that waits: words, the day on which it is due (None: none runs) and the address of its page."""

    words: Any
    due_on: dt.date | None
    url: str


@dataclass(frozen=True)
class Unserved:
    """A letter that was written and counts as sent only from the day of service (day handed over, or handed to the post)."""

    case: Case
    title: str
    number: str
    written_on: dt.date

    @property
    def url(self):
        """Where the service is recorded."""
        return reverse("disclosure_cases_case", args=[self.case.pk])


def waiting_for(user, on):
    """What waits for `user` on `on`, due first: at most MOST of his own cases, and everything offered or added."""
    if not posts_of(user, on):
        return []
    mine = access.without_hidden(Case.objects.open().filter(owner=user).order_by("order_on", "pk")[:MOST], user, on)
    found = [Wait(f"{case.number} {case.title}", case.due_on, reverse("disclosure_cases_case", args=[case.pk])) for case in mine]
    offered = Handover.objects.filter(receiver=user, accepted_at=None, declined_at=None).select_related("case")
    found += [
        Wait(_("Offered to you: {number}").format(number=case.number), case.due_on, reverse("disclosure_cases_case", args=[case.pk]))
        for case in access.without_hidden([each.case for each in offered], user, on)
    ]
    for ask in waits:
        found += ask(user, on)
    return sorted(found, key=lambda wait: (wait.due_on or dt.date.max, str(wait.words)))


def unserved(user, on):
    """The letters that `user` can see and whose service is not recorded yet, by the day on which their cases are due."""
    found = [row for ask in unserved_letters for row in ask(user, on)] if posts_of(user, on) else []
    return sorted(found, key=lambda row: (row.case.due_on or dt.date.max, row.written_on))
