"""Who may read a file of ours: one answer for every door (document address, media, API lists, signed image addresses).

A file is **ours** when it lies in the collection of disclosures, when a disclosure mentions it (if only in a draft), or, with
DISCLOSURE_PRIVATE_FILES = "all", always. All other files are Wagtail's affair, unchanged.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex
from wagtail.models import get_page_models as page_models
from wagtail.permissions import policy_registry

from disclosure.rules.categories import Audience

from .fingerprint import sha256_of
from .known import hiders, known
from .models import Claim, FileUse, Kind, OwnCollection, kind_of

# Functions (user) -> numbers of the pages whose drafts, files included, the user may read: the chain adds those who are asked to sign.
draft_readers = []


def draft_reader(ask):
    """Register `ask(user)`; it is called for signed-in staff only and answers with page numbers (a list or a queryset of them)."""
    draft_readers.append(ask)
    return ask


def is_staff(user):
    """Whether this is a person who may enter the admin: to such alone inward pages and their files exist (二（二）)."""
    return bool(user and user.is_active and user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))


def is_ours(file):
    """Whether a document or image falls under this room's rule. A file that is not stored yet is judged by its collection."""
    if settings_say_all():
        return True
    if _in_own_tree(file.collection):
        return True
    return file.pk is not None and Claim.objects.filter(kind=kind_of(file), object_id=file.pk).exists()


def may_read(user, file):
    """Whether `user` (AnonymousUser for the public) may read the stored bytes of a document or image, now.

    The public: while a live page outside the intranet has it in use and the bytes are those that were cleared; staff: also by a live inward page, and
    what Wagtail lets them choose or change, and drafts they are asked to judge. A file that is not ours: always yes, Wagtail's own rules follow.
    """
    kind, row = kind_of(file), Q(pk=file.pk)
    if not is_ours(file):
        return True
    files = kind.model._base_manager.filter(row)
    if is_staff(user) and files.filter(_by_office(kind, user)).exists():
        return True
    if _uses(kind, user).filter(object_id=file.pk, sha256=sha256_of(file) or "gone").exists():
        return True
    return files.filter(~_strictly_ours() & Exists(_plain_uses(kind, user))).exists()


def readable(files, user):
    """Of a queryset of documents or images, those that may be listed for `user`: every file that is not ours unchanged, ours by `may_read`.

    A file replaced through Wagtail has another storage name and is not listed; bytes changed on the disk are seen when the file is asked for.
    """
    kind = Kind.DOCUMENT if issubclass(files.model, Kind.DOCUMENT.model) else Kind.IMAGE
    allowed = Exists(_uses(kind, user).filter(object_id=OuterRef("pk"), name=OuterRef("file")))
    allowed = Q(allowed) | (~_strictly_ours() & Exists(_plain_uses(kind, user)))
    if not settings_say_all():
        claimed = Exists(Claim.objects.filter(kind=kind, object_id=OuterRef("pk")))
        allowed |= ~_strictly_ours() & ~Q(claimed)
    if is_staff(user):
        allowed |= _by_office(kind, user)
    return files.filter(pk__in=kind.model._base_manager.filter(allowed).values("pk"))  # a search backend reads no Exists


def settings_say_all():
    """The site's choice: "all" makes every document and image ours; "disclosure" (default) leaves a host's other files to Wagtail."""
    return getattr(settings, "DISCLOSURE_PRIVATE_FILES", "disclosure") == "all"


def _own_path():
    return OwnCollection.objects.values_list("collection__path", flat=True).order_by("pk").first()


def _in_own_tree(collection):
    path = _own_path()
    return bool(path) and collection.path.startswith(path)


def _strictly_ours():
    """Files in the collection of disclosures: there only a cleared publication makes public, not the use on a plain page."""
    path = _own_path()
    return Q(collection__path__startswith=path) if path else Q(pk__in=[])


def _uses(kind, user):
    """Uses in force by live pages that `user` may read."""
    uses = FileUse.objects.filter(kind=kind, until__isnull=True, page__live=True)
    if is_staff(user):
        return uses.filter(page__in=known(Page.objects.live(), user).values("pk")) if hiders else uses
    return uses.filter(audience=Audience.PUBLIC, page__in=Page.objects.live().public().values("pk"))


def _plain_uses(kind, user):
    """References from live pages that are no disclosures (home, guide, a host's pages): publishing those is Wagtail's affair."""
    pages = Page.objects.live().exclude(content_type__in=disclosure_types())
    if not is_staff(user):
        pages = pages.public()
    return ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), to_content_type=ContentType.objects.get_for_model(_base(kind.model))
    ).filter(
        to_object_id=Cast(OuterRef("pk"), ReferenceIndex._meta.get_field("to_object_id")),
        object_id__in=pages.annotate(number=Cast("pk", ReferenceIndex._meta.get_field("object_id"))).values("number"),
    )


def disclosure_types():
    """Content types of the pages whose files come into use only through a clearance: those that name `signed_files`."""
    return ContentType.objects.get_for_models(*(model for model in page_models() if hasattr(model, "signed_files"))).values()


def _base(model):
    """The model whose content type Wagtail's reference index stores: the root of the table inheritance."""
    return model._meta.get_parent_list()[-1] if model._meta.parents else model


def _by_office(kind, user):
    """What Wagtail's permissions on collections let a signed-in user choose or change, and the files of drafts he is asked to judge."""
    policy = policy_registry.get_by_type(kind.model)
    own = policy.instances_user_has_any_permission_for(user, ["choose", "add", "change", "delete"]).values("pk")
    allowed = Q(pk__in=own)
    for ask in draft_readers:
        pages = ask(user)
        allowed |= Q(pk__in=Claim.objects.filter(kind=kind, page_no__in=pages).values(number=Cast("object_id", BigIntegerField())))
    return allowed
