"""What somebody tries with an application, a complaint or feedback who would rather it stood still, came to another, or told who came."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.applications import actions as applications
from disclosure.cases import access, codes
from disclosure.cases import actions as cases
from disclosure.cases.models import Case
from disclosure.clocks.actions import load_notice
from disclosure.clocks.notices import Notice
from disclosure.complaints import actions as complaints
from disclosure.complaints import orders
from disclosure.complaints.heard import leave_whom_they_are_about
from disclosure.complaints.models import Complaint
from disclosure.feedback import actions as feedback
from disclosure.ledger.errors import Invalid, NotFound, WrongState
from disclosure.ledger.record import entries_about
from disclosure.org.models import Delegation, Post
from disclosure.outbox.models import Message
from disclosure.rules.clock import ClockError, Event, due
from tests import factories

pytestmark = pytest.mark.once
HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
DAY = dt.timedelta(days=1)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def application(at=AT, **changed):
    return applications.receive(given=factories.application_given(**changed), way="web", at=at)[0]


def complaint(at=AT, **changed):
    return complaints.receive(given=factories.complaint_given(**changed), way="web", at=at)[0]


def fresh(row):
    return Case.objects.get(pk=row.case_id)


# ---- the clock


def test_an_extension_given_in_time_stands_though_the_calendar_moves_afterwards(bureau, client):
    """On the last day by the provisional calendar; the notice makes two days of New Year work days: it loads, the case is shown, its day moves."""
    made = application(dt.datetime(2026, 12, 10, 10, tzinfo=HERE))
    last = dt.datetime.combine(fresh(made).due_on, dt.time(10), HERE)
    applications.extend(made, days=20, reason="检索", by=bureau.director, at=last)
    before = fresh(made)
    notice = Notice({dt.date(2027, 1, 2): (True, "元旦"), dt.date(2027, 1, 3): (True, "元旦")}, frozenset({2027}), "通知", ())
    changed = load_notice(notice, at=last)
    assert before.provisional and [each.what for each in changed] == [before.number] and fresh(made).due_on < before.due_on
    client.force_login(bureau.director)
    assert client.get(f"/admin/cases/{made.case_id}/").status_code == 200


def test_an_extension_that_is_given_now_is_still_refused_after_the_limit():
    """Only what was taken in its time stands."""
    late = dt.date(2026, 11, 30)
    with pytest.raises(ClockError):
        due("application", dt.date(2026, 9, 18), [Event("extended", late, 20)])
    assert due("application", dt.date(2026, 9, 18), [Event("extended", late, 20, stands=True)]).total == 40


@pytest.mark.parametrize(
    "verb, given",
    [
        ("request_correction", {"items": "请写明年份"}), ("ask", {"kind": "third_party", "name": "某公司"}),
        ("notify_fee", {"basis": "pages", "pages": 99}), ("extend", {"days": 20, "reason": "检索"}),
        ("change_kind", {"to": "complaint", "reason": "是投诉"}),
    ],
)  # fmt: skip
def test_what_is_decided_is_served_and_its_limit_neither_stopped_nor_stretched(bureau, verb, given):
    """Between decision and service nothing hides that the service is late."""
    made = application()
    applications.decide(made, outcome="A2", given="见附件", by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        getattr(applications, verb)(made, **given, by=bureau.director, at=AT + DAY)
    applications.serve(made, service="online", by=bureau.director, at=AT + 40 * DAY)
    assert fresh(made).late


@pytest.mark.parametrize("verb, given", [("ask", {"text": "请写明编号"}), ("extend", {"days": 10, "reason": "复核"})])
def test_a_complaint_that_is_answered_and_not_served_is_neither_asked_about_nor_extended(bureau, verb, given):
    """As an application: the answer by post waits for its day, and lateness counts to it."""
    made = complaint()
    complaints.reply(made, result="solved", text="已责令改正。", way="post", by=bureau.efficiency, at=AT)
    with pytest.raises(WrongState):
        getattr(complaints, verb)(made, **given, by=bureau.efficiency, at=AT + DAY)


def test_an_answer_of_a_third_party_that_an_earlier_round_asked_is_entered_and_it_is_decided(bureau):
    """Answered as public already while the letter was out, then reopened: no pause of the new round, and no dead end."""
    made = application()
    asked = applications.ask(made, kind="third_party", name="某公司", by=bureau.director, at=AT)
    applications.decide(made, outcome="A1", given="门户网站", by=bureau.director, at=AT + DAY)
    applications.serve(made, service="online", by=bureau.director, at=AT + DAY)
    with pytest.raises(WrongState):
        applications.hear(asked, answer="agrees", by=bureau.director, at=AT + DAY)
    case = cases.reopen(made.case, text="网站上没有", at=AT + 2 * DAY)
    applications.hear(asked, answer="agrees", by=bureau.director, at=AT + 3 * DAY)
    assert fresh(made).due_on == case.due_on and fresh(made).events.last().what == "reopened"
    assert applications.decide(made, outcome="A2", given="见附件", by=bureau.director, at=AT + 4 * DAY).round == 2


def test_a_fee_that_was_paid_too_late_is_entered_when_the_applicant_reopens(bureau):
    """Given up for want of payment, then paid: the new round knows no fee that is awaited, and the payment has its day."""
    made = application()
    applications.notify_fee(made, basis="pages", pages=100, by=bureau.director, at=AT)
    late = AT + 50 * DAY
    applications.decide(made, outcome="A14", by=bureau.director, at=late)
    applications.serve(made, service="online", by=bureau.director, at=late)
    case = cases.reopen(made.case, text="已缴费", at=late + DAY)
    assert applications.enter_payment(made, by=bureau.director, at=late + DAY).paid_on == (late + DAY).date()
    assert fresh(made).due_on == case.due_on
    assert applications.decide(made, outcome="A2", given="见附件", by=bureau.director, at=late + 2 * DAY).round == 2


def test_what_is_still_awaited_is_not_in_hand(bureau):
    """A fee and a third party at once, in either order; a third party asked before a correction was: the state says for what it waits."""
    by = {"by": bureau.director}
    one, two, three = application(), application(), application()
    applications.notify_fee(one, basis="pages", pages=100, **by, at=AT)
    asked = applications.ask(one, kind="third_party", name="某公司", **by, at=AT)
    applications.hear(asked, answer="agrees", **by, at=AT + DAY)
    assert (fresh(one).state, fresh(one).due_on) == ("paused", None)
    applications.enter_payment(one, **by, at=AT + 2 * DAY)
    assert (fresh(one).state, fresh(one).act_by) == ("in-hand", None)
    asked = applications.ask(two, kind="third_party", name="某公司", **by, at=AT)
    applications.notify_fee(two, basis="pages", pages=100, **by, at=AT)
    applications.enter_payment(two, **by, at=AT + DAY)
    assert fresh(two).state == "paused"
    applications.hear(asked, answer="agrees", **by, at=AT + 3 * DAY)
    assert fresh(two).state == "in-hand"
    asked = applications.ask(three, kind="co_maker", name="某局", **by, at=AT)
    applications.request_correction(three, items="写明年度", **by, at=AT)
    cases.add(three.case, text="2025年度", at=AT + DAY)
    assert fresh(three).state == "paused"
    applications.hear(asked, answer="agrees", **by, at=AT + 3 * DAY)
    assert fresh(three).state == "in-hand"


def test_fee_and_correction_are_not_awaited_at_once(bureau):
    """With both the correction was taken for an addition, and the application never due again."""
    by = {"by": bureau.director}
    one, two = application(), application()
    applications.request_correction(one, items="写明年度", **by, at=AT)
    with pytest.raises(WrongState):
        applications.notify_fee(one, basis="pages", pages=100, **by, at=AT)
    applications.notify_fee(two, basis="pages", pages=100, **by, at=AT)
    with pytest.raises(WrongState):
        applications.request_correction(two, items="写明年度", **by, at=AT)
    assert (fresh(one).state, fresh(two).state) == ("correcting", "paused")


def test_a_fee_of_an_earlier_round_that_is_paid_does_not_end_the_wait_for_a_correction(bureau):
    """Given up for want of payment, reopened, asked to correct: the correction that comes is one, and begins the count anew."""
    made, by = application(), {"by": bureau.director}
    applications.notify_fee(made, basis="pages", pages=100, **by, at=AT)
    late = AT + 50 * DAY
    applications.decide(made, outcome="A14", **by, at=late)
    applications.serve(made, service="online", **by, at=late)
    cases.reopen(made.case, text="已缴费", at=late + DAY)
    applications.request_correction(made, items="写明年度", **by, at=late + 2 * DAY)
    applications.enter_payment(made, **by, at=late + 3 * DAY)
    assert fresh(made).state == "correcting" and fresh(made).act_by
    cases.add(fresh(made), text="2025年度", at=late + 4 * DAY)
    assert fresh(made).state == "in-hand" and fresh(made).due_on


# ---- who came


@pytest.mark.parametrize("title", ["１３８－００１３－８０００所要的资料", "林 某 某要的资料", "电话138-0013-8000", "11010519491231 002x 申请的"])
def test_a_draft_from_an_application_names_the_applicant_in_no_disguise(bureau, title):
    """Full-width figures, hyphens and blanks hide nobody."""
    with pytest.raises(Invalid):
        applications.make_public(application(), title=title, category="other", by=bureau.editor_bangong, at=AT)


@pytest.mark.parametrize("door", ["page", "API"])
def test_a_wrong_code_costs_the_same_whatever_there_is(bureau, client, monkeypatch, door):
    """No number, an application, a complaint, what became one, what that became, an inward item's feedback: as many queries and digests for all."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    about_nobody = feedback.receive(given={"kind": "question", "text": "网站字太小。", "contact": ""}, page=None, way="web", at=AT)[0]
    became = feedback.go_on_as(about_nobody, to="complaint", reason="是投诉", by=bureau.director, at=AT)
    again = complaints.change_kind(Complaint.objects.get(case__number=became), to="feedback", reason="是意见", by=bureau.efficiency, at=AT)
    numbers = ["TS-2026-99999", fresh(application()).number, fresh(complaint()).number, fresh(about_nobody).number, became, again]
    client.get("/track/")  # what the first page of a process reads once
    digests, cost = [], set()
    monkeypatch.setattr(codes, "digest_of", lambda *args, make=codes.digest_of: digests.append(args) or make(*args))
    for number in numbers:
        digests.clear()
        with CaptureQueriesContext(connection) as asked:
            if door == "page":
                answer = client.post("/track/", {"number": number, "code": "NONONONONO"})
            else:
                answer = client.get(f"/api/v3/cases/{number}/?code=NONONONONO")
        assert answer.status_code == 404
        cost.add((len(asked), len(digests)))
    assert len(cost) == 1, cost


