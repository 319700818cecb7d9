"""The chain in Wagtail's page editor: what the action menu of an item offers, and where it stands."""

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.panels import Panel

from .models import Disclosable

NOT_OFFERED = ("action-publish", "action-submit", "action-unpublish", "action-cancel-workflow", "action-restart-workflow")
PROPOSE = "action-propose"


class ProposeItem(ActionMenuItem):
    """送审…: save the draft and go to the proposal."""

    label = _("Save and propose…")
    name = PROPOSE
    icon_name = "resubmit"


class SheetItem(ActionMenuItem):
    """Where a locked item stands: its approval sheet."""

    label = _("Approval sheet")
    name = "action-sheet"
    icon_name = "list-ul"

    def is_shown(self, context):
        return "page" in context

    def get_url(self, context):
        return reverse("disclosure_chain:review", args=[context["page"].pk])


def edited_model(request, context):
    """The page type that an action menu is for: of the page, or of the one that is being created; None when it cannot be told."""
    page = context.get("page")
    if page is not None:
        return page.specific_class or type(page)
    match = request.resolver_match
    given = match.kwargs if match else {}
    try:
        return apps.get_model(given["content_type_app_name"], given["content_type_model_name"])
    except (KeyError, LookupError):
        return None


def offer(items, request, context):
    """An item's menu: save the draft, propose it; the stock publish, submit, unpublish and cancel are gone. Other pages stay as they were."""
    model = edited_model(request, context)
    if model is None or not issubclass(model, Disclosable):
        return
    items[:] = [item for item in items if item.name not in NOT_OFFERED]
    locked = context.get("locked_for_user")
    if context["view"] in ("create", "edit") and not locked:
        items.insert(1, ProposeItem(order=10))
    if context["view"] != "create":
        items.append(SheetItem(order=90))


class ChainPanel(Panel):
    """Where an item stands, above its fields; nothing before it is saved once."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "disclosure_chain/editor_panel.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            from .sheet import Sheet

            context = super().get_context_data(parent_context)
            context["sheet"] = Sheet(self.instance, self.request.user, timezone.now())
            return context
