"""What stands below a consultation: write a comment, read comments, agree, take back, subscribe, sign up, print. Inward: 404 for strangers."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosure.cases.codes import grouped
from disclosure.chain.panels import public_interest
from disclosure.files.access import is_staff
from disclosure.files.views import reader_of
from disclosure.intake.address import client_address
from disclosure.intake.crowd import place
from disclosure.intake.limit import require_tries, require_write, wrong_code
from disclosure.intake.once import write_once
from disclosure.intake.typed import number_of
from disclosure.items.models import DisclosurePage
from disclosure.items.models.numbers import bureau
from disclosure.ledger.errors import Invalid, Refused, WrongState
from disclosure.rules.hearing import ChoiceBy

from . import actions, answers, margins, pages, sheets, standing
from .actions.comment import of_code
from .actions.hearings import is_by_mail, link_of, struck_out
from .forms import CodeForm, CommentForm, ConfirmForm, SignUpForm, SubscribeForm
from .models import Comment, ConsultationPage, Subscription
from .models.hearings import Hearing, Participant

MOST = 50  # clauses of which one article of a final text is made


def found(request, number):
    """The live consultation of an index number in the list that the address names; 404 for who may not read it."""
    inward = request.path.startswith("/intranet/")
    page = ConsultationPage.objects.live().select_related("division").filter(slug=number, inward=inward).first()
    if page is None or not page.readable_by(request.user):
        raise Http404
    return page


def address(page, what, **kwargs):
    """The address of something below a consultation."""
    name = "disclosure_consultation" + ("_inward" if page.inward else "")
    return reverse(f"{name}_{what}", kwargs={"number": page.slug, **kwargs})


def waiting(response, refusal):
    """With Retry-After where there were too many."""
    if seconds := getattr(refusal, "retry_after", None):
        response["Retry-After"] = str(seconds)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, number):
    """Take a comment in; the receipt shows number and code once."""
    at, page = timezone.now(), found(request, number)
    if request.method != "POST":
        return redirect(page.url + "#write")
    request.consultation_at = at
    clauses = standing.published_clauses(page)
    older = standing.older_clause(page, number_of(request.POST.get("clause", "")), clauses)
    form = CommentForm(request.POST, request.FILES, request=request, at=at, clauses=clauses, older=older)
    status = 422
    if form.is_valid():
        try:
            data = _told(form)
            with place():
                _status, answer = write_once(
                    request, call=f"comment:{page.pk}", data=data, make=lambda: _made(page, form, request, at), at=at, key=form.key_of(data)
                )
            context = {"page": page, "number": answer["number"], "code": grouped(answer["code"])}
            context["check_by"] = dt.date.fromisoformat(answer["check_by"])
            return render(request, "disclosure_consultation/receipt.html", context, status=201)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = refusal.status
            return waiting(_again(request, page, form, status), refusal)
    return _again(request, page, form, status)


def _again(request, page, form, status):
    context = {**page.get_context(request), **pages.context(page, request, form)}
    return render(request, page.template, context, status=status)


def _told(form):
    own = form.own
    return {name: value for name, value in own.items() if name != "file"} | {"files": [file.name for file in form.files.getlist("file")]}


def _made(page, form, request, at):
    form.prove()
    given = {name: form.cleaned_data[name] for name in ("stance", "text", "name", "contact", "answer_by")}
    clause = int(form.cleaned_data["clause"]) if form.cleaned_data["clause"] else None
    row, code = actions.comment(page=page, clause=clause, at=at, files=request.FILES.getlist("file"), **given)
    return 201, {"number": row.number, "code": code, "check_by": row.check_by.isoformat()}


@require_safe
def comments(request, number):
    """The shown comments: all, of one clause (`?clause=`), on the whole draft (`?clause=whole`), or those that moved clauses of the newest version
    (`?final=`, more than once where an article of the final text was made of several; with `item`, `article` and `which` the article of the public
    item from which the reader came)."""
    page = found(request, number)
    chosen, clause, final, public = request.GET.get("clause", ""), None, (), None
    if "final" in request.GET:
        final = _final(page, request.GET.getlist("final"))
        public = _public(page, request, final) if "item" in request.GET else None
    elif chosen and chosen != "whole":
        clause = next((row for row in standing.published_clauses(page) if str(row.pk) == chosen), None)
        if clause is None:
            raise Http404
    context = pages.comments_context(page, request, clause, chosen == "whole", final, public)
    return render(request, "disclosure_consultation/comments.html", {**context, "base": address(page, "comments")})


def _final(page, typed):
    """The clauses of the newest version, in the order of the text; 404 before the result is public: until then nobody reads that version."""
    newest, numbers = page.versions.order_by("-number").first(), set(map(number_of, typed[: MOST + 1]))
    rows = newest.clauses.filter(pk__in=numbers - {None}).select_related("version").order_by("place") if newest else ()
    if len(typed) > MOST or len(rows) != len(numbers) or not page.concluded:
        raise Http404
    return list(rows)


def _public(page, request, clauses):
    """(the public item, its article as a Piece) from which the reader came; 404 where it is none that he may read, that names this consultation, and
    whose article these clauses became."""
    which = number_of(request.GET.get("which", "0"))
    number = number_of(request.GET["item"])
    item = DisclosurePage.objects.live().filter(pk=number).specific().first() if number is not None and number < 2**31 else None
    if item is None or not (is_staff(request.user) or DisclosurePage.objects.public().filter(pk=item.pk).exists()):
        raise Http404
    known = (public_interest(item, reader=request.user) or {}).get("consultation")
    if known is None or known.number != page.pk or not known.concluded:
        raise Http404
    article = margins.article_of(item, known, (request.GET.get("article", ""), which), [row.pk for row in clauses])
    if article is None:
        raise Http404
    return item, article


@require_safe
def answered(request):
    """How the question of vital interest was answered for what is public: every “no” with its reason, every exemption with its ground."""
    chosen = request.GET.get("answer", "") or "no"
    if chosen not in answers.ANSWERS:
        raise Http404
    listed = Paginator(answers.rows(chosen), pages.PER_PAGE).get_page(request.GET.get("page"))
    counts = [(code, words, count) for (code, words), count in zip(answers.ANSWERS.items(), answers.counts().values(), strict=True)]
    context = {"chosen": chosen, "words": answers.ANSWERS[chosen], "counts": counts, "items": listed, "rows": answers.shown(listed, chosen)}
    return render(request, "disclosure_consultation/answers.html", context)


@require_POST
def agree(request, number, pk):
    """Agree with a comment, once an address."""
    at, page = timezone.now(), found(request, number)
    row = Comment.objects.shown().filter(page=page, pk=pk).first()
    if row is None:
        raise Http404
    try:
        require_write(request, at=at)
        actions.support(comment=row, address=client_address(request), at=at)
    except Refused as refusal:
        context = {"page": page, "title": _("Not done"), "sentence": str(refusal)}
        return waiting(render(request, "disclosure_consultation/said.html", context, status=refusal.status), refusal)
    stands = standing.now_at(page, {row.clause_id}).get(row.clause_id, "whole")
    return redirect(f"{address(page, 'comments')}?clause={stands}#{row.number}")


def own_comment(request, number, code):
    """The comment of number and code; None for a wrong one, and for one on an inward consultation that the caller may not read (session or token)."""
    row = of_code(number, code)
    return row if row is not None and row.page.readable_by(reader_of(request)) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request):
    """One's own comment by number and code: where it stands; it can be taken back, which is asked on a page of its own (`ask`) before it is done."""
    at, form, row, status, asked, done = timezone.now(), CodeForm(request.POST or None), None, 200, False, False
    if request.method == "POST" and form.is_valid():
        try:
            require_tries(request, at=at)
            row = own_comment(request, form.cleaned_data["number"], form.cleaned_data["code"])
            if row is None:
                wrong_code(request, at=at)
                form.add_error("number", _("Number and code do not fit together: compare both with your receipt."))
                status = 404
            elif "withdraw" in request.POST:
                require_write(request, at=at)
                row, done = actions.withdraw(at=at, **form.cleaned_data), True
            else:
                asked = "ask" in request.POST and row.can_be_withdrawn
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return waiting(render(request, "disclosure_consultation/mine.html", {"form": form, "row": row}, status=refusal.status), refusal)
    context = {"form": form, "row": row, "asked": asked, "done": done}
    if asked:
        context |= {"files": row.files.all(), "phase": row.page.phase(at)}
    return render(request, "disclosure_consultation/mine.html", context, status=status)


