from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from disclosure.ledger import record, triggers, verify
from disclosure.ledger.commands import OneLineCommand


class Command(OneLineCommand):
    help = _("Walk the hash chain of the ledger; exit 1 and the first broken entry when anything was altered.")

    def handle(self, **options):
        """Exits 0 when every entry is whole and the database's triggers are in place."""
        if fault := verify.first_fault(progress=lambda number: self.stderr.write(f"… {number}")):
            raise CommandError(fault)
        if lost := triggers.missing():
            raise CommandError(_("The ledger's triggers are missing: %(names)s. Run migrate.") % {"names": ", ".join(lost)})
        number, digest, at = record.head()
        self.stdout.write(_("%(number)s entries, whole. Head: %(digest)s") % {"number": number, "digest": digest})
