"""From a clause of the final text its comments are one click away; how vital interest was answered stands on the item and is counted."""

import datetime as dt
import html
import re
from urllib.parse import quote

import pytest

from disclosure.consultation import actions, answers, margins
from disclosure.consultation.anchors import articles, find_clauses
from disclosure.items.models import DisclosurePage
from disclosure.ledger.errors import Invalid
from tests import factories
from tests.consultation.conftest import DRAFT, Consulted
from tests.walker import Walker

GROUND = "汛期抢险，来不及征求意见。"


def rule(walk, **values):
    """A normative document of the division that consulted."""
    given = {"kind": "normative", "document_number": "测交质监〔2026〕63号", "by": walk.bureau.editor, "division": walk.bureau.zhiliang} | values
    return factories.item("rules", **given)


def final_of(walk, text, *, consultation=None, document_number="测交质监〔2026〕63号", **proposal):
    """The final text published through the chain, naming the consultation."""
    body = [("paragraph", "".join(f"<p>{line}</p>" for line in text.split("\n")))]
    page = rule(walk, title="交通建设工程质量和安全生产管理办法", body=body, document_number=document_number)
    chain = Walker(walk.bureau, page, walk.at)
    given = {"vital_interest": "yes", "vital_interest_reason": "", "consultation": consultation} | proposal
    chain.propose(**given).head().secrecy().leader(**({"exemption": GROUND} if given["vital_interest"] == "yes" and not consultation else {}))
    chain.vote("for", "for", "for", "for").close()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def changed(consulted):
    """Comments on 第六条, on an item of 第十八条 and on 第三条; redrafted: one article put in front, the third gone, the sixth changed."""
    from disclosure.consultation.standing import published_clauses

    item = next(row for row in published_clauses(consulted.page) if row.number == "第十八条（二）")
    rows = [consulted.say("请写明严格遵守", clause=5)[0], consulted.say("第三条没有必要", clause=2)[0]]
    rows.append(actions.comment(page=consulted.fresh(), clause=item.pk, stance="suggest", text="勘察深度写明", at=consulted.now())[0])
    consulted.show(*rows)
    found = articles(find_clauses(DRAFT.replace("应当遵守法律", "应当严格遵守法律")))
    words = ["鼓励采用新技术、新工艺、新材料。", *(piece.words for at, piece in enumerate(found) if at != 2)]
    text = "\n".join(f"第{n}条 {words}" for n, words in enumerate(words, 1))
    actions.redraft(page=consulted.page, text=text, by=consulted.bureau.editor, at=consulted.now())
    consulted.dispose(*rows)
    consulted.after_close().publish_result()
    consulted.text = text
    return consulted


def test_each_article_of_the_final_text_leads_to_its_comments(changed, client):
    """第6条 (was 第六条: one in front, one gone) has one, 第18条 that on its item; an article without comments has no link."""
    page = final_of(changed, changed.text, consultation=changed.page.pk)
    text = client.get(page.url).content.decode()
    links = dict(re.findall(r'<b class="no">(第\d+条)</b> <a class="margin" href="([^"]+)">1条意见', text))
    assert set(links) == {"第6条", "第18条"}
    for number, words in (("第6条", "请写明严格遵守"), ("第18条", "勘察深度写明")):
        there = client.get(links[number]).content.decode()
        assert words in there and "采纳" in there and there.count('class="comment"') == 1
    assert "<ins>" in client.get(links["第6条"]).content.decode()  # both texts, where it changed
    assert page.title in client.get(changed.fresh().url).content.decode()  # and back: the consultation names its final text


