"""The pages: what stands first, rows, exports, the strict policy, the public figures."""

import csv
import datetime as dt
import io
import re
import zipfile

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django.utils.formats import date_format

from dashboard import charts, exports, panels, situation, views
from dashboard.figures import Board, public_board
from dashboard.metric import METRICS, Group, Period
from dashboard.panels import PANELS
from dashboard.roles import Role
from dashboard.summary import board_of
from disclosure.ledger.record import earliest
from disclosure.org.names import full_name
from tests.dashboard.autumn import of_anquan
from tests.dashboard.lived import at
from tests.dashboard.recount import adds_up

TODAY = at(11, 25).date()


@pytest.fixture
def signed_in(lived):
    client = Client()
    client.force_login(lived.bureau.main_leader)
    return client


def board():
    return Board(Role(posts=("main_leader",), divisions=None), Period.of(as_of=TODAY))


def test_the_sentence_stands_before_the_filters_and_everything_is_there(signed_in, lived):
    """The late sentence first, the filters folded after it, every panel with its table, its exports and its definitions."""
    page = signed_in.get("/admin/dashboard/?as_of=2026-11-25")
    text = page.content.decode()
    assert page.status_code == 200 and text.index('class="answer') < text.index("filterfold") < text.index('class="cards"')
    assert all(each.row.title in text for each in panels.lateness(board())[:5]) and "style=" not in text.split('class="w-main dashboard"')[1]
    for key in PANELS:
        assert f'id="h-{key}"' in text and f"/admin/dashboard/panels/{key}.png" in text
    assert "script-src 'self'; style-src 'self'" in page["Content-Security-Policy"] and "no-store" in page["Cache-Control"]


def test_no_page_of_the_dashboard_allows_what_stands_inside_it(lived):
    """Reports, a report and the reasons bear the same policy as the first page; nothing in them asks for more."""
    report = situation.begin(first=at(10, 1).date(), last=at(10, 31).date(), by=lived.bureau.efficiency, at=at(11, 25))
    browser = Client()
    browser.force_login(lived.bureau.efficiency)
    for address in ("", "rows/overdue/", "definitions/", "reports/", f"reports/{report.pk}/", "reasons/"):
        page = browser.get(f"/admin/dashboard/{address}")
        assert page.status_code == 200 and "'unsafe-" not in page["Content-Security-Policy"], address
        assert not re.search(r"<style|<script(?![^>]* src=)(?![^>]*json)|\sstyle=|\son[a-z]+=", page.content.decode()), address


def test_what_waits_for_the_leader_stands_above_everything(lived):
    """On a phone, “N 件等您签” comes before the title; it links to the list of what waits."""
    client = Client()
    client.force_login(lived.bureau.head)
    from tests import factories
    from tests.walker import Walker

    Walker(lived.bureau, factories.other_page(lived.bureau.zhiliang, by=lived.bureau.editor), at=timezone.now()).propose()
    text = client.get("/admin/dashboard/").content.decode()
    assert text.index('class="mine') < text.index("<h1>")


def test_what_waits_and_is_overdue_is_marked_so(lived):
    """“1 件等您签” whose first day is over says so in red, with how long; before its day it is not marked."""
    from tests import factories
    from tests.walker import Walker

    client, there = Client(), of_anquan(lived.bureau)
    client.force_login(there.head)
    Walker(there, factories.other_page(there.zhiliang, by=there.editor), at=timezone.now()).propose()
    assert 'class="mine"' in client.get("/admin/dashboard/").content.decode()
    Walker(there, factories.other_page(there.zhiliang, by=there.editor), at=timezone.now() - dt.timedelta(days=30)).propose()
    mine = client.get("/admin/dashboard/").content.decode().split('class="mine late"')[1].split("</p>")[0]
    assert "等您签" in mine and re.search(r'<span class="left late">逾期 ?\d+ ?个工作日</span>', mine)


