"""The media door; a site mounts it in the place of a plain file server: `path("media/", include("disclosure.files.urls"))`."""

from django.urls import path

from .views import media

app_name = "disclosure_files"
urlpatterns = [path("<path:path>", media, name="media")]
