"""The one-way imports of the house: the contracts of pyproject.toml are kept, and they leave no room out."""

import subprocess
import sys
import tomllib
from pathlib import Path

from disclosure import APPS

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_imports_go_one_way():
    """`lint-imports` keeps every contract: shell over watch over work, room over room, doors over verbs over nouns, no cycles."""
    done = subprocess.run([Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_room_has_the_same_shape():
    """Each app of the plugin set is a container of the contract on doors, verbs and nouns."""
    shape = next(contract for contract in CONTRACTS if "same shape" in contract["name"])
    rooms = {name for name in APPS if name.startswith("disclosure.")}
    assert rooms == set(shape["containers"])


def test_every_room_has_a_floor():
    """Each room stands in the layers without parentheses once it exists, so that the contract cannot pass it over."""
    floors = next(contract for contract in CONTRACTS if contract.get("containers") == ["disclosure"])["layers"]
    required = {part.strip() for layer in floors for part in layer.split("|") if not part.strip().startswith("(")}
    rooms = {path.name for path in (ROOT / "disclosure").iterdir() if (path / "__init__.py").exists()}
    assert rooms <= required | {"management"}
