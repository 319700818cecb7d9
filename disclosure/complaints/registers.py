"""The registers: complaints, what is due first; inquiries of one's division; supervision orders. No column, filter or export tells a reporter."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup

from disclosure.cases.registers import MOST, ByNumberOrWords, CaseRegister, Listed
from disclosure.clocks.actions import day_of
from disclosure.intake.sealed import blind
from disclosure.ledger.registers import Register, kept_from
from disclosure.org.posts import acting_posts, full_name, posts_of

from . import access, orders
from .models import Complaint, Inquiry, OrderState, RegisterEntry, SupervisionOrder


def today():
    """The day in Asia/Shanghai: doors ask the clock."""
    return day_of(timezone.now())


def hidden_entries(user):
    """Q of the entries of the ledger that tell of complaints, or of supervision orders, which are not this person's to read."""
    on = today()
    return access.hidden_entries(user, on) | Q(about_kind="order") & ~Q(about_no__in=orders.readable(user, on).order_by().values("pk"))


kept_from.append(hidden_entries)


def _once(user, name, ask):
    """An answer asked once a request, kept on its user object."""
    if name not in user.__dict__:
        user.__dict__[name] = ask()
    return user.__dict__[name]


class ByReader(Listed):
    """Who handles complaints or watches over them; no superuser as such."""

    def allowed(self, user):
        return _once(user, "_reads_complaints", lambda: access.reads_register(user, today()))


class ByGistOrReporter(ByNumberOrWords):
    """A number or a word of the gist; for who handles complaints also the whole name or telephone number of a reporter, by its blind index."""

    handled = None  # the rows in which a reporter may be looked for

    def search_queryset(self, queryset, search_term, **kwargs):
        found = super().search_queryset(queryset, search_term, **kwargs)
        whole = "".join(search_term.split())
        told = Q(name_index=blind(whole, "reporter-name")) | Q(phone_index=blind(whole, "reporter-phone"))
        cases = list(Complaint.objects.filter(told).values_list("case_id", flat=True)[:MOST]) if whole else []
        if not cases:
            return found
        mine = list(self.handled().filter(pk__in=cases).values_list("pk", flat=True))
        return queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=mine))


class ComplaintRegister(CaseRegister):
    """投诉举报登记簿."""

    model = RegisterEntry
    prefix = ""
    permission_helper_class, search_handler_class = ByReader, ByGistOrReporter
    menu_label = _("Complaints")
    menu_icon = "comment"
    index_template_name = "disclosure_complaints/register.html"
    export_filename = "complaints"
    list_display = ("number_link", "kind_words", "gist", "division", "state_words", "due", "result_words", "owner_name", "received")
    list_export = (
        "number", "kind_words", "gist", "division", "state_words", "received_on", "due_on", "answered_on", "result_words", "owner_name", "way_words",
    )  # fmt: skip
    list_filter = ("state", "complaint__kind", "complaint__division", "complaint__anonymous", "way", "result", "due_on", "received_on")
    search_fields = ("complaint__gist", "their_number")

    def get_queryset(self, request):
        found = super().get_queryset(request)
        mine = _once(request.user, "_complaint_rows", lambda: access.rows(request.user, today()))
        # The same conditions again instead of a subquery, which would be asked for every row.
        return (found & mine).prefetch_related("complaint__division")

    def get_search_handler(self, request, search_fields=None):
        """Who only watches finds nobody by his name: that would tell who came."""
        handler = super().get_search_handler(request, search_fields)
        handler.handled = lambda: access.handled(request.user, today())
        return handler

    def kind_words(self, entry):
        return entry.complaint.get_kind_display() if hasattr(entry, "complaint") else entry.title

    kind_words.short_description = pgettext_lazy("complaint", "kind")

    def gist(self, entry):
        return entry.complaint.gist if hasattr(entry, "complaint") else ""

    gist.short_description = _("gist")

    def division(self, entry):
        return (entry.complaint.division if hasattr(entry, "complaint") else None) or ""

    division.short_description = _("division complained of")

    def result_words(self, entry):
        return entry.get_result_display()

    result_words.short_description = _("result")


