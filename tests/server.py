"""The real server on the database of the test: gunicorn with the production settings, as `make run` starts it."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from django.db import connections

from tests.components import free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent


def database_url():
    """The address of the database that the test works on."""
    settings = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        return f"sqlite:///{quote(str(settings['NAME']))}"
    who = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    return f"postgres://{who}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


class Address(str):
    """The address of a running server; `pid` is its first process, whose children do the work."""

    pid = 0

    def workers(self):
        """The processes that answer requests."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(number) for number in children.read_text().split()]


@contextlib.contextmanager
def running(static=False, **environment):
    """A server of two processes with four threads each, for as long as the block lasts: yields its address. Needs a test with real transactions.

    static: with the collected files that pages name; without them only the API answers."""
    from django.conf import settings

    folder, port = Path(tempfile.mkdtemp(prefix="gongkai-server-")), free_port()
    env = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "TEST_DATABASE_URL", "REDIS_URL")}
    env |= {"DATA_DIR": str(folder), "DATABASE_URL": database_url(), "HOST": "127.0.0.1", "PORT": str(port), "INTAKE_LIMIT": "0"}
    env |= {"SECRET_KEY": settings.SECRET_KEY, **environment}
    (folder / "static").mkdir()
    if static:
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log = open(folder / "log", "w+")  # noqa: SIM115 (closed below, after the server)
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(port, process, 60)
        address = Address(f"http://127.0.0.1:{port}")
        address.pid = process.pid
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)
