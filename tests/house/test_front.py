"""What a newcomer meets first: two commands, pinned packages, a licence, a README that begins with both."""

import importlib.util
import os
import re
import signal
import subprocess
import tomllib
import types
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent.parent
ASKED_FOR = ("wagtail", "django", "wagtail-modeladmin", "django-filter", "plotly", "gunicorn")


def would_do(*command, **env):
    """The lines that make would run."""
    done = subprocess.run(["make", "--no-print-directory", "-n", *command], cwd=ROOT, capture_output=True, text=True, env={**os.environ, **env})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_make_run_installs_what_it_needs_and_serves():
    """An environment of its own, requirements.txt, then the server in the foreground in place of the shell: signals reach it."""
    said = would_do("run", "-B")
    assert re.search(r"-m venv .venv.*install.py requirements.txt.*exec \S*python scripts/serve.py", said, re.S), said


def test_make_test_installs_the_tests_packages_and_the_ci_calls_it():
    """`.ci/run` is `make test`, where a component that is missing is a failure."""
    assert re.search(r"install.py requirements-dev.txt.*exec \S*python scripts/test.py", would_do("test"), re.S)
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK) and re.search(r"CI=true exec make test$", run.read_text().strip())


def pinned(name):
    """{package: version} of a requirements file; every line pins one."""
    rows = [line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    rows = [row for row in rows if row and not row.startswith("-r ")]
    assert not [row for row in rows if not re.fullmatch(r"[\w.\[\],-]+==[\w.]+", row)], f"{name} pins every package"
    return {row.partition("==")[0].partition("[")[0].lower(): row.partition("==")[2] for row in rows}


def test_every_package_is_pinned_and_those_asked_for_are_there():
    """Wagtail 8.0 and Django 5.2 LTS; what the tests need stands apart."""
    run, dev = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert set(ASKED_FOR) <= set(run)
    assert run["wagtail"].startswith("8.0") and run["django"].startswith("5.2")
    assert "pytest" in dev and "pytest" not in run and "-r requirements.txt" in (ROOT / "requirements-dev.txt").read_text()


def test_every_package_runs_on_the_oldest_python_that_is_promised():
    """Python ≥ 3.11 (Debian 12 has 3.11.2): no pinned package asks for a later one."""
    for name in (*pinned("requirements.txt"), *pinned("requirements-dev.txt")):
        wanted = metadata(name).get("Requires-Python")
        assert not wanted or "3.11.0" in SpecifierSet(wanted), f"{name} wants Python {wanted}"


def test_the_licence_and_the_metadata_are_there():
    """BSD-3, as Wagtail; the project names itself, and what a host must have is pinned in the range that was tried."""
    text = (ROOT / "LICENSE").read_text()
    assert text.count("Redistributions") == 2 and "Neither the name" in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "BSD-3-Clause" and project["requires-python"] == ">=3.11"
    assert {"name", "version", "description", "readme", "dependencies", "classifiers"} <= set(project)
    wanted = {re.split(r"[<>=]", each)[0].lower() for each in project["dependencies"]}
    assert {"wagtail", "django", "wagtail-modeladmin", "django-filter", "plotly"} <= wanted <= set(pinned("requirements.txt"))


@pytest.mark.parametrize("name", ["README.md", "README.zh-hans.md"])
def test_a_readme_opens_with_the_two_commands_and_a_picture_of_the_portal(name):
    """Before any other word."""
    head = (ROOT / name).read_text()[:900]
    assert head.index("make run") < head.index("make test") < head.index("![")
    picture = re.search(r"!\[[^\]]+\]\(([^)]+)\)", head)[1]
    assert (ROOT / picture).read_bytes()[:4] == b"\x89PNG"
    assert "公开" in head and ("README.zh-hans.md" if name == "README.md" else "README.md") in head


def test_registers_go_through_one_small_base_class():
    """Organisation, ledger, signatures, votes, later meetings and cases: wagtail-modeladmin, never beside it."""
    from wagtail_modeladmin.options import ModelAdmin

    from disclosure.ledger.registers import Register

    def below(kind):
        return {each for direct in kind.__subclasses__() for each in (direct, *below(direct))}

    ours = {kind for kind in below(ModelAdmin) if kind.__module__.startswith(("disclosure", "dashboard", "cms"))}
    assert ours - below(Register) == {Register}
    assert {"Division", "Post", "Delegation", "Entry", "Signature", "Round", "Clearance"} <= {kind.model.__name__ for kind in ours if kind.model}


@pytest.fixture
def serve(monkeypatch, tmp_path, settings):
    """scripts/serve.py with its commands written down instead of run."""
    from django.db import connection

    spec = importlib.util.spec_from_file_location("serve", ROOT / "scripts" / "serve.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.called = []
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    monkeypatch.setattr(module, "call", lambda name, *args: module.called.append(name))
    monkeypatch.setattr(module, "say", lambda chinese, english: None)
    monkeypatch.setattr(module, "collect_static", lambda given: None)
    module.beside = types.SimpleNamespace(wait=lambda: 0)
    monkeypatch.setattr(module, "beside_us", lambda task: module.called.append(f"beside: {task}") or module.beside)
    monkeypatch.setattr(connection, "close", lambda: None)
    return module


@pytest.mark.parametrize(
    "language, said",
    [
        ({"LANG": "zh_CN.UTF-8"}, "数据"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.GB18030"}, "数据"),
        ({"LANG": "C.UTF-8"}, "数据 Data"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "数据 Data"),
        ({}, "数据 Data"),
    ],
)
def test_make_run_speaks_chinese_to_a_chinese_terminal_and_both_to_another(serve, monkeypatch, language, said):
    """LC_ALL goes before LANG, as everywhere."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in language.items():
        monkeypatch.setenv(name, value)
    assert serve.words("数据", "Data") == said


def test_the_addresses_that_make_run_prints_stand_under_each_other(serve):
    """A Chinese character takes two places of a terminal."""
    assert serve.column([("门户", "甲"), ("数据 Data", "乙")]) == "  门户       甲\n  数据 Data  乙"


def test_the_demo_is_loaded_into_an_empty_database_and_nowhere_else(db, serve, tmp_path):
    """A second start keeps the data; one that was broken off in the middle is loaded again."""
    from tests import factories

    (tmp_path / "static").mkdir()
    (tmp_path / "static" / ".collected").touch()
    serve.bring_up_to_date()
    assert serve.called == ["setup_site", "demo"] and not (tmp_path / "demo-half-loaded").exists()
    factories.person()
    serve.called.clear()
    serve.bring_up_to_date()
    assert serve.called == ["setup_site"]
    (tmp_path / "demo-half-loaded").touch()
    serve.bring_up_to_date()
    assert serve.called == ["setup_site", "setup_site", "demo"]


def test_a_first_start_collects_the_static_files_beside_the_rest_and_ends_where_that_fails(db, serve):
    """Two cores do both at once; nothing is served without them."""
    serve.bring_up_to_date()
    assert serve.called == ["beside: static", "beside: packages", "setup_site", "demo"]
    serve.beside.wait = lambda: 1
    with pytest.raises(SystemExit, match="static files could not be collected"):
        serve.bring_up_to_date()


def test_clocks_and_outbox_run_beside_the_server_every_fifteen_seconds(serve, monkeypatch):
    """Until told to stop; a round that fails, even by exiting, is said and tried again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def call(name, *args):
        serve.called.append((name, *args))
        if len(serve.called) == 1:
            raise SystemExit(1)
        if len(serve.called) == 4:
            os.kill(os.getpid(), signal.SIGTERM)

    assert serve.EVERY == 15
    monkeypatch.setattr(serve, "EVERY", 0)
    monkeypatch.setattr(serve, "call", call)
    monkeypatch.setattr(serve.traceback, "print_exc", lambda: None)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)  # the one of an earlier test may still be open here
    try:
        assert serve.clocks() == 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert serve.called == [("run_clocks",), ("deliver", "--once")] * 2
