"""`make run` as an operator meets it: it serves, works beside the server, ends when told to, and keeps what was there."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from disclosure.outbox.work import enqueue
from tests import factories
from tests.components import free_port
from tests.server import database_url

pytestmark = [pytest.mark.host, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parent.parent.parent


@contextlib.contextmanager
def served(folder):
    """scripts/serve.py, which `make run` calls, on the test's database: yields (process, address, lines printed) once it says that it is ready."""
    port = free_port()
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "TEST_DATABASE_URL", "REDIS_URL", "MAKELEVEL")
    }
    env = kept | {"DATA_DIR": str(folder), "DATABASE_URL": database_url(), "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "serve.py")], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines, ready = [], threading.Event()

    def listen():
        for line in process.stdout:
            lines.append(line.rstrip())
            if "Ctrl-C" in line:
                ready.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        until = time.monotonic() + 240
        while not ready.wait(0.5):
            assert process.poll() is None and time.monotonic() < until, lines
        yield process, f"http://127.0.0.1:{port}", lines
    finally:
        process.kill()
        process.wait()
        listener.join(5)
        process.stdout.close()


def test_make_run_serves_works_beside_the_server_and_ends_when_told(site, tmp_path):
    """Addresses are printed once /readyz answers 200; the outbox is worked off; SIGTERM ends all of it with 0; a second start keeps the data."""
    from django.utils import timezone

    who = factories.person("already-here")
    enqueue(key="two-commands", to="someone@example.org", subject="在途", body="应当寄出", at=timezone.now())
    with served(tmp_path) as (process, address, lines):
        assert requests.get(f"{address}/readyz", timeout=20).status_code == 200
        assert "<html" in requests.get(f"{address}/", timeout=20).text
        printed = "\n".join(lines)
        for where in (f"{address}/", f"{address}/admin/", f"{address}/api/v3/docs/", str(tmp_path)):
            assert where in printed
        assert "demo" not in printed  # the database was not empty
        until = time.monotonic() + 60
        while not list((tmp_path / "mail").glob("*.eml")) and time.monotonic() < until:
            time.sleep(0.5)
        assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        beside = children.read_text().split() if children.exists() else []
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert not [number for number in beside if Path(f"/proc/{number}").exists()]
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{address}/healthz", timeout=5)
    with served(tmp_path) as (process, address, lines):
        assert requests.get(f"{address}/healthz", timeout=20).status_code == 200
        assert not [line for line in lines if any(word in line for word in ("Migrating", "更新数据库", "收集静态文件", "数据库为空"))], lines
    who.refresh_from_db()


def test_an_address_that_is_taken_is_one_clear_line(site, tmp_path):
    """The port is named, and what to do; nothing is touched."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        env = os.environ | {"DATA_DIR": str(tmp_path / "new"), "HOST": "127.0.0.1", "PORT": str(taken.getsockname()[1])}
        done = subprocess.run([sys.executable, str(ROOT / "scripts" / "serve.py")], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and len(done.stdout.strip().splitlines()) == 1
    assert "PORT" in done.stdout and not (tmp_path / "new").exists()
