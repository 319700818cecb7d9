"""Consultations and comments in the API. A door: it reads the body and calls one action. Inward ones do not exist here but for staff."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth

from disclosure.chain.api import checker, described
from disclosure.intake.crowd import Busy, place
from disclosure.intake.limit import require_tries, wrong_code
from disclosure.intake.once import read_json, write_once
from disclosure.ledger.api_errors import problems
from disclosure.ledger.errors import Invalid, NotFound
from disclosure.ledger.text import require_text
from disclosure.rules.hearing import Phase

from . import actions, standing
from .actions.comment import require_not_over
from .models import Comment, ConsultationPage
from .views import own_comment

consultations, comments = Router(tags=["consultations"]), Router(tags=["consultations"])
OPEN = [BearerTokenAuth(), AllowAnonymous()]
# What a comment asks of its consultation; the draft and all else of the page would be half of its cost.
ASKED_OF_A_COMMENT = ("title", "live", "inward", "only_for", "published_at", "opens_at", "closes_at", "concluded_at")
WRITES = problems(400, 404, 409, 413, 422, 429, 503)


class ClauseOut(Schema):
    """A clause of the published draft; an item, as 第一条（一）, comes after the clause it is an item of and names it as `parent`."""

    id: int
    number: str
    text: str
    parent: int | None


class CountsOut(Schema):
    """How many comments there are; `verdicts` and `refusals` by their codes."""

    received: int
    shown: int
    refused: int
    waiting: int
    verdicts: dict[str, int]
    refusals: dict[str, int]


class ConsultationRow(Schema):
    """A consultation in the list."""

    id: int
    index_number: str
    title: str
    kind: str = Field(description="decision, normative, business or other")
    phase: str = Field(description="planned, open, closed or concluded")
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    short_reason: str
    url: str | None


class ConsultationList(Schema):
    """A part of the list and how many there are in all."""

    items: list[ConsultationRow]
    count: int


class HearingTimes(Schema):
    """When and where a hearing or meeting is held, and until when one can sign up."""

    held_at: dt.datetime
    where: str
    signup_until: dt.datetime


class HearingChangeOut(Schema):
    """What was announced and became another, with the published reason; `cancelled`: it is not held."""

    at: dt.datetime
    reason: str
    cancelled: bool
    was: HearingTimes
    now: HearingTimes


class HearingOut(HearingTimes):
    """A hearing or meeting of a consultation as it stands now, and what was changed, oldest first."""

    id: int
    kind: str = Field(description="hearing or meeting")
    seats: int
    cancelled_at: dt.datetime | None
    changes: list[HearingChangeOut]


class ConsultationOut(ConsultationRow):
    """One consultation with its draft, its hearings and meetings."""

    clauses: list[ClauseOut]
    counts: CountsOut
    hearings: list[HearingOut]


class CommentOut(Schema):
    """A comment that is shown; never contact or code. `name` is how the writer wanted to be called, empty for anonymous."""

    number: str
    clause: int | None = Field(description="id among the clauses of the draft as it is now; null for the whole draft, and for what is in it no more")
    stance: str
    text: str
    name: str
    at: dt.datetime
    disposition: dict | None = Field(description="{verdict, reason}, null until the result is public")
    reply: str


class CommentList(Schema):
    """A part of the comments and how many there are in all."""

    items: list[CommentOut]
    count: int


class CommentIn(Schema):
    """A comment as it is sent; `clause` null for the whole draft, `name` and `contact` may be null."""

    model_config = ConfigDict(extra="forbid", strict=True)

    clause: int | None = None
    stance: str
    text: str
    name: str | None = None
    contact: str | None = None


class CommentReceipt(Schema):
    """Number and code of a comment, given once."""

    number: str
    code: str


class CodeIn(Schema):
    """The code of one's own comment."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: str


class Withdrawn(Schema):
    """The comment is withdrawn."""

    number: str
    state: str


class CommentWindow(Schema):
    """Which part of a list."""

    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, lt=2**31)


class ConsultationQuery(CommentWindow):
    """Filters of the list."""

    phase: str = Field("", description="planned, open, closed or concluded")


def _live(request):
    """The live consultations of whom the caller may know."""
    rows = ConsultationPage.objects.live()
    return rows if request.user.is_authenticated else rows.filter(inward=False)


def _mine(request):
    """The live consultations that the caller may read, as they are shown."""
    return standing.with_results(_live(request)).select_related("division", "only_for")


def _one(rows, request, number):
    """The consultation of this number among `rows`, or NotFound."""
    page = rows.filter(pk=number).first() if number < 2**63 else None
    if page is None or not page.readable_by(request.user):
        raise NotFound(_("There is no such consultation."))
    return page


def _found(request, number):
    return _one(_mine(request), request, number)


def _row(page, request, at):
    return {
        "id": page.pk, "index_number": page.index_number, "title": page.title, "kind": page.kind, "phase": page.phase(at, concluded=page.result_live),
        "opens_at": page.opened_at, "closes_at": page.closes_at, "short_reason": page.short_reason, "url": page.get_full_url(request),
    }  # fmt: skip


