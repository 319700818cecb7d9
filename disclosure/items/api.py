"""GET /api/v3/categories/ and /api/v3/catalogue/ on Wagtail's own NinjaAPI."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth
from wagtail.fields import StreamField

from disclosure.chain.fields import CodesField
from disclosure.files.access import is_staff
from disclosure.files.models import FileUse, Kind
from disclosure.ledger.api_errors import problems
from disclosure.ledger.errors import Invalid
from disclosure.rules import channels
from disclosure.rules.categories import Audience

from . import catalogue
from .blocks import Attachments, BodyBlock, Tables
from .models import CategoryIndexPage
from .models.base import COMMON_FIELDS, COMMON_REQUIRED, page_types

OPEN = [BearerTokenAuth(), AllowAnonymous()]
categories = Router(tags=["categories"])
entries = Router(tags=["catalogue"])


class ChoiceSchema(Schema):
    """One value of a closed list."""

    code: str | int
    label: str


class FieldSchema(Schema):
    """One field of a category as a draft takes it."""

    name: str
    label: str
    kind: str = Field(description="text, lines, email, date, moment, integer, choice, codes, division, html, rows, tables or files")
    required: bool = Field(description="Required for every kind of the category.")
    choices: list[ChoiceSchema]


class CategorySchema(Schema):
    """One of the categories of the work points."""

    code: str
    name: str
    audience: str = Field(description="public or staff")
    type: str = Field(description="The page type, as meta.type of the pages API.")
    parent_id: int | None = Field(description="The page under which its items live.")
    fields: list[FieldSchema]


class FileSchema(Schema):
    """A document that the item offers."""

    name: str
    url: str
    bytes: int
    sha256: str


class CatalogueItem(Schema):
    """One public item."""

    id: int
    index_number: str
    title: str
    document_number: str
    issuer: str
    category: str
    division: str | None
    formed_on: date | None
    published_at: datetime | None
    validity: str
    files: list[FileSchema]
    url: str | None


class CatalogueList(Schema):
    """A part of the catalogue and how many items there are in all."""

    items: list[CatalogueItem]
    count: int


class CatalogueQuery(Schema):
    """Filters of the public catalogue; an unknown value of a closed list is refused with its name."""

    category: str = Field("", description="Code of an outward category.")
    division: str = Field("", description="Code of a division.")
    channel: str = Field("", description="Code of a channel, or of one of its columns like portal:notices.")
    year: str = Field("", description="Year of first publication in Asia/Shanghai.")
    validity: str = Field("", description="in-force, amended, repealed or expired.")
    document_number: str = Field("", description="The whole document number.")
    kind: str = Field("", description="Code of a kind of the category.")
    enterprise: str = Field("", description="A part of the name of a party.")
    credit_code: str = Field("", description="Unified social credit code of a party.")
    q: str = Field("", description="Words; each occurs in the title, the document number or the index number.")
    order: str = Field("", description="-published_at (default), published_at, formed_on, -formed_on, title or -title.")
    limit: int = Field(20, ge=1)
    offset: int = Field(0, ge=0, lt=2**31)


def kind_of(field):
    """The kind of a field in words of the API, and its choices as (code, words)."""
    if isinstance(field, CodesField):
        return "codes", []
    if isinstance(field, StreamField):
        block = field.stream_block
        return next((name for base, name in ((BodyBlock, "html"), (Attachments, "files"), (Tables, "tables")) if isinstance(block, base)), "rows"), []
    if isinstance(field, models.ForeignKey):
        return "division", catalogue.divisions()
    if field.choices:
        return "choice", field.choices
    for base, name in (
        (models.DateTimeField, "moment"), (models.DateField, "date"), (models.EmailField, "email"), (models.IntegerField, "integer"),
        (models.TextField, "lines"),
    ):  # fmt: skip
        if isinstance(field, base):
            return name, []
    return "text", []


def fields_of(model):
    """The fields a draft of a category takes, common ones first, as FieldSchema's dicts."""
    found = []
    for name in (*COMMON_FIELDS, *model.legal_fields):
        field = model._meta.get_field(name)
        kind, choices = kind_of(field)
        if name == "kind":
            kind, choices = "choice", model.kinds.choices
        elif name == "scope":
            choices = [(scope.value, scope.label) for scope in model.category.scopes]
        elif name == "channels":
            staff_only = model.category.audience == Audience.STAFF
            choices = [pair for pair in channels.choices() if channels.fits(pair[0], staff_only=staff_only)]
        required = name in model.required or name in COMMON_REQUIRED and (name != "legal_basis" or model.category.audience == Audience.PUBLIC)
        choices = [{"code": code, "label": str(words)} for code, words in choices]
        found.append({"name": name, "label": capfirst(str(field.verbose_name)), "kind": kind, "required": required, "choices": choices})
    return found


