"""Who takes part in a hearing is chosen by the rule that was published first: by order, by lot, by stated criteria (713 art. 16)."""

import datetime as dt
import hashlib
import html
import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from disclosure.cases import codes
from disclosure.consultation import actions
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import entries_about
from disclosure.outbox.models import Message
from disclosure.outbox.work import work_off
from tests import factories
from tests.consultation.conftest import CLOSES
from tests.consultation.test_hearings import DAY, HELD, announced, cancel, desk, move

CHOSEN_ON = HELD - 8 * DAY
WHY = "从业单位、监理单位各一名。"


def people(walk, hearing, count=3, contact="p{n}@example.org"):
    return [actions.sign_up(hearing=hearing, name=f"代表{n}", contact=contact.format(n=n), at=walk.now())[0] for n in range(count)]


def choose(walk, hearing, **given):
    return actions.choose(hearing=hearing, **({"by": walk.bureau.editor, "at": CHOSEN_ON} | given))


def who(hearing):
    return list(hearing.participants.filter(chosen=True).values_list("number", flat=True))


def page_of(walk, client, hearing, at=CHOSEN_ON):
    with time_machine.travel(at, tick=False):
        return html.unescape(client.get(f"{walk.fresh().url}hearings/{hearing.pk}/").content.decode())


def test_by_order_of_sign_up_the_first_take_part_and_nobody_else_can_be_chosen(consulted, client):
    hearing = announced(consulted, method="order", rule="")
    first, second, third = people(consulted, hearing)
    assert "按报名先后" in page_of(consulted, client, hearing, consulted.now())
    with pytest.raises(Invalid, match="按报名先后产生") as refused:
        choose(consulted, hearing, participants=[first, third])
    assert refused.value.field == "participants" and not who(hearing)
    entries = entries_about("page", consulted.page.pk).count()
    choose(consulted, hearing)
    assert who(hearing) == [first.number, second.number] and entries_about("page", consulted.page.pk).count() == entries + 1
    facts = entries_about("page", consulted.page.pk).last().facts
    assert (facts["method"], facts["numbers"], facts["of"], facts["mailed"]) == ("order", [first.number, second.number], 3, 3)
    assert "按报名先后" in page_of(consulted, client, hearing) and third.number not in page_of(consulted, client, hearing)
    third.refresh_from_db()
    assert third.standing == "未选中" and "报名顺序第3位" in third.why


def test_lots_are_drawn_once_and_anybody_can_draw_them_again(consulted, client):
    """By what the page says alone: seed, numbers, SHA-256. Nobody is chosen by hand."""
    hearing = announced(consulted, method="lots", rule="", seed="5eed")
    rows = people(consulted, hearing, 5)
    assert "抽签" in page_of(consulted, client, hearing, consulted.now())
    with pytest.raises(Invalid, match="抽签"):
        choose(consulted, hearing, participants=[rows[0]])
    choose(consulted, hearing)
    hearing.refresh_from_db()
    drawn = sorted((row.number for row in rows), key=lambda number: hashlib.sha256(f"5eed:{number}".encode()).hexdigest())
    assert sorted(who(hearing)) == sorted(drawn[:2]) and (hearing.seed, hearing.chosen_at) == ("5eed", CHOSEN_ON)
    text = page_of(consulted, client, hearing)
    assert "5eed" in text and "SHA-256" in text and all(row.number in text for row in rows), "with the numbers of all it can be repeated"
    places = [text.index(f">{number}<", text.index("SHA-256")) for number in drawn]
    assert places == sorted(places), "in the order in which they were drawn"
    facts = entries_about("page", consulted.page.pk).last().facts
    assert facts["seed"] == "5eed" and facts["drawn"] == drawn
    last = hearing.participants.get(number=drawn[-1])
    assert last.standing == "未选中" and "抽签第5位" in last.why


