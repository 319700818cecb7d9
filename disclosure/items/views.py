"""The pages that are no pages of Wagtail's tree: the catalogue, the notices, the ledger."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import ledger_page
from .catalogue import listing, with_facets


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
