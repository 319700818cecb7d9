"""A file of documents issued, as an OA exports it: every row is looked at before anything is written, and every fault is named."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import Invalid
from disclosure.org.models import Division
from disclosure.rules.categories import Scope
from disclosure.rules.numbers import normal_document_number

from ..bring_in import Fault
from ..bring_in.cells import day, is_empty, line_of
from ..bring_in.rows import read
from ..models import IssuedDocument
from .keep import FIELDS, cleaned, faults_of, label

REQUIRED = ("document_number", "title", "issued_on", "division")
# What an OA calls its columns and how far a document goes.
COLUMNS = {
    "文号": "document_number", "发文字号": "document_number", "标题": "title", "公文标题": "title", "题名": "title", "成文日期": "issued_on",
    "印发日期": "issued_on", "发文日期": "issued_on", "处室": "division", "主办处室": "division", "公开属性": "scope", "公开范围": "scope",
}  # fmt: skip
SCOPES = {
    "主动公开": Scope.PUBLIC, "对外公开": Scope.PUBLIC, "公开": Scope.PUBLIC, "依申请公开": Scope.ON_APPLICATION, "不予公开": Scope.STAFF,
    "不公开": Scope.STAFF, "对内公开": Scope.STAFF, "内部公开": Scope.STAFF,
}  # fmt: skip


@dataclass
class Batch:
    """A checked file: the documents that are new, how many rows it has, how many are in the register already, and every fault."""

    path: Path
    documents: list
    rows: int
    known: int
    faults: list
    sha256: str

    @property
    def bad_rows(self):
        """Lines with at least one fault."""
        return {fault.line for fault in self.faults}


def check(path, *, at, progress=lambda done, of: None):
    """Read a CSV or XLSX file of documents issued and look at every row; nothing is written. Returns the Batch.

    Columns: document_number, title, issued_on, division (code or name), scope (`public` where it is empty), or their Chinese names; other columns
    are left out of account, and a title above the line that names the columns. at: aware datetime, now.
    Raises Invalid for a file that cannot be read or lacks a column; faults of rows are in `faults`.
    """
    path = Path(path)
    rows = read(path, known=frozenset((*COLUMNS, *FIELDS)))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    names = {name for row in rows for name in row.values}
    have = {COLUMNS.get(name.strip(), name.strip()) for name in names}
    if lacking := [name for name in REQUIRED if name not in have and any(not row.trouble for row in rows)]:
        columns = "、".join(f"“{label(name)}”" for name in lacking)
        raise Invalid(_("“%(name)s” lacks these columns: %(columns)s.") % {"name": path.name, "columns": columns}, field="FILE")
    divisions = {key: each for each in Division.objects.all() for key in (each.name, each.code)}
    given, faults, seen = [], [], {}
    for number, row in enumerate(rows, 1):
        named, values, wrong = _look(row, divisions, day_of(at))
        if named and (line := seen.setdefault(named, row.line)) != row.line:  # whatever else is wrong with either
            sentence = _("“%(text)s” is there twice in this file, first in line %(line)s.")
            wrong.append(Fault(row.line, "document_number", sentence % {"text": named, "line": line}))
        faults += wrong
        if values and not wrong:
            given.append((row.line, values))
        if number % 500 == 0 or number == len(rows):
            progress(number, len(rows))
    new = _new(given, faults)
    return Batch(path, new, len(rows), len(given) - len(new), sorted(faults, key=lambda fault: fault.line), sha256)


def _look(row, divisions, on):
    """(document number or "", values or None, [Fault]) of one row."""
    if row.trouble:
        return "", None, [Fault(row.line, "", row.trouble)]
    raw = {COLUMNS.get(name.strip(), name.strip()): value for name, value in row.values.items() if not is_empty(value)}
    wrong, values = [], {"scope": Scope.PUBLIC, **dict.fromkeys(REQUIRED)}
    for name in FIELDS:
        try:
            if name in raw:
                values[name] = _value(name, raw[name], divisions)
            elif name in REQUIRED:
                wrong.append(Fault(row.line, name, _("This is required: fill it in.")))
        except ValueError as error:
            wrong.append(Fault(row.line, name, str(error)))
    told = {fault.field for fault in wrong}
    wrong += [Fault(row.line, name, sentence) for name, sentence in faults_of(values, on=on) if name not in told]
    named = values["document_number"] or ""
    return (named, None, wrong) if wrong else (named, cleaned(values, on=on), [])


def _value(name, raw, divisions):
    if name == "issued_on":
        return day(raw)
    text = line_of(raw)
    if name == "division":
        if text not in divisions:
            names = "、".join(each.name for key, each in divisions.items() if key == each.code and each.abolished_on is None)
            raise ValueError(_("There is no division “%(text)s”; it is one of: %(names)s.") % {"text": text, "names": names})
        return divisions[text]
    if name == "scope":
        code = SCOPES.get(text, text)
        if code not in Scope.values:
            raise ValueError(_("“%(text)s” is none of: %(words)s.") % {"text": text, "words": "、".join(SCOPES)})
        return code
    return normal_document_number(text) if name == "document_number" else text


def _new(given, faults):
    """The values of rows not in the register yet; a row that differs from what is there is a fault."""
    wanted = [values["document_number"] for _line, values in given]
    there = {}
    for start in range(0, len(wanted), 500):
        some = IssuedDocument.objects.filter(document_number__in=wanted[start : start + 500]).select_related("division")
        there |= {document.document_number: document for document in some}
    new = []
    for line, values in given:
        known = there.get(values["document_number"])
        if known is None:
            new.append(values)
        elif any(getattr(known, name) != value for name, value in values.items()):
            sentence = _("“%(number)s” is in the register already with other particulars: correct it there.")
            faults.append(Fault(line, "document_number", sentence % {"number": known.document_number}))
    return new
