"""The look of the portal in a real browser: every template at three widths, in 标准版, 长辈版 and 高对比度, without a script, on paper."""

import datetime as dt
from types import SimpleNamespace

import pytest

from tests import factories
from tests.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
MODES = ("standard", "elder", "contrast")
LONG = "关于深刻汲取事故教训切实做好交通建设工程中秋国庆假期和第四季度安全生产工作的通知"
BODY = [
    ("paragraph", "<p>根据年度质量监督工作计划，对示例高速公路 A2 合同段进行了综合督查。</p><ul><li>资料</li><li>现场</li></ul>"),
    ("heading", {"text": "处理决定", "level": "2"}),
    ("clause", {"number": "第一条", "text": "<p>责令改正，并处罚款人民币壹拾贰万元整。</p>"}),
]  # fmt: skip
TABLE = {
    "caption": "三季度监督抽查",
    "columns": [{"type": "text", "heading": f"第 {n} 列的名称" if n else "项目"} for n in range(8)],
    "rows": [{"values": [f"{n}" * 6 for n in range(8)]}],
}
RING = "(style => style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2)(getComputedStyle(document.activeElement))"
RED = ["rgb(180, 35, 24)", "rgb(253, 240, 238)"]  # --red, --red-tint


@pytest.fixture
def portal(site, live_server, monkeypatch):
    """A bureau with something on every page: the addresses of all templates, by what they show."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
    from disclosure.items.models import RulePage, StatisticsPage
    from disclosure.org.models import BureauSettings

    settings = BureauSettings.for_site(site)
    settings.name, settings.superior = "测试省交通建设质量安全监督局", "测试省交通运输厅"
    settings.hotline, settings.address = "12345", "测试市测试路1号"
    settings.save()
    bureau = factories.bureau()
    division, paper = bureau.zhiliang, factories.stored_document(b"%PDF-1.4\n", "决定书.pdf", title="行政处罚决定书（公开版）")
    public = {name: factories.published(factories.item(name, division=division, title=f"{LONG}（{name}）", body=BODY), at=AT) for name in
              ("agency", "divisions", "services", "actions", "integrity", "other")}  # fmt: skip
    for number in range(22):
        rule = factories.item("rules", division=division, title=f"测试规则{number}", document_number=f"测交〔2026〕{number + 1}号")
        rule = factories.published(rule, at=AT)
    RulePage.objects.filter(pk=rule.pk).update(validity="repealed", validity_reason="被新办法替代", validity_from=dt.date(2026, 11, 1))
    figures = factories.item("statistics", division=division)
    figures.table = StatisticsPage._meta.get_field("table").stream_block.to_python([{"type": "table", "value": TABLE}])
    figures.save()
    figures.save_revision()
    public["statistics"] = factories.published(figures, at=AT)
    inward = factories.published(factories.item("internal-rules", division=division, scope="staff"), at=AT)
    penalty = factories.item(
        "enforcement", division=division, by=bureau.editor, owner=bureau.editor, title=LONG, body=BODY, attachments=[("file", paper)],
        kind="penalty", decision_number="测交罚〔2026〕7号", violation="未按照施工技术标准施工。", basis="条例第六十四条", penalty="罚款",
        decided_on=dt.date(2026, 11, 10), penalty_class="general", display_until=dt.date(2027, 11, 10),
    )  # fmt: skip
    walk = Walker(bureau, penalty).publish()
    urgent = Walker(bureau, at=walk.at).propose().head().secrecy().urgent()
    gone = Walker(bureau, at=urgent.at).publish().withdraw()
    for one in (walk, urgent, gone):
        one.page.refresh_from_db()
    plain = {
        "home": "/", "open": "/open/", "column": "/open/rules/?page=2", "kind": "/open/rules/?kind=law",
        "catalogue": "/catalogue/?category=rules&year=2026",
        "empty": "/catalogue/?q=没有&category=rules", "notices": "/notices/", "ledger": "/ledger/", "guide": "/guide/", "text": "/accessibility/",
        "map": "/site-map/", "lost": "/nowhere/", "penalty": walk.page.url, "urgent": urgent.page.url, "gone": gone.page.url, "repealed": rule.url,
        "complaints": "/complaints/?kind=report&division=zhiliang", "track": "/track/",
        "feedback": f"/feedback/?page={walk.page.pk}", "objection": f"/feedback/?kind=objection&page={walk.page.pk}",
        **{name: page.url for name, page in public.items()},
    }  # fmt: skip
    staff = {"intranet": "/intranet/", "intranet column": "/intranet/internal-rules/", "intranet item": inward.url}
    return SimpleNamespace(address=live_server.url, plain=plain, staff=staff, reader=bureau.auditor)


@pytest.fixture
def reading(browser, portal):
    """Opens a context of a width and a view; `staff=True` signs in. All are closed at the end."""
    opened = []

    def open_context(width=1440, mode="standard", *, staff=False, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **options)
        opened.append(context)
        cookies = [{"name": "view", "value": mode, "url": portal.address}] if mode != "standard" else []
        if staff:
            from django.conf import settings
            from django.test import Client

            client = Client()
            client.force_login(portal.reader)
            cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": portal.address})
        context.add_cookies(cookies)
        page = context.new_page()
        page.strangers, page.complaints = [], []
        page.on("request", lambda request: request.url.startswith((portal.address, "data:")) or page.strangers.append(request.url))
        page.on("console", lambda message: "Content Security Policy" in message.text and page.complaints.append(message.text))
        return page

    yield open_context
    for context in opened:
        context.close()


def each(portal, reading, width, mode):
    """Every template in turn: (name, open page)."""
    for staff, addresses in ((False, portal.plain), (True, portal.staff)):
        page = reading(width, mode, staff=staff)
        for name, address in addresses.items():
            page.goto(portal.address + address)
            yield name, page


@pytest.mark.parametrize(("mode", "width"), [("standard", 1440), ("elder", 360), ("contrast", 768)])
def test_axe_finds_nothing_on_any_template(portal, reading, mode, width):
    """WCAG 2.2 AA and best practice: no violation (GB/T 37668, level 2)."""
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), []
    for name, page in each(portal, reading, width, mode):
        for fault in axe.run(page).response["violations"]:
            found.append(f"{name}: {fault['id']}: {fault['nodes'][0]['html'][:200]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("mode", MODES)
def test_nothing_scrolls_sideways(portal, reading, mode):
    """On a phone and a tablet, in every view; wide tables scroll inside themselves."""
    wide = []
    for name, page in each(portal, reading, 360, mode):
        for width in (360, 768):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((name, width))
    assert not wide


def test_no_request_leaves_the_host_and_red_is_a_state(portal, reading):
    """The browser has nothing to block; a page without late, void, error or .grave has no red on it (look, principle 2)."""
    script = """red => [...document.querySelectorAll('body *')].filter(node => {
        const style = getComputedStyle(node);
        return [style.color, style.backgroundColor, style.borderTopColor, style.borderLeftColor].some(colour => red.includes(colour));
    }).map(node => node.outerHTML.slice(0, 120))"""
    for name, page in each(portal, reading, 1440, "standard"):
        assert not page.strangers and not page.complaints, name
        states = page.locator(".void, .late, .stop, .error, .grave").count()
        assert states or not page.evaluate(script, RED), name


@pytest.mark.parametrize("mode", MODES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(portal, reading, mode):
    """The first stop is 跳到正文; every stop has a visible ring."""
    page = reading(1440, mode)
    for name in ("home", "catalogue", "penalty"):
        page.goto(portal.address + portal.plain[name])
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "跳到正文"
        for _stop in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            assert page.evaluate(RING), f"{name}: {page.evaluate('document.activeElement.outerHTML')[:200]}"


def test_targets_are_large_enough(portal, reading):
    """44 px for buttons and entries, 60 px in 长辈版."""
    for mode, least in (("standard", 44), ("elder", 60)):
        page = reading(360, mode)
        page.goto(portal.address + portal.plain["catalogue"])
        small = page.evaluate(
            "least => [...document.querySelectorAll('button, .main-nav a, .utility a, .pager a, .chips a, summary')]"
            ".filter(node => node.offsetParent && node.getBoundingClientRect().height < least - 0.5).map(node => node.outerHTML.slice(0, 100))",
            least,
        )
        assert not small


def test_elders_read_24_pixels_in_one_column(portal, reading):
    """长辈版: main text 18 pt, no side column."""
    page = reading(1440, "elder")
    page.goto(portal.address + portal.plain["penalty"])
    assert abs(float(page.evaluate("getComputedStyle(document.querySelector('.prose p')).fontSize").removesuffix("px")) - 24) < 0.1
    assert len(page.evaluate("getComputedStyle(document.querySelector('.two')).gridTemplateColumns").split()) == 1


def test_everything_works_without_a_script(portal, reading):
    """Search, filter, sort, turn the page, change the view: all without JavaScript."""
    page = reading(1440, java_script_enabled=False)
    page.goto(portal.address)
    page.get_by_label("搜索政府信息").fill("测试规则")
    page.get_by_role("button", name="搜索").click()
    assert "22" in page.locator(".result-bar").inner_text()
    page.get_by_label("已废止").check()
    page.get_by_role("button", name="应用筛选").click()
    assert page.locator(".catalogue tbody tr").count() == 1
    page.get_by_role("link", name="效力：已废止").click()
    page.get_by_role("link", name="下一页").click()
    assert page.locator(".catalogue tbody tr").count() == 2
    page.get_by_role("link", name="长辈版").click()
    assert page.locator("html").get_attribute("class") == "elder"
    assert "page=2" in page.url
    page.get_by_role("link", name="标准版").click()
    assert page.locator("html").get_attribute("class") is None


def test_paper_shows_the_document_and_its_address(portal, reading):
    """Print: black on white whatever the view; the frame goes, the permanent address comes."""
    page = reading(1440, "contrast")
    page.goto(portal.address + portal.plain["penalty"])
    page.emulate_media(media="print")
    for gone in (".main-nav", ".utility", ".tools", ".crumbs"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator(".print-only").is_visible() and portal.plain["penalty"] in page.locator(".print-only").inner_text()
    assert page.evaluate("getComputedStyle(document.querySelector('.prose p')).color") == "rgb(0, 0, 0)"