def test_one_code_opens_all_that_a_matter_became(bureau):
    """Feedback, then a complaint, then feedback again; a code that was replaced opens its own case alone, and the lost one nothing."""
    first, code = feedback.receive(given={"kind": "question", "text": "网站字太小。", "contact": ""}, page=None, way="web", at=AT)
    second = feedback.go_on_as(first, to="complaint", reason="是投诉", by=bureau.director, at=AT)
    third = complaints.change_kind(Complaint.objects.get(case__number=second), to="feedback", reason="是意见", by=bureau.efficiency, at=AT)
    assert [cases.found(number, code).number for number in (second, third)] == [second, third]
    new = cases.replace_code(Case.objects.get(number=third), way="柜台", by=bureau.director, at=AT)
    assert cases.found(third, new) and cases.found(third, code) is None and cases.found(second, code)


# ---- whom it is about


def delegate(kind, to, first=0):
    Delegation.objects.create(
        post=Post.objects.get(kind=kind), to=to, from_date=(AT + first * DAY).date(), to_date=(AT + 30 * DAY).date(), reason="出差"
    )


@pytest.mark.parametrize("first", [0, 3])
def test_who_is_named_does_not_read_it_by_a_delegation_of_today_or_later(bureau, first):
    """He holds no post of his own when it comes in; the officer's post is delegated to him."""
    somebody = factories.person("wang", name="王小二")
    if not first:
        delegate("efficiency_officer", somebody)
    made = complaint(division=None, text="王小二在工地收了红包，请查处。")
    if first:
        delegate("efficiency_officer", somebody, first)
    assert access.capacity(somebody, made.case, (AT + 5 * DAY).date()) is None


