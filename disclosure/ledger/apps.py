from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "disclosure.ledger"
    label = "disclosure_ledger"
    verbose_name = _("Ledger")
    default_auto_field = "django.db.models.BigAutoField"
