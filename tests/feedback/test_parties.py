"""Objection and credit repair: standing, what the page says, and the decision."""

import io

import pytest
import time_machine
from docx import Document

from disclosure.cases import actions as cases
from disclosure.cases.models import Case
from disclosure.chain import actions as chain
from disclosure.chain.audit import faults
from disclosure.chain.models import Matter
from disclosure.clocks.models import Duty
from disclosure.feedback import parties
from disclosure.items.models import EnforcementPage
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.ledger.record import entries_about
from tests.walker import PASS

from .conftest import AT
from .test_actions import later

IN_PROGRESS = "异议处理中"


def words_of(letter):
    return "\n".join(each.text for each in Document(io.BytesIO(cases.unsealed(letter.docx))).paragraphs)


def checked(world, make="objection", at=AT):
    feedback, code = getattr(world, make)(at=at)
    parties.check_standing(feedback, note="营业执照与授权书相符", by=world.bureau.director, at=at)
    return feedback, code


def seen(world, client):
    return client.get(world.penalty.url).content.decode()


def test_the_page_says_that_it_is_being_handled_once_standing_is_checked(world, client):
    """异议处理中, outside the signed content: the gate is untouched, an entry tells of it, the display goes on."""
    feedback, _code = world.objection()
    assert IN_PROGRESS not in seen(world, client)
    before = Matter.objects.filter(page_no=world.penalty.pk).values().first(), world.penalty.latest_revision_id
    parties.check_standing(feedback, note="营业执照与授权书相符", by=world.bureau.editor_bangong, at=AT)
    assert IN_PROGRESS in seen(world, client) and not list(faults())
    world.penalty.refresh_from_db()
    assert (Matter.objects.filter(page_no=world.penalty.pk).values().first(), world.penalty.latest_revision_id) == before and world.penalty.live
    entry = list(entries_about("case", feedback.case_id))[-1]
    assert entry.verb == "feedback.standing" and entry.facts["page"] == world.penalty.pk
    letter = feedback.case.letters.get()
    text = words_of(letter)
    assert letter.title == "异议受理告知书" and "示例路桥工程有限公司" in text and world.penalty.index_number in text and "{{" not in text
    with pytest.raises(WrongState):
        parties.check_standing(feedback, note="再次", by=world.bureau.director, at=AT)


def test_a_cache_before_the_site_forgets_the_page(world, settings, monkeypatch, django_capture_on_commit_callbacks):
    """Where a host has one; when the change is written, not before."""
    from wagtail.contrib.frontend_cache import utils

    from disclosure.items import parts

    purged = []
    monkeypatch.setattr(parts.apps, "is_installed", lambda name: True)
    monkeypatch.setattr(utils, "purge_page_from_cache", lambda page, **more: purged.append(page.pk))
    feedback, _code = world.objection()
    with django_capture_on_commit_callbacks(execute=True):
        parties.check_standing(feedback, note="营业执照", by=world.bureau.director, at=AT)
        assert not purged
    assert purged == [world.penalty.pk]
    told = (
        lambda: parties.decide(feedback, outcome="refuse", reason="与决定书一致", by=world.bureau.director, at=later(1)),
        lambda: cases.reopen(feedback.case, text="请再核", at=later(2)),
        lambda: cases.withdraw(feedback.case, at=later(3)),
    )
    for times, tell in enumerate(told, 2):
        with django_capture_on_commit_callbacks(execute=True):
            tell()
        assert purged == [world.penalty.pk] * times


def test_withdrawn_reopened_and_decided_the_page_follows(world, client):
    """What the page says is what stands."""
    feedback, _code = checked(world)
    cases.withdraw(feedback.case, at=later(1))
    assert IN_PROGRESS not in seen(world, client)
    other, _code = checked(world, at=later(2))
    parties.decide(other, outcome="refuse", reason="与决定书一致", by=world.bureau.director, at=later(3))
    assert IN_PROGRESS not in seen(world, client)
    cases.reopen(other.case, text="请再核", at=later(4))
    assert IN_PROGRESS in seen(world, client)
    parties.decide(other, outcome="refuse", reason="仍与决定书一致", by=world.bureau.director, at=later(5))
    assert other.decisions.count() == 2 and IN_PROGRESS not in seen(world, client)


