from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "disclosure.complaints"
    label = "disclosure_complaints"
    verbose_name = _("Complaints")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.api_errors import hang
        from disclosure.ledger.words import learn

        from . import access, api, deadlines, desk, heard, orders, words  # noqa: F401  what they hand to the rooms below registers itself

        learn(acts=words.ACTS, subjects=words.SUBJECTS, values=words.VALUES_OF_ORDERS, room="orders")
        learn(values=words.VALUES, room="complaints")
        hang(complaints=api.complaints)
