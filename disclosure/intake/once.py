"""One write a key: the same Idempotency-Key with the same body gets the first answer again, with another body it is refused. Kept for 24 hours."""

import datetime as dt
import json

from django.core.exceptions import RequestDataTooBig
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from disclosure.ledger.errors import Invalid

from . import limit
from .crowd import turn
from .models import KeptAnswer, Spent
from .sealed import fingerprint

KEEP = dt.timedelta(hours=24)


def read_json(request):
    """The body of an API call as a dict. Raises HttpError 400 when it is no JSON object, 413 when it is too large to be one."""
    try:
        data = json.loads(request.body or b"{}")
    except RequestDataTooBig:
        raise HttpError(413, _("The body is too large; shorten the text.")) from None
    except (ValueError, RecursionError):
        raise HttpError(400, _("The body is not JSON.")) from None
    if not isinstance(data, dict):
        raise HttpError(400, _("The body is a JSON object."))
    return data


def write_once(request, *, call, data, make, at, key=None):
    """Count a public write against the limit, then run `make()` in one transaction; returns its (status, answer), an answer of JSON values.

    key: by default the header Idempotency-Key. A repeat of key and `data` answers what the first answered, without counting or writing; of another
    `data` it raises Invalid. Two at the same moment make one. A process that dies in between leaves nothing. Raises limit.TooMany.
    """
    key = request.headers.get("Idempotency-Key", "") if key is None else key
    if len(key) > 255:
        raise Invalid(_("Idempotency-Key: at most 255 characters."), field="Idempotency-Key")
    body = fingerprint(json.dumps(data, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder).encode("utf-8", "surrogatepass"))
    if key and (kept := _kept(call, key, body, at)):
        return kept
    limit.require_write(request, at=at)
    return _made_once(call, key, body, make, at)


def staff_once(*, call, ticket, data, make, at):
    """Run `make()` once for a form of staff that was handed out with `ticket`, however often it is sent with `data`; returns its (status, answer).
    Without a ticket it is run. Nothing is counted: staff are no crowd."""
    body = fingerprint(json.dumps(data, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder).encode("utf-8", "surrogatepass"))
    key = f"{ticket[:64]}-{body[:32]}" if ticket else ""  # other words from the same page are another one
    return key and _kept(call, key, body, at) or _made_once(call, key, body, make, at)


def _made_once(call, key, body, make, at):
    with turn(), transaction.atomic():
        if key and (kept := _claim(call, key, body, at)):
            return kept
        status, answer = make()
        if key:
            text = json.dumps(answer, cls=DjangoJSONEncoder, ensure_ascii=False)
            KeptAnswer.objects.filter(call=call, key=key).update(status=status, answer=text)
    return status, json.loads(json.dumps(answer, cls=DjangoJSONEncoder))


def _kept(call, key, body, at):
    row = KeptAnswer.objects.filter(call=call, key=key, at__gt=at - KEEP, status__gt=0).first()
    if row is None:
        return None
    if row.body != body:
        raise Invalid(_("Idempotency-Key: this key was used with another body; take a new key for a new matter."), field="Idempotency-Key")
    return row.status, json.loads(row.answer)


def _claim(call, key, body, at):
    """Take the key for this transaction; the kept answer where another was faster."""
    KeptAnswer.objects.filter(call=call, key=key, at__lte=at - KEEP).delete()
    row = KeptAnswer(call=call, key=key, body=body, at=at)
    # On PostgreSQL the second of two waits here for the first's commit, then adds nothing.
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    mine = KeptAnswer.objects.get(call=call, key=key)
    return _kept(call, key, body, at) if mine.status else None


def sweep(now):
    """Forget answers, proofs and counters older than a day."""
    from .models import Hit

    before = now - KEEP
    KeptAnswer.objects.filter(at__lt=before).delete()
    Spent.objects.filter(at__lt=before).delete()
    Hit.objects.filter(since__lt=int(before.timestamp())).delete()
