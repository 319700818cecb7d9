"""Events in, due date and its reasoning out, day by day.

The day of the event is not counted; day 1 is the first working day after it (条例 2019 art. 31, 33; 最高法行诉解释 art. 48 by analogy). A correction
received (art. 30) or a fee paid starts the count anew. While third parties and co-makers are consulted days do not count (art. 33): from the day
the letter goes out through the day before the answer arrives, or through the 15th working day when none comes (art. 32, 34); what overlaps is left
out once. One extension, in working days, given before the limit ends (art. 33).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from .limits import KINDS, Limit, limit
from .workdays import Calendar

EARLIEST, LATEST = date(1950, 1, 2), date(2190, 12, 31)

_ASKED = {"third_party_asked": "third_party_answered", "co_maker_asked": "co_maker_answered"}
_AWAITED = {"correction_requested": "correction_received", "fee_notified": "fee_paid"}
_ANSWERS = {answer: asked for asked, answer in {**_ASKED, **_AWAITED}.items()}
EVENTS = (*_AWAITED, *_AWAITED.values(), *_ASKED, *_ASKED.values(), "extended")

_OF_APPLICATIONS = frozenset(EVENTS)
_TAKES = {
    "application": _OF_APPLICATIONS,
    "application-2007": _OF_APPLICATIONS,
    "complaint": frozenset({"correction_requested", "correction_received", "extended"}),
    "feedback": frozenset({"correction_requested", "correction_received"}),
    "publication": frozenset(),
    "penalty": frozenset(),
}


class ClockError(ValueError):
    """What was given breaks a rule of the clock; str() is one sentence, `field` the part it is about."""

    def __init__(self, message, field="events"):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Event:
    """Something that happened to a matter on a day (Asia/Shanghai). `days`: of an extension. `ref`: which letter, where several run at once.

    `stands`: it was taken in its time; a calendar that changed since does not make it late.
    """

    type: str
    on: date
    days: int | None = None
    ref: str = ""
    stands: bool = False


class Row(NamedTuple):
    """One day of the reasoning: whether it counts and why; `reason` says it in the reader's language."""

    date: date
    counted: bool
    why: str
    number: int = 0
    total: int = 0
    name: str = ""
    provisional: bool = False

    @property
    def reason(self):
        """The sentence for this day."""
        return _sentence(get_language(), self.why, self.number, self.total, self.name, self.date.year if self.provisional else None)

    def as_json(self):
        """As `due_date` and the API print it."""
        return {"date": self.date.isoformat(), "counted": self.counted, "reason": self.reason}


@lru_cache(4096)
def _sentence(language, why, number, total, name, provisional_year):
    """The same few hundred sentences come again and again, for every matter of a day."""
    text = _(_SENTENCES[why]).format(number=number, total=total, name=name)
    if provisional_year:
        text += _(" (provisional: the holiday notice of {year} is not out)").format(year=provisional_year)
    return text


_SENTENCES = {
    "received": gettext_noop("Day of receipt, not counted"),
    "formed": gettext_noop("Day it was formed or changed, not counted"),
    "decided": gettext_noop("Day of the decision, not counted"),
    "before_correction": gettext_noop("Not counted: the count begins anew with the correction"),
    "awaiting_correction": gettext_noop("Not counted: waiting for the correction"),
    "correction_received": gettext_noop("Correction received: the count begins anew with the next working day"),
    "lapsed": gettext_noop("Nothing has come: the count begins anew with the next working day"),
    "before_fee": gettext_noop("Not counted: the count begins anew with the payment of the fee"),
    "awaiting_fee": gettext_noop("Not counted: waiting for the fee"),
    "fee_paid": gettext_noop("Fee paid: the count begins anew with the next working day"),
    "rest": gettext_noop("Rest day"),
    "holiday": gettext_noop("Holiday: {name}"),
    "third_party": gettext_noop("Paused: a third party is consulted"),
    "co_maker": gettext_noop("Paused: a co-making body is consulted"),
    "working": gettext_noop("Working day {number} of {total}"),
    "moved": gettext_noop("Working day {number} of {total}, a rest day worked for {name}"),
    "extension": gettext_noop("Working day {number} of {total}, in the extension"),
    "moved_extension": gettext_noop("Working day {number} of {total}, in the extension, a rest day worked for {name}"),
}
LAPSED = "lapsed"  # ref of a correction_received that never came: its day is over, the matter goes on without it
_FIRST = {"publication": "formed", "penalty": "decided"}


