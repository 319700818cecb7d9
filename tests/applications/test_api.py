"""POST /api/v3/applications/."""

import json

import pytest

from disclosure.applications.models import Application
from tests import factories


@pytest.fixture
def bureau(site):
    return factories.bureau()


def post(client, body, **headers):
    return client.post("/api/v3/applications/", json.dumps(body), content_type="application/json", **headers)


def test_an_application_is_answered_with_its_receipt(bureau, client):
    """201 {number, code, received_at, due_on}; the code opens the case."""
    answer = post(client, factories.application_given())
    data = answer.json()
    assert answer.status_code == 201 and list(data) == ["number", "code", "received_at", "due_on"]
    seen = client.get(f"/api/v3/cases/{data['number']}/?code={data['code']}").json()
    assert (seen["state"], seen["due_on"]) == ("received", data["due_on"])


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"colour": "red"}, "colour"), ({"purpose": "科研"}, "purpose"),
        ({"description": ""}, "description"), ({"description": None}, "description"),
        ({"applicant_type": "martian"}, "applicant_type"), ({"id_kind": "credit-code"}, "id_kind"), ({"applicant_type": "business"}, "id_kind"),
        ({"id_number": "11010519491231002X1"}, "id_number"), ({"id_number": "110105194912310021"}, "id_number"),
        ({"phone": None, "email": None}, "phone"), ({"phone": "", "email": ""}, "phone"), ({"email": "nonsense"}, "email"), ({"name": "  "}, "name"),
        ({"form": "carved"}, "form"),
        ({"delivery": "pigeon"}, "delivery"), ({"address": ""}, "address"), ({"description": "字" * 5001}, "description"),
        ({"name": 5}, "name"), ({"delivery": "email", "email": ""}, "email"), ({"description": "a\u0001b"}, "description"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_stored(bureau, client, changed, field):
    """422; no purpose is taken."""
    answer = post(client, factories.application_given(**changed))
    assert answer.status_code == 422 and answer.json()["errors"][0]["loc"] == [field], answer.content
    assert not Application.objects.exists()


@pytest.mark.parametrize("missing", ["applicant_type", "name", "id_kind", "id_number", "address", "description", "form", "delivery"])
def test_every_field_but_phone_and_email_is_required(bureau, client, missing):
    """The missing one is named."""
    body = {name: value for name, value in factories.application_given().items() if name != missing}
    assert post(client, body).json()["errors"][0]["loc"] == [missing]


def test_a_key_makes_one(bureau, client):
    """Same key and body: the same answer; another body: 422."""
    body = factories.application_given()
    one, two = (post(client, body, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
    assert (one.status_code, one.json()) == (two.status_code, two.json()) and Application.objects.count() == 1
    assert post(client, body | {"description": "另一件"}, HTTP_IDEMPOTENCY_KEY="k").status_code == 422


def test_too_many_are_told_to_wait(bureau, client, settings):
    """429 with Retry-After."""
    settings.INTAKE_LIMIT = 2
    answers = [post(client, factories.application_given()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429] and int(answers[2]["Retry-After"]) > 0


@pytest.mark.parametrize("field", ["name", "address", "description"])
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; drop table x; --", "{{ 7*7 }}{% raise %}"])
def test_html_sql_and_templates_in_a_field_are_only_text(bureau, client, field, text):
    """Kept as typed."""
    assert post(client, factories.application_given(**{field: text})).status_code == 201
    assert getattr(Application.objects.get(), field) == text
