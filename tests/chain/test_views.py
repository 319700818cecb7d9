"""The pages of the chain in the admin: one page to decide on, the proposal, the list of what waits; and Wagtail's own buttons beside them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.chain.models import Matter, Signature
from disclosure.chain.permissions import today
from disclosure.chain.sheet import Sheet, moment
from disclosure.clocks.models import Duty
from disclosure.outbox.models import Message
from tests import factories
from tests.walker import PASS, Walker

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def as_(client):
    """Signs a person in and gives the client."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def sheet(walker):
    return reverse("disclosure_chain:review", args=[walker.page.pk])


def proposal(walker):
    return reverse("disclosure_chain:propose", args=[walker.page.pk])


def send(client, walker, verb, **values):
    """POST one verb with the digest that is shown now."""
    digest = walker.round.digest if walker.round else ""
    return client.post(sheet(walker), {"verb": verb, "digest": digest, **values})


def text(response):
    return response.content.decode()


# ---- who reads


def test_the_sheet_leads_through_the_login_and_back(client, walker):
    """The mail's link: who is not signed in comes to the login, which returns to the sheet."""
    walker.propose()
    response = client.get(sheet(walker))
    assert response.status_code == 302 and sheet(walker) in response.url


def test_it_does_not_exist_for_those_whom_it_does_not_concern(as_, walker):
    """Other divisions' editors, heads and leaders, people without a post: 404, also for the proposal and the public view."""
    walker.propose()
    bureau = walker.bureau
    for user in (bureau.editor_anquan, bureau.head_anquan, bureau.other_leader, factories.person()):
        for name in ("review", "propose", "as_public"):
            assert as_(user).get(reverse(f"disclosure_chain:{name}", args=[walker.page.pk])).status_code == 404, (user, name)
    assert as_(bureau.head).get(reverse("disclosure_chain:review", args=[999_999])).status_code == 404


@pytest.mark.parametrize("who", ["editor", "head", "reviewer", "director", "leader", "chair", "main_leader", "efficiency", "auditor"])
def test_everyone_whom_it_concerns_reads_it_and_reading_signs_nothing(as_, walker, who):
    """With the text, the fingerprint and the progress."""
    walker.propose()
    response = as_(getattr(walker.bureau, who)).get(sheet(walker))
    assert response.status_code == 200 and "正文。" in text(response) and walker.round.digest[:4] in text(response)
    assert response["Cache-Control"].find("no-cache") >= 0 or "no-store" in response["Cache-Control"]
    assert not Signature.objects.exists()


def test_a_superuser_reads_and_signs_nothing(as_, walker):
    """No form is offered, and a forged one is refused."""
    walker.propose()
    root = as_(factories.person(is_superuser=True))
    assert 'id="decide"' not in text(root.get(sheet(walker)))
    assert send(root, walker, "sign").status_code == 403 and not Signature.objects.exists()


# ---- signing


def test_the_head_signs_with_one_press(as_, walker):
    """The opinion may be left empty; the page says to whom it goes."""
    walker.propose()
    head = as_(walker.bureau.head)
    assert 'form="decide"' in text(head.get(sheet(walker)))
    response = head.post(sheet(walker), {"verb": "sign", "digest": walker.round.digest, "opinion": ""}, follow=True)
    assert walker.state == "running secrecy" and "reviewer" in text(response)


def test_what_was_typed_is_kept_when_the_content_has_changed(as_, walker):
    """A stale digest is refused in words; the opinion stands in the field again."""
    walker.propose()
    response = as_(walker.bureau.head).post(sheet(walker), {"verb": "sign", "digest": "0" * 64, "opinion": "同意，请尽快公开"})
    assert response.status_code == 409 and "error-summary" in text(response) and "同意，请尽快公开" in text(response)
    assert walker.state == "running head"


