"""Ways round the duty to consult (五（三）): a flagged item is not cleared without it, and an inward consultation does not exist for strangers."""

import contextlib
import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, Revision

from disclosure.chain.audit import faults
from disclosure.chain.gate import Closed
from disclosure.chain.jobs import publish_what_is_due
from disclosure.chain.models import Clearance
from disclosure.chain.panels import public_interest
from disclosure.consultation import actions, answers
from disclosure.consultation.conditions import Known
from disclosure.consultation.models import ConsultationIndexPage, ConsultationPage
from disclosure.items.actions import home, page_type
from disclosure.ledger.errors import Invalid, NotAllowed, Refused, WrongState
from disclosure.ledger.record import entries_about
from disclosure.ledger.refusals import collect
from tests import factories
from tests.consultation.conftest import CLOSES, Consulted
from tests.doors.test_gate import API, PUBLISHING, RAW, assert_database_refuses, assert_refused, fresh, refusals, token_for, typed
from tests.walker import Walker

pytestmark = pytest.mark.django_db
READ = "/api/v3/consultations/"
GROUND = "汛期抢险，来不及征求意见。"


@pytest.fixture
def flagged(site):
    """A planned action that touches vital interests, at the leader's step, without a consultation."""
    bureau = factories.bureau()
    page = factories.item("actions", by=bureau.editor, kind="policy", stage="planned")
    return Walker(bureau, page).propose(vital_interest="yes", vital_interest_reason="").head().secrecy()


@pytest.fixture
def root(db):
    return factories.person("root", is_superuser=True)


@pytest.mark.parametrize("path", PUBLISHING)
def test_a_flagged_item_is_not_cleared_without_a_consultation_by(path, flagged, root):
    """Every code path of the gate's own tests, as superuser too."""
    assert_refused(lambda: PUBLISHING[path](fresh(flagged.page), root), live=False, page=flagged.page)
    assert flagged.state == "running leader"


@pytest.mark.parametrize("path", RAW)
def test_the_database_refuses_a_flagged_item_by(path, flagged):
    """Raw writes past every condition: no clearance, no publication."""
    assert_database_refuses(lambda: RAW[path](fresh(flagged.page)), live=False, page=flagged.page, words="gate: live without clearance")


@pytest.mark.parametrize("path", ["publish", "patch with publish"])
def test_wagtails_api_does_not_clear_it(path, flagged, root, client):
    """Nor as superuser."""
    verb, address, body = API[path]
    answer = getattr(client, verb)(address.format(id=flagged.page.pk), data=body, content_type="application/json", **token_for(root))
    assert answer.status_code in (403, 404, 409, 422) and not fresh(flagged.page).live and flagged.state == "running leader"


def test_the_admins_doors_do_not_clear_it(flagged, root, client):
    """Edit and publish, the bulk action, the scheduler."""
    client.force_login(root)
    client.post(reverse("wagtailadmin_pages:edit", args=[flagged.page.pk]), typed(flagged.bureau) | {"action-publish": "1"}, follow=True)
    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={flagged.page.pk}", follow=True)
    assert not fresh(flagged.page).live and flagged.state == "running leader"


def test_wagtails_own_approval_does_not_clear_it(flagged, root):
    """Approving every task of the workflow ends at a closed gate."""
    before = refusals().count()
    with collect(), pytest.raises(PermissionDenied), transaction.atomic():
        for _step in range(4):
            fresh(flagged.page).current_workflow_state.current_task_state.approve(user=root)
    assert refusals().count() == before + 1 and flagged.state == "running leader"


def test_the_leader_is_asked_for_it_and_so_is_an_urgent_publication(flagged):
    """422 naming the exemption; with a ground signed by the leader in charge it passes."""
    for attempt in (flagged.leader, flagged.urgent, lambda: flagged.leader(exemption="  ")):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == "exemption"
    assert flagged.leader(exemption=GROUND).vote("for", "for", "for", "for").close().live


@pytest.mark.parametrize("ground", ["x", "无。", "——"])
def test_a_ground_that_says_nothing_is_none(ground, flagged, client):
    """The public reads it: refused by every door; the form asks for ten letters, whoever signs or publishes at once."""
    for attempt in (lambda: flagged.leader(exemption=ground), lambda: flagged.urgent(exemption=ground)):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == "exemption"
    client.force_login(flagged.bureau.leader)
    path = reverse("disclosure_chain:review", args=[flagged.page.pk])
    for verb in ("sign", "urgent"):
        given = {"verb": verb, "digest": flagged.round.digest, "reason": "汛期抢险", "exemption": "来不及"}
        answer = client.post(path, given)
        assert answer.status_code == 422 and "至少写10个字" in answer.content.decode(), verb
    assert flagged.state == "running leader"


LATER = dt.timedelta(days=3)


def planned(bureau, **values):
    """A planned action: the question starts at yes."""
    return factories.item("actions", by=bureau.editor, kind="policy", stage="planned", **values)


def cleared_with_exemption(at=None):
    """A flagged item that went out with a ground signed by the leader in charge."""
    bureau = factories.bureau()
    walk = Walker(bureau, planned(bureau), **({"at": at} if at else {}))
    walk.propose(vital_interest="yes", vital_interest_reason="").head().secrecy().leader(exemption=GROUND)
    return walk.vote("for", "for", "for", "for").close()


def flag(walk, **values):
    return walk.propose(vital_interest="yes", vital_interest_reason="", **values)


