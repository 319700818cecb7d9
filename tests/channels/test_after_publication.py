"""What a publication leaves to be done, and what a taking down changes (三, 四（四）, 四（五）)."""

import datetime as dt

import pytest

from disclosure.clocks.actions import close_duty
from disclosure.clocks.models import Duty
from disclosure.ledger.record import entries_of
from disclosure.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
CHANNELS = ["portal:notices", "noticeboard", "journal"]


def owed(walker):
    return sorted((duty.kind, duty.channel, duty.owner_kind) for duty in Duty.objects.filter(page_id=walker.page.pk, closed_at=None))


def published(walker, **given):
    return walker.propose(**({"channels": CHANNELS} | given)).head().secrecy().leader().vote("for", "for", "for", "for").close()


def test_a_publication_opens_a_duty_for_each_channel_outside_for_feedback_and_for_the_archive(walker):
    """Portal and intranet are served by the end of the chain itself."""
    published(walker)
    assert owed(walker) == [
        ("archive", "", "editor"),
        ("channel", "journal", "editor"),
        ("channel", "noticeboard", "editor"),
        ("feedback", "", "office_director"),
    ]
    duty = Duty.objects.get(channel="journal")
    assert duty.division == walker.bureau.zhiliang and duty.due_on == dt.date(2026, 11, 23)  # 5 working days after Monday the 16th


def test_the_head_owes_it_where_the_division_has_no_editor(walker):
    """The proposer gave up his post in mid-chain."""
    walker.to_group()
    walker.bureau.editor.posts.update(to_date=dt.date(2026, 11, 1))
    walker.vote("for", "for", "for", "for").close()
    assert ("archive", "", "division_head") in owed(walker)


def test_a_new_version_opens_no_duty_twice(walker):
    """What is open stays one; a channel that is new is added."""
    published(walker)
    walker.write(summary="第二版。")
    published(walker, channels=[*CHANNELS, "media"])
    assert [kind for kind, *_rest in owed(walker)].count("archive") == 1
    assert sorted(channel for _kind, channel, _owner in owed(walker) if channel) == ["journal", "media", "noticeboard"]


def test_a_correction_opens_neither_feedback_nor_archive_anew(walker):
    """What it corrects is filed and read already; the channels outside show the old words."""
    published(walker)
    Duty.objects.update(closed_at=walker.at)
    walker.write(summary="说明（更正错字）。")
    walker.propose(kind="correction", channels=CHANNELS).head().secrecy()
    assert [kind for kind, *_rest in owed(walker)] == ["channel", "channel"]


def test_staff_items_take_no_feedback_from_the_public(site):
    """Only what the public reads opens it."""
    from disclosure.items.models import CategoryIndexPage, InternalOtherPage
    from tests.walker import Walker

    bureau = factories.bureau()
    page = InternalOtherPage(
        title="食堂安排", formed_on=dt.date(2026, 11, 13), issuer="测试局", summary="说明。", body=[("paragraph", "<p>正文。</p>")],
        division=bureau.zhiliang, scope="staff", channels=["intranet:board"], subject="后勤", owner=bureau.editor, live=False,
    )  # fmt: skip
    CategoryIndexPage.objects.get(category="internal-other").add_child(instance=page)
    page.save_revision(user=bureau.editor)
    walker = Walker(bureau=bureau, page=page)
    published(walker, scope="staff", channels=["intranet:board", "noticeboard"])
    assert [kind for kind, *_rest in owed(walker)] == ["archive", "channel"]


def test_taking_down_opens_nothing_and_marks_what_is_open(walker):
    """The duty says from now on that it is one of taking down; of a channel already served the division is told."""
    published(walker)
    served = Duty.objects.get(channel="noticeboard")
    close_duty(served, note="已张贴", file=factories.stored_document().file, by=walker.bureau.editor, at=walker.now())
    before = owed(walker)
    walker.withdraw(reason="处罚决定被变更")
    assert owed(walker) == before
    assert "处罚决定被变更" in Duty.objects.get(channel="journal").note
    assert Duty.objects.get(channel="noticeboard").note == "已张贴"
    told = Message.objects.get(key__startswith=f"take-down:{walker.page.pk}:")
    assert set(told.to) == {walker.bureau.editor.email, walker.bureau.head.email}


def test_the_display_period_ends_by_the_clock(site, client):
    """The day after display_until the item is taken down with the reason 公示期满; on the last day it still stands."""
    from disclosure.channels.jobs import take_down_what_was_shown_long_enough
    from tests.walker import Walker

    bureau = factories.bureau()
    page = factories.enforcement_page(bureau.zhiliang, by=bureau.editor, display_until=dt.date(2026, 11, 20))
    walker = published(Walker(bureau=bureau, page=page))
    assert walker.live
    assert take_down_what_was_shown_long_enough(dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC)) == 0
    assert take_down_what_was_shown_long_enough(dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)) == 1
    assert not walker.live and walker.matter.withdrawn_reason == "公示期满"
    assert entries_of("chain.take_down").get().facts["reason"] == "公示期满"
    text = client.get(page.url).content.decode()
    assert "公示已经结束" in text and "公示期满" in text and "撤下" not in text and page.title not in text
