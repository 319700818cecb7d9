"""/track/ in the browser's shoes."""

import datetime as dt

import pytest
import time_machine

from disclosure.cases.models import Case
from tests import factories

from .test_actions import AT, received


@pytest.fixture
def bureau(site):
    return factories.bureau()


def test_number_and_code_lead_to_the_case(bureau, client):
    """State, the day as the biggest thing, every day marked; without the code the address leads back to the question."""
    case, code = received()
    assert client.get(f"/track/{case.number}/").status_code == 302
    shown = client.post("/track/", {"number": case.number, "code": f"{code[:5]}-{code[5:]}".lower()}, follow=True)
    text = shown.content.decode()
    assert shown.status_code == 200 and "2026年10月22日" in text and 'class="end' in text
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


@pytest.mark.parametrize("door", ["page", "letter", "API"])
def test_beyond_a_flood_of_wrong_codes_nothing_is_compared(bureau, client, monkeypatch, door):
    """A machine that guesses: the right code does not open either, at whichever door."""
    monkeypatch.setattr("disclosure.intake.limit.FLOOD", 2)
    case, code = received()

    def ask(code):
        if door == "page":
            return client.post("/track/", {"number": case.number, "code": code}).status_code
        return client.get(f"/track/{case.number}/letters/1/" if door == "letter" else f"/api/v3/cases/{case.number}/", {"code": code}).status_code

    assert [ask("NONONONONO"), ask("NONONONONO"), ask(code)] == [404, 404, 429]


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


def test_what_only_the_handlers_read_stands_neither_on_the_page_nor_in_the_api(bureau, client):
    """Why and to whom it was offered, the letter to a third party; a second case that was opened in this browser takes nothing away."""
    from disclosure.applications import actions as applications
    from disclosure.cases import actions

    made, code = applications.receive(given=factories.application_given(), way="web", at=AT)
    case, (other, code_of_other) = made.case, received()
    hidden = applications.ask(made, kind="third_party", name="某公司", by=bureau.director, at=AT).letter
    actions.hand_over(case, to=bureau.editor, reason="领导批示从缓", by=bureau.director, at=AT)
    for number, known in ((case.number, code), (other.number, code_of_other)):
        client.post("/track/", {"number": number, "code": known})
    answer = client.get(f"/api/v3/cases/{case.number}/", {"code": code}).json()
    for text in (client.get(f"/track/{case.number}/").content.decode(), str(answer)):
        assert case.letters.get(kind="consulting").title in text and "领导批示从缓" not in text and f"/letters/{hidden.pk}/" not in text


def test_a_letter_that_is_not_the_citizens_has_no_address_at_the_tracking_page(bureau, client):
    """The one to a third party, the one that is not served, one of another case; the rest comes as a file that no cache keeps."""
    from disclosure.applications import actions as applications

    (made, code), (other, _code) = (applications.receive(given=factories.application_given(), way="web", at=AT) for _ in range(2))
    asked = applications.ask(made, kind="third_party", name="某公司", by=bureau.director, at=AT)
    applications.decide(other, outcome="A2", given="见附件", by=bureau.director, at=AT)
    applications.serve(other, service="online", by=bureau.director, at=AT)
    decided = applications.decide(made, outcome="A1", given="见网站", by=bureau.director, at=AT)
    client.post("/track/", {"number": made.case.number, "code": code})
    for letter in (asked.letter, decided.letter, other.case.letters.get(kind="A2")):
        assert client.get(f"/track/{made.case.number}/letters/{letter.pk}/").status_code == 404
    mine = client.get(f"/track/{made.case.number}/letters/{made.case.letters.get(kind='consulting').pk}/")
    assert mine.status_code == 200 and mine["Content-Disposition"].startswith("attachment") and "no-store" in mine["Cache-Control"]
    assert mine["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_showed_the_old_code_is_asked_again_once_it_is_replaced(bureau, client):
    """The lost code opens nothing any more, where it was typed before either."""
    from disclosure.cases import actions

    case, code = received()
    client.post("/track/", {"number": case.number, "code": code})
    assert client.get(f"/track/{case.number}/").status_code == 200
    actions.replace_code(case, way="柜台核对身份证", by=bureau.director, at=AT)
    assert client.get(f"/track/{case.number}/").status_code == 302
    assert client.post(f"/track/{case.number}/", {"verb": "withdraw"}).status_code == 302 and Case.objects.get().is_open


def test_what_is_done_there_counts_against_the_limit_and_wrong_codes_of_files_too(bureau, client, settings, monkeypatch):
    """429 with Retry-After and the words kept; a code that is guessed at the address of a letter is one of the wrong ones."""
    from disclosure.intake import limit

    settings.INTAKE_LIMIT = 1
    case, code = received()
    client.post("/track/", {"number": case.number, "code": code})
    assert client.post(f"/track/{case.number}/", {"verb": "add", "text": "一"}).status_code == 302
    waits = client.post(f"/track/{case.number}/", {"verb": "add", "text": "第二句话"})
    assert waits.status_code == 429 and waits["Retry-After"] and "第二句话" in waits.content.decode()
    monkeypatch.setattr(limit, "WRONG_CODES", 2)
    client.cookies.clear()
    assert [client.get(f"/track/{case.number}/letters/1/?code=WRONG").status_code for _ in range(3)] == [404, 404, 429]


def test_the_desk_says_beside_the_day_that_it_is_past(bureau, client):
    """From the day after the last one; who opens the case sees it without looking at a calendar."""
    case, _code = received(kind="feedback")
    client.force_login(bureau.director)
    for days, late in ((0, False), (1, True)):
        with time_machine.travel(dt.datetime.combine(case.due_on, dt.time(2), dt.UTC) + dt.timedelta(days=days), tick=False):
            shown = client.get(f"/admin/cases/{case.pk}/").content.decode()
            assert ('<span class="pill late">已逾期</span>' in shown) is late
