"""Which subjects: those that the entries of the ledger after the last one folded may have changed.

Every action writes its rows and its entry in one transaction, and the ledger gives its numbers under a lock that is held until the end of that
transaction: whoever sees entry N sees all entries before it and all that they recorded. So nothing can come in behind the cursor. What changes
without an entry (drafts, while they are nobody's business but their division's) leaves a Touch in its own transaction.
"""

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from dashboard.rows import SUBJECTS
from dashboard.rows.registry import day
from disclosure.clocks.jobs import is_lived_through
from disclosure.ledger.models import Entry
from disclosure.ledger.record import head

from .fold import CHUNK, all_of, build, fold, locked
from .tables import Standing, Touch

ENTRIES = 2000  # entries at a time
EVERYTHING = ("clocks.workdays",)  # what moves the days of all


def standing():
    """(number of the last entry folded, the day on which it was) as it stands, without a lock."""
    return Standing.objects.filter(pk=1).values_list("entry", "day").first() or (0, None)


def behind():
    """How many entries of the ledger are not in the summary yet."""
    return head()[0] - standing()[0]


def step(today):
    """Fold the next entries; how many of them there were. In one transaction: what is folded and how far."""
    with transaction.atomic():
        kept = locked()
        entries = list(Entry.objects.filter(number__gt=kept.entry).order_by("number").defer("previous", "digest")[:ENTRIES])
        touches = list(Touch.objects.order_by("pk").values_list("pk", "subject", "number")[:ENTRIES])
        if not entries and not touches and kept.day == today:
            return 0
        whole = any(entry.verb in EVERYTHING for entry in entries)
        for subject in SUBJECTS.values():
            if whole:
                numbers = all_of(subject)
            else:
                numbers = set(subject.touched(entries)) if entries else set()
                numbers |= {number for _pk, name, number in touches if name == subject.name}
                if kept.day != today:
                    numbers |= set(subject.growing())
            numbers = sorted(numbers)
            for start in range(0, len(numbers), CHUNK):
                fold(subject, numbers[start : start + CHUNK], today)
        kept.entry, kept.day = entries[-1].number if entries else kept.entry, today
        kept.save()
        Touch.objects.filter(pk__in=[pk for pk, _name, _number in touches]).delete()
        return len(entries) + len(touches)


def catch_up(now=None, most=None):
    """Fold what the ledger has more than the summary; how many entries. most: give up after so many (the next call goes on), None: never.

    An empty summary in front of a long ledger is built as a whole, which is quicker.
    """
    today, done = day(now or timezone.now()), 0
    if standing() == (0, None) and head()[0] > ENTRIES:
        with transaction.atomic():
            locked()
        build(today)
    while (count := step(today)) and (most is None or (done := done + count) < most):
        pass
    return done


def look(now=None, most=4000):
    """For a page that shows figures: catch up with what is little; leave what is much, or what another is folding just now, to the clocks."""
    try:
        number, on = standing()
        if head()[0] == number and on == day(now or timezone.now()) and not Touch.objects.exists():
            return
        if head()[0] - number > most and number:
            return
        catch_up(now, most)
    except OperationalError:  # the database is busy with another writer: the figures are those of a moment ago
        if connection.in_atomic_block:
            raise


def keep(now):
    """Job of run_clocks: the summary follows the ledger; after a great import some thousands of entries a run, so that nothing waits long.

    Not while somebody lives through a past: a fold at its end comes to the same, and every page that shows figures catches up by itself.
    """
    if is_lived_through(now):
        return None
    return catch_up(most=10 * ENTRIES) or None
