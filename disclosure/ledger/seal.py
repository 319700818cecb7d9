"""What the hash of an entry covers: every column, and the hash before it."""

import hashlib
import json
from datetime import UTC

SEALED = (
    "number verb about_kind about_no about_title actor_no actor_username actor_name actor_post on_behalf_of facts previous".split()
)


def canonical(value):
    """One JSON text for one value: sorted keys, no spaces, no escapes of Chinese."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(entry):
    """SHA-256 (hex) over the canonical JSON of an entry's columns; its time in UTC to the microsecond."""
    told = {name: getattr(entry, name) for name in SEALED}
    told["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(told).encode()).hexdigest()