@dataclass(frozen=True)
class Pause:
    """Days that do not count, first and last included."""

    first: date
    last: date
    why: str


@dataclass(frozen=True)
class Due:
    """The answer: `due_on` is None while a correction or a fee is awaited; `provisional` when a year without a notice lies on the way."""

    kind: str
    received_on: date
    limit: Limit
    total: int
    start: date
    due_on: date | None
    provisional: bool
    events: tuple
    pauses: tuple
    calendar: Calendar

    @cached_property
    def explanation(self):
        """Every day from receipt to the due day (or to the request that is unanswered) with its reason: a tuple of Rows."""
        return tuple(_explain(self))

    @property
    def awaited(self):
        """What is waited for: "correction", "fee" or ""."""
        return next((name for name, waits in (("correction", "correction_requested"), ("fee", "fee_notified")) if _open(self.events, waits)), "")

    def paused(self, on):
        """Whether the clock stands still for a consultation on the day `on`."""
        return any(pause.first <= on <= pause.last for pause in self.pauses)

    def as_json(self):
        """As `due_date` prints it."""
        return {
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "provisional": self.provisional,
            "explanation": [row.as_json() for row in self.explanation],
        }


def due(kind, received_on, events=(), calendar=None):
    """When a matter of `kind`, begun on `received_on`, is due after `events` (any order; several of a day in the order given).

    kind: one of `limits.KINDS`. Dates are days in Asia/Shanghai. The day and the provisional mark are computed by the calendar's tables; the
    explanation is worked out when it is asked for. Raises ClockError for an event that this kind does not have, that lies before receipt, answers
    nothing, asks or extends a second time, or extends too long or too late.
    """
    calendar = calendar or Calendar()
    plain = not events
    if plain and (known := calendar.remembered.get((kind, received_on))):
        return known
    if kind not in KINDS:
        raise ClockError(_("kind: “{kind}” is not one of {kinds}.").format(kind=kind, kinds=", ".join(KINDS)), field="kind")
    if not EARLIEST <= received_on <= LATEST:
        raise ClockError(_("received_on: {date} is out of range.").format(date=received_on), field="received_on")
    rule = limit(kind, received_on)
    events = tuple(sorted(events, key=lambda event: event.on))
    pauses = _check(kind, rule, received_on, events, calendar)
    total = rule.days + sum(event.days for event in events if event.type == "extended")
    start = max((event.on for event in events if event.type in _AWAITED.values()), default=received_on)
    if any(_open(events, waits) for waits in _AWAITED):
        due_on, provisional = None, False
    else:
        due_on = _walk(start, total, pauses, calendar)
        first_year = (start + timedelta(days=1)).year
        provisional = any(not calendar.certain(year) for year in range(first_year, due_on.year + 1)) and any(
            calendar.day(start + timedelta(days=n)).provisional for n in range(1, (due_on - start).days + 1)
        )
    answer = Due(kind, received_on, rule, total, start, due_on, provisional, events, pauses, calendar)
    if plain:  # matters of one day share their answer and its explanation
        calendar.remembered[kind, received_on] = answer
    return answer


def _open(events, waits):
    """Whether the last request of this type is unanswered."""
    balance = 0
    for event in events:
        balance += (event.type == waits) - (event.type == _AWAITED[waits])
    return balance > 0


def _check(kind, rule, received_on, events, calendar):
    """Refuse what cannot have happened; return the pauses in order of their first day."""
    unanswered, seen, pauses = {}, [], []
    for event in events:
        if event.type not in EVENTS:
            raise ClockError(_("type: “{type}” is not one of {types}.").format(type=event.type, types=", ".join(EVENTS)))
        if event.type not in _TAKES[kind]:
            raise ClockError(_("type: a clock of kind {kind} has no event {type}.").format(kind=kind, type=event.type))
        if event.on < received_on:
            raise ClockError(_("on: {type} on {date} lies before {received_on}.").format(type=event.type, date=event.on, received_on=received_on))
        if event.on > LATEST:
            raise ClockError(_("on: {date} is out of range.").format(date=event.on))
        if event.type in _AWAITED:
            if event.type == "correction_requested" and kind.startswith("application") and any(old.type == event.type for old in seen):
                raise ClockError(_("type: a correction is requested once only, with everything that is missing (art. 30)."))
            if _open(seen, event.type):
                raise ClockError(_("type: {type} on {date}, but the earlier one is not answered.").format(type=event.type, date=event.on))
        elif event.type in _ASKED:
            unanswered.setdefault(event.type, []).append(event)
        elif event.type in _AWAITED.values():
            if not _open(seen, _ANSWERS[event.type]):
                raise _answers_nothing(event)
        elif event.type in _ANSWERS:
            waiting = unanswered.get(_ANSWERS[event.type], [])
            asked = next((each for each in waiting if each.ref == event.ref), None)
            if asked is None:
                raise _answers_nothing(event)
            waiting.remove(asked)
            pauses.append(_pause(asked, event.on, calendar))
        else:
            _check_extension(kind, rule, received_on, event, seen, calendar)
        seen.append(event)
    pauses += [_pause(asked, None, calendar) for waiting in unanswered.values() for asked in waiting]
    return tuple(sorted((pause for pause in pauses if pause.first <= pause.last), key=lambda pause: (pause.first, pause.last)))


