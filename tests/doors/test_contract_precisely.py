"""The contract's “Precisely”, what it says of doors, lists, bodies, files and headers, sentence by sentence."""

import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from disclosure.chain.models import Grant, Matter
from tests import factories
from tests.doors.office import DRAFT, SUBMIT
from tests.walker import PASS

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def problem(answer, status, field=None):
    assert answer.status_code == status, (answer.status_code, answer.content.decode()[:300])
    assert answer["Content-Type"] == PROBLEM
    body = answer.json()
    assert body["status"] == status and body["title"] and body["detail"]
    if field:
        assert field in json.dumps(body, ensure_ascii=False)
    return True


@pytest.mark.once
class TestTokens:
    CALLS = [("get", "/api/v3/matters/"), ("post", "/api/v3/matters/"), ("get", "{path}"), ("patch", "{path}"), ("post", "{path}files/")] + [
        ("post", f"{{path}}actions/{verb}/") for verb in ("submit", "recall", "approve", "return", "vote", "close", "urgent", "withdraw", "validity")
    ]

    @pytest.mark.parametrize("verb, path", CALLS)
    def test_without_a_token_401_and_the_same_for_one_that_is_none(self, office, verb, path):
        office.draft()
        path = path.format(path=office.path)
        for headers in ({}, {"HTTP_AUTHORIZATION": "Bearer x"}, {"HTTP_AUTHORIZATION": "Bearer "}, {"HTTP_AUTHORIZATION": "Basic eDp5"}):
            assert problem(office.send(None, verb, path, {"colour": "red"} if verb != "get" else None, **headers), 401)

    def test_a_401_says_what_to_do_and_hosts_calls_answer_as_wagtail_does(self, office):
        assert "Authorization: Bearer" in office.send(None, "get", "/api/v3/matters/").json()["detail"]
        assert office.send(None, "get", "/api/v3/whoami/").json()["detail"] in ("Unauthorized", "Authentication required")

    @pytest.mark.parametrize("verb, path", CALLS)
    def test_a_revoked_an_expired_and_an_inactive_users_token_401(self, office, verb, path):
        office.draft()
        path = path.format(path=office.path)
        body = {} if verb != "get" else None
        token = office.token("editor")
        Grant.objects.update(expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        assert problem(office.send(None, verb, path, body, **token), 401)
        Grant.objects.update(expires_at=None)
        office.bureau.editor.is_active = False
        office.bureau.editor.save()
        assert problem(office.send(None, verb, path, body, **token), 401)
        office.bureau.editor.is_active = True
        office.bureau.editor.save()
        from wagtail.models import APIToken

        APIToken.objects.all().delete()
        assert problem(office.send(None, verb, path, body, **token), 401)

    def test_a_session_is_no_token(self, office):
        office.draft()
        office.client.force_login(office.bureau.editor)
        assert problem(office.send(None, "get", office.path), 401)
        assert problem(office.send(None, "post", "/api/v3/matters/", DRAFT), 401)

    @pytest.mark.parametrize("scope, allowed", [("read", set()), ("propose", {"create", "change", "submit", "files"}), ("approve", {"approve"})])
    def test_each_scope_does_its_own(self, office, scope, allowed):
        office.draft()
        editor, head = office.token("editor", scope), office.token("head", scope)
        seen = {
            "create": office.send(None, "post", "/api/v3/matters/", DRAFT, **editor),
            "change": office.send(None, "patch", office.path, {"summary": "x"}, **editor),
            "submit": office.send(None, "post", f"{office.path}actions/submit/", {"colour": 1}, **editor),
            "files": office.client.post(f"{office.path}files/", {}, **editor),
            "approve": office.send(None, "post", f"{office.path}actions/approve/", {"colour": 1}, **head),
        }
        for name, answer in seen.items():
            assert (answer.status_code != 403) == (name in allowed), (name, answer.status_code)
        assert (office.send(None, "get", office.path, **editor).status_code == 200) == (scope == "read")

    def test_a_stranger_with_the_wrong_scope_learns_nothing(self, office):
        """404 comes before 403: what one may not read is not there, whatever the token lacks."""
        office.draft()
        assert problem(office.send(None, "post", f"{office.path}actions/approve/", {}, **office.token("head_anquan", "read")), 404)
        assert problem(office.send(None, "patch", office.path, {}, **office.token("editor_anquan", "read")), 404)
        assert problem(office.client.post(f"{office.path}files/", {}, **office.token("editor_anquan", "read")), 404)

    def test_a_token_of_another_division_acts_in_none_but_its_own(self, office):
        factories.post("editor", office.bureau.editor, division=office.bureau.anquan)
        office.draft(division="zhiliang")
        token = office.token("editor", division="anquan")
        for verb, path, body in (
            ("patch", office.path, {"summary": "x"}),
            ("post", f"{office.path}actions/submit/", SUBMIT),
            ("post", f"{office.path}actions/withdraw/", {"reason": "x"}),
            ("post", "/api/v3/matters/", DRAFT | {"division": "zhiliang"}),
        ):
            assert problem(office.send(None, verb, path, body, **token), 403)


@pytest.mark.once
class TestOrderOfRefusals:
    BROKEN = ["{", "[]", '"x"', "null", "[" * 100_000, '{"a":' * 60_000, b"\xff\xfe", "1" * 5000]

    @pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
    def test_a_body_that_is_no_object_is_read_last(self, office, body):
        office.draft()
        path = f"{office.path}actions/submit/"

        def post(who):
            return office.client.post(path, body, content_type="application/json", **(office.token(who) if who else {}))

        assert problem(post(None), 401) and problem(post("head_anquan"), 404) and problem(post("head"), 403)
        assert post("editor").status_code in (400, 422) and post("editor")["Content-Type"] == PROBLEM
        answer = office.client.patch(office.path, body, content_type="application/json", **office.token("head_anquan"))
        assert problem(answer, 404)
        answer = office.client.patch(office.path, body, content_type="application/json", **office.token("head"))
        assert problem(answer, 403)
        answer = office.client.post("/api/v3/matters/", body, content_type="application/json", **office.token("editor"))
        assert answer.status_code in (400, 422) and answer["Content-Type"] == PROBLEM

    def test_a_stale_digest_comes_after_the_body(self, office):
        office.draft().submit().head()
        assert problem(office.attempt("reviewer", "approve", digest="0" * 64, outcome="publish", checklist={}), 422)
        assert problem(office.attempt("reviewer", "approve", digest="0" * 64, outcome="publish", checklist=PASS), 409)

    def test_a_missing_field_is_named(self, office):
        office.draft().to_group()
        for who, verb, body, field in (
            ("chair", "close", {"minutes": "x"}, "digest"), ("chair", "close", {"digest": "x"}, "minutes"), ("member", "vote", {"digest": "x"}, "choice"),  # noqa: E501
            ("chair", "return", {"digest": "x", "reason": "x"}, "to"), ("chair", "return", {"digest": "x", "to": "head"}, "reason"),
            ("editor", "recall", {}, "reason"), ("leader", "urgent", {"digest": "x"}, "reason"), ("member", "vote", {"choice": "for"}, "digest"),
        ):  # fmt: skip
            assert problem(office.send(who, "post", f"{office.path}actions/{verb}/", body), 422, field)

    @pytest.mark.parametrize("value", [1, True, [], {}, ["x"], 1.5])
    def test_a_value_of_the_wrong_kind_is_named(self, office, value):
        office.draft().to_group()
        digest = office.facts["digest"]
        for who, verb, body, field in (
            ("chair", "close", {"digest": digest, "minutes": value}, "minutes"), ("member", "vote", {"digest": digest, "choice": value}, "choice"),
            ("member", "vote", {"digest": digest, "choice": "for", "opinion": value}, "opinion"), ("editor", "recall", {"reason": value}, "reason"),
            ("chair", "return", {"digest": digest, "to": value, "reason": "x"}, "to"), ("chair", "close", {"digest": value, "minutes": "x"}, "digest"),  # noqa: E501
        ):  # fmt: skip
            assert problem(office.send(who, "post", f"{office.path}actions/{verb}/", body), 422, field)


HOSTILE = [
    "\x00",
    "a\x00b",
    "\ud800",
    "x\udfff",
    "\u202e反",
    "<script>alert(1)</script>",
    "'; DROP TABLE wagtailcore_page; --",
    "{{7*7}}{% now %}",
    "%s%n",
]


class TestHostileText:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_no_text_makes_an_action_fail_or_leaves_anything_half_written(self, office, text):
        office.draft()
        bad = "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)

        def send(who, verb, path, body, field):
            answer = office.send(who, verb, path, body)
            if bad:
                assert problem(answer, 422, field)
            else:
                assert answer.status_code in (200, 201, 422), (path, answer.content.decode()[:200])
            return answer

        send("editor", "patch", office.path, {"summary": text}, "summary")
        send("editor", "patch", office.path, {"body": f"<p>{text}</p>"}, "body")
        send("editor", "patch", office.path, {"keywords": [text]}, "keywords")
        send("editor", "post", "/api/v3/matters/", DRAFT | {"title": text}, "title")
        draft = office.facts
        if not bad:
            office.facts = draft
        send("editor", "post", f"{office.path}actions/submit/", SUBMIT | {"vital_interest_reason": text}, "vital_interest_reason")
        if bad:
            office.submit()
        send("editor", "post", f"{office.path}actions/recall/", {"reason": text}, "reason")
        if bad:
            office.do("editor", "recall", reason="x")
        office.submit()
        send("head", "post", f"{office.path}actions/approve/", {"digest": office.facts["digest"], "opinion": text}, "opinion")
        if bad:
            office.head()
        body = {"digest": office.facts["digest"], "outcome": "publish", "checklist": PASS | {text: "no"}}
        assert office.send("reviewer", "post", f"{office.path}actions/approve/", body).status_code == 422
        office.secrecy().leader()
        send("member", "post", f"{office.path}actions/vote/", {"digest": office.facts["digest"], "choice": "for", "opinion": text}, "opinion")
        office.votes()
        send("chair", "post", f"{office.path}actions/close/", {"digest": office.facts["digest"], "minutes": text}, "minutes")
        if bad:
            office.close()
        assert office.facts["state"] == "live"
        page = office.client.get(f"/open/other/{office.facts['index_number']}/").content.decode()
        assert "<script>alert(1)" not in page
        send("director", "post", f"{office.path}actions/withdraw/", {"reason": text}, "reason")
        if not bad:
            gone = office.client.get(f"/open/other/{office.facts['index_number']}/")
            assert gone.status_code == 410 and "<script>alert(1)" not in gone.content.decode()
        call_command("verify_ledger", stdout=io.StringIO())

    @pytest.mark.parametrize(
        "field, value",
        [("go_live_at", "0001-01-01T00:00:00+08:00"), ("go_live_at", "9999-12-31T23:59:59-12:00"), ("formed_on", "0001-01-01"), ("article_20_item", 10**30),  # noqa: E501
         ("go_live_at", "2026-13-01"), ("body", "<p>" * 3000), ("body", "<table><tr><td>" * 300), ("title", "题" * 256), ("formed_on", "1000-01-01")],
    )  # fmt: skip
    def test_extreme_values_are_taken_or_refused_never_fail(self, office, field, value):
        answer = office.send("editor", "post", "/api/v3/matters/", DRAFT | {field: value})
        assert answer.status_code in (201, 422)
        if answer.status_code == 422:
            assert problem(answer, 422, field)
        else:
            assert office.attempt("editor", "submit", **SUBMIT).status_code in (200, 422)

    @pytest.mark.parametrize("number", ["0", "999999999", "99999999999999999999999999", "-1", "x", "1.5", "1e3", "%00"])
    def test_a_number_that_is_none_is_404(self, office, number):
        for path in (f"/api/v3/matters/{number}/", f"/api/v3/pages/{number}/", f"/api/v3/documents/{number}/", f"/api/v3/consultations/{number}/"):
            answer = office.client.get(path, **office.token("editor"))
            assert answer.status_code in (404, 422) and answer["Content-Type"] == PROBLEM, path


class TestLists:
    @pytest.mark.parametrize("query, field", [
        ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=x", "limit"), ("limit=100000", "limit"), ("limit=", "limit"), ("offset=-1", "offset"),
        ("offset=x", "offset"), ("waiting=you", "waiting"), ("colour=red", "colour"), ("limit=1e3", "limit"), ("offset=99999999999999999999", "offset"),  # noqa: E501
    ])  # fmt: skip
    def test_matters_refuse_bad_filters_by_name(self, office, query, field):
        answer = office.client.get(f"/api/v3/matters/?{query}", **office.token("editor"))
        assert problem(answer, 422, field)

    @pytest.mark.parametrize("query, field", [
        ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=x", "limit"), ("limit=100000", "limit"), ("offset=-1", "offset"), ("offset=x", "offset"),
        ("category=x", "category"), ("category=internal-rules", "category"), ("division=x", "division"), ("channel=x", "channel"), ("year=x", "year"),
        ("year=99999", "year"), ("validity=x", "validity"), ("kind=x", "kind"), ("order=x", "order"), ("colour=red", "colour"),
    ])  # fmt: skip
    def test_the_catalogue_refuses_bad_filters_by_name(self, office, query, field):
        answer = office.client.get(f"/api/v3/catalogue/?{query}")
        assert problem(answer, 422, field)

    def test_waiting_me_is_mine_alone_oldest_due_first(self, office):
        from disclosure.chain.models import Round

        numbers = []
        for title in ("一", "二", "三"):
            office.draft(title=title).submit()
            numbers.append(office.facts["id"])
        Round.objects.filter(matter_id=numbers[2]).update(step_due_on=dt.date(2026, 1, 1))
        Round.objects.filter(matter_id=numbers[0]).update(step_due_on=dt.date(2027, 1, 1))
        mine = office.send("head", "get", "/api/v3/matters/?waiting=me").json()
        assert [m["id"] for m in mine["items"]] == [numbers[2], numbers[1], numbers[0]] and mine["count"] == 3
        part = office.send("head", "get", "/api/v3/matters/?waiting=me&limit=1&offset=1").json()
        assert [m["id"] for m in part["items"]] == [numbers[1]] and part["count"] == 3
        for who in ("editor", "reviewer", "leader", "member", "root", "editor_anquan", "nobody"):
            assert office.send(who, "get", "/api/v3/matters/?waiting=me").json() == {"items": [], "count": 0}, who

    @pytest.mark.once
    def test_categories_nine_for_the_public_fourteen_for_staff(self, office):
        anonymous = office.client.get("/api/v3/categories/").json()
        assert len(anonymous) == 9 and {row["audience"] for row in anonymous} == {"public"}
        assert len(office.send("editor", "get", "/api/v3/categories/").json()) == 14
        for row in anonymous:
            assert all(set(choice) == {"code", "label"} for field in row["fields"] for choice in field["choices"])

    @pytest.mark.once
    def test_operation_ids_are_there_once_and_actions_end_in_a_slash(self, office):
        paths = office.client.get("/api/v3/openapi.json").json()["paths"]
        ids = [op["operationId"] for path in paths.values() for op in path.values() if isinstance(op, dict) and "operationId" in op]
        assert len(ids) == len(set(ids))
        assert all(path.endswith("/") for path in paths if "/actions/" in path)


@pytest.mark.once
class TestApiErrors:
    @pytest.mark.parametrize("verb, path, status", [
        ("get", "/api/v3/nothing/", 404), ("get", "/api/v3/matters/1/nothing/", 404), ("delete", "/api/v3/matters/1/", 405), ("put", "/api/v3/catalogue/", 405),  # noqa: E501
        ("post", "/api/v3/catalogue/", 405), ("get", "/api/v3/matters/1/actions/submit/", 405), ("post", "/api/v3/matters/1/actions/nothing/", 404),
        ("get", "/api/v4/", 404), ("get", "/api/", 404), ("post", "/api/v3/matters", 404), ("get", "/api/v3/pages/x/", 404),
    ])  # fmt: skip
    def test_every_refusal_under_api_is_a_problem(self, office, verb, path, status):
        answer = getattr(office.client, verb)(path, **office.token("editor"))
        assert answer.status_code in (status, 422, 301) and (answer.status_code == 301 or answer["Content-Type"] == PROBLEM), answer.content[:100]

    def test_a_body_that_is_too_large_is_a_problem(self, office):
        office.draft()
        answer = office.send("editor", "patch", office.path, {"summary": "x" * 3_000_000})
        assert answer.status_code in (400, 413, 422) and answer["Content-Type"] == PROBLEM

    def test_a_failure_is_a_problem_too(self, office, monkeypatch):
        from disclosure.chain import api

        office.client.raise_request_exception = False
        monkeypatch.setattr(api, "as_matter", lambda *given: 1 / 0)
        office.send("editor", "post", "/api/v3/matters/", DRAFT)
        answer = office.send("editor", "post", "/api/v3/matters/", DRAFT)
        assert answer.status_code == 500 and answer["Content-Type"] == PROBLEM and "division by zero" not in answer.content.decode()


@pytest.mark.once
class TestFiles:
    @pytest.mark.parametrize("name, content", [
        ("a.exe", b"MZ"), ("a.html", b"<script>alert(1)</script>"), ("a.svg", b"<svg onload='alert(1)'/>"), ("a.pdf", b"MZ"), ("a.docx", b"PK\x03\x04"),  # noqa: E501
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18), ("a", b"x"), ("a.csv.exe", b"x"), ("a.png", b"\x89PNG\r\n\x1a\n"), ("a.zip", b"PK"), ("a.txt", b""),
        ("a.csv", b"\xff\xfe\x00\x00\x01"), ("../../../etc/x.exe", b"x"),
    ])  # fmt: skip
    def test_what_may_not_come_in_is_422_naming_file(self, office, name, content):
        office.draft()
        answer = office.client.post(f"{office.path}files/", {"file": SimpleUploadedFile(name, content)}, **office.token("editor"))
        assert problem(answer, 422, "file")

    def test_one_byte_more_than_fifty_megabytes(self, office):
        office.draft()
        big = SimpleUploadedFile("a.txt", b"x" * (50 * 1024 * 1024 + 1))
        answer = office.client.post(f"{office.path}files/", {"file": big}, **office.token("editor"))
        assert problem(answer, 422, "file")

    def test_another_name_of_the_part_or_two_parts_are_422(self, office):
        office.draft()
        for data in ({}, {"datei": SimpleUploadedFile("a.csv", b"1,2\n")}, {"file": [SimpleUploadedFile("a.csv", b"1,2\n"), SimpleUploadedFile("b.csv", b"1,2\n")]},  # noqa: E501
                     {"file": "text"}):  # fmt: skip
            assert problem(office.client.post(f"{office.path}files/", data, **office.token("editor")), 422, "file")
        assert problem(office.send("editor", "post", f"{office.path}files/", {"file": "x"}), 422, "file")

    @pytest.mark.parametrize("name", ["表.csv", "a<script>.csv", "../../x.csv", "a\r\nSet-Cookie: x.csv", "长" * 200 + ".csv", 'a;b"c.csv'])
    def test_a_strange_name_is_kept_harmless(self, office, name):
        office.draft()
        file = SimpleUploadedFile("x.csv", b"1,2\n")
        file._name = name
        answer = office.client.post(f"{office.path}files/", {"file": file}, **office.token("editor"))
        assert answer.status_code in (201, 422)
        if answer.status_code == 201:
            office.finish()
            item = office.client.get("/api/v3/catalogue/").json()["items"][0]
            download = office.client.get(item["files"][0]["url"])
            assert download.status_code == 200 and "Set-Cookie" not in str(download.headers.get("Content-Disposition"))
            page = office.client.get(f"/open/other/{office.facts['index_number']}/").content.decode()
            assert "a<script>" not in page