def test_who_becomes_deputy_or_head_of_the_division_complained_of_knows_it_no_longer(bureau):
    """Its handler too, from the day of the post: the case is his desk's."""
    made = complaint()
    cases.hand_over(made.case, to=bureau.head_anquan, reason="请核查", by=bureau.efficiency, at=AT)
    cases.accept(made.case, by=bureau.head_anquan, at=AT)
    Post.objects.filter(kind="division_head", division=bureau.zhiliang).update(to_date=AT.date(), deputy=bureau.head_anquan)
    assert access.capacity(bureau.head_anquan, fresh(made), AT.date()) and not access.capacity(bureau.head_anquan, fresh(made), (AT + DAY).date())


def test_the_leader_in_charge_loses_it_when_it_turns_out_to_be_about_his_division(bureau):
    """As its owner, and as whom it is offered to."""
    made = complaint(division=None, text="有人收了红包，请查处。")
    cases.hand_over(made.case, to=bureau.leader, reason="请核查", by=bureau.efficiency, at=AT)
    cases.accept(made.case, by=bureau.leader, at=AT)
    complaints.mark_about(made, division=bureau.zhiliang, reason="查明", by=bureau.efficiency, at=AT)
    assert fresh(made).owner == bureau.efficiency


def clocks(days):
    """The job that moves them, so many days later."""
    return leave_whom_they_are_about(AT + days * DAY)


