"""Published items of an older system come in: all or nothing, by the approval on file there, with their old days and numbers.

Three stages. `check` (look.py) looks at every row and names every fault. `bring_in` (write.py) then writes the pages unpublished, in chunks that are
short transactions of their own, so that others can work meanwhile; and makes all of them live in one short transaction. Whatever fails, everything
written is taken away.
"""

from ..actions import page_type
from .look import Batch, Fault, check, columns
from .write import bring_in, clear_away_the_dead

__all__ = ["Batch", "Fault", "bring_in", "check", "clear_away_the_dead", "columns", "page_type"]
