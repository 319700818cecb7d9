"""Rows in bulk as the actions would write them, for benches: items that passed the chain, cases, comments. All of them say that they are synthetic.

Left out, because no figure and no page of the public reads them: Wagtail's workflow rows, mails, letters and evidence files. A test lives two hundred
matters both ways and compares the tables.

    people.py  whose names the rows bear  ←  items.py, cases.py, comments.py
"""

import random

from . import cases, comments, items
from .items import Items
from .people import HERE, MARK, People


def run(*, disclosures_wanted, cases_wanted, comments_wanted, seed, at, progress=lambda what, done, of: None):
    """Write what is wanted, the same for the same seed and day. at: aware, now. Raises Invalid before anything is written where it cannot be."""
    people, chance = People(at.astimezone(HERE).date()), random.Random(seed)
    if comments_wanted:
        comments.pages_that_closed(at)
    parts = (
        ("disclosures", disclosures_wanted, items.disclosures), ("cases", cases_wanted, cases.cases),
        ("comments", comments_wanted, comments.comments),
    )  # fmt: skip
    for what, wanted, write in parts:
        if wanted:
            write(wanted, people=people, chance=chance, at=at, progress=lambda done, what=what, wanted=wanted: progress(what, done, wanted))


__all__ = ["HERE", "MARK", "Items", "People", "run"]
