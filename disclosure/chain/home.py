"""我的待办 on the admin's first page and in its menu, in place of Wagtail's lists of moderation where those hold nothing of a host's own."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem as LinkComponent

from disclosure.org.posts import posts_of

from .desk import mine
from .permissions import today


class TurnsPanel(Component):
    """What waits for the person who signed in, due first."""

    name = "disclosure_turns"
    template_name = "disclosure_chain/home.html"
    order = 50

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        return {"turns": mine(self.request.user, request_time(self.request))}


class TurnsMenuItem(MenuItem):
    """我的待办 with the number of what waits; not shown to a host's people who hold no post."""

    def __init__(self):
        super().__init__(_("Waiting for me"), reverse("disclosure_chain:waiting"), name="disclosure-turns", icon_name="clipboard-list", order=10)

    def is_shown(self, request):
        return bool(posts_of(request.user, today()))

    def render_component(self, request):
        count = mine(request.user, request_time(request)).count
        label = f"{self.label}（{count}）" if count else str(self.label)
        return LinkComponent(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname, attrs=self.attrs)


def request_time(request):
    """The moment of a request (aware), the same for everything drawn in it."""
    if not hasattr(request, "_disclosure_at"):
        request._disclosure_at = timezone.now()
    return request._disclosure_at
