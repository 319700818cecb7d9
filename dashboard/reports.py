"""Pages of the report to leaders and superiors in the admin: the list, one report with all that is done to it, its files, the reasons owners give."""

import io

from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from disclosure.clocks.actions import day_of
from disclosure.intake.typed import number_of
from disclosure.ledger.errors import Invalid, NotAllowed, Refused

from . import situation
from .figures import Board
from .metric import Period
from .models import Dispatch, OverdueReason, ReportVersion, Section, SituationReport, Way
from .panels import lateness
from .roles import role_of
from .situation import content as words


class Day(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BeginForm(forms.Form):
    first, last = Day(label=gettext_lazy("from")), Day(label=gettext_lazy("to"))


class IssueForm(forms.Form):
    """Recipients, one a line, and how it goes to all of them; more may follow one by one."""

    recipients = forms.CharField(
        label=gettext_lazy("to whom"), widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("One a line, for instance the director.")
    )
    way = forms.ChoiceField(label=gettext_lazy("how"), choices=Way.choices)


class SendForm(forms.Form):
    recipient = forms.CharField(label=gettext_lazy("to whom"), max_length=150)
    way = forms.ChoiceField(label=gettext_lazy("how"), choices=Way.choices)


class ReceiptForm(forms.Form):
    received_on = Day(label=gettext_lazy("received on"))
    receipt = forms.CharField(label=gettext_lazy("receipt"), max_length=255)


def _reader(request):
    """The moment now; 403 for who may not read reports."""
    at = timezone.now()
    if not situation.may_read(request.user, day_of(at)):
        raise NotAllowed(_("The report is read by the efficiency office, leaders and the auditor."))
    return at


def refusing(view):
    """A refusal as a page of the admin: 403, 404, 409 or 422 with its sentence."""

    def asked(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if refusal.status == 404:
                raise Http404(str(refusal)) from refusal
            return render(request, "disclosure_dashboard/refused.html", {"refusal": refusal}, status=refusal.status)

    asked.__name__ = view.__name__
    return asked


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusing
def reports(request):
    """The reports, newest period first; the efficiency officer begins a new one."""
    at = _reader(request)
    writes = situation.writes_reports(request.user, day_of(at)) is not None
    form, status = BeginForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and not writes:
        raise NotAllowed(_("The report is kept by the efficiency office."))
    if request.method == "POST" and not form.is_valid():
        status = Invalid.status
    elif request.method == "POST":
        try:
            made = situation.begin(**form.cleaned_data, by=request.user, at=at)
        except (Invalid, Refused) as refusal:
            if refusal.status == 403:
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = refusal.status
        else:
            return redirect("disclosure_dashboard_report", made.pk)
    rows = []
    for report in SituationReport.objects.prefetch_related("versions", "versions__dispatches"):
        seen = [version for version in report.versions.all() if situation.may_read(request.user, day_of(at), version)]
        if seen:
            rows.append((report, max(seen, key=lambda version: version.number), [version for version in seen if version.issued_at]))
    context = {"rows": rows, "writes": writes, "form": form, "today": day_of(at)}
    return render(request, "disclosure_dashboard/reports.html", context, status=status)


TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}
VERBS = ("refresh", "write", "issue", "renew", "send", "receipt")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusing
def report(request, pk):
    """One report: its figures and rows, the officer's passages, versions, dispatches; a POST names the verb.

    404 for a report of which he may read no version, 403 for a POST of who does not keep it, whatever else is wrong with it.
    """
    at = _reader(request)
    found = get_object_or_404(SituationReport.objects.select_related("duty"), pk=pk)
    on, opened, refusal, status = day_of(at), "", None, 200
    writes = situation.writes_reports(request.user, on) is not None
    if not any(situation.may_read(request.user, on, each) for each in found.versions.all()):
        raise Http404
    if request.method == "POST":
        opened = request.POST.get("verb", "")
        if not writes:
            raise NotAllowed(_("The report is kept by the efficiency office."))
        if opened not in VERBS:
            raise Http404
        try:
            _act(request, found, opened, at)
            return redirect("disclosure_dashboard_report", pk)
        except Refused as refused:
            if refused.status == 403:
                raise
            refusal, status = refused, refused.status
    versions = [each for each in found.versions.order_by("number") if situation.may_read(request.user, on, each)]
    number = request.GET.get("version", "")
    version = next((each for each in versions if str(each.number) == number), versions[-1])
    earlier = [each for each in versions if each.number < version.number and each.issued_at]
    content = version.content if version.issued_at else {**version.content, "passages": _passages(found)}
    context = {
        "report": found, "version": version, "versions": versions, "content": content, "writes": writes and version == versions[-1], "opened": opened,
        "refusal": refusal, "figures": _figures(content), "last_period": words.last_period(content), "overdue": _overdue(content),
        "issue_form": IssueForm(), "send_form": SendForm(), "today": on,
        "too_early": on < found.issuable_from, "unripe": version.known <= found.last,
        "passages": [(code, label, content["passages"].get(code, "")) for code, label in Section.choices],
        "dispatches": Dispatch.objects.filter(version__in=versions).select_related("version"),
        "difference": words.difference(earlier[-1].content, content) if earlier else None, "before": earlier[-1] if earlier else None,
        "receipt_form": ReceiptForm(initial={"received_on": on}),
    }  # fmt: skip
    return render(request, "disclosure_dashboard/report.html", context, status=status)


def _passages(report):
    return {passage.section: passage.text for passage in report.passages.all() if passage.text}


def _figures(content):
    """[(name, definition, now, before, change)] in words."""
    return [
        {"name": figure["name"], "definition": figure["definition"], "now": words.shown(figure), "before": words.before_of(figure),
         "change": words.change(figure) or _("not compared")}
        for figure in content["figures"]
    ]  # fmt: skip


def _overdue(content):
    """The overdue rows, each with for how long in words."""
    return [{**row, "late": words.lateness_of(row)} for row in content["overdue"]]


def _act(request, found, verb, at):
    """Call the action of a POST. Raises Refused."""
    who, post = {"by": request.user, "at": at}, request.POST
    if verb == "refresh":
        situation.refresh(found, **who)
        messages.success(request, _("The figures were computed anew."))
    elif verb == "write":
        situation.write(found, section=post.get("section", ""), text=post.get("text", ""), **who)
        messages.success(request, _("Your paragraphs are kept."))
    elif verb == "issue":
        names = [line.strip() for line in post.get("recipients", "").splitlines() if line.strip()]
        situation.issue(found, recipients=[(name, post.get("way", "")) for name in names], **who)
        messages.success(request, _("The report is issued; it stays as it is."))
    elif verb == "renew":
        situation.renew(found, **who)
        messages.success(request, _("A new version is in hand; the issued one stays."))
    elif verb == "send":
        if found.issued is None:
            raise Invalid(_("Issue the report first."), field="way")
        situation.send(found.issued, recipient=post.get("recipient", ""), way=post.get("way", ""), **who)
    else:
        form = ReceiptForm(post)
        dispatch = get_object_or_404(Dispatch, pk=number_of(post.get("dispatch", "")) or 0, version__report=found)
        if not form.is_valid():
            raise Invalid(_("Receipt: give the day and who signed for it."), field="received_on")
        situation.acknowledge(dispatch, **form.cleaned_data, **who)


@never_cache
@require_safe
@refusing
def report_file(request, pk, number, kind):
    """A version as DOCX or PDF: the frozen file of an issued one, a draft marked as such of one in hand."""
    at = _reader(request)
    version = get_object_or_404(ReportVersion.objects.select_related("report"), report_id=pk, number=number)
    if kind not in TYPES or not situation.may_read(request.user, day_of(at), version):
        raise Http404
    name = f"{version.report.title}-v{version.number}.{kind}"
    if version.issued_at is not None:
        file = getattr(version, kind).open("rb")
    else:
        content = {**version.content, "passages": _passages(version.report), "title": version.report.title, "number": version.number}
        draft = {**content, "title": _("%(title)s (draft)") % {"title": version.report.title}, "issued_on": day_of(at).isoformat()}
        earlier = version.report.versions.filter(number__lt=number, issued_at__isnull=False).order_by("-number").first()
        file = io.BytesIO(getattr(situation, kind)(draft, before=earlier.content if earlier else None))
    response = FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kind])
    response["Cache-Control"], response["X-Content-Type-Options"] = "private, no-store", "nosniff"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusing
def reasons(request):
    """What is overdue in one's charge, and why: the reasons go into the report (五（五）)."""
    at = timezone.now()
    on = day_of(at)
    role = role_of(request.user, on)
    refusal, status, typed = None, 200, ("", "")
    if request.method == "POST":
        source, _colon, number = request.POST.get("row", "").rpartition(":")
        try:
            situation.explain(source=source, number=number_of(number) or 0, text=request.POST.get("text", ""), by=request.user, at=at)
            messages.success(request, _("The reason is kept; the next report shows it."))
            return redirect("disclosure_dashboard_reasons")
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            refusal, status, typed = refused, refused.status, (request.POST.get("row", ""), request.POST.get("text", ""))
    board = Board(role, Period.of(as_of=on))
    given = {}
    for reason in OverdueReason.objects.select_related("given_by").order_by("given_at", "id"):
        given[f"{reason.source}:{reason.number}"] = reason
    rows = [
        (each, given.get(each.row.key), situation.may_explain(request.user, role, each.row), typed[1] if typed[0] == each.row.key else "")
        for each in lateness(board)
    ]
    silent = sum(reason is None for _late, reason, _his, _typed in rows)
    context = {"rows": rows, "refusal": refusal, "silent": silent, "refused_row": typed[0]}
    return render(request, "disclosure_dashboard/reasons.html", context, status=status)


urlpatterns = [
    path("reports/", reports, name="disclosure_dashboard_reports"),
    path("reports/<int:pk>/", report, name="disclosure_dashboard_report"),
    path("reports/<int:pk>/<int:number>/<str:kind>/", report_file, name="disclosure_dashboard_report_file"),
    path("reasons/", reasons, name="disclosure_dashboard_reasons"),
]