def test_the_seed_of_a_draw_is_sealed_before_anybody_signs_up_and_its_hash_is_public(consulted, client):
    """So that no one tries seeds until the right ones are drawn: page, ledger and register bear the SHA-256 from the announcement on, the seed itself
    nobody reads before the draw, nor in the table; the draw takes no other, and the page says how to check both."""
    hearing = announced(consulted, method="lots", rule="")
    sealed, digest = hearing.sealed_seed, hashlib.sha256(hearing.sealed_seed.encode()).hexdigest()
    assert len(sealed) == 32 and sealed != announced(consulted, method="lots", rule="").sealed_seed
    assert entries_about("page", consulted.page.pk).filter(facts__seed_sha256=digest).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_seed, seed FROM disclosure_consultation_hearing WHERE id = %s", [hearing.pk])
        assert sealed not in "".join(cursor.fetchone())
    people(consulted, hearing)
    client.force_login(consulted.bureau.editor)
    paths = (consulted.fresh().url, desk(consulted), f"/admin/disclosure_consultation/hearing/inspect/{hearing.pk}/", "/api/v3/consultations/")
    with time_machine.travel(consulted.now(), tick=False):
        text = "".join(client.get(path).content.decode() for path in paths)
        page = page_of(consulted, client, hearing, consulted.now())
    assert digest in page and digest in text and sealed not in page + text
    with pytest.raises(TypeError):
        choose(consulted, hearing, seed="other")
    choose(consulted, hearing)
    hearing.refresh_from_db()
    assert hearing.seed == sealed
    page = page_of(consulted, client, hearing)
    assert digest in page and f"printf '%s' '{sealed}' | sha256sum" in page and f"printf '%s' '{sealed}:" in page
    assert not announced(consulted, method="order").seed_sha256


def test_by_criteria_each_choice_has_its_reason_or_one_stands_for_all(consulted, client):
    """The criteria are published first; no lots are drawn in their place."""
    with pytest.raises(Invalid) as refused:
        announced(consulted, method="criteria", rule=" ")
    assert refused.value.field == "rule"
    hearing = announced(consulted, method="criteria", rule=WHY)
    first, second, third = people(consulted, hearing)
    both = {"participants": [second, third]}
    for wrong in ({}, {"participants": []}, both, both | {"reasons": {third.pk: "监理单位。"}}):
        with pytest.raises(Invalid):
            choose(consulted, hearing, **wrong)
    with pytest.raises(Invalid) as refused:
        choose(consulted, hearing, participants=[second], reason="身份证11010519491231002X已核对。")
    assert refused.value.field == "choice_reason"
    choose(consulted, hearing, **both, reason="各界都有代表。", reasons={third.pk: "监理单位唯一报名人。"}, others="同类单位已有代表。")
    for row in (first, second, third):
        row.refresh_from_db()
    assert [row.why for row in (first, second, third)] == ["同类单位已有代表。", "各界都有代表。", "监理单位唯一报名人。"]
    text = page_of(consulted, client, hearing)
    assert WHY in text and f"{third.number}　理由：监理单位唯一报名人。" in text and text.count("各界都有代表。") == 1
    assert first.number not in text and "同类单位已有代表。" not in text
    facts = entries_about("page", consulted.page.pk).last().facts
    assert facts["reason"] == "各界都有代表。" and facts["reasons"] == {first.number: "同类单位已有代表。", third.number: "监理单位唯一报名人。"}


def test_the_desk_offers_the_published_way_alone_and_shows_who_was_not_chosen(consulted, client):
    by_order, by_lot, by_hand = (announced(consulted, method=method, rule="见公告") for method in ("order", "lots", "criteria"))
    rows = {hearing.pk: people(consulted, hearing) for hearing in (by_order, by_lot, by_hand)}
    client.force_login(consulted.bureau.editor)
    with time_machine.travel(CHOSEN_ON, tick=False):
        text = client.get(desk(consulted)).content.decode()
        for hearing in (by_order, by_lot, by_hand):
            tick = f'name="participant" value="{rows[hearing.pk][0].pk}"'
            assert (tick in text) is (hearing == by_hand)
        forced = {"verb": "choose", "hearing": by_order.pk, "participant": [rows[by_order.pk][2].pk]}
        assert "按报名先后产生" in client.post(desk(consulted), forced).content.decode()
        for hearing in (by_order, by_lot):
            client.post(desk(consulted), {"verb": "choose", "hearing": hearing.pk})
            assert len(who(hearing)) == 2
        by_lot.refresh_from_db()
        assert len(by_lot.seed) >= 32
        mine = rows[by_hand.pk][1]
        given = {"verb": "choose", "hearing": by_hand.pk, "participant": [mine.pk]}
        text = client.post(desk(consulted), given | {"others": "写了很久的理由"}).content.decode()
        assert 'id="refused"' in text and f'name="participant" value="{mine.pk}" checked' in text and "写了很久的理由" in text
        reason = {f"reason-{mine.pk}": "从业单位。"}
        assert "仍有空余席位" in client.post(desk(consulted), given | reason).content.decode(), "why are the others not chosen?"
        client.post(desk(consulted), given | reason | {"others": "不属于从业单位。"})
        text = client.get(desk(consulted)).content.decode()
    assert who(by_hand) == [mine.number]
    for hearing in (by_order, by_lot, by_hand):
        for row in hearing.participants.filter(chosen=False):
            assert row.number in text
    assert text.count("未选中") >= 4 and "报名顺序第3位" in text and "从业单位。" in text