def test_the_leader_who_comes_to_be_in_charge_later_keeps_nothing_of_it(bureau, client):
    """He handled it; from the day on which the division is his he gets 404, in no list of his it stands, and the office has it back."""
    made = complaint()
    cases.hand_over(made.case, to=bureau.other_leader, reason="请核查", by=bureau.efficiency, at=AT)
    cases.accept(made.case, by=bureau.other_leader, at=AT)
    assert clocks(0) == 0 and access.capacity(bureau.other_leader, fresh(made), AT.date())
    Post.objects.get(person=bureau.other_leader).in_charge_of.add(bureau.zhiliang)
    client.force_login(bureau.other_leader)
    assert client.get(f"/admin/cases/{made.case_id}/").status_code == 404
    assert made.case.number not in client.get("/admin/disclosure_complaints/registerentry/").content.decode()
    assert (clocks(1), clocks(1), fresh(made).owner) == (1, 0, bureau.efficiency)
    assert "complaints.about" in [entry.verb for entry in entries_about("case", made.case_id)]


@pytest.mark.parametrize("how", ["post", "delegation"])
def test_who_is_complained_of_and_comes_to_be_the_officer_moves_it_to_the_main_leader(bureau, how):
    """By a post or by a delegation of it: the main leader names who handles it, and whom he named keeps it."""
    named = factories.person("wang", name="王小二")
    factories.post("editor", named, division=bureau.anquan)
    made = complaint(division=None, text="王小二在工地收了红包，请查处。")
    if how == "post":
        Post.objects.filter(kind="efficiency_officer").update(to_date=AT.date())
        factories.post("efficiency_officer", named, from_date=(AT + DAY).date())
    else:
        delegate("efficiency_officer", named, 1)
    assert access.capacity(named, fresh(made), (AT + DAY).date()) is None
    assert (clocks(0), clocks(1), clocks(2)) == (0, 1, 0)
    case = fresh(made)
    assert (case.owner, case.desk) == (bureau.main_leader, "main_leader") and Complaint.objects.get().track == "named"
    assert access.capacity(bureau.main_leader, case, (AT + DAY).date()) and not access.capacity(bureau.efficiency, case, (AT + DAY).date())
    cases.hand_over(case, to=bureau.director, reason="请核查", by=bureau.main_leader, at=AT + DAY)
    assert clocks(2) == 0 and fresh(made).handovers.filter(receiver=bureau.director, declined_at=None).count() == 1
    cases.accept(case, by=bureau.director, at=AT + DAY)
    assert clocks(3) == 0 and fresh(made).owner == bureau.director


def test_an_officer_who_is_in_charge_of_the_division_does_not_handle_what_is_about_it(bureau):
    """From the first moment; what is about another division stays with him."""
    Post.objects.get(person=bureau.leader).in_charge_of.clear()
    factories.post("supervising_leader", bureau.efficiency, in_charge_of=[bureau.zhiliang])
    assert fresh(complaint()).owner == bureau.main_leader and fresh(complaint(division="anquan")).owner == bureau.efficiency


def test_a_closed_complaint_stays_where_it_is(bureau):
    """It returns to another owner when it is asked for again."""
    made = complaint()
    cases.hand_over(made.case, to=bureau.other_leader, reason="请核查", by=bureau.efficiency, at=AT)
    cases.accept(made.case, by=bureau.other_leader, at=AT)
    complaints.reply(made, result="solved", text="已责令改正。", by=bureau.other_leader, at=AT)
    Post.objects.get(person=bureau.other_leader).in_charge_of.add(bureau.zhiliang)
    assert clocks(1) == 0
    cases.reopen(made.case, text="还是老样子。", at=AT + DAY)
    assert clocks(1) == 1 and fresh(made).owner == bureau.efficiency


