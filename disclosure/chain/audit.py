"""Proves that every live disclosure has a clearance in force for exactly its live content, and nothing else holds the gate open (nightly)."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.models import Page

from disclosure.files.fingerprint import sha256_of
from disclosure.ledger.public import entries_about, entries_of
from disclosure.rules.categories import Scope
from disclosure.rules.chain import State

from . import triggers
from .conditions import digest_of
from .models import Clearance, Disclosable, Matter

BATCH = 500
A_MOMENT = timedelta(seconds=1)  # JSON of an imported date knows no microseconds
PUBLISHED, TAKEN_DOWN = ("chain.publish", "chain.urgent", "items.import"), ("chain.take_down", "chain.unconfirmed")


def types():
    """Every concrete page type that is a disclosure, in any app."""
    from django.apps import apps

    return [m for m in apps.get_models() if issubclass(m, Disclosable) and issubclass(m, Page) and not m._meta.abstract]


def faults(*, recheck=False, progress=None):
    """Yield a sentence for each fault. recheck: read every file anew instead of trusting its kept hash; progress(number): called per batch."""
    for name in triggers.missing():
        yield _("The database's trigger %(name)s is missing or not of today: migrate puts it in place.") % {"name": name}
    seen = 0
    for model in types():
        pages = model.objects.filter(live=True, content_type__model=model._meta.model_name).order_by("pk").select_related("locale")
        for batch in Paginator(pages, BATCH):
            yield from _of_pages(list(batch.object_list), recheck)
            seen += len(batch.object_list)
            if progress:
                progress(seen)
    yield from _gone_in_silence()
    live = Page.objects.filter(live=True).values("pk")
    waiting = Clearance.objects.filter(voided=False, go_live_at__isnull=False, round__end="cleared").values("pk")
    registered = Matter.objects.filter(registered=True).values("page_no")
    for key in Clearance.objects.filter(voided=False).exclude(page_no__in=live).exclude(pk__in=waiting).exclude(page_no__in=registered):
        yield _("Clearance %(number)s of page %(page)s is in force, yet the page is not live.") % {"number": key.pk, "page": key.page_no}


def _of_pages(pages, recheck):
    numbers = [page.pk for page in pages]
    keys = {}
    for key in Clearance.objects.filter(page_no__in=numbers, voided=False):
        keys.setdefault(key.page_no, []).append(key)
    told_of = said_by_the_ledger(numbers)
    for page in pages:
        told = {"title": page.title, "number": page.pk}
        mine = [key for key in keys.get(page.pk, []) if key.revision_id == page.live_revision_id]
        if not mine:
            yield _("“%(title)s” (%(number)s) is live without a clearance for its version.") % told
            continue
        if recheck:
            for file in page.signed_files():
                sha256_of(file, recheck=True)
        if not any(key.digest == digest_of(page, key.proposal) for key in mine):
            yield _("“%(title)s” (%(number)s): its live content is not what was cleared.") % told
        if page.scope == Scope.ON_APPLICATION:
            yield _("“%(title)s” (%(number)s) is open on application, yet live.") % told
        first, last = told_of.get(page.pk, (None, None))
        if all((key.revision_id, key.digest) != last for key in mine):
            yield _("“%(title)s” (%(number)s): the ledger knows of no publication by which its clearance came about.") % told
        elif page.published_at is None or abs(page.published_at - first) > A_MOMENT:
            yield _("“%(title)s” (%(number)s): its date of publication is not the ledger's.") % told


def _gone_in_silence():
    """What the ledger calls public must be: a taking down past the chain, by whoever can write in the database, leaves no entry."""
    live = Page.objects.filter(live=True).values("pk")
    missing = entries_of("page", verbs=PUBLISHED).exclude(about_no__in=live).order_by("number").values_list("about_no", "about_title")
    titles = dict(missing)
    for some in Paginator(sorted(titles), BATCH):
        told_of = said_by_the_ledger(some.object_list)
        for number in some.object_list:
            if told_of[number][1] is not None:
                told = {"title": titles[number], "number": number}
                yield _("“%(title)s” (%(number)s) is not live any more, and the ledger knows of no taking down.") % told


def said_by_the_ledger(numbers):
    """{number of a page: (moment of its first publication, (revision, digest) of the one that stands, None after a taking down)}.

    A clearance or a date can be written by whoever can write in the database; an entry of the ledger cannot be without breaking its chain.
    """
    found = {}
    for entry in entries_about("page", numbers, verbs=(*PUBLISHED, *TAKEN_DOWN, "chain.close")).order_by("number"):
        first, last = found.get(entry.about_no, (None, None))
        facts = entry.facts
        if entry.verb in PUBLISHED:
            day = parse_datetime(facts["published_at"]) if entry.verb == "items.import" else entry.at
            found[entry.about_no] = first or day, (facts.get("revision"), facts.get("digest"))
        elif entry.verb in TAKEN_DOWN or facts.get("state") == State.WITHDRAWN:
            found[entry.about_no] = first, None
    return found
