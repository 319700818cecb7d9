"""What the ledger calls the acts of this room (四（一）–（三）)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.rules.chain import Kind, State
from disclosure.rules.secrecy import Outcome, Override

ACTS = {
    "chain.propose": _("Proposed"),
    "chain.recall": _("Recalled"),
    "chain.sign": _("Signed"),
    "chain.return": _("Returned"),
    "chain.redact": _("Returned for redaction"),
    "chain.refer": _("Referred to the authority above"),
    "chain.withhold": _("Decided not to make public"),
    "chain.re_examine": _("Re-examined"),
    "chain.vote": _("Voted"),
    "chain.close": _("Closed the vote"),
    "chain.urgent": _("Published urgently"),
    "chain.unconfirmed": _("Not confirmed after urgent publication"),
    "chain.publish": _("Made public"),
    "chain.correct": _("Corrected"),
    "chain.register": _("Registered as open on application"),
    "chain.schedule": _("Scheduled"),
    "chain.confirm": _("After-review finished"),
    "chain.changed": _("Changed behind the chain; signatures void"),
    "chain.take_down": _("Taken down"),
    "chain.withdraw": _("Withdrawn from the chain"),
    "item.validity": _("Validity marked"),
    "gate.refuse": _("Refused by the gate"),
    "token.issue": _("API token issued"),
}
SUBJECTS = {"page": pgettext_lazy("ledger", "Item"), "user": _("Account")}
VALUES = {
    "kind": dict([*Kind.choices, *Override.choices]),
    "outcome": dict(Outcome.choices),
    "state": dict(State.choices),
    "vital_interest": {"yes": _("Yes"), "no": _("No")},
}
