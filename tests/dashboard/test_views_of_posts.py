"""Each post sees through every figure, drill-down, call and export what is his, of complaints what the rules let him know (五（二）, 五（五）)."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone

from dashboard import summary, views
from dashboard.figures import Board, public_board
from dashboard.filters import RowFilter
from dashboard.metric import METRICS, Period, Row
from dashboard.metrics.cases import CLOSED
from dashboard.panels import PANELS
from dashboard.roles import Role, public, role_of
from dashboard.rows import SOURCES
from disclosure.chain.tokens import issue
from disclosure.clocks.actions import day_of
from disclosure.clocks.models import Duty
from disclosure.complaints.models import SupervisionOrder
from disclosure.complaints.orders import ABOUT
from disclosure.org.models import Delegation, Post
from disclosure.org.names import full_name
from tests import factories
from tests.dashboard.lived import at

TODAY = at(11, 25).date()
AS_OF = "as_of=2026-11-25"


def board(user):
    return Board(role_of(user, TODAY), Period.of(as_of=TODAY))


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def table(browser, address):
    """The rows of an address as its CSV has them."""
    return list(csv.reader(io.StringIO(browser.get(address).content.decode("utf-8-sig"))))[2:]


def call(user, query=AS_OF, **limits):
    """{key: figure} over the API."""
    token = issue(user=user, scopes=["read"], at=timezone.now(), **limits)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get(f"/api/v3/dashboard/figures/?{query}")
    return {figure["key"]: figure for figure in answer.json()["figures"]}


def test_who_answers_for_a_division_sees_no_row_of_another(lived):
    """A head sees rows of his division alone, at every source; a leader those of his divisions."""
    for post, own in (("head", {"zhiliang"}), ("leader", {"zhiliang", "bangong"}), ("other_leader", {"anquan"})):
        assert {row.division for rows in board(getattr(lived.bureau, post)).sources.values() for row in rows} == own, post


@pytest.mark.parametrize(("post", "code"), [("head", "zhiliang"), ("head_anquan", "anquan"), ("leader", "zhiliang")])
def test_the_inquiries_put_to_a_division_stand_for_complaints(lived, post, code):
    """In the figures of complaints, the first sentence, what was owed, each drill-down, the API and every export: inquiries, never a complaint."""
    from disclosure.cases.models import Case
    from disclosure.complaints.models import Inquiry

    user = getattr(lived.bureau, post)
    shown, browser = board(user), signed_in(user)
    complaints = set(Case.objects.filter(kind="complaint").values_list("number", flat=True))
    mine = {row.number: row for row in Inquiry.objects.filter(division__code=code)}
    assert len(complaints) == 8 and len(mine) >= 2
    answered = [row for row in mine.values() if row.answered_at]
    late = [row for row in mine.values() if row.is_open and row.due_on < TODAY]
    ended = [row for row in mine.values() if row.withdrawn_at and row.withdrawn_at.date() > row.due_on]  # no longer needed, but after its day
    in_time = [row for row in answered if row.answered_at.date() <= row.due_on]
    rate, days = shown.values["complaints_on_time"], shown.values["complaints_median_days"]
    assert {row.source for row in (*rate.rows, *days.rows)} == {"inquiries"}
    assert (rate.numerator, rate.denominator) == (len(in_time), len(answered) + len(late) + len(ended))
    assert len(days.rows) == len(answered) + len(ended)
    counted = {row.get("number") for row in shown.values["obligations"].rows if row.source == "inquiries"}
    assert counted == {number for number, row in mine.items() if not row.withdrawn_at or row in ended}
    assert {row.get("number") for row in shown.values["overdue"].rows if row.source == "inquiries"} == {row.number for row in late}
    figures = call(user)
    assert (figures["complaints_on_time"]["numerator"], figures["complaints_on_time"]["denominator"]) == (rate.numerator, rate.denominator)
    assert call(user, f"{AS_OF}&kind=complaint")["obligations"]["value"] == len(counted)
    rows = table(browser, f"/admin/dashboard/rows/complaints_on_time/?{AS_OF}&format=csv")
    assert {row[0].split(" ")[0] for row in rows} == {row.number for row in (*answered, *late, *ended)} and {row[1] for row in rows} <= {
        "质量处",
        "安全处",
    }


def everything(browser, keys=tuple(METRICS)):
    """{address: text} of every page of rows, every panel and every file that somebody can take away."""
    found = {"page": f"/admin/dashboard/?{AS_OF}", "definitions": "/admin/dashboard/definitions/", "all": f"/admin/dashboard/all.xlsx?{AS_OF}"}
    found |= {key: f"/admin/dashboard/rows/{key}/?{AS_OF}&format=csv" for key in keys}
    found |= {f"panel {key}": f"/admin/dashboard/panels/{key}.csv?{AS_OF}" for key in PANELS}
    texts = {}
    for name, address in found.items():
        content = browser.get(address).content
        texts[name] = unpacked(content) if name == "all" else content.decode("utf-8-sig")
    return texts


def unpacked(book):
    """Every word of an XLSX."""
    import zipfile

    files = zipfile.ZipFile(io.BytesIO(book))
    return "".join(files.read(name).decode() for name in files.namelist() if name.endswith(".xml"))


def test_no_complaint_is_seen_through_a_figure_by_who_answers_for_a_division(lived):
    """Neither its number nor a word of it, on no page and in no file of a head or a leader; nor its case among the rows."""
    from disclosure.cases.models import Case

    numbers = list(Case.objects.filter(kind="complaint").values_list("number", flat=True))
    for user in (lived.bureau.head, lived.bureau.leader):
        for name, text in everything(signed_in(user)).items():
            assert not [number for number in numbers if number in text], (name, numbers)
            assert "走过场" not in text and "不实" not in text, name
        assert not [row for rows in board(user).sources.values() for row in rows if row.source == "cases" and row.kind == "complaint"]


def test_a_head_who_is_named_in_a_complaint_sees_no_inquiry_about_it(lived):
    """He would read that there is something against him: to him it is not there, nor in what it adds up to; to the leader it is."""
    complaint = lived["complaints"]["overdue"]  # its inquiry waits at anquan
    before = board(lived.bureau.head_anquan).values["overdue"].value
    complaint.persons.add(lived.bureau.head_anquan)
    shown = board(lived.bureau.head_anquan)
    assert complaint.case_id not in {row.get("case_no") for row in shown.rows("inquiries")}
    assert shown.values["overdue"].value == before - 1 == call(lived.bureau.head_anquan)["overdue"]["value"]
    assert complaint.case_id in {row.get("case_no") for row in board(lived.bureau.other_leader).rows("inquiries")}


def test_a_complaint_is_hidden_from_whom_it_is_about(lived):
    """Others know its number alone, never its words; the main leader none about himself, the officer none about his office; orders out of it too."""
    bureau, found = lived.bureau, lived["complaints"]
    found["late"].persons.add(bureau.efficiency)

    def numbers(user):
        rows = [row for row in board(user).rows("cases") if row.kind == "complaint"]
        assert all(row.title == row.get("case") for row in rows)
        return {row.title for row in rows}

    every = {complaint.case.number for complaint in found.values()}
    assert numbers(bureau.auditor) == every
    assert numbers(bureau.main_leader) == every - {found["above"].case.number}
    assert found["late"].case.number not in numbers(bureau.efficiency)
    SupervisionOrder.objects.filter(pk=lived["orders"]["closed"].pk).update(about_no=found["late"].case_id)
    assert lived["orders"]["closed"].pk not in {row.number for row in board(bureau.efficiency).rows("orders")}
    assert lived["orders"]["closed"].pk in {row.number for row in board(bureau.main_leader).rows("orders")}
    assert lived["orders"]["closed"].pk in {row.number for row in board(bureau.head).rows("orders")}, "his division owes it"


def test_what_everyone_reads_betrays_no_complaint_to_whom_it_is_about(lived):
    """Public figures count none about leaders or the office: subtracted from them, what the main leader or an officer sees leaves nothing over."""
    bureau, found = lived.bureau, lived["complaints"]
    found["late"].persons.add(bureau.efficiency)  # the officer may not know it, though it goes the ordinary way

    def counted(shown):
        return {row.title for row in shown.rows("cases") if row.kind == "complaint"}

    everyone = Board(public(TODAY), Period.of(as_of=TODAY))
    told = counted(everyone)
    assert told == {each.case.number for name, each in found.items() if name not in ("above", "named", "late")}
    for post in ("main_leader", "efficiency", "auditor"):
        assert told <= counted(board(getattr(bureau, post))), post
    by_rows = {key: (each.value, each.denominator) for key, each in everyone.values.items()}
    figures = {each["key"]: each for each in Client().get("/api/v3/statistics/").json()["figures"]}
    page = Client().get("/statistics/").content.decode()
    for key in ("complaints_on_time", "complaints_median_days", "satisfaction"):
        shown = public_board(TODAY).values[key]
        assert (shown.value, shown.denominator) == by_rows[key], key
    audited = board(bureau.auditor).values["complaints_on_time"].denominator
    assert figures["complaints_on_time"]["denominator"] == by_rows["complaints_on_time"][1] < audited
    assert str(CLOSED) in page and str(CLOSED) in {str(each) for each in METRICS["complaints_on_time"].exclusions}
    assert CLOSED not in METRICS["feedback_on_time"].exclusions


def test_no_reporter_and_no_applicant_is_in_any_row(lived):
    """Not even for the efficiency office: a row never holds a citizen's name, telephone or words of a complaint; for the auditor no title either."""
    for user in (lived.bureau.efficiency, lived.bureau.auditor):
        texts = [repr(row) for rows in board(user).sources.values() for row in rows]
        assert not [text for text in texts if any(word in text for word in ("欧阳", "13900139000", "林某某", "13800138000", "事情经过", "走过场"))]
    titles = {row.title for row in board(lived.bureau.auditor).rows("cases")}
    assert titles and all(title.count(" ") == 0 for title in titles)
    assert any("质量监督抽查结果" in row.title for row in board(lived.bureau.efficiency).rows("cases"))


