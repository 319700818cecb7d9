"""The accountability dashboard in a real browser: drawn under the strict policy, at three widths, without a fault that a machine can find."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import factories
from tests.dashboard import lived
from tests.walks.test_browser_application import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bureau(site, live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    made = factories.bureau()
    lived.weeks(made)
    return made


def test_it_reads_at_a_glance_on_a_desk_and_on_a_phone(bureau, live_server, page):
    """Charts are drawn by our own script under script-src and style-src 'self', no console error, no other host; nothing scrolls sideways; at 360
    pixels the late sentence stands above the folded filters; a number leads to its rows and a row to its matter; axe finds nothing."""
    said, hosts = [], set()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
    sign_in(page, live_server.url, bureau.main_leader)
    said.clear()
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + "/admin/dashboard/?as_of=2026-11-25")
        page.locator("[data-figure][data-done]").first.wait_for(state="attached")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    late, filters = page.locator("section.answer").bounding_box(), page.locator("details.filterfold").bounding_box()
    assert late["y"] < filters["y"] and filters["height"] < 120
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.locator("section.answer").bounding_box()["y"] > page.locator("details.filterfold").bounding_box()["y"]
    found = Axe().run(page, context="main", options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert not [each["id"] for each in found.response["violations"]], found.generate_report()
    page.locator(".answer tbody a").first.click()
    page.wait_for_url("**/admin/**")
    page.go_back()
    page.locator("table.tree td a").first.click()
    page.wait_for_url("**/dashboard/rows/**")
    assert not said and hosts == {live_server.url.split("/")[2]}
