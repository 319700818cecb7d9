"""/feedback/ in the browser's shoes, the links on pages, and the office's pages."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from disclosure.cases import actions as cases
from disclosure.cases.models import Case
from disclosure.feedback import actions
from disclosure.feedback.models import Feedback
from tests import factories

from .conftest import AT, PARTY, STRANGER


def ticket(client, page):
    return re.search(r'name="ticket" value="([^"]+)"', client.get(f"/feedback/?page={page.pk}").content.decode())[1]


def test_every_item_has_its_links_with_page_and_version(world, client):
    """Report an error, ask; on an enforcement page the party's two ways; the colleague's on an inward item."""
    page = world.penalty
    text = client.get(page.url).content.decode()
    for kind in ("error", "question", "objection", "repair"):
        assert f"/feedback/?kind={kind}&amp;page={page.pk}&amp;revision={page.live_revision_id}" in text
    client.force_login(world.bureau.editor_anquan)
    inward = client.get(world.inward.url).content.decode()
    assert f"/feedback/?kind=error&amp;page={world.inward.pk}" in inward and "kind=objection" not in inward
    other = factories.published(factories.item("other", division=world.bureau.zhiliang, by=world.bureau.editor), at=AT)
    text = client.get(other.url).content.decode()
    assert "kind=question" in text and "kind=objection" not in text and "kind=repair" not in text  # nobody is a party of it


def test_the_form_keeps_page_and_version_and_gives_a_receipt(world, client):
    """Number and code are there once; a double click is one case."""
    page = world.penalty
    form = client.get(f"/feedback/?kind=error&page={page.pk}&revision={page.live_revision_id}").content.decode()
    assert page.title in form and f'name="revision" value="{page.live_revision_id}"' in form
    body = {"page": page.pk, "revision": page.live_revision_id, "kind": "error", "text": "有误", "contact": "", "ticket": ticket(client, page)}
    one, two = client.post("/feedback/", body), client.post("/feedback/", body)
    number = Case.objects.get().number
    assert one.status_code == two.status_code == 200 and number in one.content.decode() and number in two.content.decode()
    assert Feedback.objects.get().revision == page.live_revision_id


def test_what_was_typed_stays_when_a_field_is_wrong(world, client):
    """A summary with links, the sentence at the field, the values kept."""
    page = world.penalty
    body = {"page": page.pk, "kind": "objection", "credit_code": STRANGER, "text": "桩基已返工", "contact": "13800138000"}
    body["ticket"] = ticket(client, page)
    text = client.post("/feedback/", body).content.decode()
    assert 'href="#id_credit_code"' in text and "桩基已返工" in text and STRANGER in text and "13800138000" in text and not Feedback.objects.exists()
    proof = SimpleUploadedFile("营业执照.pdf", b"MZ\x90\x00" + b"\0" * 200)
    text = client.post("/feedback/", body | {"credit_code": PARTY, "file": proof}).content.decode()
    assert "桩基已返工" in text and not Feedback.objects.exists()
    assert client.post("/feedback/", body | {"credit_code": PARTY}).status_code == 200 and Feedback.objects.get().kind == "objection"


def test_the_website_as_a_whole_has_a_form_too(world, client):
    """From the footer: without a page, with its address where one is given."""
    body = {"page": "", "kind": "error", "where": "/guide/", "text": "电话打不通", "ticket": ticket(client, world.penalty)}
    assert client.post("/feedback/", body).status_code == 200
    feedback = Feedback.objects.get()
    assert feedback.page_id is None and feedback.where == "/guide/" and "guide" not in feedback.case.title


def test_an_address_that_was_typed_finds_its_page(world, client):
    """An index number in it is enough; objecting without a page leads to the catalogue."""
    body = {"page": "", "kind": "error", "where": f"http://testserver{world.penalty.url}?x=1", "text": "有误"}
    body["ticket"] = ticket(client, world.penalty)
    assert client.post("/feedback/", body).status_code == 200 and Feedback.objects.get().page_id == world.penalty.pk
    assert "/catalogue/?category=enforcement" in client.get("/feedback/?kind=objection").content.decode()
    inward = body | {"where": world.inward.index_number, "ticket": ticket(client, world.penalty)}
    assert client.post("/feedback/", inward).status_code == 200 and Feedback.objects.latest("pk").page_id is None


def test_the_limit_keeps_what_was_typed(world, client, settings):
    """429, Retry-After, and the form as it was."""
    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 1, "off"
    body = {"page": world.penalty.pk, "kind": "error", "text": "第一处", "ticket": ticket(client, world.penalty)}
    client.post("/feedback/", body)
    answer = client.post("/feedback/", body | {"text": "第二处", "ticket": ticket(client, world.penalty)})
    assert answer.status_code == 429 and answer["Retry-After"] and "第二处" in answer.content.decode()


def test_without_a_script_a_plain_question_is_the_way(world, client, settings):
    """When proof is asked, the right sum after a few seconds opens the door."""
    from disclosure.intake.proof import Ticket

    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 30, "always"
    old = Ticket.new(timezone.now() - timezone.timedelta(minutes=1))
    body = {"page": world.penalty.pk, "kind": "error", "text": "有误", "ticket": str(old)}
    assert "data-question" in client.post("/feedback/", body).content.decode() and not Feedback.objects.exists()
    client.post("/feedback/", body | {"answer": str(old.first + old.second)})
    assert Feedback.objects.count() == 1


def test_the_first_asked_enters_it_and_hands_the_slip_over(world, client):
    """One form; number and code on a slip, shown once."""
    client.force_login(world.bureau.editor_anquan)
    page = client.get("/admin/feedback/enter/")
    assert page.status_code == 200 and "反映的内容（照录原话、原文）" in page.text and "您想说什么" not in page.text
    body = {"way": "telephone", "kind": "question", "item": world.penalty.index_number, "text": "罚款怎样计算", "received_on": "2026-09-18"}
    wrong = client.post("/admin/feedback/enter/", body | {"item": "FJ-0-0"})
    assert wrong.status_code == 200 and "罚款怎样计算" in wrong.content.decode() and not Feedback.objects.exists()
    answer = client.post("/admin/feedback/enter/", body)
    slip = client.get(answer.url).content.decode()
    case = Case.objects.get()
    assert case.number in slip and re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", slip) and case.owner == world.bureau.editor_anquan
    assert client.get(answer.url).status_code == 302
    assert client.get(f"/admin/cases/{case.pk}/").status_code == 200


def test_the_desk_offers_what_fits(world, client):
    """Contact masked; standing and decision for an objection only; a refusal keeps what was typed."""
    error, _code = world.receive()
    objection, _code = world.objection()
    client.force_login(world.bureau.director)
    page = client.get(f"/admin/cases/{error.case_id}/").content.decode()
    assert "13800138000" not in page and "第二段单位名称有误" in page and 'id="do-answer"' in page and 'id="do-decide"' not in page
    page = client.get(f"/admin/cases/{objection.case_id}/").content.decode()
    assert 'id="do-standing"' in page and 'id="do-decide"' in page and 'id="do-answer"' not in page and PARTY in page
    assert "13800138000" in client.post(f"/admin/cases/{error.case_id}/", {"verb": "contact"}, follow=True).content.decode()
    body = {"verb": "decide", "decide-outcome": "take-down", "decide-reason": "处罚对象有误"}
    assert "处罚对象有误" in client.post(f"/admin/cases/{objection.case_id}/", body).content.decode()
    client.post(f"/admin/cases/{objection.case_id}/", {"verb": "standing", "standing-note": "营业执照"})
    assert Feedback.objects.get(pk=objection.pk).standing_at
    client.force_login(world.bureau.editor_bangong)
    assert 'id="do-decide"' not in client.get(f"/admin/cases/{objection.case_id}/").content.decode(), "the director decides"


def test_an_instruction_names_the_day_of_the_answer_unless_somebody_is_awaited(world, client):
    """A leader reads what he set in motion; “by —” is no day."""
    feedback, _code = world.receive()
    client.force_login(world.bureau.leader)
    for sentence in (r"已批示并告知责任人，\d+年\d+月\d+日前答复。", "已批示并告知责任人。"):
        actions.report(feedback, to=world.bureau.leader, text="请示", by=world.bureau.director, at=AT)
        answer = client.post(f"/admin/cases/{feedback.case_id}/", {"verb": "instruct", "instruct-text": "抓紧办"}, follow=True)
        assert re.search(sentence, answer.content.decode())
        feedback.case.refresh_from_db()
        if feedback.case.due_on:
            cases.request_correction(feedback.case, text="请写明段落。", by=world.bureau.director, at=AT)


def test_the_register_takes_the_same_queries_however_many_there_are(world, client):
    """Filters, search by number and party, XLSX."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from disclosure.clocks.calendar import calendar

    client.force_login(world.bureau.director)
    register = "/admin/disclosure_feedback/registerentry/"
    world.receive()
    client.get(register)
    calendar()  # it looks every few seconds whether a notice has come: outside what is counted
    with CaptureQueriesContext(connection) as few:
        client.get(register)
    for n in range(5):
        world.receive(text=f"第{n}处")
    objection, _code = world.objection()
    calendar()
    with CaptureQueriesContext(connection) as many:
        page = client.get(register).content.decode()
    assert len(many) <= len(few) and objection.case.number in page
    found = client.get(f"{register}?q={PARTY}").content.decode()
    assert objection.case.number in found and "FK-2026-00001" not in found
    assert "FK-2026-00001" in client.get(f"{register}?q=fk-2026-00001").content.decode()
    only = client.get(f"{register}?feedback__kind__exact=objection").content.decode()
    assert objection.case.number in only and "FK-2026-00001" not in only
    assert client.get(f"{register}?export=xlsx").status_code == 200