def test_a_review_that_lacks_answers_lists_all_of_them(as_, walker):
    """Pressing the button lists what is missing, each at its question, and keeps what was answered."""
    walker.propose().head()
    response = send(as_(walker.bureau.reviewer), walker, "sign", privacy="no", opinion="已看")
    page = text(response)
    assert response.status_code == 422 and page.count('href="#id_sign_') >= 8 and "已看" in page
    assert 'value="no" aria-describedby' in page or 'value="no"' in page
    assert "可以公开、删减后可以公开、不予公开、" in page and "publish-redacted, withhold" not in page
    assert walker.state == "running secrecy"


def test_the_reviewer_passes_it_or_withholds_it_with_a_ground(as_, walker):
    """Withholding without a ground is refused at the field; with one it goes to the leader."""
    walker.propose().head()
    reviewer = as_(walker.bureau.reviewer)
    answers = PASS | {"stability": "yes"}
    response = send(reviewer, walker, "sign", outcome="withhold", **answers)
    assert response.status_code == 422 and 'href="#id_sign_ground"' in text(response)
    assert send(reviewer, walker, "sign", outcome="withhold", ground="N3", re_examine_on="2030-01-01", **answers).status_code == 302
    assert walker.state == "running leader"


def test_privacy_is_published_only_with_an_override(as_, walker):
    """The two override fields become one override of the verb."""
    walker.propose().head()
    reviewer = as_(walker.bureau.reviewer)
    given = PASS | {"privacy": "yes", "outcome": "publish", "ground": "N4"}
    assert 'href="#id_sign_override_kind"' in text(send(reviewer, walker, "sign", **given))
    assert send(reviewer, walker, "sign", override_kind="consent", override_reason="本人书面同意", **given).status_code == 302
    assert Signature.objects.get(step="secrecy").override == {"kind": "consent", "reason": "本人书面同意"}


def test_the_leader_gives_the_ground_where_nobody_was_consulted(as_, walker):
    """With vital interest: refused at the exemption, signed with it; the field is not there otherwise."""
    walker.propose(vital_interest="yes", vital_interest_reason="涉及群众出行").head().secrecy()
    leader = as_(walker.bureau.leader)
    assert "exemption" in text(leader.get(sheet(walker)))
    assert 'href="#id_sign_exemption"' in text(send(leader, walker, "sign"))
    assert send(leader, walker, "sign", exemption="应急抢险，来不及征求意见。").status_code == 302
    other = Walker(bureau=walker.bureau).propose().head().secrecy()
    assert 'name="exemption"' not in text(leader.get(sheet(other))).split('id="do-urgent"')[0]


def test_a_return_needs_a_reason_and_tells_the_proposer(as_, walker):
    """Missing, it is an error at the field; given, the proposer finds it in his list."""
    walker.propose().head()
    reviewer = as_(walker.bureau.reviewer)
    assert 'href="#id_return-to_reason"' in text(send(reviewer, walker, "return_to", to="proposer"))
    assert send(reviewer, walker, "return_to", to="proposer", reason="附件有身份证号").status_code == 302
    mine = text(as_(walker.bureau.editor).get(reverse("disclosure_chain:waiting")))
    assert walker.page.title in mine and "附件有身份证号" in mine
    assert "附件有身份证号" in text(as_(walker.bureau.editor).get(sheet(walker)))


def test_what_changed_since_the_last_opinion_is_shown(as_, walker):
    """The reviewer who returned it sees only what differs from what he saw."""
    walker.propose().head().secrecy()
    walker.recall().write(summary="第二版说明。")
    walker.propose().head()
    page = text(as_(walker.bureau.reviewer).get(sheet(walker)))
    assert "<ins>" in page and "第二版" in page


