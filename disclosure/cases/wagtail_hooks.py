from django.urls import path
from django.utils import timezone
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from . import admin_views, slips
from .home import CasesPanel
from .registers import WordingRegister

modeladmin_register(WordingRegister)


@hooks.register("register_admin_urls")
def addresses():
    """The desk of a case, its letters and papers, the slip, the letters that are not served yet."""
    return [
        path("cases/<int:pk>/", admin_views.case, name="disclosure_cases_case"),
        path("cases/<int:pk>/letters/<int:letter_pk>/", admin_views.letter, name="disclosure_cases_letter"),
        path("cases/<int:pk>/papers/<int:paper_pk>/", admin_views.paper, name="disclosure_cases_paper"),
        path("cases/slip/", slips.slip, name="disclosure_cases_slip"),
        path("cases/unserved/", admin_views.unserved, name="disclosure_cases_unserved"),
    ]


@hooks.register("construct_homepage_panels")
def cases_panel(request, panels):
    """公众来件 on the admin's first page."""
    panels.append(CasesPanel(timezone.now()))
