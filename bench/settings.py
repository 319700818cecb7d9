"""The tests' settings, with a plain page type to compare with and a real cache left out: every page is made anew."""

from cms.settings.test import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
TEMPLATES[0]["OPTIONS"] = {**TEMPLATES[0]["OPTIONS"], "debug": False}  # noqa: F405