def _hearing(row):
    changes = [
        {
            "at": each.at, "reason": each.reason, "cancelled": each.cancels,
            "was": {"held_at": each.held_before, "where": each.where_before, "signup_until": each.signup_before},
            "now": {"held_at": each.held_after, "where": each.where_after, "signup_until": each.signup_after},
        }
        for each in row.changes.all()
    ]  # fmt: skip
    return {
        "id": row.pk, "kind": row.kind, "held_at": row.held_at, "where": row.where, "seats": row.seats, "signup_until": row.signup_until,
        "cancelled_at": row.cancelled_at, "changes": changes,
    }  # fmt: skip


@consultations.get("/", response={200: ConsultationList, **problems(422)}, auth=OPEN, operation_id="list_consultations", summary="List consultations")
def list_consultations(request: HttpRequest, query: Query[ConsultationQuery]):
    """Those that close last first; `phase` narrows."""
    at = timezone.now()
    if query.phase and query.phase not in Phase.values:
        raise Invalid(
            _("“{field}”: “{value}” is not one of {known}.").format(field="phase", value=query.phase, known=", ".join(Phase.values)), field="phase"
        )
    rows = [page for page in _mine(request).order_by("-closes_at", "-id") if page.readable_by(request.user)]
    if query.phase:
        rows = [page for page in rows if page.phase(at, concluded=page.result_live) == query.phase]
    return {"items": [_row(page, request, at) for page in rows[query.offset : query.offset + query.limit]], "count": len(rows)}


@consultations.get(
    "/{int:number}/", response={200: ConsultationOut, **problems(404)}, auth=OPEN, operation_id="get_consultation", summary="Read a consultation"
)
def get_consultation(request: HttpRequest, number: int):
    """The draft in clauses, its times and how many comments there are."""
    page = _found(request, number)
    clauses = [{"id": row.pk, "number": str(row), "text": row.text, "parent": row.parent_id} for row in standing.published_clauses(page)]
    return {
        **_row(page, request, timezone.now()),
        "clauses": clauses,
        "hearings": [_hearing(row) for row in page.hearings.prefetch_related("changes")],
        "counts": standing.tally(page) | ({} if page.result_live else {"verdicts": {}}),
    }


@consultations.get(
    "/{int:number}/comments/", response={200: CommentList, **problems(404, 422)}, auth=OPEN, operation_id="list_comments",
    summary="Read the comments on a draft",
)  # fmt: skip
def list_comments(request: HttpRequest, number: int, query: Query[CommentWindow]):
    """What is shown, oldest first, with its reply; with its conclusion once the result is public, which the chain decides."""
    page = _found(request, number)
    rows = Comment.objects.shown().filter(page=page)
    listed = rows[query.offset : query.offset + query.limit]
    now = standing.now_at(page, {row.clause_id for row in listed})
    items = [
        {
            "number": row.number, "clause": now.get(row.clause_id), "stance": row.stance, "text": row.text, "name": row.name, "at": row.at,
            "disposition": {"verdict": row.verdict, "reason": row.reason} if row.verdict and page.result_live else None, "reply": row.reply,
        }
        for row in listed
    ]  # fmt: skip
    return {"items": items, "count": rows.count()}


@consultations.post(
    "/{int:number}/comments/", response={201: CommentReceipt, **WRITES}, auth=OPEN, operation_id="add_comment", summary="Comment on a draft",
    openapi_extra=described(CommentIn),
)  # fmt: skip
def add_comment(request: HttpRequest, number: int):
    """Taken while the draft is open, shown after it was checked. Number and code are given once."""
    at = timezone.now()

    def make():
        given = {name: data.get(name) for name in ("clause", "stance", "text")}
        row, code = actions.comment(
            page=page, at=at, name=data.get("name") or "", contact=data.get("contact") or "", check=checker(CommentIn, data), **given
        )
        return 201, {"number": row.number, "code": code}

    try:
        with place():
            page, data = _one(_live(request).only(*ASKED_OF_A_COMMENT), request, number), read_json(request)
            return Status(*write_once(request, call=f"comment:{number}", data=data, make=make, at=at))
    except Busy:
        require_not_over(number, at)  # who is too late need not come again
        raise


@comments.post(
    "/{number}/withdraw/", response={200: Withdrawn, **WRITES}, auth=None, operation_id="withdraw_comment", summary="Take one's comment back",
    openapi_extra=described(CodeIn),
)  # fmt: skip
def withdraw_comment(request: HttpRequest, number: str):
    """By number and code; a wrong number and a wrong code answer the same 404."""
    at, data = timezone.now(), read_json(request)
    require_text(data)  # half of a surrogate pair has no hash
    if "code" not in data:
        raise Invalid(_("The field “%(field)s” is missing.") % {"field": "code"}, field="code")
    require_tries(request, at=at)
    if own_comment(request, number, data["code"]) is None:
        wrong_code(request, at=at)
        raise NotFound(_("Number and code do not fit together: compare both with your receipt."))

    def make():
        row = actions.withdraw(number=number, code=data["code"], check=checker(CodeIn, data), at=at)
        return 200, {"number": row.number, "state": row.state}

    return Status(*write_once(request, call=f"withdraw-comment:{number}", data=data, make=make, at=at))
