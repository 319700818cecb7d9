"""Files made to get past the look at them: active content that is hidden, and little ones that take all the time or memory there is."""

import contextlib
import io
import os
import time
import tracemalloc
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from disclosure.files.check import check_upload
from disclosure.ledger.errors import Invalid

SCRIPT = b"1 0 <</S/JavaScript/JS(app.alert(1))>>"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def look(name, data):
    return check_upload(SimpleUploadedFile(name, data))


def pdf(body):
    return b"%PDF-1.7\n" + body + b"\ntrailer<<>>\n%%EOF\n"


def stream(dictionary, data, end=b"\n"):
    return b"1 0 obj<<" + dictionary + b">>stream" + end + data + b"\nendstream endobj"


def archive(parts, packed=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def document(parts, more=""):
    return archive({"[Content_Types].xml": f'<Types><Override ContentType="{MAIN}"/>{more}</Types>', "word/document.xml": "<w/>", **parts})


@pytest.mark.parametrize(
    "body",
    [
        stream(b"/Type/Obj#53tm/Filter/FlateDecode", zlib.compress(SCRIPT)), stream(b"/Type/ObjStm/Filter/ASCIIHexDecode", SCRIPT.hex().encode()),
        stream(b"/Filter[/A#53CIIHexDecode/FlateDecode]/Type/ObjStm", zlib.compress(SCRIPT).hex().encode()),
        stream(b"/Type/ObjStm" + b" " * 5000 + b"/Filter/FlateDecode", zlib.compress(SCRIPT)), b"1 0 obj<</#45ncrypt 5 0 R>>",
        stream(b"/Type/ObjStm/Filter/FlateDecode", zlib.compress(SCRIPT), b"\r"), b"/ObjStm " * 9 + stream(b"/Type/ObjStm", zlib.compress(SCRIPT)),
    ],
    ids=["escaped name", "another filter", "two filters, escaped", "far from its name", "escaped encryption", "carriage return", "named many times"],
)  # fmt: skip
def test_a_script_in_a_pdf_is_found_however_it_is_hidden(body):
    """Names with #xx, filters that hide it from a search, a stream far behind its name."""
    with pytest.raises(Invalid):
        look("a.pdf", pdf(body))


def test_object_streams_of_an_honest_pdf_pass():
    """Packed by Flate as every writer does, next to a page whose picture has another filter; and PDFs that say it in words."""
    page = b"2 0 obj<</Filter/ASCII85Decode>>stream\nabc~>\nendstream endobj\n"
    assert look("a.pdf", pdf(page + stream(b"/Type/ObjStm/Filter/FlateDecode", zlib.compress(b"1 0 <</Type/Font>>")))) == "pdf"
    assert look("a.pdf", pdf(stream(b"", b"(about /ObjStm)"))) == "pdf"


@pytest.mark.parametrize(
    "parts",
    [
        {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "\x01Ole10Native".encode("utf-16le") + b"MZ"},
        {"word/_rels/settings.xml.rels": f'<Relationship Id="r" Type="{TEMPLATE}" Target="http://x.example/a.dotm" TargetMode="External"/>'},
        {"word/_rels/settings.xml.rels": f"<Relationship Target='&#104;ttps://x.example/a.dotm' Type='{TEMPLATE}' TargetMode='External'/>"},
        {"word/_rels/settings.xml.rels": f'<Relationship Target="\\\\x\\a.dotm" Type="{TEMPLATE}" TargetMode="External"/>'.encode("utf-16")},
        {"word/_rels/settings.xml.rels": f'<Relationship Type="{TEMPLATE}" Target="file://server/a.dotm" TargetMode="External"/>'},
        {"word/other.bin": b"x", "word/_rels/document.xml.rels": f'<Relationship Id="r" Type="{MACROS}" Target="other.bin"/>'},
    ],
    ids=["program as an object", "template from the web", "escaped", "from a share, UTF-16", "from a server", "macros by another name"],
)
def test_what_acts_when_a_document_is_opened_is_refused(parts):
    """A packed program, a template with macros that is fetched, macros under another name."""
    with pytest.raises(Invalid):
        look("a.docx", document(parts))


def test_an_honest_document_passes():
    """The template of the writer's own computer, an equation as an object, a link to the web."""
    rels = f'<Relationship Type="{TEMPLATE}" Target="file:///C:\\Users\\a\\Normal.dotm" TargetMode="External"/>'
    rels += '<Relationship Type="http://x/hyperlink" Target="https://www.gov.cn/" TargetMode="External"/>'
    equation = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Equation Native".encode("utf-16le")
    assert look("a.docx", document({"word/_rels/settings.xml.rels": rels, "word/embeddings/oleObject1.bin": equation})) == "docx"


@pytest.mark.parametrize("name, data", [("a.pdf", pdf(SCRIPT)), ("a.HTML", b"<html><script>1</script>"), ("b/a.svg", b"<svg onload='1'>")])
@pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_brings_in_nothing_that_is_refused_outside_of_it(name, data, packed):
    """A PDF with a script, a web page, a drawing."""
    with pytest.raises(Invalid):
        look("a.zip", archive({name: data}, packed))


def test_an_archive_that_begins_with_a_pdf_is_an_archive():
    """Stored unpacked, so that its bytes are among the first of the archive."""
    assert look("a.zip", archive({"a.pdf": pdf(b"1 0 obj<<>>endobj"), "b.txt": "正文"}, zipfile.ZIP_STORED)) == "zip"


# ---- little ones that take much


def quickly(name, data, seconds):
    began = time.perf_counter()
    with contextlib.suppress(Invalid):
        check_upload(SimpleUploadedFile(name, data))
    return time.perf_counter() - began < seconds


def test_many_tiny_object_streams_take_no_minutes():
    """Four megabytes of them were a minute of copying."""
    one = b"/ObjStm stream\n" + zlib.compress(b"")
    assert quickly("a.pdf", pdf(one * (2_000_000 // len(one))), 5)


def test_the_list_of_parts_is_not_unpacked_whatever_its_size():
    """Three megabytes that became 850 in memory."""
    data = document({"word/media/a.png": os.urandom(1_200_000)}, " " * 150_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(Invalid):
            look("a.docx", data)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def picture(scans=0, after=b""):
    out = io.BytesIO()
    Image.new("L", (4000, 4000)).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data[data.rfind(b"\xff\xda") : -2]
    return data[:-2] + last * scans + b"\xff\xd9" + after


def test_a_jpeg_of_hundreds_of_scans_is_not_drawn():
    """Each of them over all of the picture; a progressive one, also with a film behind it, has ten."""
    with pytest.raises(Invalid):
        look("a.jpg", picture(300))
    assert quickly("a.jpg", picture(300), 2) and look("a.jpg", picture(after=b"\xff\xda\x00\x08" * 1000)) == "jpeg"


def test_archives_in_an_archive_share_what_one_upload_may_take():
    """Each below the bounds; together they would be gigabytes to read, as would the object streams of its PDFs."""
    inner = archive({f"{n}.txt": b"0123456789" * 900_000 for n in range(11)})
    sixty = archive({f"{n}.zip": inner for n in range(6)}, zipfile.ZIP_STORED)
    with pytest.raises(Invalid):
        look("a.zip", sixty)
    heavy = pdf(stream(b"/Type/ObjStm", zlib.compress(bytes(19 << 20), 9)) * 9)
    with pytest.raises(Invalid):
        look("a.zip", archive({f"{n}.pdf": heavy for n in range(4)}, zipfile.ZIP_STORED))
    assert look("a.zip", archive({"0.pdf": heavy}, zipfile.ZIP_STORED)) == "zip"


def test_a_table_of_ten_megabytes_is_looked_at_in_a_moment():
    """Each of its cells."""
    assert quickly("a.csv", b"-1,2,3,4,5,6,7,8,9\n" * 500_000 + b"(a)", 8)
