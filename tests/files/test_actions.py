"""Files in use: disclosure/files/actions.py."""

import datetime as dt

import pytest
from wagtail.models import Collection

from disclosure.files.actions import own_collection, put_into_use, take_out_of_use
from disclosure.files.models import FileUse
from tests.factories import plain_page, stored_document, stored_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "site")]
NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)


def test_a_use_that_goes_on_keeps_its_beginning_and_the_others_end():
    """A second publication with one file fewer and one more: three rows, two in force."""
    item, one, two, three = plain_page(), stored_document(b"a"), stored_document(b"b"), stored_image()
    put_into_use(item, [one, two], NOW)
    rows = put_into_use(item, [two, three], LATER)
    assert {(row.kind, row.object_id, row.since) for row in rows} == {("document", two.pk, NOW), ("image", three.pk, LATER)}
    assert FileUse.objects.get(object_id=one.pk, kind="document").until == LATER
    assert put_into_use(item, [two, three], LATER) and FileUse.objects.count() == 3


def test_the_use_ends_with_the_publication():
    """After a withdrawal no use is in force; the rows stay as a record."""
    item = plain_page()
    put_into_use(item, [stored_document()], NOW)
    assert take_out_of_use(item, LATER) == 1
    assert not FileUse.objects.filter(until__isnull=True).exists() and FileUse.objects.count() == 1


def test_files_of_inward_pages_are_for_staff():
    """The audience of the category is written beside the use (二（二）)."""
    (row,) = put_into_use(plain_page(category="internal-rules"), [stored_document()], NOW)
    assert row.audience == "staff"


def test_the_collection_is_made_once_and_found_whatever_its_name():
    """Renaming it in the admin changes nothing."""
    mine = own_collection()
    Collection.objects.filter(pk=mine.pk).update(name="附件")
    assert own_collection().pk == mine.pk
