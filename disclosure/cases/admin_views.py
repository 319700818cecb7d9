"""The page of a case in the admin, for every kind: what it is, what happened, what can be done."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import NotFound, Refused
from disclosure.ledger.record import record

from . import access, actions, desk, waiting
from .awaited import awaited
from .calendar_pages import months_of
from .clock import binding_on, promise_of, reckon, summary
from .forms import in_words
from .models import Case
from .views import download, letter_file


def case_for(request, pk, at):
    """(case, Holding) of who may know it; 404 for everyone else."""
    case = Case.objects.select_related("owner", "owner_division", "first_receiver").filter(pk=pk).first()
    acting = access.capacity(request.user, case, day_of(at)) if case else None
    if acting is None:
        raise Http404
    return case, acting


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request, pk):
    """A case with its verbs; a POST names one of them."""
    at = timezone.now()
    found, acting = case_for(request, pk, at)
    offered = [verb for verb in desk.verbs_of(found.kind) if verb.offered(found, request.user)]
    forms, opened, refusal, status = {}, "", None, 200
    if request.method == "POST":
        opened = request.POST.get("verb", "")
        verb = next((each for each in desk.verbs_of(found.kind) if each.name == opened), None)
        if verb is None:
            raise Http404
        form = verb.form(request.POST, request.FILES, at=at, prefix=verb.name, initial=verb.initial(found)) if verb.form else None
        if form is None or form.is_valid():
            try:
                with transaction.atomic():
                    said = verb.act(found, form.cleaned_data if form else {}, request.user, at)
                messages.success(request, said or verb.label)
                known = access.capacity(request.user, Case.objects.get(pk=pk), day_of(at))  # the verb may have taken it out of his hands
                return redirect("disclosure_cases_case", pk) if known else redirect("wagtailadmin_home")
            except NotFound as refused:
                raise Http404 from refused
            except Refused as refused:
                refusal, status = str(refused), 403 if refused.status == 403 else 200
                if form is not None:
                    refusal = in_words(form, refusal)
                    form.add_error(refused.field if refused.field in form.fields else None, refusal)
        forms[opened] = form
        found.refresh_from_db()
    shown = [(verb, forms.get(verb.name) or (_fresh(verb, found, at) if verb.form else None)) for verb in offered]
    reckoned = reckon(found)
    context = {
        "case": found, "acting": acting, "shown": shown, "opened": opened, "refusal": refusal,
        "faulty": forms.get(opened) if refusal is None else None,
        "panels": [fill(found, request.user, acting, at) for fill in desk.panels.get(found.kind, [])],
        "events": found.events.order_by("-at", "-id").select_related("by"), "letters": found.letters.all(), "papers": found.papers.from_citizen(),
        "given": found.papers.filter(from_citizen=False).select_related("letter"),
        "handovers": found.handovers.select_related("giver", "receiver"), "reasons": summary(found, reckoned),
        "months": months_of(reckoned, day_of(at), binding_on(found, reckoned)[0]), "today": day_of(at),
        "promise": promise_of(found, reckoned) if found.is_open and found.due_on else None, "awaited": awaited(found, day_of(at)),
    }  # fmt: skip
    return render(request, "disclosure_cases/desk.html", context, status=status)


def _fresh(verb, case, at):
    return verb.form(at=at, prefix=verb.name, initial=verb.initial(case))


@never_cache
@require_safe
def letter(request, pk, letter_pk):
    """A letter of a case, DOCX or PDF."""
    found, _acting = case_for(request, pk, timezone.now())
    return letter_file(get_object_or_404(found.letters, pk=letter_pk), request.GET.get("format", "pdf"))


@never_cache
@require_safe
def paper(request, pk, paper_pk):
    """A file of the citizen, or one given to him; opening it is in the ledger."""
    at = timezone.now()
    found, acting = case_for(request, pk, at)
    row = get_object_or_404(found.papers, pk=paper_pk)
    record("cases.paper", about=actions.about(found), by=request.user, acting=acting, at=at, facts={"paper": row.pk, "sha256": row.sha256})
    return download(actions.unsealed(row.file), row.name)


@never_cache
@require_safe
def unserved(request):
    """Letters that were written and wait for their day of service."""
    on = day_of(timezone.now())
    return render(request, "disclosure_cases/unserved.html", {"rows": waiting.unserved(request.user, on), "today": on})
