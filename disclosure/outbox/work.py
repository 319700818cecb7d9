"""Put a message into the outbox; work the outbox off without losing one, and without two processes sending the same."""

import datetime as dt
import logging

from django.db import connection, transaction

from .models import Message, State

log = logging.getLogger(__name__)

# kind of message -> function (message) that makes it leave. Upper rooms add theirs (webhooks, channels) when the apps are ready.
senders = {}
names = {}  # kind of message -> what the register calls it

# Minutes until the next try after the first, second … failure; then every hour.
BACKOFF = [1, 2, 5, 10, 20, 30, 60]
TRIES = 12
# How long a process may take for one message before another believes it dead.
LEASE = dt.timedelta(minutes=10)


class Unreachable(Exception):
    """The way out is closed (mail server down, network gone): the message waits, however long; that is never its fault."""


class Undeliverable(Exception):
    """This message can never leave (no address, address refused for good): it is given up at once and shown to the administrators."""


def sender(kind, name=""):
    """Register the function that makes messages of a kind leave: fn(message). Any exception is a failed try. name: the kind in words."""

    def register(send):
        senders[kind], names[kind] = send, name or kind
        return send

    return register


def enqueue(*, key, to, subject, body, html="", at, kind="mail"):
    """Write down a message, in the caller's transaction: it leaves only if that commits, and then surely. Returns the Message.

    `key`: names the occasion; the same key again gives the first message and changes nothing. `to`: an address or a list of them (for a kind other
    than mail: what its sender understands). `at`: aware datetime, now for the caller. `html`: the same words as HTML, optional.
    """
    to = [to] if isinstance(to, str) else list(to)
    subject = " ".join(subject.split())  # a line end in a subject would be a header of its own
    message = Message(
        key=key, kind=kind, to=[address for address in to if address], subject=subject[:255], body=body, html=html, created_at=at, due_at=at,
    )  # fmt: skip
    Message.objects.bulk_create([message], ignore_conflicts=True)  # one statement: a mail is written with every step of the chain
    return Message.objects.get(key=key)


def work_off(*, now, who, clock=None):
    """Send what is due at `now` (aware datetime), oldest first, until nothing is; returns {"sent": n, "later": n, "dead": n}.

    `who` names this process (unique among all that run). `clock()` gives the time for what happens on the way; by default `now` stands still.
    A closed way (Unreachable) is not tried again in this round by other messages of its kind.
    """
    clock = clock or (lambda: now)
    counts = {"sent": 0, "later": 0, "dead": 0}
    closed = set()
    while message := claim(now=now, who=who, without=closed):
        outcome = _send(message, who=who, now=clock(), closed=closed)
        counts[outcome] += 1
    return counts


def claim(*, now, who, without=()):
    """Take the next message that is due, for `who` alone, until LEASE is over; None where nothing is due. Two processes never get the same."""
    due = Message.objects.filter(state__in=(State.WAITING, State.CLAIMED), due_at__lte=now).exclude(kind__in=without).order_by("due_at", "pk")
    taken = {"state": State.CLAIMED, "claimed_by": who, "due_at": now + LEASE}
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            message = due.select_for_update(skip_locked=True).first()
            if message is not None:
                Message.objects.filter(pk=message.pk).update(**taken)
    else:  # SQLite: whoever's UPDATE still finds the row as it was read has it
        while message := due.first():
            if Message.objects.filter(pk=message.pk, state=message.state, due_at=message.due_at).update(**taken):
                break
    if message is not None:
        message.refresh_from_db()
    return message


def _send(message, *, who, now, closed):
    try:
        if message.kind not in senders:
            raise Unreachable(f"no sender for {message.kind}")
        senders[message.kind](message)
    except Unreachable as error:
        closed.add(message.kind)
        return _later(message, who, now, error, dead=False, own=False)
    except Undeliverable as error:
        return _later(message, who, now, error, dead=True)
    except Exception as error:  # one message must not stop the others
        return _later(message, who, now, error, dead=message.attempts + 1 >= TRIES)
    _mine(message, who).update(state=State.SENT, sent_at=now, attempts=message.attempts + 1, error="")
    return "sent"


def _later(message, who, now, error, *, dead, own=True):
    minutes = BACKOFF[min(message.attempts, len(BACKOFF) - 1)]
    state = State.DEAD if dead else State.WAITING
    tries = message.attempts + 1 if own else max(message.attempts, min(message.attempts + 1, len(BACKOFF)))  # an outage leaves it some
    log.log(logging.ERROR if dead else logging.WARNING, "Message %s (%s) has not left: %s", message.pk, message.kind, error)
    _mine(message, who).update(
        state=state, attempts=tries, error=f"{type(error).__name__}: {error}"[:2000], due_at=now + dt.timedelta(minutes=minutes)
    )
    return "dead" if dead else "later"


def _mine(message, who):
    # Where the lease ran out and another process took over, its word counts.
    return Message.objects.filter(pk=message.pk, claimed_by=who, state=State.CLAIMED)
