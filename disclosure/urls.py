"""The addresses of all rooms, for a host to include."""

urlpatterns = []
