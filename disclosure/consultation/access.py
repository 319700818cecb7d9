"""Who works on a consultation: editors and the head of its division, and the office director."""

from django.utils.translation import gettext as _

from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import NotAllowed
from disclosure.org.models import PostKind
from disclosure.org.posts import holding


def capacity(user, page, on):
    """In what capacity `user` works on a consultation on the day `on` (date): a Holding, or None."""
    if not (user and user.is_authenticated and user.is_active):
        return None
    for kind, division in ((PostKind.EDITOR, page.division), (PostKind.DIVISION_HEAD, page.division), (PostKind.OFFICE_DIRECTOR, None)):
        if found := holding(user, kind, division=division, on=on):
            return found
    return None


def require(user, page, at):
    """The Holding in which he works on it. Raises NotAllowed for everyone else."""
    found = capacity(user, page, day_of(at))
    if found is None:
        raise NotAllowed(_("Editors and the head of %(division)s and the office director work on this consultation.") % {"division": page.division})
    return found
