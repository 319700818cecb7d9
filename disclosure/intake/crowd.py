"""When more write at once than can be written: some threads of a process stay for reading, who finds no place hears at once when to come again."""

import threading
from contextlib import contextmanager

from django.conf import settings
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
