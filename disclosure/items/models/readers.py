"""How a page answers whose readers are not everybody: it is gone, or it is for staff and no cache keeps it."""

from django.shortcuts import render


def gone(request, column, item):
    """410 and why the item was taken down. Asked anew each time: by itself a browser keeps a 410 for ever, and the item may come back."""
    response = render(request, "disclosure_items/gone.html", {"page": column, "column": column, "gone": item.withdrawal()}, status=410)
    response["Cache-Control"] = "no-cache"
    return response


def keep_private(response):
    """The response, marked so that no cache keeps it."""
    response["Cache-Control"] = "private, no-store"
    return response
