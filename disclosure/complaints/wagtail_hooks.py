from django.urls import path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from . import admin_views, order_views
from .registers import ComplaintsGroup

modeladmin_register(ComplaintsGroup)


@hooks.register("register_admin_urls")
def addresses():
    """Where staff enter a complaint; inquiries and orders with their papers."""
    return [
        path("complaints/enter/", admin_views.enter, name="disclosure_complaints_enter"),
        path("inquiries/<int:pk>/", admin_views.inquiry, name="disclosure_complaints_inquiry"),
        path("inquiries/<int:pk>/papers/<int:paper_pk>/", admin_views.inquiry_paper, name="disclosure_complaints_inquiry_paper"),
        path("orders/<int:pk>/", order_views.order, name="disclosure_complaints_order"),
        path("orders/<int:pk>/papers/<int:paper_pk>/", order_views.order_paper, name="disclosure_complaints_order_paper"),
    ]
