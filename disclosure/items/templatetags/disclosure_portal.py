"""What the public templates ask: the bureau, signs, meta tags of the 网站发展指引, the facts of an item, its files, how it was made public."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from django import template
from django.db.models import Count, Max
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils import formats, timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Site

from disclosure.chain import mended, panels
from disclosure.chain.permissions import today
from disclosure.files.fingerprint import sha256_of, size_of
from disclosure.files.models import FileUse, Kind
from disclosure.org import posts
from disclosure.org.models import BureauSettings
from disclosure.rules.categories import Audience, Category
from disclosure.rules.limits import limit

from .. import margins, parts
from ..catalogue import document_url, of_enterprises
from ..models import CategoryIndexPage, DisclosurePage
from ..models.base import page_types

register = template.Library()

# ColumnType of the 网站发展指引 (国办发〔2017〕47号): its own list of words, so Chinese in every language.
COLUMN_TYPES = {
    Category.AGENCY: "机构职能",
    Category.DIVISIONS: "机构职能",
    Category.SERVICES: "办事服务",
    Category.STATISTICS: "数据发布",
    Category.ACTIONS: "工作动态",
    Category.RULES: "政策文件",
    Category.ENFORCEMENT: "信息公开目录",
    Category.INTEGRITY: "咨询投诉",
    Category.OTHER: "信息公开目录",
}
ARTICLE = re.compile(r"(<p[^>]*>)(第[一二三四五六七八九十百零〇\d]+条(?:之[一二三四五六七八九十]+)?)[\s\u3000]+")
SALUTATION = re.compile(r"^(\s*(?:<[^p][^>]*>\s*)*)<p((?: [^>]*)?>[^<。，；]{2,60}：</p>)")
NUMBERED = re.compile(r'<b class="no">([^<]+)</b> ?')
NUMERALS = "一二三四五六七八九十"
FIGURE = re.compile(r"[-+−]?[\d,，. ]*\d *[%％‰]?$")
NOTHING = ("", "—", "－", "-", "/")


@register.simple_tag(takes_context=True)
def bureau_settings(context):
    """The bureau's particulars for the site of the request; an empty record where a site has none."""
    request = context.get("request")
    if request is None or Site.find_for_request(request) is None:
        return BureauSettings()
    return BureauSettings.for_request(request)


@register.simple_tag
def time_limit(kind):
    """The Limit of a kind (“publication”, “penalty”) that is in force today in Asia/Shanghai: days, unit, article."""
    return limit(kind, timezone.localdate())


@register.simple_tag
def sign(name, classname="icon"):
    """A drawn sign, always beside a word: hidden from a screen reader."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classname, static("disclosure/icons.svg"), name)


@register.filter
def numeral(place):
    """1 → 一, as the work points number their parts; a place beyond ten stays in digits."""
    return NUMERALS[place - 1] if 1 <= place <= len(NUMERALS) else str(place)


@register.filter
def category_of(code):
    """The Category of a code; None for a category of the host's own or an unknown one."""
    return Category(code) if code in Category.values else None


@register.filter
def category_label(code):
    """The words for a category, a host's own ones included."""
    if code in Category.values:
        return Category(code).label
    return next((model.category.label for model in page_types(every=True) if str(model.category) == code), code)


@register.filter
def full_day(value):
    """A day in full, also of a moment (in local time): 2026年9月22日."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return full_date(value)


@register.filter
def full_date(value):
    """A date in full, as a notice prints it: 2026年9月22日. Moments are given in local time, with the minute."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{formats.date_format(value, 'DATE_FORMAT')} {value:%H:%M}"
    return formats.date_format(value, "DATE_FORMAT") if isinstance(value, date) else ""


@register.simple_tag
def served(path):
    """Whether a room of the plugin set answers at a path; links to rooms that are not there yet are left out."""
    try:
        return resolve(path.partition("?")[0]).view_name != "wagtail_serve"
    except Resolver404:
        return False


