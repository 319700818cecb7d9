"""The public catalogue (公开目录): one filter set for the page, the columns and the API."""

from datetime import datetime

import django_filters
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from disclosure.org.models import Division
from disclosure.rules.categories import Audience, Validity
from disclosure.rules.channels import Channel, choices, label

from .models import DisclosurePage
from .models.base import HERE, page_types
from .models.panels import normal_document_number

PER_PAGE = 20
YEARS = range(1949, 2100)
ORDERS = {
    "-published_at": _("newest publication first"),
    "published_at": _("oldest publication first"),
    "-formed_on": _("newest first by the day it was formed"),
    "formed_on": _("oldest first by the day it was formed"),
    "title": _("by title"),
    "-title": _("by title, from the end"),
}


def public_types():
    """The page types of the outward categories that are switched on."""
    return [model for model in page_types() if model.category.audience == Audience.PUBLIC]


def categories():
    """(code, words) of the outward categories, in the document's order."""
    return [(str(model.category), model.category.label) for model in public_types()]


def kinds(category=None):
    """(code, words) of the kinds of all outward categories, or of one, each code once."""
    found = {}
    for model in public_types():
        if model.kinds and category in (None, "", str(model.category)):
            for code, words in model.kinds.choices:
                found.setdefault(code, words)
    return list(found.items())


def divisions():
    """(code, name) of every division, also of one that has ended: its items stay."""
    return list(Division.objects.values_list("code", "name"))


def channel_choices():
    """(code, words) of channels and their columns; a channel alone means all its columns."""
    return [*((channel.value, channel.label) for channel in Channel), *(pair for pair in choices() if ":" in pair[0])]


def year_span(year):
    """The moments in which a year begins and the next one does, in Asia/Shanghai."""
    return datetime(year, 1, 1, tzinfo=HERE), datetime(year + 1, 1, 1, tzinfo=HERE)


class CatalogueFilter(django_filters.FilterSet):
    """The filters of the contract. An unknown value of a closed list is an error that names the filter, never an empty result."""

    category = django_filters.ChoiceFilter("category_code", label=_("category"), choices=categories)
    division = django_filters.ChoiceFilter("division__code", label=_("division"), choices=divisions)
    channel = django_filters.ChoiceFilter(label=_("channel"), choices=channel_choices, method="by_channel")
    year = django_filters.TypedChoiceFilter(
        label=_("year of publication"), choices=[(str(year), str(year)) for year in YEARS], coerce=int, method="by_year"
    )
    validity = django_filters.ChoiceFilter(label=_("validity"), choices=Validity.choices)
    document_number = django_filters.CharFilter(label=_("document number"), method="by_number")
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=kinds)
    enterprise = django_filters.CharFilter("party_names", lookup_expr="icontains", label=_("enterprise"))
    credit_code = django_filters.CharFilter(label=_("unified social credit code"), method="by_credit_code")
    q = django_filters.CharFilter(label=_("words in title and number"), method="by_words")
    order = django_filters.ChoiceFilter(label=_("order"), choices=list(ORDERS.items()), method="in_order", null_value=None)

    class Meta:
        model = DisclosurePage
        fields = []

    def by_channel(self, queryset, name, value):
        """Items that go out by this column, or by any column of this channel."""
        return queryset.filter(channels__contains=f"|{value}|" if ":" in value or value not in ("portal", "intranet") else f"|{value}")

    def by_year(self, queryset, name, value):
        """Items first published in that year (Asia/Shanghai)."""
        first, after = year_span(value)
        return queryset.filter(published_at__gte=first, published_at__lt=after)

    def by_number(self, queryset, name, value):
        """The item of exactly this number, however its brackets were typed."""
        return queryset.filter(document_number=normal_document_number(value))

    def by_credit_code(self, queryset, name, value):
        """Items that name a party of this code."""
        return queryset.filter(party_codes__contains=f"|{value.strip().upper()}|")

    def by_words(self, queryset, name, value):
        """Every word occurs in the title, the document number or the index number."""
        for word in value.split():
            number = normal_document_number(word)
            queryset = queryset.filter(Q(title__icontains=word) | Q(document_number__icontains=number) | Q(index_number__icontains=word))
        return queryset

    def in_order(self, queryset, name, value):
        """The order asked for; the same place is decided by the number of the page."""
        return queryset.order_by(value, "-id")

    def refusals(self):
        """What cannot be read, as sentences naming the filter; empty when all is well."""
        return [
            _("%(filter)s: “%(value)s” is not known here.") % {"filter": self.filters[name].label, "value": self.data.get(name, "")}
            for name in self.form.errors
        ]

    def unknown(self):
        """Names of the filters whose value is unknown."""
        return list(self.form.errors)


