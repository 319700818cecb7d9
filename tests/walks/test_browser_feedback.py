"""Feedback in a real browser: objection and credit repair walked from the page to their end, an error reported without a script."""

import io
import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.feedback.conftest import PARTY, Feedbacks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(site, live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    made = Feedbacks()
    assert made.penalty.live
    return made


def sign_in(page, address, user):
    page.goto(address + "/admin/login/")
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", user.username)
    page.click("button[type=submit]")
    expect(page).not_to_have_url(re.compile("login"))


def do(page, verb, **given):
    """Open a verb at the desk, fill its form in and send it."""
    form = page.locator(f"#do-{verb}")
    form.locator("summary").click()
    for name, value in given.items():
        place = form.locator(f"[name={verb}-{name}]")
        if place.evaluate("element => element.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
    form.locator("button").click()


def file_it(page, here, item, link, *, code, text, proof=None):
    """From the item's page by its link to the receipt; (number, code)."""
    page.goto(here + item.url)
    page.click(f"text={link}")
    page.fill("#id_credit_code", code)
    page.fill("#id_text", text)
    page.fill("#id_contact", "13800138000")
    if proof:
        page.set_input_files("#id_file", proof)
    page.click("form#give button:not([name])")
    if page.locator(".error-summary").count():
        return None
    shown = page.inner_text("main")
    return re.search(r"FK-\d{4}-\d{5}", shown)[0], re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", shown)[0]


def track(page, here, number, code):
    page.goto(f"{here}/track/?number={number}")
    page.fill("#id_code", code)
    page.click("main form button")


def test_an_objection_from_the_page_to_its_corrected_version(world, live_server, page, browser):
    """A stranger is refused and keeps what was typed; 异议处理中 appears; the decision corrects through the chain and names review and suit."""
    from django.utils import timezone

    from disclosure.cases.models import Case
    from disclosure.chain import actions as chain
    from disclosure.chain.audit import faults
    from disclosure.chain.models import Matter
    from tests.feedback.conftest import STRANGER
    from tests.walker import PASS

    errors, here, item = [], live_server.url, world.penalty
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    proof = {
        "name": "营业执照.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    }
    assert file_it(page, here, item, "当事人提出异议", code=STRANGER, text="墩号有误，应为 2 号墩。") is None
    expect(page.locator(".error-summary")).to_contain_text("不是本页所载当事人")
    expect(page.locator("#id_text")).to_have_value("墩号有误，应为 2 号墩。")
    number, code = file_it(page, here, item, "当事人提出异议", code=PARTY, text="墩号有误，应为 2 号墩。", proof=proof)
    case = Case.objects.get(number=number)
    assert case.papers.count() == 1
    page.goto(here + item.url)
    expect(page.locator("main")).not_to_contain_text("异议处理中")

    office = browser.new_context(locale="zh-CN").new_page()
    sign_in(office, here, world.bureau.director)
    office.goto(f"{here}/admin/cases/{case.pk}/")
    do(office, "standing", note="营业执照与授权委托书相符")
    page.goto(here + item.url)
    expect(page.locator("main")).to_contain_text("异议处理中")

    office.goto(f"{here}/admin/cases/{case.pk}/")
    do(office, "decide", outcome="correct", reason="经核对检测记录，墩号有误", wrong="3 号墩", right="2 号墩")
    expect(office.locator(".w-title")).to_contain_text("已答复")
    page.reload()
    expect(page.locator("main")).to_contain_text("正在更正")
    expect(page.locator("main")).to_contain_text("3 号墩")

    now = timezone.now()
    chain.propose(page=item, by=world.bureau.editor, at=now, kind="correction")
    digest = Matter.objects.get(page_no=item.pk).rounds.get().digest
    chain.sign(page=item, by=world.bureau.head, at=now, digest=digest, opinion="同意")
    chain.sign(page=item, by=world.bureau.reviewer, at=now, digest=digest, opinion="同意", outcome="publish", checklist=PASS)
    page.reload()
    expect(page.locator("main")).to_contain_text("2 号墩")
    expect(page.locator("main")).not_to_contain_text("正在更正")
    assert not list(faults())

    track(page, here, number, code)
    for words in ("已答复", "异议成立，更正页面", "测试省交通运输厅", "测试市人民法院", "该信息已经更正"):
        expect(page.locator("main")).to_contain_text(words)
    with page.expect_download() as got:
        page.locator("li", has_text="异议处理决定书").get_by_role("link", name="DOCX").click()
    written = "\n".join(each.text for each in Document(io.BytesIO(Path(got.value.path()).read_bytes())).paragraphs)
    for words in ("示例路桥工程有限公司", item.index_number, "3 号墩", "2 号墩", "60日内向测试省交通运输厅申请行政复议", "6个月内向测试市人民法院"):
        assert words in written, words
    assert "{{" not in written and not errors


def test_a_credit_repair_from_the_page_to_the_end_of_its_display(world, live_server, page, browser):
    """Filed from the page, standing checked, granted: the page is gone with the reason, the party reads the decision."""
    from disclosure.cases.models import Case

    here, item = live_server.url, world.penalty
    number, code = file_it(page, here, item, "当事人申请信用修复", code=PARTY.lower(), text="罚款已缴，已整改。")
    case = Case.objects.get(number=number)
    office = browser.new_context(locale="zh-CN").new_page()
    sign_in(office, here, world.bureau.director)
    office.goto(f"{here}/admin/cases/{case.pk}/")
    do(office, "standing", note="营业执照、缴款凭证已核对")
    page.goto(here + item.url)
    expect(page.locator("main")).to_contain_text("信用修复办理中")
    office.goto(f"{here}/admin/cases/{case.pk}/")
    do(office, "decide", outcome="end-display", reason="已履行，最短公示期已满")
    answer = page.goto(here + item.url)
    assert answer.status == 410
    expect(page.locator("main")).to_contain_text("信用修复，提前终止公示")
    track(page, here, number, code)
    for words in ("准予修复，终止公示", "信用修复决定书", "测试市人民法院"):
        expect(page.locator("main")).to_contain_text(words)
    page.locator("summary", has_text="确认答复").click()
    page.click("details[open] button")
    expect(page.locator("main")).to_contain_text("已办结")


def test_without_a_script_an_error_is_reported(world, live_server, browser):
    """The link on the page, the form, the receipt."""
    from disclosure.feedback.models import Feedback

    page = browser.new_context(locale="zh-CN", java_script_enabled=False).new_page()
    page.goto(live_server.url + world.penalty.url)
    page.click("text=本页纠错")
    page.fill("#id_text", "第二段单位名称有误。")
    page.click("form#give button:not([name])")
    assert "您的反馈已收到" in page.inner_text("h1")
    assert Feedback.objects.get().revision == world.penalty.live_revision_id
