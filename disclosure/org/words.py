"""What the ledger calls the acts, subjects and posts of this room (五（一）, 五（二）)."""

from django.utils.translation import gettext_lazy as _

from disclosure.rules.categories import Category, Scope
from disclosure.rules.chain import Step
from disclosure.rules.channels import COLUMNS, Channel

from .models import Division, PostKind

ACTS = {
    "org.found": _("Division founded"),
    "org.change": _("Division changed"),
    "org.merge": _("Division merged"),
    "org.appoint": _("Appointed to a post"),
    "org.end": _("Post ended"),
    "org.reassign": _("Divisions in charge changed"),
    "org.deputy": _("Deputy named"),
    "org.title": _("Title of a post changed"),
    "org.delegate": _("Post delegated"),
    "org.undelegate": _("Delegation ended"),
    "org.settings": _("Particulars of the bureau changed"),
}
SUBJECTS = {"division": _("Division"), "post": _("Post"), "bureau": _("Bureau")}
POSTS = {kind.value: kind.label for kind in PostKind}


def division_name(code):
    """The name of a division by its code, None for one that was never there."""
    return Division.objects.filter(code=code).values_list("name", flat=True).first()


def channel_name(code):
    """The name of a channel, with the column behind its point."""
    channel, _colon, column = code.partition(":")
    name = dict(Channel.choices).get(channel)
    return f"{name}（{COLUMNS.get(code, column)}）" if name and column else name


VALUES = {
    "division": division_name, "in_charge_of": division_name, "successor": division_name, "scope": dict(Scope.choices),
    "category": dict(Category.choices), "step": dict(Step.choices), "voided": dict(Step.choices), "channel": channel_name, "channels": channel_name,
}  # fmt: skip
