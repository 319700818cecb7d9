"""The register of documents issued: entered by the office, brought in from the OA, held against what was published (五（三）)."""

import datetime as dt
import io
import re

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from disclosure.chain.models import Clearance, Matter, Round
from disclosure.items import issued
from disclosure.items.deadlines import days_of_issued_documents
from disclosure.items.models import DisclosurePage, IssuedDocument
from disclosure.items.registers import IssuedRegister
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import entries_of, record
from disclosure.rules.issued import Outcome
from disclosure.rules.workdays import Calendar
from tests import factories
from tests.walker import Walker

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 25)
ISSUED = dt.date(2026, 10, 9)  # due 20 working days later: 2026-11-05 (10 October is a working Saturday)
DUE = dt.date(2026, 11, 5)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def enter(bureau, number="闽交质监〔2026〕12号", **given):
    values = {"title": "关于印发监督办法的通知", "issued_on": ISSUED, "division": bureau.zhiliang, "scope": "public"} | given
    return issued.enter(document_number=number, **values, by=bureau.director, at=AT)


def outcome(document, on=DAY):
    row = issued.compared([document], on=on)[0]
    return row.outcome, row.days_late


# --- who keeps it


@pytest.mark.parametrize("who", ["editor", "head", "leader", "efficiency", "auditor", "chair", "main_leader"])
def test_nobody_but_the_office_enters_a_document(bureau, who):
    """The register is the office's (五（一）归口管理); whoever is compared by it does not write it."""
    with pytest.raises(NotAllowed):
        issued.enter(document_number="闽交质监〔2026〕1号", title="通知", issued_on=ISSUED, division=bureau.zhiliang, by=getattr(bureau, who), at=AT)
    assert not IssuedDocument.objects.exists()


def test_a_division_reads_its_own_documents_and_no_others(client, bureau):
    """A head sees the documents of his division; the efficiency office sees all; nobody adds a row through the list's address."""
    enter(bureau), enter(bureau, "闽交质监〔2026〕13号", title="安全处的通知", division=bureau.anquan)
    index = IssuedRegister().url_helper.get_action_url_name("index")
    client.force_login(bureau.head)
    shown = client.get(reverse(index)).content.decode()
    assert "关于印发监督办法的通知" in shown and "安全处的通知" not in shown
    assert client.get(reverse(IssuedRegister().url_helper.get_action_url_name("create"))).status_code in (302, 403)
    client.force_login(bureau.efficiency)
    assert "安全处的通知" in client.get(reverse(index)).content.decode()
    client.force_login(factories.person("nobody"))
    assert "安全处的通知" not in client.get(reverse(index)).content.decode()


def test_the_office_enters_and_corrects_by_the_form(client, bureau):
    """One entry in the ledger each; a correction says what stood there before."""
    client.force_login(bureau.director)
    url = IssuedRegister().url_helper
    given = {"document_number": "闽交质监[2026]12号", "title": "通知", "issued_on": "2026-10-09", "division": bureau.zhiliang.pk, "scope": "public"}
    assert client.post(reverse(url.get_action_url_name("create")), given).status_code == 302
    row = IssuedDocument.objects.get()
    assert row.document_number == "闽交质监〔2026〕12号" and row.due_on == DUE and row.entered_by == bureau.director
    address = reverse(url.get_action_url_name("edit"), args=[row.pk])
    assert client.post(address, {**given, "title": "关于通知的通知"}).status_code == 302
    changed = entries_of("items.issued_change")[0].facts
    assert changed["before"]["title"] == "通知" and changed["title"] == "关于通知的通知"
    assert client.post(address, {**given, "title": "关于通知的通知"}).status_code == 302
    assert len(entries_of("items.issued_change")) == 1, "nothing is written where nothing differs"
    twice = client.post(reverse(url.get_action_url_name("create")), {**given, "document_number": "闽交质监〔2026〕12号"}).content.decode()
    assert "已有相同文号的发文" in twice, "in one sentence"


