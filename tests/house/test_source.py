"""What the source looks like: linted, one-way, migrated, and free of what belongs to one bureau or one workplace."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent


def tracked(*patterns):
    """The text files of the repository, as git lists them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if names.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names.stdout.split("\0") if name and (ROOT / name).is_file()]


def run(*command):
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_ruff_is_clean():
    """`ruff check .` finds nothing; the law's own ruff.toml keeps clocks and tables out of rules/."""
    run(BIN / "ruff", "check", "--quiet", "--output-format=concise", ".")


def test_templates_are_indented_as_djhtml_does():
    """Two spaces a level, so that a change shows only what changed."""
    templates = [path for path in tracked("*.html") if "static" not in path.parts and "host" not in path.parts]
    if templates:
        run(BIN / "djhtml", "--tabwidth", "2", "--check", *templates)


def test_every_icon_is_one_that_wagtail_has():
    """A name that is not in Wagtail's sprite leaves a blank where a sign should stand."""
    import wagtail

    drawn = {path.stem for path in Path(wagtail.__file__).parent.glob("**/templates/**/icons/*.svg")}
    named = set()
    for path in tracked("*.html", "disclosure/*.py", "dashboard/*.py", "cms/*.py"):
        named |= set(re.findall(r"""(?:{% icon name=|\bicon(?:_name)?\s?=\s?)"([\w-]+)\"""", path.read_text()))
    assert drawn and named <= drawn, named - drawn


def test_every_migration_is_written(db):
    """`makemigrations --check` has nothing to add."""
    from io import StringIO

    from django.core.management import call_command

    output = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=output)
    except SystemExit:
        pytest.fail(output.getvalue())


def test_the_law_knows_no_table_and_no_clock():
    """Design habit 2: rules/ takes values and returns values. It imports neither the rest of the project nor models, settings or the time."""
    banned = re.compile(
        r"timezone\.now|date\.today|datetime\.now|\.objects\b|models\.Model|django\.conf|from disclosure\.(?!rules)|from (cms|dashboard)"
    )
    for path in sorted((ROOT / "disclosure" / "rules").rglob("*.py")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert not banned.search(line.split("#")[0]), f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_no_module_is_a_drawer():
    """Design habit 7: no utils, helpers, managers, services, core or base drawers."""
    drawers = {"utils", "util", "helpers", "managers", "services", "core", "common", "misc"}
    found = [path.relative_to(ROOT) for name in ("cms", "disclosure", "dashboard") for path in (ROOT / name).rglob("*.py") if path.stem in drawers]
    assert not found


def test_every_module_says_what_it_is():
    """Every module that holds code begins with a docstring."""
    import ast

    silent = []
    for name in ("cms", "disclosure", "dashboard", "scripts", "bench"):
        for path in sorted((ROOT / name).rglob("*.py")):
            if {"migrations", "commands"} & set(path.parts) or path.name in ("apps.py", "__init__.py", "wagtail_hooks.py"):
                continue
            text = path.read_text()
            if text.strip() and not ast.get_docstring(ast.parse(text)):
                silent.append(str(path.relative_to(ROOT)))
    assert not silent


def test_nothing_names_the_place_where_it_was_written():
    """The repository stands alone: no path of a workplace, no file beside the checkout."""
    workplace = re.compile("|".join([r"(?<![\w.])/" + r"work/", "/opt" + "/gk", r"\.\." + r"/shared", "/tmp/bash" + "_jobs"]))
    for path in tracked():
        if path.suffix in (".png", ".jpg", ".mo", ".ico", ".woff2", ".gz", ".pdf", ".xlsx", ".docx", ".zip"):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            assert not workplace.search(line), f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"


def test_no_bureau_is_named_in_templates_or_modules():
    """Name, codes, addresses, review body and court are one page of site settings: what `demo` enters there stands nowhere else."""
    from django.apps import apps

    from cms.management.commands import demo

    fields = {field.name for field in apps.get_model("disclosure_org", "BureauSettings")._meta.get_fields()}
    given = {value for name, value in demo.BUREAU.items() if name in fields and isinstance(value, str) and len(value) >= 4}
    assert given, "cms/management/commands/demo.py: BUREAU is the dictionary of the demo's settings"
    home = Path(demo.__file__)
    for name in ("cms", "disclosure", "dashboard", "templates"):
        for path in sorted([*(ROOT / name).rglob("*.py"), *(ROOT / name).rglob("*.html"), *(ROOT / name).rglob("*.js")]):
            if path == home or "demo" in path.parts or "migrations" in path.parts:
                continue
            text = path.read_text()
            assert not [value for value in given if value in text], f"{path.relative_to(ROOT)} names the bureau"
