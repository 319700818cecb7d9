"""What all items share: one table to query, one form to fill, one address for ever."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import class_prepared
from django.dispatch import receiver
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import fields as shapes
from wagtail.api import APIField
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction, get_page_models
from wagtail.query import PageQuerySet
from wagtail.search import index

from disclosure.chain.fields import CodesField
from disclosure.chain.models import Disclosable, Matter
from disclosure.clocks.calendar import calendar
from disclosure.files.access import is_staff
from disclosure.org.models import Division
from disclosure.rules.categories import Audience, Scope
from disclosure.rules.chain import Cause
from disclosure.rules.clock import due
from disclosure.rules.numbers import make_index_number

from ..blocks import Attachments, BodyBlock
from . import complete, facts, numbers
from .panels import DisclosureForm, content_panels
from .readers import keep_private

HERE = ZoneInfo("Asia/Shanghai")

# Written by the system alone. A revision never brings an old value of them back.
SYSTEM_COLUMNS = ("index_number", "published_at", "validity_from", "validity_reason", "replaced_by_id", "category_code")
COMMON_FIELDS = (
    "title",
    "issuer",
    "document_number",
    "formed_on",
    "division",
    "legal_basis",
    "scope",
    "withheld_reason",
    "channels",
    "keywords",
    "summary",
    "body",
    "attachments",
    "validity",
    "go_live_at",
)


COMMON_REQUIRED = ("title", "issuer", "formed_on", "division", "legal_basis", "scope", "channels")
# Not among the signed facts: validity has its own action, the moment belongs to the proposal, attachments are bound by their bytes.
UNSIGNED = ("validity", "go_live_at", "attachments")
API_FIELDS = (
    "index_number", "issuer", "document_number", "formed_on", "division", "legal_basis", "scope", "channels", "keywords", "summary",
    "body", "attachments", "validity", "published_at", "due_on",
)  # fmt: skip
SEARCHED = (models.CharField, models.TextField, StreamField)


class Codes(shapes.Field):
    """A list of codes or words in the API."""

    def to_representation(self, value) -> list[str]:
        return list(value)


class DivisionCode(shapes.Field):
    """A division in the API: its code."""

    def to_representation(self, value) -> str:
        return value.code


class DisclosureQuerySet(PageQuerySet):
    """Which items a reader may meet."""

    def public(self):
        """Live items that are open to everyone: in an outward category, with scope `public`, not under a restricted page."""
        return super().public().open_to_everyone()

    def open_to_everyone(self):
        """As `public` without looking whether a page above is restricted: for counts, in one query instead of two."""
        return self.filter(live=True, scope=Scope.PUBLIC).exclude(category_code__in=codes_for_staff())

    def in_register(self):
        """Live items with what a list shows of them, newest publication first."""
        return self.select_related("division", "content_type").order_by("-published_at", "-id")


class DisclosurePage(Disclosable, Page):
    """An item of public information (公开信息): the fifteen common fields and the columns the catalogue filters by.

    A page type names its `category`, its `legal_fields` and what of them is required; panels, search fields and API schema follow from that.
    """

    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True, db_index=True)
    formed_on = models.DateField(_("formed on"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis of disclosure"), max_length=255, blank=True)
    withheld_reason = models.TextField(_("why it is not open to everyone"), blank=True)
    keywords = CodesField(_("keywords"), blank=True, default=list)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Full sentences, about 100 characters."))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    attachments = StreamField(Attachments(), verbose_name=_("attachments"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    # Drawn from the item at every save, so that the catalogue is one query over one table.
    category_code = models.CharField(_("category"), max_length=40, editable=False, blank=True, db_index=True)
    party_names = CodesField(_("names of the parties"), editable=False, blank=True, default=list)
    party_codes = CodesField(_("credit codes of the parties"), editable=False, blank=True, default=list)

    objects = PageManager.from_queryset(DisclosureQuerySet)()

    # What a type declares
    category = None  # a Category, or an object that answers the same questions
    kinds = None  # TextChoices, where the category has kinds
    legal_fields = []  # what the category needs beyond the common fields, in the order of the contract
    kind_fields = {}  # kind → those of legal_fields that are asked for it alone
    required = []  # required for every kind
    required_for_kind = {}  # kind → required for it alone
    outside = []  # fields outside the signed content, changed by named actions once the item was public
    main_type = True  # the one type of its category (14 ↔ 14)

    saved_meanwhile = None  # the revision that another editor saved since the form was opened (wagtail_hooks.py)

    is_creatable = False
    search_auto_update = False  # items/indexing.py writes the index, after the commit
    base_form_class = DisclosureForm
    subpage_types = []
    parent_page_types = ["disclosure_items.CategoryIndexPage"]
    promote_panels = []  # the address is the index number, the description the summary
    settings_panels = Page.settings_panels
    exclude_fields_in_copy = [
        "index_number", "published_at", "due_on", "validity", "validity_from", "validity_reason", "replaced_by",
    ]  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("disclosure item"), _("disclosure items")
        indexes = [models.Index(fields=["category_code", "-formed_on"], name="item_category_formed")]

    @classmethod
    def derive(cls):
        """Panels, search fields and API fields of a page type from what it declares; runs when the class is complete."""
        if "content_panels" not in cls.__dict__:
            cls.content_panels = content_panels(cls)
        if "search_fields" not in cls.__dict__:
            texts = [name for name in cls.legal_fields if isinstance(cls._meta.get_field(name), SEARCHED) and name != "kind"]
            cls.search_fields = [*DisclosurePage.search_fields, *(index.SearchField(name) for name in texts)]
        if "api_fields" not in cls.__dict__:
            cls.api_fields = [api_field(cls, name) for name in (*API_FIELDS, *cls.legal_fields)]

    search_fields = [
        *Page.search_fields,
        index.SearchField("document_number", boost=4),
        index.SearchField("index_number", boost=4),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("category_code"),
        index.FilterField("kind"),
        index.FilterField("scope"),
        index.FilterField("validity"),
        index.FilterField("formed_on"),
        index.FilterField("published_at"),
        index.FilterField("division"),
    ]
    # --- questions of the category

    def category_is_public(self):
        """Whether the item's category is an outward one (二（一）)."""
        return self.category is not None and self.category.audience == Audience.PUBLIC

    def allowed_scopes(self):
        """The scopes it may be proposed for: outward `public` or `on-application`, inward `staff`."""
        return tuple(self.category.scopes) if self.category is not None else tuple(Scope)

    def get_kind_display(self):
        """The kind in words, or an empty string."""
        return self.kinds(self.kind).label if self.kinds and self.kind in self.kinds.values else self.kind

    def get_template(self, request, *args, **kwargs):
        """One template shows all types."""
        return "disclosure_items/item.html"

    # --- where it lives

    @classmethod
    def can_create_at(cls, parent):
        """A type lives only in the list of its own category (so that nothing inward can come under the public tree)."""
        return super().can_create_at(parent) and cls.at_home_in(parent)

    def can_move_to(self, parent):
        """As `can_create_at`: an item never changes its category by moving."""
        return super().can_move_to(parent) and self.at_home_in(parent)

    @classmethod
    def at_home_in(cls, parent):
        """Whether `parent` is the list of this type's category."""
        return getattr(parent.specific, "category", None) == str(cls.category)

    # --- what the chain asks (disclosure.chain.models.Disclosable)

    def signed_facts(self):
        """Everything a signature binds but the proposal, as JSON values: page, locale, category, fields, body, attachments as {name, sha256}.

        Outside it, changed by named actions: validity and what replaces the item, and what the type lists in `outside`.
        """
        names = [name for name in (*COMMON_FIELDS, *self.legal_fields) if name not in UNSIGNED and name not in self.outside]
        found = facts.references(self)
        attached = [found[get_document_model(), str(block.value.pk)] for block in self.attachments if block.value]
        others = [file for file in found.values() if file is not None and file not in attached]
        return {
            "page": self.pk,
            "locale": self.locale.language_code if self.locale_id else None,
            "category": str(self.category),
            **{name: facts.field_value(self, name) for name in names},
            "attachments": [facts.named(file) for file in attached if file is not None],
            "files_in_text": [facts.named(file) for file in others],
        }

    def signed_files(self):
        """The documents and images the page uses, attachments first: model instances."""
        return facts.files_of(self)

    def missing(self, at=None):
        """What is lacking before it can be proposed or made public: [(field name, sentence)], empty when complete (什么情形要什么, by kind)."""
        return complete.missing(self)

    def impossible(self):
        """[(field name, sentence)] of what is filled in and cannot be so for this type: refused as it is saved, not only as it is proposed."""
        return []

    def is_empty(self, name):
        """Whether a field holds nothing."""
        value = getattr(self, self._meta.get_field(name).attname)
        return value is None or value == "" or (not isinstance(value, (bool, int)) and len(value) == 0 if hasattr(value, "__len__") else False)

    def required_fields(self, kind=None):
        """Names of the fields that must be filled for a kind (the item's own by default): the common ones, the category's, the kind's."""
        kind = self.kind if kind is None else kind
        always = [name for name in COMMON_REQUIRED if name != "legal_basis" or self.category_is_public()]
        return list(dict.fromkeys([*always, *self.required, *self.required_for_kind.get(kind, [])]))

    def of_the_same_number(self):
        """Other items that bear its document number, drafts and what is public, oldest first; what was taken down may come back under its number."""
        others = DisclosurePage.objects.filter(Q(live=True) | Q(published_at=None), document_number=self.document_number).exclude(pk=self.pk)
        return others.order_by("pk") if self.document_number else others.none()

    def clock_starts_on(self):
        """(kind of limit, day) from which the time to publish runs: the day it was formed; a penalty's from the day of the decision, seven days.

        A type whose items are due sooner says so (`OtherPage`: licences, by the same rule as penalties).
        """
        if self.kind == "penalty" and getattr(self, "decided_on", None):
            return "penalty", self.decided_on
        return "publication", self.formed_on

    def count_due_on(self):
        """The legal day by which it must be public, None for inward items.

        20 working days (art 26), 7 for licences and penalties (国办发〔2018〕118号).
        """
        if not self.category_is_public():
            return None
        kind, start = self.clock_starts_on()
        if start is None:
            return None
        try:
            return due(kind, start, (), calendar()).due_on
        except ValueError:  # a day outside every calendar: missing() names it
            return None

    def was_taken_down(self):
        """Whether it once was public: what an import has written and not yet made public has a day of publication too."""
        return self.published_at is not None and Matter.objects.filter(page_no=self.pk, withdrawn_at__isnull=False).exists()

    def withdrawal(self):
        """What the public is told of an item taken down: index_number, title, published_at, `at`, `over` (its display has ended), `reason`,
        replaced_by.

        The title stays untold where the item went for secrecy or privacy, or names a party: it may be what had to go.
        """
        matter = Matter.objects.filter(page_no=self.pk).first()
        cause = getattr(matter, "withdrawn_cause", "")
        told = cause not in (Cause.SECRECY, Cause.PRIVACY) and not self.party_names
        return {
            "index_number": self.index_number,
            "title": self.title if told else "",
            "published_at": self.published_at,
            "at": getattr(matter, "withdrawn_at", None),
            "over": cause == Cause.EXPIRED,
            "reason": getattr(matter, "withdrawn_reason", ""),
            "replaced_by": self.replaced_by if self.replaced_by_id and self.replaced_by.live else None,
        }

    # --- a new draft

    def fill_in(self, division=None):
        """Fill what follows from category and division where it is still empty: issuer, legal basis, scope, channels (in place; saves nothing)."""
        if division is not None and self.division_id is None:
            self.division = division
        if not self.issuer:
            self.issuer = numbers.bureau().name
        if not self.legal_basis:
            self.legal_basis = self.category.legal_basis
        if self.scope not in self.allowed_scopes():
            self.scope = self.allowed_scopes()[0]
        if not self.channels:
            self.channels = list(self.category.default_channels)
        return self

    # --- keeping it

    def save(self, *args, **kwargs):
        """Give a new item its number and address, and draw the filter columns and the due day from the text."""
        with transaction.atomic():
            self.draw_columns()
            if self.index_number is None and self.category is not None:
                self._take_number()
            self._keep_to_what_is_signed()
            return super().save(*args, **kwargs)

    def _keep_to_what_is_signed(self):
        """Wagtail's own fields that no signature binds hold nothing of their own (in place)."""
        self.slug = self.index_number or self.slug  # the address is for ever
        self.expire_at = None  # an item goes down by a named action with a reason, never by itself
        self.seo_title = self.search_description = ""  # title and summary are signed; Wagtail's API would show these beside them

    def _take_number(self):
        year = self.formed_on.year if self.formed_on else timezone.localtime(timezone.now(), HERE).year
        code = numbers.bureau().org_code
        self.index_number = make_index_number(code, self.category.number, year, numbers.take_serials(code, year))

    def draw_columns(self):
        """Set the columns that follow from the text: category, parties, due day (in place; for bulk writers that do not call save)."""
        for name in ("formed_on", "decided_on"):
            if isinstance(getattr(self, name, None), str):
                setattr(self, name, self._meta.get_field(name).to_python(getattr(self, name)))
        self.category_code = str(self.category or "")
        parties = [block.value for block in getattr(self, "parties", None) or []]
        self.party_names = [str(party["name"]).replace("|", " ") for party in parties if party.get("name")]
        self.party_codes = [str(party["credit_code"]).replace("|", " ").upper() for party in parties if party.get("credit_code")]
        self.due_on = self.count_due_on()

    def save_revision(self, *args, **kwargs):
        """As Wagtail's; the row of an item that never was live follows its draft in what lists and clocks read."""
        self._keep_to_what_is_signed()
        self.due_on = self.count_due_on()
        revision = super().save_revision(*args, **kwargs)
        if self.pk and not self.live and self.published_at is None:
            self.draw_columns()
            names = ["due_on", "formed_on", "document_number", "division", "kind", *(["decided_on"] if hasattr(self, "decided_on") else [])]
            type(self).objects.filter(pk=self.pk).update(**{name: getattr(self, name) for name in names})
        return revision

    def with_content_json(self, content):
        """The item as a revision has it, with what lies outside revisions kept as the row has it."""
        page = super().with_content_json(content)
        for name in SYSTEM_COLUMNS:
            setattr(page, name, getattr(self, name))
        page._keep_to_what_is_signed()
        if self.published_at is not None:
            page.validity = self.validity
            for name in self.outside:
                setattr(page, name, getattr(self, name))
        page.set_url_path(self.get_parent())
        page.due_on = page.count_due_on()
        return page

    def serve(self, request, *args, **kwargs):
        """As Wagtail's; what is not open to everyone is there for staff alone, and no cache keeps it."""
        if self.scope == Scope.PUBLIC and self.category_is_public():
            return super().serve(request, *args, **kwargs)
        if not is_staff(getattr(request, "user", None)):
            raise Http404
        return keep_private(super().serve(request, *args, **kwargs))

    def get_view_restrictions(self):
        """As Wagtail's in one query instead of two: by the paths above it. An item is no alias."""
        step = self.steplen
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:end] for end in range(step, len(self.path) + 1, step)])

    def get_sitemap_urls(self, request=None):
        """Only what is open to everyone."""
        return super().get_sitemap_urls(request) if self.scope == Scope.PUBLIC and self.category_is_public() else []


