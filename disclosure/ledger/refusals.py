"""A refusal leaves an entry that survives the rollback of what was refused.

The refusing code sits in a transaction that will be undone, so the facts are queued and written when the request, command or job has ended.
"""

import contextlib
import logging
from contextvars import ContextVar

from django.db import transaction

from .record import record_many

_queue = ContextVar("refusals", default=None)
log = logging.getLogger(__name__)


def refused(*, about, by=None, at, reasons, door=""):
    """Remember that something was refused: reasons are sentences. The same refusal is written once a request."""
    row = {"verb": "gate.refuse", "about": about, "by": by, "at": at, "facts": {"reasons": [str(r) for r in reasons], "door": door}}
    queue = _queue.get()
    if queue is None:
        _write([row])  # a shell: inside its own transaction the entry goes with the rollback
    elif not any((r["about"], r["facts"]) == (row["about"], row["facts"]) for r in queue):
        queue.append(row)


def _write(rows):
    try:
        with transaction.atomic():
            record_many(rows)
    except Exception:  # the refusal itself stands whatever happens to its entry
        log.exception("A refusal could not be recorded: %s", rows)


@contextlib.contextmanager
def collect():
    """Queue refusals of a command or job and write them at its end, outside any transaction of the work."""
    token = _queue.set([])
    try:
        yield
    finally:
        rows = _queue.get()
        _queue.reset(token)
        if rows:
            _write(rows)


@contextlib.contextmanager
def told_otherwise():
    """Refusals in here leave no entry of their own: the caller enters them itself, once, however often he tries."""
    token = _queue.set([])
    try:
        yield
    finally:
        _queue.reset(token)


def begin(**kwargs):
    """A request has started."""
    _queue.set([])


def finish(**kwargs):
    """A request has ended: write what it was refused."""
    rows = _queue.get()
    _queue.set(None)
    if rows:
        _write(rows)


class RefusalMiddleware:
    """Writes them before the answer leaves; without it (in a host) they are written when the request is closed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if rows := _queue.get():
            _queue.set([])
            _write(rows)
        return response
