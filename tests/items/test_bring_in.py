"""import_disclosures: disclosure/items/bring_in and the command. Published items of an older system, all or nothing."""

import csv
import datetime as dt
import json
import signal
import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, Revision

from disclosure.chain.conditions import digest_of
from disclosure.chain.models import Clearance, Matter, SignedFacts
from disclosure.files.models import FileUse
from disclosure.items import bring_in as room
from disclosure.items.bring_in import write
from disclosure.items.models import CategoryIndexPage, DisclosurePage, EnforcementPage, OtherPage, RulePage, StatisticsPage
from disclosure.items.models.numbers import Serial
from disclosure.ledger.record import entries_about, entries_of, record
from disclosure.ledger.verify import first_fault
from tests.factories import CREDIT_CODE, division, item, picture_bytes

AT = dt.datetime(2026, 11, 25, 1, 0, tzinfo=dt.UTC)


def penalty(number=1, **values):
    """A row of category enforcement, complete."""
    return {
        "title": f"对测试路桥第{number}次检查的处罚", "formed_on": "2019-04-22", "published_at": "2019-04-28", "body": "<p>正文。</p>",
        "approved_by": "局领导小组", "approved_on": "2019年4月26日", "kind": "penalty", "decision_number": f"罚〔2019〕{number}号",
        "parties": [{"name": "测试路桥有限公司", "credit_code": CREDIT_CODE, "role": "施工单位"}], "violation": "不按图施工", "basis": "条例",
        "penalty": "罚款", "decided_on": "2019-04-22", "penalty_class": "minor", "display_until": "2019-07-22", "issuer": "测试局",
    } | values  # fmt: skip


def other(number=1, **values):
    return {
        "title": f"第{number}号说明", "formed_on": "2020-01-02", "published_at": "2020-01-06", "body": "正文", "approved_by": "局办公室",
        "approved_on": "2020-01-03", "article_20_item": 15, "issuer": "测试局",
    } | values  # fmt: skip


@pytest.fixture
def begun(site):
    """A site with a division whose record began on a known day."""
    division("zhiliang")
    record("org.test", about=("test", None, "t"), at=AT)
    return site


