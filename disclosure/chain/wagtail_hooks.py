from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("matters/", include("disclosure.chain.urls"))]
