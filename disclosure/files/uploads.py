"""Every form of Wagtail through which a file comes in (one by one, many at once, in a chooser, by the API) asks `check_upload` for ours."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid

from .access import is_ours
from .check import check_upload
from .models import FileUse, Kind, kind_of


def checked(value):
    """Validator of the `file` field of documents and images: only a new upload of ours is looked at. Raises ValidationError with one sentence."""
    instance = getattr(value, "instance", None)
    if instance is None or not value or getattr(value, "_committed", True):
        return
    if instance.pk and FileUse.objects.filter(kind=kind_of(instance), object_id=instance.pk, until__isnull=True).exists():
        raise ValidationError(
            _("“%s” is part of a publication and cannot be replaced; upload the new file beside it and propose the change.") % instance.title
        )
    if not instance.collection_id or not is_ours(instance):
        return
    try:
        check_upload(value.file)
    except Invalid as refusal:
        raise ValidationError(str(refusal), code="refused") from refusal


def connect():
    """Put the validator on the two fields, in this process: a field's `_validators`, and with it the state of migrations, stay as they are."""
    for kind in Kind:
        field = kind.model._meta.get_field("file")
        if checked not in field.validators:
            field.__dict__["validators"] = [*field.validators, checked]