def test_who_is_chosen_and_who_is_not_is_told_by_mail(consulted, client):
    """Time, place and material, or plainly why not; who gave no address is to be called, and can be."""
    hearing = announced(consulted, method="order")
    first, second, third = people(consulted, hearing)
    caller, _code = actions.sign_up(hearing=hearing, name="无邮箱", contact="0000-1234", at=consulted.now())
    client.force_login(consulted.bureau.editor)
    with time_machine.travel(CHOSEN_ON, tick=False):
        text = client.post(desk(consulted), {"verb": "choose", "hearing": hearing.pk}, follow=True).content.decode()
        assert "另有1名报名人没有留邮箱" in text
        assert "0000-1234" in client.post(desk(consulted), {"verb": "contacts", "hearing": hearing.pk}, follow=True).content.decode()
    chosen, left = Message.objects.get(to=[f"p{0}@example.org"]), Message.objects.get(to=["p2@example.org"])
    for words in ("您已被选定参加", first.number, "2026年4月10日 09:00", "局三楼", "2026年4月3日", f"hearings/{hearing.pk}/"):
        assert words in chosen.body, words
    assert "未被选定" in left.body and "报名顺序第3位" in left.body and third.number in left.body and "书面" in left.body
    assert "未被选定" not in chosen.body and second.number not in chosen.body + left.body


def test_participants_are_asked_by_mail_to_confirm_the_minutes(consulted):
    """With the link; a new text asks them anew. Who was not chosen is not asked."""
    hearing = announced(consulted, method="order")
    first, _second, _third = people(consulted, hearing)
    choose(consulted, hearing)
    told = Message.objects.count()
    actions.write_minutes(hearing=hearing, text="双方同意。", by=consulted.bureau.editor, at=HELD + DAY)
    asked = Message.objects.order_by("pk")[told:]
    assert sorted(message.to[0] for message in asked) == ["p0@example.org", "p1@example.org"]
    mine = next(message for message in asked if message.to == ["p0@example.org"])
    assert "/consultations/minutes/" in mine.body and first.number in mine.body and "确认" in mine.body and "双方同意。" not in mine.body
    actions.write_minutes(hearing=hearing, text="一方不同意。", by=consulted.bureau.editor, at=HELD + 2 * DAY, reason="记录有误。")
    assert Message.objects.count() == told + 4 and entries_about("page", consulted.page.pk).last().facts["mailed"] == 2


def test_the_mail_of_a_cancelled_one_says_so_in_its_body(consulted):
    hearing = announced(consulted)
    people(consulted, hearing, 1)
    cancel(consulted, hearing)
    work_off(now=consulted.now(), who="test")
    assert "本次听证会取消，不再举行。" in mail.outbox[-1].body


def test_sign_up_of_some_minutes_is_taken_with_a_caution(consulted, client):
    """No law names a shortest time: nobody is refused, but whoever announces it reads that hardly anybody will have heard of it."""
    client.force_login(consulted.bureau.editor)
    local = consulted.now() + dt.timedelta(hours=8)
    given = {"verb": "announce", "kind": "meeting", "method": "order", "where": "局三楼", "seats": "3", "held_at": "2026-04-10T09:00"}
    with time_machine.travel(consulted.now(), tick=False):
        for until, warned in ((local + dt.timedelta(minutes=5), True), (local + 14 * DAY, False)):
            text = client.post(desk(consulted), given | {"signup_until": f"{until:%Y-%m-%dT%H:%M}"}, follow=True).content.decode()
            assert ("报名时间不足3个工作日" in text) is warned
    assert consulted.page.hearings.count() == 2


@pytest.mark.parametrize("field", ["where", "rule"])
def test_place_and_rule_hold_no_number_of_a_person(consulted, field):
    """As no other words of staff do; an office's own telephone stays."""
    consulted.say("请拨13800138000。")
    for words in ("联系人身份证11010519491231002X", "请拨138 0013 8000"):
        with pytest.raises(Invalid) as refused:
            announced(consulted, **{field: words})
        assert refused.value.field == field
    assert announced(consulted, **{field: "请致电0591-87077000"})


