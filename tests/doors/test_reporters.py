"""Every door around a reporter: who came and what he wrote are found by nobody but who handles it (五（五）; 信访工作条例 art. 30)."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.cases import actions as cases
from disclosure.complaints import actions
from disclosure.outbox.work import enqueue
from tests import factories

pytestmark = pytest.mark.once
HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
SECRETS = ("欧阳建华", "13900139000", "ouyang@example.com", "走过场", "只喝茶不看现场", "做过三年试验员", "欧阳的照片")
LISTS = (
    "/admin/", "/admin/disclosure_complaints/registerentry/", "/admin/disclosure_complaints/inquiry/",
    "/admin/disclosure_complaints/supervisionorder/", "/admin/disclosure_applications/registerentry/", "/admin/disclosure_ledger/entry/",
    "/admin/disclosure_clocks/duty/", "/admin/disclosure_outbox/message/", "/admin/cases/unserved/", "/admin/reports/site-history/",
    "/admin/pages/search/?q=走过场", "/admin/waiting/", "/ledger/", "/statistics/",
)  # fmt: skip
SEARCHES = ("欧阳建华", "13900139000", "走过场", "喝茶", "TS-2026-00001")


@pytest.fixture
def bureau(site):
    return factories.bureau()


@pytest.fixture
def complaint(bureau):
    """About the division zhiliang; asked by an inquiry, with an order, answered by post but not served: every row that there can be."""
    files = [SimpleUploadedFile("欧阳的照片.txt", "欧阳建华在现场".encode())]
    given = factories.complaint_given(email="ouyang@example.com")
    made, code = actions.receive(given=given, way="web", files=files, at=AT)
    actions.take_on(made, gist="反映抽查不到位", by=bureau.efficiency, at=AT)
    ask = {"division": bureau.zhiliang, "title": "抽查程序", "question": "请说明抽查安排和到场记录。"}
    made.inquiry = actions.inquire(made, by=bureau.efficiency, at=AT, **ask)
    order = {"kind": "improvement", "title": "改进抽查", "text": "请完善留痕制度。", "division": bureau.zhiliang}
    made.order = actions.order_open(about=("case", made.case_id, ""), by=bureau.efficiency, at=AT, **order)
    actions.reply(made, result="solved", text="已责令改正。", way="post", by=bureau.efficiency, at=AT)
    made.code = code
    return made


def everyone_else(bureau):
    """All but the efficiency officer, the superuser among them, one who also holds a post."""
    boss = factories.person("boss", is_superuser=True)
    chief = factories.person("chief", is_superuser=True)
    factories.post("efficiency_officer", chief)
    return [
        bureau.editor, bureau.head, bureau.editor_anquan, bureau.head_anquan, bureau.editor_bangong, bureau.head_bangong, bureau.reviewer,
        bureau.director, bureau.leader, bureau.other_leader, bureau.members[0], bureau.chair, bureau.main_leader, bureau.auditor, boss, chief,
    ]  # fmt: skip


def text_of(answer):
    """Everything that an answer says, an XLSX unpacked."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    return data.decode(errors="replace")


def leaks(text):
    return [secret for secret in SECRETS if secret in text]


def test_nobody_else_knows_the_case_its_verbs_letters_or_papers(bureau, complaint, client):
    """404 at every address of the case, whoever asks, for reading and for acting."""
    pk, paper, letter = complaint.case_id, complaint.case.papers.get().pk, complaint.case.letters.first().pk
    verbs = ("reporter", "take_on", "inquire", "reply", "serve", "order", "about", "hand_over", "replace_code", "change_kind", "close", "accept")
    for user in everyone_else(bureau):
        client.force_login(user)
        addresses = (f"/admin/cases/{pk}/", f"/admin/cases/{pk}/letters/{letter}/?format=docx", f"/admin/cases/{pk}/papers/{paper}/")
        for answer in [*(client.get(address) for address in addresses), *(client.post(addresses[0], {"verb": verb}) for verb in verbs)]:
            assert answer.status_code == 404, (user, answer.wsgi_request.path)


def test_no_list_search_or_export_tells_a_reporter(bureau, complaint, client):
    """Registers, ledger, outbox, home, searches and exports of everyone else: no name, no number, no word of his."""
    boss, chief = everyone_else(bureau)[-2:]
    for user in (bureau.head, bureau.director, bureau.leader, bureau.main_leader, bureau.auditor, boss, chief):
        client.force_login(user)
        addresses = [*LISTS]
        for register in ("complaints/registerentry", "complaints/inquiry", "complaints/supervisionorder", "ledger/entry", "outbox/message"):
            addresses += [f"/admin/disclosure_{register}/?q={word}" for word in SEARCHES[:2]]
            addresses += [f"/admin/disclosure_{register}/?export=xlsx"]
        for address in addresses:
            answer = client.get(address, follow=True)
            # What was searched for stands in the search field again.
            asked = address.partition("?q=")[2]
            found = [secret for secret in leaks(text_of(answer)) if secret != asked]
            assert not found, (user, address, found)