def test_the_day_promised_for_an_error_stands_beside_the_latest_one(world, client):
    """On the receipt, at /track/, at the desk and in the register; a question is promised nothing sooner (服务承诺)."""
    from disclosure.cases.clock import promised_on, reckon

    body = {"page": world.penalty.pk, "kind": "error", "text": "有误", "ticket": ticket(client, world.penalty)}
    receipt = client.post("/feedback/", body).content.decode()
    case = Case.objects.get()
    day = promised_on(case, reckon(case))
    code = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", receipt)[0]
    chinese = f"{day.year}年{day.month}月{day.day}日"
    assert "本局承诺" in receipt and (chinese in receipt or str(day) in receipt) and day < case.due_on
    assert chinese in client.post("/track/", {"number": case.number, "code": code}, follow=True).content.decode()
    client.force_login(world.bureau.director)
    desk, register = f"/admin/cases/{case.pk}/", "/admin/disclosure_feedback/registerentry/"
    assert f"承诺日 <b>{day}" in client.get(desk).content.decode() and str(day) in client.get(register).content.decode()
    client.post(desk, {"verb": "answer", "answer-text": "已更正", "answer-result": "solved"})
    assert f"{day} 已兑现" in client.get(register).content.decode()
    other, _code = world.receive(kind="question")
    assert "承诺日" not in client.get(f"/admin/cases/{other.case_id}/").content.decode()
