"""Files that are compared word for word. `make golden` writes them anew; the difference is then read before it is committed."""

import json
import os
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


def compare(name, now):
    """Asserts that the golden file holds exactly this text, or writes it (`GOLDEN=write`)."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(now)
    assert path.exists(), f"tests/golden/{name} is missing: make golden"
    then = path.read_text()
    if then != now:
        old, new = then.splitlines(), now.splitlines()
        at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        shown = "\n".join([*(f"- {line}" for line in old[at : at + 6]), *(f"+ {line}" for line in new[at : at + 6])])
        raise AssertionError(f"tests/golden/{name} differs from line {at + 1} on (make golden, then read the difference):\n{shown}")


def openapi(client):
    answer = client.get("/api/v3/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def test_the_api_is_the_one_that_was_promised(site, client):
    """/api/v3/openapi.json equals its golden file: a client program notices no change that nobody meant."""
    compare("openapi.json", json.dumps(openapi(client), ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def test_every_operation_has_a_name_of_its_own(site, client):
    """An operationId is there once, so that a generated client has every call (contract, "Lists")."""
    names = [call["operationId"] for path in openapi(client)["paths"].values() for call in path.values() if "operationId" in call]
    assert sorted(names) == sorted(set(names))


def test_every_call_of_ours_is_in_the_docs(site, client):
    """docs/api.md names each path below /api/v3/ that is not Wagtail's own."""
    text = (GOLDEN.parent.parent / "docs" / "api.md").read_text()
    wagtail = ("pages", "documents", "images", "sites", "redirects", "snippets", "locales", "collections", "page-types", "schema", "users", "me")
    ours = [path for path in openapi(client)["paths"] if path.removeprefix("/api/v3/").split("/")[0] not in wagtail]
    assert not [path for path in ours if path.removeprefix("/api/v3") not in text]
