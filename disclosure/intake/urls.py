"""Addresses of the street door."""

from django.urls import path

from . import views

urlpatterns = [path("challenge/", views.challenge, name="disclosure_challenge")]
