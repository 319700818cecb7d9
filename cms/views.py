"""Doors of the site itself: is it alive, is it ready, what may robots read, where is everything, and what is said when something fails."""

import base64
import functools
import hashlib
import logging
import re
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap as sitemap_section
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.html import escape
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from ninja.responses import Response
from wagtail.api.v3.api import api
from wagtail.models import Page, Site

from . import frame

log = logging.getLogger(__name__)
SITEMAP_LIMIT = 50_000  # addresses in one file, by the protocol


@never_cache
@require_safe
def healthz(request):
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def api_schema(request):
    """The description of the API as Wagtail gives it, reckoned once a process: it takes half a second of processor, and anybody may ask."""
    if not getattr(settings, "WAGTAILAPI_DOCS_ENABLED", True):
        raise Http404
    return HttpResponse(_api_schema(get_language(), get_script_prefix()), content_type="application/json")


@functools.cache
def _api_schema(language, prefix):
    return Response(api.get_openapi_schema(path_params={})).content


@never_cache
@require_safe
def readyz(request):
    """200 when database, cache and search answer, else 503 naming the one that does not. Search is in the database."""
    state = {"database": answers(ask_database), "cache": answers(ask_cache)}
    state["search"] = state["database"]
    return JsonResponse(state, status=200 if set(state.values()) == {"ok"} else 503)


def answers(ask):
    """The word ok, or the kind of failure; never the text of it, which may hold an address or a name."""
    try:
        ask()
    except Exception as failure:
        log.warning("not ready: %s", failure)
        return type(failure).__name__
    return "ok"


def ask_database():
    """Raises when the database does not answer, or has not been migrated."""
    Site.objects.order_by().values("pk").first()


def ask_cache():
    """Raises when the cache does not give back what was put in."""
    cache.set("cms.readyz", "1", 10)
    if cache.get("cms.readyz") != "1":
        raise RuntimeError("cache")


@require_safe
def robots(request):
    """Robots may read the portal; not the admin, the intranet, or pages of a single person's case."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ("/admin/", "/intranet/", "/track/")), f"Sitemap: {address(request)}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def address(request):
    """Scheme and host of the portal, without a slash at the end."""
    site = Site.find_for_request(request)
    return (site.root_url if site else "") or settings.SITE_URL


class OutwardPages(Sitemap):
    """Every live page that anyone may read: nothing under a restriction, so no inward page. Only columns are read, whatever their number."""

    limit = SITEMAP_LIMIT

    def __init__(self, request):
        self.site = Site.find_for_request(request)

    def items(self):
        if not self.site:
            return Page.objects.none()
        found = Page.objects.live().public().descendant_of(self.site.root_page, inclusive=True)
        return found.order_by("pk").values("url_path", "last_published_at")

    def location(self, item):
        return "/" + item["url_path"][len(self.site.root_page.url_path) :]

    def lastmod(self, item):
        return item["last_published_at"]

    def get_domain(self, site=None):
        return self.site.root_url.partition("://")[2] if self.site else ""

    def get_protocol(self, protocol=None):
        return self.site.root_url.partition("://")[0] if self.site else "http"


@require_safe
def sitemap(request, section=None):
    """/sitemap.xml: the addresses of the portal; beyond 50,000 an index of files with 50,000 each."""
    pages = OutwardPages(request)
    if section is None and pages.paginator.count > SITEMAP_LIMIT:
        return sitemap_index(request, {"pages": pages}, sitemap_url_name="sitemap_section")
    return sitemap_section(request, {"pages": pages}, section=section)


@require_safe
def site_map(request):
    """网站地图: the columns and plain pages of the site, for people."""
    site = Site.find_for_request(request)
    if not site:
        raise Http404
    shown = Page.objects.live().public().descendant_of(site.root_page).filter(depth__lte=site.root_page.depth + 2).order_by("path")
    tree = []
    for page in shown.filter(depth=site.root_page.depth + 1):
        below = [child for child in shown if child.depth == page.depth + 1 and child.path.startswith(page.path)]
        tree.append((page, below))
    in_tree = {page.url for page, _below in tree}
    other = {link.url: link for link in frame.links(frame.NAVIGATION + frame.FOOTER, request) if link.url not in in_tree}
    return render(request, "site_map.html", {"tree": tree, "other": other.values()})


# --- what is said when something fails -----------------------------------------------------------------


def problem(status, title, detail):
    """The shape of an API refusal (RFC 9457), as Wagtail's v3 gives it."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False})


def of_the_api(request):
    """Whether the refusal is to be a problem in JSON."""
    return request.path.startswith("/api/")


def bad_request(request, exception=None):
    """400: the address or its host cannot be read; 413 where more was sent than is read at all, before a form has seen a word of it."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        title, detail = "提交的内容太多，没有收下", "一个文字框最多 5000 字。请返回上一页缩短文字，或者把内容写进附件，再次提交。"
        return problem(413, title, detail) if of_the_api(request) else without_database(request, 413, title, detail)
    if of_the_api(request):
        return problem(400, "Bad Request", "请求无法识别。")
    return without_database(request, 400, "这个请求无法识别", "请核对地址后重试。")


def not_allowed(request, exception=None):
    """403, with the reason where the refusal gave one."""
    detail = str(exception) if exception and str(exception) else "您没有办理这一步的权限。"
    if of_the_api(request):
        return problem(403, "Forbidden", detail)
    return render(request, "403.html", {"reason": detail}, status=403)


def form_expired(request, reason=""):
    """403 for a form without its token: the page stood open too long, or cookies are off."""
    return not_allowed(request, "页面打开得太久，或者浏览器没有接受 Cookie。请返回上一页，刷新后再提交。")


def not_found(request, exception=None):
    """404: the search and the catalogue as the way on."""
    if of_the_api(request):
        return problem(404, "Not Found", "没有这个地址。")
    return render(request, "404.html", status=404)


def failed(request):
    """500, or 503 while the database is away: one file with everything in it, no database, no template of the frame."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if of_the_api(request):
        if away:
            return problem(503, "Service Unavailable", "暂时无法服务，请稍后再试。")
        return problem(500, "Internal Server Error", "系统出错，已经记录。")
    if away:
        connection.close()
        response = without_database(request, 503, "网站正在维护", "请过几分钟再来。您刚才提交的内容没有保存，请稍后重新提交。")
        response.headers["Retry-After"] = "300"
        return response
    return without_database(request, 500, "系统出错了", "本局已经记录这个错误。请返回上一页重试；仍然不行的，请电话联系。")


PLAIN = Path(__file__).resolve().parent.parent / "templates" / "503.html"


def without_database(request, status, title, sentence):
    """The one page with its style inside; the policy names that style by its hash."""
    html = PLAIN.read_text(encoding="utf-8")
    style = re.search(r"<style>(.*?)</style>", html, re.S)[1]
    known = frame.last_known
    call = f"电话：{known['phone']}" if known.get("phone") else ""
    name = known.get("name", "")
    marks = {"TITLE": title, "SENTENCE": sentence, "NAME": name, "SUFFIX": f" - {name}" if name else "", "CALL": call, "CODE": status}
    for mark, value in marks.items():
        html = html.replace(f"[{mark}]", escape(value))
    response = HttpResponse(html, status=status)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = f"default-src 'none'; img-src 'self' data:; style-src 'sha256-{digest}'; base-uri 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
