"""Every row of a file is looked at before anything is written, and every fault is named."""

import contextlib
import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from disclosure.files.check import check_upload
from disclosure.ledger.commands import why
from disclosure.ledger.errors import Invalid
from disclosure.ledger.record import first_entry_at
from disclosure.org.models import Division
from disclosure.rules.categories import Validity
from disclosure.rules.numbers import normal_document_number

from ..actions import page_type
from ..markup import blocks
from ..models import numbers
from ..models.base import DisclosurePage
from ..models.panels import words
from .cells import HERE, channel, day, is_empty, line_of, moment, parse, text_of
from .rows import read

REQUIRED = ("title", "formed_on", "published_at", "body", "approved_by", "approved_on")
OPTIONAL = ("index_number", "document_number", "issuer", "division", "summary", "validity", "channels", "keywords", "legal_basis", "files")


@dataclass(frozen=True)
class Fault:
    """One fault of one row: the line of the file, the column, the reason in one sentence."""

    line: int
    field: str
    reason: str


@dataclass
class Item:
    """A row that was read: values for the page, the approval on file, the paths of its files."""

    line: int
    values: dict
    approved_by: str
    approved_on: dt.date
    files: list
    page_no: int = 0
    revision_no: int = 0


@dataclass
class Batch:
    """A checked file: what would be written, and what is wrong with it. Only one without faults can be brought in."""

    path: Path
    model: type
    items: list
    faults: list
    rows: int
    sha256: str = ""

    @property
    def bad_rows(self):
        """Lines with at least one fault."""
        return {fault.line for fault in self.faults}


def columns(model):
    """The columns of a category's file, required ones first."""
    return [*REQUIRED, *OPTIONAL, *(name for name in model.legal_fields if name not in (*REQUIRED, *OPTIONAL))]


def check(path, *, category, division=None, at, progress=lambda done, of: None, rows=None):
    """Read a file and look at every row; nothing is written. Returns the Batch.

    rows: those of the file that are meant, as rows.read gives them; all by default.
    `category`: a code; `division`: the code for rows that name none; `at`: aware datetime, now. Raises Invalid for a file, category or division that
    is none at all; every fault of a row is in `faults`.
    """
    path, model = Path(path), page_type(category)
    house = {row.code: row for row in Division.objects.all()}
    if division is not None and division not in house:
        raise Invalid(_("There is no division “%(code)s”.") % {"code": division}, field="--division")
    rows = read(path) if rows is None else rows
    eye = Eye(model=model, folder=path.parent, divisions=house, division=division, at=at)
    for number, row in enumerate(rows, 1):
        eye.look(row)
        if number % 500 == 0 or number == len(rows):
            progress(number, len(rows))
    eye.look_for_duplicates()
    return Batch(path, model, eye.items, sorted(eye.faults, key=lambda f: f.line), len(rows), hashlib.sha256(path.read_bytes()).hexdigest())