def test_it_is_compared_with_the_readers_own_last_opinion(walker):
    """He who signed round 1 sees what differs from that in text, attachments and channels; who gave none yet, from the round before."""
    walker.propose().head().recall()
    walker.write(summary="第二版。")
    walker.propose().recall()
    walker.write(summary="第三版。", attachments=[("file", factories.stored_document(title="附表"))])
    walker.propose(channels=["portal:notices", "noticeboard"])
    page = type(walker.page).objects.get(pk=walker.page.pk)
    seen = {}
    for user in (walker.bureau.head, walker.bureau.reviewer):
        _said, found = Sheet(page, user, walker.at).compared
        seen[user] = {change.name: change for change in found}
        assert set(seen[user]) == {"summary", "attachments", "channels"}
        assert [name for _kind, name, _sum in seen[user]["attachments"].files] == ["附表"]
    assert ("del", "说明。") in seen[walker.bureau.head]["summary"].parts
    assert ("del", "二") in seen[walker.bureau.reviewer]["summary"].parts
    walker.head().recall()
    walker.write(summary="第四版。")
    walker.propose(channels=["portal:notices", "noticeboard"])
    _said, found = Sheet(type(page).objects.get(pk=page.pk), walker.bureau.head, walker.at).compared
    assert [change.name for change in found] == ["summary"], "the last of his opinions, not the first"


def test_the_version_to_be_signed_is_shown_and_not_the_public_one(as_, walker):
    """Over a live item: on the sheet and as the public will see it."""
    walker.publish()
    walker.write(title="另一个标题", summary="新版说明。")
    walker.propose()
    head = as_(walker.bureau.head)
    assert "另一个标题" in text(head.get(sheet(walker))) and "新版说明。" in text(head.get(sheet(walker)))
    assert "另一个标题" in text(head.get(reverse("disclosure_chain:as_public", args=[walker.page.pk])))


def test_earlier_opinions_and_rounds_stand_on_the_sheet(as_, walker):
    """What was said is read before one signs, and for whom: “X for Y”."""
    deputy = factories.person("deputy", name="副处长")
    factories.post("editor", walker.bureau.head, division=walker.bureau.zhiliang)
    walker.bureau.head.posts.filter(kind="division_head").update(deputy=deputy)
    walker.write(by=walker.bureau.head, summary="改")
    walker.propose().sign(deputy, opinion="标段名称已核对").back(walker.bureau.reviewer, "proposer", reason="删去姓名")
    walker.write(summary="再改")
    walker.propose().sign(deputy, opinion="已删去")
    page = text(as_(walker.bureau.reviewer).get(sheet(walker)))
    for words in ("标段名称已核对", "删去姓名", "已删去", "副处长（代head-zhiliang）"):
        assert words in page, words
    assert 'id="do-return_to"' in page and 'name="to"' in page


def test_the_time_of_publication_that_is_signed_is_shown_to_its_signers(as_, walker):
    """It is part of the digest: on the proposal and on the sheet of everyone who signs, beside the legal day; no more once it is past."""
    when = timezone.now() + dt.timedelta(days=3)
    walker.write(go_live_at=when)
    assert f"定于 {moment(when)}" in text(as_(walker.bureau.editor).get(proposal(walker)))
    walker.propose()
    page = text(as_(walker.bureau.head).get(sheet(walker)))
    assert f"定于 {moment(when)}" in page and "限 " in page
    assert Sheet(walker.page, walker.bureau.head, when + dt.timedelta(minutes=1)).scheduled_for is None


def test_what_is_to_be_withheld_is_not_shown_as_going_public(as_, walker):
    """To the leader after such a review: no group, no publication ahead, what his signature does; afterwards no signature is called void."""
    walker.propose().head().secrecy(outcome="withhold", ground="N3", checklist=PASS | {"stability": "yes"})
    page = text(as_(walker.bureau.leader).get(sheet(walker)))
    assert "公众将看到的内容" not in page and "您签署后，本件不公开" in page
    labels = [str(stop.label) for stop in Sheet(walker.page, walker.bureau.leader, walker.at).stops]
    assert labels[-1] == "不予公开" and "领导小组审议" not in labels
    walker.leader()
    assert "已失效" not in text(as_(walker.bureau.leader).get(sheet(walker)))


