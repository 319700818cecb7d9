"""POST /api/v3/feedback/: feedback by programme. A door: it reads the body and calls one action."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import ConfigDict
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth

from disclosure.cases.api import Receipt, receipt
from disclosure.cases.states import Way
from disclosure.chain.api import Body, checker, described
from disclosure.clocks.actions import day_of
from disclosure.intake.once import read_json, write_once
from disclosure.ledger.api_errors import problems
from disclosure.ledger.errors import NotFound

from . import actions
from . import given as fields
from .readers import is_inward, page_for

OPEN = [BearerTokenAuth(), AllowAnonymous()]
feedback = Router(tags=["feedback"])


class FeedbackBody(Body):
    """Feedback on a live page; `objection` and `repair` need the credit code of a party of that page and a contact."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: str = "error"
    page: int
    revision: int | None = None
    text: str
    contact: str | None = None
    credit_code: str | None = None


@feedback.post(
    "/", response={201: Receipt, **problems(400, 404, 413, 422, 429)}, auth=OPEN, operation_id="create_feedback",
    summary="Give feedback on a page (反馈、异议、信用修复)", openapi_extra=described(FeedbackBody),
)  # fmt: skip
def create_feedback(request: HttpRequest):
    """The answer is the receipt; the code is given this once. A page that is not there or not open to the caller is the same 404."""
    at, data = timezone.now(), read_json(request)
    page = page_for(request.user, data.get("page"), day_of(at))
    if page is None and type(data.get("page")) is int:
        raise NotFound(_("There is no such page."))
    checker(FeedbackBody, data)()
    fields.require(data, page)  # what is wrong does not wait for the lock of the numbers
    giver = request.user if is_inward(page) else None

    def make():
        given, code = actions.receive(given=data, page=page, way=Way.API, giver=giver, at=at)
        return 201, receipt(given.case, code)

    status, answer = write_once(request, call="feedback", data=data, make=make, at=at)
    return Status(status, answer)
