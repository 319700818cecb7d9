"""The public side of the ledger (台账): when each item was published and taken down, entry by entry, so that a date written back later would show."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.ledger import public
from disclosure.rules.categories import Scope
from disclosure.rules.chain import State

from .models import DisclosurePage
from .models.base import codes_for_staff

PER_PAGE = 20
VERBS = {
    "chain.publish": pgettext_lazy("ledger", "Published"),
    "chain.urgent": _("Published urgently"),
    "chain.take_down": _("Taken down"),
    "chain.unconfirmed": _("Taken down"),
    "chain.close": _("Taken down"),
    "items.import": _("Brought in from an older system"),
}


@dataclass(frozen=True)
class Line:
    """One entry as the public reads it. The title only of what is public today: a withdrawal may be for what the title says."""

    number: int
    at: datetime
    what: str
    index_number: str
    title: str
    url: str
    digest: str


def once_public():
    """Items of outward categories that were public at some time."""
    return DisclosurePage.objects.filter(published_at__isnull=False, scope=Scope.PUBLIC).exclude(category_code__in=codes_for_staff())


def lost_votes():
    """Numbers of the entries of those votes that took an urgent publication down: few, where every item has a vote."""
    urgent = public.entries_of("page", verbs=["chain.urgent"]).order_by().values("about_no")
    votes = public.entries_about("page", urgent, verbs=["chain.close"])
    return list(votes.filter(facts__state=State.WITHDRAWN).values_list("number", flat=True))


def context(item="", page=None):
    """For ledger.html: `head`, `entries` (a paginator's page of twenty Lines, newest first), `item` (the index number asked for, or empty)."""
    rows = once_public()
    if item:
        rows = rows.filter(index_number=item)
    found = public.entries_about("page", rows.order_by().values("pk"), verbs=list(VERBS)).filter(~Q(verb="chain.close") | Q(number__in=lost_votes()))
    entries = Paginator(found, PER_PAGE).get_page(page)
    items = {row.pk: row for row in once_public().filter(pk__in=[entry.about_no for entry in entries.object_list])}
    entries.object_list = [line(entry, items[entry.about_no]) for entry in entries.object_list]
    return {"head": public.head(), "entries": entries, "item": item}


def line(entry, item):
    """An entry with the item it is about."""
    shown = item.title if item.live else ""
    return Line(entry.number, entry.at, VERBS[entry.verb], item.index_number, shown, item.url if item.live else "", entry.digest)
