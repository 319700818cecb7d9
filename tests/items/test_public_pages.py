"""What the public pages of items draw: metadata, facts, files, banners, columns, ledger."""

import datetime as dt
import re

import pytest

from disclosure.items import ledger_page
from disclosure.items.models import EnforcementPage, RulePage
from disclosure.items.models.base import HERE
from disclosure.items.templatetags import disclosure_portal as tags
from disclosure.ledger import record
from disclosure.org.models import Division
from tests import factories
from tests.walker import Walker

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)


@pytest.fixture
def division(site):
    return factories.division("zhiliang", name="质量处")


def read(client, page):
    """The page as an anonymous reader gets it."""
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_item_shows_its_official_metadata(division, client):
    """索引号、文号、发布机构、责任处室、成文日期、发布日期 to the minute, 公开依据; empty ones are left out."""
    page = factories.published(factories.item("rules", division=division, document_number="测交〔2026〕7号", keywords=["桥", "隧"]), at=AT)
    text = read(client, page)
    told = dict(re.findall(r"<dt>([^<]*)</dt><dd>(?:<time[^>]*>)?([^<]*)", text))
    assert told.items() >= {
        "索引号": page.index_number, "文号": "测交〔2026〕7号", "发布机构": "测试局", "责任处室": "质量处", "成文日期": "2026年3月9日",
        "发布日期": "2026年11月20日 09:30",
    }.items(), told  # fmt: skip
    for words in ("第二十条第（一）项", "桥；隧", "现行有效"):
        assert words in text
    assert "内容概述" not in text


def test_meta_tags_equal_the_record(division, client):
    """ArticleTitle, PubDate in local time to the minute, ContentSource; the column's four (网页设计规范)."""
    page = factories.published(factories.item("rules", division=division, title="测试 <规则>"), at=AT)
    text = read(client, page)
    for name, content in (
        ("ArticleTitle", "测试 &lt;规则&gt;"), ("PubDate", "2026-11-20 09:30"), ("ContentSource", "测试局"),
        ("ColumnName", "法规标准"), ("ColumnType", "政策文件"),
    ):  # fmt: skip
        assert f'<meta name="{name}" content="{content}">' in text


def test_only_the_facts_of_the_kind_are_shown(division):
    """A penalty left in the form of an inspection is not shown (fields of one kind are asked for that kind only)."""
    page = EnforcementPage(kind="inspection", penalty="罚款", problems="裂缝", project="测试高速")
    assert [fact.name for fact in tags.facts(page)] == ["project", "problems"]


def test_an_enforcement_item_leads_to_all_items_of_the_enterprise(division, client):
    """该单位全部信息: with the count, only where there is more than this one."""
    page = factories.published(factories.item("enforcement", division=division), at=AT)
    assert "该单位全部信息" not in read(client, page)
    factories.published(factories.item("enforcement", division=division), at=AT)
    text = read(client, page)
    assert f"/catalogue/?credit_code={factories.CREDIT_CODE}" in text and "该单位全部信息（2 条）" in text


def test_a_repealed_document_says_so_above_its_text(division, client):
    """已废止: since when, why, by what it is replaced; and the pill in every list."""
    new = factories.published(factories.item("rules", division=division, title="新办法"), at=AT)
    old = factories.published(factories.item("rules", division=division, title="旧办法"), at=AT)
    RulePage.objects.filter(pk=old.pk).update(
        validity="repealed", validity_from=dt.date(2026, 11, 1), validity_reason="被新办法替代", replaced_by_id=new.pk
    )
    text = read(client, old)
    assert "banner stop" in text and "本文件已废止，自2026年11月1日起" in text and "被新办法替代" in text and f'href="{new.url}"' in text
    assert "已废止" in client.get("/open/rules/").content.decode()
    assert "banner stop" not in read(client, new)


