"""Alive, ready, robots, sitemap, and what is said when something fails."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import override_settings

from cms import views
from tests import factories

AT = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)


def test_healthz_asks_nothing(client, django_assert_num_queries):
    """The process alone."""
    assert client.get("/healthz").status_code == 200


def test_readyz_names_what_does_not_answer(site, client, monkeypatch):
    """200 with all three, 503 with the one that fails, and no detail that could hold a name."""
    assert client.get("/readyz").json() == {"database": "ok", "cache": "ok", "search": "ok"}
    monkeypatch.setattr(cache, "get", lambda *args: None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["cache"], answer.json()["database"]) == (503, "RuntimeError", "ok")


def test_robots_name_the_sitemap(site, client):
    """Admin and intranet are closed to robots; the sitemap is named with its full address."""
    text = client.get("/robots.txt").content.decode()
    assert all(f"Disallow: {path}\n" in text for path in ("/admin/", "/intranet/", "/track/"))
    assert f"Sitemap: {site.root_url}/sitemap.xml" in text


def test_the_sitemap_holds_outward_pages_alone(site, client):
    """Live public items and columns; no draft, nothing inward."""
    division = factories.division("zhiliang")
    shown = factories.published(factories.item("other", division=division), at=AT)
    draft = factories.item("other", division=division)
    inward = factories.published(factories.item("internal-rules", division=division), at=AT)
    text = client.get("/sitemap.xml").content.decode()
    assert f"<loc>{site.root_url}{shown.url}</loc>" in text
    assert f"<loc>{site.root_url}/</loc>" in text and "/open/rules/" in text
    assert draft.index_number not in text and inward.index_number not in text and "/intranet/" not in text


def test_the_sitemap_becomes_an_index_when_it_is_long(site, client, monkeypatch):
    """Beyond 50,000 addresses: an index of files (here: beyond 10)."""
    monkeypatch.setattr(views, "SITEMAP_LIMIT", 10)
    monkeypatch.setattr(views.OutwardPages, "limit", 10)
    text = client.get("/sitemap.xml").content.decode()
    assert "<sitemapindex" in text and "/sitemap-pages.xml?p=2" in text
    assert client.get("/sitemap-pages.xml").content.decode().count("<loc>") == 10
    assert client.get("/sitemap-pages.xml?p=2").status_code == 200
    assert client.get("/sitemap-other.xml").status_code == 404


def test_the_site_map_leads_to_every_column(site, client):
    """网站地图 names columns and plain pages, and nothing of the staff's."""
    text = client.get("/site-map/").content.decode()
    for path in ("/open/agency/", "/guide/", "/accessibility/", "/ledger/", "/catalogue/"):
        assert f'href="{path}"' in text
    assert "/intranet/internal-rules/" not in text


def test_a_lost_reader_finds_search_and_catalogue(site, client):
    """404 says so in the heading and offers the way on."""
    answer = client.get("/nowhere/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "<h1>没有这个页面</h1>" in text and 'action="/catalogue/"' in text


def test_the_api_answers_lost_and_failed_with_a_problem_document(site, client, rf):
    """Outside Wagtail's own views too: unknown path, crash, database away."""
    answer = client.get("/api/v3/nowhere/at/all/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404
    assert views.failed(rf.get("/api/v3/pages/"))["Content-Type"] == "application/problem+json"


def test_a_crash_is_told_without_database_or_template(rf, django_db_blocker):
    """500 from one file; its style is named by its hash in the policy, so nothing else inline may run."""
    with django_db_blocker.block():
        answer = views.failed(rf.get("/"))
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()
    assert "style-src 'sha256-" in answer["Content-Security-Policy"]


def test_a_database_that_is_away_is_maintenance(rf):
    """503 with Retry-After, and no word of the cause."""
    try:
        raise OperationalError("password of gongkai failed")
    except OperationalError:
        answer = views.failed(rf.get("/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "网站正在维护" in answer.content.decode() and "password" not in answer.content.decode()


@override_settings(ALLOWED_HOSTS=["portal.example"])
def test_a_foreign_host_name_is_refused(client):
    """400, in our own words."""
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400 and "这个请求无法识别" in answer.content.decode()


@pytest.mark.django_db
def test_an_expired_form_says_what_to_do(site):
    """A form without its token: 403 with the remedy."""
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
    assert answer.status_code == 403 and "刷新后再提交" in answer.content.decode()


def test_the_description_of_the_api_is_reckoned_once_and_hidden_where_the_docs_are(site, client, settings, monkeypatch):
    """Anybody may ask for it, and it is dear."""
    from wagtail.api.v3.api import api

    first = client.get("/api/v3/openapi.json")
    assert first["Content-Type"].startswith("application/json") and "/api/v3/matters/" in first.json()["paths"]
    monkeypatch.setattr(api, "get_openapi_schema", None)
    assert client.get("/api/v3/openapi.json").content == first.content
    settings.WAGTAILAPI_DOCS_ENABLED = False
    assert client.get("/api/v3/openapi.json").status_code == 404