def lines(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def import_rows(path, category="other", **options):
    batch = room.check(path, category=category, division="zhiliang", at=AT)
    assert not batch.faults
    return room.bring_in(batch, at=AT, **options)


def faults(path, category="other", at=AT):
    with translation.override("en"):
        return [(f.line, f.field, f.reason) for f in room.check(path, category=category, division="zhiliang", at=at).faults]


def counts():
    """How many rows of every kind an import writes are there."""
    return {
        model.__name__: model._base_manager.count()
        for model in (Page, DisclosurePage, EnforcementPage, OtherPage, Revision, Matter, Clearance, SignedFacts, FileUse, ReferenceIndex)
    } | {"documents": get_document_model().objects.count(), "ledger": entries_of("items.import", "items.import_file").count()}


@pytest.mark.django_db
def test_three_hundred_items_come_in_with_all_that_belongs_to_a_publication(begun, tmp_path):
    """Page tree, revision, clearance of kind imported, matter, ledger, indexes: as if each had been written singly, with its old day."""
    parent = CategoryIndexPage.objects.get(category="enforcement")
    first = item("enforcement")
    path = lines(tmp_path / "p.jsonl", [penalty(n) for n in range(300)])
    with CaptureQueriesContext(connection) as asked:
        found = import_rows(path, "enforcement")
    assert len(asked) < 1500, "ten thousand in five minutes: five queries a row at most"
    assert len(found) == 300 and Page.find_problems() == ([], [], [], [], [])
    parent.refresh_from_db()
    assert parent.numchild == 301
    page = EnforcementPage.objects.get(pk=found[0])
    assert page.live and page.live_revision_id == page.latest_revision_id and not page.has_unpublished_changes and not page.locked
    assert page.published_at.isoformat() == "2019-04-27T16:00:00+00:00" and page.index_number.split("-")[-2] == "2019"
    assert page.slug == page.index_number and page.url.endswith(f"/open/enforcement/{page.index_number}/")
    assert page.party_codes == [CREDIT_CODE] and page.due_on is not None and page.scope == "public" and page.channels == ["portal:supervision"]
    key = Clearance.objects.get(page_no=page.pk)
    assert (key.kind, key.voided, key.revision_id, key.approved_by, key.approved_on) == (
        "imported", False, page.live_revision_id, "局领导小组", dt.date(2019, 4, 26),
    )  # fmt: skip
    assert key.digest == digest_of(page, key.proposal) == digest_of(page.live_revision.as_object(), key.proposal)
    assert SignedFacts.objects.filter(digest=key.digest).exists()
    matter = Matter.objects.get(page_no=page.pk)
    assert (matter.state, matter.first_live_at, matter.index_number) == ("live", page.published_at, page.index_number)
    assert matter.signatures.count() == 0 and matter.editable
    (entry,) = entries_about("page", page.pk)
    assert entry.verb == "items.import" and entry.facts["approved_by"] == "局领导小组" and entry.facts["digest"] == key.digest
    assert entries_of("items.import_file").get().facts["items"] == 300 and first_fault() is None
    assert [hit.pk for hit in Page.objects.search(page.title)] == [page.pk]
    assert EnforcementPage.objects.get(pk=found[-1]).get_latest_revision_as_object().title == page.title.replace("第0次", "第299次")
    again = item("enforcement")
    assert again.path > EnforcementPage.objects.get(pk=found[-1]).path > first.path


@pytest.mark.django_db
def test_the_page_answers_like_any_other(begun, client, tmp_path):
    """Portal, API and catalogue show it with its old day."""
    (number,) = import_rows(lines(tmp_path / "o.jsonl", [other()]))
    page = OtherPage.objects.get(pk=number)
    answer = client.get(page.url)
    assert answer.status_code == 200 and "原系统存档的审批" in answer.text, "it says that the approval is on file elsewhere"
    assert client.get(f"/api/v3/pages/{number}/").json()["title"] == "第1号说明"
    assert client.get("/api/v3/catalogue/").json()["items"][0]["published_at"].startswith("2020-01-0")


@pytest.mark.django_db
def test_every_bad_row_is_named_and_nothing_is_written(begun, tmp_path):
    """line, field, reason: the row of the file, the column, one sentence with the remedy."""
    before = counts()
    rows = [
        other(1),
        other(2, title=""),
        other(3, formed_on="2020-02-30"),
        other(4, published_at="2026-12-01"),
        other(5, published_at="2026-11-25T09:00:01+08:00"),
        other(6, approved_on="2020-01-07"),
        other(7, formed_on="2020-01-07"),
        other(8, division="nirgends"),
        other(9, validity="gone"),
        other(10, channels="portal:notices;brieftaube"),
        other(11, article_20_item=16),
        other(12, colour="red"),
        other(13, body="<script>alert(1)</script>"),
        other(14, index_number="a b"),
        other(15, files="nichts.pdf"),
        other(16, files="../x.pdf"),
        other(17, document_number="测〔2020〕1号"),
        other(18, document_number="测[2020]1号"),
        other(19, approved_by="长" * 201),
        *(other(20 + n, document_number="", **{name: ""}) for n, name in enumerate(("published_at", "approved_by", "approved_on"))),
        other(23, title="关于\u200b印发办法的通知"),
    ]
    path = lines(tmp_path / "bad.jsonl", rows)
    with path.open("a") as more:
        more.write("{\n[]\n" + "[" * 100_000 + "\n")
    found = faults(path, at=AT + dt.timedelta(days=1))
    assert [(line, name) for line, name, _reason in found] == [
        (2, "title"), (3, "formed_on"), (4, "published_at"), (5, "published_at"), (6, "approved_on"), (7, "published_at"), (8, "division"),
        (9, "validity"), (10, "channels"), (11, "article_20_item"), (12, "colour"), (13, "body"), (14, "index_number"), (15, "files"), (16, "files"),
        (18, "document_number"), (19, "approved_by"), (20, "published_at"), (21, "approved_by"), (22, "approved_on"), (23, "title"),
        (24, ""), (25, ""), (26, ""),
    ]  # fmt: skip
    assert all(reason.endswith(".") for _line, _name, reason in found)
    assert "first start" in found[3][2] and counts() == before


@pytest.mark.django_db
def test_what_the_kind_requires_is_asked(begun, tmp_path):
    """A wrong credit code, a missing decision number; an inspection needs neither (contract, fields)."""
    rows = [
        penalty(1, decision_number=""),
        penalty(2, parties=[{"name": "甲", "credit_code": "911"}]),
        penalty(3, kind="inspection", decision_number="", project="桥", inspected_on="2019-04-20", problems="裂缝"),
        penalty(4, kind="fine"),
        penalty(5, parties=[{"name": "甲", "code": "1"}]),
    ]
    found = faults(lines(tmp_path / "k.jsonl", rows), "enforcement")
    assert [(line, name) for line, name, _reason in found] == [(1, "decision_number"), (2, "parties"), (4, "kind"), (5, "parties")]


@pytest.mark.django_db
def test_numbers_already_here_are_refused_and_given_numbers_are_never_given_again(begun, tmp_path):
    """Duplicates in the file and in the register, drafts too; the serial goes on behind the highest number brought in."""
    item("other", document_number="测〔2020〕9号")
    code = room.look.numbers.bureau().org_code
    rows = [other(1, index_number=f"{code}-0900-2020-00041"), other(2)]
    import_rows(lines(tmp_path / "a.jsonl", rows))
    assert Serial.objects.get(org_code=code, year=2020).last == 42
    rows = [other(3, index_number=f"{code}-0900-2020-00041"), other(4, document_number="测〔2020〕9号")]
    rows += [other(5, index_number="x-1"), other(6, index_number="x-1")]
    assert [(line, name) for line, name, _r in faults(lines(tmp_path / "b.jsonl", rows))] == [
        (1, "index_number"), (2, "document_number"), (4, "index_number"),
    ]  # fmt: skip
    assert item("other", formed_on=dt.date(2020, 5, 1)).index_number.endswith("00043")


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_of_offices(begun, tmp_path, encoding):
    """Mark, UTF-8, GB 18030; lines are counted as an editor counts them, cells with line ends included; tab-separated too."""
    path = tmp_path / "a.csv"
    names = ["title", "formed_on", "published_at", "body", "approved_by", "approved_on", "article_20_item", "issuer", "keywords"]
    rows = [other(1, body="一\n二", keywords="桥；路;桥"), other(2, title="")]
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, names, dialect="excel-tab" if encoding == "utf-16" else "excel")
        writer.writeheader()
        writer.writerows(rows)
    assert [(line, name) for line, name, _r in faults(path)] == [(4, "title")]
    batch = room.check(path, category="other", division="zhiliang", at=AT)
    assert batch.items[0].values["keywords"] == ["桥", "路"] and batch.rows == 2