@register.filter
def kind_label(item):
    """The kind of an item in words, whatever class its row was read as."""
    model = next((model for model in page_types(every=True) if str(model.category) == item.category_code and model.kinds), None)
    return dict(model.kinds.choices).get(item.kind, "") if model else ""


@register.simple_tag(takes_context=True)
def page_address(context, number):
    """The address of another page of the same list, with every filter kept."""
    query = context["request"].GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"


@register.simple_tag
def elided(pages):
    """The page numbers to show: the first, the last, those around the present one, and the mark of a gap between them."""
    return list(pages.paginator.get_elided_page_range(pages.number, on_each_side=2, on_ends=1))


# --- meta tags -------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def meta_tags(context):
    """The meta tags of the 指引 as (name, content), empty ones left out: site on every page, column on lists and items, content on items."""
    bureau = bureau_settings(context)
    tags = [("SiteName", bureau.name), ("SiteDomain", bureau.site_domain), ("SiteIDCode", bureau.site_code)]
    column = context.get("column")
    page = context.get("page") or context.get("self") or (column if hasattr(column, "category") else None)
    tags += column_tags(page, column if isinstance(column, dict) else None)
    if hasattr(page, "index_number"):
        tags += content_tags(page)
    return [(name, content) for name, content in tags if content]


def column_tags(page, column):
    """ColumnName, ColumnDescription, ColumnKeywords, ColumnType of the column a page is or belongs to.

    `column` is what a view that is no Wagtail page says of itself: a dict with name, description, keywords, type.
    """
    if column is None and page is not None:
        code = getattr(page, "category_code", None) or getattr(page, "category", None)
        category = category_of(str(code)) if code else None
        if category:
            words = {"name": category.label, "description": getattr(page, "intro", ""), "type": COLUMN_TYPES.get(category)}
        else:
            intro = getattr(page, "intro", "") or page.search_description
            words = {"name": page.title, "description": intro or page.title, "keywords": page.title, "type": getattr(page, "column_type", "")}
        column = words
    if not column:
        return []
    name = column["name"]
    return [
        ("ColumnName", name),
        ("ColumnDescription", column.get("description") or name),
        ("ColumnKeywords", column.get("keywords") or name),
        ("ColumnType", column.get("type")),
    ]


def content_tags(page):
    """ArticleTitle, PubDate (local, to the minute), ContentSource and the optional ones, equal to the record."""
    published = timezone.localtime(page.published_at) if page.published_at else None
    return [
        ("ArticleTitle", page.title),
        ("PubDate", f"{published:%Y-%m-%d %H:%M}" if published else ""),
        ("ContentSource", page.issuer),
        ("Keywords", ",".join(page.keywords or [])),
        ("Description", page.summary),
        ("Url", page.full_url or ""),
    ]


# --- an item ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """One thing the category asks: its name, what it is, and how a template draws it (text, date, parties, progress, tables, numbers)."""

    name: str
    label: str
    value: object
    shape: str = "text"


@register.filter
def facts(page):
    """The facts of the item's category and kind in the order of the law, empty ones left out."""
    others = {name for kind, names in page.kind_fields.items() if kind != page.kind for name in names}
    return [fact for name in page.legal_fields if name != "kind" and name not in others and (fact := fact_of(page, name))]


def fact_of(page, name):
    """One field as a Fact; None when it is empty."""
    field, value = page._meta.get_field(name), getattr(page, name)
    if value in (None, "") or (isinstance(value, list | StreamValue) and not len(value)):
        return None
    label = str(field.verbose_name)
    if name == "parties":
        rows = [child.value for child in value]
        counts = of_enterprises([row.get("credit_code") for row in rows])
        return Fact(name, label, [{**row, "count": counts.get(row.get("credit_code"), 0)} for row in rows], "parties")
    if isinstance(value, StreamValue):
        return Fact(name, label, [child.value for child in value], "progress" if name == "progress" else "tables")
    if isinstance(value, list):
        return Fact(name, label, value, "numbers")
    if isinstance(value, date):
        return Fact(name, label, value, "date")
    if field.choices:
        return Fact(name, label, getattr(page, f"get_{name}_display")())
    if name == "materials":
        return Fact(name, label, [line.strip() for line in value.splitlines() if line.strip()], "lines")
    return Fact(name, label, linebreaksbr(value) if isinstance(value, str) else value)


