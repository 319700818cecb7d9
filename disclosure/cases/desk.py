"""What the page of a case in the admin offers: a list of verbs that each room fills for its kinds. The actions decide; this only offers."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from disclosure.clocks.actions import day_of
from disclosure.org.models import Post, PostKind
from disclosure.org.posts import full_name, in_effect

from . import access, actions
from .codes import grouped
from .sentences import day_words
from .states import OPEN, CaseState


@dataclass
class Verb:
    """One thing that can be done: `form` a form class or None, `offered(case, user)`, `act(case, given, by, at)` → what to say, or None."""

    name: str
    label: Any
    act: Any
    form: Any = None
    offered: Any = field(default=lambda case, user: case.state in OPEN)
    grave: bool = False
    hint: Any = ""
    initial: Any = field(default=lambda case: {})


verbs = {"": []}  # kind -> verbs; "" for every kind
panels = {}  # kind -> [fn(case, user, acting, at) -> (heading, [(label, value)])]


def verb(kind, name, label, *, form=None, offered=None, grave=False, hint="", initial=None):
    """Register `act(case, given, by, at)` as a verb of a kind ("" for all kinds). `initial(case)`: what its form holds at first."""

    def register(act):
        given = {name: value for name, value in (("offered", offered), ("initial", initial)) if value is not None}
        verbs.setdefault(kind, []).append(Verb(name, label, act, form, grave=grave, hint=hint, **given))
        return act

    return register


def panel(kind):
    """Register fn(case, user, acting, at) → (heading, [(label, value)]) for the side of the page of a kind."""

    def register(function):
        panels.setdefault(kind, []).append(function)
        return function

    return register


def verbs_of(kind):
    """The verbs of a kind, its own before the common ones."""
    return [*verbs.get(kind, []), *verbs[""]]


class PersonField(forms.ModelChoiceField):
    """A person who holds a post today, by name and post."""

    def __init__(self, **kwargs):
        super().__init__(queryset=get_user_model().objects.none(), **kwargs)

    def label_from_instance(self, user):
        return f"{full_name(user)}（{self.titles.get(user.pk, '')}）"

    def among(self, on):
        """Offer whoever holds a post on the day `on`."""
        self.titles = {}
        for post in Post.objects.filter(in_effect(on)).exclude(kind=PostKind.AUDITOR).select_related("division", "person"):
            self.titles.setdefault(post.person_id, str(post))
        self.queryset = get_user_model().objects.filter(Q(pk__in=self.titles), is_active=True).order_by("last_name", "pk")


class DeskForm(forms.Form):
    """A form of the desk; fields of people offer those of the day."""

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            if isinstance(each, PersonField):
                each.among(day_of(at))


class HandOver(DeskForm):
    """To whom and why. Neither its owner nor whom it is kept from is offered; chosen all the same, they are refused by the action with a sentence."""

    to = PersonField(label=pgettext_lazy("handover", "To"))
    reason = forms.CharField(label=_("Reason"), max_length=255)

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, at=at, **kwargs)
        case, to = self.initial["case"], self.fields["to"]
        out = {case.owner_id, *access.kept_from(case, day_of(at))}
        to.choices = [(value, label) for value, label in to.choices if getattr(value, "value", value) not in out]


class Because(DeskForm):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=255)


class Checked(DeskForm):
    """What was checked before a code was replaced."""

    way = forms.CharField(
        label=_("How the person was recognised"), max_length=255, help_text=_("At the counter with which paper, or called back at which number.")
    )


def due_words(case):
    """The day on which a case is due after what was just done, for the sentence that says what is next; “—” while somebody is awaited."""
    case.refresh_from_db()
    return day_words(case.due_on) if case.due_on else "—"


def _waits_for(case, user):
    return case.handovers.filter(receiver=user, accepted_at=None, declined_at=None).exists()


class ConfirmedOn(DeskForm):
    """The day of confirmation."""

    on = forms.DateField(
        label=_("Confirmed on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Left empty: today. It counts as received on this day."),
    )  # fmt: skip

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, at=at, **kwargs)
        case, on, told = self.initial["case"], self.fields["on"], ""
        if not actions.counts_anew(case, case.received_on):
            told = gettext("Left empty: today. Something was done meanwhile that was counted from the arrival: the day due stays.")
        elif not actions.counts_anew(case, day_of(at)):
            told = gettext(
                "Left empty: today. It was due on {due}: a day up to then counts as received; after it that day stays, it is late already."
            )
        if told:
            on.help_text = told.format(due=day_words(case.due_on) if case.due_on else "—")


@verb("", "confirm_receipt", _("Receipt confirmed with the applicant"), form=ConfirmedOn, offered=lambda case, user: case.unconfirmed,
      initial=lambda case: {"case": case},
      hint=_("On the day of arrival, by telephone or mail (art. 31). Until then the limit is counted from the arrival."))  # fmt: skip
def confirm_receipt(case, given, by, at):
    """Of an ordinary letter, a fax or an e-mail."""
    confirmed = actions.confirm_receipt(case, by=by, at=at, **given)
    if confirmed.received_on == confirmed.confirmed_on:
        return gettext("Receipt is confirmed: answer it by {due}.").format(due=due_words(case))
    return gettext("Receipt is confirmed. The limit is still counted from the arrival: the day due, {due}, stays.").format(due=due_words(case))


@verb("", "take_up", _("Take up"), offered=lambda case, user: case.state in (CaseState.RECEIVED, CaseState.REOPENED))
def take_up(case, given, by, at):
    """Received → in hand."""
    actions.take_up(case, by=by, at=at)
    return gettext("You handle it now: answer it by {due}, or hand it over.").format(due=due_words(case))


@verb("", "accept", _("Accept"), offered=_waits_for)
def accept(case, given, by, at):
    """The receiver of a handover accepts."""
    actions.accept(case, by=by, at=at)
    return gettext("You own it now: answer it by {due}.").format(due=due_words(case))


@verb("", "decline", _("Decline"), form=Because, offered=_waits_for)
def decline(case, given, by, at):
    """The receiver of a handover declines."""
    actions.decline(case, by=by, at=at, **given)
    return gettext("Declined: its owner keeps it and was told.")


@verb("", "hand_over", _("Hand over"), form=HandOver, initial=lambda case: {"case": case},
      hint=_("You own the case until it is accepted; no time limit is reset."))  # fmt: skip
def hand_over(case, given, by, at):
    """Offer to another."""
    actions.hand_over(case, by=by, at=at, **given)
    return gettext("Offered to {name}, who was told; you own it until it is accepted.").format(name=full_name(given["to"]))


@verb("", "replace_code", _("Replace a lost code"), form=Checked, offered=lambda case, user: not access.is_nameless(case))
def replace_code(case, given, by, at):
    """A new code, said once."""
    code = actions.replace_code(case, by=by, at=at, **given)
    return gettext("The new code, shown once: {code}. Give it to the citizen now; the old one opens nothing any more.").format(code=grouped(code))


@verb("", "close", pgettext_lazy("case", "Close"), form=Because, offered=lambda case, user: case.state == CaseState.ANSWERED)
def close(case, given, by, at):
    """Answered → closed."""
    actions.close(case, by=by, at=at, **given)
    return gettext("Closed: nothing is left to do unless the citizen asks for it to be looked at again.")
