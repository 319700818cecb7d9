"""What an administrator may do with a message that has not left."""

from django.db import transaction
from django.utils.translation import gettext as _

from disclosure.ledger.errors import NotAllowed, WrongState
from disclosure.ledger.record import record

from .models import Message, State


@transaction.atomic
def try_again(*, message, by, at):
    """Put a message that was given up, or that waits for its next try, back to the front. `at`: aware datetime, now. Ledger: outbox.again.

    Raises NotAllowed for who is no administrator, WrongState for a message that was sent or is being sent.
    """
    if not by.is_superuser:
        raise NotAllowed(_("Only an administrator may send a message again."))
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state not in (State.DEAD, State.WAITING):
        raise WrongState(_("“%s” has been sent or is being sent; there is nothing to try again.") % message.subject)
    message.state, message.attempts, message.due_at = State.WAITING, 0, at
    message.save(update_fields=["state", "attempts", "due_at"])
    record("outbox.again", about=("message", message.pk, message.key), by=by, at=at, facts={"error": message.error[:200]})
    return message