@dataclass(frozen=True)
class File:
    """An attachment as the public sees it."""

    title: str
    url: str
    kind: str
    bytes: int
    sha256: str


@register.filter
def public_files(page):
    """The attachments of an item in order: title, address, kind, size in bytes, SHA-256 as published (of the stored bytes while it is a draft).

    Of a live item the record of use tells all: one query.
    """
    numbers = [block["value"] for block in page.attachments.raw_data if block["value"]] if page.attachments else []
    uses = {}
    if numbers and page.pk:
        uses = {use.object_id: use for use in FileUse.objects.filter(page_id=page.pk, kind=Kind.DOCUMENT, until__isnull=True)}
    if page.live and all(number in uses for number in numbers):
        used = [uses[number] for number in numbers]
        return [File(use.title, document_url(use.object_id, use.name), ending(use.name), use.size, use.sha256) for use in used]
    documents = [block.value for block in page.attachments or [] if block.value is not None]
    return [File(each.title, each.url, ending(each.filename), size_of(each), sha256_of(each)) for each in documents]


def ending(name):
    """PDF of 附件.pdf; a word where a name has no ending."""
    return PurePath(name).suffix.lstrip(".").upper() or _("File")


@register.filter
def figure_columns(table):
    """Places of the columns of a table that hold figures alone (dashes and empty cells aside): they are set to the right, digit under digit."""
    columns = zip(*([str(cell.value if cell.value is not None else "").strip() for cell in row] for row in table.rows), strict=False)
    return {
        place
        for place, cells in enumerate(columns)
        if any(cell not in NOTHING for cell in cells) and all(cell in NOTHING or FIGURE.match(cell) for cell in cells)
    }


@register.filter
def typeset(html):
    """Rich text as a document is set: the number of an article (第三条) apart from its words, the line of address without indent."""
    html = ARTICLE.sub(r'\1<b class="no">\2</b> ', html)
    return mark_safe(SALUTATION.sub(r'\1<p class="salute"\2', html, count=1))


@register.filter
def unsigned(page):
    """Whether issuer and day should stand under the text (落款): a document or decision whose own text does not end with them."""
    if page.category_code not in (Category.ACTIONS, Category.ENFORCEMENT) or not (page.issuer and page.formed_on and page.body):
        return False
    last = strip_tags(str(page.body[len(page.body) - 1]))
    return page.issuer not in last[-200:]


@register.filter
def replaced_items(numbers):
    """The live public items behind index numbers, as (number, page or None) in the given order."""
    known = {page.index_number: page for page in DisclosurePage.objects.public().filter(index_number__in=numbers)}
    return [(number, known.get(number)) for number in numbers]


@register.simple_tag
def public_steps(page):
    """How the item was made public, without names of persons: [{label, date, state}] from the chain."""
    return panels.public_steps(page, _clearance(page)) if page.pk else []


@register.simple_tag
def public_notes(page):
    """What the public is told of an item beside its text, as (sign, sentence, explanation): 紧急公开、待补审, 勘误, and what rooms above add."""
    told = panels.public_notes(page)
    notes = []
    if urgent := told["urgent"]:
        days, late = {"published": full_date(urgent["at"]), "due": full_day(urgent["due_on"])}, urgent["due_on"] < today()
        words = _("Published %(published)s; to be reviewed by %(due)s.")
        if late:
            words = _("Published %(published)s; it should have been reviewed by %(due)s.")
        notes.append(("alert" if late else "clock", _("Published urgently, awaiting after-review"), words % days))
    if told["corrected_at"] and not mended.is_shown(page, _clearance(page)):
        words = _("Errors of writing that do not touch the meaning were corrected.")
        notes.append(("info", _("Corrected on %(day)s") % {"day": full_day(told["corrected_at"])}, words))
    return [*notes, *parts.gathered(parts.notes, page)]


