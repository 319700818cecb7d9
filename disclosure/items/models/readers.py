"""Who may read what is for staff, and that no cache keeps it."""

def is_staff(user):
    """Whether the user works here: active and let into the admin. A host's own public accounts are not staff."""
    return bool(user and user.is_authenticated and user.is_active and user.has_perm("wagtailadmin.access_admin"))


def keep_private(response):
    """The response, marked so that no cache keeps it."""
    response["Cache-Control"] = "private, no-store"
    return response
