"""/complaints/: what can be complained of and how it is handled, the form, and the receipt."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from disclosure.cases.codes import grouped
from disclosure.cases.sentences import day_words
from disclosure.cases.states import Way
from disclosure.cases.views import with_wait
from disclosure.clocks.actions import day_of
from disclosure.intake.limit import TooMany
from disclosure.intake.once import write_once
from disclosure.ledger.errors import Refused
from disclosure.rules.limits import limit

from . import actions
from .forms import ComplainForm
from .models import ComplaintKind


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request):
    """The form; a valid one is received and answered with the receipt, where the code stands this once. What was typed is kept."""
    at, status, refusal = timezone.now(), 200, None
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        whom = f"division:{request.GET['division'][:32]}" if request.GET.get("division") else ""
        first = {"kind": kind if kind in ComplaintKind.values else ComplaintKind.COMPLAINT, "whom": whom}
        form = ComplainForm(request=request, at=at, initial=first)
    else:
        form = ComplainForm(request.POST, request.FILES, request=request, at=at)
        if form.is_valid():
            try:
                return render(request, "disclosure_complaints/receipt.html", _receive(request, form, at))
            except TooMany as too_many:
                refusal, status = too_many, 429
                form.add_error(None, str(too_many))
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    context = {"form": form, "promise": limit("complaint", day_of(at)).days, "days_to_accept": limit("acceptance", day_of(at)).days}
    response = render(request, "disclosure_complaints/complain.html", context, status=status)
    return with_wait(response, refusal) if refusal else response


def _receive(request, form, at):
    """What the receipt shows. The ticket of the page is the key: a double click is one complaint."""
    files = request.FILES.getlist("file")
    data = {**form.given, "files": [(file.name, file.size) for file in files]}

    def make():
        form.prove()
        complaint, code = actions.receive(given=form.given, way=Way.WEB, files=files, at=at)
        case = complaint.case
        return 201, {"number": case.number, "code": grouped(code), "received_on": day_words(case.received_on), "due_on": day_words(case.due_on)}

    _status, receipt = write_once(request, call="complain", data=data, make=make, at=at, key=form.key_of(data))
    return {"receipt": receipt, "anonymous": form.given["anonymous"]}
