"""Bad input at every form of the street and of the office: a clear answer, what was typed kept, and nothing stored half."""

import datetime as dt
import json
import re

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from disclosure.cases.models import Case, Paper, Series
from disclosure.complaints import actions as complaints
from disclosure.consultation.models import Comment, CommentFile
from disclosure.ledger.models import Entry
from tests import factories
from tests.consultation.conftest import Consulted
from tests.feedback.conftest import PARTY, Feedbacks

pytestmark = pytest.mark.once
OPEN = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)  # a day on which the draft is open to comment
LATER = dt.datetime(2026, 11, 26, 2, 0, tzinfo=dt.UTC)
HOSTILE = "<script>alert(1)</script>'; DROP TABLE x; --{{7*7}}"
FORMS = ("apply", "complaints", "feedback", "objection", "comment", "track")
ROOMS = ("cases", "applications", "complaints", "feedback", "consultation", "outbox")


def program(name="证明材料.pdf"):
    return SimpleUploadedFile(name, b"MZ\x90\x00" + bytes(200), "application/pdf")


class Street:
    """Each form by its name: where it stands, what a person fills in, and which field takes any words."""

    def __init__(self, kind, client):
        self.kind, self.client = kind, client
        self.words = "description" if kind == "apply" else "text"
        self.address, self.typed = getattr(self, kind)()

    def apply(self):
        factories.bureau()
        return "/apply/", factories.application_given()

    def complaints(self):
        factories.bureau()
        given = {**factories.complaint_given(), "whom": "division:zhiliang"}
        return "/complaints/", {name: value for name, value in given.items() if name not in ("anonymous", "division")}

    def feedback(self):
        factories.bureau()
        return "/feedback/", {"kind": "question", "where": "", "text": "网站字太小。", "contact": "13800138000"}

    def objection(self):
        page = Feedbacks().penalty
        typed = {"kind": "objection", "credit_code": PARTY, "text": "桩基已按图返工。", "contact": "林某某 13800138000"}
        return "/feedback/", {**typed, "page": str(page.pk), "revision": str(page.live_revision_id)}

    def comment(self):
        page = Consulted().publish().fresh()
        return page.url + "comment/", {"clause": "", "stance": "suggest", "text": "建议写明时限。", "name": "", "contact": "", "answer_by": ""}

    def track(self):
        factories.bureau()
        case, code = complaints.receive(given=factories.complaint_given(), way="web", at=OPEN - dt.timedelta(days=1))
        self.client.post("/track/", {"number": case.case.number, "code": code})
        return f"/track/{case.case.number}/", {"verb": "add", "text": "补充说明。"}

    def send(self, **changed):
        """The page that answers, as text; a status of a machine's making is a failure."""
        answer = self.client.post(self.address, {**self.typed, **changed})
        self.status = answer.status_code
        return answer.content.decode()


@pytest.fixture
def street(request, site, client):
    at = OPEN if request.param in ("comment", "track") else LATER
    with time_machine.travel(at, tick=False):
        yield Street(request.param, client)


def stored():
    """How much there is of everything that a citizen can bring about, and which numbers are used up."""
    rows = {model: model.objects.count() for room in ROOMS for model in apps.get_app_config(f"disclosure_{room}").get_models()}
    return rows, Entry.objects.count(), list(Series.objects.order_by("name").values_list("name", "last"))


every_form = pytest.mark.parametrize("street", FORMS, indirect=True)


@every_form
def test_a_program_named_as_a_document_is_told_and_the_words_are_kept(street):
    """By its content; the file's name stands in the sentence, and what was typed in the form."""
    before = stored()
    text = street.send(file=program())
    assert street.status in (200, 422) and "证明材料.pdf" in text and "程序" in text and street.typed[street.words] in text
    assert stored() == before


