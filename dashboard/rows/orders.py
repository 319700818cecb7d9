"""Supervision orders, and the inquiries that a division must answer: the only rows of complaints that who answers for a division sees (五（五）)."""

import datetime as dt

from django.utils.translation import gettext_lazy

from dashboard.metric import Row
from disclosure.clocks.calendar import calendar
from disclosure.complaints.models import Complaint, Inquiry, OrderState, StepKind, SupervisionOrder
from disclosure.complaints.orders import checker, doers, open_to_watchers
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.org.names import full_name
from disclosure.rules.limits import limit
from disclosure.rules.reporting import Track

from .registry import course, day, end_of, source
from .who import Who

AFTER = {
    StepKind.WARNING: OrderState.WARNED,
    StepKind.EXPLANATION: OrderState.EXPLAINED,
    StepKind.PLAN: OrderState.PLANNED,
    StepKind.EVIDENCE: OrderState.SHOWN,
    StepKind.PASSED: OrderState.CLOSED,
    StepKind.SENT_BACK: OrderState.PLANNED,
}


@source("orders")
def orders(period):
    """One row an order. due_on: the day of the step that waits; done_on: the day on which it was checked and closed.

    kind: supervision, rectification, improvement · facts: number, state, returned (times), whole_due_on, about, case_no (of the case behind it) ·
    secret: True for an order out of a complaint that the efficiency office may not know.
    """
    end, who = end_of(period.known), Who(period.last, period.known)
    asked = dict(Entry.objects.filter(verb="orders.open", at__lt=end).values_list("about_no", "facts__due_on"))
    behind = dict(Inquiry.objects.values_list("pk", "complaint__case_id"))
    named = set(Complaint.objects.order_by().exclude(track=Track.ROUTINE).values_list("case_id", flat=True))
    for order in SupervisionOrder.objects.filter(opened_at__lt=end).select_related("opened_by").prefetch_related("steps").order_by("id"):
        steps = [step for step in order.steps.all() if step.at < end]
        state, due_on, whole = _standing(steps, _whole(order, asked.get(order.pk)))
        closed = order.closed_at if order.closed_at is not None and order.closed_at < end else None
        code = who.code(order.division_id)
        case = {"case": order.about_no, "inquiry": behind.get(order.about_no)}.get(order.about_kind)
        if state.waits_for_owner:
            owner = who.holder(PostKind(order.owner_kind), code)
        else:
            post, opener = checker(order, who.roster, named=case in named, did=doers(steps))
            owner = (opener.get_username(), full_name(opener)) if opener else who.holder(post)
        yield Row(
            source="orders", number=order.pk, title=f"{order.number} {order.title}",
            address=course("orders", order.pk), division=code, kind=order.kind, owner=owner[0], owner_name=owner[1],
            stands=str(state.label), begun_on=day(order.opened_at), due_on=due_on, done_on=day(closed),
            facts={
                "number": order.number, "state": str(state), "whole_due_on": whole, "about": (order.about_kind, order.about_no, order.about_key),
                "returned": sum(step.kind == StepKind.SENT_BACK for step in steps),
                "case_no": case,
                "secret": not open_to_watchers(order),
            },
        )  # fmt: skip


def _whole(order, asked):
    """The day of the whole as it was opened: counted by the calendar where it was not named, else what its entry says."""
    if order.due_working_days is not None:
        return calendar().add(day(order.opened_at), order.due_working_days)[0]
    return dt.date.fromisoformat(asked[:10]) if asked else order.due_on


def _standing(steps, whole):
    """(state, day of the step that waits, day of the whole) after the steps of a time, as the verbs of complaints set them; `whole` at first."""
    days, state = calendar(), OrderState.WARNED
    due_on = whole
    for step in steps:
        state = AFTER.get(step.kind, state)
        on = day(step.at)
        if step.kind in (StepKind.PLAN, StepKind.SENT_BACK, StepKind.PROLONGED):
            due_on = step.due_on or due_on
            whole = due_on if step.kind == StepKind.PROLONGED else max(whole, due_on) if step.kind == StepKind.SENT_BACK else whole
        elif step.kind in (StepKind.WARNING, StepKind.EXPLANATION):
            due_on = min(whole, _after(days, on, "order-explanation"))
        elif step.kind == StepKind.EVIDENCE:
            due_on = _after(days, on, "order-check")
    return state, due_on, whole


def _after(days, on: dt.date, kind):
    return days.add(on, limit(kind, on).days)[0]


_WHERE = {
    "answered": gettext_lazy("The division has answered"),
    "withdrawn": gettext_lazy("No longer needed"),
    "open": gettext_lazy("To be answered"),
}


@source("inquiries")
def inquiries(period):
    """One row a question to a division (协查). exempt: "withdrawn" by its day, else it is done late on the day on which it was · kind: inquiry ·
    facts: number, days, case_no of the complaint behind it."""
    end, days, who = end_of(period.known), calendar(), Who(period.last, period.known)
    for asked in Inquiry.objects.filter(asked_at__lt=end).select_related("complaint").defer("question", "answer").order_by("id"):
        code = who.code(asked.division_id)
        answered = asked.answered_at if asked.answered_at is not None and asked.answered_at < end else None
        withdrawn = day(asked.withdrawn_at) if asked.withdrawn_at is not None and asked.withdrawn_at < end else None
        too_late = withdrawn is not None and asked.due_on is not None and withdrawn > asked.due_on
        owner, name = who.holder(PostKind.DIVISION_HEAD, code)
        begun, done = day(asked.asked_at), withdrawn if too_late else day(answered)
        yield Row(
            source="inquiries", number=asked.pk, title=f"{asked.number} {asked.title}", address=course("inquiries", asked.pk),
            division=code, kind="inquiry",
            owner=owner, owner_name=name, stands=str(_WHERE["withdrawn" if withdrawn and not answered else "answered" if answered else "open"]),
            begun_on=begun, due_on=asked.due_on, done_on=done,
            exempt="withdrawn" if withdrawn and not too_late else "",
            facts={"number": asked.number, "days": days.between(begun, done) if done else None, "case_no": asked.complaint.case_id},
        )  # fmt: skip