def test_of_a_day_before_all_records_nothing_is_said_in_green(signed_in, lived):
    """As of a day before the first entry the board says that there are no records before it; no green, no “nothing is overdue”, on paper too."""
    text = signed_in.get("/admin/dashboard/?as_of=2020-03-31").content.decode()
    first = date_format(timezone.localdate(earliest()))
    assert f"{first}以前没有记录" in text and "answer clear" not in text and "没有逾期事项" not in text and "三日内没有" not in text
    old = Board(Role(posts=("main_leader",), divisions=None), Period.of(as_of=dt.date(2020, 3, 31)))
    assert f"{first}以前没有记录" in exports.sentence(old)
    cards = text.split('<ul class="cards"')[1].split("</ul>")[0]
    assert "没有应办事项" not in cards and f"{first}以前没有记录" in cards
    for key in ("overdue", "applications_on_time"):
        rows = signed_in.get(f"/admin/dashboard/rows/{key}/?as_of=2020-03-31").content.decode()
        assert f"{first}以前没有记录" in rows and "没有计入" not in rows and "0 / 0" not in rows and "0 项" not in rows, key
    day = timezone.localdate(earliest())
    nothing = signed_in.get(f"/admin/dashboard/?as_of={day}").content.decode()
    assert "以前没有记录" not in nothing


def test_nothing_overdue_of_a_choice_is_said_of_the_choice(signed_in, lived):
    """With a division or a kind chosen the sentence says that it is of the choice, on paper too; of everything it says so of the day."""
    chosen = signed_in.get(f"/admin/dashboard/?as_of={timezone.localdate(earliest())}&division=zhiliang").content.decode()
    assert "所选范围内，这一天没有逾期事项" in chosen
    whole = signed_in.get(f"/admin/dashboard/?as_of={timezone.localdate(earliest())}").content.decode()
    assert "这一天没有逾期事项" in whole and "所选范围内" not in whole
    paper = Board(Role(posts=("main_leader",), divisions=None), Period.of(as_of=timezone.localdate(earliest())), query={"division": "zhiliang"})
    assert exports.sentence(paper).startswith("所选范围内，这一天没有逾期事项")


def test_when_a_guard_jumps_stands_in_a_paragraph_of_its_own(signed_in, lived):
    """It is said of all guards, not of the last; a part in words, 三分之一."""
    text = signed_in.get("/admin/dashboard/").content.decode()
    assert '<span class="sub">达到 ' in text and "占三分之一的" in text and "分之一的" in text and "3 分之一" not in text


def test_the_rows_of_a_figure_say_whose_they_are(signed_in, lived):
    """Heading and title name person, group, kind of obligation and the filters; so does the file. A figure as a whole names none."""

    def heading(query):
        page = signed_in.get(f"/admin/dashboard/rows/obligations/?as_of=2026-11-25{query}")
        text = page.content.decode()
        return re.sub("<[^>]+>", "", text.split("<h1>")[1].split("</h1>")[0]), text.split("<title>")[1].split("</title>")[0]

    head = lived.bureau.head
    told, title = heading(f"&division=zhiliang&owner={head.username}&owner_name={full_name(head)}&open=1&group=open-late")
    division = lived.bureau.zhiliang.name
    assert told == f"应办：{full_name(head)}，在办，{Group.OPEN_LATE.label}，处室“{division}”" and told in title
    assert heading("")[0] == "应办"
    assert "资料归档" in heading("&source=duties&kind=archive")[0] and "公开后续事项" in heading("&source=duties&kind=archive")[0]
    assert "局级" in heading("&bureau=1")[0]
    assert heading("&owner=nobody&owner_name=某人")[0] == "应办：nobody"
    book = signed_in.get("/admin/dashboard/rows/obligations/?as_of=2026-11-25&owner=it's'&format=xlsx")
    assert book.status_code == 200 and book.content[:2] == b"PK"
    file = signed_in.get("/admin/dashboard/rows/obligations/?as_of=2026-11-25&bureau=1&format=csv").content.decode("utf-8-sig")
    assert file.startswith("应办：局级")


def test_the_comments_on_a_draft_lead_to_their_rows(signed_in, lived):
    """Each number of the table of drafts, and each sum, opens as many comments, of that draft alone and with that conclusion."""
    shown = panels.hearing(board_of(Role(posts=("main_leader",), divisions=None), Period.of(as_of=TODAY)))
    cells = [(line, cell) for line in shown.lines for cell in line.cells[:5] if cell.value]
    assert len(cells) > 6 and all(cell.href for _line, cell in cells)
    for line, cell in cells:
        page = signed_in.get(cell.href)
        assert page.context["count"] == cell.value, (line.label, cell.href)
        assert line.total or line.label in page.content.decode().split("</h1>")[0]
    assert signed_in.get("/admin/dashboard/rows/comments_answered/?conclusion=nothing").status_code == 404


