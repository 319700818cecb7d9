"""What the clock does in the chain: scheduled publications, late after-reviews."""

import datetime as dt

import pytest

from disclosure.chain.jobs import late_after_reviews, publish_what_is_due
from disclosure.outbox.models import Message
from tests.walker import Walker

pytestmark = pytest.mark.django_db


def scheduled(walker, moment):
    """The chain is finished; the item waits for its moment."""
    walker.write(go_live_at=moment)
    return walker.publish()


def test_a_scheduled_item_goes_out_at_its_moment(walker):
    """Not a minute earlier, once, and not before the item is due."""
    moment = walker.at + dt.timedelta(days=3)
    scheduled(walker, moment)
    assert walker.state == "cleared" and not walker.live
    assert publish_what_is_due(moment - dt.timedelta(minutes=1)) == 0 and not walker.live
    assert publish_what_is_due(moment + dt.timedelta(seconds=1)) == 1
    assert walker.live and walker.state == "live"
    assert publish_what_is_due(moment + dt.timedelta(days=1)) == 0


def test_its_moment_comes_by_the_time_of_the_run(site):
    """Wagtail would ask the machine's clock once more, and leave it for later where that is behind."""
    walk = Walker(at=dt.datetime(2031, 3, 3, 1, 0, tzinfo=dt.UTC))
    moment = walk.at + dt.timedelta(days=3)
    scheduled(walk, moment)
    assert publish_what_is_due(moment) == 1 and walk.live


def test_one_that_fails_keeps_no_other_back(walker, monkeypatch):
    """The gate refuses the first: it stays cleared with its objections, the second goes out."""
    from disclosure.chain import gate

    moment = walker.at + dt.timedelta(days=3)
    scheduled(walker, moment)
    other = scheduled(Walker(bureau=walker.bureau), moment)
    number = walker.page.pk
    monkeypatch.setattr(gate, "conditions", [*gate.conditions, lambda page: ["不行"] if page.pk == number else []])
    assert publish_what_is_due(moment + dt.timedelta(minutes=1)) == 1
    assert other.live and not walker.live and walker.matter.refused == ["不行"]


def test_a_newer_version_goes_out_over_the_live_one_at_its_moment(walker):
    """The earlier version stands until then."""
    walker.publish()
    moment = walker.at + dt.timedelta(days=3)
    walker.write(summary="第二版。", go_live_at=moment)
    walker.publish()
    walker.page.refresh_from_db()
    assert walker.matter.successor == "cleared" and walker.page.summary == "说明。"
    assert publish_what_is_due(moment + dt.timedelta(minutes=1)) == 1
    walker.page.refresh_from_db()
    assert walker.page.summary == "第二版。" and walker.matter.successor == ""


def test_the_efficiency_office_hears_once_of_a_late_after_review(walker):
    """五（三）: lateness alone takes nothing down."""
    walker.propose().head().secrecy().urgent()
    due = walker.matter.after_review_due
    assert late_after_reviews(dt.datetime.combine(due, dt.time(2), dt.UTC)) == 0
    for days in (1, 2):
        assert late_after_reviews(dt.datetime.combine(due + dt.timedelta(days=days), dt.time(2), dt.UTC)) == 1
    message = Message.objects.get(key__startswith="after-review-late:")
    assert {walker.bureau.efficiency.email, walker.bureau.leader.email} == set(message.to) and walker.live
