"""The doors through which a stored file leaves: served whole, or 404 as if it did not exist."""

import hashlib
import mimetypes
import posixpath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.documents import get_document_model
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


def ask_for_document(request, document):
    """Http404 for who may not read a document of ours. A document that is Wagtail's affair passes without a question."""
    if is_ours(document):
        request.document_of_ours = document  # for `guard_document`, which sees the answer
        if not may_read(reader_of(request), document):
            raise Http404
        # Wagtail asks next whether its collection is private: that would take the files of live items down without a reason.
        document.collection.get_view_restrictions = tuple


def guard_document(request, response):
    """Wagtail has answered for a document: where it is ours, say how long a copy may live."""
    document = getattr(request, "document_of_ours", None)
    if document is None or response.status_code not in (200, 304):
        return response
    return _guarded(response, private=_private(request, document))


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
        return _send(request, image, file)
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


def _send(request, image, file):
    tag = f'"{sha256_of(image)[:32]}-{hashlib.sha256(file.name.encode()).hexdigest()[:8]}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(file.storage.open(file.name), filename=posixpath.basename(file.name), content_type=_type(file.name))
        except OSError as error:  # the row is there, the file is not
            raise Http404 from error
    response["ETag"] = tag
    return _guarded(response, private=is_ours(image) and _private(request, image))


def _private(request, file):
    """Whether this answer is for this reader alone: he signed in, or the public may not have it."""
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated) or not may_read(None, file)


def _guarded(response, *, private):
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    if private:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=SHORT, must_revalidate=True)
    return response
