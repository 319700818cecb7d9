"""Counts → weighted Rows: what every metric, guard, filter and role reads as it reads single rows, a few thousand instead of millions."""

import datetime as dt
from collections import Counter

from django.db.models import F, Min, OuterRef, Q, Subquery, Sum

from dashboard.metric import Group, Row
from dashboard.rows import KEPT
from dashboard.rows.who import resolved

from .fold import is_exempt
from .stands import FLOWS, SOON, STOCKS, Stand, changes, days_of
from .tables import Fact, MonthTally, Tally, Trait

_traits = {}  # number → (source, values): a trait never changes, and its number is of its values
MOST_TRAITS = 200_000  # of which no more are remembered
FEW = 1000  # traits that one query names


def traits_of(numbers):
    """{number: (source, values)}."""
    missing = [number for number in numbers if number not in _traits]
    if len(_traits) + len(missing) > MOST_TRAITS:
        _traits.clear()
        missing = list(numbers)
    for start in range(0, len(missing), 500):
        some = Trait.objects.filter(pk__in=missing[start : start + 500])
        _traits.update({number: (source, values) for number, source, values in some.values_list("number", "source", "values")})
    return _traits


def counts(names, period, later=None):
    """{(trait, stand): number of rows} of kept sources in a period, as known at its `known`.

    later: a dict that keeps for each `known` the few counts that became known after it, where many periods are asked for.
    """
    first, last = period.first, period.last
    # Whole months by the month; the month of the last day, unless that ends it, and the month of the first, by the day.
    month = (last + dt.timedelta(days=1)).replace(day=1)
    begins = first if first.day == 1 else min(month, (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1))
    found, stocks, flows = Counter(), Q(stand__in=STOCKS), Q(stand__in=FLOWS)
    months = MonthTally.objects.filter(source__in=names, month__lt=month).filter(stocks | (flows & Q(month__gte=begins)))
    _add(found, months, 1)
    if month <= last:
        days = Tally.objects.filter(source__in=names, day__gte=month, day__lte=last)
        _add(found, days.filter(stocks | (flows & Q(day__gte=first))) if first > month else days, 1)
    if first < begins:
        _add(found, Tally.objects.filter(source__in=names, day__gte=first, day__lt=begins, stand__in=FLOWS), 1)
    # What became known later is taken away again: for today the little that is known ahead, for a past day what has come since.
    rows = Tally.objects.filter(known__gt=F("day")).filter(known__gt=period.known)  # what lies ahead of both is not counted yet
    kept = {} if later is None else later
    if period.known not in kept:
        kept[period.known] = list(rows.values_list("source", "day", "trait", "stand", "n")[: FEW + 1])
    if len(kept[period.known]) > FEW:
        _add(found, rows.filter(source__in=names, day__lte=last).filter(stocks | (flows & Q(day__gte=first))), -1)
        return found
    for source, day, trait, stand, n in kept[period.known]:
        if source in names and day <= last and (stand in STOCKS or day >= first):
            found[trait, stand] -= n
    return found


def _add(found, rows, sign):
    for trait, stand, n in rows.order_by().values_list("trait", "stand").annotate(sum=Sum("n")).values_list("trait", "stand", "sum"):
        found[trait, stand] += n * sign


def counted(names, period, without=frozenset(), who=None, later=None):
    """{source: [weighted Row]} of the kept sources among `names`. Its number is that of the trait. without: numbers of cases that are left out.

    who: posts of the last day, where it matters who holds them; else their owners are posts by name. later: as `counts` has it.
    """
    names = [name for name in names if name in KEPT]
    if not names:
        return {}
    found = counts(names, period, later)
    if without and "cases" in names:
        for trait, stand, n in _stands_of(without, period):
            found[trait, stand] -= n
    known, rows, owners = traits_of({trait for trait, _stand in found}), {name: [] for name in names}, {}
    for (trait, stand), n in sorted(found.items()):
        if not n:
            continue
        source, said = known[trait]
        given = said["owner"], said["owner_name"]
        owner, name = owners.get(given) or owners.setdefault(given, resolved(who, *given) if who else given)
        begun_on, due_on, done_on = days_of(Stand(stand), period)
        rows[source].append(
            Row(
                source=source, number=trait, title="", division=said["division"], category=said["category"], channels=tuple(said["channels"]),
                kind=said["kind"], owner=owner, owner_name=name, begun_on=begun_on, due_on=due_on, done_on=done_on, exempt=said["exempt"],
                facts=said["facts"], weight=n,
            )
        )  # fmt: skip
    return rows


def _stands_of(cases, period):
    """(trait, stand, changes) of the rows of some cases in a period."""
    facts = _known(Fact.objects.filter(source="cases", subject_no__in=list(cases)), period)
    for trait, *days in facts.values_list("trait", "begun_on", "due_on", "done_on"):
        for stand, on, n in changes(*days, is_exempt(trait)):
            if on <= period.last and (stand in STOCKS or on >= period.first):
                yield trait, int(stand), n