@pytest.mark.parametrize(("validity", "words", "sign"), [("expired", "本文件已失效", "banner stop"), ("amended", "本文件已修改", "banner warn")])
def test_an_expired_and_an_amended_document_say_so_too(division, client, validity, words, sign):
    """Since when and why; who reads an amended one is led to what amends it."""
    new = factories.published(factories.item("rules", division=division), at=AT)
    old = factories.published(factories.item("rules", division=division), at=AT)
    RulePage.objects.filter(pk=old.pk).update(validity=validity, validity_from=dt.date(2026, 11, 1), validity_reason="缘由", replaced_by_id=new.pk)
    text = read(client, old)
    assert sign in text and f"{words}，自2026年11月1日起" in text and "缘由" in text and f'href="{new.url}"' in text


def test_an_urgent_item_says_that_it_awaits_review(site, client, monkeypatch):
    """紧急公开、待补审, with the day by which it is reviewed."""
    monkeypatch.setattr(tags, "today", lambda: dt.date(2026, 11, 23))
    walk = Walker().propose().head().secrecy().urgent()
    walk.page.refresh_from_db()
    text = read(client, walk.page)
    assert "紧急公开、待补审" in text and "最迟2026年11月23日完成补审" in text


def test_a_late_after_review_turns_red(site, client, monkeypatch):
    """The day after its last one; the item stays, for only a decision takes it down (五（三）)."""
    monkeypatch.setattr(tags, "today", lambda: dt.date(2026, 11, 24))
    walk = Walker().propose().head().secrecy().urgent()
    walk.page.refresh_from_db()
    text = read(client, walk.page)
    assert "banner stop" in text and "应于2026年11月23日前完成补审，已经逾期" in text and "banner warn" not in text


def test_a_correction_is_noted_on_the_page(site, client):
    """勘误: the public sees that and when it was corrected."""
    walk = Walker().publish()
    walk.page.refresh_from_db()
    assert "更正" not in read(client, walk.page)
    walk.write(summary="说明（更正错字）。")
    walk.propose(kind="correction").head().secrecy()
    assert "2026年11月16日更正" in read(client, walk.page)


def test_attachments_carry_size_and_sum(division, client):
    """Name, kind, size; the SHA-256 folded away."""
    document = factories.stored_document(b"1,2\n", "表.csv", title="统计表")
    page = factories.published(factories.item("other", division=division, attachments=[("file", document)]), at=AT)
    text = read(client, page)
    (file,) = tags.public_files(page)
    assert file.sha256 in text and "统计表" in text and '<span class="kind">CSV</span>' in text and file.bytes == 4


def test_leaders_and_their_work_are_drawn_from_the_organisation(site, client):
    """领导姓名、分工: nothing typed twice (二（一）1)."""
    bureau = factories.bureau()
    page = factories.published(factories.item("agency", division=bureau.bangong), at=AT)
    text = read(client, page)
    assert "领导和分工" in text and "质量处" in text and "主持全面工作" in text


def test_a_divisions_page_draws_head_leader_duties_and_telephone_from_the_organisation(site, client):
    """内设处室及其职责: nothing typed twice (二（一）2); what its own record does not say is asked for."""
    bureau = factories.bureau()
    page = factories.item("divisions", division=bureau.zhiliang, described=bureau.zhiliang, duties="")
    assert [name for name, _sentence in page.missing()] == ["duties"]
    Division.objects.filter(pk=bureau.zhiliang.pk).update(duties="监督工程质量。", phone="0000-7")
    page = type(page).objects.get(pk=page.pk)
    assert page.missing() == []
    text = read(client, factories.published(page, at=AT))
    for words in ("监督工程质量。", "0000-7", "head-zhiliang", "leader"):
        assert f">{words}<" in text, words


def test_an_item_costs_the_same_whatever_there_is_beside_it(division, client, django_assert_max_num_queries):
    """At most fifteen queries."""
    page = factories.published(factories.item("enforcement", division=division), at=AT)
    for _number in range(5):
        factories.published(factories.item("enforcement", division=division), at=AT)
    client.get(page.url)
    with django_assert_max_num_queries(15):
        client.get(page.url)


