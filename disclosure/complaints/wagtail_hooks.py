from django.urls import path
from wagtail import hooks

from . import order_views


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("orders/<int:pk>/", order_views.order, name="disclosure_complaints_order"),
        path("orders/<int:pk>/papers/<int:paper_pk>/", order_views.order_paper, name="disclosure_complaints_order_paper"),
    ]
