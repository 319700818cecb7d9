"""That a person sends the form: a proof of work solved by the browser (ALTCHA), or, without a script, patience, an empty trap and a plain question.

Asked only when the rate rises (`INTAKE_CHALLENGE` = auto) and never when it is off; a missing script alone is never a reason to refuse.
"""

import base64
import datetime as dt
import hmac
import json
import secrets

import altcha
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import limit
from .models import Spent
from .sealed import InvalidToken, _derived, blind, fingerprint, seal, unseal

ALGORITHM, COST = "PBKDF2/SHA-256", 5000
TAKES = dt.timedelta(minutes=20)  # how long a challenge may be solved
SOONEST, LATEST = dt.timedelta(seconds=5), dt.timedelta(hours=24)  # how old a page is when it is sent without a script
RISE = 5  # writes of one address in its window from which proof is asked
WITHOUT_SCRIPT = 10  # writes without a proof that one address has in a window once proof is asked


def _key():
    return _derived("altcha").hex()


def challenge(at):
    """A new challenge for the browser, as a dict that ALTCHA's widget reads."""
    return altcha.create_challenge(ALGORITHM, COST, hmac_secret=_key(), expires_at=at + TAKES).to_dict()


def solved(payload, *, at):
    """Whether `payload` is the solution of a challenge of ours, in time and never used before. Using it up is part of the answer: call it once."""
    try:
        result = altcha.verify_solution(payload, _key())
        token = fingerprint(json.dumps(json.loads(base64.b64decode(payload))["challenge"], sort_keys=True).encode())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # the last: brackets a hundred thousand deep
        return False
    if not result.verified:
        return False
    return _first_use(token, at)


def _first_use(token, at):
    if Spent.objects.filter(token=token).exists():
        return False
    Spent.objects.bulk_create([Spent(token=token, at=at)], ignore_conflicts=True)
    return True


def asked(request, *, at):
    """Whether a form of this address must come with a proof now."""
    mode = getattr(settings, "INTAKE_CHALLENGE", "auto")
    return mode == "always" or (mode == "auto" and limit.writes(request, at=at) >= min(RISE, limit.limit()) > 0)


def _words():
    return [
        pgettext("sum", "zero"), pgettext("sum", "one"), pgettext("sum", "two"), pgettext("sum", "three"), pgettext("sum", "four"),
        pgettext("sum", "five"), pgettext("sum", "six"), pgettext("sum", "seven"), pgettext("sum", "eight"), pgettext("sum", "nine"),
    ]  # fmt: skip


class Ticket:
    """A form that was handed out: when, and which sum it asks. Sealed, so that the sum's numbers travel in words only."""

    def __init__(self, first, second, since, name):
        self.first, self.second, self.since, self.name = first, second, since, name

    @classmethod
    def new(cls, at):
        """A fresh one, handed out at `at`."""
        return cls(secrets.randbelow(8) + 2, secrets.randbelow(8) + 2, at, secrets.token_hex(8))

    @classmethod
    def read(cls, text, at):
        """The ticket that `text` is; None when it is not ours or older than a day."""
        try:
            first, second, since, name = json.loads(unseal(text))
            ticket = cls(int(first), int(second), dt.datetime.fromtimestamp(since, dt.UTC), str(name))
        except (InvalidToken, ValueError, TypeError, OverflowError, AttributeError):
            return None
        return ticket if ticket.since <= at + SOONEST and at - ticket.since <= LATEST else None

    def __str__(self):
        return seal(json.dumps([self.first, self.second, int(self.since.timestamp()), self.name]))

    @property
    def question(self):
        """The plain question, in words."""
        words = _words()
        return _("What is {first} plus {second}?").format(first=words[self.first], second=words[self.second])

    def right(self, answer):
        """Whether `answer` is the sum: digits, full-width digits, or blanks around them."""
        import unicodedata

        text = unicodedata.normalize("NFKC", str(answer or "")).strip()
        return hmac.compare_digest(text.encode(), str(self.first + self.second).encode())


def without_script(request, ticket, answer, *, at):
    """None when the other way is open: patience, the right sum, a tighter limit; else a sentence that says what to do."""
    if ticket is None:
        return _("This page has been open for too long: send it once more, everything you typed is kept.")
    if not str(answer or "").strip():
        return _("One check is missing: answer the question, or wait until it is verified that you are no machine, and send it once more.")
    if not ticket.right(answer):
        return _("Question: the answer is not right, please count again.")
    if at - ticket.since < SOONEST:
        return _("That was very fast: wait five seconds and send it again.")
    n, left = limit.hit(f"plain:{blind(limit.client_address(request), 'address')[:40]}", at=at)
    if limit.limit() and n > WITHOUT_SCRIPT:
        raise limit.TooMany(left)
    return None


def now():
    """The time, for doors."""
    return timezone.now()
