"""The calendar in force follows the office's table."""

import datetime as dt

import pytest

from disclosure.clocks import calendar as room
from disclosure.clocks.actions import enter_day
from disclosure.clocks.models import OfficeDay, WorkdayNotice
from disclosure.ledger.errors import Invalid, NotAllowed
from disclosure.ledger.record import entries_of
from tests import factories

AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
STORM = dt.date(2026, 7, 15)

pytestmark = pytest.mark.django_db


def test_it_is_read_once_and_not_at_every_question(django_assert_num_queries):
    """Chain steps and lists ask often."""
    room.calendar()
    with django_assert_num_queries(0):
        for _ in range(50):
            room.calendar().day(STORM)


def test_a_change_by_another_process_is_seen_after_a_few_seconds(monkeypatch):
    """A deletion too: rows are counted."""
    monkeypatch.setattr(room, "CHECK_EVERY", 0)
    assert room.calendar().is_workday(STORM)
    row = OfficeDay.objects.create(date=STORM, is_workday=False, name="台风停工", changed_at=AT)
    assert not room.calendar().is_workday(STORM)
    row.delete()
    assert room.calendar().is_workday(STORM)
    WorkdayNotice.objects.create(year=2027, changed_at=AT)
    assert room.calendar().certain(2027)


def test_the_director_enters_a_day_and_it_holds_at_once():
    """With an entry in the ledger; its year does not become known by it."""
    bureau = factories.bureau()
    assert enter_day(date=dt.date(2027, 3, 1), is_workday=False, name="台风停工", by=bureau.director, at=AT).name == "台风停工"
    assert not room.calendar().is_workday(dt.date(2027, 3, 1)) and not room.calendar().certain(2027)
    assert entries_of("clocks.workdays")[0].facts["days"] == {"2027-03-01": False}
    with pytest.raises(NotAllowed):
        enter_day(date=STORM, is_workday=False, name="", by=bureau.editor, at=AT)
    with pytest.raises(Invalid):
        enter_day(date=dt.date(1900, 1, 1), is_workday=False, name="", by=bureau.director, at=AT)
