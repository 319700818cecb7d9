"""The frame around every page."""

import re

import pytest

from cms import frame
from disclosure.org.models import BureauSettings


@pytest.fixture
def named(site):
    """A bureau with its particulars."""
    found = BureauSettings.for_site(site)
    for name, value in {
        "name": "测试监督局", "superior": "测试厅", "office_name": "测试办公室", "address": "测试路1号", "phone": "0000-1",
        "hotline": "00001", "site_code": "3500000000", "icp_number": "测ICP备1号", "police_number": "测公网安备1号",
        "site_domain": "test.example.gov.cn", "hours": "工作日",
    }.items():  # fmt: skip
        setattr(found, name, value)
    found.save()
    return found


def test_the_frame_draws_the_bureau_from_its_settings(named, client):
    """Name, superior, office, address, telephone, code and record numbers: all from the one page of settings."""
    text = client.get("/guide/").content.decode()
    for words in ("测试监督局", "主管单位：测试厅", "承办：测试办公室", "地址：测试路1号", "网站标识码：3500000000", "测ICP备1号", "测公网安备1号"):
        assert words in text


def test_an_unnamed_bureau_leaves_no_empty_labels(site, client):
    """Before the settings are filled the pages answer, without labels that name nothing."""
    text = client.get("/").content.decode()
    for label in ("主管单位：", "地址：", "电话：", "网站标识码：", "备案号："):
        assert label not in text


def test_entries_that_do_not_exist_yet_are_left_out(site, client):
    """Later rooms appear by themselves; until then no link leads nowhere (point 9)."""
    text = client.get("/").content.decode()
    for path in re.findall(r'href="(/[^"?#]*)', text):
        if not path.startswith("/static/"):
            assert client.get(path).status_code in (200, 302), path


def test_every_search_box_asks_the_catalogue(site, client):
    """站内搜索: on the home page, in the frame, for the lost (point 9)."""
    for path in ("/", "/guide/", "/nowhere/"):
        boxes = re.findall(r'<form[^>]*role="search"[^>]*>.*?</form>', client.get(path).content.decode())
        assert boxes, path
        assert all('action="/catalogue/"' in box and 'name="q"' in box for box in boxes), path


def test_an_entry_appears_when_its_page_does(site, client):
    """A live page right under the home page makes its entry exist."""
    from cms.models import PlainPage

    assert not frame.exists("/annual-reports/", site)
    site.root_page.get_children()
    type(site.root_page).objects.get(pk=site.root_page_id).add_child(instance=PlainPage(title="年报", slug="annual-reports"))
    from django.core.cache import cache

    cache.clear()
    assert frame.exists("/annual-reports/", site)


@pytest.mark.parametrize(("url", "path", "word"), [
    ("/catalogue/", "/catalogue/", "page"), ("/catalogue/", "/open/rules/X/", "true"), ("/", "/catalogue/", ""),
    ("/notices/", "/notices/feed/", "true"),
])  # fmt: skip
def test_the_entry_of_the_present_place_is_marked(url, path, word):
    """aria-current: page on the entry itself, true on the entry above."""
    assert frame.current(url, path) == word


def test_every_page_carries_the_tags_of_the_site(named, client):
    """SiteName, SiteDomain, SiteIDCode on every page (网页设计规范)."""
    for path in ("/", "/catalogue/", "/guide/", "/nowhere/"):
        text = client.get(path).content.decode()
        for name, content in (("SiteName", "测试监督局"), ("SiteDomain", "test.example.gov.cn"), ("SiteIDCode", "3500000000")):
            assert f'<meta name="{name}" content="{content}">' in text


def test_titles_name_the_page_first_and_the_bureau_last(named, client):
    """<title>: page - bureau."""
    assert "<title>政府信息公开指南 - 测试监督局</title>" in client.get("/guide/").content.decode()
