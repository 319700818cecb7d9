"""The public's matters: one row a round of a case, from its receipt (or reopening) to the day its answer was served (五（四）, 五（五）)."""

import datetime as dt
from collections import defaultdict

from django.urls import reverse

from dashboard.metric import Row
from disclosure.cases import access
from disclosure.cases.models import Case, CaseEvent, ClockEvent, Handover
from disclosure.cases.states import CaseState
from disclosure.clocks.calendar import calendar
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.org.names import full_name
from disclosure.rules.clock import ClockError, Event, due
from disclosure.rules.limits import limit

from .registry import day, end_of, source
from .who import Who

HANDOVER_DAYS = limit("handover", dt.date(2026, 1, 1)).days
BULK = 5  # answered or closed in the same minute, by the same clock: looked at
ENDS = {"answered": CaseState.ANSWERED, "closed": CaseState.CLOSED, "confirmed": CaseState.CLOSED, "withdrawn": CaseState.WITHDRAWN}
# Days of the clock that may be entered later than they happened, and the verb whose entry says when.
ENTERED_BY = {"third_party_answered": "applications.hear", "co_maker_answered": "applications.hear", "fee_paid": "applications.paid"}


@source("cases")
def cases(period):
    """One row a round of a case.

    kind: application, complaint, feedback · done_on: the day of service · exempt: "withdrawn" by the citizen · number: case × 100 + round · facts:
    case (number), round, days (working days to the answer, pauses and waits for a correction taken out), entered_on (when the answer was
    recorded), confirmed, reopened, extended (days), corrections, breaches, ownerless (minutes), handover_waited (longest, in working days),
    gap (first-asked duty broken), backdated, bulk, reclassified, result, way, state.
    """
    end, days, who = end_of(period.known), calendar(), Who(period.last)
    told, clock, entries, passed = _history(period)
    minutes = defaultdict(int)
    for happened in told.values():
        for at, what in happened:
            if what in ("answered", "closed"):
                minutes[_minute(at)] += 1
    for case in Case.objects.filter(received_at__lt=end).select_related("first_receiver").prefetch_related("handovers").defer("email").order_by("id"):
        happened, said = told.get(case.pk, []), entries.get(case.pk, [])
        arrived = next((at for at, verb, _facts in said if verb.endswith(".receive")), case.received_at)
        if arrived >= end:
            continue
        starts = [at for at, what in happened if what == "reopened"]
        for number in range(1, len(starts) + 2):
            since = starts[number - 2] if number > 1 else None
            until = starts[number - 1] if number <= len(starts) else None
            mine = [(at, what) for at, what in happened if (since is None or at >= since) and (until is None or at < until)]
            yield _round(
                case, number, mine, since, until, arrived, clock[case.pk, number], said, passed[case.pk], period, days, who, minutes
            )  # fmt: skip


def _history(period):
    """What was recorded of cases by then: events told, events of the clock, entries of the ledger, handovers."""
    end = end_of(period.known)
    told, clock, entries, passed = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    for number, at, what in CaseEvent.objects.filter(at__lt=end).order_by("at", "id").values_list("case_id", "at", "what"):
        told[number].append((at, what))
    rows = Entry.objects.filter(about_kind="case", at__lt=end).order_by("number")
    for number, at, verb, facts in rows.values_list("about_no", "at", "verb", "facts"):
        entries[number].append((at, verb, facts))
    for event in ClockEvent.objects.filter(on__lte=period.known).order_by("on", "id"):
        if _was_entered(event, entries[event.case_id]):
            clock[event.case_id, event.round].append(Event(event.type, event.on, event.days, event.ref))
    for handover in Handover.objects.filter(offered_at__lt=end).select_related("receiver").order_by("offered_at", "id"):
        passed[handover.case_id].append(handover)
    return told, clock, entries, passed


def _was_entered(event, said):
    """Whether an event of the clock was recorded by then: most are on their own day, some are entered later with an earlier day."""
    verb = ENTERED_BY.get(event.type)
    return verb is None or any(name == verb and facts.get("on") == event.on.isoformat() for _at, name, facts in said)


