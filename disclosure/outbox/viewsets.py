"""The register of messages, for administrators: mail may hold what is nobody else's business."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosure.ledger.errors import Refused
from disclosure.ledger.registers import Inspect, InWords, Register, RowButtons, readable_by

from .actions import try_again
from .models import Message, State
from .work import names


class Buttons(RowButtons):
    """Beside "inspect": try again, for what has not left."""

    def get_buttons_for_obj(self, obj, *args, **kwargs):
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        if obj.state in (State.DEAD, State.WAITING):
            buttons.append(
                {
                    "url": reverse("disclosure_outbox_again", args=[obj.pk]),
                    "label": _("Try again"),
                    "classname": self.finalise_classname(["button-secondary"]),
                    "title": _("Send this message again"),
                }
            )
        return buttons


def masked(text, addresses):
    """A text with the addresses taken out."""
    for address in addresses:
        text = text.replace(address, "***")
    return text


class InspectMasked(Inspect):
    """A message; whom one to a citizen is for is not shown, to administrators neither."""

    def get_field_display_value(self, field_name, field=None):
        if self.instance.to_citizen and field_name in ("to", "error"):
            return _("a citizen") if field_name == "to" else masked(self.instance.error, self.instance.to)
        return super().get_field_display_value(field_name, field)


class ByKind(InWords):
    title, parameter_name, words = _("kind"), "kind", names


class OutboxRegister(Register):
    """The outbox 待发: what waits, what has left, what was given up."""

    model = Message
    inspect_view_class = InspectMasked
    permission_helper_class = readable_by(lambda user: False)
    button_helper_class = Buttons
    menu_label = _("Outbox")
    menu_icon = "mail"
    menu_order = 810
    list_display = ("created_at", "kind_name", "subject", "state", "attempts", "sent_at", "fault")
    list_filter = ("state", ByKind, "created_at")
    search_fields = ("subject", "key")
    ordering = ("-created_at", "-id")
    inspect_view_fields = ("key", "kind", "to", "subject", "body", "state", "attempts", "due_at", "sent_at", "error")

    def kind_name(self, message):
        return names.get(message.kind, message.kind)

    kind_name.short_description, kind_name.admin_order_field = _("kind"), "kind"

    def fault(self, message):
        return masked(message.error, message.to if message.to_citizen else [])

    fault.short_description = _("last error")


def again(request, pk):
    """Ask, then put the message back to the front of the outbox."""
    if not request.user.is_superuser:
        raise PermissionDenied
    message = get_object_or_404(Message, pk=pk)
    if request.method == "POST":
        try:
            try_again(message=message, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The message will be sent with the next round."))
        return redirect(reverse("disclosure_outbox_message_modeladmin_index"))
    return render(request, "disclosure_outbox/again.html", {"message": message})


urlpatterns = [path("outbox/<int:pk>/again/", again, name="disclosure_outbox_again")]