def test_the_page_behind_a_link_shows_the_article_as_it_is_public(changed, client):
    """A newer version puts an article in front and rewrites another: number and words are those of the live text, not of the last draft."""
    lines = changed.text.replace("\n第6条", "\n第6条 新加的一条，与意见无关，写明信用评价结果的公布。\n第7条", 1).replace(
        "严格遵守法律", "一律严格遵守法律"
    )
    page = final_of(changed, lines, consultation=changed.page.pk)
    links = dict(re.findall(r'<b class="no">(第\d+条)</b> <a class="margin" href="([^"]+)">', client.get(page.url).content.decode()))
    address = html.unescape(links["第7条"])
    there = client.get(address).content.decode()
    assert "正式文本第7条对应的意见" in there and "征求意见稿第六条 → 正式文本第7条" in there
    assert "一律严格" in re.sub("<[^>]+>", "", there) and page.url in there
    draft = client.get(re.sub("&item=.*", "", address)).content.decode()
    assert "修改后的草案第6条对应的意见" in draft and "正式文本" not in draft[draft.index("<h1>") :]
    other = final_of(changed, "第一条 甲。", vital_interest="no", vital_interest_reason="无关。", document_number="测交质监〔2026〕68号")
    for wrong in (
        f"item={other.pk}",
        "item=0",
        "item=x",
        f"item={changed.page.pk}",
        f"item={'9' * 30}",
        f"item={page.pk}&which=1",
        f"item={page.pk}&which=x",
    ):
        assert client.get(re.sub(r"item=\d+", wrong, address)).status_code == 404, wrong
    assert client.get(address.replace(quote("第7条"), quote("第8条"))).status_code == 404


def test_nobody_outside_reads_an_inward_item_by_the_link_to_its_comments(changed, client):
    """An inward item may name an outward consultation: its title and words are for staff."""
    page = final_of(changed, changed.text, consultation=changed.page.pk)
    text = client.get(page.url).content.decode()
    address = html.unescape(re.search(r'class="margin" href="([^"]+)"', text)[1])
    DisclosurePage.objects.filter(pk=page.pk).update(scope="staff", category_code="internal-rules")
    assert client.get(address).status_code == 404


def test_the_result_calls_the_last_draft_a_draft_and_links_the_final_text_once_it_is_public(changed, client):
    """The report knows the last version, not what was decided after it."""
    result = changed.fresh().results.get()
    text = client.get(result.url).content.decode()
    assert "修改后的草案" in text and "<h4>正式文本" not in text and "正式文本：<a" not in text
    page = final_of(changed, changed.text, consultation=changed.page.pk)
    assert f'正式文本：<a href="{page.url}">{page.title}</a>' in client.get(result.url).content.decode()


def test_the_result_says_which_comments_staff_entered(consulted, client):
    """As the list of comments does."""
    given = {"by": consulted.bureau.editor, "arrival": "letter", "received_at": consulted.now(), "name": "村民某"}
    rows = [consulted.say("来信一封。", **given)[0], consulted.say("网上一条。", name="网友某")[0]]
    consulted.show(*rows)
    consulted.dispose(*rows)
    text = client.get(consulted.after_close().publish_result().url).content.decode()
    assert "村民某（来信，工作人员录入）</b>" in text and "网友某</b>" in text


def test_the_final_text_may_have_been_changed_once_more(changed, client):
    """An article that was put in or rewritten after the last version has no link; the others keep theirs."""
    lines = changed.text.replace("\n第6条", "\n第6条 新加的一条，与意见无关，写明信用评价结果的公布。\n第7条", 1).split("\n")
    page = final_of(changed, "\n".join(lines), consultation=changed.page.pk)
    text = client.get(page.url).content.decode()
    assert re.findall(r'<b class="no">(第\d+条)</b> <a class="margin"', text)[0] == "第7条"


def test_comments_on_a_removed_clause_stand_with_the_result(changed, client):
    """“clause removed” with its text; no other article gets them."""
    result = changed.fresh().results.get()
    text = client.get(result.url).content.decode()
    section = text[text.index("<h3>第三条</h3>") :]
    assert "条款已删除" in section[:400] and "第三条没有必要" in section[: section.index("</section>")]


def test_the_newest_version_is_read_by_nobody_before_the_result(consulted, client):
    """`?final=` is 404 while the result is not public."""
    row, _code = consulted.say(clause=5)
    consulted.show(row)
    actions.redraft(page=consulted.page, text=DRAFT + "\n第四十二条 附则。", by=consulted.bureau.editor, at=consulted.now())
    newest = consulted.fresh().versions.last()
    assert client.get(f"{consulted.fresh().url}comments/?final={newest.clauses.first().pk}").status_code == 404


