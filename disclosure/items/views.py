"""The pages that are no pages of Wagtail's tree: catalogue, notices and ledger for everyone, “new from this one” for editors."""

import posixpath
import tempfile
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from disclosure.chain.permissions import today
from disclosure.chain.readers import may_read
from disclosure.files.check import check_upload
from disclosure.ledger.errors import Invalid, Refused
from disclosure.org.registers import may_keep

from . import actions, issued, ledger_page
from .catalogue import listing, with_facets
from .models import DisclosurePage, IssuedDocument


@require_safe
def catalogue(request):
    """/catalogue/: all public items, with filters (公开目录)."""
    return render(request, "disclosure_items/catalogue.html", with_facets(request))


@require_safe
def notices(request):
    """/notices/: what goes out by the column 通知公告, newest first."""
    return render(request, "disclosure_items/notices.html", listing(request, channel="portal:notices"))


@require_safe
def ledger(request):
    """/ledger/: the head of the ledger and each publication's own entry, of all public items or of one (?item=index number)."""
    return render(request, "disclosure_ledger/ledger.html", ledger_page.context(request.GET.get("item", ""), request.GET.get("page")))


@require_http_methods(["GET", "HEAD", "POST"])
def new_from(request, number):
    """Asks, and makes a fresh draft from an item that the editor may read; leads to its edit page."""
    at = timezone.now()
    found = Page.objects.filter(pk=number).first()  # by its own key, which knows its range
    page = found and found.specific
    if not isinstance(page, DisclosurePage) or not may_read(request.user, page, today(at)):
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            return redirect("wagtailadmin_pages:edit", actions.new_from(page=page, by=request.user, at=at).pk)
        except Refused as refused:
            refusal = refused
    return render(request, "disclosure_items/admin/new_from.html", {"page": page, "refusal": refusal})


FAULTS_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in_documents(request):
    """The OA's list of documents issued, as CSV or XLSX: looked at row by row, and brought in whole or not at all (五（三）)."""
    if not may_keep(request.user):
        raise PermissionDenied
    context = {"columns": [IssuedDocument._meta.get_field(name).verbose_name for name in issued.FIELDS]}
    if request.method != "POST":
        return render(request, "disclosure_items/admin/bring_in.html", context)
    try:
        context |= _brought_in(request, timezone.now())
    except Refused as refusal:
        context["refusal"] = refusal
    return render(request, "disclosure_items/admin/bring_in.html", context, status=422 if context.get("refusal") or context.get("faults") else 200)


def _brought_in(request, at):
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("Choose a file."), field="file")
    if not file.name.lower().endswith((".csv", ".xlsx")):
        raise Invalid(
            _("“%(name)s” is no list: save it as XLSX or CSV in the OA or the spreadsheet, then bring it in.") % {"name": file.name}, field="file"
        )
    check_upload(file)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / posixpath.basename(file.name.replace("\\", "/"))
        path.write_bytes(file.read())
        batch = issued.check(path, at=at)
        new = 0 if batch.faults or "look" in request.POST else issued.bring_in(batch, by=request.user, at=at)
    faults = [(fault.line, _column(fault.field), fault.reason) for fault in batch.faults]
    return {"batch": batch, "new": new, "looked": "look" in request.POST, "faults": faults[:FAULTS_SHOWN], "more": len(faults[FAULTS_SHOWN:])}


def _column(name):
    return IssuedDocument._meta.get_field(name).verbose_name if name else ""
