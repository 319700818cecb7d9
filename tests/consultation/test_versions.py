"""Versions of a draft: what staff make of it moves no comment on the public page, and no work of theirs is lost (713 art. 18)."""

import pytest
import time_machine

from disclosure.consultation import actions, standing
from disclosure.consultation.actions.conclude import report_of
from disclosure.consultation.anchors import articles, find_clauses
from disclosure.consultation.pages import shown_clauses
from disclosure.ledger.errors import Invalid, WrongState
from tests.consultation.conftest import DRAFT
from tests.consultation.test_anchors import numeral

pytestmark = pytest.mark.django_db
WORDS = [piece.words for piece in articles(find_clauses(DRAFT))]
NEW = "鼓励采用新技术、新工艺、新材料，具体办法另行制定。"
OTHER = "本条另行规定。"


def text_of(words):
    return "\n".join(f"第{numeral(at)}条 {each}" for at, each in enumerate(words, 1))


def without(*places):
    return [each for at, each in enumerate(WORDS) if at not in places]


def redraft(walk, words, **values):
    text = words if isinstance(words, str) else text_of(words)
    version, _places = actions.redraft(page=walk.page, text=text, by=walk.bureau.editor, at=walk.now(), **values)
    return version


def said(walk, *places):
    rows = [walk.say(f"对第{numeral(at + 1)}条的意见", clause=at)[0] for at in places]
    walk.show(*rows)
    return rows


def corrected(walk, find="制定", put="特制定", at=0):
    """One word of one article of the published draft is mended, and published."""
    words = list(WORDS)
    words[at] = words[at].replace(find, put, 1)
    assert words[at] != WORDS[at]
    walk.write(draft=text_of(words))
    walk.publish()
    return words


def heat(walk):
    """{number of an article of the public draft: comments shown at it}, and at the whole."""
    shown, whole, _clauses = shown_clauses(walk.fresh())
    return {each.clause.number: each.count for each in shown if each.count}, whole


def listed(walk, client, which):
    with time_machine.travel(walk.now(), tick=False):
        return [row.text for row in client.get(f"{walk.fresh().url}comments/?clause={which}").context["items"]]


class TestThePublicPage:
    def test_what_staff_left_out_stands_in_the_public_draft_with_its_comment(self, consulted, client):
        """A redraft that nobody reads dropped 第十一条, by hand; then one word of 第一条 is corrected in what is public."""
        said(consulted, 10)
        redraft(consulted, without(10))
        clause = consulted.clauses[10]
        actions.place(clause=clause, to=None, by=consulted.bureau.editor, at=consulted.now())
        corrected(consulted)
        assert heat(consulted) == ({"第十一条": 1}, 0)
        assert listed(consulted, client, consulted.clauses[10].pk) == ["对第十一条的意见"]
        assert standing.ways(consulted.page)[clause.pk].now is None, "in the redraft it is removed still"

    def test_two_redrafts_move_no_comment_on_it(self, consulted):
        """Numbers of the redraft are read nowhere; after the close neither."""
        said(consulted, 10, 3, 7, 12)
        redraft(consulted, [NEW, *without(1, 2)])
        redraft(consulted, [*without(1, 2, 9), NEW])
        corrected(consulted)
        assert heat(consulted) == (dict.fromkeys(("第四条", "第八条", "第十一条", "第十三条"), 1), 0)
        consulted.after_close()
        assert heat(consulted) == (dict.fromkeys(("第四条", "第八条", "第十一条", "第十三条"), 1), 0)

    def test_a_guess_is_not_shown_as_sure(self, consulted, client):
        """An article of the public draft that was written anew: its comment stands with the whole, by the number that it had, until staff say."""
        said(consulted, 5)
        old = consulted.clauses[5]
        words = [*WORDS[:5], OTHER, *WORDS[6:]]
        consulted.write(draft=text_of(words))
        consulted.publish()
        assert heat(consulted) == ({}, 1) and listed(consulted, client, "whole") == ["对第六条的意见"]
        with time_machine.travel(consulted.now(), tick=False):
            page = client.get(f"{consulted.fresh().url}comments/?clause=whole").content.decode()
        assert "第六条（修改前的草案）" in page
        actions.place(clause=old, to=consulted.clauses[5].pk, by=consulted.bureau.editor, at=consulted.now())
        assert heat(consulted) == ({"第六条": 1}, 0)


