"""Sealed fields and the blind index."""

import pytest
from cryptography.fernet import Fernet

from disclosure.intake import sealed


def test_a_new_first_key_writes_and_the_old_one_still_reads(settings):
    """Rotation: both in the list, then the old one goes and only what was sealed anew is read."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.DISCLOSURE_FIELD_KEYS = [old]
    text = sealed.seal("某人")
    settings.DISCLOSURE_FIELD_KEYS = [new, old]
    assert sealed.unseal(text) == "某人"
    again = sealed.seal("某人")
    settings.DISCLOSURE_FIELD_KEYS = [new]
    assert sealed.unseal(again) == "某人"
    with pytest.raises(sealed.InvalidToken):
        sealed.unseal(text)


def test_equal_values_have_equal_indexes_per_field():
    """Full-width and small letters are folded; another field has another index."""
    assert sealed.blind("11010519491231002x", "id") == sealed.blind(" １１０１０５19491231002X", "id")
    assert sealed.blind("1", "id") != sealed.blind("1", "name")