class TestTime:
    def test_wagtails_scheduler_does_not_clear_it(self, flagged):
        """An approved moment written past everything, and `publish_scheduled`."""
        Revision.objects.filter(pk=flagged.page.get_latest_revision().pk).update(approved_go_live_at=timezone.now() - dt.timedelta(minutes=5))
        before = refusals().count()
        with collect(), pytest.raises(PermissionDenied):
            call_command("publish_scheduled", stdout=io.StringIO())
        assert not fresh(flagged.page).live and refusals().count() == before + 1 and flagged.state == "running leader"

    def test_a_moment_of_publication_does_not_pass_the_leader(self, site):
        """`go_live_at` in the draft: the leader is asked all the same; nothing is scheduled."""
        bureau = factories.bureau()
        walk = Walker(bureau, planned(bureau))
        walk.write(go_live_at=walk.at + LATER)
        flag(walk).head().secrecy()
        with pytest.raises(Invalid) as refused:
            walk.leader()
        assert refused.value.field == "exemption" and walk.state == "running leader" and not Clearance.objects.exists()

    def test_a_scheduled_item_is_asked_again_when_its_moment_comes(self, site):
        """Its result was taken down meanwhile: the clock leaves it cleared, with the reason, and goes on doing so."""
        held = Consulted().publish()
        result = held.after_close().publish_result()
        walk = Walker(held.bureau, planned(held.bureau), held.at)
        due = walk.at + LATER
        walk.write(go_live_at=due)
        flag(walk, consultation=held.page.pk).head().secrecy().leader().vote("for", "for", "for", "for").close()
        assert walk.state.startswith("cleared")
        Walker(held.bureau, result, walk.at).withdraw()
        for moment in (due, due + LATER):
            assert publish_what_is_due(moment) == 0
            assert not fresh(walk.page).live and walk.state.startswith("cleared") and walk.matter.refused
        Revision.objects.filter(pk=walk.page.get_latest_revision().pk).update(approved_go_live_at=timezone.now() - LATER)
        with collect(), pytest.raises(PermissionDenied):
            call_command("publish_scheduled", stdout=io.StringIO())
        assert not fresh(walk.page).live

    def test_the_clock_brings_out_what_was_consulted(self, site):
        """The same item with its result still public goes out at its moment: the refusal above is not one of everything."""
        held = Consulted().publish()
        held.after_close().publish_result()
        walk = Walker(held.bureau, planned(held.bureau), held.at)
        due = walk.at + LATER
        walk.write(go_live_at=due)
        flag(walk, consultation=held.page.pk).head().secrecy().leader().vote("for", "for", "for", "for").close()
        assert publish_what_is_due(due) == 1 and fresh(walk.page).live


class TestDoubles:
    def test_a_copy_carries_no_clearance(self, flagged, root):
        """Copied live it is refused; copied as a draft it is asked from the beginning."""
        assert_refused(
            lambda: fresh(flagged.page).copy(user=root, update_attrs={"slug": "a", "live": True}, keep_live=True), live=False, page=flagged.page
        )
        copy = fresh(flagged.page).copy(user=root, keep_live=False, update_attrs={"slug": "b", "title": "副本"})
        assert_refused(lambda: fresh(copy).get_latest_revision().publish(user=root), live=False, page=copy)
        walk = Walker(flagged.bureau, copy, flagged.at)
        flag(walk).head().secrecy()
        with pytest.raises(Invalid):
            walk.leader()

    def test_a_copy_of_an_exempted_live_item_is_not_exempt(self, site, root):
        """The ground was signed for that content of that page."""
        walk = cleared_with_exemption()
        before = refusals().count()
        with collect(), pytest.raises(PermissionDenied), transaction.atomic():
            fresh(walk.page).copy(user=root, keep_live=True, update_attrs={"slug": "a"})
        assert refusals().count() == before + 1
        copy = fresh(walk.page).copy(user=root, keep_live=False, update_attrs={"slug": "b"})
        second = Walker(walk.bureau, copy, walk.at)
        flag(second).head().secrecy()
        with pytest.raises(Invalid):
            second.leader()

    def test_an_alias_is_refused(self, flagged, root):
        """Of the draft in the chain; it would go out with its source."""
        before = refusals().count()
        with collect(), pytest.raises(PermissionDenied), transaction.atomic():
            CreatePageAliasAction(fresh(flagged.page), parent=home(page_type("actions")), update_slug="alias", user=root).execute(
                skip_permission_checks=True
            )
        assert refusals().count() == before + 1 and not Page.objects.filter(alias_of=flagged.page.pk).exists()

    def test_a_move_to_a_column_that_is_not_asked_is_refused(self, flagged, root):
        """Neither to another outward column nor to the list of consultations, whose pages are not asked the question."""
        for target in (home(page_type("other")), ConsultationIndexPage.objects.get(inward=False)):
            assert not fresh(flagged.page).can_move_to(target)
            with pytest.raises(PermissionDenied), transaction.atomic():
                fresh(flagged.page).move(target, pos="last-child", user=root)
        assert flagged.state == "running leader"


