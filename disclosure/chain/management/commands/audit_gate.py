from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from disclosure.chain.audit import faults
from disclosure.ledger.commands import OneLineCommand


class Command(OneLineCommand):
    help = _("Prove that every live disclosure has a clearance in force for exactly its live content; exit 1 and a list otherwise.")

    def add_arguments(self, parser):
        parser.add_argument("--recheck", action="store_true", help=_("read every file anew instead of trusting its kept hash"))

    def handle(self, *, recheck, **options):
        """Exits 0 when nothing is found; the list of faults goes to standard output, their number is the one line on standard error."""
        found = 0
        for sentence in faults(recheck=recheck, progress=lambda number: number >= 5000 and self.stderr.write(f"… {number}")):
            found += 1
            self.stdout.write(sentence)
        if found:
            raise CommandError(_("The gate has %(found)s faults.") % {"found": found})
        self.stdout.write(_("Every live disclosure is cleared for exactly what is public."))
