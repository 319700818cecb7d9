"""When more write at once than can be written: some threads of a process stay for reading, who finds no place hears at once when to come again."""

import fcntl
import threading
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Refused

AGAIN = 2  # seconds
PLACES = getattr(settings, "INTAKE_PLACES", 3)  # threads of a process that may write for the street at a time

_places = threading.BoundedSemaphore(PLACES)


class Busy(Refused):
    """No place is free; nothing was written. `retry_after`: seconds."""

    status, retry_after = 503, AGAIN

    def __init__(self):
        super().__init__(_("Very many are writing at this moment: send it again in a few seconds. What you typed is not lost."))


@contextmanager
def place():
    """A place for one public write of this process, for as long as the block lasts. Raises Busy at once where none is free; never waits."""
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _places.release()


@contextmanager
def turn():
    """One's turn to begin a public write where the database lets one write at a time (SQLite), over all processes; elsewhere nothing.

    SQLite waits by sleeping, up to a tenth of a second beyond the moment when it could go on; the kernel wakes the next one at once. A process that
    dies gives its turn away. Never waits inside a transaction, which may itself be what the others wait for.
    """
    database = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite" or connection.in_atomic_block or str(database).startswith(("file:", ":")):
        yield
        return
    with open(f"{database}-turn", "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
