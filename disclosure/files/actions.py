"""Files come into use with a publication and go out of use with its end."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection

from disclosure.rules.categories import Audience, Category, Scope

from .fingerprint import sha256_of, size_of
from .models import Claim, FileUse, OwnCollection, kind_of


def audience_of(page):
    """To whom a page's files are open once it is live: staff for an inward category or scope, everyone else for the rest (二（二）)."""
    category = getattr(page, "category", None)
    audience = getattr(category, "audience", None) or (Category(category).audience if category else None)
    inward = audience == Audience.STAFF
    return Audience.STAFF if inward or getattr(page, "scope", "") == Scope.STAFF else Audience.PUBLIC


@transaction.atomic
def put_into_use(page, files, at):
    """The page is being published with exactly these files: `files` are documents and images, `at` an aware datetime.

    A use that goes on with the same bytes keeps its beginning; a file no longer named, or with other bytes, ends at `at`. Files become ours.
    Returns the rows in force. Safe to repeat.
    """
    audience = audience_of(page)
    claim(page, files)
    wanted = {(kind_of(file), file.pk): file for file in files}
    kept = {}
    for use in FileUse.objects.filter(page_id=page.pk, until__isnull=True):
        file = wanted.get((use.kind, use.object_id))
        if file is None or (use.sha256, use.name, use.audience) != (sha256_of(file), file.file.name, audience):
            use.until = at
            use.save(update_fields=["until"])
        else:
            kept[use.kind, use.object_id] = use
    for (kind, pk), file in wanted.items():
        if (kind, pk) not in kept:
            kept[kind, pk] = FileUse.objects.create(
                page_id=page.pk, kind=kind, object_id=pk, name=file.file.name, title=file.title, size=size_of(file),
                sha256=sha256_of(file), audience=audience, since=at,
            )  # fmt: skip
    return list(kept.values())


def take_out_of_use(page, at):
    """The page is no longer public: none of its files is, from `at` (aware datetime). Returns how many uses ended."""
    return FileUse.objects.filter(page_id=page.pk, until__isnull=True).update(until=at)


def claim(page, files):
    """The page, if only a draft of it, mentions these documents and images: they are ours from now on, if they were not before."""
    rows = {(kind_of(file), file.pk) for file in files}
    if not rows:
        return
    known = set(Claim.objects.filter(page_no=page.pk).values_list("kind", "object_id"))
    if new := rows - known:
        Claim.objects.bulk_create([Claim(page_no=page.pk, kind=kind, object_id=pk) for kind, pk in sorted(new)], ignore_conflicts=True)


@transaction.atomic
def own_collection():
    """The collection in which editors keep the files of disclosures; made on the first call, found by its mark whatever it is called later."""
    if mark := OwnCollection.objects.select_related("collection").order_by("pk").first():
        return mark.collection
    collection = Collection.get_first_root_node().add_child(name=_("Disclosures"))
    OwnCollection.objects.create(collection=collection)
    return collection