def _answers_nothing(event):
    return ClockError(
        _("type: {type} on {date}, but no {asked} before it is unanswered.").format(type=event.type, date=event.on, asked=_ANSWERS[event.type])
    )


def _check_extension(kind, rule, received_on, event, seen, calendar):
    if not rule.extension:
        raise ClockError(_("type: a clock of kind {kind} has no event {type}.").format(kind=kind, type=event.type))
    if any(old.type == "extended" for old in seen):
        raise ClockError(_("type: a limit is extended once only."))
    if not isinstance(event.days, int) or isinstance(event.days, bool) or not 1 <= event.days <= rule.extension:
        raise ClockError(_("days: an extension is 1 to {most} working days.").format(most=rule.extension))
    before = None if event.stands else due(kind, received_on, seen, calendar).due_on
    if before and event.on > before:
        raise ClockError(_("on: an extension on {date} is too late, the limit ended on {due_on}.").format(date=event.on, due_on=before))


def _pause(asked, answered_on, calendar):
    last, _provisional = calendar.add(asked.on, limit("third-party" if asked.type == "third_party_asked" else "co-maker", asked.on).days)
    if answered_on is not None:
        last = min(last, answered_on - timedelta(days=1))
    return Pause(asked.on, last, asked.type.removesuffix("_asked"))


def _walk(start, total, pauses, calendar):
    """The day that completes `total` working days after `start`, jumping over the pauses."""
    at, left = start, total
    for pause in pauses:
        if pause.last <= at:
            continue
        worked = calendar.between(at, pause.first - timedelta(days=1))
        if worked >= left:
            break
        left, at = left - worked, pause.last
    return calendar.add(at, left)[0]


def _explain(answer):
    """Day by day, and apart from `_walk`: the tests hold one against the other."""
    end = answer.due_on or max(event.on for event in answer.events if event.type in _AWAITED)
    on, number, one = answer.received_on, 0, timedelta(days=1)
    yield Row(on, False, _FIRST.get(answer.kind, "received"))
    while on < end:
        on += one
        if answer.due_on is None or on <= answer.start:
            yield Row(on, False, _before(answer, on))
            continue
        day = answer.calendar.day(on)
        if not day.is_workday:
            yield Row(on, False, "holiday" if day.name else "rest", name=day.name, provisional=day.provisional)
            continue
        pause = next((each for each in answer.pauses if each.first <= on <= each.last), None)
        if pause:
            yield Row(on, False, pause.why, provisional=day.provisional)
            continue
        number += 1
        moved = on.weekday() >= 5 and day.name
        why = ("moved_extension" if moved else "extension") if number > answer.limit.days else ("moved" if moved else "working")
        yield Row(on, True, why, number, answer.total, day.name, day.provisional)


def _before(answer, on):
    """Why a day up to the last restart does not count: by the request it waits under, else by what begins the count anew after it."""
    for event in reversed(answer.events):
        if (
            event.type in _AWAITED
            and event.on < on
            and not any(other.type == _AWAITED[event.type] and event.on <= other.on < on for other in answer.events)
        ):
            arrived = next((other for other in answer.events if other.type == _AWAITED[event.type] and other.on == on), None)
            if arrived:
                return LAPSED if arrived.ref == LAPSED else arrived.type
            return "awaiting_correction" if event.type == "correction_requested" else "awaiting_fee"
    after = next((event for event in answer.events if event.type in _AWAITED and event.on >= on), None)
    return "before_fee" if after and after.type == "fee_notified" else "before_correction"
