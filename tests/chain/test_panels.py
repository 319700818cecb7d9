"""What the public reads of the procedure: steps and dates, no names (四); notes of urgent publication and correction."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.chain.panels import public_notes, public_steps

pytestmark = pytest.mark.django_db


def states(page):
    return [step["state"] for step in public_steps(page)]


def test_a_published_item_shows_six_steps_with_dates_and_no_names(walker):
    """Proposed, four steps, made public; every one done and dated; two queries."""
    assert public_steps(walker.page) == []
    walker.publish()
    with CaptureQueriesContext(connection) as queries:
        steps = public_steps(walker.page)
    assert len(queries) <= 3 and [step["state"] for step in steps] == ["done"] * 6
    assert all(step["date"] for step in steps)
    names = {user.last_name for user in (walker.bureau.head, walker.bureau.reviewer, walker.bureau.leader, walker.bureau.chair)}
    assert not any(name in str(steps) for name in names)


def test_an_urgent_publication_shows_what_is_still_to_come(walker):
    """Made public first; the step that runs is now, the last ahead; the note names the day."""
    walker.propose().head().secrecy().urgent()
    assert states(walker.page) == ["done", "done", "done", "done", "now", "ahead"]
    note = public_notes(walker.page)["urgent"]
    assert note["due_on"] == walker.matter.after_review_due
    walker.leader().vote("for", "for", "for", "for").close()
    assert states(walker.page) == ["done"] * 6 and public_notes(walker.page)["urgent"] is None


def test_a_correction_shows_the_whole_course_and_its_day(walker):
    """How it was first made public, then the two steps of each correction; the public sees when it was corrected."""
    walker.publish()
    first = public_steps(walker.page)
    walker.write(summary="说明（勘误）。")
    walker.propose(kind="correction", vital_interest=None, channels=None, scope=None).head().secrecy()
    walker.page.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        steps = public_steps(walker.page)
    assert len(queries) <= 4 and steps[:6] == first and public_notes(walker.page)["corrected_at"] == walker.at
    assert [step["label"].partition("：")[0] for step in steps[6:]] == ["更正"] * 4
    assert [step["state"] for step in steps] == ["done"] * 10 and all(step["date"] for step in steps)
    walker.write(summary="说明（再次勘误）。")
    walker.propose(kind="correction", vital_interest=None, channels=None, scope=None).head().secrecy()
    walker.page.refresh_from_db()
    assert public_steps(walker.page)[:10] == steps and states(walker.page) == ["done"] * 14


def test_a_version_proposed_anew_after_a_correction_shows_its_own_steps_alone(walker):
    """The whole chain was walked for it: what was before is history."""
    walker.publish()
    walker.write(summary="说明（勘误）。")
    walker.propose(kind="correction", vital_interest=None, channels=None, scope=None).head().secrecy()
    walker.write(summary="第二版。")
    walker.publish()
    walker.page.refresh_from_db()
    assert states(walker.page) == ["done"] * 6


def test_a_newer_version_in_the_chain_changes_nothing_for_the_public(walker):
    """The steps are those of the version that is public."""
    walker.publish()
    before = public_steps(walker.page)
    walker.write(summary="第二版。")
    walker.propose().head()
    assert public_steps(walker.page) == before