def test_a_new_place_holds_no_number_of_a_person(consulted):
    hearing = announced(consulted)
    people(consulted, hearing, 1, "13800138000")
    with pytest.raises(Invalid) as refused:
        actions.change_hearing(hearing=hearing, where="局五楼，找138 0013 8000", reason="改期。", by=consulted.bureau.editor, at=consulted.now())
    assert refused.value.field == "where"


def test_who_signs_up_reads_that_with_an_address_he_hears_by_mail(consulted, client):
    """Before he types how he is reached, and on the receipt."""
    hearing = announced(consulted)
    assert "填写电子邮箱的，是否选定、笔录确认由邮件通知" in page_of(consulted, client, hearing, consulted.now())
    with time_machine.travel(consulted.now(), tick=False):
        answer = client.post(f"{consulted.fresh().url}hearings/{hearing.pk}/", {"name": "代表某", "contact": "a@example.org"})
    assert answer.status_code == 201 and "留了电子邮箱的，由邮件通知" in answer.content.decode()


def test_the_register_keeps_by_which_rule_reason_and_seed(consulted, client):
    hearing = announced(consulted, method="lots", seed="5eed5eed")
    people(consulted, hearing)
    choose(consulted, hearing)
    client.force_login(consulted.bureau.editor)
    text = client.get(f"/admin/disclosure_consultation/hearing/inspect/{hearing.pk}/").content.decode()
    assert "5eed5eed" in text and "抽签" in text


def test_the_mail_about_the_choice_names_no_day_that_is_past(consulted):
    """Chosen two days before it is held, the material cannot come by a day five days ago; the list can still be published."""
    hearing = announced(consulted, method="order")
    people(consulted, hearing)
    choose(consulted, hearing, at=HELD - 2 * DAY)
    body = Message.objects.get(to=["p0@example.org"]).body
    assert "2026年4月3日" not in body and "材料" not in body and "草案见下面的网页" in body


def test_the_mail_about_the_choice_invites_to_no_comment_after_the_close(consulted):
    hearing = announced(consulted, method="order", held_at=CLOSES + 20 * DAY, signup_until=CLOSES + 2 * DAY)
    people(consulted, hearing)
    choose(consulted, hearing, at=CLOSES + 3 * DAY)
    body = Message.objects.get(to=["p2@example.org"]).body
    assert "未被选定" in body and "书面" not in body


def test_by_criteria_with_a_seat_left_the_others_read_why_it_was_not_theirs(consulted):
    """“Seats are limited” would not be true; with all seats taken it is."""
    hearing = announced(consulted, method="criteria", rule=WHY)
    first, second, third = people(consulted, hearing)
    with pytest.raises(Invalid, match="仍有空余席位") as refused:
        choose(consulted, hearing, participants=[first], reason="唯一监理单位。")
    assert refused.value.field == "others"
    full = announced(consulted, method="criteria", rule=WHY, seats=1)
    for row in people(consulted, full, 2, "q{n}@example.org"):
        last = row
    choose(consulted, full, participants=[full.participants.first()], reason="唯一监理单位。")
    last.refresh_from_db()
    assert "席位有限" in last.why
    choose(consulted, hearing, participants=[first], reason="唯一监理单位。", others="不属于从业单位。")
    second.refresh_from_db()
    assert second.why == "不属于从业单位。"


@pytest.mark.parametrize("field", ["reason", "others"])
def test_what_several_read_of_the_choice_names_nobody_who_signed_up(consulted, field):
    """The list gives numbers; so do the reasons, of one and of all: others read both."""
    hearing = announced(consulted, method="criteria", rule=WHY)
    row, _code = actions.sign_up(hearing=hearing, name="欧阳 建国", contact="o@example.org", at=consulted.now())
    given = {"participants": [row], "reason": "唯一监理单位。"}
    for words in ("欧阳建国是唯一的监理单位代表。", "欧 阳建 国已代表。"):
        with pytest.raises(Invalid, match=row.number):
            choose(consulted, hearing, **(given | {field: words}))
    with pytest.raises(Invalid, match=row.number):
        choose(consulted, hearing, **given, reasons={row.pk: "欧阳建国是监理单位代表。"})
    choose(consulted, hearing, participants=[row], reasons={row.pk: "监理单位代表。"})


def test_where_each_chosen_has_a_reason_of_his_own_the_public_reads_each(consulted, client):
    """One for all is not needed then; number and reason stand together."""
    hearing = announced(consulted, method="criteria", rule=WHY)
    first, second, _third = people(consulted, hearing)
    reasons = {first.pk: "唯一从业单位。", second.pk: "唯一监理单位。"}
    choose(consulted, hearing, participants=[first, second], reasons=reasons, others="同类单位已有代表。")
    text = page_of(consulted, client, hearing)
    assert f"{first.number}　理由：唯一从业单位。" in text and f"{second.number}　理由：唯一监理单位。" in text


