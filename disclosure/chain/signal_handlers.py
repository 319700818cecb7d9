"""Hears every save of a page: the gate speaks before a live disclosure is written, whatever class, command or job writes it."""

from django.db import transaction
from django.db.models.signals import post_save, pre_delete, pre_save
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision
from wagtail.signals import workflow_cancelled

from disclosure.files.doors import wrap

from . import gate
from .actions import changed
from .models import Authorship, Clearance, Disclosable, Matter
from .refuse import is_public, refuse

SYSTEM = frozenset(
    {
        "latest_revision", "latest_revision_id", "latest_revision_created_at", "draft_title", "has_unpublished_changes", "locked", "locked_by",
        "locked_at", "path", "depth", "numchild", "url_path", "wagtail_admin_comments", "validity", "validity_from", "validity_reason",
        "replaced_by", "due_on", "owner", "last_published_at", "first_published_at", "alias_of", "expired", "search_description",
    }
)  # fmt: skip


def connect():
    """Called once, in ready()."""
    pre_save.connect(ask_the_gate, dispatch_uid="disclosure_chain.gate")
    pre_delete.connect(refuse_deletion, dispatch_uid="disclosure_chain.delete")
    pre_save.connect(ask_before_scheduling, sender=Revision, dispatch_uid="disclosure_chain.schedule")
    post_save.connect(hear_revision, sender=Revision, dispatch_uid="disclosure_chain.revision")
    workflow_cancelled.connect(hear_cancellation, dispatch_uid="disclosure_chain.cancelled")
    wrap(UnpublishPageAction, "execute", _whole_or_not_at_all)


def _whole_or_not_at_all(execute):
    """What is refused half way down the tree takes nothing down: Wagtail unpublishes a page with all below it one by one."""

    def atomic(self, *args, **kwargs):
        with transaction.atomic():
            return execute(self, *args, **kwargs)

    return atomic


def _disclosure(instance):
    """The page as the gate must see it: itself, or the specific page with what the base row is about to write. None when it is none of ours."""
    if isinstance(instance, Disclosable):
        return instance
    kind = instance.specific_class if instance.pk else None
    return instance if kind and issubclass(kind, Disclosable) else None


def ask_the_gate(sender, instance, raw=False, update_fields=None, **kwargs):
    """pre_save hears save() and save_base() of a page and of its base class alike."""
    if raw or not isinstance(instance, Page) or _disclosure(instance) is None:
        return
    if update_fields is not None and not set(update_fields) - SYSTEM:
        return
    names = ("live", "title", "slug", "live_revision_id")
    if isinstance(instance, Disclosable):
        before = type(instance)._base_manager.filter(pk=instance.pk).values(*names, *TOLD).first() if instance.pk else None
        _keep_told(instance, before)
    else:
        before = Page.objects.filter(pk=instance.pk).values(*names).first() if instance.pk else None
    if not instance.live:
        if before and before["live"] and Clearance.objects.in_force(instance.pk).exists():
            refuse(instance, [is_public(instance.title)], "down")
        return
    page = instance
    if not isinstance(instance, Disclosable):
        if before and all(before[name] == getattr(instance, name) for name in names):
            return  # a move or a new place among its siblings
        page = instance.specific_class.objects.get(pk=instance.pk)
        for name in names:
            setattr(page, name, getattr(instance, name))
    reasons = gate.objections(page)
    if not page.live_revision_id:
        reasons.append(_("“%(title)s” would be public without a revision that was signed.") % {"title": page.title})
    if reasons:
        refuse(page, reasons, "publish")


# What the public is told beside the signed content. Each has one writer that leaves an entry in the ledger, and none of them saves a page to do it.
TOLD = ("published_at", "validity", "validity_from", "validity_reason", "replaced_by_id")


def _keep_told(page, before):
    """A save never moves the day of publication, nor what was said of the validity afterwards (back-dating is a veto item of inspection)."""
    if before and before["published_at"] is not None:
        for name in TOLD:
            setattr(page, name, before[name])
    elif not page.live:
        page.published_at = None


def refuse_deletion(sender, instance, **kwargs):
    """What entered the chain is withdrawn, never deleted: its papers are the record (四（五）)."""
    if isinstance(instance, Page) and _disclosure(instance) is not None:
        matter = Matter.objects.filter(page_no=instance.pk).first()
        if instance.live or (matter and (matter.round_number or matter.was_live)):
            sentence = _("“%(title)s” has been in the chain: withdraw it with a reason; it is never deleted.")
            refuse(instance, [sentence % {"title": instance.title}], "delete")


def ask_before_scheduling(sender, instance, raw=False, **kwargs):
    """Wagtail's own schedule is asked when it is laid down, not only when it fires: refused then, it would stop a host's `publish_scheduled`."""
    kind = instance.content_type.model_class() if instance.approved_go_live_at and instance.content_type_id else None
    if raw or not (kind and issubclass(kind, Disclosable)):
        return
    page = instance.as_object()
    if reasons := gate.objections(page):
        refuse(page, reasons, "schedule")
    instance.approved_go_live_at = None  # what is cleared has the chain's own clock


def hear_revision(sender, instance, created=False, raw=False, **kwargs):
    """Content that changes during a round, by whatever path, voids its signatures and the round begins anew. Who wrote it is kept."""
    kind = instance.content_type.model_class() if instance.content_type_id else None
    if kind and issubclass(kind, Disclosable):
        if created and not raw and instance.user_id:
            Authorship.objects.create(page_no=int(instance.object_id), revision_no=instance.pk, person_no=instance.user_id)
        changed.hear(page_no=int(instance.object_id), revision=instance, at=timezone.now())


def hear_cancellation(sender, instance, user=None, **kwargs):
    """Wagtail's own “cancel workflow” is a recall by the proposer, or nothing."""
    if instance.base_content_type.model_class() is not Page:
        return
    changed.hear_cancellation(page_no=int(instance.object_id), workflow_state_no=instance.pk, by=user, at=timezone.now())
