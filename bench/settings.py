"""The tests' settings, with a plain page type to compare with. The cache is emptied before each page that is measured."""

from cms.settings.test import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]  # noqa: F405
