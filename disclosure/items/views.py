"""The pages that are no pages of Wagtail's tree: the catalogue and the notices."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from .catalogue import listing, with_facets


@require_safe
def catalogue(request):
    """/catalogue/: all public items, with filters (公开目录)."""
    return render(request, "disclosure_items/catalogue.html", with_facets(request))


@require_safe
def notices(request):
    """/notices/: what goes out by the column 通知公告, newest first."""
    return render(request, "disclosure_items/notices.html", listing(request, channel="portal:notices"))
