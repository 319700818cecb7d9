"""The main job in a real browser: an editor writes and submits, each approver acts in a session of his own, the public reads and downloads."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "关于对示例路桥工程有限公司不按照施工技术标准施工行为的行政处罚决定"
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FIELDS = {
    "document_number": "测交质监罚〔2026〕7号", "formed_on": "2026-11-16", "summary": "行政处罚决定。", "decision_number": "测交质监罚〔2026〕7号",
    "violation": "3 号墩桩基未按设计图纸施工。", "basis": "《建设工程质量管理条例》第六十四条", "penalty": "罚款人民币壹万贰仟元。",
    "decided_on": "2026-11-16", "display_until": "2028-11-16", "party_told_on": "2026-11-16",
}  # fmt: skip


@pytest.fixture
def bureau(site, monkeypatch):
    """A bureau whose editor may write, and whose name is entered in the settings."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
    from disclosure.org.groups import editors
    from disclosure.org.models import BureauSettings

    settings = BureauSettings.for_site(site)
    settings.name = "测试省交通建设质量安全监督局"
    settings.save()
    made = factories.bureau()
    made.editor.groups.add(editors())
    return made


@pytest.fixture
def sign_in(browser, live_server):
    """Opens a session of one's own through the login page, at a width; an address of the admin is where it leads."""
    opened = []

    def open_session(user, address, width=1280):
        context = browser.new_context(viewport={"width": width, "height": 780}, locale="zh-CN", timezone_id="Asia/Shanghai")
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{live_server.url}{address}")  # not signed in: Wagtail's login returns to it
        page.fill("[name=username]", user.get_username())
        page.fill("[name=password]", user.get_username())
        page.click("button[type=submit]")
        page.wait_for_url(f"**{address}")
        return page

    yield open_session
    for context in opened:
        context.close()


def write(page, index):
    """Fill a penalty into the real editor, with a party, a paragraph and an uploaded attachment; save and go on to the proposal."""
    page.wait_for_load_state("networkidle")
    page.locator("[name=title]").fill(TITLE)
    page.select_option("[name=kind]", "penalty")
    assert not page.locator("[for=id_withheld_reason]").is_visible(), "the question is hidden with its field"
    for name, value in FIELDS.items():
        page.locator(f"[name={name}]").fill(value)
    page.keyboard.press("Escape")
    page.select_option("[name=penalty_class]", "general")
    page.locator("[name=violation]").click()  # closes the calendar of the last day, whose closing would swallow a click
    add = page.locator("[data-contentpath=parties] button.c-sf-add-button").first
    add.click()
    if page.locator("[name=parties-0-value-name]").count() == 0:
        add.click()
    page.locator("[name=parties-0-value-name]").fill("示例路桥工程有限公司")
    page.locator("[name=parties-0-value-credit_code]").fill("91350000MA00EX000D")
    body = page.locator("[data-contentpath=body]").first
    body.locator("button.c-sf-add-button").first.click()
    page.get_by_role("option", name="段落").click()
    body.locator("[contenteditable=true]").first.click()
    page.keyboard.type("经查，你单位未按照施工技术标准施工。")
    attachments = page.locator("[data-contentpath=attachments]").first
    attachments.locator("button.c-sf-add-button").first.click()
    attachments.locator("button", has_text="选择").first.click()
    page.locator(".modal-body [role=tab]").nth(1).click()
    page.locator(".modal-body input[type=file]").set_input_files({"name": "决定书.pdf", "mimeType": "application/pdf", "buffer": PAPER})
    page.locator(".modal-body [name$=title]").last.fill("行政处罚决定书（公开版）")
    page.locator(".modal-body form button[type=submit]").last.click()
    page.locator(".modal-body").wait_for(state="hidden")
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    page.locator("[name=action-propose]").click()
    page.wait_for_url("**/propose/")


def told(page):
    """The sentence of success at the top of the page."""
    return page.locator(".messages .success").first.inner_text()


