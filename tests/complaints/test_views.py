"""/complaints/ with and without a script, taking in by staff, the desk's page, the tracking page."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disclosure.cases.models import Case
from disclosure.complaints import actions
from disclosure.complaints.models import Complaint
from disclosure.intake import proof
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
TYPED = {
    "kind": "report",
    "whom": "division:zhiliang",
    "subject": "抽检不到现场",
    "text": "9月10日没有人到现场。",
    "name": "欧阳建华",
    "phone": "13900139000",
}


@pytest.fixture
def bureau(site):
    return factories.bureau()


def send(client, **changed):
    """The form as a browser without a script sends it: fetched, filled in, sent."""
    ticket = re.search(r'name="ticket" value="([^"]+)"', client.get("/complaints/").content.decode())[1]
    return client.post("/complaints/", {**TYPED, "ticket": ticket, **changed})


def test_the_page_says_how_it_is_handled_and_promised(bureau, client):
    """Kinds, divisions, leaders, anonymity, the promise of 15 working days (五（四）服务承诺)."""
    page = client.get("/complaints/?kind=suggestion&division=zhiliang").content.decode()
    for words in ("投诉", "举报", "控告", "建议", "咨询", "质量处", "局主要领导", "匿名反映", "15 个工作日", "效能办"):
        assert words in page, words
    assert 'value="suggestion" checked' in page and 'value="division:zhiliang" selected' in page


def test_a_named_and_an_anonymous_one_are_received(bureau, client):
    """Number and code on the receipt, once; what was typed before the box was ticked is not kept."""
    assert re.search(r"TS-\d{4}-00001", send(client).content.decode())
    text = send(client, anonymous="on").content.decode()
    assert "00002" in text and re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", text) and "唯一凭据" in text
    assert Complaint.objects.get(anonymous=True).name is None


def test_a_double_click_is_one_complaint(bureau, client):
    """The ticket of the page is the key."""
    ticket = re.search(r'name="ticket" value="([^"]+)"', client.get("/complaints/").content.decode())[1]
    one, two = (client.post("/complaints/", {**TYPED, "ticket": ticket}).content.decode() for _ in range(2))
    assert Case.objects.count() == 1 and re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", one)[0] == re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", two)[0]


@pytest.mark.parametrize(
    "field, value", [("name", ""), ("phone", "电话"), ("subject", ""), ("text", ""), ("kind", "poem"), ("whom", "division:mars")]
)
def test_what_was_typed_is_kept_when_a_field_is_wrong(bureau, client, field, value):
    """The fault stands at its field; nothing is stored."""
    page = send(client, **{field: value}).content.decode()
    assert "error-summary" in page and not Case.objects.exists()
    assert all(words in page for name, words in TYPED.items() if name in ("subject", "text", "name", "phone") and name != field)


def test_without_a_script_the_plain_question_is_enough(bureau, client, settings, monkeypatch):
    """Proof is asked: the sum's answer opens the way after five seconds; never a refusal only for a missing script."""
    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 30, "always"
    monkeypatch.setattr(proof, "SOONEST", dt.timedelta(0))
    page = client.get("/complaints/").content.decode()
    numbers = "零一二三四五六七八九"
    first, second = re.search(rf"([{numbers}])加([{numbers}])等于几", page).groups()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    assert "error-summary" in client.post("/complaints/", {**TYPED, "ticket": ticket, "answer": "1"}).content.decode()
    answer = str(numbers.index(first) + numbers.index(second))
    assert "TS-" in client.post("/complaints/", {**TYPED, "ticket": ticket, "answer": answer}).content.decode()


def test_too_many_keep_what_was_typed_and_say_how_long(bureau, client, settings):
    """429 with Retry-After."""
    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 1, "off"
    send(client)
    answer = send(client)
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0 and "抽检不到现场" in answer.content.decode()


def test_the_reporter_follows_it_at_the_tracking_page(bureau, client):
    """State, day, letters; neither who he is nor who handles it."""
    complaint, code = actions.receive(given=factories.complaint_given(), way="web", at=AT)
    actions.take_on(complaint, gist="抽查", by=bureau.efficiency, at=AT)
    actions.reply(complaint, result="solved", text="已责令改正。", by=bureau.efficiency, at=AT)
    client.post("/track/", {"number": complaint.case.number, "code": code})
    page = client.get(f"/track/{complaint.case.number}/").content.decode()
    assert "已责令改正。" in page and "投诉举报受理告知书" in page and "投诉举报答复书" in page
    assert "欧阳建华" not in page and "喝茶" not in page and bureau.efficiency.last_name not in page
    client.post(f"/track/{complaint.case.number}/", {"verb": "confirm"})
    assert Case.objects.get().state == "closed"


def test_staff_take_one_in_and_hand_over_the_slip(bureau, client):
    """One page, a slip with number and code, the offer to the efficiency office; an administrator is refused."""
    client.force_login(bureau.editor_bangong)
    given = {**TYPED, "way": "telephone", "received_on": dt.date.today().isoformat()}
    asked = client.get("/admin/complaints/enter/").content.decode()
    assert "反映人姓名" in asked and "您的姓名" not in asked, "not of who enters it"
    page = client.post("/admin/complaints/enter/", given, follow=True).content.decode()
    assert re.search(r"TS-\d{4}-00001", page) and re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", page) and "打开本件" in page
    assert Case.objects.get().handovers.get().receiver == bureau.efficiency
    client.force_login(factories.person("boss", is_superuser=True))
    assert client.get("/admin/complaints/enter/").status_code in (302, 403)


