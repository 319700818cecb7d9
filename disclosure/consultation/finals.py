"""Which items were begun from which consultation: the ledger knows, from the act that began them."""

from django.utils.translation import gettext as _

from disclosure.chain.permissions import today
from disclosure.chain.readers import may_read
from disclosure.items.models import DisclosurePage
from disclosure.ledger.record import entries_about, entries_of

BEGUN = "consultation.final"


def begun_from(page):
    """The items begun as the final text of a consultation that are still there, in the order in which they were. Two queries."""
    numbers = list(entries_about("page", page.pk).filter(verb=BEGUN).values_list("facts__page", flat=True))
    found = DisclosurePage.objects.in_bulk(numbers)
    return [found[number] for number in dict.fromkeys(numbers) if number in found]


def began(page, consultations):
    """The number of the consultation, one of these numbers, from which the item `page` was begun; None for what was written by itself."""
    entries = entries_of(BEGUN).filter(about_kind="page", about_no__in=consultations if page.pk else [], facts__page=page.pk)
    return entries.values_list("about_no", flat=True).first()


def is_known(user, page):
    """Whether the user may read the title of an item: what is public, or what concerns him."""
    return may_read(user, page, today())


def name_for(user, page):
    """The title of an item where the user may read it, else that it is another division's."""
    return page.title if is_known(user, page) else _("an item of another division, not public yet")
