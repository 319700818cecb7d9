"""Three doors of the site: what every answer carries, what no address asks, and the reader's choice of a larger or a stronger picture."""

from django.http import HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes

from .views import bad_request, problem

# Nothing from another host, nothing inline, no form that leaves the site.
PORTAL = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# Wagtail's date fields, inline panels and choosers write inline scripts and styles and know no nonce (tried in Chromium).
ADMIN = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
)
# Addresses that only a session opens.
PRIVATE = ("/admin/", "/intranet/")


class Headers:
    """Content-Security-Policy on every answer, static files included (so it stands first); `private, no-store` on what a session or token opened.

    nosniff and the referrer policy are Django's own SecurityMiddleware. A view that set one of these headers itself keeps it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and request.path.startswith("/api/"):
            response = not_allowed(response)
        response.headers.setdefault("Content-Security-Policy", ADMIN if request.path.startswith("/admin/") else PORTAL)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if response.status_code == 401 or self.private(request):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    @staticmethod
    def private(request):
        """Whether the answer may differ for a signed-in person or a token: then no cache may keep it."""
        if request.path.startswith(PRIVATE) or "Authorization" in request.headers:
            return True
        session = getattr(request, "session", None)
        return bool(session is not None and session.accessed and session.get("_auth_user_id"))


def not_allowed(response):
    """Ninja's answer to a method that an address does not know, in the problem shape of every other refusal of the API."""
    said = problem(405, "Method Not Allowed", "这个地址不接受这种请求方法。")
    said.headers["Allow"] = response.headers.get("Allow", "")
    return said


class Askable:
    """400 for an address that asks for what is none: a null character, or a place in one of Wagtail's lists beyond all numbers of the database.

    Our own forms and calls refuse both themselves; Wagtail's lists in the API hand them to the database, which answers with an error.
    """

    LISTS = tuple(f"/api/v3/{name}/" for name in ("pages", "documents", "images", "redirects", "sites"))

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        beyond = request.path.startswith(self.LISTS) and any(len(request.GET.get(name, "")) > 15 for name in ("offset", "limit"))
        # A case answers every wrong number and code alike, with its own 404.
        null = not request.path.startswith("/api/v3/cases/") and any("\x00" in part for pair in request.GET.lists() for part in (pair[0], *pair[1]))
        if beyond or null:
            return bad_request(request)
        return self.get_response(request)


class View:
    """?view=elder|contrast|standard: 长辈版、高对比度、标准版 on every page, without JavaScript: a cookie is set and the page asked for again."""

    MODES = ("elder", "contrast", "standard")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.GET.get("view")
        if chosen in self.MODES and request.method in ("GET", "HEAD") and not request.path.startswith(("/admin/", "/api/")):
            return self.remember(request, chosen)
        kept = request.COOKIES.get("view")
        request.view_mode = kept if kept in self.MODES[:2] else ""
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])  # a shared cache must not hand one reader's size to another
        return response

    @staticmethod
    def remember(request, chosen):
        """The redirect back to the same address without the choice, which sets or clears the cookie for a year."""
        query = request.GET.copy()
        del query["view"]
        response = HttpResponseRedirect(escape_leading_slashes(request.path) + (f"?{query.urlencode()}" if query else ""))
        if chosen == "standard":
            response.delete_cookie("view")
        else:
            response.set_cookie("view", chosen, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
        response.headers["Cache-Control"] = "no-store"
        return response