def test_the_desk_walks_a_complaint_to_its_answer(bureau, client):
    """Verbs by the page: accept, ask a division with a paper, proposal in one click, answer."""
    files = [SimpleUploadedFile("a.txt", b"x")]
    complaint, _code = actions.receive(given=factories.complaint_given(), way="web", files=files, at=AT)
    client.force_login(bureau.efficiency)
    address, paper = f"/admin/cases/{complaint.case_id}/", complaint.case.papers.get()

    def do(verb, **given):
        answer = client.post(address, {"verb": verb, **{f"{verb}-{name}": value for name, value in given.items()}}, follow=True)
        assert "error-summary" not in answer.content.decode(), answer.content.decode()
        return answer.content.decode()

    do("take_on", gist="抽查不到位")
    do("inquire", division=bureau.zhiliang.pk, title="抽查", question="请说明抽查安排。", chosen=[paper.pk])
    page = client.get(address).content.decode()
    form = re.search(r'id="do-order".*?</details>', page, re.S)[0]
    title, text = re.search(r'name="order-title" value="([^"]+)"', form)[1], re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", form, re.S)[1]
    assert f'value="{bureau.zhiliang.pk}" selected' in form and 'value="improvement" selected' in form
    assert "GJ-" in do("order", kind="improvement", division=bureau.zhiliang.pk, title=title, text=text)
    assert "已答复" in do("reply", result="refused", ground="unfounded", text="记录齐全。", way="online")


def test_who_gives_a_matter_out_of_his_hands_lands_on_his_first_page(bureau, client):
    """The officer notes that it is about himself: done, and the case is no longer there for him."""
    complaint, _code = actions.receive(given=factories.complaint_given(division=None), way="web", at=AT)
    client.force_login(bureau.efficiency)
    given = {"verb": "about", "about-persons": [bureau.efficiency.pk], "about-reason": "反映本人"}
    answer = client.post(f"/admin/cases/{complaint.case_id}/", given)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get(f"/admin/cases/{complaint.case_id}/").status_code == 404


def test_papers_of_other_cases_are_not_offered_when_the_form_comes_back(bureau, client):
    """A refused inquiry shows the papers of its own case alone."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    complaint, _code = actions.receive(given=factories.complaint_given(), way="web", files=[SimpleUploadedFile("own.txt", b"x")], at=AT)
    actions.receive(given=factories.complaint_given(), way="web", files=[SimpleUploadedFile("foreign.txt", b"x")], at=AT)
    client.force_login(bureau.efficiency)
    given = {"verb": "inquire", "inquire-division": bureau.zhiliang.pk, "inquire-title": "x", "inquire-question": "欧阳建华"}
    page = client.post(f"/admin/cases/{complaint.case_id}/", given).content.decode()
    assert "own.txt" in page and "foreign.txt" not in page and "error-summary" in page


def test_a_page_of_the_register_takes_a_constant_number_of_queries(bureau, client, django_assert_max_num_queries):
    """Three complaints or thirty: the same."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(bureau.efficiency)
    counts = []
    for many in (3, 27):
        for _ in range(many):
            actions.receive(given=factories.complaint_given(), way="web", at=AT)
        client.get("/admin/disclosure_complaints/registerentry/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/admin/disclosure_complaints/registerentry/")
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


@pytest.mark.parametrize("verb, field, rest", [
    ("about", "persons", {"reason": "补记"}),
    ("inquire", "chosen", {"division": "1", "title": "问", "question": "何故"}),
])  # fmt: skip
def test_a_number_that_no_row_can_have_is_refused_at_its_field(bureau, client, verb, field, rest):
    """Of many digits: as one that nobody has, never with an error of the database."""
    complaint, _code = actions.receive(given=factories.complaint_given(), way="web", files=[SimpleUploadedFile("照片.txt", b"x")], at=AT)
    client.force_login(bureau.efficiency)
    sent = {"verb": verb, f"{verb}-{field}": "9" * 30, **{f"{verb}-{name}": value for name, value in rest.items()}}
    answer = client.post(f"/admin/cases/{complaint.case_id}/", sent)
    assert answer.status_code == 200 and field in answer.context["faulty"].errors


def test_what_waits_for_a_person_lists_his_cases_with_the_late_ones_first(bureau, client):
    """我的待办: number, day and way to what he handles; nothing to others, and no complaint any more that has come to be about himself."""
    for _each in range(2):
        send(client)
    soon, late = Case.objects.order_by("pk")
    Case.objects.filter(pk=late.pk).update(due_on=dt.date(2026, 9, 1))
    client.force_login(bureau.efficiency)
    page = client.get(reverse("disclosure_chain:waiting"))
    listed = [wait.url for wait in page.context["elsewhere"]]
    assert listed == [reverse("disclosure_cases_case", args=[case.pk]) for case in (late, soon)]
    assert late.number in page.text and "2026-09-01" in page.text and "逾期" in page.text and "来件、协查和督办（2）" in page.text
    for other in (bureau.head, bureau.editor, bureau.director):
        client.force_login(other)
        assert late.number not in client.get(reverse("disclosure_chain:waiting")).text
    Complaint.objects.get(case=late).persons.add(bureau.efficiency)
    client.force_login(bureau.efficiency)
    page = client.get(reverse("disclosure_chain:waiting")).text
    assert late.number not in page and soon.number in page
