"""The doors of Wagtail that have no hook: each is wrapped once at start, and hands what is not ours on unchanged.

docs/decisions/patches.md lists them; tests/house/test_patches.py fails when the source of one has changed in the installed Wagtail.
"""

import copy
import functools

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from wagtail.models import Page
from wagtail.permissions import policy_registry, register_permission_policy

from .access import is_ours, may_read, readable
from .known import KnownFiles, KnownPages, is_hidden, known
from .models import Kind
from .views import guard_document, reader_of

_guard = "_gongkai_private_until_live"


def wrap(owner, name, make):
    """Replace `owner.name` by make(original), once; the original stays reachable as `__wrapped__`."""
    original = getattr(owner, name)
    if not getattr(original, _guard, False):
        wrapped = functools.wraps(original)(make(original))
        setattr(wrapped, _guard, True)
        setattr(owner, name, wrapped)


def close():
    """Wrap the lists of the API (v3, and v2 where a host has it), the document view and the signed image addresses; narrow Wagtail's permission
    policies of pages and files, and what the admin opens by a page's number, to what exists for somebody (known.py). Safe to repeat.
    """
    from wagtail.admin import auth
    from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
    from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
    from wagtail.api.v3.registry import registry
    from wagtail.api.v3.routers import pages

    if any(registry.get(kind.model._meta.label) is None for kind in Kind):
        raise ImproperlyConfigured("INSTALLED_APPS: put *disclosure.APPS behind wagtail.documents and wagtail.images.")
    from wagtail.documents.api.v2.views import DocumentsAPIViewSet
    from wagtail.documents.api.v3 import router as documents
    from wagtail.documents.views import serve as document_view
    from wagtail.images.api.v2.views import ImagesAPIViewSet
    from wagtail.images.api.v3 import router as images
    from wagtail.images.views.serve import ServeView

    wrap(documents, "get_documents_queryset", _only_readable)
    wrap(images, "get_images_queryset", _only_readable)
    wrap(document_view, "serve", _guarded)  # before any urls.py takes the function: ready() comes first
    wrap(ServeView, "get", _only_who_may)
    wrap(pages, "get_pages_queryset", _only_known_drafts)
    wrap(auth, "require_admin_access", _only_known_pages)  # every view of the admin goes through it, a host's too
    _narrow(Page, KnownPages)
    for kind in Kind:
        _narrow(kind.model, KnownFiles)
    wrap(DocumentsAPIViewSet, "get_queryset", _only_readable_v2)  # of the admin's own API too, which everyone in the admin may call
    wrap(ImagesAPIViewSet, "get_queryset", _only_readable_v2)
    wrap(PageBulkAction, "get_all_objects_in_listing_query", _only_known_in_bulk)
    wrap(PageTypesUsageReportView, "decorate_paginated_queryset", _only_known_last_edits)


def _narrow(model, narrower):
    """Register the permission policy of a model anew, as it is, with `narrower` in front of it: Wagtail's own way to change one."""
    policy = policy_registry.get_by_type(model)
    if not isinstance(policy, narrower):
        made = copy.copy(policy)
        made.__class__ = type(f"{narrower.__name__}Policy", (narrower, type(policy)), {})
        register_permission_policy(model, made)


def _only_known_drafts(original):
    # Which pages an answer may hold the policy has said; of those asked for as a draft, only the ones whose draft the caller may read.
    def queryset(request, *args, **kwargs):
        rows = original(request, *args, **kwargs)
        return known(rows, request.user, drafts=True) if request.GET.get("version") == "draft" and request.user.is_authenticated else rows

    return queryset


def _only_known_in_bulk(original):
    # “All of this list” is asked of the table; whoever may do nothing with a page is shown its title as one left out.
    def numbers(action, parent_id):
        found = original(action, parent_id)
        return known(Page.objects.filter(pk__in=list(found)), action.request.user).values_list("pk", flat=True)

    return numbers


def _only_known_last_edits(original):
    # The report names, beside each type, the page last edited; here only where it exists for who reads.
    def decorate(view, page_types):
        rows = original(view, page_types)
        numbers = [row.last_edited_page_id for row in rows if row.last_edited_page_id]
        there = set(known(Page.objects.filter(pk__in=numbers), view.request.user).values_list("pk", flat=True))
        for row in rows:
            if row.last_edited_page_id not in there:
                row.last_edited_page = None
        return rows

    return decorate


# Names under which the views of Wagtail's admin are given a page's number: in the address, and beside it where many are meant at once.
NUMBERS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
MANY = ("id", "target_pages[]")


def _only_known_pages(original):
    def require_admin_access(view):
        @functools.wraps(view)
        def asked(request, *args, **kwargs):
            if is_hidden(request.user, *_numbers(request, kwargs)):
                raise Http404
            return view(request, *args, **kwargs)

        return original(asked)

    return require_admin_access


def _numbers(request, kwargs):
    """The page numbers that a request to the admin names."""
    found = [kwargs.get(name) for name in NUMBERS]
    match = request.resolver_match
    if match is not None and match.namespaces == ["wagtailadmin_pages"]:
        found.append(kwargs.get("pk"))
    if kwargs.get("app_label") == Page._meta.app_label and kwargs.get("model_name") == Page._meta.model_name:
        found += [kwargs.get("object_id"), *request.GET.getlist("id")]
    if match is not None and (match.url_name or "").startswith("wagtailadmin_choose_page"):
        found += [number for name in MANY for number in request.GET.getlist(name)]
    return {int(number) for number in found if str(number).isdecimal() and len(str(number)) < 19}


def _only_readable(original):
    def queryset(request):
        return readable(original(request), request.user)

    return queryset


def _only_readable_v2(original):
    def queryset(viewset):
        return readable(original(viewset), viewset.request.user)

    return queryset


def _guarded(original):
    # The hook before_serve_document (wagtail_hooks.py) has refused or not; this adds the headers that no hook can.
    def serve(request, document_id, document_filename):
        return guard_document(request, original(request, document_id, document_filename))

    return serve


def _only_who_may(original):
    def get(view, request, signature, image_id, *args, **kwargs):
        image = Kind.IMAGE.model._base_manager.filter(pk=image_id).first()
        if image is not None and is_ours(image) and not may_read(reader_of(request), image):
            raise Http404
        response = original(view, request, signature, image_id, *args, **kwargs)
        if image is not None and is_ours(image):
            response["Cache-Control"] = "private, no-store"  # stock: public for an hour, longer than a withdrawal may take
        return response

    return get
