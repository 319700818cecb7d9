"""Index numbers: given when a draft is made, distinct under load, never used again."""

import threading

import pytest
from django.db import close_old_connections, connection

from disclosure.items.models import OtherPage, Serial
from disclosure.items.models.numbers import take_serials
from tests.factories import division, item


def test_a_draft_has_its_number_and_address_from_the_start(site):
    page = item("rules", standard_number="")
    assert page.index_number.endswith("-0600-2026-00001")
    assert page.slug == page.index_number and page.url.endswith(f"/open/rules/{page.index_number}/")


def test_a_number_is_not_used_again_after_a_draft_was_deleted(site):
    first = item(formed_on=None)
    first.delete()
    assert item().index_number != first.index_number


def test_each_year_counts_by_itself(site):
    assert item(formed_on=None).index_number[-5:] == "00001"
    assert item(formed_on="2017-03-01").index_number.endswith("2017-00001")


def test_a_typed_slug_does_not_change_the_address(site):
    page = item()
    page.slug = "something-else"
    page.save_revision()
    assert page.get_latest_revision_as_object().slug == page.index_number


def test_a_copy_has_a_number_of_its_own(site):
    page = item()
    copy = page.copy(update_attrs={"title": "副本", "slug": "fuben"}, keep_live=False)
    assert copy.index_number and copy.index_number != page.index_number
    assert copy.slug == copy.index_number == OtherPage.objects.get(pk=copy.pk).get_latest_revision_as_object().index_number
    assert copy.published_at is None


def test_a_block_of_serials_is_taken_at_once(db):
    assert take_serials("X", 2026, 10) == 1
    assert take_serials("X", 2026) == 11
    assert Serial.objects.get(org_code="X", year=2026).last == 11


@pytest.mark.django_db(transaction=True)
def test_a_hundred_concurrent_creations_have_a_hundred_numbers():
    """Issue 4, point 3."""
    home = division("zhiliang")
    made, failed = [], []

    def write():
        try:
            for _turn in range(5):
                made.append(item(division=home).index_number)
        except Exception as failure:
            failed.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert not failed and len(set(made)) == 100