class TestAnswers:
    def test_a_no_shows_its_reason_and_is_counted(self, consulted, client):
        """A no needs a reason, is signed by head and leader, shows on the item's page and is counted (五（三）)."""
        page = final_of(consulted, "第一条 甲。", vital_interest="no", vital_interest_reason="只作文字更正。")
        assert "只作文字更正。" in client.get(page.url).content.decode()
        assert answers.counts() == {"no": 1, "exempted": 0, "consulted": 0}
        text = client.get("/consultations/answers/").content.decode()
        assert page.title in text and "只作文字更正。" in text
        assert "/consultations/answers/" in client.get("/consultations/").content.decode()
        later = rule(consulted, go_live_at=consulted.at + dt.timedelta(days=90), document_number="测交质监〔2026〕65号")
        chain = Walker(consulted.bureau, later, consulted.at).propose(vital_interest="no", vital_interest_reason="尚未公开。")
        chain.head().secrecy().leader().vote("for", "for", "for", "for").close()
        assert not chain.live and answers.counts()["no"] == 1, "what is not public yet is not counted"

    @pytest.mark.parametrize(("given", "field"), [
        ({"vital_interest": None}, "vital_interest"), ({"vital_interest": "maybe"}, "vital_interest"),
        ({"vital_interest": "no", "vital_interest_reason": " "}, "vital_interest_reason"), ({"consultation": 10**6}, "consultation"),
    ])  # fmt: skip
    def test_a_proposal_without_an_answer_is_none(self, consulted, given, field):
        """Yes or no, a no with its reason, a consultation that is one."""
        page = rule(consulted)
        with pytest.raises(Invalid) as refused:
            Walker(consulted.bureau, page, consulted.at).propose(**({"vital_interest": "yes", "vital_interest_reason": ""} | given))
        assert refused.value.field == field

    def test_an_exemption_shows_its_ground_and_is_counted(self, consulted, client):
        """Signed by the leader in charge; the ground is on the item's page."""
        page = final_of(consulted, "第一条 甲。")
        assert GROUND in client.get(page.url).content.decode()
        assert answers.counts() == {"no": 0, "exempted": 1, "consulted": 0}
        assert GROUND in client.get("/consultations/answers/?answer=exempted").content.decode()

    def test_an_urgent_exemption_shows_its_ground_too(self, consulted, client):
        """Given with the urgent publication, before the leader signs."""
        page = rule(consulted)
        walk = Walker(consulted.bureau, page, consulted.at).propose(vital_interest="yes", vital_interest_reason="")
        walk.head().secrecy().urgent(exemption=GROUND)
        page.refresh_from_db()
        assert GROUND in client.get(page.url).content.decode() and answers.counts()["exempted"] == 1

    def test_what_was_consulted_on_is_counted_as_that(self, changed, client):
        """And its page names the consultation and the result."""
        page = final_of(changed, changed.text, consultation=changed.page.pk)
        assert answers.counts() == {"no": 0, "exempted": 0, "consulted": 1}
        text = client.get(page.url).content.decode()
        assert changed.page.title in text and changed.fresh().results.get().url in text
        assert page.title in client.get("/consultations/answers/?answer=consulted").content.decode()
        assert client.get("/consultations/answers/?answer=maybe").status_code == 404


ONE = "第一条 为了规范河道采砂管理，维护河势稳定，保障防洪和通航安全，制定本办法。"
TWO = [
    "在本市行政区域内从事河道采砂以及与其有关的运输和堆放活动，应当遵守本办法的规定。",
    "前款所称河道采砂，是指在河道管理范围内采挖砂石、取土和淘金等活动，不包括疏浚航道所产生的弃砂。",
]
THREE = "采砂单位应当按照许可证载明的地点、期限、范围、深度和作业方式进行开采，并设立明显标志。"
FOUR = "违反规定的，由水行政主管部门责令停止违法行为，没收违法所得，并依法予以处罚。"
SHORT = "\n".join([ONE, "第二条 " + TWO[0], TWO[1], "第三条 " + THREE, "第四条 " + FOUR])
APPENDIX = "附件\n第一条 运输船舶应当随船携带登记卡。\n第二条 登记卡每年核发。\n第三条 登记卡遗失的，应当登报声明后补办。"


