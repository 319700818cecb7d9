"""What is public only by half, and what should not have been public (五（三）“半公开”“乱公开”)."""

import datetime as dt
from collections import defaultdict

from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from dashboard.metric import Row
from disclosure.chain.models import Clearance, ClearanceKind, Matter
from disclosure.clocks.calendar import calendar
from disclosure.clocks.models import Duty, DutyKind
from disclosure.items.models import DisclosurePage, PublicityFault
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.rules.categories import Category, Scope
from disclosure.rules.chain import AFTER_REVIEW_DAYS, Cause, RoundEnd

from .registry import day, end_of, source
from .who import Who

OUTWARD = [str(category) for category in Category if not category.value.startswith("internal-")]
WRONG = ("secrecy", "privacy", "error")


def live_between(pages, end):
    """{page: [(from, to or None)]} of the times an item was live, as recorded before the moment `end`: by its clearances."""
    found = defaultdict(list)
    for row in Clearance.objects.filter(page_no__in=pages, at__lt=end).select_related("round").defer("proposal").order_by("at", "id"):
        if row.kind != ClearanceKind.IMPORTED and row.round is not None:
            if row.round.scope == Scope.ON_APPLICATION:
                continue
            if row.go_live_at is not None and row.round.end != RoundEnd.PUBLISHED:
                continue
        begin = row.round.ended_at if row.go_live_at is not None and row.round is not None else row.at
        until = row.voided_at if row.voided_at is not None and row.voided_at < end else None
        if begin is not None and begin < end and (until is None or until > begin):
            found[row.page_no].append((begin, until))
    return found


def was_live(spans, at):
    """Whether one of the spans holds the moment."""
    return any(begin <= at and (until is None or until > at) for begin, until in spans)


@source("half_public", of_the_period=True)
def half_public(period):
    """One row an outward item that was live at the end of the period with something of it missing.

    kind: the first of `channel`, `field`, `file`, `narrower` · begun_on: since when something was missing · facts: faults (all kinds), since
    ({kind: day}), details.
    """
    end, at_end = end_of(period.known), min(end_of(period.last), end_of(period.known))
    missing = defaultdict(list)
    open_channels = Duty.objects.filter(kind=DutyKind.CHANNEL, page_id__isnull=False, opened_at__lt=at_end)
    for duty in open_channels.filter(Q(closed_at=None) | Q(closed_at__gte=at_end)).order_by("opened_at", "id"):
        missing[duty.page_id].append(("channel", day(duty.opened_at), _("not yet by %(channel)s") % {"channel": duty.channel_words}))
    for fault in PublicityFault.objects.filter(found_at__lt=at_end).order_by("found_at", "id"):
        if fault.gone_at is None or fault.gone_at >= at_end:
            missing[fault.page_no].append((fault.kind, day(fault.found_at), fault.detail))
    pages = DisclosurePage.objects.filter(pk__in=list(missing), category_code__in=OUTWARD)
    spans, who = live_between(list(missing), end), Who(period.last, period.known)
    for page in pages.values("pk", "title", "division_id", "category_code", "channels", "scope").order_by("pk"):
        number = page["pk"]
        if not was_live(spans[number], at_end - dt.timedelta(microseconds=1)):
            continue
        faults = missing[number]
        division = who.code(page["division_id"])
        owner, name = who.holder(PostKind.DIVISION_HEAD, division)
        yield Row(
            source="half_public", number=number, title=page["title"], address=reverse_lazy("disclosure_chain:review", args=[number]),
            division=division, category=page["category_code"], channels=tuple(page["channels"] or ()), kind=faults[0][0],
            owner=owner, owner_name=name,
            stands="；".join(dict.fromkeys(detail for _kind, _day, detail in faults)), begun_on=min(since for _kind, since, _detail in faults),
            facts={"faults": tuple(dict.fromkeys(kind for kind, _day, _detail in faults))},
        )  # fmt: skip


@source("taken_down")
def taken_down(period):
    """One row a time an item was taken down because it should not have been public, or not so: kind `secrecy`, `privacy`, `error`.

    begun_on and done_on: the day it came down · facts: page, reason.
    """
    entries = Entry.objects.filter(verb="chain.take_down", about_kind="page", at__lt=end_of(period.known)).order_by("number")
    entries = [row for row in entries.values("number", "about_no", "about_title", "at", "facts") if row["facts"].get("cause") in WRONG]
    matters, who = Matter.objects.in_bulk([row["about_no"] for row in entries]), Who(period.last, period.known)
    for row in entries:
        cause = Cause(row["facts"]["cause"])
        stands = _("Taken down: %(why)s") % {"why": cause.label}
        yield _of(matters.get(row["about_no"]), row["about_no"], who).row(
            "taken_down", row["number"], str(cause.value), stands, day(row["at"]), day(row["at"]), row["facts"].get("reason", "")
        )


@source("unconfirmed")
def unconfirmed(period):
    """One row an urgent publication that the chain refused, or did not confirm within five working days (五（三）); kind `unconfirmed`.

    begun_on: the day after its time was over, or the day it was refused · done_on: the day it was confirmed all the same, or came down.
    """
    end, who, days = end_of(period.known), Who(period.last, period.known), calendar()
    urgent = Clearance.objects.filter(kind=ClearanceKind.URGENT, at__lt=end).select_related("round__matter").order_by("id")
    for row in urgent:
        round = row.round
        due_on, ended = days.add(day(row.at), AFTER_REVIEW_DAYS)[0], round.ended_at if round.ended_at and round.ended_at < end else None
        refused = ended is not None and round.end != RoundEnd.PUBLISHED
        if refused and round.end != RoundEnd.LOST:
            continue  # taken down by a decision of its own, which is counted as that
        if ended is not None and day(ended) <= due_on and not refused:
            continue
        begun = day(ended) if refused and day(ended) <= due_on else due_on + dt.timedelta(days=1)
        stands = _("Published urgently, not confirmed") if refused else _("Published urgently, not confirmed in time")
        reason = round.end_reason if ended else ""
        yield _of(round.matter, round.matter_id, who).row("unconfirmed", row.pk, "unconfirmed", stands, begun, day(ended), reason)


class _of:
    """What both sources say of a matter."""

    def __init__(self, matter, number, who):
        self.matter, self.number, self.who = matter, number, who

    def row(self, source, number, kind, stands, begun_on, done_on, reason):
        division = self.who.code(self.matter.division_id) if self.matter else ""
        owner, name = self.who.holder(PostKind.DIVISION_HEAD, division)
        return Row(
            source=source, number=number, title=self.matter.title if self.matter else str(self.number),
            address=reverse_lazy("disclosure_chain:review", args=[self.number]), division=division,
            category=self.matter.category if self.matter else "", kind=kind, owner=owner, owner_name=name, stands=str(stands), begun_on=begun_on,
            done_on=done_on, facts={"page": self.number, "reason": reason},
        )  # fmt: skip
