"""`make test`: every check and every test, on every database, and one closing summary. `test.py lint` runs the checks alone.

The quick suite runs in parts, two at a time, since there are two cores: on SQLite whole, on PostgreSQL the rooms whose rules the database
itself keeps, without the tests marked `once`. The browser and the stranger's site follow side by side, then the storms one after the other, since
they measure what a loaded machine would blur.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import components  # noqa: E402

BIN = Path(sys.executable).parent
STRICT = os.environ.get("CI", "").lower() in ("1", "true")
QUICK = "not browser and not storm and not host"
ON_POSTGRES = ("chain", "clocks", "doors", "files", "items", "ledger", "org", "outbox", "walks")
PARTS = ("dashboard", "", "items", "files")  # the first room of each part of the suite on SQLite, in the order in which they run: the longest first
LIMIT = 2400  # seconds for one stage; a loaded machine is slow, a hanging test is slower


def say(line=""):
    print(line, flush=True)


# ---- counting ----


class Tally:
    """What the closing line counts."""

    def __init__(self):
        self.passed = self.failed = self.skipped = self.errors = 0
        self.bad, self.why_skipped = [], {}
        self.started = time.monotonic()

    def check(self, name, ok, output=""):
        self.passed, self.failed = self.passed + ok, self.failed + (not ok)
        if not ok:
            self.bad.append(f"FAILED {name}")
            say(output.rstrip())

    def lack(self, component, reason):
        """A component that cannot be had: a skip with its reason, or a failure where all must be there."""
        if STRICT:
            self.errors += 1
            self.bad.append(f"ERROR {component} cannot be had here: {reason} (CI=true)")
        else:
            self.skip(f"{component} cannot be had here: {reason}")

    def skip(self, reason):
        self.skipped += 1
        self.why_skipped[reason] = self.why_skipped.get(reason, 0) + 1

    def read(self, stage, path, code):
        """Adds a stage's JUnit file; a stage that left none, or failed without naming a test, is an error."""
        try:
            cases = list(ET.parse(path).iter("testcase"))
        except (OSError, ET.ParseError):
            cases = []
        before = self.failed + self.errors
        for case in cases:
            name = f"[{stage}] {case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
            kinds = {child.tag: child for child in case}
            if "failure" in kinds or "error" in kinds:
                kind = "failure" if "failure" in kinds else "error"
                self.failed, self.errors = self.failed + (kind == "failure"), self.errors + (kind == "error")
                first = (kinds[kind].get("message") or "").strip().splitlines()[:1]
                self.bad.append(f"{'FAILED' if kind == 'failure' else 'ERROR'} {name} - {''.join(first)[:140]}")
            elif "skipped" in kinds:
                self.skip((kinds["skipped"].get("message") or "").strip())
            else:
                self.passed += 1
        if code not in (0, 5) and self.failed + self.errors == before:
            self.errors += 1
            self.bad.append(f"ERROR [{stage}] pytest ended with {code} and named no test")

    def close(self):
        """Prints the one closing summary; 0 when nothing failed."""
        seconds = time.monotonic() - self.started
        say()
        for reason, times in sorted(self.why_skipped.items()):
            say(f"SKIPPED [{times}] {reason}")
        for line in self.bad:
            say(line)
        parts = [(self.failed, "failed"), (self.passed, "passed"), (self.skipped, "skipped"), (self.errors, "error" + "s" * (self.errors != 1))]
        text = ", ".join(f"{number} {word}" for number, word in parts if number) or "no tests ran"
        say(f" {text} in {seconds:.2f}s ({int(seconds // 60)}:{int(seconds % 60):02d}) ".center(80, "="))
        return 1 if self.failed or self.errors else 0


# ---- the checks ----


