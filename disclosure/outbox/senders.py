"""How mail leaves; registered when the apps are ready."""

import hashlib
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext_lazy as _

from .work import Undeliverable, Unreachable, sender

FOR_GOOD = range(550, 555)  # SMTP answers that will be the same tomorrow


@sender("mail", _("E-mail"))
def send_mail(message, **headers):
    """Send a mail by Django's backend. Its Message-ID follows from the key, so that a mail sent twice by a crash in between is seen to be one.

    headers: further ones, for senders of other kinds that go by mail too.
    """
    if not message.to:
        raise Undeliverable("no address")
    host = urlsplit(getattr(settings, "SITE_URL", "") or getattr(settings, "WAGTAILADMIN_BASE_URL", "")).hostname or "localhost"
    number = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    try:
        mail = EmailMultiAlternatives(
            message.subject, message.body, to=message.to,
            headers={**headers, "Message-ID": f"<{number}@{host}>"},
            connection=get_connection(timeout=20),
        )  # fmt: skip
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        if error.recipients and all(code in FOR_GOOD for code, _text in error.recipients.values()):
            raise Undeliverable(str(error)) from error
        raise
    except (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError) as error:
        raise Unreachable(str(error)) from error
    except smtplib.SMTPException:
        raise
    except OSError as error:  # refused, timed out, no such host, disk full for .eml files
        raise Unreachable(str(error)) from error