def test_who_agrees_with_an_older_comment_comes_back_to_where_it_stands(consulted, client):
    """On a clause of the draft as it was before: not to a page that is not there."""
    rows = said(consulted, 10, 3)
    consulted.write(draft=text_of(without(3)))
    consulted.publish()
    with time_machine.travel(consulted.now(), tick=False):
        for row in rows:
            answer = client.post(f"{consulted.fresh().url}comments/{row.pk}/support/", follow=True)
            assert answer.status_code == 200 and row.text in answer.content.decode()


def test_what_is_written_in_an_old_tab_stands_at_the_clause_of_today_or_is_refused(consulted, client):
    """A page that was open while the draft was corrected: the clause that stayed is meant as it is now, of the changed one the new words are told."""
    first, second, other = consulted.clauses[0], consulted.clauses[5], consulted.clauses[6]
    early = said(consulted, 5)[0]
    corrected(consulted)
    with pytest.raises(Invalid) as refused:
        actions.comment(page=consulted.fresh(), clause=first.pk, stance="suggest", text="旧页面", at=consulted.now())
    assert refused.value.field == "clause" and "特制定" in str(refused.value)
    late = actions.comment(page=consulted.fresh(), clause=other.pk, stance="suggest", text="旧页面", at=consulted.now())[0]
    assert late.clause == consulted.clauses[6] and early.clause == second
    consulted.show(late)
    with time_machine.travel(consulted.now(), tick=False):
        text = client.get(f"{consulted.fresh().url}comments/").content.decode()
        sent = client.post(f"{consulted.fresh().url}comment/", {"clause": first.pk, "stance": "suggest", "text": "在旧页面写的话"})
    assert "修改前的草案" not in text and "在更正前提出" not in text, "their clauses stayed"
    assert sent.status_code in (200, 422) and "在旧页面写的话" in sent.content.decode()


def test_a_comment_of_the_api_names_the_clause_where_it_stands_now(consulted, client):
    """Of a newer draft; null where that is gone, or waits for a person."""
    said(consulted, 10, 5, 3)
    words = without(3)
    words[4] = OTHER
    consulted.write(draft=text_of(words))
    consulted.publish()
    with time_machine.travel(consulted.now(), tick=False):
        clauses = client.get(f"/api/v3/consultations/{consulted.page.pk}/").json()["clauses"]
        items = client.get(f"/api/v3/consultations/{consulted.page.pk}/comments/").json()["items"]
    number = {each["id"]: each["number"] for each in clauses} | {None: None}
    assert {row["text"]: number[row["clause"]] for row in items} == {"对第十一条的意见": "第十条", "对第六条的意见": None, "对第四条的意见": None}


def test_what_waits_for_a_person_is_put_together_with_nothing(consulted):
    """第十一条 may have gone into 第十条, nobody has said so yet: that stands as it did."""
    redraft(consulted, without(10))
    tenth, eleventh = consulted.clauses[9:11]
    eleventh.onward.update(new=tenth.onward.get().new, placing="merged", sure=False)
    assert standing.ways(consulted.page)[tenth.pk].placing == "kept"