@pytest.mark.parametrize(
    "who, changed",
    [("leader", {}), ("main_leader", {"division": None, "about": "main-leader"}), ("chair", {"division": None, "about": "leader"})],
)
def test_who_takes_in_what_is_about_himself_or_his_division_never_owns_it(bureau, who, changed):
    """The leader in charge of the division, the main leader, one of the leaders who are meant without a name."""
    by = getattr(bureau, who)
    made, _code = complaints.enter(given=factories.complaint_given(**changed), way="telephone", received_on=AT.date(), by=by, at=AT)
    assert fresh(made).owner not in (by, None)


def test_about_a_division_and_a_leader_without_a_name_no_leader_knows_it(bureau):
    """The main leader names who handles it, and he is no leader by whom it could be meant."""
    made = complaint()
    complaints.mark_about(made, division=bureau.zhiliang, leader=True, reason="查明", by=bureau.efficiency, at=AT)
    case = fresh(made)
    with pytest.raises(Invalid):
        cases.hand_over(case, to=bureau.other_leader, reason="请核查", by=bureau.main_leader, at=AT)
    assert case.owner == bureau.main_leader and access.capacity(bureau.main_leader, case, AT.date())


@pytest.mark.parametrize("again", [False, True])
def test_whom_the_reporter_names_later_knows_it_no_longer(bureau, again):
    """In what he adds, or in why he reopens it: the officer himself, so that the main leader has it at once."""
    made = complaint(division=None, text="有人收了红包，请查处。")
    if again:
        complaints.reply(made, result="solved", text="已责令改正。", by=bureau.efficiency, at=AT)
    (cases.reopen if again else cases.add)(made.case, text="efficiency就是收红包的人。", at=AT + DAY)
    case = fresh(made)
    assert (case.owner, case.desk) == (bureau.main_leader, "main_leader") and access.capacity(bureau.efficiency, case, AT.date()) is None


@pytest.mark.parametrize("about, opener, kept", [("efficiency", "main_leader", "efficiency"), ("main-leader", "efficiency", "main_leader")])
def test_an_order_out_of_a_complaint_is_not_read_by_whom_that_is_about(bureau, client, about, opener, kept):
    """Neither in his register nor at its address, and he does not check it; who opened it does."""
    made = complaint(division=None, text=f"{about}压件不办，请查处。")
    given = {"kind": "supervision", "title": "关于受理", "text": "请说明。", "division": bureau.anquan, "about": ("case", made.case_id, "")}
    order = complaints.order_open(**given, by=getattr(bureau, opener), at=AT)
    for user, seen in ((kept, False), (opener, True), ("head_anquan", True)):
        client.force_login(getattr(bureau, user))
        register = client.get("/admin/disclosure_complaints/supervisionorder/").content.decode()
        assert (client.get(f"/admin/orders/{order.pk}/").status_code == 200, order.number in register) == (seen, seen), user
    assert orders.checks(getattr(bureau, opener), order, AT.date()) and not orders.checks(getattr(bureau, kept), order, AT.date())


def test_who_opened_an_order_reads_it_no_more_when_the_complaint_turns_out_to_be_about_him(bureau):
    """The order was the officer's; then it is noted that he is meant."""
    made = complaint()
    given = {"kind": "supervision", "title": "关于受理", "text": "请说明。", "division": bureau.anquan, "about": ("case", made.case_id, "")}
    order = complaints.order_open(**given, by=bureau.efficiency, at=AT)
    complaints.mark_about(made, persons=[bureau.efficiency], reason="查明", by=bureau.efficiency, at=AT)
    assert orders.reads(bureau.efficiency, order, AT.date()) is None and order not in orders.readable(bureau.efficiency, AT.date())


