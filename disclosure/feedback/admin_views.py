"""In the admin: what came another way is entered, with its slip; a colleague reads and answers back to his own feedback on inward items."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from disclosure.cases.shown import for_page
from disclosure.cases.slips import hand_over
from disclosure.cases.views import VERBS
from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import Refused
from disclosure.org.posts import acting_posts

from . import actions
from .forms import EntryForm
from .models import Feedback


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """The form of who was first asked; the slip follows, to be handed over or read out."""
    at = timezone.now()
    if not acting_posts(request.user, day_of(at)):
        raise PermissionDenied
    form = EntryForm(request.POST or None, at=at, user=request.user, initial={"received_on": day_of(at), "item": request.GET.get("page", "")[:20]})
    if request.method == "POST" and form.is_valid():
        more = {name: form.cleaned_data[name] for name in ("way", "received_on", "transferred_from", "their_number", "their_due_on")}
        try:
            feedback, code = actions.enter(given=form.given, page=form.page, files=request.FILES.getlist("file"), by=request.user, at=at, **more)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return hand_over(request, feedback.case, code, again="disclosure_feedback_enter")
    return render(request, "disclosure_feedback/admin/enter.html", {"form": form})


@never_cache
@require_safe
def my_list(request):
    """A colleague's own feedback on inward items."""
    rows = Feedback.objects.filter(giver=request.user).select_related("case").order_by("-pk")[:200]
    return render(request, "disclosure_feedback/admin/my_list.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request, pk):
    """One of them: what happened, what is due when and why; adding, confirming, reopening, withdrawing. 404 for everyone else."""
    at = timezone.now()
    feedback = get_object_or_404(Feedback.objects.select_related("case"), pk=pk, giver=request.user)
    verb, refusal = "", None
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if verb not in VERBS:
            raise Http404
        try:
            VERBS[verb](feedback.case, text=request.POST.get("text", ""), at=at)
            return redirect("disclosure_feedback_mine", pk)
        except Refused as refused:
            refusal = refused
            feedback.case.refresh_from_db()
    context = {**for_page(feedback.case, at), "feedback": feedback, "verb": verb, "refusal": refusal, "typed": request.POST.get("text", "")}
    return render(request, "disclosure_feedback/admin/mine.html", context)
