"""Admin addresses of the chain."""

from django.urls import path

from . import views

app_name = "disclosure_chain"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("<int:page_no>/", views.review, name="review"),
    path("<int:page_no>/propose/", views.propose, name="propose"),
    path("<int:page_no>/as-public/", views.as_public, name="as_public"),
]
