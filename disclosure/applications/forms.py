"""The form of an application, for the public and for the office. What it must hold is said by `given.look`."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.cases.forms import PapersForm, in_words
from disclosure.cases.states import Way
from disclosure.clocks.actions import day_of
from disclosure.rules.identity import IdKind

from . import given as fields
from .models import ApplicantType, Delivery, SupplyForm

ARRIVALS = [way for way in Way if way not in (Way.WEB, Way.API)]


class _Asks(forms.Form):
    """The fields of art. 29, each checked by the room's own rules; no purpose is asked."""

    applicant_type = forms.CharField(label=_("Type of applicant"), required=False, widget=forms.RadioSelect(choices=ApplicantType.choices))
    name = forms.CharField(label=_("Name, as on the paper"), required=False, max_length=1000)
    id_kind = forms.CharField(label=_("Kind of paper"), required=False, widget=forms.Select(choices=IdKind.choices))
    id_number = forms.CharField(label=_("Number of the paper"), required=False, max_length=1000)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=1000)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=1000)
    address = forms.CharField(label=_("Postal address"), required=False, max_length=1000)
    description = forms.CharField(label=_("Name or number of the information, or by what it can be found"), required=False, widget=forms.Textarea)
    form = forms.CharField(label=_("Form of supply"), required=False, widget=forms.RadioSelect(choices=SupplyForm.choices))
    delivery = forms.CharField(label=_("Way of supply"), required=False, widget=forms.RadioSelect(choices=Delivery.choices))
    suggests_public = forms.BooleanField(label=_("I suggest that it be made public for everyone"), required=False)

    def clean(self):
        values, faults = fields.look(self.cleaned_data, day_of(self.at))
        for field, sentence in faults.items():
            self.add_error(field, in_words(self, sentence))
        return {**self.cleaned_data, **values}

    @property
    def given(self):
        """The fields of the application, clean."""
        return {name: self.cleaned_data[name] for name in fields.FIELDS}


class ApplyForm(PapersForm, _Asks):
    """The public's form."""


class EntryForm(_Asks):
    """The office's form, for what came another way."""

    way = forms.ChoiceField(label=_("Way of arrival"), choices=[(way.value, way.label) for way in ARRIVALS])
    received_on = forms.DateField(
        label=_("Day of receipt"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_(
            "Handed in: that day. Signed-for post: the day it was signed for. Letter, fax, e-mail: the day it came; once its receipt is confirmed "
            "with the applicant, enter that with the case."
        ),
    )  # fmt: skip
    transferred_from = forms.CharField(label=_("Transferred by"), required=False, max_length=100)
    their_number = forms.CharField(label=_("Their number"), required=False, max_length=100)
    their_due_on = forms.DateField(label=_("Their day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at
        for name in ("applicant_type", "form", "delivery"):
            self.fields[name].widget = forms.Select(choices=self.fields[name].widget.choices)
