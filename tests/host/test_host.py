"""A stranger's Wagtail site installs the plugin set as docs/install.md says; what was its own stays as it was, and the gate stands there too."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.host
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, built without a network and unpacked into a folder of its own: nothing of the checkout is on the stranger's path."""
    copy, wheels, target = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "installed"))
    for name in ("disclosure", "dashboard", "cms", "pyproject.toml", "README.md", "LICENSE"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".ruff_cache"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, copy / name)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    for build in (True, False):
        install = ["install", "--no-index", "--target", target, *wheels.glob("*.whl")]
        wanted = ["wheel", ".", "--no-build-isolation", "--wheel-dir", wheels] if build else install
        done = subprocess.run([str(part) for part in (*pip, *wanted, "--no-deps")], cwd=copy, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return target


class Stranger:
    """The stranger's checkout with a database of its own."""

    def __init__(self, folder, wheel, database):
        self.folder, self.wheel, self.database, self.known, self.installed = folder, wheel, database, {}, False
        shutil.copytree(HERE / "site", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "db.sqlite3*"))

    def run(self, *command, ok=True):
        """A command in the stranger's folder: its output."""
        env = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")}
        env |= {"PYTHONPATH": f"{self.folder}{os.pathsep}{self.wheel}", "HOST_DATABASE_URL": self.database, "PYTHONDONTWRITEBYTECODE": "1"}
        if self.installed:
            env["WITH_GONGKAI"] = "1"
        done = subprocess.run([sys.executable, *map(str, command)], cwd=self.folder, env=env, capture_output=True, text=True, timeout=300)
        assert not ok or done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout

    def manage(self, *command):
        return self.run("manage.py", *command)

    def visit(self, verb, **more):
        return json.loads(self.run(HERE / "visit.py", verb, json.dumps({**self.known, **more})))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stranger(request, wheel, tmp_path_factory):
    """The site with its own pages, then with the plugin set installed, migrated and set up below its section "Public affairs"."""
    database, drop = "", None
    if request.param == "postgresql":
        import psycopg

        url = request.getfixturevalue("postgres_url")
        name = f"gongkai_host_{os.getpid()}"
        base = url.rsplit("/", 1)[0]
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}"')
        database, drop = f"{base}/{name}", name
    host = Stranger(tmp_path_factory.mktemp("stranger"), wheel, database)
    host.manage("migrate", "-v0")
    host.known = host.visit("populate")
    host.before = host.visit("answers")
    host.installed = True
    host.manage("migrate", "-v0")
    host.manage("setup_disclosure", "--under", host.known["section"])
    yield host
    if drop:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{drop}" WITH (FORCE)')


def test_the_wheel_holds_the_plugin_set_and_not_the_bureau(stranger, wheel):
    """`disclosure` and `dashboard` come from the wheel with templates, static files, messages and migrations; `cms` is not in it."""
    found = stranger.visit("where")
    assert found["disclosure"].startswith(str(wheel)) and not found["cms"]
    names = [str(path.relative_to(ROOT)) for room in ("disclosure", "dashboard") for path in (ROOT / room).rglob("[!.]*") if path.is_file()]
    left_out = ("__pycache__", ".ruff_cache", "ruff.toml")
    assert not [name for name in names if not (wheel / name).exists() and not any(part in name for part in left_out)]


def test_the_site_checks_and_has_every_migration(stranger):
    """`check` finds no fault, and no model of the set waits for a migration in a site with other settings."""
    stranger.manage("check")
    stranger.manage("makemigrations", "--check", "--dry-run")


def test_documents_pages_and_token_answer_as_before(stranger):
    """The site's document list, pages, search and token answer after the installation what they answered before it."""
    assert stranger.before["documents"] == ["Kept aside", "Timetable"]
    assert stranger.visit("answers") == stranger.before


def test_a_page_of_the_site_goes_live_by_its_own_workflow(stranger):
    """Submitted, approved by two groups, live, taken down: Wagtail's own two-step workflow, untouched."""
    assert stranger.visit("own_workflow") == {
        "submitted": 302, "steps": [302, 302], "live": True, "shown": 200, "unpublished": 302, "live after": False,
    }  # fmt: skip


def test_the_lists_stand_under_the_chosen_page_and_once(stranger):
    """`setup_disclosure --under PAGE_ID` makes fourteen lists, the outward ones below that page; a second run adds nothing."""
    first = stranger.visit("categories")
    assert len(first["lists"]) == 14
    assert first["lists"]["rules"].startswith("/home/affairs/")
    stranger.manage("setup_disclosure", "--under", stranger.known["section"])
    assert stranger.visit("categories") == first


def test_the_set_answers_at_its_addresses(stranger):
    """Catalogue, ledger, categories and the one OpenAPI document are there; the admin opens."""
    assert {path: code for path, code in stranger.visit("pages_of_the_set").items() if code != 200 and not path.startswith("/open")} == {}


def test_the_gate_refuses_every_way_there_too(stranger):
    """No way makes a disclosure live without a finished chain, not a superuser's and not raw SQL (contract, five walls)."""
    tried = stranger.visit("attempts")
    assert {way: said for way, (live, said) in tried.items() if live} == {}
    assert "gate" in tried["raw SQL"][1]


def test_the_record_and_the_gate_prove_themselves(stranger):
    """`verify_ledger` and `audit_gate` are green after all that was tried."""
    stranger.manage("verify_ledger")
    stranger.manage("audit_gate")


def test_zero_takes_the_triggers_away(stranger):
    """`migrate disclosure_chain zero` leaves no trigger on the table of pages; a page of the site publishes afterwards. Runs last."""
    assert stranger.visit("triggers")
    stranger.manage("migrate", "-v0", "disclosure_chain", "zero")
    assert stranger.visit("triggers") == []
    stranger.installed = False
    assert stranger.visit("own_workflow", title="Afterwards")["live"]
