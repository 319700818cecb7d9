"""What somebody tries at a consultation: to be heard after its end, to make others unheard, to have numbers of persons shown."""

import datetime as dt
import re
from pathlib import Path

import pytest
import time_machine

from disclosure.chain.gate import Closed
from disclosure.consultation import actions, clock, pages
from disclosure.consultation.models import Comment, ConsultationPage, ResultPage
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.ledger.models import Entry
from disclosure.ledger.record import entries_about
from disclosure.outbox.models import Message
from disclosure.rules.hearing import Verdict
from disclosure.rules.masking import _found, masked, repeated, telephones
from tests.consultation.conftest import CLOSES, OPENED, Consulted

DAY = dt.timedelta(days=1)
OPEN_DAY = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)
SAME = "建议把检查的时限写明，不要超过十日。"


def listed(consulted, client):
    with time_machine.travel(consulted.now(), tick=False):
        return client.get(f"{consulted.fresh().url}comments/").content.decode()


class TestAlike:
    """Grouped, never dropped: one that is not shown takes no other with it."""

    @pytest.mark.parametrize("first", ["refused before", "refused after", "still waiting", "withdrawn"])
    def test_the_same_words_as_one_that_is_not_shown_are_read(self, consulted, client, first):
        one, code = consulted.say(SAME)
        if first == "refused before":
            consulted.show(one, refusal="4")
        two, three = consulted.say(SAME)[0], consulted.say(SAME)[0]
        consulted.show(two, three)
        if first == "refused after":
            consulted.show(one)
            consulted.show(one, refusal="4")
        if first == "withdrawn":
            actions.withdraw(number=one.number, code=code, at=consulted.now())
        text = listed(consulted, client)
        taken_down = first == "refused after"  # it was read: its place and the reason stay, and it is counted
        assert two.number in text and f"相同意见{2 if taken_down else 1}条" in text and one.number not in text
        assert ("已撤下" in text) == taken_down
        assert list(Comment.objects.shown().filter(like=two)) == [three]

    def test_the_next_of_a_withdrawn_one_is_one_that_is_shown(self, consulted, client):
        one, code = consulted.say(SAME)
        two, three = consulted.say(SAME)[0], consulted.say(SAME)[0]
        consulted.show(one, three)
        consulted.show(two, refusal="4")
        actions.withdraw(number=one.number, code=code, at=consulted.now())
        assert three.number in listed(consulted, client)

    def test_nothing_is_put_beside_one_that_is_refused(self, consulted):
        one, two = consulted.say("甲意见。")[0], consulted.say("乙意见。")[0]
        consulted.show(one, refusal="4")
        consulted.show(two)
        with pytest.raises(Invalid):
            actions.group(page=consulted.page, first=one, others=[two], by=consulted.bureau.editor, at=consulted.now())

    def test_put_beside_one_that_waits_it_is_read_all_the_same(self, consulted, client):
        one, two = consulted.say("甲意见。")[0], consulted.say("乙意见。")[0]
        consulted.show(two)
        actions.group(page=consulted.page, first=one, others=[two], by=consulted.bureau.editor, at=consulted.now())
        assert two.number in listed(consulted, client)


