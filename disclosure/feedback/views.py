"""/feedback/: the form on a page, and the receipt."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from disclosure.cases.clock import promised_on, reckon
from disclosure.cases.codes import grouped
from disclosure.cases.sentences import day_words
from disclosure.cases.states import Way
from disclosure.cases.views import with_wait
from disclosure.clocks.actions import day_of
from disclosure.intake.limit import TooMany
from disclosure.intake.once import write_once
from disclosure.intake.typed import number_of
from disclosure.ledger.errors import Refused
from disclosure.rules.limits import limit

from . import actions
from .forms import FeedbackForm
from .models import FeedbackKind
from .readers import is_inward, page_for, repair_from


def _asked(request, on):
    """(page or None, kind) that the address or the form names; 404 for a page that is not there or not open to the reader."""
    source = request.POST if request.method == "POST" else request.GET
    number, kind = source.get("page", "").strip(), source.get("kind", "")
    page = page_for(request.user, number_of(number), on)
    if number and page is None:
        raise Http404
    return page, FeedbackKind(kind) if kind in FeedbackKind.values else FeedbackKind.ERROR


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request):
    """The form; what is valid is received and answered with the receipt, where the code stands this once."""
    at, status, refusal = timezone.now(), 200, None
    page, kind = _asked(request, day_of(at))
    known = {"request": request, "at": at, "page": page, "of_a_party": kind.of_a_party}
    if request.method != "POST":
        form = FeedbackForm(**known, initial={"kind": kind.value})
    else:
        form = FeedbackForm(request.POST, request.FILES, **known)
        if form.is_valid():
            try:
                return render(request, "disclosure_feedback/receipt.html", _receive(request, form, at))
            except TooMany as too_many:
                refusal, status = too_many, 429
                form.add_error(None, str(too_many))
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    on = day_of(at)
    context = {
        "form": form, "item": page, "kind": kind, "inward": is_inward(page), "parties": bool(getattr(page, "party_codes", None)),
        "revision": request.POST.get("revision") or request.GET.get("revision") or getattr(page, "live_revision_id", None) or "",
        "days": limit("feedback", on).days, "error_days": limit("feedback-error", on).days,
    }  # fmt: skip
    response = render(request, "disclosure_feedback/give.html", context, status=status)
    return with_wait(response, refusal) if refusal else response


def _receive(request, form, at):
    """What the receipt shows. The ticket of the page is the key: a double click is one case. A colleague on an inward item gets no code."""
    page = form.page
    files, inward = request.FILES.getlist("file"), is_inward(page)
    given = form.given
    data = {**given, "kind": str(given["kind"]), "page": page.pk if page else None, "files": [(file.name, file.size) for file in files]}

    def make():
        form.prove()
        feedback, code = actions.receive(given=given, page=page, way=Way.WEB, files=files, giver=request.user if inward else None, at=at)
        case = feedback.case
        shown = {"number": case.number, "code": grouped(code), "received_on": day_words(case.received_on), "due_on": day_words(case.due_on)}
        promised, earliest = promised_on(case, reckon(case)), repair_from(page)[0] if feedback.kind == FeedbackKind.REPAIR else None
        shown |= {"promised_on": promised and day_words(promised), "repair_from": day_words(earliest) if earliest and earliest > day_of(at) else None}
        return 201, shown | {"feedback": feedback.pk if inward else None}

    _status, receipt = write_once(request, call="feedback-form", data=data, make=make, at=at, key=form.key_of(data))
    return {"receipt": receipt, "item": page, "inward": inward}
