"""situation_report: the report to leaders and superiors of a period, from the dashboard's figures (五（五）)."""

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard import situation
from dashboard.models import SituationReport
from disclosure.clocks.actions import day_of
from disclosure.ledger.commands import OneLineCommand, why


class Command(OneLineCommand):
    help = _(
        "Writes the report to leaders and superiors of a period as DOCX or PDF and prints the path. Where the report of exactly this period was "
        "issued, the issued file is written, whatever came in later; else the figures as known today, with the officer's paragraphs."
    )

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="first", metavar="D", required=True, help=_("first day of the period, as 2026-11-01"))
        parser.add_argument("--to", dest="last", metavar="D", required=True, help=_("last day of the period, as 2026-11-30"))
        parser.add_argument("--format", choices=("docx", "pdf"), default="docx", help=_("docx (default) or pdf"))
        parser.add_argument("--out", metavar="FILE", help=_("where to write it; without it in the folder reports beside MEDIA_ROOT"))

    def handle(self, *, first, last, format, out, **options):
        first, last = self._day(first, "--from"), self._day(last, "--to")
        today = day_of(timezone.now())
        situation.check_period(first, last, today)
        data = self._data(first, last, format, today)
        path = Path(out) if out else Path(settings.MEDIA_ROOT).parent / "reports" / f"situation-{first}-{last}.{format}"
        try:
            if not out:
                path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{os.getpid()}")  # whole or not at all
            beside.write_bytes(data)
            beside.replace(path)
        except OSError as error:
            raise CommandError(_("The report cannot be written to “%(path)s”: %(error)s") % {"path": path, "error": why(error)}) from error
        self.stdout.write(str(path))

    def _day(self, text, name):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise CommandError(_("%(name)s: “%(text)s” is no day; write it as 2026-11-01.") % {"name": name, "text": text}) from None

    def _data(self, first, last, format, today):
        """The bytes of the issued file, else of a report made now."""
        report = SituationReport.objects.filter(first=first, last=last).first()
        issued = report.issued if report else None
        if issued is not None:
            with getattr(issued, format).open("rb") as file:
                return file.read()
        content = situation.content_of(first, last, known=today)
        if report is not None:
            content["passages"] = situation.passages_of(report)
        title = _("Report on government openness, %(period)s") % {"period": situation.period_words(first, last)}
        content |= {"title": title, "number": 1, "issued_on": today.isoformat()}
        return getattr(situation, format)(content)
