"""What the bytes of a stored file are, as one SHA-256: attachments are signed, published and audited by it, never by their name."""

import hashlib

from .models import Fingerprint

CHUNK = 1 << 20


def sha256_of(file, *, recheck=False):
    """The SHA-256 (64 hex digits) of a document's or image's stored bytes; "" where the file is gone, which fits no recorded sum.

    `file`: a Wagtail document or image. The sum is read once and kept as long as storage name, size, Wagtail's own hash and the storage's time of
    change are the same; `recheck=True` reads the bytes whatever is kept (audits: who can write on the disk can set a file's time).
    """
    name = file.file.name
    facts = _seen_from_outside(file)
    if not name or facts is None:
        return ""
    if not recheck and (kept := Fingerprint.objects.filter(name=name, **facts).values_list("sha256", flat=True).first()):
        return kept
    try:
        digest = _read(file.file.storage, name)
    except OSError:
        return ""
    Fingerprint.objects.update_or_create(name=name, defaults={**facts, "sha256": digest})
    return digest


def sha256_of_bytes(stream):
    """The SHA-256 of an open binary file from its beginning, in chunks; the position is set back to the beginning."""
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def size_of(file):
    """Bytes of a document's or image's stored file; 0 where it is gone."""
    facts = _seen_from_outside(file)
    return facts["size"] if facts else 0


def _seen_from_outside(file):
    """Size, Wagtail's hash and time of change without reading the bytes; None where there is no such file."""
    field = file.file
    if not field.name:
        return None
    try:
        size = field.storage.size(field.name)
        modified = field.storage.get_modified_time(field.name).isoformat()
    except NotImplementedError:  # a storage that does not know when
        modified = ""
    except OSError:
        return None
    return {"size": size, "file_hash": file.file_hash or "", "modified": modified}


def _read(storage, name):
    # Opened anew by name: the instance's own handle may be half read by somebody else.
    with storage.open(name, "rb") as stream:
        return sha256_of_bytes(stream)
