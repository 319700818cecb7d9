from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "disclosure.applications"
    label = "disclosure_applications"
    verbose_name = _("Applications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.api_errors import hang
        from disclosure.ledger.words import learn

        from . import api, desk, heard, words  # noqa: F401  what they hand to the rooms below registers itself

        learn(acts=words.ACTS)
        hang(applications=api.applications)
