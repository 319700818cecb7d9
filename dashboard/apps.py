from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "dashboard"
    label = "disclosure_dashboard"
    verbose_name = _("Accountability dashboard")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.clocks.jobs import job
        from disclosure.complaints import shown
        from disclosure.ledger.api_errors import hang
        from disclosure.ledger.words import learn

        from . import api, briefs, late, signal_handlers, situation, words
        from .facts import catch_up, recount

        hang(statistics=api.statistics, dashboard=api.figures)
        signal_handlers.connect()
        shown.links.update(figure=words.figure_of, document=words.document_of)
        shown.late.update(page=late.page, consultation=late.consultation, document=late.document)
        learn(acts=words.ACTS, subjects=words.SUBJECTS)
        learn(facts=words.FACTS, values=words.VALUES, room="situation")
        learn(values={"about": words.about_of}, room="orders")
        job(catch_up.keep, title=_("Entries taken into the figures"))
        job(recount.nightly, title=_("Rows recounted"))
        job(situation.open_monthly)
        job(briefs.weekly)
