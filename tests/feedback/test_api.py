"""POST /api/v3/feedback/."""

import json

import pytest

from disclosure.feedback.models import Feedback

from .conftest import PARTY


def post(client, body, **headers):
    return client.post("/api/v3/feedback/", json.dumps(body), content_type="application/json", **headers)


@pytest.mark.parametrize("kind", ["error", "question", "objection", "repair"])
def test_the_answer_is_the_receipt(world, client, kind):
    """201 {number, code, received_at, due_on}; the code opens the case."""
    body = {"kind": kind, "page": world.penalty.pk, "revision": world.penalty.live_revision_id, "text": "有误", "contact": "13800138000",
            "credit_code": PARTY}  # fmt: skip
    answer = post(client, body)
    data = answer.json()
    assert answer.status_code == 201 and list(data) == ["number", "code", "received_at", "due_on"], answer.content
    seen = client.get(f"/api/v3/cases/{data['number']}/?code={data['code']}").json()
    assert (seen["kind"], seen["state"], seen["due_on"]) == ("feedback", "received", data["due_on"])


def test_kind_and_revision_may_be_left_out(world, client):
    """error is the default, the live version the revision."""
    assert post(client, {"page": world.penalty.pk, "text": "有误", "contact": "13800138000"}).status_code == 201
    feedback = Feedback.objects.get()
    assert (feedback.kind, feedback.revision) == ("error", world.penalty.live_revision_id)


@pytest.mark.parametrize(
    "changed, field",
    [({"colour": "red"}, "colour"), ({"text": ""}, "text"), ({"text": None}, "text"), ({"kind": "no-such-word"}, "kind"),
     ({"page": "7"}, "page"), ({"page": None}, "page"), ({"revision": 999_999_999}, "revision"), ({"text": 5}, "text"),
     ({"contact": "a\u0001"}, "contact"), ({"kind": "objection"}, "credit_code")],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_stored(world, client, changed, field):
    """422."""
    answer = post(client, {"page": world.penalty.pk, "text": "有误", "contact": "13800138000"} | changed)
    assert answer.status_code == 422 and answer.json()["errors"][0]["loc"] == [field], answer.content
    assert not Feedback.objects.exists()


def test_a_missing_page_or_text_is_named(world, client):
    """422 naming it."""
    assert post(client, {"text": "有误"}).json()["errors"][0]["loc"] == ["page"]
    assert post(client, {"page": world.penalty.pk}).json()["errors"][0]["loc"] == ["text"]


def test_a_key_makes_one(world, client):
    """The same key and body: the same answer; another body: 422."""
    body = {"page": world.penalty.pk, "text": "有误", "contact": ""}
    one, two = (post(client, body, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
    assert (one.status_code, one.json()) == (two.status_code, two.json()) and Feedback.objects.count() == 1
    assert post(client, body | {"text": "另一处"}, HTTP_IDEMPOTENCY_KEY="k").status_code == 422


def test_too_many_are_told_to_wait(world, client, settings):
    """429 with Retry-After."""
    settings.INTAKE_LIMIT = 1
    answers = [post(client, {"page": world.penalty.pk, "text": f"有误{n}"}) for n in range(2)]
    assert [answer.status_code for answer in answers] == [201, 429] and int(answers[1]["Retry-After"]) > 0