def test_the_last_signature_of_a_correction_says_that_it_publishes(as_, walker):
    """勘误 ends with the review: its button sends it nowhere, and the form shows no further signers."""
    walker.publish()
    walker.write(summary="说明，改一字。")
    page = text(as_(walker.bureau.editor).get(proposal(walker)))
    assert page.count('class="not-in-correction"') == 2
    walker.propose(kind="correction").head()
    assert "签署并公开" in text(as_(walker.bureau.reviewer).get(sheet(walker)))


def test_a_correction_is_not_asked_anew_whether_it_touches_vital_interests(as_, walker):
    """Whatever was ticked: it stands under the answer of what it corrects, and the form says so; other figures are named to who proposes."""
    walker.write(summary="限十五日。")
    walker.publish()
    walker.write(summary="限十日。")
    page = text(as_(walker.bureau.editor).get(proposal(walker)))
    assert "沿用被勘误文本的回答" in page and "十五日→十日" in page[page.index('class="in-correction"') :]
    given = {"kind": "correction", "scope": "public", "channels": ["portal:notices"], "vital_interest": "yes", "vital_interest_reason": "改了"}
    assert as_(walker.bureau.editor).post(proposal(walker), given).status_code == 302
    assert (walker.round.kind, walker.round.proposal["vital_interest"]) == ("correction", "no")


def test_a_close_at_midnight_is_told_as_the_public_reads_it():
    """24:00 of the day before; a beginning at midnight stays 00:00."""
    from disclosure.chain.sheet import minute

    when = dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC)
    assert (minute(when, ends=True), minute(when)) == ("2026-12-31 24:00", "2027-01-01 00:00")


def test_a_duty_of_the_office_is_not_ascribed_to_a_division(as_, walker):
    """“受理反馈意见” is the office director's, whose division it is not; the archive is the division's editor's."""
    walker.publish()
    page = text(as_(walker.bureau.editor).get(sheet(walker)))
    assert "办公室主任（" not in page and f"经办人（{walker.bureau.zhiliang}）" in page


def test_a_step_where_nobody_can_act_says_who_must_appoint(as_, walker):
    """Never in silence (五（一）), nor by a dash."""
    walker.bureau.head.posts.update(to_date="2026-01-01")
    given = {"scope": "public", "channels": ["portal:notices"], "vital_interest": "no", "vital_interest_reason": "日常"}
    answer = as_(walker.bureau.editor).post(proposal(walker), given, follow=True)
    assert "（暂无人可办）" in text(answer) and "（—）" not in text(answer)
    assert "这一步无人可以办理：须由主要领导指定人员或者代理人" in text(as_(walker.bureau.editor).get(sheet(walker)))


def test_the_proposal_says_who_must_appoint_for_a_step_that_nobody_can_sign(as_, walker):
    """Before it is sent: it would wait there (五（一）)."""
    walker.bureau.leader.posts.update(to_date="2026-01-01")
    page = text(as_(walker.bureau.editor).get(proposal(walker)))
    assert page.count("无人办理：须由主要领导指定") == 1


def test_a_closed_gate_says_every_objection(as_, walker, monkeypatch):
    """The chair's close is undone and both reasons stand on the page."""
    from disclosure.chain import gate

    walker.to_group().vote("for", "for", "for", "for")
    monkeypatch.setattr(gate, "conditions", [*gate.conditions, lambda page: ["第一条理由", "第二条理由"]])
    response = send(as_(walker.bureau.chair), walker, "close", minutes="同意")
    assert response.status_code == 409 and "第一条理由" in text(response) and "第二条理由" in text(response) and "同意" in text(response)
    assert walker.state == "running group" and not walker.live


# ---- the group


