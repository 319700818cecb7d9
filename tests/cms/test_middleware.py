"""Headers on every answer; the reader's view."""

import pytest

from cms.middleware import View
from tests import factories

PUBLIC = ["/", "/catalogue/", "/notices/", "/ledger/", "/guide/", "/site-map/", "/open/rules/", "/healthz"]
PUBLIC += ["/robots.txt", "/sitemap.xml", "/nowhere/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_every_answer_carries_a_strict_policy(site, client, path):
    """nosniff, the referrer policy and a policy without inline code or another host (contract, Headers)."""
    answer = client.get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "http" not in answer["Content-Security-Policy"]


def test_the_admin_has_the_looser_policy_that_wagtail_needs(site, client):
    """Date fields and inline panels write inline scripts; images come from blobs. Everything stays on this host."""
    answer = client.get("/admin/login/")
    assert "script-src 'self' 'unsafe-inline'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_what_a_session_opened_is_kept_by_no_cache(site, client):
    """A signed-in person's answers are private, no-store; an anonymous reader's may be kept."""
    assert "no-store" not in client.get("/catalogue/").get("Cache-Control", "")
    client.force_login(factories.person(is_superuser=True, is_staff=True))
    for path in ("/admin/", "/intranet/", "/intranet/internal-rules/"):
        assert client.get(path)["Cache-Control"] == "private, no-store"


def test_what_a_token_opened_is_kept_by_no_cache(site, client):
    """A request with a token gets private, no-store, whatever it asks for."""
    assert client.get("/api/v3/pages/", headers={"authorization": "Bearer nothing"})["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("mode", ["elder", "contrast"])
def test_a_view_is_chosen_by_a_plain_link_and_kept(site, client, mode):
    """长辈版、高对比度: the server sets a cookie, leads back to the same address, and writes the class; the link then reads 标准版."""
    answer = client.get("/catalogue/", {"q": "桥", "view": mode})
    assert (answer.status_code, answer["Location"]) == (302, "/catalogue/?q=%E6%A1%A5")
    page = client.get("/catalogue/").content.decode()
    assert f'<html lang="zh-CN" class="{mode}">' in page
    assert "标准版" in page
    client.get("/", {"view": "standard"})
    assert '<html lang="zh-CN">' in client.get("/").content.decode()


def test_an_unknown_view_changes_nothing(site, client):
    """Only the three words are known; a cookie with another word is ignored."""
    assert client.get("/", {"view": "<script>"}).status_code == 200
    client.cookies["view"] = '"><script>'
    assert '<html lang="zh-CN">' in client.get("/").content.decode()


def test_choosing_a_view_never_leads_to_another_host(rf):
    """//evil.example as a path is no address of a host."""
    request = rf.get("/", {"view": "elder"})
    request.path = "//evil.example/"
    assert View(None)(request)["Location"] == "/%2Fevil.example/"


def test_a_shared_cache_is_told_of_the_cookie(site, client):
    """One reader's view is not handed to another."""
    assert "Cookie" in client.get("/")["Vary"]


ENDLESS = "9" * 23


@pytest.mark.parametrize(
    "path",
    [
        "/api/v3/pages/?search=%00", "/api/v3/pages/?title=%00", "/catalogue/?q=%00", "/?%00=1", "/track/?number=%00",
        f"/api/v3/pages/?offset={ENDLESS}", f"/api/v3/documents/?offset={ENDLESS}", f"/api/v3/images/?limit={ENDLESS}",
    ],
)  # fmt: skip
def test_an_address_that_asks_for_what_is_none_is_400(site, client, path):
    """Never a 500 of the database: a null character, or a place beyond its numbers."""
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer["X-Content-Type-Options"] == "nosniff"
    if path.startswith("/api/"):
        assert answer["Content-Type"].startswith("application/problem+json")
