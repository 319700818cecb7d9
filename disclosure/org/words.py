"""What the ledger calls the acts, subjects and posts of this room (五（一）, 五（二）)."""

from django.utils.translation import gettext_lazy as _

from .models import PostKind

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
