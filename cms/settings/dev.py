"""For a developer's own machine: DEBUG on, static files served without collecting them."""

from .base import *  # noqa: F403
from .environment import field_keys, secret_key

DEBUG = True
SECRET_KEY = secret_key()
DISCLOSURE_FIELD_KEYS, DISCLOSURE_INDEX_KEY = field_keys()
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