def test_no_page_has_inline_style_or_script(division, client):
    """The policy would refuse them; nothing depends on a script."""
    page = factories.published(factories.item("services", division=division), at=AT)
    for path in (page.url, "/", "/open/", "/open/services/", "/catalogue/", "/notices/", "/ledger/", "/guide/"):
        text = client.get(path).content.decode()
        assert " style=" not in text and "<style" not in text and " onclick" not in text
        assert all(' src="/static/' in tag.split(">")[0] for tag in text.split("<script")[1:])


def test_the_public_ledger_names_each_publication_with_its_hash(site, client):
    """Number, time, hash of each publication; the title of what was taken down stays untold."""
    walk = Walker(title="公开的说明").publish()
    gone = Walker(walk.bureau, title="撤下的说明", at=walk.at).publish().withdraw()
    from disclosure.ledger.models import Entry

    text, (number, digest, at) = client.get("/ledger/").content.decode(), record.head()
    for words in (f"<b>{number}</b>", digest, f"{at.astimezone(HERE):%Y-%m-%d %H:%M:%S}"):
        assert words in text.partition('id="h-pub"')[0], "the head: number of entries, hash, time"
    for entry in Entry.objects.filter(verb__in=["chain.publish", "chain.take_down"]):
        assert entry.digest in text
    assert "公开的说明" in text and "撤下的说明" not in text
    gone.page.refresh_from_db()
    only = client.get("/ledger/", {"item": gone.page.index_number}).content.decode()
    assert "公开的说明" not in only and "撤下" in only


def test_a_vote_that_takes_an_urgent_publication_down_stands_in_the_public_ledger(site, client):
    """Withdrawn by the close of the vote itself: the public reads that it went down, and of no other vote."""
    walk = Walker().propose().head().secrecy().urgent().leader().vote("against", "against", "against", "against").close()
    other = Walker(walk.bureau, at=walk.at).publish()
    text = client.get("/ledger/").content.decode()
    [down], [carried] = (record.entries_about("page", each.page.pk).filter(verb="chain.close") for each in (walk, other))
    assert down.digest in text and "撤下" in text and carried.digest not in text


