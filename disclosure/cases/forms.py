"""The forms of the tracking page."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.intake.forms import StreetForm
from disclosure.intake.limit import TooMany, require_write
from disclosure.ledger.errors import Invalid

from . import actions


class TrackForm(forms.Form):
    """Number and code: what the receipt says."""

    number = forms.CharField(
        label=_("Case number"), max_length=40, error_messages={"required": _("Please fill in the case number; it is on the receipt.")}
    )
    code = forms.CharField(
        label=pgettext_lazy("case", "Code"), max_length=40, error_messages={"required": _("Please fill in the code; it is on the receipt.")}
    )

    @property
    def wrong(self):
        """[(id, sentence)] for the summary."""
        return [(self[name].id_for_label, str(sentence)) for name in self.fields for sentence in self.errors.get(name, [])] + [
            ("", str(sentence)) for sentence in self.non_field_errors()
        ]


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; the cleaned value is a list."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        one = super().clean
        return [one(each, initial) for each in data if each] if isinstance(data, (list, tuple)) else [one(data, initial)] if data else []


class PapersForm(StreetForm):
    """A public form with which files may come. What is wrong with them is told together with all else that is wrong."""

    file = ManyFilesField(label=_("Files"), required=False, allow_empty_file=True)

    def clean(self):
        cleaned = super().clean()
        if self.errors and (sent := self.sent):  # where nothing else is wrong the action looks at them, after proof and limit
            try:
                require_write(self.request, at=self.at)
                actions.look_at(sent)
            except TooMany:
                pass
            except Invalid as refusal:
                self.add_error("file", str(refusal))
        return cleaned

    @property
    def sent(self):
        """The files that came with it."""
        return [file for file in self.files.getlist("file") if file] if self.files else []

    @property
    def lost(self):
        """Names of the files that have to be chosen again: a browser keeps none when the form comes back."""
        return "、".join(actions.name_of(file) for file in self.sent) if self.is_bound and self.errors else ""


def in_words(form, sentence):
    """A refusal as the form speaks: the API's names of fields are the labels of the screen."""
    for name, field in form.fields.items():
        sentence = sentence.replace(f"“{name}”", f"“{field.label}”")
    return sentence


class WordForm(forms.Form):
    """What a citizen adds, or says with a confirmation, a reopening or a withdrawal."""

    text = forms.CharField(label=pgettext_lazy("case", "Text"), required=False, max_length=5000, widget=forms.Textarea)