def test_neither_a_check_nor_more_time_nor_a_file_tells_the_division_who_came(bureau):
    """The division reads the opinion, the reason and the names of files as it reads the order and the inquiry."""
    made = complaint()
    given = {"kind": "improvement", "title": "改进抽查", "text": "请完善留痕制度。", "division": bureau.zhiliang, "about": ("case", made.case_id, "")}
    order = complaints.order_open(**given, by=bureau.efficiency, at=AT)
    by = {"by": bureau.efficiency, "at": AT}
    with pytest.raises(Invalid):
        complaints.order_prolong(order, due_on=(AT + 60 * DAY).date(), reason="欧阳建华反映的事没有完", **by)
    complaints.order_explain(order, text="无留痕。", by=bureau.head, at=AT)
    complaints.order_plan(order, text="补齐。", due_on=order.due_on, by=bureau.head, at=AT)
    complaints.order_evidence(order, text="已补齐。", by=bureau.head, at=AT)
    with pytest.raises(Invalid):
        complaints.order_check(order, passed=False, text="139 0013 9000 来电说没有改", **by)
    file = SimpleUploadedFile("欧阳建华的说明.txt", b"1")
    with pytest.raises(Invalid):
        complaints.inquire(made, division=bureau.zhiliang, title="抽查程序", question="请说明抽查安排。", files=[file], **by)


def test_what_became_a_complaint_is_closed_to_whom_that_is_about(bureau, client):
    """Feedback lay with the head of the division whom it names; once it is a complaint he reads neither it nor its contact any more."""
    given = {"kind": "question", "text": "质量处head-zhiliang收红包。", "contact": "欧阳建华 13900139000", "credit_code": ""}
    made, _code = feedback.receive(given=given, page=None, way="web", at=AT)
    cases.hand_over(made.case, to=bureau.head, reason="请办理", by=bureau.director, at=AT)
    cases.accept(made.case, by=bureau.head, at=AT)
    assert access.capacity(bureau.head, fresh(made), AT.date())
    feedback.go_on_as(made, to="complaint", reason="是投诉", by=bureau.director, at=AT)
    with pytest.raises(NotFound):
        feedback.view_contact(made, by=bureau.head, at=AT)
    client.force_login(bureau.head)
    assert client.get(f"/admin/cases/{made.case_id}/").status_code == 404
    assert feedback.view_contact(made, by=bureau.director, at=AT) == "欧阳建华 13900139000"


def test_an_application_that_became_a_complaint_has_no_word_of_it_in_the_register(bureau):
    """Leaders and administrators read the register; its rows carry the first words of what is asked for, of a complaint none."""
    made = application(description="举报质量处head-zhiliang收红包")
    applications.change_kind(made, to="complaint", reason="是投诉", by=bureau.director, at=AT)
    assert "红包" not in fresh(made).title and access.capacity(bureau.director, fresh(made), AT.date())


def offered(client, case):
    page = client.get(f"/admin/cases/{case.pk}/").content.decode()
    return {int(number) for number in re.findall(r'value="([0-9]+)"', re.search(r'<select name="hand_over-to".*?</select>', page, re.S)[0])}


def test_a_handover_offers_neither_the_owner_nor_whom_it_is_about(bureau, client):
    """Chosen by hand all the same they are refused, each with a sentence, and nothing is offered."""
    made = complaint(text="other-leader走过场。")
    cases.hand_over(made.case, to=bureau.director, reason="请办理", by=bureau.main_leader, at=AT)
    cases.accept(made.case, by=bureau.director, at=AT)
    client.force_login(bureau.main_leader)
    out = {getattr(bureau, who).pk for who in ("director", "other_leader", "editor", "head", "leader")}
    assert bureau.head_anquan.pk in offered(client, made.case) and not out & offered(client, made.case)
    for number in out:
        answer = client.post(f"/admin/cases/{made.case_id}/", {"verb": "hand_over", "hand_over-to": number, "hand_over-reason": "请办理"})
        assert ("已经是本件责任人" if number == bureau.director.pk else "不得由被反映的人员") in answer.content.decode(), number
    assert not fresh(made).handovers.filter(accepted_at=None).exists()


def test_what_became_a_complaint_is_handed_over_to_nobody_whom_that_is_about(bureau, client):
    """The application itself stays open; it is not offered to them, and refused."""
    made = application(description="举报质量处head-zhiliang收红包")
    applications.change_kind(made, to="complaint", reason="是投诉", by=bureau.director, at=AT)
    client.force_login(bureau.director)
    numbers = offered(client, fresh(made))
    assert bureau.head.pk not in numbers and bureau.director.pk not in numbers and bureau.editor.pk in numbers
    with pytest.raises(Invalid):
        cases.hand_over(made.case, to=bureau.head, reason="请办理", by=bureau.director, at=AT)


# ---- nobody's case


