"""How every document of the register stands today, kept as the ledger goes on: a look compares anew what was touched since the last one."""

from collections import defaultdict

from django.core.cache import cache
from django.db.models import Q

from disclosure.ledger.record import entries_after, head
from disclosure.rules.issued import Outcome
from disclosure.rules.numbers import normal_document_number

from ..models import DisclosurePage, IssuedDocument
from .compare import compared

KEEP = 600  # seconds: what is written without an entry (a draft under another title) shows after them at the latest
FEW = 300  # entries; after more all documents are compared anew


def standings(on):
    """{number of a document: (code of its Outcome, working days late, number of its page or None)} of all that were issued up to `on` (date)."""
    key = f"disclosure.issued.{on}"
    number, digest, _at = head()
    kept = cache.get(key)
    if kept is not None and kept[:2] == (number, digest):
        return kept[2]
    documents = _touched(*kept) if kept is not None else None
    found = {} if documents is None else dict(kept[2])
    rows = IssuedDocument.objects.select_related("division")
    found.update(
        (row.document.pk, (str(row.outcome.value), row.days_late, row.page_no))
        for row in compared(rows if documents is None else rows.filter(pk__in=documents), on=on)
    )
    cache.set(key, (number, digest, found), KEEP)
    return found


def by_divisions(documents, kept):
    """As `by_division`, of a queryset of documents and what is kept of them: [(division, {outcome: how many}, days late together, at most)]."""
    grouped = defaultdict(list)
    for number, division in documents.order_by().values_list("pk", "division_id"):
        if number in kept:
            grouped[division].append(kept[number])
    divisions = IssuedDocument._meta.get_field("division").related_model.objects.in_bulk(grouped)
    answer = []
    for division in sorted(divisions.values(), key=lambda each: (each.order, each.name)):
        rows = grouped[division.pk]
        late = [days for outcome, days, _page in rows if outcome == Outcome.OVERDUE]
        counts = {outcome: sum(each[0] == outcome for each in rows) for outcome in Outcome}
        answer.append((division, counts, sum(late), max(late, default=0)))
    return answer


def _touched(number, digest, kept):
    """Numbers of the documents that entries after the one of this number may have changed; None where that may be all of them."""
    later = entries_after(number, digest)
    if later is None:  # another ledger than it was kept of
        return None
    entries = list(later[: FEW + 1])
    if len(entries) > FEW or any(verb in ("items.issued_file", "clocks.workdays") for verb, _kind, _no in entries):
        return None
    pages = {about for _verb, kind, about in entries if kind == "page" and about}
    found = {about for _verb, kind, about in entries if kind == "issued"}
    found.update(document for document, (_outcome, _days, page) in kept.items() if page in pages)
    names = list(DisclosurePage.objects.filter(pk__in=pages).values_list("title", "document_number"))
    numbers = [normal_document_number(number) for _title, number in names if number]
    titles = [title for title, number in names if not number]
    found.update(IssuedDocument.objects.filter(Q(document_number__in=numbers) | Q(title__in=titles)).values_list("pk", flat=True))
    return found
