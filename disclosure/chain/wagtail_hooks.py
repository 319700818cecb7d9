"""Doors of the admin: pages of the chain, the list of what waits, and Wagtail's own buttons, which say why not instead of refusing in silence."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction, RevertToPageRevisionPermissionError
from wagtail.admin import messages
from wagtail.admin.wagtail_hooks import PageListingDeleteButton
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, WorkflowState
from wagtail_modeladmin.options import modeladmin_register

from disclosure.files.doors import wrap
from disclosure.ledger.refusals import refused
from disclosure.org.posts import posts_of

from . import editor, gate
from .home import TurnsMenuItem, TurnsPanel
from .models import Disclosable, Matter, Round
from .permissions import kept_pages, today
from .readers import is_concerned
from .refuse import is_public
from .registers import ChainGroup

modeladmin_register(ChainGroup)


@hooks.register("register_admin_urls")
def admin_urls():
    """我的待办 and the page to decide on."""
    return [path("matters/", include("disclosure.chain.urls"))]


@hooks.register("insert_global_admin_css")
def admin_css():
    """Colours and forms of our own pages, on every page of the admin."""
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">', static("disclosure/tokens.css"), static("disclosure/admin.css")
    )


# --- what waits for me


@hooks.register("register_admin_menu_item")
def turns_in_the_menu():
    """我的待办 in the side bar, with how many there are."""
    return TurnsMenuItem()


@hooks.register("construct_homepage_panels")
def turns_on_the_first_page(request, panels):
    """What waits stands first; Wagtail's list of pages in a workflow stays for a host's own workflows."""
    if not posts_of(request.user, today()):
        return
    ours = Round.objects.filter(workflow_state_no__isnull=False).values("workflow_state_no")
    if not WorkflowState.objects.active().filter(requested_by=request.user).exclude(pk__in=ours).exists():
        panels[:] = [panel for panel in panels if getattr(panel, "name", "") != "user_objects_in_workflow_moderation"]
    panels.append(TurnsPanel(request))


# --- the editor and the lists of pages


@hooks.register("construct_page_action_menu")
def action_menu(items, request, context):
    """What the editor offers for an item: save and propose, in the place of publish."""
    editor.offer(items, request, context)


@hooks.register("insert_editor_js")
def editor_js():
    """A submit waits for the automatic save under way."""
    return format_html('<script src="{}" defer></script>', static("disclosure/editor.js"))


@hooks.register("before_edit_page")
def say_what_holds_it(request, page):
    """A page that was left open when the item went into the chain: “locked” alone does not say why. The automatic save is told the same."""
    if request.method != "POST" or not isinstance(page, Disclosable) or not (lock := page.get_lock()) or not lock.for_user(request.user):
        return None
    sentence = str(lock.get_message(request.user))
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"success": False, "error_code": "locked", "error_message": sentence}, status=400)
    messages.warning(request, sentence)
    return None


class RevertUnlocked(RevertToPageRevisionAction):
    """Wagtail's “revert” of the API writes a revision without asking the lock, which every other way to write asks."""

    def check(self, skip_permission_checks=False):
        super().check(skip_permission_checks=skip_permission_checks)
        if skip_permission_checks or not self.user or not isinstance(self.instance, Disclosable):
            return
        if (lock := self.instance.get_lock()) and lock.for_user(self.user):
            raise RevertToPageRevisionPermissionError(lock.get_message(self.user))


@hooks.register("register_actions")
def revert_asks_the_lock(registry):
    registry.register(Page, RevertUnlocked)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def go_on_to_the_proposal(request, page):
    """送审… in the editor: the draft is saved; the proposal has a page of its own."""
    if editor.PROPOSE in request.POST and isinstance(page, Disclosable):
        return redirect("disclosure_chain:propose", page.pk)


def _sheet_button(page, user, **kwargs):
    kind = page.specific_class if page and page.pk else None
    if kind and issubclass(kind, Disclosable) and is_concerned(user, page.specific, today()):
        yield Button(_("Approval sheet"), reverse("disclosure_chain:review", args=[page.pk]), icon_name="list-ul", **kwargs)


