"""Tokens with scopes and an end. Wagtail's own have neither: a grant beside the token holds them, and a token without a grant stays the host's."""

import datetime as dt
import functools

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.models import APIToken

from .models import Grant

SCOPES = ("read", "propose", "approve")
SAFE = ("GET", "HEAD", "OPTIONS")
_authenticate = BearerTokenAuth.authenticate


def issue(*, user, scopes, division=None, days=None, at):
    """Make a token for a user and return its text, shown once. scopes: of SCOPES; division: limits it to one; days: until it ends, None for never."""
    token, text = APIToken.create_token(user=user, name=f"gongkai {','.join(scopes)}")
    Grant.objects.create(token=token, scopes=list(scopes), division=division, expires_at=at + dt.timedelta(days=days) if days else None)
    return text


@functools.wraps(_authenticate)
def checked(self, request, token):
    """Wagtail's authenticate, then the grant: an expired token is no token, one that only reads writes nowhere, and one of a division writes only by
    the calls that know divisions."""
    found = _authenticate(self, request, token)
    grant = Grant.objects.filter(token=found).select_related("division").first() if found is not None else None
    if grant and grant.expires_at and grant.expires_at <= timezone.now():
        request.user = AnonymousUser()
        return None
    if grant and request.method not in SAFE and not isinstance(self, Scoped) and "propose" not in grant.scopes:
        raise HttpError(403, _("This token only reads."))
    if grant and grant.division_id and request.method not in SAFE and not isinstance(self, Scoped):
        raise HttpError(403, _("This token is limited to %(division)s.") % {"division": grant.division})
    request.grant = grant
    return found


def wrap():
    """Replace BearerTokenAuth.authenticate, which Wagtail's own endpoints hold instances of (docs/decisions/patches.md)."""
    BearerTokenAuth.authenticate = checked


class Scoped(BearerTokenAuth):
    """For the calls of the plugin set: a token with a grant that holds one of the scopes."""

    def __init__(self, *scopes, after_reading=False):
        """after_reading: a token that lacks them is refused by `require_scope`, once the call knows that its owner may read what it is about."""
        super().__init__()
        self.scopes, self.after_reading = scopes, after_reading

    def authenticate(self, request, token):
        found = checked(self, request, token)
        if found is not None and (request.grant is None or not set(self.scopes) & set(request.grant.scopes)):
            request.lacks_scopes = self.scopes
            if not self.after_reading:
                require_scope(request)
        return found


def require_scope(request):
    """403 where the request's token lacks the scopes of the call."""
    if lacks := getattr(request, "lacks_scopes", None):
        raise HttpError(403, _("This token has no scope “%(scope)s”.") % {"scope": ", ".join(lacks)})
