"""The pages that are no pages of Wagtail's tree: catalogue, notices and ledger for everyone, “new from this one” for editors."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from disclosure.chain.permissions import today
from disclosure.chain.readers import may_read
from disclosure.ledger.errors import Refused

from . import actions, ledger_page
from .catalogue import listing, with_facets
from .models import DisclosurePage


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