def test_no_words_of_staff_on_a_hearing_hold_a_number_that_a_citizen_typed(consulted):
    """Neither in a comment nor as he signed up for another hearing: reasons for choice, change and cancelling, and the minutes."""
    consulted.say("请拨13800138000。")
    other, hearing = announced(consulted), announced(consulted, method="criteria", rule=WHY)
    people(consulted, other, 1, "13700137000")
    (row,) = people(consulted, hearing, 1)
    by, on = consulted.bureau.editor, {"hearing": hearing, "by": consulted.bureau.editor}
    for number in ("13800138000", "137 0013 7000"):
        for act in (
            lambda words: choose(consulted, hearing, participants=[row], reason=words),
            lambda words: choose(consulted, hearing, participants=[row], reasons={row.pk: words}),
            lambda words: actions.change_hearing(**on, reason=words, where="局五楼", at=consulted.now()),
            lambda words: actions.cancel_hearing(**on, reason=words, at=consulted.now()),
        ):
            with pytest.raises(Invalid, match="号码"):
                act(f"经{number}核实。")
    choose(consulted, hearing, participants=[row], reason="唯一报名人。")
    with pytest.raises(Invalid, match="号码"):
        actions.write_minutes(hearing=hearing, text="请拨138 0013 8000。", by=by, at=HELD + DAY)


@pytest.mark.parametrize("method", ["lots", "order", "criteria"])
def test_once_somebody_signed_up_sign_up_ends_no_earlier(consulted, method):
    """Else it could be closed as soon as the right ones are in; longer it may stay open, and who must end it cancels it."""
    hearing = announced(consulted, method=method)
    move(consulted, hearing, signup_until=hearing.signup_until - DAY)
    hearing.refresh_from_db()
    people(consulted, hearing, 1)
    for earlier in (consulted.at + dt.timedelta(minutes=2), hearing.signup_until - dt.timedelta(seconds=1)):
        with pytest.raises(Invalid, match="另行公告") as refused:
            move(consulted, hearing, signup_until=earlier)
        assert refused.value.field == "signup_until"
    move(consulted, hearing, signup_until=hearing.signup_until + DAY)


