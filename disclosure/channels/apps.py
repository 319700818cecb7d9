from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "disclosure.channels"
    label = "disclosure_channels"
    verbose_name = _("Channels")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.chain import heard
        from disclosure.ledger.words import learn

        from . import jobs, words  # noqa: F401
        from .actions import after_publication, after_taking_down

        learn(acts=words.ACTS)

        for listeners, listener in ((heard.published, after_publication), (heard.taken_down, after_taking_down)):
            if listener not in listeners:
                listeners.append(listener)
