"""The chain from proposal to publication and back, verb by verb (四（一）–（三））; the sections are those of “One matter, state by state”."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils.formats import date_format
from wagtail.models import Page

from disclosure.chain import actions
from disclosure.chain.actions.sign import months_later
from disclosure.chain.gate import Closed
from disclosure.chain.models import Clearance, Round, Signature
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.models import Entry
from disclosure.ledger.verify import first_fault
from disclosure.org import actions as org
from disclosure.org.models import Post
from disclosure.outbox.models import Message
from tests import factories
from tests.walker import PASS, Walker

pytestmark = pytest.mark.django_db


def names(rows):
    return {row.name for row in rows}


def in_force(walker):
    return {row.step for row in Signature.objects.filter(matter_id=walker.page.pk, void=False, spent=False, act="sign")}


class TestTheWholeChain:
    def test_an_item_goes_from_proposal_to_publication(self, walker):
        """Head, secrecy, leader, group: then it is live with one clearance in force for its revision."""
        assert walker.state == "draft"
        assert walker.propose().state == "running head"
        assert walker.head().state == "running secrecy"
        assert walker.secrecy().state == "running leader"
        assert walker.leader().state == "running group"
        walker.vote("for", "for", "for")
        with pytest.raises(WrongState):
            walker.close()
        walker.vote("for", by=[walker.bureau.chair]).close()
        assert walker.live and walker.state == "live"
        assert Clearance.objects.in_force(walker.page.pk).get().revision_id == walker.page.live_revision_id
        assert walker.page.published_at == walker.at
        assert first_fault() is None

    def test_each_step_tells_those_whose_turn_it_is_once(self, walker):
        """With the address of the page to decide on; whoever has signed is not told again, whoever comes later not yet."""
        bureau, told = walker.bureau, []
        for act in (walker.propose, walker.head, walker.secrecy, walker.leader):
            act()
            message = Message.objects.filter(key__startswith="turn:").latest("pk")
            assert f"/admin/matters/{walker.page.pk}/" in message.body
            told.append(set(message.to))
        assert told[:3] == [{bureau.head.email}, {bureau.reviewer.email}, {bureau.leader.email}]
        assert told[3] >= {member.email for member in bureau.members} and not told[3] & {bureau.head.email, bureau.reviewer.email}
        assert Message.objects.filter(key__startswith="turn:").count() == 4

    def test_each_verb_leaves_one_entry_and_the_publication_its_own(self, walker):
        """Every act of the chain is in the ledger, in order."""
        walker.publish()
        rows = Entry.objects.filter(about_kind="page", about_no=walker.page.pk, verb__startswith="chain.")
        verbs = list(rows.values_list("verb", flat=True))
        assert verbs == ["chain.propose", *["chain.sign"] * 3, *["chain.vote"] * 4, "chain.close", "chain.publish"]
        first, vote = rows.filter(verb="chain.sign").first(), rows.filter(verb="chain.vote").first()
        assert (first.actor_name, first.facts["opinion"], first.facts["outcome"]) == ("head-zhiliang", "同意", "publish")
        assert (vote.actor_name, vote.facts["choice"]) == ("member1", "for")

    def test_each_other_act_leaves_exactly_one_entry(self, walker):
        """Recall, return, redaction, referral, withholding, withdrawal, taking down, urgency, validity, publication by the clock (五（五）)."""
        bureau, moment = walker.bureau, walker.at + dt.timedelta(days=9)
        by_the_clock = Walker(bureau)
        by_the_clock.write(go_live_at=moment)
        live, urgent = Walker(bureau).publish(), Walker(bureau).propose().head().secrecy()
        acts = {
            "chain.recall": (Walker(bureau).propose(), lambda it: it.recall(reason="缘由")),
            "chain.return": (Walker(bureau).propose(), lambda it: it.back(bureau.head, "proposer", reason="缘由")),
            "chain.redact": (Walker(bureau).propose().head(), lambda it: it.secrecy(outcome="publish-redacted", opinion="缘由")),
            "chain.refer": (Walker(bureau).propose().head(), lambda it: it.secrecy(outcome="refer", opinion="缘由")),
            "chain.withhold": (Walker(bureau).propose().head().secrecy(outcome="withhold", ground="N5"), lambda it: it.leader(opinion="缘由")),
            "chain.withdraw": (Walker(bureau).propose(), lambda it: it.withdraw(by=bureau.editor, reason="缘由")),
            "item.validity": (
                live, lambda it: actions.set_validity(page=it.page, by=bureau.director, at=it.now(), validity="repealed", reason="缘由"),
            ),
            "chain.take_down": (live, lambda it: it.withdraw(reason="缘由")),
            "chain.urgent": (urgent, lambda it: it.urgent(reason="缘由")),
            "chain.publish": (by_the_clock.publish(), lambda it: actions.publish_due(page=it.page, at=moment)),
        }  # fmt: skip
        left = {}
        for verb, (it, act) in acts.items():
            before = Entry.objects.latest("number").number
            act(it)
            rows = Entry.objects.filter(number__gt=before, about_no=it.page.pk).exclude(verb__startswith="duty.")
            left[verb] = [(row.verb, bool(row.actor_name), "缘由" in (row.facts.get("reason"), row.facts.get("opinion"))) for row in rows]
        assert left == {verb: [(verb, verb != "chain.publish", verb != "chain.publish")] for verb in acts}

    def test_wagtails_own_workflow_shows_the_step_that_is_open(self, walker):
        """Its editor, history and reports tell where an item stands: each step is a task type of its own."""
        seen = []
        for act in (walker.propose, walker.head, walker.secrecy, walker.leader):
            act()
            state = Page.objects.get(pk=walker.page.pk).current_workflow_state
            seen.append(type(state.current_task_state.task.specific).__name__)
        assert seen == ["HeadReviewTask", "SecrecyReviewTask", "LeaderOpinionTask", "GroupDeliberationTask"]
        walker.vote("for", "for", "for", "for").close()
        state.refresh_from_db()
        assert state.status == "approved"

    def test_a_step_has_its_limit_in_working_days(self, walker):
        """Opened on a Friday, two working days end on Tuesday (五（四）)."""
        walker.at = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)
        assert walker.propose().round.step_due_on == dt.date(2026, 11, 24)

    def test_signatures_hold_after_publication_but_open_nothing_again(self, walker):
        """They are shown as given, yet used up: the next version begins at the head."""
        walker.publish()
        assert not Signature.objects.filter(matter_id=walker.page.pk, void=True).exists()
        assert in_force(walker) == set()
        walker.write(summary="新的说明。")
        walker.propose()
        assert walker.matter.state == "live" and walker.matter.successor == "running" and walker.round.step == "head"

    def test_a_newer_version_takes_the_place_of_the_live_one_at_the_end(self, walker):
        """While the successor is in the chain the live item keeps its cleared revision."""
        walker.publish()
        first = walker.page.live_revision_id
        walker.page.refresh_from_db()
        first = walker.page.live_revision_id
        published = walker.page.published_at
        walker.write(summary="新的说明。")
        walker.propose().head().secrecy()
        walker.page.refresh_from_db()
        assert walker.page.live_revision_id == first and walker.page.summary == "说明。"
        walker.leader().vote("for", "for", "for", "for").close()
        walker.page.refresh_from_db()
        assert walker.page.live_revision_id != first and walker.page.summary == "新的说明。"
        assert walker.page.published_at == published, "the first publication, never moved"
        assert Clearance.objects.in_force(walker.page.pk).count() == 1

    def test_a_submit_equal_to_the_live_version_is_refused(self, walker):
        walker.publish()
        with pytest.raises(WrongState):
            walker.propose()

    def test_the_mail_of_a_turn_leads_to_the_one_page(self, walker):
        """The one whose turn it is gets a mail with the address of the review page; the link signs nothing."""
        walker.propose()
        mail = Message.objects.get()
        assert mail.to == [walker.bureau.head.email]
        assert f"{settings.WAGTAILADMIN_BASE_URL}/admin/matters/{walker.page.pk}/" in mail.body.split("\n"), "an address that a phone opens"
        assert date_format(walker.round.step_due_on) in mail.body, "by when"


class TestWhoMayAct:
    def test_the_proposer_signs_nothing(self, walker):
        factories.post("division_head", walker.bureau.editor, division=walker.bureau.zhiliang)
        walker.propose()
        with pytest.raises(NotAllowed):
            walker.sign(walker.bureau.editor)

    def test_an_author_of_any_revision_signs_nothing(self, walker):
        """Also when another proposes: authors since the last clearance are barred over all rounds between."""
        factories.post("editor", walker.bureau.head, division=walker.bureau.zhiliang)
        walker.write(by=walker.bureau.head, summary="负责人改过。")
        walker.propose()
        with pytest.raises(NotAllowed):
            walker.head()

    def test_whoever_proposed_in_an_earlier_round_signs_nothing_though_he_wrote_nothing(self, walker):
        """Also when another submits it in the end: every proposer since the last clearance is barred."""
        factories.post("editor", walker.bureau.head, division=walker.bureau.zhiliang)
        same = {"channels": ["portal:disclosure"]}
        walker.propose(by=walker.bureau.head, **same).recall(by=walker.bureau.head).propose(**same)
        assert not walker.page.revisions.filter(user=walker.bureau.head).exists()
        with pytest.raises(NotAllowed):
            walker.head()

    def test_nobody_signs_two_steps(self, walker):
        factories.post("secrecy_reviewer", walker.bureau.head, division=walker.bureau.bangong)
        walker.propose().head()
        with pytest.raises(NotAllowed):
            walker.sign(walker.bureau.head, checklist=PASS)
        walker.secrecy()

    def test_whose_signature_was_voided_signs_no_other_step_either(self, walker):
        """He judged it once; a return does not make another of him."""
        factories.post("secrecy_reviewer", walker.bureau.head, division=walker.bureau.bangong)
        other = factories.person("second-head")
        factories.post("division_head", other, division=walker.bureau.zhiliang)
        walker.propose().head().back(walker.bureau.reviewer, "head").sign(other)
        with pytest.raises(NotAllowed):
            walker.sign(walker.bureau.head, checklist=PASS)

    def test_the_leader_in_charge_may_sit_in_the_group_unless_the_setting_says_no(self, walker):
        from wagtail.models import Site

        from disclosure.org.models import BureauSettings

        factories.post("group_member", walker.bureau.leader)
        walker.to_group().vote("for", by=[walker.bureau.leader])
        settings = BureauSettings.for_site(Site.objects.get(is_default_site=True))
        settings.group_sits_for_leader = False
        settings.save()
        with pytest.raises(NotAllowed):
            walker.vote("against", by=[walker.bureau.leader])

    @pytest.mark.parametrize("who", ["other_leader", "head_anquan", "director", "main_leader", "auditor"])
    def test_others_never_sign(self, walker, who):
        walker.propose().head().secrecy()
        with pytest.raises(NotAllowed):
            walker.sign(getattr(walker.bureau, who))

    def test_another_step_is_a_wrong_state_not_a_wrong_person(self, walker):
        walker.propose()
        with pytest.raises(WrongState):
            walker.secrecy()
        with pytest.raises(WrongState):
            walker.close(digest="x")

    def test_a_superuser_holds_no_post(self, walker):
        admin = factories.person("root", is_superuser=True)
        walker.propose()
        with pytest.raises(NotAllowed):
            walker.sign(admin)
        with pytest.raises(NotAllowed):
            walker.withdraw(by=admin)

    def test_a_deputy_acts_for_a_barred_head_and_the_record_says_for_whom(self, walker):
        deputy = factories.person("deputy", name="副处长")
        head_post = walker.bureau.head.posts.get()
        head_post.deputy = deputy
        head_post.save()
        factories.post("editor", walker.bureau.head, division=walker.bureau.zhiliang)
        walker.write(by=walker.bureau.head, summary="改")
        walker.propose().sign(deputy)
        row = Signature.objects.get(step="head")
        assert (row.name, row.on_behalf_of) == ("副处长", "head-zhiliang")
        entry = Entry.objects.get(verb="chain.sign")
        assert (entry.actor_name, entry.on_behalf_of) == ("副处长", "head-zhiliang")

    def test_a_vacant_step_keeps_its_place_and_says_who_must_appoint(self, walker):
        """Nobody usable: state and step stay, waiting_for names the post with username null, and the main leader hears of it (五（一）)."""
        from disclosure.chain.matter_view import as_matter
        from disclosure.outbox.models import Message

        post = walker.bureau.head.posts.get()
        post.to_date = dt.date(2026, 1, 1)
        post.save()
        walker.propose()
        seen = as_matter(walker.page, walker.at)
        assert (seen["state"], seen["step"]) == ("running", "head")
        assert [(w["username"], w["post"]) for w in seen["waiting_for"]] == [(None, "division_head")] and seen["objections"]
        told = Message.objects.get(key__startswith="appoint:")
        assert told.to == [walker.bureau.main_leader.email] and walker.page.title in told.subject
        new = factories.person("new-head")
        factories.post("division_head", new, division=walker.bureau.zhiliang)
        assert walker.sign(new).state == "running secrecy"

    def test_before_a_group_that_cannot_decide_it_says_what_the_main_leader_must_do(self, walker):
        """Nobody chairs, and fewer than three members are left: a sentence each (五（一）)."""
        from disclosure.chain.matter_view import as_matter

        walker.to_group()
        assert as_matter(walker.page, walker.at)["objections"] == []
        Post.objects.filter(kind="group_chair").update(to_date=dt.date(2026, 1, 1))
        assert len(as_matter(walker.page, walker.at)["objections"]) == 1
        Post.objects.filter(kind="group_member").exclude(person__in=walker.bureau.members[:2]).update(to_date=dt.date(2026, 1, 1))
        assert len(as_matter(walker.page, walker.at)["objections"]) == 2


class TestRecall:
    def test_recall_opens_and_an_unchanged_resubmission_voids_none(self, walker):
        walker.propose().head().secrecy().recall()
        assert walker.state == "draft" and walker.would_void == ["head-zhiliang", "reviewer"]
        assert walker.propose().state == "running leader"

    def test_after_a_change_the_signers_confirm_again(self, walker):
        walker.propose().head().recall()
        walker.write(summary="改过的说明。")
        assert walker.propose().state == "running head"
        assert in_force(walker) == set()

    def test_votes_survive_a_recall_with_an_unchanged_resubmission(self, walker):
        walker.to_group().vote("for", "for", "for", "for").recall().propose().close()
        assert walker.state == "live"

    def test_only_the_proposer_recalls_while_he_holds_the_post(self, walker):
        other = factories.person("second-editor")
        factories.post("editor", other, division=walker.bureau.zhiliang)
        walker.propose()
        with pytest.raises(NotAllowed):
            walker.recall(by=other)
        held = walker.bureau.editor.posts.get()
        held.to_date = dt.date(2026, 1, 1)
        held.save()
        walker.recall(by=other)
        assert walker.state == "draft"

    def test_a_draft_is_not_recalled(self, walker):
        with pytest.raises(WrongState):
            walker.recall()

    def test_a_reason_is_needed(self, walker):
        walker.propose()
        with pytest.raises(Invalid) as refused:
            walker.recall(reason=" ")
        assert refused.value.field == "reason"


class TestReturn:
    def test_to_the_proposer_voids_the_returners_own_step(self, walker):
        walker.propose().head().secrecy().back(walker.bureau.leader, "proposer")
        assert walker.state == "draft" and in_force(walker) == {"head", "secrecy"}
        assert walker.propose().state == "running leader"

    def test_to_an_earlier_step_voids_that_and_later_ones(self, walker):
        walker.propose().head().secrecy().back(walker.bureau.leader, "head")
        assert walker.state == "running head" and in_force(walker) == set()
        assert walker.head().state == "running secrecy"

    def test_earlier_rounds_stay_readable_with_the_returners_words(self, walker):
        walker.propose().head().back(walker.bureau.reviewer, "proposer", reason="删去姓名")
        walker.write(summary="删去了。")
        walker.propose()
        first = walker.matter.rounds.get(number=1)
        assert first.end == "returned" and first.returns.get().reason == "删去姓名" and names(first.signatures.all()) == {"head-zhiliang"}

    def test_a_return_tells_the_proposer_and_everyone_who_had_signed(self, walker):
        walker.propose().head().secrecy().back(walker.bureau.leader, "proposer")
        told = set(Message.objects.order_by("-id").first().to)
        assert {walker.bureau.editor.email, walker.bureau.head.email, walker.bureau.reviewer.email} <= told

    def test_a_return_to_an_earlier_step_tells_them_too(self, walker):
        """But not the one who returns it."""
        walker.propose().head().secrecy().back(walker.bureau.leader, "secrecy")
        told = Message.objects.get(key__startswith="return:").to
        assert set(told) == {walker.bureau.editor.email, walker.bureau.head.email, walker.bureau.reviewer.email}

    def test_who_had_signed_an_earlier_round_of_the_same_content_is_told_too(self, walker):
        """His signature stands after an unchanged resubmission: it is his item as well."""
        walker.propose().head().recall().propose().back(walker.bureau.reviewer, "proposer")
        assert walker.bureau.head.email in Message.objects.get(key__startswith="return:").to

    def test_only_the_chair_returns_from_the_group(self, walker):
        walker.to_group()
        with pytest.raises(NotAllowed):
            walker.back(walker.bureau.members[0], "leader")
        assert walker.back(walker.bureau.chair, "leader").state == "running leader"

    def test_never_forward(self, walker):
        walker.propose().head()
        with pytest.raises(Invalid) as refused:
            walker.back(walker.bureau.reviewer, "leader")
        assert refused.value.field == "to"


class TestSecrecy:
    def test_every_question_is_answered(self, walker):
        walker.propose().head()
        with pytest.raises(Invalid) as refused:
            walker.secrecy(checklist={name: answer for name, answer in PASS.items() if name != "privacy"})
        assert refused.value.field == "privacy"

    def test_withheld_by_the_leaders_signature_with_ground_and_day(self, walker):
        walker.propose().head()
        with pytest.raises(Invalid):
            walker.secrecy(outcome="withhold", ground="N5", re_examine_on=dt.date(2191, 1, 1))
        walker.secrecy(outcome="withhold", ground="N5").leader()
        matter = walker.matter
        assert (matter.state, matter.ground, matter.re_examine_on) == ("withheld", "N5", dt.date(2027, 11, 16))
        assert in_force(walker) == set() and not walker.live
        with pytest.raises(WrongState):
            walker.propose()

    @pytest.mark.parametrize(("on", "later"), [("2026-11-30", "2027-11-30"), ("2027-12-31", "2028-12-31"), ("2028-02-29", "2029-02-28")])
    def test_it_is_looked_at_again_on_the_same_day_a_year_later(self, on, later):
        """Or on the last of the month, where there is no such day (条例第十八条)."""
        assert months_later(dt.date.fromisoformat(on), 12) == dt.date.fromisoformat(later)

    def test_re_examined_with_a_new_day_or_returned(self, walker):
        walker.propose().head().secrecy(outcome="withhold", ground="N5").leader()
        with pytest.raises(Invalid) as refused:
            walker.sign(walker.bureau.reviewer, outcome="withhold", ground="N6", re_examine_on=dt.date(2026, 11, 16))
        assert refused.value.field == "re_examine_on", "it must lie ahead"
        with pytest.raises(Invalid):  # beyond every calendar: no list could say how long it waits
            walker.sign(walker.bureau.reviewer, outcome="withhold", ground="N6", re_examine_on=dt.date(9999, 12, 31))
        walker.sign(walker.bureau.reviewer, outcome="withhold", ground="N6", re_examine_on=dt.date(2028, 1, 4))
        assert walker.state == "running leader"
        walker.leader()
        assert (walker.matter.ground, walker.matter.re_examine_on) == ("N6", dt.date(2028, 1, 4))
        walker.back(walker.bureau.reviewer, "proposer")
        assert walker.state == "draft"
        told = [set(message.to) for message in Message.objects.filter(key__startswith="return:")]
        assert {walker.bureau.editor.email} in told and {walker.bureau.head.email, walker.bureau.leader.email} in told

    def test_referred_until_the_answer_is_entered(self, walker):
        walker.propose().head().secrecy(outcome="refer")
        assert walker.state == "referred secrecy"
        with pytest.raises(WrongState):
            walker.back(walker.bureau.reviewer, "head")
        with pytest.raises(Invalid):
            walker.secrecy(opinion=" ")
        assert walker.secrecy(opinion="省保密局复函：可以公开").state == "running leader"

    def test_redaction_goes_back_naming_what_to_take_out(self, walker):
        walker.propose().head().secrecy(outcome="publish-redacted", opinion="删去第二段姓名")
        assert walker.state == "draft" and walker.round.end == "redact" and walker.round.end_reason == "删去第二段姓名"
        assert in_force(walker) == {"head"}

    def test_privacy_goes_out_only_with_consent_or_public_interest(self, walker):
        walker.propose().head()
        concern = PASS | {"privacy": "yes"}
        with pytest.raises(Invalid):
            walker.secrecy(checklist=concern)
        with pytest.raises(Invalid) as refused:
            walker.secrecy(checklist=concern, ground="N4")
        assert refused.value.field == "override"
        with pytest.raises(Invalid):
            walker.secrecy(checklist=concern | {"state_secret": "yes"}, ground="N4", override={"kind": "consent", "reason": "本人同意"})
        walker.secrecy(checklist=concern, ground="N4", override={"kind": "consent", "reason": "本人书面同意"})
        assert walker.state == "running leader"
        row = Signature.objects.get(step="secrecy")
        assert (row.checklist, row.ground, row.override) == (concern, "N4", {"kind": "consent", "reason": "本人书面同意"}), "on record"
        assert Entry.objects.filter(verb="chain.sign").latest("number").facts["override"] == row.override, "and in the ledger"

    def test_other_steps_take_no_checklist(self, walker):
        walker.propose()
        with pytest.raises(Invalid) as refused:
            walker.head(checklist=PASS)
        assert refused.value.field == "checklist"


class TestGroup:
    def test_a_tie_is_lost_and_voids_all(self, walker):
        walker.to_group().vote("for", "for", "against", "against").close()
        assert walker.state == "draft" and walker.round.end == "lost" and in_force(walker) == set()
        assert walker.propose().state == "running head"

    def test_what_is_not_carried_is_told_to_the_proposer_and_everyone_who_had_signed(self, walker):
        walker.to_group().vote("against", "against", "against", "against").close()
        bureau, told = walker.bureau, set(Message.objects.get(key__startswith="lost:").to)
        assert {person.email for person in (bureau.editor, bureau.head, bureau.reviewer, bureau.leader)} <= told

    def test_abstentions_count_for_the_quorum_not_as_votes_cast(self, walker):
        assert walker.to_group().vote("for", "abstain", "abstain", "abstain").close().state == "live"

    def test_the_last_vote_counts_and_a_repeat_changes_nothing(self, walker):
        walker.to_group().vote("against", "for", "for", "for")
        before = Entry.objects.count()
        walker.vote("against")
        assert Entry.objects.count() == before
        walker.vote("for")
        assert Signature.objects.filter(act="vote", void=False).count() == 4
        assert Entry.objects.filter(verb="chain.vote").count() == 5

    def test_who_sits_for_another_too_has_one_vote(self, walker):
        """Delegated to him after he voted, or taken back before he votes for himself: the last vote counts, in one seat."""
        bureau = walker.to_group().bureau
        post, day = Post.objects.get(person=bureau.member1), walker.at.date()
        walker.vote("for", by=[bureau.member2])
        org.delegate(post, to=bureau.member2, from_date=day, to_date=day, reason="出差", by=bureau.member1, at=walker.now())
        walker.vote("against", by=[bureau.member2])
        votes = Signature.objects.filter(act="vote", void=False, person_no=bureau.member2.pk)
        assert [(row.outcome, row.on_behalf_of) for row in votes] == [("against", "")]
        other = Walker(bureau=bureau, at=walker.at).to_group().vote("for", by=[bureau.member2])
        org.end_post(Post.objects.get(person=bureau.member2), to_date=day - dt.timedelta(days=1), by=bureau.main_leader, at=walker.now())
        other.at = walker.at
        other.vote("for", by=[bureau.member2])
        votes = Signature.objects.filter(act="vote", void=False, matter_id=other.page.pk, person_no=bureau.member2.pk)
        assert [row.on_behalf_of for row in votes] == ["member1"]

    def test_recused_members_leave_the_base(self, walker):
        """Quorum is two thirds, rounded up, of the members not recused: with two recused, two of three are enough."""
        walker.to_group().vote("recuse", "recuse", "for", "for").close()
        assert walker.state == "live"

    def test_fewer_than_three_wait_for_substitutes(self, walker):
        walker.to_group().vote("recuse", "recuse", "recuse", "for", "for")
        with pytest.raises(WrongState):
            walker.close()
        for n in (1, 2):
            substitute = factories.person(f"substitute{n}")
            factories.post("group_member", substitute)
            walker.vote("for", by=[substitute])
        assert walker.close().state == "live"

    def test_a_recused_chair_is_replaced_by_whom_the_main_leader_names(self, walker):
        walker.to_group().vote("for", "for", "for", "for", "recuse")
        with pytest.raises(NotAllowed):
            walker.close()
        chair = walker.bureau.chair.posts.get()
        chair.deputy = walker.bureau.members[0]
        chair.save()
        assert walker.close(by=walker.bureau.members[0]).state == "live"

    def test_minutes_are_needed(self, walker):
        walker.to_group().vote("for", "for", "for", "for")
        with pytest.raises(Invalid) as refused:
            walker.close(minutes="")
        assert refused.value.field == "minutes"


class TestDigest:
    def test_a_stale_digest_is_refused_after_the_body(self, walker):
        walker.propose()
        with pytest.raises(WrongState) as refused:
            walker.head(digest="0" * 64)
        assert refused.value.field == "digest"
        with pytest.raises(Invalid):
            walker.head(digest="")

    def test_content_changed_by_any_other_path_voids_the_signatures_and_begins_anew(self, walker):
        walker.propose().head().secrecy()
        walker.write(by=walker.bureau.editor, summary="偷偷改了。")
        assert walker.state == "running head" and in_force(walker) == set()
        assert Signature.objects.filter(void=True).count() == 2
        assert Entry.objects.order_by("-number").first().verb == "chain.changed"

    def test_the_round_goes_on_with_the_channels_that_were_written_last(self, walker):
        """What the register and the duties say is what is signed."""
        walker.propose().head()
        walker.write(channels=["portal:notices", "noticeboard"])
        assert walker.round.channels == ["portal:notices", "noticeboard"]

    def test_an_attachment_swapped_on_disk_keeps_the_gate_closed(self, walker):
        document = factories.stored_document()
        walker.write(attachments=[("file", document)])
        walker.to_group().vote("for", "for", "for", "for")
        with document.file.storage.open(document.file.name, "wb") as file:
            file.write(b"other,bytes\n")
        type(document).objects.filter(pk=document.pk).update(file_hash="", file_size=None)
        with pytest.raises(Closed):
            walker.close()
        assert walker.state == "running group" and not walker.live
        walker.recall()
        assert walker.state == "draft"


class TestUrgent:
    def test_after_the_secrecy_pass_it_is_live_at_once_and_the_chain_goes_on(self, walker):
        walker.propose().head().secrecy().urgent()
        matter = walker.matter
        assert walker.live and matter.state == "live" and walker.round.step == "leader"
        assert matter.after_review_open and matter.after_review_due == dt.date(2026, 11, 23)
        told = Message.objects.get(key=f"urgent:{walker.round.pk}")
        assert set(told.to) == {walker.bureau.efficiency.email, walker.bureau.director.email}
        assert "台风预警" in told.body and "2026年11月23日" in told.body, "the typed reason, and by when the chain must finish"

    def test_the_five_days_are_working_days(self, site):
        """From 28 September over the National Day to the make-up Saturday."""
        walk = Walker(at=dt.datetime(2026, 9, 28, 1, 0, tzinfo=dt.UTC)).propose().head().secrecy().urgent()
        assert walk.matter.after_review_due == dt.date(2026, 10, 10)

    def test_not_before_the_secrecy_pass_not_twice_and_only_the_leader(self, walker):
        walker.propose().head()
        with pytest.raises(WrongState):
            walker.urgent()
        walker.secrecy()
        with pytest.raises(NotAllowed):
            walker.urgent(by=walker.bureau.other_leader)
        with pytest.raises(Invalid):
            walker.urgent(reason="")
        walker.urgent()
        with pytest.raises(WrongState):
            walker.urgent()

    def test_a_leader_who_wrote_in_it_does_not_publish_it_at_once(self, walker):
        factories.post("editor", walker.bureau.leader, division=walker.bureau.zhiliang)
        walker.write(by=walker.bureau.leader, summary="领导改过。")
        walker.propose().head().secrecy()
        with pytest.raises(NotAllowed):
            walker.urgent()

    def test_the_pass_is_for_exactly_this_content(self, walker):
        """先审查、后公开: a review of other content than what is in hand opens nothing, however it came to differ."""
        walker.propose().head().secrecy()
        Round.objects.filter(matter_id=walker.page.pk).update(digest="0" * 64)
        with pytest.raises(WrongState):
            walker.urgent(digest="0" * 64)

    def test_the_end_of_the_chain_renews_the_clearance_and_publishes_nothing_anew(self, walker):
        walker.propose().head().secrecy().urgent()
        walker.page.refresh_from_db()
        revision = walker.page.live_revision_id
        walker.leader().vote("for", "for", "for", "for").close()
        walker.page.refresh_from_db()
        assert walker.page.live_revision_id == revision and not walker.matter.after_review_open
        assert Clearance.objects.in_force(walker.page.pk).get().kind == "chain"

    def test_a_lost_vote_takes_it_down_with_a_fixed_public_reason(self, walker):
        walker.propose().head().secrecy().urgent()
        walker.leader().vote("against", "against", "against", "against").close()
        matter = walker.matter
        assert not walker.live and matter.state == "withdrawn" and matter.withdrawn_reason == "紧急公开后未获确认"

    def test_a_secrecy_outcome_other_than_publish_takes_it_down(self, walker):
        walker.propose().head().secrecy().urgent().back(walker.bureau.leader, "secrecy")
        walker.secrecy(outcome="withhold", ground="N3")
        assert not walker.live and walker.matter.state == "withdrawn"

    def test_it_is_not_recalled_withdrawn_by_the_proposer_or_returned_to_him(self, walker):
        walker.propose().head().secrecy().urgent()
        for attempt in (walker.recall, lambda: walker.withdraw(by=walker.bureau.editor), lambda: walker.back(walker.bureau.leader, "proposer")):
            with pytest.raises(WrongState):
                attempt()


class TestDown:
    @pytest.mark.parametrize("who", ["reviewer", "leader", "other_leader", "main_leader", "director"])
    def test_officials_take_a_live_item_down_with_a_reason(self, walker, who):
        walker.publish().withdraw(by=getattr(walker.bureau, who))
        matter = walker.matter
        assert not walker.live and (matter.state, matter.withdrawn_reason) == ("withdrawn", "附件有误")
        assert not Clearance.objects.in_force(walker.page.pk).exists()

    @pytest.mark.parametrize("who", ["editor", "head", "chair", "efficiency", "auditor", "editor_anquan"])
    def test_others_do_not(self, walker, who):
        walker.publish()
        with pytest.raises(NotAllowed):
            walker.withdraw(by=getattr(walker.bureau, who))

    def test_its_files_go_out_of_use_with_it(self, walker):
        """The record of use ends at that moment."""
        from disclosure.files.models import FileUse

        walker.write(attachments=[("file", factories.stored_document())])
        walker.publish()
        assert FileUse.objects.get().until is None
        walker.withdraw()
        assert FileUse.objects.get().until == walker.at

    def test_a_reason_is_needed(self, walker):
        walker.publish()
        with pytest.raises(Invalid):
            walker.withdraw(reason="")

    def test_putting_it_back_begins_at_the_head(self, walker):
        walker.publish().withdraw()
        assert walker.propose().state == "running head"
        assert not walker.live

    def test_writing_on_it_makes_it_a_draft(self, walker):
        walker.publish().withdraw()
        walker.write(summary="改正后的说明。")
        assert walker.state.startswith("draft")

    def test_the_proposer_ends_only_the_successor_of_a_live_item(self, walker):
        walker.publish()
        walker.write(summary="新版。")
        walker.propose().withdraw(by=walker.bureau.editor)
        assert walker.live and (walker.matter.state, walker.matter.successor) == ("live", "")

    def test_taking_down_ends_a_round_over_the_live_item(self, walker):
        walker.publish()
        walker.write(summary="新版。")
        walker.propose().head().withdraw()
        assert walker.matter.state == "withdrawn" and walker.round.end == "withdrawn" and in_force(walker) == set()


class TestCorrection:
    def test_two_signatures_publish_a_correction(self, walker):
        walker.publish()
        walker.write(summary="说明（更正错字）。")
        walker.propose(kind="correction").head().secrecy()
        walker.page.refresh_from_db()
        assert walker.page.summary == "说明（更正错字）。" and walker.matter.corrected_at == walker.at
        assert Clearance.objects.in_force(walker.page.pk).get().kind == "correction"

    def test_it_changes_text_only_and_only_what_is_live(self, walker):
        with pytest.raises(Invalid) as refused:
            walker.propose(kind="correction")
        assert refused.value.field == "kind"
        walker.publish()
        walker.write(attachments=[("file", factories.stored_document())])
        with pytest.raises(Invalid) as refused:
            walker.propose(kind="correction")
        assert refused.value.field == "kind"

    def test_it_is_not_laid_down_for_a_later_moment(self, walker):
        """It is published by its second signature."""
        walker.publish()
        walker.write(summary="更正。", go_live_at=walker.at + dt.timedelta(days=3))
        with pytest.raises(Invalid) as refused:
            walker.propose(kind="correction")
        assert refused.value.field == "kind"

    def test_it_puts_in_no_article(self, walker):
        """Two signatures are not the chain: refused with the article and the way that is open; other figures go on with a caution."""
        from disclosure.chain.sheet import Sheet

        def body(*lines):
            return [("paragraph", "".join(f"<p>{line}</p>" for line in lines))]

        walker.write(body=body("第一条 施工应当提前十五天公告。", "第二条 本办法自公布之日起施行。"))
        walker.publish()
        walker.write(body=body("第一条 施工应当提前十五天公告。", "第二条 违者处罚款，由局另行规定数额。", "第三条 本办法自公布之日起施行。"))
        with pytest.raises(Invalid) as refused:
            walker.propose(kind="correction")
        assert refused.value.field == "kind" and "第二条" in str(refused.value)
        walker.write(body=body("第一条 施工应当提前十日公告。", "第二条 本办法自公布之日起施行。"))
        walker.propose(kind="correction")
        for step in (walker.head, walker.secrecy):
            walker.page.refresh_from_db()
            signer = walker.bureau.head if step == walker.head else walker.bureau.reviewer
            assert any("十五天→十日" in sentence for sentence in Sheet(walker.page, signer, walker.at).cautions)
            step()

    def test_leader_and_group_are_told(self, walker):
        walker.publish()
        walker.write(summary="更正。")
        walker.propose(kind="correction").head().secrecy()
        told = set(Message.objects.order_by("-id").first().to)
        assert walker.bureau.leader.email in told and {m.email for m in walker.bureau.members} <= told and walker.bureau.chair.email in told


class TestTimed:
    def later(self, walker):
        return walker.at + dt.timedelta(days=3)

    def test_it_waits_cleared_and_goes_out_at_its_time(self, walker):
        moment = self.later(walker)
        walker.write(go_live_at=moment)
        walker.publish()
        assert not walker.live and walker.state == "cleared"
        assert actions.publish_due(page=walker.page, at=moment - dt.timedelta(seconds=1)) is False
        assert actions.publish_due(page=walker.page, at=moment) is True
        assert walker.live and walker.state == "live" and walker.page.published_at == moment
        assert actions.publish_due(page=walker.page, at=moment) is False

    def test_a_newer_version_of_a_live_item_waits_for_its_time_too(self, walker):
        """The live one stands until then; the clock finds it (run_clocks)."""
        from disclosure.chain.jobs import publish_what_is_due

        walker.publish()
        moment = self.later(walker)
        walker.write(summary="新版。", go_live_at=moment)
        walker.publish()
        assert (walker.matter.state, walker.matter.successor) == ("live", "cleared")
        assert publish_what_is_due(moment - dt.timedelta(minutes=1)) == 0
        assert publish_what_is_due(moment) == 1 and publish_what_is_due(moment) == 0
        walker.page.refresh_from_db()
        assert walker.page.summary == "新版。" and walker.matter.successor == ""
        assert Clearance.objects.in_force(walker.page.pk).count() == 1

    def test_recall_voids_the_clearance(self, walker):
        walker.write(go_live_at=self.later(walker))
        walker.publish().recall()
        assert walker.state.startswith("draft") and not Clearance.objects.in_force(walker.page.pk).exists()
        assert actions.publish_due(page=walker.page, at=self.later(walker)) is False

    def test_when_the_gate_refuses_it_stays_cleared_with_its_objections(self, walker):
        document = factories.stored_document()
        moment = self.later(walker)
        walker.write(go_live_at=moment, attachments=[("file", document)])
        walker.publish()
        with document.file.storage.open(document.file.name, "wb") as file:
            file.write(b"swapped\n")
        type(document).objects.filter(pk=document.pk).update(file_hash="", file_size=None)
        assert actions.publish_due(page=walker.page, at=moment) is False
        assert walker.matter.state == "cleared" and walker.matter.refused and not walker.live
        assert {walker.bureau.editor.email, walker.bureau.director.email} <= set(Message.objects.order_by("-id").first().to)


class TestOnApplication:
    def test_it_is_registered_never_live(self, walker):
        walker.propose(scope="on-application").head().secrecy().leader().vote("for", "for", "for", "for").close()
        assert walker.matter.state == "cleared" and walker.matter.registered and not walker.live

    def test_it_takes_no_time_of_publication(self, walker):
        walker.write(go_live_at=walker.at + dt.timedelta(days=2))
        with pytest.raises(Invalid) as refused:
            walker.propose(scope="on-application")
        assert refused.value.field == "go_live_at"

    def test_over_a_live_item_it_is_refused(self, walker):
        walker.publish()
        walker.write(summary="改。")
        with pytest.raises(WrongState):
            walker.propose(scope="on-application")

    def test_over_a_registered_version_a_scheduled_one_can_be_recalled_and_withdrawn(self, walker):
        """The registered version stands meanwhile, and it is not editable while the public one waits for its time."""
        walker.propose(scope="on-application").head().secrecy().leader().vote("for", "for", "for", "for").close()
        walker.write(go_live_at=walker.at + dt.timedelta(days=3))
        walker.propose(scope="public").head().secrecy().leader().vote("for", "for", "for", "for").close()
        assert walker.matter.state == "cleared" and walker.matter.registered and not walker.matter.editable
        walker.withdraw(by=walker.bureau.editor)
        assert walker.matter.state == "cleared" and walker.matter.registered and walker.matter.editable
        assert actions.publish_due(page=walker.page, at=walker.at + dt.timedelta(days=4)) is False and not walker.live

    def test_a_later_public_round_is_an_ordinary_one(self, walker):
        walker.propose(scope="on-application").head().secrecy().leader().vote("for", "for", "for", "for").close()
        walker.propose(scope="public")
        assert walker.state == "running head"
        walker.head().secrecy().leader().vote("for", "for", "for", "for").close()
        assert walker.live and not walker.matter.registered


class TestVitalInterest:
    def test_a_yes_goes_no_further_than_the_leader_without_consultation_or_exemption(self, walker):
        walker.propose(vital_interest="yes").head().secrecy()
        with pytest.raises(Invalid) as refused:
            walker.leader()
        assert refused.value.field == "exemption"
        with pytest.raises(Invalid):
            walker.urgent()
        assert walker.leader(exemption="法律已有明确规定，无裁量余地").state == "running group"

    def test_a_no_needs_a_reason(self, walker):
        with pytest.raises(Invalid) as refused:
            walker.propose(vital_interest_reason="")
        assert refused.value.field == "vital_interest_reason"

    def test_a_correction_does_not_answer_anew(self, walker):
        """No leader signs it: the answer he signed goes on."""
        walker.publish()
        walker.write(summary="说明（更正错字）。")
        with pytest.raises(Invalid) as refused:
            walker.propose(kind="correction", vital_interest="yes")
        assert refused.value.field == "kind"


class TestValidity:
    def test_the_office_marks_what_is_live_outside_the_signed_content(self, walker):
        walker.publish()
        actions.set_validity(page=walker.page, by=walker.bureau.director, at=walker.now(), validity="repealed", reason="已有新规定")
        walker.page.refresh_from_db()
        assert walker.page.validity == "repealed" and walker.live
        walker.write(summary="新版。")
        walker.publish()
        walker.page.refresh_from_db()
        assert walker.page.validity == "repealed", "it survives every version"

    def test_nobody_else_and_nothing_else(self, walker):
        with pytest.raises(NotAllowed):
            actions.set_validity(page=walker.page, by=walker.bureau.editor, at=walker.now(), validity="repealed", reason="x")
        with pytest.raises(WrongState):
            actions.set_validity(page=walker.page, by=walker.bureau.director, at=walker.now(), validity="repealed", reason="x")


class TestOutside:
    def test_signatures_carried_over_rounds_are_shown_with_the_newest(self, walker):
        """Head signed in round 1; after recall and an unchanged resubmission his signature is shown in round 2, after publication too."""
        from disclosure.chain.matter_view import as_matter

        walker.propose().head().recall().propose()
        assert [s["step"] for s in as_matter(walker.page, walker.at)["signatures"]] == ["head"]
        walker.secrecy().leader().vote("for", "for", "for", "for").close()
        walker.page.refresh_from_db()
        seen = as_matter(walker.page, walker.at)
        assert {s["step"] for s in seen["signatures"] if not s["void"]} == {"head", "secrecy", "leader", "group"}
        walker.withdraw().propose()
        assert as_matter(walker.page, walker.at)["signatures"] == []
