"""The public pages of a consultation, and that an inward one exists for staff alone (五（三）, 二（二）)."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from disclosure.chain import actions as chain
from disclosure.chain.tokens import issue
from disclosure.clocks.calendar import calendar
from disclosure.consultation import actions
from disclosure.consultation.models import Comment, CommentFile, ConsultationIndexPage, ConsultationPage
from disclosure.consultation.pages import shown_clauses
from disclosure.items.models.numbers import bureau
from disclosure.ledger.errors import Invalid
from disclosure.outbox.models import Message
from tests.consultation.conftest import CLOSES, DRAFT, Consulted
from tests.consultation.test_hearings import announced

OPEN_DAY = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def today():
    """The pages ask the clock: it stands in the time of comment."""
    with time_machine.travel(OPEN_DAY, tick=False) as traveller:
        yield traveller


def form(clause, **values):
    return {"clause": str(clause.pk), "stance": "suggest", "text": "建议写明时限。", "name": "", "contact": "", "answer_by": ""} | values


class TestPage:
    def test_it_shows_draft_times_heat_and_form(self, consulted, client, today):
        """look.md 3: pill, days left, clauses with their counts, one form."""
        row, _code = consulted.say(clause=5)
        consulted.show(row)
        answer = client.get(consulted.fresh().url)
        text = answer.content.decode()
        assert answer.status_code == 200 and "第四十一条" in text and "征求意见中" in text and "看1条意见" in text
        assert 'id="write"' in text and "还有" in text and "第六条合适吗" in text

    def test_an_item_of_an_article_is_commented_on_by_itself(self, consulted, client, today):
        """（一） is a clause of its own: its own link and count; the article counts it too."""
        from disclosure.consultation.standing import published_clauses

        page, item = consulted.fresh(), next(row for row in published_clauses(consulted.page) if row.number == "第十八条（二）")
        assert f'href="?clause={item.pk}#write"' in client.get(page.url).content.decode()
        assert client.post(page.url + "comment/", form(item)).status_code == 201
        consulted.show(Comment.objects.get())
        text = client.get(page.url).content.decode()
        assert f"comments/?clause={item.pk}" in text and f"comments/?clause={item.parent_id}" in text
        assert client.get(f"{page.url}comments/?clause={item.parent_id}").content.decode().count('class="comment"') == 1
        other = next(row for row in published_clauses(consulted.page) if row.number == "第十八条（一）")
        assert 'class="comment"' not in client.get(f"{page.url}comments/?clause={other.pk}").content.decode()

    def test_a_comment_is_sent_and_its_receipt_shows_number_and_code_once(self, consulted, client, today):
        """A double click makes one."""
        page = consulted.fresh()
        text = client.get(page.url).content.decode()
        ticket = re.search(r'name="ticket" value="([^"]+)"', text)[1]
        given = form(consulted.clauses[5], ticket=ticket)
        first, second = (client.post(page.url + "comment/", given) for _n in range(2))
        assert first.status_code == 201 and Comment.objects.count() == 1
        number = Comment.objects.get().number
        assert number in first.content.decode() and number in second.content.decode()
        assert "最迟2026年3月24日公布" in first.content.decode(), "the day as everywhere else"

    def test_who_wants_an_answer_by_mail_gives_an_address(self, consulted, client, today):
        """What is no address is said while he can mend it, not when nobody can be told any more; a telephone number is one for a call."""
        page, aim = consulted.fresh(), consulted.clauses[5]
        answer = client.post(page.url + "comment/", form(aim, answer_by="mail", contact="不是邮箱"))
        assert answer.status_code == 422 and "name@example.com" in answer.content.decode() and not Comment.objects.exists()
        assert client.post(page.url + "comment/", form(aim, answer_by="mail", contact="wang@example.com")).status_code == 201
        assert client.post(page.url + "comment/", form(aim, answer_by="telephone", contact="0000-1234")).status_code == 201

    def test_papers_come_along(self, consulted, client, today):
        """As the form of the page sends them."""
        scan = SimpleUploadedFile("桥梁情况.csv", "桥名,净高\n".encode())
        assert client.post(consulted.fresh().url + "comment/", form(consulted.clauses[5], file=scan)).status_code == 201
        assert CommentFile.objects.count() == 1

    @pytest.mark.parametrize("closes, said, left", [
        (dt.datetime(2026, 3, 20, 15, 48, tzinfo=dt.UTC), "2026年3月20日 23:48", "不足1天"), (CLOSES, "2026年4月24日 24:00", "还有35天"),
    ])  # fmt: skip
    def test_the_page_the_list_and_the_home_page_say_to_the_minute_when_it_closes(self, site, client, today, closes, said, left):
        """A draft that closes at 23:48 does not close at 24:00."""
        page = Consulted(closes_at=closes.isoformat(), short_reason="急用。").publish().fresh()
        text = client.get(page.url).content.decode()
        assert said in text and left in text and "共0天" not in text
        assert f"{said} 截止" in client.get("/consultations/").content.decode()
        assert f"{page.closing[-5:]} 截止" in client.get("/").content.decode()

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, consulted, client, today):
        """422 with the sentence at the field."""
        answer = client.post(consulted.fresh().url + "comment/", form(consulted.clauses[5], text="", name="示例公司"))
        text = answer.content.decode()
        assert answer.status_code == 422 and "示例公司" in text and 'class="error-summary"' in text

    def test_after_the_close_there_is_no_form_and_a_post_is_409(self, consulted, client, today):
        """To the second, in any worker: nothing but the clock decides."""
        page = consulted.fresh()
        today.move_to(CLOSES - dt.timedelta(seconds=1))
        assert 'id="write"' in client.get(page.url).content.decode()
        today.move_to(CLOSES + dt.timedelta(seconds=1))
        assert 'id="write"' not in client.get(page.url).content.decode()
        assert client.post(page.url + "comment/", form(consulted.clauses[5])).status_code == 409

    def test_who_sends_it_a_moment_too_late_reads_what_he_wrote_to_copy_it(self, consulted, client, today):
        """There is no form any more; his words are not lost with it."""
        today.move_to(CLOSES + dt.timedelta(seconds=1))
        text = client.post(consulted.fresh().url + "comment/", form(consulted.clauses[5], text="写了很久的意见<。")).content.decode()
        assert "您的意见没有提交成功" in text and "readonly" in text and "写了很久的意见&lt;。</textarea>" in text and 'id="write"' not in text

    @pytest.mark.parametrize("limit, given, status", [(None, {"text": ""}, 422), (1, {}, 429)])
    def test_which_files_are_to_be_chosen_again_is_said_above_the_form(self, consulted, client, today, settings, limit, given, status):
        """A browser keeps none, whatever the refusal was."""
        if limit is not None:
            settings.INTAKE_LIMIT = limit
            client.post(consulted.fresh().url + "subscribe/", {"email": "a@example.org"})
        scan = SimpleUploadedFile("桥梁情况.csv", "桥名,净高\n".encode())
        answer = client.post(consulted.fresh().url + "comment/", form(consulted.clauses[5], file=scan, **given))
        text = answer.content.decode()
        assert answer.status_code == status and '<a href="#id_file">' in text and text.count("请重新选择：桥梁情况.csv") == 2

    def test_on_the_first_day_as_many_days_are_left_as_it_is_open(self, consulted, client, today):
        """One way of counting; in the last 24 hours no day is left."""
        page = consulted.fresh()
        today.move_to(page.opened_at + dt.timedelta(minutes=5))
        first = client.get(page.url)
        days = first.context["days"]
        assert days > 30 and f"还有{days}天" in first.content.decode() and f"共{days}天" in first.content.decode()
        for moment, left in ((CLOSES - dt.timedelta(hours=25), "还有1天"), (CLOSES - dt.timedelta(hours=23), "不足1天")):
            today.move_to(moment)
            assert left in client.get(page.url).content.decode()

    def test_a_hearing_to_which_one_can_sign_up_stands_before_the_form(self, consulted, client, today):
        """Sign-up ends earlier than the comments; afterwards it stands below."""
        given = {"kind": "hearing", "held_at": CLOSES - 5 * dt.timedelta(days=1), "where": "测试路1号", "seats": 5, "method": "order", "rule": ""}
        actions.announce_hearing(
            page=consulted.page, signup_until=OPEN_DAY + dt.timedelta(days=5), by=consulted.bureau.editor, at=consulted.now(), **given
        )
        before = client.get(consulted.fresh().url).content.decode()
        today.move_to(OPEN_DAY + dt.timedelta(days=6))
        after = client.get(consulted.fresh().url).content.decode()
        assert before.index('id="h-hear"') < before.index('id="write"') and after.index('id="h-hear"') > after.index('id="write"')

    def test_hearings_are_named_above_the_clauses_also_when_sign_up_is_over(self, consulted, client):
        """Forty clauses stand between the head of the page and the hearings: a line above them leads there."""
        hearing = announced(consulted, method="order")
        url = consulted.fresh().url
        for at in (consulted.now(), hearing.signup_until + dt.timedelta(days=1)):
            with time_machine.travel(at, tick=False):
                text = client.get(url).content.decode()
            head = text[: text.index('id="h-text"')]
            assert f'href="{url}hearings/{hearing.pk}/">听证会　2026年4月10日 09:00　{hearing.where}</a>' in head and 'href="#h-hear"' in head
            assert 'id="h-hear"' in text

    def test_a_list_by_phase_and_a_feed(self, consulted, client, today):
        """Open, closed awaiting result, concluded; Atom."""
        assert consulted.page.title in client.get("/consultations/").content.decode()
        feed = client.get("/consultations/feed/")
        assert feed["Content-Type"].startswith("application/atom+xml") and consulted.page.title in feed.content.decode()
        today.move_to(CLOSES + dt.timedelta(days=60))
        assert "逾期" in client.get("/consultations/").content.decode()

    def test_comments_of_a_clause_with_those_that_say_the_same_folded(self, consulted, client, today):
        """Grouped duplicates are counted and can be opened; refused ones are only a count with reasons."""
        rows = [consulted.say("反对收费", clause=2)[0] for _n in range(2)]
        other = consulted.say("广告", clause=2)[0]
        consulted.show(*rows)
        consulted.show(other, refusal="4")
        page, clause = consulted.fresh(), consulted.clauses[2]
        text = client.get(f"{page.url}comments/?clause={clause.pk}").content.decode()
        assert text.count('class="comment"') == 1 and "相同意见1条" in text and "广告" not in text
        assert "<b>2</b>条意见，相同意见归并后列为1条" in text and "看2条意见" in client.get(page.url).content.decode(), "the same number everywhere"
        assert client.get(page.url + "comments/?clause=999999").status_code == 404
        assert "理由代码4" in client.get(page.url).content.decode()

    def test_one_grouped_with_a_comment_on_another_clause_is_read_at_its_own(self, consulted, client, today):
        """A campaign letter over several clauses is grouped by hand: at each clause the first of them that stands there leads."""
        one, two, three = (consulted.say(words, clause=clause)[0] for words, clause in (("甲条意见。", 0), ("乙条意见。", 1), ("乙条同样意见。", 1)))
        consulted.show(one, two, three)
        actions.group(page=consulted.page, first=one, others=[two, three], by=consulted.bureau.editor, at=consulted.now())
        page, clauses = consulted.fresh(), consulted.clauses
        text = client.get(f"{page.url}comments/?clause={clauses[1].pk}").content.decode()
        assert text.count('class="comment"') == 1 and f'id="{two.number}"' in text and "相同意见2条" in text
        assert all(words in text for words in ("甲条意见。", "乙条意见。", "乙条同样意见。"))
        for query in ("", f"?clause={clauses[0].pk}"):
            text = client.get(f"{page.url}comments/{query}").content.decode()
            assert text.count('class="comment"') == 1 and f'id="{one.number}"' in text and "相同意见2条" in text

    @pytest.mark.parametrize("draft", [
        "第一条 本办法所称工程，是指公路工程\n（一）公路工程\n（二）水运工程\n第二条 其他规定。",
        "第一条 工程包括下列各项\n（一）\n公路工程\n（二）水运工程\n第二条 其他规定。",
        "第一条 工程包括下列各项\n（一） 公路工程\n1.  高速公路\n（二）水运工程\n第二条 其他规定。",
    ])  # fmt: skip
    def test_an_item_is_commented_on_beside_its_own_line(self, site, draft):
        """Not beside another that ends with the same words."""
        shown = shown_clauses(Consulted(draft=draft).publish().fresh())[0][0]
        marked = [(line, item.number) for line, item, _said in shown.lines if item]
        assert len(marked) == draft.count("（") + draft.count("1.")
        assert all(line.startswith(number.removeprefix("第一条").removeprefix("（一）") or "（一）") for line, number in marked), marked

    def test_who_types_while_the_draft_is_changed_keeps_his_comment_and_its_clause(self, consulted, client, today):
        """It stands where his clause went; what nobody published takes none. After a refusal the clause is still chosen."""
        old, unpublished = consulted.clauses[3], Consulted(bureau=consulted.bureau)
        consulted.write(draft=DRAFT + "\n第四十二条 新增一条，说明本办法的解释机关。")
        consulted.publish()
        page, clauses = consulted.fresh(), consulted.clauses
        assert old.pk != clauses[3].pk
        today.move_to(consulted.now())
        refused = client.post(f"{page.url}comment/", form(old, text=""))
        assert refused.status_code == 422 and f'<option value="{old.pk}" selected>' in refused.content.decode()
        assert client.post(f"{page.url}comment/", form(old, text="第四条的意见。")).status_code == 201
        row = Comment.objects.get()
        consulted.show(row)
        assert "第四条的意见。" in client.get(f"{page.url}comments/?clause={clauses[3].pk}").content.decode()
        version, _places = actions.redraft(page=page, text=DRAFT, by=consulted.bureau.editor, at=consulted.now())
        for pk in (version.clauses.first().pk, 999999, "x"):
            assert client.post(f"{page.url}comment/", form(old) | {"clause": str(pk)}).status_code == 422
        assert not unpublished.page.comments.exists() and Comment.objects.count() == 1

    def test_agreement_and_taking_back(self, consulted, client, today):
        """Support once an address; the writer's own comment by number and code."""
        row, code = consulted.say("一")
        page = consulted.fresh()
        assert client.post(f"{page.url}comments/{row.pk}/support/").status_code == 404  # not shown yet: it is not there
        consulted.show(row)
        assert client.post(f"{page.url}comments/{row.pk}/support/").status_code == 302
        again = client.post(f"{page.url}comments/{row.pk}/support/")
        assert again.status_code == 409 and "<h1>没有办成</h1>" in again.content.decode(), "nothing was typed that could be kept"
        given = {"number": row.number, "code": code}
        assert row.number in client.post("/consultations/mine/", given).content.decode()
        assert client.post("/consultations/mine/", given | {"code": "XXXX"}).status_code == 404
        client.post("/consultations/mine/", given | {"withdraw": "1"})
        row.refresh_from_db()
        assert row.state == "withdrawn"

    def test_taking_back_is_asked_on_a_page_of_its_own(self, consulted, client, today):
        """What goes and that it cannot be undone is said before it is done; number and code are kept, also on the way back."""
        row, code = consulted.say("建议写明时限。", clause=5, files=[SimpleUploadedFile("附图.txt", "图".encode())])
        consulted.show(row)
        given = {"number": row.number, "code": code}
        assert 'name="withdraw"' not in client.post("/consultations/mine/", given).content.decode()
        asked = client.post("/consultations/mine/", given | {"ask": "1"}).content.decode()
        for words in (
            "撤回这条意见？",
            "不能恢复",
            "建议写明时限。",
            "附图.txt",
            str(row.clause),
            f'value="{row.number}"',
            f'value="{code}"',
            'name="withdraw"',
        ):
            assert words in asked, words
        row.refresh_from_db()
        assert row.state == "shown"
        back = client.post("/consultations/mine/", given | {"back": "1"}).content.decode()
        assert 'name="ask"' in back and 'role="status"' not in back
        done = client.post("/consultations/mine/", given | {"withdraw": "1"}).content.decode()
        row.refresh_from_db()
        assert row.state == "withdrawn" and "意见已撤回" in done and 'name="ask"' not in done
        assert 'name="withdraw"' not in client.post("/consultations/mine/", given | {"ask": "1"}).content.decode(), "nothing is left to be asked"
        assert client.post("/consultations/mine/", given | {"ask": "1", "code": "XXXX"}).status_code == 404

    def test_the_writer_of_a_refused_comment_reads_why_and_the_public_counts_it(self, consulted, client, today):
        """The coded reason in words; for the public a number beside the reason, never the words of the comment."""
        row, code = consulted.say("不能公布的话")
        consulted.show(row, refusal="4")
        told = client.post("/consultations/mine/", {"number": row.number, "code": code}).content.decode()
        row.refresh_from_db()
        assert row.get_refusal_display() in told and "4" in told and "不能公布的话" in told
        shown = client.get(consulted.fresh().url).content.decode()
        assert row.get_refusal_display() in shown and "不能公布的话" not in shown
        counts = client.get(f"/api/v3/consultations/{consulted.page.pk}/").json()["counts"]
        assert counts["refusals"] == {"4": 1} and counts["refused"] == 1

    def test_the_writer_of_a_comment_that_was_taken_down_reads_that_it_was_shown_until_then(self, consulted, client, today):
        """As the public reads in its place; not that it never was."""
        row, code = consulted.say("先公布后撤下的话")
        consulted.show(row)
        actions.take_down(page=consulted.fresh(), comments=[row], refusal="4", by=consulted.bureau.editor, at=consulted.now())
        told = client.post("/consultations/mine/", {"number": row.number, "code": code}).content.decode()
        row.refresh_from_db()
        assert row.get_refusal_display() in told and "撤下" in told and "没有公布" not in told

    def test_who_signed_up_reads_why_there_is_nothing_to_confirm(self, consulted, client, today):
        """His number and code fit: cancelled, not chosen, or no minutes yet; a wrong code is told nothing."""
        by, held = consulted.bureau.editor, consulted.now() + dt.timedelta(days=20)
        given = {"kind": "meeting", "held_at": held, "where": "局三楼", "seats": 1, "rule": "先到先得", "signup_until": held - dt.timedelta(days=2)}
        hearing = actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **given)
        (first, key), (other, its) = (actions.sign_up(hearing=hearing, name=name, contact="0000", at=consulted.now()) for name in ("甲某", "乙某"))

        def told(row, code):
            answer = client.post("/consultations/minutes/", {"number": row.number, "code": code})
            return answer.status_code, answer.content.decode()

        assert told(first, key)[0] == 409 and "还没有笔录" in told(first, key)[1]
        actions.choose(hearing=hearing, participants=[first], by=by, at=held - dt.timedelta(days=1))
        assert told(other, its)[0] == 409 and "遴选" in told(other, its)[1]
        actions.cancel_hearing(hearing=hearing, reason="另行安排", by=by, at=consulted.now())
        assert told(first, key)[0] == 409 and "已取消" in told(first, key)[1] and f"hearings/{hearing.pk}/" in told(first, key)[1]
        assert told(first, "XXXX-XXXX")[0] == 404

    def test_subscribe_confirm_end(self, consulted, client, today):
        """The mail's link asks; its button confirms; one click ends it."""
        page = consulted.fresh()
        assert client.post(page.url + "subscribe/", {"email": "a@example.org"}).status_code == 200
        token = re.search(r"/consultations/confirm/([\w-]+)/", Message.objects.get(key__startswith="subscribe:").body)[1]
        client.get(f"/consultations/confirm/{token}/")
        assert page.subscriptions.get().confirmed_at is None
        client.post(f"/consultations/confirm/{token}/")
        assert page.subscriptions.get().confirmed_at
        client.get(f"/consultations/end/{token}/")
        assert page.subscriptions.exists(), "a scanner that opens the link ends nothing"
        client.post(f"/consultations/end/{token}/")
        assert not page.subscriptions.exists()
        for again in (client.get, client.post):  # the link stays in every mail: a second time it offers nothing, and says so
            text = again(f"/consultations/end/{token}/").content.decode()
            assert "此前已经退订" in text and "确认退订" not in text and "<button" not in text[text.index("<main") :]

    def test_who_subscribes_from_a_busy_address_reads_the_question_he_is_to_answer(self, consulted, client, today, settings):
        """The line on the draft's page has no room for it: it comes with the address typed, and an answer is taken there."""
        settings.INTAKE_CHALLENGE = "always"
        page = consulted.fresh()
        asked = client.post(page.url + "subscribe/", {"email": "a@example.org"})
        text = asked.content.decode()
        assert asked.status_code == 422 and 'name="answer"' in text and 'value="a@example.org"' in text and "data-challenge" in text

    def test_the_list_of_all_comments_says_on_what_each_is(self, consulted, client, today):
        rows = [consulted.say("甲", clause=5)[0], consulted.say("乙")[0]]
        consulted.show(*rows)
        page = consulted.fresh()
        text = client.get(page.url + "comments/").content.decode()
        assert f"<span>{rows[0].clause}</span>" in text and "<span>整个草案</span>" in text
        assert f"<span>{rows[0].clause}</span>" not in client.get(f"{page.url}comments/?clause={rows[0].clause_id}").content.decode()

    def test_two_sheets_of_paper(self, consulted, client, today):
        """A notice and a comment form, A4, for those without a computer: one sheet each, also for 41 articles, the form on both sides."""
        for name, printed in (("notice", 1), ("form", 2)):
            answer = client.get(f"{consulted.fresh().url}{name}.pdf")
            assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
            assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == printed, name

    def test_the_form_asks_how_the_writer_wants_to_be_told(self, consulted, today, monkeypatch):
        """What the web form asks, paper asks too: on one sheet."""
        from disclosure.consultation import sheets
        from disclosure.items.models.numbers import bureau

        seen = {}
        monkeypatch.setattr(sheets, "typeset", lambda template, values: seen.update(values) or b"%PDF")
        sheets.form(consulted.fresh(), address="https://example.org/", bureau=bureau())
        assert len(seen["answers"]) == 4
        assert seen["labels"]["told"]

    def test_the_home_page_lists_what_is_open(self, consulted, client, today):
        """Closing soonest first, with the days that are left."""

        def listed():
            text = client.get("/").content.decode()
            return text[text.index('id="h-talk"') :].split("</section>")[0]

        assert consulted.page.title in listed() and "还有 35 天" in listed()
        today.move_to(CLOSES + dt.timedelta(seconds=1))
        assert consulted.page.title not in listed() and "目前没有" in listed()

    def test_what_needs_no_conclusion_is_not_among_those_without_one(self, consulted, client, today):
        """Refused or taken back: else all that the filter finds could not be concluded at once."""
        shown, refused, (back, code) = consulted.say("甲方的意见")[0], consulted.say("乙方另有所指")[0], consulted.say("丙说的是别的事")
        consulted.show(shown)
        consulted.show(refused, refusal="4")
        client.post("/consultations/mine/", {"number": back.number, "code": code, "withdraw": "1"})
        client.force_login(consulted.bureau.editor)
        text = client.get(f"/admin/consultations/{consulted.page.pk}/?verdict=none").content.decode()
        assert shown.number in text and refused.number not in text and back.number not in text

    def test_all_that_the_filter_finds_are_concluded_at_once(self, consulted, client, today):
        """In bulk, beyond what one page of the desk shows."""
        rows = [consulted.say(f"意见{n}，各有所指{n * n}")[0] for n in range(60)]
        address = f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(consulted.bureau.editor)
        client.post(address + "?state=waiting", {"verb": "show", "every": "1"})
        client.post(address + "?verdict=none&q=各有所指", {"verb": "dispose", "every": "1", "verdict_given": "noted"})
        assert set(Comment.objects.values_list("state", "verdict")) == {("shown", "noted")} and len(rows) == 60

    def test_a_hearing_is_signed_up_for_and_its_minutes_confirmed(self, consulted, client, today):
        """From notice to confirmed minutes, over HTTP."""
        held, by = dt.datetime(2026, 4, 10, 1, 0, tzinfo=dt.UTC), consulted.bureau.editor
        hearing = actions.announce_hearing(
            page=consulted.page, kind="hearing", held_at=held, where="局三楼", seats=3, rule="先到先得", signup_until=held - dt.timedelta(days=8),
            by=by, at=consulted.now(),
        )  # fmt: skip
        address = f"{consulted.fresh().url}hearings/{hearing.pk}/"
        assert "先到先得" in client.get(address).content.decode()
        assert "听证会　2026年4月10日 09:00" in client.get(consulted.fresh().url).content.decode()
        answer = client.post(address, {"name": "代表某", "contact": "0000", "speaks_for": "企业"})
        code = re.search(r'class="keep">([\w-]+)<', answer.content.decode())[1].replace("-", "")
        row = hearing.participants.get()
        actions.choose(hearing=hearing, participants=[row], by=by, at=held - dt.timedelta(days=7))
        actions.write_minutes(hearing=hearing, text="陈述，辩论。", by=by, at=held + dt.timedelta(hours=2))
        text = client.get(address).content.decode()
        assert "代表某" not in text and row.number in text and "陈述，辩论。" not in text and "正在由参加人核对" in text
        given = {"number": row.number, "code": code, "remark": ""}
        assert "陈述，辩论。" in client.post("/consultations/minutes/", given).content.decode()
        client.post("/consultations/minutes/", given | {"confirm": "1"})
        row.refresh_from_db()
        assert row.confirmed_at and "陈述，辩论。" in client.get(address).content.decode()
        # A new text asks anew; who has no computer signs on paper, and staff say so at the desk.
        actions.write_minutes(hearing=hearing, text="陈述，辩论，补充。", by=by, at=held + dt.timedelta(hours=3), void=1, reason="漏记一句。")
        today.move_to(held + dt.timedelta(hours=4))
        client.force_login(by)
        desk = f"/admin/consultations/{consulted.page.pk}/"
        nobody = client.post(desk, {"verb": "confirm_on_paper", "hearing": hearing.pk})
        assert 'id="refused"' in nobody.content.decode()
        seen = (held + dt.timedelta(hours=3)).isoformat()
        client.post(desk, {"verb": "confirm_on_paper", "hearing": hearing.pk, "participant": [row.pk], "minutes_seen": seen})
        row.refresh_from_db()
        assert row.confirmed_at == held + dt.timedelta(hours=4)

    def test_between_sign_up_and_list_the_page_says_what_comes(self, consulted, client, today):
        """Neither a form nor a list: who comes late reads why."""
        given = {"kind": "meeting", "held_at": OPEN_DAY + dt.timedelta(days=9), "where": "局三楼", "seats": 3, "rule": "先到先得"}
        row = actions.announce_hearing(page=consulted.page, by=consulted.bureau.editor, at=consulted.now(), signup_until=OPEN_DAY, **given)
        address = f"{consulted.fresh().url}hearings/{row.pk}/"
        assert "报名已截止" in client.get(address).content.decode()
        today.move_to(OPEN_DAY - dt.timedelta(hours=1))
        assert "报名已截止" not in client.get(address).content.decode()

    def test_three_hundred_comments_cost_no_more_queries_than_three(self, consulted, client, today):
        """Constant queries, whatever the number: more than a page of each list holds, many on every clause. Ten thousand are measured in bench."""
        for n in range(3):
            consulted.show(consulted.say(f"意见{n}", clause=n)[0])
        page = consulted.fresh()
        paths = [page.url, f"{page.url}comments/", "/consultations/", f"/api/v3/consultations/{page.pk}/"]

        def counted():
            found = []
            for path in paths:
                client.get(path)
                calendar()  # it looks every few seconds whether a notice has come: outside the measure
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(path).status_code == 200
                found.append(len(queries))
            return found

        few = counted()
        model = Comment.objects.first()
        rows = [
            Comment(
                page=page, number=f"S-{n}", code_digest="x", clause=consulted.clauses[n % 41], stance="suggest", raw="合成", text=f"合成意见{n}",
                at=consulted.at, check_by=model.check_by, state="shown", likeness=str(n), synthetic=True,
            )
            for n in range(300)
        ]  # fmt: skip
        Comment.objects.bulk_create(rows, batch_size=500)
        assert counted() == few


