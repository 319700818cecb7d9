"""Doors of the admin and of Wagtail's serving of pages."""

from django.db.models import Q
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail_modeladmin.options import modeladmin_register

from disclosure.chain import permissions
from disclosure.chain.permissions import edits_for, today
from disclosure.intake.typed import number_of
from disclosure.ledger.record import record
from disclosure.ledger.refusals import refused

from . import kept, views
from .models import DisclosurePage, IntranetPage
from .registers import IssuedRegister

modeladmin_register(IssuedRegister)


@hooks.register("before_serve_page", order=-10)
def staff_sign_in_at_the_admin(page, request, serve_args, serve_kwargs):
    """/intranet/ leads to the admin's sign-in; Wagtail's own hook for restricted pages would lead to its bare login page."""
    if isinstance(page, IntranetPage):
        return page.turn_away(request)


@hooks.register("before_edit_page")
def told_of_another_editor(request, page):
    """Who saves over a version of another that he never saw is told first; Wagtail itself says so to its automatic save alone.

    The form asks (panels.py). What his own form saved automatically since it was opened is no reason: he typed it.
    """
    if request.method == "POST" and isinstance(page, DisclosurePage) and page.latest_revision_id:
        page.saved_meanwhile = _saved_by_another(request, page)


@hooks.register("before_edit_page")
def before_the_day_moves(request, page):
    """From which day its time ran before he saves."""
    if request.method == "POST" and isinstance(page, DisclosurePage):
        request.days_before = kept.days_of(page.pk)


@hooks.register("after_edit_page", order=-10)
def record_moved_day(request, page):
    """A draft whose day formed was changed in the editor has its entry, as one changed by the API has."""
    if isinstance(page, DisclosurePage):
        kept.record_days(page, getattr(request, "days_before", None), by=request.user, at=timezone.now())


@hooks.register("before_delete_page")
def say_why_a_late_draft_stays(request, page):
    """It is given up with a reason on its approval sheet."""
    page = page.specific
    if isinstance(page, DisclosurePage) and (reason := kept.why_not_to_delete(page, today())):
        refused(about=("page", page.pk, page.title), by=request.user, at=timezone.now(), reasons=[reason], door="delete")
        messages.error(request, reason)
        return redirect("disclosure_chain:review", page.pk)


permissions.kept_pages.append(lambda page: kept.why_not_to_delete(page, today()) if isinstance(page, DisclosurePage) else "")


def _saved_by_another(request, page):
    seen = number_of(request.POST.get("overwrite_revision_id") or request.POST.get("loaded_revision_id") or "")
    if seen is None:
        return None
    newer = Q(pk__gt=seen)
    if since := parse_datetime(request.POST.get("loaded_revision_created_at") or ""):
        newer |= Q(created_at__gt=since)  # an automatic save overwrites its own revision, which then is newer under its old number
    return page.revisions.filter(newer).exclude(user=request.user).order_by("created_at").last()


@hooks.register("after_create_page")
@hooks.register("after_copy_page")
def record_creation(request, page, copy=None):
    """A draft made in the editor, or copied there, has its entry as one made by the API has."""
    made = (copy or page).specific
    if isinstance(made, DisclosurePage):
        facts = {"category": str(made.category), "index_number": made.index_number, "division": made.division.code if made.division else None}
        if copy is not None:
            facts["from"] = page.specific.index_number
        record("items.create", about=("page", made.pk, made.title), by=request.user, at=timezone.now(), facts=facts)


@hooks.register("register_admin_urls")
def admin_urls():
    """Where “new from this one” is asked and done, and where the OA's list of documents issued comes in."""
    return [
        path("items/<int:number>/new/", views.new_from, name="disclosure_items_new_from"),
        path("issued/bring-in/", views.bring_in_documents, name="disclosure_items_bring_in_documents"),
    ]


@hooks.register("register_page_header_buttons")
def new_from_button(page, user, view_name, next_url=None):
    """“New from this one”, for editors."""
    if view_name == "edit" and isinstance(page, DisclosurePage) and page.pk and edits_for(user, today()):
        yield Button(_("New from this one"), reverse("disclosure_items_new_from", args=[page.pk]), icon_name="copy", priority=35)


@hooks.register("insert_editor_js")
def kinds_js():
    """Shows the fields of the chosen kind alone."""
    return format_html('<script src="{}" defer></script>', static("disclosure_items/kinds.js"))