@pytest.mark.parametrize(
    ("name", "value"),
    [("document_number", " "), ("title", ""), ("issued_on", dt.date(2026, 11, 26)), ("issued_on", None), ("division", None), ("scope", "secret")],
)
def test_what_cannot_be_right_is_refused_by_name(bureau, name, value):
    """A refusal names the field."""
    given = {"number": value} if name == "document_number" else {name: value}
    with pytest.raises(Invalid) as refused:
        enter(bureau, **given)
    assert refused.value.field == name and not IssuedDocument.objects.exists()


def test_a_number_is_entered_once(bureau):
    """However its brackets were typed."""
    enter(bureau)
    with pytest.raises(WrongState):
        enter(bureau, "闽交质监[2026] 12号")


# --- what became of it


def test_a_document_is_overdue_the_day_after_its_twentieth_working_day(bureau):
    """条例 art 26: twenty working days after it was issued; lateness is counted in working days."""
    document = enter(bureau)
    assert document.due_on == DUE
    assert outcome(document, DUE) == (Outcome.OPEN, 0)
    assert outcome(document, DUE + dt.timedelta(days=1)) == (Outcome.OVERDUE, 1)
    assert outcome(document, dt.date(2026, 11, 9)) == (Outcome.OVERDUE, 2), "a weekend is no delay"
    assert outcome(document) == (Outcome.OVERDUE, 14)
    assert issued.compared([document], on=ISSUED - dt.timedelta(days=1)) == [], "not issued yet that day"


@pytest.mark.parametrize("typed", ["闽交质监〔2026〕12号", "闽交质监[2026]12号", "闽交质监（2026）12号"])
def test_a_published_item_with_the_number_serves_the_document(bureau, typed):
    """Matched by document number in whatever brackets; as of a day before its publication it was not public yet."""
    document = enter(bureau)
    page = factories.item(division=bureau.zhiliang, document_number=typed, title=document.title)
    assert outcome(document) == (Outcome.OVERDUE, 14), "a draft serves nobody"
    factories.published(page, at=dt.datetime(2026, 11, 9, 1, 0, tzinfo=dt.UTC))
    assert outcome(document) == (Outcome.PUBLISHED, 2)
    assert outcome(document, dt.date(2026, 11, 6)) == (Outcome.OVERDUE, 1)


def test_a_title_serves_where_the_item_has_no_number(bureau):
    """Matched by title only where the item bears no number of its own; another title under the same number is pointed out."""
    document = enter(bureau)
    other = factories.item(division=bureau.zhiliang, document_number="闽交质监〔2026〕99号", title=document.title)
    factories.published(other, at=AT)
    assert outcome(document)[0] == Outcome.OVERDUE
    same = factories.item(division=bureau.zhiliang, document_number="", title=document.title)
    factories.published(same, at=dt.datetime(2026, 10, 12, 1, 0, tzinfo=dt.UTC))
    assert outcome(document) == (Outcome.PUBLISHED, 0)
    odd = enter(bureau, "闽交质监〔2026〕99号", title="别的标题")
    assert issued.compared([odd], on=DAY)[0].title_differs


