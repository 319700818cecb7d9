"""Older items, published by an earlier system: brought in as `import_disclosures` does, with the approval that is on file elsewhere."""

from django.core.management.base import CommandError

from disclosure.items.bring_in import bring_in, check
from disclosure.rules.categories import Category

from .pages import DATA, read_rows

# One file a category, in the order of the work points.
FILES = list(Category)


def count():
    """How many rows there are in all."""
    return sum(len(read_rows(category)) for category in FILES)


def bring_in_older(step, at):
    """Import the rows of every category at the aware moment `at`, when this system began. `step(words, count)` tells of progress.

    Raises CommandError naming the first fault of a row.
    """
    for category in FILES:
        batch = check(DATA / f"{category}.jsonl", category=str(category), at=at)
        for fault in batch.faults:
            raise CommandError(f"{batch.path.name}:{fault.line} {fault.field}: {fault.reason}")
        bring_in(batch, at=at)
        step(f"导入 {category.label}", batch.rows)
