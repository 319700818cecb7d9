"""Each night everything again: every row made anew from the papers and compared with the facts that are kept, every count added up anew from the
facts. What differs is told in the ledger and mended; the dashboard says when it was last done and with what outcome.

It goes in slices of some seconds, so that nothing else waits for it, and finds where it was after an interruption. A difference is one only when no
newer entry of the ledger explains it.
"""

import datetime as dt
import time
from collections import Counter

from django.db import transaction
from django.utils import timezone

from dashboard.rows import KEPT, SUBJECTS
from dashboard.rows.registry import HERE, day
from disclosure.clocks.jobs import is_lived_through
from disclosure.ledger.models import Entry
from disclosure.ledger.record import head, record

from .catch_up import catch_up, step
from .fold import CHUNK, KEYS, Move, add, fold, locked
from .tables import Fact, MonthTally, Recount, Tally

HOUR, UNTIL = 2, 6  # o'clock in Asia/Shanghai: the night in which each day has its recount
MISSED = dt.timedelta(hours=36)  # a server that sleeps at night recounts by day, when for QUIET nothing was entered in the ledger
QUIET = dt.timedelta(minutes=5)
SLICE = 20  # seconds of one run of the clocks
TOLD = 50  # differences that are named
COUNTS = "counts"  # where a recount stands when all subjects are done


def latest():
    """The newest finished Recount, None while there is none."""
    return Recount.objects.filter(ended_at__isnull=False).first()


def recount(now=None, progress=lambda what, done: None):
    """Compare and mend everything; returns the Recount. One that was begun and not finished is finished first."""
    mine = _begun(now or timezone.now())
    while not _slice(mine, progress):
        mine.refresh_from_db()
    mine.refresh_from_db()
    return mine


def nightly(now):
    """Job of run_clocks: the recount of the day, a slice at a time; how many rows were compared when it is done."""
    if is_lived_through(now):
        return None
    running = Recount.objects.filter(ended_at__isnull=True).first()
    if running is None and not _is_time(now):
        return None
    mine, ends = running or _begun(now), time.monotonic() + SLICE
    while time.monotonic() < ends:
        if _slice(mine):
            mine.refresh_from_db()
            return mine.facts
        mine.refresh_from_db()
    return None


def _is_time(now):
    """Whether a recount is to begin: once a night, or by day where the last ones were missed."""
    here = now.astimezone(HERE)
    since = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if HOUR <= here.hour < UNTIL:
        return not Recount.objects.filter(began_at__gte=since).exists()
    newest = head()[2]
    return newest is not None and newest < now - QUIET and not Recount.objects.filter(began_at__gte=now - MISSED).exists()


def _begun(now):
    with transaction.atomic():
        locked()
        running = Recount.objects.filter(ended_at__isnull=True).first()
        return running or Recount.objects.create(began_at=now, at_source=next(iter(SUBJECTS)))


def _slice(mine, progress=lambda what, done: None):
    """One chunk of a recount; True when it is finished. Safe from two machines: each takes the next chunk under the lock."""
    today = day(timezone.now())
    catch_up()
    if mine.at_source == COUNTS:
        differ = _counts()
        with transaction.atomic():
            locked()
            mine.refresh_from_db()
            if mine.ended_at is None:
                _note(mine, differ)
                mine.ended_at, mine.entry = timezone.now(), head()[0]
                mine.save()
                facts = {"rows": mine.facts, "differences": mine.differences, "entry": mine.entry, "found": mine.found[:TOLD]}
                record("dashboard.recount", about=("summary", mine.pk, str(day(mine.began_at))), at=mine.ended_at, facts=facts)
        return True
    with transaction.atomic():
        standing = locked()
        mine.refresh_from_db()
        if mine.at_source == COUNTS or mine.ended_at is not None:
            return mine.ended_at is not None
        while step(today):
            pass
        standing.refresh_from_db()
        subject = SUBJECTS[mine.at_source]
        numbers = _next(subject, mine.at_number)
        if not numbers:
            names = list(SUBJECTS)
            place = names.index(mine.at_source) + 1
            mine.at_source, mine.at_number = names[place] if place < len(names) else COUNTS, 0
            mine.save()
            return False
        differ = fold(subject, numbers, today)
        if differ:  # not those of which an entry came in meanwhile
            later = list(Entry.objects.filter(number__gt=standing.entry).order_by("number"))
            fresh = set(subject.touched(later)) if later else ()
            differ = [each for each in differ if each[1] not in fresh]
        mine.at_number = numbers[-1]
        standing_now = Fact.objects.filter(source__in=[source.name for source in subject.sources], known_until__isnull=True)
        mine.facts += standing_now.filter(subject_no__in=numbers).count()
        _note(mine, [{"row": f"{source}:{row}", "kept": _told(kept), "is": _told(now)} for source, _number, row, kept, now in differ])
        mine.save()
    progress(mine.at_source, mine.facts)
    return False


