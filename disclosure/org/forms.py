"""The forms of the organisation's registers. They only gather; the actions check."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from disclosure.intake.forms import SeveralField

from .models import PostKind
from .posts import full_name


def people():
    """Accounts that can hold a post: open ones, by name."""
    return get_user_model().objects.filter(is_active=True).order_by("last_name", "first_name", "pk")


class NamedPeopleForm(WagtailAdminModelForm):
    """Shows people by their full names, and only those whose account is open."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("person", "deputy", "to"):
            if name in self.fields:
                self.fields[name].queryset = people()
                self.fields[name].label_from_instance = lambda user: f"{full_name(user)} ({user.get_username()})"
        if led := self.fields.get("in_charge_of"):
            given = {name: getattr(led, name) for name in ("required", "widget", "label", "help_text")}
            self.fields["in_charge_of"] = SeveralField(led.queryset, **given)


class PostChangeForm(NamedPeopleForm):
    """A post that runs: its end, title, deputy, and for a leader other divisions from a day."""

    charge_from = forms.DateField(
        label=_("new charge from"), required=False, widget=AdminDateInput, help_text=_("Needed when the divisions in charge change: the first day.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.kind != PostKind.SUPERVISING_LEADER:
            del self.fields["in_charge_of"], self.fields["charge_from"]


class DelegationForm(NamedPeopleForm):
    """A delegation of one's own post; who keeps the organisation sees every running post."""

    def __init__(self, *args, posts=None, **kwargs):
        super().__init__(*args, **kwargs)
        if posts is not None and "post" in self.fields:
            self.fields["post"].queryset = posts
            self.fields["post"].label_from_instance = lambda post: f"{post} · {full_name(post.person)}"
