"""Mail for a site without a mail server: every message one .eml file that any mail program opens."""

import os
import uuid
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    """Writes each message to EMAIL_FILE_PATH as `<UTC time>-<unique>.eml`; a reader never meets half a file (written aside, then renamed)."""

    def __init__(self, *args, file_path=None, **kwargs):
        super().__init__(*args, **kwargs)
        folder = file_path or getattr(settings, "EMAIL_FILE_PATH", None)
        if not folder:
            raise ImproperlyConfigured("EMAIL_FILE_PATH is not set: the folder for .eml files.")
        self.folder = Path(folder)

    def send_messages(self, email_messages):
        """Write the messages; returns how many. An OSError of the disk goes up unless `fail_silently`."""
        written = 0
        for message in email_messages:
            if not message.recipients():
                continue
            try:
                self._write(message.message().as_bytes(linesep="\r\n"))
            except OSError:
                if not self.fail_silently:
                    raise
            else:
                written += 1
        return written

    def _write(self, octets):
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{timezone.now():%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:8]}"
        aside = self.folder / f".{name}.part"
        # Mail carries names and addresses: its owner alone reads it.
        with open(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(self.folder / f"{name}.eml")
