"""The outbox: disclosure/outbox/work.py."""

import datetime

import pytest

from disclosure.outbox.models import Message
from disclosure.outbox.work import enqueue

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 1, 0, tzinfo=datetime.UTC)


def test_the_same_occasion_twice_is_one_message():
    """The key names the occasion; what was written first stands."""
    first = enqueue(key="turn:1", to="a@example.org", subject="待办\r\nBcc: x@example.org", body="b", at=NOW)
    again = enqueue(key="turn:1", to=["b@example.org"], subject="other", body="c", at=NOW)
    assert first.pk == again.pk and Message.objects.count() == 1
    assert again.to == ["a@example.org"] and again.subject == "待办 Bcc: x@example.org"
