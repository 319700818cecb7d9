"""Addresses of this site: its own few, the plugin set, then Wagtail's."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api
from wagtail.documents import urls as wagtaildocs_urls

from . import views

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<section>.xml", views.sitemap, name="sitemap_section"),
    path("site-map/", views.site_map, name="site_map"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path(settings.MEDIA_URL.lstrip("/"), include("disclosure.files.urls")),  # never a plain file server: what lies there may not be public yet
    path("api/v3/openapi.json", views.api_schema),
    path("api/v3/", api.urls),
    path("", include("dashboard.urls")),
    path("", include("disclosure.urls")),
    path("", include(wagtail_urls)),
]

handler400, handler403, handler404, handler500 = (f"cms.views.{name}" for name in ("bad_request", "not_allowed", "not_found", "failed"))