def lint(tally):
    """Ruff and its format, the one-way imports, the templates' indentation, migrations that are missing."""
    templates = [str(p) for folder in ("templates", "disclosure", "dashboard", "cms") for p in sorted((ROOT / folder).rglob("*.html"))]
    checks = {
        "ruff": [BIN / "ruff", "check", "--quiet", "--output-format=concise", "."],
        "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "imports": [BIN / "lint-imports"],
        "templates": [BIN / "djhtml", "--tabwidth", "2", "--check", *templates] if templates else None,
        "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    }
    for name, command in checks.items():
        if command:
            env = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
            done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            say(f"lint: {name} {'ok' if not done.returncode else 'FAILED'}")
            tally.check(f"lint: {name}", not done.returncode, done.stdout)


# ---- the suite ----


class Stage:
    """One run of pytest in a process of its own."""

    def __init__(self, name, marks, *paths, results, live=True, **env):
        self.name, self.results = name, Path(results) / f"{name.replace(' ', '-')}.xml"
        paths = [path for path in paths if (ROOT / path).exists()] or ["tests"]
        command = [sys.executable, "-m", "pytest", "-qq", "--no-header", "-r", "N", "-m", marks, f"--junitxml={self.results}"]
        command += [*paths, *shlex.split(os.environ.get("PYTEST_ARGS", ""))]
        self.output = None if live else tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed by finish)
        self.started = time.monotonic()
        if live:
            say(f"\n---- {name} ----")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=self.output, stderr=subprocess.STDOUT if self.output else None
        )

    def finish(self, tally):
        """Waits, shows what was kept back, counts."""
        try:
            code = self.process.wait(max(1, LIMIT - (time.monotonic() - self.started)))
        except subprocess.TimeoutExpired:
            self.end()
            code = f"no end after {LIMIT} s"
        if self.output:
            self.output.seek(0)
            say(f"\n---- {self.name} ----\n{self.output.read().rstrip()}")
            self.output.close()
        say(f"---- {self.name}: {time.monotonic() - self.started:.0f} s")
        tally.read(self.name, self.results, code)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def parts():
    """The rooms of the tests, in as many lists as PARTS says, each with the rooms from its first one to the next part's."""
    rooms = sorted(path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py")))
    lists = {first: [] for first in PARTS}
    for room in rooms:
        lists[max(first for first in PARTS if first <= room)].append(room)
    return list(lists.values())


def two_at_a_time(jobs, stage, tally):
    """Runs the jobs (name, marks, paths, environment) in two lanes; one shows its dots as they come, the other is shown when it ends."""
    waiting, running = list(jobs), []
    while waiting or running:
        while waiting and len(running) < 2:
            name, marks, paths, env = waiting.pop(0)
            running.append(stage(name, marks, *paths, live=not any(each.output is None for each in running), **env))
        time.sleep(0.2)
        for each in [each for each in running if each.process.poll() is not None or time.monotonic() - each.started > LIMIT]:
            running.remove(each)
            each.finish(tally)


def suite(tally):
    """The quick suite on both databases, then what runs apart."""
    components.install_missing(say)
    for name, reason in components.missing().items():
        if name in ("PostgreSQL", "Redis"):
            continue  # said below, where they would be started
        tally.lack(name, reason)
    with contextlib.ExitStack() as running:
        results = running.enter_context(tempfile.TemporaryDirectory(prefix="gongkai-results-"))
        postgres = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL")
        env, here = {}, dict(os.environ)
        try:
            postgres = postgres or running.enter_context(components.postgres())
            env["POSTGRES_URL"] = postgres
        except components.Lacking as reason:
            tally.lack("PostgreSQL", reason)
        try:
            env["TEST_REDIS_URL"] = here.get("TEST_REDIS_URL") or running.enter_context(components.redis())
        except components.Lacking as reason:
            tally.lack("Redis", reason)
        sqlite = {**env, "DATABASE_URL": "", "TEST_DATABASE_URL": ""}
        other = {**env, "TEST_DATABASE_URL": postgres} if postgres else None

        def stage(*args, **kwargs):
            made = Stage(*args, results=results, **kwargs)
            running.callback(made.end)
            return made

        jobs = [("PostgreSQL", f"{QUICK} and not once", [f"tests/{room}" for room in ON_POSTGRES], other)] if other else []
        jobs += [(f"SQLite, {names[0]} to {names[-1]}", QUICK, [f"tests/{name}" for name in names], sqlite) for names in parts()]
        began = time.monotonic()
        two_at_a_time(jobs, stage, tally)
        say(f"---- the suite: {time.monotonic() - began:.0f} s")
        walks = [("browser", "browser", [], sqlite)] if "Chromium" not in components.missing() else []
        two_at_a_time([*walks, ("a stranger's site", "host", [], sqlite)], stage, tally)
        stage("storm on SQLite", "storm", **sqlite).finish(tally)
        if other:
            stage("storm on PostgreSQL", "storm and not once", **other).finish(tally)


def main(words):
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tally = Tally()
    try:
        lint(tally)
        if "lint" not in words:
            suite(tally)
    except KeyboardInterrupt:
        tally.errors += 1
        tally.bad.append("ERROR interrupted")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
