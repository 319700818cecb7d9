"""What this room gives to the rooms below: receipts by the clock, reminders of inquiries, and what waits for whom."""

import datetime as dt
import time

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from disclosure.cases import actions as cases
from disclosure.cases.states import OPEN, Kind
from disclosure.cases.waiting import Unserved, Wait, unserved_letters, waits
from disclosure.clocks.actions import day_of
from disclosure.clocks.jobs import job
from disclosure.clocks.remind import Owed, reminded
from disclosure.ledger.record import record
from disclosure.org.models import PostKind

from . import access, actions, letters, orders
from .models import Complaint, Inquiry, OrderState, Reply

RECEIPTS_A_RUN = 20
SECONDS_A_RUN = 8


@job(title=gettext_lazy("Receipts of complaints written"))
def write_receipts(now):
    """A receipt as a letter for every complaint of the last week that has none: set apart from the arrival, which so takes no time."""
    began, written = time.monotonic(), 0
    waiting = Complaint.objects.filter(case__received_at__gte=now - dt.timedelta(days=7), case__state__in=OPEN, case__synthetic=False)
    for complaint in waiting.exclude(case__letters__kind="complaint-receipt").select_related("case").order_by("pk")[:RECEIPTS_A_RUN]:
        if time.monotonic() - began > SECONDS_A_RUN:
            break
        with transaction.atomic():
            case = cases.locked(complaint.case)
            if case.letters.filter(kind="complaint-receipt").exists():
                continue
            complaint.case = case
            letter = letters.write(complaint, "complaint-receipt", at=now, numbered=False)
            cases.tell(case, "receipt", at=now)
            record("complaints.letter", about=cases.about(case), at=now, facts={"kind": "complaint-receipt", "letter": letter.sha256})
        written += 1
    return written


@job(title=gettext_lazy("Complaints taken from whom they have come to be about"))
def leave_whom_they_are_about(now):
    """By the posts of the day: whoever comes into one later steps aside as well."""
    return sum(actions.move_on(complaint, at=now) for complaint in access.misplaced(day_of(now)))


@reminded
def open_inquiries(first, last, now):
    """Inquiries that wait for a division's answer, by their own number."""
    rows = Inquiry.objects.filter(answered_at=None, withdrawn_at=None, due_on__range=(first, last)).select_related("division", "complaint")
    for inquiry in rows:
        link = reverse("disclosure_complaints_inquiry", args=[inquiry.pk])
        named = frozenset(inquiry.complaint.persons.values_list("pk", flat=True))
        title = f"{inquiry.number} {inquiry.title}"
        yield Owed(f"inquiry:{inquiry.pk}", title, inquiry.due_on, link, PostKind.DIVISION_HEAD, inquiry.division, barred=named)


def waiting(user, on):
    """Inquiries to the divisions of `user`, and orders that he owes or checks."""
    found = [
        Wait(f"{each.number} {each.title}", each.due_on, reverse("disclosure_complaints_inquiry", args=[each.pk]))
        for each in access.inquiries(user, on).filter(answered_at=None, withdrawn_at=None).order_by("due_on")[:30]
    ]
    for order in orders.readable(user, on).open().select_related("division").order_by("step_due_on")[:60]:
        who = orders.owes if OrderState(order.state).waits_for_owner else orders.checks
        if who(user, order, on):
            found.append(Wait(f"{order.number} {order.title}", order.step_due_on, reverse("disclosure_complaints_order", args=[order.pk])))
    return found


def unserved(user, on):
    """Answers that are written and not served, of the complaints that `user` handles."""
    rows = Reply.objects.filter(served_on=None, letter__isnull=False, complaint__case__state__in=OPEN).select_related("complaint__case", "letter")
    mine = rows.filter(complaint__case__in=access.rows(user, on))[:100]
    return [
        Unserved(row.complaint.case, row.letter.title, row.letter.number, row.letter.dated)
        for row in mine
        if access.capacity(user, row.complaint.case, on)
    ]


waits.append(waiting)
unserved_letters.append(unserved)


def said_more(case, text, at):
    """Whom the reporter names later on knows it no longer."""
    if case.kind == Kind.COMPLAINT:
        actions.heard_more(case, text, at)


cases.after_withdraw.append(actions.end_inquiries)
cases.after_add.append(lambda case, text, is_correction, at: said_more(case, text, at))
cases.after_reopen.append(said_more)
