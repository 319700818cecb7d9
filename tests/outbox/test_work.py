"""The outbox: disclosure/outbox/work.py, senders.py, actions.py and the command."""

import datetime as dt
import smtplib
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.urls import reverse

from disclosure.ledger.errors import NotAllowed, WrongState
from disclosure.ledger.record import entries_of
from disclosure.outbox import senders as ways
from disclosure.outbox.actions import try_again
from disclosure.outbox.models import Message, State
from disclosure.outbox.work import LEASE, TRIES, Undeliverable, Unreachable, claim, enqueue, senders, work_off
from tests.factories import person

NOW = dt.datetime(2026, 11, 25, 1, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def message(key="k", **values):
    return enqueue(**{"key": key, "to": "a@example.org", "subject": "待办", "body": "正文", "at": NOW, **values})


def state(key="k"):
    row = Message.objects.get(key=key)
    return row.state, row.attempts


@pytest.fixture
def way(monkeypatch):
    """A sender that does what the test says: a list of exceptions to raise, one a call; then it succeeds."""
    calls = []
    trouble = []

    def send(row):
        calls.append(row.key)
        if trouble:
            raise trouble.pop(0)

    monkeypatch.setitem(senders, "mail", send)
    send.calls, send.trouble = calls, trouble
    return send


@pytest.mark.django_db
def test_the_same_occasion_twice_is_one_message():
    """The key names the occasion; what was written first stands. A line end in a subject becomes no header."""
    first = enqueue(key="turn:1", to="a@example.org", subject="待办\r\nBcc: x@example.org", body="b", at=NOW)
    again = enqueue(key="turn:1", to=["b@example.org"], subject="other", body="c", at=NOW)
    assert first.pk == again.pk and Message.objects.count() == 1
    assert again.to == ["a@example.org"] and again.subject == "待办 Bcc: x@example.org"


@pytest.mark.django_db
def test_what_is_rolled_back_never_leaves(way):
    """The row belongs to the transaction that made it necessary."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        message()
        raise ZeroDivisionError
    assert work_off(now=NOW, who="me") == {"sent": 0, "later": 0, "dead": 0} and not way.calls


@pytest.mark.django_db
def test_mail_leaves_with_both_parts_and_a_number_of_its_own():
    """The Message-ID follows from the key: a mail sent twice by a crash is seen to be one."""
    message(html="<p>正文</p>")
    assert work_off(now=NOW, who="me")["sent"] == 1
    (sent,) = mail.outbox
    assert sent.to == ["a@example.org"] and sent.alternatives[0][1] == "text/html"
    first = sent.extra_headers["Message-ID"]
    Message.objects.update(state=State.WAITING)
    work_off(now=NOW + LEASE, who="me")
    assert mail.outbox[1].extra_headers["Message-ID"] == first


@pytest.mark.django_db
def test_a_dead_mail_server_loses_nothing_and_is_not_asked_for_every_message(way):
    """Three messages wait; one try shows that the way is closed; two days later all leave."""
    for key in "abc":
        message(key)
    way.trouble.append(Unreachable("connection refused"))
    assert work_off(now=NOW, who="me") == {"sent": 0, "later": 1, "dead": 0} and way.calls == ["a"]
    now = NOW
    for _round in range(TRIES * 3):
        now += dt.timedelta(hours=1)
        way.trouble.append(Unreachable("still"))
        work_off(now=now, who="me")
    assert {row.state for row in Message.objects.all()} == {State.WAITING}
    assert work_off(now=now + dt.timedelta(hours=2), who="me") == {"sent": 3, "later": 0, "dead": 0}


@pytest.mark.django_db
def test_a_long_outage_takes_no_tries_from_a_message(way):
    """A server that was away for days and then asks to come again later (greylisting): the message waits, it is not given up at that."""
    message("a")
    now = NOW
    for trouble in (*[Unreachable("away")] * TRIES * 2, ValueError("451 come again later")):
        now += dt.timedelta(hours=2)
        way.trouble.append(trouble)
        work_off(now=now, who="me")
    assert state("a")[0] == State.WAITING
    assert work_off(now=now + dt.timedelta(hours=2), who="me")["sent"] == 1


@pytest.mark.django_db
def test_a_message_that_fails_is_tried_later_and_given_up_in_the_end(way):
    """Each failure waits longer; the others go on; after TRIES it is a dead letter, kept with its error."""
    message("bad"), message("good", at=NOW + dt.timedelta(microseconds=1))
    way.trouble.append(ValueError("schlecht"))
    assert work_off(now=NOW + MINUTE, who="me") == {"sent": 1, "later": 1, "dead": 0}
    assert work_off(now=NOW + MINUTE, who="me")["later"] == 0
    now = NOW
    while state("bad")[0] != State.DEAD:
        now += dt.timedelta(hours=2)
        way.trouble.append(ValueError("schlecht"))
        work_off(now=now, who="me")
    assert state("bad") == (State.DEAD, TRIES) and "schlecht" in Message.objects.get(key="bad").error


@pytest.mark.django_db
def test_what_can_never_leave_is_given_up_at_once():
    """No address."""
    message(to=[])
    assert work_off(now=NOW, who="me")["dead"] == 1 and state() == (State.DEAD, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raised", "meant"),
    [
        (ConnectionRefusedError("x"), Unreachable),
        (TimeoutError("x"), Unreachable),
        (smtplib.SMTPServerDisconnected("x"), Unreachable),
        (smtplib.SMTPAuthenticationError(535, b"x"), Unreachable),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"unknown")}), Undeliverable),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (451, b"greylisted")}), smtplib.SMTPRecipientsRefused),
        (smtplib.SMTPDataError(452, b"full"), smtplib.SMTPDataError),
    ],
)
def test_what_the_answer_of_a_mail_server_means(monkeypatch, raised, meant):
    """Down: wait for ever. Address unknown: never. Anything else: a failed try."""

    def send(self, *args, **kwargs):
        raise raised

    monkeypatch.setattr(ways.EmailMultiAlternatives, "send", send)
    with pytest.raises(meant):
        ways.send_mail(message())


@pytest.mark.django_db
def test_a_process_that_died_gives_its_message_back(way):
    """Claimed and never finished: after the lease the next process takes it; the dead one's late word does not count."""
    message()
    taken = claim(now=NOW, who="dead")
    assert claim(now=NOW, who="me") is None
    assert work_off(now=NOW + LEASE, who="me")["sent"] == 1
    assert taken.claimed_by == "dead" and Message.objects.get().claimed_by == "me"


@pytest.mark.django_db
def test_a_kind_without_sender_waits(way):
    """A room that was taken out leaves its messages waiting, not lost."""
    message(kind="webhook")
    assert work_off(now=NOW, who="me")["later"] == 1 and state() == (State.WAITING, 1)


@pytest.mark.django_db(transaction=True)
def test_two_machines_never_send_the_same(way):
    """Four workers at sixty messages: each leaves once."""
    for number in range(60):
        message(f"m{number}")
    errors = []

    def work(who):
        try:
            work_off(now=NOW, who=who)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    [thread.start() for thread in threads], [thread.join() for thread in threads]
    assert not errors and sorted(way.calls) == sorted(f"m{n}" for n in range(60)), connection.vendor
    assert not Message.objects.exclude(state=State.SENT).exists()


@pytest.mark.django_db
def test_an_administrator_tries_again_and_the_ledger_knows():
    """A dead letter goes back to the front; nobody else may; what was sent cannot be sent again."""
    row = message(to=[])
    work_off(now=NOW, who="me")
    boss = person(is_superuser=True)
    with pytest.raises(NotAllowed):
        try_again(message=row, by=person(), at=NOW)
    try_again(message=row, by=boss, at=NOW)
    assert state() == (State.WAITING, 0) and entries_of("outbox.again").count() == 1
    Message.objects.update(to=["a@example.org"])
    work_off(now=NOW, who="me")
    with pytest.raises(WrongState):
        try_again(message=row, by=boss, at=NOW)


@pytest.mark.django_db
def test_the_command_works_the_outbox_off(capsys):
    """`deliver --once` ends with 0 and says what it did; a second call says nothing."""
    message()
    call_command("deliver", "--once")
    assert "1" in capsys.readouterr().out and len(mail.outbox) == 1
    call_command("deliver", "--once")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_the_register_is_for_administrators(client, site):
    """List, page of a message, and the button; an ordinary person is turned away."""
    row = message(to=[])
    work_off(now=NOW, who="me")
    index, page, again = "/admin/disclosure_outbox/message/", f"/admin/disclosure_outbox/message/inspect/{row.pk}/", f"/admin/outbox/{row.pk}/again/"
    client.force_login(person())
    assert {client.get(url).status_code for url in (index, page, again)} == {302}
    client.force_login(person(is_superuser=True))
    assert again in client.get(index).content.decode() and "正文" in client.get(page).content.decode()
    assert client.get(again).status_code == 200 and client.post(again).status_code == 302
    assert state() == (State.WAITING, 0)


@pytest.mark.django_db
def test_the_register_names_the_kind_of_a_message_in_words(client, site):
    """In the row and in the filter; the code is for programs."""
    message()
    client.force_login(person(is_superuser=True))
    page = client.get(reverse("disclosure_outbox_message_modeladmin_index")).content.decode()
    assert page.count("邮件") == 2 and ">mail<" not in page