def test_what_was_reviewed_as_exempt_is_not_overdue(bureau):
    """Withheld, registered as open on application, or open to staff: a review on file exempts it; a bare declaration is shown apart."""
    withheld, asked, inward, declared = (enter(bureau, f"闽交质监〔2026〕{n}号") for n in (1, 2, 3, 4))
    assert IssuedDocument.objects.filter(pk=declared.pk).update(scope="staff")
    pages = [factories.item(division=bureau.zhiliang, document_number=row.document_number) for row in (withheld, asked)]
    for page, end, scope, state in ((pages[0], "withheld", "public", "withheld"), (pages[1], "cleared", "on-application", "cleared")):
        Matter.objects.update_or_create(page_no=page.pk, defaults={"state": state, "title": page.title})
        round = Round.objects.create(
            matter_id=page.pk, number=1, proposal={}, scope=scope, revision_no=1, digest="d", proposer_no=1, proposer_username="x",
            proposer_name="x", proposed_at=AT - dt.timedelta(days=20), end=end, ended_at=AT - dt.timedelta(days=10),
        )  # fmt: skip
        if end == "cleared":
            Clearance.objects.create(
                page_no=page.pk, revision=page.latest_revision, digest="d", kind="chain", round=round, proposal={}, at=round.ended_at
            )  # fmt: skip
    inner = factories.item("internal-rules", division=bureau.zhiliang, document_number=inward.document_number, scope="staff")
    factories.published(inner, at=AT - dt.timedelta(days=9))
    assert outcome(withheld)[0] == Outcome.WITHHELD and outcome(asked)[0] == Outcome.ON_APPLICATION and outcome(inward)[0] == Outcome.STAFF
    assert all(outcome(row)[0].is_exempt for row in (withheld, asked, inward))
    assert outcome(IssuedDocument.objects.get(pk=declared.pk)) == (Outcome.DECLARED, 0)
    assert outcome(withheld, dt.date(2026, 11, 10))[0] == Outcome.OVERDUE, "as of a day before the review it was late"
    record("chain.return", about=("page", pages[0].pk, pages[0].title), at=AT - dt.timedelta(days=2))
    assert outcome(withheld)[0] == Outcome.OVERDUE, "given back to its proposer it is owed again"
    assert outcome(withheld, dt.date(2026, 11, 20))[0] == Outcome.WITHHELD, "that day it was withheld"


@pytest.mark.parametrize(("cause", "stands"), [("privacy", Outcome.TAKEN_DOWN), ("revoked", Outcome.TAKEN_DOWN), ("error", Outcome.OVERDUE)])
def test_what_was_taken_down_by_a_decision_is_not_owed(bureau, cause, stands):
    """What went for an error must come back; what went by a decision is answered for."""
    document = enter(bureau)
    page = factories.published(
        factories.item(division=bureau.zhiliang, document_number=document.document_number), at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    )
    Clearance.objects.filter(page_no=page.pk).update(voided=True, voided_at=AT - dt.timedelta(days=3))
    record("chain.take_down", about=("page", page.pk, page.title), at=AT - dt.timedelta(days=3), facts={"cause": cause})
    assert outcome(document)[0] == stands
    assert outcome(document, dt.date(2026, 11, 20)) == (Outcome.PUBLISHED, 0), "that day it was public"


def test_divisions_are_told_with_days_late(client, bureau):
    """Per division: how many of each outcome, working days late together and at most; the list shows them above the rows."""
    enter(bureau), enter(bureau, "闽交质监〔2026〕13号", issued_on=dt.date(2026, 10, 12))
    enter(bureau, "闽安〔2026〕1号", division=bureau.anquan, issued_on=DAY)
    rows = issued.compared(IssuedDocument.objects.all(), on=DAY)
    told = {division.code: (counts[Outcome.OVERDUE], together, most) for division, counts, together, most in issued.by_division(rows)}
    assert told == {"zhiliang": (2, 26, 14), "anquan": (0, 0, 0)}
    client.force_login(bureau.efficiency)
    url = reverse(IssuedRegister().url_helper.get_action_url_name("index"))
    assert client.get(url).context["divisions"]
    assert client.get(url + "?outcome=overdue").status_code == 200
    for kind in ("csv", "xlsx"):
        assert client.get(f"{url}?export={kind}").status_code == 200