class TestEnd:
    """What is concluded stays as it was counted."""

    @pytest.fixture
    def concluded(self, consulted):
        row, consulted.code = consulted.say(SAME)
        consulted.show(row)
        consulted.dispose(row)
        consulted.result = consulted.after_close().conclude()
        return consulted

    def test_a_later_close_brings_no_comment_in(self, concluded):
        ConsultationPage.objects.filter(pk=concluded.page.pk).update(closes_at=concluded.at + 30 * DAY)
        assert concluded.fresh().phase(concluded.now()) == "closed"
        with pytest.raises(WrongState):
            concluded.say("迟到的意见。")

    def test_nothing_is_redrafted_before_it_is_public_nor_after_its_end(self, concluded):
        for page in (concluded.page, Consulted(bureau=concluded.bureau).page):
            with pytest.raises(WrongState):
                actions.redraft(page=page, text="第一条 另一份草案。", by=concluded.bureau.editor, at=concluded.now())

    @pytest.mark.parametrize("field, value", [("draft", "第一条 另一份草案。"), ("closes_at", OPENED + 90 * DAY)])
    def test_a_later_version_changes_neither_its_draft_nor_its_close(self, concluded, field, value):
        page = concluded.fresh()
        assert not page.missing()
        setattr(page, field, value)
        assert [name for name, _words in page.missing()] == [field]

    @pytest.mark.parametrize("on_its_way", [False, True])
    def test_a_version_written_before_its_conclusion_does_not_open_it_again(self, consulted, on_its_way):
        """Saved before and published after, or in the chain while it was concluded: it stays concluded, and no conclusion is changed."""
        row, _code = consulted.say(SAME)
        consulted.show(row)
        consulted.dispose(row)
        consulted.write(phone="0000-99999")
        if on_its_way:
            consulted.to_group()
        consulted.after_close().conclude()
        since = consulted.fresh().concluded_at
        consulted.vote("for", "for", "for", "for").close() if on_its_way else consulted.publish()
        page = consulted.fresh()
        assert (page.phone, page.concluded_at) == ("0000-99999", since) and page.phase(consulted.now()) == "closed"
        with pytest.raises(WrongState):
            consulted.dispose(row, verdict="noted")

    @pytest.mark.parametrize("field, value", [("draft", "第一条 另一份草案。"), ("closes_at", CLOSES + 90 * DAY)])
    def test_a_version_on_its_way_when_it_was_concluded_changes_neither_draft_nor_close(self, consulted, field, value):
        """What the gate reads is the row, not the version of before, nor a page that was loaded before."""
        row, _code = consulted.say(SAME)
        consulted.show(row)
        consulted.dispose(row)
        consulted.write(**{field: value})
        loaded = consulted.fresh().get_latest_revision_as_object()
        consulted.to_group().after_close().conclude()
        assert [name for name, _words in loaded.missing()] == [field]
        with pytest.raises(Closed):
            consulted.vote("for", "for", "for", "for").close()
        assert consulted.fresh().closes_at == CLOSES and consulted.fresh().versions.filter(published=True).count() == 1

    def test_it_cannot_have_closed_before_a_comment_that_was_taken(self, consulted):
        row, _code = consulted.say(SAME)
        page = consulted.fresh()
        page.closes_at, page.short_reason = row.at, "急"
        assert [name for name, _words in page.missing()] == ["closes_at"]

    def test_what_has_opened_does_not_open_later(self, consulted):
        """Once somebody commented, and while it takes comments: a later version neither takes them back nor shuts the door before its close."""
        page = consulted.fresh()
        page.opens_at, page.short_reason = consulted.at + 10 * DAY, "急"
        assert [name for name, _words in page.missing(consulted.now())] == ["opens_at"]
        consulted.say(SAME)
        assert [name for name, _words in page.missing()] == ["opens_at"]
        consulted.write(opens_at=page.opens_at, short_reason="急")
        with pytest.raises(Invalid):
            consulted.publish()
        assert consulted.fresh().phase(consulted.now()) == "open"

    def test_what_has_not_opened_yet_may_open_later(self, site):
        walk = Consulted(opens_at=(OPENED + 5 * DAY).isoformat()).publish()
        page = walk.fresh()
        page.opens_at, page.short_reason = OPENED + 6 * DAY, "急"
        assert not page.missing(walk.now())

    def test_a_result_that_was_deleted_as_a_draft_is_drafted_again(self, concluded, client):
        client.force_login(concluded.bureau.editor)
        with time_machine.travel(concluded.now(), tick=False):  # past its day a draft is given up, not deleted
            client.post(f"/admin/pages/{concluded.result.pk}/delete/")
        assert not ResultPage.objects.exists()
        since, again = concluded.fresh().concluded_at, concluded.conclude()
        assert again.report == concluded.result.report and concluded.fresh().concluded_at >= since
        with pytest.raises(WrongState):
            concluded.conclude()

    def test_a_copy_of_it_is_not_concluded_and_its_result_is_not_copied(self, concluded):
        """A copy is a draft of its own; the answer to one draft is no answer to another."""
        copy = concluded.fresh().copy(update_attrs={"title": "另一件"}, user=concluded.bureau.editor, keep_live=False)
        assert copy.concluded_at is None and ConsultationPage.objects.get(pk=copy.pk).get_latest_revision_as_object().concluded_at is None
        with pytest.raises(WrongState):
            concluded.result.copy(update_attrs={"title": "另一个结果"}, user=concluded.bureau.editor, keep_live=False)
        assert ResultPage.objects.count() == 1

    def test_a_withdrawn_comment_is_counted_as_adopted_by_no_list(self, consulted):
        row, code = consulted.say(SAME)
        consulted.show(row)
        consulted.dispose(row)
        actions.withdraw(number=row.number, code=code, at=consulted.now())
        found = pages.rows_of(ConsultationPage.objects.filter(pk=consulted.page.pk), consulted.now())
        assert [(page.said, page.adopted) for rows in found.values() for page in rows] == [(0, 0)]

    def test_what_was_taken_down_of_the_result_can_be_shown_again_and_nothing_else(self, concluded):
        """A wrong tick is undone; what was refused while it was checked stays so, and what is shown is no longer refused by the way of checking."""
        row, by = Comment.objects.get(page=concluded.page, state="shown"), concluded.bureau.editor
        with pytest.raises(WrongState):
            concluded.show(row, refusal="1")
        with pytest.raises(WrongState):
            concluded.show(row)
        with pytest.raises(Invalid) as refused:
            actions.take_down(page=concluded.page, comments=[row], refusal="", by=by, at=concluded.now())
        assert refused.value.field == "refusal"
        actions.take_down(page=concluded.page, comments=[row], refusal="1", by=by, at=concluded.now())
        with pytest.raises(WrongState):
            actions.take_down(page=concluded.page, comments=[row], refusal="2", by=by, at=concluded.now())
        entry = entries_about("page", concluded.page.pk).last()
        assert (entry.verb, entry.facts) == ("consultation.take_down", {"numbers": [row.number], "refusal": "1", "concluded": True})
        concluded.show(row)
        row.refresh_from_db()
        assert (row.state, row.refusal, row.taken_down_at, bool(row.verdict)) == ("shown", "", None, True)

    def test_a_result_drafted_anew_counts_what_was_taken_down_of_the_first_as_refused(self, concluded, client):
        """Its counts add up, and it holds no word of it."""
        row = Comment.objects.get(page=concluded.page, state="shown")
        actions.take_down(page=concluded.page, comments=[row], refusal="1", by=concluded.bureau.editor, at=concluded.now())
        client.force_login(concluded.bureau.editor)
        with time_machine.travel(concluded.now(), tick=False):
            client.post(f"/admin/pages/{concluded.result.pk}/delete/")
        again = concluded.conclude()
        counts = again.report["counts"]
        assert counts["received"] == counts["shown"] + counts["refused"] and counts["shown"] == sum(counts[verdict] for verdict in Verdict.values)
        assert row.text not in str(again.report)

    def test_nobody_is_told_by_letter_who_took_his_comment_back(self, consulted, client):
        row, code = consulted.say(SAME, answer_by="letter", contact="某路1号")
        other = consulted.say("另一条意见。")[0]
        actions.withdraw(number=row.number, code=code, at=consulted.now())
        consulted.show(other)
        consulted.dispose(other)
        consulted.after_close().publish_result()
        client.force_login(consulted.bureau.editor)
        with time_machine.travel(consulted.now(), tick=False):
            assert client.get(f"/admin/consultations/{consulted.page.pk}/letters/{row.pk}/").status_code == 404
        with pytest.raises(WrongState):
            actions.tell(comment=row, by=consulted.bureau.editor, at=consulted.now())
        assert not list(clock.untold(consulted.at.date(), consulted.at.date() + 30 * DAY, consulted.at)), "nor is it owed"


