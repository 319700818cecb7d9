"""The home page and the guide."""

import datetime as dt
from pathlib import Path

from tests import factories
from tests.walker import Walker

AT = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)


def test_home_shows_the_newest_and_counts_the_nine(site, client):
    """最新公开, and each of the nine columns with its count and last change (二（一）)."""
    division = factories.division("zhiliang")
    pages = [factories.published(factories.item("rules", division=division, title=f"规则{n}"), at=AT + dt.timedelta(days=n)) for n in range(3)]
    text = client.get("/").content.decode()
    assert text.index("规则2") < text.index("规则1") < text.index("规则0")
    assert f'href="{pages[0].url}"' in text
    assert "主动公开的九类信息" in text and "共 3 条" in text and text.count("还没有公开这类信息") == 8
    assert text.count('<span class="no"') == 9


def test_home_shows_nothing_inward_and_no_draft(site, client):
    """Staff items and drafts are not for the street."""
    division = factories.division("zhiliang")
    factories.published(factories.item("internal-rules", division=division, title="内部规章"), at=AT)
    factories.item("rules", division=division, title="还在起草")
    text = client.get("/").content.decode()
    assert "内部规章" not in text and "还在起草" not in text


def test_home_asks_the_same_number_of_queries_for_one_item_and_for_many(site, client, django_assert_max_num_queries):
    """Counted in the database, not in Python."""
    division = factories.division("zhiliang")
    for number in range(12):
        factories.published(factories.item("rules", division=division, title=f"规则{number}"), at=AT)
    client.get("/")
    with django_assert_max_num_queries(17):
        client.get("/")


def test_home_weighs_little(site, client):
    """60 kB at most: the page and its two style sheets; no script, no font, no picture."""
    from django.contrib.staticfiles import finders

    text = client.get("/").content
    sheets = sum(Path(finders.find(f"disclosure/{name}.css")).stat().st_size for name in ("tokens", "portal"))
    assert len(text) + sheets <= 60_000
    assert b"<script" not in text and b"<img" not in text


def test_home_has_the_tags_of_a_column(site, client):
    """ColumnType 首页."""
    text = client.get("/").content.decode()
    assert '<meta name="ColumnType" content="首页">' in text and '<meta name="ColumnName" content="首页">' in text


def test_the_guide_holds_what_article_12_asks_for(site, client):
    """分类、编排体系、获取方式、工作机构的名称、地址、时间、电话、传真、互联网联系方式: drawn from the records."""
    from disclosure.org.models import BureauSettings

    bureau = BureauSettings.for_site(site)
    given = {"office_name": "测试办公室", "address": "测试路1号", "hours": "工作日8:30", "phone": "0000-1", "fax": "0000-2"}
    given["email"] = "a@example.gov.cn"
    for name, value in given.items():
        setattr(bureau, name, value)
    bureau.save()
    factories.division("zhiliang", name="质量处")
    text = client.get("/guide/").content.decode()
    for words in [*given.values(), "监管信息", "索引号", "公开目录", "质量处"]:
        assert words in text


def test_plain_pages_are_there_from_the_start(site, client):
    """制度 and 无障碍声明, with their column tags."""
    for path, title in (("/rules-of-disclosure/", "政府信息公开制度"), ("/accessibility/", "无障碍声明")):
        text = client.get(path).content.decode()
        assert f"<h1>{title}</h1>" in text and f'<meta name="ColumnName" content="{title}">' in text


def test_the_figures_of_the_year_are_counted(site, client):
    """今年公开工作: published this year, how many through the chain here, how many of those in time; what was brought in is not judged."""
    from cms.home import this_year
    from disclosure.items.models import DisclosurePage

    walk = Walker().publish()
    late = Walker(walk.bureau, at=walk.at).publish()
    DisclosurePage.objects.filter(pk=late.page.pk).update(due_on=dt.date(2026, 11, 1))
    brought = [factories.published(factories.item("rules", division=walk.bureau.zhiliang), at=AT) for _number in range(2)]
    DisclosurePage.objects.filter(pk=brought[1].pk).update(published_at=dt.datetime(2025, 12, 31, 15, 59, tzinfo=dt.UTC))
    found = this_year(AT)
    assert (found.year, found.published, found.cleared_here, found.in_time) == (2026, 3, 2, 1)
    assert "经本系统审批 2 条，其中按期公开 1 条" in client.get("/").content.decode()
