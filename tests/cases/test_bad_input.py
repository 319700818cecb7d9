"""Bad input of every kind of case: a clear answer that names the field, and nothing stored half, no number used up."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.applications import actions as applications
from disclosure.cases import actions as cases
from disclosure.cases.models import Case, CaseEvent, Paper, Series
from disclosure.complaints import actions as complaints
from disclosure.feedback import actions as feedback
from disclosure.ledger.errors import Invalid
from disclosure.ledger.record import entries_of
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
KINDS = ("applications", "complaints", "feedback")


@pytest.fixture
def bureau(site):
    return factories.bureau()


def given_of(kind, **changed):
    if kind == "applications":
        return factories.application_given(**changed)
    if kind == "complaints":
        return factories.complaint_given(**changed)
    return {"kind": "question", "text": "网站字太小。", "contact": "", **changed}


def receive(kind, **more):
    room = {"applications": applications, "complaints": complaints, "feedback": feedback}[kind]
    page = {"page": None} if kind == "feedback" else {}
    return room.receive(given=given_of(kind), way="web", at=AT, **page, **more)


def enter(kind, bureau, **more):
    room = {"applications": applications, "complaints": complaints, "feedback": feedback}[kind]
    page = {"page": None} if kind == "feedback" else {}
    return room.enter(given=given_of(kind), way="telephone", by=bureau.director, at=AT, **page, **more)


def nothing_is_stored():
    """Neither a case nor an event, paper or entry; and its number is not used up."""
    stored = [model.objects.exists() for model in (Case, CaseEvent, Paper)]
    used = Series.objects.filter(name__regex="^(SQ|TS|FK)-", last__gt=0).exists()
    return not any(stored) and not used and not any(entries_of(f"{kind}.receive").exists() for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_of_receipt_in_the_future_is_refused(bureau, kind):
    """Whatever was entered by whom (一次告知 in one sentence)."""
    with pytest.raises(Invalid) as refusal:
        enter(kind, bureau, received_on=AT.date() + dt.timedelta(days=1))
    assert refusal.value.field == "received_on" and nothing_is_stored()


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_of_receipt_more_than_a_year_back_is_refused_at_the_desk(bureau, kind):
    """1990 for 2026 would be late by nine thousand working days for ever; a year back is entered, and what an old register holds is brought in."""
    year = AT.date().replace(year=AT.year - 1)
    for day in (dt.date(1990, 1, 1), year - dt.timedelta(days=1)):
        with pytest.raises(Invalid) as refusal:
            enter(kind, bureau, received_on=day)
        assert refusal.value.field == "received_on" and nothing_is_stored()
        assert str(day.year) in str(refusal.value) and f"{year.year}年{year.month}月{year.day}日" in str(refusal.value)
    enter(kind, bureau, received_on=year)
    with pytest.raises(Invalid):  # 29 February has no day of its own in the year before
        cases.require_recent(dt.date(2027, 2, 27), dt.datetime(2028, 2, 29, 9, tzinfo=AT.tzinfo))
    receive(kind, received_on=dt.date(2019, 5, 20))


@pytest.mark.parametrize("kind", KINDS)
def test_their_day_before_the_receipt_is_refused(bureau, kind):
    """A body that transferred it cannot have asked for a day before it came."""
    with pytest.raises(Invalid) as refusal:
        enter(kind, bureau, received_on=AT.date(), their_due_on=AT.date() - dt.timedelta(days=1), their_number="A1", transferred_from="12345")
    assert refusal.value.field == "their_due_on" and nothing_is_stored()


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_named_as_a_document_is_refused(bureau, kind):
    """Looked at by content; the case that it came with is not stored either."""
    with pytest.raises(Invalid) as refusal:
        receive(kind, files=[SimpleUploadedFile("证明材料.pdf", b"MZ\x90\x00" + bytes(200), "application/pdf")])
    assert refusal.value.field == "file" and nothing_is_stored()


@pytest.mark.parametrize("kind", KINDS)
def test_five_megabytes_of_text_are_refused_in_words(bureau, client, kind):
    """By programme, in the field that takes any length."""
    field = "description" if kind == "applications" else "text"
    body = json.dumps(given_of(kind, **{field: "字" * (5 << 20)}))
    answer = client.post(f"/api/v3/{kind}/", body, content_type="application/json")
    assert answer.status_code in (413, 422) and answer.json()["detail"] and nothing_is_stored()
