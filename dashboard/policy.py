"""What the pages of the dashboard allow a browser: nothing that stands inside them, nothing from elsewhere."""

from functools import wraps

# As the portal's. Plotly makes a picture from a blob.
STRICT = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)


def strict(view):
    """A page of the admin under a strict Content-Security-Policy: no script and no style inside it."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = STRICT
        return response

    return inner
