from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = "Bureau site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import words

        words.teach()
