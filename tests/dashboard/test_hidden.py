"""Nobody learns by subtracting, by a side door or by another's paper that a complaint is about him (信访工作条例 art. 30; 五（二）)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from dashboard.figures import Board, CountedBoard
from dashboard.metric import Period
from dashboard.roles import public, reporting, role_of
from disclosure.cases import actions as cases
from disclosure.clocks import remind
from disclosure.complaints import actions as complaints
from disclosure.complaints import orders
from disclosure.complaints.models import Complaint, TrackName
from disclosure.feedback import actions as feedback
from disclosure.org.models import Delegation, Post
from disclosure.outbox.models import Message
from tests import factories
from tests.dashboard.lived import at
from tests.dashboard.test_views_of_posts import AS_OF, TODAY, board, call, signed_in


def told(role):
    """Numbers of the complaints that the figures of a role count."""
    return {row.get("case") for row in Board(role, Period.of(as_of=TODAY)).rows("cases") if row.kind == "complaint"}


def delegated(kind, to):
    return Delegation.objects.create(post=Post.objects.get(kind=kind), to=to, from_date=dt.date(2026, 11, 1), to_date=dt.date(2026, 12, 31))


def _auditor_named(lived):
    lived["complaints"]["solved"].persons.add(lived.bureau.auditor)
    return lived.bureau.auditor


def _auditor_who_heads(lived):
    factories.post("division_head", lived.bureau.auditor, division=lived.bureau.anquan)
    return lived.bureau.auditor


def _acting_main_leader(lived):
    lived["complaints"]["solved"].persons.add(lived.bureau.head)
    delegated("main_leader", lived.bureau.head)
    return lived.bureau.head


def _head_who_became_main_leader(lived):
    """A closed complaint about him is moved nowhere."""
    lived["complaints"]["solved"].persons.add(lived.bureau.head)
    Post.objects.filter(kind="main_leader").update(to_date=dt.date(2026, 11, 20))
    Post.objects.filter(kind="division_head", person=lived.bureau.head).update(to_date=dt.date(2026, 11, 20))
    factories.post("main_leader", lived.bureau.head, from_date=dt.date(2026, 11, 21))
    return lived.bureau.head


@pytest.mark.parametrize("whom", [_auditor_named, _auditor_who_heads, _acting_main_leader, _head_who_became_main_leader])
def test_public_figures_and_the_report_hold_no_complaint_that_one_who_sees_everything_may_not_know(lived, whom):
    """Else he would subtract."""
    user = whom(lived)
    role = role_of(type(user).objects.get(pk=user.pk), TODAY)
    assert role.everything and lived["complaints"]["solved"].case.number not in told(role) or whom is _auditor_who_heads
    for shown in (public(TODAY), reporting(TODAY)):
        assert told(shown) <= told(role) and told(shown)


def test_public_figures_do_not_move_with_a_delegation(lived):
    """The delegate's own division is kept from him, not from everyone."""
    before = told(public(TODAY))
    delegated("efficiency_officer", lived.bureau.head_anquan)
    assert told(public(TODAY)) == before
    assert lived["complaints"]["overdue"].case.number in before - told(role_of(lived.bureau.head_anquan, TODAY))


def test_a_token_for_one_division_counts_no_order_that_its_holder_may_not_know(lived):
    """The same question, asked through a narrower door."""
    Complaint.objects.filter(pk=lived["complaints"]["solved"].pk).update(track=TrackName.SUPERIOR)
    order = lived["orders"]["closed"]
    type(order).objects.filter(pk=order.pk).update(about_kind="case", about_no=lived["complaints"]["solved"].case_id)
    leader, query = lived.bureau.main_leader, f"{AS_OF}&division={order.division.code}"
    narrow = call(leader, query, division=order.division)
    assert narrow["obligations"]["value"] == call(leader, query)["obligations"]["value"]
    assert call(lived.bureau.auditor, query)["obligations"]["value"] == narrow["obligations"]["value"] + 2, "the order and the inquiry behind it"


def test_a_leader_reads_no_inquiry_of_a_complaint_about_a_leader_whom_nobody_named(lived):
    """It may be he; his division answers it all the same."""
    named, bureau = lived["complaints"]["named"], lived.bureau
    asked = complaints.inquire(named, division=bureau.zhiliang, title="有关安排", question="请说明。", by=bureau.main_leader, at=at(11, 20))
    for user, sees in ((bureau.leader, False), (bureau.head, True)):
        assert (asked.pk in {row.number for row in board(user).rows("inquiries")}) == sees


