"""Registers in the admin: wagtail-modeladmin through one small base class."""

import re
from datetime import datetime

from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import label_for_field, lookup_field, unquote
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.paginator import WagtailPaginator
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView

from . import words
from .models import Entry
from .text import fit

kept_from = []  # fn(user) -> Q of the entries that the register, its exports and its pages leave out for him; rooms above fill it


class ReadOnly(PermissionHelper):
    """Nobody adds, changes or deletes a row of a register by hand; `posts_allowed` may read it."""

    def user_can_list(self, user):
        return user.is_active and self.allowed(user)

    def allowed(self, user):
        """Whether this person may read the register; a register narrows it with `may_read`."""
        return user.has_perm("wagtailadmin.access_admin")

    def user_can_create(self, user):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False

    def user_can_inspect_obj(self, user, obj):
        return self.user_can_list(user)


def readable_by(may_read):
    """A ReadOnly permission helper for those of whom may_read(user) is true."""
    return type("ReadOnlyFor", (ReadOnly,), {"allowed": lambda self, user: user.is_superuser or may_read(user)})


def _plain(fact, verb="", name=""):
    """A recorded value as text: a dash for nothing, words for yes and no and for codes, a list with commas, what has parts with their names.

    verb, name: the act and under which name it recorded the value.
    """
    if fact in (None, "", []):
        return "—"
    if isinstance(fact, bool):
        return _("Yes") if fact else _("No")
    if isinstance(fact, list) and all(part is None or isinstance(part, str | int) for part in fact):
        fact = [part for part in fact if part not in (None, "")]
        return "、".join(str(words.value_of(verb, name, part) if isinstance(part, str) else part) for part in fact)
    if isinstance(fact, str):
        return words.value_of(verb, name, fact)
    if isinstance(fact, dict):
        return "；".join(f"{words.fact_of(verb, part)}：{_plain(value, verb, part)}" for part, value in fact.items()) or "—"
    if isinstance(fact, list):
        return "；".join(str(_plain(part, verb, name)) for part in fact)
    return str(fact)


class Inspect(InspectView):
    """A page for one row; yes and no in words."""

    def get_field_display_value(self, field_name, field=None):
        value = getattr(self.instance, field_name, None)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, dict):  # what was recorded beside the act, under the names it was recorded with
            verb = getattr(self.instance, "verb", "")
            shown = ((name, words.fact_of(verb, name), _plain(fact, verb, name)) for name, fact in value.items())
            return format_html_join("", '<div class="fact"><b title="{}">{}</b> {}</div>', shown) or "—"
        return super().get_field_display_value(field_name, field)


def harmless(value):
    """A cell of a CSV file: text that a spreadsheet would take for a formula begins with an apostrophe. Half of it was typed by the street."""
    return f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in ("=", "+", "-", "@") else value


class Counted(QuerySet):
    """Rows that are counted once for one showing: the library asks three times for the same."""

    def count(self):
        if "_n" not in self.__dict__:
            self._n = super().count()
        return self._n


class Pages(WagtailPaginator):
    """How many rows there are, counted as one counts rows: the library puts the number before the name of the model, “1 放假通知”."""

    @property
    def items_count_label(self):
        return ngettext("{count} row", "{count} rows", self.count).format(count=self.count)


class Index(IndexView):
    """The list of a register. Its rows are found once and counted once, and once more without search and filters.

    Nothing in its CSV acts when it is opened (its XLSX is Wagtail's, which writes no formulas).
    """

    paginator_class = Pages

    def get_filters(self, request):
        """The filters that the register offers and no other question of the address: it would ask any column of any table that a row leads to."""
        try:
            offered, some, others, distinct = super().get_filters(request)
        except IncorrectLookupParameters as error:
            raise BadRequest(str(error)) from error
        asked = {name: value for name, value in others.items() if name in self.list_filter}
        if any(re.search(r"\d{19}", str(value)) for value in asked.values()):  # the number of no row; SQLite does not even ask for it
            raise BadRequest(", ".join(asked))
        return offered, some, asked, distinct

    def get_queryset(self, request=None):
        if "_rows" not in self.__dict__:
            try:
                rows = super().get_queryset(request)
            except IncorrectLookupParameters as error:
                raise BadRequest(str(error)) from error
            rows.__class__ = type("Counted", (Counted, type(rows)), {})
            self._rows = rows
        return self._rows

    def get_base_queryset(self, request=None):
        if request is None and "_rows" in self.__dict__ and not self.query and not self.get_filters_params():
            return self._rows  # nothing narrows it: the same count
        return super().get_base_queryset(request)

    def to_row_dict(self, item):
        """The cells of an exported row: a choice, yes and no in words, a moment by the bureau's clock (the library's are codes and UTC).

        An empty one stays empty: the list's dash is a sign for the eye, and would be one for a formula.
        """
        return {name: self._cell(item, name) for name in self.list_export}

    def _cell(self, item, name):
        field, _attr, value = lookup_field(name, item, self.model_admin)
        if getattr(field, "flatchoices", None):
            value = str(getattr(item, f"get_{field.name}_display")())
        if isinstance(value, bool):
            return str(_("Yes") if value else _("No"))
        if isinstance(value, datetime):
            return localtime(value).replace(tzinfo=None, microsecond=0)
        if isinstance(value, str):
            value = fit(value)
        return value if value or value == 0 else ""

    def preprocess_field_value(self, field, value, export_format):
        cell = super().preprocess_field_value(field, value, export_format)
        return harmless(cell) if export_format == self.FORMAT_CSV else cell


