"""For the test suite: cheap passwords, files in a throw-away folder, mail in memory."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "only-for-tests"
DATA_DIR = Path(tempfile.mkdtemp(prefix="gongkai-test-"))
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
INTAKE_LIMIT = 0
DATABASES = {"default": env.database(env.text("TEST_DATABASE_URL") or env.DATABASE_URL)}  # noqa: F405
DATABASES["default"]["OPTIONS"].pop("pool", None)  # tests/database.py drops and copies whole databases under open threads
