"""The contract's “Rules that tests count on”: the group, the lock of a running round, many at once."""

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from disclosure.chain.models import Clearance, Signature
from disclosure.ledger.models import Entry
from disclosure.rules.meeting import Verdict, tally
from tests.doors.office import SUBMIT, Office


def sound():
    call_command("verify_ledger", stdout=io.StringIO())
    call_command("audit_gate", stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.parametrize(
    "votes, verdict",
    [
        ("for for for", Verdict.NO_QUORUM), ("for for for for", Verdict.CARRIED), ("for for against against", Verdict.LOST),
        ("for abstain abstain abstain", Verdict.CARRIED), ("abstain abstain abstain abstain", Verdict.LOST), ("for for for recuse", Verdict.CARRIED),
        ("for against recuse recuse abstain", Verdict.LOST), ("for recuse recuse recuse for", Verdict.TOO_FEW), ("for for against abstain", Verdict.CARRIED),  # noqa: E501
    ],
)  # fmt: skip
def test_quorum_is_two_thirds_of_those_not_recused_and_a_majority_of_votes_cast_carries(votes, verdict):
    assert tally(seats=set(range(5)), barred=set(), votes=dict(enumerate(votes.split()))).verdict == verdict


@pytest.mark.django_db
class TestGroup:
    def test_every_member_votes_as_soon_as_the_step_is_open_and_only_the_chair_closes(self, office):
        office.draft().submit().head().secrecy()
        assert office.attempt("member", "vote", choice="for").status_code == 409
        office.leader().votes()
        for who in ("member", "main_leader", "director", "leader", "root", "editor"):
            assert office.attempt(who, "close", minutes="x").status_code == 403, who
        office.close()
        assert office.stands == ("live", None)

    def test_no_quorum_is_409_and_a_tie_is_lost(self, office):
        office.draft().to_group()
        for n, choice in enumerate(("for", "for", "against")):
            office.do(office.bureau.members[n], "vote", choice=choice)
        assert office.attempt("chair", "close", minutes="x").status_code == 409
        office.do("chair", "vote", choice="against")
        office.close()
        assert office.stands == ("draft", None)

    def test_a_vote_is_one_of_four(self, office):
        office.draft().to_group()
        for choice in ("yes", "", None, "FOR", ["for"]):
            assert office.attempt("member", "vote", choice=choice).status_code == 422


@pytest.mark.django_db
class TestLock:
    @pytest.mark.parametrize("who", ["editor", "root"])
    def test_a_running_round_is_locked_in_the_admin_too(self, office, who):
        office.draft().submit().head()
        digest, revision = office.facts["digest"], office.facts["revision"]
        office.client.force_login(office.user(who))
        office.client.post(f"/admin/pages/{office.facts['id']}/unpublish/")
        office.client.post(f"/admin/pages/{office.facts['id']}/delete/")
        office.client.logout()
        facts = office.read()
        assert (facts["digest"], facts["revision"], facts["title"]) == (digest, revision, "门上的事项")
        assert {s["step"] for s in facts["signatures"] if not s["void"]} == {"head"}

    def test_two_editors_changes_both_stay_where_they_touch_different_fields(self, office):
        office.draft()
        assert office.send("editor", "patch", office.path, {"summary": "甲"}).status_code == 200
        assert office.send("editor", "patch", office.path, {"keywords": ["乙"]}).status_code == 200
        from disclosure.items.models import DisclosurePage

        draft = DisclosurePage.objects.get(pk=office.facts["id"]).specific.get_latest_revision_as_object()
        assert (draft.summary, draft.keywords) == ("甲", ["乙"])

    def test_raw_sql_on_what_is_live_is_found(self, office):
        office.draft().finish()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE disclosure_items_otherpage SET article_20_item = 3")
        with pytest.raises((SystemExit, CommandError)):
            call_command("audit_gate", stdout=io.StringIO(), stderr=io.StringIO())


def at_once(*jobs):
    """Run them in threads that start together; returns their answers."""
    gate, answers = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(n, job):
        try:
            gate.wait(10)
            answers[n] = job()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, job)) for n, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def call(office, who, verb, path, body):
    """A call with a client of its own; the token is made beforehand."""
    headers = office.token(who)
    return lambda: getattr(Client(raise_request_exception=False), verb)(path, body, content_type="application/json", **headers).status_code


@pytest.fixture
def crowd(transactional_db):
    return Office(Client())


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_eight_clicks_leave_one_signature(self, crowd):
        crowd.draft().submit()
        body = {"digest": crowd.facts["digest"], "opinion": "同意"}
        answers = at_once(*[call(crowd, "head", "post", f"{crowd.path}actions/approve/", body) for _n in range(8)])
        assert answers.count(200) == 1 and set(answers) <= {200, 409}, answers
        assert Signature.objects.filter(step="head").count() == 1 and Entry.objects.filter(verb="chain.sign").count() == 1
        sound()

    def test_approve_and_recall_at_the_same_moment(self, crowd):
        crowd.draft().submit()
        digest = crowd.facts["digest"]
        answers = at_once(
            call(crowd, "head", "post", f"{crowd.path}actions/approve/", {"digest": digest}),
            call(crowd, "editor", "post", f"{crowd.path}actions/recall/", {"reason": "x"}),
        )
        assert answers[1] == 200 and answers[0] in (200, 409), answers
        assert crowd.read()["state"] == "draft"
        crowd.submit()
        assert crowd.facts["step"] == ("secrecy" if answers[0] == 200 else "head")
        sound()

    def test_two_closes_and_a_late_vote_publish_once(self, crowd):
        crowd.draft().to_group().votes()
        digest = crowd.facts["digest"]
        close = call(crowd, "chair", "post", f"{crowd.path}actions/close/", {"digest": digest, "minutes": "x"})
        late = call(crowd, crowd.bureau.members[3], "post", f"{crowd.path}actions/vote/", {"digest": digest, "choice": "against"})
        answers = at_once(close, close, close, late)
        assert answers[:3].count(200) == 1 and set(answers) <= {200, 409}, answers
        assert crowd.read()["state"] == "live" and Clearance.objects.count() == 1
        sound()

    def test_two_editors_patch_and_one_submits(self, crowd):
        crowd.draft()
        answers = at_once(
            call(crowd, "editor", "patch", crowd.path, {"summary": "甲"}), call(crowd, "editor", "patch", crowd.path, {"summary": "乙"}),
            call(crowd, "editor", "post", f"{crowd.path}actions/submit/", SUBMIT),
        )  # fmt: skip
        assert set(answers) <= {200, 409} and answers[2] == 200, answers
        facts = crowd.read()
        assert facts["state"] == "running"
        crowd.facts = facts
        crowd.head().secrecy().leader().votes().close()
        assert crowd.stands == ("live", None)
        sound()
