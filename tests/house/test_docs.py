"""The docs are tested: what an operator, a newcomer or an office looks up there is there, and what is there exists."""

import re
from pathlib import Path

import pytest
from django.core.management import find_commands

from scripts import glossary

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PACKAGES = ("cms", "disclosure", "dashboard")


def test_every_command_is_in_operations():
    """docs/operations.md names each management command of ours."""
    text = (DOCS / "operations.md").read_text()
    folders = [path for name in PACKAGES for path in (ROOT / name).rglob("management")]
    commands = sorted({command for folder in folders for command in find_commands(str(folder))})
    assert not [command for command in commands if f"`{command}" not in text]


def test_every_setting_of_the_environment_is_in_operations():
    """Each variable that cms/settings/environment.py, a command, a script or the server reads stands in the table of docs/operations.md."""
    text = (DOCS / "operations.md").read_text()
    read = set()
    read |= set(re.findall(r'\b(?:text|flag|names|number)\("([A-Z][A-Z_]+)"', (ROOT / "cms" / "settings" / "environment.py").read_text()))
    for path in [*(ROOT / "scripts").glob("*.py"), *(ROOT / "deploy").glob("*.py"), *(p for name in PACKAGES for p in (ROOT / name).rglob("*.py"))]:
        read |= set(re.findall(r'environ(?:\.get\(|\[)"([A-Z][A-Z_]+)"', path.read_text()))
    read -= {"DJANGO_SETTINGS_MODULE", "MAKELEVEL", "CI", "PYTEST_ARGS", "TEST_REDIS_URL"}
    assert "DATA_DIR" in read
    assert not sorted(name for name in read if f"`{name}`" not in text)


def test_the_environment_is_read_in_one_place():
    """Only cms/settings/environment.py reads the environment for the site; commands may read what is theirs alone (`DEMO_PASSWORD`)."""
    allowed = {"cms/settings/environment.py", "cms/wsgi.py"}
    found = []
    for name in PACKAGES:
        for path in (ROOT / name).rglob("*.py"):
            where = str(path.relative_to(ROOT))
            lines = [line for line in path.read_text().splitlines() if re.search(r"\benviron\b|\bgetenv\b", line)]
            if where not in allowed and [line for line in lines if "DEMO_PASSWORD" not in line and "import" not in line]:
                found.append(where)
    assert not found


def test_every_setting_of_the_rooms_is_told_to_a_host():
    """Each setting of Django that a room reads and no other package has stands in docs/install.md."""
    text = (DOCS / "install.md").read_text()
    read = set()
    for path in [*(ROOT / "disclosure").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")]:
        read |= set(re.findall(r'settings(?:\.|, ")((?:DISCLOSURE|INTAKE|TRUSTED|SITE|DATA)_[A-Z_]+)', path.read_text()))
    assert "DISCLOSURE_FIELD_KEYS" in read
    assert not sorted(name for name in read if f"`{name}`" not in text and f"{name} =" not in text)


def test_the_glossary_holds_every_table_and_every_choice():
    """The second half of docs/glossary.md is what the code says today, in both languages."""
    text = (DOCS / "glossary.md").read_text()
    assert text[text.index(glossary.HEADING) :] == glossary.written(), "scripts/glossary.py writes it anew"


RULE = re.compile(r"`([\w/]+\.py)::(\w[\w.]*)`")


def rules():
    """The rows of docs/rules.md that name code: (line, [(file, name), …])."""
    path = DOCS / "rules.md"
    if not path.exists():
        return []
    return [(line, RULE.findall(line)) for line in path.read_text().splitlines() if line.startswith("|") and "`" in line]


def test_every_clause_names_a_function_and_a_test():
    """Each row of docs/rules.md: clause or article → function → test; both exist."""
    assert rules(), "docs/rules.md holds the table"
    for line, named in rules():
        assert [file for file, _ in named if not file.startswith("tests/")], f"no function: {line}"
        assert [file for file, _ in named if file.startswith("tests/")], f"no test: {line}"
        for file, name in named:
            assert (ROOT / file).exists(), f"{file}: {line}"
            last = name.split(".")[-1]
            text = (ROOT / file).read_text()
            assert re.search(rf"\b(def|class) {last}\b|^\s*{last}\b.*=", text, re.MULTILINE), f"{file}::{name}: {line}"


LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("path", sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")]), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_the_docs_lead_somewhere(path):
    """A relative link names a file that is there."""
    assert not [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()]


def test_every_library_has_its_reason():
    """docs/decisions/libraries.md has a row for each library that requirements.txt asks for by name or choice, and for no other."""
    chosen = (ROOT / "requirements.txt").read_text().partition("# What those bring")[0]
    asked = {name.lower() for name in re.findall(r"^([A-Za-z0-9_-]+)", chosen, re.MULTILINE)}
    table = (DOCS / "decisions" / "libraries.md").read_text().partition("## At run time")[2].partition("## For development")[0]
    given = {name.lower() for name in re.findall(r"^\| `([A-Za-z0-9_-]+)`", table, re.MULTILINE)}
    assert asked == given
