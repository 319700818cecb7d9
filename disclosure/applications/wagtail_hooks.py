from django.urls import path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from . import admin_views
from .registers import ApplicationsGroup

modeladmin_register(ApplicationsGroup)


@hooks.register("register_admin_urls")
def addresses():
    """Where staff enter an application that came another way."""
    return [path("applications/enter/", admin_views.enter, name="disclosure_applications_enter")]
