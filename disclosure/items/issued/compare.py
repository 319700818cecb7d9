"""What became of each document by a day: matched by its number, else by its title, with the items of this system and their papers."""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from disclosure.chain.models import Clearance, ClearanceKind, Round
from disclosure.clocks.calendar import calendar
from disclosure.ledger.record import entries_of
from disclosure.rules.categories import Audience, Category, Scope
from disclosure.rules.chain import Cause, RoundEnd
from disclosure.rules.issued import NOTHING, Found, Outcome, Standing, standing
from disclosure.rules.numbers import normal_document_number

from ..models import DisclosurePage, IssuedDocument

HERE = dt.timezone(dt.timedelta(hours=8))
# Down by a decision; what went for an error must come back.
DECIDED = tuple(str(cause.value) for cause in (Cause.SECRECY, Cause.PRIVACY, Cause.REVOKED, Cause.EXPIRED))
AT_ONCE = 300
_BRACKETS = ("〔〕", "[]", "［］", "（）", "()", "【】")


@dataclass(frozen=True)
class Row:
    """A document of the register, the page it was matched with (its number, None where none was found), and how it stands."""

    document: IssuedDocument
    page_no: int | None
    page_title: str
    standing: Standing

    public_on: dt.date | None = None  # the day it was first public, None while it is not

    @property
    def outcome(self):
        return self.standing.outcome

    @property
    def days_late(self):
        return self.standing.days_late

    @property
    def title_differs(self):
        """Whether the item bears this number under another title: somebody should look."""
        return self.page_no is not None and plain(self.page_title) != plain(self.document.title)


def compared(documents, *, on):
    """Each document issued up to `on` (date, Asia/Shanghai) with how it stood at the end of that day: [Row], in the order given.

    documents: a queryset or list of IssuedDocument. A document is matched by its number (whatever brackets were typed), else with an item that has
    no number and the same title; of several items the one that serves it best counts. Reads; five queries for every three hundred documents at most.
    """
    rows = [document for document in documents if document.issued_on <= on]
    days, until = calendar(), dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), HERE)
    answer = []
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        pages = _pages(some)
        found = _found({page.pk: page for each in pages.values() for page in each}, until)
        for document in some:
            best = max(pages[document.pk], key=lambda page: _worth(found[page.pk]), default=None)
            what = found[best.pk] if best else NOTHING
            given = standing(scope=document.scope, due_on=document.due_on, found=what, on=on, calendar=days)
            public_on = what.first_live_on if what.live_since is not None else None
            answer.append(Row(document, best.pk if best else None, best.title if best else "", given, public_on))
    return answer


def by_division(rows):
    """[(division, {outcome: how many}, days late of what is overdue, together and at most)], in the order of the divisions."""
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.document.division].append(row)
    answer = []
    for division in sorted(grouped, key=lambda each: (each.order, each.name)):
        counts = {outcome: sum(row.outcome == outcome for row in grouped[division]) for outcome in Outcome}
        late = [row.days_late for row in grouped[division] if row.outcome == Outcome.OVERDUE]
        answer.append((division, counts, sum(late), max(late, default=0)))
    return answer


def plain(text):
    """A title as it is compared: without blanks and signs."""
    return re.sub(r"[\W_]+", "", text or "")


def _spellings(number):
    normal = normal_document_number(number)
    return {normal.replace("〔", pair[0]).replace("〕", pair[1]) for pair in _BRACKETS}


def _pages(documents):
    """{number of a document: its candidate pages}."""
    numbers, titles, matched = defaultdict(list), defaultdict(list), {document.pk: [] for document in documents}
    for document in documents:
        numbers[normal_document_number(document.document_number)].append(document.pk)
        titles[document.title].append(document.pk)
    wanted = {spelling for number in numbers for spelling in _spellings(number)}
    rows = DisclosurePage.objects.filter(Q(document_number__in=wanted) | Q(document_number="", title__in=list(titles))).only(
        "pk", "title", "document_number", "scope", "category_code", "published_at"
    )
    for page in rows:
        known = numbers[normal_document_number(page.document_number)] if page.document_number else titles[page.title]
        for pk in known:
            matched[pk].append(page)
    return matched


def _worth(found):
    """A live item serves a document better than a reviewed one, that better than a mere draft."""
    return (found.live_since is not None, found.exempt is not None)


def _found(pages, until):
    """{page number: Found}: what the papers show before the moment `until` (aware)."""
    answer = {}
    clearances, ends = defaultdict(list), {}
    for row in Clearance.objects.filter(page_no__in=list(pages), at__lt=until).select_related("round").defer("proposal").order_by("at", "id"):
        clearances[row.page_no].append(row)
    for row in Round.objects.filter(matter_id__in=list(pages), proposed_at__lt=until).only("matter_id", "end", "ended_at").order_by("number"):
        ends[row.matter_id] = row  # the last one counts
    withheld = [number for number, row in ends.items() if row.end == RoundEnd.WITHHELD]
    last = {"chain.return": _last("chain.return", withheld, until), "chain.take_down": _last("chain.take_down", list(clearances), until)}
    for number, page in pages.items():
        answer[number] = _of(page, clearances[number], ends.get(number), {verb: entries.get(number) for verb, entries in last.items()}, until)
    return answer


def _of(page, clearances, last_round, last, until):
    standing_now = [row for row in clearances if row.voided_at is None or row.voided_at >= until]
    live = [begin for row in standing_now if (begin := _live_from(row, page, until))]
    first = min((begin for row in clearances if (begin := _live_from(row, page, until))), default=None)
    if live:
        inward = page.scope == Scope.STAFF or _inward(page.category_code)
        if inward:
            return Found(first_live_on=_day(first), exempt=Outcome.STAFF)
        return Found(live_since=_day(min(live)), first_live_on=_day(first))
    if any(row.round is not None and row.round.scope == Scope.ON_APPLICATION for row in standing_now):
        return Found(first_live_on=_day(first), exempt=Outcome.ON_APPLICATION)
    if last_round and last_round.end == RoundEnd.WITHHELD and last_round.ended_at < until:
        back = last["chain.return"]  # the reviewer may give it back to its proposer
        if back is None or back.at < last_round.ended_at:
            return Found(first_live_on=_day(first), exempt=Outcome.WITHHELD)
    if first:
        down = last["chain.take_down"]
        if down is not None and down.facts.get("cause") in DECIDED:
            return Found(first_live_on=_day(first), exempt=Outcome.TAKEN_DOWN)
    return Found(first_live_on=_day(first))


def _last(verb, numbers, until):
    """{page number: the last entry of a verb about it before a moment}: what the matter's own row shows is only how it stands now."""
    entries = entries_of(verb).filter(about_kind="page", about_no__in=numbers, at__lt=until).order_by("number") if numbers else ()
    return {entry.about_no: entry for entry in entries}


def _live_from(row, page, until):
    """From which moment before `until` a clearance made its page live; None where it did not."""
    if row.kind == ClearanceKind.IMPORTED:
        begin = min(page.published_at or row.at, row.at)
    elif row.round is not None and row.round.scope == Scope.ON_APPLICATION:
        return None
    elif row.go_live_at is not None:  # scheduled: only what went out
        begin = row.round.ended_at if row.round is not None and row.round.end == RoundEnd.PUBLISHED else None
    else:
        begin = row.at
    return begin if begin is not None and begin < until else None


def _inward(code):
    return code in Category.values and Category(code).audience == Audience.STAFF


def _day(moment):
    return moment.astimezone(HERE).date() if moment else None
