"""What anyone may read of the ledger: its head, and the entries about given subjects."""

from .models import Entry, Head


def head():
    """{entries, head, at}: number of entries, hash of the last one, its time (aware, None while there is none)."""
    found = Head.objects.first()
    number, digest = (found.number, found.digest) if found else (0, "")
    last = Entry.objects.filter(number=number).values_list("at", flat=True).first()
    return {"entries": number, "head": digest, "at": last}


def entries_about(kind, numbers, *, verbs):
    """Entries with one of `verbs` about subjects of a kind, newest first: a queryset. `numbers`: their numbers, or a query of them."""
    return entries_of(kind, verbs=verbs).filter(about_no__in=numbers)


def entries_of(kind, *, verbs):
    """Entries with one of `verbs` about every subject of a kind, newest first: a queryset."""
    return Entry.objects.filter(about_kind=kind, verb__in=verbs).order_by("-number")