def test_members_vote_on_many_in_one_go_and_the_chair_closes_from_the_list(as_, walker):
    """Each item's vote is its own; the close of one leaves the other."""
    walker.to_group()
    other = Walker(bureau=walker.bureau, at=walker.at).to_group()
    address, numbers = reverse("disclosure_chain:waiting"), (walker.page.pk, other.page.pk)
    digests = {f"digest-{each.page.pk}": each.round.digest for each in (walker, other)}
    for person in [*walker.bureau.members[:3], walker.bureau.chair]:
        client = as_(person)
        assert all(f"choice-{number}" in text(client.get(address)) for number in numbers)
        assert client.post(address, digests | {f"choice-{number}": "for" for number in numbers}).status_code == 302
        assert all(f"choice-{number}" in text(client.get(address)) for number in numbers), "a vote may be changed until the close"
    assert Signature.objects.filter(act="vote", void=False).count() == 8
    assert [client.post(address, {"close": many}).status_code for many in ("9" * 30, "9" * 5000, "²")] == [409] * 3, "no item has that number"
    response = client.post(address, digests | {f"minutes-{numbers[0]}": "", "close": numbers[0]})
    assert response.status_code == 409 and walker.page.title in text(response)
    assert client.post(address, digests | {f"minutes-{numbers[0]}": "纪要", "close": numbers[0]}).status_code == 302
    assert walker.live and other.state == "running group"


def test_one_refused_ballot_keeps_no_other_back(as_, walker):
    """A stale digest is said at its item; the other vote counts."""
    walker.to_group()
    other = Walker(bureau=walker.bureau, at=walker.at).to_group()
    given = {f"choice-{walker.page.pk}": "for", f"digest-{walker.page.pk}": "0" * 64, f"choice-{other.page.pk}": "against"}
    response = as_(walker.bureau.members[0]).post(reverse("disclosure_chain:waiting"), given | {f"digest-{other.page.pk}": other.round.digest})
    assert response.status_code == 409 and f"#item-{walker.page.pk}" in text(response)
    assert Signature.objects.get(act="vote").matter_id == other.page.pk


def test_a_vote_without_a_choice_is_asked_for_in_words(as_, walker):
    """And so is a return that names nobody; only a program's wrong word is answered with the codes."""
    walker.to_group()
    page = text(send(as_(walker.bureau.members[0]), walker, "vote"))
    assert "请选择您的表决：同意、反对、弃权、回避。" in page and "abstain," not in page
    page = text(send(as_(walker.bureau.chair), walker, "return_to", reason="数据有误"))
    assert "请选择：退回提出人、" in page and "proposer," not in page


def test_a_member_votes_anew_on_the_sheet(as_, walker):
    """The last vote counts; the first stays visible as void."""
    walker.to_group()
    member = as_(walker.bureau.members[0])
    assert send(member, walker, "vote", choice="for").status_code == 302
    assert send(member, walker, "vote", choice="against", opinion="数据有误").status_code == 302
    assert [(row.outcome, row.void) for row in Signature.objects.filter(act="vote")] == [("for", True), ("against", False)]


# ---- urgent, back, down, validity


def test_the_leader_publishes_at_once_with_a_reason(as_, walker):
    """Offered once the reviewer has passed it; the reason is required."""
    walker.propose().head()
    leader = as_(walker.bureau.leader)
    assert 'id="do-urgent"' not in text(leader.get(sheet(walker)))
    walker.secrecy()
    assert 'id="do-urgent"' in text(leader.get(sheet(walker)))
    assert send(leader, walker, "urgent").status_code == 422
    assert send(leader, walker, "urgent", reason="台风红色预警").status_code == 302
    assert walker.live and walker.matter.after_review_open


