"""The clocks know the chain: reminders of steps, after-reviews, re-examinations; due days follow the calendar."""

import datetime as dt

import pytest

from disclosure.chain import deadlines
from disclosure.chain.models import Matter
from disclosure.clocks import remind as clocks
from disclosure.clocks.actions import load_notice
from disclosure.clocks.notices import Notice
from disclosure.clocks.remind import remind
from disclosure.outbox.models import Message

pytestmark = pytest.mark.django_db

D = dt.date.fromisoformat


@pytest.fixture(autouse=True)
def only_the_chain(monkeypatch):
    monkeypatch.setattr(clocks, "sources", [deadlines.steps, deadlines.after_reviews, deadlines.re_examinations])


def at(day, hour=9):
    return dt.datetime.fromisoformat(f"{day}T{hour:02}:00+08:00")


def reminded():
    return {address.split("@")[0] for message in Message.objects.filter(key__startswith="remind:") for address in message.to}


def test_who_can_sign_is_reminded_and_then_who_stands_above(walker):
    """Due on the 18th: the mail of the turn named the day; the head hears the day before, his leader too, and both again on the day (五（四）)."""
    walker.propose()
    assert walker.round.step_due_on == D("2026-11-18")
    remind(at("2026-11-16", 10))
    assert reminded() == set()
    remind(at("2026-11-17"))
    assert reminded() == {"head-zhiliang", "leader"}
    before = Message.objects.count()
    remind(at("2026-11-17", 18))
    assert Message.objects.count() == before
    remind(at("2026-11-18"))
    assert Message.objects.count() == before + 2


def test_in_the_group_those_who_have_voted_are_left_in_peace(walker):
    """Members without a vote and the chair, who closes (四（三）)."""
    walker.propose().head().secrecy().leader().vote("for", "for")
    remind(at(walker.round.step_due_on.isoformat()))
    assert reminded() == {"member3", "member4", "chair", "main-leader"}


def test_a_signed_step_is_not_reminded_of(walker):
    """Done is done; the next step has its own day."""
    walker.propose().head()
    remind(at("2026-11-17"))
    assert reminded() == {"reviewer"}


def test_a_step_referred_upward_is_not_reminded_of(walker):
    """It waits for somebody outside the house (条例第十七条)."""
    walker.propose().head().secrecy(outcome="refer", opinion="报请确定")
    remind(at("2026-11-25"))
    assert reminded() == set()


def test_an_after_review_and_a_re_examination_are_reminded_of(walker):
    """先审查、后公开; what is withheld is looked at again on its day (条例第十八条)."""
    day = D("2026-12-02")
    Matter.objects.update_or_create(page_no=walker.page.pk, defaults={"after_review_open": True, "after_review_due": day, "title": "急件"})
    Matter.objects.update_or_create(page_no=0, defaults={"re_examine_on": day, "title": "不予公开的文件"})
    remind(at("2026-12-02"))
    assert reminded() == {"director", "main-leader", "reviewer"}
    assert {message.subject.replace("— ", "—").rpartition("—")[2] for message in Message.objects.all()} == {"急件", "不予公开的文件"}


def test_a_new_notice_moves_steps_and_after_reviews(walker):
    """Their working days are counted anew from their beginning, and the change is named."""
    walker.propose()
    matter = walker.matter
    matter.after_review_open, matter.urgent_at, matter.after_review_due = True, walker.at, D("2026-11-23")
    matter.save()
    changed = load_notice(Notice({D("2026-11-17"): (False, "停工")}, frozenset(), "通知", ()), at=at("2026-11-16"))
    moved = [(each.before, each.after) for each in changed if each.what != walker.page.title]  # the item's own legal day moves too
    assert moved == [(D("2026-11-18"), D("2026-11-19")), (D("2026-11-23"), D("2026-11-24"))]
    assert walker.round.step_due_on == D("2026-11-19") and walker.matter.after_review_due == D("2026-11-24")
