"""The whole walk over the API with tokens alone: a draft, a file, the chain, the portal (四（一）–（三）)."""

import io

import pytest
from django.core.management import call_command

from tests import factories

pytestmark = pytest.mark.django_db
PASS = dict.fromkeys(["state_secret", "work_secret", "aggregation", "stability", "commercial_secret", "privacy"], "no")
PASS |= {"attachments_opened": "yes", "channels_fit": "yes"}
SUBMIT = {"scope": "public", "channels": ["portal:notices"], "vital_interest": "no", "vital_interest_reason": "例行公开", "kind": "normal"}
DRAFT = {
    "category": "other", "title": "接口公开的事项", "document_number": "闽交质测〔2026〕77号", "formed_on": "2026-11-02", "issuer": "测试局",
    "summary": "说明", "body": "<p>正文。</p>", "article_20_item": 15,
}  # fmt: skip


class Office:
    """People with tokens, and one matter."""

    def __init__(self, client):
        self.client, self.bureau, self.facts, self.tokens = client, factories.bureau(), {}, {}

    def send(self, who, verb, path, body=None):
        user = getattr(self.bureau, who) if isinstance(who, str) else who
        if user.pk not in self.tokens:
            out = io.StringIO()
            call_command("api_token", user.get_username(), "--scope", "read,propose,approve", stdout=out)
            self.tokens[user.pk] = out.getvalue().strip()
        answer = getattr(self.client, verb)(
            path, data=body, **({"content_type": "application/json"} if body is not None else {}), HTTP_AUTHORIZATION=f"Bearer {self.tokens[user.pk]}"
        )
        if answer.status_code < 300 and "state" in answer.json():
            self.facts = answer.json()
        return answer

    def act(self, who, action, **body):
        if action in ("approve", "return", "vote", "close", "urgent"):
            body = {"digest": self.facts["digest"]} | body
        return self.send(who, "post", f"/api/v3/matters/{self.facts['id']}/actions/{action}/", body)

    @property
    def stands(self):
        return self.facts["state"], self.facts["step"]


@pytest.fixture
def office(site, client):
    return Office(client)


def test_a_matter_walks_from_a_draft_to_the_portal(office, client):
    assert office.send("editor", "post", "/api/v3/matters/", DRAFT).status_code == 201
    assert office.stands == ("draft", None)
    file = io.BytesIO("编号,名称\n1,甲\n".encode())
    file.name = "附件一.csv"
    token = {"HTTP_AUTHORIZATION": f"Bearer {office.tokens[office.bureau.editor.pk]}"}
    assert client.post(f"/api/v3/matters/{office.facts['id']}/files/", {"file": file}, **token).status_code == 201
    office.act("editor", "submit", **SUBMIT)
    assert office.stands == ("running", "head") and office.facts["waiting_for"][0]["username"] == "head-zhiliang"
    waiting = office.send("head", "get", "/api/v3/matters/?waiting=me").json()
    assert [m["title"] for m in waiting["items"]] == ["接口公开的事项"]
    office.facts = waiting["items"][0]
    office.act("head", "approve", opinion="同意")
    office.act("reviewer", "approve", opinion="已审查", outcome="publish", checklist=PASS)
    office.act("leader", "approve", opinion="同意")
    for member in office.bureau.members[:3]:
        office.act(member, "vote", choice="for", opinion="同意")
    address = f"/open/other/{office.facts['index_number']}/"
    assert client.get(address).status_code == 404
    assert office.act("chair", "close", minutes="同意公开").status_code == 409, "three of five are no quorum"
    office.act("chair", "vote", choice="for")
    office.act("chair", "close", minutes="会议纪要：同意公开")
    assert office.facts["state"] == "live" and office.facts["url"].endswith(address)
    page = client.get(address)
    assert page.status_code == 200 and "接口公开的事项" in page.content.decode()
    item = client.get("/api/v3/catalogue/?document_number=闽交质测〔2026〕77号").json()["items"][0]
    download = client.get(item["files"][0]["url"])
    assert b"".join(download.streaming_content if download.streaming else [download.content]).decode() == "编号,名称\n1,甲\n"
    call_command("verify_ledger", stdout=io.StringIO())
    call_command("audit_gate", stdout=io.StringIO(), stderr=io.StringIO())


def test_refusals_come_in_the_contracts_order(office, client):
    """401, 404, 403, 409 for state, 422 for the body, 409 for a stale digest."""
    office.send("editor", "post", "/api/v3/matters/", DRAFT)
    number = office.facts["id"]
    path = f"/api/v3/matters/{number}/actions/approve/"
    assert client.post(path, {}, content_type="application/json").status_code == 401
    assert office.send("head_anquan", "post", path, {"colour": "red"}).status_code == 404, "a stranger does not know it exists"
    assert office.send("editor", "post", path, {"colour": "red"}).status_code == 403
    assert office.send("head", "post", path, {"colour": "red"}).status_code == 409, "it is a draft"
    office.act("editor", "submit", **SUBMIT)
    refused = office.send("head", "post", path, {"digest": office.facts["digest"], "colour": "red"})
    assert refused.status_code == 422 and "colour" in refused.content.decode() and refused["Content-Type"] == "application/problem+json"
    assert office.send("head", "post", path, {"opinion": "同意"}).status_code == 422
    assert office.send("head", "post", path, {"digest": "0" * 64}).status_code == 409
    assert office.send("head", "post", path, {"digest": office.facts["digest"]}).status_code == 200


def test_a_title_with_what_nobody_sees_is_refused_with_its_field(office):
    """The API asks as the form does."""
    refused = office.send("editor", "post", "/api/v3/matters/", {**DRAFT, "title": "关于\u202e印发办法的通知"})
    assert refused.status_code == 422 and refused.json()["errors"][0]["loc"] == ["title"] and "U+202E" in refused.content.decode()


def test_a_token_that_only_reads_writes_nowhere_and_an_expired_one_nothing(office, client):
    import datetime as dt

    from disclosure.chain.models import Grant

    out = io.StringIO()
    call_command("api_token", "editor-zhiliang", "--scope", "read", "--days", "1", stdout=out)
    token = {"HTTP_AUTHORIZATION": f"Bearer {out.getvalue().strip()}"}
    assert client.post("/api/v3/matters/", DRAFT, content_type="application/json", **token).status_code == 403
    assert client.get("/api/v3/matters/?waiting=me", **token).status_code == 200
    Grant.objects.update(expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert client.get("/api/v3/matters/?waiting=me", **token).status_code == 401


def test_a_token_of_another_division_does_not_act(office, client):
    office.send("editor", "post", "/api/v3/matters/", DRAFT)
    out = io.StringIO()
    call_command("api_token", "editor-zhiliang", "--scope", "read,propose", "--division", "anquan", stdout=out)
    answer = client.post(
        f"/api/v3/matters/{office.facts['id']}/actions/submit/", SUBMIT, content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {out.getvalue().strip()}",
    )  # fmt: skip
    assert answer.status_code == 403
