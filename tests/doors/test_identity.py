"""Every way to an applicant's identity, code or letters: open to who handles the case, closed to everyone else; and input that means harm."""

import json

import pytest

from tests import factories

pytestmark = pytest.mark.once
SECRETS = ("欧阳建华", "11010519491231002X", "13800138000", "lin@example.com", "福州市鼓楼区某路1号")


@pytest.fixture
def bureau(site):
    return factories.bureau()


@pytest.fixture
def application(bureau):
    from disclosure.applications import actions
    from tests.applications.test_actions import AT

    made, code = actions.receive(given=factories.application_given(name=SECRETS[0]), way="web", at=AT)
    return made, code


def outsiders(bureau):
    """Everyone who has nothing to do with the case, those who watch and the superuser among them."""
    boss = factories.person("boss", is_superuser=True)
    return [
        bureau.editor,
        bureau.head,
        bureau.editor_anquan,
        bureau.reviewer,
        bureau.leader,
        bureau.main_leader,
        bureau.efficiency,
        bureau.auditor,
        boss,
    ]


def test_nobody_else_sees_the_case_or_its_papers(bureau, application, client):
    """404 at the case, at each verb and at each letter; neither register nor ledger shows an identity."""
    made, code = application
    for user in outsiders(bureau):
        client.force_login(user)
        for answer in (
            client.get(f"/admin/cases/{made.case_id}/"),
            client.post(f"/admin/cases/{made.case_id}/", {"verb": "identity"}),
            client.get(f"/admin/cases/{made.case_id}/letters/1/"),
            client.get(f"/admin/cases/{made.case_id}/papers/1/"),
        ):
            assert answer.status_code == 404, user
        for address in ("/admin/disclosure_applications/registerentry/", "/admin/disclosure_ledger/entry/", "/admin/"):
            text = client.get(address, follow=True).content.decode()
            assert not [secret for secret in (*SECRETS, code) if secret in text], (user, address)


def test_the_office_sees_it_masked_until_it_asks(bureau, application, client):
    """The page masks; asking shows it once and stands in the ledger."""
    from disclosure.ledger.record import entries_about

    made, code = application
    client.force_login(bureau.director)
    text = client.get(f"/admin/cases/{made.case_id}/").content.decode()
    assert not [secret for secret in (*SECRETS, code) if secret in text]
    shown = client.post(f"/admin/cases/{made.case_id}/", {"verb": "identity"}, follow=True).content.decode()
    assert all(secret in shown for secret in SECRETS)
    assert [entry.verb for entry in entries_about("case", made.case_id)][-1] == "applications.identity"
    assert "11010519491231002X" not in client.get(f"/admin/cases/{made.case_id}/").content.decode()


def test_the_citizen_sees_no_name_at_the_tracking_page(bureau, application, client):
    """Neither the page nor the API shows who applied, nor who handles it."""
    made, code = application
    client.post("/track/", {"number": made.case.number, "code": code})
    for text in (
        client.get(f"/track/{made.case.number}/").content.decode(),
        json.dumps(client.get(f"/api/v3/cases/{made.case.number}/?code={code}").json(), ensure_ascii=False),
    ):
        assert not [secret for secret in (*SECRETS, bureau.director.last_name) if secret in text]


@pytest.mark.parametrize("number", ["%00", "SQ-2026-00001%00", "..%2f..", "💥", "' or 1=1 --", "%ff"])
@pytest.mark.parametrize("code", ["", "%00", "💥", "x" * 5000])
def test_harmful_numbers_and_codes_are_only_wrong(bureau, application, client, number, code):
    """404, as any wrong one."""
    assert client.get(f"/api/v3/cases/{number}/?code={code}").status_code == 404
    assert client.post("/track/", {"number": number, "code": code}).status_code in (200, 404)


@pytest.mark.parametrize("body", ['{"name": "\\ud800"}', '{"name": "a\\u0000b"}', "[]", "{", "", "null", '{"a": NaN}', "[" * 100000])
def test_harmful_bodies_are_told_what_is_wrong(bureau, client, body):
    """400 or 422, never a fault of ours."""
    answer = client.post("/api/v3/applications/", body, content_type="application/json")
    assert answer.status_code in (400, 422), answer.content


@pytest.mark.parametrize("field", ["name", "description", "address"])
@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "字" * 200_000])
def test_harmful_text_is_named(bureau, client, field, text):
    """422 with the field; nothing is stored."""
    from disclosure.cases.models import Case

    answer = client.post("/api/v3/applications/", json.dumps(factories.application_given(**{field: text})), content_type="application/json")
    assert answer.status_code == 422 and answer.json()["errors"][0]["loc"] == [field]
    assert not Case.objects.exists()


def test_who_somebody_is_and_what_he_says_is_sealed_in_every_table():
    """Encrypted at rest, and in every backup: names, numbers, addresses, and the words of citizens, handlers and leaders about them."""
    from django.apps import apps

    from disclosure.intake.sealed import SealedTextField

    sealed = {
        m._meta.label.removeprefix("disclosure_"): {f.name for f in m._meta.local_fields if isinstance(f, SealedTextField)} for m in apps.get_models()
    }
    assert {label: names for label, names in sealed.items() if names} == {
        "applications.Application": {"name", "id_number", "phone", "email", "address", "corrected"},
        "applications.Consulted": {"name", "address", "reason"},
        "cases.Case": {"email"},
        "cases.CaseEvent": {"text"},
        "complaints.Complaint": {"name", "phone", "subject", "text"},
        "complaints.Inquiry": {"question", "answer"},
        "complaints.Reply": {"text"},
        "consultation.Comment": {"raw", "contact", "sealed_name"},
        "consultation.Hearing": {"sealed_seed"},
        "consultation.Participant": {"name", "contact"},
        "consultation.Subscription": {"email"},
        "feedback.Feedback": {"text", "contact", "reply"},
        "feedback.Reply": {"text"},
        "feedback.Report": {"text", "instruction"},
        "intake.KeptAnswer": {"answer"},
    }
