"""Files of another system → rows: JSON Lines, CSV in whatever encoding an office has, XLSX. Values stay as the file has them; lines are numbered."""

import codecs
import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.core.files.base import File
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from disclosure.files.check import check_upload
from disclosure.ledger.commands import why
from disclosure.ledger.errors import Invalid

LONGEST_CELL = 20_000_000
ABOVE = 10  # lines in which the names of the columns are looked for: an OA writes a title above its list


@dataclass
class Row:
    """One row: the line (CSV, JSON Lines) or row (XLSX) of the file where it begins, its values by column, and why it could not be read at all."""

    line: int
    values: dict = field(default_factory=dict)
    trouble: str = ""


def read(path, known=frozenset()):
    """All rows of a file by its ending: .jsonl, .csv or .xlsx. Empty lines are passed over.

    known: names of columns; a line with at least two of them is taken for the head of a table, what stands above it for its title.
    Raises Invalid with one sentence for a file that cannot be read as what it says it is; a single bad line is a Row with `trouble`.
    """
    path = Path(path)
    if not path.is_file():
        raise Invalid(_("There is no file “%(name)s”.") % {"name": path}, field="FILE")
    readers = {".jsonl": _json_lines, ".ndjson": _json_lines, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Invalid(_("“%(name)s”: a file ending in .jsonl, .csv or .xlsx is expected.") % {"name": path.name}, field="FILE")
    try:
        rows = list(reader(path, known))
    except OSError as error:
        raise Invalid(_("“%(name)s” cannot be read: %(error)s") % {"name": path, "error": why(error)}, field="FILE") from error
    if not rows:
        raise Invalid(_("“%(name)s” holds no rows.") % {"name": path.name}, field="FILE")
    return rows


def encoding(octets):
    """How text is encoded: by its mark, else UTF-8, else GB 18030; None where it is none of these."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if octets.startswith(mark):
            return name
    for name in ("utf-8", "gb18030"):
        try:
            octets.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return None


def _text(path):
    octets = path.read_bytes()
    name = encoding(octets)
    try:
        if name is None or b"\x00" in octets[:1000] and name != "utf-16":
            raise UnicodeError
        return octets.decode(name)
    except UnicodeError as error:
        raise Invalid(_("“%(name)s” is not text: save it as UTF-8.") % {"name": path.name}, field="FILE") from error


def _json_lines(path, known):
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Row(number, trouble=_("This line is no JSON: %(error)s.") % {"error": error})
            continue
        if isinstance(values, dict):
            yield Row(number, values)
        else:
            yield Row(number, trouble=_("This line is no JSON object: one row reads {“title”: …}."))


def _csv(path, known):
    text = _text(path)
    head = text.partition("\n")[0]
    delimiter = "\t" if "\t" in head and "," not in head else ","
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        above = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for _line in range(_head([*islice(above, ABOVE)], known)):
            next(reader)
        columns = _columns(next(reader, []), path)
        line = reader.line_num + 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Row(line, trouble=_("This line is no CSV: %(error)s.") % {"error": error})
                return  # where a quotation mark is missing nothing behind it can be trusted
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
                    yield Row(line, trouble=_("This line has more values than there are columns: is a quotation mark missing?"))
                else:
                    yield Row(line, dict(zip(columns, cells, strict=False)))
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(before)


def _xlsx(path, known):
    with path.open("rb") as stream:
        file = File(stream, name=path.name)
        check_upload(file)  # damaged, locked, old, macros, bombs: each has its own sentence
    try:
        book = CalamineWorkbook.from_path(str(path))
        table = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError) as error:
        raise Invalid(_("“%(name)s” cannot be read as XLSX: save and try it again.") % {"name": path.name}, field="FILE") from error
    start = next((number for number, cells in enumerate(table) if any(str(cell).strip() for cell in cells)), None)
    if start is None:
        return
    start += _head(table[start : start + ABOVE], known)
    columns = _columns([str(cell) for cell in table[start]], path)
    for number, cells in enumerate(table[start + 1 :], start + 2):
        if any(str(cell).strip() for cell in cells):
            yield Row(number, dict(zip(columns, cells, strict=False)))


def _head(lines, known):
    """The place of the line that names the columns: the first with at least two of `known`, else the first of all."""
    bare = ({str(cell).strip().lstrip("\ufeff") for cell in cells} for cells in lines)
    return next((place for place, cells in enumerate(bare) if len(cells & known) > 1), 0)


def _columns(cells, path):
    columns = [cell.strip().lstrip("\ufeff") for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise Invalid(_("“%(name)s” has no line of column names.") % {"name": path.name}, field="FILE")
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise Invalid(_("“%(name)s”: the column “%(column)s” is there twice.") % {"name": path.name, "column": twice[0]}, field="FILE")
    return columns
