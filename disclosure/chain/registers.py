"""Registers of the chain in the admin: rounds, signatures and votes, clearances, what is withheld (五（二）). Read only; exported for files."""

from django.contrib.admin import SimpleListFilter
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from disclosure.ledger.registers import Index, InWords, Register, readable_by
from disclosure.org.models import PostKind
from disclosure.org.posts import posts_of
from disclosure.rules.channels import label
from disclosure.rules.meeting import Choice, Verdict
from disclosure.rules.secrecy import Outcome

from .models import Clearance, Matter, Round, Signature
from .permissions import today
from .sheet import Sheet

READERS = frozenset(
    {
        PostKind.OFFICE_DIRECTOR, PostKind.SECRECY_REVIEWER, PostKind.EFFICIENCY_OFFICER, PostKind.SUPERVISING_LEADER, PostKind.MAIN_LEADER,
        PostKind.AUDITOR,
    }
)  # fmt: skip


def reads_registers(user):
    """The office, the efficiency office, leaders and the auditor; an administrator reads too."""
    return any(holding.post in READERS for holding in posts_of(user, today()))


def link(page_no, title):
    """A matter's title, leading to its approval sheet."""
    return format_html('<a href="{}">{}</a>', reverse("disclosure_chain:review", args=[page_no]), title or page_no)


class ChainRegister(Register):
    """What the four registers share."""

    permission_helper_class = readable_by(reads_registers)


