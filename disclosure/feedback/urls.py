"""The address of feedback."""

from django.urls import path

from . import views

urlpatterns = [path("feedback/", views.give, name="disclosure_feedback")]
