"""What `make run` and the deployment use: DEBUG off, a key that is kept."""

from .base import *  # noqa: F403
from .environment import field_keys, secret_key

SECRET_KEY = secret_key()
DISCLOSURE_FIELD_KEYS, DISCLOSURE_INDEX_KEY = field_keys()
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")  # noqa: F405