@every_form
@pytest.mark.parametrize("length", [5001, 5 << 20])
def test_too_many_words_are_told_as_such(street, length):
    """A little too many at the field, by its name on the screen; five megabytes before any form reads them. No browser cuts them off unsaid."""
    before = stored()
    text = street.send(**{street.words: "字" * length})
    assert not re.search(r"<textarea[^>]*maxlength", text) and f"“{street.words}”" not in text
    assert street.status in ((200, 422) if length < 6000 else (413,)) and "5000" in text.replace(",", "").replace("5&nbsp;000", "5000")
    assert stored() == before


@every_form
def test_a_form_without_its_token_is_refused_with_what_to_do(street):
    """CSRF: another site sends it with the browser of the citizen; nothing is stored, and he reads that he is to send it again."""
    before, other = stored(), Client(enforce_csrf_checks=True)
    other.cookies = street.client.cookies
    answer = other.post(street.address, street.typed)
    assert answer.status_code == 403 and "刷新后再提交" in answer.content.decode() and stored() == before


@pytest.mark.parametrize("street, field, wrong", [("apply", "id_number", "110105194912310021"), ("objection", "credit_code", "91350000MA00EX0001")],
                         indirect=["street"])  # fmt: skip
def test_a_number_with_a_wrong_check_digit_and_a_wrong_file_are_told_at_once(street, field, wrong):
    """All faults of one submission in one answer, each file with its own; the files are to be chosen again, the words are kept."""
    before, doc = stored(), SimpleUploadedFile("旧.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    text = street.send(**{field: wrong}, file=[program(), doc, SimpleUploadedFile("好.txt", "正文".encode())])
    assert f'href="#id_{field}"' in text and "校验" in text and 'href="#id_file"' in text
    assert "“证明材料.pdf”" in text and "“旧.docx”" in text and "请重新选择：证明材料.pdf、旧.docx、好.txt" in text
    assert wrong in text and street.typed[street.words] in text and stored() == before


@pytest.mark.parametrize("street", ["complaints", "feedback", "comment", "track"], indirect=True)
def test_missing_words_and_a_wrong_file_are_told_at_once(street):
    """With the name of the file that is to be chosen again; nothing is stored."""
    before = stored()
    text = street.send(**{street.words: " "}, file=program())
    assert street.status in (200, 422) and "“证明材料.pdf”" in text and "请重新选择：证明材料.pdf" in text and stored() == before
    assert ("请填写" if street.kind == "track" else 'href="#id_text"') in text


@pytest.mark.parametrize("street", ["apply", "complaints", "feedback", "comment"], indirect=True)
def test_files_of_a_faulty_form_are_looked_at_as_seldom_as_a_form_is_taken(street, settings):
    """Looking takes time: it counts against the limit; beyond it the other faults are told, the files are not looked at."""
    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 1, "off"
    assert "“证明材料.pdf”" in street.send(**{street.words: ""}, file=program())
    text = street.send(**{street.words: ""}, file=program())
    assert "“证明材料.pdf”" not in text and 'class="error-summary"' in text and "请重新选择：证明材料.pdf" in text


@every_form
def test_markup_and_statements_in_every_field_do_nothing(street):
    """Wherever words may stand they are words; where a choice, a number or an address is wanted they are refused, and never shown unescaped."""
    before = stored()
    for field in street.typed:
        if field in ("page", "verb") or field == street.words:
            continue
        text = street.send(**{field: HOSTILE})
        assert street.status < 500 and "<script>alert(1)" not in text, field
        if street.status in (200, 422) and 'class="error-summary"' in text:
            assert stored() == before, field
        before = stored()


@every_form
def test_files_that_may_come_in_come_in(street):
    """Two of them, each kept."""
    street.send(file=[SimpleUploadedFile("甲.txt", "正文".encode()), SimpleUploadedFile("乙.csv", "名称,数\n桥,-1\n".encode())])
    model = CommentFile if street.kind == "comment" else Paper
    assert street.status in (200, 201, 302) and sorted(row.name for row in model.objects.all()) == ["乙.csv", "甲.txt"]


@every_form
def test_markup_in_the_words_is_shown_as_it_was_typed(street, client):
    """Stored as words, escaped where the office and the citizen read it."""
    text = street.send(**{street.words: HOSTILE})
    assert street.status in (200, 201, 302), text
    if street.kind == "comment":
        assert Comment.objects.get().text == HOSTILE and "<script>alert(1)" not in text
        return
    case = Case.objects.order_by("-pk")[0]
    office = Client()
    office.force_login(case.owner)
    page = office.get(f"/admin/cases/{case.pk}/").content.decode()
    assert escape(HOSTILE) in page and "<script>alert(1)" not in page
    if street.kind == "track":
        page = client.get(street.address).content.decode()
        assert escape(HOSTILE) in page and "<script>alert(1)" not in page


@pytest.mark.parametrize(
    "number, code", [(HOSTILE, "x"), ("TS-2026-00001", HOSTILE), ("字" * 50, "字"), ("a\x00b", "c\x00d"), ("", ""), ("1" * 5000, "2" * 5000)]
)
def test_the_question_for_number_and_code_stands_all_that(site, client, number, code):
    """One sentence, and nothing of it is shown unescaped; in the address as well."""
    answer = client.post("/track/", {"number": number, "code": code})
    text = answer.content.decode()
    assert answer.status_code in (200, 404) and 'class="error-summary"' in text and "<script>alert(1)" not in text
    asked = client.get("/track/", {"number": number})
    assert asked.status_code == (400 if "\x00" in number else 200) and "<script>alert(1)" not in asked.content.decode()


# ---- by programme


def call(client, path, body, key):
    return client.post(path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


@pytest.mark.parametrize("kind", ["applications", "complaints", "feedback", "comments", "add", "withdraw"])
def test_a_used_key_with_another_body_is_refused_and_changes_nothing(site, client, kind):
    """The first answer stands, and comes again for the first body."""
    with time_machine.travel(OPEN, tick=False):
        if kind == "comments":
            path = f"/api/v3/consultations/{Consulted().publish().page.pk}/comments/"
            body, other = {"clause": None, "stance": "suggest", "text": "建议写明时限。", "name": None, "contact": None}, {"text": "另一条"}
        else:
            page = Feedbacks().penalty
            path, body, other = f"/api/v3/{kind}/", factories.application_given(), {"description": "另一项信息"}
        if kind == "complaints":
            body, other = factories.complaint_given(), {"text": "另一件事。"}
        elif kind == "feedback":
            body, other = {"kind": "question", "page": page.pk, "text": "网站字太小。", "contact": ""}, {"text": "另一件事。"}
        elif kind in ("add", "withdraw"):
            made, code = complaints.receive(given=factories.complaint_given(), way="web", at=OPEN)
            path, body, other = f"/api/v3/cases/{made.case.number}/{kind}/", {"code": code, "text": "补充。"}, {"text": "另一句。"}
        first = call(client, path, body, "k")
        assert first.status_code in (200, 201), first.content
        before = stored()
        again, refused = call(client, path, body, "k"), call(client, path, {**body, **other}, "k")
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert refused.status_code == 422 and refused.json()["errors"][0]["loc"] == ["Idempotency-Key"] and refused.json()["detail"]
        assert stored() == before


# ---- entered by the office


@pytest.mark.parametrize("kind", ["applications", "complaints", "feedback"])
def test_a_day_of_receipt_in_the_future_is_told_at_the_form_of_the_office(site, client, kind):
    """With what was typed, and nothing stored."""
    bureau = factories.bureau()
    client.force_login(bureau.director)
    given = {
        "applications": factories.application_given(), "complaints": {**factories.complaint_given(), "whom": "", "anonymous": ""},
        "feedback": {"kind": "question", "text": "网站字太小。", "contact": "13800138000", "item": ""},
    }[kind]  # fmt: skip
    with time_machine.travel(LATER, tick=False):
        before = stored()
        answer = client.post(f"/admin/{kind}/enter/", {**given, "way": "telephone", "received_on": "2026-11-27"})
    text = answer.content.decode()
    assert answer.status_code in (200, 422) and "晚于今天" in text and (given.get("description") or given["text"]) in text and stored() == before