class TestARedraftStays:
    def test_a_correction_of_what_is_public_leaves_the_redraft_and_its_places(self, consulted):
        """It is the newest version again, made of what is public now: nothing is asked twice."""
        rows = said(consulted, 10, 5)
        words = [*without(10)[:5], OTHER, *without(10)[6:]]
        second = redraft(consulted, words)
        by = consulted.bureau.editor
        actions.place(clause=consulted.clauses[5], to=second.clauses.get(text=OTHER).pk, by=by, at=consulted.now())
        old = {row.number: row for row in consulted.clauses}
        corrected(consulted)
        newest = consulted.fresh().versions.last()
        assert (newest.number, newest.published, newest.copy_of, newest.before.published) == (4, False, second, True)
        assert [row.words for row in newest.clauses.articles()] == words and not standing.doubtful(consulted.page).exists()
        ways = standing.ways(consulted.page)
        late = {row.number: row for row in consulted.clauses}
        for each in (old, late):
            assert (ways[each["第六条"].pk].now.text, ways[each["第六条"].pk].sure, ways[each["第十一条"].pk].now) == (OTHER, True, None)
        report = report_of(consulted.page)
        assert {row["number"]: [each["number"] for each in row["comments"]] for row in report["clauses"] if row["comments"]} == {
            "第六条": [rows[1].number], "第十一条": [rows[0].number],
        }  # fmt: skip

    def test_what_waits_for_a_person_waits_once_after_it_too(self, consulted):
        said(consulted, 5)
        redraft(consulted, [*WORDS[:5], OTHER, *WORDS[6:]])
        corrected(consulted)
        link = standing.doubtful(consulted.page).get()
        assert (link.old.number, link.old.version.number, link.version.number) == ("第六条", 3, 4)
        actions.place(clause=link.old, to=link.new, by=consulted.bureau.editor, at=consulted.now())
        assert not standing.doubtful(consulted.page).exists()

    def test_what_a_newer_draft_took_out_and_the_redraft_kept_has_its_comments_there(self, consulted):
        """Gone from the public draft, it is not gone from the redraft."""
        (row,) = said(consulted, 10)
        old = consulted.clauses[10]
        redraft(consulted, [*WORDS[:5], WORDS[5] + "逾期的，公布其名单。", *WORDS[6:30]])
        consulted.write(draft=text_of(without(10)))
        consulted.publish()
        way = standing.ways(consulted.page)[old.pk]
        assert (way.now.words, way.sure, way.now.version.copy_of.number) == (WORDS[10], True, 2) and heat(consulted) == ({}, 1)

    def test_a_redraft_that_was_published_is_behind_what_is_public(self, consulted):
        """Opened to comment anew as it was made: no older text comes back, and what a person confirmed is not asked again."""
        said(consulted, 5)
        words = [*WORDS[:5], OTHER, *WORDS[6:]]
        second = redraft(consulted, words)
        old = consulted.clauses[5]
        actions.place(clause=old, to=second.clauses.get(text=OTHER).pk, by=consulted.bureau.editor, at=consulted.now())
        consulted.write(draft=text_of([words[0].replace("制定", "特制定"), *words[1:]]))
        consulted.publish()
        assert consulted.fresh().versions.last().published and not standing.doubtful(consulted.page).exists()
        assert heat(consulted) == ({"第六条": 1}, 0)


