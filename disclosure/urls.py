"""The addresses of all rooms, for a host to include."""

from django.urls import include, path

urlpatterns = [
    path("", include("disclosure.intake.urls")),
    path("", include("disclosure.cases.urls")),
    path("", include("disclosure.applications.urls")),
    path("", include("disclosure.consultation.urls")),
    path("", include("disclosure.complaints.urls")),
    path("", include("disclosure.feedback.urls")),
    path("", include("disclosure.items.urls")),
]
