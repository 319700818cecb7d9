"""Consultations in the API, as the contract names them."""

import datetime as dt

import pytest
import time_machine

from disclosure.consultation import actions
from disclosure.ledger.errors import Invalid, WrongState
from tests.consultation.conftest import CLOSES

OPEN_DAY = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)
JSON = "application/json"


@pytest.fixture
def call(consulted, client):
    """Send a comment at a moment."""

    def send(at=OPEN_DAY, key="", **changed):
        body = {"clause": None, "stance": "suggest", "text": "建议写明时限。", "name": None, "contact": None} | changed
        headers = {"Idempotency-Key": key} if key else {}
        with time_machine.travel(at, tick=False):
            return client.post(f"/api/v3/consultations/{consulted.page.pk}/comments/", body, content_type=JSON, headers=headers)

    return send


def test_the_list_and_one(consulted, client):
    """The list leaves out clauses; one has them with its counts."""
    with time_machine.travel(OPEN_DAY, tick=False):
        row = client.get("/api/v3/consultations/").json()["items"][0]
        assert {"id", "index_number", "title", "kind", "phase", "opens_at", "closes_at", "short_reason"} <= set(row) and "clauses" not in row
        one = client.get(f"/api/v3/consultations/{row['id']}/").json()
        assert row["phase"] == "open" and one["counts"]["received"] == 0
        assert sum(clause["parent"] is None for clause in one["clauses"]) == 41
        assert {"第十八条", "第十八条（一）", "第十八条（三）"} <= {clause["number"] for clause in one["clauses"]}
        assert client.get("/api/v3/consultations/?phase=shut").status_code == 422


def test_a_comment_is_201_with_number_and_code_alone(call):
    """And a second later than the close 409, a second earlier 201."""
    assert set(call().json()) == {"number", "code"}
    assert call(at=CLOSES - dt.timedelta(seconds=1)).status_code == 201
    assert call(at=CLOSES + dt.timedelta(seconds=1)).status_code == 409


def test_a_conclusion_is_nowhere_before_the_result_that_the_chain_publishes(consulted, client):
    """What staff noted may still change, and nobody has signed it: as on the page."""
    row, _code = consulted.say("请写明时限。")
    consulted.show(row)
    consulted.dispose(row, verdict="not-adopted", reason="内部研究意见")
    path = f"/api/v3/consultations/{consulted.page.pk}/"

    def read():
        return client.get(path + "comments/").json()["items"][0]["disposition"], client.get(path).json()["counts"]["verdicts"]

    assert read() == (None, {})
    result = consulted.after_close().conclude()
    assert read() == (None, {})
    consulted.publish_result(result)
    assert read() == ({"verdict": "not-adopted", "reason": "内部研究意见"}, {"not-adopted": 1})


@pytest.mark.parametrize(("field", "value"), [("stance", "shrug"), ("clause", 999999999), ("text", ""), ("colour", "red"), ("text", 5)])
def test_a_wrong_field_is_422_and_named(call, field, value):
    """Wagtail v3's problem shape with the field."""
    answer = call(**{field: value})
    assert answer.status_code == 422 and field in answer.content.decode()


def test_the_same_key_gives_the_same_answer_and_one_record(call, consulted):
    """Idempotency-Key: another body 422."""
    first, second = call(key="k1"), call(key="k1")
    assert first.json() == second.json() and consulted.page.comments.count() == 1
    assert call(key="k1", text="另一条").status_code == 422


def test_shown_comments_have_no_contact_and_a_withdrawal_answers_200(call, consulted, client):
    """{number, clause, stance, text, name, at, disposition, reply}."""
    sent = call(name="示例公司", contact="secret@example.org").json()
    path = f"/api/v3/consultations/{consulted.page.pk}/comments/"
    assert client.get(path).json() == {"items": [], "count": 0}
    consulted.show(*consulted.page.comments.all())
    found = client.get(path)
    assert set(found.json()["items"][0]) == {"number", "clause", "stance", "text", "name", "at", "disposition", "reply"}
    assert "secret@" not in found.content.decode()
    take_back = f"/api/v3/comments/{sent['number']}/withdraw/"
    assert client.post(take_back, {"code": "wrong"}, content_type=JSON).status_code == 404
    assert client.post("/api/v3/comments/YJ-2026-99999/withdraw/", {"code": sent["code"]}, content_type=JSON).status_code == 404
    assert client.post(take_back, {"code": sent["code"]}, content_type=JSON).status_code == 200
    assert client.post(take_back, {"code": sent["code"]}, content_type=JSON).status_code == 409


