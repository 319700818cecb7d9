"""A complaint about a division in a real browser: its reporter and words occur in no answer to the division's sessions; it answers the inquiry."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.walks.test_browser_application import do, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOLD = factories.complaint_given()
SECRETS = (TOLD["name"], TOLD["phone"], "走过场", "只喝茶不看现场", "做过三年试验员", "请彻查")
VISITS = (
    "/admin/", "/admin/waiting/", "/admin/disclosure_complaints/registerentry/", "/admin/disclosure_complaints/inquiry/",
    "/admin/disclosure_complaints/supervisionorder/", "/admin/disclosure_ledger/entry/", "/admin/disclosure_clocks/duty/",
    "/admin/disclosure_applications/registerentry/", "/admin/cases/unserved/", "/intranet/", "/ledger/",
)  # fmt: skip


@pytest.fixture
def bureau(site, live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    from disclosure.org.models import BureauSettings

    settings = BureauSettings.for_site(site)
    settings.name, settings.short_name, settings.superior = "测试局", "测质监", "测试省交通运输厅"
    settings.save()
    return factories.bureau()


def listening(page):
    """Every answer that the session of a page gets, as text."""
    heard = []

    def keep(response):
        try:
            heard.append((response.url, response.text()))
        except Exception:  # a redirect or a font has no text
            heard.append((response.url, ""))

    page.on("response", keep)
    return heard


def test_a_complaint_about_a_division_from_the_form_to_the_confirmation(bureau, live_server, page, browser):
    """The reporter sends it, the officer asks the division in other words, the head answers there, the reporter confirms the answer."""
    from disclosure.cases.models import Case
    from disclosure.complaints.models import Inquiry

    errors, here = [], live_server.url
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(here + "/complaints/")
    page.select_option("#id_whom", "division:zhiliang")
    page.fill("#id_subject", TOLD["subject"])
    page.click("form#complain button:not([name])")
    expect(page.locator(".error-summary")).to_contain_text("请写明具体情况")
    expect(page.locator("#id_subject")).to_have_value(TOLD["subject"])
    for name in ("text", "name", "phone"):
        page.fill(f"#id_{name}", TOLD[name])
    page.click("form#complain button:not([name])")
    text = page.inner_text("main")
    number, code = re.search(r"TS-\d{4}-\d{5}", text)[0], re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", text)[0]
    case = Case.objects.get(number=number)

    officer = browser.new_context(locale="zh-CN").new_page()
    sign_in(officer, here, bureau.efficiency)
    officer.goto(f"{here}/admin/cases/{case.pk}/")
    expect(officer.locator(".w-main").first).to_contain_text("只喝茶不看现场")
    do(officer, "take_on", gist="反映抽查在场时间不足")
    do(officer, "inquire", title="抽查程序", question="请说明今年抽查的安排和到场记录。")
    inquiry = Inquiry.objects.get()
    assert inquiry.division == bureau.zhiliang

    heard = []
    for user in (bureau.head, bureau.editor):
        division = browser.new_context(locale="zh-CN").new_page()
        mine = listening(division)
        sign_in(division, here, user)
        for address in (*VISITS, f"/admin/cases/{case.pk}/", f"/admin/disclosure_complaints/registerentry/?q={number}", f"/track/{number}/"):
            division.goto(here + address)
        division.goto(here + "/admin/")
        if user == bureau.head:
            division.get_by_role("link", name=re.compile(inquiry.number)).first.click()
            division.fill("[name=text]", "抽查安排和到场记录附后。")
            division.click("main form button.button, .w-main form button.button")
            expect(division.locator(".w-main").first).to_contain_text("抽查安排和到场记录附后")
        heard += mine
    assert len(heard) > 30 and any(inquiry.number in answer for _url, answer in heard)
    for url, answer in heard:
        assert not [secret for secret in SECRETS if secret in answer], url

    officer.goto(f"{here}/admin/cases/{case.pk}/")
    expect(officer.locator(".w-main").first).to_contain_text("抽查安排和到场记录附后")
    do(officer, "reply", result="solved", text="已责令完善到场留痕。")
    page.goto(f"{here}/track/?number={number}")
    page.fill("#id_code", code)
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("已责令完善到场留痕")
    page.locator("summary", has_text="确认").click()
    page.locator("details[open] button").click()
    expect(page.locator("main")).to_contain_text("已办结")
    assert not errors
