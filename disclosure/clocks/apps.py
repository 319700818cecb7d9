from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    name = "disclosure.clocks"
    label = "disclosure_clocks"
    verbose_name = _("Clocks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.words import learn

        from . import remind, words  # noqa: F401  its job and its source register themselves

        learn(acts=words.ACTS, subjects=words.SUBJECTS, values=words.VALUES, room="duty")