@pytest.mark.parametrize("make, kind", [("objection", "异议处理决定书（异议不成立）"), ("repair", "不予信用修复决定书")])
def test_a_refusal_names_its_reason_review_and_suit(world, client, make, kind):
    """The display goes on; the letter and the tracking page name the bodies of the bureau's settings."""
    feedback, code = checked(world, make)
    decision = parties.decide(feedback, outcome="refuse", reason="最短公示期未满", by=world.bureau.director, at=later(3))
    text = words_of(decision.letter)
    clause = "可以自收到之日起60日内向测试省交通运输厅申请行政复议，或者自收到之日起6个月内向测试市人民法院提起行政诉讼"
    assert decision.letter.title == kind and "最短公示期未满" in text and clause in text
    told = client.get(f"/api/v3/cases/{feedback.case.number}/?code={code}").json()
    assert told["state"] == "answered" and clause in str(told["events"]) and len(told["letters"]) == 2
    case = Case.objects.get(pk=feedback.case_id)
    assert case.result == "refused" and EnforcementPage.objects.get(pk=world.penalty.pk).live


def test_a_correction_opens_a_draft_that_goes_through_the_chain(world, client):
    """The wording is put right in a draft; the division brings it through; then the page is told to be corrected and the duty is done."""
    feedback, _code = checked(world)
    director, bureau, page = world.bureau.director, world.bureau, world.penalty
    with pytest.raises(Invalid) as refused:
        parties.decide(feedback, outcome="correct", reason="墩号有误", wrong="9 号墩", right="2 号墩", by=director, at=later(3))
    assert refused.value.field == "wrong" and Case.objects.get().is_open
    with pytest.raises(Invalid):
        parties.decide(feedback, outcome="correct", reason="墩号有误", wrong="3 号墩", by=director, at=later(3))
    parties.decide(feedback, outcome="correct", reason="墩号有误", wrong="3 号墩", right="2 号墩", by=director, at=later(3))
    assert Matter.objects.get(page_no=page.pk).successor == "draft" and EnforcementPage.objects.get(pk=page.pk).violation.startswith("3 号墩")
    assert not list(faults()) and "正在更正" in seen(world, client)
    duty = Duty.objects.get(page_id=page.pk, closed_at=None)
    assert duty.owner_kind == "editor" and duty.division == bureau.zhiliang
    chain.propose(page=page, by=bureau.editor, at=later(4), kind="correction")
    digest = Matter.objects.get(page_no=page.pk).rounds.get().digest
    chain.sign(page=page, by=bureau.head, at=later(4), digest=digest, opinion="同意")
    chain.sign(page=page, by=bureau.reviewer, at=later(4), digest=digest, opinion="同意", outcome="publish", checklist=PASS)
    assert EnforcementPage.objects.get(pk=page.pk).violation.startswith("2 号墩") and not list(faults())
    text = seen(world, client)
    assert "正在更正" not in text and "勘误" in text or "更正" in text
    duty.refresh_from_db()
    assert duty.closed_at and feedback.decisions.get().corrected_at
    assert "feedback.corrected" in [entry.verb for entry in entries_about("case", feedback.case_id)]


def test_a_correction_without_a_wording_is_the_divisions_to_write(world, client):
    """A duty alone; no empty draft. What is public no more leaves nothing to correct."""
    feedback, _code = checked(world)
    parties.decide(feedback, outcome="correct", reason="附件应当更换", by=world.bureau.director, at=later(3))
    assert Duty.objects.filter(page_id=world.penalty.pk, closed_at=None).count() == 1
    assert Matter.objects.get(page_no=world.penalty.pk).successor == ""
    client.force_login(world.bureau.director)
    desk = f"/admin/cases/{feedback.case_id}/"
    assert "待处室更正页面" in client.get(desk).content.decode()  # who decided reads that it is not done yet
    assert "理由：附件应当更换。如不服本决定" in feedback.case.events.last().text
    chain.withdraw(page=world.penalty, by=world.bureau.director, at=later(4), reason="决定已撤销", cause="other")
    assert feedback.decisions.get().corrected_at == later(4)
    assert "待处室更正页面" not in client.get(desk).content.decode()


