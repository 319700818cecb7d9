from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .home import VacanciesPanel
from .registers import OrganisationGroup

modeladmin_register(OrganisationGroup)


@hooks.register("construct_homepage_panels")
def vacancies(request, panels):
    """Posts that nobody holds, on the admin's first page."""
    panels.append(VacanciesPanel())