def test_every_source_has_a_row_in_this_autumn(lived):
    """Else these tests would prove nothing about it."""
    shown = board(lived.bureau.main_leader)
    assert {name for name in SOURCES if not shown.rows(name)} == set()


KINDS = {
    "cases": "case", "duties": "duty", "documents": "document", "inquiries": "inquiry", "consultation_results": "consultation",
    "comments": "consultation",
}  # fmt: skip


def test_an_order_can_be_opened_from_a_row_of_every_source(lived, rf):
    """It names the matter of the row by the kind and number under which orders know it; of an order's row what that order is about."""
    chosen, user = RowFilter({"as_of": str(TODAY)}, today=TODAY), lived.bureau.main_leader
    shown = summary.board_of(role_of(user, TODAY), chosen.period(), chosen.choose)
    for name in SOURCES:
        row = board(user).rows(name)[0]
        (kind, number, key), found, _metric = views._subject(shown, rf.get("/", {"row": f"{name}:{row.number}"}))
        assert found.number == row.number and kind in ABOUT, name
        if name == "orders":
            order = SupervisionOrder.objects.get(pk=row.number)
            assert (kind, number, key) == (order.about_kind, order.about_no, order.about_key)
        else:
            matter = {"case": row.get("case_no"), "consultation": row.get("page"), "page": row.get("page") or row.number}
            assert (kind, number, key) == (KINDS.get(name, "page"), matter.get(KINDS.get(name, "page"), row.number), ""), name


