"""Whether a file may come in: what it is by its content, whole, of bearable size, and without anything that acts when it is opened.

The kinds are those that the public can be given: PDF, DOCX, XLSX, PPTX, PNG, JPEG, CSV, TXT, ZIP. Every refusal is one sentence that names the file
and what to do. Nothing is unpacked to the disk; all reading is bounded, for these run in a web process.
"""

import codecs
import csv
import html
import io
import posixpath
import re
import struct
import warnings
import zipfile
import zlib

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from disclosure.ledger.errors import Invalid

MEGABYTE = 1 << 20
CHUNK = 1 << 20
NAMES = {"pdf": "PDF", "docx": "DOCX", "xlsx": "XLSX", "pptx": "PPTX", "png": "PNG", "jpeg": "JPEG", "csv": "CSV", "txt": "TXT", "zip": "ZIP"}
ENDINGS = {**{kind: kind for kind in NAMES}, "jpg": "jpeg"}
# Archives, with all that is in them: an honest one of 50 MB stays far below these.
ENTRIES = 2000
UNPACKED = 500 * MEGABYTE
RATIO = 200  # asked of archives that unpack to more than 10 MB: small XML is often packed tighter
DEPTH = 2  # an archive in an archive, no deeper
PIXELS = 100_000_000
SCANS = 60  # of a JPEG: a progressive one has about ten

MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
PROGRAMS = (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
PROGRAM_ENDINGS = frozenset(
    "exe dll scr com bat cmd ps1 vbs vbe js jse wsf wsh hta msi msp jar lnk reg cpl apk sh docm xlsm pptm dotm xltm ppam xlam".split()
)
MARKUP_ENDINGS = frozenset("html htm xhtml xht mht mhtml svg svgz swf url scf".split())  # out of an archive their scripts act on the disk
MARKUP = re.compile(rb"<(?:!doctype\s+html|html|svg|script|body|head|iframe|\?xml)[\s>/?]", re.I)


def max_megabytes():
    """The largest file, in megabytes of 1,048,576 bytes: the setting DISCLOSURE_MAX_FILE_MB, 50 by default."""
    return getattr(settings, "DISCLOSURE_MAX_FILE_MB", 50)


def check_upload(file):
    """Look at an uploaded file (anything with `name`, `size`, `read`, `seek`) and return its kind: "pdf", "docx", "xlsx", "pptx", "png", "jpeg",
    "csv", "txt" or "zip". Raises Invalid(field="file") with one sentence; the position is at the beginning afterwards.
    """
    name = posixpath.basename(str(file.name or "").replace("\\", "/"))
    expected = _claimed(name, file.size)
    try:
        return _look(file, name, expected, 0, _Purse())
    finally:
        file.seek(0)


class _Purse:
    """What one upload may take in all, whatever is packed in it and however deep."""

    def __init__(self):
        self.bytes, self.entries = UNPACKED, ENTRIES


def _claimed(name, size):
    """The kind that a file of `size` bytes claims to be by its ending; refused where no kind may come in so."""
    if size > max_megabytes() * MEGABYTE:
        _refuse(_("“%(name)s” is larger than %(limit)s MB; make it smaller or divide it."), name, limit=max_megabytes())
    if not size:
        _refuse(_("“%(name)s” is empty; choose the file again."), name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS:
        _refuse(_("“%(name)s” is of a kind that cannot be published; allowed are %(kinds)s."), name, kinds=_kinds())
    return ENDINGS[ending]


def _look(file, name, expected, depth, purse):
    file.seek(0)
    head = file.read(1024)
    if head.startswith(OLD_OFFICE):
        _legacy_or_locked(file, name)
    if _is_program(head) or head.startswith(b"#!"):
        _refuse(_("“%(name)s” is a program, not a %(kind)s file; programs are not accepted."), name, kind=NAMES[expected])
    found = _kind_of(file, head, name, expected, depth, purse)
    if found != expected:
        _refuse(
            _("“%(name)s” is in truth a %(found)s file; give it the ending that fits, or save it as %(kind)s."),
            name, found=NAMES[found], kind=NAMES[expected],
        )  # fmt: skip
    return found


def _kind_of(file, head, name, expected, depth, purse):
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _check_archive(file, name, expected, depth, purse)
    if b"%PDF-" in head:
        _check_pdf(file, name, purse)
        return "pdf"
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _check_image(file, name, depth)
    if expected in ("csv", "txt"):
        encoding = _check_text(file, head, name)
        if expected == "csv":
            _check_cells(file, encoding, name)
        return expected
    if MARKUP.search(head):
        _refuse(_("“%(name)s” is a web page or drawing in markup (HTML, SVG), which can carry scripts; save it as PDF or PNG."), name)
    return _broken(name, expected)


def _is_program(head):
    return head.startswith(PROGRAMS) or (head.startswith(b"MZ") and b"\x00" in head[:64])


def _kinds():
    return ", ".join(NAMES.values())


def _refuse(sentence, name, **values):
    raise Invalid(sentence % {"name": name, **values}, field="file")


def _broken(name, kind):
    _refuse(_("“%(name)s” cannot be read as a %(kind)s file: it is incomplete or damaged; save and upload it again."), name, kind=NAMES[kind])


# --- Office files of before 2007, and encrypted ones: both begin alike

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _legacy_or_locked(file, name):
    file.seek(0)
    data = file.read(4 * MEGABYTE)
    if "EncryptedPackage".encode("utf-16le") in data:
        _refuse(_("“%(name)s” is protected by a password; save it without one and upload it again."), name)
    _refuse(_("“%(name)s” is in an old Office or WPS format (.doc, .xls, .ppt, .wps); save it as DOCX, XLSX, PPTX or PDF."), name)


# --- PDF


def _name_pattern(word):
    """A PDF name with any of its letters written as #xx, as 7.3.5 of ISO 32000 allows."""
    letters = "".join(f"(?:{char}|#{ord(char):02x}|#{ord(char):02X})" for char in word)
    return re.compile(b"/" + letters.encode() + rb"(?![A-Za-z0-9])")


ACTIVE = [_name_pattern("JavaScript"), _name_pattern("Launch")]
OBJECT_STREAM = _name_pattern("ObjStm")
ENCRYPT = re.compile(_name_pattern("Encrypt").pattern + rb"\s*(?:\d+\s+\d+\s+R|<<)")
# Filters that no writer of our time gives an object stream: behind them nothing could be searched.
OTHER_FILTERS = ("ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt")
OTHER_FILTER = re.compile(b"|".join(_name_pattern(word).pattern for word in OTHER_FILTERS))
STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
OBJECT_STREAMS = 50_000


def _check_pdf(file, name, purse):
    """By search through the bytes and the object streams, in linear time: a full parser takes seconds on large files and trips over hostile ones."""
    file.seek(0)
    data = file.read()
    if b"%%EOF" not in data[-2048:]:
        _broken(name, "pdf")
    if ENCRYPT.search(data):
        _refuse(_("“%(name)s” is protected by a password; save it without one and upload it again."), name)
    if any(pattern.search(data) for pattern in ACTIVE):
        _active(name)
    budget, start = 200 * MEGABYTE, None
    for count, match in enumerate(OBJECT_STREAM.finditer(data)):
        if start is None or start.start() < match.end():
            start = STREAM.search(data, match.end())
        if start is None:
            break
        if count > OBJECT_STREAMS or OTHER_FILTER.search(_dictionary(data, match, start)):
            _active(name)
        objects = _unpacked(data, start.end())
        budget -= len(objects)
        purse.bytes -= len(objects)
        if any(pattern.search(objects) for pattern in ACTIVE) or budget < 0 or purse.bytes < 0:
            _active(name)


def _dictionary(data, match, start):
    """What stands around the name of an object stream up to its bytes; of one that is stretched beyond all measure its two ends."""
    before = data[max(0, match.start() - 2048) : match.end()]
    after = data[match.end() : start.start()]
    return before[before.rfind(b"obj") + 1 :] + (after if len(after) < 8192 else after[:4096] + after[-4096:])


def _unpacked(data, at):
    """The objects of a stream that begins at `at`: fed bit by bit, so that many small ones are not copied with all that follows them."""
    unpack, found, step = zlib.decompressobj(), b"", 4096
    try:
        while at < len(data) and not unpack.eof and len(found) < 20 * MEGABYTE:
            found += unpack.decompress(data[at : at + step], 20 * MEGABYTE - len(found))
            at, step = at + step, min(step * 4, MEGABYTE)
    except zlib.error:
        return found or data[at : at + MEGABYTE]  # not packed
    return found


def _active(name):
    _refuse(_("“%(name)s” contains scripts or commands that run when it is opened; print it to PDF anew and upload that."), name)


# --- ZIP and the Office formats that are ZIP


def _check_archive(file, name, expected, depth, purse):
    kind = expected if expected in ("docx", "xlsx", "pptx", "zip") else "zip"
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _bounded(entries, name, purse)
            inside = {entry.filename for entry in entries}
            office = _office_kind(archive, inside, name) if "[Content_Types].xml" in inside else None
            kind = office or "zip"
            for entry in entries:
                _check_entry(archive, entry, name, office, depth, purse)
            return kind
    except Invalid:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError):
        _broken(name, kind)


def _bounded(entries, name, purse):
    if not entries:
        _refuse(_("“%(name)s” is empty; choose the file again."), name)
    if any(entry.flag_bits & 1 for entry in entries):
        _refuse(_("“%(name)s” is protected by a password; save it without one and upload it again."), name)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    purse.entries -= len(entries)
    purse.bytes -= unpacked
    if purse.entries < 0 or purse.bytes < 0 or (unpacked > 10 * MEGABYTE and unpacked / packed > RATIO):
        _refuse(
            _("“%(name)s” unpacks to too much (%(entries)s files, %(megabytes)s MB); divide it into smaller archives."),
            name, entries=len(entries), megabytes=unpacked // MEGABYTE,
        )  # fmt: skip


def _office_kind(archive, inside, name):
    if archive.getinfo("[Content_Types].xml").file_size > 4 * MEGABYTE:
        _broken(name, "zip")
    text = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    if "macroEnabled" in text or "vbaProject" in text or any("vbaproject" in part.lower() or "/activex" in part.lower() for part in inside):
        _macros(name)
    return next((kind for main, kind in MAIN_PARTS.items() if main in text), None)


def _macros(name):
    _refuse(_("“%(name)s” contains macros; save it without macros (DOCX, XLSX, PPTX) and upload that."), name)


# A program packed into a document (an object of the kind Package); macros that are fetched from elsewhere when it is opened.
PACKAGE = "\x01Ole10Native".encode("utf-16le")
FETCHES = re.compile(r"/(?:vbaProject|wordVbaData)[\"']|/attachedTemplate[\"']", re.I)
ELSEWHERE = re.compile(r"""Target\s*=\s*["']\s*(?:https?:|\\\\|//|file:/{2}[^/]|file:/{4,})""", re.I)


def _check_part(stream, head, ending, name):
    """A part of an Office document, read to its end."""
    if ending == "rels":
        data = head + stream.read(4 * MEGABYTE)
        text = html.unescape(data.decode("utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8", "replace"))
        for tag in text.split("<"):
            if (found := FETCHES.search(tag)) and ("vba" in found[0].lower() or ELSEWHERE.search(tag)):
                _macros(name)
    last, inner = b"", head
    while inner:
        if ending == "bin" and PACKAGE in last + inner:
            _refuse(_("“%(name)s” holds a program (%(inner)s); take it out of the archive."), name, inner="OLE Package")
        last, inner = inner[-64:], stream.read(CHUNK)


LEFT_BY_A_MAC = (b"\x00\x05\x16\x07\x00\x02\x00\x00", b"\x00\x00\x00\x01Bud1")  # ._ files and .DS_Store, which it packs along unasked


def _check_entry(archive, entry, name, office, depth, purse):
    """Read one entry to its end (its checksum is compared by the library): a part of a document, or a file judged as if it came alone."""
    if entry.is_dir():
        return
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
        _refuse(_("“%(name)s” holds a file with a path that leads out of the archive (%(inner)s); pack it anew."), name, inner=entry.filename)
    ending = parts[-1].rpartition(".")[2].lower()
    with archive.open(entry) as stream:
        head = stream.read(1024)
        if office:
            _check_part(stream, head, ending, name)
            if b"<!DOCTYPE" in head:
                _refuse(_("“%(name)s” contains declarations that Office never writes; save it anew in Office or WPS."), name)
            return
        if ending in PROGRAM_ENDINGS or ending in MARKUP_ENDINGS or _is_program(head):
            _refuse(_("“%(name)s” holds a program (%(inner)s); take it out of the archive."), name, inner=entry.filename)
        if parts[-1].startswith(("._", ".DS_Store")) and head.startswith(LEFT_BY_A_MAC):
            return
        if head.startswith(b"PK\x03\x04") and depth + 1 >= DEPTH and ending not in ("docx", "xlsx", "pptx"):
            _refuse(_("“%(name)s” holds archives in archives (%(inner)s); pack the files side by side."), name, inner=entry.filename)
        inner = f"{name}/{parts[-1]}"
        if head.startswith(OLD_OFFICE):
            _legacy_or_locked(io.BytesIO(head + stream.read(4 * MEGABYTE)), inner)
        expected = _claimed(inner, entry.file_size)
        _look(io.BytesIO(head + stream.read()), inner, expected, depth + 1, purse)


# --- Pictures


def _check_image(file, name, depth):
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=["PNG", "JPEG"])
            kind = image.format.lower()
            if image.width * image.height > PIXELS:
                _too_many_pixels(name)
            if kind == "png":
                image.verify()  # the checksum of every chunk, without unpacking
            else:
                if _scans(file) > SCANS:
                    _broken(name, "jpeg")
                if depth:  # its bytes are whole by the archive's checksum; hundreds of them would take minutes to draw
                    return kind
                image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))  # an eighth of the size, but all of the bytes
                image.load()
            return kind
    except Image.DecompressionBombError:
        _too_many_pixels(name)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error):
        _broken(name, "png" if name.lower().endswith("png") else "jpeg")


MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.S)


def _scans(file):
    """How many scans a JPEG has, more than SCANS of them not counted: each is drawn over all of the picture, thousands of tiny ones take hours."""
    file.seek(0)
    data, at, scans = file.read(), 2, 0
    file.seek(0)
    for _segment in range(100_000):
        found = MARKER.search(data, at)
        if found is None or data[found.end() - 1] == 0xD9 or scans > SCANS:
            return scans
        scans += data[found.end() - 1] == 0xDA
        at = found.end() + max(2, int.from_bytes(data[found.end() : found.end() + 2], "big"))
    return SCANS + 1


def _too_many_pixels(name):
    _refuse(_("“%(name)s” has more than %(limit)s million pixels; make it smaller."), name, limit=PIXELS // 1_000_000)


# --- Text


def _check_text(file, head, name):
    if MARKUP.search(head.lstrip(b"\xef\xbb\xbf")[:512]):
        _refuse(_("“%(name)s” is a web page or drawing in markup (HTML, SVG), which can carry scripts; save it as PDF or PNG."), name)
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := file.read(CHUNK):
                if "\x00" in decoder.decode(chunk):
                    raise UnicodeError
            decoder.decode(b"", final=True)
            return encoding
        except UnicodeError:
            continue
    _refuse(_("“%(name)s” is not text: it cannot be read as UTF-8 or GB 18030; save it as UTF-8."), name)


# What a spreadsheet runs: = and @ before anything; a number, a telephone or a remark may begin with + or -, unless it calls or fetches something.
ACTS = re.compile(r"\s*(?:[=@＝＠].|[+\-＋－].*(?:[A-Za-z_.]\s*\(|[|!]))", re.S)
NEEDED = re.compile(r"[=@＝＠(|!]")  # a table without any of these holds none


def _check_cells(file, encoding, name):
    """What is a table to a spreadsheet, in whichever of the usual ways it divides the cells."""
    if not any(NEEDED.search(line) for line in _lines(file, encoding)):
        return
    try:
        rows = csv.reader(_lines(file, encoding))
        for row in rows:
            for cell in row:
                if any(ACTS.match(part) for part in (cell.replace("\t", ";").split(";") if ";" in cell or "\t" in cell else (cell,))):
                    _refuse(
                        _(
                            "“%(name)s”, line %(line)s: spreadsheets take the cell “%(cell)s” for a formula; put its value there, or an apostrophe "
                            "(') before what is no formula, and save it as CSV again."
                        ),
                        name, line=rows.line_num, cell=cell.strip()[:40],
                    )  # fmt: skip
    except csv.Error:
        _broken(name, "csv")


def _lines(file, encoding):
    file.seek(0)
    decoder, rest = codecs.getincrementaldecoder(encoding)(), ""
    while chunk := file.read(CHUNK):
        *lines, rest = (rest + decoder.decode(chunk)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        yield from (f"{line}\n" for line in lines)
    yield rest