def test_an_item_walks_from_the_editor_to_the_public(bureau, sign_in, browser, live_server):
    """Editor, head, reviewer, leader, three members and the chair, each in an own session; then it is public, and both audits are green."""
    from disclosure.items.models import CategoryIndexPage, EnforcementPage
    from disclosure.ledger.verify import first_fault

    column = CategoryIndexPage.objects.get(category="enforcement")
    desk = sign_in(bureau.editor, f"/admin/pages/add/disclosure_items/enforcementpage/{column.pk}/")
    write(desk, column)
    desk.check("[name=vital_interest][value=no]")
    desk.fill("[name=vital_interest_reason]", "针对单个企业的处罚")
    desk.click(".w-footer button[type=submit]")
    item = EnforcementPage.objects.get()
    sheet = f"/admin/matters/{item.pk}/"
    desk.wait_for_url(f"**{sheet}")
    assert "已送审" in told(desk)

    head = sign_in(bureau.head, sheet, width=360)  # on a phone: the mail's link, then one tap
    assert head.evaluate("document.documentElement.scrollWidth") <= 360
    head.click(".w-footer button[type=submit]")
    assert "已签署" in told(head)

    reviewer = sign_in(bureau.reviewer, sheet)
    reviewer.click(".w-footer button[type=submit]")  # pressed too early: it lists what is missing
    reviewer.locator(".error-summary li").nth(7).wait_for()
    for name in ("state_secret", "work_secret", "aggregation", "stability", "commercial_secret", "privacy"):
        reviewer.check(f"[name={name}][value=no]")
    for name in ("attachments_opened", "channels_fit"):
        reviewer.check(f"[name={name}][value=yes]")
    reviewer.check("[name=outcome][value=publish]")
    draft = reviewer.locator(".files a").first.get_attribute("href")
    assert reviewer.request.get(f"{live_server.url}{draft}").body() == PAPER
    reviewer.click(".w-footer button[type=submit]")
    assert "已签署" in told(reviewer)

    leader = sign_in(bureau.leader, sheet)
    leader.fill("#decide [name=opinion]", "同意公开")
    leader.click(".w-footer button[type=submit]")
    assert "已签署" in told(leader)

    for member in bureau.members[:3]:
        ballots = sign_in(member, "/admin/matters/")
        ballots.check(f"[name=choice-{item.pk}][value=for]")
        ballots.click(".w-footer button[type=submit]")
        assert "已计入 1 件" in told(ballots)

    chair = sign_in(bureau.chair, sheet)
    chair.check("[name=choice][value=for]")
    chair.click(".w-footer button[type=submit]")
    assert "已计入" in told(chair)
    chair.click(".w-footer [data-opens=do-close]")
    chair.fill("#do-close [name=minutes]", "会议纪要：同意公开。")
    chair.click("#do-close button[type=submit]")
    assert "已经公开" in told(chair)

    reader = browser.new_context(locale="zh-CN").new_page()
    item.refresh_from_db()
    assert reader.goto(f"{live_server.url}/open/enforcement/{item.index_number}/").status == 200
    assert TITLE in reader.inner_text("main") and "未按照施工技术标准施工" in reader.inner_text("main")
    paper = reader.locator("a[href*='/documents/']").first
    assert "行政处罚决定书" in paper.inner_text()
    got = reader.request.get(f"{live_server.url}{paper.get_attribute('href')}")
    assert got.status == 200 and got.body() == PAPER
    reader.context.close()
    assert first_fault() is None
    call_command("audit_gate", stdout=StringIO())


def test_a_mail_opens_the_sheet_and_signs_nothing(bureau, sign_in):
    """The link of “your turn” leads through the login to the sheet; reading it, in whatever way, leaves no signature."""
    from disclosure.chain.models import Signature
    from disclosure.outbox.models import Message
    from tests.walker import Walker

    walker = Walker(bureau=bureau).propose()
    address = re.search(r"https?://\S+?(/admin/matters/\d+/)", Message.objects.filter(key__startswith="turn:").get().body)[1]
    page = sign_in(bureau.head, address)
    assert "轮到您" in page.inner_text(".banner.turn")
    page.click(".w-footer [data-opens=do-return_to]")
    assert page.locator("#do-return_to").get_attribute("open") is not None
    page.reload()
    assert not Signature.objects.exists() and walker.state == "running head"


