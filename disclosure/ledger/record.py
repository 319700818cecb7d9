"""The only writer of the ledger."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from .models import Entry, Head
from .seal import seal


def _plain(facts):
    """Facts as JSON reads them back, so that the hash of today is the hash of the row."""
    return json.loads(json.dumps(facts or {}, cls=DjangoJSONEncoder))


def _entry(verb, about, by, acting, at, facts):
    kind, number, title = about
    person = by if by is not None and by.pk else None
    return Entry(
        at=at,
        verb=verb,
        about_kind=kind,
        about_no=number,
        about_title=str(title)[:255],
        actor_no=person.pk if person else None,
        actor_username=person.get_username() if person else "",
        actor_name=(acting.name if acting else person.get_full_name() or person.get_username()) if person else "",
        actor_post=acting.post if acting else "",
        on_behalf_of=acting.on_behalf_of if acting else "",
        facts=_plain(facts),
    )


def _append(entries):
    """Number, chain and write entries. Takes the head's lock: call it last in the transaction, it makes all writers wait."""
    with transaction.atomic(savepoint=False):  # where it fails, the deed it records fails too
        head = Head.objects.select_for_update().get(pk=1)
        for entry in entries:
            entry.number, entry.previous = head.number + 1, head.digest
            entry.digest = seal(entry)
            head.number, head.digest = entry.number, entry.digest
        Entry.objects.bulk_create(entries, batch_size=50)
        Head.objects.filter(pk=head.pk).update(number=head.number, digest=head.digest)
    return entries


def record(verb, *, about, by=None, acting=None, at, facts=None):
    """Write one entry and return it.

    verb: dotted, "chain.sign"; about: (kind, number or None, title); by: the user, None for the system; acting: the Holding in which he acts;
    at: aware datetime; facts: JSON values, never a citizen's name or contact. One entry a transaction that matters (duty of 五（二）).
    """
    return _append([_entry(verb, about, by, acting, at, facts)])[0]


def record_many(rows):
    """Write entries in order under one lock: for imports. Each row is a dict of record()'s arguments."""
    entries = [_entry(row["verb"], row["about"], row.get("by"), row.get("acting"), row["at"], row.get("facts")) for row in rows]
    return _append(entries) if entries else []


def head():
    """(number of entries, hash of the last, its time or None)."""
    row = Head.objects.get(pk=1)
    last = Entry.objects.filter(pk=row.number).values_list("at", flat=True).first()
    return row.number, row.digest, last


def first_entry_at():
    """When this system began to record: the time of entry 1, or None. What an import calls published after that is refused."""
    return Entry.objects.filter(pk=1).values_list("at", flat=True).first()


def earliest():
    """The earliest time of an entry (aware), or None: nothing is known of the days before."""
    return Entry.objects.order_by("at").values_list("at", flat=True).first()


def entries_after(number, digest):
    """Entries after the one of a number and hash, as (verb, kind of subject, its number), oldest first; None where that one is not in this ledger."""
    if number and not Entry.objects.filter(pk=number, digest=digest).exists():
        return None
    return Entry.objects.filter(pk__gt=number).order_by("number").values_list("verb", "about_kind", "about_no")


def entries_about(kind, number):
    """Entries about one subject, oldest first: the reading side for the other rooms."""
    return Entry.objects.filter(about_kind=kind, about_no=number).order_by("number")


def entries_of(*verbs):
    """Entries with one of the verbs, newest first."""
    return Entry.objects.filter(verb__in=verbs).order_by("-number")