def said_on(draft, *places):
    """A concluded consultation on a draft; one shown comment on each clause at these places."""
    walk = Consulted(draft=draft).publish()
    rows = [walk.say(f"就第{place}处提的意见", clause=place)[0] for place in places]
    walk.show(*rows)
    walk.dispose(*rows)
    walk.after_close().publish_result()
    return walk


def linked(client, page):
    """[(number of an article, address, words)] of the links in the text of an item."""
    return re.findall(r'<b class="no">([^<]+)</b> <a class="margin" href="([^"]+)">([^<]+)<', client.get(page.url).content.decode())


class TestTheFinalTextAlone:
    """What becomes of the articles after the last draft, in the text that is published."""

    @pytest.mark.parametrize("text", [SHORT + "\n" + APPENDIX, APPENDIX.removeprefix("附件\n") + "\n附件\n" + SHORT])
    def test_a_second_text_that_begins_its_numbers_anew_has_no_links(self, site, client, text):
        """An appendix has its own 第三条: nobody was asked about it. Nor has a text put in front."""
        walk = said_on(SHORT, 2)
        page = final_of(walk, text, consultation=walk.page.pk)
        assert [number for number, *_ in linked(client, page)] == ["第三条"]
        shown = client.get(page.url).content.decode()
        assert "采砂单位应当按照" in shown[shown.index('class="margin"') :][:200]

    def test_a_number_in_running_text_is_none(self, site, client):
        """“第三条规定的…” at the head of a paragraph counts for no article."""
        walk = said_on(SHORT, 2)
        page = final_of(walk, SHORT.replace(TWO[1], TWO[1] + "\n第三条规定的许可证另行制定。"), consultation=walk.page.pk)
        assert [number for number, *_ in linked(client, page)] == ["第三条"]

    def test_articles_put_together_lead_to_the_comments_of_all(self, site, client):
        """One link to both clauses of the last draft; the page there shows both and what they became."""
        walk = said_on(SHORT, 2, 3)
        page = final_of(walk, SHORT.replace("\n第四条 ", "\n"), consultation=walk.page.pk)
        ((number, address, words),) = linked(client, page)
        assert (number, words) == ("第三条", "2条意见")
        there = client.get(html.unescape(address)).content.decode()
        assert "就第2处提的意见" in there and "就第3处提的意见" in there and "第三条、第四条" in there
        base = walk.fresh().url + "comments/?final="
        assert [client.get(base + typed).status_code for typed in ("0", "1&final=x", "9" * 5000)] == [404] * 3
        pk = re.search(r"final=(\d+)", address)[1]
        assert client.get(f"{base}{pk}{f'&final={pk}' * 60}").status_code == 404

    def test_an_article_taken_apart_has_its_link_at_every_part(self, site, client):
        """Its comments moved both."""
        walk = said_on(SHORT, 1)
        text = "\n".join([ONE, "第二条 " + TWO[0], "第三条 " + TWO[1], "第四条 " + THREE, "第五条 " + FOUR])
        page = final_of(walk, text, consultation=walk.page.pk)
        assert [number for number, *_ in linked(client, page)] == ["第二条", "第三条"]

    def test_signs_that_html_writes_otherwise_are_words(self, site):
        """& and < of a clause are the same in the item."""
        walk = said_on(SHORT.replace("期限、范围、深度", "期限&范围<附件>深度"), 2)
        page = actions.begin_final(page=walk.page, category="rules", by=walk.bureau.editor, at=walk.now()).specific
        assert "期限&范围<附件>深度" in margins.plain(page)
        assert set(margins.counted(page, walk.fresh())) == {("第三条", 0)}


