"""Wagtail asks here before it serves a document, and which pages and files it offers to be chosen."""

from wagtail import hooks

from .known import known, known_files
from .views import ask_for_document


@hooks.register("before_serve_document", order=-100)
def private_until_live(document, request):
    """A document of ours is not there for who may not read it; Wagtail serves the others."""
    ask_for_document(request, document)


@hooks.register("construct_page_chooser_queryset")
def choose_among_known_pages(pages, request):
    """The chooser shows what exists for who chooses."""
    return known(pages, request.user)


@hooks.register("construct_explorer_page_queryset")
def list_known_pages(parent_page, pages, request):
    """The tree likewise, where a superuser's policy is not asked."""
    return known(pages, request.user)


@hooks.register("construct_document_chooser_queryset")
@hooks.register("construct_image_chooser_queryset")
def choose_among_known_files(files, request):
    """The choosers of documents and images likewise."""
    return known_files(files, request.user)
