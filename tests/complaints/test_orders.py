"""Supervision orders: from a warning to the check, about any row; reminders; who may open, answer, check and read them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.cases.models import Case
from disclosure.clocks.models import Duty, Reminder
from disclosure.clocks.remind import remind
from disclosure.complaints import actions, orders
from disclosure.complaints.models import Inquiry, SupervisionOrder
from disclosure.items.issued import enter
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import entries_about
from disclosure.org import actions as org
from disclosure.org.models import Post
from disclosure.outbox.models import Message
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))


def at(day, hour=10):
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), HERE)


AT = at("2026-11-02")


@pytest.fixture
def bureau(site):
    return factories.bureau()


def opened(bureau, **changed):
    given = {
        "kind": "supervision",
        "title": "附件打不开",
        "text": "请说明原因并更正。",
        "about": ("page", 12, ""),
        "division": bureau.zhiliang,
        "at": AT,
    }
    return actions.order_open(**{**given, "by": bureau.efficiency, **changed})


def test_from_the_warning_to_the_check(bureau):
    """Warning → explanation → plan → evidence → check; each step is due on a day, has its entry, and only what was checked is closed."""
    order = opened(bureau)
    assert (order.number, order.state, order.step_due_on, order.due_on) == ("DB-2026-00001", "warned", dt.date(2026, 11, 5), dt.date(2026, 11, 23))
    assert Message.objects.get().to == [bureau.head.email]
    actions.order_explain(order, text="换版时漏传。", by=bureau.head, at=at("2026-11-03"))
    actions.order_plan(order, text="重新上传并核对全部附件。", due_on=dt.date(2026, 11, 10), by=bureau.head, at=at("2026-11-04"))
    order.refresh_from_db()
    assert (order.state, order.step_due_on) == ("planned", dt.date(2026, 11, 10))
    files = [SimpleUploadedFile("核对表.txt", "已核对".encode())]
    step = actions.order_evidence(order, text="已更正。", files=files, by=bureau.head, at=at("2026-11-09"))
    assert step.papers.get().name == "核对表.txt"
    order.refresh_from_db()
    assert (order.state, order.step_due_on, order.closed_at) == ("shown", dt.date(2026, 11, 16), None)
    actions.order_check(order, passed=True, text="属实。", by=bureau.efficiency, at=at("2026-11-10"))
    order.refresh_from_db()
    assert order.state == "closed" and order.closed_at == at("2026-11-10")
    verbs = ["orders.open", "orders.explain", "orders.plan", "orders.evidence", "orders.check"]
    assert [entry.verb for entry in entries_about("order", order.pk)] == verbs
    assert list(actions.orders_about("page", 12)) == [order]


def test_who_answered_as_a_delegate_does_not_check_it_once_his_time_is_over(bureau):
    """Nobody checks what he did himself; where he is the only officer, the main leader checks."""
    order = opened(bureau)
    delegation = {"from_date": dt.date(2026, 11, 2), "to_date": dt.date(2026, 11, 4), "reason": "出差", "by": bureau.head, "at": AT}
    org.delegate(Post.objects.get(person=bureau.head), to=bureau.efficiency, **delegation)
    actions.order_explain(order, text="换版时漏传。", by=bureau.efficiency, at=at("2026-11-03"))
    actions.order_plan(order, text="重新上传。", due_on=dt.date(2026, 11, 10), by=bureau.efficiency, at=at("2026-11-03"))
    actions.order_evidence(order, text="已更正。", by=bureau.efficiency, at=at("2026-11-04"))
    with pytest.raises(NotAllowed):
        actions.order_check(order, passed=True, text="属实。", by=bureau.efficiency, at=at("2026-11-06"))
    actions.order_check(order, passed=True, text="属实。", by=bureau.main_leader, at=at("2026-11-06"))


def test_an_order_about_an_inquiry_tells_the_division_no_more_than_the_inquiry_did(bureau):
    """In the officer's own words; to who does not know the reporter no refusal tells whom he has guessed."""
    complaint, _code = actions.receive(given=factories.complaint_given(division=""), way="web", at=AT)
    inquiry = actions.inquire(complaint, division=bureau.zhiliang, title="抽查", question="请说明到场情况。", by=bureau.efficiency, at=AT)
    about = ("inquiry", inquiry.pk, "")
    for given in ({"title": "欧阳建华反映"}, {"text": factories.complaint_given()["text"]}):
        with pytest.raises(Invalid):
            opened(bureau, about=about, **given)
    assert opened(bureau, about=about) and opened(bureau, about=about, title="欧阳建华反映", by=bureau.leader)