def filtered(query, *, rows=None):
    """The filter set over `rows` (default: all public items), newest publication first unless `order` says otherwise. `query`: a QueryDict."""
    rows = DisclosurePage.objects.public() if rows is None else rows
    return CatalogueFilter(query, rows.in_register())


FACETS = ("category", "division", "year", "validity", "kind", "channel")


def facets(filter_set, query, *, rows=None, without=()):
    """{name: [{code, label, count, selected, query}]}: how many items each value would leave beside the other filters chosen.

    `query` of a value is the query string that chooses it, or takes it back when it is chosen. One grouped query a facet.
    """
    rows = DisclosurePage.objects.public() if rows is None else rows
    found = {}
    for name in FACETS:
        if name in without:
            continue
        others = query.copy()
        others.pop(name, None)
        others.pop("order", None)
        counted = _counts(name, CatalogueFilter(others, rows).qs.order_by())
        chosen = query.get(name, "")
        found[name] = [
            {"code": code, "label": words, "count": count, "selected": code == chosen, "query": _with(query, name, "" if code == chosen else code)}
            for code, words, count in counted
        ]
    return found


def _counts(name, rows):
    """(code, words, count) of the values of one facet that occur, in a sensible order."""
    if name == "channel":
        columns = [code for code, _words in choices() if code.startswith("portal:")]
        counts = rows.aggregate(**{code.partition(":")[2]: Count("pk", filter=Q(channels__contains=f"|{code}|")) for code in columns})
        return [(code, label(code), count) for code in columns if (count := counts[code.partition(":")[2]])]
    if name == "year":
        years = rows.filter(published_at__isnull=False).annotate(y=ExtractYear("published_at", tzinfo=HERE)).values_list("y").annotate(n=Count("pk"))
        return [(str(year), str(year), count) for year, count in sorted(years, reverse=True)]
    field, words = {
        "category": ("category_code", dict(categories())),
        "division": ("division__code", dict(divisions())),
        "validity": ("validity", dict(Validity.choices)),
        "kind": ("kind", dict(kinds())),
    }[name]
    counts = dict(rows.values_list(field).annotate(n=Count("pk")))
    return [(code, text, counts[code]) for code, text in words.items() if counts.get(code)]


def _with(query, name, value):
    """The query string with one filter set, or taken out by an empty value; the page number goes."""
    changed = query.copy()
    changed.pop("page", None)
    changed.pop(name, None)
    if value:
        changed[name] = value
    return changed.urlencode()


def listing(request, *, category="", channel="", rows=None):
    """What a page with a list shows: `items` (a paginator's page of twenty), `filter`, `facets`, `categories`, `refusals`, `query`.

    A category or channel that the address fixes is not offered as a facet. An unknown value gives a sentence in `refusals` and no item.
    `query` is the query string without the page number, for the links between pages.
    """
    query = request.GET.copy()
    for name, value in (("category", category if rows is None else ""), ("channel", channel)):
        if value:
            query[name] = value
    filter_set = filtered(query, rows=rows)
    fits = filter_set.is_valid()
    items = Paginator(filter_set.qs if fits else DisclosurePage.objects.none(), PER_PAGE).get_page(request.GET.get("page"))
    without = {name for name, value in (("category", category), ("channel", channel)) if value}
    return {
        "items": items,
        "filter": filter_set,
        "facets": facets(filter_set, query, rows=rows, without=without) if fits else {},
        "categories": categories(),
        "refusals": filter_set.refusals() if not fits else [],
        "query": _with(request.GET, "page", ""),
    }


def newest(count=50, **only):
    """The newest public items, for feeds and the home page."""
    return DisclosurePage.objects.public().filter(**only).in_register()[:count]


def in_column(code):
    """The newest public items of one column of a channel, for instance `portal:notices`."""
    return DisclosurePage.objects.public().filter(channels__contains=f"|{code}|").in_register()

