"""Proof that a person sends the form."""

import base64
import datetime as dt
import json

import altcha
import pytest

from disclosure.intake import proof

AT = dt.datetime.now(dt.UTC)


def solve(challenge):
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge) if hasattr(altcha.Challenge, "from_dict") else challenge)
    payload = {"challenge": challenge, "solution": solution.to_dict() if hasattr(solution, "to_dict") else solution.__dict__}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_a_solved_challenge_counts_once(db):
    """ALTCHA's own check says yes again on replay; ours does not."""
    payload = solve(proof.challenge(AT))
    assert proof.solved(payload, at=AT)
    assert not proof.solved(payload, at=AT)
    assert not proof.solved(solve(proof.challenge(AT - proof.TAKES - dt.timedelta(minutes=1))), at=AT)


@pytest.mark.parametrize(
    "payload", ["", "x", "e30=", base64.b64encode(b'{"challenge": 1}').decode(), "💥", base64.b64encode(b"[" * 100_000).decode()]
)
def test_nonsense_is_no_solution(db, payload):
    """No exception reaches the form."""
    assert proof.solved(payload, at=AT) is False


def test_the_other_way_without_a_script(db, rf, settings):
    """Patience and the right sum open it; the page may be a day old; a wrong sum or haste is told in a sentence."""
    settings.INTAKE_LIMIT = 30
    ticket = proof.Ticket.read(str(proof.Ticket.new(AT - dt.timedelta(minutes=1))), AT)
    right = str(ticket.first + ticket.second)
    assert proof.without_script(rf.post("/"), ticket, f" {right} ", at=AT) is None
    assert "答案不对" in proof.without_script(rf.post("/"), ticket, "99", at=AT)
    hasty = proof.Ticket.new(AT)
    assert proof.without_script(rf.post("/"), hasty, str(hasty.first + hasty.second), at=AT)
    assert proof.without_script(rf.post("/"), None, right, at=AT)
    assert proof.Ticket.read("forged", AT) is None
    assert proof.Ticket.read(str(proof.Ticket.new(AT - dt.timedelta(hours=23))), AT)
    assert proof.Ticket.read(str(proof.Ticket.new(AT - dt.timedelta(hours=25))), AT) is None


def test_the_question_stays_when_something_else_is_wrong(db, rf):
    """With the same ticket, so that an answer already given fits."""
    from disclosure.intake.forms import StreetForm

    ticket = proof.Ticket.new(AT)
    form = StreetForm({"ticket": str(ticket)}, request=rf.post("/"), at=AT)
    assert form.shown.name == ticket.name and form.fields["answer"].label == ticket.question


@pytest.mark.parametrize("empty", ["", " ", None])
def test_who_sends_before_the_proof_is_done_is_not_told_that_he_counted_wrong(db, rf, empty):
    """Nothing was answered: the sentence says what is missing and what to do."""
    sentence = proof.without_script(rf.post("/"), proof.Ticket.new(AT - dt.timedelta(minutes=1)), empty, at=AT)
    assert "请回答验证问题，或者等页面显示“校验已通过”后再提交一次" in sentence and "答案不对" not in sentence


def test_the_other_way_has_a_tighter_limit_of_its_own(db, rf, settings):
    """So many of an address in ten minutes, then it is told to wait; another address and a later window are let in; without a limit all are."""
    from disclosure.intake import limit

    settings.INTAKE_LIMIT = 30
    ticket = proof.Ticket.new(AT - dt.timedelta(minutes=1))

    def sent(at=AT, address="203.0.113.78"):
        return proof.without_script(rf.post("/", REMOTE_ADDR=address), ticket, str(ticket.first + ticket.second), at=at)

    assert proof.WITHOUT_SCRIPT < settings.INTAKE_LIMIT and not any(sent() for _ in range(proof.WITHOUT_SCRIPT))
    with pytest.raises(limit.TooMany):
        sent()
    assert sent(address="203.0.113.79") is None and sent(AT + dt.timedelta(minutes=11)) is None
    settings.INTAKE_LIMIT = 0
    assert not any(sent() for _ in range(proof.WITHOUT_SCRIPT + 5))


def test_proof_is_asked_only_when_the_rate_rises(db, rf, settings):
    """`auto`: from the fifth write of an address; `off`: never; without a limit never."""
    from disclosure.intake import limit

    settings.INTAKE_LIMIT, settings.INTAKE_CHALLENGE = 30, "auto"
    request = rf.post("/", REMOTE_ADDR="203.0.113.77")
    assert not proof.asked(request, at=AT)
    for _ in range(5):
        limit.require_write(request, at=AT)
    assert proof.asked(request, at=AT)
    settings.INTAKE_CHALLENGE = "off"
    assert not proof.asked(request, at=AT)
    settings.INTAKE_CHALLENGE, settings.INTAKE_LIMIT = "auto", 0
    assert not proof.asked(request, at=AT)