class TestStandingAgain:
    def test_an_article_put_back_word_for_word_has_its_comments_again(self, consulted, client):
        """Neither removed nor new."""
        (row,) = said(consulted, 40)
        redraft(consulted, WORDS[:40])
        assert standing.ways(consulted.page)[consulted.clauses[40].pk].now is None
        redraft(consulted, [WORDS[0].replace("制定", "特制定"), *WORDS[1:]])
        way = standing.ways(consulted.page)[consulted.clauses[40].pk]
        assert (way.now.number, way.placing, way.sure) == ("第四十一条", "kept", True)
        report = report_of(consulted.page)
        assert not report["added"] and report["clauses"][40]["comments"][0]["number"] == row.number
        assert report["clauses"][40]["placing"] == "kept"

    def test_an_article_put_back_with_other_words_waits_for_a_person(self, consulted):
        said(consulted, 40)
        redraft(consulted, WORDS[:40])
        redraft(consulted, [*WORDS[:40], WORDS[40].replace("施行", "起施行，原办法同时废止")])
        link = standing.doubtful(consulted.page).get()
        assert link.old == consulted.clauses[40] and link.new.number == "第四十一条"
        actions.place(clause=link.old, to=None, by=consulted.bureau.editor, at=consulted.now())
        assert standing.ways(consulted.page)[link.old_id].now is None and not standing.doubtful(consulted.page).exists()

    def test_an_item_put_back_has_its_comments_again(self, consulted):
        item = next(row for row in standing.published_clauses(consulted.page) if row.number == "第十八条（二）")
        line = next(line for line in DRAFT.split("\n") if line.strip(" 　").endswith(item.text))
        redraft(consulted, DRAFT.replace(line + "\n", ""))
        assert standing.ways(consulted.page)[item.pk].now is None
        redraft(consulted, DRAFT.replace("应当遵守法律", "应当严格遵守法律"))
        way = standing.ways(consulted.page)[item.pk]
        assert (way.now.text, way.sure) == (item.text, True)

    def test_articles_put_together_and_taken_apart_again_are_what_they_were(self, consulted):
        redraft(consulted, [*WORDS[:5], WORDS[5] + "\n" + WORDS[6], *WORDS[7:]])
        redraft(consulted, [WORDS[0].replace("制定", "特制定"), *WORDS[1:]])
        ways = standing.ways(consulted.page)
        assert [(ways[consulted.clauses[at].pk].placing, str(ways[consulted.clauses[at].pk].now)) for at in (5, 6)] == [
            ("kept", "第六条"), ("kept", "第七条"),
        ]  # fmt: skip

    def test_a_wrong_text_kept_in_between_leads_nowhere(self, consulted):
        """One sentence, then the right text, with a change: nothing waits, the redraft before keeps its confirmed places."""
        words = [*WORDS[:5], OTHER, *WORDS[6:]]
        second = redraft(consulted, words)
        actions.place(clause=consulted.clauses[5], to=second.clauses.get(text=OTHER).pk, by=consulted.bureau.editor, at=consulted.now())
        redraft(consulted, "请各处于周五前反馈。")
        right = redraft(consulted, [*words[:39], words[39] + "逾期的，公布其名单。", *words[40:]])
        assert right.before == second and not standing.doubtful(consulted.page).exists()
        ways = standing.ways(consulted.page)
        assert [ways[consulted.clauses[at].pk].placing for at in (4, 5, 39)] == ["kept", "changed", "changed"]
        assert not report_of(consulted.page)["added"]


class TestGoingBack:
    def test_one_click_takes_an_earlier_version_up_again_with_its_places(self, consulted):
        words = [*WORDS[:5], OTHER, *WORDS[6:]]
        second = redraft(consulted, words)
        by = consulted.bureau.editor
        actions.place(clause=consulted.clauses[5], to=second.clauses.get(text=OTHER).pk, by=by, at=consulted.now())
        redraft(consulted, "请各处于周五前反馈。")
        made = actions.go_back(version=second, by=by, at=consulted.now())
        assert (made.number, made.copy_of) == (4, second) and [row.words for row in made.clauses.articles()] == words
        assert not standing.doubtful(consulted.page).exists() and standing.ways(consulted.page)[consulted.clauses[5].pk].now.text == OTHER
        first = consulted.fresh().versions.first()
        made = actions.go_back(version=first, by=by, at=consulted.now())
        assert all(way.placing == "kept" and way.sure for way in standing.ways(consulted.page).values()) and not made.published
        with pytest.raises(Invalid):
            actions.go_back(version=made, by=by, at=consulted.now())
        consulted.after_close().conclude()
        with pytest.raises(WrongState):
            actions.go_back(version=second, by=by, at=consulted.now())

    def test_items_go_along(self, consulted):
        item = next(row for row in standing.published_clauses(consulted.page) if row.number == "第十八条（二）")
        second = redraft(consulted, DRAFT.replace("应当遵守法律", "应当严格遵守法律"))
        redraft(consulted, "请各处于周五前反馈。")
        made = actions.go_back(version=second, by=consulted.bureau.editor, at=consulted.now())
        now = standing.ways(consulted.page)[item.pk].now
        assert (now.version, now.parent.number, now.text) == (made, "第十八条", item.text)

    def test_it_is_asked_about_where_clauses_with_comments_are_gone_by_it(self, consulted, client):
        """The refused click speaks of no text. A second click is no second version."""
        second = redraft(consulted, without(3))
        redraft(consulted, [*WORDS, NEW])
        said(consulted, 3)
        client.force_login(consulted.bureau.editor)
        desk, count = f"/admin/consultations/{consulted.page.pk}/", consulted.fresh().versions.count()
        click = {"verb": "go_back", "version": second.pk, "base": consulted.fresh().versions.last().number}
        text = client.post(desk, click).content.decode()
        assert "有意见的1条将不复存在：第四条" in text and "确认恢复该稿" in text and "您填写的内容都已保留" not in text
        assert consulted.fresh().versions.count() == count
        stale = client.post(desk, click | {"base": "1"}).content.decode()
        assert "未保存" not in stale and "是否恢复旧稿" in stale
        assert client.post(desk, click | {"unusual": "1"}).status_code == client.post(desk, click | {"unusual": "1"}).status_code == 302
        assert consulted.fresh().versions.count() == count + 1