class RowButtons(ButtonHelper):
    """A row is looked at; “Inspect” is 检查 in the library's Chinese, as if something were wrong with it."""

    def inspect_button(self, *args, **kwargs):
        return {**super().inspect_button(*args, **kwargs), "label": _("Look at"), "title": _("Look at")}


class Register(ModelAdmin):
    """A read-only list with search, filters, export to CSV and XLSX, and a page per row. Verbs on rows are actions of the room, not edits."""

    permission_helper_class = ReadOnly
    button_helper_class = RowButtons
    index_view_class = Index
    history_view_enabled = False  # the ledger is the history; the library's page would show a row to who may not read it
    index_template_name = "disclosure_ledger/register.html"
    inspect_view_enabled = True
    inspect_view_class = Inspect
    list_per_page = 50
    add_to_admin_menu = True

    def __init__(self, parent=None):
        super().__init__(parent)
        # A filter by a foreign key asks Django's admin for its order; without that app an empty site answers instead.
        self.admin_site = AdminSite()

    def inspect_view(self, request, instance_pk):
        """The page of a row; 404 for one that the list does not show to this person (the library asks the whole table)."""
        pk = unquote(instance_pk)
        try:
            there = self.get_queryset(request).filter(pk=pk).exists()
        except (ValueError, TypeError, ValidationError, OverflowError):
            there = False
        if not there:
            raise Http404
        return super().inspect_view(request, instance_pk)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("list_export"):
            cls.list_export = cls.list_display if isinstance(cls.list_display, (list, tuple)) else ()
        if cls.__dict__.get("model") is not None and not cls.__dict__.get("export_filename"):
            cls.export_filename = cls.model._meta.model_name
        if cls.__dict__.get("model") is not None:
            cls.list_display = tuple(cls._in_words(name) for name in cls.list_display)

    @classmethod
    def _in_words(cls, name):
        """A column of yes and no as words, since the signs that Django's admin draws for it are not served here; a day or a moment as 2026-10-30."""
        kinds = (models.BooleanField, models.DateField)
        field = next((field for field in cls.model._meta.get_fields() if field.name == name and isinstance(field, kinds)), None)
        own = getattr(cls, name, None)  # a column of its own that gives a day: marked `day`, so that the exports keep the day itself
        if field is None and not getattr(own, "day", False):
            return name

        def words(self, row):
            value = own(self, row) if field is None else getattr(row, name)
            if isinstance(value, datetime):
                return f"{localtime(value):%Y-%m-%d %H:%M}"
            return _("Yes") if value is True else str(value or "")

        words.short_description = own.short_description if field is None else field.verbose_name
        words.admin_order_field, words.brief = getattr(own, "admin_order_field", None) if field is None else name, True
        setattr(cls, f"{name}_in_words", words)
        return f"{name}_in_words"

    def get_extra_class_names_for_field_col(self, obj, field_name):
        return ["nowrap"] if getattr(getattr(self, field_name, None), "brief", False) else []

    def get_extra_attrs_for_field_col(self, obj, field_name):
        """The heading beside each cell: on a phone a row is a block."""
        return {"data-th": capfirst(label_for_field(field_name, self.model, self))}


class InWords(SimpleListFilter):
    """A filter by a code that shows words: only codes that occur are offered."""

    words = {}

    def lookups(self, request, model_admin):
        codes = model_admin.model.objects.order_by(self.parameter_name).values_list(self.parameter_name, flat=True).distinct()
        return [(code, self.words.get(code, code)) for code in codes if code]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class ByAct(InWords):
    title, parameter_name, words = _("what happened"), "verb", words.ACTS


class BySubject(InWords):
    title, parameter_name, words = _("kind of subject"), "about_kind", words.SUBJECTS


class LedgerRegister(Register):
    """The ledger 台账, for everyone who works here, but for what a room above keeps from him."""

    model = Entry
    menu_label = _("Ledger")
    menu_icon = "lock"
    menu_order = 800
    list_display = ("number", "at", "act", "about_title", "actor_name", "post", "on_behalf_of", "digest")
    list_export = ("number", "at", "verb", "about_title", "actor_name", "actor_post", "on_behalf_of", "digest")
    list_filter = (ByAct, BySubject, "at")
    search_fields = ("about_title", "actor_name", "verb", "digest")
    ordering = ("-number",)

    def get_queryset(self, request):
        """The entries that this person may read: list, search and exports ask here."""
        found = super().get_queryset(request)
        for ask in kept_from:
            found = found.exclude(ask(request.user))
        return found

    def act(self, entry):
        """What happened, in words."""
        return entry.get_verb_display()

    def post(self, entry):
        """In which post the person acted, in words."""
        return entry.get_actor_post_display()

    act.short_description, act.admin_order_field = _("what happened"), "verb"
    post.short_description, post.admin_order_field = _("post"), "actor_post"