def _round(case, number, happened, since, until, arrived, events, said, passed, period, days, who, minutes):
    """The Row of one round."""
    begun = day(since) if since else case.received_on
    last = next(((at, what) for at, what in reversed(happened) if what in ENDS), None)
    answered = next((at for at, what in happened if what == "answered"), None)
    served, was_due, result = _served(case, answered, said, until)
    reckoned, due_on = _reckon(case, number, begun, events, days)
    withdrawn = last is not None and last[1] == "withdrawn"
    owners = _owners(case, arrived, passed, period)
    state, words = _state(happened, since, reckoned, period)
    owner = owners[-1][1]
    division = _division(case, passed, owners, who)
    offered = [handover for handover in passed if (since is None or handover.offered_at >= since) and (until is None or handover.offered_at < until)]
    waited = max((_waited(handover, period, days) for handover in offered), default=0)
    ownerless = _ownerless(owners, arrived, happened, period) if number == 1 else 0
    return Row(
        source="cases", number=case.pk * 100 + number, title=f"{case.number} {case.title}", address=_address(case), division=division, kind=case.kind,
        owner=owner.get_username() if owner else "", owner_name=full_name(owner) if owner else str(PostKind(case.owner_post).label),
        stands=str(words), begun_on=begun, due_on=was_due or due_on, done_on=served, exempt="withdrawn" if withdrawn else "",
        facts={
            "case": case.number, "case_no": case.pk, "round": number, "state": str(state), "result": result, "entered_on": day(answered),
            "days": _took(reckoned, begun, served, days), "confirmed": any(what == "confirmed" for _at, what in happened),
            "reopened": until is not None, "extended": sum(event.days or 0 for event in events if event.type == "extended"),
            "corrections": sum(what == "correction_requested" for _at, what in happened),
            "breaches": max(0, sum(what == "correction_requested" for _at, what in happened) - 1) if case.kind != "application" else 0,
            "ownerless": ownerless, "handover_waited": waited, "gap": ownerless > 0 or waited > HANDOVER_DAYS,
            "backdated": bool(answered and served and served < day(answered)),
            "bulk": any(what in ("answered", "closed") and minutes[_minute(at)] >= BULK for at, what in happened),
            "reclassified": any(name.endswith(".kind") for _at, name, _facts in said), "way": case.way,
        },
    )  # fmt: skip


def _served(case, answered, said, until):
    """(day of service, day it was due then, result) of the answer of a round; Nones while there is none."""
    if answered is None:
        return None, None, ""
    for at, _verb, facts in said:
        if at == answered and "late" in facts:
            was_due, on = facts.get("due_on"), facts.get("on") or day(answered).isoformat()
            return dt.date.fromisoformat(on), dt.date.fromisoformat(was_due) if was_due else None, facts.get("result") or ""
    if until is None and case.answered_on:
        return case.answered_on, case.was_due_on, case.result
    return day(answered), None, ""


def _reckon(case, number, begun, events, days):
    """(the clock's answer or None, the day that binds) of a round, from what was recorded by then."""
    try:
        reckoned = due(case.clock_kind, begun, events, days)
    except (ClockError, ValueError):
        return None, case.due_on
    due_on, theirs = reckoned.due_on, case.their_due_on if number == 1 else None
    return reckoned, theirs if theirs and (due_on is None or theirs < due_on) else due_on


def _took(reckoned, begun, served, days):
    """Working days from the beginning of the count to the answer, without pauses."""
    if served is None:
        return None
    if reckoned is None:
        return days.between(begun, served)
    paused = set()
    for pause in reckoned.pauses:
        on = max(pause.first, reckoned.start + dt.timedelta(days=1))
        while on <= min(pause.last, served):
            if days.is_workday(on):
                paused.add(on)
            on += dt.timedelta(days=1)
    return max(0, days.between(reckoned.start, served) - len(paused))


def _state(happened, since, reckoned, period):
    """(state, in words) at that time."""
    for _at, what in reversed(happened):
        if what in ENDS:
            return ENDS[what], ENDS[what].label
        if what == "correction_requested":
            return CaseState.CORRECTING, CaseState.CORRECTING.label
        if what == "corrected":
            break
    if reckoned is not None and reckoned.paused(period.last):
        return CaseState.PAUSED, CaseState.PAUSED.label
    taken = any(what in ("taken", "handed", "corrected", "asked", "extended") for _at, what in happened)
    found = CaseState.IN_HAND if taken else (CaseState.REOPENED if since else CaseState.RECEIVED)
    return found, found.label


def _owners(case, arrived, passed, period):
    """[(from when, owner or None)] up to the day asked for."""
    end, found = end_of(period.known), [(arrived, case.first_receiver)]
    found += [(each.accepted_at, each.receiver) for each in passed if each.accepted_at is not None and each.accepted_at < end]
    return found


def _division(case, passed, owners, who):
    """The code of the owner's division at that time: as handed over, else as it is when nothing was handed over since."""
    if len(owners) > 1:
        handover = [each for each in passed if each.accepted_at == owners[-1][0]][-1]
        return who.code(handover.receiver_division_id)
    if not any(each.accepted_at for each in case.handovers.all()):
        return who.code(case.owner_division_id)
    return who.office if case.desk == PostKind.OFFICE_DIRECTOR else ""


def _waited(handover, period, days):
    """Working days that a handover waited for its receiver."""
    end = end_of(period.known)
    settled = min((at for at in (handover.accepted_at, handover.declined_at) if at is not None and at < end), default=None)
    return days.between(day(handover.offered_at), day(settled) if settled else period.known)


def _ownerless(owners, arrived, happened, period):
    """Minutes in which nobody owned it (首问责任: there are none)."""
    if owners[0][1] is not None:
        return 0
    ended = next((at for at, what in happened if what in ENDS), None)
    until = owners[1][0] if len(owners) > 1 else ended or end_of(period.known)
    return max(0, int((until - arrived).total_seconds() // 60))


def _address(case):
    return reverse(access.pages.get(case.kind, "disclosure_cases_case"), args=[case.pk])


def _minute(at):
    return at.replace(second=0, microsecond=0)
