"""What of this room does not exist for a member of staff: an inward consultation for another division, and its result (一（二）4, 二（二）)."""

from django.db.models import Q

from disclosure.chain.models import Matter
from disclosure.chain.permissions import today
from disclosure.files.known import hides
from disclosure.items.known import divisions_of
from disclosure.ledger.registers import kept_from

from .models import ConsultationPage, ResultPage


@hides
def of_another_division(user):
    """Numbers of those, and of their results, that are for a division which is not his and held by none with which he has to do; None for none.

    As ConsultationPage.readable_by says of one that is live; of drafts items.known speaks. They are few, and asked once of a user's object.
    """
    on = today()
    mine = divisions_of(user, on)
    if mine is None:
        return None
    kept = getattr(user, "_disclosure_for_others", None)
    if kept is None or kept[0] != on:
        rows = ConsultationPage.objects.filter(inward=True, only_for__isnull=False).exclude(only_for__in=mine).exclude(division__in=mine)
        if mine:
            rows = rows.exclude(pk__in=Matter.objects.filter(division__in=mine).values("page_no"))
        numbers = list(rows.values_list("pk", flat=True))
        results = list(ResultPage.objects.filter(consultation__in=numbers).values_list("pk", flat=True)) if numbers else []
        kept = user._disclosure_for_others = (on, numbers + results)
    return kept[1] or None


def hidden_entries(user):
    """Q of the ledger's entries about them, which are kept from him: their titles would tell."""
    numbers = of_another_division(user)
    return Q(pk__in=[]) if numbers is None else Q(about_kind="page", about_no__in=numbers)


if hidden_entries not in kept_from:
    kept_from.append(hidden_entries)
