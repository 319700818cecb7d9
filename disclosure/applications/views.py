"""/apply/: the form, what is public already, and the receipt."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosure.cases.clock import promise, promised_on, reckon
from disclosure.cases.codes import grouped
from disclosure.cases.sentences import day_words
from disclosure.cases.states import Way
from disclosure.cases.views import with_wait
from disclosure.clocks.actions import day_of
from disclosure.intake.limit import TooMany, require_write
from disclosure.intake.once import write_once
from disclosure.intake.typed import number_of
from disclosure.ledger.errors import Refused

from . import actions, suggestions
from .forms import ApplyForm
from .models import ApplicantType, Delivery, SupplyForm

FIRST = {"applicant_type": ApplicantType.PERSON, "form": SupplyForm.ELECTRONIC, "delivery": Delivery.ONLINE}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request):
    """The form; a valid one is received and answered with the receipt, where the code stands this once."""
    at, status, refusal = timezone.now(), 200, None
    if request.method != "POST":
        form = ApplyForm(request=request, at=at, initial={**FIRST, "description": request.GET.get("q", "")[:500]})
    else:
        form = ApplyForm(request.POST, request.FILES, request=request, at=at)
        if form.is_valid():
            try:
                return render(request, "disclosure_applications/receipt.html", _receive(request, form, at))
            except TooMany as too_many:
                refusal, status = too_many, 429
                form.add_error(None, str(too_many))
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    found = suggestions.suggested(form["description"].value()) if form.is_bound else []
    response = render(
        request, "disclosure_applications/apply.html", {"form": form, "found": found, "promise": promise("application", day_of(at))}, status=status
    )
    return with_wait(response, refusal) if refusal else response


def _receive(request, form, at):
    """What the receipt shows. The ticket of the page is the key: a double click is one application."""
    files = request.FILES.getlist("file")
    data = {**form.given, "suggests_public": form.cleaned_data["suggests_public"], "files": [(f.name, f.size) for f in files]}

    def make():
        form.prove()
        application, code = actions.receive(given=form.given, way=Way.WEB, files=files, suggests_public=form.cleaned_data["suggests_public"], at=at)
        case = application.case
        shown = {"number": case.number, "code": grouped(code), "received_on": day_words(case.received_on), "due_on": day_words(case.due_on)}
        promised = promised_on(case, reckon(case))
        return 201, {**shown, "promised_on": promised and day_words(promised)}

    _status, receipt = write_once(request, call="apply", data=data, make=make, at=at, key=form.key_of(data))
    return {"receipt": receipt}


@never_cache
@require_safe
def suggest(request):
    """/apply/suggest/?q=: what is public already, as JSON for the form's script."""
    return JsonResponse({"items": suggestions.suggested(request.GET.get("q", ""))})


@require_POST
def spare(request):
    """“Found it, I need not apply”: counted, and on to the item."""
    at = timezone.now()
    try:
        require_write(request, at=at)
        page = suggestions.spared(number_of(request.POST.get("page", "")), on=day_of(at))
    except Refused as error:
        raise Http404 from error
    return redirect(page.url)
