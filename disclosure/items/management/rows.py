"""What commands that bring in rows share: how far they are, and the report of what is wrong with which row."""

import csv
import time

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from disclosure.ledger.commands import OneLineCommand, why

LONG = 2  # seconds


class RowsCommand(OneLineCommand):
    """A command that checks a file of rows first and then writes all or nothing."""

    def progress(self, words):
        """A function (done, of) that says how far it is; short work says only what became of it, in one line."""
        began = time.monotonic()

        def say(done, of):
            if time.monotonic() - began >= LONG:
                self.stderr.write(f"{words} {done}/{of}", ending="\r" if self.stderr.isatty() and done < of else "\n")

        return say

    def write_report(self, path, faults):
        """Every fault as `line,field,reason` into a CSV. Raises CommandError where it cannot be written."""
        try:
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(["line", "field", "reason"])
                writer.writerows((fault.line, fault.field, fault.reason) for fault in faults)
        except OSError as error:
            raise CommandError(_("The report cannot be written to “%(path)s”: %(error)s") % {"path": path, "error": why(error)}) from error
