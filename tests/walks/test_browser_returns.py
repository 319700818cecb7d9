"""What comes back, in a real browser: an answer that does not do returns to its owner with its file; a lost code is replaced at the counter."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.walks.test_browser_application import do, fill, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bureau(site, live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    return factories.bureau()


def applied(page, here):
    """Number and code of an application sent at /apply/."""
    fill(page, here)
    text = page.inner_text("main")
    assert "本局承诺" in text
    return re.search(r"SQ-\d{4}-\d{5}", text)[0], re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", text)[0]


def track(page, here, number, code):
    """The tracking page, by number and code."""
    page.goto(f"{here}/track/?number={number}")
    page.fill("#id_code", code)
    page.click("main form button")


def test_an_answer_that_does_not_do_returns_to_its_owner_and_is_confirmed_later(bureau, live_server, page, browser, tmp_path):
    """Handed over and accepted, answered with a file, asked for again, back with the same owner, answered anew, confirmed."""
    from disclosure.cases.models import Case

    errors, here = [], live_server.url
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    number, code = applied(page, here)
    case = Case.objects.get(number=number)
    desk = f"{here}/admin/cases/{case.pk}/"

    director = browser.new_context(locale="zh-CN").new_page()
    sign_in(director, here, bureau.director)
    director.goto(desk)
    do(director, "hand_over", to=str(bureau.editor.pk), reason="由质量处办理")
    expect(director.locator(".messages, [data-messages]").first).to_contain_text("对方接收以前责任仍在您")
    owner = browser.new_context(locale="zh-CN").new_page()
    sign_in(owner, here, bureau.editor)
    owner.get_by_role("link", name=re.compile(number)).first.click()
    do(owner, "accept")
    expect(owner.locator(".messages, [data-messages]").first).to_contain_text("已接收，由您负责")
    sheet = tmp_path / "抽查结果.csv"
    sheet.write_bytes("项目,结果\nA2,合格\n".encode())
    owner.locator("#do-decide input[type=file]").set_input_files(str(sheet))
    do(owner, "decide", outcome="A2", given="见附件。")
    track(page, here, number, code)
    assert "抽查结果.csv" not in page.inner_text("main")
    do(owner, "serve", service="online")
    page.reload()
    with page.expect_download() as got:
        page.get_by_role("link", name="抽查结果.csv").click()
    assert Path(got.value.path()).read_bytes() == sheet.read_bytes()

    page.locator("summary", has_text="再次办理").click()
    page.fill("#reopen-text", "缺少2024年的结果")
    page.locator("details[open] button").click()
    expect(page.locator("main")).to_contain_text("缺少2024年的结果")
    case.refresh_from_db()
    assert (case.state, case.owner, case.round) == ("reopened", bureau.editor, 2)
    owner.goto(here + "/admin/")
    owner.get_by_role("link", name=re.compile(number)).first.click()
    expect(owner.locator(".w-main").first).to_contain_text("缺少2024年的结果")
    do(owner, "decide", outcome="A2", given="现补充2024年的结果。")
    do(owner, "serve", service="online")

    page.reload()
    page.locator("summary", has_text="确认").click()
    page.locator("details[open] button").click()
    expect(page.locator("main")).to_contain_text("已办结")
    assert not errors


def test_a_lost_code_is_replaced_at_the_counter_and_the_old_one_opens_nothing(bureau, live_server, page, browser):
    """The office says how it recognised the person; the new code is shown once; the ledger keeps the act and not the paper."""
    from disclosure.cases.models import Case

    here = live_server.url
    number, code = applied(page, here)
    case = Case.objects.get(number=number)
    office = browser.new_context(locale="zh-CN").new_page()
    sign_in(office, here, bureau.editor_bangong)
    office.goto(f"{here}/admin/cases/{case.pk}/")
    do(office, "replace_code", way="当面核对身份证，尾号002X")
    said = office.locator(".messages, [data-messages]").first
    expect(said).to_contain_text("新的查询码")
    new = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", said.inner_text())[0]
    office.reload()
    assert new not in office.content()

    citizen = browser.new_context(locale="zh-CN").new_page()
    track(citizen, here, number, code)
    expect(citizen.locator(".error-summary")).to_contain_text("编号和查询码不相符")
    citizen.fill("#id_code", new)
    citizen.click("main form button")
    expect(citizen.locator("h1")).to_contain_text(number)
    page.goto(f"{here}/track/{number}/")  # who had opened it by the old code is asked anew
    expect(page).to_have_url(f"{here}/track/")

    office.goto(f"{here}/admin/disclosure_ledger/entry/?q={number}")
    listed = office.inner_text("main")
    assert "更换查询码" in listed and "002X" not in listed
    event = case.events.get(what="code")
    assert "002X" in event.text and not event.public