class TestWhoRedrafts:
    def test_a_double_click_is_kept_once(self, consulted, client):
        """The same text of the same person: it is said that it is saved. Somebody else's is refused as before."""
        sent, desk = {"verb": "redraft", "draft": text_of(without(3)), "base": "1"}, f"/admin/consultations/{consulted.page.pk}/"
        client.force_login(consulted.bureau.editor)
        for _click in range(2):
            assert "第2稿已保存：40条已对应，1条已删除" in client.post(desk, sent, follow=True).content.decode()
        assert consulted.fresh().versions.count() == 2
        client.force_login(consulted.bureau.head)
        assert 'id="refused"' in client.post(desk, sent).content.decode()

    def test_who_places_a_clause_that_was_placed_meanwhile_reads_by_whom_and_where(self, consulted, client):
        version = redraft(consulted, [*WORDS[:5], OTHER, *WORDS[6:]])
        link, now = standing.doubtful(consulted.page).get(), version.clauses.get(text=OTHER)
        desk, click = f"/admin/consultations/{consulted.page.pk}/", {"verb": "place", "clause": link.old_id, "seen": link.pk}
        client.force_login(consulted.bureau.editor)
        assert f'name="seen" value="{link.pk}"' in client.get(desk).content.decode()
        client.post(desk, click | {"to": now.pk})
        client.force_login(consulted.bureau.head)
        text = client.post(desk, click | {"to": "removed"}).content.decode()
        assert "第六条已由" in text and "确认：第六条" in text and standing.ways(consulted.page)[link.old_id].now == now

    def test_one_clause_of_two_published_versions_is_asked_once(self, consulted, client):
        """With the same words: one question, one answer for both."""
        said(consulted, 5)
        first = consulted.clauses[5]
        corrected(consulted)
        version = redraft(consulted, [WORDS[0].replace("制定", "特制定"), *WORDS[1:5], *WORDS[6:]])
        rows = [first, consulted.clauses[5]]
        for row in rows:
            row.onward.filter(version=version).delete()
            row.onward.create(version=version, new=version.clauses.get(number="第六条"), placing="changed", sure=False)
        assert standing.doubtful(consulted.page).count() == 2 and standing.owed(consulted.page).doubtful == 1
        client.force_login(consulted.bureau.editor)
        desk = f"/admin/consultations/{consulted.page.pk}/"
        (link,) = client.get(desk).context["doubtful"]
        assert link.said == 1 and link.likely[0] == link.new
        client.post(desk, {"verb": "place", "clause": link.old_id, "seen": link.pk, "to": "removed"})
        assert not standing.doubtful(consulted.page).exists()
        assert [standing.ways(consulted.page)[row.pk].now for row in rows] == [None, None]

    def test_of_two_at_once_the_second_reads_that_there_is_another(self, consulted):
        redraft(consulted, without(3), base=1)
        with pytest.raises(WrongState) as refused:
            redraft(consulted, without(4), base=1)
        assert "第2稿" in str(refused.value) and consulted.fresh().versions.count() == 2
        redraft(consulted, without(4), base=2)

    @pytest.mark.parametrize(
        ("words", "told"), [("请各处于周五前反馈。", "41"), (WORDS[:12], "12"), ("twice", "第一条")], ids=["a sentence", "a part", "a number twice"]
    )
    def test_a_text_that_lost_most_clauses_or_has_a_number_twice_is_asked_about(self, consulted, words, told):
        text = text_of(WORDS).replace("第二条 ", "第一条 ", 1) if words == "twice" else words
        with pytest.raises(actions.Unusual) as refused:
            redraft(consulted, text, unusual=False)
        assert told in str(refused.value) and consulted.fresh().versions.count() == 1
        redraft(consulted, text)


