"""The clock of a case: its own events, the rule of its day, the calendar in force."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosure.clocks.calendar import calendar, calendar_at
from disclosure.ledger.errors import Invalid
from disclosure.rules.clock import LAPSED, ClockError, Event, due
from disclosure.rules.limits import limit

from .models import ClockEvent
from .sentences import day_words
from .states import OPEN, CaseState


def reckon(case, *, more=(), days=None):
    """The rules.clock.Due of a case from its events of this round, `more` included (rules.clock.Event). Raises Invalid for what cannot be."""
    rows = ClockEvent.objects.filter(case=case, round=case.round).order_by("on", "id") if case.pk else ()
    events = [Event(row.type, row.on, row.days, row.ref, stands=True) for row in rows]
    try:
        return due(case.clock_kind, case.clock_from, [*events, *more], days or _calendar_of(case))
    except ClockError as error:
        raise Invalid(str(error), field=getattr(error, "field", "events")) from error


def _calendar_of(case):
    """The calendar in force; of what has ended that of its end, since its day is the one that was kept or missed."""
    ended = None if case.state in OPEN else case.events.filter(what__in=("answered", "withdrawn")).order_by("at", "id").last()
    return calendar_at(ended.at) if ended else calendar()


def binding(reckoned, theirs):
    """(due day, provisional): the earlier of our day and that of the body that transferred the case (`theirs`, a date or None)."""
    if theirs and (reckoned.due_on is None or theirs < reckoned.due_on):
        return theirs, False
    return reckoned.due_on, reckoned.provisional


def binding_on(case, reckoned):
    """As `binding`, of a case: the other body's day is that of its first round."""
    return binding(reckoned, case.their_due_on if case.round == 1 else None)


def settle(case, reckoned):
    """Write what was reckoned onto the case (not saved)."""
    case.due_on, case.provisional = binding_on(case, reckoned)


def note(case, type, *, on, days=None, ref=""):
    """Add an event to the clock of a locked case and settle it (the caller saves). Raises Invalid when the clock refuses it."""
    reckoned = reckon(case, more=[Event(type, on, days, ref)])
    ClockEvent.objects.create(case=case, round=case.round, type=type, on=on, days=days, ref=ref)
    settle(case, reckoned)
    return reckoned


def state_of(case, on):
    """The state of a case that is being handled, by its events: whether on the day `on` it waits for the citizen, stands still, or is in hand."""
    reckoned = reckon(case)
    if reckoned.awaited == "correction":
        return CaseState.CORRECTING
    return CaseState.PAUSED if reckoned.awaited == "fee" or reckoned.paused(on) else CaseState.IN_HAND


def promise(kind, on):
    """How many working days this bureau promises for a kind on `on` (服务承诺), None where it promises no less than the rule."""
    try:
        return limit(f"{kind}-promise", on).days
    except KeyError:
        return None


promises = {}  # kind of case → fn(case) → kind of limit that is promised, for a kind that promises more than one thing


def promised_days(case):
    """How many working days are promised for a case, None where no less than its limit."""
    ask = promises.get(case.kind)
    if ask is None:
        return promise(case.clock_kind, case.clock_from)
    name = ask(case)
    return limit(name, case.clock_from).days if name else None


@dataclass(frozen=True)
class Promise:
    """What this bureau promises of a case: a day, whether it still does, and the sentence for the reader."""

    day: dt.date
    kept: bool
    words: str


def promise_of(case, reckoned):
    """The Promise of a running case; None without one, while somebody is awaited, or where another body's earlier day binds.

    Once the limit was extended or stood still, the day of the limit alone binds: what was promised at first is told as that, with the reason.
    """
    days = promised_days(case)
    if not days or reckoned.due_on is None:
        return None
    reasons = _overtaken(reckoned)
    if not reasons:
        day = _counted(reckoned, days)
        if day is None or (case.due_on and day > case.due_on):
            return None
        return Promise(day, True, _("This bureau promises to answer by {day}.").format(day=day_words(day)))
    restarts = [event for event in reckoned.events if event.type in RESTARTS]
    day = _counted(due(case.clock_kind, case.clock_from, restarts, reckoned.calendar), days)
    if day is None:
        return None
    sentence = _("Promised at first by {day}; that holds no longer: {reasons}. The latest day binds.")
    return Promise(day, False, sentence.format(day=day_words(day), reasons="；".join(reasons)))


RESTARTS = ("correction_requested", "correction_received", "fee_notified", "fee_paid")


def _overtaken(reckoned):
    """Why the first promise holds no longer."""
    said = [
        _("the limit was extended on {date} by {days} working days").format(date=day_words(event.on), days=event.days)
        for event in reckoned.events
        if event.type == "extended"
    ]
    return said + [
        _("from {first} to {last} the limit stood still while others were consulted").format(first=day_words(pause.first), last=day_words(pause.last))
        for pause in reckoned.pauses
    ]


def _counted(reckoned, number):
    return next((row.date for row in reckoned.explanation if row.counted and row.number == number), None)


def promised_on(case, reckoned):
    """The day by which this bureau promises the answer, counted as the limit is; None without a promise or once it holds no longer."""
    promise = promise_of(case, reckoned)
    return promise.day if promise and promise.kept else None


def working_day(case, reckoned, on):
    """(number of the working day that `on` is in the limit, how many are left), for the sentence above the calendar."""
    counted = [row for row in reckoned.explanation if row.counted]
    done = sum(row.date <= on for row in counted)
    return done, len(counted) - done


def _length(case, of):
    """How long a limit is and by what; where the bureau promises less than its own limit, that alone is called a promise."""
    if not of.promise:
        return _("{days} working days ({article}).").format(days=of.days, article=of.article)
    if promised_days(case):
        return _("{days} working days at most, by this bureau's own rule.").format(days=of.days)
    return _("{days} working days are promised by this bureau.").format(days=of.days)


def summary(case, reckoned):
    """Why the day is what it is, in a few sentences with their articles."""
    said = [
        _("The limit runs from the day after {date}; that day itself is not counted.").format(date=day_words(case.clock_from)),
        _length(case, reckoned.limit),
    ]
    for pause in reckoned.pauses:
        sentence = _("From {first} to {last} the limit stood still: others were consulted in writing.")
        said.append(sentence.format(first=day_words(pause.first), last=day_words(pause.last)))
    for event in reckoned.events:
        if event.ref == LAPSED:
            said.append(_("Nothing came by {date}: the count began anew with the next working day.").format(date=day_words(event.on)))
        elif event.type == "correction_received":
            said.append(_("The correction arrived on {date}: the count began anew with the next working day.").format(date=day_words(event.on)))
        if event.type == "fee_paid":
            said.append(_("The fee was paid on {date}: the count began anew with the next working day.").format(date=day_words(event.on)))
        if event.type == "extended":
            said.append(_("On {date} the limit was extended by {days} working days.").format(date=day_words(event.on), days=event.days))
    if case.their_due_on and case.due_on == case.their_due_on:
        said.append(_("The body that transferred it asked for {date}, which is earlier and binds.").format(date=day_words(case.their_due_on)))
    if case.provisional:
        said.append(_("Provisional: the holiday notice of a year on the way is not out yet; the day is computed by the law's own holidays."))
    return said