def test_the_proposer_recalls_and_withdraws(as_, walker):
    """Both from the sheet; others are not offered it."""
    walker.propose().head()
    assert 'id="do-recall"' not in text(as_(walker.bureau.head).get(sheet(walker)))
    editor = as_(walker.bureau.editor)
    assert send(editor, walker, "recall", reason="再改").status_code == 302 and walker.state == "draft"
    assert send(editor, walker, "withdraw", reason="不再公开").status_code == 302 and walker.matter.state == "withdrawn"


def test_officials_take_it_down_with_reason_and_cause(as_, walker):
    """By the office director; the reason is required; afterwards the sheet says why."""
    walker.publish()
    director = as_(walker.bureau.director)
    assert send(director, walker, "take_down", cause="privacy").status_code == 422 and walker.live
    assert send(director, walker, "take_down", cause="privacy", reason="含个人电话").status_code == 302
    assert not walker.live and walker.matter.withdrawn_cause == "privacy"
    assert "含个人电话" in text(director.get(sheet(walker)))
    told = Message.objects.filter(subject__startswith="已撤下").get()
    assert set(told.to) == {walker.bureau.editor.email, walker.bureau.head.email} and "含个人电话" in told.body


def test_the_office_marks_the_validity(as_, walker):
    """With a reason, and a day from which it holds."""
    walker.publish()
    director = as_(walker.bureau.director)
    assert send(director, walker, "set_validity", validity="repealed", reason="被新文件替代", since="2026-11-20").status_code == 302
    walker.page.refresh_from_db()
    assert walker.page.validity == "repealed" and str(walker.page.validity_from) == "2026-11-20"


def test_what_is_withheld_is_re_examined_on_the_sheet(as_, walker):
    """The reviewer withholds it further with a new day, or returns it."""
    walker.propose().head()
    walker.secrecy(outcome="withhold", ground="N3", checklist=PASS | {"stability": "yes"}).leader()
    reviewer = as_(walker.bureau.reviewer)
    assert send(reviewer, walker, "sign", ground="N3").status_code == 422
    assert send(reviewer, walker, "sign", ground="N3", re_examine_on="2031-01-01").status_code == 302
    assert walker.state == "running leader"


# ---- the proposal


def test_an_editor_proposes_with_what_the_draft_says(as_, walker):
    """Scope and channels start from the draft; the plan names who signs; the question of vital interest is open."""
    editor = as_(walker.bureau.editor)
    page = text(editor.get(proposal(walker)))
    assert 'value="public" id="id_propose_scope_0" checked' in page or "checked" in page
    assert "head-zhiliang" in page and "leader" in page and "chair" in page
    response = editor.post(proposal(walker), {"scope": "public", "channels": ["portal:notices"]})
    assert response.status_code == 422 and 'href="#id_propose_vital_interest_0"' in text(response)
    given = {"scope": "public", "channels": ["portal:notices", "noticeboard"], "vital_interest": "no", "vital_interest_reason": "不涉及"}
    assert editor.post(proposal(walker), given).status_code == 302
    assert walker.state == "running head" and walker.round.channels == ["portal:notices", "noticeboard"]


def test_what_is_missing_is_said_before_it_is_sent(as_, walker):
    """And sent all the same, it is refused in the same words."""
    walker.write(issuer="")
    editor = as_(walker.bureau.editor)
    assert "banner warn" in text(editor.get(proposal(walker)))
    given = {"scope": "public", "channels": ["portal:notices"], "vital_interest": "no", "vital_interest_reason": "不涉及"}
    assert editor.post(proposal(walker), given).status_code == 422


def test_a_new_version_of_what_is_public_is_not_called_late(as_, walker):
    """条例第二十六条 counts to the first publication; the form says instead what a correction is."""
    walker.publish()
    walker.write(summary="改了一句。")
    answer = as_(walker.bureau.editor).get(proposal(walker))
    assert not answer.context["late"] and "应公开日期" not in text(answer) and "处室负责人、保密审查员签署后即公开" in text(answer)


