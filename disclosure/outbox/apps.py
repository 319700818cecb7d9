from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "disclosure.outbox"
    label = "disclosure_outbox"
    verbose_name = _("Outbox")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.words import learn

        from . import senders, words  # noqa: F401

        learn(acts=words.ACTS, subjects=words.SUBJECTS)