@pytest.mark.once
class TestHeaders:
    PATHS = ["/", "/open/other/", "/open/other/nothing/", "/catalogue/", "/notices/", "/notices/feed/", "/feed/", "/sitemap.xml", "/robots.txt", "/healthz",  # noqa: E501
             "/readyz", "/ledger/", "/intranet/", "/intranet/other/", "/admin/", "/admin/login/", "/api/v3/openapi.json", "/api/v3/docs/", "/api/v3/categories/",  # noqa: E501
             "/api/v3/catalogue/", "/api/v3/matters/", "/api/v3/nothing/", "/nothing", "/open/other", "/media/x.pdf", "/documents/1/x.pdf", "/static/x.js",  # noqa: E501
             "/api/v3/catalogue/?limit=x", "/%00", "/open/%ff/", "/search/"]  # fmt: skip

    @pytest.mark.parametrize("path", PATHS)
    def test_on_every_answer(self, office, path):
        answer = office.client.get(path)
        assert answer["X-Content-Type-Options"] == "nosniff" and answer["Referrer-Policy"] == "same-origin" and answer["Content-Security-Policy"]

    def test_what_needs_a_session_or_a_token_is_private(self, office):
        office.draft().finish()
        office.client.logout()
        for answer in (
            office.send("editor", "get", office.path), office.send("editor", "get", "/api/v3/matters/"), office.send("editor", "get", "/api/v3/categories/"),  # noqa: E501
            office.send(None, "get", office.path), office.send("editor", "patch", office.path, {"colour": 1}), office.send("nobody", "get", "/api/v3/matters/0/"),  # noqa: E501
            office.client.get("/admin/"), office.client.get("/intranet/"), office.client.get("/admin/login/"),
        ):  # fmt: skip
            assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(",")), answer.request["PATH_INFO"]
        office.client.force_login(office.bureau.editor)
        for path in ("/admin/", "/intranet/"):
            assert "no-store" in office.client.get(path)["Cache-Control"]


def test_nothing_is_kept_of_a_refused_draft(office):
    before = Matter.objects.count()
    for bad in (
        {"category": "x"},
        {"title": ""},
        {"formed_on": "x"},
        {"colour": 1},
        {"index_number": "x"},
        {"published_at": "2020-01-01"},
        {"due_on": "2020-01-01"},
    ):
        assert problem(office.send("editor", "post", "/api/v3/matters/", DRAFT | bad), 422, next(iter(bad)))
    assert Matter.objects.count() == before


@pytest.mark.parametrize("mark", ["ul><li", "div", "blockquote"])
@pytest.mark.parametrize("deep", [200, 5000])
def test_marks_nested_beyond_all_sense_are_named(office, mark, deep):
    """The parser leaves out what stands deeper than 255 elements, the converter fails there: no text is lost in silence."""
    body = f"<{mark}>" * deep + "正文"
    problem(office.send("editor", "post", "/api/v3/matters/", DRAFT | {"body": body}), 422, "body")
