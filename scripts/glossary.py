"""Writes the second half of docs/glossary.md, tables and closed lists of the code in both languages. What stands above its heading is by hand."""

import importlib
import inspect
import os
import pkgutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "glossary.md"
HEADING = "## Tables\n"


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


def tables():
    """Every table of ours that has a Chinese name, room by room: (中文, English, class)."""
    from django.apps import apps
    from django.utils.text import camel_case_to_spaces

    ours = [m for m in apps.get_models() if m.__module__.split(".")[0] in ("cms", "disclosure", "dashboard") and not m._meta.proxy]
    for model in sorted(ours, key=lambda model: (model.__module__, model.__name__)):
        chinese, english = (say(model._meta.verbose_name, language) for language in ("zh-hans", "en"))
        if not chinese.isascii():
            yield chinese, english if english.isascii() else camel_case_to_spaces(model.__name__), model


def say(label, language):
    """A label in a language."""
    from django.utils import translation

    with translation.override(language):
        return str(label)


def told(thing):
    """The first paragraph of a docstring, in one line."""
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())


def written():
    """The half page as text."""
    lines = [HEADING, "What is kept, room by room.", "", "| 中文 | English | In the code | What it is |", "| --- | --- | --- | --- |"]
    for chinese, english, model in tables():
        lines.append(f"| {chinese} | {english} | `{model.__module__.removeprefix('disclosure.')}.{model.__name__}` | {told(model)} |")
    lines += ["", "## Choices", ""]
    lines += ["Every closed list in the code, in its own order, with the code that addresses and the API carry (`scripts/glossary.py`).", ""]
    for name, kind in sorted(lists().items()):
        lines += [f"### `{name.removeprefix('disclosure.')}`", "", told(kind), "", "| 中文 | English | Code |", "| --- | --- | --- |"]
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
