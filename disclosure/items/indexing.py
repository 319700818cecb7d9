"""Keeps the search index of items after the commit, not inside the transaction.

Wagtail's own handler writes it in the middle of the save, and refreshes the norms of other rows there: on PostgreSQL two editors who save at once
can then stand in each other's way (a deadlock), and the error, which Wagtail swallows, leaves the whole save aborted. Until Wagtail writes its
index after the commit.
"""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.search import index

from .models import DisclosurePage


def connect():
    """Called once, in ready()."""
    post_save.connect(written, dispatch_uid="disclosure_items.indexing")
    post_delete.connect(gone, dispatch_uid="disclosure_items.indexing")


def written(sender, instance, raw=False, **kwargs):
    """An item was saved: index it when that is certain. A failure is logged; the nightly `update_index` mends it."""
    if not raw and isinstance(instance, DisclosurePage):
        transaction.on_commit(lambda: index.insert_or_update_object(instance), robust=True)


def gone(sender, instance, **kwargs):
    """A draft was deleted: take it out of the index."""
    if isinstance(instance, DisclosurePage):
        index.remove_object(instance)
