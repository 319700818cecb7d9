"""The room's part of `setup_disclosure`: page tree, groups and collection. Safe to run twice; never undoes what an administrator changed."""

from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, PageViewRestriction

from disclosure.files.actions import own_collection
from disclosure.org.groups import approvers, editors
from disclosure.org.set_ups import set_up
from disclosure.rules.categories import Audience

from .models import CategoryIndexPage, IntranetPage, OpenPage
from .models.base import page_types

# Editors change and add; nobody has Wagtail's publish permission, for the chain publishes.
PAGE_PERMISSIONS = ("add_page", "change_page")


def _root(model, under, slug, title):
    """The one page of a root's type, made under the given page where there is none yet."""
    found = model.objects.first()
    if found is None:
        found = under.add_child(instance=model(title=title, slug=slug, live=True))
    return found


@set_up(order=10)
def page_tree(ground):
    """/open/ with the outward categories, /intranet/ with the inward ones, in the order of the work points (二)."""
    with translation.override(settings.LANGUAGE_CODE):
        open_root = _root(OpenPage, ground.under, "open", _("Open to everyone"))
        intranet = _root(IntranetPage, Page.objects.get(pk=ground.under.pk), "intranet", _("Open to staff"))
        # Keeps it out of API, search and sitemap; the pages themselves answer 404 (IntranetPage.route).
        PageViewRestriction.objects.get_or_create(page=intranet, defaults={"restriction_type": PageViewRestriction.LOGIN})
        for model in page_types():
            category = model.category
            if CategoryIndexPage.objects.filter(category=str(category)).exists():
                continue
            parent = (intranet if category.audience == Audience.STAFF else open_root).__class__.objects.get()
            parent.add_child(instance=CategoryIndexPage(title=str(category.label), slug=str(category), category=str(category), live=True))
            ground.say(_("Column made: %(name)s") % {"name": category.label})
    ground.roots += [open_root, intranet]


@set_up(order=20)
def groups_and_collection(ground):
    """Editors add and change pages below the two roots and files in the disclosure collection; approvers enter the admin."""
    writing, _approving = editors(), approvers()
    for root in ground.roots:
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page", codename__in=PAGE_PERMISSIONS):
            GroupPagePermission.objects.get_or_create(group=writing, page=Page.objects.get(pk=root.pk), permission=permission)
    collection = own_collection()
    for permission in Permission.objects.filter(content_type__app_label__in=_file_apps(), codename__in=_file_permissions()):
        GroupCollectionPermission.objects.get_or_create(group=writing, collection=collection, permission=permission)


def _file_models():
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    return get_document_model(), get_image_model()


def _file_apps():
    return {model._meta.app_label for model in _file_models()}


def _file_permissions():
    """Codenames on the host's own document and image models."""
    return [f"{verb}_{model._meta.model_name}" for model in _file_models() for verb in ("add", "change", "choose")]