def test_it_is_not_concluded_while_a_comment_of_the_last_second_may_be_on_its_way(consulted):
    """It would be taken and never answered: nobody counts on a comment that is being written."""
    row, _code = consulted.say()
    consulted.show(row)
    consulted.dispose(row)
    with pytest.raises(WrongState):
        actions.conclude(page=consulted.page, views="已研究。", by=consulted.bureau.editor, at=CLOSES + dt.timedelta(seconds=29))
    consulted.at = CLOSES
    assert consulted.conclude()


def test_a_double_click_signs_up_once(consulted, client):
    """The receipt comes again with the same number."""
    held, by = dt.datetime(2026, 4, 10, 1, 0, tzinfo=dt.UTC), consulted.bureau.editor
    given = {"kind": "hearing", "held_at": held, "where": "局三楼", "seats": 3, "rule": "先到先得", "signup_until": held - 8 * DAY}
    hearing = actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **given)
    address = f"{consulted.fresh().url}hearings/{hearing.pk}/"
    with time_machine.travel(OPEN_DAY, tick=False):
        ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(address).content.decode())[1]
        for _click in range(2):
            answer = client.post(address, {"name": "代表某", "contact": "0000", "speaks_for": "企业", "ticket": ticket})
            assert answer.status_code == 201 and hearing.participants.get().number in answer.content.decode()


def test_another_comment_from_the_same_page_is_another_one(consulted, client):
    """Who goes back in his browser and writes about something else sends no used key again; the same words are one comment."""
    page = consulted.fresh()
    with time_machine.travel(OPEN_DAY, tick=False):
        ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(page.url).content.decode())[1]
        for text in ("写明时限", "写明时限", "写明责任"):
            answer = client.post(f"{page.url}comment/", {"ticket": ticket, "clause": "", "stance": "suggest", "text": text})
            assert answer.status_code == 201
    assert [row.text for row in Comment.objects.order_by("pk")] == ["写明时限", "写明责任"]


def test_a_link_that_was_lost_is_sent_anew_the_next_day_and_the_old_one_is_void(consulted):
    """Who never confirmed may ask again; who has confirmed hears nothing of it."""
    row = actions.subscribe(page=consulted.page, email="a@example.org", at=consulted.now())
    actions.subscribe(page=consulted.page, email="a@example.org", at=consulted.now() + dt.timedelta(hours=23))
    assert Message.objects.filter(to=["a@example.org"]).count() == 1
    again = actions.subscribe(page=consulted.page, email="a@example.org", at=consulted.now() + 2 * DAY)
    assert Message.objects.filter(to=["a@example.org"]).count() == 2 and again.pk == row.pk and again.token != row.token
    first = actions.confirm(token=again.token, at=consulted.now() + 2 * DAY).told_until
    assert actions.confirm(token=again.token, at=consulted.now() + 3 * DAY).told_until == first, "the link followed twice loses no news"
    actions.subscribe(page=consulted.page, email="a@example.org", at=consulted.now() + 4 * DAY)
    assert Message.objects.filter(to=["a@example.org"]).count() == 2


NUMBERS = [
    "电话 1 3 8 0 0 1 3 8 0 0 0", "138 001 38000", "138.0013.8000", "138－0013－8000", "138–0013–8000", "138\u200b0013\u200b8000",
    "138\u00a00013\u00a08000",
    "tel13800138000", "微信同号13800138000wx", "手机:13800138000", "１３８　００１３　８０００", "(138)00138000", "138\n00138000", "+86 13800138000",
    "008613800138000", "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎", "①③⑧00138000", "一三八零零一三八零零零", "138_0013_8000", "My number is 13800138000.", "138*0013*8000",
    "ID11010519491231002X", "身份证110105 1949 1231 002X", "1101 0519 4912 3100 2X", "１１０１０５１９４９１２３１００２Ｘ",
    "110105\u200b19491231002X",
    "1\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e300138000", "138\u31640013\u31648000", "138零零138零零零",
    "138\u200b\u2060\u200b\u2060\u200b00138000", "一\u200b三八零零一三八零零零", "一三八00138000", "壹叁捌零零壹叁捌零零零",
    "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", "2025 110105 19491231 002X",
    "0592-5310000", "家里电话05925310000。", "(0592)531 0000", "（0592）5310000", "0592 – 5310000", "+86 592 5310000", "0086-592-531-0000",
    "+86(0592)5310000",
    "０５９２－５３１００００", "零五九二五三一零零零零", "零五九二-五三一零零零零",
    "0592\u200b5310000", "tel0592-5310000",
    "86-591-87077000", "0591：87077000", "0591 870 77000", "办公室：87077000", "请打87077000", "13800138000abc", "call13800138000", "13800138000_",
    "138、0013、8000", "138，0013，8000", "手机138，1313，8000", "一三八 零零一三 八零零零", "零五九一 八七零七七零零零", "+852 9123 4567",
    "+852 9123 4567 2026年", "+1 650 253 0000", "1380 013 8000", "13800138000人在哪",
    "座机5310000", "联系电话：531 0000", "电话号码是65123456，", "Tel: 5310-0000",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_of_a_person_is_masked_however_it_was_split_or_written(text):
    """The middle is starred, the signs around it stay."""
    shown, count = masked(text, OPENED.date())
    assert count == 1 and shown.count("*") - text.count("*") in (4, 8) and len(shown) == len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0571-88884321、87654322", "0571-****4321、****4322"), ("0571-88884321，87654322。", "0571-****4321，****4322。"),
        ("电话87654321，87654322", "电话****4321，****4322"), ("电话87654321或87654322", "电话****4321或****4322"),
        ("13800138000和87654321", "138****8000和****4321"), ("13800138000、87654321、87654322", "138****8000、****4321、****4322"),
        ("1380013800013900139000", "138****8000139****9000"),
        ("330102800101123/330102810101124", "330102******123/330102******124"), ("330102800101123号", "330102******123号"),
        ("身份证三三〇一〇二八〇〇一〇一一二三", "身份证三三〇一〇二******一二三"),
    ],
)  # fmt: skip
def test_the_second_of_two_numbers_is_masked_too(text, shown):
    """Behind a comma or a word, or with nothing between; a card of 15 figures also with a sign behind it, and in words after its name."""
    assert masked(text, OPENED.date())[0] == shown


