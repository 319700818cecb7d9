"""What is typed at an inquiry: the division's answer, or why it is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .order_forms import ManyFilesField, area


class AnswerForm(forms.Form):
    """What the division says, with papers."""

    text = area(_("Answer of the division"), rows=8)
    files = ManyFilesField(label=_("Papers"), required=False)


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=255)