class TestResult:
    def test_the_result_shows_counts_difference_and_each_conclusion(self, consulted, client):
        """Draft → final with ins and del that a screen reader hears; below it the comments that moved it."""
        row, _code = consulted.say("请写明严格遵守", clause=5)
        consulted.show(row)
        actions.redraft(page=consulted.page, text=DRAFT.replace("应当遵守法律", "应当严格遵守法律"), by=consulted.bureau.editor, at=consulted.now())
        consulted.dispose(row)
        result = consulted.after_close().publish_result()
        text = client.get(result.url).content.decode()
        assert '<ins><span class="vh">新增：</span>严格</ins>' in text and "请写明严格遵守" in text and "采纳" in text
        draft, final = text.split('class="sides"')[1].split('<div class="text">')[1:3]
        assert "征求意见稿" in draft and "<ins>" not in draft and "修改后的草案" in final and "<del>" not in final
        assert "已公布结果" in client.get(consulted.fresh().url).content.decode()

    def test_the_feed_says_of_a_result_what_was_made_of_the_comments(self, consulted, client):
        """How many came and each conclusion with its number; who reads feeds need not open the page for it."""
        rows = [consulted.say(f"意见{n}", clause=n)[0] for n in range(3)]
        consulted.show(*rows)
        consulted.after_close()
        consulted.dispose(*rows[:2])
        consulted.dispose(rows[2], verdict="not-adopted", reason="上位法已有规定。")
        consulted.publish_result()
        feed = client.get("/consultations/feed/").content.decode()
        assert "<summary>收到意见3条：采纳 2，没有采纳 1</summary>" in re.sub(r"<summary[^>]*>", "<summary>", feed)

    def test_the_feed_says_of_a_result_on_which_nobody_spoke_that_nobody_did(self, consulted, client):
        consulted.after_close().publish_result()
        assert ">没有收到意见。</summary>" in client.get("/consultations/feed/").content.decode()


