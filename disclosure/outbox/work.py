"""Put a message into the outbox; work the outbox off without losing one or sending one twice at the same time."""

from .models import Message


def enqueue(*, key, to, subject, body, html="", at, kind="mail"):
    """Write down a message, in the caller's transaction: it leaves only if that commits, and then surely. Returns the Message.

    `key`: names the occasion; the same key again gives the first message and changes nothing. `to`: an address or a list of them (for a kind other
    than mail: what its sender understands). `at`: aware datetime, now for the caller. `html`: the same words as HTML, optional.
    """
    to = [to] if isinstance(to, str) else list(to)
    subject = " ".join(subject.split())  # a line end in a subject would be a header of its own
    message, _made = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind, "to": [address for address in to if address], "subject": subject[:255], "body": body, "html": html,
            "created_at": at, "due_at": at,
        },
    )  # fmt: skip
    return message
