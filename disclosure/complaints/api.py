"""POST /api/v3/complaints/: a complaint by programme. A door: it reads the body and calls one action."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import ConfigDict

from disclosure.cases.api import Receipt, receipt
from disclosure.cases.states import Way
from disclosure.chain.api import Body, checker, described
from disclosure.intake.once import read_json, write_once
from disclosure.ledger.api_errors import problems

from . import actions
from . import given as fields

complaints = Router(tags=["complaints"])


class ComplaintBody(Body):
    """A complaint. Anonymous: without `name` and `phone`, else both are required. `division`: the code of the division it is about, or null."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: str
    anonymous: bool
    name: str | None = None
    phone: str | None = None
    subject: str
    division: str | None = None
    text: str


@complaints.post(
    "/", response={201: Receipt, **problems(400, 413, 422, 429)}, auth=None, operation_id="create_complaint",
    summary="Complain, report, accuse, suggest or enquire (投诉、举报、控告、建议、咨询)", openapi_extra=described(ComplaintBody),
)  # fmt: skip
def create_complaint(request: HttpRequest):
    """It goes to the efficiency office, never to the division it is about. The code is given this once, also to who stays anonymous."""
    at, data = timezone.now(), read_json(request)
    checker(ComplaintBody, data)()
    fields.require(data)  # what is wrong does not wait for the lock of the numbers

    def make():
        complaint, code = actions.receive(given=data, way=Way.API, at=at)
        return 201, receipt(complaint.case, code)

    status, answer = write_once(request, call="complaints", data=data, make=make, at=at)
    return Status(status, answer)