@pytest.mark.parametrize(
    "behind",
    ["、20260101", "，2018年", "，12345678元", "，3000000份", "和2026年", "，第5310000号", "；总投资65123456元", "，2026-0301", "及3456789个"],
)
def test_what_is_told_behind_a_telephone_stays_what_it_is(behind):
    """Days, years, sums, numbers of papers."""
    assert masked(f"0592-5310000{behind}", OPENED.date())[0] == f"0592-****000{behind}"


@pytest.mark.parametrize(
    "text", ["账号1380013800013900139000", "3801380013800013900139000", "第330102800101123号", "编号330102800101123/330102810101124"]
)
def test_what_only_looks_like_two_is_left(text):
    """An account, a longer number, the number of a paper."""
    assert masked(text, OPENED.date()) == (text, 0)


OTHERS = [
    "总投资13800001234元", "13912345678 元", "总投资138 0000 1234元", "13800001234公里", "13800001234立方米", "13800138000人", "13800138000%",
    "13800138000 万元", "第1 3 5 7 9 11 13 15条", "1560-2019-001", "1998-2003-100", "文号：0591-2023-0012", "010-2023-1234", "13800138000ab12",
    "分别为138、1500、2000", "K138+852 9123 4567",
    "13850012345.00元", "http://a.cn/13800138000", "GB/T 13800-2001", "合同编号A13800138000B", "K138+001.38000", "〔2018〕12号", "10000-20000元",
    "金额13 800 138 000元", "138，001，38000元", "项目编号350100201300138000", "共 13 个 800 138 000",
    "0592-5310000.5", "K0592-5310000", "0999-0000000", "批复00592-5310000", "5310000", "65123456", "电话12328", "电话2018-2019年", "电话费5310000元",
    "GB 0592531", "1/05925310000", "0.5925310000", "流水号110105209912310029", "二〇二六年一三八号", "第一三八〇〇一三八〇〇〇〇号",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_looks_like_one_is_left(text):
    """Amounts, addresses, standards, contracts, chainages."""
    assert masked(text, OPENED.date()) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 5000,
        "1 " * 2500,
        "138 " * 1250,
        "0592-" * 1250,
        "电话" * 2500,
        "350203" * 800,
        "身份证" * 1600,
        "a@" * 2500,
        "a" * 5000 + "@",
        "a@a." * 1250,
        "(0592)531" * 600,
        "\u200b1" * 2500,
        "1--" * 1600,
        "13 1 " * 1250,
    ],
)
def test_a_text_made_to_take_long_takes_no_time(text):
    """Linear, whatever stands there."""
    import time

    began = time.perf_counter()
    masked(text, OPENED.date())
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0592-5310000", "0592-****000"), ("010-65123456", "010-****3456"), ("+86 592 5310000", "+86 592 ****000"), ("座机5310000", "座机****000"),
        ("+86 138 0013 8000", "+86 138 **** 8000"), ("零五九二五三一零零零零", "零五九二****零零零"),
        ("110105 19491231 002X", "110105 ******** 002X"),
    ],
)  # fmt: skip
def test_area_code_and_end_stay_to_be_read(number, shown):
    """So that the writer knows his own, and nobody else can call it."""
    assert masked(number, OPENED.date()) == (shown, 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话0311-8765 4321转801，", "电话0311-**** 4321转***，"), ("010-65123456-801。", "010-****3456-***。"),
        ("020-83190000分机12", "020-****0000分机**"), ("0592-5310000（转分机号：8001）", "0592-****000（转分机号：****）"),
        ("座机5310000 转８０１", "座机****000 转***"), ("13800138000转1234", "138****8000转****"), ("0592-5310000ext.801", "0592-****000ext.***"),
        ("0592-5310000转801、802", "0592-****000转***、***"), ("010-65123456转八零一", "010-****3456转***"),
        ("0592\u200b5310000\u200b-\u200b801", "0592\u200b****000\u200b-\u200b***"),
    ],
)  # fmt: skip
def test_an_extension_is_masked_with_its_number(text, shown):
    """However it is joined: it leads to one person in the house."""
    assert masked(text, OPENED.date()) == (shown, 1)


@pytest.mark.parametrize(
    "text",
    [
        "0592-5310000-2026年计划", "010-65123456，转2路公交", "0592-5310000转三科", "0592-5310000-10万元", "0592-5310000 801室",
        "13800138000，分机房2间", "0592-5310000转2026年", "010-65123456-1.5米", "0592-5310000转办，801件",
    ],
)  # fmt: skip
def test_what_follows_a_number_and_is_no_extension_is_left(text):
    shown, count = masked(text, OPENED.date())
    assert count == 1 and shown.count("*") == 4