class TestVersions:
    def test_a_revert_to_what_was_answered_no_does_not_clear_it(self, site, root):
        """Live with a no; the newer version says yes. Publishing the old revision anew uses a clearance that is spent."""
        bureau = factories.bureau()
        walk = Walker(bureau, planned(bureau)).publish()
        old = fresh(walk.page).live_revision
        walk.write(summary="涉及群众的改动。")
        flag(walk).head().secrecy()
        newest = fresh(walk.page).get_latest_revision()
        with pytest.raises(Invalid):
            walk.leader()
        assert_refused(lambda: newest.publish(user=root), live=True, page=walk.page)
        Walker(bureau, walk.page, walk.at).withdraw()
        assert_refused(lambda: old.publish(user=root, previous_revision=newest), live=False, page=walk.page)

    def test_taken_down_it_comes_back_only_through_the_leader(self, site, root):
        """Unpublish and republish: the exemption was for the first time; the second time the leader is asked again."""
        walk = cleared_with_exemption()
        walk.withdraw()
        assert_refused(lambda: fresh(walk.page).get_latest_revision().publish(user=root), live=False, page=walk.page)
        flag(walk).head().secrecy()
        with pytest.raises(Invalid):
            walk.leader()

    def test_expiry_and_publishing_again_do_not_clear_it(self, site, root):
        """Wagtail's expiry is refused, and what it would have left is not put back by a raw write."""
        walk = cleared_with_exemption()
        Page.objects.filter(pk=walk.page.pk).update(expire_at=timezone.now() - LATER)
        with collect(), pytest.raises(PermissionDenied):
            call_command("publish_scheduled", stdout=io.StringIO())
        assert fresh(walk.page).live
        walk.withdraw()
        assert_database_refuses(lambda: Page.objects.filter(pk=walk.page.pk).update(live=True, expired=False), live=False, page=walk.page)

    def test_a_late_edit_with_another_consultation_voids_the_leaders_signature(self, site):
        """Signed with a concluded one; the proposal is taken back and names an open one: the leader is asked anew."""
        held = Consulted().publish()
        held.after_close().publish_result()
        other = Consulted(bureau=held.bureau).publish()
        walk = Walker(held.bureau, planned(held.bureau), held.at)
        flag(walk, consultation=held.page.pk).head().secrecy().leader().recall()
        flag(walk, consultation=other.page.pk).head().secrecy()
        with pytest.raises(Invalid) as refused:
            walk.leader()
        assert refused.value.field == "exemption" and walk.state == "running leader"

    def test_a_correction_does_not_answer_anew(self, site):
        """It passes neither leader nor group: yes where no was signed, another consultation, or no where yes was signed are all refused."""
        bureau = factories.bureau()
        walk = Walker(bureau, planned(bureau)).publish()
        walk.write(summary="更正，其实涉及群众。")
        with pytest.raises(Invalid) as refused:
            flag(walk, kind="correction")
        assert refused.value.field == "kind"
        second = Walker(bureau, planned(bureau), walk.at)
        flag(second).head().secrecy().leader(exemption=GROUND).vote("for", "for", "for", "for").close()
        second.write(summary="更正错字。")
        with pytest.raises(Invalid):
            second.propose(kind="correction", vital_interest="no", vital_interest_reason="不涉及")

    def test_a_correction_of_what_touches_vital_interests_changes_no_figures(self, site):
        """A sum, a day: refused with them and the way that is open, in the text and beside it. Of an item that was answered “no” it is a caution."""
        walk = cleared_with_exemption()
        walk.write(summary="收费20元改为40元。")
        for given in ({"vital_interest": None, "vital_interest_reason": ""}, {"vital_interest": "yes", "vital_interest_reason": ""}):
            with pytest.raises(Invalid) as refused:
                walk.propose(kind="correction", **given)
            assert refused.value.field == "kind" and "→20元、40元" in str(refused.value) and "正常程序" in str(refused.value)
        other = Walker(walk.bureau, planned(walk.bureau), walk.at).publish()
        other.write(summary="收费20元改为40元。")
        assert other.propose(kind="correction").head().secrecy().live

    def test_a_correction_of_a_draft_open_to_comment_changes_no_figures(self, consulted_on, client):
        """A day in an article of the draft; the form says so before it is chosen. A word is mended, longer words are read by both signers."""
        walk = consulted_on
        walk.write(draft=walk.fresh().draft.replace("2018年12月1日", "2028年6月1日"))
        client.force_login(walk.bureau.editor)
        form = client.get(reverse("disclosure_chain:propose", args=[walk.page.pk])).content.decode()
        assert "2018年、12月→2028年、6月" in form[form.index('class="in-correction"') :] and "勘误不得改动数字" in form
        with pytest.raises(Invalid) as refused:
            walk.propose(kind="correction")
        assert refused.value.field == "kind" and "2028年" in str(refused.value) and "正常程序" in str(refused.value)
        walk.write(draft=consulted_on.fresh().draft.replace("应当遵守法律", "应当严格遵守国家和本省有关的各项法律"))
        walk.propose(kind="correction")
        for user, step in ((walk.bureau.head, walk.head), (walk.bureau.reviewer, walk.secrecy)):
            client.force_login(user)
            shown = client.get(reverse("disclosure_chain:review", args=[walk.page.pk])).content.decode()
            assert "本省有关的各项" in shown[shown.index("banner warn") :] and "是否不影响原意" in shown
            step()
        assert "本省有关的各项" in walk.fresh().draft

    def test_a_correction_keeps_the_answer_and_the_ground_on_the_page(self, site):
        """The exemption that was shown before is shown after, and counted as one."""
        walk = cleared_with_exemption()
        walk.write(summary="更正错字。")
        walk.propose(kind="correction", vital_interest=None, vital_interest_reason="").head().secrecy()
        assert fresh(walk.page).summary == "更正错字。"
        told = public_interest(fresh(walk.page))
        assert told["answer"] == "yes" and told["exemption"] == GROUND
        assert answers.counts()["exempted"] == 1


@pytest.fixture
def held(site):
    """A concluded consultation, its result public."""
    walk = Consulted().publish()
    walk.result = walk.after_close().publish_result()
    return walk


@pytest.fixture
def consulted_on(site):
    """A draft open to comment."""
    return Consulted().publish()


@pytest.fixture
def newer(held):
    """A live item that was cleared after it, and its newer version, proposed with “yes” and without the link, at the leader's step."""
    walk = Walker(held.bureau, planned(held.bureau), held.at)
    flag(walk, consultation=held.page.pk).head().secrecy().leader().vote("for", "for", "for", "for").close()
    walk.write(summary="改了收费标准。")
    return flag(walk).head().secrecy()


