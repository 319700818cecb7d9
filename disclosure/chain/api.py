"""The matters in the API: reading one, what waits for me, and every action of the chain. A door: it reads the body and calls one action."""

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, ValidationError
from wagtail.models import Page

from disclosure.ledger.api_errors import problems
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.text import require_text

from . import actions
from .gate import Closed
from .matter_view import Looks, as_matter
from .models import Disclosable
from .permissions import today
from .readers import is_concerned, may_read, readable_matters
from .tokens import Scoped, require_scope

matters = Router(tags=["matters"])
READ, PROPOSE = Scoped("read"), Scoped("propose")
# Of one matter: what one may not read is not there (404), whatever the token lacks (403).
READ_ONE, PROPOSE_ONE, APPROVE = (Scoped(scope, after_reading=True) for scope in ("read", "propose", "approve"))


class Person(Schema):
    """Who is waited for."""

    username: str | None
    post: str
    step: str
    due_on: dt.date | None


class SignatureOut(Schema):
    """A signature, a vote or the close of one."""

    step: str
    username: str
    name: str
    post: str
    on_behalf_of: str | None
    at: dt.datetime
    outcome: str
    opinion: str
    void: bool


class MatterOut(Schema):
    """One matter on its way through the chain."""

    id: int
    category: str
    title: str
    index_number: str | None
    url: str | None
    state: str
    successor: str | None
    step: str | None
    round: int
    waiting_for: list[Person]
    revision: int | None
    live_revision: int | None
    digest: str | None
    due_on: dt.date | None
    ground: str | None
    re_examine_on: dt.date | None
    objections: list[str]
    signatures: list[SignatureOut]
    would_void: list[str] | None = None


class MatterList(Schema):
    """A part of a list and how many there are in all."""

    items: list[MatterOut]
    count: int


class Body(Schema):
    """What an action takes; an unknown field is refused by name."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SubmitBody(Body):
    scope: str | None = None
    channels: list[str] | None = None
    vital_interest: str | None = None
    vital_interest_reason: str | None = None
    consultation: int | None = None
    kind: str = "normal"


class RecallBody(Body):
    reason: str


class ApproveBody(Body):
    digest: str
    opinion: str = ""
    outcome: str | None = None
    checklist: dict[str, Any] | None = None
    ground: str | None = None
    override: dict[str, Any] | None = None
    exemption: str | None = None
    re_examine_on: str | None = None


class ReturnBody(Body):
    digest: str
    to: str
    reason: str


class VoteBody(Body):
    digest: str
    choice: str
    opinion: str = ""


class CloseBody(Body):
    digest: str
    minutes: str


class UrgentBody(Body):
    digest: str
    reason: str
    exemption: str | None = None


class WithdrawBody(Body):
    reason: str
    cause: str = "other"


class ValidityBody(Body):
    validity: str
    replaced_by: str | None = None
    reason: str
    since: str | None = Field(None, alias="from")  # `from` is a word of Python


def json_body(request):
    """The body as a dict; 400 when it is no JSON object."""
    try:
        data = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):  # the second: brackets a hundred thousand deep
        raise HttpError(400, _("The body is not JSON.")) from None
    if not isinstance(data, dict):
        raise HttpError(400, _("The body is a JSON object."))
    return data


def checker(model, data):
    """A check for an action's body stage: Invalid names the first unknown, missing or wrongly typed field."""

    def check():
        require_text(data)
        try:
            model.model_validate(data)
        except ValidationError as error:
            first = sorted(error.errors(), key=lambda e: e["type"] != "extra_forbidden")[0]
            field = str(first["loc"][0]) if first["loc"] else ""
            words = {
                "extra_forbidden": _("There is no field “%(field)s” here; take it out."),
                "missing": _("The field “%(field)s” is missing."),
            }.get(first["type"], _("The field “%(field)s” has a value of the wrong kind."))
            raise Invalid(words % {"field": field}, field=field) from None

    return check


def late_body(request):
    """(the body, None), or ({}, a check that says at the body's turn what was wrong with the whole of it)."""
    try:
        return json_body(request), None
    except HttpError as broken:
        error = broken

    def check():
        raise error

    return {}, check