OLD_CARDS = [
    ("身份证350203480101123。", "身份证350203******123。"), ("本人350203 480101 123", "本人350203 ****** 123"),
    ("350203-480101-123", "350203-******-123"),
    ("ID350203480101123", "ID350203******123"), ("３５０２０３４８０１０１１２３", "３５０２０３******１２３"),
    ("350203\u200b480101123", "350203\u200b******123"),
    ("身份证号码：3502 0348 0101 123", "身份证号码：3502 03** **** 123"), ("身份证编号350203480101123号", "身份证编号350203******123号"),
    ("张三，350203480101123，住前埔", "张三，350203******123，住前埔"), ("（350203991231001）", "（350203******001）"),
    ("证件号350203480101123", "证件号350203******123"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), OLD_CARDS)
def test_a_card_of_fifteen_figures_is_masked_as_one_of_eighteen(text, shown):
    """Region, day of birth, number: cards until 1999; staff repeat none either."""
    assert masked(text, OPENED.date()) == (shown, 1)
    assert repeated(text, OPENED.date(), ()) and not telephones(text, OPENED.date())


@pytest.mark.parametrize(
    "text",
    [
        "总投资350203480101123元", "￥350203480101123", "350203480101123.50", "350203480101123 万元", "350203480101000", "350203481301123",
        "350203480132123",
        "350000480101123", "350200480101123", "160203480101123", "000203480101123", "350203480101123456", "1350203480101123", "第350203480101123号",
        "账号350203480101123", "项目代码：350203480101123", "工商注册号350203480101123", "合同编号为350203480101123", "流水号 350203480101123",
        "IMEI: 350203480101123",
        "A350203480101123", "350203480101123B", "2020-350203-48-01-012345", "350203-48-01-01-123", "350203480101123-1", "3502 0348 0101 123",
        "K350203480101123",
        "350203480101123公里", "350,203,480,101,123元", "20230101120000123",
    ],
)  # fmt: skip
def test_what_only_has_fifteen_figures_is_left(text):
    """Amounts, accounts, projects, papers; a region, a day or a number that no card has."""
    assert masked(text, OPENED.date()) == (text, 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请发wang.li@example.org，谢谢", "请发w******@example.org，谢谢"), ("13800138000@163.com", "1**********@163.com"),
        ("邮箱ａｂｃ＠qq．com。", "邮箱ａ**＠qq．com。"),
        ("abc @ qq.com", "a** @ qq.com"), ("abc(at)qq.com", "a**(at)qq.com"), ("abc@qq。com，另外", "a**@qq。com，另外"), ("a@b.cn", "*@b.cn"),
        ("a\u200bbc@mail.xm.gov.cn.", "a\u200b**@mail.xm.gov.cn."), ("联系x_y+2@example.org。我", "联系x****@example.org。我"),
    ],
)  # fmt: skip
def test_an_address_for_mail_is_masked_before_the_sign(text, shown):
    """Its first sign and where it is kept stay; a telephone in it is part of it."""
    assert masked(text, OPENED.date()) == (shown, 1)


@pytest.mark.parametrize(
    "text", ["Φ8@200", "Φ8@150.5", "@所有人", "http://a.cn/b?c=1", "a.b.cn", "单价@5元/米", "C30@28d.强度", "abc@", "钢筋10@100mm。间距", "x@y"]
)
def test_what_only_has_the_sign_is_left(text):
    """Steel, prices, mentions, addresses of pages."""
    assert masked(text, OPENED.date()) == (text, 0)


def test_real_texts_hold_none():
    """Regulations, and the items, drafts and comments of the demo: no card of fifteen figures where there is none, no address but the office's."""
    root = Path(__file__).parents[2]
    files = [
        path
        for folder in ("cms/demo/data", "tests/consultation/data")
        for path in (root / folder).rglob("*")
        if path.suffix in (".txt", ".json", ".jsonl", ".md")
    ]
    text = "\n".join(path.read_text() for path in sorted(files))
    found = [(kind, text[start:end]) for start, end, _last, kind in _found(text, OPENED.date(), mails=True) if kind != "telephone"]
    assert len(text) > 1_000_000 and {*found} == {("mail", "office@jtzj.example")}


PAIRS = [
    ("13800138000/13900139000", 2), ("13800138000-13900139000", 2), ("13800138000（张）/13900139000（李）", 2), ("13900139000/0571-87654321", 2),
    ("0571-87654321/87654322", 2), ("13800138000／13900139000", 2), ("13800138000 / 13900139000 / 0571-87654321", 3), ("13800138000.13900139000", 2),
    ("138-0013-8000/139-0013-9000", 2), ("0571-87654321、87654322，13900139000", 3), ("13800138000_13900139000", 2), ("a13800138000b", 1),
    ("联系x13800138000", 1),
    ("一一〇一〇五一九四九一二三一〇〇二X", 1), ("110105 一九四九一二三一 〇〇二X", 1), ("壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count"), PAIRS)
def test_of_two_numbers_set_together_both_are_masked_and_letters_or_words_hide_none(text, count):
    """By a stroke, a dash, with whose it is between; the second may leave out its area code. A card in words is one too."""
    shown, found = masked(text, OPENED.date())
    assert found == count and len(shown) == len(text) and not re.search(r"1[3-9]\d{9}|8765432\d|一九四九|壹玖肆玖", shown), shown


@pytest.mark.parametrize(
    "text",
    [
        "13800138000-2000000元", "10000/13900139000", "2026/13900139000", "K13+800138000", "证书编号FJ13800138000", "批号：a13800138000",
        "一一〇一〇五一九四九一二三一〇〇二二", "http://a.cn/a13800138000", "文号：0591-2023-0012/87654321",
    ],
)  # fmt: skip
def test_what_is_joined_to_no_number_of_a_person_is_left(text):
    """Amounts, papers, addresses; a card whose last figure does not fit."""
    assert masked(text, OPENED.date())[1] == (1 if text.startswith("138") else 0)


