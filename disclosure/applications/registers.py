"""The registers of the office: applications, what is due first; reviews and suits; what was answered without applying."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from disclosure.cases.registers import CaseRegister, Listed
from disclosure.cases.states import Kind
from disclosure.chain.readers import EVERYWHERE
from disclosure.ledger.registers import Register, readable_by
from disclosure.org.models import PostKind
from disclosure.org.posts import posts_of
from disclosure.org.registers import today

from . import actions
from .models import Challenge, RegisterEntry, Spared

READERS = EVERYWHERE | {PostKind.SUPERVISING_LEADER}


def may_read(user):
    """Who reads the registers: the office, the leaders, who watches; asked once a request, on its user object."""
    if "_reads_applications" not in user.__dict__:
        held = {each.post for each in posts_of(user, today())}
        user.__dict__["_reads_applications"] = bool(held & READERS) or actions.keeps_office(user, today()) is not None
    return user.__dict__["_reads_applications"]


class ByOffice(Listed):
    """The office enters new ones by a page of its own."""

    def allowed(self, user):
        return user.is_superuser or may_read(user)

    def may_enter(self, user):
        return actions.keeps_office(user, today()) is not None


class ApplicationRegister(CaseRegister):
    """依申请公开登记簿."""

    model = RegisterEntry
    prefix = ""
    permission_helper_class = ByOffice
    menu_label = _("Applications")
    menu_icon = "mail"
    index_template_name = "disclosure_applications/register.html"
    export_filename = "applications"
    list_display = ("number_link", "matter", "type", "state_words", "due", "outcome", "owner_name", "way_words", "received")
    list_export = ("number", "matter", "type", "state_words", "received_on", "due_on", "answered_on", "outcome", "row", "owner_name", "way_words")
    list_filter = ("state", "application__applicant_type", "way", "due_on", "received_on", "application__outcome")
    search_fields = ("title", "their_number")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind=Kind.APPLICATION).prefetch_related("application__decisions")

    def type(self, entry):
        return entry.application.get_applicant_type_display()

    type.short_description = _("type of applicant")

    def outcome(self, entry):
        last = entry.application.outcome
        return f"{last} {entry.application.get_outcome_display()}" if last else ""

    outcome.short_description = _("outcome")

    def row(self, entry):
        last = max(entry.application.decisions.all(), key=lambda each: each.round, default=None)
        return last.row if last else ""

    row.short_description = _("row of the annual table")


class ChallengeRegister(Register):
    """行政复议、行政诉讼登记簿."""

    model = Challenge
    permission_helper_class = readable_by(may_read)
    menu_label = _("Reviews and suits")
    menu_icon = "warning"
    list_display = ("number", "kind", "body", "docket", "filed_on", "result", "ended_on")
    list_filter = ("kind", "result", "filed_on")
    search_fields = ("application__case__number", "body", "docket")
    list_select_related = ("application__case",)
    inspect_view_fields = ("kind", "body", "docket", "filed_on", "result", "ended_on", "note")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("application__case")

    def number(self, challenge):
        return challenge.application.case.number

    number.short_description = _("case number")


class SparedRegister(Register):
    """不用申请就找到的."""

    model = Spared
    permission_helper_class = readable_by(may_read)
    menu_label = _("Answered without applying")
    menu_icon = "view"
    list_display = ("on", "page", "n")
    list_filter = ("on",)
    list_select_related = ("page",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("page")


class ApplicationsGroup(ModelAdminGroup):
    """依申请公开 in the menu."""

    menu_label = _("On application")
    menu_icon = "mail"
    menu_order = 350
    items = (ApplicationRegister, ChallengeRegister, SparedRegister)
