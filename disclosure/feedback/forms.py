"""The forms of feedback, for the public and for who was first asked. What it must hold is said by `given.look`."""

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from disclosure.cases.forms import PapersForm, in_words
from disclosure.cases.states import Way
from disclosure.clocks.actions import day_of
from disclosure.intake.typed import number_of
from disclosure.items.models import DisclosurePage

from . import given as fields
from .models import FeedbackKind
from .readers import page_for, page_named

ARRIVALS = [way for way in Way if way not in (Way.WEB, Way.API)]


class _Gives(forms.Form):
    """The fields, each checked by the room's own rules. `page`: the live page it is about, or None."""

    kind = forms.CharField(label=pgettext_lazy("feedback", "What it is"), required=False, widget=forms.RadioSelect)
    where = forms.CharField(label=_("Which page: its address or title"), required=False, max_length=1000)
    credit_code = forms.CharField(label=_("Credit code of the party"), required=False, max_length=1000)
    text = forms.CharField(label=_("What is wrong, or what you want to say"), required=False, widget=forms.Textarea)
    contact = forms.CharField(label=_("Telephone or e-mail"), required=False, max_length=1000)
    page = None

    def clean(self):
        given = {name: self.cleaned_data.get(name) for name in ("kind", "where", "credit_code", "text", "contact")}
        values, faults = fields.look(given | {"revision": self.revision}, self.page)
        for field, sentence in faults.items():
            self.add_error(field if field in self.fields else None, in_words(self, sentence))
        return {**self.cleaned_data, **values}

    @property
    def revision(self):
        """The version that was on the screen; one that does not fit is left out, since nobody typed it."""
        value = self.data.get("revision", "")
        _values, faults = fields.look({"revision": value}, self.page)
        return None if "revision" in faults else value

    @property
    def given(self):
        """The fields, clean."""
        return {name: self.cleaned_data[name] for name in fields.FIELDS if name in self.cleaned_data}


class FeedbackForm(PapersForm, _Gives):
    """The public's form on a page, on a party's page for objection and repair, or on the website as a whole."""

    def __init__(self, *args, page, of_a_party, **kwargs):
        super().__init__(*args, **kwargs)
        self.page, self.of_a_party = page, of_a_party
        offered = [kind for kind in FeedbackKind if kind.of_a_party == of_a_party]
        self.fields["kind"].widget.choices = [(kind.value, kind.label) for kind in offered]
        if of_a_party:
            self.fields["text"].label = _("Ground: what is wrong and why, or how it was put right")
        else:
            del self.fields["credit_code"]
        if page is not None:
            del self.fields["where"]

    def clean_where(self):
        """What was typed; the item whose index number is in it is the page."""
        self.page = page_named(self.cleaned_data["where"])
        return self.cleaned_data["where"]


class EntryForm(_Gives):
    """The form of who was first asked, for what came another way."""

    item = forms.CharField(
        label=pgettext_lazy("feedback", "Item"),
        required=False,
        max_length=200,
        help_text=_("Index number, document number or number of the page; empty: the website."),
    )
    way = forms.ChoiceField(label=_("Way of arrival"), choices=[(way.value, way.label) for way in ARRIVALS], initial=Way.TELEPHONE)
    received_on = forms.DateField(label=_("Day of receipt"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    transferred_from = forms.CharField(label=_("Transferred by"), required=False, max_length=100, help_text=_("12345, petitions, superiors …"))
    their_number = forms.CharField(label=_("Their number"), required=False, max_length=100)
    their_due_on = forms.DateField(
        label=_("Their day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The earlier of their day and ours binds."),
    )  # fmt: skip
    field_order = ["way", "kind", "item", "text", "contact", "credit_code", "received_on", "transferred_from", "their_number", "their_due_on"]

    def __init__(self, *args, at, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.at, self.user = at, user
        self.fields["kind"].widget = forms.Select(choices=FeedbackKind.choices)
        self.fields["text"].label = _("What was said, in the words of who said it")
        self.fields["text"].widget.attrs["rows"] = 4
        self.fields["contact"].help_text = _("Where the answer is to go; empty where none was left.")
        self.fields["credit_code"].help_text = _("For an objection or credit repair: of a party of the page.")
        del self.fields["where"]

    def clean_item(self):
        """The page that was named; nothing named is the website."""
        text = self.cleaned_data["item"].strip()
        if not text:
            return text
        on = day_of(self.at)
        found = DisclosurePage.objects.filter(live=True, index_number__iexact=text).first()
        found = found or DisclosurePage.objects.filter(live=True, document_number=text).order_by("-published_at").first()
        number = found.pk if found else number_of(text)
        self.page = page_for(self.user, number, on)
        if self.page is None:
            raise forms.ValidationError(gettext("Item: no live item has this number."))
        return text