def test_two_numbers_in_a_row_are_two():
    for text in ("0592-5310000转138 0013 8000", "0592-5310000，转0592-5310001"):
        shown, count = masked(text, OPENED.date())
        assert count == 2 and shown.count("*") == 8, shown


def test_a_comment_is_shown_masked_and_kept_as_it_was_typed(consulted):
    row, _code = consulted.say("请联系138.0013.8000，谢谢。", name="张某 138 001 38000")
    row = Comment.objects.get(pk=row.pk)
    assert (row.text, row.name, row.masked) == ("请联系138.****.8000，谢谢。", "张某 138 *** *8000", 1) and "138.0013.8000" in row.raw


def test_the_list_of_a_hearing_is_published_before_it_is_held(consulted):
    """713 art. 16: a list that is made up afterwards is none."""
    by, held = consulted.bureau.editor, consulted.now() + 20 * DAY
    given = {"kind": "hearing", "held_at": held, "where": "局三楼", "seats": 3, "rule": "先到先得", "signup_until": held - 10 * DAY}
    hearing = actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **given)
    row, _code = actions.sign_up(hearing=hearing, name="代表某", contact="0000", at=consulted.now())
    with pytest.raises(WrongState):
        actions.choose(hearing=hearing, participants=[row], by=by, at=held)
    actions.choose(hearing=hearing, participants=[row], by=by, at=held - DAY)


def test_who_works_on_it_reads_how_participants_are_reached_and_the_ledger_knows(consulted, client):
    """Without that nobody could send them the material; the list itself shows no contact, nor does the desk of others. Whoever was not
    chosen and has an address has his mail."""
    by, held = consulted.bureau.editor, consulted.now() + 20 * DAY
    given = {"kind": "hearing", "held_at": held, "where": "局三楼", "seats": 1, "rule": "先到先得", "signup_until": held - 10 * DAY}
    hearing = actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **given)
    row, _code = actions.sign_up(hearing=hearing, name="代表某", contact="13800138000", at=consulted.now())
    left, _code = actions.sign_up(hearing=hearing, name="另一位", contact="13900139000 left@example.org", at=consulted.now())
    desk, verb = f"/admin/consultations/{consulted.page.pk}/", {"verb": "contacts", "hearing": hearing.pk}
    with time_machine.travel(held - 9 * DAY, tick=False):
        client.force_login(by)
        assert "13800138000" not in client.post(desk, verb, follow=True).content.decode()
        actions.choose(hearing=hearing, participants=[row], by=by, at=held - 9 * DAY)
        text = client.post(desk, verb, follow=True).content.decode()
        assert "13800138000" in text and "13900139000" not in text and "13800138000" not in client.get(desk).content.decode()
        client.force_login(consulted.bureau.leader)
        assert "13800138000" not in client.post(desk, verb, follow=True).content.decode()
    assert [entry.facts["numbers"] for entry in Entry.objects.filter(verb="consultation.contact")] == [[row.number]]


def test_minutes_are_confirmed_as_they_were_read(consulted, client):
    """Who had an earlier text before him confirms none that he has not seen (713 art. 17)."""
    by, held = consulted.bureau.editor, consulted.now() + 20 * DAY
    given = {"kind": "meeting", "held_at": held, "where": "局三楼", "seats": 3, "rule": "先到先得", "signup_until": held - DAY}
    hearing = actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **given)
    row, code = actions.sign_up(hearing=hearing, name="代表某", contact="0000", at=consulted.now())
    actions.choose(hearing=hearing, participants=[row], by=by, at=held - DAY / 2)
    actions.write_minutes(hearing=hearing, text="双方同意。", by=by, at=held + DAY)
    with time_machine.travel(held + 2 * DAY, tick=False):
        read = client.post("/consultations/minutes/", {"number": row.number, "code": code}).content.decode()
        form = dict(re.findall(r'name="(number|code|seen)" value="([^"]+)"', read)) | {"confirm": "1"}
        actions.write_minutes(hearing=hearing, text="一方不同意。", by=by, at=held + DAY + DAY / 2, reason="记录有误。")
        again = client.post("/consultations/minutes/", form)
        row.refresh_from_db()
        assert again.status_code == 409 and "一方不同意。" in again.content.decode() and row.confirmed_at is None
        form = dict(re.findall(r'name="(number|code|seen)" value="([^"]+)"', again.content.decode())) | {"confirm": "1"}
        assert client.post("/consultations/minutes/", form).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at


def held_soon(consulted, **given):
    """An announced meeting; (the hearing, when it is held)."""
    held = consulted.now() + 20 * DAY
    given = {"kind": "meeting", "held_at": held, "where": "局三楼", "seats": 3, "rule": "先到先得", "signup_until": held - DAY} | given
    return actions.announce_hearing(page=consulted.page, by=consulted.bureau.editor, at=consulted.now(), **given), held