def test_a_comment_that_finds_no_place_is_not_written(consulted, client):
    """The API answers 503 with Retry-After; one that is too late hears 409 all the same."""
    from disclosure.intake import crowd

    address = f"/api/v3/consultations/{consulted.page.pk}/comments/"
    body = {"clause": None, "stance": "support", "text": "好", "name": None, "contact": None}
    held = [crowd.place() for _n in range(crowd.PLACES)]
    for place in held:
        place.__enter__()
    try:
        with time_machine.travel(CLOSES - dt.timedelta(days=1), tick=False):
            answer = client.post(address, body, content_type="application/json")
        with time_machine.travel(CLOSES + dt.timedelta(seconds=1), tick=False):
            late = client.post(address, body, content_type="application/json")
    finally:
        for place in held:
            place.__exit__(None, None, None)
    assert answer.status_code == 503 and answer["Retry-After"] and late.status_code == 409
    assert not consulted.page.comments.exists()


def test_a_door_that_is_overrun_asks_for_the_close_once(consulted, django_assert_num_queries):
    """The second refusal within two seconds reads nothing; a close that came nearer is seen when they are over, a passed one at once."""
    from disclosure.consultation.actions.comment import require_not_over

    number, early = consulted.page.pk, CLOSES - dt.timedelta(seconds=1)
    with django_assert_num_queries(1):
        require_not_over(number, early)
        require_not_over(number, early)
    with django_assert_num_queries(1), pytest.raises(WrongState):
        require_not_over(number, CLOSES)
    require_not_over(number + 999, CLOSES)  # no such consultation: whoever asks hears that elsewhere


def test_a_code_that_is_no_text_is_refused_in_a_sentence(client, site):
    """Half of a surrogate pair has no hash: 422, not a 500."""
    answer = client.post("/api/v3/comments/YJ-2026-00001/withdraw/", '{"code": "\\ud800"}', content_type="application/json")
    assert answer.status_code == 422 and "code" in answer.content.decode()


def test_who_wants_to_be_told_by_telephone_gives_a_telephone(consulted):
    """An address for mail is none; with a telephone beside it it does."""
    for contact in ("a@example.org", "a12345678@example.org", "微信"):
        with pytest.raises(Invalid, match="请填写电话号码") as refused:
            consulted.say("写明时限。", contact=contact, answer_by="telephone")
        assert refused.value.field == "contact"
    for contact in ("0592-5310000", "12345", "a@example.org 13800138000"):
        consulted.say("写明时限。", contact=contact, answer_by="telephone")


def test_each_comment_is_in_one_count_also_after_a_take_down(consulted, client):
    """What was taken down after the result is among the refusals, no more among the conclusions."""
    rows = [consulted.say(text)[0] for text in ("一", "二", "三")]
    consulted.show(*rows)
    consulted.dispose(*rows)
    consulted.after_close().publish_result()
    actions.take_down(page=consulted.page, comments=rows[:1], refusal="3", by=consulted.bureau.editor, at=consulted.now())
    with time_machine.travel(consulted.now(), tick=False):
        counts = client.get(f"/api/v3/consultations/{consulted.page.pk}/").json()["counts"]
    assert counts["verdicts"] == {"adopted": 2} and counts["refusals"] == {"3": 1} and counts["received"] == 3


def test_a_name_that_is_too_long_is_not_sent_as_a_file(call):
    """A text could be; a name is shortened."""
    name, text = (call(**{field: "名" * 6000}).json()["detail"] for field in ("name", "text"))
    assert "请缩短" in name and "附件" not in name and "附件" in text
