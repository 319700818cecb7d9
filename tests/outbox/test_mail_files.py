"""Mail as files: disclosure/outbox/mail_files.py."""

import email
from email import policy

from django.core.mail import EmailMultiAlternatives, get_connection


def test_a_message_is_one_file_that_a_mail_program_reads(tmp_path):
    """Chinese subject and text come back whole; no half-written file is left; only the owner may read it."""
    connection = get_connection("disclosure.outbox.mail_files.EmailBackend", file_path=tmp_path / "mail")
    mail = EmailMultiAlternatives("待办：请审核", "第一行\n第二行", "gk@example.org", ["a@example.org"], connection=connection)
    mail.attach_alternative("<p>第一行</p>", "text/html")
    assert mail.send() == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml" and file.stat().st_mode & 0o077 == 0
    read = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["Subject"] == "待办：请审核" and "第二行" in read.get_body(("plain",)).get_content()


def test_a_message_to_nobody_writes_nothing(tmp_path):
    """No recipient, no file."""
    connection = get_connection("disclosure.outbox.mail_files.EmailBackend", file_path=tmp_path)
    assert EmailMultiAlternatives("s", "b", "gk@example.org", [], connection=connection).send() == 0
    assert not list(tmp_path.iterdir())