def test_who_has_reopened_it_meanwhile_is_not_told_that_it_is_done(world):
    """The page was corrected as decided then; what he says now is handled anew."""
    feedback, _code = checked(world)
    parties.decide(feedback, outcome="correct", reason="附件应当更换", by=world.bureau.director, at=later(3))
    cases.reopen(feedback.case, text="还有一处", at=later(4))
    assert parties.corrected(world.penalty, at=later(5)) == 1
    assert not feedback.case.events.filter(what="corrected_page").exists()


def test_an_upheld_objection_takes_the_page_down_by_the_chains_own_verb(world, client):
    """410 with a public reason; the party's words are not in it."""
    feedback, _code = checked(world)
    parties.decide(feedback, outcome="take-down", reason="处罚对象有误", by=world.bureau.director, at=later(3))
    answer = client.get(world.penalty.url)
    text = answer.content.decode()
    assert answer.status_code == 410 and "这条信息已撤下" in text and "异议成立" in text and "桩基已按图返工" not in text
    assert not any(told in text for told in (world.penalty.title, *world.penalty.party_names)) and world.penalty.index_number in text
    assert not list(faults()) and Matter.objects.get(page_no=world.penalty.pk).withdrawn_cause == "error"
    assert [entry.verb for entry in entries_about("page", world.penalty.pk)][-1] == "chain.take_down"


def test_granted_repair_ends_the_display(world, client):
    """The end of display is that day; the item stays on record, 410 with the reason 信用修复."""
    feedback, _code = checked(world, "repair")
    assert "信用修复办理中" in seen(world, client)
    with pytest.raises(Invalid):
        parties.decide(feedback, outcome="correct", reason="x", by=world.bureau.director, at=later(3))
    decision = parties.decide(feedback, outcome="end-display", reason="已履行", by=world.bureau.director, at=later(3))
    page, answer = EnforcementPage.objects.get(pk=world.penalty.pk), client.get(world.penalty.url)
    assert not page.live and page.display_until == later(3).date() and answer.status_code == 410
    text = answer.content.decode()
    assert "公示已经结束" in text and "信用修复" in text and "撤下" not in text
    assert not any(told in text for told in (page.title, *page.party_names)) and page.index_number in text
    entry = entries_about("page", page.pk).filter(verb="chain.take_down").get()
    assert (entry.actor_name, entry.facts["cause"]) == (world.bureau.director.last_name, "expired")
    assert "提出的信用修复申请（编号" in words_of(decision.letter)
    assert decision.letter.title == "信用修复决定书" and "测试市人民法院" in words_of(decision.letter) and not list(faults())


def shown_since(world, decided_on, penalty_class="general"):
    EnforcementPage.objects.filter(pk=world.penalty.pk).update(decided_on=decided_on, penalty_class=penalty_class)
    world.penalty.refresh_from_db()


@pytest.mark.parametrize(
    "decided_on, penalty_class, earliest", [("2026-07-11", "general", "2026年10月11日"), ("2026-05-13", "serious", "2027年5月13日")]
)
def test_repair_does_not_end_the_display_before_its_shortest_period_is_over(world, decided_on, penalty_class, earliest):
    """One sentence names the earliest day; nothing is written, it may still be refused (信用修复管理办法，最短公示期)."""
    shown_since(world, decided_on, penalty_class)
    feedback, _code = checked(world, "repair")
    with pytest.raises(WrongState, match=earliest):
        parties.decide(feedback, outcome="end-display", reason="已履行", by=world.bureau.director, at=later(3))
    assert Case.objects.get().is_open and EnforcementPage.objects.get(pk=world.penalty.pk).live and not feedback.decisions.exists()
    parties.decide(feedback, outcome="refuse", reason="最短公示期未满", by=world.bureau.director, at=later(3))