def test_each_number_of_the_divisions_opens_its_documents(client, bureau):
    """五（三）: issued, public, exempt, declared, within the limit, owed: each opens as many rows of that division; nothing is a link to nothing."""
    enter(bureau), enter(bureau, "闽交质监〔2026〕13号", issued_on=DAY), enter(bureau, "闽交质监〔2026〕14号", scope="staff")
    enter(bureau, "闽安〔2026〕1号", division=bureau.anquan)
    for n, ground in ((15, "N6"), (16, "")):
        document = enter(bureau, f"闽交质监〔2026〕{n}号")
        page = factories.other_page(bureau.zhiliang, by=bureau.editor, document_number=document.document_number)
        walk = Walker(bureau, page, at=AT)
        walk.propose().head().secrecy(outcome="withhold", ground=ground, re_examine_on=DUE.replace(year=2027)).leader() if ground else walk.publish()
    client.force_login(bureau.efficiency)
    url = reverse(IssuedRegister().url_helper.get_action_url_name("index"))
    table = client.get(url).content.decode().split("<tbody>")[1].split("</tbody>")[0]
    links = [(address.replace("&amp;", "&"), int(number)) for address, number in re.findall(r'href="([^"]+)">(?:<b class="late">)?(\d+)<', table)]
    counts = [(address, number) for address, number in links if not address.endswith("overdue") or number < 3]
    assert {address.partition("&")[2] for address, _number in counts} == {
        "", "outcome=published", "outcome=exempt", "outcome=declared", "outcome=open", "outcome=overdue",
    }  # fmt: skip
    for address, number in counts:
        page = client.get(address)
        assert page.status_code == 200 and page.context["object_list"].count() == number, address


def test_the_item_of_a_document_stands_by_its_title_for_who_may_read_it(client, bureau):
    """The office reads title and link; a head whose document bears the number of another division's draft reads neither, nor in what he exports."""
    document = enter(bureau, title="登记的标题")
    page = factories.other_page(bureau.anquan, by=bureau.editor_anquan, document_number=document.document_number, title="安全处的草稿")
    url = reverse(IssuedRegister().url_helper.get_action_url_name("index"))
    client.force_login(bureau.director)
    told = client.get(url).content.decode()
    assert f'{reverse("disclosure_chain:review", args=[page.pk])}">安全处的草稿</a>' in told
    assert "安全处的草稿" in client.get(f"{url}?export=csv").getvalue().decode()
    client.force_login(bureau.head)
    told = client.get(url).content.decode()
    assert (
        document.document_number in told and "安全处的草稿" not in told and "安全处的草稿" not in client.get(f"{url}?export=csv").getvalue().decode()
    )


def test_one_reading_serves_hundreds_of_documents(bureau, django_assert_max_num_queries):
    """Three hundred documents are compared in a handful of queries."""
    IssuedDocument.objects.bulk_create(
        IssuedDocument(document_number=f"闽〔2026〕{n}号", title=f"第{n}号", issued_on=ISSUED, due_on=DUE, division=bureau.zhiliang, entered_at=AT)
        for n in range(1, 301)
    )
    rows = list(IssuedDocument.objects.select_related("division"))
    with django_assert_max_num_queries(6):
        assert len(issued.compared(rows, on=DAY)) == 300


def test_what_was_withheld_or_taken_down_costs_no_reading_of_its_own(bureau):
    """The decisions on their items are read at once: as many queries for one withheld and one taken down as for three of each."""
    asked = []
    for first, last in ((1, 2), (2, 4)):
        for n in range(first, last):
            for number, withheld in ((f"闽交质监〔2026〕{n}号", True), (f"闽交质监〔2026〕{n + 50}号", False)):
                walk = Walker(bureau, factories.other_page(bureau.zhiliang, by=bureau.editor, document_number=number), at=AT)
                if withheld:
                    walk.propose().head().secrecy(outcome="withhold", ground="N6", re_examine_on=DUE.replace(year=2027)).leader()
                else:
                    walk.publish().withdraw(by=bureau.reviewer, cause="privacy")
                enter(bureau, number)
        with CaptureQueriesContext(connection) as queries:
            rows = issued.compared(list(IssuedDocument.objects.select_related("division")), on=DAY)
        assert {row.outcome for row in rows} == {Outcome.WITHHELD, Outcome.TAKEN_DOWN}
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6, asked


