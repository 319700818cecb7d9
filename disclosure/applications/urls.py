"""Addresses of applying."""

from django.urls import path

from . import views

urlpatterns = [
    path("apply/", views.apply, name="disclosure_apply"),
    path("apply/suggest/", views.suggest, name="disclosure_apply_suggest"),
    path("apply/found/", views.spare, name="disclosure_apply_found"),
]
