"""The public catalogue (公开目录): one filter set for the page, the columns and the API."""

import hashlib
from datetime import datetime
from os.path import basename

import django_filters
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from disclosure.org.models import Division
from disclosure.rules.categories import Audience, Validity
from disclosure.rules.channels import Channel, choices
from disclosure.rules.numbers import normal_document_number

from .models import CategoryIndexPage, DisclosurePage
from .models.base import HERE, page_types

PER_PAGE = 20
YEARS = range(1949, 2100)
MOST_WORDS = 20  # nobody types more; SQLite takes no expression a thousand deep
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
    """The filters of the contract; several values of one filter mean any of them.

    An unknown value of a closed list is an error that names the filter, never an empty result.
    """

    category = django_filters.MultipleChoiceFilter("category_code", label=_("category"), choices=categories)
    division = django_filters.MultipleChoiceFilter("division__code", label=_("division"), choices=divisions)
    channel = django_filters.MultipleChoiceFilter(label=_("channel"), choices=channel_choices, method="by_channel")
    year = django_filters.MultipleChoiceFilter(label=_("year of publication"), choices=[(str(year), str(year)) for year in YEARS], method="by_year")
    validity = django_filters.MultipleChoiceFilter(label=_("validity"), choices=Validity.choices)
    document_number = django_filters.CharFilter(label=_("document number"), method="by_number")
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=kinds)
    enterprise = django_filters.CharFilter("party_names", lookup_expr="icontains", label=_("enterprise"))
    credit_code = django_filters.CharFilter(label=_("unified social credit code"), method="by_credit_code")
    q = django_filters.CharFilter(label=_("words in title and number"), method="by_words")
    order = django_filters.ChoiceFilter(label=_("order"), choices=list(ORDERS.items()), method="in_order", null_value=None)

    class Meta:
        model = DisclosurePage
        fields = []

    def by_channel(self, queryset, name, value):
        """Items that go out by one of these columns, or by any column of these channels."""
        chosen = Q()
        for code in dict.fromkeys(value):
            chosen |= Q(channels__contains=f"|{code}|") | (Q(channels__contains=f"|{code}:") if ":" not in code else Q())
        return queryset.filter(chosen)

    def by_year(self, queryset, name, value):
        """Items first published in one of these years (Asia/Shanghai)."""
        chosen = Q()
        for year in dict.fromkeys(value):
            first, after = year_span(int(year))
            chosen |= Q(published_at__gte=first, published_at__lt=after)
        return queryset.filter(chosen)

    def by_number(self, queryset, name, value):
        """The item of exactly this number, however its brackets were typed."""
        return queryset.filter(document_number=normal_document_number(value))

    def by_credit_code(self, queryset, name, value):
        """Items that name a party of this code."""
        return queryset.filter(party_codes__contains=f"|{value.strip().upper()}|")

    def by_words(self, queryset, name, value):
        """Every word occurs in the title, the document number or the index number; of more than MOST_WORDS the first ones are asked for."""
        for word in list(dict.fromkeys(value.split()))[:MOST_WORDS]:
            number = normal_document_number(word)
            queryset = queryset.filter(Q(title__icontains=word) | Q(document_number__icontains=number) | Q(index_number__icontains=word))
        return queryset

    def in_order(self, queryset, name, value):
        """The order asked for; the same place is decided by the number of the page."""
        return queryset.order_by(value, "-id")

    def refusals(self):
        """What cannot be read, as sentences naming the filter; empty when all is well."""
        return [
            _("%(filter)s: “%(value)s” is not known here.") % {"filter": self.filters[name].label, "value": "，".join(self.data.getlist(name))}
            for name in self.form.errors
        ]

    def unknown(self):
        """Names of the filters whose value is unknown."""
        return list(self.form.errors)


def filtered(query, *, rows=None):
    """The filter set over `rows` (default: all public items), newest publication first unless `order` says otherwise. `query`: a QueryDict."""
    rows = DisclosurePage.objects.public() if rows is None else rows
    return CatalogueFilter(query, rows.in_register())


def asked(request):
    """A copy of the address's conditions, each once and at most MOST_WORDS of a name: a list of one's choices is asked for one by one."""
    query = request.GET.copy()
    for name, values in request.GET.lists():
        query.setlist(name, list(dict.fromkeys(values))[:MOST_WORDS])
    return query


FACETS = ("category", "division", "year", "validity", "kind", "channel")


def facets(query):
    """[{name, label, values: [{value, label, count, chosen}]}]: how many public items each value would leave beside the other filters chosen.

    One grouped query a facet, kept for fifteen seconds (a publication shows within twenty); values without an item are left out unless chosen.
    """
    asked = sorted((name, value) for name, values in query.lists() if name in CatalogueFilter.base_filters for value in values if value)
    key = f"disclosure.facets.{hashlib.sha256(repr(asked).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = _facets(query)
        cache.set(key, found, 15)
    return found


def _facets(query):
    found = []
    for name in FACETS:
        others = query.copy()
        others.pop(name, None)
        others.pop("order", None)
        chosen = query.getlist(name)
        counted = _counts(name, CatalogueFilter(others, DisclosurePage.objects.public()).qs.order_by())
        values = [
            {"value": value, "label": words, "count": counted.get(value, 0), "chosen": value in chosen}
            for value, words in _values(name, counted)
            if counted.get(value) or value in chosen
        ]
        found.append({"name": name, "label": CatalogueFilter.base_filters[name].label, "values": values})
    return found


