"""The steps of an order as forms: what each asks, and the action it calls."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.cases.forms import ManyFilesField

from . import orders
from .models import OrderKind, OrderState


def area(label, required=True, rows=4, **more):
    """A text of several lines."""
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), max_length=5000, **more)


def day(label, required=False, **more):
    """A day."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


class TextForm(forms.Form):
    """A text."""

    text = area(_("Text"))


class PlanForm(forms.Form):
    """What will be done, by when."""

    text = area(_("What will be done, by whom"))
    due_on = day(_("Done by"), required=True)


class EvidenceForm(forms.Form):
    """That it was done."""

    text = area(_("What was done"))
    files = ManyFilesField(label=_("Evidence"), required=False)


class CheckForm(forms.Form):
    """Closed, or sent back."""

    passed = forms.TypedChoiceField(
        label=_("Result of the check"),
        coerce=lambda value: value == "yes",
        choices=[("", _("Choose after the check")), ("yes", _("Done: close it")), ("no", _("Not done: send it back"))],
    )
    text = area(_("Opinion"), required=False)
    due_on = day(_("New day"), help_text=_("Where it is sent back; left empty: in five working days."))


class ProlongForm(forms.Form):
    """More time."""

    due_on = day(_("New day"), required=True)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class OrderForm(forms.Form):
    """A new order."""

    kind = forms.ChoiceField(label=_("Kind of order"), choices=OrderKind.choices)
    title = forms.CharField(label=_("Matter"), max_length=255)
    text = area(_("What is asked"))
    due_on = day(_("Due on"), help_text=_("Left empty: in 15 working days."))


@dataclass(frozen=True)
class Step:
    """One thing that can be done to an order: in which states, by whom."""

    name: str
    label: Any
    form: Any
    act: Any
    who: Any
    states: tuple
    hint: Any = ""


STEPS = (
    Step("explain", _("Explain"), TextForm, orders.order_explain, orders.owes, (OrderState.WARNED,)),
    Step("plan", _("Enter the plan"), PlanForm, orders.order_plan, orders.owes, (OrderState.EXPLAINED,)),
    Step("evidence", _("Give evidence"), EvidenceForm, orders.order_evidence, orders.owes, (OrderState.PLANNED,)),
    Step("check", _("Check"), CheckForm, orders.order_check, orders.checks, (OrderState.SHOWN,), _("Only what was checked is closed.")),
    Step("prolong", _("Give more time"), ProlongForm, orders.order_prolong, orders.checks, tuple(s for s in OrderState if s.waits_for_owner)),
)
