from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    name = "disclosure.org"
    label = "disclosure_org"
    verbose_name = _("Organisation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.ledger.words import learn

        from . import posts, words

        posts.hear_changes()
        learn(acts=words.ACTS, subjects=words.SUBJECTS, posts=words.POSTS, values=words.VALUES)
