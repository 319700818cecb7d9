"""Addresses of the room that are no pages: catalogue, notices, ledger, feeds."""

from django.urls import path

from . import feeds, views

urlpatterns = [
    path("catalogue/", views.catalogue, name="disclosure_catalogue"),
    path("notices/", views.notices, name="disclosure_notices"),
    path("notices/feed/", feeds.NoticesFeed(), name="disclosure_notices_feed"),
    path("ledger/", views.ledger, name="disclosure_ledger"),
    path("feed/", feeds.PublicFeed(), name="disclosure_feed"),
]