class TestNewerVersion:
    """A newer version of what is live is asked as the first was: its link may not be left out, and must still hold as it goes out."""

    @pytest.mark.parametrize("path", PUBLISHING)
    def test_with_its_link_left_out_it_is_not_cleared_by(self, path, newer, root):
        """Every code path; the version that was consulted on stays public, also after a save that only says what is so."""
        with collect(), contextlib.suppress(PermissionDenied), transaction.atomic():
            PUBLISHING[path](fresh(newer.page), root)
        assert fresh(newer.page).live and fresh(newer.page).summary != "改了收费标准。" and newer.matter.successor == "running"

    def test_the_leader_is_asked_for_the_ground(self, newer):
        """To sign and to publish at once; named again it passes."""
        for attempt in (newer.leader, newer.urgent):
            with pytest.raises(Invalid) as refused:
                attempt()
            assert refused.value.field == "exemption"

    def test_a_result_taken_down_before_the_vote_closes_the_gate_for_it_too(self, held):
        """As for a first version; what is live stays so."""
        walk = self.live(held)
        flag(walk, consultation=held.page.pk).head().secrecy().leader().vote("for", "for", "for", "for")
        Walker(held.bureau, held.result, walk.at).withdraw()
        with pytest.raises((Closed, Refused)):
            walk.close()
        assert fresh(walk.page).live and fresh(walk.page).summary != "新版。"

    def test_the_clock_brings_out_no_newer_version_whose_result_was_taken_down(self, held):
        """Scheduled; it stays cleared with the reason."""
        walk = self.live(held)
        due = walk.at + LATER
        walk.write(go_live_at=due)
        flag(walk, consultation=held.page.pk).head().secrecy().leader().vote("for", "for", "for", "for").close()
        Walker(held.bureau, held.result, walk.at).withdraw()
        assert publish_what_is_due(due) == 0 and fresh(walk.page).summary != "新版。" and fresh(walk.page).live
        assert walk.matter.refused

    def test_a_correction_goes_on_under_the_answer_of_what_it_corrects(self, held):
        """A slip is mended while the result is public."""
        walk = self.live(held)
        walk.propose(kind="correction", vital_interest=None, vital_interest_reason="").head().secrecy()
        assert fresh(walk.page).summary == "新版。"

    def test_a_correction_waits_while_the_result_is_down(self, held):
        """Refused before anybody signs, and by the gate where the result was taken down between; public again, or exempted, it goes out."""
        walk = self.live(held)
        correction = {"kind": "correction", "vital_interest": None, "vital_interest_reason": ""}
        walk.propose(**correction).head()
        Walker(held.bureau, held.result, walk.at).withdraw()
        with pytest.raises((Closed, Refused)) as refused:
            walk.secrecy()
        assert "采纳情况没有公开" in str(refused.value) and fresh(walk.page).summary != "新版。"
        walk.recall()
        with pytest.raises(WrongState) as refused:
            walk.propose(**correction)
        assert "采纳情况没有公开" in str(refused.value) and "免予征求意见" in str(refused.value)
        walk.write(summary="改版。")
        flag(walk).head().secrecy().leader(exemption=GROUND).vote("for", "for", "for", "for").close()
        walk.write(summary="再版。")
        walk.propose(**correction).head().secrecy()
        assert fresh(walk.page).summary == "再版。"

    def test_no_head_signs_a_correction_that_waits(self, held, client):
        """The objection stands on his sheet; his signature is refused as the reviewer's."""
        walk = self.live(held)
        walk.propose(kind="correction", vital_interest=None, vital_interest_reason="")
        Walker(held.bureau, held.result, walk.at).withdraw()
        client.force_login(held.bureau.head)
        assert "采纳情况没有公开" in client.get(reverse("disclosure_chain:review", args=[walk.page.pk])).content.decode()
        with pytest.raises(WrongState) as refused:
            walk.head()
        assert "采纳情况没有公开" in str(refused.value)

    def test_who_signs_reads_that_it_answers_otherwise_and_the_page_still_leads_to_the_consultation(self, held, client):
        """“no” where what is public says “yes”; nothing is refused for it, and nobody reads that there was no consultation."""
        walk = self.live(held)
        walk.propose(vital_interest="no", vital_interest_reason="只更正一字")
        for user in (held.bureau.editor, held.bureau.head):
            client.force_login(user)
            assert "现行公开的答“是”，这一版答“否”" in client.get(reverse("disclosure_chain:review", args=[walk.page.pk])).content.decode()
        walk.head().secrecy().leader().vote("for", "for", "for", "for").close()
        text = client.get(fresh(walk.page).url).content.decode()
        assert f'href="{held.fresh().url}"' in text and "只更正一字" in text and "未征求意见" not in text

    def live(self, held):
        """Consulted on and public, with a change in its draft."""
        walk = Walker(held.bureau, planned(held.bureau), held.at)
        flag(walk, consultation=held.page.pk).head().secrecy().leader().vote("for", "for", "for", "for").close()
        walk.write(summary="新版。")
        return walk


@pytest.fixture
def second(site):
    """Live after a first consultation; its second version, cleared and waiting for its time, names another one. Both results are public."""
    first = Consulted().publish()
    other = Consulted(bureau=first.bureau, title="另一办法（征求意见稿）").publish()
    first.result, other.result = first.after_close().publish_result(), other.after_close().publish_result()
    walk = Walker(first.bureau, planned(first.bureau), max(first.at, other.at))
    flag(walk, consultation=first.page.pk).head().secrecy().leader().vote("for", "for", "for", "for").close()
    walk.first, walk.other = first, other
    return walk


