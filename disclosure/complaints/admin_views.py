"""Taking a complaint in, its slip, and the page of an inquiry: for the division that is asked, and for who handles the complaint."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from disclosure.cases.actions import unsealed
from disclosure.cases.forms import in_words
from disclosure.cases.slips import hand_over
from disclosure.cases.views import download
from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import NotFound, Refused
from disclosure.org.posts import acting_posts

from . import access, actions
from .forms import EntryForm
from .inquiry_forms import AnswerForm, WithdrawForm
from .models import Inquiry


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """What came by telephone, letter, visit, fax or transfer; then the slip with number and code, shown once."""
    at = timezone.now()
    if request.user.is_superuser or not acting_posts(request.user, day_of(at)):
        raise PermissionDenied
    form = EntryForm(request.POST or None, at=at, initial={"received_on": day_of(at), "kind": "complaint"})
    if request.method == "POST" and form.is_valid():
        names = ("way", "received_on", "transferred_from", "their_number", "their_due_on")
        more = {name: form.cleaned_data[name] for name in names}
        try:
            complaint, code = actions.enter(given=form.given, files=request.FILES.getlist("file"), by=request.user, at=at, **more)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, in_words(form, str(refused)))
        else:
            return hand_over(request, complaint.case, code, again="disclosure_complaints_enter")
    return render(request, "disclosure_complaints/enter.html", {"form": form})


def inquiry_for(request, pk, on):
    """(Inquiry, Holding) of who may read it; 404 for everyone else."""
    found = Inquiry.objects.select_related("division", "complaint__case", "asked_by", "answered_by").filter(pk=pk).first()
    acting = access.inquiry_capacity(request.user, found, on) if found else None
    if acting is None:
        raise Http404
    return found, acting


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request, pk):
    """An inquiry: the division answers here and sees nothing else; the handler reads the answer, or takes the inquiry back."""
    at = timezone.now()
    found, _acting = inquiry_for(request, pk, day_of(at))
    division = access.answers(request.user, found, day_of(at)) is not None
    handler = access.capacity(request.user, found.complaint.case, day_of(at)) is not None
    verb, act, label = (
        (AnswerForm, actions.answer_inquiry, _("Answer sent")) if division else (WithdrawForm, actions.withdraw_inquiry, _("Withdrawn"))
    )
    form, refusal, status = verb(), None, 200
    if request.method == "POST":
        form = verb(request.POST, request.FILES)
        if form.is_valid():
            try:
                act(found, by=request.user, at=at, **form.cleaned_data)
                messages.success(request, label)
                return redirect("disclosure_complaints_inquiry", pk)
            except NotFound as refused:
                raise Http404 from refused
            except Refused as refused:
                refusal, status = in_words(form, str(refused)), 403 if refused.status == 403 else 200
                form.add_error(refused.field if refused.field in form.fields else None, refusal)
    context = {
        "inquiry": found, "form": form, "refusal": refusal, "may_act": found.is_open, "division": division, "handler": handler,
        "given": found.papers.filter(from_division=False), "sent": found.papers.filter(from_division=True), "today": day_of(at),
    }  # fmt: skip
    return render(request, "disclosure_complaints/inquiry.html", context, status=status)


@never_cache
@require_safe
def inquiry_paper(request, pk, paper_pk):
    """A paper of an inquiry, as a download."""
    found, _acting = inquiry_for(request, pk, day_of(timezone.now()))
    row = get_object_or_404(found.papers, pk=paper_pk)
    return download(unsealed(row.file), row.name)