def test_the_ledger_tells_of_a_complaint_to_who_may_read_it_alone(bureau, complaint, client):
    """List, search, export and page of an entry: no entry about the case, its inquiry or its order for anybody else (信访工作条例 art. 30)."""
    from disclosure.ledger.models import Entry

    about = {"case": complaint.case_id, "inquiry": complaint.inquiry.pk, "order": complaint.order.pk}
    numbers = (complaint.case.number, complaint.inquiry.number, complaint.order.number)
    entries = [Entry.objects.filter(about_kind=kind, about_no=no).first() for kind, no in about.items()]
    address = "/admin/disclosure_ledger/entry/"
    for user, seen in [*((user, False) for user in everyone_else(bureau)), (bureau.efficiency, True)]:
        client.force_login(user)
        for query in ("", "?q=complaints.", "?export=csv"):
            text = text_of(client.get(address + query))
            assert [number in text for number in numbers] == [seen, seen, seen and query != "?q=complaints."], (user, query)
        for entry in entries:
            assert client.get(f"{address}inspect/{entry.pk}/").status_code == (200 if seen else 404), (user, entry)


def test_the_officer_finds_no_entry_about_a_complaint_of_himself(bureau, client):
    """Not that it came, nor that it was handed over; the main leader, who handles it, does."""
    from disclosure.ledger.record import entries_about

    made, _code = actions.receive(given=factories.complaint_given(text="efficiency压件不办。"), way="web", at=AT)
    cases.hand_over(made.case, to=bureau.head_anquan, reason="请核查", by=bureau.main_leader, at=AT)
    for user, seen in ((bureau.efficiency, False), (bureau.auditor, False), (bureau.main_leader, True), (bureau.head_anquan, True)):
        client.force_login(user)
        assert (made.case.number in client.get("/admin/disclosure_ledger/entry/").content.decode()) is seen, user
        page = client.get(f"/admin/disclosure_ledger/entry/inspect/{entries_about('case', made.case_id).last().pk}/")
        assert page.status_code == (200 if seen else 404), user


def test_a_search_by_name_or_number_tells_nothing_to_who_only_watches(bureau, complaint, client):
    """The blind index answers the efficiency office alone; for main leader and auditor there is no such row."""
    for user, seen in ((bureau.efficiency, True), (bureau.main_leader, False), (bureau.auditor, False)):
        client.force_login(user)
        for word in ("欧阳建华", "139 0013 9000"):
            page = client.get("/admin/disclosure_complaints/registerentry/", {"q": word}).content.decode()
            assert (complaint.case.number in page) is seen, (user, word)


def test_the_division_sees_its_inquiry_and_order_and_nothing_else(bureau, complaint, client):
    """Question, answer, order: no secret, no number of the case, no way from there to it."""
    for user in (bureau.head, bureau.editor):
        client.force_login(user)
        for address in (f"/admin/inquiries/{complaint.inquiry.pk}/", f"/admin/orders/{complaint.order.pk}/"):
            page = client.get(address)
            text = page.content.decode()
            assert page.status_code == 200 and not leaks(text) and complaint.case.number not in text and f"/cases/{complaint.case_id}/" not in text
    client.force_login(bureau.head)
    address = f"/admin/inquiries/{complaint.inquiry.pk}/"
    assert "到场记录附后" in client.post(address, {"text": "到场记录附后。"}, follow=True).content.decode()
    client.force_login(bureau.efficiency)
    assert "到场记录附后" in client.get(f"/admin/cases/{complaint.case_id}/").content.decode()


def test_inquiries_and_orders_of_others_are_not_there(bureau, complaint, client):
    """404 for other divisions, for the office and for superusers, papers included."""
    row = complaint.case.papers.get()
    asked = {"division": bureau.anquan, "title": "现场安全", "question": "请说明现场管理情况。", "chosen": [row]}
    other = actions.inquire(complaint, by=bureau.efficiency, at=AT, **asked)
    strangers = [bureau.editor, bureau.head, bureau.head_bangong, bureau.director, bureau.auditor, bureau.main_leader]
    for user in [*strangers, factories.person("boss", is_superuser=True)]:
        client.force_login(user)
        for address in (f"/admin/inquiries/{other.pk}/", f"/admin/inquiries/{other.pk}/papers/{other.papers.get().pk}/"):
            assert client.get(address).status_code == 404 and client.post(address, {"text": "x"}).status_code in (404, 405)


def test_who_is_named_gets_404_even_as_handler_officer_or_main_leader(bureau, client):
    """About the officer and about the main leader: neither page nor row nor ledger tells him that it exists."""
    officer, _code = actions.receive(given=factories.complaint_given(text="efficiency压件不办。"), way="web", at=AT)
    leader, _code = actions.receive(given=factories.complaint_given(text="main-leader插手。"), way="web", at=AT)
    for user, made in ((bureau.efficiency, officer), (bureau.main_leader, leader)):
        client.force_login(user)
        assert client.get(f"/admin/cases/{made.case_id}/").status_code == 404
        for address in LISTS:
            text = client.get(address, follow=True).content.decode()
            assert not leaks(text) and made.case.number not in text, (user, address)