def test_an_offer_to_somebody_who_has_left_does_not_keep_it_from_the_next(bureau):
    """He can neither accept nor decline; and an offer ends with the answer."""
    made = application()
    first = cases.hand_over(made.case, to=bureau.head_anquan, reason="请办理", by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        cases.hand_over(made.case, to=bureau.head, reason="请办理", by=bureau.director, at=AT)
    Post.objects.filter(person=bureau.head_anquan).update(to_date=AT.date())
    bureau.head_anquan.__dict__.pop("_disclosure_posts", None)
    second = cases.hand_over(made.case, to=bureau.head, reason="请办理", by=bureau.director, at=AT + DAY)
    first.refresh_from_db()
    assert first.declined_at and second.receiver == bureau.head
    applications.decide(made, outcome="A2", given="见附件", by=bureau.director, at=AT + DAY)
    applications.serve(made, service="online", by=bureau.director, at=AT + DAY)
    second.refresh_from_db()
    assert second.declined_at


def test_what_comes_back_to_an_owner_who_has_left_is_told_to_the_desk(bureau):
    """Somebody hears that it was reopened."""
    made = application()
    cases.hand_over(made.case, to=bureau.head, reason="请办理", by=bureau.director, at=AT)
    cases.accept(made.case, by=bureau.head, at=AT)
    applications.decide(made, outcome="A2", given="见附件", by=bureau.director, at=AT)
    applications.serve(made, service="online", by=bureau.director, at=AT)
    bureau.head.is_active = False
    bureau.head.save()
    cases.reopen(made.case, text="不对", at=AT + 2 * DAY)
    assert Message.objects.filter(key__contains=":reopened:").get().to == [bureau.director.email]


# ---- questions of an address


@pytest.mark.parametrize(
    "register, question",
    [
        ("ledger/entry", "actor__password__startswith={hash}"), ("complaints/registerentry", "owner__password__startswith={hash}"),
        ("complaints/registerentry", "complaint__persons__id={head}"), ("complaints/registerentry", "complaint__division__posts__person={head}"),
        ("complaints/registerentry", "code_digest__gte=8"), ("applications/registerentry", "application__applicant__gte=8"),
        ("feedback/registerentry", "owner_division__posts__person__password__startswith={hash}"),
    ],
)  # fmt: skip
def test_a_register_answers_no_question_but_its_filters(bureau, client, register, question):
    """Neither the digest of a password nor who is complained of is asked out of it sign by sign: right and wrong look alike."""
    complaint(text="head-zhiliang走过场，只喝茶不看现场。")
    application()
    client.force_login(bureau.auditor)
    address = f"/admin/disclosure_{register}/?"
    right = client.get(address + question.format(hash=bureau.efficiency.password[:12], head=bureau.head.pk))
    wrong = client.get(address + question.format(hash="zzzz", head=bureau.editor_anquan.pk).replace("gte=8", "gte=zzz"))
    rows = [re.findall(r"(?:TS|SQ|FK)-2026-\d{5}", answer.content.decode()) for answer in (right, wrong)]
    assert right.status_code == wrong.status_code and rows[0] == rows[1]


@pytest.mark.parametrize("question", ["nothing=1", "email__contains=x", "complaint__text__contains=x", "due_on__gte=never", "state__exact=%00"])
def test_a_question_that_cannot_be_asked_is_no_fault_of_ours(bureau, client, question):
    """Unknown, sealed, no day."""
    client.force_login(bureau.efficiency)
    assert client.get(f"/admin/disclosure_complaints/registerentry/?{question}").status_code in (200, 400)


def test_what_is_late_already_does_not_become_timely_by_a_confirmation(bureau):
    """An ordinary letter whose receipt nobody confirmed is late by the arrival, and stays so (art. 31)."""
    given = {"given": factories.application_given(), "way": "letter", "received_on": AT.date()}
    made, _code = applications.enter(**given, by=bureau.director, at=AT)
    cases.confirm_receipt(made.case, by=bureau.director, at=AT + 60 * DAY)
    assert fresh(made).due_on == made.case.due_on and fresh(made).confirmed_on


def test_the_first_page_names_no_complaint_about_whoever_looks_at_it(bureau, client):
    """It was his and was offered to him before he became head of the division: neither is named any more."""
    from django.utils import timezone

    at = timezone.now()
    mine, offered = complaint(at), complaint(at)
    cases.hand_over(mine.case, to=bureau.head_anquan, reason="请核查", by=bureau.efficiency, at=at)
    cases.accept(mine.case, by=bureau.head_anquan, at=at)
    cases.hand_over(offered.case, to=bureau.head_anquan, reason="请核查", by=bureau.efficiency, at=at)
    numbers = (mine.case.number, offered.case.number)
    client.force_login(bureau.head_anquan)
    page = client.get("/admin/").content.decode()
    assert all(number in page for number in numbers)
    Post.objects.filter(person=bureau.head_anquan).update(division=bureau.zhiliang)
    page = client.get("/admin/").content.decode()
    assert not any(number in page for number in numbers)


@pytest.mark.parametrize("text", ["请打1.3.8.0.0.1.3.8.0.0.0。", "138_0013_8000", "110105 19491231 002X", "138 - 0013 - 8000"])
def test_a_number_that_was_parted_is_not_shown_with_an_answer_either(bureau, site, text):
    """Question and answer on an item's page hold nobody's number, however it was split."""
    with pytest.raises(Invalid):
        feedback._without_the_giver(feedback.Feedback(contact="—"), "question", text)
    assert feedback._without_the_giver(feedback.Feedback(contact="—"), "question", "2026-03-12 起，第3.2条") == "2026-03-12 起，第3.2条"


# ---- what is left behind


def test_an_inquiry_of_a_complaint_that_went_on_as_another_kind_is_owed_no_more(bureau):
    """As with an answer and a withdrawal: the division is reminded of nothing."""
    made = complaint(division=None)
    asked = complaints.inquire(made, division=bureau.zhiliang, title="抽查程序", question="请说明安排和记录。", by=bureau.efficiency, at=AT)
    complaints.change_kind(made, to="feedback", reason="其实是提问", by=bureau.efficiency, at=AT + DAY)
    asked.refresh_from_db()
    assert asked.withdrawn_at == AT + DAY


def test_who_had_shown_a_code_that_was_replaced_opens_nothing_more(bureau, client):
    """Neither the case nor what it went on as, though his browser had shown the code there."""
    made, code = applications.receive(given=factories.application_given(), way="web", at=AT)
    number = applications.change_kind(made, to="complaint", reason="是投诉", by=bureau.director, at=AT)
    with time_machine.travel(AT, tick=False):
        client.post("/track/", {"number": number, "code": code})
        assert client.get(f"/track/{number}/").status_code == 200
        cases.replace_code(made.case, way="柜台核对", by=bureau.director, at=AT)
        assert client.get(f"/track/{number}/").status_code == 302 and cases.found(number, "") is None


@pytest.mark.parametrize("about, track", [("main-leader", "superior"), ("leader", "named"), ("", "routine")])
def test_saying_whom_it_is_about_loses_nothing_that_the_reporter_said(bureau, client, about, track):
    """A division is added by the form as it stands: the main leader, of whom it is too, does not come to know it."""
    made = complaint(division=None, about=about)
    client.force_login(fresh(made).owner)
    with time_machine.travel(AT, tick=False):
        page = client.get(f"/admin/cases/{made.case_id}/")
        verb, form = next((verb, form) for verb, form in page.context["shown"] if verb.name == "about")
        typed = {name: value for name, value in form.initial.items() if value and name != "persons"}
        typed |= {"division": bureau.zhiliang.pk, "reason": "也涉及质量处"}
        client.post(f"/admin/cases/{made.case_id}/", {"verb": "about", **{f"{verb.name}-{name}": value for name, value in typed.items()}})
    made.refresh_from_db()
    assert (made.division, made.track) == (bureau.zhiliang, track)


def test_about_the_main_leader_the_officer_and_the_director_somebody_sends_it_up(bureau):
    """A leader in charge who is not named, and no other: it does not lie with nobody."""
    named = {"main_leader": "张建国", "efficiency": "李建国", "director": "王建国", "leader": "赵建国"}
    for attribute, name in named.items():
        person = getattr(bureau, attribute)
        person.last_name = name
        person.save()
    made = complaint(division=None, text="、".join(named.values()) + "相互串通，请查处。")
    complaints.move_on(made, at=AT)
    case = fresh(made)
    assert (made.track, case.owner) == ("superior", bureau.other_leader)
    people = (bureau.main_leader, bureau.efficiency, bureau.director, bureau.leader, bureau.editor, bureau.auditor)
    assert not any(access.capacity(person, case, AT.date()) for person in people)
    complaints.send_up(made, by=bureau.other_leader, at=AT)
    assert fresh(made).state == "answered"
