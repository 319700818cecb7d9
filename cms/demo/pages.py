"""Rows of the demo's files, and what of a row a draft takes."""

import json
from pathlib import Path

from django.core.files.base import ContentFile

from disclosure.items import actions as items

DATA = Path(__file__).parent / "data"
# What a row says about its life, not about its text.
LIFE = (
    "start", "plot", "formed", "files", "go_live", "vital_interest", "vital_interest_reason", "reason", "change", "correction", "urgent_reason",
    "withdraw_reason", "consent", "refer_opinion", "withhold_opinion", "redact_opinion", "withhold_ground", "re_examine", "validity_of_old",
    "own", "slow", "forgotten",
)  # fmt: skip


def read_rows(name):
    """The rows of data/<name>.jsonl."""
    with open(DATA / f"{name}.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write_draft(row, *, by, at):
    """A new draft of a row, with its files, written by the editor `by` at the aware moment `at`; returns the page."""
    page = items.create(given={name: value for name, value in row.items() if name not in LIFE}, by=by, at=at)
    for path in row.get("files", "").split(";"):
        if path:
            items.attach(page=page, file=upload(path), by=by, at=at)
    return page


def upload(path):
    """data/<path> as it would be uploaded."""
    return ContentFile((DATA / path).read_bytes(), name=Path(path).name)
