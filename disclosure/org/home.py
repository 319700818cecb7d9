"""On the admin's first page, for who can do something about it: posts that nobody holds."""

from django.template.loader import render_to_string
from wagtail.admin.ui.components import Component

from .posts import vacancies
from .registers import may_keep, today


class VacanciesPanel(Component):
    """Vacant posts and who must appoint, for those who keep the organisation and the main leader (五（一）); nothing for the others."""

    name, order = "vacancies", 90
    template_name = "disclosure_org/vacancies.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"vacancies": vacancies(today()) if may_keep(user, appoints=True) else []}

    def render_html(self, parent_context=None):
        context = self.get_context_data(parent_context or {})
        if not context["vacancies"]:
            return ""
        return render_to_string(self.template_name, context)
