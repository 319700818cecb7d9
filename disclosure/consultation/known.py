"""What of this room does not exist for a member of staff: an inward consultation for another division, and its result (一（二）4, 二（二）)."""

from django.db.models import Q

from disclosure.chain.permissions import today
from disclosure.chain.readers import reach, readable_matters
from disclosure.files.known import hides
from disclosure.items.models import DisclosurePage
from disclosure.ledger.registers import kept_from

from .models import ConsultationPage, ResultPage


def for_others(user):
    """Numbers of the consultations that are for one division which is not his, and with which no post of his has to do; None for who reads all.

    As ConsultationPage.readable_by says of one page that is live; of drafts items.known speaks.
    """
    on = today()
    everywhere, codes = reach(user, on)
    if everywhere:
        return None
    mine = Q(only_for__code__in=codes) | Q(division__code__in=codes) | Q(division__successor__code__in=codes)
    rows = ConsultationPage.objects.filter(inward=True, only_for__isnull=False).exclude(mine)
    return (rows.exclude(pk__in=readable_matters(user, on).values("page_no")) if codes else rows).values("pk")


@hides
def of_another_division(user):
    """They and their results."""
    numbers = for_others(user)
    if numbers is None:
        return None
    results = ResultPage.objects.filter(consultation__in=numbers).values("pk")
    return DisclosurePage.objects.filter(Q(pk__in=numbers) | Q(pk__in=results)).values("pk")


def hidden_entries(user):
    """Q of the ledger's entries about them, which are kept from him: their titles would tell."""
    numbers = of_another_division(user)
    return Q(pk__in=[]) if numbers is None else Q(about_kind="page", about_no__in=numbers)


if hidden_entries not in kept_from:
    kept_from.append(hidden_entries)
