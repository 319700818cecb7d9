"""Wagtail asks here before it serves a document."""

from wagtail import hooks

from .views import serve_document


@hooks.register("before_serve_document", order=-100)
def private_until_live(document, request):
    """A document of ours is served by our view or is not there; all others go on to Wagtail."""
    return serve_document(document, request)
