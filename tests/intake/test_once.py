"""One write a key."""

import datetime as dt

import pytest

from disclosure.intake import once
from disclosure.ledger.errors import Invalid

AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)


def write(rf, key, data, made, at=AT):
    request = rf.post("/", **({"HTTP_IDEMPOTENCY_KEY": key} if key else {}))

    def make():
        made.append(data)
        return 201, {"number": len(made), "code": "secret"}

    return once.write_once(request, call="test", data=data, make=make, at=at)


def test_the_same_key_and_body_is_one_write(db, rf):
    """The answer and its status come again; nothing is made a second time; without a key each write is its own."""
    made = []
    assert write(rf, "k", {"a": 1}, made) == write(rf, "k", {"a": 1}, made) == (201, {"number": 1, "code": "secret"})
    write(rf, "", {"a": 1}, made)
    write(rf, "", {"a": 1}, made)
    assert len(made) == 3


def test_another_body_under_the_same_key_is_refused(db, rf):
    """422, and nothing is made."""
    made = []
    write(rf, "k", {"a": 1}, made)
    with pytest.raises(Invalid):
        write(rf, "k", {"a": 2}, made)
    assert len(made) == 1


def test_a_key_is_forgotten_after_a_day(db, rf):
    """Kept for 24 hours, then it may be used again."""
    made = []
    write(rf, "k", {"a": 1}, made)
    day = dt.timedelta(hours=24)
    assert write(rf, "k", {"a": 1}, made, AT + day - dt.timedelta(seconds=1))[1]["number"] == 1
    assert write(rf, "k", {"a": 2}, made, AT + day)[1]["number"] == 2


def test_what_is_sent_again_under_its_key_is_not_counted(db, rf, settings):
    """A client that retries uses up nothing of its limit."""
    from disclosure.intake.limit import TooMany

    settings.INTAKE_LIMIT, made = 1, []
    assert write(rf, "k", {"a": 1}, made) == write(rf, "k", {"a": 1}, made)
    with pytest.raises(TooMany):
        write(rf, "other", {"a": 1}, made)


def test_nothing_of_the_street_outlives_a_day(db, rf, settings):
    """Kept answers, used proofs, counters."""
    from disclosure.intake.models import Hit, KeptAnswer, Spent

    settings.INTAKE_LIMIT = 30
    for at in (AT, AT + dt.timedelta(hours=25)):
        write(rf, f"{at}", {"a": 1}, [], at)
        Spent.objects.create(token=str(at), at=at)
        Hit.objects.create(key=str(at), since=int(at.timestamp()), n=1)
    once.sweep(AT + dt.timedelta(hours=25))
    assert [KeptAnswer.objects.count(), Spent.objects.count(), Hit.objects.filter(key=str(AT)).count()] == [1, 1, 0]


def test_a_refused_write_leaves_no_key(db, rf):
    """What was refused can be sent again under its key."""

    def refuse():
        raise Invalid("no", field="a")

    with pytest.raises(Invalid):
        once.write_once(rf.post("/", HTTP_IDEMPOTENCY_KEY="k"), call="test", data={"a": 1}, make=refuse, at=AT)
    assert write(rf, "k", {"a": 1}, [])[0] == 201


def test_a_kept_answer_is_sealed(db, rf):
    """The code in it does not lie open in the table."""
    from django.db import connection

    write(rf, "k", {"a": 1}, [])
    with connection.cursor() as cursor:
        cursor.execute("select answer from disclosure_intake_keptanswer")
        assert "secret" not in cursor.fetchone()[0]