class RoundRegister(ChainRegister):
    """审批轮次: each submission from its proposal to its end."""

    model = Round
    menu_label = _("Rounds")
    menu_icon = "list-ul"
    list_display = ("item", "number", "of_division", "proposer_name", "proposed_at", "step", "step_due_on", "end")
    list_export = (
        "title", "index_number", "number", "kind", "of_division", "scope", "ways", "proposer_name", "proposed_at", "step", "step_due_on", "end",
        "ended_at", "ended_by", "end_reason", "digest",
    )  # fmt: skip
    list_filter = ("step", "end", "kind", "scope", "division", "proposed_at")
    search_fields = ("matter__title", "matter__index_number", "proposer_name", "digest")
    ordering = ("-proposed_at", "-id")
    inspect_view_fields = (
        "matter", "number", "kind", "scope", "channels", "division", "proposer_name", "proposed_at", "step", "step_due_on", "outcome", "urgent",
        "end", "ended_at", "ended_by", "end_reason", "revision_no", "digest",
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("matter", "division")

    def item(self, round):
        return link(round.matter_id, round.matter.title)

    item.short_description = _("Title of the item")
    item.admin_order_field = "matter__title"

    def title(self, round):
        return round.matter.title

    title.short_description = _("Title of the item")

    def index_number(self, round):
        return round.matter.index_number

    index_number.short_description = _("Index number")

    def of_division(self, round):
        return round.division

    of_division.short_description = _("division")
    of_division.admin_order_field = "division"

    def ways(self, round):
        return "、".join(_channel(code) for code in round.channels)

    ways.short_description = _("Channels")


def _channel(code):
    try:
        return str(label(code))
    except ValueError:
        return code


class ByOutcome(InWords):
    """Outcome of a review, a vote or its close."""

    title, parameter_name = _("outcome"), "outcome"
    words = {member.value: member.label for kind in (Outcome, Choice, Verdict) for member in kind}


class ByPost(InWords):
    title, parameter_name = _("post"), "post"
    words = dict(PostKind.choices)


class SignatureRegister(ChainRegister):
    """签署和表决: who signed or voted what, when, on which digest."""

    model = Signature
    menu_label = _("Signatures and votes")
    menu_icon = "edit"
    list_display = ("at", "item", "step", "act", "person", "post_name", "said", "void")
    list_export = (
        "at", "title", "round_number", "step", "act", "name", "on_behalf_of", "post_name", "said", "opinion", "ground", "exemption", "void",
        "void_at", "void_reason", "digest",
    )  # fmt: skip
    list_filter = ("step", "act", ByOutcome, "void", "ground", ByPost, "at")
    search_fields = ("matter__title", "matter__index_number", "name", "opinion", "digest")
    ordering = ("-at", "-id")
    inspect_view_fields = (
        "matter", "round", "step", "act", "name", "on_behalf_of", "at", "outcome", "opinion", "ground", "exemption", "void", "void_at", "void_reason",
        "spent", "revision_no", "digest",
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("matter", "round", "round__matter")

    def item(self, row):
        return link(row.matter_id, row.matter.title)

    item.short_description = _("Title of the item")

    def title(self, row):
        return row.matter.title

    title.short_description = _("Title of the item")

    def round_number(self, row):
        return row.round.number

    round_number.short_description = _("round")

    def person(self, row):
        return Sheet.who(row)

    person.short_description = _("Name of the signer")
    person.admin_order_field = "name"

    def post_name(self, row):
        return PostKind(row.post).label if row.post in PostKind.values else row.post

    post_name.short_description = _("post")

    def said(self, row):
        return Sheet.outcome_of(row)

    said.short_description = _("Outcome or vote")


class ClearanceRegister(ChainRegister):
    """放行: which version was cleared, how, and whether that still holds."""

    model = Clearance
    menu_label = _("Clearances")
    menu_icon = "key"
    list_display = ("at", "item", "kind", "go_live_at", "approved_by", "voided", "voided_reason")
    list_export = (
        "at", "page_no", "title", "kind", "go_live_at", "approved_by", "approved_on", "voided", "voided_at", "voided_reason", "revision_id", "digest",
    )  # fmt: skip
    list_filter = ("kind", "voided", "at")
    search_fields = ("digest", "approved_by", "voided_reason", "round__matter__title")
    ordering = ("-at", "-id")
    inspect_view_fields = ("page_no", "kind", "at", "go_live_at", "approved_by", "approved_on", "voided", "voided_at", "voided_reason", "digest")

    def get_queryset(self, request):
        title = Matter.objects.filter(page_no=OuterRef("page_no")).values("title")[:1]  # what was brought in has no round
        return super().get_queryset(request).annotate(matter_title=Subquery(title))

    def title(self, row):
        return row.matter_title or str(row.page_no)

    title.short_description = _("Title of the item")

    def item(self, row):
        return link(row.page_no, self.title(row))

    item.short_description = _("Title of the item")


class Examination(SimpleListFilter):
    """When what is withheld is to be looked at again."""

    title = _("re-examination")
    parameter_name = "re_examination"

    def lookups(self, request, model_admin):
        return [("late", _("overdue")), ("month", _("within 30 days"))]

    def queryset(self, request, queryset):
        import datetime as dt

        on = today()
        if self.value() == "late":
            return queryset.filter(re_examine_on__lt=on)
        if self.value() == "month":
            return queryset.filter(re_examine_on__range=(on, on + dt.timedelta(days=30)))
        return queryset


class WithheldIndex(Index):
    """Its list is headed by what it is, not by the table it is drawn from."""

    page_title = _("Withheld")


class WithheldRegister(ChainRegister):
    """不予公开台账: what it was decided not to make public, on which ground, and when it is looked at again, what is late first (条例第十八条)."""

    model = Matter
    menu_label = _("Withheld")
    menu_icon = "lock"
    index_view_class = WithheldIndex
    export_filename = "withheld"
    list_display = ("examined", "item", "index_number", "division", "ground_in_words", "decided_by")
    list_export = ("re_examine_on", "title", "index_number", "division", "ground_in_words", "decided_by")
    list_filter = (Examination, "ground", "division")
    search_fields = ("title", "index_number")
    ordering = ("re_examine_on", "page_no")
    inspect_view_fields = ("title", "index_number", "division", "ground", "re_examine_on", "state")

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(ground="").filter(re_examine_on__isnull=False).select_related("division")

    def examined(self, matter):
        if matter.re_examine_on < today():
            return format_html('<b class="late">{} {}</b>', matter.re_examine_on, _("overdue"))
        return str(matter.re_examine_on)

    examined.short_description = _("to be re-examined on")
    examined.admin_order_field = "re_examine_on"

    def item(self, matter):
        return link(matter.page_no, matter.title)

    item.short_description = _("Title of the item")
    item.admin_order_field = "title"

    def ground_in_words(self, matter):
        return f"{matter.ground} {matter.get_ground_display()}"

    ground_in_words.short_description = _("ground")

    def decided_by(self, matter):
        last = matter.rounds.order_by("-number").values_list("ended_by", flat=True).first()
        return last or ""

    decided_by.short_description = _("decided by")


class ChainGroup(ModelAdminGroup):
    """审批台账 in the menu."""

    menu_label = _("Approvals")
    menu_icon = "tasks"
    menu_order = 640
    items = (RoundRegister, SignatureRegister, ClearanceRegister, WithheldRegister)