def test_the_handler_sees_the_reporter_masked_until_he_asks(bureau, complaint, client):
    """Masked on the page; shown once on demand, with an entry; the words of the letter stand there."""
    client.force_login(bureau.efficiency)
    page = client.get(f"/admin/cases/{complaint.case_id}/").content.decode()
    assert "只喝茶不看现场" in page and "欧阳建华" not in page.replace("欧阳建华的", "") and "13900139000" not in page
    shown = client.post(f"/admin/cases/{complaint.case_id}/", {"verb": "reporter"}, follow=True).content.decode()
    assert "欧阳建华" in shown and "13900139000" in shown
    assert "13900139000" not in client.get(f"/admin/cases/{complaint.case_id}/").content.decode()


def test_the_outbox_shows_no_citizens_address(bureau, complaint, client):
    """An administrator works off mail that has not left; whom it is for he does not read."""
    from disclosure.outbox.models import Message

    cases.tell(complaint.case, "again", at=AT)
    message = Message.objects.filter(key__startswith="case:").first()
    assert message.to == ["ouyang@example.com"]
    Message.objects.filter(pk=message.pk).update(error="550 ouyang@example.com unknown")
    own = enqueue(key="own", to="head@example.org", subject="提醒", body="", at=AT)
    client.force_login(factories.person("boss", is_superuser=True))
    assert not leaks(client.get(f"/admin/disclosure_outbox/message/inspect/{message.pk}/").content.decode())
    assert not leaks(client.get("/admin/disclosure_outbox/message/").content.decode())
    assert "head@example.org" in client.get(f"/admin/disclosure_outbox/message/inspect/{own.pk}/").content.decode()


def test_the_api_tells_a_case_to_its_code_only(bureau, complaint, client):
    """No token of staff opens it; the code shows no name and no handler."""
    address = f"/api/v3/cases/{complaint.case.number}/"
    for user in (bureau.editor, bureau.efficiency):
        client.force_login(user)
        assert client.get(address).status_code == 404
    text = client.get(f"{address}?code={complaint.code}").content.decode()
    assert not [secret for secret in ("欧阳建华", "13900139000", "ouyang", bureau.efficiency.last_name) if secret in text]


def test_what_the_ledger_keeps_names_nobody(bureau, complaint):
    """Every entry that came of the matter: no secret, not the division of the case, not to whom it was given."""
    from disclosure.ledger.record import entries_about

    cases.hand_over(complaint.case, to=bureau.head_anquan, reason="走过场一事请核查", by=bureau.efficiency, at=AT)
    cases.replace_code(complaint.case, way="回拨13900139000核对", by=bureau.efficiency, at=AT)
    entries = [str(entry.facts) + entry.about_title for entry in entries_about("case", complaint.case_id)]
    assert len(entries) == 5 and not [entry for entry in entries if leaks(entry) or "anquan" in entry or "zhiliang" in entry]


def test_the_slip_is_shown_once_and_to_who_took_it_in(bureau, client):
    """Number and code after entering; a second look asks for a new one; the session holds no code in the clear."""
    from django.contrib.sessions.models import Session

    client.force_login(bureau.editor)
    given = {
        "kind": "complaint",
        "whom": "division:zhiliang",
        "subject": "走过场",
        "text": "只喝茶不看现场。",
        "name": "欧阳建华",
        "phone": "13900139000",
    }
    answer = client.post("/admin/complaints/enter/", {**given, "way": "telephone", "received_on": dt.date.today().isoformat()})
    assert answer.status_code == 302, answer.content.decode()
    stored = str([session.get_decoded() for session in Session.objects.all()])
    page = client.get(answer["Location"]).content.decode()
    assert "TS-" in page and not leaks(page) and "/admin/cases/" not in page
    assert not [word for word in page.split() if "-" in word and len(word) == 11 and word in stored]
    assert client.get("/admin/cases/slip/").status_code == 302


@pytest.mark.parametrize("body", ['{"kind": "\\ud800"}', '{"text": "a\\u0000b"}', "[]", "{", "", "null", '{"a": NaN}', "[" * 100000])
def test_harmful_bodies_are_told_what_is_wrong(bureau, client, body):
    """400 or 422, never a fault of ours, and nothing is stored."""
    from disclosure.cases.models import Case

    answer = client.post("/api/v3/complaints/", body, content_type="application/json")
    assert answer.status_code in (400, 422) and not Case.objects.exists()


@pytest.mark.parametrize("field", ["name", "subject", "text", "division"])
@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "字" * 200_000])
def test_harmful_text_is_named(bureau, client, field, text):
    """422 with the field."""
    import json

    answer = client.post("/api/v3/complaints/", json.dumps(factories.complaint_given(**{field: text})), content_type="application/json")
    assert answer.status_code == 422 and answer.json()["errors"][0]["loc"] == [field]
