"""Wagtail asks here before it serves a document."""

from wagtail import hooks

from .views import ask_for_document


@hooks.register("before_serve_document", order=-100)
def private_until_live(document, request):
    """A document of ours is not there for who may not read it; Wagtail serves the others."""
    ask_for_document(request, document)
