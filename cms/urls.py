"""Addresses of this site: the plugin set first, then Wagtail's."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path(settings.MEDIA_URL.lstrip("/"), include("disclosure.files.urls")),  # never a plain file server: what lies there may not be public yet
    path("api/v3/", api.urls),
    path("sitemap.xml", sitemap),
    path("", include("dashboard.urls")),
    path("", include("disclosure.urls")),
    path("", include(wagtail_urls)),
]
