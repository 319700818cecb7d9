"""Published items that may answer an application before it is made: titles and numbers, while it is typed."""

import re

from django.db.models import F, Q
from django.utils.translation import gettext as _

from disclosure.items.models import DisclosurePage
from disclosure.ledger.errors import NotFound

from .alike import pairs
from .models import Spared

MOST, AMONG, ENOUGH = 5, 200, 0.35


def suggested(text):
    """Up to five public items whose title, document or index number fits the text: [{title, url, number, id}], best first."""
    text = re.sub(r"[《》“”\"'\s]+", " ", str(text or ""))[:200].strip()
    wanted = pairs(text)
    if len(wanted) < 2:
        return []
    some = sorted(wanted, key=lambda pair: (pair.isascii(), pair))[:12]
    holds = Q()
    for pair in some:
        holds |= Q(title__icontains=pair)
    rows = DisclosurePage.objects.public().filter(holds | Q(document_number__icontains=text) | Q(index_number__iexact=text))
    ranked = []
    for page in rows.order_by("-published_at")[:AMONG]:
        exact = text in (page.document_number, page.index_number)
        score = 2.0 if exact else len(wanted & pairs(page.title)) / min(len(wanted), max(2, len(pairs(page.title))))
        if score >= ENOUGH:
            ranked.append((score, page))
    ranked.sort(key=lambda pair: -pair[0])
    return [
        {"id": page.pk, "title": page.title, "number": page.document_number or page.index_number, "url": page.url} for _score, page in ranked[:MOST]
    ]


def spared(page_id, *, on):
    """Count, on a day, that an item answered what somebody was about to apply for. Raises NotFound for what is not public."""
    page = DisclosurePage.objects.public().filter(pk=page_id).first()
    if page is None:
        raise NotFound(_("There is no such item."))
    row, _made = Spared.objects.get_or_create(on=on, page=page)
    Spared.objects.filter(pk=row.pk).update(n=F("n") + 1)
    return page
