"""The public's matters: one row a round of a case, from its receipt (or reopening) to the day its answer was served (五（四）, 五（五）)."""

import datetime as dt
from collections import defaultdict

from django.db.models import Count
from django.db.models.functions import TruncMinute
from django.utils.functional import cached_property

from dashboard.metric import Row
from disclosure.cases.models import Case, CaseEvent, ClockEvent, Handover
from disclosure.cases.states import CaseState
from disclosure.clocks.calendar import calendar
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.org.names import full_name
from disclosure.rules.clock import ClockError, Event, due
from disclosure.rules.limits import limit

from .registry import Papers, course, day, end_of, kept, subject

HANDOVER_DAYS = limit("handover", dt.date(2026, 1, 1)).days
BULK = 5  # answered or closed in the same minute, by the same clock: looked at
ENDS = {"answered": CaseState.ANSWERED, "closed": CaseState.CLOSED, "confirmed": CaseState.CLOSED, "withdrawn": CaseState.WITHDRAWN}
# Days of the clock that may be entered later than they happened, and the verb whose entry says when.
ENTERED_BY = {"third_party_answered": "applications.hear", "co_maker_answered": "applications.hear", "fee_paid": "applications.paid"}
ENDED = ("answered", "closed")
FEW = 50  # minutes that are looked up one by one rather than counted in one pass over all events


class CasePapers(Papers):
    """Cases with what was told of them, events of the clock, entries of the ledger, handovers: each list in the order in which it happened."""

    @cached_property
    def cases(self):
        rows = Case.objects.select_related("first_receiver").defer("email").order_by("id")
        return {case.pk: case for case in self.of(rows, "pk")}

    @cached_property
    def numbers(self):
        return list(self.cases)

    @cached_property
    def told(self):
        """{case: [(at, what)]}."""
        found = defaultdict(list)
        for number, *told in self.of(CaseEvent.objects.order_by("at", "id"), "case_id").values_list("case_id", "at", "what"):
            found[number].append(tuple(told))
        return found

    @cached_property
    def entries(self):
        """{case: [(at, verb, facts)]}."""
        found = defaultdict(list)
        rows = self.of(Entry.objects.filter(about_kind="case").order_by("number"), "about_no")
        for number, *told in rows.values_list("about_no", "at", "verb", "facts"):
            found[number].append(tuple(told))
        return found

    @cached_property
    def clock(self):
        found = defaultdict(list)
        for event in self.of(ClockEvent.objects.order_by("on", "id"), "case_id"):
            found[event.case_id].append(event)
        return found

    @cached_property
    def passed(self):
        found = defaultdict(list)
        for handover in self.of(Handover.objects.select_related("receiver").order_by("offered_at", "id"), "case_id"):
            found[handover.case_id].append(handover)
        return found

    @cached_property
    def bulk(self):
        """Minutes in which at least BULK answers were given or matters closed, among those in which one of these was."""
        if self.shared is not None:
            return self.shared
        minutes = {_minute(at) for told in self.told.values() for at, what in told if what in ENDED}
        return crowded(minutes if self.asked is not None else None)

    def moments(self, number):
        case, first, ended = self.cases[number], None, None
        yield case.received_at
        for at, what in self.told.get(number, ()):
            yield at
            ended = ended or (at if what in ENDS else None)
        for at, _verb, _facts in self.entries.get(number, ()):
            yield at
        for event in self.clock.get(number, ()):
            yield event.on
        for handover in self.passed.get(number, ()):
            yield handover.offered_at
            yield handover.accepted_at
            yield handover.declined_at
            yield calendar().add(day(handover.offered_at), HANDOVER_DAYS + 1)[0]  # the day on which it has waited too long
            first = first or handover.accepted_at
        if case.first_receiver_id is None:  # each day without an owner adds to its minutes
            settled = day(first or ended)
            last = min(settled, self.today) if settled and self.today else settled or self.today or case.received_on
            yield from (case.received_on + dt.timedelta(days=n) for n in range((last - case.received_on).days + 1))