@pytest.mark.parametrize(("category", "given", "preset"), [
    ("rules", {"kind": "normative"}, "yes"), ("actions", {"stage": "planned"}, "yes"), ("actions", {"stage": "taken"}, None),
])  # fmt: skip
def test_vital_interest_starts_at_yes_for_normative_rules_and_planned_actions(site, as_, category, given, preset):
    """五（三）; for others nothing is preset."""
    bureau = factories.bureau()
    page = factories.item(category, division=bureau.zhiliang, by=bureau.editor, **given)
    page.save_revision(user=bureau.editor)
    answer = as_(bureau.editor).get(reverse("disclosure_chain:propose", args=[page.pk])).context["form"]["vital_interest"]
    assert answer.value() == preset


def test_only_editors_of_the_division_propose(as_, walker):
    """The head comes to the sheet instead; so does an editor while a round runs."""
    assert as_(walker.bureau.head).get(proposal(walker)).url == sheet(walker)
    walker.propose()
    assert as_(walker.bureau.editor).get(proposal(walker)).url == sheet(walker)


def test_a_change_names_whose_signatures_it_voids(as_, walker):
    """After a recall and a change the proposal says so."""
    walker.propose().head().recall()
    assert as_(walker.bureau.editor).get(proposal(walker)).context["unchanged"] is True
    walker.write(summary="改了。")
    context = as_(walker.bureau.editor).get(proposal(walker)).context
    assert context["unchanged"] is False and context["signers"] == ["head-zhiliang"]


# ---- Wagtail's editor and buttons


@pytest.fixture
def editing(walker, as_):
    """The editor, who may open Wagtail's own edit page."""
    from disclosure.org.groups import editors

    walker.bureau.editor.groups.add(editors())
    return as_(walker.bureau.editor)


def test_the_editor_offers_saving_and_proposing_alone(editing, walker):
    """No publish, no submit, no unpublish; a locked item leads to its sheet."""
    page = text(editing.get(reverse("wagtailadmin_pages:edit", args=[walker.page.pk])))
    assert 'name="action-propose"' in page and sheet(walker) in page
    for name in ("action-publish", "action-submit", "action-unpublish"):
        assert f'name="{name}"' not in page
    walker.propose()
    page = text(editing.get(reverse("wagtailadmin_pages:edit", args=[walker.page.pk])))
    assert 'name="action-propose"' not in page and sheet(walker) in page


