"""Subjects → facts → counts. The only writer of the summary; every call stands in a transaction that holds the lock of Standing.

A fold never adds to what may be wrong: it makes the facts of a subject anew from the papers, takes the difference to those that are kept, and moves
the counts by the difference. So it may be done twice, in any order, and after any change.
"""

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict

from django.db import connection, transaction

from dashboard.metric import Period
from dashboard.rows import SUBJECTS
from dashboard.rows.registry import Look, day
from dashboard.rows.who import Unresolved

from .stands import changes
from .tables import Fact, MonthTally, Standing, Tally, Trait

CHUNK = 1000  # subjects at a time
AT_ONCE = 150  # rows of one insert: SQLite takes few parameters


def locked():
    """The Standing, locked: whoever folds waits for whoever does. Call it in a transaction, first."""
    return Standing.objects.select_for_update().get_or_create(pk=1)[0]


class Traits:
    """The traits of some rows: numbered at once, written when `save` is called. The last bit of a number says whether the rows are exempt."""

    def __init__(self):
        self.new, self.known = {}, {}

    def number(self, row, source):
        """The number of what a Row has in common with others."""
        facts = {name: short(row.get(name)) for name, short in source.facts.items() if row.get(name) is not None}
        facts = {name: value for name, value in facts.items() if value is not False and value != ""}
        key = (row.source, row.division, row.category, row.channels, row.kind, row.owner, row.owner_name, row.exempt, *facts.items())
        if (found := self.known.get(key)) is None:
            values = {
                "division": row.division, "category": row.category, "channels": list(row.channels), "kind": str(row.kind), "owner": row.owner,
                "owner_name": row.owner_name, "exempt": row.exempt, "facts": facts,
            }  # fmt: skip
            text = json.dumps([row.source, values], ensure_ascii=False, sort_keys=True)
            found = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 2 << 1 | bool(row.exempt)
            self.known[key] = found
            self.new[found] = Trait(number=found, source=row.source, values=values)
        return found

    def save(self):
        """Write those that are not there yet."""
        if self.new:
            Trait.objects.bulk_create(self.new.values(), ignore_conflicts=True, batch_size=AT_ONCE)
            self.new = {}


def facts_of(subject, numbers, today, traits, shared=None):
    """{(source, number of the subject): [fact as a tuple]} as the papers tell them. today: the day for what grows day by day; shared: what
    `subject.beforehand` gave, where all are folded."""
    papers, who, found = subject.papers(numbers, today, shared), Unresolved(today), {}
    looks = {}
    for number in papers.numbers:
        days = sorted({each if type(each) is dt.date else day(each) for each in papers.moments(number) if each is not None})
        for source in subject.sources:
            standing, kept = {}, []  # standing: {number of a row: (known from, trait, days)} as known at the moment
            for known in days:
                look = looks.get(known) or looks.setdefault(known, Look(Period(known, known, known), who))
                now = {row.number: (traits.number(row, source), row.begun_on, row.due_on, row.done_on)
                       for row in source.rows(papers, number, look)}  # fmt: skip
                for row, (since, said) in list(standing.items()):
                    if now.get(row) != said:
                        kept.append(_fact(row, said, since, known))
                        del standing[row]
                for row, said in now.items():
                    if row not in standing:
                        standing[row] = known, said
            kept += [_fact(row, said, since, None) for row, (since, said) in standing.items()]
            if kept:
                found[source.name, number] = kept
    return found


def is_exempt(trait):
    """Whether rows of a trait are owed by nobody: its number is even where they are owed."""
    return trait & 1


def _fact(row, said, since, until):
    """A fact as KEYS has it."""
    trait, begun, due, done = said
    late = not is_exempt(trait) and begun is not None and due is not None and (until is None or until > due if done is None else done > due)
    return row, trait, since, until, begun, due, done, late


KEYS = ("number", "trait", "known_from", "known_until", "begun_on", "due_on", "done_on", "late")


def fold(subject, numbers, today, traits=None, shared=None):
    """Make the facts of some subjects anew; returns [(source, subject, number, kept or None, as it is or None)] of what differed."""
    traits = traits or Traits()
    made = facts_of(subject, numbers, today, traits, shared)
    kept = defaultdict(dict)
    sources = [source.name for source in subject.sources]
    for pk, source, number, *said in Fact.objects.filter(source__in=sources, subject_no__in=numbers).values_list("pk", "source", "subject_no", *KEYS):
        kept[source, number][tuple(said)] = pk
    gone, new, differ, moved = [], [], [], Move()
    for key in {*made, *kept}:
        now, then = set(made.get(key, ())), kept.get(key, {})
        source, number = key
        for said in then.keys() - now:
            gone.append(then[said])
            moved.of(source, said, -1)
            differ.append((source, number, said[0], said, None))
        for said in now - then.keys():
            new.append(Fact(source=source, subject_no=number, **dict(zip(KEYS, said, strict=True))))
            moved.of(source, said, 1)
            differ.append((source, number, said[0], None, said))
    traits.save()
    for start in range(0, len(gone), 500):
        Fact.objects.filter(pk__in=gone[start : start + 500]).delete()
    Fact.objects.bulk_create(new, batch_size=AT_ONCE)
    moved.write()
    return differ


class Move:
    """Changes of counts, added up and written at once."""

    def __init__(self):
        self.days = Counter()

    def of(self, source, said, sign):
        """Add a fact, or take it away."""
        _number, trait, since, until, begun, due, done, _late = said
        for stand, on, n in changes(begun, due, done, is_exempt(trait)):
            self.days[source, on, int(stand), trait, since] += n * sign
            if until is not None:
                self.days[source, on, int(stand), trait, until] -= n * sign

    def write(self):
        """Into the tables."""
        months = Counter()
        for (source, on, stand, trait, _known), n in self.days.items():
            months[source, on.replace(day=1), stand, trait] += n
        add(Tally, ("source", "day", "stand", "trait", "known"), self.days)
        add(MonthTally, ("source", "month", "stand", "trait"), months)


def add(model, key, counts):
    """Add to the counts of a table; rows that come to nothing are left to the recount."""
    rows = sorted((*each, n) for each, n in counts.items() if n)
    table, columns = connection.ops.quote_name(model._meta.db_table), ", ".join(key)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        places = ", ".join([f"({', '.join(['%s'] * (len(key) + 1))})"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}, n) VALUES {places} ON CONFLICT ({columns}) DO UPDATE SET n = {table}.n + EXCLUDED.n",
                [value for row in some for value in row],
            )


def all_of(subject):
    """Numbers of all subjects of a kind: those that are there, and those of which facts are kept."""
    kept = Fact.objects.filter(source__in=[source.name for source in subject.sources]).values_list("subject_no", flat=True).distinct()
    return sorted({*subject.all(), *kept})


def build(today, progress=lambda what, done, of: None):
    """Fold everything, in chunks, each in a transaction of its own; the Standing then says how far the ledger had come before. For a first start, and
    after a change of what all rows depend on. Returns how many subjects there are."""
    from disclosure.ledger.record import head

    entry, whole = head()[0], 0
    for subject in SUBJECTS.values():
        numbers, traits, shared = all_of(subject), Traits(), subject.beforehand()
        for start in range(0, len(numbers), CHUNK):
            with transaction.atomic():
                locked()
                fold(subject, numbers[start : start + CHUNK], today, traits, shared)
            progress(subject.name, min(start + CHUNK, len(numbers)), len(numbers))
        whole += len(numbers)
    with transaction.atomic():
        standing = locked()
        standing.entry, standing.day = max(standing.entry, entry), today
        standing.save()
    return whole