def test_a_complaint_that_a_division_handles_is_no_row_of_who_answers_for_it():
    """Handed to the head of another division it bears that division's code: its head and its leader have the inquiries all the same, not the case."""
    role = Role(posts=("division_head",), divisions=frozenset({"anquan"}))
    seen = {kind: role.sees(Row("cases", 1, "题", division="anquan", kind=kind)) for kind in ("complaint", "application", "feedback")}
    assert seen == {"complaint": False, "application": True, "feedback": True}
    assert role.sees(Row("inquiries", 1, "题", division="anquan", kind="inquiry"))


@pytest.mark.parametrize("source", ["cases", "comments", "inquiries"])
def test_what_a_citizen_wrote_is_a_number_to_the_auditor(source):
    row = Row(source, 1, "某人写的话", facts={"number": "N-1", "case": "N-1"})
    assert Role(posts=("auditor",), divisions=None, titles=False).shown(row).title == "N-1"


def test_who_audits_and_heads_a_division_reads_no_titles_and_who_succeeded_sees_what_it_left(lived):
    """The post with the wider view decides what he reads; the rows of a division that is no more are those of its successor."""
    bureau = lived.bureau
    factories.post("division_head", bureau.auditor, division=bureau.anquan)
    assert not role_of(bureau.auditor, TODAY).titles and role_of(bureau.main_leader, TODAY).titles
    factories.division("jiu", abolished_on=at(6, 30).date(), successor=bureau.zhiliang)
    assert role_of(bureau.head, TODAY).divisions == {"zhiliang", "jiu"}


def test_an_order_is_offered_to_divisions_that_stand(lived):
    """What an ended one owes is asked of its successor, which stands in the field already."""
    bureau, browser = lived.bureau, signed_in(lived.bureau.efficiency)
    jiu = factories.division("jiu", abolished_on=at(6, 30).date(), successor=bureau.zhiliang)
    row = next(row for row in board(bureau.efficiency).values["overdue"].rows if row.source == "duties")
    Duty.objects.filter(pk=row.number).update(division=jiu)
    address = f"/admin/dashboard/order/?row=duties:{row.number}&{AS_OF}"
    field = browser.get(address).context["form"]["division"]
    assert field.initial == "zhiliang" and '"jiu"' not in str(field) and '"zhiliang"' in str(field)
    given = {"kind": "supervision", "division": "jiu", "title": "催", "text": "请办"}
    assert browser.post(address, given).status_code == 422


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("leader", "看板范围：您分管处室的事项"),
        ("head", "看板范围：本处室的事项"),
        ("efficiency", "看板范围：全局的事项"),
        ("auditor", "不含来件内容"),
    ],
)
def test_each_reads_what_belongs_to_his_view(lived, post, words):
    """One line beside whose view it is: what is in it, and what of complaints is not; of who stands in for another it says for whom."""
    browser = Client()
    browser.force_login(getattr(lived.bureau, post))
    text = browser.get("/admin/dashboard/").content.decode()
    assert words in text and "行使职责，代行结束" not in text
    if post == "head":
        deputy = factories.person("deputy-head")
        today, post = day_of(timezone.now()), Post.objects.get(kind="division_head", division=lived.bureau.zhiliang)
        Delegation.objects.create(post=post, to=deputy, from_date=today, to_date=today)
        browser.force_login(deputy)
        text = browser.get("/admin/dashboard/").content.decode()
        assert words in text and f"您代{full_name(lived.bureau.head)}行使职责" in text
