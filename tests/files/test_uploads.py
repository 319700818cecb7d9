"""Wagtail's own forms ask before a file comes in: disclosure/files/uploads.py."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import APIToken, Collection, UploadedFile

from disclosure.files.actions import own_collection, put_into_use
from tests.factories import picture_bytes, plain_page, stored_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "site")]
PROGRAM = b"MZ\x90\x00" + b"\x00" * 100


@pytest.fixture
def boss(client):
    user = get_user_model().objects.create_superuser("boss", "boss@example.org", "x")
    client.force_login(user)
    return user


def files_on_disk(media):
    return [path for path in media.rglob("*") if path.is_file()]


def test_the_form_for_one_document_refuses_with_a_sentence(client, boss, media):
    """A program that calls itself PDF: the form comes back with the reason, no row, no file."""
    data = {"title": "t", "collection": own_collection().pk, "file": SimpleUploadedFile("报告.pdf", PROGRAM)}
    answer = client.post("/admin/documents/add/", data)
    assert answer.status_code == 200 and "报告.pdf" in answer.content.decode()
    assert not get_document_model().objects.exists() and not files_on_disk(media)
    data["file"] = SimpleUploadedFile("报告.txt", "正文".encode())
    assert client.post("/admin/documents/add/", data).status_code == 302 and get_document_model().objects.count() == 1


def test_many_at_once_and_the_chooser_refuse_too(client, boss, media):
    """The multiple upload answers the sentence as JSON; the chooser's upload tab shows it. Nothing is kept aside for later."""
    collection = own_collection().pk
    data = {"title": "t", "collection": collection, "files[]": SimpleUploadedFile("报告.pdf", PROGRAM)}
    answer = client.post("/admin/documents/multiple/add/", data, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    assert answer["success"] is False and "报告.pdf" in answer["error_message"]
    form = {"document-chooser-upload-title": "t", "document-chooser-upload-collection": collection}
    form["document-chooser-upload-file"] = SimpleUploadedFile("报告.pdf", PROGRAM)
    assert "报告.pdf" in client.post("/admin/documents/chooser/create/", form).json()["htmlFragment"]
    assert not get_document_model().objects.exists() and not UploadedFile.objects.exists() and not files_on_disk(media)


def test_the_api_refuses_with_422(client, boss, media):
    """POST /api/v3/documents/ of stock Wagtail goes through the same field."""
    _row, secret = APIToken.create_token(user=boss, name="t")
    data = {"title": "t", "collection_id": own_collection().pk, "file": SimpleUploadedFile("报告.pdf", PROGRAM)}
    answer = client.post("/api/v3/documents/", data, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 422 and "报告.pdf" in answer.content.decode()
    assert not get_document_model().objects.exists() and not files_on_disk(media)


def test_an_image_form_refuses_what_wagtail_would_take(client, boss, media):
    """A GIF is a picture for Wagtail, but none of the nine kinds."""
    data = {"title": "t", "collection": own_collection().pk, "file": SimpleUploadedFile("图.gif", picture_bytes(format="GIF"))}
    answer = client.post("/admin/images/add/", data)
    assert answer.status_code == 200 and "图.gif" in answer.content.decode()
    assert not get_image_model().objects.exists()
    data["file"] = SimpleUploadedFile("图.png", picture_bytes())
    assert client.post("/admin/images/add/", data).status_code == 302


def test_a_file_of_200_megabytes_is_refused_and_leaves_nothing(client, boss, media, tmp_path):
    """Streamed to a temporary file by Django, refused by the form, gone after the request."""

    spool = tmp_path / "spool"
    spool.mkdir()
    with override_settings(FILE_UPLOAD_TEMP_DIR=str(spool)):
        big = SimpleUploadedFile("大.pdf", b"%PDF-1.7\n" + bytes(200 << 20))
        answer = client.post("/admin/documents/add/", {"title": "t", "collection": own_collection().pk, "file": big})
    assert answer.status_code == 200 and "大.pdf" in answer.content.decode() and "50 MB" in answer.content.decode()
    assert not get_document_model().objects.exists() and not files_on_disk(media) and not list(spool.iterdir())


def test_a_file_in_use_is_not_replaced(client, boss, media):
    """Wagtail's edit form would put other bytes, or another name, under a published attachment and delete the old ones; tags are free."""
    file = stored_document(b"a,b\n")
    put_into_use(plain_page(), [file], dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    data = {"title": "neu", "collection": file.collection_id, "file": SimpleUploadedFile("b.csv", b"c,d\n")}
    answer = client.post(f"/admin/documents/edit/{file.pk}/", data)
    assert answer.status_code == 200 and file.file.storage.exists(file.file.name)
    del data["file"]
    answer = client.post(f"/admin/documents/edit/{file.pk}/", data)
    assert answer.status_code == 200 and "“通知”" in answer.content.decode()
    data |= {"title": "通知", "tags": "a"}
    assert client.post(f"/admin/documents/edit/{file.pk}/", data).status_code == 302
    file.refresh_from_db()
    file.title = "neu"
    with pytest.raises(PermissionDenied):
        file.save()


def test_a_hosts_uploads_are_not_looked_at(client, boss, media, settings):
    """DISCLOSURE_PRIVATE_FILES = "disclosure": what lies outside the collection of disclosures is Wagtail's affair."""
    settings.DISCLOSURE_PRIVATE_FILES = "disclosure"
    data = {"title": "t", "collection": Collection.get_first_root_node().pk, "file": SimpleUploadedFile("x.svg", b"<svg/>")}
    assert client.post("/admin/documents/add/", data).status_code == 302
    data["collection"] = own_collection().pk
    data["file"] = SimpleUploadedFile("x.svg", b"<svg/>")
    assert client.post("/admin/documents/add/", data).status_code == 200


def test_no_migration_follows_from_the_validator():
    """The validator lives in the process; the fields' migrations stay those of Wagtail."""
    from django.core.management import call_command

    call_command("makemigrations", "wagtaildocs", "wagtailimages", check=True, dry_run=True, verbosity=0)
