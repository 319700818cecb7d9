"""import_register: documents issued, from the OA's list; all or nothing."""

import csv
import time
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure.ledger.commands import OneLineCommand, why

from ...issued import bring_in, check

NAMED = 20  # faults named in the one line, where no report was asked for
LONG = 2  # seconds


class Command(OneLineCommand):
    help = _(
        "Brings documents issued into the register, from CSV or XLSX with the columns document_number, title, issued_on, division, scope: all or "
        "nothing. Every bad row is named; rows that are there already are passed over."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help=_("a .csv or .xlsx file, in whatever encoding the OA writes"))
        parser.add_argument("--dry-run", action="store_true", help=_("check the rows, write nothing"))
        parser.add_argument("--report", metavar="R.csv", help=_("where to write the faults: line,field,reason"))

    def handle(self, *, file, dry_run, report, verbosity, **options):
        say = self._progress if verbosity else lambda words: lambda done, of: None
        now = timezone.now()
        batch = check(file, at=now, progress=say(_("checked")))
        if report:
            self._report(Path(report), batch.faults)
        if batch.faults:
            raise CommandError(self._one_line(batch, report))
        if dry_run:
            self.stdout.write(_("%(count)s rows are good; nothing was written.") % {"count": batch.rows})
            return
        new = bring_in(batch, at=now, progress=say(_("written")))
        self.stdout.write(_("%(new)s documents were entered, %(known)s were there already.") % {"new": new, "known": batch.known})

    def _progress(self, words):
        began = time.monotonic()

        def say(done, of):
            if time.monotonic() - began >= LONG:
                self.stderr.write(f"{words} {done}/{of}", ending="\r" if self.stderr.isatty() and done < of else "\n")

        return say

    def _report(self, path, faults):
        try:
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(["line", "field", "reason"])
                writer.writerows((fault.line, fault.field, fault.reason) for fault in faults)
        except OSError as error:
            raise CommandError(_("The report cannot be written to “%(path)s”: %(error)s") % {"path": path, "error": why(error)}) from error

    def _one_line(self, batch, report):
        line = _("%(bad)s of %(rows)s rows are bad; nothing was entered.") % {"bad": len(batch.bad_rows), "rows": batch.rows}
        if report:
            where = _("Each is named in %(path)s.") % {"path": report}
            return f"{line} {where}"
        named = " ".join(f"[{fault.line} {fault.field}] {fault.reason}" for fault in batch.faults[:NAMED])
        left = sorted({fault.line for fault in batch.faults[NAMED:]})
        more = _("Further bad lines: %(lines)s.") % {"lines": ", ".join(map(str, left))} if left else ""
        return f"{line} {named} {more}".strip()