@pytest.fixture
def reordered(consulted):
    """Comments on 第六条 and 第九条; redrafted: one article put in front, the sixth moved behind the ninth, nothing else."""
    rows = [consulted.say("请写明严格遵守", clause=5)[0], consulted.say("安全费用要单列", clause=8)[0]]
    consulted.show(*rows)
    words = [piece.words for piece in articles(find_clauses(DRAFT))]
    words = ["鼓励采用新技术、新工艺、新材料。", *words[:5], *words[6:9], words[5], *words[9:]]
    consulted.text = "\n".join(f"第{NUMBERS[n]}条 {words}" for n, words in enumerate(words))
    actions.redraft(page=consulted.page, text=consulted.text, by=consulted.bureau.editor, at=consulted.now())
    consulted.dispose(*rows, verdict="noted")
    consulted.after_close().publish_result()
    return consulted


NUMBERS = [
    *"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十", *(f"二十{n}" for n in "一二三四五六七八九"), "三十",
    *(f"三十{n}" for n in "一二三四五六七八九"), "四十", "四十一", "四十二",
]  # fmt: skip


def words_of(text):
    """What a screen reader reads of a page, in one line."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text))


def test_the_result_says_in_words_what_was_renumbered_and_moved(reordered, client):
    """A clause whose words stayed may stand elsewhere under another number: said in words, in runs, not by an arrow alone."""
    text = client.get(reordered.fresh().results.get().url).content.decode()
    said = words_of(text[text.index('id="h-clauses"') :])
    assert "第一条至第五条现为第二条至第六条" in said and "第七条至第九条不变" not in said
    assert "第六条（现为第十条）" in said and "已移位：现在第九条之后" in said
    assert "第十条至第四十一条现为第十一条至第四十二条" in said
    assert "第九条（现为第九条）" not in said and "→" not in said
    assert "5条没有意见" not in said


def test_the_comments_on_a_clause_that_moved_are_linked_where_it_stands_now(reordered, client):
    """In the last draft, and once more in the final text alone."""
    page = final_of(reordered, reordered.text, consultation=reordered.page.pk)
    text = client.get(page.url).content.decode()
    links = dict(re.findall(r'<b class="no">(第[^<]+条)</b> <a class="margin" href="([^"]+)">1条意见', text))
    assert set(links) == {"第十条", "第九条"} and "请写明严格遵守" in client.get(links["第十条"]).content.decode()


def test_the_comments_on_a_clause_that_moves_only_in_the_final_text_are_linked_there(reordered, client):
    """The tenth of the last draft became the third of the final text."""
    words = [line.split(" ", 1)[1] for line in re.split(r"\n(?=第[^\n ]+条 )", reordered.text)]
    words = [*words[:2], words[9], *words[2:9], *words[10:]]
    page = final_of(reordered, "\n".join(f"第{NUMBERS[n]}条 {each}" for n, each in enumerate(words)), consultation=reordered.page.pk)
    text = client.get(page.url).content.decode()
    links = dict(re.findall(r'<b class="no">(第[^<]+条)</b> <a class="margin" href="([^"]+)">1条意见', text))
    assert set(links) == {"第三条", "第十条"} and "请写明严格遵守" in client.get(links["第三条"]).content.decode()


def test_the_list_of_answers_begins_with_what_became_public_last(consulted, client):
    """By the day that stands beside each; a newer version of an old item does not put it in front."""
    given = {"vital_interest": "no", "vital_interest_reason": "只作文字更正。"}
    old = final_of(consulted, "第一条 甲。", **given)
    new = rule(consulted, title="后公布的一件", document_number="测交质监〔2026〕66号")
    walk = Walker(consulted.bureau, new, consulted.at + dt.timedelta(days=3)).publish()
    chain = Walker(consulted.bureau, old, walk.at + dt.timedelta(days=3))
    chain.write(summary="第二版。")
    chain.propose(**given).head().secrecy().leader().vote("for", "for", "for", "for").close()
    text = client.get("/consultations/answers/").content.decode()
    assert 0 < text.index(new.title) < text.index(old.title)
