"""A case in the API, by number and code. A door: it reads the body and calls one action."""

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from disclosure.chain.api import checker, described
from disclosure.intake.limit import require_tries, wrong_code
from disclosure.intake.once import read_json, write_once
from disclosure.ledger.api_errors import problems
from disclosure.ledger.errors import Invalid, NotFound

from . import actions
from .shown import as_json

cases = Router(tags=["cases"])
REFUSALS = problems(400, 404, 409, 413, 422, 429)


class DayOut(Schema):
    """One day of the limit."""

    date: dt.date
    counted: bool
    reason: str


class EventOut(Schema):
    """One thing that happened, as a plain sentence."""

    at: dt.datetime
    what: str
    text: str


class LetterOut(Schema):
    """A letter to the citizen; the address opens with the code."""

    title: str
    date: dt.date
    url: str


class FileOut(Schema):
    """A file that was given with an answer; the address opens with the code."""

    name: str
    bytes: int
    sha256: str
    url: str


class CaseOut(Schema):
    """A case as its citizen sees it."""

    number: str
    kind: str
    state: str
    received_at: dt.datetime
    due_on: dt.date | None
    explanation: list[DayOut]
    events: list[EventOut]
    letters: list[LetterOut]
    files: list[FileOut]


class Receipt(Schema):
    """What a public write answers: number and code are given once."""

    number: str
    code: str
    received_at: dt.datetime
    due_on: dt.date | None


class Word(Schema):
    """What the citizen sends with his code."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: str
    text: str = ""


def receipt(case, code):
    """The Receipt of a case just received."""
    return {"number": case.number, "code": code, "received_at": case.received_at, "due_on": case.due_on}


def of_code(request, number, code, *, at):
    """The case of number and code; the same NotFound for a wrong number and a wrong code, TooMany after many."""
    require_tries(request, at=at)
    case = actions.found(number, code)
    if case is None:
        wrong_code(request, at=at)
        raise NotFound(_("Number and code do not fit together: compare both with your receipt."))
    return case


def shown(case, code):
    """The case as JSON values, its letters with addresses that open."""

    def link_to(name):
        return lambda row: f"{reverse(name, args=[case.number, row.pk])}?{urlencode({'code': code})}"

    return as_json(case, link=link_to("disclosure_track_letter"), link_of_file=link_to("disclosure_track_paper"))


@cases.get("/{number}/", response={200: CaseOut, **REFUSALS}, auth=None, operation_id="get_case", summary="Track a case by number and code")
def get_case(request: HttpRequest, number: str, code: str = ""):
    """State, events and letters of a case, and its limit day by day."""
    return shown(of_code(request, number, code, at=timezone.now()), code)


def word(verb, act, summary):
    """Register POST /cases/{number}/<verb>/, which calls `act`."""

    @cases.post(
        f"/{{number}}/{verb}/", response={200: CaseOut, **REFUSALS}, auth=None, operation_id=f"{verb}_case", summary=summary,
        openapi_extra=described(Word),
    )  # fmt: skip
    def call(request: HttpRequest, number: str):
        at, data = timezone.now(), read_json(request)
        if "code" not in data:
            raise Invalid(_("The field “%(field)s” is missing.") % {"field": "code"}, field="code")
        case, code = of_code(request, number, data["code"], at=at), data["code"]

        def make():
            return 200, shown(act(case, text=data.get("text", ""), check=checker(Word, data), at=at), code)

        status, answer = write_once(request, call=f"{verb}:{case.number}", data=data, make=make, at=at)
        return Status(status, answer)

    call.__doc__ = summary
    return call


word("add", actions.add, "Add something; while a correction is awaited it is the correction")
word("confirm", actions.confirm, "Confirm the answer")
word("reopen", actions.reopen, "Say why the answer does not do")
word("withdraw", actions.withdraw, "Take the case back")
