"""/apply/ in the browser's shoes, and the office's pages."""

import pytest
from django.utils import timezone

from disclosure.applications import actions
from disclosure.applications.actions import enter_challenge
from disclosure.applications.models import Application, Spared
from disclosure.cases.models import Case
from tests import factories

from .test_actions import AT, received


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

    draft = factories.item("other", title="质量监督抽查结果", division=bureau.zhiliang, by=bureau.editor)
    assert client.get("/apply/suggest/?q=质量监督抽查结果").json() == {"items": []}
    for number in (999999, draft.pk):
        assert client.post("/apply/found/", {"page": str(number)}).status_code == 404
    assert not Spared.objects.exists() and not DisclosurePage.objects.public().exists()
    from .test_actions import AT

    page = factories.published(factories.item("other", title="质量监督抽查结果", division=bureau.zhiliang, by=bureau.editor), at=AT)
    refused = client.post("/apply/", {"description": "质量监督抽查结果"}).content.decode()
    assert f'<button class="link" form="found" name="page" value="{page.pk}">就是这条，不用申请了</button>' in refused
    assert [client.post("/apply/found/", {"page": many}).status_code for many in ("9" * 30, "9" * 5000, "²", "-1", "")] == [404] * 5
    for _ in range(2):
        assert client.post("/apply/found/", {"page": str(page.pk)})["Location"] == page.url
    assert list(Spared.objects.values_list("page", "n")) == [(page.pk, 2)]
    assert [item["id"] for item in client.get(f"/apply/suggest/?q={page.index_number}").json()["items"]] == [page.pk]


@pytest.mark.parametrize(
    "text, words",
    [
        ("2025年A2合同段质量抽检结果", ["A2", "合同", "同段", "段质", "质量", "量抽", "抽检", "检结", "结果"]),
        ("申请公开2025年度的政府信息", []),
        ("二〇二五年", []),
        ("G70高速公路、〔2025〕12号", ["G70", "高速", "速公", "公路"]),
    ],
)
def test_a_year_a_number_and_a_stop_word_are_no_words_of_content(text, words):
    """They stand in every other title: a suggestion by them alone answers nobody."""
    from disclosure.applications.suggestions import content

    assert content(text) == words


def test_a_suggestion_shares_words_of_content_and_most_of_them_first(bureau, client, site):
    """Not what has the year alone in common; a document number finds its item at once."""
    from disclosure.applications.suggestions import suggested

    from .test_actions import AT

    titles = ["2025年部门决算公开", "权责清单（2025年版）", "A2合同段质量监督抽查结果", "A2合同段质量抽检结果通报（2025年）"]
    for title in titles:
        factories.published(factories.item("other", title=title, division=bureau.zhiliang, by=bureau.editor), at=AT)
    assert [item["title"] for item in suggested("2025年A2合同段质量抽检结果")] == [titles[3], titles[2]]
    assert suggested("2025年") == suggested("申请公开2025年的政府信息") == []
    assert [item["title"] for item in suggested("2025年部门决算")] == [titles[0]]


def test_an_organisation_is_named_a_person_masked(bureau, client):
    """An organisation's name is no personal information; its viewing is free, a person's is not."""
    received(name="林大海")
    received(applicant_type="business", name="演示检测有限公司", id_kind="credit-code", id_number="91350100M000100Y43")
    client.force_login(bureau.director)
    person, firm = (client.get(f"/admin/cases/{case.pk}/").content.decode() for case in Case.objects.order_by("pk"))
    assert "林某某" in person and "演示检测有限公司" in firm and "91350100M000100Y43" not in firm
    assert not [value for value in ("林大海", "13800138000", "lin@example.com", "11010519491231002X") if value in person]


def test_each_act_says_what_happened_and_what_is_next(bureau, client):
    """One sentence with the day, in place of the button's name."""
    application, _code = received()
    client.force_login(bureau.director)
    address = f"/admin/cases/{application.case_id}/"

    def said(verb, **given):
        body = {"verb": verb, **{f"{verb}-{name}": value for name, value in given.items()}}
        return client.post(address, body, follow=True).content.decode()

    assert "已着手办理：请在" in said("take_up")
    assert "责任仍在您" in said("hand_over", to=bureau.editor.pk, reason="请办理")
    assert "登记后才算答复" in said("decide", outcome="A2", given="见网站")
    assert "申请人可以确认，或者要求再次办理。" in said("serve", service="online")


def test_the_page_of_an_application_leads_to_its_draft_and_spells_its_codes(bureau, client):
    """A draft is offered to who may write one, and then linked for all who handle it; grounds and the third party's reason in words."""
    application, _code = received(at=timezone.now())
    client.force_login(bureau.director)
    address = f"/admin/cases/{application.case_id}/"
    assert 'value="publish"' not in client.get(address).content.decode()
    client.force_login(bureau.editor_bangong)
    assert 'value="publish"' in client.get(address).content.decode()
    client.post(address, {"verb": "publish", "publish-title": "月报", "publish-category": "other", "publish-body": "全文。"})
    application.refresh_from_db()
    asked = actions.ask(application, kind="third_party", name="演示公司", by=bureau.director, at=timezone.now())
    actions.hear(asked, answer="objects", reasonable=True, reason="含配合比", by=bureau.director, at=timezone.now())
    actions.decide(application, outcome="A4", ground="N4", reason="商业秘密", by=bureau.director, at=timezone.now())
    client.force_login(bureau.director)
    page = client.get(address).content.decode()
    assert f'href="/admin/matters/{application.draft_id}/">月报</a>' in page
    assert "理由合理 含配合比" in page and "A4 不予公开 N4 涉及商业秘密" in page