@pytest.mark.django_db
def test_a_csv_line_with_more_values_than_columns_is_named(begun, tmp_path):
    """A quotation mark is missing somewhere: what stands behind it would be lost in silence."""
    path = tmp_path / "a.csv"
    path.write_text("title,formed_on\n甲,2020-01-02,多余\n乙,2020-01-02,\n", encoding="utf-8")
    named = {line for line, name, _reason in faults(path) if name == ""}
    assert named == {2}


@pytest.mark.django_db
def test_xlsx_as_spreadsheets_hold_it(begun, tmp_path):
    """Date cells, numbers as floats, empty leading rows; the row number is that of the sheet."""
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    names = list(other(1))
    good, bad = other(1, formed_on=dt.date(2020, 1, 2), title=20200102), other(2, body=None)
    for row, cells in ((2, names), (3, [good[name] for name in names]), (5, [bad[name] for name in names])):
        for column, value in enumerate(cells):
            (sheet.write_datetime if isinstance(value, dt.date) else sheet.write)(row, column, value)
    book.close()
    assert [(line, name) for line, name, _r in faults(path)] == [(6, "body")]
    batch = room.check(path, category="other", division="zhiliang", at=AT)
    assert batch.items[0].values["title"] == "20200102" and batch.items[0].values["formed_on"] == dt.date(2020, 1, 2)
    path.write_bytes(path.read_bytes()[:-200])
    with translation.override("en"), pytest.raises(CommandError, match="incomplete or damaged"):
        call_command("import_disclosures", str(path), category="other")


