"""The doors through which a stored file leaves: served whole, or 404 as if it did not exist."""

import contextlib
import mimetypes
import posixpath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags
from django.views.decorators.http import require_safe
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served
from wagtail.images import get_image_model

from .access import is_ours, is_staff, may_read, settings_say_all
from .fingerprint import sha256_of

# How long a copy between here and the reader may live, in seconds: less than the 20 within which a withdrawal must be seen.
SHORT = 10


def reader_of(request):
    """The person behind a request: of the session, else of an API token sent along (`Authorization: Bearer`), else nobody."""
    user = getattr(request, "user", None)
    if (user is None or not user.is_authenticated) and request.headers.get("Authorization"):
        BearerTokenAuth()(request)  # sets request.user, AnonymousUser for a bad token
        user = request.user
    return user


def serve_document(document, request):
    """Answer for a document of ours: the file, or Http404 for who may not read it. None for a document that is Wagtail's affair."""
    if not is_ours(document):
        return None
    user = reader_of(request)
    if not may_read(user, document):
        raise Http404
    document_served.send(sender=type(document), instance=document, request=request)
    attachment = document.content_disposition != "inline"
    return _send(request, document.file, document.filename, document.content_type, attachment=attachment, document=document)


@require_safe
def media(request, path):
    """What lies under MEDIA_URL: originals and renditions of images that the reader may see; 404 for all else that is ours.

    Files that belong to no document or image (a host's own uploads) are served as ever, but to staff only where every file is private.
    """
    path = posixpath.normpath(path).lstrip("/")
    if "\x00" in path or path.startswith("..") or path in ("", "."):
        raise Http404
    user = reader_of(request)
    image, file = _image_at(path)
    if image is not None:
        if is_ours(image) and not may_read(user, image):
            raise Http404
        return _send(request, file, posixpath.basename(path), _type(path), attachment=False, document=image)
    document = get_document_model()._base_manager.filter(file=path).first()
    if document is not None and is_ours(document):
        raise Http404  # it has its own address
    if document is None and settings_say_all() and not is_staff(user):
        raise Http404
    try:
        if not default_storage.exists(path):
            raise Http404
        file = default_storage.open(path)
    except (SuspiciousOperation, IsADirectoryError, OSError) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=_type(path))
    return _guarded(response, private=settings_say_all())


def _image_at(path):
    """(image, its stored file or rendition) for a name in the storage, (None, None) where no image has it."""
    model = get_image_model()
    if image := model._base_manager.select_related("collection").filter(file=path).first():
        return image, image.file
    if rendition := model.get_rendition_model()._base_manager.select_related("image__collection").filter(file=path).first():
        return rendition.image, rendition.file
    return None, None


def _type(path):
    return mimetypes.guess_type(path)[0] or "application/octet-stream"


def _send(request, field, filename, content_type, *, attachment, document):
    tag = f'"{sha256_of(document)[:32]}-{posixpath.basename(field.name)[-40:]}"'.encode("ascii", "ignore").decode()
    user = getattr(request, "user", None)
    private = bool(user and user.is_authenticated) or not _anyone_may(document)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(field.storage.open(field.name), as_attachment=attachment, filename=filename, content_type=content_type)
        except OSError as error:  # the row is there, the file is not
            raise Http404 from error
        with contextlib.suppress(NotImplementedError, OSError):
            response["Last-Modified"] = http_date(field.storage.get_modified_time(field.name).timestamp())
    response["ETag"] = tag
    return _guarded(response, private=private)


def _anyone_may(file):
    return may_read(None, file)


def _guarded(response, *, private):
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    if private:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=SHORT, must_revalidate=True)
    return response