def test_where_lots_are_drawn_one_address_or_telephone_is_one_lot(consulted, client):
    """However it is written and under whatever name; who signs up reads it before and as he is refused. Elsewhere a family may share one."""
    hearing = announced(consulted, method="lots")
    for contact in ("a@example.org 13900139000", "0591-87654321转8", "u.1+x@gmail.com"):
        actions.sign_up(hearing=hearing, name="王某", contact=contact, at=consulted.now())
    for name, contact in (
        ("李某", "a@example.org"), ("王 某", "Ａ@EXAMPLE.ORG"), ("王某先生", "邮箱a@example.org"), ("李某", "139 0013 9000 b@example.org"),
        ("李某", "+86-13900139000"), ("李某", "a+2@example.org"), ("李某", "0591 8765 4321"), 
        ("李某", "87654321"), ("李某", "电话8765-4321"), ("李某", "u1@googlemail.com"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match="一个签") as refused:
            actions.sign_up(hearing=hearing, name=name, contact=contact, at=consulted.now())
        assert refused.value.field == "contact", contact
    people(consulted, hearing, 2)
    assert "只有一个签" in page_of(consulted, client, hearing, consulted.now())
    by_order = announced(consulted, method="order")
    for name in ("王某", "李某"):
        actions.sign_up(hearing=by_order, name=name, contact="a@example.org", at=consulted.now())
    assert "只有一个签" not in page_of(consulted, client, by_order, consulted.now())


def test_the_desk_offers_the_choice_as_a_table_and_marks_who_was_chosen(consulted, client):
    """By criteria: number, name, for whom, and a field for the reason in one row each; afterwards who takes part is marked, as who does not."""
    hearing = announced(consulted, method="criteria", rule=WHY)
    first, second, third = people(consulted, hearing)
    client.force_login(consulted.bureau.editor)
    with time_machine.travel(CHOSEN_ON, tick=False):
        text = client.get(desk(consulted)).content.decode()
        row = text[text.index(f'name="participant" value="{second.pk}"') :]
        row = row[: row.index("</tr>")]
        assert all(
            words in row
            for words in (second.number, "代表1", f'name="reason-{second.pk}"', f'aria-label="个人选定理由（与编号一并公布） {second.number}"')
        ), row
        given = {"verb": "choose", "hearing": hearing.pk, "participant": [first.pk, second.pk], "reason": "从业单位。", "others": "同类已有。"}
        client.post(desk(consulted), given)
        text = client.get(desk(consulted) + "?opened=hearings").content.decode()
    assert text.count('<span class="pill good">已选定</span>') == 2 and text.count('<span class="pill void">未选中</span>') == 1


@pytest.mark.parametrize(("method", "said"), [("lots", "之后方可抽签"), ("order", "之后方可公布名单"), ("criteria", "之后方可公布名单")])
def test_before_sign_up_is_over_the_button_cannot_be_used_and_says_when(consulted, client, method, said):
    hearing = announced(consulted, method=method, rule=WHY)
    people(consulted, hearing)
    client.force_login(consulted.bureau.editor)
    button = re.compile(r'<button class="button" name="verb" value="choose"([^>]*)>')
    for at, is_shut in ((consulted.now(), True), (CHOSEN_ON, False), (HELD + DAY, True)):
        with time_machine.travel(at, tick=False):
            text = client.get(desk(consulted)).content.decode()
        assert ("disabled" in button.search(text)[1]) == is_shut
        assert (said in text) == (at < CHOSEN_ON)
        assert (f'id="when-{hearing.pk}"' in text) == is_shut and ("名单应当在举行之前公布" in text) == (at > HELD)


@pytest.mark.parametrize("contact", ["abc", "某信箱", "0000", "12345678901", "u@a", "微信同名", "13800", "20260410"])
def test_where_lots_are_drawn_who_cannot_be_reached_has_none(consulted, contact):
    """A mobile, a line or an address for mail: one sentence says so, at the field. Elsewhere the house asks no more than before."""
    hearing = announced(consulted, method="lots")
    with pytest.raises(Invalid, match="手机号码、带区号的电话或者电子邮箱") as refused:
        actions.sign_up(hearing=hearing, name="王某", contact=contact, at=consulted.now())
    assert refused.value.field == "contact" and not hearing.participants.exists()
    for n, good in enumerate(("13900139000", "+852 9123 4567", "0591-87654321", "65432109", "a@example.org")):
        actions.sign_up(hearing=hearing, name=f"王{n}", contact=good, at=consulted.now())
    assert hearing.participants.count() == 5


def test_staff_strike_out_a_sign_up_before_the_draw_in_sight_of_all(consulted, client):
    """With a coded reason: it draws no lot; whom it is about hears it by mail and by number and code, the public reads how many and why, the ledger
    holds it. It can be put back until the draw; where no lots are drawn there is nothing to strike."""
    hearing = announced(consulted, method="lots", rule="每单位限一人。", seats=5)
    rows = [actions.sign_up(hearing=hearing, name=f"王{n}", contact=f"w{n}@example.org", at=consulted.now()) for n in range(4)]
    (first, code), (second, _c), (third, _d), _fourth = rows
    by_order = announced(consulted, method="order")
    other = actions.sign_up(hearing=by_order, name="王某", contact="0000", at=consulted.now())[0]
    by, told = consulted.bureau.editor, Message.objects.count()
    for refused, given in (
        (Invalid, {"reason": "9"}), (Invalid, {"participants": [other.pk]}), (Invalid, {"reason": ""}), (NotAllowed, {"by": consulted.bureau.leader}),
        (WrongState, {"hearing": by_order, "participants": [other.pk]}),
    ):  # fmt: skip
        with pytest.raises(refused):
            actions.strike_out(**({"hearing": hearing, "participants": [first.pk], "reason": "4", "by": by, "at": consulted.now()} | given))
    client.force_login(by)
    with time_machine.travel(consulted.now(), tick=False):
        assert "每单位限一人。" in client.get(desk(consulted)).content.decode()
        given = {"verb": "strike_out", "hearing": hearing.pk}
        assert 'id="refused"' in client.post(desk(consulted), given | {"strike": first.pk}).content.decode()
        for row, why in ((first, "4"), (second, "1"), (third, "1")):
            client.post(desk(consulted), given | {"strike": row.pk, "struck": why})
        client.post(desk(consulted), {"verb": "put_back", "hearing": hearing.pk, "strike": third.pk})
        assert "w0@" not in client.get(desk(consulted)).content.decode()
    client.logout()
    assert [entry.verb for entry in entries_about("page", consulted.page.pk)][-4:] == ["consultation.strike_out"] * 4
    facts = entries_about("page", consulted.page.pk).last().facts
    assert facts["numbers"] == [third.number] and facts["reason"] is None and facts["mailed"] == 1
    assert Message.objects.count() == told + 4
    mine = Message.objects.get(to=["w0@example.org"]).body
    assert first.number in mine and "不符合随抽签办法公布的条件" in mine and "0000-12345" in mine
    text = page_of(consulted, client, hearing, consulted.now())
    assert "抽签前划出的报名" in text and "不符合随抽签办法公布的条件：1" in text and "同一人重复报名：1" in text and first.number not in text
    assert "抽签本身只按签号" in text
    with time_machine.travel(consulted.now(), tick=False):
        own = client.post("/consultations/minutes/", {"number": first.number, "code": code}).content.decode()
    assert "不符合随抽签办法公布的条件" in own
    choose(consulted, hearing)
    hearing.refresh_from_db()
    assert {number for _place, number, _lot, _chosen in hearing.draw} == {third.number, rows[3][0].number}
    assert not {first.number, second.number} & {row.number for row in hearing.participants.filter(chosen=True)}
    assert first.number in page_of(consulted, client, hearing)
    with pytest.raises(WrongState):
        actions.strike_out(hearing=hearing, participants=[third.pk], reason="1", by=by, at=CHOSEN_ON)


def test_nobody_learns_whether_an_address_has_a_lot_already(consulted, client, settings):
    """Page, receipt and count are the same whether it was there or not; who reads the mails of the address hears which. There is one entry, and the
    code of a second try is none. In a mail stands no code, on the page no number."""
    hearing, url = announced(consulted, method="lots"), f"{consulted.fresh().url}hearings/"
    settings.INTAKE_LIMIT = 0

    def signed(contact, name="王某"):
        with time_machine.travel(consulted.now(), tick=False):
            answer = client.post(f"{url}{hearing.pk}/", {"name": name, "contact": contact})
            page = client.get(f"{url}{hearing.pk}/").content.decode()
        code = re.search(r'<span class="keep">([^<]+)</span>', answer.content.decode())[1]
        return answer.status_code, answer.content.decode().replace(code, ""), re.sub(r'name="csrf[^>]*|value="[^"]*"', "", page), code

    first = signed("a@example.org")
    again, other = signed("A@example.org", "李某"), signed("b@example.org")
    assert first[0] == 201 and first[1:3] == again[1:3] == other[1:3] and "TZ-" not in first[1]
    rows = list(hearing.participants.all())
    assert len(rows) == 2 and [row.contact for row in rows] == ["a@example.org", "b@example.org"]
    mine, told, _other = Message.objects.filter(key__startswith="hearing-").order_by("pk")
    assert mine.to == told.to == ["a@example.org"] and rows[0].number in mine.body and rows[0].number in told.body
    assert "已报名" in mine.body and "已有一个签" in told.body and "2026年4月10日 09:00" in mine.body
    assert not any(row[3] in message.body for row in (first, again) for message in (mine, told))
    assert codes.fits(rows[0].code_digest, rows[0].number, first[3]) and not codes.fits(rows[0].code_digest, rows[0].number, again[3])
    signed("a@example.org")
    assert Message.objects.filter(to=["a@example.org"]).count() == 2, "nobody is buried in mails"
    for contact in ("a@example.org b@example.org", "z@example.org y@example.org"):  # where a mail goes would tell
        with pytest.raises(Invalid, match="一个电子邮箱"):
            actions.sign_up_by_mail(hearing=hearing, name="王某", contact=contact, at=consulted.now())
    acts = [entry.verb for entry in entries_about("page", consulted.page.pk) if "sign_up" in entry.verb]
    assert sorted(acts) == ["consultation.sign_up"] * 2 + ["consultation.sign_up_again"] * 2


def test_of_two_minutes_within_a_second_both_are_asked_for(consulted):
    """The second text asks anew, as any other."""
    hearing = announced(consulted, method="order")
    people(consulted, hearing, 1)
    choose(consulted, hearing)
    told, at = Message.objects.count(), HELD + DAY
    for text, later in (("一。", 0), ("二。", 300)):
        moment = at + dt.timedelta(milliseconds=later)
        actions.write_minutes(hearing=hearing, text=text, by=consulted.bureau.editor, at=moment, reason="记录有误。")
    assert Message.objects.count() == told + 2


def test_a_published_list_stays_however_the_hearing_is_moved(consulted):
    """No second draw, no other end of sign-up, no later sign-up, not after it was moved by a month either."""
    hearing = announced(consulted, method="lots", rule="")
    people(consulted, hearing)
    choose(consulted, hearing)
    for attempt in (
        lambda: choose(consulted, hearing), lambda: move(consulted, hearing, signup_until=HELD - 7 * DAY, at=CHOSEN_ON),
        lambda: people(consulted, hearing, 1, "late@example.org"),
    ):  # fmt: skip
        with pytest.raises((WrongState, Invalid)):
            attempt()
    move(consulted, hearing, held_at=HELD + 30 * DAY, at=CHOSEN_ON + DAY)
    with pytest.raises(WrongState):
        choose(consulted, hearing, at=CHOSEN_ON + 2 * DAY)


def test_the_desk_chooses_nobody_of_another_hearing_and_by_no_other_rule(consulted, client):
    """Whatever is posted: a method, people of another hearing, reasons of nobody."""
    hearing, other = announced(consulted, method="lots", rule=""), announced(consulted, method="criteria", rule=WHY)
    rows, theirs = people(consulted, hearing), people(consulted, other, contact="r{n}@example.org")
    client.force_login(consulted.bureau.editor)
    with time_machine.travel(CHOSEN_ON, tick=False):
        for extra in (
            {"method": "order"},
            {"participant": [rows[0].pk]},
            {"reason-x": "1"},
            {"reason-": "1"},
            {f"reason-{2**70}": "1"},
            {"reason-²": "1"},
        ):
            answer = client.post(desk(consulted), {"verb": "choose", "hearing": other.pk} | extra)
            assert answer.status_code == 200 and not who(other), extra
        given = {"participant": [theirs[0].pk, rows[0].pk], "reason": "从业单位。", "others": "不属于从业单位。"}
        client.post(desk(consulted), {"verb": "choose", "hearing": other.pk} | given)
    assert who(other) == [theirs[0].number] and not who(hearing)


def test_register_and_ledger_hold_nobody_who_signed_up(consulted, client):
    """Neither name nor contact, on the page of a row, in the list, in an export, in an entry; nobody edits or deletes a row there, the superuser
    neither."""
    hearing = announced(consulted, method="criteria", rule=WHY)
    row, _code = actions.sign_up(hearing=hearing, name="欧阳建国", contact="o@example.org 13900139000", at=consulted.now())
    choose(consulted, hearing, participants=[row], reason="从业单位。")
    client.force_login(consulted.bureau.editor)
    base = "/admin/disclosure_consultation/hearing/"
    for path in (base, f"{base}inspect/{hearing.pk}/", f"{base}?export=csv", f"{base}?export=xlsx"):
        answer = client.get(path)
        body = answer.getvalue()
        assert answer.status_code == 200 and not any(typed.encode() in body for typed in ("欧阳", "13900139000", "o@example")), path
    for entry in entries_about("page", consulted.page.pk):
        assert not any(typed in str(entry.facts) for typed in ("欧阳", "139001", "o@example"))
    client.force_login(factories.person("root", is_superuser=True))
    for path in ("edit", "delete"):
        for model in ("hearing", "participant"):
            client.post(f"/admin/disclosure_consultation/{model}/{path}/{hearing.pk}/", {"seats": 1, "method": "order"})
    hearing.refresh_from_db()
    assert hearing.method == "criteria" and hearing.participants.count() == 1


def test_contacts_are_shown_to_who_works_on_it_and_kept_in_no_session(consulted, client):
    """Who only signs reads none; what is sealed in the table lies open neither in a cookie nor in the row of a session."""
    hearing = announced(consulted, method="order")
    people(consulted, hearing, 1, "13900139000")
    choose(consulted, hearing)
    with time_machine.travel(CHOSEN_ON, tick=False):
        for user in (consulted.bureau.leader, consulted.bureau.reviewer, consulted.bureau.chair):
            client.force_login(user)
            entries = entries_about("page", consulted.page.pk).count()
            text = client.post(desk(consulted), {"verb": "contacts", "hearing": hearing.pk}, follow=True).content.decode()
            assert "13900139000" not in text and entries_about("page", consulted.page.pk).count() == entries
        client.force_login(consulted.bureau.editor)
        answer = client.post(desk(consulted), {"verb": "contacts", "hearing": hearing.pk})
    stored = [str(morsel.value) for morsel in answer.cookies.values()] + [str(row.get_decoded()) for row in Session.objects.all()]
    assert "13900139000" not in "".join(stored)