def test_steps_are_taken_in_their_order(bureau):
    """A plan before the explanation, evidence before the plan, a check before the evidence: 409."""
    order = opened(bureau)
    for act, who, more in (
        (actions.order_plan, bureau.head, {"text": "x", "due_on": dt.date(2026, 11, 5)}),
        (actions.order_evidence, bureau.head, {"text": "x"}),
        (actions.order_check, bureau.efficiency, {"text": "x", "passed": True}),
    ):
        with pytest.raises(WrongState):
            act(order, by=who, at=AT, **more)
    actions.order_explain(order, text="说明", by=bureau.head, at=AT)
    with pytest.raises(WrongState):
        actions.order_explain(order, text="再说明", by=bureau.head, at=AT)
    shown(order, bureau)
    with pytest.raises(WrongState):
        actions.order_prolong(order, due_on=dt.date(2026, 12, 31), reason="等检查", by=bureau.efficiency, at=AT)


def shown(order, bureau):
    """From the explanation to the evidence, on 9 November: the check is due on the 16th."""
    actions.order_plan(order, text="计划", due_on=dt.date(2026, 11, 5), by=bureau.head, at=AT)
    actions.order_evidence(order, text="完成", by=bureau.head, at=at("2026-11-09"))
    order.refresh_from_db()
    return order


def test_what_is_not_done_is_sent_back_with_a_new_day(bureau):
    """The check sends it back with its reason; it is counted, and due anew."""
    order = opened(bureau)
    actions.order_explain(order, text="说明", by=bureau.head, at=AT)
    actions.order_plan(order, text="计划", due_on=dt.date(2026, 11, 5), by=bureau.head, at=AT)
    actions.order_evidence(order, text="完成", by=bureau.head, at=at("2026-11-05"))
    by = {"by": bureau.efficiency, "at": at("2026-11-06")}
    for given, field in (({"text": ""}, "text"), *(({"text": "没有改。", "due_on": day}, "due_on") for day in (dt.date(2026, 11, 6), dt.date.max))):
        with pytest.raises(Invalid) as refusal:
            actions.order_check(order, passed=False, **given, **by)
        assert refusal.value.field == field
    actions.order_check(order, passed=False, text="附件2仍打不开。", due_on=dt.date(2026, 11, 30), by=bureau.efficiency, at=at("2026-11-06"))
    order.refresh_from_db()
    assert (order.state, order.step_due_on, order.due_on, order.returned) == ("planned", dt.date(2026, 11, 30), dt.date(2026, 11, 30), 1)
    told = Message.objects.get(key__startswith=f"order:{order.pk}:returned")
    assert told.to == [bureau.head.email] and "2026年11月30日" in told.body


def test_an_order_is_closed_while_its_matter_is_overdue_only_with_a_reason(bureau, client):
    """五（五）: the check says that the matter itself is still overdue and asks why; where it is done nothing is asked."""
    duty = Duty.objects.create(
        kind="other", subject_title="整改台账", division=bureau.zhiliang, owner_kind="division_head", opened_at=AT, due_on=dt.date(2026, 11, 4)
    )
    late, soon = (opened(bureau, title=title, about=("duty", duty.pk, "")) for title in ("补齐台账", "说明漏办"))
    for order in (late, soon):
        actions.order_explain(order, text="漏办。", by=bureau.head, at=AT)
        shown(order, bureau)
    by = {"by": bureau.efficiency, "at": at("2026-11-10")}
    with pytest.raises(Invalid) as refused:
        actions.order_check(late, passed=True, text=" ", **by)
    assert refused.value.field == "text" and "2026年11月4日" in str(refused.value)
    client.force_login(bureau.efficiency)
    page = client.get(f"/admin/orders/{late.pk}/").content.decode()
    assert "所督办的事项应于2026年11月4日前办结，至今没有办结" in page
    assert '<option value="" selected>' in page and '<option value="yes" selected>' not in page, "nothing is chosen before it was checked"
    unsaid = client.post(f"/admin/orders/{late.pk}/", {"verb": "check", "check-text": "同意"})
    late.refresh_from_db()
    assert late.state == "shown" and unsaid.context["shown"][0][1].errors["passed"]
    asked = client.post(f"/admin/orders/{late.pk}/", {"verb": "check", "check-passed": "yes", "check-text": ""})
    late.refresh_from_db()
    assert late.state == "shown" and "写明" in asked.content.decode()
    actions.order_check(late, passed=True, text="责任已追究，事项转下一步。", **by)
    assert entries_about("order", late.pk).last().facts["matter_due_on"] == "2026-11-04"
    page = client.get(f"/admin/orders/{late.pk}/").content.decode()
    assert "所督办的事项应于2026年11月4日前办结，已逾期 4 个工作日" in page and "至今仍逾期" in page
    Duty.objects.filter(pk=duty.pk).update(closed_at=at("2026-11-10"))
    assert "没有办结" not in client.get(f"/admin/orders/{soon.pk}/").content.decode()
    page = client.get(f"/admin/orders/{late.pk}/").content.decode()
    assert "已逾期 4 个工作日" in page and "至今仍逾期" not in page, "what it was when the order was closed stays to be read"
    actions.order_check(soon, passed=True, text="", **by)
    assert "销号时" not in client.get(f"/admin/orders/{soon.pk}/").content.decode()
    assert "matter_due_on" not in entries_about("order", soon.pk).last().facts