@pytest.mark.django_db
def test_markup_that_acts_is_gone_and_tables_stay(begun, tmp_path):
    """The database holds only what an editor could have written (tech: richtext does not clean what is in the database)."""
    body = (
        "<h2>标题</h2><p onclick='x()'>甲<script>alert(1)</script> <a href='javascript:alert(2)'>乙</a> <a href='https://a.cn/'>丙</a></p>"
        "<table><tr><th>项目</th><th>数</th></tr><tr><td>桥</td><td>1</td></tr></table><img src=x onerror=alert(3)><iframe src='//x'></iframe>"
    )
    (number,) = import_rows(lines(tmp_path / "m.jsonl", [other(body=body)]))
    page = OtherPage.objects.get(pk=number)
    assert [block.block_type for block in page.body] == ["heading", "paragraph", "table"]
    html = json.dumps(list(page.body.raw_data), ensure_ascii=False)
    for evil in ("script", "alert", "onclick", "javascript", "iframe", "<img"):
        assert evil not in html
    assert "https://a.cn/" in html and "桥" in html


@pytest.mark.django_db
def test_tables_rows_and_lists_of_numbers(begun, tmp_path):
    """`table` as JSON or lines with | between; `replaces` links what came out of force with the same file."""
    row = {"kind": "normative", "effective_on": "2020-02-01", "article_20_item": None}
    old = other(1, index_number="o-1", validity="repealed", document_number="测〔2019〕1号", **row)
    new = other(2, index_number="n-1", replaces="o-1", document_number="测〔2020〕1号", **row)
    first, second = import_rows(lines(tmp_path / "r.jsonl", [{k: v for k, v in one.items() if v is not None} for one in (old, new)]), "rules")
    assert RulePage.objects.get(pk=first).replaced_by_id == second and RulePage.objects.get(pk=second).replaces == ["o-1"]
    rows = [other(3, period_from="2020-01-01", period_to="2020-03-31", table=table) for table in ({"columns": ["a"], "rows": [["1"]]}, "a|b\n1|2")]
    for one in rows:
        del one["article_20_item"]
    found = import_rows(lines(tmp_path / "s.jsonl", rows), "statistics")
    tables = [StatisticsPage.objects.get(pk=number).table[0].value for number in found]
    assert [column["heading"] for column in tables[1].columns] == ["a", "b"] and str(next(iter(tables[0].rows))[0]) == "1"


@pytest.mark.django_db
def test_attachments_come_in_through_the_same_check(begun, client, tmp_path):
    """Documents in the collection of disclosures, in use and public with the item; one file named by two rows is stored once."""
    (tmp_path / "附").mkdir()
    (tmp_path / "附/表.csv").write_text("a,b\n")
    (tmp_path / "图.png").write_bytes(picture_bytes())
    (tmp_path / "毒.pdf").write_bytes(b"MZ\x90\x00" + bytes(100))
    found = import_rows(lines(tmp_path / "a.jsonl", [other(1, files="附/表.csv; 图.png"), other(2, files=["附/表.csv"])]))
    assert get_document_model().objects.count() == 2 and FileUse.objects.filter(until=None).count() == 3
    page = OtherPage.objects.get(pk=found[0])
    assert [block.value.title for block in page.attachments] == ["表", "图"]
    assert client.get(page.attachments[0].value.url).status_code == 200
    assert [(line, name) for line, name, _r in faults(lines(tmp_path / "b.jsonl", [other(3, files="毒.pdf")]))] == [(1, "files")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../beside.csv", "link.csv"])
def test_a_file_that_lies_outside_the_folder_is_not_brought_in(begun, tmp_path, name):
    """Though it is there, by a path that climbs or a link that leads out: nobody publishes what stands elsewhere on the machine."""
    (tmp_path / "beside.csv").write_text("a,b\n")
    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "beside.csv")
    found = faults(lines(folder / "a.jsonl", [other(1, files=name)]))
    assert [(line, field) for line, field, _reason in found] == [(1, "files")]


