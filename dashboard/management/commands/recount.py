"""recount: proves that the summary behind the dashboard equals the rows, and mends it where it does not."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from dashboard.facts.recount import recount
from disclosure.ledger.commands import OneLineCommand


class Command(OneLineCommand):
    help = _(
        "Counts the figures of the dashboard anew from all rows and compares them with the summary, as the clocks do each night. What differs is "
        "entered in the ledger and mended, and the exit code is 1."
    )

    def handle(self, **options):
        shown = {}

        def progress(what, done):
            if shown.get("at") != (what, done // 50_000):
                shown["at"] = what, done // 50_000
                self.stderr.write(_("{what}: {number}").format(what=what, number=done))

        done = recount(progress=progress)
        if done.differences:
            raise CommandError(
                _("{number} differences were found and mended; see entry {entry} of the ledger and those after it.").format(
                    number=done.differences, entry=done.entry
                )
            )
        self.stdout.write(_("The figures agree with the {rows} rows and with entry {entry} of the ledger.").format(rows=done.facts, entry=done.entry))
