"""The doors of Wagtail that have no hook: each is wrapped once at start, and hands what is not ours on unchanged.

docs/decisions/patches.md lists them; tests/house/test_patches.py fails when the source of one has changed in the installed Wagtail.
"""

import functools

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404

from .access import is_ours, may_read, readable
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
    """Wrap the lists of the API (v3, and v2 where a host has it), the document view and the signed image addresses. Safe to repeat."""
    from wagtail.api.v3.registry import registry

    if any(registry.get(kind.model._meta.label) is None for kind in Kind):
        raise ImproperlyConfigured("INSTALLED_APPS: put *disclosure.APPS behind wagtail.documents and wagtail.images.")
    from wagtail.documents.api.v3 import router as documents
    from wagtail.documents.views import serve as document_view
    from wagtail.images.api.v3 import router as images
    from wagtail.images.views.serve import ServeView

    wrap(documents, "get_documents_queryset", _only_readable)
    wrap(images, "get_images_queryset", _only_readable)
    wrap(document_view, "serve", _guarded)  # before any urls.py takes the function: ready() comes first
    wrap(ServeView, "get", _only_who_may)
    if apps.is_installed("wagtail.api.v2"):
        from wagtail.documents.api.v2.views import DocumentsAPIViewSet
        from wagtail.images.api.v2.views import ImagesAPIViewSet

        wrap(DocumentsAPIViewSet, "get_queryset", _only_readable_v2)
        wrap(ImagesAPIViewSet, "get_queryset", _only_readable_v2)


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
