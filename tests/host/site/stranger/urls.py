"""As `wagtail start` makes it, with Wagtail's API; and the plugin set's addresses where it is installed."""

from django.apps import apps
from django.contrib import admin
from django.urls import include, path
from search import views as search_views
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("django-admin/", admin.site.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("search/", search_views.search, name="search"),
    path("api/v3/", api.urls),
]
if apps.is_installed("disclosure"):
    urlpatterns += [path("media/", include("disclosure.files.urls")), path("", include("dashboard.urls")), path("", include("disclosure.urls"))]
urlpatterns += [path("", include(wagtail_urls))]
