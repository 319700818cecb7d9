"""Drafts by the API (contract, POST and PATCH /matters/)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from disclosure.chain import tokens
from disclosure.chain.models import Matter
from disclosure.items.models import DisclosurePage, EnforcementPage, OtherPage
from disclosure.ledger.record import entries_about
from tests.factories import CREDIT_CODE, bureau, item, published

DRAFT = {"category": "other", "title": "关于事项的说明", "formed_on": "2026-03-09", "body": "<p>正文。</p>", "article_20_item": 15}


class Caller:
    """Somebody with a token."""

    def __init__(self, client, user, *scopes, division=None):
        self.client = client
        text = tokens.issue(user=user, scopes=scopes or ("read", "propose", "approve"), division=division, at=timezone.now())
        self.headers = {"Authorization": f"Bearer {text}"}

    def post(self, body, path=""):
        return self.client.post(f"/api/v3/matters/{path}", body, content_type="application/json", headers=self.headers)

    def patch(self, number, body):
        return self.client.patch(f"/api/v3/matters/{number}/", body, content_type="application/json", headers=self.headers)

    def upload(self, number, *files):
        data = {"file": [SimpleUploadedFile(name, content) for name, content in files]} if files else {}
        return self.client.post(f"/api/v3/matters/{number}/files/", data, headers=self.headers)


@pytest.fixture
def people(site):
    from disclosure.org.models import BureauSettings

    settings = BureauSettings.for_site(site)
    settings.name = "测试局"
    settings.save()
    return bureau()


@pytest.fixture
def editor(people, client):
    return Caller(client, people.editor)


def named(answer, status, field):
    """The answer refuses with a status and names the field."""
    assert answer.status_code == status, answer.text
    assert answer["Content-Type"] == "application/problem+json" and answer.json()["errors"][0]["loc"] == [field]
    return True


def test_a_draft_is_made_with_what_follows_from_category_and_division(editor, people):
    answer = editor.post(DRAFT)
    assert answer.status_code == 201, answer.text
    row = answer.json()
    page = OtherPage.objects.get(pk=row["id"])
    assert row["state"] == "draft" and row["index_number"] == page.index_number and row["objections"] == []
    assert not page.live and page.owner == people.editor and page.division == people.zhiliang
    draft = page.get_latest_revision_as_object()
    assert draft.issuer == "测试局" and draft.channels == ["portal:disclosure"] and draft.latest_revision.user == people.editor
    assert [entry.verb for entry in entries_about("page", page.pk)] == ["items.create"]


def test_fields_of_every_shape_are_taken(editor):
    answer = editor.post(
        {
            "category": "enforcement", "title": "抽查", "kind": "inspection", "formed_on": "2026-03-09", "project": "测试高速",
            "inspected_on": "2026-03-02", "problems": "三处", "parties": [{"name": "甲公司", "credit_code": CREDIT_CODE.lower(), "role": "施工"}],
            "keywords": "桩基；裂缝", "channels": ["portal", "journal"], "document_number": "闽[2026]1号", "go_live_at": "2026-04-01T08:00:00+08:00",
            "body": ["一", "二"], "summary": None,
        }
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    draft = EnforcementPage.objects.get().get_latest_revision_as_object()
    assert draft.parties[0].value["credit_code"] == CREDIT_CODE and draft.keywords == ["桩基", "裂缝"]
    assert draft.channels == ["portal:disclosure", "journal"] and draft.document_number == "闽〔2026〕1号"
    assert draft.go_live_at == dt.datetime(2026, 4, 1, tzinfo=dt.UTC) and "<p>一</p><p>二</p>" in str(draft.body)
    assert draft.missing() == []


def test_tables_are_taken_as_rows_or_html(editor):
    rows = {"columns": ["甲", "乙"], "rows": [["1", 2]], "caption": "表"}
    for table in (rows, [rows], [["甲", "乙"], ["1", 2]], "<table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></table>"):
        answer = editor.post({"category": "statistics", "title": "统计", "period_from": "2026-01-01", "period_to": "2026-03-31", "table": table})
        assert answer.status_code == 201, answer.text
        page = DisclosurePage.objects.get(pk=answer.json()["id"]).specific.get_latest_revision_as_object()
        [block] = page.table
        assert [column["heading"] for column in block.value.columns] == ["甲", "乙"] and block.value.row_data[0]["values"] == ["1", "2"]


@pytest.mark.parametrize(
    "field, value",
    [
        ("colour", "red"), ("index_number", "X"), ("published_at", "2020-01-01"), ("due_on", "2020-01-01"), ("category", "nix"), ("category", None),
        ("title", ""), ("title", 1), ("formed_on", "9.3.2026"), ("formed_on", "2026-02-30"), ("formed_on", "2126-01-01"), ("formed_on", 20260301),
        ("scope", "staff"), ("channels", ["fax"]), ("channels", 3), ("article_20_item", 16), ("article_20_item", "15"), ("article_20_item", True),
        ("division", "nix"), ("body", 5), ("issuer", "局" * 201), ("keywords", [1]), ("attachments", [1]), ("attachments", "x"),
        ("go_live_at", "tomorrow"), ("validity", "x"), ("kind", "penalty"), ("parties", []),
    ],
)  # fmt: skip
def test_an_unknown_or_broken_field_is_refused_by_name(editor, field, value):
    before = DisclosurePage.objects.count()
    assert named(editor.post(DRAFT | {field: value}), 422, field)
    assert DisclosurePage.objects.count() == before


@pytest.mark.parametrize(
    "field, value",
    [
        ("kind", "x"), ("parties", "x"), ("parties", ["x"]), ("parties.colour", [{"name": "甲", "colour": "red"}]), ("parties.name", [{"name": 1}]),
        ("parties", [{"name": "甲", "credit_code": "91350100M000100Y44"}]), ("decided_on", "2126-01-01"), ("penalty_class", "x"),
    ],
)  # fmt: skip
def test_a_broken_enforcement_field_is_refused_by_name(editor, field, value):
    body = DRAFT | {"category": "enforcement", field.partition(".")[0]: value}
    del body["article_20_item"]
    assert named(editor.post(body), 422, field)


def test_doors(people, client, editor):
    """401, 403, 404 in the contract's order."""
    assert client.post("/api/v3/matters/", DRAFT, content_type="application/json").status_code == 401
    assert Caller(client, people.editor, "read").post(DRAFT).status_code == 403
    assert Caller(client, people.head).post(DRAFT | {"colour": "red"}).status_code == 403
    assert editor.post(DRAFT | {"division": "anquan"}).status_code == 403
    assert Caller(client, people.editor, division=people.anquan).post(DRAFT).status_code == 403
    number = editor.post(DRAFT).json()["id"]
    assert Caller(client, people.editor_anquan).patch(number, {"title": "x"}).status_code == 404
    assert Caller(client, people.head).patch(number, {"title": "x"}).status_code == 403
    assert editor.patch(999999, {"title": "x"}).status_code == 404
    assert client.post("/api/v3/matters/", "[", content_type="application/json", headers=editor.headers).status_code == 400