def crowded(minutes=None):
    """Of some minutes, or of all, those in which at least BULK answers were given or matters closed."""
    events = CaseEvent.objects.filter(what__in=ENDED)
    if minutes is not None and not minutes:
        return set()
    if minutes is not None and len(minutes) <= FEW:  # by the ledger, whose entries are found by their time
        found = set()
        for minute in minutes:
            until = minute + dt.timedelta(minutes=1)
            cases = Entry.objects.filter(at__gte=minute, at__lt=until, about_kind="case").values("about_no")
            if events.filter(case_id__in=cases, at__gte=minute, at__lt=until).count() >= BULK:
                found.add(minute)
        return found
    if minutes is not None:
        events = events.filter(at__gte=min(minutes), at__lt=max(minutes) + dt.timedelta(minutes=1))
    rows = events.annotate(minute=TruncMinute("at")).order_by().values("minute").annotate(n=Count("pk")).filter(n__gte=BULK)
    found = {_minute(minute) for minute in rows.values_list("minute", flat=True)}
    return found if minutes is None else found & set(minutes)


def _touched(entries):
    """Cases that entries are about, and those that were answered in the same minute as one of them: together they may be many."""
    about = {entry.about_no for entry in entries if entry.about_kind == "case" and entry.about_no}
    ended = CaseEvent.objects.filter(case_id__in=about, what__in=ENDED).values_list("at", flat=True) if about else ()
    latest = {_minute(entry.at) for entry in entries if entry.about_kind == "case"}
    for minute in crowded({_minute(at) for at in ended} & latest):
        until = minute + dt.timedelta(minutes=1)
        about |= set(Entry.objects.filter(at__gte=minute, at__lt=until, about_kind="case").values_list("about_no", flat=True)) - {None}
    return about


def _growing():
    """Cases that nobody owns yet."""
    return Case.objects.filter(first_receiver__isnull=True, ended_at__isnull=True).values_list("pk", flat=True)


CASES = subject(
    "case", papers=CasePapers, all=lambda: Case.objects.order_by("pk").values_list("pk", flat=True), touched=_touched, growing=_growing,
    beforehand=crowded,
)  # fmt: skip
FACTS = {
    **dict.fromkeys(("extended", "reopened", "reclassified", "bulk", "backdated", "confirmed", "gap"), bool),
    **dict.fromkeys(("days", "breaches", "ownerless"), lambda value: value),
}


@kept("cases", CASES, facts=FACTS)
def cases(papers, number, look):
    """One row a round of a case.

    kind: application, complaint, feedback · done_on: the day of service · exempt: "withdrawn" by the citizen by its day; after it the case
    is done late on the day it was withdrawn · number: case × 100 + round · facts:
    case (number), round, days (working days to the answer, pauses and waits for a correction taken out), entered_on (when the answer was
    recorded), confirmed, reopened, extended (days), corrections, breaches, ownerless (minutes), handover_waited (longest, in working days),
    gap (first-asked duty broken), backdated, bulk, reclassified, result, way, state.
    """
    case, end = papers.cases[number], look.end
    if case.received_at >= end:
        return
    happened = [each for each in papers.told.get(number, ()) if each[0] < end]
    said = [each for each in papers.entries.get(number, ()) if each[0] < end]
    arrived = next((at for at, verb, _facts in said if verb.endswith(".receive")), case.received_at)
    if arrived >= end:
        return
    events = defaultdict(list)
    for event in papers.clock.get(number, ()):
        if event.on <= look.known and _was_entered(event, said):
            events[event.round].append(Event(event.type, event.on, event.days, event.ref, stands=True))
    passed = [handover for handover in papers.passed.get(number, ()) if handover.offered_at < end]
    starts = [at for at, what in happened if what == "reopened"]
    for place in range(1, len(starts) + 2):
        since = starts[place - 2] if place > 1 else None
        until = starts[place - 1] if place <= len(starts) else None
        mine = [(at, what) for at, what in happened if (since is None or at >= since) and (until is None or at < until)]
        yield _round(case, place, mine, since, until, arrived, events[place], said, passed, papers, look)


