"""SHA-256 of stored files: disclosure/files/fingerprint.py."""

import hashlib
import os

import pytest

from disclosure.files.fingerprint import sha256_of
from disclosure.files.models import Fingerprint
from tests.factories import stored_document, stored_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_the_sum_is_that_of_the_bytes_and_is_read_once(django_assert_num_queries):
    """The second question costs one query and no reading."""
    file = stored_document(b"abc")
    assert sha256_of(file) == hashlib.sha256(b"abc").hexdigest()
    with django_assert_num_queries(1):
        assert sha256_of(file) == hashlib.sha256(b"abc").hexdigest()
    assert Fingerprint.objects.count() == 1


def test_a_file_swapped_on_the_disk_is_noticed():
    """Same name, same length, other bytes: the time of change gives it away; where that is forged too, `recheck` reads."""
    file = stored_document(b"abc")
    before, path = sha256_of(file), file.file.path
    times = os.stat(path)
    with open(path, "wb") as swapped:
        swapped.write(b"abd")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + 10_000_000))
    assert sha256_of(file) == hashlib.sha256(b"abd").hexdigest() != before
    with open(path, "wb") as swapped:
        swapped.write(b"abe")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + 10_000_000))
    assert sha256_of(file, recheck=True) == hashlib.sha256(b"abe").hexdigest()


def test_a_file_that_is_gone_has_no_sum():
    """An empty answer fits no recorded sum, so whatever asks for equality refuses."""
    file = stored_image()
    os.remove(file.file.path)
    assert sha256_of(file) == "" and sha256_of(file, recheck=True) == ""
