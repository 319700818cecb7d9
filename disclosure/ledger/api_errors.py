"""Refusals as the API says them: Wagtail v3's problem shape, the field named where there is one."""

from django.utils.translation import gettext as _

from .errors import Refused

OURS = set()  # names of the routers that this package has hung up


def problems(*statuses):
    """{status: schema} for an operation's `response`: the documented refusals of the contract."""
    from wagtail.api.v3.errors import ProblemDetail

    return dict.fromkeys(statuses, ProblemDetail)


def answer(refusal):
    """One refusal as application/problem+json."""
    from wagtail.api.v3.errors import problem_response

    errors = [{"type": "refused", "loc": [refusal.field], "msg": str(refusal)}] if refusal.field else None
    response = problem_response(status=refusal.status, detail=str(refusal), errors=errors)
    if wait := getattr(refusal, "retry_after", None):  # seconds, of a refusal that passes by itself (429)
        response["Retry-After"] = str(wait)
    return response


def without_token(request, error):
    """401 in a sentence that says what to do, on our own calls; the others answer as Wagtail lets them."""
    from wagtail.api.v3.errors import problem_response

    ours = any(f"/{name}/" in request.path for name in OURS)
    told = _("Send a valid token as “Authorization: Bearer …”: there is none, or it is wrong, has ended or was taken back.")
    return problem_response(status=error.status_code, detail=told if ours else str(error))


def hang(**routers):
    """Hang routers on Wagtail's NinjaAPI under their names; it answers refusals from then on. Called in ready(), before its addresses are read."""
    from ninja.errors import AuthenticationError
    from wagtail.api.v3.api import api

    OURS.update(routers)
    api.add_exception_handler(Refused, lambda request, refusal: answer(refusal))
    api.add_exception_handler(AuthenticationError, without_token)
    for name, router in routers.items():
        api.add_router(f"/{name}/", router)
