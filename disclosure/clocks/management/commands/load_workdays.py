"""`load_workdays FILE`: a year's holiday notice comes in and open due dates follow it."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure.clocks.actions import load_notice
from disclosure.clocks.notices import read
from disclosure.ledger.commands import OneLineCommand, why


class Command(OneLineCommand):
    help = _("Loads a year's holiday notice (CSV date,is_workday,name or holiday-cn JSON), recomputes open due dates and prints those that changed.")

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("a CSV or JSON file"))

    def handle(self, *, file, **options):
        path = Path(file)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(_("{path} cannot be read: {error}").format(path=file, error=why(error))) from error
        notice = read(content, path.name)
        changed = load_notice(notice, at=timezone.now())
        years = ", ".join(map(str, sorted(notice.years))) or "—"
        self.stdout.write(_("{count} days loaded; years now known by the office's table: {years}").format(count=len(notice.days), years=years))
        if notice.left_out:
            days = ", ".join(map(str, notice.left_out))
            self.stdout.write(_("Statutory holidays the notice does not name, kept as days off: {days}").format(days=days))
        for each in changed:
            self.stdout.write(str(each))
        self.stdout.write(_("Due dates changed: {count}").format(count=len(changed)))