def test_what_is_chosen_stands_whole(signed_in, lived):
    """A filter that is set is as wide as its words: the bar wraps rather than cutting them."""
    text = signed_in.get("/admin/dashboard/?as_of=2026-11-25&division=zhiliang").content.decode()
    assert text.count('<div class="picked">') == 1 and '<div class="picked"><label for="id_division">' in text


def test_a_wrong_filter_is_said_and_changes_nothing(signed_in, lived):
    """A day that is none: the page says so and shows today."""
    page = signed_in.get("/admin/dashboard/?as_of=soon")
    assert page.status_code == 422 and "error-summary" in page.content.decode()
    assert signed_in.get("/admin/dashboard/rows/nothing/").status_code == 404
    assert signed_in.get("/admin/dashboard/rows/overdue/?group=nothing").status_code == 404
    assert signed_in.get("/admin/dashboard/panels/nothing.png").status_code == 404


def test_the_tree_adds_up_at_each_level(lived):
    """Main leader = leaders + bureau level; a leader = his divisions; a division = its persons."""
    adds_up(panels.tree(board()))


def test_every_table_with_a_total_adds_up(lived):
    """The rows of a panel add up to its last line."""
    shown = board()
    for key in ("divisions", "duties", "waiting", "gaps", "hearing"):
        found = panels.panel(shown, key)
        if found.lines:
            *lines, total = found.lines
            for column, cell in enumerate(total.cells):
                if isinstance(cell.value, int):
                    assert sum(line.cells[column].value or 0 for line in lines) == cell.value, (key, column)


def test_each_panel_is_taken_away_as_png_xlsx_and_csv(lived):
    """A picture, a workbook without formulas, a CSV that a spreadsheet reads; the same values as the page."""
    shown = board()
    for key in PANELS:
        found = panels.panel(shown, key)
        assert exports.as_png(found, shown)[:8] == b"\x89PNG\r\n\x1a\n"
        rows = list(exports.table(found))
        book = zipfile.ZipFile(io.BytesIO(exports.as_xlsx([(found.title, rows)], shown)))
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and sheet.count(b"<row ") == len(rows) + 1
        read = list(csv.reader(io.StringIO(exports.as_csv(found.title, rows, shown).decode("utf-8-sig"))))
        assert len(read) == len(rows) + 1 and read[1][0] == found.head


def test_a_jump_is_read_at_a_glance_and_leads_to_its_rows(signed_in, lived, monkeypatch):
    """Under the sentence that some guards jumped; above the figures each by name, from what to what, whose; its link lists exactly these rows."""
    monkeypatch.setattr(panels, "ALERT_LEAST", 1)  # the lived weeks are few
    monkeypatch.setattr(panels, "SMALL", 1)
    query = "as_of=2026-11-25&from=2026-11-01"
    shown = Board(Role(posts=("main_leader",), divisions=None), Period.of(as_of=TODAY, first=at(11, 1).date()))
    found = panels.alerts(shown)
    text = signed_in.get(f"/admin/dashboard/?{query}").content.decode()
    assert found and text.index('href="#jumps"') < text.index('id="jumps"') < text.index('class="cards"')
    told = text[text.index('id="jumps"') : text.index('class="cards"')]
    assert told.count("<li>") == len(found) and f'href="#jumps">比率旁有 {len(found)} 项异动：{found[0].guard}' in text
    for jump in found:
        assert f"“{jump.guard}”由 {jump.then} 件升到 {jump.now} 件" in told and jump.href.replace("&", "&amp;") in told
        assert f"{jump.figure}：2026年11月1日至2026年11月25日 共 {jump.all} 件，其中 {jump.now} 件" in told
        rows = signed_in.get(jump.href).content.decode()
        assert f"其中 {jump.now} 项：{jump.guard}" in rows and rows.count('<tr role="row"><td') == jump.now
        for cell in jump.whose:
            assert cell.text in told and f"其中 {cell.value} 项：{jump.guard}" in signed_in.get(cell.href).content.decode()
    monkeypatch.setattr(panels, "ALERT_LEAST", 1000)
    assert "jumps" not in signed_in.get(f"/admin/dashboard/?{query}").content.decode()


