"""For a developer's own machine: DEBUG on, static files served without collecting them."""

from .base import *  # noqa: F403
from .environment import secret_key

DEBUG = True
SECRET_KEY = secret_key()
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