class Eye:
    """Looks at the rows of one file."""

    def __init__(self, *, model, folder, divisions, division, at):
        self.model, self.folder, self.divisions, self.division, self.at = model, folder, divisions, division, at
        self.first_start = first_entry_at() or at
        self.known = set(columns(model))
        self.items, self.faults = [], []
        self.bureau = numbers.bureau()
        self.files = {}  # path → sentence, "" where the file may come in
        self.seen = {"index_number": {}, "document_number": {}}

    def fault(self, line, name, reason):
        self.faults.append(Fault(line, name, str(reason)))

    def look(self, row):
        """Read one row: append its Item, or its faults."""
        before, self.line = len(self.faults), row.line
        if row.trouble:
            return self.fault(row.line, "", row.trouble)
        given = {name: value for name, value in row.values.items() if name and not is_empty(value)}
        for name in sorted(set(given) - self.known):
            self.fault(row.line, name, _("There is no column of this name in this category: take it out."))
        for name in REQUIRED:
            if name not in given:
                self.fault(row.line, name, _("This is required: fill it in."))
        values = {}
        for name in self.known & set(given) - {"approved_by", "approved_on", "files", "division", "body"}:
            with self._named(row.line, name):
                values[name] = self._value(name, given[name])
        with self._named(row.line, "body"):
            values["body"] = json.dumps(blocks(text_of(given.get("body", ""))), ensure_ascii=False)
        with self._named(row.line, "division"):
            values["division"] = self._division(given.get("division"))
        approved_on = None
        with self._named(row.line, "approved_on"):
            approved_on = day(given["approved_on"]) if "approved_on" in given else None
        approved_by = line_of(given.get("approved_by", ""))
        if len(approved_by) > 200:
            self.fault(row.line, "approved_by", _("This is longer than %(most)d characters: shorten it.") % {"most": 200})
        files = self._files(row.line, given.get("files"))
        self._days(row.line, values, approved_on)
        self._page(row.line, values, bool(files), before)
        if len(self.faults) == before:
            self.items.append(Item(row.line, values, approved_by, approved_on, files))

    @contextlib.contextmanager
    def _named(self, line, name):
        """A value that cannot be read is a fault of its column."""
        try:
            yield
        except (ValueError, Invalid) as error:
            self.fault(line, name, error)
        except ValidationError as error:
            self.fault(line, name, " ".join(error.messages))

    def _value(self, name, raw):
        if name == "published_at":
            return moment(raw)
        if name == "index_number":
            text = line_of(raw)
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
                raise ValueError(_("“%(text)s” cannot be an index number: letters, digits, - and _ are allowed, 64 at most.") % {"text": text})
            if text == "feed":
                raise ValueError(_("“feed” is the address of the column's feed: give another index number."))
            self._once("index_number", text)
            return text
        if name == "document_number":
            text = line_of(raw)
            self._once("document_number", normal_document_number(text))
            return text
        if name == "validity":
            if line_of(raw) not in Validity.values:
                raise ValueError(_("“%(text)s” is none of: %(words)s.") % {"text": line_of(raw), "words": ", ".join(Validity.values)})
            return line_of(raw)
        if name == "channels":
            return [channel(code) for code in words(raw)]
        return parse(self.model._meta.get_field(name), raw, self.divisions)

    def _once(self, name, text):
        line = self.seen[name].setdefault(text, self.line)
        if line != self.line:
            raise ValueError(_("“%(text)s” is there twice in this file, first in line %(line)s.") % {"text": text, "line": line})

    def _division(self, raw):
        code = line_of(raw) if not is_empty(raw) else self.division
        if not code:
            raise ValueError(_("No division: fill the column or give --division."))
        if code not in self.divisions:
            raise ValueError(_("There is no division “%(code)s”.") % {"code": code})
        return self.divisions[code]

    def _files(self, line, raw):
        found = []
        for name in words(raw):
            path = self.folder / name
            if name not in self.files:
                self.files[name] = self._file_trouble(name, path)
            if self.files[name]:
                self.fault(line, "files", self.files[name])
            else:
                found.append(path)
        return found

    def _file_trouble(self, name, path):
        if Path(name).is_absolute() or not path.resolve().is_relative_to(self.folder.resolve()):
            return _("“%(name)s” does not lie beside the file: give a path below its folder.") % {"name": name}
        if not path.is_file():
            return _("There is no file “%(name)s”.") % {"name": name}
        try:
            with path.open("rb") as stream:
                check_upload(File(stream, name=path.name))
        except Invalid as refusal:
            return str(refusal)
        except OSError as error:
            return _("“%(name)s” cannot be read: %(error)s") % {"name": name, "error": why(error)}
        return ""

    def _days(self, line, values, approved_on):
        published = values.get("published_at")
        if published is None:
            return
        if published > self.at:
            self.fault(line, "published_at", _("This lies in the future: an import brings in what was public."))
        elif published > self.first_start:
            start = self.first_start.astimezone(HERE)
            sentence = _("This lies after the first start of this system (%(start)s): what is newer goes through the chain here.")
            self.fault(line, "published_at", sentence % {"start": f"{start:%Y-%m-%d %H:%M}"})
        on = published.astimezone(HERE).date()
        if values.get("formed_on") and values["formed_on"] > on:
            self.fault(line, "published_at", _("It would have been public before it was formed: check both days."))
        if approved_on and approved_on > on:
            self.fault(line, "approved_on", _("It would have been public before it was approved: check both days."))

    def _page(self, line, values, has_files, before):
        """What the category asks for, as a proposal would be asked; a column that has a fault already is not named twice."""
        named = {fault.field for fault in self.faults[before:]}
        page = make(self.model, values, self.bureau)
        for name, reason in page.missing():
            if name in named or (name == "body" and has_files) or (name == "division" and "division" in named):
                continue
            self.fault(line, name, reason)

    def look_for_duplicates(self):
        """Numbers that are here already, in drafts too."""
        for name, column in (("index_number", "index_number"), ("document_number", "document_number")):
            wanted = {item.values[name]: item.line for item in self.items if item.values.get(name)}
            for some in parts(list(wanted), 500):
                for text in DisclosurePage.objects.filter(**{f"{column}__in": some}).values_list(column, flat=True):
                    self.fault(wanted[text], name, _("“%(text)s” is here already.") % {"text": text})


def make(model, values, bureau):
    """An unsaved page of these values, with what follows from its category filled in."""
    page = model(**{"issuer": bureau.name, **values})
    page.fill_in()
    page.channels = list(dict.fromkeys(page.channels))
    return page


def parts(rows, size):
    """The rows in slices of `size`."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
