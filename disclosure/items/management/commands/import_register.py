"""import_register: documents issued, from the OA's list; all or nothing."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from ...issued import bring_in, check
from ..rows import RowsCommand

NAMED = 20  # faults named in the one line, where no report was asked for


class Command(RowsCommand):
    help = _(
        "Brings documents issued into the register, from CSV or XLSX with the columns document_number, title, issued_on, division, scope: all or "
        "nothing. Every bad row is named; rows that are there already are passed over."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help=_("a .csv or .xlsx file, in whatever encoding the OA writes"))
        parser.add_argument("--dry-run", action="store_true", help=_("check the rows, write nothing"))
        parser.add_argument("--report", metavar="R.csv", help=_("where to write the faults: line,field,reason"))

    def handle(self, *, file, dry_run, report, verbosity, **options):
        say = self.progress if verbosity else lambda words: lambda done, of: None
        now = timezone.now()
        batch = check(file, at=now, progress=say(_("checked")))
        if report:
            self.write_report(Path(report), batch.faults)
        if batch.faults:
            raise CommandError(self._one_line(batch, report))
        if dry_run:
            self.stdout.write(_("%(count)s rows are good; nothing was written.") % {"count": batch.rows})
            return
        new = bring_in(batch, at=now, progress=say(_("written")))
        self.stdout.write(_("%(new)s documents were entered, %(known)s were there already.") % {"new": new, "known": batch.known})

    def _one_line(self, batch, report):
        line = _("%(bad)s of %(rows)s rows are bad; nothing was entered.") % {"bad": len(batch.bad_rows), "rows": batch.rows}
        if report:
            where = _("Each is named in %(path)s.") % {"path": report}
            return f"{line} {where}"
        named = " ".join(f"[{fault.line} {fault.field}] {fault.reason}" for fault in batch.faults[:NAMED])
        left = sorted({fault.line for fault in batch.faults[NAMED:]})
        more = _("Further bad lines: %(lines)s.") % {"lines": ", ".join(map(str, left))} if left else ""
        return f"{line} {named} {more}".strip()