class TestSecondVersionOfItsOwn:
    """A newer version is asked for the consultation that it names itself: what the live one was cleared after does not answer for it."""

    @pytest.mark.parametrize("path", [*PUBLISHING, "publish_scheduled", "the clock"])
    def test_it_is_not_let_out_after_its_result_was_taken_down_by(self, path, second, root):
        """Every code path, also where the result of the first is public."""
        due = self.wait(second, consultation=second.other.page.pk)
        Walker(second.bureau, second.other.result, second.at).withdraw()
        self.publish(path, second, root, due)
        assert fresh(second.page).live and fresh(second.page).summary != "新版。"

    @pytest.mark.parametrize("path", ["bulk", "edit", "publish", "patch with publish"])
    def test_nor_by_the_admin_or_wagtails_api(self, path, second, root, client):
        """As superuser too."""
        self.wait(second, consultation=second.other.page.pk)
        Walker(second.bureau, second.other.result, second.at).withdraw()
        client.force_login(root)
        if path == "bulk":
            client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={second.page.pk}", follow=True)
        elif path == "edit":
            client.post(reverse("wagtailadmin_pages:edit", args=[second.page.pk]), typed(second.bureau) | {"action-publish": "1"}, follow=True)
        else:
            verb, address, body = API[path]
            given = {"data": body, "content_type": "application/json"} | token_for(root)
            assert getattr(client, verb)(address.format(id=second.page.pk), **given).status_code in (403, 404, 409, 422)
        assert fresh(second.page).live and fresh(second.page).summary != "新版。"

    @pytest.mark.parametrize("path", ["revision.publish", "the publish action", "page.publish", "the clock"])
    @pytest.mark.parametrize("answer", ["its own", "no", "exempted"])
    def test_it_is_let_out_though_the_first_ones_result_was_taken_down(self, answer, path, second, root):
        """With a result of its own, a “no” or an exemption: it owes nothing to the consultation of the version before."""
        given = {"its own": {"consultation": second.other.page.pk}, "exempted": {}}.get(
            answer, {"vital_interest": "no", "vital_interest_reason": "无关"}
        )
        due = self.wait(second, exemption=GROUND if answer == "exempted" else "", **given)
        Walker(second.bureau, second.first.result, second.at).withdraw()
        self.publish(path, second, root, due)
        assert fresh(second.page).summary == "新版。"

    def test_what_is_live_stays_so_though_both_results_were_taken_down(self, second, client):
        """It is read and saved as it is; a correction waits."""
        for each in (second.first, second.other):
            Walker(second.bureau, each.result, second.at).withdraw()
        fresh(second.page).save()
        assert client.get(fresh(second.page).url).status_code == 200
        correction = {"kind": "correction", "vital_interest": None, "vital_interest_reason": ""}
        second.write(summary="更正。")
        with pytest.raises(WrongState):
            second.propose(**correction)
        assert fresh(second.page).live and fresh(second.page).summary != "更正。"

    def wait(self, walk, exemption="", **given):
        """The second version passes the whole chain and waits for its time; the time."""
        due = walk.at + LATER
        walk.write(summary="新版。", go_live_at=due)
        walk.propose(**({"vital_interest": "yes", "vital_interest_reason": ""} | given)).head().secrecy()
        walk.leader(**({"exemption": exemption} if exemption else {})).vote("for", "for", "for", "for").close()
        return due

    def publish(self, path, walk, root, due):
        """As `path` does; a refusal is one."""
        with collect(), contextlib.suppress(PermissionDenied), transaction.atomic():
            if path == "the clock":
                publish_what_is_due(due)
            elif path == "publish_scheduled":
                Revision.objects.filter(pk=walk.page.get_latest_revision().pk).update(approved_go_live_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
                call_command("publish_scheduled", stdout=io.StringIO())
            else:
                PUBLISHING[path](fresh(walk.page), root)


class TestSecondFinalText:
    """A consultation that has its final text can be named by another item, but nobody proposes or signs that without having read it."""

    def of(self, held, **values):
        """A planned action proposed after it, and at the leader's step."""
        return flag(Walker(held.bureau, planned(held.bureau, **values), held.at), consultation=held.page.pk).head().secrecy()

    def test_who_signs_reads_of_the_other_until_it_is_taken_down(self, site, client):
        """On the sheet of the head and of the leader, by its title; a new version of the final text itself says nothing of it."""
        held = Consulted().publish()
        held.after_close().publish_result()
        final, second = self.of(held), self.of(held)
        final.leader().vote("for", "for", "for", "for").close()

        def read(user, walk):
            client.force_login(user)
            return f"已有正式文本“{final.page.title}”" in client.get(reverse("disclosure_chain:review", args=[walk.page.pk])).content.decode()

        assert read(held.bureau.head, second) and read(held.bureau.leader, second)
        final.write(summary="新版。")
        assert not read(held.bureau.leader, flag(final, consultation=held.page.pk).head().secrecy())
        final.leader().vote("for", "for", "for", "for").close()
        final.withdraw()
        assert not read(held.bureau.leader, second)
        assert second.leader().vote("for", "for", "for", "for").close().live


ANOTHER = "第一条 航道收费标准按照船舶吨位分为四档，由航道管理机构公布。\n第二条 过闸船舶应当在过闸以前缴清当次费用，逾期不予放行。"


class TestAnotherMatter:
    """A consultation on a wholly different text is none on this one: its result would list it as its final text."""

    def written(self, held, text=ANOTHER, **values):
        body = [("paragraph", "".join(f"<p>{line}</p>" for line in text.split("\n")))]
        return Walker(held.bureau, planned(held.bureau, title="航道收费标准规定", body=body, **values), held.at)

    @pytest.mark.parametrize("answer", [{}, {"vital_interest": "no", "vital_interest_reason": "不涉及"}])
    def test_it_is_refused_as_it_is_proposed(self, answer, held, client):
        """By form and API, whatever is answered, with the way that is open; without it, exempted, the item goes out."""
        walk = self.written(held)
        given = {"vital_interest": "yes", "vital_interest_reason": ""} | answer
        with pytest.raises(Invalid) as refused:
            walk.propose(**given, consultation=held.page.pk)
        assert refused.value.field == "consultation" and "请选择就本件征求意见的预公开" in str(refused.value)
        client.force_login(held.bureau.editor)
        form = {"scope": "public", "channels": ["portal:notices"], "consultation": held.page.pk} | given
        shown = client.post(reverse("disclosure_chain:propose", args=[walk.page.pk]), form)
        assert shown.status_code == 422 and shown.content.decode().count("请选择就本件征求意见的预公开") == 2, "above, and at its field"
        flag(walk).head().secrecy().leader(exemption=GROUND).vote("for", "for", "for", "for").close()
        assert fresh(walk.page).live and not answers.finals(held.page)

    def test_the_gate_refuses_what_was_proposed_before(self, held, monkeypatch):
        """A round that names it already, or a text changed meanwhile."""
        walk = self.written(held)
        with monkeypatch.context() as before:
            before.setattr(Known, "refusal", lambda *args: "")
            flag(walk, consultation=held.page.pk).head().secrecy().leader().vote("for", "for", "for", "for")
        with pytest.raises((Closed, Refused)) as refused:
            walk.close()
        assert "请选择就本件征求意见的预公开" in str(refused.value) and not fresh(walk.page).live

    def test_a_text_without_clauses_or_in_an_attachment_is_a_doubt(self, held):
        """Nothing to compare: who proposes and signs is asked."""
        for walk in (
            self.written(held, "现印发航道收费标准规定。"),
            self.written(held, "一、请各单位遵照执行。\n二、执行中的问题请报告。", attachments=[("file", factories.stored_document())]),
        ):
            flag(walk, consultation=held.page.pk).head()


class TestCommandsAndTokens:
    def test_a_superusers_token_signs_nothing(self, flagged, root, client):
        """Nor does the editor's or the head's: only the leader in charge passes this step, and he is asked."""
        path = f"/api/v3/matters/{flagged.page.pk}/actions/approve/"
        body = {"digest": flagged.round.digest, "opinion": "同意"}
        for user in (root, flagged.bureau.editor, flagged.bureau.head, flagged.bureau.other_leader):
            assert client.post(path, body, content_type="application/json", **token_for(user)).status_code in (403, 404, 409)
        for more in ({}, {"exemption": ""}, {"exemption": " "}, {"exemption": None}):
            answer = client.post(path, body | more, content_type="application/json", **token_for(flagged.bureau.leader))
            assert answer.status_code == 422 and "exemption" in answer.content.decode()
        path, token = path.replace("approve", "urgent"), token_for(flagged.bureau.leader)
        urgent = client.post(path, body | {"reason": "急"}, content_type="application/json", **token)
        assert urgent.status_code in (409, 422)
        assert not fresh(flagged.page).live and flagged.state == "running leader"

    def test_a_copy_alias_move_or_revert_by_wagtails_api_clears_nothing(self, flagged, root, client):
        page = fresh(flagged.page)
        for verb, body in (("copy", {"keep_live": True, "slug": "c"}), ("create_alias", {"slug": "d"}), ("convert_alias", {}),
                           ("move", {"destination_id": home(page_type("other")).pk}), ("revert", {"revision_id": page.latest_revision_id}),
                           ("unpublish", {}), ("publish", {})):  # fmt: skip
            answer = client.post(f"/api/v3/pages/{page.pk}/actions/{verb}/", body, content_type="application/json", **token_for(root))
            assert answer.status_code < 500, verb
            assert not Page.objects.filter(pk__gte=page.pk, live=True).exists(), verb
        assert flagged.state == "running leader"

    def test_an_import_brings_in_nothing_of_today(self, site, tmp_path):
        """What was published here after the start is refused, whatever it says of its approval: the question cannot be gone round that way."""
        factories.bureau()
        rows = tmp_path / "rows.csv"
        rows.write_text(
            "title,formed_on,published_at,body,approved_by,approved_on,kind,stage\n"
            f"涉及群众的计划,2026-01-05,{timezone.now() + dt.timedelta(days=2):%Y-%m-%d},正文,局领导小组,2026-01-06,policy,planned\n"
        )
        with pytest.raises((CommandError, SystemExit)):
            call_command(
                "import_disclosures", str(rows), "--category", "actions", "--division", "zhiliang", stdout=io.StringIO(), stderr=io.StringIO()
            )
        assert not Page.objects.filter(title="涉及群众的计划").exists()


def test_nobody_else_exempts(site):
    """The head cannot, nor the secrecy reviewer."""
    bureau = factories.bureau()
    walk = Walker(bureau, factories.item("actions", by=bureau.editor, kind="policy", stage="planned"))
    walk.propose(vital_interest="yes", vital_interest_reason="")
    with pytest.raises(Invalid):
        walk.head(exemption=GROUND)
    walk.head()
    with pytest.raises(Invalid):
        walk.secrecy(exemption=GROUND)


def test_a_consultation_that_is_not_concluded_clears_nothing(site):
    """Open, or closed and awaiting its result: the same refusal."""
    held = Consulted().publish()
    page = factories.item("actions", by=held.bureau.editor, kind="policy", stage="planned")
    walk = Walker(held.bureau, page, held.at).propose(vital_interest="yes", vital_interest_reason="", consultation=held.page.pk).head().secrecy()
    for moment in (held.at, CLOSES + dt.timedelta(days=1)):
        walk.at = moment
        with pytest.raises(Invalid) as refused:
            walk.leader()
        assert refused.value.field == "exemption"


def test_a_result_that_was_taken_down_before_the_vote_closes_the_gate(site):
    """Signed by the leader while the result was public; taken down before the group's vote: the gate is asked again as it goes out."""
    held = Consulted().publish()
    result = held.after_close().publish_result()
    page = factories.item("actions", by=held.bureau.editor, kind="policy", stage="planned")
    walk = Walker(held.bureau, page, held.at)
    walk.propose(vital_interest="yes", vital_interest_reason="", consultation=held.page.pk).head().secrecy().leader()
    walk.vote("for", "for", "for", "for")
    Walker(held.bureau, result, walk.at).withdraw()
    with pytest.raises((Closed, Refused)):
        walk.close()
    assert not fresh(page).live


def test_an_inward_consultation_does_not_answer_for_an_outward_item(site):
    """Staff are not the public; and its title would be read by everyone."""
    held = Consulted(inward=True).publish()
    held.after_close().publish_result()
    page = factories.item("actions", by=held.bureau.editor, kind="policy", stage="planned")
    with pytest.raises(Invalid) as refused:
        Walker(held.bureau, page, held.at).propose(vital_interest="yes", vital_interest_reason="", consultation=held.page.pk)
    assert refused.value.field == "consultation"


@pytest.mark.once
def test_normative_rules_and_planned_actions_start_at_yes(site, client):
    """The form of the proposal; a no is typed, and needs its reason."""
    bureau = factories.bureau()
    pages = [
        (factories.item("rules", by=bureau.editor, kind="normative", document_number="测交质监〔2026〕64号"), "yes"),
        (factories.item("actions", by=bureau.editor, kind="policy", stage="planned"), "yes"),
        (factories.item("actions", by=bureau.editor, kind="meeting", stage="taken"), None),
    ]
    client.force_login(bureau.editor)
    for page, answer in pages:
        text = client.get(reverse("disclosure_chain:propose", args=[page.pk])).content.decode()
        radios = [tag for tag in re.findall(r"<input[^>]*>", text) if 'name="vital_interest"' in tag and "checked" in tag]
        chosen = [re.search(r'value="(\w+)"', tag)[1] for tag in radios]
        assert chosen == ([answer] if answer else []), page.kind
    with pytest.raises(Invalid) as refused:
        Walker(bureau, pages[0][0]).propose(vital_interest="no", vital_interest_reason=" ")
    assert refused.value.field == "vital_interest_reason"


SECRET = "内部征求意见的题目"


@pytest.fixture
def hidden(site):
    """An inward consultation with a comment, a reply, a hearing, a file and a result in the chain."""
    walk = Consulted(inward=True, title=SECRET).publish()
    row, _code = walk.say("内部意见的话", clause=2)
    walk.show(row)
    actions.reply(comment=row, text="内部答复的话", by=walk.bureau.editor, at=walk.now())
    walk.dispose(row)
    hearing = actions.announce_hearing(
        page=walk.page, kind="meeting", held_at=CLOSES, where="内部会议室", seats=3, rule="内部规则", signup_until=CLOSES - dt.timedelta(days=1),
        by=walk.bureau.editor, at=walk.now(),
    )  # fmt: skip
    walk.hearing, walk.row = hearing, row
    return walk


WORDS = (SECRET, "内部意见的话", "内部答复的话", "内部会议室", "内部规则")


def probes(walk):
    """Every address that could tell something, GET and POST."""
    page = ConsultationPage.objects.get(pk=walk.page.pk)
    names = ["", "comment/", "comments/", "notice.pdf", "form.pdf", "subscribe/", "feed/", f"hearings/{walk.hearing.pk}/"]
    names += [f"comments/{walk.row.pk}/support/", f"comments/?clause={walk.clauses[2].pk}", f"comments/?final={walk.clauses[2].pk}"]
    own = [f"{front}{page.slug}/{name}" for front in ("/intranet/consultations/", "/consultations/", "/open/internal-other/") for name in names]
    api = [f"/api/v3/consultations/{page.pk}/", f"/api/v3/consultations/{page.pk}/comments/", f"/api/v3/pages/{page.pk}/"]
    api += [f"/api/v3/matters/{page.pk}/", f"/api/v3/comments/{walk.row.number}/withdraw/"]
    return own + api, [
        "/", "/consultations/", "/consultations/feed/", "/consultations/answers/", "/consultations/answers/?answer=consulted",
        "/feed/", "/sitemap.xml",
        "/catalogue/", f"/catalogue/?q={SECRET}", "/notices/", "/notices/feed/", "/ledger/", f"/ledger/?item={page.slug}", "/api/v3/consultations/",
        "/api/v3/consultations/?phase=open",
        "/api/v3/catalogue/", f"/api/v3/catalogue/?q={SECRET}", "/api/v3/pages/", f"/api/v3/pages/?search={SECRET}",
    ]  # fmt: skip


@pytest.mark.once
def test_anonymous_probes_find_no_byte_of_an_inward_consultation(hidden, client):
    """404 or 405 at its own addresses, whatever method; not a word of it anywhere else (二（二）)."""
    page = ConsultationPage.objects.get(pk=hidden.page.pk)
    own, open_pages = probes(hidden)
    body = {"clause": None, "stance": "support", "text": "好", "code": "XXXXXXXXXX", "email": "a@example.org", "name": "某", "contact": "0000"}
    for path in own:
        for answer in (client.get(path), client.post(path, body, content_type="application/json"), client.post(path, {"stance": "support"})):
            assert answer.status_code in (400, 401, 403, 404, 405), (path, answer.status_code)
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert not any(word.encode() in text for word in (*WORDS, page.title)), path
        if path.startswith(("/intranet/", "/consultations/", "/api/v3/consultations/")):
            assert client.get(path).status_code in (404, 405), path
    for path in open_pages:
        answer = client.get(path)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        shown = text.decode(errors="replace")
        if "?" in path:  # what was typed is repeated; nothing else is told
            shown = shown.replace(SECRET, "").replace(page.slug, "")
        assert page.slug not in shown and SECRET not in shown, path
        assert not any(word in shown for word in WORDS[1:]), path
        assert answer.status_code in (200, 404, 422), (path, answer.status_code)


@pytest.mark.once
def test_staff_of_another_division_find_no_byte_of_one_that_is_not_for_them(site, client):
    """“for all staff or one division”: the others are strangers to it."""
    walk = Consulted(inward=True, only_for="zhiliang", title=SECRET).publish()
    page = ConsultationPage.objects.get(pk=walk.page.pk)
    client.force_login(walk.bureau.editor_anquan)
    for path in (page.url, f"{page.url}comments/", f"{page.url}notice.pdf", f"/api/v3/consultations/{page.pk}/", f"/admin/consultations/{page.pk}/"):
        assert client.get(path).status_code == 404, path
    for path in ("/intranet/consultations/", "/intranet/", "/api/v3/consultations/", "/admin/consultations/"):
        assert SECRET not in client.get(path).content.decode(), path
    stranger = token_for(walk.bureau.editor_anquan)
    for path in (f"/api/v3/matters/{page.pk}/", f"/api/v3/consultations/{page.pk}/comments/"):
        assert client.get(path, **stranger).status_code == 404, path
    assert client.get(f"/api/v3/consultations/{page.pk}/", **token_for(walk.bureau.head)).status_code == 200


@pytest.mark.once
def test_number_and_code_of_an_inward_comment_open_nothing_for_a_stranger(site, client):
    """Somebody who finds a receipt in the street is no member of staff: the same 404 as for a wrong code; its writer, signed in, takes it back."""
    walk = Consulted(inward=True, title=SECRET).publish()
    row, code = walk.say("内部意见的话")
    given, path = {"number": row.number, "code": code}, f"/api/v3/comments/{row.number}/withdraw/"
    wrong = client.post("/consultations/mine/", given | {"code": "XXXXXXXXXX"})
    found = client.post("/consultations/mine/", given)
    assert (found.status_code, "内部意见的话" in found.content.decode()) == (wrong.status_code, False) == (404, False)
    assert client.post(path, {"code": code}, content_type="application/json").status_code == 404
    row.refresh_from_db()
    assert row.state != "withdrawn"
    client.force_login(walk.bureau.editor_anquan)
    assert "内部意见的话" in client.post("/consultations/mine/", given).content.decode()
    client.logout()
    answer = client.post(path, {"code": code}, content_type="application/json", **token_for(walk.bureau.editor_anquan))
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.state == "withdrawn"


@pytest.mark.once
def test_a_type_of_this_room_lives_only_in_its_own_lists(site):
    """Nothing inward can be made under the open list by moving."""
    walk = Consulted(inward=True).publish()
    page = ConsultationPage.objects.get(pk=walk.page.pk)
    assert not page.can_move_to(home(page_type("actions"))) and not ConsultationPage.can_create_at(home(page_type("actions")))


def outsiders(bureau):
    """Who does not work on a consultation of this division: {who: user}."""
    other = factories.person("editor-elsewhere")
    factories.post("editor", other, division=bureau.anquan)
    return {"nobody": factories.person("nobody"), "editor of another division": other, "leader": bureau.leader, "reviewer": bureau.reviewer}


def test_who_does_not_work_on_it_takes_no_comment_down(site, client):
    """Neither by the verb nor at the desk: it goes on to be read, and no entry is written. The public has no such door at all."""
    consulted = Consulted().publish()
    row, _code = consulted.say("原文在此。")
    consulted.show(row)
    desk, before = f"/admin/consultations/{consulted.page.pk}/", entries_about("page", consulted.page.pk).count()
    for who, user in outsiders(consulted.bureau).items():
        with pytest.raises(NotAllowed):
            actions.take_down(page=consulted.page, comments=[row], refusal="3", by=user, at=consulted.now())
        client.force_login(user)
        with time_machine.travel(consulted.now(), tick=False):
            client.post(desk, {"verb": "take_down", "comment": row.pk, "ground": "3"})
        row.refresh_from_db()
        assert row.state == "shown" and row.taken_down_at is None, who
    client.logout()
    assert client.post(desk, {"verb": "take_down", "comment": row.pk, "ground": "3"}).status_code in (302, 403, 404)
    assert entries_about("page", consulted.page.pk).count() == before
    for user in (consulted.bureau.editor, consulted.bureau.head, consulted.bureau.director):
        actions.take_down(page=consulted.page, comments=[row], refusal="3", by=user, at=consulted.now())
        consulted.show(row)


def test_of_what_was_taken_down_after_the_result_the_public_reads_no_word(site, client):
    """Lists, result, beside the final text, API, feed, home: the words, the name, the reply and the reason are gone everywhere; the counts stay."""
    consulted = Consulted().publish()
    words = {"text": "邻居赵某某住在3号楼502室", "name": "举报人钱某某"}
    row, _code = consulted.say(words["text"], clause=5, name=words["name"])
    other, _code = consulted.say("另一条意见留下。", clause=5)
    whole, _code = consulted.say("对全文也说赵某某。")
    consulted.show(row, other, whole)
    actions.reply(comment=row, text="赵某某一事另行处理。", by=consulted.bureau.editor, at=consulted.now())
    consulted.dispose(row, whole, verdict="not-adopted", reason="涉及赵某某，不属本草案。")
    consulted.dispose(other)
    result = consulted.after_close().publish_result()
    url, at = consulted.fresh().url, consulted.now()
    clause = consulted.clauses[5].pk
    pages = [url, f"{url}comments/", f"{url}comments/?clause={clause}", f"{url}comments/?clause=whole", result.url, f"{url}comments/?final={clause}",
             "/consultations/", "/consultations/feed/", "/", f"{READ}{consulted.page.pk}/", f"{READ}{consulted.page.pk}/comments/",
             f"/api/v3/pages/{result.pk}/", f"/api/v3/pages/{consulted.page.pk}/"]  # fmt: skip

    def read():
        with time_machine.travel(at, tick=False):
            return {path: client.get(path) for path in pages}

    hidden = ("赵某某", "钱某某", "502室")
    before = read()
    assert {path for path, answer in before.items() if "赵某某" in answer.content.decode()} >= {f"{url}comments/", result.url}
    counts = {path: before[path].context["items"].paginator.count for path in pages[1:4]}
    report = type(result).objects.get(pk=result.pk).report
    actions.take_down(page=consulted.page, comments=[row, whole], refusal="3", by=consulted.bureau.editor, at=at)
    after = read()
    assert not [(path, word) for path, answer in after.items() for word in hidden if word in answer.content.decode()]
    with time_machine.travel(at, tick=False):
        found = client.get("/catalogue/?q=赵某某").content.decode()
    assert consulted.page.title not in found and "502室" not in found
    assert {path: after[path].context["items"].paginator.count for path in pages[1:4]} == counts
    for path in (f"{url}comments/", f"{url}comments/?clause={clause}", f"{url}comments/?clause=whole", result.url):
        assert "已撤下" in after[path].content.decode() and "含有他人个人信息" in after[path].content.decode(), path
    told = after[f"{READ}{consulted.page.pk}/"].json()["counts"]
    assert (told["received"], told["shown"], told["refused"], told["refusals"]) == (3, 1, 2, {"3": 2})
    assert before[f"{READ}{consulted.page.pk}/"].json()["counts"]["verdicts"] == {"adopted": 1, "not-adopted": 2}
    assert told["verdicts"] == {"adopted": 1}, "each comment stands in one count"
    assert type(result).objects.get(pk=result.pk).report == report and list(faults()) == [], "the result stays as it was signed"
    assert fresh(result).live and consulted.fresh().concluded
