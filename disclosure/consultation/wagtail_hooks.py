from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail_modeladmin.options import modeladmin_register

from . import admin_views
from .models import ConsultationPage
from .registers import ConsultationGroup

modeladmin_register(ConsultationGroup)


@hooks.register("register_admin_urls")
def addresses():
    """The overview, the desk of a consultation, its files and letters."""
    return [
        path("consultations/", admin_views.overview, name="disclosure_consultation_overview"),
        path("consultations/<int:number>/", admin_views.desk, name="disclosure_consultation_desk"),
        path("consultations/<int:number>/slip/", admin_views.slip, name="disclosure_consultation_slip"),
        path("consultations/<int:number>/files/<int:pk>/", admin_views.file, name="disclosure_consultation_file"),
        path("consultations/<int:number>/letters/<int:pk>/", admin_views.letter, name="disclosure_consultation_letter"),
    ]


@hooks.register("register_admin_menu_item")
def menu():
    """预公开办理 in the side bar."""
    return MenuItem(_("Consultation desk"), reverse("disclosure_consultation_overview"), name="consultation-desk", icon_name="comment", order=635)


@hooks.register("register_page_header_buttons")
def desk_button(page, user, view_name, next_url=None):
    """To the desk, from the editor of a consultation."""
    if isinstance(page, ConsultationPage) and page.published_at:
        yield Button(_("Consultation desk"), reverse("disclosure_consultation_desk", args=[page.pk]), icon_name="comment", priority=30)
