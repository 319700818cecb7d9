"""What citizens confide is encrypted in the table; whoever must find it again asks a blind index, and the two keys are apart.

Keys: `DISCLOSURE_FIELD_KEYS` (Fernet keys; the first writes, all read) and `DISCLOSURE_INDEX_KEY`; without them both follow from SECRET_KEY.
"""

import base64
import hashlib
import hmac
import unicodedata
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


def _derived(purpose):
    return hmac.new(str(settings.SECRET_KEY).encode(), f"disclosure {purpose}".encode(), "sha256").digest()


@lru_cache(4)
def _box(keys):
    return MultiFernet([Fernet(key) for key in keys])


def box():
    """The MultiFernet in force: what it encrypts, it and every later list of keys that still holds this one decrypt."""
    keys = tuple(getattr(settings, "DISCLOSURE_FIELD_KEYS", None) or [base64.urlsafe_b64encode(_derived("fields"))])
    return _box(keys)


def seal(text):
    """`text` encrypted, as text."""
    return box().encrypt(str(text).encode()).decode()


def unseal(sealed):
    """What `seal` was given. Raises cryptography's InvalidToken when no key of ours made it."""
    return box().decrypt(sealed.encode()).decode()


def blind(value, field):
    """A digest by which equal values of a field are found without being readable: of the value folded (NFKC, upper case), per field."""
    key = getattr(settings, "DISCLOSURE_INDEX_KEY", None) or _derived("index")
    folded = unicodedata.normalize("NFKC", str(value)).upper().strip()
    return hmac.new(key if isinstance(key, bytes) else key.encode(), f"{field}\0{folded}".encode(), "sha256").hexdigest()


def fingerprint(data):
    """SHA-256 of bytes, as hex."""
    return hashlib.sha256(data).hexdigest()


class SealedTextField(models.TextField):
    """Text that is encrypted in the table. It is not searched: keep a blind index beside it where equal values must be found."""

    def get_prep_value(self, value):
        return None if value is None else seal(value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else unseal(value)

    def get_lookup(self, name):
        if name not in ("isnull", "exact"):  # exact only of None, which exclude(field=None) asks
            raise NotImplementedError(f"{self.name} is encrypted: use its blind index")
        return super().get_lookup(name)


__all__ = ["InvalidToken", "SealedTextField", "blind", "box", "fingerprint", "seal", "unseal"]
