"""Wagtail's privacy and moves of pages, held to the two roots: what is inward stays closed, what is public is not closed in silence (二)."""

from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction
from wagtail.signals import pre_page_move

from disclosure.chain.refuse import refuse
from disclosure.rules.categories import Scope

from .models import DisclosurePage, IntranetPage
from .models.index import FixedAddress


def connect():
    """Called once, in ready()."""
    pre_save.connect(keep, sender=PageViewRestriction, dispatch_uid="disclosure_items.restriction.save")
    pre_delete.connect(keep_closed, sender=PageViewRestriction, dispatch_uid="disclosure_items.restriction.delete")
    pre_page_move.connect(stay, dispatch_uid="disclosure_items.move")


def stay(sender, instance, parent_page_before, parent_page_after, **kwargs):
    """Roots, lists and items stay under their parents, whoever moves them: an address is for ever, and the tree says who reads what lies in it."""
    page = instance.specific
    if isinstance(page, (FixedAddress, DisclosurePage)) and parent_page_before.pk != parent_page_after.pk:
        refuse(page, [_("“%(title)s” stays where it is: its address is for ever.") % {"title": page.title}], "move")


def keep(sender, instance, raw=False, **kwargs):
    """The inward root asks for a sign-in and nothing weaker; no restriction is laid over items that are public."""
    if raw:
        return
    if _inward(instance):
        if instance.restriction_type != PageViewRestriction.LOGIN:
            refuse(instance.page, [_("The inward part is open to staff who signed in, and to nobody else: leave its privacy as it is.")], "privacy")
    elif DisclosurePage.objects.live().filter(path__startswith=instance.page.path, scope=Scope.PUBLIC).exists():
        refuse(instance.page, [_("Items below are public: take each down with a reason instead of closing the page.")], "privacy")


def keep_closed(sender, instance, origin=None, **kwargs):
    """The restriction of the inward root goes with its page alone."""
    if _inward(instance) and getattr(origin, "model", type(origin)) is PageViewRestriction:
        refuse(instance.page, [_("The inward part is open to staff who signed in, and to nobody else: leave its privacy as it is.")], "privacy")


def _inward(restriction):
    return IntranetPage.objects.filter(pk=restriction.page_id).exists()