@pytest.mark.parametrize("number", ["13800138000/13900139000", "13900139000", "139 0013 9000"])
def test_staff_publish_no_mobile_whoever_typed_it(consulted, client, number):
    """Reply, reasons of conclusions and changes, place, rule, minutes, main views: alike at every door; the office's own stays."""
    row, _code = consulted.say("请写明时限。")
    consulted.show(row)
    by, words = consulted.bureau.editor, f"您本人电话{number}"
    held = dt.datetime(2026, 4, 10, 1, 0, tzinfo=dt.UTC)
    given = {"kind": "hearing", "held_at": held, "where": "局三楼", "seats": 3, "signup_until": held - 8 * DAY, "method": "criteria", "rule": "各界"}
    hearing = actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **given)
    for act in (
        lambda: actions.reply(comment=row, text=words, by=by, at=consulted.now()), lambda: consulted.dispose(row, verdict="partly", reason=words),
        lambda: actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **(given | {"where": words})),
        lambda: actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **(given | {"rule": words})),
        lambda: actions.change_hearing(hearing=hearing, reason=words, where="局五楼", by=by, at=consulted.now()),
        lambda: actions.cancel_hearing(hearing=hearing, reason=words, by=by, at=consulted.now()),
    ):  # fmt: skip
        with pytest.raises(Invalid, match="个人号码"):
            act()
    client.force_login(by)
    with time_machine.travel(consulted.now(), tick=False):
        answer = client.post(f"/admin/consultations/{consulted.page.pk}/", {"verb": "reply", "comment": row.pk, "reply": words})
    assert 'id="refused"' in answer.content.decode() and words in answer.content.decode()
    consulted.dispose(row)
    with pytest.raises(Invalid, match="个人号码"):
        consulted.after_close().conclude(words)
    ConsultationPage.objects.update(phone="0592-5310000、13900139000")
    row.refresh_from_db()
    actions.reply(comment=row, text="请拨13900139000或者0592-5310000。", by=by, at=consulted.now())


def test_for_whom_somebody_speaks_is_published_without_his_number(consulted):
    """The list shows it; who typed his telephone there meant to be called, not to be read by all."""
    hearing, _held = held_soon(consulted)
    row, _code = actions.sign_up(hearing=hearing, name="甲", contact="0000", speaks_for="某运输公司13800138000", at=consulted.now())
    assert row.speaks_for == "某运输公司138****8000"


@pytest.mark.parametrize("name, contact", [("张三", "13800138000"), ("张 三", "+86 138-0013-8000"), ("张三", "１３８００１３８０００")])
def test_nobody_signs_up_twice_for_one_hearing(consulted, name, contact):
    """Seats are few and may go by order or by lot: a second ticket of one person takes that of another."""
    hearing, _held = held_soon(consulted)
    actions.sign_up(hearing=hearing, name="张三", contact="13800138000", at=consulted.now())
    with pytest.raises(WrongState):
        actions.sign_up(hearing=hearing, name=name, contact=contact, at=consulted.now())
    actions.sign_up(hearing=hearing, name="李四", contact=contact, at=consulted.now())
    actions.sign_up(hearing=hearing, name=name, contact="13900139000", at=consulted.now())
    other, _held = held_soon(consulted, where="局四楼")
    actions.sign_up(hearing=other, name=name, contact=contact, at=consulted.now())
    assert (hearing.participants.count(), other.participants.count()) == (3, 1)


def test_a_remark_on_earlier_minutes_does_not_stand_beside_the_new_ones(consulted):
    hearing, held = held_soon(consulted)
    row, code = actions.sign_up(hearing=hearing, name="代表某", contact="0000", at=consulted.now())
    actions.choose(hearing=hearing, participants=[row], by=consulted.bureau.editor, at=held - DAY / 2)
    actions.write_minutes(hearing=hearing, text="双方同意。", by=consulted.bureau.editor, at=held)
    actions.confirm_minutes(number=row.number, code=code, remark="我没有同意。", at=held + DAY)
    row.refresh_from_db()
    assert row.remark == "我没有同意。"
    actions.write_minutes(hearing=hearing, text="一方不同意。", by=consulted.bureau.editor, at=held + 2 * DAY, void=1, reason="记录有误。")
    row.refresh_from_db()
    assert (row.remark, row.confirmed_at) == ("", None)


