"""`due_date FILE.json`: one clock or a list of them, with the reasoning day by day (条例 art. 30–34)."""

import json
from datetime import date

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from disclosure.clocks.calendar import calendar
from disclosure.ledger.commands import OneLineCommand, why
from disclosure.rules.clock import ClockError, Event, due


class Command(OneLineCommand):
    help = _("When is it due, and why: reads {kind, received_on, events: [{type, on, days}]} or a list of such, prints JSON.")

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("a JSON file"))

    def handle(self, *, file, **options):
        asked = _read(file)
        several = isinstance(asked, list)
        answers = []
        for number, clock in enumerate(asked if several else [asked], 1):
            try:
                answers.append(_answer(clock).as_json())
            except ClockError as error:
                raise CommandError(_("Clock {number}: {error}").format(number=number, error=error) if several else str(error)) from error
        self.stdout.write(json.dumps(answers if several else answers[0], ensure_ascii=False, indent=1))


def _read(path):
    """The JSON of a file. Raises CommandError with one sentence."""
    try:
        with open(path, encoding="utf-8-sig") as source:
            return json.load(source)
    except OSError as error:
        raise CommandError(_("{path} cannot be read: {error}").format(path=path, error=why(error))) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(_("{path} is not JSON: {error}").format(path=path, error=error)) from error


def _answer(clock):
    if not isinstance(clock, dict):
        raise ClockError(_("a clock is an object {{kind, received_on, events}}.").format())
    _only(clock, {"kind", "received_on", "events"}, {"kind", "received_on"})
    events = clock.get("events") or []
    if not isinstance(events, list):
        raise ClockError(_("events: a list is wanted."))
    if not isinstance(clock["kind"], str):
        raise ClockError(_("kind: a word is wanted."), field="kind")
    return due(clock["kind"], _day(clock["received_on"], "received_on"), [_event(event) for event in events], calendar())


def _event(event):
    if not isinstance(event, dict):
        raise ClockError(_("events: an event is an object {{type, on, days}}.").format())
    _only(event, {"type", "on", "days", "ref"}, {"type", "on"})
    days = event.get("days")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < 0):
        raise ClockError(_("days: a whole number is wanted, not {days}.").format(days=json.dumps(days, ensure_ascii=False)))
    return Event(str(event["type"]), _day(event["on"], "on"), days, str(event.get("ref") or ""))


def _only(given, known, needed):
    if unknown := sorted(set(given) - known):
        raise ClockError(_("{name}: unknown; known are {known}.").format(name=unknown[0], known=", ".join(sorted(known))))
    if lacking := sorted(needed - set(given)):
        raise ClockError(_("{name}: is missing.").format(name=lacking[0]), field=lacking[0])


def _day(value, name):
    try:
        if len(value) != 10:
            raise ValueError(value)
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        shown = json.dumps(value, ensure_ascii=False)
        raise ClockError(_("{name}: {value} is no day (YYYY-MM-DD).").format(name=name, value=shown), field=name) from error
