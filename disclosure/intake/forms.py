"""What every public form has beside its own fields: a ticket, an empty trap, a place for the proof and a plain question."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.ledger.errors import Invalid

from . import proof
from .sealed import fingerprint
from .typed import number_of


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows; a number larger than any row's is refused as one that no row has (SQLite does not even ask for it)."""

    def clean(self, value):
        for each in value if isinstance(value, (list, tuple)) else ():
            if number_of(str(each)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": each})
        return super().clean(value)


class StreetForm(forms.Form):
    """A form of the public pages. `request`: who sends it; `at`: aware moment. What was typed stays when something is wrong.

    After is_valid() the view calls `prove()` inside the transaction of the work; `key_of` names this handing-in for `once.write_once`, so that a
    double click makes one.
    """

    ticket = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1000)
    website = forms.CharField(required=False, label=gettext_lazy("Leave this field empty"), max_length=1000)
    altcha = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8000)
    answer = forms.CharField(required=False, label=gettext_lazy("Question"), max_length=20)
    STREET = ("ticket", "website", "altcha", "answer")

    def __init__(self, *args, request, at, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.error_messages["max_length"] = _("At most %(limit_value)d characters are taken; these are %(show_value)d.")
        self.request, self.at = request, at
        self.known = proof.Ticket.read(self.data.get("ticket", ""), at) if self.is_bound else None
        self.shown = self.known or proof.Ticket.new(at)
        self.asked = proof.asked(request, at=at)
        self.fields["answer"].label = self.shown.question

    @property
    def ticket_value(self):
        """What the hidden field carries: the same ticket while it is valid, so that the question stays too."""
        return str(self.shown)

    def key_of(self, data):
        """The name of this handing-in of `data`, "" without a ticket: who goes back and sends other words hands in another one."""
        return f"{self.known.name}-{fingerprint(str(sorted(data.items(), key=str)).encode())[:32]}" if self.known else ""

    @property
    def own(self):
        """The cleaned values without what belongs to the street door."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.STREET}

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field is a trap for machines: leave it empty."))
        return ""

    def prove(self):
        """Use the proof up where one is asked. Raises Invalid(field="answer") with a sentence, limit.TooMany."""
        if not self.asked:
            return
        if (payload := self.cleaned_data["altcha"]) and proof.solved(payload, at=self.at):
            return
        if refusal := proof.without_script(self.request, self.known, self.cleaned_data["answer"], at=self.at):
            raise Invalid(refusal, field="answer")

    @property
    def wrong(self):
        """[(id of the field or "", sentence)] in the order of the fields, for the summary at the top."""
        found = [(self[name].id_for_label or self[name].auto_id, str(sentence)) for name in self.fields for sentence in self.errors.get(name, [])]
        return found + [("", str(sentence)) for sentence in self.non_field_errors()]
