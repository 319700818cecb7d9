"""预公开 in a real browser, with a real regulation of 41 articles: from the draft to the final text; a hearing from notice to confirmed minutes."""

import datetime as dt
import hashlib
import re

import pytest
import time_machine

from tests import factories
from tests.consultation.conftest import DRAFT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "交通建设工程质量和安全生产管理办法（征求意见稿）"
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
BEGIN = dt.datetime(2026, 3, 16, 1, 30, tzinfo=dt.UTC)
CLOSES = "2026-04-11 00:00"  # 24:00 of the tenth
DIGITS = "零一二三四五六七八九"


def numeral(n):
    return DIGITS[n] if n < 10 else ("" if n < 20 else DIGITS[n // 10]) + "十" + (DIGITS[n % 10] if n % 10 else "")


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
def clock():
    """The day on which the server stands; it goes on by itself."""
    with time_machine.travel(BEGIN, tick=True) as traveller:
        yield traveller


@pytest.fixture
def session(browser, live_server, settings):
    """session(user, address): the page of that person, signed in once; session(None, address): a citizen."""
    settings.SESSION_COOKIE_AGE = 400 * 86400
    opened = {}

    def at(user, address):
        name = user.get_username() if user else ""
        if name not in opened:
            opened[name] = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
            opened[name].set_default_timeout(60_000)
            if user:
                opened[name].goto(f"{live_server.url}/admin/login/")
                opened[name].fill("[name=username]", name)
                opened[name].fill("[name=password]", name)
                opened[name].click("button[type=submit]")
                opened[name].wait_for_url("**/admin/")
        opened[name].goto(f"{live_server.url}{address}")
        return opened[name]

    yield at
    for page in opened.values():
        page.context.close()


def told(page):
    """The sentence of success at the top of the page."""
    return page.locator(".messages .success").first.inner_text()


def press(page):
    page.click(".w-footer button[type=submit]")


def through_the_chain(bureau, session, number):
    """Head, reviewer, leader, three members and the chair, each in the browser."""
    sheet = f"/admin/matters/{number}/"
    press(session(bureau.head, sheet))
    reviewer = session(bureau.reviewer, sheet)
    for name in ("state_secret", "work_secret", "aggregation", "stability", "commercial_secret", "privacy"):
        reviewer.check(f"[name={name}][value=no]")
    for name in ("attachments_opened", "channels_fit"):
        reviewer.check(f"[name={name}][value=yes]")
    reviewer.check("[name=outcome][value=publish]")
    press(reviewer)
    assert "已签署" in told(reviewer)
    leader = session(bureau.leader, sheet)
    press(leader)
    assert "已签署" in told(leader)
    for member in bureau.members[:3]:
        ballots = session(member, "/admin/matters/")
        ballots.check(f"[name=choice-{number}][value=for]")
        press(ballots)
        assert "已计入 1 件" in told(ballots)
    chair = session(bureau.chair, sheet)
    chair.check("[name=choice][value=for]")
    press(chair)
    chair.click(".w-footer [data-opens=do-close]")
    chair.fill("#do-close [name=minutes]", "会议纪要：同意公开。")
    chair.click("#do-close button[type=submit]")
    assert "已经公开" in told(chair)


def propose_from_the_editor(page):
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    page.locator("[name=action-propose]").click()
    page.wait_for_url("**/propose/")
    press(page)
    page.wait_for_load_state("networkidle")
    assert not page.url.endswith("/propose/"), page.inner_text("body")[:1500]


def publish_the_draft(bureau, session):
    """The editor pastes the regulation; the chain publishes it. The ConsultationPage."""
    from disclosure.consultation.models import ConsultationIndexPage, ConsultationPage

    home = ConsultationIndexPage.objects.get(inward=False)
    desk = session(bureau.editor, f"/admin/pages/add/disclosure_consultation/consultationpage/{home.pk}/")
    desk.wait_for_load_state("networkidle")
    assert desk.locator("[name=closes_at]").input_value().endswith("00:00")  # offered as 24:00
    desk.fill("[name=title]", TITLE)
    desk.select_option("[name=kind]", "normative")
    given = {
        "formed_on": "2026-03-13", "closes_at": CLOSES, "draft": DRAFT, "questions": "第六条的要求合适吗？",
        "notice": "修路架桥的质量谁来管，请您提意见。",
        "phone": "0000-12345", "address": "测试路1号",
    }  # fmt: skip
    for name, value in given.items():
        desk.locator(f"[name={name}]").fill(value)
        desk.keyboard.press("Escape")
    desk.locator("[name=notice]").click()
    body = desk.locator("[data-contentpath=body]").first
    body.locator("button.c-sf-add-button").first.click()
    desk.get_by_role("option", name="段落").click()
    body.locator("[contenteditable=true]").first.click()
    desk.keyboard.type("为规范交通建设工程质量安全监督，起草了本草案。")
    propose_from_the_editor(desk)
    page = ConsultationPage.objects.get()
    desk.wait_for_url(f"**/admin/matters/{page.pk}/")
    through_the_chain(bureau, session, page.pk)
    return ConsultationPage.objects.get(pk=page.pk)


def comment(session, page, number, text, **given):
    """A citizen follows the link at a clause, writes, sends; (number, code) of the receipt."""
    reader = session(None, page.url)
    words = f"（{number}）" if number.endswith("）") else f"对{number}提意见"  # an item's link says its number to a screen reader
    reader.locator(f'a[href$="#write"]:has-text("{words}")').first.click()
    reader.check("[name=stance][value=suggest]")
    reader.fill("[name=text]", text)
    for name, value in given.items():
        reader.fill(f"[name={name}]", value)
    reader.locator("form[action$='comment/'] button").last.click()
    receipt = reader.inner_text("main")
    return re.search(r"YJ-\d{4}-\d{5}", receipt)[0], re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", receipt)[0]


def redrafted():
    """The regulation after what was said: one article put in front, the ninth gone, the twentieth and twenty-first put together, the sixth changed;
    numbered anew by hand."""
    from disclosure.consultation.anchors import articles, find_clauses

    words = [piece.words for piece in articles(find_clauses(DRAFT))]
    words[5] = words[5].replace("应当遵守法律、法规和规章规定", "应当严格遵守法律、法规和规章规定")
    words[19:21] = [words[19] + "\n" + words[20]]
    del words[8]
    return "\n".join(f"第{numeral(n)}条 {text}" for n, text in enumerate(["鼓励采用新技术、新工艺、新材料，具体办法另行制定。", *words], 1))


def row_of(desk, number):
    """The row of a comment at the desk, in words."""
    return desk.locator(f"tr:has-text('{number}')").first.inner_text()


def test_from_the_draft_to_the_final_text(bureau, session, clock, live_server):
    """Publish 41 articles, comment on five, enter a paper form, redraft, dispose of all, conclude, publish the result, then the final text."""
    from disclosure.consultation.models import Comment
    from disclosure.items.actions import change
    from disclosure.items.models import DisclosurePage
    from disclosure.ledger.verify import first_fault

    page = publish_the_draft(bureau, session)
    reader = session(None, "/consultations/")
    assert TITLE in reader.inner_text("main")
    said = {
        "第二条": comment(session, page, "第二条", "适用范围写明养护工程。"),
        "第六条": comment(session, page, "第六条", "请写明严格遵守。", name="某施工单位"),
        "第九条": comment(session, page, "第九条", "这一条没有必要，联系我13850012345。"),
        "第十八条（二）": comment(session, page, "第十八条（二）", "勘察深度写明。"),
        "第二十条": comment(session, page, "第二十条", "与下一条重复，建议合并。"),
    }  # fmt: skip
    assert sorted(str(row.clause) for row in Comment.objects.all()) == sorted(said)

    # A form on paper reaches the desk: entered in a minute, with its scan, and the slip with number and code is printed.
    desk = session(bureau.editor, f"/admin/consultations/{page.pk}/")
    desk.locator("summary", has_text="录入").first.click()
    form = desk.locator("form:has(input[value=enter])")
    form.locator("[name=arrival]").select_option("form")
    form.locator("[name=received_at]").fill("2026-03-18T09:00")
    clock.move_to(dt.datetime(2026, 3, 19, 2, 0, tzinfo=dt.UTC))
    form.locator("[name=clause]").select_option(label="第十条")
    form.locator("[name=text]").fill("表上写：禁止挂靠，赞成。")
    form.locator("[name=answer_by]").select_option("letter")
    form.locator("[name=contact]").fill("测试路2号 老王")
    form.locator("[name=scan]").set_input_files({"name": "意见表.pdf", "mimeType": "application/pdf", "buffer": SCAN})
    form.locator("button").click()
    with desk.expect_download() as slip:
        desk.get_by_role("link", name="打印回执").click()
    assert slip.value.suggested_filename.startswith("YJ-2026-")
    paper = Comment.objects.get(arrival="form")
    assert paper.entered_by == bureau.editor and paper.files.get().name == "意见表.pdf" and str(paper.clause) == "第十条"

    # All are checked at once; the public reads them, with the telephone masked.
    desk = session(bureau.editor, f"/admin/consultations/{page.pk}/?state=waiting")
    desk.check("[name=every][value='1']")
    desk.click("#comments button[value=show]")
    assert "6" in told(desk)
    reader = session(None, f"{page.url}comments/")
    assert "138****2345" in reader.inner_text("main") and "13850012345" not in reader.content()
    assert "由工作人员录入" in reader.inner_text("main") or "录入" in reader.inner_text("main")

    # After the close: no form; redrafted at the desk, every comment followed to where its clause stands now.
    clock.move_to(dt.datetime(2026, 4, 13, 2, 0, tzinfo=dt.UTC))
    assert session(None, page.url).locator("#write").count() == 0
    desk = session(bureau.editor, f"/admin/consultations/{page.pk}/")
    desk.locator("summary", has_text="修改草案").first.click()
    desk.locator("[name=draft]").fill(redrafted())
    desk.locator("form:has(input[value=redraft]) button").click()
    assert "第2稿" in told(desk) or "2" in told(desk)
    while desk.locator("form:has(input[value=place])").count():  # what is not beyond doubt is asked of staff
        form = desk.locator("form:has(input[value=place])").first
        if not form.locator("[name=to]:checked").count():
            form.locator("[name=to]").first.check()
        form.locator("button").click()
    stands = {number: row_of(desk, receipt[0]) for number, receipt in said.items()}
    assert "→ 第三条" in stands["第二条"] and "未改动" in stands["第二条"] or "移动" in stands["第二条"], stands["第二条"]
    assert "→ 第七条" in stands["第六条"] and "有改动" in stands["第六条"], stands["第六条"]
    assert "条款已删除" in stands["第九条"], stands["第九条"]
    assert "→ 第十八条（二）" in stands["第十八条（二）"], stands["第十八条（二）"]
    assert "→ 第二十条" in stands["第二十条"] and "合并" in stands["第二十条"], stands["第二十条"]
    assert "→ 第十条" in row_of(desk, paper.number)

    # Conclusions: one by one, then the rest together; before that it cannot be concluded.
    def conclude():
        desk.fill("[name=views]", "意见集中在三个方面，多数已采纳。")
        desk.locator("form:has(input[value=conclude]) button").click()

    conclude()
    assert "没有处理结论" in desk.inner_text("#refused")
    for number, verdict, reason in (("第九条", "partly", "并入其他规定。"), ("第二条", "not-adopted", "养护工程另有规定。")):
        desk = session(bureau.editor, f"/admin/consultations/{page.pk}/")
        desk.locator(f"tr:has-text('{said[number][0]}') [name=comment]").first.check()
        desk.select_option("[name=verdict_given]", verdict)
        desk.fill("[name=reason]", reason)
        desk.click("#comments button[value=dispose]")
    desk = session(bureau.editor, f"/admin/consultations/{page.pk}/?verdict=none")
    desk.check("[name=every][value='1']")
    desk.select_option("[name=verdict_given]", "adopted")
    desk.click("#comments button[value=dispose]")
    assert "4" in told(desk)
    desk = session(bureau.editor, f"/admin/consultations/{page.pk}/")
    conclude()
    desk.wait_for_url("**/edit/")
    result = page.results.get()
    propose_from_the_editor(desk)
    through_the_chain(bureau, session, result.pk)
    result.refresh_from_db()

    # The result: counts, both texts, each conclusion; then the writer on paper is told.
    reader = session(None, result.url)
    text = reader.text_content("main")  # what is folded too
    assert "养护工程另有规定。" in text and "条款已删除" in text and "合计" in text
    changed = reader.locator("section.clause", has=reader.locator("h3", has_text=re.compile("^第六条")))
    assert changed.locator("ins").inner_text().endswith("严格") and changed.locator("del").count() == 0
    gone = reader.locator("section.clause", has=reader.locator("h3", has_text=re.compile("^第九条$")))
    assert "这一条没有必要" in gone.inner_text() and "修改后的草案\n\n条款已删除" in gone.inner_text()
    assert gone.locator("del").count() == gone.locator(".sides > .text").first.locator("p").count() == 2  # each of its paragraphs
    new = reader.locator("section.clause", has=reader.locator("h3", has_text=re.compile("^第一条$"))).last
    assert "鼓励采用新技术" in new.inner_text() and "新增条款" in new.inner_text()
    desk = session(bureau.editor, f"/admin/consultations/{page.pk}/")
    with desk.expect_download() as letter:
        desk.locator("a", has_text="DOCX").first.click()
    assert letter.value.suggested_filename == f"{paper.number}.docx"
    form = desk.locator("form:has(button[value=tell])")
    form.locator("[name=comment]").check()
    form.locator("button[value=tell]").click()
    desk.wait_for_load_state()
    paper.refresh_from_db()
    assert paper.told_at and paper.told_by == bureau.editor

    # The final text: begun at the desk with the last draft, it names the consultation; from its articles the comments are one click away.
    desk = session(bureau.editor, f"/admin/consultations/{page.pk}/")
    desk.locator("#final select[name=category]").select_option("rules")
    desk.locator("#final button").click()
    desk.wait_for_url("**/edit/")
    final = DisclosurePage.objects.get(pk=int(re.search(r"/pages/(\d+)/", desk.url)[1])).specific
    assert final.title == TITLE.removesuffix("（征求意见稿）")
    given = {"document_number": "测交质监〔2026〕9号", "formed_on": "2026-04-13", "effective_on": "2026-05-01"}
    change(page=final, given=given, by=bureau.editor, at=dt.datetime.now(dt.UTC))
    desk = session(bureau.editor, f"/admin/matters/{final.pk}/propose/")
    assert desk.locator("[name=vital_interest][value=yes]").is_checked()
    assert desk.locator("[name=consultation]").input_value() == str(page.pk)
    press(desk)
    through_the_chain(bureau, session, final.pk)
    final.refresh_from_db()
    reader = session(None, final.url)
    assert TITLE in reader.inner_text("#h-interest >> xpath=..")
    links = reader.locator("a.margin")
    assert links.count() == 5  # 第九条 is gone: its comment stands with the result
    reader.locator("p:has(b.no:text-is('第七条')) a.margin").click()
    text = reader.inner_text("main")
    assert "请写明严格遵守。" in text and "采纳" in text and reader.locator("main ins").count() == 1 and reader.locator(".comment").count() == 1
    assert first_fault() is None


def test_a_hearing_from_notice_to_confirmed_minutes(bureau, session, clock):
    """The rule of choice first, then sign-up, the list, the material seven days before, the minutes, and each participant's word."""
    from disclosure.consultation.models import Hearing
    from disclosure.outbox.models import Message
    from tests.consultation.conftest import Consulted

    walk = Consulted(bureau=bureau).publish()
    page = walk.fresh()
    clock.move_to(dt.datetime(2026, 3, 17, 2, 0, tzinfo=dt.UTC))
    address = f"/admin/consultations/{page.pk}/"
    desk = session(bureau.editor, address)
    desk.locator("summary", has_text="听证会、座谈会").click()
    form = desk.locator("form:has(input[value=announce])")
    form.locator("[name=kind]").select_option("hearing")
    given = {"held_at": "2026-04-09T09:00", "where": "局三楼会议室", "seats": "2", "signup_until": "2026-03-27T17:30"}
    form.locator("[name=method]").select_option("lots")
    given["rule"] = "报名不足席位的，全部参加。"
    for name, value in given.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button").click()
    hearing = Hearing.objects.get()

    # Three sign up; the rule stands there before anyone does.
    receipts = []
    for n in range(3):
        reader = session(None, page.url)
        reader.locator(".hearings-line a[href*='/hearings/']").click()
        assert "抽签" in reader.inner_text("main") and given["rule"] in reader.inner_text("main")
        reader.fill("[name=name]", f"代表{n}号")
        reader.fill("[name=speaks_for]", f"第{n}组群众")
        reader.fill("[name=contact]", f"fujian{n}@example.org")
        reader.click("main form button")
        text, mail = (
            reader.inner_text("main"),
            Message.objects.get(to=[f"fujian{n}@example.org"]).body,
        )  # the page shows the code, the mail the number
        receipts.append((re.search(r"TZ-\d{4}-\d{5}", mail)[0], re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", text)[0]))

    # After the sign-up two are drawn by lot; list and draw are public by number, without names. The material goes out in time.
    clock.move_to(dt.datetime(2026, 3, 30, 2, 0, tzinfo=dt.UTC))
    desk = session(bureau.editor, address)
    desk.locator("summary", has_text="听证会、座谈会").click()
    desk.click("button[value=choose]")
    desk.click("button[value=material]")  # what one works on stays unfolded
    hearing.refresh_from_db()
    reader = session(None, f"{page.url}hearings/{hearing.pk}/")
    text = reader.inner_text("main")
    drawn = sorted(receipts, key=lambda receipt: hashlib.sha256(f"{hearing.seed}:{receipt[0]}".encode()).hexdigest())
    assert all(number in text for number, _code in drawn[:2]) and drawn[2][0] not in text and "代表0号" not in text and "2026年3月30日" in text
    reader.locator("summary", has_text="抽签过程").click()
    assert hearing.seed in reader.inner_text("main") and drawn[2][0] in reader.inner_text("main")

    # It was held: minutes, confirmed by both with number and code, one with a remark; who was not chosen cannot.
    clock.move_to(dt.datetime(2026, 4, 9, 8, 0, tzinfo=dt.UTC))
    desk = session(bureau.editor, address)
    desk.locator("summary", has_text="听证会、座谈会").click()
    desk.fill("[name=minutes]", "宣读草案，陈述，质询，辩论。")
    desk.click("button[value=minutes]")
    for (number, code), remark in zip(drawn, ("", "第二句漏了一人。", ""), strict=True):
        reader = session(None, "/consultations/minutes/")
        reader.fill("[name=number]", number)
        reader.fill("[name=code]", code)
        reader.click("main form button")
        if number == drawn[2][0]:
            assert "不在遴选出的参加人员中" in reader.inner_text("main")
            continue
        assert "宣读草案，陈述，质询，辩论。" in reader.inner_text("main")
        reader.check(f"[name=how][value={'remark' if remark else 'plain'}]")
        reader.fill("[name=remark]", remark)
        reader.click("button[name=confirm]")
    reader = session(None, f"{page.url}hearings/{hearing.pk}/")
    assert "其中1名附有补充或不同意见" in reader.inner_text("main") and "第二句漏了一人。" not in reader.inner_text("main")
    assert "宣读草案，陈述，质询，辩论。" in reader.inner_text("main") and hearing.participants.filter(confirmed_at__isnull=False).count() == 2
    desk = session(bureau.editor, address)
    desk.locator("summary", has_text="听证会、座谈会").click()
    assert "第二句漏了一人。" in desk.inner_text(".consultation-desk")
