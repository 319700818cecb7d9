"""Admin addresses of the chain."""

from django.urls import path

from . import views

app_name = "disclosure_chain"
urlpatterns = [
    path("<int:page_no>/", views.review, name="review"),
]
