"""The form of a complaint, for the public and for whoever takes one in. What it must hold is said by `given.look`."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.cases.forms import PapersForm, in_words
from disclosure.cases.states import Way
from disclosure.clocks.actions import day_of
from disclosure.org.posts import standing_divisions

from . import given as fields
from .models import Complaint, ComplaintKind

WAYS = (Way.TELEPHONE, Way.LETTER, Way.VISIT, Way.FAX, Way.TRANSFER, Way.POST, Way.EMAIL, Way.COUNTER)


class _Asks(forms.Form):
    """What is asked; whom it is about is one list: divisions, a leader, the main leader."""

    kind = forms.CharField(label=_("What do you come with"), required=False, widget=forms.RadioSelect(choices=ComplaintKind.choices))
    whom = forms.CharField(label=_("Whom it is about"), required=False, widget=forms.Select())
    subject = forms.CharField(label=_("In a few words"), required=False, max_length=1000)
    text = forms.CharField(label=_("What happened: when, where, who"), required=False, widget=forms.Textarea)
    anonymous = forms.BooleanField(label=_("I stay anonymous"), required=False)
    name = forms.CharField(label=_("Your name"), required=False, max_length=1000)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=1000)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=1000)

    def offer(self, at):
        """The list of whom it may be about, as of the day of `at`."""
        divisions = [(f"division:{each.code}", each.name) for each in standing_divisions(day_of(at))]
        self.fields["whom"].widget.choices = [
            ("", _("I do not know, or nobody in particular")), *divisions,
            ("leader", _("A leader of this bureau")), ("main-leader", _("The main leader of this bureau")),
        ]  # fmt: skip

    def clean(self):
        data = dict(self.cleaned_data)
        whom = data.pop("whom", "")
        code = whom.removeprefix("division:") if whom.startswith("division:") else ""
        data |= {"division": code or None, "about": "" if code else whom}
        if data.get("anonymous"):
            data |= {"name": "", "phone": "", "email": ""}  # what was typed before the box was ticked is not kept
        values, faults = fields.look(data)
        for field, sentence in faults.items():
            self.add_error("whom" if field in ("division", "about") else field, in_words(self, sentence))
        self.told = data
        return self.cleaned_data

    @property
    def given(self):
        """The fields of the complaint as they were typed, for given.require."""
        return {name: self.told.get(name) for name in fields.FIELDS}


class ComplainForm(PapersForm, _Asks):
    """The public's form."""

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, at=at, **kwargs)
        self.offer(at)


class EntryForm(_Asks):
    """For what came by telephone, letter, visit, fax or transfer: the least that is needed first."""

    way = forms.ChoiceField(label=_("Way of arrival"), choices=[(way.value, way.label) for way in WAYS])
    received_on = forms.DateField(label=_("Day of receipt"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    transferred_from = forms.CharField(
        label=_("Transferred by"), required=False, max_length=100, help_text=_("12345, 信访, a superior: only for what was transferred.")
    )
    their_number = forms.CharField(label=_("Their number"), required=False, max_length=100)
    their_due_on = forms.DateField(
        label=_("Their day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The earlier of their day and ours binds."),
    )  # fmt: skip
    field_order = (
        "way", "received_on", "kind", "whom", "subject", "text", "anonymous", "name", "phone", "email", "transferred_from", "their_number",
        "their_due_on",
    )  # fmt: skip

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at
        self.offer(at)
        self.fields["text"].widget = forms.Textarea(attrs={"rows": 5})
        self.fields["kind"].widget = forms.Select(choices=ComplaintKind.choices)
        self.fields["kind"].label = pgettext_lazy("complaint", "Kind")
        self.fields["name"].label = capfirst(Complaint._meta.get_field("name").verbose_name)  # whose: not of who enters it
