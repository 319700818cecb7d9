"""Every form of Wagtail through which a file comes in (one by one, many at once, in a chooser, by the API) asks `check_upload` for ours."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid

from .access import is_ours
from .check import check_upload
from .doors import wrap
from .models import FileUse, Kind, kind_of


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
    """{field: sentence} for what a save would change of a file that a publication uses: its bytes and its title were cleared with the page."""
    if not instance.pk or not FileUse.objects.filter(kind=kind_of(instance), object_id=instance.pk, until__isnull=True).exists():
        return {}
    before = type(instance)._base_manager.filter(pk=instance.pk).values("title", "file").first()
    found = {}
    if before and before["title"] != instance.title:
        found["title"] = (
            _("“%s” is part of a publication and cannot be renamed; upload the file anew under the new title and propose the change.")
            % before["title"]
        )
    if before and (before["file"] != instance.file.name or not getattr(instance.file, "_committed", True)):
        found["file"] = (
            _("“%s” is part of a publication and cannot be replaced; upload the new file beside it and propose the change.") % before["title"]
        )
    return found


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