def test_what_a_spreadsheet_would_run_stays_text(lived):
    """A title that begins with = is quoted in CSV, with blanks before it too; a number below nothing is one."""
    typed = ["=1+1", " =1+1", "\n+1", "\u3000@A1", "\t甲", "-1", -3, "甲"]
    _head, read = csv.reader(io.StringIO(exports.as_csv("题", [typed], board()).decode("utf-8-sig")))
    assert read == ["'=1+1", "' =1+1", "'\n+1", "'\u3000@A1", "\t甲", "'-1", "-3", "甲"]


def test_the_whole_page_and_the_brief_are_pdf(signed_in, lived):
    """PDF/A, with the sentence in it."""
    for address in ("/admin/dashboard/dashboard.pdf", "/admin/dashboard/brief.pdf"):
        assert signed_in.get(address).content[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"division": "zhiliang"}, "处室“质量处”"),
        ({"category": "licences"}, "类别“"),
        ({"kind": "complaint"}, "“投诉"),
        ({"channel": "portal"}, "渠道“"),
    ],
)
def test_what_is_taken_away_names_its_filter(lived, query, words):
    """Else a part is taken for the whole: in the head of CSV, XLSX, picture, page and brief."""
    shown = board()
    shown.query = query
    assert words in exports.about(shown) and words in exports.as_csv("题", [], shown).decode()
    assert exports.about(board()) in exports.about(shown) and "只含" not in exports.about(board())


def test_the_leader_chosen_stands_by_his_name(lived):
    """Not by his account."""
    shown = board()
    shown.query = {"leader": lived.bureau.leader.username, "as_of": "2026-11-25"}
    assert full_name(lived.bureau.leader) in exports.about(shown)


def test_the_whole_page_on_paper_says_whose_it_is(lived, monkeypatch):
    """It has the numbers of complaints that its reader may know, others not."""
    printed = []
    monkeypatch.setattr(exports, "_compiled", lambda values, **how: printed.append(values) or b"%PDF")
    exports.as_pdf(board(), title="看板", bureau="局", whose="林建国")
    assert "林建国" in printed[0]["own"] and "仅供本人阅看，不得传阅" in printed[0]["own"]


def test_a_sign_that_the_face_has_not_breaks_no_paper(lived):
    """One rare character, which a citizen may have typed into a title, shows as 〓: the PDF, the brief and the pictures are still there."""
    shown, words = board(), {"title": "关于𠮷林路改造的通知 😀\x07", "bureau": "𠮷林局"}
    assert exports.as_pdf(shown, **words)[:5] == exports.brief(shown, **words)[:5] == b"%PDF-"


@pytest.mark.parametrize("query", ["from=0001-01-01", "from=0001-01-02", "to=0001-01-01", "as_of=0001-01-01", "from=1900-01-01&to=2026-02-28"])
def test_a_period_before_which_there_is_no_other_is_said(signed_in, lived, query):
    """Before the first days of the calendar lies nothing to compare with: the page and the API say so, and never break."""
    assert signed_in.get(f"/admin/dashboard/?{query}").status_code in (200, 422)
    assert signed_in.get(f"/admin/dashboard/rows/overdue/?{query}").status_code in (200, 422)


@pytest.mark.parametrize("who", ["main_leader", "leader", "head"])
def test_each_filter_offers_all_once(lived, who):
    """One “全部” in each list of choices, to a leader and a head as well, who are offered their own alone."""
    client = Client()
    client.force_login(getattr(lived.bureau, who))
    page = client.get("/admin/dashboard/").content.decode()
    lists = re.findall(r"<select.*?</select>", page, re.S)
    assert len(lists) == 5 and [each.count('<option value=""') for each in lists] == [1] * 5 and all(each.count("<option") > 1 for each in lists)


def test_a_refused_day_is_named_as_its_field_is(signed_in, lived):
    """In the words of the form, not of the address."""
    assert "“看哪一天的数”2999-01-01 还没有到" in signed_in.get("/admin/dashboard/?as_of=2999-01-01").content.decode()