class TestInward:
    def test_no_byte_of_an_inward_consultation_for_a_stranger(self, inward, client, today):
        """Pages, comments, sheets, list, feed, sitemap, catalogue and API: 404 or nothing (二（二）)."""
        page = inward.fresh()
        row, _code = inward.say("内部意见")
        inward.show(row)
        for path in ("", "comments/", "comment/", "notice.pdf", "form.pdf", f"comments/{row.pk}/support/"):
            for answer in (client.get(page.url + path), client.post(page.url + path)):
                assert answer.status_code in (404, 405), path
        open_door = f"/consultations/{page.slug}/"
        assert client.get("/intranet/consultations/").status_code == 404 and client.get(open_door).status_code == 404
        for path in ("comment/", "comments/", "notice.pdf", "subscribe/"):
            assert client.post(open_door + path, {"email": "a@example.org"}).status_code in (404, 405)
        for path in (f"{page.pk}/", f"{page.pk}/comments/"):
            assert client.get(f"/api/v3/consultations/{path}").status_code == 404
        sent = client.post(f"/api/v3/consultations/{page.pk}/comments/", {"stance": "support", "text": "好"}, content_type="application/json")
        assert sent.status_code == 404 and client.get(f"/api/v3/pages/{page.pk}/").status_code == 404
        lists = ("/", "/consultations/", "/consultations/feed/", "/feed/", "/sitemap.xml", "/catalogue/", "/api/v3/consultations/", "/api/v3/pages/")
        for path in lists:
            assert page.title not in client.get(path).content.decode() and page.slug not in client.get(path).content.decode(), path

    def test_staff_read_and_comment_anonymously(self, inward, client, today):
        """Draft, comments and result exist at /intranet/ for all staff."""
        page = inward.fresh()
        assert page.url.startswith("/intranet/consultations/") and str(page.category) == "internal-other" and page.scope == "staff"
        client.force_login(inward.bureau.editor_anquan)
        assert client.get("/intranet/consultations/").status_code == 200
        answer = client.get(page.url)
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
        receipt = client.post(page.url + "comment/", form(inward.clauses[2]))
        assert receipt.status_code == 201 and Comment.objects.get().entered_by is None
        assert 'href="/consultations/mine/"' in receipt.content.decode(), "where number and code are of use"

    def test_one_for_a_single_division_is_not_there_for_the_others(self, site, client, today):
        """“for all staff or one division”."""
        walk = Consulted(inward=True, only_for="zhiliang").publish()
        page = ConsultationPage.objects.get(pk=walk.page.pk)
        client.force_login(walk.bureau.editor_anquan)
        assert client.get(page.url).status_code == 404 and client.get(page.url + "comments/").status_code == 404
        assert page.title not in client.get("/intranet/consultations/").content.decode()
        for person, count in ((walk.bureau.editor_anquan, 0), (walk.bureau.head, 1)):
            bearer = {"authorization": f"Bearer {issue(user=person, scopes=['read'], at=walk.now())}"}
            assert Client(headers=bearer).get("/api/v3/consultations/").json()["count"] == count
        client.force_login(walk.bureau.head)
        assert client.get(page.url).status_code == 200
        chain.withdraw(page=page, by=walk.bureau.leader, at=walk.now(), reason="另行安排", cause="error")
        assert client.get(page.url).status_code == 410
        client.force_login(walk.bureau.editor_anquan)
        assert client.get(page.url).status_code == 404, "that it was there is told to its division alone"

    def test_it_is_proposed_for_staff_alone_and_an_open_one_for_everyone(self, site):
        """A draft changes its readers by no scope."""
        inward = Consulted(inward=True)
        for walk, scope in ((inward, "public"), (Consulted(bureau=inward.bureau), "staff")):
            with pytest.raises(Invalid) as refused:
                walk.propose(scope=scope)
            assert refused.value.field == "scope"
        forged = inward.page.serializable_data() | {"inward": False}
        assert inward.page.with_content_json(forged).inward, "nor by a revision"