def test_a_plan_keeps_to_the_day_of_the_order_until_more_time_is_given(bureau):
    """The owner names no later day than the order's; the efficiency office may prolong it, with a reason."""
    order = opened(bureau)
    actions.order_explain(order, text="说明", by=bureau.head, at=AT)
    for day in (dt.date(2026, 12, 31), dt.date(2026, 11, 1)):
        with pytest.raises(Invalid):
            actions.order_plan(order, text="计划", due_on=day, by=bureau.head, at=AT)
    for day in (order.due_on, dt.date(2062, 12, 31)):
        with pytest.raises(Invalid):
            actions.order_prolong(order, due_on=day, reason="工期", by=bureau.efficiency, at=AT)
    with pytest.raises(NotAllowed):
        actions.order_prolong(order, due_on=dt.date(2026, 12, 31), reason="工期", by=bureau.head, at=AT)
    actions.order_prolong(order, due_on=dt.date(2026, 12, 31), reason="工期", by=bureau.efficiency, at=AT)
    actions.order_plan(order, text="计划", due_on=dt.date(2026, 12, 31), by=bureau.head, at=AT)


@pytest.mark.parametrize("who", ["editor", "head", "director", "reviewer", "other_leader", "chair", "auditor"])
def test_only_the_efficiency_office_and_leaders_open_orders(bureau, who):
    """Everyone else is refused, a leader for a division that is not his; a figure can be what it is about."""
    with pytest.raises(NotAllowed):
        opened(bureau, by=getattr(bureau, who))
    assert opened(bureau, by=bureau.main_leader, about=("figure", None, "overdue"), kind="rectification").number == "ZG-2026-00001"


