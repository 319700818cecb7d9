"""Registers: comments, hearings. Read by those whom the consultation concerns; contacts are in neither."""

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail_modeladmin.options import ModelAdminGroup

from disclosure.chain.readers import reach
from disclosure.clocks.actions import day_of
from disclosure.ledger.registers import Register

from .models import Comment, Hearing


class OfMyDivisions(Register):
    """Rows of the consultations that concern who reads: constant queries."""

    def get_queryset(self, request):
        everywhere, codes = reach(request.user, day_of(timezone.now()))
        rows = super().get_queryset(request).select_related("page__division")
        return rows if everywhere else rows.filter(page__division__code__in=codes)

    def consultation(self, row):
        return format_html('<a href="{}">{}</a>', reverse("disclosure_consultation_desk", args=[row.page_id]), row.page.title)

    consultation.short_description = pgettext_lazy("disclosure", "consultation")


class CommentRegister(OfMyDivisions):
    """意见: every comment with its conclusion."""

    model = Comment
    menu_label, menu_icon = pgettext_lazy("consultation", "Comments"), "comment"
    list_display = ("number", "consultation", "clause", "stance", "text", "arrival", "at", "state", "verdict", "reason")
    list_export = ("number", "page", "clause", "stance", "text", "arrival", "at", "state", "refusal", "verdict", "reason")
    list_filter = ("state", "verdict", "stance", "arrival", "at")
    search_fields = ("number", "text", "reason")
    inspect_view_fields = (
        "number", "page", "clause", "stance", "text", "masked", "name", "arrival", "at", "state", "refusal", "checked_at", "taken_down_at", "reply",
        "supports", "verdict", "reason", "answer_by", "told_at",
    )  # fmt: skip
    ordering = ("-at", "-id")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("clause", "page__division").defer("raw", "contact", "sealed_name")


class HearingRegister(OfMyDivisions):
    """听证会、座谈会."""

    model = Hearing
    menu_label, menu_icon = _("Hearings and meetings"), "group"
    list_display = ("held_at", "consultation", "kind", "where", "signup_until", "material_at", "minutes_at", "cancelled_at")  # as many as fit a desk
    list_export = ("held_at", "page", "kind", "where", "seats", "method", "signup_until", "chosen_at", "material_at", "minutes_at", "cancelled_at")
    list_filter = ("kind", "method", "held_at")
    search_fields = ("where",)
    inspect_view_fields = (
        "kind", "page", "held_at", "where", "seats", "method", "rule", "signup_until", "announced_at", "seed_sha256", "chosen_at", "choice_reason",
        "seed", "material_at", "minutes", "minutes_at", "minutes_published_at", "minutes_unconfirmed", "minutes_reason", "cancelled_at",
    )  # fmt: skip
    ordering = ("-held_at",)


class ConsultationGroup(ModelAdminGroup):
    """预公开 in the menu, below the desk."""

    menu_label, menu_icon, menu_order = _("Comments and hearings"), "openquote", 640
    items = (CommentRegister, HearingRegister)
