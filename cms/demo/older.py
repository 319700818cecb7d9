"""Older items, published by an earlier system: brought in as `import_disclosures` does, with the approval that is on file elsewhere."""

import datetime as dt

from django.core.management.base import CommandError

from disclosure.items.bring_in import bring_in, check
from disclosure.items.bring_in.rows import Row
from disclosure.rules.categories import Category

from .pages import DATA, read_rows

# One file a category, in the order of the work points.
FILES = list(Category)


def older(category, begin):
    """[(line, row)] of a category's file that were public before the aware moment `begin`, when this system began.

    Laws are all older: the day of their publication is invented, and set back by whole years until it is.
    """
    kept = []
    for line, row in enumerate(read_rows(category), 1):
        while category == Category.RULES and moment(row["published_at"]) >= begin:
            row = {**row, **{name: _year_before(row[name]) for name in ("published_at", "approved_on")}}
        if moment(row["published_at"]) < begin:
            kept.append((line, row))
    return kept


def younger(category, begin):
    """The other rows: what was published after the system began was lived here (year.py)."""
    return [row for row in read_rows(category) if category != Category.RULES and moment(row["published_at"]) >= begin]


def moment(text):
    """An aware datetime of ISO 8601."""
    return dt.datetime.fromisoformat(text)


def _year_before(text):
    """The same day of the year before; 29 February is the 28th."""
    day = "02-28" if text[5:10] == "02-29" else text[5:10]
    return f"{int(text[:4]) - 1}-{day}{text[10:]}"


def count(begin):
    """How many rows are brought in."""
    return sum(len(older(category, begin)) for category in FILES)


def bring_in_older(step, at):
    """Import the older rows of every category at the aware moment `at`, when this system began. `step(words, count)` tells of progress.

    Raises CommandError naming the first fault of a row.
    """
    for category in FILES:
        rows = [Row(line, values) for line, values in older(category, at)]
        batch = check(DATA / f"{category}.jsonl", category=str(category), at=at, rows=rows)
        for fault in batch.faults:
            raise CommandError(f"{batch.path.name}:{fault.line} {fault.field}: {fault.reason}")
        bring_in(batch, at=at)
        step(f"导入 {category.label}", batch.rows)
