"""The mail of the demo's days gone by: it left then. Nobody gets the letters of a whole year when a demo starts."""

import datetime as dt

from django.db.models import F

from disclosure.outbox.models import Message, State


def left_long_ago(now):
    """Call what was to be sent more than two days before `now` (aware datetime) sent on its own day; what is newer waits for `deliver`."""
    waiting = Message.objects.filter(state=State.WAITING, created_at__lt=now - dt.timedelta(days=2))
    return waiting.update(state=State.SENT, sent_at=F("created_at"), attempts=1)
