"""What `manage.py check --deploy` says about files."""

from django.conf import settings
from django.core.checks import Warning as Advice
from django.core.checks import register
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _


@register(deploy=True)
def media_has_our_door(app_configs, **kwargs):
    """MEDIA_URL leads to `disclosure.files.urls`: a plain file server would give drafts' pictures to who guesses their names."""
    from .views import media

    address = settings.MEDIA_URL
    if not address.startswith("/"):
        address = f"/{address}" if "://" not in address else ""
    try:
        if address and resolve(f"{address}x.png").func is media:
            return []
    except Resolver404:
        pass
    return [
        Advice(
            _("MEDIA_URL does not lead to disclosure.files.urls: pictures of drafts are as private as the server in front keeps them."),
            hint='path("media/", include("disclosure.files.urls"))',
            id="disclosure_files.W001",
        )
    ]
