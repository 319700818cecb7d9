"""The register of documents issued in the admin (发文登记): what was sent out, what became of it, and how late each division is."""

from django.contrib.admin import SimpleListFilter
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList

from disclosure.chain.readers import may_read, reach
from disclosure.ledger.registers import Index
from disclosure.org.registers import Kept, KeptRegister, today
from disclosure.rules.issued import Outcome

from .issued import by_divisions, compared, correct, enter, standings
from .models import DisclosurePage, IssuedDocument

FIELDS = ("document_number", "title", "issued_on", "division", "scope")


class OwnAndOffice(Kept):
    """A division reads its own documents; the office, leaders, the efficiency office and the auditor read all. The office director keeps them."""

    def allowed(self, user):
        everywhere, codes = reach(user, today())
        return super().allowed(user) and (everywhere or bool(codes))

    def user_can_inspect_obj(self, user, obj):
        everywhere, codes = reach(user, today())  # asked for every row of a list: its division was read with it
        return self.user_can_list(user) and (everywhere or obj.division.code in codes)


def readable(rows, user):
    """The documents of a queryset that a person may read today: all, or those of the divisions whose matters concern him."""
    everywhere, codes = reach(user, today())
    if everywhere:
        return rows
    return rows.filter(division__code__in=codes)


def titles(rows, user):
    """{number of an item: its title} of what documents (compared.Row) were matched with, as far as a person may read it today."""
    pages = DisclosurePage.objects.filter(pk__in={row.page_no for row in rows if row.page_no}).select_related("division").specific()
    return {page.pk: page.title for page in pages if may_read(user, page, today())}


EXEMPT = "exempt"  # every outcome that a review exempts, as the table of divisions counts them


class ByOutcome(SimpleListFilter):
    """What became of a document by today."""

    title, parameter_name = _("how it stands"), "outcome"

    def lookups(self, request, model_admin):
        return [*Outcome.choices, (EXEMPT, _("Reviewed as exempt"))]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        wanted = [outcome.value for outcome in Outcome if outcome.is_exempt] if self.value() == EXEMPT else [self.value()]
        return queryset.filter(pk__in=[number for number, (outcome, *_more) in standings(today()).items() if outcome in wanted])


class Compared(Index):
    """The list with the table of divisions above it: only what the page shows is compared, the table is of what is kept (issued.standings)."""

    @cached_property
    def rows(self):
        """Every document of an export, compared at once."""
        return {row.document.pk: row for row in compared(self.queryset.select_related("division"), on=today())}

    @cached_property
    def titles(self):
        """Titles of the items of an export."""
        return titles(self.rows.values(), self.request.user)

    def to_row_dict(self, item):
        item.__dict__.update(_compared=self.rows.get(item.pk), _titles=self.titles)
        return super().to_row_dict(item)

    def get_context_data(self, **kwargs):
        table = [
            {
                "division": division, "href": f"{self.index_url}?division__id__exact={division.pk}",
                "all": sum(counts.values()), "late_together": together, "late_most": most,
                "exempt": sum(count for outcome, count in counts.items() if outcome.is_exempt),
                **{outcome.name.lower(): counts[outcome] for outcome in Outcome},
            }
            for division, counts, together, most in by_divisions(self.model_admin.get_queryset(self.request), standings(today()))
        ]  # fmt: skip
        context = super().get_context_data(**{**kwargs, "divisions": table, "as_of": today()})
        rows = {row.document.pk: row for row in compared(context["object_list"], on=today())}
        known = titles(rows.values(), self.request.user)
        for document in context["object_list"]:
            document.__dict__.update(_compared=rows.get(document.pk), _titles=known)
        return context


class IssuedRegister(KeptRegister):
    """发文登记."""

    model = IssuedDocument
    permission_helper_class = OwnAndOffice
    index_view_class = Compared
    index_template_name = "disclosure_items/admin/issued.html"
    menu_label = _("Register of documents")
    menu_icon = "doc-full-inverse"
    menu_order = 640
    list_display = ("document_number", "title", "division", "issued_on", "scope", "due_on", "became", "late", "item")
    list_export = ("document_number", "title", "division", "issued_on", "scope", "due_on", "outcome", "late", "item_title", "entered_at", "source")
    list_filter = (ByOutcome, "division", "scope", "issued_on")
    search_fields = ("document_number", "title")
    ordering = ("-issued_on", "-id")
    inspect_view_fields = (*FIELDS, "due_on", "entered_at", "entered_by", "source")
    edit_handler = change_handler = ObjectList([FieldPanel(name) for name in FIELDS])

    def get_queryset(self, request):
        return readable(super().get_queryset(request), request.user).select_related("division")

    def make(self, given, **who):
        return enter(**given, **who)

    def change(self, document, given, **who):
        return correct(document, **given, **who)

    def _row(self, document):
        if document.__dict__.get("_compared") is None:
            document.__dict__["_compared"] = compared([document], on=today())[0]
        return document.__dict__["_compared"]

    def became(self, document):
        """What became of it, in words; overdue stands out."""
        row = self._row(document)
        if row.outcome == Outcome.OVERDUE:
            return format_html('<strong class="status-tag">{}</strong>', row.outcome.label)
        if row.title_differs:
            return format_html("{}<br><small>{}</small>", row.outcome.label, _("the item has another title"))
        return row.outcome.label

    became.short_description = _("how it stands")

    def outcome(self, document):
        return self._row(document).outcome.label

    outcome.short_description = _("how it stands")

    def late(self, document):
        return self._row(document).days_late or ""

    late.short_description = _("working days late")

    def item(self, document):
        row, title = self._row(document), self.item_title(document)
        return format_html('<a href="{}">{}</a>', reverse("disclosure_chain:review", args=[row.page_no]), title) if title else ""

    item.short_description = _("Item")

    def item_title(self, document):
        """Of an item that the reader may read."""
        return document.__dict__.get("_titles", {}).get(self._row(document).page_no, "")

    item_title.short_description = _("Title of the item")
