"""Doors: a page that is saved without an entry in the ledger touches the summary all the same."""

from django.db.models.signals import post_delete, post_save

from disclosure.items.models import DisclosurePage

from .facts.tables import Touch


def connect():
    """Called in ready()."""
    post_save.connect(touched, dispatch_uid="disclosure_dashboard.touched")
    post_delete.connect(touched, dispatch_uid="disclosure_dashboard.gone")


def touched(sender, instance, raw=False, **kwargs):
    """A draft was written, edited or deleted."""
    if isinstance(instance, DisclosurePage) and not raw:
        Touch.objects.create(subject="page", number=instance.pk)
