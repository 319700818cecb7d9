from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ItemsConfig(AppConfig):
    name = "disclosure.items"
    label = "disclosure_items"
    verbose_name = _("Disclosure items")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.chain import api as chain_api

        from . import api, catalogue, checks, deadlines, feeds, setup  # noqa: F401

        chain_api.register()
        api.register()
