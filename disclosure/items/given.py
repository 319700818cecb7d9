"""What a door was given for a field, as the value the model takes; every refusal names the field and what it takes."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from disclosure.chain.fields import CodesField
from disclosure.ledger.errors import Invalid
from disclosure.ledger.text import require_text
from disclosure.org.models import Division
from disclosure.rules import channels
from disclosure.rules.clock import LATEST
from disclosure.rules.numbers import normal_document_number

from .blocks import Attachments, BodyBlock, Tables
from .markup import blocks, typed_table
from .models.base import COMMON_FIELDS, HERE
from .models.complete import label
from .models.panels import words

SYSTEM = ("index_number", "published_at", "due_on")
MOST = 200_000  # characters of one text: far above any document, far below what would stop a worker


def values_of(page, given):
    """{attribute name: value} for a page of some type from what was given by field name. Changes nothing.

    Raises Invalid naming the field: unknown, set by the system, or of a form or value that the field does not take.
    """
    require_text(given)
    found = {}
    for name, value in given.items():
        if name in SYSTEM:
            raise Invalid(_("%(field)s is set by the system and cannot be typed.") % {"field": name}, field=name)
        if name not in (*COMMON_FIELDS, *page.legal_fields):
            raise Invalid(_("“%(field)s” is no field of this category.") % {"field": name}, field=name)
        found[name] = value_of(page, name, value)
    return found


def value_of(page, name, value):
    """One value. Null and an empty text empty the field."""
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        return _stream(page, name, field, value)
    if isinstance(field, CodesField):
        return _codes(page, name, value)
    if value is None or value == "":
        return _emptied(page, name, field)
    if isinstance(field, models.ForeignKey):
        return _division(page, name, value)
    if isinstance(field, models.DateTimeField):
        return _moment(page, name, value)
    if isinstance(field, models.DateField):
        return _day(page, name, value)
    if isinstance(field, models.IntegerField):
        return _one_of(page, name, value, dict(field.choices or {}), int)
    if not isinstance(value, str):
        raise Invalid(_("%(field)s: a text is expected.") % {"field": label(page, name)}, field=name)
    value = value.replace("\x00", "").replace("\r\n", "\n").strip()
    if name == "kind":
        return _one_of(page, name, value, dict(page.kinds.choices) if page.kinds else {}, str)
    if name == "scope":
        return _one_of(page, name, value, {scope.value: scope.label for scope in page.allowed_scopes()}, str)
    if field.choices:
        return _one_of(page, name, value, dict(field.choices), str)
    return _text(page, name, field, value)


def _emptied(page, name, field):
    if name in ("title", "scope", "validity"):
        raise Invalid(_("%(field)s is missing: fill it in.") % {"field": label(page, name)}, field=name)
    return None if field.null else ""


def _text(page, name, field, value):
    most = field.max_length or MOST
    if len(value) > most:
        raise Invalid(_("%(field)s is longer than %(most)d characters: shorten it.") % {"field": label(page, name), "most": most}, field=name)
    if isinstance(field, models.EmailField):
        try:
            validate_email(value)
        except ValidationError:
            raise Invalid(_("%(field)s: “%(value)s” is no e-mail address.") % {"field": label(page, name), "value": value}, field=name) from None
    if name == "title":
        value = " ".join(value.split())
        if not value:
            _emptied(page, name, field)
    return normal_document_number(value) if name == "document_number" else value


def _one_of(page, name, value, choices, kind):
    if type(value) is not kind or value not in choices:
        text = _("%(field)s: “%(value)s” is not one of %(choices)s.")
        raise Invalid(text % {"field": label(page, name), "value": value, "choices": ", ".join(map(str, choices)) or "—"}, field=name)
    return value


def _day(page, name, value):
    try:
        if isinstance(value, date):
            return value
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and (day := parse_date(value)):
            return day
    except (TypeError, ValueError):
        pass
    raise Invalid(_("%(field)s: “%(value)s” is no day; write it like 2026-03-09.") % {"field": label(page, name), "value": value}, field=name)


def _moment(page, name, value):
    try:
        moment = value if isinstance(value, datetime) else parse_datetime(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or not 2000 <= moment.year <= LATEST.year:  # beyond, no calendar counts working days
        text = _("%(field)s: “%(value)s” is no moment; write it like 2026-03-09T08:00:00+08:00.")
        raise Invalid(text % {"field": label(page, name), "value": value}, field=name)
    return moment if moment.tzinfo else moment.replace(tzinfo=HERE)


def _division(page, name, value):
    found = Division.objects.filter(code=value).first() if isinstance(value, str) else None
    if found is None:
        raise Invalid(_("%(field)s: there is no division with the code “%(value)s”.") % {"field": label(page, name), "value": value}, field=name)
    return found


def _codes(page, name, value):
    if value is None:
        return []
    if isinstance(value, str):
        value = words(value)
    if not isinstance(value, (list, tuple)) or not all(isinstance(part, str) for part in value):
        raise Invalid(_("%(field)s: a list of texts is expected.") % {"field": label(page, name)}, field=name)
    value = words(value)
    if bad := next((part for part in value if "|" in part or len(part) > 100), None):
        raise Invalid(_("%(field)s: “%(value)s” cannot be one of the list.") % {"field": label(page, name), "value": bad[:40]}, field=name)
    if name != "channels":
        return value
    try:
        return list(dict.fromkeys(channels.normal(part) for part in value))
    except ValueError as unknown:
        raise Invalid(_("“%(code)s” is no channel: choose one of the list.") % {"code": unknown}, field=name) from None


def _stream(page, name, field, value):
    block = field.stream_block
    if isinstance(block, BodyBlock):
        return _body(page, name, value)
    if value is None:
        value = []
    if isinstance(block, Tables):
        value = value if isinstance(value, list) and not (value and isinstance(value[0], list)) else [value]
        return [{"type": "table", "value": _table(page, name, part)} for part in value]
    if not isinstance(value, list):
        raise Invalid(_("%(field)s: a list is expected.") % {"field": label(page, name)}, field=name)
    if isinstance(block, Attachments):
        return _attachments(page, name, value)
    child = next(iter(block.child_blocks.values()))
    return [{"type": child.name, "value": _row(page, name, child, part)} for part in value]


def _body(page, name, value):
    if isinstance(value, str) and len(value) > MOST * 5:
        raise Invalid(_("%(field)s is longer than %(most)d characters: shorten it.") % {"field": label(page, name), "most": MOST * 5}, field=name)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "".join(f"<p>{escape(part.strip())}</p>" for part in value if part.strip())
    if not isinstance(value, str | None):
        raise Invalid(_("%(field)s: HTML or a list of paragraphs is expected.") % {"field": label(page, name)}, field=name)
    return _blocks(name, value)


def _blocks(name, value):
    try:
        return blocks(value)
    except ValueError as error:
        raise Invalid(str(error), field=name) from None


def _attachments(page, name, value):
    """Numbers of documents that the item has already: to order them or take some out. New ones come by upload."""
    present = {block.value.pk for block in page.attachments if block.value}
    if bad := [part for part in value if type(part) is not int or part not in present]:
        text = _("%(field)s: “%(value)s” is no file of this item; upload it first.")
        raise Invalid(text % {"field": label(page, name), "value": bad[0]}, field=name)
    return [{"type": "file", "value": number} for number in dict.fromkeys(value)]


def _table(page, name, value):
    """A table from {columns, rows, caption}, a list of rows, or HTML; the first row of a list gives the headings."""
    if isinstance(value, str):
        found = [block["value"] for block in _blocks(name, value) if block["type"] == "table"]
        if len(found) == 1:
            return found[0]
    rows, heads, caption = value, None, ""
    if isinstance(value, dict) and not set(value) - {"columns", "rows", "caption"}:
        heads = [column.get("heading", "") if isinstance(column, dict) else column for column in value.get("columns") or []]
        rows = [(row.get("values", []) if isinstance(row, dict) else row) for row in value.get("rows") or []]
        caption = value.get("caption") or ""
    if isinstance(rows, list) and heads is None and rows:
        heads, *rows = rows
    every = [heads, *rows] if isinstance(rows, list) else None
    plain = every and all(isinstance(row, list) and all(_is_cell(cell) for cell in row) for row in every) and isinstance(caption, str)
    if not plain or not any(every):
        raise Invalid(_("%(field)s: columns and rows of plain cells are expected.") % {"field": label(page, name)}, field=name)
    return typed_table(heads, rows, caption)


def _is_cell(value):
    return value is None or isinstance(value, (str, int, float))


def _row(page, name, block, value):
    """One row from {part: text}; unknown parts are refused by name."""
    if not isinstance(value, dict):
        raise Invalid(_("%(field)s: a list of objects is expected.") % {"field": label(page, name)}, field=name)
    if unknown := next((part for part in value if part not in block.child_blocks), None):
        raise Invalid(_("%(field)s: “%(value)s” is no part of it.") % {"field": label(page, name), "value": unknown}, field=f"{name}.{unknown}")
    row = {}
    for part, child in block.child_blocks.items():
        text = value.get(part)
        if text is not None and not isinstance(text, str):
            raise Invalid(_("%(field)s: a text is expected for “%(part)s”.") % {"field": label(page, name), "part": part}, field=f"{name}.{part}")
        text = (text or "").strip()
        if part == "credit_code":
            text = "".join(text.split()).upper()
        most = getattr(child.field, "max_length", None)
        if most and len(text) > most:
            sentence = _("%(field)s is longer than %(most)d characters: shorten it.")
            raise Invalid(sentence % {"field": child.label, "most": most}, field=f"{name}.{part}")
        if part == "as_of" and text:
            text = _day(page, name, text).isoformat()
        row[part] = text
    return row
