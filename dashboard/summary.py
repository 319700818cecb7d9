"""What a look is made of: the summary where a source is kept in it, the other sources read and kept for a minute under the head of the ledger.

Every act writes an entry, so the same head means the same rows. What is written without an entry (a file that a daily look finds missing) shows
after KEEP at the latest.
"""

import hashlib

from django.core.cache import cache
from django.utils.translation import get_language

from disclosure.ledger.record import head

from .facts import catch_up
from .figures import CountedBoard
from .rows import KEPT, SOURCES, read

KEEP = 50  # seconds
MOST = 50_000  # rows; more are read anew rather than carried through the cache
LIVE = [name for name in SOURCES if name not in KEPT]


def rows_of(period, names=SOURCES):
    """{source: [Row]} of every source, or of some, for a Period, as the ledger stands now."""
    number, digest, _at = head()
    asked = f"{number} {digest} {period.known} {period.last} {get_language()} {len(names)}"
    key = f"disclosure.dashboard.{hashlib.sha256(asked.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = read(names, period)
        if sum(len(rows) for rows in found.values()) <= MOST:
            cache.set(key, found, KEEP)
    return found


def board_of(role, period, choose=None, query=None):
    """The CountedBoard of a role and a Period, as the ledger stands now: what is little behind is folded before."""
    catch_up.look()
    return CountedBoard(role, period, choose, query, rows_of(period, LIVE))
