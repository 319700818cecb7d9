"""Addresses of the dashboard, for a host to include."""

urlpatterns = []
