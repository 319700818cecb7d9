"""The head of the ledger, for everyone: a date written back later would show."""

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth

from .record import head

ledger = Router(tags=["ledger"])


class HeadOut(Schema):
    """How many entries there are, the hash of the last and its time."""

    entries: int
    head: str
    at: dt.datetime | None


@ledger.get("/", response=HeadOut, auth=[BearerTokenAuth(), AllowAnonymous()], operation_id="ledger_head", summary="Head of the ledger")
def ledger_head(request: HttpRequest):
    """Compare it with a head you wrote down earlier: the chain in between is proven by `verify_ledger`."""
    entries, digest, at = head()
    return {"entries": entries, "head": digest, "at": at}
