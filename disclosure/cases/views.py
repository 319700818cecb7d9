"""/track/: a case by number and code, without an account; and its letters."""

from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from disclosure.intake.limit import TooMany, require_tries, require_write, wrong_code
from disclosure.ledger.errors import Refused

from . import actions
from .forms import TrackForm, WordForm, in_words
from .models import Case
from .shown import for_page

KEPT = "disclosure_cases"  # in the session: {number: digest of the code that was typed}
MOST_KEPT = 20
VERBS = {"add": actions.add, "confirm": actions.confirm, "reopen": actions.reopen, "withdraw": actions.withdraw}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request):
    """Asks for number and code; a wrong number and a wrong code are answered alike, and seldom."""
    at = timezone.now()
    if request.method != "POST":
        return render(request, "disclosure_cases/ask.html", {"form": TrackForm(initial={"number": request.GET.get("number", "")[:40]})})
    form = TrackForm(request.POST)
    status = 200
    if form.is_valid():
        try:
            require_tries(request, at=at)
            if case := actions.found(form.cleaned_data["number"], form.cleaned_data["code"]):
                remember(request, case)
                return redirect("disclosure_track_case", number=case.number)
            wrong_code(request, at=at)
            form.add_error("number", _("Number and code do not fit together: compare both with your receipt."))
            status = 404
        except TooMany as refusal:
            form.add_error(None, str(refusal))
            return with_wait(render(request, "disclosure_cases/ask.html", {"form": form}, status=429), refusal)
    return render(request, "disclosure_cases/ask.html", {"form": form}, status=status)


def with_wait(response, refusal):
    """The answer with Retry-After."""
    response["Retry-After"] = str(refusal.retry_after)
    return response


def remember(request, case):
    """This browser has shown the code of the case."""
    kept = list({**request.session.get(KEPT, {}), case.number: case.code_digest}.items())
    request.session[KEPT] = dict(kept[-MOST_KEPT:])


def _mine(request, number):
    if number not in request.session.get(KEPT, {}):
        return None
    case = Case.objects.filter(number=number).first()
    if case is None or request.session.get(KEPT, {}).get(number) != case.code_digest:
        return None
    return case


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request, number):
    """A case whose code this browser has shown; else back to the question."""
    at, found = timezone.now(), _mine(request, number)
    if found is None:
        return redirect("disclosure_track")
    form, verb, status, refusal = WordForm(), "", 200, None
    if request.method == "POST":
        form, verb = WordForm(request.POST, request.FILES), request.POST.get("verb", "")
        if verb not in VERBS:
            raise Http404
        try:
            require_write(request, at=at)
            given = {"text": form.data.get("text", ""), "at": at}
            if verb == "add":
                given["files"] = request.FILES.getlist("file")
            VERBS[verb](found, **given)
            return redirect("disclosure_track_case", number=number)
        except Refused as refused:
            refusal, status = refused, refused.status
            found = Case.objects.get(pk=found.pk)
    said = refusal and in_words(form, str(refusal))
    lost = "、".join(actions.name_of(file) for file in request.FILES.getlist("file")) if refusal else ""
    shown = {**for_page(found, at), "form": form, "verb": verb, "refusal": said, "lost": lost}
    response = render(request, "disclosure_cases/case.html", shown, status=status)
    return with_wait(response, refusal) if isinstance(refusal, TooMany) else response


def _opened(request, number, at):
    """The case for who has shown its code in this browser, or brings it (`?code=`); None for everyone else. Raises TooMany."""
    found = _mine(request, number)
    if found is None and "code" in request.GET:
        require_tries(request, at=at)
        found = actions.found(number, request.GET["code"])
        if found is None:
            wrong_code(request, at=at)
    return found


def _for_who_opens(show):
    """A view of something that belongs to a case: `show(request, case, pk)` gives the answer, None is 404."""

    @never_cache
    @require_safe
    @wraps(show)
    def view(request, number, pk):
        try:
            found = _opened(request, number, timezone.now())
        except TooMany as refusal:
            return with_wait(HttpResponse(str(refusal), status=429, content_type="text/plain; charset=utf-8"), refusal)
        answer = show(request, found, pk) if found else None
        if answer is None:
            raise Http404
        return answer

    return view


@_for_who_opens
def letter(request, case, pk):
    """A letter of a case, as DOCX or PDF: for who has shown the code, or brings it (`?code=`)."""
    row = case.letters.filter(pk=pk, public=True).first()
    return row and letter_file(row, request.GET.get("format", "pdf"))


@_for_who_opens
def paper(request, case, pk):
    """A file that was given with a letter: for who has the code, from the service of the letter until it is taken back."""
    row = case.papers.given().filter(pk=pk).first()
    return row and download(actions.unsealed(row.file), row.name)


def letter_file(row, format):
    """A letter's file as a download; 404 where it has none of that format."""
    kept = {"pdf": row.pdf, "docx": row.docx}.get(format)
    if not kept:
        raise Http404
    types = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
    return download(actions.unsealed(kept), f"{row.title}.{format}", types[format])


def download(data, name, content_type="application/octet-stream"):
    """Bytes as a download that no cache keeps."""
    from django.utils.http import content_disposition_header

    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
