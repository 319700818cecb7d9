"""A cell of a spreadsheet or a value of JSON → the value of a field. Whatever cannot be read raises ValueError with one sentence."""

import datetime as dt
import json
import re
import uuid
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from disclosure.chain.fields import CodesField
from disclosure.org.models import Division
from disclosure.rules import channels as ways

from ..markup import typed_table
from ..models.panels import words

HERE = ZoneInfo("Asia/Shanghai")


def is_empty(value):
    """Whether a cell or a JSON value holds nothing."""
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


def line_of(value):
    """One line of text of whatever a cell holds; 3.0 of a spreadsheet is 3."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value if value is not None else "").split())


def text_of(value):
    """The text of a value, a list line by line."""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")


def day(value):
    """A date of 2024-04-22, 2024/4/22, 2024.4.22, 2024年4月22日, 20240422, or a date cell. Raises ValueError with a sentence."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = line_of(value)
    found = _DAY.fullmatch(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    try:
        return dt.date(*(int(part) for part in found.groups() if part is not None))
    except (AttributeError, ValueError):
        raise ValueError(_("“%(text)s” is no day: write it as 2024-04-22.") % {"text": text}) from None


def moment(value):
    """An aware datetime of a day (its beginning in Asia/Shanghai) or of a moment (ISO 8601; without a zone it is Asia/Shanghai's)."""
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=HERE)
    try:
        return dt.datetime.combine(day(value), dt.time(), HERE)
    except ValueError:
        pass
    try:
        found = dt.datetime.fromisoformat(line_of(value))
    except ValueError:
        sentence = _("“%(text)s” is no day or moment: write it as 2024-04-22 or 2024-04-22T09:30:00+08:00.")
        raise ValueError(sentence % {"text": line_of(value)}) from None
    return found if found.tzinfo else found.replace(tzinfo=HERE)


def channel(code):
    """The full code of a channel. Raises ValueError with a sentence."""
    try:
        return ways.normal(code)
    except ValueError:
        raise ValueError(_("“%(code)s” is no channel.") % {"code": code}) from None


def parse(column, raw, divisions):
    """The value of a model field from a cell or a JSON value. Raises ValueError or ValidationError with a sentence."""
    if isinstance(column, StreamField):
        return json.dumps(_stream(column, raw), ensure_ascii=False)
    if isinstance(column, CodesField):
        return words(raw)
    if isinstance(column, models.DateField):
        return day(raw)
    if isinstance(column, models.ForeignKey) and column.related_model is Division:
        code = line_of(raw)
        if code not in divisions:
            raise ValueError(_("There is no division “%(code)s”.") % {"code": code})
        return divisions[code]
    if isinstance(column, models.IntegerField):
        try:
            number = int(line_of(raw))
        except ValueError:
            raise ValueError(_("“%(text)s” is no number.") % {"text": line_of(raw)}) from None
        return column.clean(number, None)
    if isinstance(column, models.TextField):
        return str(raw).strip() if not isinstance(raw, float) else line_of(raw)
    return column.clean(line_of(raw), None)


def _stream(column, raw):
    """Raw stream data of rows ([{…}] or lines name|code|role with ; between) or of a table ({columns, rows}, or lines with | between the cells)."""
    kind, block = next(iter(column.stream_block.child_blocks.items()))
    if isinstance(raw, str) and raw.strip()[:1] in "[{":
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise ValueError(_("This is no JSON: %(error)s.") % {"error": error}) from None
    if kind == "table":
        tables = raw if isinstance(raw, list) else [raw]
        return [{"type": kind, "value": _table(table), "id": str(uuid.uuid4())} for table in tables]
    names = list(block.child_blocks)
    if isinstance(raw, str):
        raw = [dict(zip(names, (part.strip() for part in row.split("|")), strict=False)) for row in re.split(r"[;；\n]", raw) if row.strip()]
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise ValueError(_("A list of rows with %(names)s is expected.") % {"names": ", ".join(names)})
    for row in raw:
        if unknown := sorted(set(row) - set(names)):
            raise ValueError(_("“%(name)s” is none of %(names)s.") % {"name": unknown[0], "names": ", ".join(names)})
        for name, part in block.child_blocks.items():
            try:
                part.clean(part.to_python(row.get(name) or part.get_default()))
            except ValidationError as error:
                raise ValueError(f"{name}: {' '.join(error.messages)}") from None
    return [{"type": kind, "value": {name: line_of(row.get(name)) for name in names}, "id": str(uuid.uuid4())} for row in raw]


def _table(raw):
    if isinstance(raw, str):
        lines = [[cell.strip() for cell in re.split(r"[|\t]", line)] for line in raw.splitlines() if line.strip()]
        raw = {"columns": lines[0] if lines else [], "rows": lines[1:]}
    if not isinstance(raw, dict) or not isinstance(raw.get("columns"), list) or not isinstance(raw.get("rows"), list):
        raise ValueError(_("A table is expected: {“columns”: […], “rows”: [[…], …]}."))
    if any(not isinstance(row, list) or len(row) > len(raw["columns"]) for row in raw["rows"]):
        raise ValueError(_("A row of the table has more cells than there are columns."))
    return typed_table(raw["columns"], raw["rows"], str(raw.get("caption") or ""))
