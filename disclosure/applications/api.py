"""POST /api/v3/applications/: an application by programme. A door: it reads the body and calls one action."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import ConfigDict

from disclosure.cases.api import Receipt, receipt
from disclosure.cases.states import Way
from disclosure.chain.api import Body, checker, described
from disclosure.clocks.actions import day_of
from disclosure.intake.once import read_json, write_once
from disclosure.ledger.api_errors import problems

from . import actions
from . import given as fields

applications = Router(tags=["applications"])


class ApplicationBody(Body):
    """An application; one of `phone` and `email` is required."""

    model_config = ConfigDict(extra="forbid", strict=True)

    applicant_type: str
    name: str
    id_kind: str
    id_number: str
    phone: str | None = None
    email: str | None = None
    address: str
    description: str
    form: str
    delivery: str


@applications.post(
    "/", response={201: Receipt, **problems(400, 413, 422, 429)}, auth=None, operation_id="create_application",
    summary="Apply for disclosure (依申请公开)", openapi_extra=described(ApplicationBody),
)  # fmt: skip
def create_application(request: HttpRequest):
    """The answer is the receipt: the limit runs from the next day. The code is given this once."""
    at, data = timezone.now(), read_json(request)
    checker(ApplicationBody, data)()
    fields.require(data, day_of(at))  # what is wrong does not wait for the lock of the numbers

    def make():
        application, code = actions.receive(given=data, way=Way.API, at=at)
        return 201, receipt(application.case, code)

    status, answer = write_once(request, call="applications", data=data, make=make, at=at)
    return Status(status, answer)
