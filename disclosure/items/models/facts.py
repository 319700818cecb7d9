"""An item as JSON values for signing: the same text gives the same values, whatever door it came through."""

import re
from datetime import UTC, date, datetime

from django.db import models
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from disclosure.chain.fields import CodesField
from disclosure.files.fingerprint import sha256_of
from disclosure.rules import channels

_KEY = re.compile(r'\s?data-block-key=(["\']).*?\1')


def plain(value):
    """Stored data of a block without what editors renew at every save (ids, keys of paragraphs) and without empty parts; dates as ISO days."""
    if isinstance(value, dict):
        envelope = "type" in value and "value" in value
        parts = {key: plain(part) for key, part in value.items() if not (envelope and key == "id")}
        return {key: part for key, part in parts.items() if part not in (None, "")}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, str):
        return _KEY.sub("", value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (int, float, bool)) else str(value)


def channel_codes(codes):
    """Channels in full and in order, so that “portal” and “portal:disclosure” are one fact; an unknown code stays as it is."""
    full = []
    for code in codes:
        try:
            full.append(channels.normal(code))
        except ValueError:
            full.append(code)
    return sorted(set(full))


def field_value(page, name):
    """One field of a page as a JSON value; a related row by its code where it has one, else its number."""
    field = page._meta.get_field(name)
    if name == "channels":
        return channel_codes(page.channels)
    if isinstance(field, StreamField):
        # Through the blocks, not the raw data: a part that was left out and one that is empty are the same fact.
        return [{"type": child.block_type, "value": plain(child.block.get_prep_value(child.value))} for child in getattr(page, name)]
    value = getattr(page, field.attname)
    if isinstance(field, models.ForeignKey) and value is not None:
        return getattr(getattr(page, name), "code", value)
    if isinstance(field, CodesField):
        return [str(part) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()  # one moment is one fact, whatever zone it was typed in
    return value.isoformat() if isinstance(value, date) else value


def files_of(page):
    """The documents and images a page uses, attachments first, each once: model instances in the order of the text.

    Files that no longer exist are left out; `missing()` tells of them.
    """
    return [instance for instance in references(page).values() if instance is not None]


def references(page):
    """{(model, number): instance or None} of every document and image in a page's StreamFields and rich texts, attachments first."""
    kinds = (get_document_model(), get_image_model())
    wanted = {}
    names = ["attachments", *(field.name for field in page._meta.get_fields() if isinstance(field, StreamField) and field.name != "attachments")]
    for name in names:
        for model, number, *_path in page._meta.get_field(name).extract_references(getattr(page, name)):
            if kind := next((kind for kind in kinds if issubclass(model, kind)), None):
                wanted[kind, str(number)] = None
    for kind in kinds:
        numbers = [number for model, number in wanted if model is kind]
        for instance in kind.objects.filter(pk__in=numbers) if numbers else []:
            wanted[kind, str(instance.pk)] = instance
    return wanted


def named(file):
    """A file in signed facts: the title the public reads, and the SHA-256 of its bytes."""
    return {"name": file.title, "sha256": sha256_of(file)}
