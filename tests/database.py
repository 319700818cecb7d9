"""The database a test run works on: made once by the migrations and the set-up, kept as a template, copied for each run.

Making it costs about ten seconds of processor; copying it a few hundredths of one. Two templates are kept in pytest's cache: the migrated
one is made anew when a migration, a model or a trigger changes, the set-up one (`setup_site` on top of it) when any source file changes.
After a test with real transactions the copy is made again: nothing is ever flushed, so the ledger's triggers stay as strict as in production.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
from pathlib import Path

from django.core.management import call_command, get_commands
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("cms", "dashboard", "disclosure")
SHAPE = ("models.py", "triggers.py", "apps.py", "fields.py", "blocks.py")


def fingerprint(shape_only):
    """A short hash over the source that decides what the template holds: all of it, or only what decides the tables."""
    files = [ROOT / "requirements.txt", Path(__file__)]
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not shape_only or path.name in SHAPE or path.parent.name in ("migrations", "models"):
                files.append(path)
    total = hashlib.sha256()
    for path in files:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


def set_up():
    """What a site has before anybody writes anything: page tree, groups, workflow, settings."""
    name = next(name for name in ("setup_site", "setup_disclosure") if name in get_commands())
    call_command(name, stdout=open(os.devnull, "w"))  # noqa: SIM115


@contextlib.contextmanager
def one_at_a_time(folder):
    """Several runs share the templates: whoever comes first makes them."""
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Database:
    """A template and a copy of it. Subclasses know how one vendor makes, copies and drops a database."""

    def __init__(self, folder, worker=""):
        self.folder = folder
        self.connection = connections["default"]
        self.name = f"gongkai_test_{os.getpid()}{worker}"

    def prepare(self):
        """Makes the templates where they are missing and points the connection at a fresh copy."""
        with one_at_a_time(self.folder):
            migrated, ready = f"gongkai_migrated_{fingerprint(True)}", f"gongkai_ready_{fingerprint(False)}"
            if not self.exists(ready):
                if not self.exists(migrated):
                    self.make(migrated, from_template=None, fill=lambda: call_command("migrate", verbosity=0, interactive=False))
                self.make(ready, from_template=migrated, fill=set_up)
                self.forget_all_but({migrated, ready})
            self.template = ready
            self.copy(ready, self.name)
        self.use(self.name)

    def make(self, name, *, from_template, fill):
        """A template under `name`, complete or not there at all."""
        making = f"{name}_making"
        self.drop(making)
        self.copy(from_template, making)
        self.use(making)
        fill()
        self.close()
        self.rename(making, name)

    def close(self):
        """Closes this thread's connection."""
        self.connection.close()

    def restore(self):
        """The copy as it was at the start, whatever a test left in it."""
        self.close()
        self.copy(self.template, self.name)

    def end(self):
        """Drops the copy; the templates stay."""
        self.close()
        self.drop(self.name)


class Sqlite(Database):
    def path(self, name):
        return self.folder / f"{name}.sqlite3"

    def use(self, name):
        self.close()
        self.connection.settings_dict["NAME"] = str(self.path(name))

    def exists(self, name):
        return self.path(name).exists()

    def copy(self, template, name):
        """By SQLite's own backup: connections that other threads still hold see the new content."""
        if template is None:
            return
        source, target = sqlite3.connect(self.path(template)), sqlite3.connect(self.path(name), timeout=30)
        with contextlib.closing(source), contextlib.closing(target):
            source.backup(target)

    def rename(self, name, new):
        with contextlib.closing(sqlite3.connect(self.path(name))) as database:
            database.execute("PRAGMA journal_mode=DELETE")  # one file, nothing left in a log beside it
        self.path(name).rename(self.path(new))

    def drop(self, name):
        for tail in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.path(name)}{tail}").unlink(missing_ok=True)

    def forget_all_but(self, names):
        for path in self.folder.glob("gongkai_*_*.sqlite3"):
            old = path.stem.startswith(("gongkai_migrated_", "gongkai_ready_")) and path.stem not in names
            if old and path.stat().st_mtime < max(p.stat().st_mtime for p in self.folder.glob("*.sqlite3")) - 3600:
                self.drop(path.stem)


class Postgres(Database):
    @contextlib.contextmanager
    def cursor(self):
        """A cursor outside any transaction, on the maintenance database."""
        import psycopg

        settings = self.connection.settings_dict
        given = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"], "password": settings["PASSWORD"]}
        with psycopg.connect(dbname="postgres", autocommit=True, **{k: v for k, v in given.items() if v}) as outside, outside.cursor() as cursor:
            yield cursor

    def close(self):
        super().close()
        self.connection.close_pool()

    def use(self, name):
        self.close()
        self.connection.settings_dict["NAME"] = name

    def exists(self, name):
        with self.cursor() as cursor:
            return bool(cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())

    def copy(self, template, name):
        with self.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))

    def rename(self, name, new):
        with self.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{new}"')

    def drop(self, name):
        with self.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def forget_all_but(self, names):
        """A server of one's own may be shared between checkouts: old templates are left to its owner."""


def database(folder, worker=""):
    """The one for the vendor that the settings name."""
    return {"sqlite": Sqlite, "postgresql": Postgres}[connections["default"].vendor](folder, worker)