class ByDivision(Listed):
    """Heads and editors: the inquiries put to their division."""

    def allowed(self, user):
        return not user.is_superuser and bool(posts_of(user, today()))


class InquiryRegister(Register):
    """协查: what one's division was asked, or one asked in a complaint of one's own."""

    model = Inquiry
    permission_helper_class = ByDivision
    inspect_view_enabled = False
    menu_label = _("Inquiries")
    menu_icon = "help"
    list_display = ("number_link", "title", "division", "asked_on", "due", "answered")
    list_export = ("number", "title", "division", "asked_on", "due_on", "answered")
    list_filter = ("due_on",)
    search_fields = ("number", "title")

    def get_queryset(self, request):
        """Of one's divisions, and of the complaints that one handles; what is asked and answered stays sealed, the list shows neither."""
        mine = _once(request.user, "_inquiry_rows", lambda: access.inquiries_listed(request.user, today()))
        return (super().get_queryset(request) & mine).prefetch_related("division").defer("question", "answer")

    def get_ordering(self, request):
        """Unanswered ones first, what is due first on top; then the newest."""
        return ["order_on", "-id"]

    def number_link(self, inquiry):
        return format_html('<a class="num" href="{}">{}</a>', reverse("disclosure_complaints_inquiry", args=[inquiry.pk]), inquiry.number)

    number_link.short_description = _("number")

    def asked_on(self, inquiry):
        return day_of(inquiry.asked_at)

    asked_on.short_description, asked_on.day = _("asked on"), True

    def due(self, inquiry):
        if inquiry.is_open and inquiry.due_on < today():
            return format_html('<strong class="status-tag">{} {}</strong>', inquiry.due_on, _("overdue"))
        return str(inquiry.due_on)

    due.short_description = _("due on")

    def answered(self, inquiry):
        return day_of(inquiry.answered_at) if inquiry.answered_at else ""

    answered.short_description, answered.day = _("answered on"), True


class OrderRegister(Register):
    """督办整改: what the person reads, owes or checks."""

    model = SupervisionOrder
    permission_helper_class = ByDivision
    inspect_view_enabled = False
    menu_label = pgettext_lazy("menu", "Supervision orders")
    menu_icon = "warning"
    list_display = ("number_link", "kind", "title", "division", "state", "due", "due_on", "returned", "opened_by_name")
    list_export = ("number", "kind", "title", "division", "state", "step_due_on", "due_on", "returned", "opened_by_name", "opened_at", "closed_at")
    list_filter = ("kind", "state", "division", "step_due_on", "opened_at")
    search_fields = ("number", "title", "text")

    def get_queryset(self, request):
        mine = _once(request.user, "_order_rows", lambda: orders.readable(request.user, today()))
        return (super().get_queryset(request) & mine).prefetch_related("division", "opened_by").defer("text")

    def get_ordering(self, request):
        """Open ones first, what is due first on top; then the newest."""
        return ["order_on", "-id"]

    def number_link(self, order):
        return format_html('<a class="num" href="{}">{}</a>', reverse("disclosure_complaints_order", args=[order.pk]), order.number)

    number_link.short_description = _("number")

    def due(self, order):
        if order.state != OrderState.CLOSED and order.step_due_on < today():
            return format_html('<strong class="status-tag">{} {}</strong>', order.step_due_on, _("overdue"))
        return str(order.step_due_on)

    due.short_description = _("present step due on")

    def opened_by_name(self, order):
        return full_name(order.opened_by) if order.opened_by else ""

    opened_by_name.short_description = _("opened by")


class TakeIn(MenuItem):
    """Whoever is approached first takes it in (首问责任): everyone who holds a post but the auditor's, though few read the register."""

    def is_shown(self, request):
        return not request.user.is_superuser and bool(acting_posts(request.user, today()))


class ComplaintsGroup(ModelAdminGroup):
    """投诉与督办 in the menu."""

    menu_label = _("Complaints and supervision")
    menu_icon = "comment"
    menu_order = 360
    items = (ComplaintRegister, InquiryRegister, OrderRegister)

    def get_submenu_items(self):
        return [*super().get_submenu_items(), TakeIn(_("Take in a complaint"), reverse("disclosure_complaints_enter"), icon_name="plus", order=9)]
