"""Security first: who may not see or do this."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from disclosure.cases import actions as cases
from disclosure.feedback import actions, parties
from disclosure.feedback.models import Feedback
from disclosure.feedback.readers import page_for
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound
from disclosure.ledger.record import entries_about
from disclosure.outbox.models import Message
from tests import factories

from .conftest import AT, PARTY, STRANGER

TODAY = AT.date()


def post(client, body):
    return client.post("/api/v3/feedback/", json.dumps(body), content_type="application/json")


def test_an_inward_page_is_unknown_to_anonymous_callers(world, client):
    """Form and API answer 404, the same as for a page that does not exist; staff may."""
    number = world.inward.pk
    assert page_for(AnonymousUser(), number, TODAY) is None and page_for(None, number, TODAY) is None
    assert page_for(world.bureau.editor_anquan, number, TODAY) is not None
    for missing in (number, 999_999_999):
        assert client.get(f"/feedback/?page={missing}").status_code == 404
        assert client.post("/feedback/", {"page": str(missing), "kind": "error", "text": "x"}).status_code == 404
    answers = [post(client, {"page": page, "text": "x"}) for page in (number, 999_999_999)]
    assert [answer.status_code for answer in answers] == [404, 404] and answers[0].json() == answers[1].json()
    assert "搬迁" not in answers[0].content.decode() and not Feedback.objects.exists()


def test_drafts_and_what_is_registered_only_are_unknown(world, client):
    """Feedback is given on what is public."""
    draft = factories.item("other", division=world.bureau.zhiliang, by=world.bureau.editor)
    assert client.get(f"/feedback/?page={draft.pk}").status_code == 404 and post(client, {"page": draft.pk, "text": "x"}).status_code == 404


@pytest.mark.parametrize("code", [STRANGER, "", None, "123", "91350000MA00EX000X"])
@pytest.mark.parametrize("kind", ["objection", "repair"])
def test_only_a_party_of_the_page_objects_or_asks_for_repair(world, client, kind, code):
    """The credit code of a non-party, a wrong one and none are refused by field; nothing is stored."""
    answer = post(client, {"kind": kind, "page": world.penalty.pk, "text": "x", "contact": "13800138000", "credit_code": code})
    assert answer.status_code == 422 and answer.json()["errors"][0]["loc"] == ["credit_code"] and not Feedback.objects.exists()


def test_a_page_without_parties_takes_no_objection(world):
    """Not even of a valid credit code."""
    page = factories.published(factories.item("other", division=world.bureau.zhiliang, by=world.bureau.editor), at=AT)
    with pytest.raises(Invalid) as refused:
        world.objection(page=page)
    assert refused.value.field == "credit_code"


def test_a_stranger_does_not_know_the_case(world, client):
    """404 for who neither owns it nor works at the desk: page, verbs, papers; the register shows it not."""
    feedback, code = world.receive()
    case = feedback.case
    for stranger in (world.bureau.editor_anquan, world.bureau.head_anquan, world.bureau.auditor):
        with pytest.raises(NotFound):
            actions.view_contact(feedback, by=stranger, at=AT)
        with pytest.raises(NotFound):
            actions.answer(feedback, text="x", result="solved", by=stranger, at=AT)
        client.force_login(stranger)
        assert client.get(f"/admin/cases/{case.pk}/").status_code == 404
    client.force_login(world.bureau.editor_anquan)
    assert case.number not in client.get("/admin/disclosure_feedback/registerentry/").content.decode()
    client.logout()
    assert client.get(f"/admin/cases/{case.pk}/").status_code == 302
    assert client.get(f"/api/v3/cases/{case.number}/?code=WRONG").status_code == 404
    assert client.get(f"/api/v3/cases/{case.number}/?code={code}").status_code == 200


def test_only_the_office_checks_standing_and_only_its_director_decides(world):
    """The division that owns the case gives no decision; nobody marks a page from outside."""
    feedback, _code = world.objection()
    cases.hand_over(feedback.case, to=world.bureau.editor, reason="请核查", by=world.bureau.director, at=AT)
    cases.accept(feedback.case, by=world.bureau.editor, at=AT)
    for outsider in (world.bureau.editor, world.bureau.head):
        with pytest.raises(NotAllowed):
            parties.check_standing(feedback, note="营业执照", by=outsider, at=AT)
    parties.check_standing(feedback, note="营业执照", by=world.bureau.editor_bangong, at=AT)
    for outsider in (world.bureau.editor, world.bureau.editor_bangong):
        with pytest.raises(NotAllowed):
            parties.decide(feedback, outcome="refuse", reason="x", by=outsider, at=AT)


def test_a_colleagues_feedback_on_an_inward_item_is_visible_to_nobody_outside(world, client):
    """No code is given out; his own page is his alone; it is published nowhere."""
    giver = world.bureau.editor_anquan
    client.force_login(giver)
    page = client.get(f"/feedback/?page={world.inward.pk}")
    assert page.status_code == 200 and page["Cache-Control"].startswith("private") or "no-store" in page["Cache-Control"]
    answer = client.post("/feedback/", {"page": str(world.inward.pk), "kind": "question", "text": "搬迁哪天开始？"}).content.decode()
    feedback = Feedback.objects.get()
    assert feedback.case.number in answer and feedback.inward and feedback.giver == giver and "h-code" not in answer
    assert feedback.case.due_on.isoformat() and client.get(f"/admin/feedback/mine/{feedback.pk}/").status_code == 200
    assert feedback.case.code_digest == "" and cases.found(feedback.case.number, "") is None
    actions.answer(feedback, text="下周一。", result="solved", by=world.bureau.director, at=timezone.now())
    assert Message.objects.get(key__contains=":giver:").to == [giver.email]
    client.force_login(world.bureau.editor)
    assert client.get(f"/admin/feedback/mine/{feedback.pk}/").status_code == 404
    client.logout()
    assert client.get(f"/admin/feedback/mine/{feedback.pk}/").status_code == 302
    assert client.get("/feedback/").status_code == 200 and "搬迁" not in client.get("/feedback/").content.decode()


def test_who_gave_it_does_not_handle_it(world):
    """Offered to the colleague himself by mistake, it stays where it is."""
    giver = world.bureau.editor_anquan
    feedback, _code = actions.receive(given=world.given(kind="question"), page=world.inward, way="web", giver=giver, at=AT)
    cases.hand_over(feedback.case, to=giver, reason="由安全处答复", by=world.bureau.director, at=AT)
    with pytest.raises(NotFound):
        cases.accept(feedback.case, by=giver, at=AT)


def test_by_programme_too_an_inward_item_takes_a_token_and_gives_no_code(world, client):
    """A colleague's token reads it; the receipt has no code, and nothing of it is entered for somebody else."""
    from disclosure.chain.tokens import issue

    giver = world.bureau.editor_anquan
    token = issue(user=giver, scopes=["propose"], at=timezone.now())
    body = json.dumps({"page": world.inward.pk, "text": "哪天搬？"})
    answer = client.post("/api/v3/feedback/", body, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 201 and answer.json()["code"] == "" and Feedback.objects.get().giver == giver
    with pytest.raises(Invalid):
        actions.enter(given=world.given(), page=world.inward, way="telephone", received_on=TODAY, by=giver, at=AT)


def test_words_and_contact_are_sealed_and_never_in_the_ledger(world):
    """Encrypted at rest; viewing the contact is an entry."""
    from django.db import connection

    feedback, _code = world.receive(text="我是林某某，请改。")
    with connection.cursor() as cursor:
        cursor.execute("select text, contact from disclosure_feedback_feedback")
        row = " ".join(cursor.fetchone())
    assert "林某某" not in row and "13800138000" not in row and "林某某" not in feedback.case.title
    assert actions.view_contact(feedback, by=world.bureau.director, at=AT) == "林某某 13800138000"
    actions.answer(feedback, text="林某某您好，已更正。", result="solved", by=world.bureau.director, at=AT)
    entries = entries_about("case", feedback.case_id)
    assert [entry.verb for entry in entries] == ["feedback.receive", "feedback.contact", "feedback.answer"]
    assert "林某某" not in str(list(entries.values())) and "13800" not in str(list(entries.values()))


def test_what_a_leader_may_read_was_reported_to_him(world, client):
    """Before, he does not know it; afterwards he reads it and gives his instruction."""
    feedback, _code = world.receive()
    client.force_login(world.bureau.main_leader)
    assert client.get(f"/admin/cases/{feedback.case_id}/").status_code == 404
    with pytest.raises(Invalid):
        actions.report(feedback, to=world.bureau.editor, text="请示", by=world.bureau.director, at=AT)
    actions.report(feedback, to=world.bureau.main_leader, text="拟请质量处更正", by=world.bureau.director, at=AT)
    assert client.get(f"/admin/cases/{feedback.case_id}/").status_code == 200
    with pytest.raises(NotFound):
        actions.instruct(feedback, text="同意", by=world.bureau.leader, at=AT)
    actions.instruct(feedback, text="同意，抓紧办", by=world.bureau.main_leader, at=AT)
    assert feedback.reports.get().instruction == "同意，抓紧办"
    assert not feedback.case.events.filter(public=True, what__in=["reported", "instructed"]).exists()


def test_a_code_of_a_party_is_folded(world):
    """Small letters and blanks are no reason to refuse."""
    feedback, _code = world.objection(credit_code=f" {PARTY.lower()} ")
    assert feedback.credit_code == PARTY and feedback.party == "示例路桥工程有限公司" and timezone.is_aware(feedback.case.received_at)