@pytest.mark.parametrize("penalty_class", ["minor", "general", "serious"])
def test_a_penalty_of_production_safety_is_not_repaired_within_its_year(world, penalty_class):
    """Decided before 2026-04-01: a year, whatever its class; named when it comes in, at the desk and when it is decided (令58号)."""
    basis = "《建设工程安全生产管理条例》第六十二条"
    EnforcementPage.objects.filter(pk=world.penalty.pk).update(decided_on="2026-02-11", penalty_class=penalty_class, basis=basis)
    world.penalty.refresh_from_db()
    feedback, _code = checked(world, "repair")
    assert "2027年2月11日" in str([event.text for event in feedback.case.events.filter(public=True)])
    assert "最早可于2027年2月11日" in words_of(feedback.case.letters.get())
    with pytest.raises(WrongState, match="2027年2月11日"):
        parties.decide(feedback, outcome="end-display", reason="已履行", by=world.bureau.director, at=later(3))
    assert EnforcementPage.objects.get(pk=world.penalty.pk).live and not feedback.decisions.exists()


@pytest.mark.parametrize("missing", ["penalty_class", "decided_on"])
def test_a_penalty_without_class_or_day_is_not_repaired(world, missing):
    """Nobody can say when its shortest period is over: it is corrected first."""
    EnforcementPage.objects.filter(pk=world.penalty.pk).update(**{missing: "" if missing == "penalty_class" else None})
    world.penalty.refresh_from_db()
    feedback, _code = checked(world, "repair")
    with pytest.raises(WrongState):
        parties.decide(feedback, outcome="end-display", reason="已履行", by=world.bureau.director, at=later(3))


@pytest.mark.parametrize("decided_on, penalty_class", [("2026-06-21", "general"), ("2026-09-10", "minor")])
def test_repair_ends_the_display_from_the_earliest_day_on(world, decided_on, penalty_class):
    """On the day itself; a minor penalty has no shortest period since 2026-04-01."""
    shown_since(world, decided_on, penalty_class)
    feedback, _code = checked(world, "repair")
    parties.decide(feedback, outcome="end-display", reason="已履行", by=world.bureau.director, at=later(3))
    assert not EnforcementPage.objects.get(pk=world.penalty.pk).live


def test_whoever_asks_for_repair_too_early_is_told_the_earliest_day(world, client):
    """It is received all the same; the tracking page, the letter of acceptance and the office's page name the day, the latter the class too."""
    shown_since(world, "2026-07-11")
    feedback, code = checked(world, "repair")
    told = client.get(f"/api/v3/cases/{feedback.case.number}/?code={code}").json()
    assert "2026年10月11日" in str(told["events"]) and "最早可于2026年10月11日" in words_of(feedback.case.letters.get())
    client.force_login(world.bureau.director)
    desk = client.get(f"/admin/cases/{feedback.case_id}/").content.decode()
    assert "2026年10月11日" in desk and "一般" in desk and "令第36号" in desk


@pytest.mark.parametrize("make, kind", [("objection", "异议不予受理决定书"), ("repair", "信用修复申请不予受理决定书")])
def test_who_is_not_the_party_is_refused_for_want_of_standing_in_its_own_words(world, make, kind):
    """Before standing is checked nothing else is decided; its letter says nothing of the substance (信用修复管理办法)."""
    feedback, _code = getattr(world, make)()
    for outcome in ("refuse", "take-down" if make == "objection" else "end-display"):
        with pytest.raises(WrongState, match="当事人"):
            parties.decide(feedback, outcome=outcome, reason="x", by=world.bureau.director, at=AT)
    decision = parties.decide(feedback, outcome="no-standing", reason="未能证明是当事人", by=world.bureau.director, at=AT)
    text = words_of(decision.letter)
    assert Case.objects.get().result == "refused" and decision.letter.title == kind and "不能认定" in text and "测试市人民法院" in text
    assert "不成立" not in text and "你单位" not in text and "{{" not in text


