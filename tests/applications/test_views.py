"""/apply/ in the browser's shoes, and the office's pages."""

import pytest

from disclosure.applications.models import Application, Spared
from disclosure.cases.models import Case
from tests import factories

from .test_actions import received


@pytest.fixture
def bureau(site):
    return factories.bureau()


def ticket(client):
    import re

    return re.search(r'name="ticket" value="([^"]+)"', client.get("/apply/").content.decode())[1]


def test_the_form_asks_no_purpose_and_gives_a_receipt(bureau, client):
    """Number and code are there once; a double click is one application."""
    page = client.get("/apply/").content.decode()
    assert 'name="purpose"' not in page
    body = {**factories.application_given(), "ticket": ticket(client)}
    one, two = client.post("/apply/", body), client.post("/apply/", body)
    assert one.status_code == two.status_code == 200 and Application.objects.count() == 1
    number = Case.objects.get().number
    assert number in one.content.decode() and number in two.content.decode()
    assert "本局承诺" in one.content.decode() and "最迟" in one.content.decode()
    client.post("/apply/", {**body, "description": "另一项信息"})
    assert Application.objects.count() == 2


def test_what_was_typed_stays_when_a_field_is_wrong(bureau, client):
    """A summary at the top with links, the same words at the field, values kept."""
    page = client.post("/apply/", {**factories.application_given(id_number="110105194912310021", name=""), "ticket": ticket(client)}).content.decode()
    assert "13800138000" in page and "2025年质量监督抽查结果" in page and 'href="#id_name"' in page and 'href="#id_id_number"' in page
    assert 'id="id_name-e"' in page and not Application.objects.exists()


def test_the_limit_keeps_what_was_typed(bureau, client, settings):
    """429, Retry-After, and the form as it was."""
    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 1, "off"
    client.post("/apply/", {**factories.application_given(), "ticket": ticket(client)})
    answer = client.post("/apply/", {**factories.application_given(description="第二件"), "ticket": ticket(client)})
    assert answer.status_code == 429 and answer["Retry-After"] and "第二件" in answer.content.decode()


def test_without_a_script_a_plain_question_is_the_way(bureau, client, settings):
    """When proof is asked, the right sum after a few seconds opens the door; a filled trap is told."""
    from django.utils import timezone

    from disclosure.intake.proof import Ticket

    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 30, "always"
    old = Ticket.new(timezone.now() - timezone.timedelta(minutes=1))
    body = {**factories.application_given(), "ticket": str(old)}
    assert "data-question" in client.post("/apply/", body).content.decode() and not Application.objects.exists()
    assert client.post("/apply/", {**body, "answer": str(old.first + old.second), "website": "x"}).status_code == 200
    assert not Application.objects.exists()
    client.post("/apply/", {**body, "answer": str(old.first + old.second)})
    assert Application.objects.count() == 1


def test_suggestions_are_public_items_only_and_counted_when_they_do(bureau, client, site):
    """JSON for the script; “I need not apply” is counted by day."""
    from disclosure.items.models import DisclosurePage

    assert client.get("/apply/suggest/?q=质量监督抽查结果").json() == {"items": []}
    assert client.post("/apply/found/", {"page": "999999"}).status_code == 404
    assert not Spared.objects.exists() and not DisclosurePage.objects.public().exists()


def test_the_office_enters_and_handles_it_in_the_admin(bureau, client):
    """Entry form, the case's page with its verbs, the register; a division that has nothing to do with it sees none of it."""
    client.force_login(bureau.editor_bangong)
    assert client.get("/admin/applications/enter/").status_code == 200
    body = {**factories.application_given(), "way": "counter", "received_on": "2026-09-18"}
    wrong = client.post("/admin/applications/enter/", {**body, "id_number": "1"}).content.decode()
    assert "某路1号" in wrong
    answer = client.post("/admin/applications/enter/", body)
    case = Case.objects.get()
    slip = client.get(answer.url).content.decode()
    assert case.number in slip and "办件回执" in slip and f"/admin/cases/{case.pk}/" in slip
    address = f"/admin/cases/{case.pk}/"
    page = client.get(address).content.decode()
    assert "11010519491231002X" not in page and "110*************2X" in page
    assert client.post(address, {"verb": "decide", "decide-outcome": "A4", "decide-reason": "x"}).status_code == 200
    assert client.post(address, {"verb": "extend", "extend-days": "5", "extend-reason": "x"}).status_code == 403
    register = "/admin/disclosure_applications/registerentry/"
    assert case.number in client.get(register).content.decode()
    client.force_login(bureau.editor_anquan)
    assert client.get(address).status_code == 404 and client.get("/admin/applications/enter/").status_code in (302, 403)
    assert client.get(register).status_code in (302, 403)


def test_a_register_page_takes_the_same_queries_however_many_there_are(bureau, client, django_assert_max_num_queries):
    """And its export opens."""
    client.force_login(bureau.director)
    register = "/admin/disclosure_applications/registerentry/"
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    received()
    client.get(register)
    with CaptureQueriesContext(connection) as few:
        client.get(register)
    for n in range(6):
        received(description=f"第{n}项")
    with CaptureQueriesContext(connection) as many:
        client.get(register)
    assert len(many) <= len(few)
    assert client.get(f"{register}?export=xlsx").status_code == 200


def test_letters_open_with_the_code_only(bureau, client):
    """PDF and DOCX at the tracking page."""
    from disclosure.applications.heard import write_receipts

    from .test_actions import AT

    application, code = received()
    write_receipts(AT)
    letter = application.case.letters.get()
    path = f"/track/{application.case.number}/letters/{letter.pk}/"
    assert client.get(path).status_code == 404 and client.get(f"{path}?code=WRONG").status_code == 404
    url = client.get(f"/api/v3/cases/{application.case.number}/?code={code}").json()["letters"][0]["url"]
    assert client.get(url)["Content-Type"] == "application/pdf" and client.get(f"{url}&format=docx").status_code == 200
