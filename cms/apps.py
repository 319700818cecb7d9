from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Bureau site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.words import learn

        from . import words

        words.teach()
        words.write_names()
        learn(acts={"demo.load": _("Demo bureau loaded")})
