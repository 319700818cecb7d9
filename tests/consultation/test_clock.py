"""What is reminded of: comments to be checked, results, writers to be told; what is overdue reaches the efficiency office (五（二）, 五（三）)."""

import datetime as dt

import pytest

from disclosure.clocks.remind import remind
from disclosure.consultation import actions, clock
from disclosure.outbox.models import Message
from tests.consultation.conftest import CLOSES


def mails_to(user):
    return [message.subject for message in Message.objects.all() if user.email in message.to]


def test_an_overdue_result_is_told_to_the_efficiency_office_and_shown_to_the_public(consulted, client):
    """Twenty working days after the close it is due; the day after, the office that watches hears, and everyone reads it."""
    import time_machine

    due = consulted.fresh().result_due()
    consulted.at = CLOSES
    before = dt.datetime.combine(due, dt.time(2), dt.UTC)
    remind(before)
    assert any("公布意见采纳情况" in subject for subject in mails_to(consulted.bureau.head)) and not mails_to(consulted.bureau.efficiency)
    after = before + dt.timedelta(days=4)
    remind(after)
    told = [subject for subject in mails_to(consulted.bureau.efficiency) if "逾期" in subject]
    assert len(told) == 1 and consulted.page.title in told[0]
    remind(after + dt.timedelta(hours=1))
    assert len(mails_to(consulted.bureau.efficiency)) == len(told)
    assert clock.late_results(due + dt.timedelta(days=4)) and not clock.late_results(due)
    with time_machine.travel(after, tick=False):
        assert "逾期" in client.get("/consultations/").content.decode() and "逾期" in client.get(consulted.fresh().url).content.decode()
        client.force_login(consulted.bureau.efficiency)
        assert "逾期" in client.get("/admin/consultations/").content.decode()


def test_reminders_come_before_the_day(consulted):
    """Three working days and one before the result is due; while it is open nothing is owed."""
    due = consulted.fresh().result_due()
    assert not list(clock.results(due, due, consulted.now()))
    remind(dt.datetime.combine(due - dt.timedelta(days=1), dt.time(2), dt.UTC))
    assert any(consulted.page.title in subject for subject in mails_to(consulted.bureau.head))


@pytest.mark.parametrize("cause, owed", [("other", True), ("error", True), ("revoked", False)])
def test_taking_it_down_does_not_end_the_duty_to_publish_its_result(consulted, cause, owed):
    """The division and the office that watches are reminded as before; only a draft that was given up as a whole is owed no more."""
    due = consulted.fresh().result_due()
    consulted.at = CLOSES
    consulted.withdraw(cause=cause)
    assert not consulted.fresh().live
    remind(dt.datetime.combine(due, dt.time(2), dt.UTC))
    remind(dt.datetime.combine(due + dt.timedelta(days=4), dt.time(2), dt.UTC))
    for user, words in ((consulted.bureau.head, "公布意见采纳情况"), (consulted.bureau.efficiency, "逾期")):
        assert any(words in subject and consulted.page.title in subject for subject in mails_to(user)) == owed
    assert bool(clock.late_results(due + dt.timedelta(days=4))) == owed


def test_comments_that_nobody_checked_are_reminded_of(consulted):
    """Pre-moderation has a time limit of two working days."""
    row, _code = consulted.say()
    remind(dt.datetime.combine(row.check_by, dt.time(2), dt.UTC))
    assert any("意见" in subject for subject in mails_to(consulted.bureau.editor))


def test_the_duty_to_tell_stays_open_until_each_writer_is_marked_told(consulted):
    """Also where most writers wish no answer; the phase does not wait for it."""
    rows = [consulted.say("一")[0], consulted.say("二", answer_by="letter", contact="测试路2号")[0]]
    consulted.show(*rows)
    consulted.dispose(*rows)
    result = consulted.after_close().publish_result()
    assert consulted.fresh().concluded
    first, last = result.published_at.date(), result.published_at.date() + dt.timedelta(days=30)
    due = consulted.fresh().result_due()
    assert not list(clock.results(due, due, consulted.at)), "the result is public"
    owed = [each for each in clock.untold(first, last, consulted.at) if each.key == f"tell:{consulted.page.pk}"]
    assert [each.due_on for each in owed] == [dt.date(2026, 5, 6)], "five working days after the result, the holiday of May left out"
    actions.tell(comment=rows[1], by=consulted.bureau.editor, at=consulted.now())
    assert not list(clock.untold(first, last, consulted.at))


def test_the_material_of_a_hearing_is_reminded_of_seven_days_before(consulted):
    """713 art. 16: until it is marked as sent."""
    held, by = dt.datetime(2026, 4, 10, 1, 0, tzinfo=dt.UTC), consulted.bureau.editor
    hearing = actions.announce_hearing(
        page=consulted.page, kind="hearing", held_at=held, where="局三楼", seats=3, rule="先到先得", signup_until=held - dt.timedelta(days=10), by=by,
        at=consulted.now(),
    )  # fmt: skip
    due = dt.date(2026, 4, 3)
    assert [each.due_on for each in clock.material(due, due, consulted.at)] == [due]
    row, _code = actions.sign_up(hearing=hearing, name="某", contact="0", at=consulted.now())
    actions.choose(hearing=hearing, participants=[row], by=by, at=held - dt.timedelta(days=9))
    actions.send_material(hearing=hearing, by=by, at=held - dt.timedelta(days=8))
    assert not list(clock.material(due, due, consulted.at))