def test_without_a_script_the_sheet_is_signed_all_the_same(bureau, browser, live_server):
    """The form, the return and the list work with JavaScript switched off."""
    from django.conf import settings
    from django.test import Client

    from tests.walker import Walker

    walker = Walker(bureau=bureau).propose()
    client = Client()
    client.force_login(bureau.head)
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 360, "height": 640})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/matters/{walker.page.pk}/")
    page.click("#do-return_to summary")
    page.click("#do-return_to button[type=submit]")
    assert "没有办成" in page.inner_text(".error-summary")
    page.click(".w-footer button[type=submit]")
    assert "已签署" in told(page)
    context.close()
    assert walker.state == "running secrecy"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing_on_our_pages_and_nothing_scrolls_sideways(bureau, sign_in, width):
    """WCAG 2.2 AA within what is ours: the sheet of each step, the ballots, the proposal."""
    from axe_playwright_python.sync_playwright import Axe

    from tests.walker import Walker

    in_group = Walker(bureau=bureau).to_group()
    at_review = Walker(bureau=bureau).propose().head()
    draft = Walker(bureau=bureau)
    pages = [
        (bureau.reviewer, f"/admin/matters/{at_review.page.pk}/"), (bureau.chair, "/admin/matters/"),
        (bureau.chair, f"/admin/matters/{in_group.page.pk}/"), (bureau.editor, f"/admin/matters/{draft.page.pk}/propose/"),
    ]  # fmt: skip
    for user, address in pages:
        page = sign_in(user, address, width)
        page.locator(".w-main h1").first.wait_for()
        found = Axe().run(page, context={"include": [[".w-main"]]}).response["violations"]
        assert not [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_registers_fit_a_desk_and_are_blocks_on_a_phone(bureau, sign_in):
    """At 1440 and 1280 pixels no register scrolls sideways inside its frame, whatever the length of title, number, division; at 360 nothing does."""
    import datetime as dt

    from disclosure.clocks.actions import open_duty
    from disclosure.clocks.models import DutyKind
    from disclosure.complaints import actions as complaints
    from disclosure.consultation import actions as hearings
    from disclosure.items import issued
    from disclosure.org.models import PostKind
    from tests.consultation.conftest import CLOSES, Consulted

    at = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
    bureau.zhiliang.name = "机关党委（机关纪委）"
    bureau.zhiliang.save()
    given = {"document_number": "省交质监明电〔2026〕9号", "title": TITLE, "issued_on": dt.date(2026, 8, 3), "division": bureau.zhiliang}
    issued.enter(**given, by=bureau.director, at=at)
    owed = {"kind": DutyKind.CHANNEL, "channel": "media", "subject_title": TITLE, "division": bureau.zhiliang, "owner_kind": PostKind.OFFICE_DIRECTOR}
    open_duty(**owed, due_on=dt.date(2026, 11, 2), at=at)
    walk = Consulted(bureau=bureau, title=TITLE).publish()
    walk.say(text=TITLE, clause=2)
    days = {"held_at": CLOSES, "signup_until": CLOSES - dt.timedelta(days=1)}
    hearings.announce_hearing(page=walk.page, kind="meeting", where="处室小会议室", seats=30, rule="按处室", **days, by=bureau.editor, at=walk.now())
    order = {"kind": "rectification", "title": TITLE, "text": "请整改。", "division": bureau.zhiliang, "about": ("page", walk.page.pk, "")}
    complaints.order_open(**order, by=bureau.efficiency, at=at)
    registers = [
        (bureau.director, "disclosure_items/issueddocument"), (bureau.director, "disclosure_clocks/duty"),
        (bureau.efficiency, "disclosure_complaints/supervisionorder"), (bureau.director, "disclosure_consultation/comment"),
        (bureau.director, "disclosure_consultation/hearing"),
    ]  # fmt: skip
    for user, register in registers:
        page = sign_in(user, f"/admin/{register}/", 1440)
        page.locator(".result-list tbody tr").first.wait_for()
        for width in (1440, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            beyond = page.evaluate("(list => list.scrollWidth - list.clientWidth)(document.querySelector('.result-list'))")
            assert beyond <= 1, (register, width)
        page.set_viewport_size({"width": 360, "height": 780})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, register
