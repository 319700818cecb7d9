"""The office enters an application that came another way, in under a minute."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from disclosure.cases.slips import hand_over
from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import Refused

from . import actions
from .forms import EntryForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """The form of the office; number and code are shown once, to be handed over or read out."""
    at = timezone.now()
    if actions.keeps_office(request.user, day_of(at)) is None:
        raise PermissionDenied
    form = EntryForm(request.POST or None, at=at, initial={"received_on": day_of(at), "applicant_type": "person", "delivery": "post"})
    if request.method == "POST" and form.is_valid():
        more = {
            name: form.cleaned_data[name] for name in ("way", "received_on", "suggests_public", "transferred_from", "their_number", "their_due_on")
        }
        try:
            application, code = actions.enter(given=form.given, files=request.FILES.getlist("file"), by=request.user, at=at, **more)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return hand_over(request, application.case, code, again="disclosure_applications_enter")
    return render(request, "disclosure_applications/enter.html", {"form": form})
