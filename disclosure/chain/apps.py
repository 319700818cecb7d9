from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChainConfig(AppConfig):
    name = "disclosure.chain"
    label = "disclosure_chain"
    verbose_name = _("Procedure")
    default_auto_field = "django.db.models.BigAutoField"