def described(model):
    """The request body for the OpenAPI document: operations read it themselves, so that refusals keep the contract's order."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}


def day_or_none(data, field):
    """A day of the body, None where it is none: `with_day` refuses that at the body's turn, after refusals of person and state."""
    try:
        return dt.date.fromisoformat(data.get(field) or "")
    except (TypeError, ValueError):
        return None


def with_day(check, data, field):
    """The check, and that a day given is one."""

    def both():
        check()
        if data.get(field) and day_or_none(data, field) is None:
            raise Invalid(_("“%(field)s” is a day like 2026-03-31.") % {"field": field}, field=field)

    return both


def matter_page(request, number, *, at):
    """The page of a matter that the token's owner may read; NotFound hides everything else. A token of one division acts in no other."""
    page = Page.objects.filter(pk=number).first()
    page = page and page.specific
    if not isinstance(page, Disclosable) or not may_read(request.user, page, today(at)):
        raise NotFound(_("There is no such matter."))
    require_scope(request)
    return page


def require_division(request, page):
    """NotAllowed when the token is limited to another division."""
    limited = request.grant.division
    if limited and page.division_id != limited.pk:
        raise NotAllowed(_("This token is limited to %(division)s.") % {"division": limited})


def shown(request, page, at):
    """The matter of a page as it was read, for the token's owner."""
    return as_matter(page, at, concerned=is_concerned(request.user, page, today(at)))


def answer(request, page, at, **more):
    """The matter after an action, read anew."""
    return shown(request, Page.objects.get(pk=page.pk).specific, at) | more


@matters.get("/", response={200: MatterList, **problems(401, 403, 422)}, auth=READ, operation_id="list_matters", summary="Matters one may read")
def list_matters(request: HttpRequest, waiting: str = "", limit: int = 20, offset: int = 0):
    """With `waiting=me` what waits for the token's owner, oldest due first."""
    from .waiting import Desk

    at = timezone.now()
    if waiting not in ("", "me"):
        raise Invalid(_("“waiting” is “me” or left out."), field="waiting")
    if not 1 <= limit <= 100 or not 0 <= offset < 2**31:
        raise Invalid(_("“limit” is 1 to 100, “offset” not negative."), field="limit" if not 1 <= limit <= 100 else "offset")
    if set(request.GET) - {"waiting", "limit", "offset"}:
        field = sorted(set(request.GET) - {"waiting", "limit", "offset"})[0]
        raise Invalid(_("There is no filter “%(field)s”.") % {"field": field}, field=field)
    if waiting:
        desk = Desk(at)
        numbers, roster = [w.page_no for w in desk.of(request.user)], desk.roster
    else:
        roster = None
        numbers = readable_matters(request.user, today(at)).order_by("-page_no").values_list("page_no", flat=True)
    numbers = list(dict.fromkeys(numbers))
    pages = {page.pk: page for page in Page.objects.filter(pk__in=numbers[offset : offset + limit]).specific()}
    looks = Looks(pages.values(), at, roster)
    items = [as_matter(pages[n], at, looks) for n in numbers[offset : offset + limit] if n in pages]
    return {"items": items, "count": len(numbers)}


@matters.get("/{int:number}/", response={200: MatterOut, **problems(401, 403, 404)}, auth=READ_ONE, operation_id="read_matter", summary="One matter")
def read_matter(request: HttpRequest, number: int):
    """State, step, who is waited for, signatures of the newest round."""
    at = timezone.now()
    return shown(request, matter_page(request, number, at=at), at)


def act(request, number, model, run):
    """One action on one matter: run(page, data, at, check) → what the answer adds. Refusals of the gate are 409."""
    at = timezone.now()
    page = matter_page(request, number, at=at)
    require_division(request, page)
    data, check = late_body(request)
    check = check or checker(model, data)
    try:
        more = run(page, data, at, check) or {}
    except Closed as closed:
        raise WrongState(str(closed)) from closed
    return answer(request, page, at, **more)


REFUSALS = problems(400, 401, 403, 404, 409, 422)


