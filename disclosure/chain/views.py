"""The pages of the chain in the admin: doors that translate a form into one action."""

from django.http import HttpResponse


def review(request, page_no):
    """The one page to decide on."""
    return HttpResponse("")
