from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ChainConfig(AppConfig):
    name = "disclosure.chain"
    label = "disclosure_chain"
    verbose_name = _("Procedure")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self):
        """The task types are models too, though a door: they call the actions. Conditions register what the gate asks."""
        super().import_models()
        from . import conditions, permissions, tasks  # noqa: F401

    def ready(self):
        from disclosure.ledger.words import learn

        from . import checks, deadlines, jobs, readers, setup, signal_handlers, tokens, triggers, words  # noqa: F401

        learn(acts=words.ACTS, subjects=words.SUBJECTS, values=words.VALUES, room="chain")
        tokens.wrap()
        signal_handlers.connect()
        pre_migrate.connect(triggers.drop, sender=self, dispatch_uid="disclosure_chain.triggers.drop")
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="disclosure_chain.triggers.install")
