"""What subscribers hear by mail: opening, closing, replies, a changed draft, the result, the final text; each mail ends it by one click."""

import datetime as dt
import re

import pytest
from django.core import mail

from disclosure.consultation import actions, news
from disclosure.consultation.actions.versions import tell_of_final
from disclosure.consultation.models import Subscription
from disclosure.outbox.models import Message
from disclosure.outbox.work import work_off
from tests import factories
from tests.consultation.conftest import CLOSES, DRAFT, OPENED, Consulted
from tests.walker import Walker

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def subscribed(walk, email="a@example.org"):
    """A confirmed subscription."""
    row = actions.subscribe(page=walk.fresh(), email=email, at=walk.now())
    return actions.confirm(token=row.token, at=walk.now())


def heard(email="a@example.org"):
    """Subjects of the news sent to an address, oldest first."""
    return [row.subject for row in Message.objects.filter(kind="subscription").order_by("pk") if email in row.to]


def test_opening_and_closing_are_told_to_the_second_and_once(site):
    """A draft published before it opens: who subscribed meanwhile hears of the opening, then of the closing with the day of the result."""
    opens = OPENED + dt.timedelta(days=1)
    walk = Consulted(opens_at=opens.isoformat()).publish()
    subscribed(walk)
    actions.subscribe(page=walk.fresh(), email="never-confirmed@example.org", at=walk.now())
    assert news.opened_and_closed(opens - SECOND) == 0 and not heard()
    assert news.opened_and_closed(opens) == 1 and news.opened_and_closed(opens + SECOND) == 0
    subscribed(walk, "late@example.org")
    Subscription.objects.filter(confirmed_at__isnull=False).update(told_until=opens)
    assert news.opened_and_closed(CLOSES - SECOND) == 0
    assert news.opened_and_closed(CLOSES) == 2 and news.opened_and_closed(CLOSES + SECOND) == 0
    assert len(heard()) == 2 and len(heard("late@example.org")) == 1 and not heard("never-confirmed@example.org")
    opened, *_rest, closed = Message.objects.filter(kind="subscription", subject__contains=walk.page.title).order_by("pk")
    assert "2026年4月24日 24:00" in opened.body and "2026年5月26日" in closed.body


def test_replies_are_told_once_a_day(consulted):
    """Two replies in a day are one mail the next morning at nine; without a reply there is none."""
    subscribed(consulted)
    for text in ("第一条意见。", "第二条意见。"):
        row, _code = consulted.say(text)
        consulted.show(row)
        actions.reply(comment=row, text="已收到，将研究。", by=consulted.bureau.editor, at=consulted.now())
    nine = dt.datetime(2026, 3, 17, 1, 0, tzinfo=dt.UTC)
    assert news.replied(nine - SECOND) == 0
    assert news.replied(nine) == 1 and news.replied(nine + dt.timedelta(hours=1)) == 0
    assert news.replied(nine + dt.timedelta(days=1)) == 0 and len(heard()) == 1


def test_result_and_final_text_are_told_in_the_act(consulted):
    """The final item names the consultation in its proposal: its address goes to who subscribed; once, though it is published anew."""
    subscribed(consulted)
    result = consulted.after_close().publish_result()
    final = factories.item("rules", by=consulted.bureau.editor, kind="normative", document_number="测交质监〔2026〕64号")
    walk = Walker(consulted.bureau, final, consulted.at)
    walk.propose(vital_interest="yes", vital_interest_reason="", consultation=consulted.page.pk).head().secrecy().leader()
    walk.vote("for", "for", "for", "for").close()
    first, second = Message.objects.filter(kind="subscription").order_by("pk")
    tell_of_final(factories.other_page(consulted.bureau.zhiliang, scope="staff"), consulted.page.pk, consulted.now())  # staff alone read it
    assert result.slug in first.body and final.slug in second.body
    walk.write(summary="更正说明。")
    walk.propose(vital_interest="yes", vital_interest_reason="", consultation=consulted.page.pk).head().secrecy().leader()
    walk.vote("for", "for", "for", "for").close()
    assert len(heard()) == 2


def test_a_draft_changed_while_it_is_open_is_told(consulted):
    """Published anew through the chain: who commented on the first text hears of the second."""
    subscribed(consulted)
    consulted.write(draft=DRAFT.replace("应当遵守法律", "应当严格遵守法律"))
    consulted.publish()
    assert consulted.fresh().phase(consulted.now()) == "open" and len(heard()) == 1
    assert "有修改" in heard()[0] and consulted.page.title in heard()[0]


def test_another_close_is_told_as_often_as_it_is_moved(consulted):
    """With the close in it; a version that changes nothing for who reads is told to nobody."""
    subscribed(consulted)
    later = CLOSES + dt.timedelta(days=14)
    for number, (closes, many) in enumerate(((later, 1), (later, 1), (CLOSES, 2), (later, 3))):
        consulted.write(closes_at=closes, phone=f"0000-0000{number}")
        consulted.publish()
        assert len(heard()) == many
    assert "截止" in heard()[0] and "2026年5月8日 24:00" in Message.objects.filter(kind="subscription").order_by("pk").first().body


def test_taking_down_is_told_with_its_reason_and_putting_back_too(consulted):
    subscribed(consulted)
    consulted.withdraw(reason="草案有误，更正后重新征求意见。")
    (down,) = heard()
    assert "撤下" in down and "草案有误" in Message.objects.filter(kind="subscription").get().body
    consulted.publish()
    assert len(heard()) == 2 and "重新公开" in heard()[1]


def test_a_result_that_is_taken_down_is_told(consulted):
    subscribed(consulted)
    result = consulted.after_close().publish_result()
    walk = Walker(consulted.bureau, result, consulted.at)
    walk.withdraw(reason="统计有误。")
    assert "撤下" in heard()[-1] and len(heard()) == 2


def test_each_mail_ends_it_by_one_click(consulted, client, settings):
    """The header of RFC 8058 and the link are the same address; the mail program's POST, without a cookie, forgets the address."""
    row = subscribed(consulted)
    consulted.after_close().publish_result()
    work_off(now=consulted.now(), who="test")
    sent = next(message for message in mail.outbox if row.token in message.body and "List-Unsubscribe" in message.extra_headers)
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.fullmatch(r"<https?://[^/]+(/.+)>", sent.extra_headers["List-Unsubscribe"])[1]
    assert path in sent.body
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.filter(pk=row.pk).exists()
    assert news.opened_and_closed(consulted.now()) == 0
