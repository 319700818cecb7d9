"""Every verb by every post in every state: exactly the refusal of the contract (“Doors”, “One matter, state by state”).

The body is broken on purpose: whoever may act is told so by 422 and changes nothing; everybody else is refused before the body is read.
"""

import pytest

from tests.doors.office import STATES

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PEOPLE = (
    "editor", "head", "reviewer", "director", "leader", "member", "chair", "main_leader", "efficiency", "auditor", "root", "other_leader",
    "editor_anquan", "head_anquan", "nobody",
)  # fmt: skip
STRANGERS = ("other_leader", "editor_anquan", "head_anquan", "nobody")
EVER = {
    "submit": {"editor"}, "change": {"editor"}, "files": {"editor"}, "recall": {"editor"}, "approve": {"head", "reviewer", "leader"},
    "return": {"head", "reviewer", "leader", "chair"}, "vote": {"member", "chair"}, "close": {"chair"}, "urgent": {"leader"},
    "withdraw": {"editor", "reviewer", "leader", "other_leader", "main_leader", "director"}, "validity": {"director"},
}  # fmt: skip
EDITABLE = {"draft", "withdrawn", "registered", "live", "live, newer draft"}
RUNNING = {"running head", "running secrecy", "running leader", "running group", "referred", "live, newer running"}
LIVE = {"live", "live, newer draft", "live, newer running", "after-review"}
TURN = {
    "running head": "head", "live, newer running": "head", "running secrecy": "reviewer", "running leader": "leader", "after-review": "leader",
    "referred": "reviewer", "withheld": "reviewer",
}  # fmt: skip


def may(who, action, state):
    """422 (it is his turn; the body is read), 409 or 403, for one who may read the matter."""
    if who not in EVER[action]:
        return 403
    if action in ("submit", "change", "files"):
        return 422 if state in EDITABLE else 409
    if action == "recall":
        return 422 if state in RUNNING | {"scheduled"} else 409
    if action == "approve":
        return 422 if TURN.get(state) == who else 409
    if action == "return":
        turn = {**TURN, "running group": "chair", "referred": None}
        return 422 if turn.get(state) == who else 409
    if action in ("vote", "close"):
        return 422 if state == "running group" else 409
    if action == "urgent":
        return 422 if state in ("running leader", "running group") else 409
    if action == "validity":
        return 422 if state in LIVE | {"registered"} else 409
    if who != "editor":
        return 422 if state in LIVE | {"scheduled"} else 409
    if state == "live":
        return 403
    return 422 if state in RUNNING | {"draft", "scheduled", "live, newer draft"} else 409


def status(who, action, state):
    if state not in LIVE and who in STRANGERS:
        return 404
    return may(who, action, state)


@pytest.mark.parametrize("state", STATES)
def test_every_verb_by_every_post(state, office):
    STATES[state](office)
    before = office.read("editor")
    wrong = {}
    for who in PEOPLE:
        for action in EVER:
            if action == "files":
                answer = office.client.post(f"{office.path}files/", {}, **office.token(who))
            elif action == "change":
                answer = office.send(who, "patch", office.path, {"colour": "red"})
            else:
                answer = office.send(who, "post", f"{office.path}actions/{action}/", {"colour": "red"})
            expected = status(who, action, state)
            if answer.status_code != expected or answer["Content-Type"] != "application/problem+json":
                wrong[f"{who} {action}"] = (answer.status_code, expected, answer.content.decode()[:150])
            elif expected == 422 and action != "files" and "colour" not in answer.content.decode():
                wrong[f"{who} {action}"] = answer.content.decode()[:150]
    assert not wrong
    assert office.read("editor") == before, "a refusal changes nothing"