def test_a_page_left_open_says_that_the_item_is_in_the_chain(editing, walker):
    """Not “locked” alone, nor “another window”: the automatic save and the submit are told what holds it and who opens it."""
    walker.propose()
    url = reverse("wagtailadmin_pages:edit", args=[walker.page.pk])
    typed = {"title": "改过", "next": "", "body-count": "0", "attachments-count": "0"}
    typed |= {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    answer = editing.post(url, typed, HTTP_ACCEPT="application/json")
    assert answer.json()["error_code"] == "locked" and "审批中" in answer.json()["error_message"]
    assert "本件正在审批中" in text(editing.post(url, typed))


def test_a_hosts_page_keeps_its_menu(site, client):
    """Pages that are no disclosures: Wagtail's own actions."""
    client.force_login(factories.person(is_superuser=True))
    page = factories.plain_page()
    found = text(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    assert 'name="action-publish"' in found and 'name="action-propose"' not in found


def test_taking_down_by_wagtails_button_leads_to_the_sheet(editing, walker):
    """It says how, and the item stays public."""
    walker.publish()
    response = editing.post(reverse("wagtailadmin_pages:unpublish", args=[walker.page.pk]))
    assert response.status_code == 302 and sheet(walker) in response.url and walker.live
    assert "由保密审查员、领导或者办公室主任写明理由撤下" in text(editing.get(response.url.partition("#")[0]))


def test_bulk_publishing_says_why_not_for_each(client, walker):
    """Nothing is published, and each reason is a message."""
    client.force_login(factories.person(is_superuser=True))
    other = Walker(bureau=walker.bureau)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(f"{address}?id={walker.page.pk}&id={other.page.pk}&next=/admin/", follow=True)
    assert not walker.live and not other.live
    assert walker.page.title in text(response) and other.page.title in text(response)


def test_what_waits_is_on_the_first_page_and_in_the_menu(as_, walker):
    """With its number; Wagtail's own list of moderation is not shown beside it. Without one it speaks of approvals alone: other things may wait."""
    page = text(as_(walker.bureau.head).get(reverse("wagtailadmin_home")))
    assert "没有轮到您审批的事项" in page and "没有等您办理的事项" not in page
    walker.propose()
    page = text(as_(walker.bureau.head).get(reverse("wagtailadmin_home")))
    assert "没有轮到您审批的事项" not in page and walker.page.title in page and sheet(walker) in page and "（1）" in page
    assert reverse("disclosure_chain:waiting") in page


def test_whoever_has_nothing_to_do_reads_so(as_, walker):
    """An empty list says what it is."""
    response = as_(walker.bureau.head).get(reverse("disclosure_chain:waiting"))
    assert response.status_code == 200 and 'class="empty"' in text(response)


def test_the_public_page_is_previewed_by_those_whom_it_concerns(as_, walker):
    """As the public will see it, of the version that is to be signed; nobody's cache keeps it."""
    walker.propose()
    response = as_(walker.bureau.reviewer).get(reverse("disclosure_chain:as_public", args=[walker.page.pk]))
    assert response.status_code == 200 and walker.page.title in text(response) and "no-store" in response["Cache-Control"]


def test_the_sheet_costs_as_many_queries_whatever_its_history(as_, walker, django_assert_max_num_queries):
    """Rounds, signatures and returns are read once each."""
    walker.propose().head()
    for _round in range(3):
        walker.back(walker.bureau.reviewer, "proposer").propose()
        if walker.state == "running head":
            walker.head()
    reviewer = as_(walker.bureau.reviewer)
    with django_assert_max_num_queries(75):
        reviewer.get(sheet(walker))


def test_what_is_owed_after_publication_stands_on_the_sheet_and_in_the_list(as_, walker):
    """Each leads to where it is closed with a note and a file."""
    walker.propose(channels=["portal:notices", "noticeboard"]).head().secrecy().leader().vote("for", "for", "for", "for").close()
    editor, duty = as_(walker.bureau.editor), Duty.objects.get(channel="noticeboard")
    for address, door in ((sheet(walker), "inspect"), (reverse("disclosure_chain:waiting"), "edit")):
        assert reverse(f"disclosure_clocks_duty_modeladmin_{door}", args=[duty.pk]) in text(editor.get(address)), address
    assert walker.page.title not in text(as_(walker.bureau.editor_anquan).get(reverse("disclosure_chain:waiting"))), "its own division's alone"
    Duty.objects.filter(pk=duty.pk).update(closed_at=walker.at)
    for address, door in ((sheet(walker), "inspect"), (reverse("disclosure_chain:waiting"), "edit")):
        shown = text(as_(walker.bureau.editor).get(address))
        assert reverse(f"disclosure_clocks_duty_modeladmin_{door}", args=[duty.pk]) not in shown, "closed"


def test_what_is_to_be_re_examined_stands_in_the_reviewers_list(as_, walker):
    """A month before its day; in nobody else's (条例第十八条)."""
    walker.propose().head().secrecy(outcome="withhold", ground="N5").leader()
    lists = reverse("disclosure_chain:waiting")
    assert walker.page.title not in text(as_(walker.bureau.reviewer).get(lists))
    Matter.objects.filter(page_no=walker.page.pk).update(re_examine_on=today())
    assert walker.page.title in text(as_(walker.bureau.reviewer).get(lists))
    assert walker.page.title not in text(as_(walker.bureau.director).get(lists))
