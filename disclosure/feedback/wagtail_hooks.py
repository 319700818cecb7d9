from django.urls import path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from . import admin_views
from .registers import FeedbackRegister

modeladmin_register(FeedbackRegister)


@hooks.register("register_admin_urls")
def addresses():
    """Where staff enter feedback, and a colleague's own."""
    return [
        path("feedback/enter/", admin_views.enter, name="disclosure_feedback_enter"),
        path("feedback/mine/", admin_views.my_list, name="disclosure_feedback_my_list"),
        path("feedback/mine/<int:pk>/", admin_views.mine, name="disclosure_feedback_mine"),
    ]
