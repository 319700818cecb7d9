"""Wordings of letters: the office's own, for every room, tried before they are kept."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from docx import Document

from disclosure.applications import actions as applications
from disclosure.cases import actions as cases
from disclosure.cases import wordings
from disclosure.cases.models import LetterTemplate
from disclosure.complaints import actions as complaints
from disclosure.ledger.errors import Invalid, NotAllowed
from disclosure.ledger.record import entries_about
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def words_of(letter):
    return "\n".join(each.text for each in Document(io.BytesIO(cases.unsealed(letter.docx))).paragraphs)


def test_every_letter_of_every_room_may_be_worded_anew_and_ours_pass_their_own_check():
    """Applications, complaints and feedback; each names what it may use and may not leave out."""
    assert {str(one.about) for one in wordings.known.values()} == {"application", "complaint", "feedback"}
    assert {"A4", "complaint-solved", "feedback-answer", "refuse-repair", "no-standing-objection"} <= set(wordings.known)
    titles = [one.title for one in wordings.known.values()]
    assert len(titles) == len(set(titles)), "two letters of one title cannot be told apart where the office chooses one"
    for kind, one in wordings.known.items():
        wordings.check(kind, one.body)


@pytest.mark.parametrize("body", ["{{ nobody }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{% for %}"])
def test_a_wording_that_cannot_be_filled_in_is_refused(bureau, body):
    """An unknown name, an escape from the sandbox, a broken sentence: nothing is kept."""
    with pytest.raises(Invalid) as refusal:
        wordings.change(kind="receipt", title="回执", body=body, by=bureau.director, at=AT)
    assert refusal.value.field == "body" and not LetterTemplate.objects.exists()


@pytest.mark.parametrize(("body", "words"), [("好\n{{ number }", "第 2 行的花括号"), ("{{ nobody }}", "没有{{ nobody }}这个名称")])
def test_it_says_what_is_wrong_in_words(bureau, body, words):
    """Not in the English of a library."""
    with pytest.raises(Invalid, match=words):
        wordings.check("receipt", body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("A4", "不予公开：{{ reason }}"), ("refuse-repair", "不予修复。{{ remedy }}"), ("complaint-refused", "不予支持：{{ text }}")],
)
def test_what_the_law_has_a_letter_say_is_not_left_out(bureau, kind, body):
    """Review and suit of a decision, the reason, the ground of a refusal."""
    with pytest.raises(Invalid) as refusal:
        wordings.change(kind=kind, title="决定书", body=body, by=bureau.director, at=AT)
    assert refusal.value.field == "body" and "{{" in str(refusal.value)


def test_only_the_office_changes_a_wording(bureau):
    """Its director or an administrator, with an entry; nobody else, and no letter that is not there."""
    for who in (bureau.editor, bureau.efficiency, bureau.head):
        with pytest.raises(NotAllowed):
            wordings.change(kind="complaint-accepted", title="受理", body="x", by=who, at=AT)
    with pytest.raises(Invalid):
        wordings.change(kind="nothing", title="受理", body="x", by=bureau.director, at=AT)
    row = wordings.change(kind="complaint-accepted", title="受理", body="{{ reporter }}：受理。", by=bureau.director, at=AT)
    assert [entry.verb for entry in entries_about("letter", row.pk)] == ["cases.wording"]


def test_the_letter_of_a_complaint_goes_out_in_the_offices_wording_as_docx_and_pdf(bureau):
    """What is typed in an answer stays text, whatever it looks like."""
    body = "{{ reporter }}：\n新样式 {{ text }}\n{{ after }}"
    wordings.change(kind="complaint-solved", title="答复书（新）", body=body, by=bureau.director, at=AT)
    complaint, _code = complaints.receive(given=factories.complaint_given(), way="web", at=AT)
    made = complaints.reply(complaint, result="solved", text="A&B <公司> {{ 7*7 }}", by=bureau.efficiency, at=AT)
    assert "新样式 A&B <公司> {{ 7*7 }}" in words_of(made.letter) and made.letter.title == "答复书（新）"
    assert cases.unsealed(made.letter.pdf).startswith(b"%PDF")


def test_the_answer_to_an_application_goes_out_in_the_offices_wording(bureau):
    """With the remedy clause that its decision takes."""
    wordings.change(kind="A2", title="答复书（新）", body="{{ applicant }}：\n新样式 {{ given }}\n{{ remedy }}", by=bureau.director, at=AT)
    application, _code = applications.receive(given=factories.application_given(), way="web", at=AT)
    decision = applications.decide(application, outcome="A2", given="见附件", by=bureau.director, at=AT)
    assert "新样式 见附件" in words_of(decision.letter) and "行政复议" in words_of(decision.letter)


def test_the_office_finds_the_letter_by_its_name_and_its_wording_filled_in(bureau, client):
    """The page lists every letter; its form holds the wording in force and the names that it may use; a fault stands at its field."""
    client.force_login(bureau.director)
    index = reverse("disclosure_cases_lettertemplate_modeladmin_index")
    assert "投诉举报受理告知书" in client.get(index).content.decode()
    create = reverse("disclosure_cases_lettertemplate_modeladmin_create")
    page = client.get(f"{create}?kind=complaint-accepted").content.decode()
    assert "属于本局受理范围" in page and "{{ reporter }}" in page
    given = {"kind": "complaint-accepted", "title": "受理告知书（新）", "body": "{{ wrong }}"}
    assert "reporter" in client.post(create, given).content.decode() and not LetterTemplate.objects.exists()
    assert client.post(create, given | {"body": "{{ reporter }}：已受理。"}).status_code == 302
    page = client.get(index).content.decode()
    assert "受理告知书（新）" in page and 'kind=complaint-accepted"' not in page
    client.force_login(bureau.editor)
    assert client.get(create).status_code in (302, 403)