def action(verb, model, auth, summary):
    """Register one action call of the contract."""

    def register(run):
        def operation(request: HttpRequest, number: int):
            return act(request, number, model, lambda *given: run(request, *given))

        operation.__doc__ = run.__doc__
        matters.post(
            f"/{{int:number}}/actions/{verb}/", response={200: MatterOut, **REFUSALS}, auth=auth, operation_id=f"matter_{verb}", summary=summary,
            openapi_extra=described(model),
        )(operation)  # fmt: skip
        return run

    return register


@action("submit", SubmitBody, PROPOSE_ONE, "A division proposes (四（一）)")
def submit(request, page, data, at, check):
    """Content, scope and channels go to the head, or to the first step without a signature in force."""
    actions.propose(
        page=page, by=request.user, at=at, scope=data.get("scope"), channels=data.get("channels"), vital_interest=data.get("vital_interest"),
        vital_interest_reason=data.get("vital_interest_reason") or "", consultation=data.get("consultation"), kind=data.get("kind", "normal"),
        check=check,
    )  # fmt: skip


@action("recall", RecallBody, PROPOSE_ONE, "The proposer takes it back")
def recall(request, page, data, at, check):
    """To change it; `would_void` names whose signatures a change will void."""
    return {"would_void": actions.recall(page=page, by=request.user, at=at, reason=data.get("reason"), check=check)}


@action("approve", ApproveBody, APPROVE, "Sign the open step (四（二）, 四（三）)")
def approve(request, page, data, at, check):
    """Head and leader sign `publish`; the secrecy reviewer answers the checklist and says the outcome."""
    actions.sign(
        page=page, by=request.user, at=at, digest=data.get("digest"), opinion=data.get("opinion") or "", outcome=data.get("outcome"),
        checklist=data.get("checklist"), ground=data.get("ground") or "", override=data.get("override"), exemption=data.get("exemption") or "",
        re_examine_on=day_or_none(data, "re_examine_on"), check=with_day(check, data, "re_examine_on"),
    )  # fmt: skip


@action("return", ReturnBody, APPROVE, "Return with a reason")
def return_to(request, page, data, at, check):
    """To the proposer or an earlier step; in the group by the chair alone."""
    actions.return_to(
        page=page, by=request.user, at=at, digest=data.get("digest"), to=data.get("to"), reason=data.get("reason"), check=check
    )  # fmt: skip


@action("vote", VoteBody, APPROVE, "Vote in the leading group (四（三）)")
def vote(request, page, data, at, check):
    """For, against, abstain or recuse; anew until the close."""
    actions.vote(
        page=page, by=request.user, at=at, digest=data.get("digest"), choice=data.get("choice"), opinion=data.get("opinion") or "", check=check
    )  # fmt: skip


@action("close", CloseBody, APPROVE, "The chair closes the vote (四（三）)")
def close(request, page, data, at, check):
    """Carried → published; lost → the proposer; no quorum → 409."""
    actions.close(page=page, by=request.user, at=at, digest=data.get("digest"), minutes=data.get("minutes"), check=check)


@action("urgent", UrgentBody, APPROVE, "Publish at once, after the secrecy review")
def urgent(request, page, data, at, check):
    """By the leader in charge; the chain goes on and must finish within 5 working days."""
    actions.urgent(
        page=page, by=request.user, at=at, digest=data.get("digest"), reason=data.get("reason"), exemption=data.get("exemption") or "", check=check
    )  # fmt: skip


@action("withdraw", WithdrawBody, Scoped("propose", "approve", after_reading=True), "End a draft or round, or take a live item down")
def withdraw(request, page, data, at, check):
    """From the chain by the proposer; a live item by a reviewer, a leader or the office."""
    actions.withdraw(page=page, by=request.user, at=at, reason=data.get("reason"), cause=data.get("cause", "other"), check=check)


@action("validity", ValidityBody, APPROVE, "Mark the validity of a live item")
def validity(request, page, data, at, check):
    """In force, amended, repealed or expired, by the office."""
    actions.set_validity(
        page=page, by=request.user, at=at, validity=data.get("validity"), reason=data.get("reason"), replaced_by=data.get("replaced_by"),
        since=day_or_none(data, "from"), check=with_day(check, data, "from"),
    )  # fmt: skip
