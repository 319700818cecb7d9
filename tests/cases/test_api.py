"""A case in the API, by number and code."""

import json

import pytest

from tests import factories

from .test_actions import received


@pytest.fixture
def bureau(site):
    return factories.bureau()


def post(client, path, body, **headers):
    return client.post(f"/api/v3/cases/{path}", json.dumps(body), content_type="application/json", **headers)


def test_number_and_code_open_a_case(bureau, client):
    """The shape of the contract; every day of the limit with its reason."""
    case, code = received()
    seen = client.get(f"/api/v3/cases/{case.number}/?code={code}")
    data = seen.json()
    assert seen.status_code == 200 and list(data) == ["number", "kind", "state", "received_at", "due_on", "explanation", "events", "letters", "files"]
    assert sum(day["counted"] for day in data["explanation"]) == 20 and data["events"][0]["what"] == "received"


def test_wrong_code_and_wrong_number_answer_the_same_404(bureau, client):
    """Nothing tells whether a number exists; after twenty wrong ones the next wrong one waits, a right one of the same address opens all the same."""
    case, code = received()
    one, two = client.get(f"/api/v3/cases/{case.number}/?code=wrong"), client.get(f"/api/v3/cases/no-such/?code={code}")
    assert one.status_code == two.status_code == 404 and one.content == two.content
    for _ in range(18):
        assert post(client, f"{case.number}/add/", {"code": "wrong", "text": "x"}).status_code == 404
    for wrong in (f"{case.number}/?code=wrong", f"no-such/?code={code}"):
        limited = client.get(f"/api/v3/cases/{wrong}")
        assert limited.status_code == 429 and int(limited["Retry-After"]) > 0
    assert client.get(f"/api/v3/cases/{case.number}/?code={code}").status_code == 200


def test_a_machine_that_guesses_is_not_compared_any_more(bureau, client, monkeypatch):
    """Beyond what any counter reaches the address waits whatever it sends, whether or not INTAKE_LIMIT is on."""
    from disclosure.intake import limit

    monkeypatch.setattr(limit, "FLOOD", 3)
    case, code = received()
    for _ in range(3):
        assert client.get(f"/api/v3/cases/{case.number}/?code=wrong").status_code == 404
    assert client.get(f"/api/v3/cases/{case.number}/?code={code}").status_code == 429


def test_add_confirm_reopen_withdraw(bureau, client):
    """200 with the case, 409 in a wrong state, 422 naming an unknown field."""
    case, code = received()
    assert post(client, f"{case.number}/add/", {"code": code, "text": "补充"}).json()["state"] == "received"
    assert post(client, f"{case.number}/confirm/", {"code": code, "text": "好"}).status_code == 409
    assert post(client, f"{case.number}/reopen/", {"code": code, "text": "不好"}).status_code == 409
    refused = post(client, f"{case.number}/add/", {"code": code, "text": "x", "colour": "red"})
    assert refused.status_code == 422 and refused.json()["errors"][0]["loc"] == ["colour"]
    assert post(client, f"{case.number}/add/", {"code": code, "text": ""}).json()["errors"][0]["loc"] == ["text"]
    assert post(client, f"{case.number}/withdraw/", {"code": code, "text": "不要了"}).json()["state"] == "withdrawn"


def test_a_repeated_key_adds_once(bureau, client):
    """Idempotency-Key, per call."""
    case, code = received()
    for _ in range(2):
        assert post(client, f"{case.number}/add/", {"code": code, "text": "补充"}, HTTP_IDEMPOTENCY_KEY="k").status_code == 200
    assert case.events.filter(what="added").count() == 1


def test_a_huge_body_is_refused_clearly(bureau, client):
    """5 MB of text: a clear answer, nothing stored."""
    case, code = received()
    assert post(client, f"{case.number}/add/", {"code": code, "text": "字" * 2_000_000}).status_code in (413, 422)
    assert post(client, f"{case.number}/add/", {"code": code, "text": "字" * 6000}).json()["errors"][0]["loc"] == ["text"]