def _next(subject, after):
    """The next numbers of a kind of subject: those that are there, and those of which facts are kept."""
    there = _some(subject.all(), after)
    kept = Fact.objects.filter(source__in=[source.name for source in subject.sources], subject_no__gt=after)
    kept = kept.order_by("subject_no").values_list("subject_no", flat=True).distinct()[:CHUNK]
    return sorted({*there, *kept})[:CHUNK]


def _some(numbers, after):
    """The next CHUNK of numbers in order, of a queryset by the database."""
    if hasattr(numbers, "filter"):
        return numbers.filter(pk__gt=after).order_by("pk")[:CHUNK]
    return [number for number in numbers if number > after][:CHUNK]


def _told(said):
    return [str(each) if each is not None else None for each in said[1:]] if said else None


def _note(mine, differ):
    mine.differences += len(differ)
    mine.found = [*mine.found, *differ][:TOLD]


# ---- the counts


def _counts():
    """Compare and mend the counts; [what differed]. Read without the lock first; only what differs is looked at again under it."""
    differ = []
    for source in KEPT:
        suspicious = {key[3] for key in _differing(source)} | {key[2] for key in _differing_months(source)}
        if not suspicious:
            continue
        with transaction.atomic():
            locked()
            days = _differing(source, suspicious)
            add(Tally, ("source", "day", "stand", "trait", "known"), days)
            months = _differing_months(source, suspicious)
            add(MonthTally, ("source", "month", "stand", "trait"), months)
        differ += [{"count": [str(part) for part in key], "by": n} for key, n in (*days.items(), *months.items())]
    with transaction.atomic():
        locked()
        Tally.objects.filter(n=0).delete()
        MonthTally.objects.filter(n=0).delete()
    return differ


def _differing(source, traits=None):
    """{key of a Tally: by how much it must change} of a source, or of some of its traits."""
    facts, tallies = Fact.objects.filter(source=source), Tally.objects.filter(source=source)
    if traits is not None:
        facts, tallies = facts.filter(trait__in=traits), tallies.filter(trait__in=traits)
    move = Move()
    for said in facts.values_list(*KEYS).iterator(chunk_size=5000):
        move.of(source, said, 1)
    _take(move.days, tallies.values_list("source", "day", "stand", "trait", "known", "n"))
    return Counter({key: n for key, n in move.days.items() if n})


def _differing_months(source, traits=None):
    """{key of a MonthTally: by how much it must change}, against the tallies of the days."""
    tallies, months = Tally.objects.filter(source=source), MonthTally.objects.filter(source=source)
    if traits is not None:
        tallies, months = tallies.filter(trait__in=traits), months.filter(trait__in=traits)
    found = Counter()
    for name, on, stand, trait, n in tallies.values_list("source", "day", "stand", "trait", "n").iterator(chunk_size=5000):
        found[name, on.replace(day=1), stand, trait] += n
    _take(found, months.values_list("source", "month", "stand", "trait", "n"))
    return Counter({key: n for key, n in found.items() if n})


def _take(found, rows):
    for *key, n in rows.iterator(chunk_size=5000):
        found[tuple(key)] -= n