def test_who_owes_answers_who_supervises_checks_strangers_know_nothing(bureau):
    """Another division 404; the division's editor reads and does not sign for the head; the owner does not check himself."""
    order = opened(bureau)
    with pytest.raises(NotFound):
        actions.order_explain(order, text="x", by=bureau.head_anquan, at=AT)
    for who in (bureau.editor, bureau.leader, bureau.main_leader, bureau.auditor, bureau.efficiency):
        with pytest.raises(NotAllowed):
            actions.order_explain(order, text="x", by=who, at=AT)
    actions.order_explain(order, text="说明", by=bureau.head, at=AT)
    actions.order_plan(order, text="计划", due_on=dt.date(2026, 11, 5), by=bureau.head, at=AT)
    actions.order_evidence(order, text="完成", by=bureau.head, at=AT)
    for who in (bureau.head, bureau.main_leader):
        with pytest.raises(NotAllowed):
            actions.order_check(order, passed=True, text="好", by=who, at=AT)


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"kind": "poem"}, "kind"), ({"title": ""}, "title"), ({"text": ""}, "text"),
        ({"about": ("moon", 1, "")}, "about"), ({"about": "page"}, "about"),
        ({"division": None}, "division"), ({"due_on": dt.date(2026, 11, 2)}, "due_on"), ({"due_on": dt.date(2062, 11, 20)}, "due_on"),
        ({"due_on": dt.date.max}, "due_on"), ({"owner_kind": "king"}, "owner_kind"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(bureau, changed, field):
    """Invalid with the field."""
    with pytest.raises(Invalid) as refusal:
        opened(bureau, **changed)
    assert refusal.value.field == field


def test_an_order_can_go_to_a_post_of_the_bureau(bureau):
    """The office director owes what is not a division's; none goes to a post that nobody holds."""
    with pytest.raises(Invalid) as refusal:
        opened(bureau, division=factories.division("kong"))
    assert refusal.value.field == "division"
    order = opened(bureau, division=None, owner_kind="office_director")
    actions.order_explain(order, text="说明", by=bureau.director, at=AT)


def test_nobody_checks_himself_and_the_main_leader_checks_the_efficiency_office(bureau):
    """The officer who heads the division that owes it, or owes it as the officer: the check, and what reminds of it, goes to the main leader."""
    factories.post("division_head", bureau.efficiency, division=(office := factories.division("xiaoneng")))
    for owed in ({"division": office}, {"division": None, "owner_kind": "efficiency_officer"}):
        order = opened(bureau, by=bureau.main_leader, **owed)
        actions.order_explain(order, text="说明", by=bureau.efficiency, at=AT)
        actions.order_plan(order, text="计划", due_on=dt.date(2026, 11, 5), by=bureau.efficiency, at=AT)
        actions.order_evidence(order, text="完成", by=bureau.efficiency, at=at("2026-11-09"))
        with pytest.raises(NotAllowed):
            actions.order_check(order, passed=True, text="好", by=bureau.efficiency, at=at("2026-11-10"))
        remind(at("2026-11-13"))
        told = Message.objects.filter(key__startswith=f"remind:order:{order.pk}:shown")
        assert {to for each in told for to in each.to} == {bureau.main_leader.email}
        actions.order_check(order, passed=True, text="属实。", by=bureau.main_leader, at=at("2026-11-16"))
        order.refresh_from_db()
        assert order.state == "closed"


def test_an_officer_who_owes_an_order_leaves_its_check_to_his_colleague(bureau):
    """He heads the division too: only the other officer checks it."""
    factories.post("efficiency_officer", bureau.head)
    order = opened(bureau)
    assert orders.checks(bureau.head, order, AT.date()) is None and orders.checks(bureau.efficiency, order, AT.date())


def test_reminders_at_three_days_one_day_and_the_day_to_the_owner_then_the_superior_once(bureau):
    """T-3 to the head; T-1 and T0 to the head and the leader in charge; a second run sends nothing."""
    order = opened(bureau)

    def sent(day):
        before = set(Message.objects.values_list("pk", flat=True))
        remind(at(day))
        remind(at(day))
        new = Message.objects.exclude(pk__in=before).filter(key__startswith=f"remind:order:{order.pk}")
        return sorted(message.to[0] for message in new)

    assert sent("2026-11-02") == [], "that it was opened came that day"
    assert sent("2026-11-03") == [bureau.head.email]
    assert sent("2026-11-04") == sent("2026-11-05") == sorted([bureau.head.email, bureau.leader.email])
    assert Reminder.objects.filter(key__startswith=f"order:{order.pk}").count() == 3


def test_the_check_is_reminded_of_too_and_what_is_closed_no_more(bureau):
    """To the efficiency office; of an order out of a complaint that it may not know, to who opened it; the owner has shown what he did."""
    order = opened(bureau)
    actions.order_explain(order, text="说明", by=bureau.head, at=AT)
    shown(order, bureau)

    def sent(day):
        before = set(Message.objects.values_list("pk", flat=True))
        remind(at(day))
        new = Message.objects.exclude(pk__in=before).filter(key__startswith=f"remind:order:{order.pk}")
        return sorted(message.to[0] for message in new)

    assert sent("2026-11-11") == [bureau.efficiency.email]
    assert sent("2026-11-13") == sorted([bureau.efficiency.email, bureau.main_leader.email])
    SupervisionOrder.objects.filter(pk=order.pk).update(opened_by=bureau.director, opened_post="office_director")
    assert bureau.director.email in (to := sent("2026-11-16")) and bureau.efficiency.email not in to
    its_own = {"opened_by": bureau.efficiency, "opened_post": "efficiency_officer"}
    SupervisionOrder.objects.filter(pk=order.pk).update(step_due_on=dt.date(2026, 11, 18), **its_own)
    actions.order_check(order, passed=True, text="属实。", by=bureau.efficiency, at=at("2026-11-17"))
    assert sent("2026-11-17") == sent("2026-11-18") == []


def test_the_check_of_an_order_out_of_a_complaint_about_a_leader_reminds_no_office(bureau):
    """Who opened it checks it and hears of it; the efficiency office knows neither the complaint nor the order."""
    made, _code = actions.receive(given=factories.complaint_given(division=None, text="other-leader压件不办，请查处。"), way="web", at=AT)
    order = opened(bureau, by=bureau.main_leader, division=bureau.zhiliang, about=("case", made.case_id, ""))
    actions.order_explain(order, text="说明", by=bureau.head, at=AT)
    shown(order, bureau)
    remind(at("2026-11-13"))
    told = Message.objects.filter(key__startswith=f"remind:order:{order.pk}:shown")
    assert {to for each in told for to in each.to} == {bureau.main_leader.email}


def test_the_page_offers_each_what_is_his(bureau, client):
    """The head explains by the page; a stranger gets 404; the efficiency office sees no form of the owner's."""
    order = opened(bureau)
    client.force_login(bureau.head)
    assert b"do-explain" in client.get(f"/admin/orders/{order.pk}/").content
    answer = client.post(f"/admin/orders/{order.pk}/", {"verb": "explain", "explain-text": "漏传。"}, follow=True)
    assert "漏传。" in answer.content.decode()
    assert "已办：作出说明。现在的环节：" in answer.content.decode()
    client.force_login(bureau.efficiency)
    page = client.get(f"/admin/orders/{order.pk}/").content
    assert b"do-plan" not in page and b"do-prolong" in page
    shown(order, bureau)
    page = client.get(f"/admin/orders/{order.pk}/").content
    assert b"do-check" in page and b"do-prolong" not in page, "it waits for the office now"
    nothing = client.post(f"/admin/orders/{order.pk}/", {"verb": "check", "check-passed": "no", "check-text": ""}).content.decode()
    assert "请填写“意见”。" in nothing and "“text”" not in nothing, "in the words of the form"
    for stranger in (bureau.head_anquan, factories.person("boss", is_superuser=True)):
        client.force_login(stranger)
        assert client.get(f"/admin/orders/{order.pk}/").status_code == 404
    assert orders.readable(bureau.head, AT.date()).get() == order and not orders.readable(bureau.head_anquan, AT.date()).exists()


def test_an_order_names_what_it_is_about_by_its_title(bureau, client):
    """五（五）: a document by its number and title, an item and a duty by theirs; nobody looks up “第121条”."""
    document = enter(
        document_number="省交质监〔2026〕9号",
        title="关于开展整治的通知",
        issued_on=dt.date(2026, 11, 2),
        division=bureau.zhiliang,
        by=bureau.director,
        at=AT,
    )
    page = factories.other_page(bureau.zhiliang, by=bureau.editor)
    client.force_login(bureau.efficiency)
    for about, words in ((("document", document.pk, ""), "省交质监〔2026〕9号 关于开展整治的通知</a>"), (("page", page.pk, ""), f"{page.title}</a>")):
        assert words in client.get(f"/admin/orders/{opened(bureau, about=about).pk}/").content.decode()


@pytest.fixture
def kinds(bureau):
    """{kind: (about, its name)} of rows of 质量处 that another division does not read."""
    complaint, _code = actions.receive(given=factories.complaint_given(division=None), way="web", at=AT)
    inquiry = actions.inquire(complaint, division=bureau.zhiliang, title="抽查安排核对", question="请说明到场情况。", by=bureau.efficiency, at=AT)
    page = factories.other_page(bureau.zhiliang, by=bureau.editor, title="质量处未公开的草稿")
    given = {"document_number": "省交质监〔2026〕9号", "title": "开展整治", "issued_on": dt.date(2026, 9, 2), "division": bureau.zhiliang}
    document = enter(**given, by=bureau.director, at=AT)
    return {
        "inquiry": (("inquiry", inquiry.pk, ""), ("抽查安排核对", inquiry.number)), "page": (("page", page.pk, ""), ("质量处未公开的草稿",)),
        "consultation": (("consultation", page.pk, ""), ("质量处未公开的草稿",)), "document": (("document", document.pk, ""), ("开展整治",)),
        "case": (("case", complaint.case_id, ""), (complaint.case.number,)),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["inquiry", "page", "consultation", "document", "case"])
def test_an_order_names_its_matter_only_to_who_may_read_that(bureau, client, kinds, kind):
    """五（五）, 信访工作条例 art. 30: ordered is 安全处, the matter is 质量处's: head, leader and auditor read no name and no lateness."""
    Inquiry.objects.update(due_on=dt.date(2026, 11, 3))
    Case.objects.update(due_on=dt.date(2026, 11, 3))
    about, names = kinds[kind]
    order = opened(bureau, about=about, division=bureau.anquan)
    blind = [bureau.head_anquan, bureau.editor_anquan, bureau.other_leader]
    if kind in ("inquiry", "case"):
        blind += [bureau.auditor, bureau.main_leader]
    for who in blind:
        client.force_login(who)
        page = client.get(f"/admin/orders/{order.pk}/").content.decode()
        panel = page[page.index('<dl class="facts">') :]
        assert not any(name in page for name in names) and "逾期" not in panel and f"/{about[1]}/" not in panel.replace(f"orders/{order.pk}/", "")
        assert kind == "case" or shown_words(kind) in panel
    client.force_login(bureau.efficiency)
    assert names[0] in client.get(f"/admin/orders/{order.pk}/").content.decode()


def shown_words(kind):
    """What a matter is called to who may not read it."""
    return {"inquiry": "一件协查", "page": "一件公开事项", "consultation": "一次征求意见", "document": "一件登记的发文"}[kind]


def test_a_leader_about_whom_a_complaint_is_reads_no_order_about_its_inquiry(bureau, client):
    """信访工作条例 art. 30: he would learn of it; to him there is no such order."""
    complaint, _code = actions.receive(given=factories.complaint_given(division=None, text="other-leader压件不办，请查处。"), way="web", at=AT)
    assert complaint.persons.filter(pk=bureau.other_leader.pk).exists()
    by = {"by": bureau.main_leader, "at": AT}
    inquiry = actions.inquire(complaint, division=bureau.anquan, title="抽查安排核对", question="请说明安排。", **by)
    order = opened(bureau, about=("inquiry", inquiry.pk, ""), division=bureau.anquan, by=bureau.main_leader)
    client.force_login(bureau.other_leader)
    assert client.get(f"/admin/orders/{order.pk}/").status_code == 404


def test_a_page_of_the_register_asks_the_same_for_three_complaints_and_for_twelve(bureau, client):
    """Who opened orders out of complaints about the office or a leader may be kept from some of them: decided together, not one by one."""
    counts = {}
    for many in (3, 9):
        for _ in range(many):
            made, _code = actions.receive(given=factories.complaint_given(division=None, text="other-leader压件不办，请查处。"), way="web", at=AT)
            opened(bureau, by=bureau.main_leader, division=bureau.anquan, about=("case", made.case_id, ""))
        for name in ("main_leader", "efficiency", "auditor", "head"):
            client.force_login(getattr(bureau, name))
            client.get("/admin/disclosure_complaints/supervisionorder/")
            with CaptureQueriesContext(connection) as asked:
                client.get("/admin/disclosure_complaints/supervisionorder/")
            counts.setdefault(name, []).append(len(asked))
    assert all(few == more for few, more in counts.values()), counts


def test_the_same_is_not_ordered_twice(bureau):
    """Of two who press at the same moment, or once more, the second hears which order asks it already; closed, it may be asked again."""
    order = opened(bureau)
    with pytest.raises(orders.Alike) as refused:
        opened(bureau)
    assert refused.value.order == order and order.number in str(refused.value) and SupervisionOrder.objects.count() == 1
    assert Message.objects.count() == 1, "no second mail"
    assert opened(bureau, text="请在三日内更正。").number == "DB-2026-00002"
    order.state = "closed"
    order.save()
    assert opened(bureau).number == "DB-2026-00003"


SUBJECT = "窗口工作人员态度生硬"
WORDS = "上周三我到窗口递交材料，工作人员让我连跑三趟，每次说的都不一样。"
TELLING = {  # what no text of an order holds, whatever it is about
    "title": f"关于{SUBJECT}的事", "words": "来信说工作人员让我连跑三趟，每次说的都不一样，请说明。", "name": "请说明对王小明的答复",
    "telephone": "请与 139 0000 0006 联系", "mobile": "请与13800138000联系", "identity": "当事人11010519491231002X",
    "number": "TS-2026-00001", "document": "投诉〔2026〕1号", "in words": "投诉二〇二六第一号", "figures": "TS-二〇二六-〇〇〇〇一",
}  # fmt: skip


@pytest.fixture
def complaint(bureau):
    """A complaint about the quality division."""
    given = factories.complaint_given(subject=SUBJECT, division="zhiliang", name="王小明", phone="13900000006", text=WORDS)
    return actions.receive(given=given, way="web", at=AT)[0]


@pytest.mark.parametrize("field", ["title", "text"])
@pytest.mark.parametrize("words", TELLING.values(), ids=TELLING)
def test_no_order_tells_the_division_of_a_complaint(bureau, complaint, words, field):
    """Out of it, out of a figure, to its division or another: neither its number, however it is written, nor who came or how he is reached, nor its
    title or his words (信访工作条例 art. 30)."""
    figure = {"about": ("figure", None, "overdue")}
    for order in ({"about": ("case", complaint.case_id, "")}, figure, figure | {"division": bureau.anquan}):
        with pytest.raises(Invalid) as refused:
            opened(bureau, **order, **{field: words})
        assert refused.value.field == field
    assert not SupervisionOrder.objects.exists()


@pytest.mark.parametrize("words", TELLING.values(), ids=TELLING)
def test_nor_does_a_reason_for_more_time_or_the_opinion_of_a_check(bureau, complaint, words):
    """What its parties read later is asked the same, before anything stands in the ledger (信访工作条例 art. 30)."""
    for about in (("case", complaint.case_id, ""), ("figure", None, "overdue")):
        order = opened(bureau, about=about)
        with pytest.raises(Invalid) as refused:
            actions.order_prolong(order, due_on=dt.date(2026, 12, 1), reason=words, by=bureau.efficiency, at=AT)
        assert refused.value.field == "reason"
        SupervisionOrder.objects.filter(pk=order.pk).update(state="shown")
        for passed in (True, False):
            with pytest.raises(Invalid) as refused:
                actions.order_check(order, passed=passed, text=words, by=bureau.efficiency, at=AT)
            assert refused.value.field == "text"
        assert [each.verb for each in entries_of(order)] == ["orders.open"]


def entries_of(order):
    return entries_about("order", order.pk)


def test_a_law_that_a_reporter_names_is_anybodys(bureau):
    """What stands in 《》 is the name of a document, and a short title is a word that anybody uses."""
    law = "《福建省公路水运工程试验检测机构信用评价实施细则》"
    actions.receive(given=factories.complaint_given(subject="附件打不开", text=f"贵局没有按{law}办理，请查处。"), way="web", at=AT)
    assert opened(bureau, text=f"附件打不开，请按{law}的要求更正。")


def test_the_desk_offers_an_order_to_whom_somebody_heads(bureau):
    """A division that nobody heads cannot take it: it is not offered."""
    from disclosure.complaints.desk import OrderForm

    empty = factories.division("kongchu")
    assert empty not in OrderForm(at=AT).fields["division"].queryset and bureau.zhiliang in OrderForm(at=AT).fields["division"].queryset


def test_a_step_that_is_not_due_is_a_conflict_and_what_was_typed_stays(bureau, client):
    """409 where the order stands elsewhere, 422 for what is missing, each with the name of its field; the words typed are still there."""
    from django.urls import reverse

    order = opened(bureau)
    client.force_login(bureau.head)
    page = reverse("disclosure_complaints_order", args=[order.pk])
    answer = client.post(page, {"verb": "evidence", "evidence-text": "已经整改完毕。"})
    assert answer.status_code == 409 and "已经整改完毕。" in answer.content.decode()
    answer = client.post(page, {"verb": "explain", "explain-text": "说" * 5001})
    assert answer.status_code == 422 and "最多 5000 个字，现有 5001 个，请删减" in answer.content.decode()
    assert client.post(page, {"verb": "burn"}).status_code == 404


def test_a_step_that_was_taken_already_says_so(bureau, client):
    """409 for an explanation given once more, as for one too early, but it does not say that its time is still to come."""
    from django.urls import reverse

    order = opened(bureau)
    actions.order_explain(order, text="换版时漏传。", by=bureau.head, at=AT)
    client.force_login(bureau.head)
    answer = client.post(reverse("disclosure_complaints_order", args=[order.pk]), {"verb": "explain", "explain-text": "再说一遍。"})
    said = answer.content.decode()
    assert answer.status_code == 409 and "这一步已经办过" in said and "还不到这一步" not in said
