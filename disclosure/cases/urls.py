"""Addresses of tracking."""

from django.urls import path

from . import views

urlpatterns = [
    path("track/", views.track, name="disclosure_track"),
    path("track/<str:number>/", views.case, name="disclosure_track_case"),
    path("track/<str:number>/letters/<int:pk>/", views.letter, name="disclosure_track_letter"),
    path("track/<str:number>/files/<int:pk>/", views.paper, name="disclosure_track_paper"),
]
