"""The register of documents issued (发文登记): entered by the office or brought in from the OA, and held against what was published (五（三）).

keep.py enters and corrects, look.py checks a file, compare.py says what became of each document by a day, kept.py
keeps it for the list of them all.
"""

from .compare import Row, by_division, compared
from .keep import FIELDS, bring_in, correct, enter
from .kept import by_divisions, standings
from .look import check

__all__ = ["FIELDS", "Row", "bring_in", "by_division", "by_divisions", "check", "compared", "correct", "enter", "standings"]
