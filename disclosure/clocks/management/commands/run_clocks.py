"""`run_clocks [--now ISO]`: everything that is due by the clock; meant to run every minute, also from two machines at once."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError
from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure.clocks.jobs import name_of, registered
from disclosure.ledger.commands import OneLineCommand

logger = logging.getLogger(__name__)


class Command(OneLineCommand):
    help = _("Runs every job of the clocks: reminders, openings, closings, scheduled publications. One that fails does not stop the others.")

    def add_arguments(self, parser):
        parser.add_argument("--now", help=_("the moment to go by, ISO 8601; without a zone it is Asia/Shanghai; default: now"))

    def handle(self, *, now=None, **options):
        moment = _moment(now) if now is not None else timezone.now()
        for job in registered:
            name = name_of(job)
            try:
                done = job(moment)
            except Exception as error:
                logger.exception("run_clocks: %s", name)
                self.stderr.write(_("{job} failed: {error}").format(job=name, error=f"{type(error).__name__}: {error}"))
                close_old_connections()
            else:
                if done:
                    self.stdout.write(_("{what}: {number}").format(what=job.title or name, number=done))


def _moment(text):
    """An aware datetime. Raises CommandError in one sentence."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(_("--now: “{text}” is no moment; write it as 2026-11-25T08:00:00+08:00.").format(text=text)) from error
    if not 2000 <= moment.year < 2190:
        raise CommandError(_("--now: {moment} is out of range.").format(moment=text))
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
