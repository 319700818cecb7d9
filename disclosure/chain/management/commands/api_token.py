from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure.chain.tokens import SCOPES, issue
from disclosure.ledger.commands import OneLineCommand
from disclosure.ledger.record import record
from disclosure.org.models import Division


class Command(OneLineCommand):
    help = _("Make an API token for a user and print it, and nothing else.")

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--scope", required=True, help="read,propose,approve")
        parser.add_argument("--division", help=_("limit it to one division (code)"))
        parser.add_argument("--days", type=int, help=_("days until it ends; without it, never"))

    @transaction.atomic
    def handle(self, *, username, scope, division, days, **options):
        """One ledger entry; the token itself is nowhere but on standard output."""
        user = get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: username}, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active user “%(name)s”.") % {"name": username})
        scopes = [part.strip() for part in scope.split(",") if part.strip()]
        if not scopes or set(scopes) - set(SCOPES):
            raise CommandError(_("--scope: choose of %(scopes)s, with commas between.") % {"scopes": ", ".join(SCOPES)})
        if days is not None and days < 1:
            raise CommandError(_("--days: at least 1."))
        limited = Division.objects.filter(code=division).first() if division else None
        if division and limited is None:
            raise CommandError(_("--division: there is no division “%(code)s”.") % {"code": division})
        at = timezone.now()
        text = issue(user=user, scopes=scopes, division=limited, days=days, at=at)
        record("token.issue", about=("user", user.pk, username), at=at, facts={"scopes": scopes, "division": division, "days": days})
        self.stdout.write(text)
