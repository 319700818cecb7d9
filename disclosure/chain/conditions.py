"""What the gate asks in this room: cleared for exactly this content, complete, in the right room, of a scope that goes live."""

from django.utils.translation import gettext_lazy as _

from disclosure.rules.categories import Scope
from disclosure.rules.digest import digest

from .gate import condition
from .models import Clearance


def facts_of(page):
    """The page's facts without what the proposal holds and what lies outside revisions."""
    return {name: value for name, value in page.signed_facts().items() if name not in ("go_live_at", "validity")}


def digest_of(page, proposal):
    """The digest of a page as it is in memory, with what was proposed for it."""
    return digest(facts_of(page), proposal)


@condition
def cleared(page):
    """A finished chain cleared exactly this content: text, attachments by hash, channels and scope (四（三）)."""
    keys = list(Clearance.objects.in_force(page.pk).order_by("-id")) if page.pk else []
    told = {"title": page.title}
    if not keys:
        yield _("“%(title)s” has no clearance: it must pass the whole chain before it is made public.") % told
    elif not (fitting := [key for key in keys if key.digest == digest_of(page, key.proposal)]):
        yield _("The content of “%(title)s” is not what was cleared: text, attachments, scope or channels differ.") % told
    elif page.live and page.live_revision_id and all(key.revision_id != page.live_revision_id for key in fitting):
        yield _("Another version of “%(title)s” was cleared than the one to be published.") % told


@condition
def goes_live(page):
    """What is open on application only is registered, never live."""
    if page.scope == Scope.ON_APPLICATION:
        yield _("“%(title)s” is open on application: it is registered, not published.") % {"title": page.title}


@condition
def in_the_right_room(page):
    """An outward item is public, an inward one for staff only, each under its own category (二)."""
    if page.category and page.scope not in page.category.scopes:
        yield _("The scope of “%(title)s” does not fit its category.") % {"title": page.title}
    if page.alias_of_id:
        yield _("A disclosure item has no aliases; propose a new item instead.")


@condition
def complete(page):
    """Every field its kind requires is filled in (防止半公开)."""
    for _field, sentence in page.missing():
        yield sentence
