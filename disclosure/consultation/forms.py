"""The forms of the public pages."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.cases.forms import PapersForm
from disclosure.intake.forms import StreetForm
from disclosure.rules.hearing import Stance

from .models.comments import AnswerBy


class CommentForm(PapersForm):
    """A comment: on what, how one stands to it, the words; who one is only if one likes."""

    clause = forms.ChoiceField(label=_("On what"), required=False)
    stance = forms.ChoiceField(
        label=_("Your view"), choices=Stance.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you agree, disagree or suggest a change.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Comment and reasons"), max_length=5000, widget=forms.Textarea, error_messages={"required": _("Write your comment and its reasons.")}
    )
    name = forms.CharField(label=_("Signed as"), max_length=60, required=False)
    answer_by = forms.ChoiceField(label=_("How you want to be told"), choices=AnswerBy.choices, required=False)
    contact = forms.CharField(label=_("Where to tell you"), max_length=200, required=False)

    def __init__(self, *args, clauses=(), older=None, **kwargs):
        """`clauses`: those open to comment. `older`: one of an earlier published version, that somebody read while the draft was changed."""
        super().__init__(*args, **kwargs)
        before = [(str(older.pk), _("%(clause)s (of the draft as it was before)") % {"clause": older})] if older else []
        self.fields["clause"].choices = [("", _("The whole draft")), *((str(clause.pk), str(clause)) for clause in clauses), *before]


class SubscribeForm(StreetForm):
    """An address to which news of one consultation goes."""

    email = forms.EmailField(label=_("E-mail"), max_length=200)


class CodeForm(forms.Form):
    """Number and code of one's own comment."""

    number = forms.CharField(label=pgettext_lazy("comment", "number"), max_length=40)
    code = forms.CharField(label=pgettext_lazy("case", "Code"), max_length=40)


class SignUpForm(StreetForm):
    """Somebody wants to take part in a hearing or meeting."""

    name = forms.CharField(label=_("Full name"), max_length=60)
    speaks_for = forms.CharField(label=_("For whom you speak"), max_length=100, required=False)
    contact = forms.CharField(label=_("Telephone or e-mail"), max_length=200)


class ConfirmForm(CodeForm):
    """A participant confirms the minutes, those that he has read: as they are, or with a remark. Without `how` a remark says which."""

    PLAIN, REMARKED = "plain", "remark"
    HOW = ((PLAIN, _("I confirm them")), (REMARKED, _("I confirm them, but I add something or do not agree")))

    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    how = forms.ChoiceField(label=_("Your word on the minutes"), choices=HOW, required=False, widget=forms.RadioSelect)
    remark = forms.CharField(label=_("What you add, or do not agree with"), max_length=2000, required=False, widget=forms.Textarea)
