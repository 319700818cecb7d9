from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "disclosure.cases"
    label = "disclosure_cases"
    verbose_name = _("Cases")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.api_errors import hang
        from disclosure.ledger.words import learn

        from . import api, heard, words  # noqa: F401  reminders, recomputing and sweeping register themselves

        learn(acts=words.ACTS, subjects=words.SUBJECTS)
        for room in ("cases", "applications", "feedback", "complaints"):
            learn(values=words.VALUES, room=room)
        hang(cases=api.cases)
