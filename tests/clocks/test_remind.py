"""Reminders at T-3, T-1 and T0, to the owner and then the superior, each once."""

import datetime as dt

import pytest

from disclosure.clocks import remind as room
from disclosure.clocks.actions import open_duty
from disclosure.clocks.models import Duty, DutyKind, Reminder
from disclosure.clocks.remind import remind
from disclosure.org.models import Post, PostKind
from disclosure.outbox.models import Message
from tests import factories

D = dt.date.fromisoformat

pytestmark = pytest.mark.django_db


def at(day, hour=9):
    return dt.datetime.fromisoformat(f"{day}T{hour:02}:00+08:00")


@pytest.fixture
def bureau(site, monkeypatch):
    monkeypatch.setattr(room, "sources", [room.duties])
    bureau = factories.bureau()
    owed = {"kind": DutyKind.ARCHIVE, "subject_title": "通告", "division": bureau.zhiliang, "owner_kind": PostKind.EDITOR}
    open_duty(**owed, due_on=D("2026-12-02"), at=at("2026-11-02"))
    return bureau


def sent():
    return sorted((address.split("@")[0], str(message.created_at.date())) for message in Message.objects.all() for address in message.to)


def test_three_days_before_the_owner_one_day_before_and_on_the_day_the_superior_too(bureau):
    """Working days: due Wednesday, so Friday, Tuesday and Wednesday; each once however often the clocks run."""
    for day in range(20, 31):
        for hour in (8, 9):
            remind(at(f"2026-11-{day}", hour))
    assert sent() == [("editor-zhiliang", "2026-11-27")]
    for day in ("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-07"):
        remind(at(day))
    assert sent() == [
        ("editor-zhiliang", "2026-11-27"), ("editor-zhiliang", "2026-12-01"), ("editor-zhiliang", "2026-12-02"),
        ("head-zhiliang", "2026-12-01"), ("head-zhiliang", "2026-12-02"),
    ]  # fmt: skip
    assert Reminder.objects.count() == 3


def test_the_mail_says_what_and_when_in_chinese_and_where_to_go(bureau):
    """A subject that says all, a link to the page on which it is done."""
    remind(at("2026-12-02"))
    message = Message.objects.get(key__endswith=f":{bureau.editor.pk}")
    assert "通告" in message.subject and "2026年12月2日" in message.subject and "due" not in message.subject
    assert f"/duty/edit/{Duty.objects.get().pk}/" in message.body and "上级" not in message.body
    assert "上级" in Message.objects.get(key__endswith=f":{bureau.head.pk}").body, "why he hears of what another owes"


def test_after_days_without_the_clocks_only_the_last_stage_is_sent(bureau):
    """A machine that was down does not send three mails at once."""
    remind(at("2026-12-09"))
    assert sent() == [("editor-zhiliang", "2026-12-09"), ("head-zhiliang", "2026-12-09")]


def test_a_closed_duty_is_not_reminded_of(bureau):
    """Done is done."""
    Duty.objects.update(closed_at=at("2026-11-20"))
    assert remind(at("2026-12-02")) == 0 and not Message.objects.exists()


def test_a_new_due_day_is_reminded_of_anew(bureau):
    """The stages count for a day, not for ever."""
    remind(at("2026-12-02"))
    Duty.objects.update(due_on=D("2026-12-04"))
    remind(at("2026-12-04"))
    assert Message.objects.count() == 4


def test_where_nobody_holds_the_post_the_superior_hears_at_once(bureau):
    """Nothing waits for a vacant post in silence (五（二）)."""
    Post.objects.filter(person__in=[bureau.editor, bureau.head]).update(to_date=D("2026-11-01"))
    remind(at("2026-11-27"))
    assert sent() == [("leader", "2026-11-27")]


def test_who_stands_above_himself_hears_once_and_so_does_the_next_above(bureau):
    """An editor who is his division's head as well reminds nobody by himself: the leader hears."""
    Post.objects.filter(person=bureau.head).update(person=bureau.editor)
    remind(at("2026-12-01"))
    assert sent() == [("editor-zhiliang", "2026-12-01"), ("leader", "2026-12-01")]


def test_what_is_not_due_costs_a_constant_number_of_queries(bureau, django_assert_max_num_queries):
    """It runs every few seconds beside the server."""
    for n in range(20):
        open_duty(kind=DutyKind.OTHER, subject_title=f"{n}", owner_kind=PostKind.OFFICE_DIRECTOR, due_on=D("2026-12-02"), at=at("2026-11-02"))
    remind(at("2026-12-02"))
    with django_assert_max_num_queries(4):
        assert remind(at("2026-12-02", 10)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_machines_at_once_send_each_reminder_once(bureau):
    """Whoever comes first sends; the other finds the key taken."""
    from threading import Barrier, Thread

    from django.db import connection

    for n in range(5):
        open_duty(kind=DutyKind.OTHER, subject_title=f"{n}", owner_kind=PostKind.OFFICE_DIRECTOR, due_on=D("2026-12-02"), at=at("2026-11-02"))
    together, done, faults = Barrier(4), [], []

    def machine():
        try:
            together.wait()
            done.append(remind(at("2026-12-02")))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    machines = [Thread(target=machine) for _ in range(4)]
    for one in machines:
        one.start()
    for one in machines:
        one.join()
    assert not faults and sum(done) == Reminder.objects.count() == 6
    assert len(sent()) == len(set(Message.objects.values_list("key", flat=True))) == 12
