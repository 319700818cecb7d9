"""The one place where the environment is read. docs/operations.md lists the same names (tested)."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def text(name, default=""):
    """The variable as it is, `default` where it is not set."""
    return os.environ.get(name, default)


def flag(name):
    """Whether the variable says yes: 1, true, yes or on."""
    return text(name).lower() in ("1", "true", "yes", "on")


def names(name):
    """The names in the variable, with commas between."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


DEBUG = flag("DEBUG")
DATA_DIR = Path(text("DATA_DIR") or BASE_DIR / "var").resolve()
DATABASE_URL = text("DATABASE_URL")
REDIS_URL = text("REDIS_URL")
HOST = text("HOST", "127.0.0.1")
PORT = text("PORT", "8000")
SITE_URL = text("SITE_URL") or f"http://{HOST if HOST not in ('0.0.0.0', '::') else 'localhost'}:{PORT}"
EMAIL_URL = text("EMAIL_URL")
TRUSTED_PROXIES = names("TRUSTED_PROXIES")
INTAKE_LIMIT = int(text("INTAKE_LIMIT", "30"))
WEB_THREADS = int(text("WEB_THREADS", "4"))  # as deploy/gunicorn.conf.py
INTAKE_CHALLENGE = text("INTAKE_CHALLENGE", "auto")
ALLOWED_HOSTS = names("ALLOWED_HOSTS") or list(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", HOST, urlsplit(SITE_URL).hostname or "localhost"]))


def secret_key():
    """The key of the environment, or one made once and kept in DATA_DIR, readable by its owner alone."""
    if given := text("SECRET_KEY"):
        return given
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    kept = DATA_DIR / "secret-key"
    try:
        with open(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return kept.read_text().strip()


def field_keys():
    """(keys of sealed fields, key of the blind index): made once and kept in DATA_DIR, readable by their owner alone, one key a line.

    A new first line of `field-keys` writes from then on; the lines below it still read. Without these files the sealed fields are lost: back them up.
    """
    from cryptography.fernet import Fernet

    return _kept("field-keys", lambda: Fernet.generate_key().decode()).split(), _kept("index-key", lambda: secrets.token_urlsafe(48))


def _kept(name, make):
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    path, new = DATA_DIR / name, DATA_DIR / f".{name}.{secrets.token_hex(8)}"
    if not path.exists():
        with open(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(new, path)  # whole or not at all, and the first of several processes wins
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text().strip()


def database(url=DATABASE_URL):
    """Django's DATABASES entry for `url`, SQLite in DATA_DIR when empty.

    SQLite writes IMMEDIATE: a deferred transaction fails under 50 writers ("database is locked"). Its connections are kept: opening one costs as
    much as a tenth of a request.
    """
    if not url or url.startswith("sqlite:///"):
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(unquote(url.removeprefix("sqlite:///"))) if url else DATA_DIR / "db.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 60,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit("DATABASE_URL: postgres://… or sqlite:///path is expected; leave it out for SQLite in DATA_DIR.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 20, "timeout": 30}},
    }


def email():
    """Django's mail settings: smtp://user:password@host:port (smtps for TLS), else one .eml file a message."""
    if not EMAIL_URL:
        return {"EMAIL_BACKEND": "disclosure.outbox.mail_files.EmailBackend", "EMAIL_FILE_PATH": DATA_DIR / "mail"}
    parts = urlsplit(EMAIL_URL)
    if parts.scheme not in ("smtp", "smtps", "smtp+tls"):
        raise SystemExit("EMAIL_URL: smtp://, smtp+tls:// or smtps:// is expected.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