@never_cache
@require_POST
def subscribe(request, number):
    """Ask for news by mail; the answer is the same whether the address was known or not."""
    at, page = timezone.now(), found(request, number)
    form = SubscribeForm(request.POST, request=request, at=at)
    refusal = None
    if form.is_valid():
        try:
            require_write(request, at=at)
            form.prove()
            actions.subscribe(page=page, email=form.cleaned_data["email"], at=at)
            context = {"page": page, "title": _("A mail is on its way"), "sentence": _("Follow the link in it; without that nothing is sent to you.")}
            return render(request, "disclosure_consultation/said.html", context)
        except Refused as refused:
            refusal = refused
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    # The one line on the draft's page has no room for a question: it is asked here, with what was typed.
    status = refusal.status if refusal else 422
    return waiting(render(request, "disclosure_consultation/subscribe.html", {"page": page, "form": form}, status=status), refusal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The link of the mail asks; its button confirms, so that a mail scanner confirms nothing."""
    at = timezone.now()
    context = {
        "title": _("Subscribe to this consultation"),
        "button": _("Confirm the subscription"),
        "sentence": _(
            "Once you confirm, a mail comes when it closes, when comments are replied to, when a hearing is announced, changed or cancelled, "
            "when draft or close are changed or it is taken down, "
            "and when the result and the final text are public."
        ),
    }
    if request.method == "POST":
        try:
            row = actions.confirm(token=token, at=at)
        except Refused as refusal:
            raise Http404 from refusal
        context = {"page": row.page, "title": _("You hear of this consultation by mail"), "sentence": row.page.title}
    return render(request, "disclosure_consultation/said.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, token):
    """One click ends it: by the button, or by the mail program itself (RFC 8058 sends a POST)."""
    context = {"title": _("End the subscription"), "button": _("End it"), "sentence": _("No more mail comes, and the address is deleted.")}
    if not Subscription.objects.filter(token=token).exists():
        context = {"title": _("This subscription is ended already"), "sentence": _("No more mail comes, and the address is deleted.")}
    elif request.method == "POST":
        actions.end(token=token, at=timezone.now())
        context = {"title": _("The subscription is ended, the address forgotten"), "sentence": ""}
    return render(request, "disclosure_consultation/said.html", context)


@require_safe
def notice(request, number):
    """The A4 notice."""
    return _sheet(request, number, sheets.notice, _("Notice"))


@require_safe
def form(request, number):
    """The A4 comment form by clause."""
    return _sheet(request, number, sheets.form, _("Comment form"))


def _sheet(request, number, make, name):
    page = found(request, number)
    pdf = make(page, address=request.build_absolute_uri(page.url), bureau=bureau())
    return pdf_response(pdf, f"{name} {page.index_number}.pdf", private=page.inward)


def pdf_response(pdf, name, *, private):
    """A PDF to be shown or kept."""
    from django.utils.http import content_disposition_header

    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store" if private else "max-age=60"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request, number, pk):
    """A hearing or meeting: what is announced, sign-up while it is open, the list, the minutes."""
    at, page = timezone.now(), found(request, number)
    row = Hearing.objects.filter(page=page, pk=pk).first()
    if row is None:
        raise Http404
    is_open = at < row.signup_until and not row.chosen_at and not row.cancelled_at
    form = SignUpForm(request.POST if request.method == "POST" else None, request=request, at=at)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = {name: form.cleaned_data[name] for name in ("name", "contact", "speaks_for")}

                def sign_up():
                    form.prove()
                    if is_by_mail(row, given["contact"]):
                        return 201, {"number": "", "code": actions.sign_up_by_mail(hearing=row, at=at, **given)}
                    made, code = actions.sign_up(hearing=row, at=at, **given)
                    return 201, {"number": made.number, "code": code}

                _status, answer = write_once(request, call=f"sign-up:{row.pk}", data=given, make=sign_up, at=at, key=form.key_of(given))
                context = {"page": page, "number": answer["number"], "code": grouped(answer["code"]), "hearing": row}
                return render(request, "disclosure_consultation/receipt.html", context, status=201)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = refusal.status
    context = {
        "page": page, "hearing": row, "is_open": is_open, "form": form, "at": at,
        # While it grows with each lot and not with a second try, the count would tell of an address whether it has one.
        "signed_up": None if is_open and row.method == ChoiceBy.LOTS else row.participants.count(),
        "changes": list(row.changes.all()), "earlier": row.earlier_for_the_public,
        "struck_out": row.struck_out,
        "chosen": row.participants.filter(chosen=True),
        **row.participants.filter(chosen=True, confirmed_at__isnull=False).aggregate(
            confirmed=Count("pk"), remarked=Count("pk", filter=~Q(remark="")),
        ),
    }  # fmt: skip
    return render(request, "disclosure_consultation/hearing.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request):
    """A participant reads the minutes by number and code, and confirms them or says what is not right."""
    at, form, row, status, done = timezone.now(), ConfirmForm(request.POST or None), None, 200, False
    how = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            require_tries(request, at=at)
            row = _participant(request, given["number"], given["code"])
            if row is None:
                wrong_code(request, at=at)
                raise Invalid(_("Number and code do not fit together: compare both with your receipt."), field="number")
            if "confirm" in request.POST:
                how = given.pop("how")
                _require_said(how, given["remark"])
                row = actions.confirm_minutes(at=at, **given)
                done = True
            else:  # what he said of them before is there to be read and changed
                how = row.confirmed_at and (ConfirmForm.REMARKED if row.remark else ConfirmForm.PLAIN)
                form = ConfirmForm(initial={**given, "remark": row.remark})
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = 404 if row is None and refusal.status == 422 else refusal.status
    return render(request, "disclosure_consultation/minutes.html", {"form": form, "row": row, "done": done, "how": how}, status=status)


def _require_said(how, remark):
    """What was chosen and what was written fit together, where something was chosen. Raises Invalid(field="remark")."""
    if how == ConfirmForm.REMARKED and not remark.strip():
        raise Invalid(_("Write what you add or do not agree with."), field="remark")
    if how == ConfirmForm.PLAIN and remark.strip():
        raise Invalid(_("You wrote something: choose that you add something or do not agree, or take the words out."), field="remark")


def _participant(request, number, code):
    """The participant whose number and code fit, None where they do not; WrongState where there is nothing for him to confirm, and why."""
    from disclosure.cases import codes

    number = codes.folded(number)
    row = Participant.objects.select_related("hearing__page").filter(number=number).first()
    if not codes.fits(row.code_digest if row else "", number, code) or row is None or not row.hearing.page.readable_by(request.user):
        return None
    if row.struck:
        raise WrongState(struck_out(row))
    if row.hearing.cancelled_at:
        raise WrongState(_("It was cancelled: the reason stands on its page, {link}.").format(link=link_of(row.hearing)))
    if not row.chosen and row.hearing.chosen_at:
        raise WrongState(_("Your number is not among the participants that were chosen: they confirm the minutes."))
    if not row.hearing.minutes_at:
        raise WrongState(_("There are no minutes yet."))
    return row
