from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "dashboard"
    label = "disclosure_dashboard"
    verbose_name = _("Accountability dashboard")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from disclosure.clocks.jobs import job

        from . import api, briefs, situation
        from .facts import catch_up

        api.register()
        job(catch_up.keep)
        job(situation.open_monthly)
        job(briefs.weekly)
