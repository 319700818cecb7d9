"""The weekly brief by mail: on the first working day of a week, once to each person who has a dashboard (五（五）)."""

import datetime as dt

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.clocks.jobs import is_lived_through
from disclosure.ledger.errors import NotAllowed
from disclosure.org.posts import Roster
from disclosure.outbox.models import Message
from disclosure.outbox.work import enqueue

from .exports import brief_text, sentence
from .facts import catch_up
from .figures import CountedBoard
from .metric import Period
from .roles import EVERYTHING, OF_DIVISIONS, handed_round, role_of
from .rows import read
from .summary import LIVE

HOUR = 8  # o'clock in Asia/Shanghai


def weekly(now):
    """Job of run_clocks: writes the briefs of the week into the outbox when their day has come; the number written, None on other days."""
    if is_lived_through(now):  # nobody wants the briefs of a past
        return None
    return send(now)


def send(now):
    """As `weekly`, for any moment (aware): the briefs of its week, each once."""
    today = day_of(now)
    monday = today - dt.timedelta(days=today.weekday())
    first = calendar().next_workday(monday)
    if today < first or (today == first and now.astimezone(dt.timezone(dt.timedelta(hours=8))).hour < HOUR):
        return None
    week = "brief:{}-{:02d}:".format(*monday.isocalendar()[:2])
    people = list(get_user_model().objects.filter(pk__in=_may_have_one(today), is_active=True).exclude(email="").order_by("pk"))
    if not people or Message.objects.filter(key__startswith=week).exists():
        return None
    # What happens this morning is in nobody's brief: so the paper that is printed later says the same.
    period, written = Period.of(as_of=today - dt.timedelta(days=1)), 0
    catch_up.catch_up()
    live = read(LIVE, period)
    with transaction.atomic():  # all of them or none, so that one message says that the week is done
        for user in people:
            try:
                board = CountedBoard(handed_round(role_of(user, today), today), period, live=live)
            except NotAllowed:
                continue
            where = f"{getattr(settings, 'SITE_URL', '').rstrip('/')}{_address()}?as_of={period.known}"
            to_print = _("To print it:")
            body = f"{brief_text(board)}\n\n{to_print} {where}"
            subject = _("Weekly brief of disclosure: %(sentence)s") % {"sentence": sentence(board)}
            enqueue(key=f"{week}{user.pk}", to=user.email, subject=subject, body=body, at=now)
            written += 1
    return written


def _may_have_one(on):
    """Numbers of the persons who may have a dashboard on a day: holders of its posts, delegates and deputies, each once; `role_of` says who has."""
    roster = Roster(on)
    found = set()
    for post in roster.posts:
        if post.kind in (*EVERYTHING, *OF_DIVISIONS):
            found |= {post.person_id, post.deputy_id, *(each.to_id for each in roster.delegations[post.pk])}
    return found - {None}


def _address():
    try:
        return reverse("disclosure_dashboard_brief")
    except NoReverseMatch:
        return ""
