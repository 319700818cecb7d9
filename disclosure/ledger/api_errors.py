"""Refusals as the API says them: Wagtail v3's problem shape, the field named where there is one."""

from .errors import Refused


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


def hang(**routers):
    """Hang routers on Wagtail's NinjaAPI under their names; it answers refusals from then on. Called in ready(), before its addresses are read."""
    from wagtail.api.v3.api import api

    api.add_exception_handler(Refused, lambda request, refusal: answer(refusal))
    for name, router in routers.items():
        api.add_router(f"/{name}/", router)
