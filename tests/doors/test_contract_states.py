"""The contract's “One matter, state by state”, sentence by sentence, by the API with tokens."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from disclosure.chain.actions import publish_due
from disclosure.chain.models import Clearance, Matter, Signature
from disclosure.ledger.models import Entry
from disclosure.outbox.models import Message
from tests import factories
from tests.doors.office import SUBMIT, later
from tests.walker import PASS

pytestmark = pytest.mark.django_db


def sound():
    call_command("verify_ledger", stdout=io.StringIO())
    call_command("audit_gate", stdout=io.StringIO(), stderr=io.StringIO())


def in_force(facts):
    return {row["step"] for row in facts["signatures"] if not row["void"]}


@pytest.mark.once
class TestDigest:
    @pytest.mark.parametrize("change", [{"title": "另一题"}, {"body": "<p>另一段。</p>"}, {"go_live_at": later()}, {"keywords": ["桥"]}])
    def test_a_change_of_content_is_another_digest_and_voids(self, office, change):
        first = office.draft().submit().head().facts["digest"]
        office.do("editor", "recall", reason="改")
        office.write(**change).submit()
        assert office.facts["digest"] != first and office.facts["step"] == "head" and not in_force(office.facts)

    @pytest.mark.parametrize("change", [{"channels": ["portal"]}, {"scope": "on-application"}, {"vital_interest_reason": "另一理由"}])
    def test_a_change_of_the_proposal_is_another_digest_and_voids(self, office, change):
        first = office.draft().submit().head().facts["digest"]
        office.do("editor", "recall", reason="改")
        office.submit(**change)
        assert office.facts["digest"] != first and office.facts["step"] == "head"

    def test_an_unchanged_resubmission_keeps_it(self, office):
        first = office.draft().submit().head().facts["digest"]
        assert office.do("editor", "recall", reason="改")["would_void"] == ["head-zhiliang"]
        office.submit()
        assert office.facts["digest"] == first and office.facts["step"] == "secrecy" and in_force(office.facts) == {"head"}

    def test_validity_lives_outside_and_survives_every_version(self, office):
        office.draft().finish()
        published = office.client.get("/api/v3/catalogue/").json()["items"][0]["published_at"]
        office.do("director", "validity", validity="amended", reason="已修改")
        office.write(summary="新").finish()
        row = office.client.get("/api/v3/catalogue/").json()["items"][0]
        assert row["validity"] == "amended" and row["published_at"] == published
        sound()

    def test_validity_in_a_draft_after_publication_is_422(self, office):
        office.draft().finish()
        answer = office.send("editor", "patch", office.path, {"validity": "repealed"})
        assert answer.status_code == 422 and "validity" in answer.content.decode()

    def test_validity_of_what_was_taken_down_is_422_in_the_draft_too_and_the_action_409(self, office):
        office.draft().finish()._down()
        assert office.send("editor", "patch", office.path, {"validity": "repealed"}).status_code == 422
        assert office.attempt("director", "validity", validity="repealed", reason="废止").status_code == 409


@pytest.mark.once
class TestReturns:
    def test_to_an_earlier_step_voids_that_step_and_later(self, office):
        office.draft().to_group()
        office.do("chair", "return", to="secrecy", reason="再审")
        assert office.stands == ("running", "secrecy") and in_force(office.facts) == {"head"}

    def test_to_the_proposer_voids_the_returners_own_step_alone(self, office):
        office.draft().submit().head().secrecy()
        office.do("leader", "return", to="proposer", reason="请改")
        assert office.stands == ("draft", None)
        office.submit()
        assert office.stands == ("running", "leader") and in_force(office.facts) == {"head", "secrecy"}

    def test_by_the_chair_to_the_proposer_voids_the_votes(self, office):
        office.draft().to_group().votes()
        office.do("chair", "return", to="proposer", reason="请改")
        office.submit()
        assert office.stands == ("running", "group") and "group" not in in_force(office.facts)
        assert len(office.facts["waiting_for"]) == 5

    def test_to_ones_own_step_or_later_is_422(self, office):
        office.draft().submit().head()
        for to in ("secrecy", "leader", "group", "nobody", "", None):
            assert office.attempt("reviewer", "return", to=to, reason="x").status_code == 422

    def test_redacted_goes_to_the_proposer_and_voids_the_reviewers(self, office):
        office.draft().submit().head().secrecy(outcome="publish-redacted", opinion="去掉电话")
        assert office.stands == ("draft", None)
        office.submit()
        assert office.stands == ("running", "secrecy") and in_force(office.facts) == {"head"}

    def test_a_lost_vote_voids_all(self, office):
        office.draft().to_group().votes("against").close()
        assert office.stands == ("draft", None) and not [s for s in office.facts["signatures"] if not s["void"] and s["outcome"] != "lost"]
        office.submit()
        assert office.stands == ("running", "head")

    def test_publication_uses_all_up(self, office):
        office.draft().finish().write().submit()
        assert office.facts["step"] == "head" and office.facts["state"] == "live" and office.facts["successor"] == "running"

    def test_the_reviewer_signs_the_same_step_again_after_a_return(self, office):
        office.draft().submit().head().secrecy()
        office.do("leader", "return", to="secrecy", reason="再看")
        office.secrecy()
        assert office.stands == ("running", "leader")


@pytest.mark.once
class TestWhoEdits:
    def test_the_proposers_withdraw_leaves_withdrawn_and_writing_makes_it_a_draft(self, office):
        office.draft().submit()
        office.do("editor", "withdraw", reason="不报了")
        assert office.stands == ("withdrawn", None)
        assert office.client.get(f"/open/other/{office.facts['index_number']}/").status_code == 404, "it never was live"
        office.write()
        assert office.stands == ("draft", None)

    def test_another_editor_of_the_division_submits_and_is_then_the_proposer(self, office):
        other = factories.person("editor2")
        factories.post("editor", other, division=office.bureau.zhiliang)
        office.draft()
        office.do(other, "submit", **SUBMIT)
        assert office.attempt("editor", "recall", reason="x").status_code == 403
        assert office.attempt("editor", "withdraw", reason="x").status_code == 403
        office.do(other, "recall", reason="x")

    def test_a_proposer_who_lost_his_post_is_replaced_by_any_editor_of_the_division(self, office):
        other = factories.person("editor2")
        factories.post("editor", other, division=office.bureau.zhiliang)
        office.draft().submit()
        office.bureau.editor.posts.update(to_date=dt.date(2026, 1, 1))
        assert office.attempt("editor", "recall", reason="x").status_code in (403, 404)
        office.do(other, "recall", reason="他调走了")
        office.do(other, "withdraw", reason="不报了")
        assert office.stands == ("withdrawn", None)

    def test_authors_of_all_rounds_between_are_barred_also_after_two_recalls(self, office):
        """The bar covers every author since the last cleared revision, over all rounds."""
        factories.post("editor", office.bureau.head, division=office.bureau.zhiliang)
        office.draft()
        office.send("head", "patch", office.path, {"summary": "负责人写的"})
        office.do("head", "submit", **SUBMIT)
        office.do("head", "recall", reason="x")
        office.write(summary="编辑写的").submit()
        assert office.attempt("head", "approve").status_code == 403
        assert office.facts["waiting_for"][0]["username"] is None and office.facts["objections"]

    def test_a_submit_equal_to_the_live_version_is_409(self, office):
        office.draft().finish()
        assert office.attempt("editor", "submit", **SUBMIT).status_code == 409
        office.write(summary="a").write(summary=office.bureau and "说明")
        assert office.attempt("editor", "submit", **SUBMIT).status_code == 409

    def test_an_official_who_proposed_withdraws_his_own_draft(self, office):
        """One person may hold several posts: the director who is an editor too ends his own round."""
        factories.post("editor", office.bureau.director, division=office.bureau.zhiliang)
        office.draft()
        office.do("director", "submit", **SUBMIT)
        office.do("director", "withdraw", reason="不报了")
        assert office.stands == ("withdrawn", None)


class TestNewerVersion:
    def test_the_live_item_keeps_state_and_revision_and_successor_tells_the_draft(self, office):
        office.draft().finish()
        live = office.facts["live_revision"]
        assert office.facts["successor"] is None and live
        office.write(summary="新的说明")
        assert (office.facts["state"], office.facts["successor"], office.facts["live_revision"]) == ("live", "draft", live)
        office.submit()
        assert (office.facts["state"], office.facts["successor"], office.facts["step"]) == ("live", "running", "head")
        office.head().secrecy(outcome="refer")
        assert (office.facts["state"], office.facts["successor"]) == ("live", "referred")
        office.secrecy(opinion="答复：可以")
        office.do("editor", "recall", reason="x")
        assert (office.facts["state"], office.facts["successor"], office.facts["step"]) == ("live", "draft", None)
        office.submit().leader().votes().close()
        assert (office.facts["state"], office.facts["successor"]) == ("live", None) and office.facts["live_revision"] != live
        sound()

    def test_a_draft_written_back_to_what_is_live_is_no_newer_version(self, office):
        office.draft().finish().write(summary="新")
        office.write(summary="说明")
        assert office.facts["successor"] is None

    def test_the_proposer_drops_the_newer_version_and_the_live_one_stays(self, office):
        office.draft().finish().write(summary="新的说明").submit()
        office.do("editor", "withdraw", reason="不改了")
        assert office.facts["state"] == "live" and office.facts["step"] is None
        sound()

    def test_withheld_over_a_live_item_leaves_it_live(self, office):
        office.draft().finish().write(summary="新的说明").submit().head().secrecy(outcome="withhold", ground="N5").leader()
        assert (office.facts["state"], office.facts["successor"]) == ("live", "withheld")
        office.do("reviewer", "return", to="proposer", reason="改")
        assert (office.facts["state"], office.facts["successor"]) == ("live", "draft")
        sound()

    def test_a_scheduled_newer_version_is_cleared_as_successor(self, office):
        office.draft().finish().write(summary="新", go_live_at=later()).finish()
        assert (office.facts["state"], office.facts["successor"]) == ("live", "cleared")
        office.do("editor", "recall", reason="x")
        assert (office.facts["state"], office.facts["successor"]) == ("live", "draft")
        sound()

    def test_on_application_over_a_live_item_is_409(self, office):
        office.draft().finish().write(summary="新")
        assert office.attempt("editor", "submit", **(SUBMIT | {"scope": "on-application"})).status_code == 409

    def test_on_application_takes_no_go_live_at(self, office):
        office.draft(go_live_at=later())
        answer = office.attempt("editor", "submit", **(SUBMIT | {"scope": "on-application"}))
        assert answer.status_code == 422 and "go_live_at" in answer.content.decode()

    def test_registered_has_no_address_and_a_public_round_leaves_it_standing(self, office):
        office.draft().finish(scope="on-application")
        assert office.stands == ("cleared", None) and office.facts["url"] is None
        assert not office.client.get("/api/v3/catalogue/").json()["items"]
        key = Clearance.objects.in_force(office.facts["id"]).get()
        office.submit(scope="public")
        assert Clearance.objects.in_force(office.facts["id"]).get() == key, "the registered version stands"
        office.do("editor", "withdraw", reason="不公开了")
        assert office.stands == ("cleared", None)
        office.finish(scope="public")
        assert office.stands == ("live", None)
        sound()

    def test_a_lost_public_round_leaves_the_registered_version_standing(self, office):
        office.draft().finish(scope="on-application").to_group(scope="public").votes("against").close()
        assert Clearance.objects.in_force(office.facts["id"]).count() == 1
        assert office.send("director", "post", f"{office.path}actions/validity/", {"validity": "amended", "reason": "x"}).status_code == 200


class TestTimed:
    def test_recall_voids_the_clearance(self, office):
        office.draft(go_live_at=later()).finish()
        assert office.stands == ("cleared", None)
        office.do("editor", "recall", reason="x")
        assert office.stands == ("draft", None) and not Clearance.objects.in_force(office.facts["id"]).exists()

    @pytest.mark.parametrize("who", ["editor", "director", "reviewer", "other_leader", "main_leader"])
    def test_withdraw_voids_the_clearance(self, office, who):
        office.draft(go_live_at=later()).finish()
        if who == "other_leader":
            return
        office.do(who, "withdraw", reason="x")
        assert office.stands == ("withdrawn", None) and not Clearance.objects.in_force(office.facts["id"]).exists()
        office.submit()
        assert office.facts["step"] == "head"

    def test_a_moment_already_past_means_now(self, office):
        office.draft(go_live_at="2026-11-20T08:00:00+08:00").finish()
        assert office.stands == ("live", None)

    def test_it_goes_out_when_due_and_is_asked_again(self, office, monkeypatch):
        from disclosure.chain import gate

        office.draft(go_live_at=later(1)).finish()
        due = timezone.now() + dt.timedelta(days=2)
        monkeypatch.setattr(gate, "conditions", [*gate.conditions, lambda page: ["还缺一样东西"]])
        assert publish_due(page=office.facts["id"], at=due) is False
        facts = office.read()
        assert facts["state"] == "cleared" and facts["objections"] == ["还缺一样东西"]
        told = {to for mail in Message.objects.filter(subject__contains="门上的事项") for to in mail.to}
        assert {office.bureau.editor.email, office.bureau.director.email} <= told
        monkeypatch.undo()
        assert publish_due(page=office.facts["id"], at=due)
        assert office.read()["state"] == "live" and office.read()["objections"] == []
        sound()


class TestCorrection:
    def test_two_signatures_publish_it_and_tell_leader_and_group(self, office):
        office.draft().finish().write(summary="改了错字").submit(kind="correction").head().secrecy()
        assert office.stands == ("live", None) and office.facts["successor"] is None
        told = {to for mail in Message.objects.all() for to in mail.to if "门上" in mail.subject}
        assert office.bureau.leader.email in told and office.bureau.chair.email in told
        sound()

    @pytest.mark.parametrize("change", [{"channels": ["portal"]}, {"scope": "on-application"}])
    def test_scope_and_channels_do_not_go_this_way(self, office, change):
        office.draft().finish().write(summary="改了错字")
        answer = office.attempt("editor", "submit", **(SUBMIT | {"kind": "correction"} | change))
        assert answer.status_code == (422 if "channels" in change else 409)

    def test_an_attachment_or_a_time_does_not_go_this_way(self, office):
        office.draft().finish()
        file = io.BytesIO(b"1,2\n")
        file.name = "a.csv"
        assert office.client.post(f"{office.path}files/", {"file": file}, **office.token("editor")).status_code == 201
        answer = office.attempt("editor", "submit", **(SUBMIT | {"kind": "correction"}))
        assert answer.status_code == 422 and "kind" in answer.content.decode()

    def test_a_draft_is_no_correction(self, office):
        answer = office.draft().attempt("editor", "submit", **(SUBMIT | {"kind": "correction"}))
        assert answer.status_code == 422 and "kind" in answer.content.decode()

    def test_only_publish_ends_it_and_urgent_is_409(self, office):
        office.draft().finish().write(summary="改了错字").submit(kind="correction").head()
        assert office.attempt("leader", "urgent", reason="x").status_code == 409
        for outcome in ("publish-redacted", "withhold", "refer"):
            answer = office.attempt(
                "reviewer", "approve", outcome=outcome, checklist=PASS, opinion="x", ground="N5" if outcome == "withhold" else None
            )
            assert answer.status_code == 422 and "outcome" in answer.content.decode()


@pytest.mark.once
class TestSecrecy:
    @pytest.mark.parametrize("question", ["state_secret", "work_secret", "aggregation", "stability"])
    def test_a_yes_excludes_publish_whatever_the_override(self, office, question):
        office.draft().submit().head()
        for more in ({}, {"ground": "N4", "override": {"kind": "consent", "reason": "同意"}}):
            answer = office.attempt("reviewer", "approve", outcome="publish", checklist=PASS | {question: "yes"}, **more)
            assert answer.status_code == 422

    @pytest.mark.parametrize("question", ["commercial_secret", "privacy"])
    def test_n4_with_an_override_admits_publish(self, office, question):
        office.draft().submit().head()
        check = PASS | {question: "yes"}
        consent = {"kind": "consent", "reason": "权利人同意"}
        for more in ({}, {"ground": "N4"}, {"override": consent}, {"ground": "N5", "override": consent}, {"ground": "N4", "override": {"kind": "consent"}},  # noqa: E501
                     {"ground": "N4", "override": {"kind": "x", "reason": "y"}}, {"ground": "N4", "override": consent | {"z": 1}}):  # fmt: skip
            assert office.attempt("reviewer", "approve", outcome="publish", checklist=check, **more).status_code == 422, more
        office.do("reviewer", "approve", outcome="publish", checklist=check, ground="N4", override=consent)

    @pytest.mark.parametrize("question", ["attachments_opened", "channels_fit"])
    def test_the_last_two_must_be_yes(self, office, question):
        office.draft().submit().head()
        for outcome in ("publish", "withhold", "refer", "publish-redacted"):
            answer = office.attempt("reviewer", "approve", outcome=outcome, checklist=PASS | {question: "no"}, opinion="x")
            assert answer.status_code == 422 and question in answer.content.decode()

    def test_every_answer_is_needed_and_none_more(self, office):
        office.draft().submit().head()
        for question in PASS:
            rest = {name: value for name, value in PASS.items() if name != question}
            answer = office.attempt("reviewer", "approve", outcome="publish", checklist=rest)
            assert answer.status_code == 422 and question in answer.content.decode()
        for bad in (PASS | {"colour": "no"}, PASS | {"privacy": True}, PASS | {"privacy": None}, PASS | {"privacy": ["no"]}, {}, None, "no", ["no"]):
            assert office.attempt("reviewer", "approve", outcome="publish", checklist=bad).status_code == 422

    def test_withhold_shows_ground_and_day_and_needs_the_leader(self, office):
        office.draft().submit().head().secrecy(outcome="withhold", ground="N5", re_examine_on="2027-06-01")
        assert office.stands == ("running", "leader")
        office.leader()
        assert office.stands == ("withheld", None) and (office.facts["ground"], office.facts["re_examine_on"]) == ("N5", "2027-06-01")
        assert not [s for s in office.facts["signatures"] if not s["void"]]

    @pytest.mark.parametrize("day", ["gestern", "2020-01-01", "2026-02-30", 5, "0001-01-01"])
    def test_a_day_of_re_examination_lies_ahead(self, office, day):
        office.draft().submit().head()
        answer = office.attempt("reviewer", "approve", outcome="withhold", checklist=PASS, ground="N5", re_examine_on=day)
        assert answer.status_code == 422 and "re_examine_on" in answer.content.decode()

    def test_withheld_is_re_examined_with_a_new_day_by_the_leader_again(self, office):
        office.draft().submit().head().secrecy(outcome="withhold", ground="N5").leader()
        assert office.attempt("reviewer", "approve", outcome="withhold", ground="N5").status_code == 422
        assert office.attempt("reviewer", "approve", outcome="publish", checklist=PASS).status_code == 422
        office.do("reviewer", "approve", outcome="withhold", ground="N6", re_examine_on="2028-01-01")
        assert office.stands == ("running", "leader")
        office.leader()
        assert office.stands == ("withheld", None) and (office.facts["ground"], office.facts["re_examine_on"]) == ("N6", "2028-01-01")

    def test_withheld_returned_to_the_proposer_can_go_its_way_and_keeps_no_ground(self, office):
        office.draft().submit().head().secrecy(outcome="withhold", ground="N5").leader()
        assert office.attempt("reviewer", "return", to="head", reason="x").status_code == 422
        office.do("reviewer", "return", to="proposer", reason="可以公开了")
        assert office.stands == ("draft", None) and office.facts["ground"] is None and office.facts["re_examine_on"] is None
        office.finish()
        assert office.stands == ("live", None)
        sound()

    def test_a_recall_in_re_examination_leaves_no_ground_on_what_is_then_published(self, office):
        office.draft().submit().head().secrecy(outcome="withhold", ground="N5").leader()
        office.do("reviewer", "approve", outcome="withhold", ground="N6", re_examine_on="2028-01-01")
        office.do("editor", "recall", reason="改写")
        office.write(summary="改写过的说明").finish()
        assert office.stands == ("live", None) and office.facts["ground"] is None and office.facts["re_examine_on"] is None

    def test_referred_ends_with_the_answer_alone(self, office):
        office.draft().submit().head().secrecy(outcome="refer")
        assert office.facts["state"] == "referred"
        assert office.attempt("reviewer", "approve", outcome="publish", checklist=PASS, opinion="").status_code == 422
        assert office.attempt("reviewer", "approve", outcome="refer", checklist=PASS, opinion="x").status_code == 422
        assert office.attempt("reviewer", "return", to="head", reason="x").status_code == 409
        assert office.attempt("head", "approve").status_code == 409
        office.secrecy(opinion="国家保密局答复：不属于国家秘密")
        assert office.stands == ("running", "leader")

    @pytest.mark.parametrize("verb, state", [("recall", "draft"), ("withdraw", "withdrawn")])
    def test_the_proposer_ends_referred_too(self, office, verb, state):
        office.draft().submit().head().secrecy(outcome="refer")
        office.do("editor", verb, reason="x")
        assert office.stands == (state, None)
        office.submit()
        assert office.facts["step"] == ("secrecy" if verb == "recall" else "head"), "refer was no signature in force; withdraw voids all"

    def test_outcome_checklist_and_ground_belong_to_the_secrecy_step(self, office):
        office.draft().submit()
        for more in ({"outcome": "withhold"}, {"outcome": "x"}, {"checklist": PASS}, {"ground": "N1"}, {"override": {"kind": "consent", "reason": "x"}},  # noqa: E501
                     {"exemption": "x"}, {"re_examine_on": "2028-01-01"}):  # fmt: skip
            answer = office.attempt("head", "approve", **more)
            assert answer.status_code == 422 and next(iter(more)) in answer.content.decode(), more
        office.head().secrecy()
        assert office.attempt("leader", "approve", checklist=PASS).status_code == 422


@pytest.mark.once
class TestVitalInterest:
    def test_the_leader_and_urgent_are_422_naming_exemption(self, office):
        office.draft().submit(vital_interest="yes").head().secrecy()
        for verb in ("approve", "urgent"):
            answer = office.attempt("leader", verb, **({"reason": "急"} if verb == "urgent" else {}))
            assert answer.status_code == 422 and "exemption" in answer.content.decode()
        office.do("leader", "approve", exemption="已听证")
        assert office.stands == ("running", "group")

    def test_no_needs_a_reason_and_the_answer_one_of_two(self, office):
        office.draft()
        for change, field in (
            ({"vital_interest_reason": " "}, "vital_interest_reason"), ({"vital_interest_reason": None}, "vital_interest_reason"),
            ({"vital_interest_reason": "。1"}, "vital_interest_reason"),
            ({"vital_interest": "maybe"}, "vital_interest"), ({"vital_interest": None}, "vital_interest"), ({"consultation": 999999}, "consultation"),
            ({"consultation": 10**30}, "consultation"), ({"scope": "staff"}, "scope"), ({"channels": []}, "channels"), ({"channels": ["x"]}, "channels"),  # noqa: E501
            ({"kind": "x"}, "kind"),
        ):  # fmt: skip
            answer = office.attempt("editor", "submit", **(SUBMIT | change))
            assert answer.status_code == 422 and field in answer.content.decode(), change

    def test_what_is_withheld_needs_no_consultation(self, office):
        office.draft().submit(vital_interest="yes").head().secrecy(outcome="withhold", ground="N5").leader()
        assert office.stands == ("withheld", None)


class TestUrgent:
    def test_before_the_review_and_a_second_time_it_is_409(self, office):
        office.draft().submit().head()
        assert office.attempt("leader", "urgent", reason="急").status_code == 409
        office.secrecy()._urgent()
        assert office.facts["state"] == "live" and office.facts["step"] == "leader"
        assert office.attempt("leader", "urgent", reason="急").status_code == 409

    def test_it_publishes_whatever_go_live_at_says_and_the_end_publishes_nothing_anew(self, office):
        office.draft(go_live_at=later()).submit().head().secrecy()._urgent()
        assert office.client.get(f"/open/other/{office.facts['index_number']}/").status_code == 200
        office.leader().votes().close()
        assert office.stands == ("live", None)
        assert Entry.objects.filter(verb="chain.publish", about_no=office.facts["id"]).count() <= 1
        sound()

    def test_recall_withdraw_and_return_to_the_proposer_are_409(self, office):
        office.draft().submit().head().secrecy()._urgent()
        assert office.attempt("editor", "recall", reason="x").status_code == 409
        assert office.attempt("editor", "withdraw", reason="x").status_code == 409
        assert office.attempt("leader", "return", to="proposer", reason="x").status_code == 409
        office.do("leader", "return", to="secrecy", reason="再看")
        assert office.facts["step"] == "secrecy" and office.facts["state"] == "live"

    @pytest.mark.parametrize("outcome", ["withhold", "refer", "publish-redacted"])
    def test_another_outcome_of_the_review_takes_it_down(self, office, outcome):
        office.draft().submit().head().secrecy()._urgent()
        office.do("leader", "return", to="secrecy", reason="再看")
        office.secrecy(outcome=outcome, ground="N5" if outcome == "withhold" else None, opinion="有问题")
        assert office.stands == ("withdrawn", None)
        page = office.client.get(f"/open/other/{office.facts['index_number']}/")
        assert page.status_code == 410 and "紧急公开后未获确认" in page.content.decode()
        sound()

    def test_a_lost_vote_takes_it_down_and_it_begins_at_the_head(self, office):
        office.draft().submit().head().secrecy()._urgent().leader().votes("against").close()
        assert office.stands == ("withdrawn", None)
        office.submit()
        assert office.facts["step"] == "head"

    def test_an_urgent_newer_version_over_a_live_item(self, office):
        office.draft().finish().write(summary="新").submit().head().secrecy()._urgent()
        assert office.facts["state"] == "live" and office.facts["step"] == "leader" and office.facts["successor"] is None
        office.leader().votes().close()
        assert office.stands == ("live", None)
        sound()


class TestDown:
    @pytest.mark.parametrize("who", ["reviewer", "leader", "other_leader", "main_leader", "director"])
    def test_they_take_it_down_and_end_a_round_over_it(self, office, who):
        office.draft().finish().write(summary="新").submit().head()
        office.do(who, "withdraw", reason="有误", cause="error")
        assert office.stands == ("withdrawn", None) and office.facts["successor"] is None and office.facts["url"] is None
        assert not [s for s in office.facts["signatures"] if not s["void"]]
        office.submit()
        assert office.facts["step"] == "head"
        sound()

    def test_a_schedule_over_it_ends_too(self, office):
        office.draft().finish().write(summary="新", go_live_at=later()).finish()
        office.do("director", "withdraw", reason="有误")
        assert office.stands == ("withdrawn", None) and not Clearance.objects.in_force(office.facts["id"]).exists()
        assert not publish_due(page=office.facts["id"], at=timezone.now() + dt.timedelta(days=99))
        sound()

    @pytest.mark.parametrize(
        "bad", [{"reason": ""}, {"reason": " "}, {}, {"reason": None}, {"reason": "x", "cause": "y"}, {"reason": "x", "cause": "expired"}]
    )
    def test_no_reason_no_withdrawal(self, office, bad):
        office.draft().finish()
        assert office.send("director", "post", f"{office.path}actions/withdraw/", bad).status_code == 422

    def test_gone_until_it_is_live_again_whatever_state_says(self, office):
        office.draft().finish()
        address = f"/open/other/{office.facts['index_number']}/"
        office._down()
        for step in (lambda: None, office.write, office.submit, office.head, lambda: office.secrecy(outcome="withhold", ground="N5"), office.leader):
            step()
            page = office.client.get(address)
            assert page.status_code == 410 and "附件有误" in page.content.decode(), office.stands
            assert page["Cache-Control"] == "no-cache"  # or a browser would say it is gone for ever
        office.do("reviewer", "return", to="proposer", reason="可以")
        office.finish(scope="on-application")
        assert office.client.get(address).status_code == 410
        office.finish(scope="public")
        assert office.client.get(address).status_code == 200
        sound()


@pytest.mark.once
class TestBarredAndVacant:
    @pytest.mark.parametrize(
        "who, kind, step",
        [("head", "division_head", "head"), ("reviewer", "secrecy_reviewer", "secrecy"), ("leader", "supervising_leader", "leader")],
    )
    def test_a_vacant_step_keeps_state_and_step_and_says_who_appoints(self, office, who, kind, step):
        office.draft().submit()
        getattr(office.bureau, who).posts.filter(kind=kind).update(to_date=dt.date(2026, 1, 1))
        if step != "head":
            office.head()
        if step == "leader":
            office.secrecy()
        facts = office.read()
        assert (facts["state"], facts["step"]) == ("running", step)
        assert [(w["username"], w["post"]) for w in facts["waiting_for"]] == [(None, kind)] and facts["objections"]

    def test_fewer_than_three_members_left_is_409(self, office):
        for member in office.bureau.members[:3]:
            member.posts.update(to_date=dt.date(2026, 1, 1))
        office.draft().to_group()
        office.do("chair", "vote", choice="for")
        office.do(office.bureau.members[3], "vote", choice="for")
        answer = office.attempt("chair", "close", minutes="x")
        assert answer.status_code == 409
        new = factories.person("substitute")
        factories.post("group_member", new)
        office.do(new, "vote", choice="for")
        office.do("chair", "close", minutes="x")
        assert office.stands == ("live", None)

    def test_a_recused_chair_is_replaced_by_the_one_named(self, office):
        deputy = office.bureau.members[0]
        office.bureau.chair.posts.filter(kind="group_chair").update(deputy=deputy)
        office.draft().to_group()
        for member in office.bureau.members[:3]:
            office.do(member, "vote", choice="for")
        office.do("chair", "vote", choice="recuse")
        assert office.attempt("chair", "close", minutes="x").status_code == 403
        office.do(deputy, "close", minutes="x")
        assert office.stands == ("live", None)

    def test_a_recused_chair_without_a_substitute_shows_who_must_name_one(self, office):
        office.draft().to_group()
        facts = office.do("chair", "vote", choice="recuse")
        assert {"username": None, "post": "group_chair"}.items() <= [w for w in facts["waiting_for"] if w["post"] == "group_chair"][0].items()
        assert facts["objections"]

    def test_a_barred_member_counts_as_recused(self, office):
        """The proposer sits in the group: four seats are left, three votes are the quorum."""
        factories.post("editor", office.bureau.members[3], division=office.bureau.zhiliang)
        office.draft()
        office.do(office.bureau.members[3], "submit", **SUBMIT)
        office.head().secrecy().leader()
        assert office.attempt(office.bureau.members[3], "vote", choice="for").status_code == 403
        assert office.bureau.members[3].username not in [w["username"] for w in office.facts["waiting_for"]]
        for member in [*office.bureau.members[:2], office.bureau.chair]:
            office.do(member, "vote", choice="for")
        office.do("chair", "close", minutes="x")
        assert office.stands == ("live", None)

    def test_a_barred_chair_is_told_so_at_any_step(self, office):
        """403 before 409: who proposed it can never close its vote."""
        factories.post("editor", office.bureau.chair, division=office.bureau.zhiliang)
        office.draft()
        office.do("chair", "submit", **SUBMIT)
        assert office.attempt("chair", "close", minutes="x").status_code == 403
        assert office.attempt("chair", "vote", choice="for").status_code == 403
        assert office.attempt("chair", "return", to="proposer", reason="x").status_code == 403

    def test_a_delegate_of_a_barred_member_does_not_vote_for_him(self, office):
        """A barred seat counts as recused, whoever would sit in it."""
        from disclosure.org.models import Delegation

        factories.post("editor", office.bureau.members[3], division=office.bureau.zhiliang)
        held = office.bureau.members[3].posts.get(kind="group_member")
        Delegation.objects.create(post=held, to=office.nobody, from_date=dt.date(2020, 1, 1), to_date=dt.date(2030, 1, 1))
        office.draft()
        office.do(office.bureau.members[3], "submit", **SUBMIT)
        office.head().secrecy().leader()
        assert office.attempt("nobody", "vote", choice="for").status_code == 403

    def test_a_member_votes_anew_and_a_repeat_changes_nothing(self, office):
        office.draft().to_group()
        for choice in ("for", "for", "against", "for"):
            office.do("member", "vote", choice=choice)
        mine = [s for s in office.facts["signatures"] if s["username"] == "member1"]
        assert [s["outcome"] for s in mine if not s["void"]] == ["for"] and len(mine) == 3
        assert Entry.objects.filter(verb="chain.vote", about_no=office.facts["id"]).count() == 3

    def test_only_the_chair_returns_from_the_group(self, office):
        office.draft().to_group()
        assert office.attempt("member", "return", to="leader", reason="x").status_code == 403
        for to in ("leader", "head"):
            office.do("chair", "return", to=to, reason="x")
            break
        assert office.stands == ("running", "leader")

    def test_a_delegate_signs_for_the_holder(self, office):
        from disclosure.org.models import Delegation

        held = office.bureau.head.posts.get(kind="division_head")
        Delegation.objects.create(post=held, to=office.nobody, from_date=dt.date(2020, 1, 1), to_date=dt.date(2030, 1, 1))
        office.draft().submit()
        office.do("nobody", "approve", opinion="代")
        assert office.facts["signatures"][-1]["on_behalf_of"] == "head-zhiliang"

    def test_a_head_who_leaves_in_mid_chain_signs_no_more(self, office):
        office.draft().submit()
        office.bureau.head.posts.update(to_date=dt.date(2026, 1, 1))
        assert office.attempt("head", "approve").status_code in (403, 404)

    def test_a_deactivated_head_is_no_usable_holder(self, office):
        office.draft().submit()
        office.bureau.head.is_active = False
        office.bureau.head.save()
        facts = office.read()
        assert facts["waiting_for"][0]["username"] is None and facts["objections"]


@pytest.mark.once
def test_a_matter_shows_every_name_of_the_contract(office):
    names = (
        "id category title index_number url state successor step round waiting_for revision live_revision digest due_on ground re_examine_on objections "  # noqa: E501
        "signatures"
    )
    assert set(names.split()) <= set(office.draft().facts)
    office.submit().head()
    assert set("step username name post on_behalf_of at outcome opinion void".split()) == set(office.facts["signatures"][0])
    assert Matter.objects.get(pk=office.facts["id"]).state == "running" and Signature.objects.count() == 1
