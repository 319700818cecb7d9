"""Reminders: three working days and one working day before something is due and on the day, to its owner and then to his superior, each once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.org.posts import asked_by_division, holders, superior
from disclosure.outbox.work import enqueue

from .actions import day_of
from .calendar import calendar
from .jobs import job
from .models import Duty, Reminder

STAGES = (0, 1, 3)  # working days left
SUPERIOR_FROM = 1  # the superior hears from one working day before
LOOK_BACK = timedelta(days=60)  # what has been overdue for longer had its last reminder long ago


@dataclass(frozen=True)
class Owed:
    """Something due: `key` names it for ever ("duty:5"), `link` is a path of the admin.

    `since`: the day on which the owner was told of it; reminders begin the day after. Owed by `owner`, else by `owners` (numbers of accounts,
    where the source knows better), else by every holder of `owner_kind`. `barred`: numbers of accounts that hear nothing of it, or a function
    that tells them when they are needed.
    """

    key: str
    title: str
    due_on: date
    link: str
    owner_kind: str
    division: object = None
    owner: object = None
    owners: frozenset | None = None
    barred: frozenset | Callable[[], frozenset] = frozenset()
    since: date | None = None


sources: list[Callable[[date, date, datetime], Iterable[Owed]]] = []


def reminded(function):
    """Register `function(first, last, now)`: yields an `Owed` for everything open that is due from `first` to `last` (dates, both included)."""
    if function not in sources:
        sources.append(function)
    return function


@job(title=gettext_lazy("Reminders sent"))
def remind(now):
    """Send what is to be sent at `now` (aware); how many things were reminded of. Safe from two machines: the key of a reminder is unique."""
    today, days = day_of(now), calendar()
    last, _provisional = days.add(today, max(STAGES))
    due = {}
    for source in sources:
        for owed in source(today - LOOK_BACK, last, now):
            left = days.between(today, owed.due_on)
            stage = next((stage for stage in STAGES if left <= stage), None)
            if stage is not None and (owed.since is None or owed.since < today):
                due[f"{owed.key}:{owed.due_on}:T-{stage}"] = owed, stage
    sent = set()
    keys = list(due)
    for start in range(0, len(keys), 500):
        sent |= set(Reminder.objects.filter(key__in=keys[start : start + 500]).values_list("key", flat=True))
    return sum(_send(key, owed, stage, today, now) for key, (owed, stage) in due.items() if key not in sent)


def _send(key, owed, stage, today, now):
    with transaction.atomic():
        _reminder, new = Reminder.objects.get_or_create(key=key, defaults={"sent_at": now})
        if not new:
            return 0  # another machine was faster
        owners, above = _people(owed, stage, today)
        for user in [*owners, *above]:
            if user.email:
                subject, body = _words(owed, stage, today, user, user in above)
                enqueue(key=f"remind:{key}:{user.pk}", to=user.email, subject=subject, body=body, at=now)
    return 1


def _people(owed, stage, today):
    """Owners and superiors as users, nobody twice. Where nobody can exercise the post its superior hears at once."""
    if owed.owner:
        owners = {owed.owner.pk}
    else:
        owners = set(owed.owners) if owed.owners is not None else _ids(owed.owner_kind, owed, today)
    above, kind = set(), superior(owed.owner_kind)
    while kind is not None and not above and (stage <= SUPERIOR_FROM or not owners):
        above = _ids(kind, owed, today) - owners
        kind = superior(kind)
    users = get_user_model().objects.in_bulk(owners | above)
    return [users[pk] for pk in sorted(owners) if users[pk].is_active], [users[pk] for pk in sorted(above)]


def _ids(kind, owed, today):
    division = owed.division if asked_by_division(kind) else None
    if asked_by_division(kind) and division is None:
        return set()
    barred = owed.barred() if callable(owed.barred) else owed.barred
    return {each.user_id for each in holders(kind, division=division, on=today, barred=barred)}


def _words(owed, stage, today, user, is_above):
    """Subject and text in the language of who reads it."""
    profile = getattr(user, "wagtail_userprofile", None)
    with translation.override(profile.get_preferred_language() if profile else settings.LANGUAGE_CODE):
        if owed.due_on < today:
            when = _("overdue since {date}").format(date=date_format(owed.due_on))
        elif owed.due_on == today:
            when = _("due today, {date}").format(date=date_format(owed.due_on))
        else:
            when = _("due on {date}").format(date=date_format(owed.due_on))
        subject = _("{when}: {title}").format(when=when, title=owed.title)
        lines = [subject]
        if is_above:
            lines.append(_("You receive this as superior of who has to do it."))
        base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
        lines.append(f"{base}{owed.link}")
    return subject, "\n\n".join(lines)


@reminded
def duties(first, last, now):
    """Open duties."""
    for duty in Duty.objects.open().filter(due_on__range=(first, last)).select_related("division", "owner"):
        link = reverse("disclosure_clocks_duty_modeladmin_edit", args=[duty.pk])
        yield Owed(f"duty:{duty.pk}", str(duty), duty.due_on, link, duty.owner_kind, duty.division, duty.owner)