def test_a_page_of_the_register_asks_the_same_for_sixty_documents_and_for_six_hundred(client, bureau):
    """Only the page shown is compared, the table above is kept as the ledger goes on; no row asks for itself."""

    def entered(first, last):
        rows = [
            IssuedDocument(
                document_number=f"闽交质监〔2026〕{n}号", title=f"第{n}号通知", issued_on=ISSUED, division=bureau.zhiliang, due_on=DUE, entered_at=AT
            )
            for n in range(first, last)
        ]
        IssuedDocument.objects.bulk_create(rows)
        record("items.issued_file", about=("file", None, "发文.csv"), at=AT, facts={})

    client.force_login(bureau.efficiency)
    index, asked = reverse(IssuedRegister().url_helper.get_action_url_name("index")), []
    for first, last in ((1, 61), (61, 601)):
        entered(first, last)
        for address in (index, f"{index}?outcome=overdue", f"{index}?p=2"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(address)
            assert page.context["divisions"][0]["all"] == last - 1 == page.context["divisions"][0]["overdue"]
            asked.append(len(queries))
    assert asked[:3] == asked[3:] and max(asked) < 40, asked


def test_what_is_kept_of_the_register_follows_every_act(bureau, django_assert_max_num_queries):
    """Entered, published, taken down, corrected, brought in, by the calendar: after each the kept figure is what a comparison of all says."""

    def same():
        kept = {number: (outcome, days) for number, (outcome, days, _page) in issued.standings(DAY).items()}
        rows = issued.compared(IssuedDocument.objects.select_related("division"), on=DAY)
        assert kept == {row.document.pk: (str(row.outcome.value), row.days_late) for row in rows}
        table = issued.by_divisions(IssuedDocument.objects.all(), issued.standings(DAY))
        assert table == issued.by_division(rows)
        return kept

    document = enter(bureau)
    assert same()[document.pk][0] == "overdue"
    other = enter(bureau, "闽交质监〔2026〕13号", title="另一个通知", division=bureau.anquan)
    assert len(same()) == 2
    page = factories.other_page(bureau.zhiliang, by=bureau.editor, document_number=document.document_number)
    Walker(bureau, page, at=AT).publish()
    assert same()[document.pk][0] == "published"
    issued.correct(
        document, document_number="闽交质监〔2026〕99号", title=document.title, issued_on=ISSUED, division=bureau.anquan, scope="public",
        by=bureau.director, at=AT,
    )  # fmt: skip
    assert same()[document.pk][0] == "overdue"
    IssuedDocument.objects.create(
        document_number="闽交质监〔2026〕77号", title="导入的", issued_on=ISSUED, division=bureau.zhiliang, due_on=DUE, entered_at=AT
    )
    record("items.issued_file", about=("file", None, "发文.csv"), at=AT, facts={})
    assert len(same()) == 3 and other.pk in same()
    with django_assert_max_num_queries(3):  # the head of the ledger, and what is kept
        issued.standings(DAY)


def test_the_day_follows_the_calendar(bureau):
    """A holiday entered later moves the day by which a document must be public."""
    document = enter(bureau)
    moved = list(days_of_issued_documents(Calendar({dt.date(2026, 10, 12): (False, "停课")}, ())))
    document.refresh_from_db()
    assert [change.after for change in moved] == [document.due_on] == [dt.date(2026, 11, 6)]


# --- import_register


HEAD = "document_number,title,issued_on,division,scope\n"


def run(path, **options):
    out = io.StringIO()
    with translation.override("zh-hans"):
        call_command("import_register", str(path), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_a_list_of_the_oa_comes_in_once(bureau, tmp_path):
    """CSV by the columns of the contract; a second run enters nothing and is no fault. One entry for the file."""
    path = tmp_path / "发文.csv"
    path.write_text(HEAD + "闽交质监[2026]12号,通知一,2026-10-09,zhiliang,public\n闽交质监〔2026〕13号,通知二,2026年10月12日,安全处,\n")
    assert "新登记 2 件" in run(path)
    assert "新登记 0 件，已登记过的 2 件" in run(path)
    assert list(IssuedDocument.objects.order_by("id").values_list("document_number", "division__code", "scope")) == [
        ("闽交质监〔2026〕12号", "zhiliang", "public"), ("闽交质监〔2026〕13号", "anquan", "public"),
    ]  # fmt: skip
    assert len(entries_of("items.issued_file")) == 2 and entries_of("items.issued_file")[1].facts["new"] == 2


def test_a_workbook_with_the_words_of_an_oa_comes_in(bureau, tmp_path):
    """XLSX, Chinese column names, further columns, dates as cells."""
    path = tmp_path / "发文.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["序号", "文号", "标题", "印发日期", "主办处室", "公开属性"])
    sheet.write_row(1, 0, [1, "闽交质监〔2026〕12号", "通知一"])
    sheet.write_datetime(1, 3, dt.datetime(2026, 10, 9))
    sheet.write_row(1, 4, ["质量处", "依申请公开"])
    book.close()
    run(path)
    row = IssuedDocument.objects.get()
    assert (row.issued_on, row.division.code, row.scope) == (ISSUED, "zhiliang", "on-application")


def test_all_or_nothing_and_every_bad_row_is_named(bureau, tmp_path):
    """Exit by one line that names each bad row with its field; nothing is entered; the report has line, field and reason."""
    path, report = tmp_path / "发文.csv", tmp_path / "r.csv"
    path.write_text(
        HEAD + "闽〔2026〕1号,好的,2026-10-09,zhiliang,public\n,无文号,2026-10-09,zhiliang,public\n闽〔2026〕3号,,2026-10-09,zhiliang,public\n"
        "闽〔2026〕4号,坏日期,2026-13-09,zhiliang,public\n闽〔2026〕5号,坏处室,2026-10-09,nowhere,public\n闽〔2026〕6号,坏范围,2026-10-09,zhiliang,secret\n"
        "闽〔2026〕1号,重号,2026-10-09,zhiliang,public\n闽〔2026〕8号,将来,2031-10-09,zhiliang,public\n"
        "闽〔2026〕9号,,2031-10-09,nowhere,public\n"
    )
    with pytest.raises(CommandError) as refused:
        run(path)
    line = str(refused.value)
    assert "\n" not in line and "9 行中有 8 行有误" in line
    for named in ("[3 document_number]", "[4 title]", "[5 issued_on]", "[6 division]", "[7 scope]", "[8 document_number]", "[9 issued_on]"):
        assert named in line
    with pytest.raises(CommandError, match="逐行列在"):
        run(path, report=str(report))
    assert "“secret”不在可选值之中：主动公开、" in report.read_text(), "in the words of an OA's list, not in codes"
    assert [line.split(",")[1] for line in report.read_text().splitlines() if line.startswith("10,")] == ["title", "division", "issued_on"]
    assert len(report.read_text().splitlines()) == 11 and report.read_text().startswith("line,field,reason")
    assert not IssuedDocument.objects.exists() and not entries_of("items.issued_file")


def test_a_row_that_differs_from_the_register_is_a_fault(bureau, tmp_path):
    """An import corrects nothing in silence: the office does, with an entry."""
    enter(bureau)
    path = tmp_path / "发文.csv"
    path.write_text(HEAD + "闽交质监〔2026〕12号,另一个标题,2026-10-09,zhiliang,public\n")
    with pytest.raises(CommandError, match="内容不同"):
        run(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [("没有.csv", None), ("空.csv", ""), ("缺列.csv", "document_number,title\n闽〔2026〕1号,通知\n"), ("文件.pdf", "%PDF")],
)
def test_a_file_that_is_none_is_one_clear_line(bureau, tmp_path, name, content):
    """Missing, empty, without a column, of another kind."""
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError) as refused:
        run(path)
    assert str(refused.value) and "\n" not in str(refused.value)


def test_columns_that_a_file_lacks_are_named_as_people_know_them(client, bureau, tmp_path):
    """All at once and by their words, on the page and by the command: whoever exports from the OA knows no codes."""
    content, says = "序号,标题,公开范围\n1,通知,public\n", "“缺列.csv”中缺少以下列：“文号”、“印发日期”、“处室”。"
    path = tmp_path / "缺列.csv"
    path.write_text(content)
    with pytest.raises(CommandError) as refused:
        run(path)
    assert str(refused.value) == says
    client.force_login(bureau.director)
    assert says in bring_in(client, content, name="缺列.csv").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_title_that_an_oa_writes_above_its_list_is_passed_over(bureau, tmp_path, kind):
    """福建省…发文登记表 in the first line, a date in the second: the names of the columns are found below, faults name the file's own line."""
    lines = [["福建省交通质监局发文登记表", "", "", ""], ["制表：办公室", "", "", ""], ["文号", "标题", "印发日期", "主办处室"]]
    lines += [["闽〔2026〕1号", "好的", "2026-10-09", "zhiliang"], ["闽〔2026〕2号", "坏的", "2026-13-40", "zhiliang"]]
    path = tmp_path / f"发文.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(line) for line in lines), encoding="gb18030")
    else:
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
        book.close()
    batch = issued.check(path, at=AT)
    assert [values["document_number"] for values in batch.documents] == ["闽〔2026〕1号"]
    assert [(fault.line, fault.field) for fault in batch.faults] == [(5, "issued_on")]


def test_a_division_that_is_none_is_told_with_those_there_are(bureau, tmp_path):
    """An OA has its own short names: the sentence says which ones are wanted, an abolished one is not offered."""
    bureau.anquan.abolished_on = dt.date(2026, 1, 1)
    bureau.anquan.save()
    path = tmp_path / "发文.csv"
    path.write_text("文号,标题,印发日期,处室\n闽〔2026〕1号,题,2026-10-09,神秘处\n", encoding="utf-8")
    (fault,) = issued.check(path, at=AT).faults
    assert "神秘处" in fault.reason and bureau.zhiliang.name in fault.reason and bureau.anquan.name not in fault.reason


@pytest.mark.parametrize("name", ["清单.xls", "清单.pdf", "清单.txt", "清单"])
def test_a_file_of_another_kind_is_told_how_to_save_it(client, bureau, name):
    """An old workbook, a PDF: not what may be made public, but what a list is."""
    client.force_login(bureau.director)
    answer = bring_in(client, "x", name=name)
    assert answer.status_code == 422 and "另存为 XLSX 或 CSV" in answer.content.decode() and "PPTX" not in answer.content.decode()


def bring_in(client, content, name="发文.csv", **more):
    return client.post(reverse("disclosure_items_bring_in_documents"), {"file": SimpleUploadedFile(name, content.encode()), **more})


def test_the_office_brings_in_a_list_by_the_page(client, bureau):
    """Looked at first if one likes; the entry of the ledger says who."""
    client.force_login(bureau.director)
    register = client.get(reverse(IssuedRegister().url_helper.get_action_url_name("index"))).content.decode()
    assert reverse("disclosure_items_bring_in_documents") in register
    rows = HEAD + "闽交质监[2026]12号,通知一,2026-10-09,zhiliang,public\n"
    assert "1 行都没有问题：新的 1 件" in bring_in(client, rows, look="1").content.decode() and not IssuedDocument.objects.exists()
    assert "新登记 1 件" in bring_in(client, rows).content.decode()
    row = IssuedDocument.objects.get()
    assert (row.entered_by, row.source) == (bureau.director, "发文.csv") and entries_of("items.issued_file")[
        0
    ].actor_username == bureau.director.username


def test_the_page_names_every_bad_row_and_enters_nothing(client, bureau):
    """Row, column in words, what is wrong; a file that is none, or no file, is one sentence."""
    client.force_login(bureau.director)
    answer = bring_in(client, HEAD + "闽〔2026〕1号,好的,2026-10-09,zhiliang,public\n闽〔2026〕5号,坏处室,2026-10-09,nowhere,public\n")
    assert answer.status_code == 422 and not IssuedDocument.objects.exists() and not entries_of("items.issued_file")
    text = answer.content.decode()
    assert "2 行中有 1 行有误" in text and "没有“nowhere”这个处室" in text and '<td class="num" data-th="行">3</td>' in text
    assert bring_in(client, "%PDF", name="文件.pdf").status_code == 422
    assert client.post(reverse("disclosure_items_bring_in_documents")).status_code == 422


@pytest.mark.parametrize("who", ["editor", "head", "efficiency", "auditor"])
def test_nobody_but_the_office_brings_in_a_list(client, bureau, who):
    client.force_login(getattr(bureau, who))
    assert bring_in(client, HEAD + "闽〔2026〕1号,好的,2026-10-09,zhiliang,public\n").status_code in (302, 403)
    assert not IssuedDocument.objects.exists()


def test_a_try_writes_nothing(bureau, tmp_path):
    """--dry-run."""
    path = tmp_path / "发文.csv"
    path.write_text(HEAD + "闽〔2026〕1号,通知,2026-10-09,zhiliang,public\n")
    assert "1 行" in run(path, dry_run=True)
    assert not IssuedDocument.objects.exists() and DisclosurePage.objects.count() == 0


# --- two at once


def test_of_two_who_bring_in_the_same_list_the_second_hears_that_it_is_there(bureau, tmp_path):
    """Both files were looked at before either was written: the second enters nothing and says how many were there; other particulars are refused."""
    path = tmp_path / "发文.csv"
    path.write_text(HEAD + "".join(f"闽〔2026〕{n}号,通知{n},2026-10-09,zhiliang,public\n" for n in range(1, 301)))
    first, second = issued.check(path, at=AT), issued.check(path, at=AT)
    assert issued.bring_in(first, by=bureau.director, at=AT) == 300
    assert issued.bring_in(second, by=bureau.director, at=AT + dt.timedelta(seconds=1)) == 0
    assert (second.known, second.documents) == (300, []) and IssuedDocument.objects.count() == 300
    path.write_text(HEAD + "闽〔2026〕301号,通知,2026-10-09,zhiliang,public\n")
    third = issued.check(path, at=AT)
    enter(bureau, "闽〔2026〕301号", title="别的标题")
    with pytest.raises(WrongState):
        issued.bring_in(third, by=bureau.director, at=AT + dt.timedelta(seconds=2))


def test_a_number_that_is_there_twice_is_named_also_where_its_first_row_is_faulty(bureau, tmp_path):
    """Both faults are told at once."""
    path = tmp_path / "发文.csv"
    path.write_text(HEAD + "闽〔2026〕1号,,2026-10-09,zhiliang,public\n闽[2026]1号,通知,2026-10-09,zhiliang,public\n")
    faults = [(fault.line, fault.field) for fault in issued.check(path, at=AT).faults]
    assert faults == [(2, "title"), (3, "document_number")]


def test_who_corrects_what_another_has_corrected_meanwhile_is_told(client, bureau):
    """Two have the same entry open: the second is refused, reads what stands there now beside what he typed, and saves once he has seen it."""
    document = enter(bureau)
    client.force_login(bureau.director)
    address = reverse(IssuedRegister().url_helper.get_action_url_name("edit"), args=[document.pk])
    opened = client.get(address).context["form"]["seen"].value()
    given = {"document_number": document.document_number, "issued_on": "2026-10-09", "division": bureau.zhiliang.pk, "scope": "public"}
    assert 'name="seen"' in client.get(address).content.decode()
    assert client.post(address, {**given, "title": "新标题", "seen": opened}).status_code == 302
    answer = client.post(address, {**given, "title": document.title, "scope": "staff", "seen": opened})
    text = answer.content.decode()
    assert answer.status_code == 409 and "标题：新标题" in text and f'value="{document.title}"' in text and "在您打开之后" in text
    document.refresh_from_db()
    assert document.title == "新标题" and document.scope == "public"
    again = answer.context["form"]["seen"].value()
    assert client.post(address, {**given, "title": "新标题", "scope": "staff", "seen": again}).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.scope) == ("新标题", "staff")