@register.simple_tag
def public_corrections(page):
    """What corrections changed, newest first: [(aware moment, [(article or field, parts)])]; [] where the public is told only that there was one."""
    return mended.shown(page, _clearance(page))[::-1] if page.pk else []


@register.simple_tag
def page_parts(page):
    """The sections that rooms above add below the text, as HTML."""
    return [part for ask in parts.parts if page.pk and (part := ask(page))]


@register.simple_tag
def page_tools(page):
    """The entries that rooms above add to “Use this page”: [(sign, words, address)]."""
    return parts.gathered(parts.tools, page) if page.pk else []


@register.simple_tag(takes_context=True)
def public_interest(context, page):
    """What was answered on vital interest (五（三）): with the consultation where the reader may read it, the ground of an exemption, or why not.
    Asked once a reading."""
    if not hasattr(page, "_shown_interest"):
        page._shown_interest = panels.public_interest(page, _clearance(page), getattr(context.get("request"), "user", None))
    return page._shown_interest


def _clearance(page):
    """The clearance of what is shown, asked once a reading."""
    if not hasattr(page, "_shown_clearance"):
        page._shown_clearance = panels.in_force(page)
    return page._shown_clearance


@register.simple_block_tag(takes_context=True)
def in_margin(context, content, page):
    """The text of an item with what rooms above put beside its articles (margins.py): a link after the number of the article."""
    interest = public_interest(context, page)
    links = margins.links(page, interest["consultation"]) if interest else {}
    if not links:
        return content
    seen, parts, last = Counter(), [], 0
    for found in NUMBERED.finditer(content):
        before = margins.lines(content[last : found.start()])
        seen.update(margins.numbers(before[1:] if last else before))  # a number in running text (“第三条规定的…”) is none
        link = links.get((found[1], seen[found[1]]))
        seen[found[1]] += 1
        parts.append(content[last : found.end()])
        if link is not None:
            parts.append(format_html('<a class="margin" href="{}">{}<span class="vh">（{}）</span></a> ', link.url, link.words, found[1]))
        last = found.end()
    return mark_safe("".join([*parts, content[last:]]))


@register.filter
def is_inward(page):
    """Whether a page belongs to the staff's side: its category, or for a root its type."""
    category = category_of(str(getattr(page, "category_code", "") or getattr(page, "category", "") or ""))
    return category.audience == Audience.STAFF if category else type(page).__name__ == "IntranetPage"


@register.simple_tag
def leaders(on=None):
    """Leaders of the bureau and their work on a day (today), from the organisation."""
    return posts.leaders_and_work(on or timezone.localdate())


@register.simple_tag
def work_of(division, on=None):
    """Division of work and duties of a division on a day (today), from the organisation."""
    return posts.division_of_work(division, on or timezone.localdate())


@register.filter
def lines(text):
    """Text with line breaks kept, safe."""
    return mark_safe(linebreaksbr(text or ""))


@dataclass(frozen=True)
class Column:
    """The list of one category as its root shows it; `place` counts within the root."""

    place: int
    label: str
    url: str
    intro: str
    count: int
    updated: datetime | None


@register.simple_tag
def column_list(root):
    """The columns under /open/ or /intranet/ with the number of live items and the day of the last change. Two queries."""
    pages = [page for page in CategoryIndexPage.objects.live().child_of(root).order_by("path") if switched_on(page.category)]
    rows = DisclosurePage.objects.live().filter(category_code__in=[page.category for page in pages]).order_by().values("category_code")
    counted = {row["category_code"]: row for row in rows.annotate(count=Count("pk"), updated=Max("last_published_at"))}
    nothing = {"count": 0, "updated": None}
    return [
        Column(place, category_label(page.category), page.url, page.intro, row["count"], row["updated"])
        for place, page in enumerate(pages, start=1)
        for row in [counted.get(page.category, nothing)]
    ]


def switched_on(code):
    """Whether the site uses the category."""
    return any(str(model.category) == code for model in page_types())
