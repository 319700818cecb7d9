"""Walks the hash chain (五（五）: a record that can be trusted)."""

from django.utils.translation import gettext as _

from .models import GENESIS, Entry, Head
from .seal import seal


def first_fault(progress=None):
    """One sentence on the first entry that was altered, is missing or does not follow, or None when all is whole.

    progress(number): called now and then on a long chain.
    """
    number, digest = 0, GENESIS
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            return _("Entry %(number)s is missing.") % {"number": number + 1}
        if entry.previous != digest:
            return _("Entry %(number)s does not follow the entry before it.") % {"number": entry.number}
        if entry.digest != seal(entry):
            return _("Entry %(number)s was altered.") % {"number": entry.number}
        number, digest = entry.number, entry.digest
        if progress and number % 5000 == 0:
            progress(number)
    head = Head.objects.filter(pk=1).first()
    if head is None or (head.number, head.digest) != (number, digest):
        return _("The head of the ledger does not fit its last entry %(number)s: entries after it were removed, or the head was altered.") % {
            "number": number
        }
    return None
