"""Wagtail's privacy, sites and moves of pages, held to the two roots: what is inward stays closed, what is public is not closed in silence (二)."""

from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import CollectionViewRestriction, PageViewRestriction, Site
from wagtail.signals import pre_page_move

from disclosure.chain.refuse import refuse, refuse_about
from disclosure.files.models import FileUse, Kind
from disclosure.rules.categories import Audience, Scope

from .models import DisclosurePage, IntranetPage, OpenPage
from .models.index import FixedAddress


def connect():
    """Called once, in ready()."""
    pre_save.connect(keep, sender=PageViewRestriction, dispatch_uid="disclosure_items.restriction.save")
    pre_delete.connect(keep_closed, sender=PageViewRestriction, dispatch_uid="disclosure_items.restriction.delete")
    pre_save.connect(keep_files, sender=CollectionViewRestriction, dispatch_uid="disclosure_items.restriction.files")
    pre_page_move.connect(stay, dispatch_uid="disclosure_items.move")
    pre_save.connect(keep_site, sender=Site, dispatch_uid="disclosure_items.site.save")
    pre_delete.connect(keep_site, sender=Site, dispatch_uid="disclosure_items.site.delete")


def stay(sender, instance, parent_page_before, parent_page_after, **kwargs):
    """Roots, lists and items stay under their parents, whoever moves them: an address is for ever, and the tree says who reads what lies in it."""
    if parent_page_before.pk == parent_page_after.pk:
        return
    page = instance.specific
    if isinstance(page, (FixedAddress, DisclosurePage)):
        refuse(page, [_("“%(title)s” stays where it is: its address is for ever.") % {"title": page.title}], "move")
    if _public_below(page.path):
        refuse(page, [_("“%(title)s” stays where it is: items below are public, and their addresses are for ever.") % {"title": page.title}], "move")


def keep(sender, instance, raw=False, **kwargs):
    """The inward root asks for a sign-in and nothing weaker; no restriction is laid over items that are public."""
    if raw:
        return
    if _inward(instance) or _inward(PageViewRestriction.objects.filter(pk=instance.pk).first()):
        if not _inward(instance) or instance.restriction_type != PageViewRestriction.LOGIN:
            refuse(instance.page, [_("The inward part is open to staff who signed in, and to nobody else: leave its privacy as it is.")], "privacy")
    elif _public_below(instance.page.path):
        refuse(instance.page, [_("Items below are public: take each down with a reason instead of closing the page.")], "privacy")


def keep_closed(sender, instance, origin=None, **kwargs):
    """The restriction of the inward root goes with its page alone."""
    if _inward(instance) and getattr(origin, "model", type(origin)) is PageViewRestriction:
        refuse(instance.page, [_("The inward part is open to staff who signed in, and to nobody else: leave its privacy as it is.")], "privacy")


def keep_files(sender, instance, raw=False, **kwargs):
    """No restriction is laid over files that public items use: each file follows its item."""
    if not raw and _uses_below(instance.collection.path):
        sentence = _("Files in “%(name)s” are part of public items: take each item down with a reason instead of closing the collection.")
        refuse_about(("file", None, instance.collection.name), [sentence % {"name": instance.collection.name}], "privacy")


def _uses_below(path):
    public = FileUse.objects.filter(until__isnull=True, audience=Audience.PUBLIC)
    return any(
        kind.model.objects.filter(collection__path__startswith=path, pk__in=public.filter(kind=kind).values("object_id")).exists() for kind in Kind
    )


def keep_site(sender, instance, raw=False, signal=None, **kwargs):
    """The last site that leads to what is public is neither deleted nor led to another page."""
    root = OpenPage.objects.first()
    if raw or root is None or not _public_below(root.path):
        return
    before = list(Site.objects.values_list("pk", "root_page__path"))
    after = [path for pk, path in before if pk != instance.pk] + ([instance.root_page.path] if signal is pre_save else [])
    if any(root.path.startswith(path) for _pk, path in before) and not any(root.path.startswith(path) for path in after):
        refuse(root, [_("Items are public at the addresses of this site: it must lead to them as before.")], "site")


def _public_below(path):
    return DisclosurePage.objects.live().filter(path__startswith=path, scope=Scope.PUBLIC).exists()


def _inward(restriction):
    return restriction is not None and IntranetPage.objects.filter(pk=restriction.page_id).exists()
