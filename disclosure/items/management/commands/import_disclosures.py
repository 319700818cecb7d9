"""import_disclosures: published items of an older system, all or nothing."""

import contextlib
import csv
import signal
import threading
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from ...bring_in import bring_in, check, columns, page_type
from ..rows import RowsCommand

NAMED = 3  # faults named in the one line, where no report was asked for


class Command(RowsCommand):
    help = _(
        "Brings published items of an older system in from JSON Lines, CSV or XLSX: all or nothing. Rows are checked first and every bad one is "
        "named; the approval on file elsewhere is recorded as imported, never as given here."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", nargs="?", help=_("a .jsonl, .csv or .xlsx file; `files` are paths beside it"))
        parser.add_argument("--category", metavar="CODE", required=True, help=_("the category of all rows, for instance enforcement"))
        parser.add_argument("--division", metavar="CODE", help=_("the division of rows that name none"))
        parser.add_argument("--dry-run", action="store_true", help=_("check the rows, write nothing"))
        parser.add_argument("--report", metavar="R.csv", help=_("where to write the faults: line,field,reason"))
        parser.add_argument("--template", action="store_true", help=_("print an empty CSV with the columns of the category"))

    def handle(self, *, file, category, division, dry_run, report, template, verbosity, **options):
        if template:
            csv.writer(self.stdout).writerow(columns(page_type(category)))
            return
        if not file:
            raise CommandError(_("FILE is missing: name the file to bring in, or ask for --template."))
        say = self.progress if verbosity else lambda words: lambda done, of: None
        now = timezone.now()
        batch = check(file, category=category, division=division, at=now, progress=say(_("checked")))
        if report:
            self.write_report(Path(report), batch.faults)
        if batch.faults:
            raise CommandError(self._one_line(batch, report))
        if dry_run:
            self.stdout.write(_("%(count)s rows are good; nothing was written.") % {"count": batch.rows})
            return
        try:
            with _stoppable():
                bring_in(batch, at=now, progress=say(_("written")))
        except KeyboardInterrupt:
            raise CommandError(_("Stopped; nothing was brought in.")) from None
        self.stdout.write(_("%(count)s items were brought in and are public.") % {"count": batch.rows})

    def _one_line(self, batch, report):
        line = _("%(bad)s of %(rows)s rows are bad; nothing was brought in.") % {"bad": len(batch.bad_rows), "rows": batch.rows}
        if report:
            where = _("Each is named in %(path)s.") % {"path": report}
            return f"{line} {where}"
        first = " ".join(f"[{fault.line} {fault.field}] {fault.reason}" for fault in batch.faults[:NAMED])
        more = _("(--report R.csv names every fault)") if len(batch.faults) > NAMED else ""
        return f"{line} {first} {more}".strip()


@contextlib.contextmanager
def _stoppable():
    """SIGTERM as Ctrl-C: what was written is taken away on the way out."""

    def stop(number, frame):
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
