"""The register of a kind of case in the admin: what is due first, with search, filters and export. Rooms above derive from CaseRegister."""

import re

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail_modeladmin.helpers import DjangoORMSearchHandler

from disclosure.clocks.actions import day_of
from disclosure.ledger.registers import ReadOnly, Register
from disclosure.org.posts import full_name

from . import codes
from .models import Case

MOST = 500  # of one search by number


class Listed(ReadOnly):
    """A row has no page of its own in the register: its number leads to the page of the case."""

    def user_can_inspect_obj(self, user, obj):
        return False


class ByNumberOrWords(DjangoORMSearchHandler):
    """A number, whole or its beginning, is looked up in its index; anything else is searched for in the register's fields."""

    def search_queryset(self, queryset, search_term, **kwargs):
        term = codes.folded(search_term)
        if re.fullmatch(r"(SQ|TS|FK)-?[0-9-]*", term):
            # By its own index first, since SQLite would take that of the kind; and its LIKE looks at every row.
            sqlite = connection.vendor == "sqlite"
            found = Case.objects.filter(number__gte=term, number__lt=f"{term}~") if sqlite else Case.objects.filter(number__startswith=term)
            p = "" if hasattr(queryset.model, "number") else "case__"
            return queryset.filter(**{f"{p}pk__in": list(found.order_by("number").values_list("pk", flat=True)[:MOST])})
        return super().search_queryset(queryset, search_term, **kwargs)


class CaseRegister(Register):
    """Cases of one kind. `model` is the room's own table with a OneToOne `case`, or Case itself; `prefix` is the path to the case."""

    prefix = "case__"
    permission_helper_class, search_handler_class = Listed, ByNumberOrWords
    inspect_view_enabled = False
    list_display = ("number_link", "matter", "state_words", "due", "owner_name", "way_words", "received")
    list_export = ("number", "matter", "state_words", "due_on", "answered_on", "owner_name", "way_words", "received")

    def case_of(self, row):
        """The case of a row."""
        return row.case if self.prefix else row

    def get_queryset(self, request):
        """Rows with their case and its people. Those come by queries of their own: a join would be made for every row that a late page skips."""
        p = self.prefix
        related = [f"{p}owner", f"{p}owner_division"] + (["case"] if p else [])
        return super().get_queryset(request).prefetch_related(*related)

    def get_ordering(self, request):
        """Open ones first, what is due first on top; ended ones after them, the newest first."""
        return [f"{self.prefix}order_on", f"-{self.prefix}id"]

    def number(self, row):
        return self.case_of(row).number

    number.short_description = _("case number")

    def number_link(self, row):
        case = self.case_of(row)
        return format_html('<a class="num" href="{}">{}</a>', reverse("disclosure_cases_case", args=[case.pk]), case.number)

    number_link.short_description = _("case number")

    def matter(self, row):
        return self.case_of(row).title

    matter.short_description = _("matter")

    def state_words(self, row):
        return self.case_of(row).get_state_display()

    state_words.short_description = _("state")

    def due_on(self, row):
        return self.case_of(row).due_on

    due_on.short_description = _("due on")

    def due(self, row):
        case = self.case_of(row)
        if case.is_open and case.due_on and case.due_on < day_of(timezone.now()):
            return format_html('<strong class="status-tag">{} {}</strong>', case.due_on, _("overdue"))
        mark = _("provisional") if case.provisional else ""
        return f"{case.due_on or '—'} {mark}".strip()

    due.short_description = _("due on")

    def answered_on(self, row):
        return self.case_of(row).answered_on

    answered_on.short_description = _("answered on")

    def owner_name(self, row):
        case = self.case_of(row)
        return full_name(case.owner) if case.owner else case.get_owner_post_display()

    owner_name.short_description = pgettext_lazy("case", "owner")

    def way_words(self, row):
        return self.case_of(row).get_way_display()

    way_words.short_description = _("way of arrival")

    def received(self, row):
        return self.case_of(row).received_on

    received.short_description = _("day of receipt")