def test_a_change_writes_the_fields_named_and_leaves_the_rest(editor):
    number = editor.post(DRAFT).json()["id"]
    answer = editor.patch(number, {"summary": "改", "title": "新题"})
    assert answer.status_code == 200 and answer.json()["title"] == "新题"
    draft = OtherPage.objects.get(pk=number).get_latest_revision_as_object()
    assert draft.summary == "改" and draft.article_20_item == 15


def test_a_change_that_changes_nothing_writes_no_revision(editor):
    number = editor.post(DRAFT).json()["id"]
    before = OtherPage.objects.get(pk=number).latest_revision_id
    assert editor.patch(number, {"body": "<p>正文。</p>", "title": DRAFT["title"]}).status_code == 200
    assert OtherPage.objects.get(pk=number).latest_revision_id == before


def test_a_running_round_is_locked(editor):
    number = editor.post(DRAFT).json()["id"]
    submitted = editor.post({"vital_interest": "no", "vital_interest_reason": "测试"}, f"{number}/actions/submit/")
    assert submitted.status_code == 200, submitted.text
    assert editor.patch(number, {"colour": 1}).status_code == 409
    assert editor.upload(number, ("a.csv", b"1,2\n")).status_code == 409


def test_validity_of_what_was_public_is_not_written_in_a_draft(editor, people):
    page = published(item(division=people.zhiliang, by=people.editor), at=dt.datetime(2026, 3, 10, tzinfo=dt.UTC))
    Matter.objects.update_or_create(page_no=page.pk, defaults={"state": "live", "first_live_at": page.published_at})
    assert named(editor.patch(page.pk, {"validity": "repealed"}), 422, "validity")
    assert named(editor.patch(page.pk, {"category": "rules"}), 422, "category")
    assert editor.patch(page.pk, {"summary": "改"}).status_code == 200
    page.refresh_from_db()
    assert page.live and page.summary != "改"


def test_a_file_is_attached_and_private(editor, client):
    number = editor.post(DRAFT).json()["id"]
    answer = editor.upload(number, ("附表.csv", b"1,2\n"))
    assert answer.status_code == 201, answer.text
    [document] = OtherPage.objects.get(pk=number).get_latest_revision_as_object().signed_files()
    assert document.title == "附表" and client.get(document.url).status_code == 404
    editor.upload(number, ("b.csv", b"3,4\n"))
    draft = OtherPage.objects.get(pk=number).get_latest_revision_as_object()
    assert [file.title for file in draft.signed_files()] == ["附表", "b"]
    assert editor.patch(number, {"attachments": [draft.signed_files()[1].pk]}).status_code == 200
    assert [file.title for file in OtherPage.objects.get(pk=number).get_latest_revision_as_object().signed_files()] == ["b"]


@pytest.mark.parametrize("files", [(), (("a.csv", b"1"), ("b.csv", b"2")), (("a.exe", b"MZ"),), (("a.pdf", b"no pdf"),), (("a.csv", b""),)])
def test_a_file_that_may_not_come_in_is_refused_by_name(editor, files):
    number = editor.post(DRAFT).json()["id"]
    assert named(editor.upload(number, *files), 422, "file")
    assert not OtherPage.objects.get(pk=number).get_latest_revision_as_object().signed_files()


def test_operations_have_one_name_each_and_document_their_refusals(site, client):
    paths = client.get("/api/v3/openapi.json").json()["paths"]
    operations = [operation for path in paths.values() for operation in path.values() if isinstance(operation, dict)]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert {"201", "401", "403", "409", "422"} <= set(paths["/api/v3/matters/"]["post"]["responses"])
    assert "multipart/form-data" in paths["/api/v3/matters/{number}/files/"]["post"]["requestBody"]["content"]