def test_the_fee_notice_says_how_it_is_paid_in_the_words_of_the_office(bureau, site):
    """An editable field of the settings; left empty, the bureau's address."""
    from disclosure.applications.letters import how_to_pay
    from disclosure.applications.models import ApplicationSettings

    assert "缴纳" in how_to_pay()
    ApplicationSettings.objects.update_or_create(site=site, defaults={"how_to_pay": "到一楼2号窗口缴纳。"})
    assert how_to_pay() == "到一楼2号窗口缴纳。"


def test_a_count_of_pages_that_no_letter_can_name_is_refused_at_its_field(bureau, client):
    """A hundred thousand is the most; what was typed stays."""
    application, _code = received(at=timezone.now())
    client.force_login(bureau.director)
    given = {"verb": "fee", "fee-basis": "pages", "fee-pages": "9" * 30}
    answer = client.post(f"/admin/cases/{application.case_id}/", given)
    assert answer.status_code == 200 and "100000" in answer.content.decode() and not hasattr(application, "fee")


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


@pytest.mark.parametrize("few", [0, 2000])
def test_a_search_for_words_finds_all_that_have_them_due_first(bureau, client, monkeypatch, few):
    """Whether it finds few or many; within what a filter leaves."""
    from disclosure.cases import registers

    monkeypatch.setattr(registers, "FEW", few)
    client.force_login(bureau.director)
    for n in range(3):
        received(description=f"第{n}项质量监督抽查结果")
    received(description="安全生产")
    page = client.get("/admin/disclosure_applications/registerentry/?q=抽查&state__exact=received").content.decode()
    numbers = [f"SQ-2026-0000{n}" for n in (3, 2, 1)]
    places = [page.index(number) for number in numbers]
    assert places == sorted(places) and "SQ-2026-00004" not in page
    assert "SQ-2026" not in client.get("/admin/disclosure_applications/registerentry/?q=抽查&state__exact=answered").content.decode()
    Case.objects.filter(number=numbers[0]).update(their_number="转办第9号")
    page = client.get("/admin/disclosure_applications/registerentry/?q=转办第9号").content.decode()
    assert [number in page for number in numbers] == [True, False, False], "by the number of who passed it on"


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


def test_what_the_desk_refuses_is_said_on_top_in_the_words_of_the_screen(bureau, client):
    """The form lies below the fold: its faults stand where the page opens, and lead to the field."""
    case, _code = received()
    client.force_login(bureau.director)
    given = {"verb": "extend", "extend-days": "25", "extend-reason": "核对原始记录"}
    shown = client.post(f"/admin/cases/{case.pk}/", given).content.decode()
    assert 'role="alert"' in shown and 'href="#id_extend-days"' in shown and "核对原始记录" in shown
    shown = client.post(f"/admin/cases/{case.pk}/", {"verb": "hand_over", "hand_over-to": bureau.editor_bangong.pk, "hand_over-reason": ""})
    assert "“reason”" not in shown.content.decode()


def test_an_answer_is_read_at_the_tracking_page_from_its_service_on(bureau, client):
    """What is decided and not served yet has no door, whatever number is tried (国办公开办函〔2016〕235号)."""
    from disclosure.applications import actions

    from .test_actions import AT

    application, code = received()
    decision = actions.decide(application, outcome="A2", given="见附件。", by=bureau.director, at=AT)
    path = f"/track/{application.case.number}/letters/{decision.letter.pk}/?code={code}"
    assert client.get(path).status_code == 404
    actions.serve(application, service="online", by=bureau.director, at=AT)
    assert client.get(path).status_code == 200


def test_the_desk_offers_one_extension_alone(bureau, client):
    """条例第三十三条: once; afterwards the page does not offer what would be refused."""
    from django.utils import timezone

    case, _code = received(at=timezone.now())
    client.force_login(bureau.director)
    address = f"/admin/cases/{case.pk}/"
    assert 'id="do-extend"' in client.get(address).content.decode()
    assert client.post(address, {"verb": "extend", "extend-days": "20", "extend-reason": "核对原始记录"}).status_code == 302
    assert 'id="do-extend"' not in client.get(address).content.decode()


def test_the_desk_says_which_letter_was_taken_back_before_its_service(bureau, client):
    """Its title is what it was; that it went to nobody stands beside it."""
    application, _code = received()
    actions.decide(application, outcome="A2", given="见附件。", by=bureau.director, at=AT)
    client.force_login(bureau.director)
    address = f"/admin/cases/{application.case_id}/"
    assert ">未送达，已撤回<" not in client.get(address).text
    actions.undo(application, reason="用错结果", by=bureau.director, at=AT)
    assert client.get(address).text.count(">未送达，已撤回<") == 1


def test_the_register_of_reviews_and_suits_is_narrowed_by_kind_result_and_day(bureau, client):
    """行政复议、行政诉讼登记簿."""
    application, _code = received()
    given = {"kind": "review", "body": "省交通运输厅", "docket": "交复〔2026〕1号", "filed_on": AT.date()}
    enter_challenge(application, **given, by=bureau.director, at=AT)
    client.force_login(bureau.director)
    for name, fits, other in (("kind__exact", "review", "suit"), ("result__exact", "pending", "upheld"), ("filed_on__gte", AT.date(), "2026-12-31")):
        found = ["交复〔2026〕1号" in client.get("/admin/disclosure_applications/challenge/", {name: day}).content.decode() for day in (fits, other)]
        assert found == [True, False], name
