"""The register of a kind of case in the admin: what is due first, with search, filters and export; rooms above derive from CaseRegister.

And the register of wordings of letters, which the office keeps.
"""

import re

from django import forms
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import DjangoORMSearchHandler

from disclosure.clocks.actions import day_of
from disclosure.ledger.registers import Index, ReadOnly, Register
from disclosure.org.posts import acting_posts, full_name
from disclosure.org.registers import Kept, KeptRegister, Make

from . import codes, wordings
from .models import Case, LetterTemplate

MOST = 500  # of one search by number
FEW = 2000  # of one search by words; what finds more is soon full of finds on every page


class Listed(ReadOnly):
    """A row has no page of its own in the register: its number leads to the page of the case."""

    def may_enter(self, user):
        """Whether this person enters what came by telephone, letter or visit: whoever is approached first, but for who only audits."""
        return not user.is_superuser and bool(acting_posts(user, day_of(timezone.now())))

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
        found = super().search_queryset(queryset, search_term, **kwargs)
        # Words are looked for in every row: once, and in the order of the table, not for the count and again in that of the register.
        numbers = list(found.order_by("pk").values_list("pk", flat=True)[: FEW + 1])
        return queryset.filter(pk__in=numbers) if len(numbers) <= FEW else found


class Cases(Index):
    """The list with the door for what came another way, for who may enter it."""

    @property
    def may_enter(self):
        return self.permission_helper.may_enter(self.request.user)


class CaseRegister(Register):
    """Cases of one kind. `model` is the room's own table with a OneToOne `case`, or Case itself; `prefix` is the path to the case."""

    prefix = "case__"
    index_view_class = Cases
    permission_helper_class, search_handler_class = Listed, ByNumberOrWords
    inspect_view_enabled = False
    list_display = ("number_link", "matter", "state_words", "due", "owner_name", "way_words", "received")
    list_export = ("number", "matter", "state_words", "due_on", "answered_on", "owner_name", "way_words", "received_on")

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
        case = self.case_of(row)
        state, waits = case.get_state_display(), _("receipt not confirmed")
        return f"{state}（{waits}）" if case.unconfirmed else state

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

    received.short_description, received.day = _("day of receipt"), True

    def received_on(self, row):
        return self.case_of(row).received_on  # a day in the table that is taken away, not its words

    received_on.short_description = _("day of receipt")


class WordingForm(WagtailAdminModelForm):
    """The letter by its name, and the names that its wording may use."""

    kind = forms.ChoiceField(label=_("Letter"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = self.instance.kind or self.initial.get("kind") or ""
        if "kind" in self.fields:
            groups = {}
            for name, one in wordings.known.items():
                groups.setdefault(str(one.about.label), []).append((name, one.title))
            self.fields["kind"].choices = list(groups.items())
        if kind in wordings.known:
            names = _("One paragraph a line. Names that may be used: {known}.").format(known=wordings.listed_names(kind))
            self.fields["body"].help_text = names
            self.fields["body"].widget.attrs["rows"] = 14


class NewWording(Make):
    """A letter's wording, the one in force filled in."""

    def get_initial(self):
        kind = self.request.GET.get("kind")
        if kind not in wordings.known:
            return super().get_initial()
        title, body, _frame = wordings.wording(kind)
        return {"kind": kind, "title": title, "body": body}


class WordingRegister(KeptRegister):
    """文书样式: the office's own wording; what has no row here goes out as it came with the system."""

    model = LetterTemplate
    permission_helper_class = Kept
    create_view_class = NewWording
    menu_label = _("Wordings of letters")
    menu_icon = "doc-full"
    menu_order = 365
    index_template_name = "disclosure_cases/wordings.html"
    list_display = ("about", "letter", "title", "changed_at")
    list_export = ("about", "letter", "title", "body", "changed_at")
    search_fields = ("title", "body")
    inspect_view_fields = ("title", "body", "changed_at")
    edit_handler = ObjectList([FieldPanel("kind"), FieldPanel("title"), FieldPanel("body"), FieldPanel("frame")], base_form_class=WordingForm)
    change_handler = ObjectList([FieldPanel("title"), FieldPanel("body"), FieldPanel("frame")], base_form_class=WordingForm)

    def about(self, row):
        """The matters whose letter it is."""
        return wordings.known[row.kind].about.label if row.kind in wordings.known else ""

    about.short_description = _("kind")

    def letter(self, row):
        """The name of the letter as it comes with the system."""
        return wordings.known[row.kind].title if row.kind in wordings.known else row.kind

    letter.short_description = _("letter")

    def as_it_came(self):
        """[(matters, [(kind, title)])] of the letters that go out as they came with the system."""
        changed, groups = set(LetterTemplate.objects.values_list("kind", flat=True)), {}
        for kind, one in wordings.known.items():
            if kind not in changed:
                groups.setdefault(one.about.label, []).append((kind, one.title))
        return list(groups.items())

    def make(self, given, **who):
        return wordings.change(**given, **who)

    def change(self, row, given, **who):
        return wordings.change(kind=row.kind, **given, **who)
