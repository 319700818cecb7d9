from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "disclosure.ledger"
    label = "disclosure_ledger"
    verbose_name = _("Ledger")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import refusals, triggers

        post_migrate.connect(triggers.install, sender=self, dispatch_uid="disclosure_ledger.triggers")
        request_started.connect(refusals.begin, dispatch_uid="disclosure_ledger.begin")
        request_finished.connect(refusals.finish, dispatch_uid="disclosure_ledger.finish")
