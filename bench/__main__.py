"""`make bench`: makes a database of its own, measures, prints one table, and leaves nothing behind.

SQLite by default; with DATABASE_URL or TEST_DATABASE_URL a database on that PostgreSQL server. Both sides of each line are measured in turn, in
the same process and on the same database, so that a loaded machine slows both.
"""

import argparse
import importlib
import io
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

PARTS = ("chain", "catalogue", "cases", "complaints", "feedback", "dashboard", "consultations")


def width(text):
    """Columns of a terminal that a text takes: a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def table(rows):
    """Rows of equal length as aligned text."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows)


def bureau_of(keep):
    """The people of the bench; those of a kept database are remembered beside it."""
    factories = importlib.import_module("tests.factories")
    from disclosure.org.models import Division, Post

    if not keep or not Division.objects.filter(code="zhiliang").exists():
        return factories.bureau()
    bureau = factories.Bureau.__new__(factories.Bureau)
    for name, kind in (("main_leader", "main_leader"), ("efficiency", "efficiency_officer")):
        setattr(bureau, name, Post.objects.filter(kind=kind).order_by("pk").first().person)
    return bureau


def quiet(file):
    """Wait until the machine is quiet, where somebody sees to that."""
    if file:
        Path(file).touch()
        until = time.monotonic() + 600
        while time.monotonic() < until and not Path(f"{file}.go").exists():
            time.sleep(1)


def prepare(folder, keep=None):
    """A migrated database, set up as a site. keep: the file or the name of one that stays."""
    import django
    from django.conf import settings
    from django.core.management import call_command, get_commands
    from django.db import connections

    name = keep or str(Path(folder) / "bench.sqlite3")
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        name = keep or f"gongkai_bench_{os.getpid()}"
    django.setup()
    connection = connections["default"]
    if connection.vendor == "postgresql":
        from tests.database import Postgres

        server = Postgres(Path(folder))
        if not keep or not server.exists(name):
            server.copy(None, name)
        server.name = name
    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0, interactive=False)
    commands = get_commands()
    call_command("setup_site" if "setup_site" in commands else "setup_disclosure", stdout=io.StringIO())
    return connection, (lambda: server.drop(name)) if connection.vendor == "postgresql" and not keep else lambda: None


def main(argv):
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", default=[], help=f"{', '.join(PARTS)}; all when none is named")
    parser.add_argument("--items", type=int, default=10_000, help="items of the larger catalogue (default 10,000; the promise is for 100,000)")
    parser.add_argument("--cases", type=int, default=100_000, help="applications in the register (default 100,000)")
    parser.add_argument("--scale", type=float, help="of the dashboard: 1 is 100,000 items, 1,000,000 cases and comments (default: as there is room)")
    parser.add_argument("--keep", metavar="NAME", help="a database that is kept, a file or a name on the server: filled once, used again")
    parser.add_argument("--ready", metavar="FILE", help="touched when all is written; measuring waits for FILE.go, ten minutes at the most")
    parser.add_argument("--comments", type=int, default=10_000, help="comments on one draft (default 10,000)")
    given = parser.parse_args(argv)
    parts = given.parts or list(PARTS)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    folder = tempfile.mkdtemp(prefix="gongkai-bench-")
    drop = lambda: None  # noqa: E731
    started = time.monotonic()
    try:
        connection, drop = prepare(folder, given.keep)
        print(f"{connection.vendor}, Python {platform.python_version()}, {os.cpu_count()} cores\n", flush=True)
        rows = [("measured", "ours", "beside", "ratio", "promise", "")]
        given.bureau = bureau_of(given.keep)  # one for all parts
        given.quiet = lambda: quiet(given.ready)
        for part in parts:
            print(f"measuring: {part} …", file=sys.stderr, flush=True)
            rows += importlib.import_module(f"bench.{part}").measure(given)
        print(table(rows))
        print(f"\n{time.monotonic() - started:.0f} s")
        return 1 if any(row[-1] == "MISSED" for row in rows) else 0
    finally:
        from django.db import connections

        connections.close_all()
        drop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
