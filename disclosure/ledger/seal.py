"""What the hash of an entry covers: every column, and the hash before it."""

import hashlib
from datetime import UTC

from disclosure.rules.digest import canonical

SEALED = "number verb about_kind about_no about_title actor_no actor_username actor_name actor_post on_behalf_of facts previous".split()


def seal(entry):
    """SHA-256 (hex) over the canonical JSON of an entry's columns; its time in UTC to the microsecond."""
    told = {name: getattr(entry, name) for name in SEALED}
    told["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(told).encode()).hexdigest()
