"""Writing drafts in the API, on the router of the chain: a new matter, a change, a file."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status

from disclosure.chain.actions.case import no_check
from disclosure.chain.api import PROPOSE, PROPOSE_ONE, MatterOut, answer, json_body, late_body, matter_page, matters, require_division
from disclosure.ledger.api_errors import problems
from disclosure.ledger.errors import NotAllowed

from . import actions

REFUSALS = problems(400, 401, 403, 404, 409, 422)
FIELDS = {
    "type": "object",
    "properties": {
        "category": {"type": "string", "description": "Code of the category; GET /categories/ gives the fields of each."},
        "title": {"type": "string"},
        "body": {"description": "HTML, or a list of paragraphs.", "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    },
    "additionalProperties": True,
}
FILE = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}


def takes(schema, kind="application/json"):
    """The request body for the OpenAPI document: the calls read it themselves, so that refusals keep the contract's order."""
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}}


def require_division_kept(request, given):
    """NotAllowed where a token limited to one division would write for another."""
    limited = request.grant.division
    if limited and given.get("division") not in (None, "", limited.code):
        raise NotAllowed(_("This token is limited to %(division)s.") % {"division": limited})


@matters.post(
    "/", response={201: MatterOut, **REFUSALS}, auth=PROPOSE, operation_id="create_matter", summary="Write a draft (四（一）)",
    openapi_extra=takes({**FIELDS, "required": ["category", "title"]}),
)  # fmt: skip
def create_matter(request: HttpRequest):
    """A draft of a category with its fields by name. Issuer, legal basis, scope and channels follow from category and division unless given."""
    at = timezone.now()
    limited = request.grant.division
    given = json_body(request)
    require_division_kept(request, given)
    page = actions.create(given=given, by=request.user, at=at, division=limited.code if limited else None)
    return Status(201, answer(request, page, at))


@matters.patch(
    "/{int:number}/", response={200: MatterOut, **REFUSALS}, auth=PROPOSE_ONE, operation_id="change_matter", summary="Change a draft",
    openapi_extra=takes(FIELDS),
)  # fmt: skip
def change_matter(request: HttpRequest, number: int):
    """Fields by name; what is not named stays. 409 while a round runs. Over a live item it makes or changes the newer version."""
    at = timezone.now()
    page = matter_page(request, number, at=at)
    require_division(request, page)
    given, check = late_body(request)
    require_division_kept(request, given)
    actions.change(page=page, given=given, by=request.user, at=at, check=check or no_check)
    return Status(200, answer(request, page, at))


@matters.post(
    "/{int:number}/files/", response={201: MatterOut, **REFUSALS}, auth=PROPOSE_ONE, operation_id="attach_file", summary="Attach a file to a draft",
    openapi_extra=takes(FILE, "multipart/form-data"),
)  # fmt: skip
def attach_file(request: HttpRequest, number: int):
    """One part named `file`. The file is private until the item is live."""
    at = timezone.now()
    page = matter_page(request, number, at=at)
    require_division(request, page)
    files = request.FILES.getlist("file")
    actions.attach(page=page, file=files[0] if len(files) == 1 else None, by=request.user, at=at)
    return Status(201, answer(request, page, at))