@categories.get(
    "/", response={200: list[CategorySchema]}, auth=OPEN, url_name="disclosure_categories", operation_id="list_categories", summary="List categories"
)
def list_categories(request: HttpRequest):
    """The outward categories; for staff the inward ones as well. With the fields that a draft of each takes."""
    staff = is_staff(request.user)
    parents = dict(CategoryIndexPage.objects.values_list("category", "pk"))
    return [
        {
            "code": str(model.category),
            "name": str(model.category.label),
            "audience": str(model.category.audience),
            "type": model._meta.label,
            "parent_id": parents.get(str(model.category)),
            "fields": fields_of(model),
        }
        for model in page_types()
        if staff or model.category.audience == Audience.PUBLIC
    ]


def files_in_use(pages, request):
    """{page number: [file]} of the documents that public pages use, in the order in which they were taken into use. One query."""
    found = {page.pk: [] for page in pages}
    uses = FileUse.objects.filter(page_id__in=found, kind=Kind.DOCUMENT, until__isnull=True, audience=Audience.PUBLIC)
    for use in uses.order_by("since", "id"):
        url = catalogue.document_url(use.object_id, use.name)
        if url:
            row = {"name": use.title, "url": request.build_absolute_uri(url), "bytes": use.size, "sha256": use.sha256}
            found[use.page_id].append(row)
    return found


@entries.get(
    "/", response={200: CatalogueList, **problems(400, 422)}, auth=OPEN, url_name="disclosure_api_catalogue", operation_id="list_catalogue",
    summary="Read the public catalogue",
)  # fmt: skip
def list_catalogue(request: HttpRequest, query: Query[CatalogueQuery]):
    """Public items, newest publication first unless `order` says otherwise."""
    most = getattr(settings, "WAGTAILAPI_LIMIT_MAX", 20)
    if most is not None and query.limit > most:
        raise Invalid(_("“limit” is at most %(most)s.") % {"most": most}, field="limit")
    if unknown := sorted(set(request.GET) - set(CatalogueQuery.model_fields)):
        raise Invalid(_("There is no filter “%(field)s”.") % {"field": unknown[0]}, field=unknown[0])
    asked = QueryDict(mutable=True)
    asked.update({name: value for name, value in query.dict(exclude={"limit", "offset"}).items() if value})
    found = catalogue.filtered(asked)
    if not found.is_valid():
        raise Invalid(str(found.refusals()[0]), field=found.unknown()[0])
    rows = list(found.qs[query.offset : query.offset + query.limit])
    files = files_in_use(rows, request)
    items = [
        {
            "id": row.pk,
            "index_number": row.index_number,
            "title": row.title,
            "document_number": row.document_number,
            "issuer": row.issuer,
            "category": row.category_code,
            "division": row.division.code if row.division else None,
            "formed_on": row.formed_on,
            "published_at": row.published_at,
            "validity": row.validity,
            "files": files[row.pk],
            "url": row.get_full_url(request),
        }
        for row in rows
    ]
    return {"items": items, "count": found.qs.order_by().count()}
