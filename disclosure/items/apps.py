from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ItemsConfig(AppConfig):
    name = "disclosure.items"
    label = "disclosure_items"
    verbose_name = _("Disclosure items")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.chain import api as chain_api
        from disclosure.chain import heard
        from disclosure.ledger.api import ledger
        from disclosure.ledger.api_errors import hang
        from disclosure.ledger.words import learn

        # feeds and catalogue give the lists what they show; matters adds its calls to the chain's router before that is hung up.
        from . import api, catalogue, checks, deadlines, faults, feeds, indexing, kept, known, matters, restrictions, setup, words  # noqa: F401

        learn(acts=words.ACTS, subjects=words.SUBJECTS)
        heard.published.append(faults.after_publication)
        indexing.connect()
        hang(ledger=ledger, matters=chain_api.matters, categories=api.categories, catalogue=api.entries)
        restrictions.connect()
        kept.connect()
