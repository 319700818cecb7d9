from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationConfig(AppConfig):
    name = "disclosure.consultation"
    label = "disclosure_consultation"
    verbose_name = _("Consultations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.chain import heard
        from disclosure.ledger.api_errors import hang
        from disclosure.ledger.words import learn

        from . import api, clock, conditions, feeds, known, margins, news, pages, setup, words  # noqa: F401  what the clock, the gate and setup ask registers itself
        from .actions.versions import after_publication, after_taking_down
        from .conditions import consultable, consultation

        learn(acts=words.ACTS, subjects=words.SUBJECTS)
        if consultation not in heard.consultations:
            heard.consultations.append(consultation)
        if consultable not in heard.consultable:
            heard.consultable.append(consultable)
        if after_publication not in heard.published:
            heard.published.append(after_publication)
        if after_taking_down not in heard.taken_down:
            heard.taken_down.append(after_taking_down)
        hang(consultations=api.consultations, comments=api.comments)