@pytest.mark.parametrize("by_name", [True, False])
def test_an_order_out_of_a_complaint_about_a_leader_passes_him_by(lived, by_name):
    """Neither row, page, register, count nor reminder; the head of the division that owes it answers it."""
    named, bureau = lived["complaints"]["named"], lived.bureau
    if by_name:
        named.persons.set([bureau.leader])
    given = {"kind": "supervision", "title": "查处某事", "text": "请说明。", "division": bureau.zhiliang, "by": bureau.main_leader, "at": at(11, 18)}
    order = orders.order_open(about=("case", named.case_id, ""), **given)
    page = reverse("disclosure_complaints_order", args=[order.pk])
    for user, sees in ((bureau.leader, False), (bureau.head, True)):
        assert (order.pk in {row.number for row in board(user).rows("orders")}) == sees
        assert (signed_in(user).get(page).status_code == 200) == sees
        assert orders.readable(user, TODAY).filter(pk=order.pk).exists() == sees
        type(user).objects.filter(pk=user.pk).update(email=f"{user.pk}@example.org")
    remind.remind(at(11, 24))
    reminded = {str(message.to) for message in Message.objects.filter(subject__contains=order.number)}
    assert any(f"{bureau.head.pk}@example.org" in each for each in reminded)
    assert not any(f"{bureau.leader.pk}@example.org" in each for each in reminded)


def test_an_order_out_of_a_complaint_about_his_division_still_reaches_its_leader(lived):
    """The complaint is kept from him, what his division owes is not."""
    overdue, bureau = lived["complaints"]["overdue"], lived.bureau
    given = {"kind": "supervision", "title": "限期办理", "text": "请办理。", "division": bureau.anquan, "by": bureau.efficiency, "at": at(11, 18)}
    order = orders.order_open(about=("case", overdue.case_id, ""), **given)
    assert order.pk in {row.number for row in board(bureau.other_leader).rows("orders")}
    assert orders.readable(bureau.other_leader, TODAY).filter(pk=order.pk).exists()


def test_a_feedback_that_went_on_as_a_complaint_about_him_is_gone_from_his_rows(lived):
    """Its “kind changed” would tell; from the public figures too, or the difference would."""
    bureau = lived.bureau
    given = {"kind": "error", "text": "某局长收受礼金。", "contact": "", "credit_code": ""}
    made = feedback.receive(given=given, page=None, way="web", at=at(11, 10))[0]
    number = feedback.go_on_as(made, to="complaint", reason="属于投诉", by=bureau.director, at=at(11, 11))
    complaints.mark_about(
        Complaint.objects.get(case__number=number), persons=[bureau.main_leader], reason="来信补充", by=bureau.efficiency, at=at(11, 12)
    )

    def rows(role):
        return [row for row in Board(role, Period.of(as_of=TODAY)).rows("cases") if row.get("case_no") == made.case_id]

    assert not rows(role_of(bureau.main_leader, TODAY)) and not rows(public(TODAY))
    assert rows(role_of(bureau.auditor, TODAY))
    counted = CountedBoard(role_of(bureau.main_leader, TODAY), Period.of(as_of=TODAY)).values["feedback_on_time"]
    assert counted.denominator == board(bureau.main_leader).values["feedback_on_time"].denominator


def test_the_form_of_an_order_lists_none_that_is_kept_from_who_opens_it(lived):
    """What the handler of a complaint ordered on his own stays his own; the main leader handles it not."""
    named, bureau = lived["complaints"]["named"], lived.bureau
    cases.hand_over(named.case, to=bureau.head_anquan, reason="请办", by=bureau.main_leader, at=at(11, 20))
    cases.accept(named.case, by=bureau.head_anquan, at=at(11, 20, 10))
    given = {"kind": "supervision", "title": "密督", "text": "请改。", "division": bureau.bangong, "by": bureau.head_anquan, "at": at(11, 21)}
    order = orders.order_open(about=("case", named.case_id, ""), **given)
    (row,) = [row for row in board(bureau.main_leader).rows("cases") if row.get("case_no") == named.case_id]
    browser = Client()
    browser.force_login(bureau.main_leader)
    assert order.number not in browser.get(f"/admin/dashboard/order/?row=cases:{row.number}&{AS_OF}").content.decode()
