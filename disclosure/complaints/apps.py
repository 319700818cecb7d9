from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "disclosure.complaints"
    label = "disclosure_complaints"
    verbose_name = _("Complaints")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.words import learn

        from . import access, orders, words  # noqa: F401  who may know a case, and reminders, register themselves

        learn(acts=words.ACTS, subjects=words.SUBJECTS)
