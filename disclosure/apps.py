from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Holds no code: it makes Django find the message catalogue of `rules`, which is no app."""

    name = "disclosure"
    label = "disclosure"
