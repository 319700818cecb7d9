"""Addresses of the dashboard that everyone may read, for a host to include; those of the admin are in wagtail_hooks.py."""

from django.urls import path

from . import views

urlpatterns = [path("statistics/", views.statistics, name="disclosure_dashboard_statistics")]