def test_charts_draw_what_the_tables_say(lived):
    """Each bar, dot and point of a figure is a cell of the table beside it."""
    shown = board()
    found = panels.divisions(shown)
    drawn = charts.figure(found)
    lines = [line for line in found.lines if not line.total]
    assert [trace["customdata"] for trace in drawn["data"]] == [[line.cells[n].value or 0 for line in lines] for n in found.drawn]
    assert charts.figure(panels.figures(shown)) is None


def test_the_definitions_say_why_two_readers_of_the_whole_may_read_two_numbers(signed_in):
    """To everyone the same sentence, whether or not something is kept from him."""
    assert "各岗位可以知道的投诉不同" in signed_in.get("/admin/dashboard/definitions/").content.decode()


def test_the_public_figures_show_no_row(site, client, lived):
    """/statistics/ and the API say numbers and definitions, no title and no address of a row."""
    page = client.get("/statistics/").content.decode()
    answer = client.get("/api/v3/statistics/").json()
    assert {figure["key"] for figure in answer["figures"]} == {key for key, metric in METRICS.items() if metric.public}
    assert all(str(METRICS[figure["key"]].name) in page for figure in answer["figures"])
    assert lived["stuck"].page.title not in page and all("rows" not in figure for figure in answer["figures"])


def test_a_file_holds_a_figure_with_both_its_parts_as_the_page_shows_it(lived):
    """A share is a number in percent with its fraction in words, over few its counts; a count and a median are numbers."""
    shown = board()
    rows = {row[0]: row[1:] for row in exports.table(panels.figures(shown))}
    shares = 0
    for key, value in shown.values.items():
        metric = METRICS[key]
        number, fraction = next(row for label, row in rows.items() if label.partition("（")[0] == str(metric.name).partition("（")[0])[:2]
        if metric.unit != "share":
            assert number == value.value or value.value is None, key
        elif value.denominator:
            shares += not value.small
            assert fraction == f"{value.numerator} ÷ {value.denominator}", key
            assert number == (panels.in_words(metric, value) if value.small else panels.rate(value.value)), key
    assert shares


def test_what_is_overdue_over_months_is_in_each_of_them_and_the_page_says_so(lived, client, monkeypatch):
    """The months do not add up to the year: a reader who adds them hears why. Whoever reads in another language reads his own words."""
    monkeypatch.setattr(timezone, "now", lambda: at(11, 25))
    page, shown = client.get("/statistics/").content.decode(), public_board(TODAY)
    months = sum(line.cells[2].value for line in panels.trend(shown).lines)
    assert months > shown.values["publication_on_time"].denominator and "因此各月之和不等于全年" in page
    with translation.override("en"):  # a site of another language, asked within the minute for which the page is kept
        assert " few" in views.statistics(RequestFactory().get("/statistics/")).content.decode()


def test_the_public_medians_say_of_how_many_they_are(lived, client, monkeypatch):
    """Beside its days each median says of how many matters, marked where they are few; so does the page of its rows."""
    monkeypatch.setattr(timezone, "now", lambda: at(11, 25))
    page, shown = client.get("/statistics/").content.decode(), public_board(TODAY)
    medians = {key: shown.values[key].of for key in shown.public if METRICS[key].unit == "working_days"}
    assert medians and any(0 < of < 10 for of in medians.values())
    for key, of in medians.items():
        row = page.split(f">{METRICS[key].name}</th>")[1].split("</tr>")[0]
        assert ("共 " in row) == bool(of) and (not of or f"共 {of} 件{'，件数少' if of < 10 else ''}" in row), key
    few = next(key for key, of in medians.items() if 0 < of < 10)
    client.force_login(lived.bureau.efficiency)
    assert re.search("共 [0-9] 件，件数少</small>", client.get(f"/admin/dashboard/rows/{few}/?as_of=2026-11-25").content.decode())


def test_rows_are_kept_until_the_ledger_goes_on(signed_in, lived, monkeypatch):
    """A second look reads no source anew; the next act shows at once."""
    from disclosure.cases import actions as cases

    before = signed_in.get("/admin/dashboard/rows/overdue/").content.decode()
    case = lived["cases"]["open"]
    assert case.number in before
    with monkeypatch.context() as patch:
        patch.setattr("dashboard.summary.read", lambda *asked: pytest.fail("the sources were read anew"))
        assert case.number in signed_in.get("/admin/dashboard/rows/overdue/").content.decode()
    cases.answer(case, text="补答", result="solved", by=lived.bureau.director, at=timezone.now())
    assert case.number not in signed_in.get("/admin/dashboard/rows/overdue/").content.decode()


