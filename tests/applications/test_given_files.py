"""Files that are given with a decision: in the letter, on the tracking page from the service on, and for nobody else (art. 36, 40)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.applications import actions
from disclosure.cases import actions as cases
from disclosure.cases.models import Paper
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import entries_about
from disclosure.outbox.models import Message
from tests import factories

from .test_actions import on, received, words_of

BYTES = "项目,结果\nA2,合格\n".encode()


@pytest.fixture
def bureau(site):
    return factories.bureau()


def upload(name="抽查结果.csv", data=BYTES):
    return SimpleUploadedFile(name, data)


def decided(bureau, application, **given):
    values = {"outcome": "A2", "given": "见附件。", "files": [upload(), upload("说明.txt", "说明".encode())]} | given
    return actions.decide(application, by=bureau.director, at=on((2026, 9, 21)), **values)


def served(bureau, application):
    return actions.serve(application, service="online", by=bureau.director, at=on((2026, 9, 22)))


def test_nobody_has_a_file_before_the_service_or_without_number_and_code(bureau, client):
    """404 from the decision to the service, and ever for who brings no code or another case's."""
    application, code = received()
    other, other_code = received(description="另一项")
    decided(bureau, application)
    number, paper = application.case.number, application.case.papers.first()
    path = f"/track/{number}/files/{paper.pk}/"
    assert client.get(f"{path}?code={code}").status_code == 404
    assert client.get(f"/api/v3/cases/{number}/?code={code}").json()["files"] == []
    client.post("/track/", {"number": number, "code": code})
    page = client.get(f"/track/{number}/").content.decode()
    assert "抽查结果.csv" not in page and client.get(path).status_code == 404
    served(bureau, application)
    answer = client.get(path)
    assert answer.status_code == 200 and answer.content == BYTES and "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"] and "抽查结果.csv" in client.get(f"/track/{number}/").content.decode()
    client.logout()
    for wrong in ("", "?code=", "?code=WRONGWRONG", f"?code={other_code}"):
        assert client.get(path + wrong).status_code == 404, wrong
    assert client.get(f"/track/{other.case.number}/files/{paper.pk}/?code={other_code}").status_code == 404
    given = client.get(f"/api/v3/cases/{number}/?code={code}").json()["files"]
    assert [each["name"] for each in given] == ["抽查结果.csv", "说明.txt"] and client.get(given[0]["url"]).content == BYTES


def test_what_a_citizen_sent_is_never_handed_out_there(bureau, client):
    """The tracking page protects who applied: his own papers are not on it."""
    application, code = actions.receive(given=factories.application_given(), way="web", files=[upload("身份证.txt", b"1")], at=on((2026, 9, 18)))
    decided(bureau, application)
    served(bureau, application)
    mine = application.case.papers.from_citizen().get()
    assert client.get(f"/track/{application.case.number}/files/{mine.pk}/?code={code}").status_code == 404


def test_the_letter_names_the_files_and_the_table_holds_them_sealed(bureau):
    """附件说明 below the text; the ledger keeps their digests, not their names."""
    application, _code = received()
    text = words_of(decided(bureau, application).letter)
    assert "附件：1. 抽查结果.csv" in text and "2. 说明.txt" in text and text.index("见附件。") < text.index("附件：1.")
    paper = Paper.objects.filter(from_citizen=False).first()
    with paper.file.open("rb") as file:
        assert BYTES not in file.read()
    facts = list(entries_about("case", application.case_id).filter(verb="applications.decide").values())[0]
    assert paper.sha256 in str(facts) and "抽查结果" not in str(facts)


def test_one_file_is_named_without_a_number(bureau):
    """As GB/T 9704 writes it."""
    application, _code = received()
    assert "附件：抽查结果.csv" in words_of(decided(bureau, application, files=[upload()]).letter)


def test_files_are_looked_at_by_content_and_only_with_what_gives(bureau):
    """An EXE named .pdf, an empty file, an eleventh file, a file with a refusal: refused naming the field, and nothing is decided or kept."""
    application, _code = received()
    wrong = [
        {"files": [upload("结果.pdf", b"MZ" + bytes(100))]},
        {"files": [upload(), upload("空.txt", b"")]},
        {"files": [upload(f"{n}.csv") for n in range(11)]},
        {"outcome": "A5", "searched": "档案室"},
    ]
    for given in wrong:
        with pytest.raises(Invalid) as refusal:
            decided(bureau, application, **given)
        assert refusal.value.field == "files"
    assert not application.decisions.exists() and not Paper.objects.exists() and not application.case.letters.exists()


def test_what_was_given_is_taken_back_by_the_director_with_a_reason(bureau, client):
    """From that moment 404; the applicant is told why, by page and mail; the ledger keeps the reason."""
    application, code = received()
    decided(bureau, application)
    with pytest.raises(WrongState):
        actions.take_back(application, reason="误附", by=bureau.director, at=on((2026, 9, 21)))
    served(bureau, application)
    with pytest.raises(NotAllowed):
        actions.take_back(application, reason="误附", by=bureau.editor_bangong, at=on((2026, 9, 23)))
    paper = application.case.papers.first()
    path = f"/track/{application.case.number}/files/{paper.pk}/?code={code}"
    assert client.get(path).status_code == 200
    before = Message.objects.count()
    assert actions.take_back(application, reason="附件有误，另行更正", by=bureau.director, at=on((2026, 9, 23))) == 2
    assert client.get(path).status_code == 404 and Message.objects.count() == before + 1
    seen = client.get(f"/api/v3/cases/{application.case.number}/?code={code}").json()
    assert seen["files"] == [] and "附件有误，另行更正" in seen["events"][-1]["text"]
    with pytest.raises(WrongState):
        actions.take_back(application, reason="再收", by=bureau.director, at=on((2026, 9, 23)))


def test_files_stay_with_their_answer_when_it_is_looked_at_again(bureau):
    """A second round has its own decision and its own files; those of the first stay with the citizen."""
    application, _code = received()
    decided(bureau, application)
    served(bureau, application)
    cases.reopen(application.case, text="还缺一份", at=on((2026, 9, 23)))
    actions.decide(application, outcome="A2", given="补充。", files=[upload("补充.csv")], by=bureau.director, at=on((2026, 9, 24)))
    assert application.case.papers.given().count() == 2
    actions.serve(application, service="online", by=bureau.director, at=on((2026, 9, 24)))
    assert application.case.papers.given().count() == 3


def test_the_form_of_the_desk_takes_files_and_keeps_what_was_typed(bureau, client):
    """Several at once; a bad one is told at its field."""
    application, _code = received()
    client.force_login(bureau.director)
    address = f"/admin/cases/{application.case_id}/"
    body = {"verb": "decide", "decide-outcome": "A2", "decide-given": "见附件甲乙。"}
    refused = client.post(address, {**body, "decide-files": [upload("坏.pdf", b"MZ" + bytes(100))]}).content.decode()
    assert "见附件甲乙。" in refused and "坏.pdf" in refused and not application.decisions.exists()
    assert client.post(address, {**body, "decide-files": [upload(), upload("说明.txt", b"x")]}).status_code == 302
    page = client.get(address).content.decode()
    assert "抽查结果.csv" in page and "说明.txt" in page
    paper = application.case.papers.first()
    assert client.get(f"{address}papers/{paper.pk}/").content == BYTES
    client.force_login(bureau.editor_anquan)
    assert client.get(f"{address}papers/{paper.pk}/").status_code == 404
