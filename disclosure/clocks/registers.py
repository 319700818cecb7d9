"""Duties and the office's calendar in the admin: what is due first, closed with a note and a file."""

from django import forms
from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup

from disclosure.files.known import about_known
from disclosure.ledger.registers import ReadOnly, RowButtons
from disclosure.org.models import PostKind
from disclosure.org.posts import asked_by_division, full_name, posts_of, present_division
from disclosure.org.registers import Change, Kept, KeptRegister, Make, today

from . import actions
from .models import Duty, OfficeDay, WorkdayNotice

SHOWN = 50  # due dates that moved, after a notice


class Owing(ReadOnly):
    """Everyone who works here reads; an open duty is closed by who owes it or the office director (the action asks again)."""

    def user_can_edit_obj(self, user, obj):
        if obj.closed_at or not user.is_active:
            return False
        held = {(each.post, each.division) for each in posts_of(user, today())}
        kinds = {post for post, _division in held}
        if PostKind.OFFICE_DIRECTOR in kinds:
            return True
        if asked_by_division(obj.owner_kind):
            division = present_division(obj.division, today())
            return (obj.owner_kind, division.code if division else None) in held
        return obj.owner_kind in kinds


class Close(Change):
    """The page on which a duty is closed."""

    page_title = _("Close the duty")


class CloseButton(RowButtons):
    """In the list the verb is to close, not to edit."""

    def edit_button(self, *args, **kwargs):
        return {**super().edit_button(*args, **kwargs), "label": _("Close the duty"), "title": _("Close the duty")}


class DutyRegister(KeptRegister):
    """后续事项: what a publication leaves to be done."""

    model = Duty
    permission_helper_class = Owing
    edit_view_class, button_helper_class = Close, CloseButton
    menu_label = _("Duties")
    menu_icon = "tasks"
    list_display = ("subject_title", "due", "kind", "channel_name", "division", "owner_kind", "owner_name", "opened_at", "closed_at", "evidence")
    list_export = ("due_on", "kind", "channel_name", "subject_title", "division", "owner_kind", "owner_name", "opened_at", "closed_at", "note")
    list_filter = ("kind", "division", "owner_kind", "due_on", "closed_at")
    search_fields = ("subject_title", "note", "channel")
    inspect_view_fields = (
        "kind", "subject_title", "channel", "division", "owner_kind", "owner", "opened_at", "due_on", "closed_at", "closed_by", "note",
    )  # fmt: skip
    change_handler = ObjectList([FieldPanel("note"), FieldPanel("file")])

    def get_ordering(self, request):
        """Open ones first, what is due first on top."""
        return [F("closed_at").desc(nulls_first=True), "due_on", "id"]

    def get_queryset(self, request):
        """But for those about a page that does not exist for who reads."""
        return about_known(super().get_queryset(request), request.user).select_related("division", "owner", "closed_by")

    def due(self, duty):
        if duty.closed_at is None and duty.due_on < today():
            return format_html('<strong class="status-tag">{} {}</strong>', duty.due_on, _("overdue"))
        return str(duty.due_on)

    due.short_description = _("due on")
    due.admin_order_field = "due_on"

    def channel_name(self, duty):
        return duty.channel_words

    channel_name.short_description = _("channel")

    def owner_name(self, duty):
        return full_name(duty.owner) if duty.owner else ""

    owner_name.short_description = pgettext_lazy("duty", "owner")

    def evidence(self, duty):
        if not duty.file:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("disclosure_clocks_evidence", args=[duty.pk]), _("evidence"))

    evidence.short_description = _("evidence")

    def change(self, duty, given, *, by, at):
        return actions.close_duty(duty, note=given["note"], file=given["file"], by=by, at=at)


class OfficeDayRegister(KeptRegister):
    """办公室日历: single days above every notice."""

    model = OfficeDay
    permission_helper_class = Kept
    menu_label = _("Office calendar")
    menu_icon = "date"
    list_display = ("date", "is_workday", "name", "source", "changed_at")
    list_filter = ("is_workday", "date")
    search_fields = ("name", "source")
    edit_handler = ObjectList([FieldPanel("date"), FieldPanel("is_workday"), FieldPanel("name")])
    change_handler = ObjectList([FieldPanel("is_workday"), FieldPanel("name")])

    def make(self, given, **who):
        return actions.enter_day(**given, **who)

    def change(self, day, given, **who):
        return actions.enter_day(date=day.date, **given, **who)


class MadeOnly(Kept):
    """What is loaded is changed by loading anew."""

    def user_can_edit_obj(self, user, obj):
        return False


class NoticeForm(WagtailAdminModelForm):
    """The file of a notice."""

    file = forms.FileField(
        label=_("File of the notice"), help_text=_("JSON as holiday-cn publishes it, or CSV: date,is_workday,name. Open due dates follow.")
    )  # fmt: skip


def _words(day):
    return date_format(day, "DATE_FORMAT") if day else "—"


class LoadNotice(Make):
    """A notice comes in; the page that follows says whose due date moved."""

    page_title = _("Load a holiday notice")

    def get_success_message(self, loaded):
        notice, changed = loaded
        said = [_("{count} days loaded; due dates changed: {changed}").format(count=len(notice.days), changed=len(changed))]
        if notice.left_out:
            days = "、".join(map(_words, notice.left_out))
            said.append(_("Statutory holidays the notice does not name, kept as days off: {days}").format(days=days))
        moved = _("{what}: {before} → {after}")
        said += [moved.format(what=each.what, before=_words(each.before), after=_words(each.after)) for each in changed[:SHOWN]]
        if len(changed) > SHOWN:
            said.append(_("All of them stand in the ledger."))
        return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in said))

    def get_success_message_buttons(self, loaded):
        return []


class NoticeRegister(KeptRegister):
    """放假通知: the years whose notice is entered, here or by `load_workdays`."""

    model = WorkdayNotice
    permission_helper_class = MadeOnly
    create_view_class = LoadNotice
    edit_handler = ObjectList([FieldPanel("file")], base_form_class=NoticeForm)
    menu_label = _("Holiday notices")
    menu_icon = "calendar-check"
    list_display = ("year", "source", "changed_at")
    search_fields = ("source",)

    def make(self, given, **who):
        return actions.enter_notice(given["file"], **who)


class ClocksGroup(ModelAdminGroup):
    """时限 in the menu."""

    menu_label = _("Time limits")
    menu_icon = "time"
    menu_order = 650
    items = (DutyRegister, OfficeDayRegister, NoticeRegister)