def test_an_order_about_a_figure_keeps_period_filters_and_how_it_stood(lived):
    """From the rows of a division the form stands at that division; from the bureau's at none. The order says value, period and filter of its day."""
    from disclosure.complaints.models import SupervisionOrder

    bureau, client = lived.bureau, Client()
    client.force_login(bureau.efficiency)
    rows = client.get("/admin/dashboard/rows/published/?division=zhiliang&as_of=2026-11-20&from=2026-10-01&to=2026-11-15").content.decode()
    address = re.search(r'href="(/admin/dashboard/order/\?figure=published[^"]*)"', rows)[1].replace("&amp;", "&")
    assert "division=zhiliang" in address and "as_of=2026-11-20" in address and "from=2026-10-01" in address and "to=2026-11-15" in address
    assert client.get(address).context["form"]["division"].value() == "zhiliang"
    whole = client.get("/admin/dashboard/order/?figure=published")
    assert whole.context["form"]["division"].value() is None and '<option value="" selected>请选择' in whole.content.decode()
    given = {"kind": "supervision", "title": "尽快公开", "text": "请说明。"}
    assert client.post(address, given).status_code == 422, "nobody is chosen for him"
    page = client.post(address, {**given, "division": "zhiliang"}, follow=True).content.decode()
    order = SupervisionOrder.objects.latest("pk")
    period = Period.of(as_of=dt.date(2026, 11, 20), first=dt.date(2026, 10, 1), last=dt.date(2026, 11, 15))
    counted = Board(Role(posts=("main_leader",), divisions=None), period, lambda rows: [row for row in rows if row.division == "zhiliang"])
    value = counted.values["published"].value
    assert order.stood["words"].startswith(str(value)) and order.stood["words"] in page
    assert "2026年10月1日至2026年11月15日" in page and "处室“" in page and "division=zhiliang" in page
    again = client.post(address, {**given, "division": "zhiliang"})
    assert again.status_code == 302 and again["Location"].endswith(f"/{order.pk}/"), "pressed twice it is one order"
    assert SupervisionOrder.objects.filter(about_key="published").count() == 1


def test_what_a_figure_tells_of_complaints_stands_in_an_order_for_who_opened_it_alone(lived):
    """The head who owes it reads which figure, of which days: not how many complaints there are."""
    from disclosure.complaints.models import SupervisionOrder

    bureau, client = lived.bureau, Client()
    client.force_login(bureau.efficiency)
    given = {"kind": "supervision", "title": "按期办结", "text": "请说明。", "division": "zhiliang"}
    made = client.post("/admin/dashboard/order/?figure=overdue", given)
    order = SupervisionOrder.objects.latest("pk")
    assert order.stood["words"] in client.get(made["Location"]).content.decode() and "发出时数值" in client.get(made["Location"]).content.decode()
    for other in (bureau.head, bureau.main_leader):
        client.force_login(other)
        page = client.get(made["Location"])
        assert page.status_code == 200 and not page.context["stood"]["words"] and "统计期间" in page.content.decode()


def test_nobody_is_offered_who_cannot_take_an_order(lived):
    """A division that nobody heads is not offered, nor preselected for its row; whose complaint it is does not stand in the title."""
    from disclosure.org.models import Post

    bureau, client = lived.bureau, Client()
    client.force_login(bureau.efficiency)
    row = next(row for row in board().values["obligations"].rows if row.source == "duties" and row.division == "zhiliang")
    address = f"/admin/dashboard/order/?row={row.key}"
    assert client.get(address).context["form"]["division"].value() == "zhiliang"
    Post.objects.filter(kind="division_head", division=bureau.zhiliang).delete()
    form = client.get(address).context["form"]
    assert form["division"].value() is None and '"zhiliang"' not in str(form["division"]) and '"bureau"' in str(form["division"])
    told = next(row for row in board().values["obligations"].rows if row.source == "cases" and row.kind == "complaint")
    assert told.get("number", "TS") not in str(client.get(f"/admin/dashboard/order/?row={told.key}").context["form"]["title"])
