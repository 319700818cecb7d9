from django.urls import path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .registers import ClocksGroup
from .views import evidence

modeladmin_register(ClocksGroup)


@hooks.register("register_admin_urls")
def addresses():
    """The evidence by which a duty was closed."""
    return [path("duties/<int:pk>/evidence/", evidence, name="disclosure_clocks_evidence")]
