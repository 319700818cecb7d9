"""The weekly brief by mail."""

from cms.demo.days import standing_at
from dashboard.briefs import send, weekly
from disclosure.outbox.models import Message
from tests.dashboard.lived import at


def test_the_brief_goes_once_a_week_to_each_who_has_a_dashboard(lived):
    """On the first working day at eight: main leader, leaders, heads, efficiency office, auditor; nobody else, and no second time."""
    assert send(at(11, 16, 7)) is None
    assert send(at(11, 16, 8)) == 8
    assert send(at(11, 16, 9)) is None and send(at(11, 18, 9)) is None
    sent = {message.to[0].partition("@")[0]: message for message in Message.objects.filter(key__startswith="brief:")}
    assert set(sent) == {
        "main-leader", "leader", "other-leader", "head-zhiliang", "head-anquan", "head-bangong", "efficiency", "auditor",
    }  # fmt: skip
    assert "件逾期" in sent["main-leader"].subject and lived["stuck"].page.title in sent["head-zhiliang"].body
    assert lived["stuck"].page.title not in sent["head-anquan"].body
    assert all("/admin/dashboard/brief.pdf" in message.body for message in sent.values()), "the way to the printed one"
    durations = [line for line in sent["main-leader"].body.splitlines() if "用时中位数：" in line and not line.endswith("：无")]
    assert durations and all(line.endswith(" 个工作日") for line in durations)
    assert send(at(11, 23, 9)) == 8


def test_a_holiday_monday_puts_it_off_and_a_past_week_has_none(lived):
    """5 October 2026 is a holiday: the brief comes on the 8th; who lives through the past gets none from the clocks."""
    assert send(at(10, 5, 9)) is None
    assert send(at(10, 8, 9)) == 8
    with standing_at(at(9, 14, 9)):
        assert weekly(at(9, 14, 9)) is None
