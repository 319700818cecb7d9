"""/track/ in the browser's shoes."""

import pytest

from tests import factories

from .test_actions import received


@pytest.fixture
def bureau(site):
    return factories.bureau()


def test_number_and_code_lead_to_the_case(bureau, client):
    """State, the day as the biggest thing, every day marked; without the code the address leads back to the question."""
    case, code = received()
    assert client.get(f"/track/{case.number}/").status_code == 302
    shown = client.post("/track/", {"number": case.number, "code": f"{code[:5]}-{code[5:]}".lower()}, follow=True)
    text = shown.content.decode()
    assert shown.status_code == 200 and "2026-10-22" in text and 'class="end' in text
    assert "private" in shown["Cache-Control"] or "no-store" in shown["Cache-Control"]


def test_wrong_number_and_wrong_code_look_alike(bureau, client):
    """The same page, the same status."""
    case, code = received()
    pages = [client.post("/track/", {"number": n, "code": c}) for n, c in ((case.number, "NONONONONO"), ("SQ-2026-77777", code))]
    assert [page.status_code for page in pages] == [404, 404]


def test_a_right_code_opens_though_others_of_the_address_were_wrong(bureau, client):
    """A counter and a provider's NAT share an address: only the wrong ones have to wait, and are told so in words of their own."""
    case, code = received()
    for _ in range(20):
        assert client.post("/track/", {"number": case.number, "code": "NONONONONO"}).status_code == 404
    limited = client.post("/track/", {"number": case.number, "code": "NONONONONO"})
    assert limited.status_code == 429 and limited["Retry-After"] and "编号和查询码不相符" in limited.content.decode()
    assert client.post("/track/", {"number": case.number, "code": code}).status_code == 302


def test_the_citizen_adds_and_withdraws_there(bureau, client):
    """What was typed stays when it is refused."""
    case, code = received()
    client.post("/track/", {"number": case.number, "code": code})
    refused = client.post(f"/track/{case.number}/", {"verb": "confirm", "text": "很满意的话"})
    assert refused.status_code == 409
    nothing = client.post(f"/track/{case.number}/", {"verb": "add", "text": ""}).content.decode()
    assert "请填写“内容”。" in nothing and "“text”" not in nothing
    assert client.post(f"/track/{case.number}/", {"verb": "add", "text": "<b>补充</b>"}).status_code == 302
    assert "&lt;b&gt;补充" in client.get(f"/track/{case.number}/").content.decode()
    client.post(f"/track/{case.number}/", {"verb": "withdraw", "text": ""})
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_the_desk_shows_a_case_to_who_handles_it(bureau, client):
    """404 for a division that has nothing to do with it, and for a superuser: he holds no post."""
    case, _code = received(kind="feedback")
    for user, status in (
        (bureau.director, 200),
        (bureau.editor_bangong, 200),
        (bureau.editor_anquan, 404),
        (factories.person(is_superuser=True), 404),
    ):
        client.force_login(user)
        assert client.get(f"/admin/cases/{case.pk}/").status_code == status
    client.force_login(bureau.director)
    assert client.post(f"/admin/cases/{case.pk}/", {"verb": "take_up"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "in-hand"