def _was_entered(event, said):
    """Whether an event of the clock was recorded by then: most are on their own day, some are entered later with an earlier day."""
    verb = ENTERED_BY.get(event.type)
    return verb is None or any(name == verb and facts.get("on") == event.on.isoformat() for _at, name, facts in said)


def _round(case, number, happened, since, until, arrived, events, said, passed, papers, look):
    """The Row of one round."""
    period, days, who = look.period, look.days, look.who
    begun = day(since) if since else case.received_on
    last = next(((at, what) for at, what in reversed(happened) if what in ENDS), None)
    answered = next((at for at, what in happened if what == "answered"), None)
    served, was_due, result = _served(case, answered, said, until)
    reckoned, due_on = _reckon(case, number, begun, events, days)
    due_on = was_due or due_on
    withdrawn = day(last[0]) if last is not None and last[1] == "withdrawn" else None
    too_late = withdrawn is not None and due_on is not None and withdrawn > due_on
    done = withdrawn if too_late else served
    owners = _owners(case, arrived, passed, papers.told.get(case.pk, ()), period)
    state, words = _state(happened, since, reckoned, period)
    owner = owners[-1][1]
    division = _division(case, passed, owners, who, papers)
    offered = [handover for handover in passed if (since is None or handover.offered_at >= since) and (until is None or handover.offered_at < until)]
    waited = max((_waited(handover, period, days) for handover in offered), default=0)
    ownerless = _ownerless(owners, arrived, happened, period) if number == 1 else 0
    return Row(
        source="cases", number=case.pk * 100 + number, address=course("cases", case.pk * 100 + number), title=f"{case.number} {case.title}",
        division=division, kind=case.kind,
        owner=owner.get_username() if owner else "", owner_name=full_name(owner) if owner else who.label(case.owner_post),
        stands=str(words), begun_on=begun, due_on=due_on, done_on=done,
        exempt="withdrawn" if withdrawn and not too_late else "",
        facts={
            "case": case.number, "case_no": case.pk, "round": number, "state": str(state), "result": result, "entered_on": day(answered),
            "days": _took(reckoned, begun, done, days), "confirmed": any(what == "confirmed" for _at, what in happened),
            "reopened": until is not None, "extended": sum(event.days or 0 for event in events if event.type == "extended"),
            "corrections": sum(what == "correction_requested" for _at, what in happened),
            "breaches": max(0, sum(what == "correction_requested" for _at, what in happened) - 1) if case.kind != "application" else 0,
            "ownerless": ownerless, "handover_waited": waited, "gap": ownerless > 0 or waited > HANDOVER_DAYS,
            "backdated": bool(answered and served and served < day(answered)),
            "bulk": any(what in ENDED and _minute(at) in papers.bulk for at, what in happened),
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


def _owners(case, arrived, passed, told, period):
    """[(from when, owner or None, the handover by which)] up to the day asked for. Vacant: nobody at its new desk may know it."""
    end = end_of(period.known)
    later = [(each.accepted_at, each.receiver, each) for each in passed if each.accepted_at is not None and each.accepted_at < end]
    later += [(at, None, None) for at, what in told if what == "vacant" and at < end]
    return [(arrived, case.first_receiver, None), *sorted(later, key=lambda each: each[0])]


def _division(case, passed, owners, who, papers):
    """The code of the owner's division at that time: as handed over, else as it is when nothing was handed over since."""
    _since, owner, handover = owners[-1]
    if handover is not None:
        return who.code(handover.receiver_division_id)
    if len(owners) > 1:
        return ""
    if not any(each.accepted_at for each in papers.passed.get(case.pk, ())):
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


def _minute(at):
    return at.replace(second=0, microsecond=0)
