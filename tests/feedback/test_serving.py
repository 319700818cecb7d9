"""The service of answers and decisions: way, carrier, number and day; lateness counts to the day of service (国办公开办函〔2016〕235号)."""

import datetime as dt
import io

import pytest
from docx import Document

from disclosure.cases import actions as cases
from disclosure.cases import waiting
from disclosure.cases.models import Case
from disclosure.feedback import actions, parties, serving
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.ledger.record import entries_about

from .conftest import AT, HERE

DAY = dt.timedelta(days=1)
LATE = dt.datetime(2026, 10, 20, 9, tzinfo=HERE)


def fresh(feedback):
    return Case.objects.get(pk=feedback.case_id)


def decided(world, way="post", outcome="refuse"):
    feedback, _code = world.objection()
    parties.check_standing(feedback, note="营业执照", by=world.bureau.director, at=AT)
    return feedback, parties.decide(feedback, outcome=outcome, reason="原处罚决定有效", way=way, by=world.bureau.director, at=AT)


def test_a_decision_by_post_counts_from_the_day_it_was_handed_to_the_post(world):
    """Decided in time and posted late is late; until then it waits in the office's list and the citizen sees no letter."""
    feedback, decision = decided(world)
    case = fresh(feedback)
    assert (case.state, case.answered_on) == ("in-hand", None) and not decision.letter.public
    assert [row.case for row in waiting.unserved(world.bureau.director, AT.date())] == [case]
    assert not waiting.unserved(world.bureau.head_anquan, AT.date())
    serving.serve(feedback, on=dt.date(2026, 10, 19), tracking_number="XA1", by=world.bureau.director, at=LATE)
    case = fresh(feedback)
    assert (case.state, case.answered_on, case.late) == ("answered", dt.date(2026, 10, 19), True)
    decision.refresh_from_db()
    assert (decision.way, decision.carrier, decision.tracking_number) == ("post", "中国邮政", "XA1") and decision.letter.public
    entry = list(entries_about("case", case.pk))[-1]
    assert entry.verb == "feedback.serve" and entry.facts["late"] is True and entry.facts["tracking_number"] == "XA1"
    assert not waiting.unserved(world.bureau.director, AT.date())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "tracking_number"),
        ({"carrier": "某快递", "tracking_number": "1"}, "carrier"),
        ({"tracking_number": "1", "on": AT.date() - DAY}, "on"),
        ({"tracking_number": "1", "on": AT.date() + 9 * DAY}, "on"),
    ],
)
def test_a_service_that_cannot_be_is_refused(world, given, field):
    """Post without a number, a private courier, a day before the decision or in the future: nothing is stored."""
    feedback, decision = decided(world)
    with pytest.raises(Invalid) as refusal:
        serving.serve(feedback, by=world.bureau.director, at=AT + DAY, **given)
    decision.refresh_from_db()
    assert refusal.value.field == field and decision.served_on is None and fresh(feedback).state == "in-hand"


def test_what_waits_for_its_service_is_decided_and_asked_about_no_more(world):
    """Neither a second decision nor another kind, nor a service where nothing waits."""
    feedback, _decision = decided(world)
    with pytest.raises(WrongState):
        parties.decide(feedback, outcome="refuse", reason="再次", by=world.bureau.director, at=AT)
    serving.serve(feedback, tracking_number="XA1", by=world.bureau.director, at=AT)
    with pytest.raises(WrongState):
        serving.serve(feedback, tracking_number="XA2", by=world.bureau.director, at=AT)


def test_a_take_down_is_done_at_once_whatever_the_way_of_its_letter(world, client):
    """The page is gone with the decision, not with the post."""
    decided(world, outcome="take-down")
    assert client.get(world.penalty.url).status_code == 410


def test_an_answer_on_paper_has_a_letter_and_waits_for_its_day(world):
    """An error on a page, answered by letter: DOCX and PDF, in the office's wording; the clock runs until it is handed over."""
    feedback, _code = world.receive()
    reply = actions.answer(feedback, text="已更正第二段。", result="solved", way="direct", by=world.bureau.director, at=AT)
    text = "\n".join(each.text for each in Document(io.BytesIO(cases.unsealed(reply.letter.docx))).paragraphs)
    assert "已更正第二段。" in text and world.penalty.index_number in text and cases.unsealed(reply.letter.pdf).startswith(b"%PDF")
    assert fresh(feedback).state == "in-hand"
    with pytest.raises(WrongState):
        actions.answer(feedback, text="再答。", result="solved", by=world.bureau.director, at=AT)
    serving.serve(feedback, by=world.bureau.director, at=AT + DAY)
    assert (fresh(feedback).state, fresh(feedback).answered_on) == ("answered", (AT + DAY).date())


def test_on_the_tracking_page_it_is_served_the_day_it_is_written(world):
    """No earlier day is claimed for what stands there today; by telephone it may have been told before it is entered."""
    feedback, _code = world.receive()
    with pytest.raises(Invalid) as refusal:
        actions.answer(feedback, text="已更正。", result="solved", on=AT.date(), by=world.bureau.director, at=LATE)
    assert refusal.value.field == "on" and fresh(feedback).is_open
    actions.answer(feedback, text="已更正。", result="solved", way="telephone", on=(AT + DAY).date(), by=world.bureau.director, at=LATE)
    assert fresh(feedback).answered_on == (AT + DAY).date() and not fresh(feedback).late


@pytest.mark.parametrize("way", ["post", "telephone", "email"])
def test_without_a_contact_the_tracking_page_alone_reaches_who_gave_it(world, way):
    """No letter is written for nobody."""
    feedback, _code = world.receive(contact="")
    with pytest.raises(Invalid) as refusal:
        actions.answer(feedback, text="已更正。", result="solved", way=way, by=world.bureau.director, at=AT)
    assert refusal.value.field == "way" and not feedback.replies.exists() and not fresh(feedback).letters.exists()


def test_the_desk_records_the_service(world, client):
    """Chosen by post, it asks for the service; the page says way, day, carrier and number."""
    feedback, _code = world.receive()
    client.force_login(world.bureau.director)
    url = f"/admin/cases/{feedback.case_id}/"
    given = {"verb": "answer", "answer-text": "已更正。", "answer-result": "solved", "answer-way": "post"}
    page = client.post(url, given, follow=True).content.decode()
    assert 'id="do-serve"' in page and 'id="do-answer"' not in page and 'id="do-correction"' not in page
    assert "请填写" in client.post(url, {"verb": "serve"}).content.decode()
    page = client.post(url, {"verb": "serve", "serve-tracking_number": "XA77"}, follow=True).content.decode()
    assert "XA77" in page and "中国邮政" in page and not fresh(feedback).is_open


def test_no_service_lies_before_its_decision(world):
    """Received days before it was decided: the day in between is no day of service."""
    feedback, _code = world.objection(at=AT - 3 * DAY)
    parties.check_standing(feedback, note="营业执照", by=world.bureau.director, at=AT)
    parties.decide(feedback, outcome="refuse", reason="原处罚决定有效", way="post", by=world.bureau.director, at=AT)
    with pytest.raises(Invalid) as refusal:
        serving.serve(feedback, on=(AT - DAY).date(), tracking_number="XA1", by=world.bureau.director, at=AT + DAY)
    assert refusal.value.field == "on" and fresh(feedback).is_open