def _values(name, counted):
    """(value, words) of a facet in a sensible order."""
    if name == "year":
        return [(year, year) for year in sorted(counted, reverse=True)]
    if name == "channel":
        return [pair for pair in choices() if pair[0].startswith("portal:")]
    return {"category": categories, "division": divisions, "validity": lambda: Validity.choices, "kind": kinds}[name]()


def _counts(name, rows):
    """{value: number of items} of one facet."""
    if name == "channel":
        columns = [code for code, _words in choices() if code.startswith("portal:")]
        counts = rows.aggregate(**{code.partition(":")[2]: Count("pk", filter=Q(channels__contains=f"|{code}|")) for code in columns})
        return {code: counts[code.partition(":")[2]] for code in columns}
    if name == "year":
        years = rows.filter(published_at__isnull=False).annotate(y=ExtractYear("published_at", tzinfo=HERE)).values_list("y")
        return {str(year): count for year, count in years.annotate(n=Count("pk"))}
    field = {"category": "category_code", "division": "division__code", "validity": "validity", "kind": "kind"}[name]
    return dict(rows.values_list(field).annotate(n=Count("pk")))


def chips(filter_set, query, *, counted=False):
    """[{label, text, without}] of the conditions chosen: what they are, and the address without each.

    counted: also `left`, how many items are found without it, and `helps`, whether to offer that: for those with some, for all where none has.
    Asked where nothing is found, one query a condition.
    """
    found = []
    for name, chosen in query.lists():
        if name not in filter_set.filters or name == "order":
            continue
        words = {str(code): text for code, text in dict(filter_set.form.fields[name].choices).items()} if name in FACETS else {}
        for value in filter(None, chosen):
            rest = query.copy()
            rest.pop("page", None)
            rest.setlist(name, [other for other in chosen if other != value])
            found.append({"label": filter_set.filters[name].label, "text": words.get(value, value), "without": f"?{rest.urlencode()}"})
            if counted:
                others = filtered(rest)
                found[-1]["left"] = others.qs.count() if others.is_valid() else 0
    for chip in found if counted else ():
        chip["helps"] = bool(chip["left"]) or not any(other["left"] for other in found)
    return found


def listing(request, *, category="", channel="", rows=None):
    """What a page with a list shows: `items` (a paginator's page of twenty), `filter`, `categories`, `refusals`, `query`, `orders`, `order`.

    category, channel: what the address fixes. rows: the items to list, default all public ones. An unknown value gives a sentence in `refusals`
    and no item.
    """
    query = asked(request)
    for name, value in (("category", category if rows is None else ""), ("channel", channel)):
        if value:
            query[name] = value
    if rows is not None:  # the caller chose the kind: the filter knows outward kinds alone
        query.pop("kind", None)
    filter_set = filtered(query, rows=rows)
    fits = filter_set.is_valid()
    items = Paginator(filter_set.qs if fits else DisclosurePage.objects.none(), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "items": items,
        "filter": filter_set,
        "categories": categories(),
        "refusals": [] if fits else filter_set.refusals(),
        "query": {name: request.GET.get(name, "") for name in CatalogueFilter.base_filters},
        "orders": list(ORDERS.items()),
        "order": request.GET.get("order") or "-published_at",
    }


def with_facets(request):
    """`listing` with what the catalogue page has besides: `facets`, `chosen` (chips), `kept` and `query_pairs` (hidden fields of its two forms)."""
    context = listing(request)
    query = asked(request)
    query.pop("page", None)
    pairs = [(name, value) for name, values in query.lists() for value in values if value]
    return {
        **context,
        "facets": facets(query) if not context["refusals"] else [],
        "chosen": chips(context["filter"], query, counted=not context["items"].object_list and not context["refusals"]),
        "kept": [(name, value) for name, value in pairs if name not in FACETS and name != "q"],
        "query_pairs": [(name, value) for name, value in pairs if name != "order"],
    }


def of_column(request, page, rows=None):
    """`listing` of one category with its `kinds` ({code, label}) and the chosen `kind` or None. `rows`: of an inward list, its live items."""
    model = page.page_type
    offered = [{"code": code, "label": label} for code, label in model.kinds.choices] if model and model.kinds else []
    chosen = next((kind for kind in offered if kind["code"] == request.GET.get("kind")), None)
    if rows is not None and chosen:
        rows = rows.filter(kind=chosen["code"])
    return {**listing(request, category=page.category, rows=rows), "kinds": offered, "kind": chosen}


def newest(count=50, **only):
    """The newest public items, for feeds and the home page."""
    return DisclosurePage.objects.public().filter(**only).in_register()[:count]


def in_column(code):
    """The newest public items of one column of a channel, for instance `portal:notices`."""
    return DisclosurePage.objects.public().filter(channels__contains=f"|{code}|").in_register()


def document_url(number, name):
    """The address at which Wagtail serves a document, or None where the site does not serve documents."""
    try:
        return reverse("wagtaildocs_serve", args=[number, basename(name)])
    except NoReverseMatch:
        return None


def of_enterprises(codes):
    """{credit code: number of public items that name it}; one query, whatever the number of codes."""
    codes = list(dict.fromkeys(filter(None, codes)))
    if not codes:
        return {}
    counts = {f"n{n}": Count("pk", filter=Q(party_codes__contains=f"|{code}|")) for n, code in enumerate(codes)}
    found = DisclosurePage.objects.open_to_everyone().order_by().aggregate(**counts)
    return {code: found[f"n{n}"] for n, code in enumerate(codes)}


CategoryIndexPage.listing = staticmethod(of_column)