class TestWordsOfStaff:
    """They are published as they are written: no number of a citizen in them, an office's own telephone stays."""

    OFFICE, HIS, SENTENCE = "请致电0591-87077000。", "已按您留的138 0013 8000联系。", "138 \\*\\*\\*\\* 8000"

    @pytest.fixture
    def said(self, consulted):
        row, _code = consulted.say("请拨13800138000。")
        consulted.show(row)
        return row

    @pytest.mark.parametrize("typed", [{"text": "请拨１３８００１３８０００。"}, {"text": "写明时限。", "contact": "+86 13800138000"}])
    def test_a_reply_repeats_no_number_that_its_writer_typed(self, consulted, typed):
        row, _code = consulted.say(**typed)
        consulted.show(row)
        given = {"comment": row, "by": consulted.bureau.editor, "at": consulted.now()}
        with pytest.raises(Invalid, match=self.SENTENCE) as refused:
            actions.reply(text=self.HIS, **given)
        assert refused.value.field == "reply"
        assert actions.reply(text=self.OFFICE, **given).reply == self.OFFICE
        with pytest.raises(Invalid):
            actions.reply(text="您的身份证11010519491231002X已核对。", **given)

    def test_nor_does_a_reason(self, consulted, said):
        given = {"page": consulted.page, "comments": [said], "verdict": "noted", "by": consulted.bureau.editor, "at": consulted.now()}
        with pytest.raises(Invalid, match=self.SENTENCE) as refused:
            actions.dispose(reason=self.HIS, **given)
        assert refused.value.field == "reason"
        assert actions.dispose(reason=self.OFFICE, **given)[0].reason == self.OFFICE

    def test_nor_the_views_of_the_result(self, consulted, said):
        consulted.dispose(said)
        consulted.after_close()
        given = {"page": consulted.page, "by": consulted.bureau.editor, "at": consulted.at}
        with pytest.raises(Invalid, match=self.SENTENCE) as refused:
            actions.conclude(views=self.HIS, **given)
        assert refused.value.field == "views"
        assert actions.conclude(views=self.OFFICE, **given)

    def test_nor_do_minutes_those_of_who_took_part(self, consulted):
        hearing, held = held_soon(consulted)
        row, _code = actions.sign_up(hearing=hearing, name="代表某", contact="13800138000", at=consulted.now())
        actions.choose(hearing=hearing, participants=[row], by=consulted.bureau.editor, at=held - DAY / 2)
        with pytest.raises(Invalid, match=self.SENTENCE) as refused:
            actions.write_minutes(hearing=hearing, text=self.HIS, by=consulted.bureau.editor, at=held)
        assert refused.value.field == "minutes"
        assert actions.write_minutes(hearing=hearing, text=self.OFFICE, by=consulted.bureau.editor, at=held).minutes == self.OFFICE

    def test_nor_does_the_reason_why_a_hearing_is_moved_or_cancelled(self, consulted):
        hearing, _held = held_soon(consulted)
        actions.sign_up(hearing=hearing, name="代表某", contact="13800138000", at=consulted.now())
        same = {"hearing": hearing, "by": consulted.bureau.editor, "at": consulted.now()}
        for act, given in ((actions.change_hearing, same | {"where": "局五楼"}), (actions.cancel_hearing, same)):
            for words in (self.HIS, "身份证11010519491231002X未带。"):
                with pytest.raises(Invalid) as refused:
                    act(reason=words, **given)
                assert refused.value.field == "reason" and not hearing.changes.filter(reason=words).exists()
            assert act(reason=self.OFFICE, **given).reason == self.OFFICE

    @pytest.mark.parametrize("address", ["wang.xm@example.com", "ｗａｎｇ＠example．com", "wang(at)example.com"])
    def test_nor_an_address_for_mail_but_the_offices_own(self, consulted, said, address):
        """In a reason, in minutes, in a reply; that of the draft itself, and the bureau's, stays."""
        words = {"by": consulted.bureau.editor, "at": consulted.now()}
        hearing, held = held_soon(consulted)
        row, _code = actions.sign_up(hearing=hearing, name="代表某", contact="a@example.org", at=consulted.now())
        actions.choose(hearing=hearing, participants=[row], by=consulted.bureau.editor, at=held - DAY / 2)
        for act in (
            lambda text: actions.reply(comment=said, text=text, **words),
            lambda text: actions.dispose(page=consulted.page, comments=[said], verdict="noted", reason=text, **words),
            lambda text: actions.write_minutes(hearing=hearing, text=text, by=consulted.bureau.editor, at=held),
        ):
            with pytest.raises(Invalid, match=r"\*@example"):
                act(f"请写信到{address}。")
        type(consulted.page).objects.filter(pk=consulted.page.pk).update(mailbox="Office@Example.gov.cn")
        assert actions.reply(comment=said, text="请写信到office@example.gov.cn。", **words).reply

    def test_a_reason_that_says_nothing_is_refused_wherever_the_public_reads_it(self, consulted, said):
        """Of a conclusion, of a change or the end of a hearing, of new minutes and of minutes that not all confirmed."""
        by, (hearing, held) = consulted.bureau.editor, held_soon(consulted)
        row, _code = actions.sign_up(hearing=hearing, name="代表某", contact="a@example.org", at=consulted.now())
        same = {"hearing": hearing, "by": by}
        acts = [
            lambda text: actions.dispose(page=consulted.page, comments=[said], verdict="noted", reason=text, by=by, at=consulted.now()),
            lambda text: actions.change_hearing(where="局五楼", reason=text, at=consulted.now(), **same),
            lambda text: actions.cancel_hearing(reason=text, at=consulted.now(), **same),
            lambda text: actions.write_minutes(text="二稿。", reason=text, at=held + DAY, **same),
            lambda text: actions.publish_minutes(reason=text, at=held + DAY, **same),
        ]
        for number, act in enumerate(acts):
            if number == 3:
                actions.choose(hearing=hearing, participants=[row], by=by, at=held - DAY / 2)
                actions.write_minutes(text="双方同意。", at=held, **same)
            for text in ("。", "x", "1234567890"):
                with pytest.raises(Invalid) as refused:
                    act(text)
                assert "reason" in refused.value.field


WRONG = ["", "²", "9" * 30, "-1", "字", "\u200b", "a\x00b"]


@pytest.mark.parametrize("number", WRONG)
def test_what_names_no_clause_of_the_final_text_is_not_there(consulted, client, number):
    """An address is anything that somebody types."""
    row, _code = consulted.say()
    consulted.show(row)
    consulted.dispose(row)
    consulted.after_close().publish_result()
    assert client.get(f"{consulted.page.url}comments/", {"final": number}).status_code == (400 if "\x00" in number else 404)


@pytest.mark.parametrize("number", WRONG)
def test_what_names_no_row_is_refused_at_the_desk(consulted, client, number):
    """Comments, clauses, hearings and participants: a sentence or 404, never a fault of ours; and no comment lands where nobody meant it."""
    client.force_login(consulted.bureau.editor)
    typed = {"stance": "suggest", "text": "请写明时限。", "arrival": "letter", "received_at": "2026-03-17T09:00", "verdict_given": "noted"}
    typed |= dict.fromkeys(["comment", "clause", "hearing", "participant", "seats", "to"], number)
    with time_machine.travel(consulted.now() + 2 * DAY, tick=False):
        for verb in "show dispose group reply tell place choose contacts material minutes confirm_on_paper announce enter".split():
            answer = client.post(f"/admin/consultations/{consulted.page.pk}/", {**typed, "verb": verb})
            assert answer.status_code in (200, 302, 404), verb
    assert [row.clause for row in Comment.objects.all()] == ([] if number else [None])


def test_it_closes_in_a_year_that_the_calendar_knows(consulted, client):
    """A mistyped year (2206 for 2026) would leave the home page and the list without an answer."""
    page = consulted.fresh()
    page.closes_at = CLOSES.replace(year=2206)
    assert any(field == "closes_at" and "年份" in sentence for field, sentence in page.missing())
    with pytest.raises(Invalid):
        Consulted(bureau=consulted.bureau, closes_at="2199-12-31T00:00:00+08:00")
