"""What the tests need besides Python: Chromium, PostgreSQL, Redis. Finds them, starts what must run, stops it again.

Uses the standard library alone: `make test` asks here before pytest runs, and a test that needs a server asks for it by a fixture.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PACKAGES = {
    "Chromium": ["chromium", "fonts-noto-cjk"],
    "PostgreSQL": ["postgresql"],
    "Redis": ["redis-server"],
    "gettext": ["gettext"],
}


class Lacking(Exception):
    """A component cannot be had here; the sentence says why."""


def chromium():
    """The path of a Chromium or Chrome; Lacking where there is none."""
    given = os.environ.get("CHROMIUM")
    for name in filter(None, (given, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")):
        if path := shutil.which(name):
            return path
    raise Lacking("no chromium or google-chrome in PATH (CHROMIUM names another place)")


def postgres_tool(name):
    """The path of one of PostgreSQL's server tools, which Debian keeps out of PATH; Lacking where there is none."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name) if p.parent.name.isdigit() else 0, reverse=True)
    for folder in [*places, Path("/usr/local/pgsql/bin"), Path("/opt/homebrew/bin")]:
        if (folder / name).exists():
            return str(folder / name)
    if path := shutil.which(name):
        return path
    raise Lacking(f"PostgreSQL's {name} is not installed")


def redis_server():
    """The path of redis-server; Lacking where there is none."""
    if path := shutil.which("redis-server") or shutil.which("valkey-server"):
        return path
    raise Lacking("redis-server is not installed")


def gettext():
    """The path of msgfmt; Lacking where there is none."""
    if path := shutil.which("msgfmt"):
        return path
    raise Lacking("gettext's msgfmt is not installed")


FINDERS = {"Chromium": chromium, "PostgreSQL": lambda: postgres_tool("initdb"), "Redis": redis_server, "gettext": gettext}


def missing():
    """{component: reason} of what cannot be had."""
    found = {}
    for name, find in FINDERS.items():
        try:
            find()
        except Lacking as reason:
            found[name] = str(reason)
    return found


def install_missing(say):
    """Installs what is missing from the system's packages, where this is root and there is apt-get; a failure is said and left at that."""
    lacking = missing()
    if not lacking or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    packages = [package for name in lacking for package in PACKAGES[name]]
    say(f"Installing {', '.join(lacking)} from the system's packages …")
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    subprocess.run(["apt-get", "update", "-q"], **quiet)
    done = subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], **quiet)
    if done.returncode:
        say("apt-get could not install them:\n" + "\n".join(done.stdout.splitlines()[-5:]))


def free_port():
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process, seconds=30):
    """Until somebody listens on the port; Lacking when the process ends or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process and process.poll() is not None:
            raise Lacking(f"it ended at once with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise Lacking(f"nothing listened on port {port} within {seconds} s")


@contextlib.contextmanager
def postgres():
    """A PostgreSQL server of its own on a free port, in a temporary folder, for as long as the block lasts: yields its URL.

    It refuses to run as root, so root starts it as the user `postgres`. Nothing is flushed to the disk: the data is worth nothing afterwards.
    """
    initdb, server = postgres_tool("initdb"), postgres_tool("postgres")
    folder = Path(tempfile.mkdtemp(prefix="gongkai-postgres-"))
    as_user = {}
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "cwd": folder, **as_user}
    process = None
    log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed below, in order)
    try:
        made = subprocess.run([initdb, "-D", folder / "data", "-U", "gongkai", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], **quiet)
        if made.returncode:
            raise Lacking(f"initdb: {made.stdout.strip()[-300:]}")
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = subprocess.Popen([server, "-D", folder / "data", *options], stdout=log, stderr=log, cwd=folder, **as_user)
        try:
            wait_for(port, process)
        except Lacking as reason:
            log.seek(0)
            raise Lacking(f"PostgreSQL did not start: {reason}; {log.read()[-300:]}") from None
        _until_it_answers(port)
        yield f"postgres://gongkai@127.0.0.1:{port}/postgres"
    finally:
        _end(process, folder)
        log.close()


def _until_it_answers(port, seconds=30):
    import psycopg

    until = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="gongkai", dbname="postgres").close()
            return
        except psycopg.OperationalError as error:  # it listens before it has started up
            if time.monotonic() > until:
                raise Lacking(f"PostgreSQL does not answer: {error}") from None
            time.sleep(0.2)


@contextlib.contextmanager
def redis():
    """A Redis server of its own on a free port, for as long as the block lasts: yields its URL."""
    binary, port = redis_server(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="gongkai-redis-"))
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _end(process, folder)


def _end(process, folder):
    if process and process.poll() is None:
        process.send_signal(2)  # PostgreSQL: fast shutdown
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    shutil.rmtree(folder, ignore_errors=True)