def _known(facts, period):
    """Of facts, those that were known at the end of a period's `known`."""
    return facts.filter(Q(known_until__isnull=True) | Q(known_until__gt=period.known), known_from__lte=period.known)


def _late(period, without):
    """The facts that were overdue on the last day of a period."""
    facts = _known(Fact.objects.filter(late=True, due_on__lt=period.last, begun_on__lte=period.last), period)
    return facts.filter(_open_on(period.last)).exclude(_cases(without))


def _open_on(day):
    return Q(done_on__isnull=True) | Q(done_on__gt=day)


def _cases(numbers):
    return Q(source="cases", subject_no__in=list(numbers))


def overdue(rows, period, without=frozenset(), most=None, since=None):
    """[(due_on, source, number of the subject, number of the row)] of the overdue rows behind weighted ones, the oldest first.

    since: only those that were due on this day (date) or later.
    """
    late = _late(period, without) if since is None else _late(period, without).filter(due_on__gte=since)
    # Of trait + 0 no database thinks that it has an index: along the days the late ones are few, by trait it would look through all.
    facts, found = late.alias(of=F("trait") + 0).order_by("due_on", "source", "number"), []
    for traits in _in_slices({row.number for row in rows}):
        found += facts.filter(of__in=traits).values_list("due_on", "source", "subject_no", "number")[:most]
    return sorted(found, key=lambda fact: (fact[0], fact[1], fact[3]))[:most]


def ahead(rows, period, until, without=frozenset(), most=None):
    """[(due_on, source, number of the subject, number of the row)] of the open rows behind weighted ones that are due from the last day of a period
    up to the day `until` (date), the first due first."""
    facts = _known(Fact.objects.filter(_open_on(period.last), begun_on__lte=period.last, due_on__range=(period.last, until)), period)
    facts, found = facts.exclude(_cases(without)).alias(of=F("trait") + 0).order_by("due_on", "source", "number"), []
    for traits in _in_slices({row.number for row in rows}):
        found += facts.filter(of__in=traits).values_list("due_on", "source", "subject_no", "number")[:most]
    return sorted(found, key=lambda fact: (fact[0], fact[1], fact[3]))[:most]


def _in_slices(traits):
    traits = sorted(traits)
    return (traits[start : start + FEW] for start in range(0, len(traits), FEW))


def behind(rows, period, without=frozenset(), start=0, stop=None):
    """[(due_on or None, source, number of the subject, number of the row)] of the rows behind weighted ones, by due day, source and number.

    Those from place `start` to before place `stop`.
    """
    wanted = {}
    for row in rows:
        wanted.setdefault(_stand(row, period), set()).add(row.number)
    last = period.last
    soon = last + dt.timedelta(days=SOON)
    is_open = _open_on(last)
    done = Q(done_on__lte=last) & (Q(done_on__gte=period.first) | Q(begun_on__gte=period.first))
    where = {
        Stand.OPEN: is_open & (Q(due_on__isnull=True) | Q(due_on__gt=soon)), Stand.DUE_SOON: is_open & Q(due_on__gte=last, due_on__lte=soon),
        Stand.OVERDUE: is_open & Q(due_on__lt=last, late=True), Stand.EXEMPT: Q(), Stand.IN_TIME: done & Q(late=False),
        Stand.DONE_LATE: done & Q(late=True),
    }  # fmt: skip
    conditions = Q(pk__in=[])
    for stand, traits in wanted.items():
        conditions |= Q(trait__in=traits) & where[stand]
    facts = _known(Fact.objects.filter(conditions, begun_on__lte=last), period).exclude(_cases(without))
    facts = facts.order_by(F("due_on").asc(nulls_last=True), "source", "number")
    return list(facts.values_list("due_on", "source", "subject_no", "number")[start:stop])


def _stand(row, period):
    """Where the rows behind a weighted one stand."""
    group = row.group(period)
    if group is None:
        return Stand.EXEMPT
    if group.done:
        return Stand.IN_TIME if group == Group.DONE_IN_TIME else Stand.DONE_LATE
    return Stand.OVERDUE if group == Group.OPEN_LATE else Stand.OPEN if row.due_on is None else Stand.DUE_SOON


def first_due(groups, period, without=frozenset()):
    """{name: the earliest day on which one of its rows is due, or None} of groups of open weighted rows by name."""
    first = dict(_late(period, without).order_by().values_list("trait").annotate(first=Min("due_on")))
    numbers = {name: {row.number for row in rows} for name, rows in groups.items()}
    others = set().union(*(traits for traits in numbers.values() if traits.isdisjoint(first)))  # of whom nothing is overdue
    later = _known(Fact.objects.filter(_open_on(period.last), begun_on__lte=period.last, due_on__gte=period.last), period).exclude(_cases(without))
    next_of_trait = Subquery(later.filter(trait=OuterRef("number")).order_by("due_on").values("due_on")[:1])
    for traits in _in_slices(others):
        first |= dict(Trait.objects.filter(number__in=traits).annotate(next=next_of_trait).values_list("number", "next"))
    return {name: min((first[trait] for trait in traits if first.get(trait)), default=None) for name, traits in numbers.items()}
