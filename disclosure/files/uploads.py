"""Every form of Wagtail through which a file comes in (one by one, many at once, in a chooser, by the API) asks `check_upload` for ours."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid

from .access import is_ours
from .check import check_upload
from .doors import wrap
from .models import FileUse, Kind, is_signed, kind_of


def checked(value):
    """Validator of the `file` field of documents and images: only a new upload of ours is looked at. Raises ValidationError with one sentence."""
    instance = getattr(value, "instance", None)
    if instance is None or not value or getattr(value, "_committed", True):
        return
    if refusal := _in_use(instance).get("file"):
        raise ValidationError(refusal)
    if not instance.collection_id or not is_ours(instance):
        return
    try:
        check_upload(value.file)
    except Invalid as refusal:
        raise ValidationError(str(refusal), code="refused") from refusal


def _in_use(instance):
    """{field: sentence} for what a save would change of a file that a publication uses, or that is signed just now: bytes and title are cleared
    with the page."""
    before = type(instance)._base_manager.filter(pk=instance.pk).values("title", "file").first() if instance.pk else None
    if before is None:
        return {}
    renamed = before["title"] != instance.title
    replaced = before["file"] != instance.file.name or not getattr(instance.file, "_committed", True)
    if not (renamed or replaced):
        return {}
    found = {}
    if FileUse.objects.filter(kind=kind_of(instance), object_id=instance.pk, until__isnull=True).exists():
        if renamed:
            found["title"] = _(
                "“%s” is part of a publication and cannot be renamed; upload the file anew under the new title and propose the change."
            )
        if replaced:
            found["file"] = _("“%s” is part of a publication and cannot be replaced; upload the new file beside it and propose the change.")
    elif is_signed(instance):
        found["title" if renamed else "file"] = _(
            "“%s” is in the approval chain and cannot be changed now; take the item back first, or upload the new file beside it."
        )
    return {field: sentence % before["title"] for field, sentence in found.items()}


def refuse_change_in_use(sender, instance, raw=False, **kwargs):
    """The wall behind the forms: no code path saves another title or file under a publication. Raises PermissionDenied with the sentence."""
    if not raw and (found := _in_use(instance)):
        raise PermissionDenied(" ".join(found.values()))


def _with_title_check(original):
    def clean(instance):
        original(instance)
        if refusal := _in_use(instance).get("title"):
            raise ValidationError({"title": refusal})

    return clean


def connect():
    """Put the checks on the two models, in this process: a field's `_validators`, and with it the state of migrations, stay as they are."""
    for kind in Kind:
        field = kind.model._meta.get_field("file")
        if checked not in field.validators:
            field.__dict__["validators"] = [*field.validators, checked]
        wrap(kind.model, "clean", _with_title_check)
        pre_save.connect(refuse_change_in_use, sender=kind.model, dispatch_uid=f"disclosure_files.{kind}.save")
