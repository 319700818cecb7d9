"""What an officer takes out of a register holds nothing that a spreadsheet runs, though the street typed half of it."""

import csv
import datetime as dt
import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from disclosure.applications import actions as applications
from disclosure.applications.models import Challenge
from disclosure.cases.models import Case, LetterTemplate
from disclosure.clocks.models import OfficeDay
from disclosure.complaints import actions as complaints
from disclosure.complaints.models import Complaint, Inquiry, SupervisionOrder
from disclosure.consultation.models import Comment
from disclosure.feedback import actions as feedback
from disclosure.feedback.models import Feedback
from disclosure.ledger.record import record
from disclosure.ledger.registers import harmless
from tests import factories
from tests.consultation.conftest import Consulted

pytestmark = pytest.mark.once
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
ACTS = "=HYPERLINK(1)"
REGISTERS = (
    ("director", "applications/registerentry"), ("director", "applications/challenge"), ("director", "feedback/registerentry"),
    ("director", "cases/lettertemplate"), ("efficiency", "complaints/registerentry"), ("head", "complaints/inquiry"),
    ("efficiency", "complaints/supervisionorder"), ("director", "consultation/comment"),
)  # fmt: skip


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " ="])
def test_a_cell_of_text_never_begins_with_a_sign_that_acts(sign):
    """Numbers and days stay what they are."""
    assert harmless(f"{sign}1+1").startswith("'") and harmless(-5) == -5 and harmless("甲-乙") == "甲-乙"


@pytest.fixture
def bureau(site):
    """One row in each register; where the bureau or the street may type a text it begins as a formula does."""
    consulted = Consulted().publish()
    found = consulted.bureau
    consulted.say(text=ACTS)
    made = complaints.receive(given=factories.complaint_given(), way="web", at=AT)[0]
    complaints.inquire(made, division=found.zhiliang, title=ACTS, question="请说明抽查安排。", by=found.efficiency, at=AT)
    order = {"kind": "improvement", "title": ACTS, "text": "请完善留痕制度。", "division": found.zhiliang, "about": ("case", made.case_id, "")}
    complaints.order_open(**order, by=found.efficiency, at=AT)
    application = applications.receive(given=factories.application_given(description=ACTS), way="web", at=AT)[0]
    Challenge.objects.create(application=application, kind="review", body=ACTS, docket=ACTS, filed_on=AT.date())
    feedback.receive(given={"kind": "question", "text": "网站字太小。", "contact": ""}, page=None, way="web", at=AT)
    LetterTemplate.objects.create(kind="receipt", title=ACTS, body=ACTS, changed_at=AT)
    Complaint.objects.update(gist=ACTS)
    Feedback.objects.update(party=ACTS)
    Case.objects.exclude(kind="complaint").update(title=ACTS, their_number=ACTS, transferred_from=ACTS)
    assert Inquiry.objects.get().title == SupervisionOrder.objects.get().title == Comment.objects.get().text == ACTS
    return found


@pytest.mark.parametrize("who, register", REGISTERS)
def test_nothing_that_is_exported_acts_when_it_is_opened(bureau, client, who, register):
    """CSV with an apostrophe before it, XLSX as text: no cell is a formula."""
    client.force_login(getattr(bureau, who))
    answers = {kind: client.get(f"/admin/disclosure_{register}/?export={kind}") for kind in ("csv", "xlsx")}
    data = {kind: b"".join(answer.streaming_content) if answer.streaming else answer.content for kind, answer in answers.items()}
    cells = [cell for row in csv.reader(io.StringIO(data["csv"].decode("utf-8-sig"))) for cell in row]
    assert f"'{ACTS}" in cells and not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@")]
    with zipfile.ZipFile(io.BytesIO(data["xlsx"])) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert ACTS in text and "<f>" not in text and "<f " not in text


def test_a_register_is_taken_out_whatever_stands_in_it(bureau, client):
    """The ledger keeps for ever what was typed; a character that no spreadsheet can hold is left out of it."""
    record("orders.open", about=("order", 1, "督\x0b办\ufffe"), at=AT)
    client.force_login(bureau.efficiency)
    answer = client.get("/admin/disclosure_ledger/entry/?export=xlsx")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "督办" in str(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_empty_cell_is_taken_out_empty(bureau, client, kind):
    """No dash of the list, and no apostrophe before one: who sorts or counts the column finds nothing there."""
    client.force_login(bureau.efficiency)
    answer = client.get(f"/admin/disclosure_complaints/supervisionorder/?export={kind}")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "csv":
        heads, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    else:
        heads, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert heads[-2:] == ["发出时间", "办结时间"] and rows[0][-1] == "" and rows[0][-2] and rows[0][0]


def test_the_rows_of_a_register_are_counted_as_one_counts_rows(bureau, client):
    """“共 1 条”, not a number before the name of the model."""
    client.force_login(bureau.efficiency)
    assert re.search(r'<div class="pagination__end">\s*共 1 条\s*</div>', client.get("/admin/disclosure_complaints/supervisionorder/").text)


def test_what_is_taken_out_is_in_words_and_by_the_clock_of_the_bureau(bureau, client):
    """A choice by its name and not its code, yes and no in words, naught as 0, a moment as the list shows it."""

    def table(who, register):
        client.force_login(getattr(bureau, who))
        answer = client.get(f"/admin/disclosure_{register}/?export=xlsx")
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        heads, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        return dict(zip(heads, rows[0], strict=True))

    OfficeDay.objects.create(date=dt.date(2026, 12, 14), is_workday=False, name="停止办公", source="办公室录入", changed_at=AT)
    order, suit = table("efficiency", "complaints/supervisionorder"), table("director", "applications/challenge")
    day = table("director", "clocks/officeday")
    assert (order["类型"], order["状态"], order["退回次数"]) == ("改进建议", "已提醒，待说明", 0) and order["发出时间"] == AT.replace(tzinfo=None)
    assert (suit["类型"], suit["结果"]) == ("行政复议", "尚未审结") and day["是工作日"] == "否"