def test_the_tracks_are_read_with_as_many_queries_however_many_versions(consulted, django_assert_max_num_queries):
    for at in (3, 4, 5):
        redraft(consulted, without(at))
    with django_assert_max_num_queries(4):
        standing.ways(consulted.page)
    with django_assert_max_num_queries(4):
        standing.at_published(consulted.page, [])


class TestTheDesk:
    @pytest.fixture
    def desk(self, consulted, client):
        client.force_login(consulted.bureau.editor)
        return f"/admin/consultations/{consulted.page.pk}/"

    def test_what_is_published_meanwhile_stands_beside_the_redraft(self, consulted, client, desk):
        """The field holds the redraft, not what was published; what that changed is told until the redraft is kept anew."""
        redraft(consulted, without(10))
        corrected(consulted)
        answer = client.get(desk)
        text = answer.content.decode().split('id="redraft"')[1]
        assert answer.context["newest"].number == 4 and answer.context["draft"] == text_of(without(10)).replace("\n\n", "\n")
        assert "第3稿" in text and "特</ins>" in text and "第2稿" in text
        client.post(desk, {"verb": "redraft", "draft": text_of([WORDS[0].replace("制定", "特制定"), *without(0, 10)]), "base": "4"})
        assert client.get(desk).context["meanwhile"] is None

    def test_where_a_comment_stands_in_a_draft_published_anew_is_shown(self, consulted, client, desk):
        """Without any redraft: by the number that it has now."""
        said(consulted, 10)
        consulted.write(draft=text_of(without(3)))
        consulted.publish()
        said(consulted, 5)
        text = client.get(desk).content.decode()
        assert text.count("→ 第十条") == 1 and text.count("→ ") == 1

    def test_who_is_second_reads_both_texts_and_loses_nothing(self, consulted, client, desk):
        first, mine = text_of(without(3)), text_of([*WORDS[:40], NEW])
        client.post(desk, {"verb": "redraft", "draft": first, "base": "1"})
        answer = client.post(desk, {"verb": "redraft", "draft": mine, "base": "1"})
        text = answer.content.decode()
        assert "第2稿已经保存" in text and NEW in text.split('<textarea name="draft"')[1] and consulted.fresh().versions.count() == 2
        assert answer.context["rival"] and 'name="base" value="2"' in text
        client.post(desk, {"verb": "redraft", "draft": mine, "base": "2"})
        assert consulted.fresh().versions.count() == 3

    def test_a_wrong_text_is_asked_about_and_one_goes_back_by_a_click(self, consulted, client, desk):
        wrong = {"verb": "redraft", "draft": "请各处于周五前反馈。", "base": "1"}
        answer = client.post(desk, wrong)
        assert answer.context["asks"] and 'name="unusual"' in answer.content.decode() and consulted.fresh().versions.count() == 1
        client.post(desk, wrong | {"unusual": "1"})
        assert "请各处于周五前反馈" in client.get(desk).context["draft"]
        first = consulted.fresh().versions.first()
        assert client.get(f"{desk}?draft=1").context["draft"].startswith("第一章")
        assert client.post(desk, {"verb": "go_back", "version": first.pk, "base": "2"}).status_code == 302
        assert client.get(desk).context["draft"].startswith("第一章") and not standing.doubtful(consulted.page).exists()
        assert client.post(desk, {"verb": "go_back", "version": "999999"}).status_code == 404
