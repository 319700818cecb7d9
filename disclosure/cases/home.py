"""The public's matters on the admin's first page, for those for whom something waits."""

from django.template.loader import render_to_string
from wagtail.admin.ui.components import Component

from disclosure.clocks.actions import day_of

from .waiting import unserved, waiting_for


class CasesPanel(Component):
    """Cases, offers and what rooms above add, due first; how many letters wait for their day of service."""

    name, order = "disclosure_cases", 60
    template_name = "disclosure_cases/home.html"

    def __init__(self, at):
        self.at = at

    def render_html(self, parent_context=None):
        user, on = parent_context["request"].user, day_of(self.at)
        context = {"waits": waiting_for(user, on), "unserved": unserved(user, on), "today": on}
        return render_to_string(self.template_name, context) if context["waits"] or context["unserved"] else ""
