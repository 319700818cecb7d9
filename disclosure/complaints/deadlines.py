"""Due days of inquiries and orders follow the calendar where they were counted; a day that somebody named stays."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from disclosure.clocks.actions import day_of
from disclosure.clocks.recompute import Changed, recomputes
from disclosure.rules.limits import limit

from .models import Inquiry, OrderStep, StepKind, SupervisionOrder

COUNTED = {StepKind.WARNING: "order-explanation", StepKind.EXPLANATION: "order-explanation", StepKind.EVIDENCE: "order-check"}


@recomputes
def open_inquiries(calendar):
    """Inquiries that wait for an answer: working days from the day they were put."""
    rows = Inquiry.objects.select_for_update().filter(answered_at=None, withdrawn_at=None, due_working_days__isnull=False).order_by("pk")
    for pk, number, asked_at, working_days, before in rows.values_list("pk", "number", "asked_at", "due_working_days", "due_on"):
        due_on, _provisional = calendar.add(day_of(asked_at), working_days)
        if due_on != before:
            Inquiry.objects.filter(pk=pk).update(due_on=due_on)
            yield Changed(number, before, due_on)


@recomputes
def open_orders(calendar):
    """Orders: the day of the whole where it was not named, and the step that counts from the one before it: an explanation, a plan, a check; but
    for the check never beyond the day of the whole."""
    steps = Prefetch("steps", OrderStep.objects.defer("text"))
    for order in SupervisionOrder.objects.open().select_for_update(of=("self",)).order_by("pk").prefetch_related(steps):
        if order.due_working_days is not None:
            due_on = max([calendar.add(day_of(order.opened_at), order.due_working_days)[0], *_sent_back_to(order)])
            if due_on != order.due_on:
                changed = Changed(_("%(number)s, all of it") % {"number": order.number}, order.due_on, due_on)
                SupervisionOrder.objects.filter(pk=order.pk).update(due_on=due_on)
                order.due_on = due_on
                yield changed
        last = next(reversed(order.steps.all()), None)
        if last is None or last.kind not in COUNTED:
            continue
        on = day_of(last.at)
        due_on, _provisional = calendar.add(on, limit(COUNTED[last.kind], on).days)
        if last.kind != StepKind.EVIDENCE:
            due_on = min(order.due_on, due_on)
        if due_on != order.step_due_on:
            changed = Changed(order.number, order.step_due_on, due_on)
            SupervisionOrder.objects.filter(pk=order.pk).update(step_due_on=due_on)
            yield changed


def _sent_back_to(order):
    """The days to which an order was sent back: the whole is not over before them."""
    return [step.due_on for step in order.steps.all() if step.kind == StepKind.SENT_BACK and step.due_on]
