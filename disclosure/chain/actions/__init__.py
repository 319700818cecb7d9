"""The verbs of the chain: each one transaction that takes the matter's lock first and the ledger's last. Every door calls these and nothing else.

Refusals come in one order: who could never do it (403), state or step (409), the body (422), a stale digest or the gate (409). A door that has
checks of its own for the body hands them over as `check`: it is called at the body's turn and may raise Invalid.
"""

from .down import withdraw
from .group import close, vote
from .propose import propose, recall
from .publish import publish_due, urgent
from .sign import return_to, sign
from .validity import set_validity

__all__ = ["close", "propose", "publish_due", "recall", "return_to", "set_validity", "sign", "urgent", "vote", "withdraw"]
