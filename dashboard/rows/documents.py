"""Documents issued and what became of them: one row a document of the register (五（三）“该公开的未公开”)."""

import copy
import datetime as dt
from collections import defaultdict

from django.urls import reverse_lazy

from dashboard.metric import Row
from disclosure.clocks.calendar import calendar
from disclosure.items.issued import compared
from disclosure.items.models import IssuedDocument
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.rules.categories import Scope
from disclosure.rules.issued import Outcome

from .registry import day, end_of, rows_of, source
from .who import Who

AT_ONCE = 500
REVIEWED = (Outcome.WITHHELD, Outcome.ON_APPLICATION)
OF_ITEMS = (Outcome.OPEN, Outcome.OVERDUE, *REVIEWED)


@source("documents")
def documents(period):
    """One row a document that was in the register by then, with what the register said of it then, as far as what became of it was known then.

    begun_on: issued · done_on: first public · exempt: why it is not owed (`withheld`, `on-application`, `staff`, `taken-down`, `declared`) ·
    What was reviewed as exempt after its day was owed until then: done late on that day · facts: number (of the document), page, item_from,
    item_until (since when the item made of it is owed and not public, the day on which it was given up late; None where it is not), title_differs,
    entered_late (entered after its day, so that nobody could be warned), corrected (its division, day or scope by then), owed_before (the days on
    which it was corrected so while it was owed, late or not: it may have gone out of what is late by that), redeclared (no longer for the public,
    though it was once declared so).
    """
    end, who = end_of(period.known), Who(period.last, period.known)
    entered, corrections, redeclared = _as_known(end, who)
    owed_before = _owed_before(corrections)
    rows = compared(entered, on=period.known)
    waiting, reviewed = {}, {}
    for item in _items(sorted({row.page_no for row in rows if row.page_no and row.outcome in OF_ITEMS}), period):
        if item.get("ended") in (None, "", "withdrawn"):
            waiting[item.number] = item.begun_on, item.done_on
        else:
            reviewed[item.number] = item.done_on
    for row in rows:
        document, outcome = row.document, row.outcome
        division = who.code(document.division_id)
        owner, name = who.holder(PostKind.DIVISION_HEAD, division)
        since, until = waiting.get(row.page_no, (None, None))
        too_late = reviewed.get(row.page_no)
        too_late = too_late if outcome in REVIEWED and too_late is not None and too_late > document.due_on else None
        exempt = str(outcome.value) if too_late is None and (outcome.is_exempt or outcome == Outcome.DECLARED) else ""
        address = reverse_lazy("disclosure_chain:review", args=[row.page_no]) if row.page_no else _of_the_register(document)
        yield Row(
            source="documents", number=document.pk, title=str(document), address=address, division=division,
            kind=Scope(document.scope).value, owner=owner, owner_name=name, stands=str(outcome.label), begun_on=document.issued_on,
            due_on=document.due_on, done_on=too_late or row.public_on, exempt=exempt,
            facts={
                "number": document.document_number, "page": row.page_no, "item_from": since, "item_until": until,
                "title_differs": row.title_differs,
                "entered_late": day(document.entered_at) > document.due_on, "corrected": document.pk in corrections,
                "owed_before": owed_before.get(document.pk, ()),
                "redeclared": document.pk in redeclared and document.scope != Scope.PUBLIC,
            },
        )  # fmt: skip


def _as_known(end, who):
    """(the documents as the register had them before a moment, {number: [(day, it as it stood before)]} of those corrected
    by then, numbers of those that were once declared public)."""
    later, corrected, redeclared = {}, defaultdict(list), set()
    entries = Entry.objects.filter(verb="items.issued_change", about_kind="issued").order_by("number")
    for number, at, facts in entries.values_list("about_no", "at", "facts"):
        before = facts["before"]
        if at >= end:
            later.setdefault(number, before)
        elif any(before[name] != facts[name] for name in ("division", "issued_on", "scope")):
            corrected[number].append((day(at), before))
            if before["scope"] == Scope.PUBLIC:
                redeclared.add(number)
    found = list(IssuedDocument.objects.filter(entered_at__lt=end).select_related("division").order_by("issued_on", "id"))
    if later:
        found = [_before(document, later[document.pk], who) if document.pk in later else document for document in found]
        found.sort(key=lambda document: (document.issued_on, document.pk))
    known = {document.pk: document for document in found}
    return found, {number: [(on, _before(known[number], said, who)) for on, said in each] for number, each in corrected.items()}, redeclared


def _owed_before(corrections):
    """{number: days on which it was corrected while it was owed}: as it stood before the correction, held against what was public that day."""
    of_days, found = defaultdict(list), defaultdict(list)
    for each in corrections.values():
        for on, document in each:
            of_days[on].append(document)
    for on, documents in sorted(of_days.items()):
        for row in compared(documents, on=on):
            if row.outcome in (Outcome.OPEN, Outcome.OVERDUE) and on not in found[row.document.pk]:
                found[row.document.pk].append(on)
    return found


def _before(document, said, who):
    """A document as an entry of the ledger says that it stood before."""
    found, issued_on = copy.copy(document), dt.date.fromisoformat(said["issued_on"])
    found.document_number, found.title, found.scope = said["document_number"], said["title"], said["scope"]
    found.division = who.by_code.get(said["division"]) or document.division
    if issued_on != document.issued_on:
        found.issued_on = issued_on
        found.due_on = found.count_due_on(calendar())
    return found


def _items(pages, period):
    """The rows of those of these items that are owed as such and not public: open, or ended late in another way."""
    for start in range(0, len(pages), AT_ONCE):
        for row in rows_of("publications", pages[start : start + AT_ONCE], period):
            if not row.exempt and (row.done_on is None or row.get("ended")):
                yield row


def _of_the_register(document):
    return reverse_lazy("disclosure_items_issueddocument_modeladmin_inspect", args=[document.pk])
