"""Listens to what Wagtail saves and deletes: a file that a disclosure mentions becomes ours, a file that was once public stays."""

from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_save, pre_delete
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from .actions import claim
from .models import FileUse, Kind, is_signed, kind_of


class WasPublic(PermissionDenied):
    """The file was, or is, part of something published; what was once public is never deleted."""


def claim_of_revision(sender, instance, raw=False, **kwargs):
    """A revision of a disclosure was saved: the files it mentions are ours."""
    if raw:
        return
    model = instance.content_type.model_class()
    if model is not None and issubclass(model, Page) and hasattr(model, "signed_files"):
        _claim(instance.as_object())


def claim_of_page(sender, instance, raw=False, **kwargs):
    """A disclosure's row was saved without a revision (code, copies): the same."""
    if not raw and hasattr(instance, "signed_files") and isinstance(instance, Page):
        _claim(instance)


def _claim(page):
    try:
        files = page.signed_files()
    except NotImplementedError:  # an abstract or half-built type names none
        return
    claim(page, files)


def keep_what_was_public(sender, instance, **kwargs):
    """Refuse to delete a document or image that a publication used, or that is being signed."""
    if is_signed(instance):
        raise WasPublic(_("“%s” is in the approval chain and cannot be deleted; take the item back first.") % instance.title)
    if FileUse.objects.filter(kind=kind_of(instance), object_id=instance.pk).exists():
        raise WasPublic(_("“%s” is part of a publication and cannot be deleted; withdraw the publication instead.") % instance.title)


def connect():
    """Called once when all apps are ready."""
    post_save.connect(claim_of_revision, sender=Revision, dispatch_uid="disclosure_files.revision")
    post_save.connect(claim_of_page, dispatch_uid="disclosure_files.page")
    for kind in Kind:
        pre_delete.connect(keep_what_was_public, sender=kind.model, dispatch_uid=f"disclosure_files.{kind}")