WAYS = {  # how it became public or went down, and the verbs of its entries, newest first
    "published": (lambda walk: walk.publish(), ["chain.publish"]),
    "urgently": (lambda walk: walk.propose().head().secrecy().urgent(), ["chain.urgent"]),
    "taken down": (lambda walk: walk.publish().withdraw(), ["chain.take_down", "chain.publish"]),
    "not confirmed": (
        lambda walk: walk.propose().head().secrecy().urgent().back(walk.bureau.leader, "secrecy").secrecy(outcome="withhold", ground="N3"),
        ["chain.unconfirmed", "chain.urgent"],
    ),
    "brought in": (
        lambda walk: record.record("items.import", about=("page", factories.published(walk.page, at=AT).pk, walk.page.title), at=AT, facts={}),
        ["items.import"],
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_publication_and_each_taking_down_is_an_entry_of_its_own(site, way):
    """In words, with its number, time and hash: a date that is written back later would show."""
    go, verbs = WAYS[way]
    walk = Walker()
    go(walk)
    kept = [record.entries_about("page", walk.page.pk).filter(verb=verb).latest("number") for verb in verbs]
    lines = ledger_page.context()["entries"].object_list
    assert [(line.number, line.at, line.digest) for line in lines] == [(entry.number, entry.at, entry.digest) for entry in kept]
    words = {"chain.publish": "公开", "chain.urgent": "紧急公开", "items.import": "由旧系统导入"}
    assert [str(line.what) for line in lines] == [words.get(verb, "撤下") for verb in verbs]


def test_the_public_ledger_tells_nothing_inward(site, client):
    """Neither titles nor numbers of inward items, published or not, and of drafts are for the street."""
    bureau = factories.bureau()
    page = factories.item("internal-rules", division=bureau.zhiliang, by=bureau.editor, title="内部规章", owner=bureau.editor)
    walk = Walker(bureau, page).propose(scope="staff", channels=["intranet:board"])
    for step in (lambda: walk, lambda: walk.head().secrecy().leader().vote("for", "for", "for", "for").close()):
        step()
        text = client.get("/ledger/").content.decode()
        assert "内部规章" not in text and page.index_number not in text
    assert walk.live


def test_what_was_taken_down_answers_410_with_the_reason(site, client):
    """这条信息已撤下: day, reason, index number."""
    walk = Walker().publish().withdraw(reason="附件有误")
    walk.page.refresh_from_db()
    answer = client.get(walk.page.url)
    text = answer.content.decode()
    assert answer.status_code == 410 and "这条信息已撤下" in text and "理由：附件有误" in text and walk.page.index_number in text


def test_an_intranet_page_has_its_own_frame(division, client):
    """职工内网 in the top bar, sign-out, no public search mixed in."""
    page = factories.published(factories.item("internal-rules", division=division, scope="staff"), at=AT)
    client.force_login(factories.person(is_superuser=True))
    for path in ("/intranet/", "/intranet/internal-rules/", page.url):
        text = client.get(path).content.decode()
        assert "职工内网 · 仅限本单位职工" in text and "退出登录" in text and 'role="search"' not in text


def test_a_column_names_its_time_limit(site, client):
    """条例第二十六条; penalties sooner (国办发〔2018〕118号). Inward columns name none."""
    assert "自形成或者变更之日起 20 个工作日内公开" in client.get("/open/rules/").content.decode()
    assert "行政处罚 7 个工作日" in client.get("/open/enforcement/").content.decode()
    client.force_login(factories.person(is_superuser=True))
    assert "个工作日内公开" not in client.get("/intranet/internal-rules/").content.decode()


def test_an_empty_column_says_so(site, client):
    """Never 暂无数据."""
    assert "这里还没有公开信息。" in client.get("/open/statistics/").content.decode()


def test_an_empty_search_says_which_condition_to_leave_out(site, client):
    """.empty: what is empty, why, what to do."""
    text = client.get("/catalogue/", {"q": "没有的词", "category": "rules"}).content.decode()
    assert "没有找到同时满足 2 个条件的信息" in text and "去掉“" in text


def test_an_empty_search_counts_what_is_left_without_each_condition(division, client):
    """“去掉……：有 N 条”; a condition without which there is still nothing is not offered beside one that helps."""
    factories.published(factories.item("rules", division=division), at=AT)
    text = client.get("/catalogue/", {"q": "没有的词", "category": "rules"}).content.decode()
    assert "没有的词”</a>：有 1 条" in text and "去掉“类别：" not in text


def test_columns_of_figures_are_set_to_the_right(division, client):
    """Numbers right, words left; dashes and empty cells do not count."""
    from disclosure.items.models import StatisticsPage

    page = factories.item("statistics", division=division)
    columns = [{"type": "text", "heading": heading} for heading in ("指标", "数量", "合格率", "说明")]
    rows = [{"values": ["抽检", "11,016", "96.1%", "—"]}, {"values": ["检查", "141", "—", "见正文"]}]
    table = {"caption": "一季度", "columns": columns, "rows": rows}
    page.table = StatisticsPage._meta.get_field("table").stream_block.to_python([{"type": "table", "value": table}])
    page.save()
    page.save_revision()
    text = client.get(factories.published(page, at=AT).url).content.decode()
    assert '<th scope="col" class="num">数量</th><th scope="col" class="num">合格率</th><th scope="col">说明</th>' in text
    assert '<td class="num">' in text and "<td>抽检</td>" in text.replace("\n", "").replace("  ", "")


@pytest.mark.parametrize(("place", "word"), [(1, "一"), (9, "九"), (10, "十"), (15, "15")])
def test_columns_are_numbered_as_the_work_points_are(place, word):
    """一 to 十, then digits."""
    assert tags.numeral(place) == word


def test_articles_and_salutations_are_set_as_on_paper():
    """第三条 apart from its words; 某某公司： without indent; nothing else is touched."""
    html = '<div class="block"><p>示例公司：</p>\n<p>第三条 应当公开。</p><p>见第三条 的规定</p></div>'
    assert tags.typeset(html) == (
        '<div class="block"><p class="salute">示例公司：</p>\n<p><b class="no">第三条</b> 应当公开。</p><p>见第三条 的规定</p></div>'
    )