def test_checked_standing_is_not_refused_afterwards(world):
    """Whoever was recognised gets a decision on the substance."""
    feedback, _code = checked(world)
    with pytest.raises(WrongState):
        parties.decide(feedback, outcome="no-standing", reason="x", by=world.bureau.director, at=later(1))


def test_of_a_page_that_is_gone_the_letter_does_not_say_that_it_stays(world):
    """Standing cannot be marked there any more: refused, in words of its own."""
    feedback, _code = world.objection()
    chain.withdraw(page=world.penalty, by=world.bureau.director, at=AT, reason="决定已撤销", cause="other")
    decision = parties.decide(feedback, outcome="refuse", reason="该信息已撤下", by=world.bureau.director, at=later(1))
    text = words_of(decision.letter)
    assert "已不再公开" in text and "不成立" not in text and "{{" not in text


def test_an_error_report_is_not_decided(world, client):
    """Nor does it mark a page; who had it before him as an objection that it was reads why."""
    feedback, _code = world.receive()
    client.force_login(world.bureau.director)
    with time_machine.travel(AT, tick=False):
        typed = {"verb": "decide", "decide-outcome": "correct", "decide-reason": "x"}
        answer = client.post(f"/admin/cases/{feedback.case_id}/", typed)
    assert answer.status_code == 200 and "只有异议和信用修复" in answer.content.decode()
    with pytest.raises(WrongState):
        parties.check_standing(feedback, note="x", by=world.bureau.director, at=AT)
    with pytest.raises(WrongState):
        parties.decide(feedback, outcome="refuse", reason="x", by=world.bureau.director, at=AT)


def test_nothing_is_decided_while_the_party_is_asked_or_of_a_page_that_is_gone(world):
    """Awaited: its proof may be on the way. Gone: nothing is left to mark, to correct, to take down or to end."""
    feedback, _code = checked(world)
    director = world.bureau.director
    cases.request_correction(feedback.case, text="请补授权书", by=director, at=AT)
    with pytest.raises(WrongState):
        parties.decide(feedback, outcome="refuse", reason="x", by=director, at=later(1))
    cases.add(feedback.case, text="附后", at=later(1))
    other, _code = world.objection()
    chain.withdraw(page=world.penalty, by=director, at=later(2), reason="决定已撤销", cause="other")
    with pytest.raises(WrongState):
        parties.check_standing(other, note="营业执照", by=director, at=later(2))
    for outcome in ("correct", "take-down"):
        with pytest.raises(WrongState):
            parties.decide(feedback, outcome=outcome, reason="x", by=director, at=later(2))
    assert not feedback.decisions.exists()


def test_what_is_wrong_and_what_it_should_be_belong_together_and_to_a_correction(world):
    """Named by field; nothing is decided."""
    feedback, _code = checked(world)
    wrong, right = {"wrong": "3 号墩"}, {"right": "2 号墩"}
    for given, field in (({"outcome": "correct", **right}, "wrong"), ({"outcome": "correct", **wrong}, "right"),
                         ({"outcome": "refuse", **wrong, **right}, "right")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            parties.decide(feedback, reason="x", by=world.bureau.director, at=later(1), **given)
        assert refused.value.field == field
    assert not feedback.decisions.exists() and Case.objects.get().is_open


def test_no_wording_is_put_into_a_version_that_is_in_the_chain(world):
    """It would be signed unseen: recalled first, or left to the division; by mail only where an address is known."""
    feedback, _code = checked(world)
    page, given = world.penalty, {"outcome": "correct", "reason": "墩号有误", "by": world.bureau.director, "at": later(3)}
    draft = EnforcementPage.objects.get(pk=page.pk)
    draft.problems = "另有更正"
    draft.save_revision(user=world.bureau.editor)
    chain.propose(page=page, by=world.bureau.editor, at=later(2), kind="correction")
    with pytest.raises(WrongState):
        parties.decide(feedback, wrong="3 号墩", right="2 号墩", **given)
    with pytest.raises(Invalid) as refused:
        parties.decide(feedback, way="email", **given)
    assert refused.value.field == "way" and not feedback.decisions.exists() and Case.objects.get().is_open