class TestDesk:
    def test_an_editor_starts_from_the_list_of_what_there_is(self, consulted, client):
        """One button for the public, one for staff; who drafts nothing has none."""
        client.force_login(consulted.bureau.editor)
        text = client.get("/admin/consultations/").content.decode()
        for page in ConsultationIndexPage.objects.all():
            assert f"/pages/add/disclosure_consultation/consultationpage/{page.pk}/" in text
        client.force_login(consulted.bureau.auditor)
        assert "/pages/add/" not in client.get("/admin/consultations/").content.decode()

    def test_an_editor_checks_concludes_enters_and_redrafts(self, consulted, client, today):
        """The desk is a door: each POST is one action; others of the bureau do not find it."""
        row, _code = consulted.say("一", clause=1)
        address = f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(consulted.bureau.editor)
        assert client.get(address).status_code == 200 and client.get("/admin/consultations/").status_code == 200
        client.post(address, {"verb": "show", "comment": [row.pk]})
        client.post(address, {"verb": "dispose", "comment": [row.pk], "verdict_given": "adopted"})
        client.post(address, {"verb": "reply", "comment": [row.pk], "reply": "已收到。"})
        row.refresh_from_db()
        assert (row.state, row.verdict, row.reply) == ("shown", "adopted", "已收到。")
        entered = {"verb": "enter", "arrival": "telephone", "received_at": "2026-03-19T09:00", "stance": "support", "text": "赞成"}
        told = client.post(address, entered | {"scan": SimpleUploadedFile("来信.txt", "赞成".encode())})
        assert told.status_code == 302 and CommentFile.objects.get().name == "来信.txt", "a fresh form: a second press enters nothing twice"
        assert "打印回执" in client.get(address).content.decode() and client.get(f"{address}slip/").content.startswith(b"%PDF")
        assert Comment.objects.filter(arrival="telephone", entered_by=consulted.bureau.editor).exists()
        refused = client.post(address, {"verb": "refuse", "comment": [row.pk]})
        assert refused.status_code == 200 and 'id="refused"' in refused.content.decode()
        assert "收到时间：请填写日期和时间" in client.post(address, entered | {"received_at": ""}).content.decode()
        late = client.post(address, entered | {"received_at": "", "arrival": "letter", "stance": "oppose"}).content.decode()
        assert '<option value="letter" selected>' in late and '<option value="oppose" selected>' in late, "what was chosen is kept"
        redraft = {"verb": "redraft", "draft": DRAFT.replace("应当遵守法律", "应当严格遵守法律")}
        assert "每一条都已自动对应" in client.post(address, redraft, follow=True).content.decode()
        client.force_login(consulted.bureau.editor_anquan)
        assert client.get(address).status_code == 404

    def test_a_form_sent_twice_is_done_once(self, consulted, client, today):
        """A paper comment and a hearing: a double click has the same answer and one row; other words from the same page are another one."""
        from disclosure.consultation.models import Hearing

        address = f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(consulted.bureau.editor)
        ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(address).content.decode())[1]
        entered = {"verb": "enter", "arrival": "form", "received_at": "2026-03-19T09:00", "stance": "support", "text": "赞成", "ticket": ticket}
        seen = [re.search(r"YJ-[-\d]+，查询码\S+", client.post(address, entered, follow=True).content.decode())[0] for _click in range(2)]
        assert seen[0] == seen[1] and Comment.objects.count() == 1
        client.post(address, entered | {"text": "反对"})
        assert Comment.objects.count() == 2
        wrong = client.post(address, entered | {"text": " "}).content.decode()
        assert f'name="ticket" value="{ticket}"' in wrong
        announce = self.HEARING | {"verb": "announce", "where": "局三楼", "ticket": ticket}
        for _click in range(2):
            assert client.post(address, announce).status_code == 302
        assert Hearing.objects.count() == 1

    def test_a_conclusion_that_was_not_seen_is_not_overwritten(self, consulted, client, today):
        """The second is refused with who decided what and when; what was typed stays; from the page that shows it he may decide anew."""
        (row, _code), (other, _code) = consulted.say("一"), consulted.say("二")
        consulted.show(row, other)
        address = f"/admin/consultations/{consulted.page.pk}/"
        given = {"verb": "dispose", "comment": [row.pk], "verdict_given": "noted", "reason": "留作参考。"}
        client.force_login(consulted.bureau.editor)
        opened = re.search(r'name="seen" value="(\d+)"', client.get(address).content.decode())[1]
        actions.dispose(page=consulted.page, comments=[row], verdict="adopted", by=consulted.bureau.head, at=consulted.now())
        text = client.post(address, given | {"seen": opened}).content.decode()
        row.refresh_from_db()
        assert row.verdict == "adopted" and 'id="refused"' in text and "留作参考。" in text and "作出结论“采纳”" in text and row.number in text
        assert consulted.bureau.head.get_full_name() in text or consulted.bureau.head.username in text
        client.post(address, given | {"comment": [other.pk], "seen": opened})
        other.refresh_from_db()
        assert other.verdict == "noted", "another comment is none of that"
        client.post(address, given | {"seen": re.search(r'name="seen" value="(\d+)"', text)[1]})
        row.refresh_from_db()
        assert row.verdict == "noted"

    def test_of_all_that_was_found_what_is_not_shown_is_left_out_and_counted(self, consulted, client, today):
        """One that was taken down does not keep the others from their conclusion."""
        rows = [consulted.say(text)[0] for text in ("一", "二", "三")]
        consulted.show(*rows)
        consulted.show(rows[2], refusal="3")
        address = f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(consulted.bureau.editor)
        given = {"verb": "dispose", "every": "1", "verdict_given": "adopted"}
        text = client.post(address, given, follow=True).content.decode()
        assert "2条意见已作处理结论" in text and "另有1条未公布，没有计入" in text
        assert list(Comment.objects.order_by("pk").values_list("verdict", flat=True)) == ["adopted", "adopted", ""]

    def test_a_refusal_speaks_the_words_of_the_desk(self, consulted, client, today):
        """No name of a field, no code of a list: what it is called there, and what it takes."""
        row, _code = consulted.say("一")
        address = f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(consulted.bureau.editor)
        entered = {"verb": "enter", "arrival": "form", "received_at": "2026-03-19T09:00", "stance": "support", "text": "赞成"}
        for form, said in (
            (entered | {"stance": "x"}, "态度：请从列表中选择（赞成、反对、修改建议）"), (entered | {"arrival": "x"}, "意见表"),
            (self.HEARING | {"verb": "announce", "where": "局三楼", "method": "x"}, "产生办法"),
            ({"verb": "refuse", "comment": [row.pk], "refusal": "9"}, "不公布的理由"),
        ):  # fmt: skip
            text = client.post(address, form).content.decode()
            said_here = re.search(r'id="refused".*?</div>', text, re.S)[0]
            assert not re.search("“(stance|arrival|method|refusal)”|web|telephone|lots|criteria", said_here), said_here
            assert "请从列表中选择" in said_here and (said in said_here or said in ("产生办法", "不公布的理由")), said_here

    def test_a_hearing_that_is_too_near_is_refused_at_its_field(self, consulted, client, today):
        """What is wrong stands at the field, the top leads there; if the day itself is too near, it says so and which is the first."""
        address = f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(consulted.bureau.editor)
        near = self.HEARING | {
            "verb": "announce",
            "kind": "hearing",
            "where": "局三楼",
            "held_at": "2026-03-24T09:00",
            "signup_until": "2026-03-23T09:00",
        }
        text = client.post(address, near).content.decode()
        assert 'href="#announce-held_at"' in text and 'id="announce-held_at"' in text and text.count("举行日期太近") == 2 and "2026年3月27日" in text
        text = client.post(address, near | {"held_at": "2026-04-10T09:00", "signup_until": "2026-04-08T09:00"}).content.decode()
        assert 'href="#announce-signup_until"' in text and text.count("2026年4月3日前截止") == 2

    def test_the_list_is_narrowed_to_a_clause_and_to_what_was_taken_down(self, consulted, client, today):
        """Comments on one clause, on the whole, and those that were shown before they were refused."""
        rows = [consulted.say("甲", clause=1)[0], consulted.say("乙", clause=2)[0], consulted.say("丙")[0]]
        consulted.show(*rows[:2])
        consulted.show(rows[0], refusal="3")
        consulted.show(rows[2], refusal="3")
        client.force_login(consulted.bureau.editor)
        for query, there in (
            (f"clause={consulted.clauses[1].pk}", 0),
            ("clause=whole", 2),
            ("state=down", 0),
            (f"clause={consulted.clauses[2].pk}", 1),
        ):
            text = client.get(f"/admin/consultations/{consulted.page.pk}/?{query}").content.decode()
            table = re.search(r'<form method="post" id="comments">.*?</table>', text, re.S)[0]
            found = [row.number in table for row in rows]
            assert found == [n == there for n in range(3)], query

    def test_who_does_not_want_his_name_published_is_still_addressed_by_it(self, consulted, client, today):
        """“不公开我的姓名” of the paper form: the public reads no name, the table holds it sealed, the letter and who calls have it."""
        from disclosure.consultation.letters import letter

        address = f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(consulted.bureau.editor)
        given = {"arrival": "form", "received_at": "2026-03-19T09:00", "stance": "support", "text": "赞成", "name": "欧阳试", "nameless": "1"}
        client.post(address, given | {"verb": "enter", "answer_by": "letter", "contact": "测试路2号"})
        row = Comment.objects.get()
        consulted.show(row)
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sealed_name FROM disclosure_consultation_comment")
            name, sealed = cursor.fetchone()
        assert name == "" and sealed and "欧阳" not in sealed and row.addressee == "欧阳试"
        page = consulted.fresh()
        for path in (page.url, f"{page.url}comments/", f"/api/v3/consultations/{page.pk}/comments/"):
            assert "欧阳" not in client.get(path).content.decode()
        consulted.dispose(row)
        today.move_to(consulted.after_close().now())
        result = consulted.publish_result()
        assert "欧阳" not in str(result.report)
        made = Document(io.BytesIO(letter(Comment.objects.get(), bureau=bureau(), on=consulted.now().date())))
        assert any(line.text == "欧阳试：" for line in made.paragraphs)

    def test_all_that_were_found_are_as_many_as_the_button_takes(self, consulted, client, today):
        """Without the withdrawn; of nothing there is no such choice."""
        rows = [consulted.say(words) for words in ("甲", "乙")]
        actions.withdraw(number=rows[0][0].number, code=rows[0][1], at=consulted.now())
        client.force_login(consulted.bureau.editor)
        address = f"/admin/consultations/{consulted.page.pk}/"
        assert "筛选出的全部1条" in client.get(address).content.decode()
        assert "筛选出的全部" not in client.get(address, {"q": "没有的话"}).content.decode()

    def test_which_comments_are_meant_is_asked_once(self, consulted, client, today):
        """Those ticked, or all that were found: one of two, the first unless chosen otherwise; nothing says “all” above “the ticked ones”."""
        one, other = (consulted.say(text)[0] for text in ("一", "二"))
        client.force_login(consulted.bureau.editor)
        address = f"/admin/consultations/{consulted.page.pk}/"
        text = client.get(address).content.decode()
        assert '<input type="radio" name="every" value="" checked>' in text and "筛选出的全部2条，不论是否勾选" in text
        client.post(address, {"verb": "show", "every": "", "comment": [one.pk]})
        assert [row.state for row in (Comment.objects.get(pk=one.pk), Comment.objects.get(pk=other.pk))] == ["shown", "waiting"]
        client.post(address, {"verb": "show", "every": "1"})
        assert Comment.objects.get(pk=other.pk).state == "shown"

    def test_all_that_were_found_are_those_that_wait_to_be_checked(self, consulted, client, today):
        """What was refused or taken down is not shown again by the way, nor what is shown refused; how many were left out is said."""
        rows = [consulted.say(text)[0] for text in ("一", "二", "三")]
        client.force_login(consulted.bureau.editor)
        address = f"/admin/consultations/{consulted.page.pk}/"
        client.post(address, {"verb": "refuse", "comment": [rows[0].pk], "refusal": "2"})
        client.post(address, {"verb": "show", "comment": [rows[1].pk]})
        text = client.post(address, {"verb": "show", "every": "1"}, follow=True).content.decode()
        assert "另有2条不是待审核，未处理" in text
        assert [Comment.objects.get(pk=row.pk).state for row in rows] == ["refused", "shown", "shown"]
        for verb in ("show", "refuse"):
            text = client.post(address, {"verb": verb, "every": "1", "refusal": "2"}).content.decode()
            assert "筛选出的意见中没有待审核的" in text
        assert [Comment.objects.get(pk=row.pk).state for row in rows] == ["refused", "shown", "shown"]

    def test_a_draft_on_its_way_leads_to_its_approval_and_not_to_a_page_that_is_not_there(self, site, client):
        """Only what was published has a page to be read."""
        walk = Consulted()
        client.force_login(walk.bureau.editor)
        text = client.get(f"/admin/consultations/{walk.page.pk}/").content.decode()
        assert f'href="{walk.page.url}"' not in text and f'href="/admin/matters/{walk.page.pk}/"' in text
        walk.publish()
        assert f'href="{walk.page.url}"' in client.get(f"/admin/consultations/{walk.page.pk}/").content.decode()

    def test_what_is_shown_is_taken_down_under_a_heading_of_its_own(self, consulted, client, today):
        """While it is open as after its end; the reason is asked for, and kept where something else is wrong."""
        row, other = (consulted.say(words)[0] for words in ("一", "二"))
        consulted.show(row)
        address, taking = f"/admin/consultations/{consulted.page.pk}/", {"verb": "take_down", "comment": [row.pk]}
        client.force_login(consulted.bureau.editor)
        assert "<legend>撤下</legend>" in client.get(address).content.decode()
        assert "请选择公众看得到的撤下理由" in client.post(address, taking).content.decode()
        text = client.post(address, taking | {"comment": [row.pk, other.pk], "ground": "3"}).content.decode()
        assert 'id="refused"' in text and '<option value="3" selected>' in text
        client.post(address, taking | {"ground": "3"})
        row.refresh_from_db()
        assert (row.state, row.refusal, row.taken_down_at) == ("refused", "3", OPEN_DAY)
        client.post(address, {"verb": "show", "comment": [row.pk]})
        consulted.show(other, refusal="1")
        consulted.dispose(row)
        consulted.after_close().conclude()
        assert client.get(address).content.decode().count("<legend>撤下</legend>") == 1

    def test_the_desk_and_the_registers_differ_in_the_menu(self):
        from disclosure.consultation.registers import ConsultationGroup
        from disclosure.consultation.wagtail_hooks import menu

        assert menu().icon_name != ConsultationGroup.menu_icon

    def test_what_was_ticked_and_typed_is_there_after_a_refusal(self, consulted, client, today):
        """“您填写的内容都已保留”: ticks of comments and participants and long minutes are part of it."""
        row, other = (consulted.say(words)[0] for words in "一二")
        by, held = consulted.bureau.editor, OPEN_DAY + dt.timedelta(days=20)
        given = {"kind": "meeting", "held_at": held, "where": "局三楼", "seats": 3, "signup_until": OPEN_DAY}
        given |= {"method": "criteria", "rule": "各界代表"}
        hearing = actions.announce_hearing(page=consulted.page, by=by, at=consulted.now(), **given)
        person, _code = actions.sign_up(hearing=hearing, name="代表某", contact="0000", at=consulted.now())
        address = f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(by)
        text = client.post(address, {"verb": "refuse", "comment": [row.pk], "every": "1"}).content.decode()
        assert re.search(rf'name="comment" value="{row.pk}"[^>]* checked>', text) and 'name="every" value="1" checked' in text
        assert not re.search(rf'name="comment" value="{other.pk}"[^>]* checked>', text)
        today.move_to(OPEN_DAY - dt.timedelta(hours=1))
        text = client.post(address, {"verb": "choose", "hearing": hearing.pk, "participant": [person.pk]}).content.decode()
        assert "报名还没有截止" in text and f'name="participant" value="{person.pk}" checked' in text
        today.move_to(OPEN_DAY)
        client.post(address, {"verb": "choose", "hearing": hearing.pk, "participant": [person.pk], "reason": "群众代表"})
        text = client.post(address, {"verb": "minutes", "hearing": hearing.pk, "minutes": "写了很久的笔录"}).content.decode()
        assert 'id="refused"' in text and "写了很久的笔录" in text

    HEARING = {"held_at": "2026-04-19T09:00", "signup_until": "2026-03-30T09:00", "kind": "meeting", "method": "order", "seats": "5"}

    @pytest.mark.parametrize("verb, given, said", [
        ("enter", {"received_at": "2026-03-19T09:00", "arrival": "letter", "stance": "support"}, "请填写“正文”。"),
        ("redraft", {"draft": " "}, "请填写“修改后的草案全文”。"), ("reply", {"reply": ""}, "请填写“回复”。"),
        ("announce", HEARING, "请填写“地点”。"),
    ])  # fmt: skip
    def test_a_field_is_called_as_the_desk_calls_it(self, consulted, client, today, verb, given, said):
        """“请填写“text””is no sentence for a clerk."""
        row, _code = consulted.say("一")
        consulted.show(row)
        client.force_login(consulted.bureau.editor)
        assert said in client.post(f"/admin/consultations/{consulted.page.pk}/", {"verb": verb, "comment": [row.pk], **given}).content.decode()

    def test_concluding_says_what_comes_next_and_telling_nobody_is_told_so(self, consulted, client, today):
        """The result is a draft to be proposed; “已标记为已告知” with nobody ticked would be no truth."""
        row, _code = consulted.say("一", answer_by="letter", contact="测试路2号")
        consulted.show(row)
        consulted.dispose(row)
        address = f"/admin/consultations/{consulted.page.pk}/"
        today.move_to(consulted.after_close().now())
        client.force_login(consulted.bureau.editor)
        answer = client.post(address, {"verb": "conclude", "views": "已采纳。"}, follow=True)
        assert "已办结，并起草了采纳情况" in answer.content.decode()
        consulted.publish_result(consulted.page.results.get())
        today.move_to(consulted.now())
        text = client.post(address, {"verb": "tell"}, follow=True).content.decode()
        assert "请至少选择一条意见" in text and "已标记为已告知" not in text
        assert "已标记为已告知" in client.post(address, {"verb": "tell", "comment": [row.pk]}, follow=True).content.decode()

    def test_what_another_desk_marked_as_told_meanwhile_stops_no_batch(self, consulted, client, today):
        """The others are marked, and nothing is done by halves; where nobody waits any more it says so."""
        rows = [consulted.say(words, answer_by="letter", contact="测试路2号")[0] for words in "一二三"]
        consulted.show(*rows)
        consulted.dispose(*rows)
        today.move_to(consulted.after_close().now())
        consulted.publish_result()
        actions.tell(comment=rows[1], by=consulted.bureau.head, at=consulted.now())
        client.force_login(consulted.bureau.editor)
        today.move_to(consulted.now())
        address, batch = f"/admin/consultations/{consulted.page.pk}/", {"verb": "tell", "comment": [row.pk for row in rows]}
        with pytest.MonkeyPatch.context() as broken:
            tell = actions.tell

            def fails(comment, **given):
                if comment.pk == rows[2].pk:
                    raise Invalid("一条不成。", field="comments")
                return tell(comment=comment, **given)

            broken.setattr(actions, "tell", fails)
            assert "一条不成。" in client.post(address, batch).content.decode()
        assert Comment.objects.filter(told_at=None).count() == 2, "none of the batch"
        assert "已标记为已告知" in client.post(address, batch, follow=True).content.decode()
        assert not Comment.objects.filter(told_at=None).exists() and Comment.objects.get(pk=rows[1].pk).told_by == consulted.bureau.head
        assert "没有人等待答复" in client.post(address, batch, follow=True).content.decode()

    def test_an_empty_list_says_why_it_is_empty(self, consulted, client, today):
        """Nothing has come in, or nothing fits; “not shown yet” is a word for the public."""
        client.force_login(consulted.bureau.editor)
        address = f"/admin/consultations/{consulted.page.pk}/"
        assert "还没有收到意见" in client.get(address).content.decode()
        consulted.show(consulted.say("一")[0])
        assert "没有符合条件的意见" in client.get(f"{address}?state=waiting").content.decode()

    def test_registers_open(self, consulted, client, today):
        """Comments and hearings, for whom they concern."""
        consulted.say("一")
        client.force_login(consulted.bureau.director)
        for name in ("comment", "hearing"):
            assert client.get(f"/admin/disclosure_consultation/{name}/").status_code == 200


