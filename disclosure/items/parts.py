"""What rooms above add to an item's page beside the signed content: lists that they fill in ready(), each asked for the page that is shown."""

from django.apps import apps
from django.db import transaction

notes = []  # fn(page) → [(sign, title, sentence)]: banners above the text
parts = []  # fn(page) → HTML, "" for nothing: sections below the text
tools = []  # fn(page) → [(sign, words, address)]: entries of “Use this page”


def gathered(askers, page):
    """What every asker of a list says of a page, in one list."""
    return [each for ask in askers for each in ask(page)]


def changed(page):
    """A note or a part of a live page has changed: whatever cache stands before the site forgets the page, once the change is written.

    Nothing where a host uses no cache (wagtail.contrib.frontend_cache); our own pages are kept by none.
    """
    if page is not None and apps.is_installed("wagtail.contrib.frontend_cache"):
        from wagtail.contrib.frontend_cache.utils import purge_page_from_cache

        transaction.on_commit(lambda: purge_page_from_cache(page))
