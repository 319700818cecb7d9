"""An application in a real browser: the citizen applies and corrects, the office asks, extends, answers in part and records the service."""

import io
import re
from pathlib import Path

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bureau(site, live_server, monkeypatch):
    """The posts are held, the bureau has its name and the bodies of remedy."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    from disclosure.org.models import BureauSettings

    settings = BureauSettings.for_site(site)
    settings.name, settings.short_name, settings.review_body, settings.court = "测试局", "测质监", "测试省交通运输厅", "测试市人民法院"
    settings.save()
    return factories.bureau()


def fill(page, address, **changed):
    """The form of /apply/, filled in and sent."""
    given = factories.application_given(**changed)
    page.goto(address + "/apply/")
    for name in ("name", "id_number", "phone", "email", "address", "description"):
        page.fill(f"#id_{name}", given[name])
    page.click("form#apply button:not([name])")


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


def test_from_the_form_to_the_service_of_a_partial_disclosure(bureau, live_server, page, browser):
    """Each step is on the tracking page with the reason of the day; the letter has no gap; the console stays silent."""
    from disclosure.cases.models import Case

    errors, here = [], live_server.url
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    fill(page, here, id_number="110105194912310021")
    expect(page.locator(".error-summary")).to_contain_text("第 18 位")
    expect(page.locator("#id_description")).to_have_value("2025年质量监督抽查结果")
    page.fill("#id_id_number", "11010519491231002X")
    page.click("form#apply button:not([name])")
    text = page.inner_text("main")
    number, code = re.search(r"SQ-\d{4}-\d{5}", text)[0], re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", text)[0]
    case = Case.objects.get(number=number)

    office = browser.new_context(locale="zh-CN").new_page()
    sign_in(office, here, bureau.director)
    office.goto(f"{here}/admin/cases/{case.pk}/")
    do(office, "correction", items="请写明合同段和年度")

    page.goto(f"{here}/track/?number={number}")
    page.fill("#id_code", code.lower())
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("请写明合同段和年度")
    page.fill("#add-text", "A2 合同段，2025 年")
    page.click("details[open] button")
    expect(page.locator("main")).to_contain_text("您提交了补正")

    office.goto(f"{here}/admin/cases/{case.pk}/")
    do(office, "extend", days="10", reason="需要检索多个年度的资料")
    do(office, "decide", outcome="A3", ground="N4", given="见所附抽查结果。", reason="其余属于商业秘密。")
    do(office, "serve", service="online")
    expect(office.locator("main, .w-main").first).to_contain_text("已答复")

    page.reload()
    for words in ("已答复", "需要延长 10 个工作日", "政府信息公开申请答复书（部分公开）"):
        expect(page.locator("main")).to_contain_text(words)
    with page.expect_download() as got:
        page.locator("li", has_text="部分公开").get_by_role("link", name="DOCX").click()
    document = Document(io.BytesIO(Path(got.value.path()).read_bytes()))
    written = "\n".join(each.text for each in document.paragraphs)
    for words in ("测试局", "测质监公复〔", "林某某", number, "见所附抽查结果。", "其余属于商业秘密。", "先向测试省交通运输厅申请行政复议"):
        assert words in written, words
    assert "{{" not in written and "None" not in written
    assert not errors


def test_the_proof_of_work_is_done_by_the_browser_itself(bureau, live_server, page, settings):
    """When proof is asked, ALTCHA solves it under the strict policy, the plain question goes, and the form is taken."""
    from disclosure.applications.models import Application

    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 30, "always"
    errors = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    given = factories.application_given()
    page.goto(live_server.url + "/apply/")
    expect(page.locator("[data-question]")).to_be_hidden(timeout=60_000)
    expect(page.locator("altcha-widget")).to_contain_text("校验已通过")
    assert not re.search("Verified|Protected|robot", page.inner_text("altcha-widget"))
    for name in ("name", "id_number", "phone", "email", "address", "description"):
        page.fill(f"#id_{name}", given[name])
    page.click("form#apply button:not([name])")
    expect(page.locator("h1")).to_contain_text("您的申请已收到")
    assert Application.objects.count() == 1 and not errors


def test_what_is_published_is_suggested_while_one_types_with_its_number_whole(bureau, live_server, page):
    """On a phone too the number beside a suggestion stands on one line."""
    item = factories.published(factories.item("enforcement", division=bureau.zhiliang, title="A2合同段质量监督检查情况通报"), at=timezone.now())
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + "/apply/")
    page.fill("#id_description", "A2合同段质量监督检查")
    number = page.locator("[data-suggest] .keep")
    expect(number).to_have_text(item.document_number or item.index_number)
    assert number.evaluate("node => node.getBoundingClientRect().height < 2 * parseFloat(getComputedStyle(node).lineHeight)")


def test_without_a_script_the_form_goes_the_other_way(bureau, live_server, browser, settings):
    """The plain question is there, and its right answer is enough."""
    from disclosure.applications.models import Application
    from disclosure.intake import proof

    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 30, "always"
    page = browser.new_context(locale="zh-CN", java_script_enabled=False).new_page()
    given = factories.application_given()
    page.goto(live_server.url + "/apply/")
    numbers = "零一二三四五六七八九"
    first, second = re.search(rf"([{numbers}])加([{numbers}])等于几", page.inner_text("[data-question]")).groups()
    for name in ("name", "id_number", "phone", "email", "address", "description"):
        page.fill(f"#id_{name}", given[name])
    page.fill("#id_answer", str(numbers.index(first) + numbers.index(second)))
    page.wait_for_timeout(proof.SOONEST.total_seconds() * 1000 + 500)
    page.click("form#apply button:not([name])")
    assert "您的申请已收到" in page.inner_text("h1") and Application.objects.count() == 1