def api_field(model, name):
    """How the API shows a field: divisions and lists by their codes, all else as Wagtail does."""
    field = model._meta.get_field(name)
    if isinstance(field, CodesField):
        return APIField(name, serializer=Codes())
    if field.remote_field and field.remote_field.model is Division:
        return APIField(name, serializer=DivisionCode())
    return APIField(name)


@receiver(class_prepared)
def derive_page_type(sender, **kwargs):
    """Every page type below DisclosurePage, in whatever app, gets what follows from its declaration."""
    if issubclass(sender, DisclosurePage) and sender is not DisclosurePage:
        sender.derive()


def codes_for_staff():
    """Codes of the inward categories of every installed page type."""
    return [str(model.category) for model in page_types(every=True) if model.category.audience == Audience.STAFF]


def page_types(*, every=False):
    """The main page type of each category that is switched on, in the order of the categories; with `every` also of those switched off.

    The setting DISCLOSURE_CATEGORIES lists the codes that a site uses; without it all are used.
    """
    chosen = getattr(settings, "DISCLOSURE_CATEGORIES", None)
    found = [model for model in get_page_models() if issubclass(model, DisclosurePage) and model.category is not None and model.main_type]
    if chosen is not None and not every:
        found = [model for model in found if str(model.category) in chosen]
    return sorted(found, key=lambda model: (model.category.number, str(model.category)))
