"""Writes what a decision has found into an item's draft: one wording for another, in every text of it."""

import html
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.fields import StreamField


def rewritten(draft, wrong, right):
    """Put `right` in the place of `wrong` in title, summary, fields and text of a draft (in memory); how many fields changed."""
    changed = 0
    for name in ("title", "summary", *draft.legal_fields):
        field = draft._meta.get_field(name)
        value = getattr(draft, name)
        if isinstance(field, StreamField):
            changed += _stream(draft, field, wrong, right)
        elif isinstance(field, (models.CharField, models.TextField)) and not field.choices and isinstance(value, str) and wrong in value:
            setattr(draft, name, value.replace(wrong, right))
            changed += 1
    return changed + _stream(draft, draft._meta.get_field("body"), wrong, right)


def _stream(draft, field, wrong, right):
    kept = field.get_prep_value(getattr(draft, field.name))
    before = json.loads(kept if isinstance(kept, str) else json.dumps(list(kept or []), cls=DjangoJSONEncoder))
    after = _inside(before, wrong, right)
    if after == before:
        return 0
    setattr(draft, field.name, field.to_python(json.dumps(after)))
    return 1


def _inside(value, wrong, right):
    if isinstance(value, dict):
        return {key: part if key in ("type", "id") else _inside(part, wrong, right) for key, part in value.items()}
    if isinstance(value, list):
        return [_inside(part, wrong, right) for part in value]
    if isinstance(value, str):
        marked = (html.escape(wrong, quote=False), html.escape(right, quote=False)) if "<" in value else (wrong, right)
        return value.replace(*marked)
    return value
