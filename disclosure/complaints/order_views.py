"""The page of a supervision order in the admin: for who owes it, who checks it, who reads it; 404 for everyone else."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from disclosure.cases.actions import unsealed
from disclosure.cases.forms import in_words
from disclosure.cases.views import download
from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import Invalid, NotFound, Refused

from . import orders, shown
from .models import OrderPaper, SupervisionOrder
from .order_forms import STEPS


def order_for(request, pk, on):
    """(order, Holding) of who may read it; 404 for everyone else."""
    order = SupervisionOrder.objects.select_related("division", "opened_by").filter(pk=pk).first()
    acting = orders.reads(request.user, order, on) if order else None
    if acting is None:
        raise Http404
    return order, acting


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order(request, pk):
    """An order with its steps; a POST names the step."""
    at = timezone.now()
    found, acting = order_for(request, pk, day_of(at))
    opened, refusal, status, forms = "", None, 200, {}
    if request.method == "POST":
        opened = request.POST.get("verb", "")
        step = next((each for each in STEPS if each.name == opened), None)
        if step is None:
            raise Http404
        form = step.form(request.POST, request.FILES, prefix=step.name)
        if form.is_valid():
            try:
                step.act(found, by=request.user, at=at, **form.cleaned_data)
                found.refresh_from_db()
                said = _("Done: %(step)s. The order now stands at “%(state)s”.")
                messages.success(request, said % {"step": step.label, "state": found.get_state_display()})
                return redirect("disclosure_complaints_order", pk)
            except NotFound as refused:
                raise Http404 from refused
            except Refused as refused:
                refusal, status = in_words(form, str(refused)), refused.status
                if refused.field in form.fields:
                    form.add_error(refused.field, refusal)
        else:
            status = Invalid.status
        forms[opened] = form
        found.refresh_from_db()
    typed = forms.get(opened)
    offered = [each for each in STEPS if found.state in each.states and each.who(request.user, found, day_of(at))]
    context = {
        "order": found, "shown": [(each, forms.get(each.name) or each.form(prefix=each.name)) for each in offered], "opened": opened,
        "refusal": refusal if not (typed and typed.errors) else None, "typed": typed,
        "aside": _aside(typed) if opened not in [each.name for each in offered] else [],
        "steps": found.steps.select_related("by").prefetch_related("papers").order_by("-at", "-id"), "today": day_of(at),
        "row": shown.row_of(found, request.user, day_of(at)), "stood": shown.stood(found, request.user),
        "late_since": shown.late_since(found, request.user, day_of(at)), "late_at_close": shown.late_at_close(found, request.user, day_of(at)),
    }  # fmt: skip
    return render(request, "disclosure_complaints/order.html", context, status=status)


def _aside(typed):
    """[(label, words)] of what was typed for a step that is not offered any more: it is not lost."""
    return [(bound.label, value) for bound in typed or () if isinstance(value := bound.value(), str) and value]


@never_cache
@require_safe
def order_paper(request, pk, paper_pk):
    """A paper of evidence, as a download."""
    found, _acting = order_for(request, pk, day_of(timezone.now()))
    row = get_object_or_404(OrderPaper, pk=paper_pk, step__order=found)
    return download(unsealed(row.file), row.name)
