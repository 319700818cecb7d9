"""The only queries: what disclosure recorded → plain Rows as they were known on a day. One file a source; `read()` gives what is asked for.

registry ← who, states ← publications, steps, duties, cases, … A source is a function of a Period, named with @source; it may read tables of
disclosure and, for days of recording, the ledger. It yields every row that was known, whatever its state: metrics choose.
"""

from . import cases, consultations, documents, duties, orders, publications, publicity, steps  # noqa: F401  they register their sources
from .registry import KEPT, OF_THE_PERIOD, SOURCES, SUBJECTS, read, rows_of, source

__all__ = ["KEPT", "OF_THE_PERIOD", "SOURCES", "SUBJECTS", "read", "rows_of", "source"]
