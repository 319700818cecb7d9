"""The day by which an item must be public follows the calendar."""

import datetime as dt

import pytest

from disclosure.clocks.actions import load_notice
from disclosure.clocks.notices import Notice
from tests import factories

AT = dt.datetime(2026, 3, 20, 1, 0, tzinfo=dt.UTC)
OFF = Notice({dt.date(2026, 3, 12): (False, "停工")}, frozenset(), "通知", ())

pytestmark = pytest.mark.django_db


def test_a_new_notice_moves_the_day_of_what_is_not_public_yet(site):
    """Twenty working days from forming, seven for a penalty from its decision; the change is named (条例第二十六条)."""
    draft = factories.item(title="草稿")
    penalty = factories.item("enforcement", title="处罚", kind="penalty", decided_on=dt.date(2026, 3, 10))
    inward = factories.item("internal-other", title="内部")
    assert (str(draft.due_on), str(penalty.due_on), inward.due_on) == ("2026-04-07", "2026-03-19", None)
    changed = load_notice(OFF, at=AT)
    assert {(each.what, str(each.after)) for each in changed} == {("草稿", "2026-04-08"), ("处罚", "2026-03-20")}
    for page in (draft, penalty, inward):
        page.refresh_from_db()
    assert (str(draft.due_on), str(penalty.due_on), inward.due_on) == ("2026-04-08", "2026-03-20", None)


def test_what_was_published_keeps_its_day(site):
    """It was due by the calendar of its time."""
    page = factories.published(factories.item(), at=AT)
    before = page.due_on
    assert load_notice(OFF, at=AT) == [] and type(page).objects.get(pk=page.pk).due_on == before
