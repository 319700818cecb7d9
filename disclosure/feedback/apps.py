from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class FeedbackConfig(AppConfig):
    name = "disclosure.feedback"
    label = "disclosure_feedback"
    verbose_name = pgettext_lazy("feedback", "Feedback")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.api_errors import hang
        from disclosure.ledger.words import learn

        from . import api, desk, heard, shown, words  # noqa: F401  what they hand to the rooms below registers itself

        learn(acts=words.ACTS)
        hang(feedback=api.feedback)
