"""Writes the second half of docs/glossary.md, the closed lists of the code in both languages. What stands above its heading is written by hand."""

import importlib
import inspect
import os
import pkgutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "glossary.md"
HEADING = "## Choices\n"


def lists():
    """Every class of choices of ours as {dotted name: class}."""
    from django.db.models import Choices

    found = {}
    for package in ("cms", "disclosure", "dashboard"):
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if any(part in module.name for part in (".migrations", ".settings", ".wsgi", ".management")):
                continue
            for value in vars(importlib.import_module(module.name)).values():
                ours = isinstance(value, type) and issubclass(value, Choices) and value.__module__.startswith(("cms.", "disclosure.", "dashboard."))
                if ours and len(value):
                    found[f"{value.__module__}.{value.__qualname__}"] = value
    return found


def written():
    """The half page as text."""
    from django.utils import translation

    def say(label, language):
        with translation.override(language):
            return str(label)

    lines = [HEADING, "Every closed list in the code, in its own order, with the code that addresses and the API carry (`scripts/glossary.py`).", ""]
    for name, kind in sorted(lists().items()):
        sentence = (inspect.getdoc(kind) or "").partition("\n")[0]
        lines += [f"### `{name.removeprefix('disclosure.')}`", "", sentence, "", "| 中文 | English | Code |", "| --- | --- | --- |"]
        lines += [f"| {say(member.label, 'zh-hans')} | {say(member.label, 'en')} | `{member.value}` |" for member in kind]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main():
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    by_hand = PAGE.read_text().partition(HEADING)[0]
    PAGE.write_text(by_hand + written())
    return 0


if __name__ == "__main__":
    sys.exit(main())