@hooks.register("register_page_header_buttons")
def sheet_in_the_header(page, user, view_name, next_url=None):
    """审批单 in the header of a page's views."""
    yield from _sheet_button(page, user, priority=5)


@hooks.register("register_page_listing_more_buttons")
def sheet_in_the_list(page, user, next_url=None):
    """审批单 in the menu of a row."""
    yield from _sheet_button(page, user, priority=3)


# --- Wagtail's own ways to publish, take down, delete, copy: they keep the draft and say why not


def _ours(page):
    page = page.specific if isinstance(page, Page) else page
    return page if isinstance(page, Disclosable) else None


def _say(request, page, reasons, door):
    refused(about=("page", page.pk, page.title), by=request.user, at=timezone.now(), reasons=reasons, door=door)
    for reason in reasons:
        messages.error(request, reason)


@hooks.register("before_publish_page")
def say_why_not_to_publish(request, page):
    """Every objection of the gate, on the item's edit page."""
    if isinstance(page, Disclosable) and (reasons := gate.objections(page)):
        _say(request, page, reasons, "publish")
        return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_unpublish_page")
def say_how_to_take_down(request, page):
    """Leads to the verb that takes it down with a reason."""
    if page := _ours(page):
        _say(request, page, [is_public(page.title)], "down")
        return redirect(f"{reverse('disclosure_chain:review', args=[page.pk])}?do=take_down#do-take_down")


@hooks.register("before_delete_page")
def say_why_not_to_delete(request, page):
    """What was in the chain stays on record."""
    if (page := _ours(page)) and (reason := _kept(page)):
        _say(request, page, [reason], "delete")
        return redirect("disclosure_chain:review", page.pk)


def _only_what_may_be_deleted(is_shown):
    """“Delete” in the menus of a page: not offered where the answer could only be no. The door itself stays and says why."""

    def shown(self, user):
        return is_shown(self, user) and not ((page := _ours(self.page)) and any(ask(page) for ask in (_kept, *kept_pages)))

    return shown


wrap(PageListingDeleteButton, "is_shown", _only_what_may_be_deleted)


def _kept(page):
    """Why a page may not be deleted, or ""."""
    if page.live or Matter.objects.filter(page_no=page.pk, round_number__gt=0).exists():
        return _("“%(title)s” has been in the chain: withdraw it with a reason; it is never deleted.") % {"title": page.title}
    return ""


@hooks.register("before_move_page")
def say_why_not_to_move(request, page, destination):
    """The address of an item is for ever."""
    if page := _ours(page):
        _say(request, page, [_("“%(title)s” stays in its column: its address is for ever.") % {"title": page.title}], "move")
        return redirect("disclosure_chain:review", page.pk)


@hooks.register("before_copy_page")
def say_why_no_alias(request, page):
    """An alias of a draft would be published with its source."""
    if request.method == "POST" and request.POST.get("alias") and (page := _ours(page)):
        _say(request, page, [_("A disclosure item has no aliases; propose a new item instead.")], "alias")
        return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("before_bulk_action")
def say_why_not_in_bulk(request, action_type, objects, action):
    """One that may not stops all: each with its reasons; nothing is half done."""
    if action_type not in ("publish", "unpublish", "delete", "move"):
        return None
    if action_type == "move":  # nobody may move an item, so Wagtail has taken them out and would report that none was moved
        asked = request.GET.getlist("id")
        every = action.get_all_objects_in_listing_query(request.GET.get("childOf")) if "all" in asked else asked
        objects = action.get_queryset(action.model, every)
    stopped = False
    for page in objects:
        page = _ours(page) if isinstance(page, Page) else None
        if page is None:
            continue
        if action_type == "publish":
            draft = page.get_latest_revision_as_object()
            draft.live = True
            reasons = gate.objections(draft)
        elif action_type == "unpublish":
            reasons = [is_public(page.title)] if page.live else []
        elif action_type == "delete":
            reasons = [reason] if (reason := _kept(page)) else []
        else:
            reasons = [_("“%(title)s” stays in its column: its address is for ever.") % {"title": page.title}]
        if reasons:
            stopped = True
            _say(request, page, reasons, f"bulk {action_type}")
    return redirect(action.next_url) if stopped else None
