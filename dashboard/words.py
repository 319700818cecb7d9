"""What the ledger calls the acts of this room."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.items.models import IssuedDocument
from disclosure.items.registers import readable
from disclosure.ledger import words as ledger

from .metric import METRICS
from .models import Section, Way
from .panels import OWED_AS
from .roles import posts_shown

ACTS = {
    "dashboard.recount": _("Figures recounted"),
    "situation.begin": _("Report on the situation begun"),
    "situation.refresh": _("Figures of a report taken anew"),
    "situation.write": _("Words of a report written"),
    "situation.explain": _("Overdue matter explained"),
    "situation.issue": _("Report on the situation issued"),
    "situation.renew": _("New version of a report begun"),
    "situation.send": _("Report sent"),
    "situation.receipt": _("Receipt of a report recorded"),
}
SUBJECTS = {
    "summary": _("Summary of the figures"),
    "situation": _("Report on the situation"),
    "overdue": _("Overdue matter"),
    "figure": _("Figure of the dashboard"),
}


FACTS = {
    "docx": pgettext_lazy("fact", "checksum of the DOCX"),
    "first": pgettext_lazy("fact", "period from"),
    "how": pgettext_lazy("fact", "how it was sent"),
    "known": pgettext_lazy("fact", "as known on"),
    "last": pgettext_lazy("fact", "period to"),
    "pdf": pgettext_lazy("fact", "checksum of the PDF"),
    "row": pgettext_lazy("fact", "overdue matter"),
    "to": pgettext_lazy("fact", "recipient of the report"),
}


def row_of(key):
    """What a row (kind of row:number) is called: of which kind it is, with its number."""
    source, _colon, number = key.partition(":")
    return f"{OWED_AS[source]} {number}" if source in OWED_AS else key


VALUES = {"part": dict(Section.choices), "how": dict(Way.choices), "to": dict(Way.choices), "row": row_of}


def about_of(code):
    """What a part of (kind of row, number, key of the figure) is called, as the opening of an order records it."""
    return str(METRICS[code].name) if code in METRICS else ledger.SUBJECTS.get({"document": "issued"}.get(code, code))


def document_of(number, key, user, on):
    """(number and title of a document issued, address of its entry) for a reader of a supervision order who reads the register so far; else None."""
    document = readable(IssuedDocument.objects.filter(pk=number), user).first()
    return document and (str(document), reverse("disclosure_items_issueddocument_modeladmin_inspect", args=[number]))


def figure_of(number, key, user, on, stood=None):
    """(name of a figure, address of its rows or "") for who reads a supervision order about it; stood: of which period and filters."""
    metric = METRICS.get(key)
    if metric is None or not posts_shown(user, on):
        return (str(metric.name) if metric else key), ""
    days = {"from": stood["first"], "to": stood["last"], "as_of": stood["known"]} if stood else {}
    query = f"?{urlencode({**stood['query'], **days})}" if stood else ""
    return str(metric.name), reverse("disclosure_dashboard_rows", args=[key]) + query
