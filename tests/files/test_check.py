"""What may come in: disclosure/files/check.py. One clear sentence each, naming the file and the remedy; nothing stays behind."""

import io
import zipfile
import zlib

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from disclosure.files.check import check_upload
from disclosure.ledger.errors import Invalid
from tests.factories import picture_bytes

TYPES = '<Types><Override PartName="/x" ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/></Types>'
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HIDDEN = b"2 0 obj << /Type /ObjStm /N 1 >>\nstream\n" + zlib.compress(b"<< /S /JavaScript /JS (x) >>") + b"\nendstream endobj"


def packed(entries, **extra):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **extra) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def office(kind="wordprocessingml.document", **parts):
    return packed({"[Content_Types].xml": TYPES.format(kind), "word/document.xml": "<w/>", **parts})


def look(name, content):
    file = ContentFile(content, name=name)
    kind = check_upload(file)
    assert file.tell() == 0
    return kind


def refusal(name, content):
    with override("en"), pytest.raises(Invalid) as caught:
        look(name, content)
    assert caught.value.field == "file" and name in str(caught.value) and str(caught.value).endswith(".")
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("通知.pdf", PDF, "pdf"),
        ("通知.docx", office(), "docx"),
        ("表.xlsx", office("spreadsheetml.sheet"), "xlsx"),
        ("片.PPTX", office("presentationml.presentation"), "pptx"),
        ("图.png", picture_bytes(), "png"),
        ("图.jpg", picture_bytes(format="JPEG"), "jpeg"),
        ("数.csv", "名称,数量\n桥,1\n".encode("gb18030"), "csv"),
        ("数.csv", "名称,数量\n".encode("utf-8-sig"), "csv"),
        ("文.txt", "MZ 字样开头的文本\n".encode(), "txt"),
        ("文.txt", "条文".encode("utf-16"), "txt"),
        ("包.zip", packed({"一.txt": "x", "内.zip": packed({"a.txt": "y"}), "表.docx": office()}), "zip"),
        ("包.zip", packed({"__MACOSX/._一.txt": b"\x00\x05\x16\x07\x00\x02\x00\x00Mac", ".DS_Store": b"\x00\x00\x00\x01Bud1", "夹/": b""}), "zip"),
        ("账.csv", '名称,数,电话\n备注,-5,+86 (591) 87654321\n-见附件（2）,-1.2%,-\n"说明\n- 一、(A2)=3",+,@\n'.encode(), "csv"),
    ],
)
def test_the_nine_kinds_are_accepted(name, content, kind):
    """By content and ending together; Chinese names and encodings as offices have them."""
    assert look(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("报告.pdf", b"MZ\x90\x00" + b"\x00" * 200, "is a program"),
        ("报告.docx", b"\x7fELF\x02\x01" + b"\x00" * 200, "is a program"),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /\n", "is a program"),
        ("报告.pdf", office(), "in truth a DOCX"),
        ("图.png", picture_bytes(format="JPEG"), "in truth a JPEG"),
        ("文.txt", PDF, "in truth a PDF"),
        ("表.xlsx", office(), "in truth a DOCX"),
        ("包.docx", packed({"a.txt": "x"}), "in truth a ZIP"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be published"),
        ("页.html", b"<html></html>", "cannot be published"),
        ("无名", b"x", "cannot be published"),
        ("页.txt", b"\xef\xbb\xbf <!DOCTYPE html><script>1</script>", "web page"),
        ("图.png", b"<svg onload='x()'>", "web page"),
        ("旧.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Office or WPS"),
        ("密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16le"), "password"),
        ("密.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root"), "password"),
        ("半.pdf", PDF[:-20], "incomplete"),
        ("半.xlsx", office("spreadsheetml.sheet")[:-30], "incomplete"),
        ("半.jpg", picture_bytes(format="JPEG", size=(400, 300))[:-900], "incomplete"),
        ("半.png", picture_bytes(size=(400, 300))[:-40], "incomplete"),
        ("坏.pdf", b"\x00\x01\x02garbage", "incomplete"),
        ("坏.csv", b"\x00\x01\x02\xff\xfe", "not text"),
        ("空.zip", packed({}), "empty"),
        ("宏.docx", office(**{"word/vbaProject.bin": b"x"}), "macros"),
        ("宏.xlsx", office("spreadsheetml.sheet").replace(b"main+xml", b"main+xml"), None),
        ("控.docx", office(**{"word/activeX/activeX1.xml": b"<x/>"}), "macros"),
        ("宏.docx", packed({"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}), "macros"),
        ("实.docx", office(**{"word/styles.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "declarations"),
        ("毒.zip", packed({"x.txt": b"MZ\x90\x00" + b"\x00" * 100}), "holds a program"),
        ("毒.zip", packed({"点我.js": b"x"}), "holds a program"),
        ("跳.zip", packed({"../../etc/passwd": b"x"}), "leads out"),
        ("层.zip", packed({"a.zip": packed({"b.zip": packed({"c.txt": "x"})})}), "archives in archives"),
        ("弹.zip", packed({"a.txt": b"0" * 11_000_000}), "unpacks to too much"),
        ("多.zip", packed({f"{n}.txt": b"x" for n in range(2001)}), "unpacks to too much"),
        ("毒.zip", packed({"旧.doc": OLE + b"\x00" * 600}), "old Office or WPS"),
        ("毒.zip", packed({"一/旧.dat": OLE + b"\x00" * 600}), "old Office or WPS"),
        ("毒.zip", packed({"密.docx": OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16le")}), "password"),
        ("毒.zip", packed({"宏.docx": office(**{"word/vbaProject.bin": b"x"})}), "macros"),
        ("毒.zip", packed({"内.zip": packed({"旧.doc": OLE + b"\x00" * 600})}), "old Office or WPS"),
        ("毒.zip", packed({"图.gif": b"GIF89a"}), "cannot be published"),
        ("毒.zip", packed({"._x.bat": b"\x00\x05\x16\x07\x00\x02\x00\x00\r\ncalc"}), "holds a program"),
        ("毒.zip", packed({"图.png": picture_bytes(format="JPEG")}), "in truth a JPEG"),
        ("毒.zip", packed({"报告.pdf": b"\x00\x01\x02garbage"}), "incomplete"),
        ("毒.zip", packed({"页.txt": b"<!DOCTYPE html><script>1</script>"}), "web page"),
        ("毒.zip", packed({"数.csv": b"a,=1+1\n"}), "for a formula"),
        ("式.csv", b"a,b\n1,=HYPERLINK(\"http://x\")\n", "line 2"),
        ("式.csv", b'a,"=1+1"\n', "for a formula"),
        ("式.csv", b"a,\t=1+1\n", "for a formula"),
        ("式.csv", b"a;@SUM(A1)\n", "for a formula"),
        ("式.csv", "a\t+HYPERLINK(\"http://x\")\n".encode("utf-16"), "for a formula"),
        ("式.csv", "名称,-2+3+cmd|' /C calc'!A0\n".encode("gb18030"), "for a formula"),
        ("式.csv", "名称\r＝1+1\r".encode(), "for a formula"),
        ("式.csv", b'a,"(' + b"x" * 200_000, "incomplete"),
        ("动.pdf", PDF.replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "scripts or commands"),
        ("动.pdf", PDF.replace(b"/Type /Catalog", b"/AA << /S /L#61unch /F (cmd.exe) >>"), "scripts or commands"),
        ("藏.pdf", PDF.replace(b"endobj", b"endobj\n" + HIDDEN, 1), "scripts or commands"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(name, content, words):
    """Wrong kind, damaged, locked, active, bombs: each has its own sentence."""
    if words is None:
        assert look(name, content)
    else:
        assert words in refusal(name, content)


def test_an_encrypted_archive_is_named_as_such():
    """The flag in the directory is enough; nothing is tried."""
    data = bytearray(packed({"a.txt": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal("密.zip", bytes(data))


def test_the_size_is_a_setting(settings):
    """DISCLOSURE_MAX_FILE_MB, asked before a byte is read."""
    settings.DISCLOSURE_MAX_FILE_MB = 1
    assert "larger than 1 MB" in refusal("大.txt", b"x" * (1 << 20) + b"x")


def test_a_picture_of_too_many_pixels_is_not_unpacked():
    """The header alone is read."""
    png = picture_bytes(size=(1, 1))
    ihdr = b"IHDR" + (20000).to_bytes(4) + (20000).to_bytes(4) + png[24:29]
    huge = png[:12] + ihdr + zlib.crc32(ihdr).to_bytes(4) + png[33:]
    assert "million pixels" in refusal("巨.png", huge)
