"""How often the street may knock: counted in the database by one upsert, so that it is exact over all workers and machines."""

import math

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy

from disclosure.ledger.errors import Refused

from .address import client_address
from .sealed import blind

WINDOW = 600  # seconds: INTAKE_LIMIT counts public writes per address and ten minutes
# Wrong numbers or codes per address and ten minutes, whatever INTAKE_LIMIT says. Many share an address (a counter, an office, a provider's NAT):
# beyond WRONG_CODES a wrong one is told to wait, while a right one still opens; only beyond FLOOD, which no counter reaches, nothing is compared.
WRONG_CODES, FLOOD = 20, 1000

_COUNT = """
insert into disclosure_intake_hit (key, since, n) values (%s, %s, 1)
on conflict (key) do update set
  n = case when disclosure_intake_hit.since <= %s then 1 else disclosure_intake_hit.n + 1 end,
  since = case when disclosure_intake_hit.since <= %s then excluded.since else disclosure_intake_hit.since end
returning n, since
"""


class TooMany(Refused):
    """Too many tries; `retry_after`: seconds until the next is let in."""

    status = 429

    sentence = gettext_lazy("Too many submissions from this address: try again in {minutes} minutes. What you typed is not lost.")

    def __init__(self, retry_after):
        self.retry_after = max(1, math.ceil(retry_after))
        super().__init__(str(self.sentence).format(minutes=math.ceil(self.retry_after / 60)))


class TooManyCodes(TooMany):
    """Too many wrong numbers or codes."""

    sentence = gettext_lazy(
        "Number and code do not fit together, and too many wrong ones came from this address: compare both with your receipt and try again in "
        "{minutes} minutes."
    )


def hit(key, *, at, window=WINDOW):
    """Count one use of `key` at the aware moment `at`; (how many in this window, seconds until it ends). Never waits for a transaction of ours."""
    now = int(at.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, now, now - window, now - window])
        n, since = cursor.fetchone()
    return n, since + window - now


def seen(key, *, at, window=WINDOW):
    """How many uses of `key` the running window has, and seconds until it ends; counts nothing."""
    from .models import Hit

    row = Hit.objects.filter(key=key).values_list("n", "since").first()
    now = int(at.timestamp())
    return (row[0], row[1] + window - now) if row and row[1] > now - window else (0, window)


def _key(request, what):
    return f"{what}:{blind(client_address(request), 'address')[:40]}"


def limit():
    """INTAKE_LIMIT: public writes per address and ten minutes; 0: off."""
    return int(getattr(settings, "INTAKE_LIMIT", 30) or 0)


def require_write(request, *, at):
    """Count a public write of this address at `at`; raises TooMany beyond INTAKE_LIMIT. Call it outside the transaction of the work."""
    if most := limit():
        n, left = hit(_key(request, "write"), at=at)
        if n > most:
            raise TooMany(left)


def writes(request, *, at):
    """How many public writes this address made in its running window."""
    return seen(_key(request, "write"), at=at)[0] if limit() else 0


def require_tries(request, *, at):
    """Raises TooManyCodes when a machine at this address guesses (FLOOD); asked before any code is compared."""
    n, left = seen(_key(request, "code"), at=at)
    if n >= FLOOD:
        raise TooManyCodes(left)


def wrong_code(request, *, at):
    """Count a wrong number or code of this address. Raises TooManyCodes after WRONG_CODES of them: wrong ones have to wait, right ones not."""
    n, left = hit(_key(request, "code"), at=at)
    if n > WRONG_CODES:
        raise TooManyCodes(left)
