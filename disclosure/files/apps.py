from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "disclosure.files"
    label = "disclosure_files"
    verbose_name = _("Files")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, doors, signal_handlers, uploads  # noqa: F401

        doors.close()
        signal_handlers.connect()
        uploads.connect()
