"""Signed facts → one hash. Every signature names it; a clearance opens the gate for exactly it (四（二）, 四（三）)."""

import hashlib
import json


def canonical(value):
    """One JSON text for one value: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(facts, proposal):
    """SHA-256 (hex) over a page's facts and what was proposed for it.

    facts: text, attachments, scope and channels of the page; proposal: kind, vital_interest with reason and consultation, go_live_at.
    """
    return hashlib.sha256(canonical({"facts": facts, "proposal": proposal}).encode()).hexdigest()
