"""deliver: work off the outbox."""

import os
import signal
import socket
import threading
import uuid

from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure.ledger.commands import OneLineCommand

from ...work import work_off

PAUSE = 5  # seconds between two looks into an empty outbox


class Command(OneLineCommand):
    help = _("Sends what waits in the outbox: mail, and what later rooms add. Safe from two machines at once; what fails is tried again later.")

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help=_("send what is due now, then end (otherwise: until SIGTERM)"))

    def handle(self, *, once, verbosity, **options):
        who = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        end = threading.Event()
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_args: end.set())
        while True:
            counts = work_off(now=timezone.now(), who=who, clock=timezone.now)
            if verbosity and any(counts.values()):
                self.stdout.write(_("%(sent)s sent, %(later)s to be tried again, %(dead)s given up") % counts)
            if once or end.wait(PAUSE):
                return
            close_old_connections()