class TestOwnComment:
    def test_it_says_where_the_comment_stands_and_by_when(self, consulted, client, today):
        """The draft, the clause, the words as they were sent, the day by which it is shown; who left something out reads what (look.md 5)."""
        row, code = consulted.say("请写明时限。", clause=1)
        shown = client.post("/consultations/mine/", {"number": row.number, "code": code}).content.decode()
        assert all(words in shown for words in (consulted.fresh().title, str(row.clause), "请写明时限。", "最迟公布", "撤回后不能恢复"))
        wrong = client.post(consulted.fresh().url + "comment/", {"stance": "", "text": ""}).content.decode()
        assert "请选择赞成、反对或者修改建议。" in wrong and "请写下您的意见和理由。" in wrong
        assert 'href="#id_stance"' in wrong and wrong.count('id="id_stance"') == 1, "each sentence of the summary leads to its field"


def test_the_inward_list_says_what_is_right_inside(inward, client):
    """Staff read that the draft is put before them; of “publishes” and “everyone” only the public pages speak."""
    client.force_login(inward.bureau.editor)
    for page, inside in ((inward, True), (Consulted(bureau=inward.bureau).publish(), False)):
        for address in (page.fresh().url, page.fresh().get_parent().url):
            text = client.get(address).content.decode()
            assert ("先在局内公布草案，听取职工意见" in text) == inside and ("本局在正式决定之前公布草案，听取各方面意见" in text) != inside, address
