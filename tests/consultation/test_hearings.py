"""An announced hearing or meeting is moved or cancelled: who may, against which rules, who hears of it, what the public reads (713 art. 16)."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail

from disclosure.consultation import actions, clock
from disclosure.consultation.models import HearingChange
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import entries_about
from disclosure.outbox.models import Message
from disclosure.outbox.work import work_off
from tests.consultation.test_news import subscribed
from tests.doors.test_consultation import outsiders

DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
HELD = dt.datetime(2026, 4, 10, 1, 0, tzinfo=dt.UTC)
WHY = "会场检修，改期举行。"
HEARINGS_OPEN = re.compile(r'<details class="verb" open><summary>听证会、座谈会')


def announced(walk, kind="hearing", **values):
    """A hearing on 10 April, sign-up until 2 April."""
    given = {"kind": kind, "held_at": HELD, "where": "局三楼", "seats": 2, "rule": "先到先得", "signup_until": HELD - 8 * DAY} | values
    return actions.announce_hearing(page=walk.page, by=walk.bureau.editor, at=walk.now(), **given)


def signed_up(walk, hearing, *contacts):
    return [actions.sign_up(hearing=hearing, name="代表", contact=contact, at=walk.now())[0] for contact in contacts]


def move(walk, hearing, **values):
    given = {"reason": WHY, "by": walk.bureau.editor, "at": walk.now()} | values
    return actions.change_hearing(hearing=hearing, **given)


def cancel(walk, hearing, **values):
    return actions.cancel_hearing(hearing=hearing, **({"reason": WHY, "by": walk.bureau.editor, "at": walk.now()} | values))


def desk(walk):
    return f"/admin/consultations/{walk.page.pk}/"


def test_who_does_not_work_on_it_moves_and_cancels_nothing(consulted, client):
    """Those who may announce may change and cancel: editors, the head, the office director; nobody else, by the verb or at the desk."""
    hearing = announced(consulted)
    entries = entries_about("page", consulted.page.pk).count()
    for who, user in outsiders(consulted.bureau).items():
        for act in (lambda user=user: move(consulted, hearing, where="局五楼", by=user), lambda user=user: cancel(consulted, hearing, by=user)):
            with pytest.raises(NotAllowed):
                act()
        client.force_login(user)
        for verb in ("change_hearing", "cancel_hearing"):
            with time_machine.travel(consulted.now(), tick=False):
                client.post(desk(consulted), {"verb": verb, "hearing": hearing.pk, "where": "局五楼", "reason": WHY})
        hearing.refresh_from_db()
        assert (hearing.where, hearing.cancelled_at) == ("局三楼", None), who
    assert entries_about("page", consulted.page.pk).count() == entries and not HearingChange.objects.exists()
    for user, where in ((consulted.bureau.head, "局四楼"), (consulted.bureau.director, "局五楼"), (consulted.bureau.editor, "局六楼")):
        move(consulted, hearing, where=where, by=user)
    hearing.refresh_from_db()
    assert hearing.where == "局六楼" and hearing.changes.count() == 3


def test_a_hearing_is_moved_only_to_a_day_that_leaves_seven_days_for_the_material(consulted):
    """Sign-up ends seven days before the new day; with the list published and nothing sent there are seven days from now; what was sent counts."""
    hearing = announced(consulted)
    for field, values in (
        ("signup_until", {"held_at": HELD - 2 * DAY}),  # sign-up would end six days before
        ("signup_until", {"signup_until": HELD - 6 * DAY}),
        ("signup_until", {"signup_until": consulted.at - DAY}),
        ("signup_until", {"signup_until": HELD + DAY}),
        ("held_at", {"held_at": consulted.at - DAY, "signup_until": consulted.at - 2 * DAY}),
        ("held_at", {}),
        ("held_at", {"held_at": HELD, "where": "局三楼"}),
        ("reason", {"held_at": HELD + DAY, "reason": " "}),
        ("where", {"where": " "}),
    ):
        with pytest.raises(Invalid) as refused:
            move(consulted, hearing, **values)
        assert refused.value.field == field, values
    move(consulted, hearing, held_at=HELD - DAY)
    people = signed_up(consulted, hearing, "0000")
    consulted.at = HELD - 7 * DAY
    actions.choose(hearing=hearing, participants=people, by=consulted.bureau.editor, at=consulted.now())
    hearing.refresh_from_db()
    with pytest.raises(Invalid) as refused:  # five days are left
        move(consulted, hearing, held_at=HELD - DAY - DAY)
    assert refused.value.field == "held_at"
    with pytest.raises(Invalid) as refused:
        move(consulted, hearing, signup_until=HELD - 2 * DAY)
    assert refused.value.field == "signup_until", "the list is published"
    move(consulted, hearing, held_at=HELD)
    actions.send_material(hearing=hearing, by=consulted.bureau.editor, at=consulted.now())
    consulted.at = HELD - 2 * DAY
    move(consulted, hearing, held_at=HELD + 2 * DAY)  # the material has been with them for long
    move(consulted, hearing, where="局五楼")  # a place may change at the last moment
    with pytest.raises(Invalid):
        move(consulted, hearing, held_at=HELD - DAY)  # eight days after the material was sent would be too soon


def test_a_discussion_meeting_needs_no_seven_days(consulted):
    meeting = announced(consulted, "meeting", signup_until=HELD - DAY)
    move(consulted, meeting, held_at=HELD - DAY + dt.timedelta(hours=2))
    meeting.refresh_from_db()
    assert meeting.held_at == HELD - DAY + dt.timedelta(hours=2)


def test_once_its_hour_has_come_or_it_is_cancelled_or_concluded_nothing_is_moved(consulted):
    """And of a cancelled one nothing goes on: no sign-up, list, material, minutes, reminder."""
    held, gone = announced(consulted, "meeting"), announced(consulted)
    people = signed_up(consulted, gone, "0000")
    cancel(consulted, gone)
    by, later = consulted.bureau.editor, HELD - 7 * DAY
    for act in (
        lambda: cancel(consulted, gone), lambda: move(consulted, gone, where="局五楼"), lambda: signed_up(consulted, gone, "0000"),
        lambda: actions.choose(hearing=gone, participants=people, by=by, at=later), lambda: actions.send_material(hearing=gone, by=by, at=later),
        lambda: actions.write_minutes(hearing=gone, text="没有开。", by=by, at=HELD + DAY),
        lambda: move(consulted, held, where="局五楼", at=HELD), lambda: cancel(consulted, held, at=HELD),
    ):  # fmt: skip
        with pytest.raises(WrongState):
            act()
    due = dt.date(2026, 4, 3)
    assert not list(clock.material(due, due, consulted.at))
    late = announced(consulted, "meeting", held_at=HELD + 60 * DAY)
    consulted.after_close().conclude()
    with pytest.raises(WrongState):
        move(consulted, late, where="局五楼")
    assert cancel(consulted, late).cancels, "but nobody is left waiting for it"


def test_who_signed_up_and_who_subscribed_hear_what_was_and_what_is(consulted):
    """By the outbox, in the act; who gave only a telephone is counted, to be called. One entry, without a name; the reminder follows the new day."""
    hearing = announced(consulted)
    subscribed(consulted, "reader@example.org")
    one, _other = signed_up(consulted, hearing, "电话0000，邮箱a@example.org", "0000-1234")
    entries, told = entries_about("page", consulted.page.pk).count(), Message.objects.count()
    move(consulted, hearing, held_at=HELD + 5 * DAY, where="局五楼")
    assert entries_about("page", consulted.page.pk).count() == entries + 1
    entry = entries_about("page", consulted.page.pk).last()
    assert entry.verb == "consultation.change_hearing" and (entry.facts["mailed"], entry.facts["to_call"]) == (1, 1)
    assert "example" not in str(entry.facts) and entry.facts["reason"] == WHY and entry.facts["was"][1:2] == ["局三楼"]
    mine, theirs = sorted(Message.objects.order_by("-pk")[: Message.objects.count() - told], key=lambda row: row.kind)
    assert mine.to == ["a@example.org"] and theirs.to == ["reader@example.org"] and one.number in mine.body
    for message in (mine, theirs):
        for words in ("听证会 2026年4月15日 09:00\n", "2026年4月10日 09:00", "局五楼", "局三楼", WHY, f"hearings/{hearing.pk}/"):
            assert words in message.body, words
    first, second = dt.date(2026, 4, 3), dt.date(2026, 4, 8)
    assert not list(clock.material(first, first, consulted.at)) and list(clock.material(second, second, consulted.at))
    cancel(consulted, hearing, reason="征求意见方式调整。")
    assert entries_about("page", consulted.page.pk).last().verb == "consultation.cancel_hearing"
    work_off(now=consulted.now(), who="test")
    assert {tuple(sent.to) for sent in mail.outbox if "取消" in sent.subject} == {("a@example.org",), ("reader@example.org",)}


def test_page_draft_and_api_say_what_was_and_what_is(consulted, client):
    """While it is to come and after it was cancelled; a cancelled one takes no one in."""
    hearing = announced(consulted)
    url = f"{consulted.fresh().url}hearings/{hearing.pk}/"
    move(consulted, hearing, held_at=HELD + 5 * DAY, where="局五楼")

    def read():
        with time_machine.travel(consulted.now(), tick=False):
            api = client.get(f"/api/v3/consultations/{consulted.page.pk}/").json()["hearings"]
            return client.get(url).content.decode(), client.get(consulted.fresh().url).content.decode(), api

    page, draft, (row,) = read()
    for text in (page, draft):
        assert all(words in text for words in ("4月15日", "4月10日", "局五楼", "局三楼", WHY, "有变更" if text is draft else "变更情况"))
    assert row["where"] == "局五楼" and row["changes"][0]["was"]["where"] == "局三楼" and row["changes"][0]["reason"] == WHY
    assert 'name="contact"' in page
    cancel(consulted, hearing, reason="报名人数不足。")
    page, draft, (row,) = read()
    assert "不再举行" in page and "报名人数不足。" in page and 'name="contact"' not in page and "报名人数不足。" in draft and "已取消" in draft
    assert row["cancelled_at"] and row["changes"][-1]["cancelled"]
    struck = re.compile(r'<s>2026年4月15日[^<]*</s> <span class="pill void">已取消</span>')
    client.force_login(consulted.bureau.editor)
    with time_machine.travel(consulted.now(), tick=False):
        at_work = client.get(desk(consulted)).content.decode()
    for text in (page, draft, at_work):
        assert struck.search(text), "the time stands struck, and what that means in words"
        assert text.rindex("局三楼") < text.rindex("报名人数不足。"), "oldest first on every page, as in the API"
    client.logout()
    with time_machine.travel(consulted.now(), tick=False):
        assert client.post(url, {"name": "某", "contact": "0"}).status_code in (409, 422)
    assert not hearing.participants.exists()


def test_the_desk_moves_and_cancels_and_says_who_must_be_called(consulted, client):
    """What was not touched is no change; what was refused is kept as typed; all who signed up are reached, chosen or not."""
    hearing = announced(consulted, held_at=HELD + dt.timedelta(seconds=30))
    signed_up(consulted, hearing, "0000-1234", "a@example.org")
    client.force_login(consulted.bureau.editor)
    form = {"verb": "change_hearing", "hearing": hearing.pk, "held_at": "2026-04-10T09:00", "signup_until": "2026-04-02T09:00", "where": "局三楼"}
    with time_machine.travel(consulted.now(), tick=False):
        answer = client.post(desk(consulted), form | {"reason": "不变。"})
        assert 'id="refused"' in answer.content.decode() and "不变。" in answer.content.decode() and not HearingChange.objects.exists()
        answer = client.post(desk(consulted) + "?state=shown", form | {"where": "局五楼", "reason": WHY}, follow=True)
        text = answer.content.decode()
        assert "另有1名报名人没有留邮箱" in text and "（点“查看联系方式”）" in text and "局五楼" in text
        assert HEARINGS_OPEN.search(text) and answer.request["QUERY_STRING"].startswith("state=shown"), "unfolded, with the filter as it was"
        hearing.refresh_from_db()
        assert hearing.held_at == HELD + dt.timedelta(seconds=30)
        text = client.post(desk(consulted), {"verb": "contacts", "hearing": hearing.pk}, follow=True).content.decode()
        assert "0000-1234" in text
        text = client.post(desk(consulted), {"verb": "cancel_hearing", "hearing": hearing.pk, "reason": WHY}, follow=True).content.decode()
        assert HEARINGS_OPEN.search(text) and not HEARINGS_OPEN.search(client.get(desk(consulted)).content.decode())
    hearing.refresh_from_db()
    assert hearing.cancelled_at and "已取消" in text and 'value="cancel_hearing"' not in text


def test_a_remark_on_the_minutes_is_counted_for_all_and_read_by_desk_and_participant_alone(consulted, client):
    """Who does not agree does not stand among those who plainly confirm."""
    hearing = announced(consulted)
    people = [actions.sign_up(hearing=hearing, name=f"代表{n}", contact="0000", at=consulted.now()) for n in range(2)]
    by, (first, second) = consulted.bureau.editor, people
    actions.choose(hearing=hearing, participants=[row for row, _code in people], by=by, at=HELD - DAY)
    actions.write_minutes(hearing=hearing, text="双方同意。", by=by, at=HELD + DAY)
    remark, path = "我没有同意，王某也没有。", "/consultations/minutes/"
    page = f"{consulted.fresh().url}hearings/{hearing.pk}/"
    with time_machine.travel(HELD + 2 * DAY, tick=False):
        given = {"number": second[0].number, "code": second[1]}
        assert 'name="how" value="remark" required>' in client.post(path, given).content.decode()
        for how, words in (("remark", " "), ("plain", remark)):
            refused = client.post(path, {**given, "confirm": "1", "how": how, "remark": words})
            assert refused.status_code == 422 and "双方同意。" in refused.content.decode()
        client.post(path, {"number": first[0].number, "code": first[1], "confirm": "1", "how": "plain"})
        assert "2名参加人中已有1名确认。" in client.get(page).content.decode()
        receipt = client.post(path, {**given, "confirm": "1", "how": "remark", "remark": remark}).content.decode()
        assert "已确认，附有补充或不同意见" in receipt and remark in receipt
        assert remark in client.post(path, given).content.decode(), "he reads again what he said"
        text = client.get(page).content.decode()
        assert "2名参加人中已有2名确认，其中1名附有补充或不同意见" in text and remark not in text
        client.force_login(by)
        assert remark in client.get(desk(consulted)).content.decode()


def test_what_is_added_on_the_signed_paper_is_kept_with_the_one_who_signed_it(consulted, client):
    hearing = announced(consulted)
    rows, by = signed_up(consulted, hearing, "0000", "0001"), consulted.bureau.editor
    actions.choose(hearing=hearing, participants=rows, by=by, at=HELD - DAY)
    actions.write_minutes(hearing=hearing, text="双方同意。", by=by, at=HELD + DAY)
    client.force_login(by)
    given = {"verb": "confirm_on_paper", "hearing": hearing.pk, "remark": "不同意。", "minutes_seen": (HELD + DAY).isoformat()}
    with time_machine.travel(HELD + 2 * DAY, tick=False):
        assert 'id="refused"' in client.post(desk(consulted), given | {"participant": [row.pk for row in rows]}).content.decode()
        client.post(desk(consulted), given | {"participant": [rows[1].pk]})
    assert list(hearing.participants.order_by("pk").values_list("remark", flat=True)) == ["", "不同意。"]


@pytest.fixture
def written(consulted):
    """A hearing that was held, of which minutes are written: (hearing, [(participant, code)] of two who take part and one who does not)."""
    hearing = announced(consulted, method="criteria", rule="各界代表")
    people = [actions.sign_up(hearing=hearing, name=f"陈{n}平", contact=f"000{n}", at=consulted.now()) for n in "一二三"]
    by, (first, second) = consulted.bureau.editor, people[:2]
    actions.choose(hearing=hearing, participants=[first[0], second[0]], reason="各界都有。", by=by, at=HELD - DAY)
    actions.write_minutes(hearing=hearing, text="双方同意。", by=by, at=HELD + DAY)
    return hearing, people


def read(walk, client, hearing):
    with time_machine.travel(HELD + 5 * DAY, tick=False):
        return client.get(f"{walk.fresh().url}hearings/{hearing.pk}/").content.decode()


def test_minutes_are_public_once_all_who_took_part_have_confirmed_and_no_sooner(consulted, written, client):
    """Until then participants alone read them, with number and code; with a remark or without, the last one opens them (713 art. 17)."""
    hearing, (first, second, _left) = written
    text = read(consulted, client, hearing)
    assert "双方同意。" not in text and "笔录正在由参加人核对" in text and "2名参加人中已有0名确认" in text
    actions.confirm_minutes(number=first[0].number, code=first[1], at=HELD + 2 * DAY)
    assert "public" not in entries_about("page", consulted.page.pk).last().facts and "双方同意。" not in read(consulted, client, hearing)
    with time_machine.travel(HELD + 2 * DAY, tick=False):
        assert "双方同意。" in client.post("/consultations/minutes/", {"number": second[0].number, "code": second[1]}).content.decode()
    actions.confirm_minutes(number=second[0].number, code=second[1], remark="漏了一句。", at=HELD + 3 * DAY)
    text = read(consulted, client, hearing)
    assert "双方同意。" in text and "正在由参加人核对" not in text and "漏了一句。" not in text
    assert entries_about("page", consulted.page.pk).last().facts["public"] is True
    with pytest.raises(WrongState):
        actions.publish_minutes(hearing=hearing, reason="一人未回复。", by=consulted.bureau.editor, at=HELD + 4 * DAY)


def test_staff_publish_minutes_that_not_all_confirmed_with_a_reason_that_all_read(consulted, written, client):
    """How many had not, and why: on the page, and in one entry. Nobody else does it, and no name stands in the reason."""
    hearing, (first, second, _left) = written
    actions.confirm_minutes(number=first[0].number, code=first[1], at=HELD + 2 * DAY)
    by, entries = consulted.bureau.editor, entries_about("page", consulted.page.pk).count()
    for reason in (" ", "陈二平没有回复。"):
        with pytest.raises(Invalid) as refused:
            actions.publish_minutes(hearing=hearing, reason=reason, by=by, at=HELD + 3 * DAY)
        assert refused.value.field == "minutes_reason"
    for user in outsiders(consulted.bureau).values():
        with pytest.raises(NotAllowed):
            actions.publish_minutes(hearing=hearing, reason="一人未回复。", by=user, at=HELD + 3 * DAY)
    client.force_login(by)
    with time_machine.travel(HELD + 3 * DAY, tick=False):
        assert "公布笔录" in client.get(desk(consulted)).content.decode()
        given = {"verb": "publish_minutes", "hearing": hearing.pk, "minutes_seen": (HELD + DAY).isoformat()}
        assert 'id="refused"' in client.post(desk(consulted), given | {"minutes_reason": ""}).content.decode()
        client.post(desk(consulted), given | {"minutes_reason": "一人两次提醒后仍未回复。"})
    client.logout()
    text = read(consulted, client, hearing)
    assert "双方同意。" in text and "尚有1名参加人未确认" in text and "一人两次提醒后仍未回复。" in text
    assert entries_about("page", consulted.page.pk).count() == entries + 1
    assert entries_about("page", consulted.page.pk).last().facts["unconfirmed"] == [second[0].number]


@pytest.mark.parametrize("words", ["陈一平（企业）：同意。", "陈 三平未到会。"])
def test_minutes_name_nobody_who_signed_up(consulted, written, words):
    """“姓名不公布”: number or for whom he speaks stand there, whoever was chosen."""
    hearing, _people = written
    with pytest.raises(Invalid, match="编号") as refused:
        actions.write_minutes(hearing=hearing, text=words, by=consulted.bureau.editor, at=HELD + 2 * DAY)
    assert refused.value.field == "minutes"


def test_a_new_text_that_voids_confirmations_is_refused_until_that_is_ticked(consulted, written, client):
    """And where one more has confirmed since the desk was read, or without a reason, or with the text that stands. What was typed stays."""
    hearing, people = written
    for row, code in people[:2]:
        actions.confirm_minutes(number=row.number, code=code, at=HELD + 2 * DAY)
    client.force_login(consulted.bureau.editor)
    given = {"verb": "minutes", "hearing": hearing.pk, "minutes": "一方不同意。", "change_reason": "漏记一方意见。"}
    given["minutes_seen"] = (HELD + DAY).isoformat()
    with time_machine.travel(HELD + 3 * DAY, tick=False):
        assert "已有2人确认，保存新文本将作废这些确认" in client.get(desk(consulted)).content.decode()
        for change in ({}, {"void": "1"}, {"void": "2", "change_reason": " "}, {"void": "2", "change_reason": "陈三平要求。"}):
            text = client.post(desk(consulted), given | change).content.decode()
            assert 'id="refused"' in text and "一方不同意。" in text and (change or "漏记一方意见。" in text)
        assert 'id="refused"' in client.post(desk(consulted), given | {"void": "2", "minutes": "双方同意。"}).content.decode()
        hearing.refresh_from_db()
        assert hearing.minutes == "双方同意。" and hearing.participants.filter(confirmed_at__isnull=False).count() == 2
        assert not hearing.earlier_minutes.exists()
        client.post(desk(consulted), given | {"void": "2"})
    hearing.refresh_from_db()
    assert hearing.minutes == "一方不同意。" and not hearing.participants.filter(confirmed_at__isnull=False).exists()


def test_minutes_that_were_confirmed_are_replaced_in_sight_of_all(consulted, written, client):
    """The earlier text is kept with who confirmed it and how; the public, the participants by mail and on their page, and the ledger learn
    that it was another, how many had confirmed it, and why."""
    hearing, ((first, code), (second, other), _left) = written
    actions.confirm_minutes(number=first.number, code=code, at=HELD + 2 * DAY)
    actions.confirm_minutes(number=second.number, code=other, remark="漏了一句。", at=HELD + 2 * DAY)
    assert "双方同意。" in read(consulted, client, hearing)
    first.contact = "first@example.org"
    first.save(update_fields=["contact"])
    actions.write_minutes(hearing=hearing, text="全部赞成。", by=consulted.bureau.editor, at=HELD + 3 * DAY, void=2, reason="录音核对后更正。")
    text = read(consulted, client, hearing)
    words = "第1稿笔录写于2026年4月11日 09:00，2026年4月13日 09:00被新稿替换；替换前2名参加人中有2名确认，其中1名附有补充或不同意见。"
    assert words in text and "双方同意。" in text and "录音核对后更正。" in text and "全部赞成。" not in text and "漏了一句。" not in text
    mail_of_first = Message.objects.filter(to=["first@example.org"]).last()
    assert "重新确认" in mail_of_first.subject
    for told in ("笔录文本有更改", "录音核对后更正。", "您确认的是原稿", "/consultations/minutes/"):
        assert told in mail_of_first.body, told
    facts = entries_about("page", consulted.page.pk).last().facts
    assert facts["reason"] == "录音核对后更正。" and facts["voided"] == 2 and facts["confirmed_before"] == [first.number, second.number]
    assert facts["public_before"] is True and facts["sha256"] != facts["sha256_before"] and facts["version"] == 2
    with time_machine.travel(HELD + 4 * DAY, tick=False):
        own = client.post("/consultations/minutes/", {"number": second.number, "code": other}).content.decode()
    assert "全部赞成。" in own and "双方同意。" in own and "漏了一句。" in own and "您确认的是原稿" in own
    actions.publish_minutes(hearing=hearing, reason="急需。", by=consulted.bureau.editor, at=HELD + 4 * DAY)
    text = read(consulted, client, hearing)
    assert words in text and "全部赞成。" in text and "双方同意。" in text
    client.force_login(consulted.bureau.editor)
    with time_machine.travel(HELD + 4 * DAY, tick=False):
        at_work = client.get(desk(consulted)).content.decode()
    assert "漏了一句。" in at_work and "双方同意。" in at_work
    actions.write_minutes(hearing=hearing, text="赞成。", by=consulted.bureau.editor, at=HELD + 5 * DAY, reason="更正。")
    assert [each.number for each in hearing.earlier_minutes.all()] == [1, 2]


def test_a_text_that_nobody_confirmed_is_kept_and_read_by_the_desk_alone(consulted, written, client):
    """It was never public; one that somebody had confirmed the public reads once there are public minutes."""
    hearing, ((first, code), _second, _left) = written
    actions.write_minutes(hearing=hearing, text="二稿。", by=consulted.bureau.editor, at=HELD + 2 * DAY, reason="笔误。")
    actions.confirm_minutes(number=first.number, code=code, at=HELD + 3 * DAY)
    actions.write_minutes(hearing=hearing, text="三稿。", by=consulted.bureau.editor, at=HELD + 4 * DAY, reason="笔误。", void=1)
    text = read(consulted, client, hearing)
    assert "双方同意。" not in text and "二稿。" not in text
    actions.publish_minutes(hearing=hearing, reason="急需。", by=consulted.bureau.editor, at=HELD + 5 * DAY)
    text = read(consulted, client, hearing)
    assert "双方同意。" not in text and "二稿。" in text and "三稿。" in text


def test_a_paper_that_was_entered_is_not_overwritten_but_changed_by_a_step_of_its_own(consulted, written, client):
    """From an old tab nothing goes away: who, when and what is said; the earlier paper is kept, for desk and participant. What somebody confirmed
    himself staff do not change at all."""
    hearing, ((first, code), (second, other), _left) = written
    client.force_login(consulted.bureau.editor)
    given = {"verb": "confirm_on_paper", "hearing": hearing.pk, "participant": first.pk, "minutes_seen": (HELD + DAY).isoformat()}
    moment = HELD + 2 * DAY
    with time_machine.travel(moment, tick=False):
        client.post(desk(consulted), given | {"remark": "不同意。"})
        text = client.post(desk(consulted), given | {"remark": ""}).content.decode()
        assert 'id="refused"' in text and "不同意。" in text and first.number in text
        first.refresh_from_db()
        assert first.remark == "不同意。" and first.confirmed_by == consulted.bureau.editor
        change = {**given, "verb": "change_paper", "changed": f"{first.pk}@{first.confirmed_at.isoformat()}", "changed_remark": "补充一点。"}
        assert first.confirmed_at.isoformat() in client.get(desk(consulted)).content.decode()
    with time_machine.travel(moment + SECOND, tick=False):
        client.post(desk(consulted), change)
        assert 'id="refused"' in client.post(desk(consulted), change | {"changed_remark": ""}).content.decode(), "the paper meant is another by now"
        assert "不同意。" in client.get(desk(consulted)).content.decode()
        assert "不同意。" in client.post("/consultations/minutes/", {"number": first.number, "code": code}).content.decode()
        first.refresh_from_db()
        assert first.remark == "补充一点。" and [each["remark"] for each in first.said_first] == ["不同意。"]
        actions.confirm_minutes(number=second.number, code=other, remark="我反对。", at=moment)
        assert "本人" in client.post(desk(consulted), given | {"participant": second.pk}).content.decode()
    second.refresh_from_db()
    assert second.remark == "我反对。"
    actions.write_minutes(hearing=hearing, text="二稿。", by=consulted.bureau.editor, at=HELD + 3 * DAY, void=2, reason="更正。")
    said = next(each for each in hearing.earlier_minutes.get().confirmations if each["number"] == first.number)
    assert [each["remark"] for each in said["before"]] == ["不同意。"]


@pytest.mark.parametrize("seen", ["", (HELD + DAY).isoformat(), "x"])
def test_a_paper_counts_for_the_minutes_that_stood_on_the_desk(consulted, written, client, seen):
    """A desk opened before the text was changed confirms nothing of the new one; nor does one that says of none."""
    hearing, ((first, _code), _second, _left) = written
    actions.write_minutes(hearing=hearing, text="二稿。", by=consulted.bureau.editor, at=HELD + 2 * DAY, reason="更正。")
    client.force_login(consulted.bureau.editor)
    given = {"verb": "confirm_on_paper", "hearing": hearing.pk, "participant": first.pk, "minutes_seen": seen, "minutes": "双方同意。"}
    with time_machine.travel(HELD + 3 * DAY, tick=False):
        text = client.post(desk(consulted), given).content.decode()
    assert 'id="refused"' in text and "二稿。" in text and "双方同意。" in text
    first.refresh_from_db()
    assert first.confirmed_at is None


def test_minutes_of_a_colleague_are_not_overwritten_unseen(consulted, written, client):
    """Who opened the form before there were minutes, or had earlier ones before him, is refused; his text and the one that stands are both there."""
    hearing, _people = written
    client.force_login(consulted.bureau.editor)
    given = {"verb": "minutes", "hearing": hearing.pk, "minutes": "编辑写的。", "change_reason": "更正记录。", "minutes_seen": ""}
    with time_machine.travel(HELD + 3 * DAY, tick=False):
        text = client.post(desk(consulted), given).content.decode()
        hearing.refresh_from_db()
        assert 'id="refused"' in text and "编辑写的。" in text and hearing.minutes == "双方同意。" and "<p>双方同意。</p>" in text
        (again,) = re.findall(r'name="minutes_seen" value="([^"]+)"', text)
        client.post(desk(consulted), given | {"minutes_seen": again})
    hearing.refresh_from_db()
    assert hearing.minutes == "编辑写的。" and hearing.earlier_minutes.get().text == "双方同意。"


def test_what_the_public_could_read_of_the_minutes_it_reads_on(consulted, written, client):
    """Also while a newer text is not public; the list leaves no number out. A participant reads all that he confirmed, with his remarks."""
    hearing, ((first, code), _second, _left) = written
    by = consulted.bureau.editor
    actions.confirm_minutes(number=first.number, code=code, remark="漏了一句。", at=HELD + DAY)
    for day, text, void in ((2, "二稿。", 1), (3, "三稿。", 0)):
        actions.write_minutes(hearing=hearing, text=text, by=by, at=HELD + day * DAY, reason="更正。", void=void)
    actions.publish_minutes(hearing=hearing, reason="急需。", by=by, at=HELD + 3 * DAY)
    assert "双方同意。" in read(consulted, client, hearing)
    actions.write_minutes(hearing=hearing, text="四稿。", by=by, at=HELD + 4 * DAY, reason="更正。")
    text = read(consulted, client, hearing)
    assert "双方同意。" in text and "三稿。" in text and "二稿。" not in text and "四稿。" not in text
    assert "第2稿笔录（未公布）" in text and "第4稿笔录（未公布）" in text
    assert text.index("第1稿笔录") < text.index("第2稿笔录") < text.index("第3稿笔录")
    with time_machine.travel(HELD + 5 * DAY, tick=False):
        own = client.post("/consultations/minutes/", {"number": first.number, "code": code}).content.decode()
    assert "双方同意。" in own and "漏了一句。" in own and "三稿。" in own and "四稿。" in own
