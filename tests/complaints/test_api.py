"""POST /api/v3/complaints/."""

import json

import pytest

from disclosure.complaints.models import Complaint, ComplaintKind
from tests import factories


@pytest.fixture
def bureau(site):
    return factories.bureau()


def post(client, body, **headers):
    return client.post("/api/v3/complaints/", json.dumps(body), content_type="application/json", **headers)


@pytest.mark.parametrize("kind", ComplaintKind.values)
def test_each_kind_is_answered_with_its_receipt(bureau, client, kind):
    """201 {number, code, received_at, due_on}; the code opens the case, whose kind is complaint."""
    answer = post(client, factories.complaint_given(kind=kind))
    data = answer.json()
    assert answer.status_code == 201 and list(data) == ["number", "code", "received_at", "due_on"]
    seen = client.get(f"/api/v3/cases/{data['number']}/?code={data['code']}").json()
    assert (seen["kind"], seen["state"], seen["due_on"]) == ("complaint", "received", data["due_on"])


@pytest.mark.parametrize("left", [{"name": None, "phone": None}, {"name": "", "phone": ""}, {}])
def test_an_anonymous_one_leaves_name_and_phone_out(bureau, client, left):
    """Null, empty or not there; division may be null."""
    body = {
        name: value
        for name, value in factories.complaint_given(anonymous=True, division=None, **left).items()
        if left or name not in ("name", "phone")
    }
    assert post(client, body).status_code == 201 and Complaint.objects.get().name is None


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"colour": "red"}, "colour"), ({"kind": "poem"}, "kind"), ({"text": ""}, "text"), ({"subject": None}, "subject"),
        ({"division": "mars"}, "division"),
        ({"anonymous": "no"}, "anonymous"), ({"anonymous": True}, "name"), ({"phone": "x"}, "phone"), ({"name": 5}, "name"),
        ({"about": "leader"}, "about"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_stored(bureau, client, changed, field):
    """422 with the field."""
    answer = post(client, factories.complaint_given(**changed))
    assert answer.status_code == 422 and answer.json()["errors"][0]["loc"] == [field], answer.content
    assert not Complaint.objects.exists()


def test_a_key_makes_one(bureau, client):
    """Same key and body: the same answer; another body: 422."""
    body = factories.complaint_given()
    one, two = (post(client, body, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
    assert (one.status_code, one.json()) == (two.status_code, two.json()) and Complaint.objects.count() == 1
    assert post(client, body | {"text": "另一件"}, HTTP_IDEMPOTENCY_KEY="k").status_code == 422


@pytest.mark.parametrize("field", ["name", "subject", "text"])
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; drop table x; --", "{{ 7*7 }}{% raise %}"])
def test_html_sql_and_templates_in_a_field_are_only_text(bureau, client, field, text):
    """Kept as typed."""
    assert post(client, factories.complaint_given(**{field: text})).status_code == 201
    assert getattr(Complaint.objects.get(), field) == text
