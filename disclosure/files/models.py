"""Which file is part of a disclosure, who uses it from when to when, and what its bytes were then (四（二）: what was reviewed goes out)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from disclosure.rules.categories import Audience


class Kind(models.TextChoices):
    """Wagtail keeps documents and images in two tables; a file is named by kind and number."""

    DOCUMENT = "document", _("Document")
    IMAGE = "image", _("Image")

    @property
    def model(self):
        """The site's document or image model, which may be a host's own."""
        return get_document_model() if self is Kind.DOCUMENT else get_image_model()


def kind_of(file):
    """Kind.DOCUMENT or Kind.IMAGE of a document or image. TypeError for anything else."""
    for kind in Kind:
        if isinstance(file, kind.model):
            return kind
    raise TypeError(f"{type(file).__name__} is neither a document nor an image")


# Functions (kind, number) -> whether what is being signed, or was cleared and waits, holds the file: the room above that signs adds its own.
signed = []


def is_signed(file):
    """Whether signatures that stand, or are being given, bind a document or image: until then it may be replaced, from then on not (四（二）)."""
    return any(ask(kind_of(file), file.pk) for ask in signed)


class FileUse(models.Model):
    """A published page uses a file from a moment on, with exactly these bytes. Ends with the publication; the row stays."""

    wagtail_reference_index_ignore = True  # no editor asks what refers to a division or a page through it

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, verbose_name=_("page"), related_name="file_uses")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    object_id = models.PositiveBigIntegerField(_("number of the file"))
    name = models.CharField(_("name in the storage"), max_length=255)
    title = models.CharField(_("title"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64)
    audience = models.CharField(_("open to"), max_length=10, choices=Audience, default=Audience.STAFF)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        verbose_name, verbose_name_plural = _("use of a file"), _("uses of files")
        indexes = [models.Index(fields=["kind", "object_id", "until"], name="files_use_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "kind", "object_id"], condition=models.Q(until__isnull=True), name="files_one_use_in_force_a_page"
            )
        ]

    def __str__(self):
        return self.title


class Claim(models.Model):
    """A disclosure, if only a draft of it, mentions this file: from then on the file is ours, private until live. Never taken back."""

    page_no = models.PositiveBigIntegerField(_("page"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    object_id = models.PositiveBigIntegerField(_("number of the file"))

    class Meta:
        verbose_name, verbose_name_plural = _("file of a disclosure"), _("files of disclosures")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "page_no"], name="files_claimed_once")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class OwnCollection(models.Model):
    """Marks the collection below which every file is ours; made by `actions.own_collection()`."""

    collection = models.OneToOneField("wagtailcore.Collection", models.CASCADE, verbose_name=_("collection"), related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("collection of disclosures"), _("collections of disclosures")

    def __str__(self):
        return str(self.collection)


class Fingerprint(models.Model):
    """The SHA-256 of a stored file, kept as long as nothing that can be seen from outside (size, Wagtail's hash, time of change) has changed."""

    name = models.CharField(_("name in the storage"), max_length=255, unique=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    file_hash = models.CharField(_("Wagtail's hash"), max_length=40, blank=True)
    modified = models.CharField(_("time of change"), max_length=40, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name, verbose_name_plural = _("fingerprint"), _("fingerprints")

    def __str__(self):
        return f"{self.name} {self.sha256[:12]}"