@pytest.mark.django_db
def test_the_reference_index_is_the_one_wagtail_would_write(begun, tmp_path):
    """Rows made in bulk and rows made by Wagtail for the same page are equal: links, parents' fields, attachments."""
    (tmp_path / "表.csv").write_text("a,b\n")
    (number,) = import_rows(lines(tmp_path / "a.jsonl", [other(files="表.csv")]))

    def rows():
        names = ["content_type", "to_content_type", "to_object_id", "model_path", "content_path", "content_path_hash"]
        return sorted(map(str, ReferenceIndex.objects.filter(object_id=str(number)).values_list(*names)))

    ours = rows()
    ReferenceIndex.objects.filter(object_id=str(number)).delete()
    ReferenceIndex.create_or_update_for_object(OtherPage.objects.get(pk=number))
    assert ours and ours == rows()


@pytest.mark.django_db
@pytest.mark.parametrize("breaks_at", ["write", "go_live", "enter"])
def test_whatever_fails_nothing_stays(begun, tmp_path, settings, monkeypatch, breaks_at):
    """In the second chunk, in the transaction that makes all live, in its last step: no page, revision, matter, document or file is left."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(write, "CHUNK", 5)
    (tmp_path / "表.csv").write_text("a,b\n")
    path = lines(tmp_path / "a.jsonl", [other(n, files="表.csv") for n in range(12)])
    batch = room.check(path, category="other", division="zhiliang", at=AT)
    before, parent = counts(), CategoryIndexPage.objects.get(category="other").numchild
    calls = []

    def broken(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2 or breaks_at != "write":
            raise KeyboardInterrupt
        return original(*args, **kwargs)

    owner, name = {"write": (write.Writer, "_index"), "go_live": (write.Writer, "_still_alone"), "enter": (write.imported, "enter")}[breaks_at]
    original = getattr(owner, name)
    monkeypatch.setattr(owner, name, broken)
    with pytest.raises(KeyboardInterrupt):
        room.bring_in(batch, at=AT)
    assert counts() == before and CategoryIndexPage.objects.get(category="other").numchild == parent
    assert Page.find_problems() == ([], [], [], [], []) and not [p for p in (tmp_path / "media").rglob("*") if p.is_file()]
    monkeypatch.undo()
    assert len(room.bring_in(batch, at=AT)) == 12


@pytest.mark.django_db
def test_what_a_killed_import_left_is_cleared_away_by_the_next(begun, tmp_path, monkeypatch):
    """No process could take it away: after an hour the next import does; the drafts of editors are left alone."""
    draft = item("other")
    monkeypatch.setattr(write.Writer, "undo", lambda self: None)
    monkeypatch.setattr(write.Writer, "go_live", lambda self: 1 / 0)
    batch = room.check(lines(tmp_path / "a.jsonl", [other(n) for n in range(3)]), category="other", division="zhiliang", at=AT)
    with pytest.raises(ZeroDivisionError):
        room.bring_in(batch, at=AT)
    assert OtherPage.objects.count() == 4
    write.clear_away_the_dead(at=AT + dt.timedelta(minutes=59))
    assert OtherPage.objects.count() == 4
    write.clear_away_the_dead(at=AT + dt.timedelta(minutes=61))
    assert list(OtherPage.objects.all()) == [draft]


@pytest.mark.django_db
def test_the_command_answers_in_one_line_and_names_every_bad_row(begun, tmp_path, capsys):
    """Exit 1 with one line that counts them; the report is written though the import is refused."""
    before, report = counts(), tmp_path / "r.csv"
    path = lines(tmp_path / "a.jsonl", [other(1, title=""), other(2), other(3, title="", formed_on="x")])
    with translation.override("en"):
        for options in ({"report": str(report)}, {"dry_run": True}):
            with pytest.raises(CommandError, match="2 of 3 rows are bad"):
                call_command("import_disclosures", str(path), category="other", division="zhiliang", **options)
        assert list(csv.reader(report.open()))[0] == ["line", "field", "reason"]
        assert [row[:2] for row in csv.reader(report.open())][1:] == [["1", "title"], ["3", "title"], ["3", "formed_on"]]
        for wrong in (["x.jsonl"], [str(path), "--category", "nope"], [str(path), "--division", "nope"], [str(tmp_path / "x.doc")]):
            with pytest.raises(CommandError):
                call_command("import_disclosures", *wrong, **({} if "--category" in wrong else {"category": "other"}))
        good = lines(tmp_path / "b.jsonl", [other(2)])
        call_command("import_disclosures", str(good), category="other", division="zhiliang", dry_run=True, report=str(report))
        assert counts() == before and report.read_text() == "line,field,reason\n"
        capsys.readouterr()
        call_command("import_disclosures", str(good), category="other", division="zhiliang")
        said = capsys.readouterr()
        assert said.out == "1 items were brought in and are public.\n" and said.err == ""


@pytest.mark.django_db
def test_a_stopped_import_says_so_and_leaves_nothing(begun, tmp_path, monkeypatch):
    """Ctrl-C or SIGTERM in the middle: one line, exit 1."""
    before = counts()

    def stop(self):
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(write.Writer, "go_live", stop)
    with translation.override("en"), pytest.raises(CommandError, match="Stopped; nothing was brought in"):
        call_command("import_disclosures", str(lines(tmp_path / "a.jsonl", [other(1)])), category="other", division="zhiliang", verbosity=0)
    assert counts() == before


@pytest.mark.django_db
def test_the_template_is_an_empty_csv_of_the_category(begun, capsys, tmp_path):
    """No FILE is needed; filled in, it can be brought in."""
    call_command("import_disclosures", template=True, category="enforcement")
    text = capsys.readouterr().out
    names = next(csv.reader([text]))
    assert names[:6] == ["title", "formed_on", "published_at", "body", "approved_by", "approved_on"]
    assert {"index_number", "document_number", "issuer", "division", "summary", "validity", "channels", "keywords", "files"} <= set(names)
    assert {"parties", "decision_number", "way_out"} <= set(names) and len(text.strip().splitlines()) == 1
    path = tmp_path / "t.csv"
    row = penalty(parties=f"测试路桥有限公司|{CREDIT_CODE}|施工单位;另一公司|{CREDIT_CODE}|")
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerow(row)
    (number,) = import_rows(path, "enforcement")
    assert [block.value["name"] for block in EnforcementPage.objects.get(pk=number).parties] == ["测试路桥有限公司", "另一公司"]


@pytest.mark.django_db
def test_inward_items_come_in_for_staff(begun, client, tmp_path):
    """Their scope is staff, and a stranger finds nothing."""
    row = {k: v for k, v in other(subject="搬迁").items() if k != "article_20_item"}
    (number,) = import_rows(lines(tmp_path / "i.jsonl", [row]), "internal-other")
    page = Page.objects.get(pk=number).specific
    assert page.scope == "staff" and page.live and client.get(page.url).status_code == 404
    assert faults(lines(tmp_path / "j.jsonl", [row | {"channels": "portal:notices"}]), "internal-other")[0][1] == "channels"


@pytest.mark.django_db(transaction=True)
def test_others_write_while_an_import_runs(begun, tmp_path, monkeypatch):
    """Chunks are short transactions: an editor's draft in the same column gets through between them, and the tree is right afterwards."""
    monkeypatch.setattr(write, "CHUNK", 20)
    batch = room.check(lines(tmp_path / "a.jsonl", [other(n) for n in range(100)]), category="other", division="zhiliang", at=AT)
    made, errors, done = [], [], threading.Event()

    def write_drafts():
        try:
            while not done.is_set() and len(made) < 30:
                made.append(item("other", formed_on=dt.date(2020, 3, 3)).pk)
                time.sleep(0.01)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=write_drafts)
    thread.start()
    found = room.bring_in(batch, at=AT)
    done.set()
    thread.join()
    assert not errors and made and len(found) == 100, connection.vendor
    assert Page.find_problems() == ([], [], [], [], []) and first_fault() is None
    numbers = list(OtherPage.objects.values_list("index_number", flat=True))
    assert len(numbers) == len(set(numbers)) == 100 + len(made)
