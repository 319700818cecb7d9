"""Pages of the report to leaders and superiors in the admin: the list, one report with all that is done to it, its files, the reasons owners give."""

import io

from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
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
from .policy import strict
from .roles import role_of
from .situation import content as words


class Day(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BeginForm(forms.Form):
    first, last = Day(label=pgettext_lazy("report", "from")), Day(label=pgettext_lazy("report", "to"))


class WriteForm(forms.Form):
    """The officer's paragraphs of one part; `seen` says which text he had before him. How long they may be says the action."""

    section = forms.ChoiceField(choices=Section.choices, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 4000}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.data.get("section") or self.initial.get("section")
        self.fields["text"].label = Section(code).label if code in Section.values else gettext_lazy("passage")


class IssueForm(forms.Form):
    """Recipients, one a line, and how it goes to all of them; more may follow one by one."""

    recipients = forms.CharField(
        label=gettext_lazy("to whom"), widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("One a line, for instance the director.")
    )
    way = forms.ChoiceField(label=gettext_lazy("how"), choices=Way.choices)

    def clean_recipients(self):
        """A list of them, each once."""
        names = dict.fromkeys(line.strip() for line in self.cleaned_data["recipients"].splitlines() if line.strip())
        return list(names)


class SendForm(forms.Form):
    recipient = forms.CharField(label=gettext_lazy("to whom"), max_length=150)
    way = forms.ChoiceField(label=gettext_lazy("how"), choices=Way.choices)


class ReceiptForm(forms.Form):
    received_on = Day(label=gettext_lazy("received on"))
    receipt = forms.CharField(label=gettext_lazy("receipt"), max_length=255)


FORMS = {"write": WriteForm, "issue": IssueForm, "send": SendForm, "receipt": ReceiptForm}


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
@strict
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
@strict
@refusing
def report(request, pk):
    """One report: its figures and rows, the officer's passages, versions, dispatches; a POST names the verb.

    404 for a report of which he may read no version, 403 for a POST of who does not keep it, whatever else is wrong with it.
    """
    at = _reader(request)
    found = get_object_or_404(SituationReport.objects.select_related("duty"), pk=pk)
    on, opened, typed, refusal, status = day_of(at), "", None, None, 200
    writes = situation.writes_reports(request.user, on) is not None
    if not any(situation.may_read(request.user, on, each) for each in found.versions.all()):
        raise Http404
    if request.method == "POST":
        opened = request.POST.get("verb", "")
        if not writes:
            raise NotAllowed(_("The report is kept by the efficiency office."))
        if opened not in VERBS:
            raise Http404
        dispatch = _dispatch(request, found) if opened == "receipt" else None
        typed = FORMS[opened](request.POST, auto_id=_ids(opened, request.POST)) if opened in FORMS else None
        try:
            if opened == "issue":
                situation.require_in_hand(found)
            if typed is None or typed.is_valid():
                messages.success(request, _act(found, opened, typed.cleaned_data if typed else {}, dispatch, by=request.user, at=at))
                return redirect("disclosure_dashboard_report", pk)
            status = Invalid.status
        except Refused as refused:
            if refused.status == 403:
                raise
            status, field = refused.status, refused.field
            if typed is not None and field in typed.fields:
                typed.add_error(field, str(refused))
            else:
                refusal = refused
    versions = [each for each in found.versions.order_by("number") if situation.may_read(request.user, on, each)]
    number = request.GET.get("version", "")
    version = next((each for each in versions if str(each.number) == number), versions[-1])
    earlier = [each for each in versions if each.number < version.number and each.issued_at]
    content = version.content if version.issued_at else {**version.content, "passages": _passages(found)}
    context = {
        "report": found, "version": version, "versions": versions, "content": content, "writes": writes and version == versions[-1], "opened": opened,
        "refusal": refusal, "figures": _figures(content), "last_period": words.last_period(content), "overdue": _overdue(content),
        "issue_form": typed if opened == "issue" else IssueForm(auto_id=_ids("issue")),
        "send_form": typed if opened == "send" else SendForm(auto_id=_ids("send")), "today": on, "typed": typed if typed and typed.errors else None,
        "too_early": on < found.issuable_from, "unripe": version.known <= found.last,
        "passages": [_passage(part, content["passages"].get(part, ""), typed if opened == "write" else None) for part in Section],
        "dispatches": [
            (each, typed if opened == "receipt" and each == dispatch else ReceiptForm(initial={"received_on": on}, auto_id=f"receipt-{each.pk}-%s"))
            for each in Dispatch.objects.filter(version__in=versions).select_related("version")
        ],
        "difference": words.difference(earlier[-1].content, content) if earlier else None, "before": earlier[-1] if earlier else None,
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


def _ids(verb, post=None):
    """The ids of the fields of a form: those of a part or a dispatch bear its name."""
    which = {"write": "section", "receipt": "dispatch"}.get(verb)
    return f"{verb}-{post.get(which, '')}-%s" if which else f"{verb}-%s"


def _dispatch(request, found):
    """Whose receipt is entered; 404 for one of another report."""
    return get_object_or_404(Dispatch, pk=number_of(request.POST.get("dispatch", "")) or 0, version__report=found)


def _passage(part, kept, typed):
    """(part, kept text, its form, whether that was refused because another kept the part): what was typed stays."""
    now = situation.seen_of(kept)
    if typed is None or typed.data.get("section") != part:
        return part, kept, WriteForm(initial={"section": part, "text": kept, "seen": now}, auto_id=f"write-{part}-%s"), False
    other = typed.data.get("seen", "") not in ("", now)
    typed.data = {**typed.data.dict(), "seen": now}  # he reads it now
    return part, kept, typed, other


def _act(found, verb, given, dispatch, **who):
    """Call the action of a POST; the sentence that it was done. Raises Refused."""
    if verb == "refresh":
        situation.refresh(found, **who)
        return _("The figures were computed anew.")
    if verb == "write":
        situation.write(found, section=given["section"], text=given["text"], seen=given["seen"] or None, **who)
        return _("Your paragraphs are kept.")
    if verb == "issue":
        situation.issue(found, recipients=[(name, given["way"]) for name in given["recipients"]], **who)
        return _("The report is issued; it stays as it is.")
    if verb == "renew":
        situation.renew(found, **who)
        return _("A new version is in hand; the issued one stays.")
    if verb == "send":
        if found.issued is None:
            raise Invalid(_("Issue the report first."), field="way")
        sent = situation.send(found.issued, **given, **who)
        return _("Recorded: version %(number)s went to %(name)s.") % {"number": sent.version.number, "name": sent.recipient}
    situation.acknowledge(dispatch, **given, **who)
    return _("The receipt of %(name)s is entered.") % {"name": dispatch.recipient}


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
@strict
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
