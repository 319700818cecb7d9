"""The report to leaders and superiors (五（五）): figures beside last period's, reasons, the officer's paragraphs, issuing, receipts, versions."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from dashboard import situation
from dashboard.metric import Row
from dashboard.models import Dispatch, Passage, ReportVersion, SituationReport
from dashboard.panels import Late
from dashboard.situation import content as words
from dashboard.situation import paper
from disclosure.clocks.models import Duty
from disclosure.files.typeset import typeset
from disclosure.items import issued
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import entries_of, record
from tests import factories

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
AT = dt.datetime(2026, 12, 2, 2, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def bureau(site):
    """A bureau with one overdue document of the division zhiliang."""
    found = factories.bureau()
    record("org.test", about=("test", None, "t"), at=dt.datetime(2025, 9, 1, tzinfo=dt.UTC))  # of what lies before, nothing is recorded
    enter(found, 1, AT - dt.timedelta(days=20))
    return found


def enter(bureau, number, at):
    return issued.enter(
        document_number=f"闽交质监〔2026〕{number}号", title=f"关于第{number}号事项的通知", issued_on=dt.date(2026, 10, 9), division=bureau.zhiliang,
        by=bureau.director, at=at,
    )  # fmt: skip


def begun(bureau):
    return situation.begin(first=FIRST, last=LAST, by=bureau.efficiency, at=AT)


def issue(bureau, report, at=AT):
    return situation.issue(report, recipients=[("李局长", "paper"), ("省厅政务公开办", "oa")], by=bureau.efficiency, at=at)


def figure(version, key):
    return next(each for each in version.content["figures"] if each["key"] == key)


# --- who


@pytest.mark.parametrize("who", ["editor", "head", "leader", "director", "auditor", "main_leader", "chair", "reviewer"])
def test_only_the_efficiency_office_keeps_the_report(bureau, who):
    """五（五）: the efficiency office reports; nobody else begins, writes, refreshes or issues."""
    person, report = getattr(bureau, who), begun(bureau)
    for act in (
        lambda: situation.begin(first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 31), by=person, at=AT),
        lambda: situation.refresh(report, by=person, at=AT),
        lambda: situation.write(report, section="opening", text="文字", by=person, at=AT),
        lambda: situation.issue(report, recipients=[("谁", "oa")], by=person, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert SituationReport.objects.count() == 1 and not Passage.objects.exists()


@pytest.mark.parametrize(
    ("who", "draft", "issued_one"),
    [("efficiency", 200, 200), ("main_leader", 200, 200), ("auditor", 200, 200), ("leader", 404, 200), ("head", 403, 403), ("editor", 403, 403),
     ("director", 403, 403), ("reviewer", 403, 403), ("chair", 403, 403)],
)  # fmt: skip
def test_who_reads_a_draft_and_who_an_issued_report(client, bureau, who, draft, issued_one):
    """Leaders in charge read what was issued; heads, editors and the office do not read the report to leaders."""
    report = begun(bureau)
    client.force_login(getattr(bureau, who))
    address = reverse("disclosure_dashboard_report", args=[report.pk])
    file = reverse("disclosure_dashboard_report_file", args=[report.pk, 1, "pdf"])
    assert client.get(address).status_code == draft
    assert client.get(file).status_code == draft and client.get(file.replace("/1/pdf", "/9/pdf")).status_code == (403 if draft == 403 else 404)
    issue(bureau, report)
    assert client.get(address).status_code == issued_one and client.get(file).status_code == issued_one


def test_a_stranger_is_sent_to_sign_in(client, bureau):
    """No report, no file, no reason without an account."""
    report = begun(bureau)
    for name, args in (("reports", []), ("report", [report.pk]), ("report_file", [report.pk, 1, "docx"]), ("reasons", [])):
        assert client.get(reverse(f"disclosure_dashboard_{name}", args=args)).status_code == 302


# --- what it says


def test_each_figure_stands_beside_last_periods(bureau):
    """November beside October; a month is compared with a month."""
    version = begun(bureau).newest
    assert version.content["before"] == "2026-10-01" and version.content["before_to"] == "2026-10-31"
    found = figure(version, "should_be_public")
    assert found["value"] == 1 and found["before"]["value"] == 0
    assert words.shown(found) == "1" and words.change(found) == "+1"
    assert {"publication_on_time", "applications_on_time", "overdue"} <= {each["key"] for each in version.content["figures"]}


def test_the_chart_of_the_divisions_adds_up_to_what_the_report_says(bureau):
    """A document of the register that has an item is owed as that item, once: in the sentence, in the table and in the chart alike."""
    enter(bureau, 2, AT - dt.timedelta(days=20))
    factories.item(division=bureau.zhiliang, document_number="闽交质监〔2026〕2号", formed_on=dt.date(2026, 10, 9))
    content = begun(bureau).newest.content
    assert {row["source"] for row in content["overdue"]} == {"documents", "publications"}
    assert sum(row["open-late"] for row in content["divisions"]) == len(content["overdue"]) == 2


def test_overdue_matters_stand_with_their_owners_reasons(bureau):
    """The head gives the reason; a refresh takes it in; the newest counts, the older one stays on record."""
    report = begun(bureau)
    row = report.newest.content["overdue"][0]
    assert row["days_late"] == 17 and row["reason"] == "" and row["division"] == "zhiliang"
    for text in ("等待会签。", "会签单位已回复，本周公开。"):
        situation.explain(source="documents", number=row["number"], text=text, by=bureau.head, at=AT)
    assert situation.refresh(report, by=bureau.efficiency, at=LATER).content["overdue"][0]["reason"] == "会签单位已回复，本周公开。"
    assert len(entries_of("situation.explain")) == 2


def test_a_reason_is_given_by_who_answers_for_it(bureau):
    """Not by another division's head, an editor without a dashboard, or whoever only reads; not for what is not overdue."""
    number = begun(bureau).newest.content["overdue"][0]["number"]
    others = ((bureau.head_anquan, NotFound), (bureau.editor, NotAllowed), (bureau.auditor, NotAllowed), (bureau.efficiency, NotAllowed))
    for person, refusal in others:
        with pytest.raises(refusal):
            situation.explain(source="documents", number=number, text="理由", by=person, at=AT)
    for person, kind in ((bureau.efficiency, "division_head"), (bureau.other_leader, "auditor")):  # who sees all by one post answers by another
        factories.post(kind, person, division=factories.division("xiaoneng") if kind == "division_head" else None)
        with pytest.raises(NotAllowed):
            situation.explain(source="documents", number=number, text="理由", by=person, at=AT)
    with pytest.raises(NotFound):
        situation.explain(source="documents", number=number + 1, text="理由", by=bureau.head, at=AT)
    with pytest.raises(Invalid):
        situation.explain(source="documents", number=number, text=" ", by=bureau.head, at=AT)
    assert situation.explain(source="documents", number=number, text="理由", by=bureau.leader, at=AT).division == "zhiliang"


def test_a_reason_reads_only_the_kind_of_matters_that_it_is_about(bureau, monkeypatch):
    """The publications are not read for a document's reason; what is no obligation is overdue for nobody."""
    from dashboard.rows import SOURCES

    number = begun(bureau).newest.content["overdue"][0]["number"]
    for name in set(SOURCES) - {"documents"}:
        monkeypatch.setitem(SOURCES, name, None)
    assert situation.explain(source="documents", number=number, text="理由", by=bureau.head, at=AT)
    with pytest.raises(NotFound):
        situation.explain(source="comments", number=number, text="理由", by=bureau.head, at=AT)


def test_the_officers_paragraphs_survive_a_refresh(bureau):
    """Written once, they stand in every later version until he changes them."""
    report = begun(bureau)
    situation.write(report, section="next", text="一是压实责任。", by=bureau.efficiency, at=AT)
    situation.refresh(report, by=bureau.efficiency, at=LATER)
    assert issue(bureau, report, LATER).content["passages"] == {"next": "一是压实责任。"}
    with pytest.raises(Invalid):
        situation.write(report, section="elsewhere", text="文字", by=bureau.efficiency, at=AT)


def test_a_report_begun_without_its_days_says_so_above_the_list(bureau, client):
    """The form stands below twelve months of reports: the sentence first, leading to its field."""
    client.force_login(bureau.efficiency)
    page = client.post("/admin/dashboard/reports/", {"first": ""}).content.decode()
    assert page.index('href="#id_first"') < page.index("<h1>") and "起始日：" in page


@pytest.mark.parametrize(("first", "last"), [(LAST, FIRST), (dt.date(2026, 12, 3), dt.date(2026, 12, 31)), (FIRST, dt.date.max), (dt.date.min, LAST)])
def test_an_impossible_period_is_refused(bureau, first, last):
    """Ends before it begins, has not begun, ends beyond all calendars or begins before them."""
    with pytest.raises(Invalid):
        situation.begin(first=first, last=last, by=bureau.efficiency, at=AT)


def test_a_period_that_ends_before_anything_was_recorded_is_refused(client, bureau):
    """Of 1990 nothing is known; the sentence stands at its field and says from which day on there is something."""
    client.force_login(bureau.efficiency)
    with translation.override("zh-hans"):
        page = client.post("/admin/dashboard/reports/", {"first": "1990-01-01", "last": "1990-12-31"})
    assert page.status_code == 422 and not SituationReport.objects.exists()
    assert page.context["form"].errors["last"] == ["截止日早于本系统开始记录的日期（2025年9月1日），请改为这一天或者以后的日期。"]


def test_a_period_has_one_report(bureau):
    """However often it is issued anew."""
    begun(bureau)
    with pytest.raises(WrongState):
        begun(bureau)


# --- issuing


def test_issuing_freezes_it_and_records_to_whom_how_and_when(bureau):
    """Both files are kept with their fingerprints; a late entry leaves them unchanged, byte for byte; nothing of it can be refreshed."""
    report = begun(bureau)
    version = issue(bureau, report)
    before = (version.content, version.pdf.read(), version.docx.read())
    assert version.issued_at == AT and len(version.pdf_sha256) == 64 == len(version.docx_sha256)
    assert list(version.dispatches.values_list("recipient", "way")) == [("李局长", "paper"), ("省厅政务公开办", "oa")]
    entry = entries_of("situation.issue")[0]
    assert entry.facts["pdf"] == version.pdf_sha256 and entry.facts["to"][0] == ["李局长", "paper"]
    enter(bureau, 2, LATER)  # a late entry
    with pytest.raises(WrongState):
        situation.refresh(report, by=bureau.efficiency, at=LATER)
    with pytest.raises(WrongState):
        issue(bureau, report, LATER)
    kept = ReportVersion.objects.get(pk=version.pk)
    assert (kept.content, kept.pdf.read(), kept.docx.read()) == before


def test_a_new_version_shows_the_difference(bureau):
    """A document entered late is in version 2 and in its list of differences, on paper too; version 1 stays."""
    report = begun(bureau)
    first = issue(bureau, report)
    enter(bureau, 2, LATER)
    second = situation.renew(report, by=bureau.efficiency, at=LATER)
    assert second.number == 2 and figure(second, "should_be_public")["value"] == 2 and figure(first, "should_be_public")["value"] == 1
    told = situation.difference(first.content, second.content)
    assert {"before": "1", "now": "2"}.items() <= next(row for row in told if row["what"] == figure(second, "should_be_public")["name"]).items()
    late = next(row for row in told if "第2号事项" in row["what"])
    with translation.override("zh-hans"):
        (late,) = [row for row in situation.difference(first.content, second.content) if row["what"] == late["what"]]
    assert late["before"] == "尚未登记"  # it was in no register: nobody could say that it was in time
    with pytest.raises(WrongState):
        situation.renew(report, by=bureau.efficiency, at=LATER)
    with translation.override("zh-hans"):
        text = zipfile.ZipFile(issue(bureau, report, LATER).docx).read("word/document.xml").decode()
    assert "与前一次印发版本的不同" in text


def test_a_new_version_shows_what_changed_of_last_period(bureau):
    """A document that was late in October and entered only now changes the figures beside November's: they are named as last period's."""
    report = begun(bureau)
    first = issue(bureau, report)
    issued.enter(
        document_number="闽交质监〔2026〕9号", title="关于第9号事项的通知", issued_on=dt.date(2026, 9, 2), division=bureau.zhiliang,
        by=bureau.director, at=LATER,
    )  # fmt: skip
    second = situation.renew(report, by=bureau.efficiency, at=LATER)
    name = figure(second, "should_be_public")["name"]
    with translation.override("zh-hans"):
        told = situation.difference(first.content, second.content)
    assert {"what": f"{name}（上期）", "before": "0", "now": "1"} in told


def test_what_was_recorded_and_became_owed_by_a_correction_is_not_called_unrecorded(bureau):
    """A document that stood in the register as inward was known: corrected to public, it was not overdue before."""
    given = {
        "document_number": "闽交质监〔2026〕8号", "title": "关于第8号事项的通知", "issued_on": dt.date(2026, 10, 9), "division": bureau.zhiliang,
        "by": bureau.director,
    }  # fmt: skip
    document = issued.enter(**given, scope="staff", at=AT - dt.timedelta(days=20))
    report = begun(bureau)
    first = issue(bureau, report)
    issued.correct(document, **given, scope="public", at=LATER)
    second = situation.renew(report, by=bureau.efficiency, at=LATER)
    with translation.override("zh-hans"):
        (told,) = [row for row in situation.difference(first.content, second.content) if "第8号事项" in row["what"]]
    assert told["before"] == "未逾期" and told["now"].endswith("逾期")


def test_what_the_issued_version_called_in_time_is_not_called_unrecorded():
    """What was recorded and not overdue when the version before was computed reads “not overdue”, also after its day was moved."""
    old = {**made(), "overdue": [], "passages": {}}
    with translation.override("zh-hans"):
        (row,) = situation.difference(old, made() | {"passages": {}})
    assert row["before"] == "未逾期"


def test_last_period_stands_with_its_days():
    """上期 by its month, or from day to day; a version of before that kept no days says 上期 alone."""
    with translation.override("zh-hans"):
        assert words.last_period({"before": "2026-10-01", "before_to": "2026-10-31"}) == "上期（2026年10月）"
        assert words.last_period({"before": "2026-09-16", "before_to": "2026-09-30"}) == "上期（2026年9月16日至2026年9月30日）"
        assert words.last_period({}) == "上期"
        heads = [
            block["columns"] for block in paper._blocks(made() | {"before": "2026-10-01", "before_to": "2026-10-31"}, None) if "columns" in block
        ]
    assert "上期（2026年10月）" in heads[0]


def test_what_became_overdue_on_the_last_day_says_since_when():
    """Not “0 working days” of something that is late: before the first one is over, since when, as the weekly brief has it."""
    content = made()
    content["overdue"][0] |= {"due_on": "2026-11-27", "days_late": 0}
    row = Row("documents", 1, "通知", due_on=dt.date(2026, 11, 27))
    with translation.override("zh-hans"):
        blocks = list(paper._blocks(content, None))
        assert (Late(row, 0, "", "").since, Late(row, 1, "", "").since) == ("11月28日起", ""), "on the page of reasons, too"
    assert all("0 个工作日" not in str(block) for block in blocks)
    assert any("11月28日起" in block.get("text", "") for block in blocks)
    assert any(row[3] == "11月28日起" for block in blocks if block["kind"] == "table" and len(block["columns"]) == 6 for row in block["rows"])


@pytest.mark.parametrize(
    ("first", "last", "lines"),
    [
        ("2026-10-01", "2026-10-31", ["2026年10月政务公开工作情况报告"]),
        ("2026-11-01", "2026-11-15", ["2026年11月1日至2026年11月15日", "政务公开工作情况报告"]),
    ],
)
def test_a_long_title_breaks_beside_its_period(first, last, lines):
    """A single sign left over on the second line is no title."""
    first, last = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    with translation.override("zh-hans"):
        assert paper._lines("".join(lines), words.period_words(first, last)) == lines


def test_somebody_must_receive_it(bureau):
    """No recipient, an unknown way: refused by name, nothing is issued."""
    report = begun(bureau)
    for recipients in ([], [("", "oa")], [("李局长", "pigeon")]):
        with pytest.raises(Invalid):
            situation.issue(report, recipients=recipients, by=bureau.efficiency, at=AT)
    assert report.issued is None and not Dispatch.objects.exists()


def test_the_receipt_is_entered_once_with_its_day(bureau):
    """Not before it was sent, not ahead, not twice."""
    dispatch = issue(bureau, begun(bureau)).dispatches.first()
    for day in (dt.date(2026, 12, 1), dt.date(2026, 12, 4), None):
        with pytest.raises(Invalid):
            situation.acknowledge(dispatch, received_on=day, receipt="办公室王某签收", by=bureau.efficiency, at=LATER)
    done = situation.acknowledge(dispatch, received_on=dt.date(2026, 12, 3), receipt="办公室王某签收", by=bureau.efficiency, at=LATER)
    assert done.received_on == dt.date(2026, 12, 3)
    with pytest.raises(WrongState):
        situation.acknowledge(dispatch, received_on=dt.date(2026, 12, 3), receipt="又一次", by=bureau.efficiency, at=LATER)


def test_an_issued_report_goes_to_one_more(bureau):
    """A draft goes nowhere."""
    report = begun(bureau)
    with pytest.raises(WrongState):
        situation.send(report.newest, recipient="周副局长", way="oa", by=bureau.efficiency, at=AT)
    version = issue(bureau, report)
    assert situation.send(version, recipient="周副局长", way="oa", by=bureau.efficiency, at=LATER).version == version


MIDDLE = dt.datetime(2026, 11, 10, 2, 0, tzinfo=dt.UTC)
LAST_EVENING = dt.datetime(2026, 11, 30, 15, 59, tzinfo=dt.UTC)  # 23:59 on its last day
AFTER = dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC)  # midnight: the 1st of December


def test_a_report_is_issued_only_after_its_last_day(bureau):
    """Begun, written and refreshed at any time; until the month is over no issue closes its duty, and the refusal says from when and what else."""
    situation.actions.open_for(FIRST, LAST, at=MIDDLE)
    report = situation.begin(first=FIRST, last=LAST, by=bureau.efficiency, at=MIDDLE)
    situation.write(report, section="next", text="一是压实责任。", by=bureau.efficiency, at=MIDDLE)
    for at in (MIDDLE, LAST_EVENING):
        situation.refresh(report, by=bureau.efficiency, at=at)
        with translation.override("zh-hans"), pytest.raises(WrongState) as refused:
            issue(bureau, report, at)
        assert "2026年12月1日" in str(refused.value) and "另建" in str(refused.value)
    assert Duty.objects.get().closed_at is None and report.issued is None and not Dispatch.objects.exists()
    situation.refresh(report, by=bureau.efficiency, at=AFTER)
    issue(bureau, report, AFTER)
    assert Duty.objects.get(closed_at__isnull=False).closed_at == AFTER


def test_figures_of_a_day_within_the_period_are_not_issued_as_those_of_the_whole(bureau):
    """What was drafted in mid-month and forgotten would leave half a month out: computed anew it goes."""
    report = situation.begin(first=FIRST, last=LAST, by=bureau.efficiency, at=MIDDLE)
    for known in (MIDDLE, LAST_EVENING):
        situation.refresh(report, by=bureau.efficiency, at=known)
        with translation.override("zh-hans"), pytest.raises(WrongState) as refused:
            issue(bureau, report)
        assert "更新数据" in str(refused.value)
    situation.refresh(report, by=bureau.efficiency, at=AT)
    assert issue(bureau, report).known == dt.date(2026, 12, 2)


def test_a_report_of_the_days_gone_by_closes_no_monthly_duty_and_opens_none(bureau):
    """Whoever must report earlier makes a report of his own days: the month stays owed, and no odd period after it is."""
    situation.actions.open_for(FIRST, LAST, at=MIDDLE)
    early = situation.begin(first=FIRST, last=dt.date(2026, 11, 9), by=bureau.efficiency, at=MIDDLE)
    assert issue(bureau, early, MIDDLE).issued_at == MIDDLE
    duty = Duty.objects.get()
    assert duty.closed_at is None and duty.due_on == dt.date(2026, 12, 7)


def test_the_desk_says_from_when_a_report_can_be_issued(client, bureau, monkeypatch):
    """Page and list name the day instead of a form that would refuse; posted all the same, it is refused with the sentence; afterwards the form."""
    client.force_login(bureau.efficiency)
    report = situation.begin(first=FIRST, last=LAST, by=bureau.efficiency, at=MIDDLE)
    page = reverse("disclosure_dashboard_report", args=[report.pk])

    def at(moment):
        monkeypatch.setattr("dashboard.reports.timezone.now", lambda: moment)
        return client.get(page).content.decode()

    form = 'name="verb" value="issue"'
    shown = at(LAST_EVENING)
    assert "2026年12月1日" in shown and form not in shown
    assert "2026-12-01起可印发" in client.get(reverse("disclosure_dashboard_reports")).content.decode()
    answer = client.post(page, {"verb": "issue", "recipients": "李局长", "way": "oa"})
    assert answer.status_code == 409 and "2026年12月1日" in answer.content.decode()
    assert "期间尚未届满" in at(AT) and form not in at(AT)
    assert "起可印发" not in client.get(reverse("disclosure_dashboard_reports")).content.decode()
    assert client.post(page, {"verb": "refresh"}).status_code == 302
    assert form in at(AT)
    assert client.post(page, {"verb": "issue", "recipients": "李局长", "way": "oa"}).status_code == 302


# --- the next one is a duty


def test_the_next_report_is_a_duty_with_a_due_day(bureau):
    """Issuing closes this month's duty and opens the next month's, due five working days after its end; once."""
    record("org.test", about=("test", None, "t"), at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert situation.open_monthly(AT) in (0, 1)
    Duty.objects.all().delete()
    situation.actions.open_for(FIRST, LAST, at=AT)
    duty = Duty.objects.get()
    assert duty.due_on == dt.date(2026, 12, 7) and duty.owner_kind == "efficiency_officer"
    report = begun(bureau)
    assert report.duty == duty
    issue(bureau, report)
    duty.refresh_from_db()
    assert duty.closed_at == AT and duty.file
    following = Duty.objects.get(closed_at=None)
    assert "2026-12-01" in following.subject_title and following.due_on == dt.date(2027, 1, 8)
    situation.renew(report, by=bureau.efficiency, at=LATER)
    issue(bureau, report, LATER)
    assert Duty.objects.filter(closed_at=None).count() == 1


def test_the_month_gone_by_is_owed_from_its_end(site):
    """The clock opens the duty once; not for months before this system began to record."""
    factories.bureau()
    record("org.test", about=("test", None, "t"), at=dt.datetime(2026, 10, 20, tzinfo=dt.UTC))
    began = entries_of("org.test")[0]
    expected = 1 if began.number == 1 else 0
    assert situation.open_monthly(dt.datetime(2026, 11, 2, tzinfo=dt.UTC)) in (0, expected)
    count = situation.open_monthly(AT)
    assert count <= 1 and situation.open_monthly(AT) == 0


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2026, 11, 1), (2026, 11, 30), ((2026, 12, 1), (2026, 12, 31))),
        ((2026, 10, 1), (2026, 12, 31), ((2027, 1, 1), (2027, 3, 31))),
        ((2026, 11, 2), (2026, 11, 8), ((2026, 11, 9), (2026, 11, 15))),
    ],
)
def test_the_following_period_is_as_long(first, last, expected):
    """Whole months are followed by as many whole months, days by as many days."""
    assert words.following(dt.date(*first), dt.date(*last)) == (dt.date(*expected[0]), dt.date(*expected[1]))


# --- on paper


def made():
    """A content with everything in it, bad signs too."""
    share = {"unit": "share", "value": 0.9, "numerator": 9, "denominator": 10, "small": False}
    return {
        "first": "2026-11-01", "last": "2026-11-30", "known": "2026-12-02", "title": "情况报告", "issued_on": "2026-12-02", "number": 1,
        "figures": [
            {"key": "publication_on_time", "name": "主动公开按期率", "definition": "", **share, "before": {**share, "value": 0.8, "numerator": 8}},
            {"key": "published", "name": "已公开", "definition": "", "unit": "count", "value": 12, "numerator": None, "denominator": None,
             "small": False, "before": {"value": 10, "numerator": None, "denominator": None, "small": False}},
        ],
        "overdue": [{"key": "documents:1", "source": "documents", "number": 1, "title": "A&B <script>#evil $x$\x07𠮷", "division": "zhiliang",
                     "division_name": "质量处", "owner": "王", "stands": "未公开", "due_on": "2026-11-05", "days_late": 17, "reason": "",
                     "reason_on": ""}],
        "divisions": [{"code": "zhiliang", "name": "质量处", "done-in-time": 3, "done-late": 1, "open-in-time": 2, "open-late": 1}],
        "orders": [{"number": "GJ-2026-0001", "title": "改进", "kind": "improvement", "division_name": "质量处", "stands": "待报方案",
                    "closed": False, "due_on": "2026-12-10", "late": False}],
        "passages": {"next": "一是压实责任。"}, "recipients": ["李局长"],
    }  # fmt: skip


def test_the_docx_holds_words_tables_and_charts_as_pictures():
    """Figures beside last period's, the reason column, the officer's words; two charts as PNG with their words for who cannot see them."""
    with translation.override("zh-hans"):
        archive = zipfile.ZipFile(io.BytesIO(situation.docx(made())))
    text = archive.read("word/document.xml").decode()
    for said in ("90% (9/10)", "80% (8/10)", "+10.0 个百分点", "未说明原因", "一是压实责任。", "A&amp;B &lt;script&gt;#evil $x$", "GJ-2026-0001"):
        assert said in text, said
    pictures = [name for name in archive.namelist() if name.endswith(".png")]
    assert len(pictures) == 2 and all(archive.read(name).startswith(b"\x89PNG") for name in pictures)
    assert text.count('descr="') >= 2


def test_the_pdf_is_made_of_the_same_words():
    """PDF/A; a sign the face lacks, markup and control signs do no harm."""
    with translation.override("zh-hans"):
        data = situation.pdf(made())
    assert data.startswith(b"%PDF") and b"pdfaid" in data


@pytest.mark.parametrize(("characters", "pages"), [(190, 3), (4000, 30)])
def test_a_row_of_the_pdf_stands_on_one_page_where_it_fits(characters, pages):
    """Three rows of more than half a page take three pages; what is longer than a page goes on over as many as it needs."""
    rows = [["事项", "处室", "2026-11-05", "17", "审核", "因" * characters]] * 3
    table = {
        "kind": "table",
        "columns": ["事项", "处室", "期限", "天", "环节", "原因"],
        "widths": [17, 10, 11, 10, 9, 13],
        "right": [3],
        "rows": rows,
    }
    frame = {
        "bureau": "局",
        "title": "报告",
        "title_lines": ["报告"],
        "subtitle": "",
        "dated": "",
        "year": 2026,
        "month": 12,
        "day": 2,
        "blocks": [table],
    }
    assert len(typeset(paper.HERE / "situation.typ", frame, format="png", ppi=10)) >= pages


# --- the command


def run(**options):
    out = io.StringIO()
    with translation.override("zh-hans"):
        call_command("situation_report", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().strip()


def test_the_command_prints_the_path_it_wrote(bureau, tmp_path, settings):
    """By default in the folder reports beside MEDIA_ROOT, which every site has, or where --out says."""
    del settings.DATA_DIR
    settings.MEDIA_ROOT = tmp_path / "media"
    path = run(first="2025-11-01", last="2025-11-30")
    assert path.startswith(str(tmp_path / "reports")) and path.endswith(".docx") and zipfile.is_zipfile(path)
    mine = tmp_path / "我的.pdf"
    assert run(first="2025-11-01", last="2025-11-30", format="pdf", out=str(mine)) == str(mine)
    assert mine.read_bytes().startswith(b"%PDF") and not list(tmp_path.glob(".*"))


def test_the_command_writes_the_issued_file_whatever_came_in_later(bureau, tmp_path):
    """五（五）: what leaders have is what the command gives."""
    report = situation.begin(first=dt.date(2025, 11, 1), last=dt.date(2025, 11, 30), by=bureau.efficiency, at=AT)
    version = issue(bureau, report)
    enter(bureau, 2, LATER)
    path = run(first="2025-11-01", last="2025-11-30", format="pdf", out=str(tmp_path / "r.pdf"))
    assert Path(path).read_bytes() == version.pdf.read()


@pytest.mark.parametrize(
    "options",
    [
        {"first": "2026-13-01", "last": "2026-11-30"},
        {"first": "2025-11-30", "last": "2025-11-01"},
        {"first": "2990-01-01", "last": "2990-02-01"},
    ],
)
def test_bad_input_is_one_clear_line(bureau, tmp_path, options):
    """A day that is none, a period that ends before it begins, one that lies ahead; a folder that is not there."""
    for more in ({}, {"out": str(tmp_path / "nowhere" / "r.docx")}):
        with pytest.raises(CommandError) as refused:
            run(**options, **more)
        assert str(refused.value) and "\n" not in str(refused.value)


# --- the pages


def test_the_report_is_kept_on_its_page(client, bureau):
    """Begin, write, refresh, issue, receipt, new version: each by a form; the difference is shown."""
    client.force_login(bureau.efficiency)
    index = reverse("disclosure_dashboard_reports")
    assert client.post(index, {"first": "2025-10-31", "last": "2025-10-01"}).status_code == 422
    assert client.post(index, {"first": "2025-10-01", "last": "2025-10-31"}).status_code == 302
    report = SituationReport.objects.get()
    page = reverse("disclosure_dashboard_report", args=[report.pk])
    assert client.post(page, {"verb": "write", "section": "opening", "text": "总体平稳。"}).status_code == 302
    assert "总体平稳。" in client.get(page).content.decode()
    assert client.post(page, {"verb": "refresh"}).status_code == 302
    assert client.post(page, {"verb": "issue", "recipients": "", "way": "oa"}).status_code == 422
    assert client.post(page, {"verb": "issue", "recipients": "李局长\n省厅", "way": "oa"}).status_code == 302
    assert client.post(page, {"verb": "refresh"}).status_code == 409
    dispatch = Dispatch.objects.first()
    day = dispatch.sent_at.astimezone(dt.timezone(dt.timedelta(hours=8))).date().isoformat()
    assert client.post(page, {"verb": "receipt", "dispatch": dispatch.pk, "received_on": day, "receipt": "王某"}).status_code == 302
    assert client.post(page, {"verb": "renew"}).status_code == 302
    assert client.get(page).context["difference"] is not None and client.get(page + "?version=1").context["version"].number == 1
    assert client.post(page, {"verb": "burn"}).status_code == 404
    for kind in ("docx", "pdf"):
        for number in (1, 2):
            answer = client.get(reverse("disclosure_dashboard_report_file", args=[report.pk, number, kind]))
            assert answer.status_code == 200 and "no-store" in answer["Cache-Control"] and "attachment" in answer["Content-Disposition"]
    assert client.get(index).status_code == 200


def test_a_head_gives_the_reason_on_a_page_of_his_own(client, site):
    """He sees what is overdue in his division alone, and his reason stands there."""
    bureau = factories.bureau()
    for number, division in ((1, bureau.zhiliang), (2, bureau.anquan)):
        issued.enter(
            document_number=f"闽〔2025〕{number}号", title=f"第{number}号", issued_on=dt.date(2025, 3, 3), division=division,
            by=bureau.director, at=AT,
        )  # fmt: skip
    from disclosure.items.models import IssuedDocument

    IssuedDocument.objects.update(entered_at=dt.datetime(2025, 3, 4, tzinfo=dt.UTC))
    client.force_login(bureau.head)
    page = reverse("disclosure_dashboard_reasons")
    shown = client.get(page).content.decode()
    assert "闽〔2025〕1号" in shown and "闽〔2025〕2号" not in shown
    mine, other = IssuedDocument.objects.order_by("id")
    assert client.post(page, {"row": f"documents:{mine.pk}", "text": "等待会签。"}).status_code == 302
    assert "等待会签。" in client.get(page).content.decode()
    assert client.post(page, {"row": f"documents:{mine.pk}", "text": ""}).status_code == 422
    assert client.post(page, {"row": f"documents:{other.pk}", "text": "不是我的"}).status_code == 404
    client.force_login(bureau.editor)
    assert client.get(page).status_code == 403


def test_the_page_of_reasons_says_how_late_and_offers_the_form_to_who_may_give_one(client, bureau):
    """Days late, the day, what is owed and whose, and how many have no reason; whoever only reads has no form that would refuse him."""
    from disclosure.items.models import IssuedDocument

    IssuedDocument.objects.update(entered_at=dt.datetime(2025, 3, 4, tzinfo=dt.UTC))
    page = reverse("disclosure_dashboard_reasons")
    give, read = (bureau.head, bureau.leader), (bureau.main_leader, bureau.efficiency, bureau.auditor)
    for person, offered in (*((each, True) for each in give), *((each, False) for each in read)):
        client.force_login(person)
        shown = client.get(page).content.decode()
        assert ('name="row"' in shown) == offered and "个工作日" in shown and "已发文件的公开" in shown and "未说明原因" in shown, person
    assert "项逾期" in shown and "没有写明原因" in shown


def test_a_median_over_few_says_of_how_many_in_the_report_too():
    """As beside every figure of the page: a middle of two is no measure; of many, or in a report kept from before, it stands alone."""
    from dashboard.situation.content import before_of, shown

    def median(of, small):
        return {"unit": "working_days", "value": 3.0, "numerator": None, "denominator": None, "of": of, "small": small}

    with translation.override("zh-hans"):
        assert shown(median(2, True)) == "3 个工作日（共 2 件，件数少）" and shown(median(40, False)) == "3 个工作日"
        assert before_of({**median(40, False), "before": median(2, True)}) == "3 个工作日（共 2 件，件数少）"
        assert shown({key: value for key, value in median(2, True).items() if key != "of"}) == "3 个工作日"


# --- what it must not tell


def test_few_in_both_periods_are_named_and_not_drawn_as_empty_bars():
    """The chart holds rates alone; a figure over few is named under it, beside a rate it is called few, not none."""
    from dashboard.situation import paper

    def of(name, now, then):
        small = {"small": True, "value": 1.0, "numerator": 3, "denominator": 3}
        rate = {"small": False, "value": 0.9, "numerator": 9, "denominator": 10}
        return {"key": name, "name": name, "unit": "share", "before": rate if then else small, **(rate if now else small)}

    keys = paper.RATES
    content = {"figures": [of(keys[0], True, False), of(keys[1], False, False)], "divisions": []}
    with translation.override("zh-hans"):
        _caption, picture, note = paper._rates(content)
    assert keys[1] not in picture["svg"] and keys[1] in note["text"] and keys[0] not in note["text"]
    assert "90%" in picture["svg"] and "件数少" in picture["svg"] and picture["alt"] == f"{keys[0]} 90%（件数少）"


def test_no_complaint_that_the_efficiency_office_may_not_know_is_in_the_report(bureau):
    """About its officer, a leader, the main leader: neither a row nor a count; nor a word that a citizen wrote."""
    from disclosure.complaints import actions as complaints

    def told(subject, **more):
        given = {"kind": "complaint", "anonymous": True, "name": "", "phone": "", "email": "", "subject": subject, "division": None}
        return complaints.receive(given={**given, "text": "事情经过。", **more}, way="web", at=AT - dt.timedelta(days=60))[0].case

    plain, hidden = told("办事拖拉"), [told("处室的事", about="leader"), told("局长的事", about="main-leader")]
    content = begun(bureau).newest.content
    assert [row["title"] for row in content["overdue"] if row["source"] == "cases"] == ["投诉1件"]
    assert not [case for case in (plain, *hidden) if case.number in str(content)] and "办事拖拉" not in str(content)
    assert next(each for each in content["figures"] if each["key"] == "complaints_on_time")["denominator"] == 1


SUBJECT = "A2合同段监督抽查走过场"


@pytest.fixture
def complained(bureau):
    """A complaint that is overdue, the inquiry in it that is, an order out of each, and an order about a document, all of the quality division.

    {name: what no paper may hold} in `secrets`.
    """
    from types import SimpleNamespace

    from disclosure.complaints import actions as complaints

    came = AT - dt.timedelta(days=60)
    complaint, _code = complaints.receive(given=factories.complaint_given(subject=SUBJECT, division="anquan"), way="web", at=came)
    asked = complaints.inquire(complaint, division=bureau.zhiliang, title="抽查记录", question="请提供四月的记录。", by=bureau.efficiency, at=came)
    given = {"kind": "supervision", "text": "请说明。", "division": bureau.zhiliang, "by": bureau.efficiency, "at": came + dt.timedelta(days=1)}
    out_of = [complaints.order_open(title="尽快查清", about=about, **given) for about in (("case", complaint.case_id, ""), ("inquiry", asked.pk, ""))]
    plain = complaints.order_open(title="尽快公开", about=("figure", None, "should_be_public"), **given)
    numbers = [complaint.case.number, asked.number, *(order.number for order in out_of)]
    return SimpleNamespace(
        complaint=complaint, asked=asked, out_of=out_of, plain=plain, numbers=numbers, secrets=[*numbers, SUBJECT, "抽查记录", "尽快查清"]
    )


def test_what_came_out_of_a_complaint_is_counted_and_not_named(bureau, complained):
    """五（五）: one row each, with division, day and days late, so that the sums stay right; no order bears its number, so that none is missed."""
    content = begun(bureau).newest.content
    found = [(row["title"], row["division"], row["due_on"] != "", row["days_late"] > 0) for row in content["overdue"] if row["complaint"]]
    assert sorted(found) == sorted(
        [("投诉1件", "", True, True), ("投诉协查1件", "zhiliang", True, True), *[("投诉督办1件", "zhiliang", True, True)] * 2]
    )
    late = next(each for each in content["figures"] if each["key"] == "overdue")["value"]
    assert len(content["overdue"]) == late == sum(row["open-late"] for row in content["divisions"])
    assert sorted((row["number"], row["title"]) for row in content["orders"]) == sorted([("", "投诉督办1件"), ("", "投诉督办1件"), ("", "尽快公开")])
    assert not [secret for secret in complained.secrets if secret in str(content)] and complained.plain.number not in str(content)


def words_of_docx(file):
    return zipfile.ZipFile(file).read("word/document.xml").decode()


@pytest.mark.parametrize("who", ["efficiency", "main_leader", "auditor", "leader"])
def test_nobody_reads_the_number_of_a_complaint_in_the_report(client, bureau, complained, monkeypatch, who):
    """Page, DOCX and PDF, as a draft and issued, to each who reads them; the ledger, which all may read, holds none either."""
    situation.explain(source="inquiries", number=complained.asked.pk, text="正在整理。", by=bureau.head, at=AT)
    report = begun(bureau)
    assert "正在整理。" in str(report.newest.content)
    client.force_login(getattr(bureau, who))
    page = reverse("disclosure_dashboard_report", args=[report.pk])
    set_in_type, really = [], paper.typeset
    monkeypatch.setattr(paper, "typeset", lambda name, values, **how: (set_in_type.append(str(values)), really(name, values, **how))[1])
    for state in ("draft", "issued"):
        if state == "issued":
            issue(bureau, report)
        if who == "leader" and state == "draft":
            continue
        shown = client.get(page).content.decode()
        files = {kind: client.get(reverse("disclosure_dashboard_report_file", args=[report.pk, 1, kind])).getvalue() for kind in ("docx", "pdf")}
        assert files["pdf"].startswith(b"%PDF")
        for text in (shown, words_of_docx(io.BytesIO(files["docx"])), next(text for text in reversed(set_in_type) if "blocks" in text)):
            assert not [secret for secret in complained.secrets if secret in text], state
            assert text.count("投诉1件") >= 1 and text.count("投诉督办1件") >= 4
            assert "尽快公开" in text and complained.plain.number not in text, "a gap in the numbers would tell of the others"
    told = [f"{entry.about_title} {entry.facts}" for verb in ("explain", "issue", "begin") for entry in entries_of(f"situation.{verb}")]
    assert told and not [text for text in told if any(secret in text for secret in (*complained.secrets, "正在整理"))]


WAYS_TO_WRITE_IT = (
    "TS202600001", "ＴＳ－２０２６－１", "ts 2026 00001", "TS_2026_00001", "TS第2026-00001", "T S-2026-00001", "TS-2026 年 00001 号",
    "TS-2026-\n00001", "T\nS-2026-00001", "投诉〔2026〕1号", "投诉（2026年）第1号", "XC 2026第1号", "TS-二〇二六-〇〇〇〇一", "投诉2026年00001",
    "投诉件〔2026〕1号", "二〇二六年第二十号投诉", "2026年度投诉第1号", "投诉202600001", "第1号投诉", "协查单 2026-0001", "举报2026年1号",
)  # fmt: skip
NO_NUMBERS = (
    "闽交质监〔2026〕3号", "GJ 2026年11月的要求", "GJ 二〇二六年十一月的要求", "OTS-2026-00001", "投诉2026年11月", "FK-2026-00003", "2026-00001",
    "投诉2026年03月", "投诉 2026-03-05", "投诉20260305", "2026年投诉20件", "2026年11月20号投诉", "投诉二〇二六年十一月", "2026年度投诉办理",
)  # fmt: skip


def test_a_number_in_a_reason_or_paragraph_is_refused_or_left_out(bureau, complained):
    """Typed anew it is refused, naming it, in whatever signs; what was written before this was asked is shown without."""
    from dashboard.models import OverdueReason

    report = begun(bureau)
    for number in (*complained.numbers, *WAYS_TO_WRITE_IT):
        with translation.override("zh-hans"), pytest.raises(Invalid) as refused:
            situation.write(report, section="next", text=f"尽快办结{number}。", by=bureau.efficiency, at=AT)
        assert number in str(refused.value) and refused.value.field == "text"
        with pytest.raises(Invalid):
            situation.explain(source="inquiries", number=complained.asked.pk, text=f"因{number}未结。", by=bureau.head, at=AT)
    for plain in NO_NUMBERS:
        situation.write(report, section="next", text=f"按{plain}办理。", by=bureau.efficiency, at=AT)
    row = next(row for row in report.newest.content["overdue"] if row["source"] == "documents")
    OverdueReason.objects.create(
        source="documents",
        number=row["number"],
        title="t",
        division="zhiliang",
        text=f"因{complained.numbers[0]}未结。",
        given_at=AT,
        given_by=bureau.head,
    )
    content = situation.refresh(report, by=bureau.efficiency, at=LATER).content
    assert next(row["reason"] for row in content["overdue"] if row["source"] == "documents") == "因（编号略）未结。"


@pytest.mark.parametrize("words", [SUBJECT, "请答复欧阳建华", "电话139-0013-9000", "请联系13800138000", "来信称监督处的人来抽查只喝茶不看现场"])
def test_a_paragraph_tells_nothing_of_a_complaint(bureau, complained, words):
    """Neither its title nor who came or how he is reached, nor his words (信访工作条例 art. 30)."""
    with pytest.raises(Invalid) as refused:
        situation.write(begun(bureau), section="next", text=f"下一步：{words}。", by=bureau.efficiency, at=AT)
    assert refused.value.field == "text"


def test_who_handles_a_complaint_gives_its_reason_in_words_of_his_own(bureau, complained):
    """Not in the reporter's: the report is read by others."""
    row = next(row for row in begun(bureau).newest.content["overdue"] if row["source"] == "cases")
    with pytest.raises(Invalid):
        situation.explain(source="cases", number=row["number"], text=f"{SUBJECT}一事正在核实。", by=bureau.efficiency, at=AT)
    assert situation.explain(source="cases", number=row["number"], text="正在向有关方面核实。", by=bureau.efficiency, at=AT).title == "投诉1件"


def test_an_older_draft_is_computed_anew_before_it_is_issued_and_an_older_issue_stays(bureau, complained):
    """What was issued with numbers stays as it is; the difference to it names none; a draft or paragraph with one is not issued."""
    report, number = begun(bureau), complained.numbers[0]
    version = report.newest
    for row in version.content["overdue"]:
        row |= {"title": number if row["source"] == "cases" else row["title"], "reason": f"见{number}" if row["source"] == "orders" else ""}
        del row["complaint"]
    version.save()
    with translation.override("zh-hans"), pytest.raises(WrongState) as refused:
        issue(bureau, report)
    assert "更新数据" in str(refused.value)
    version.issued_at, old = AT, version.content
    version.save()
    situation.renew(report, by=bureau.efficiency, at=LATER)
    new = situation.refresh(report, by=bureau.efficiency, at=LATER).content
    assert ReportVersion.objects.get(pk=version.pk).content == old and number in str(old)
    assert number not in str(situation.difference(old, new)) and number not in str(situation.difference(old, {**new, "overdue": []}))
    assert any(row["what"].startswith("投诉1件（") for row in situation.difference(old, {**new, "overdue": []}))
    Passage.objects.create(report=report, section="next", text=f"尽快办结{number}。", changed_at=AT)
    with translation.override("zh-hans"), pytest.raises(WrongState) as refused:
        issue(bureau, report, LATER)
    assert number in str(refused.value) and "问题" in str(refused.value)


def test_no_refusal_tells_out_of_what_an_order_came(bureau, complained):
    """A head types the number of his own order: one out of a complaint, a plain one, one that is not there, as a complaint that he may not know and
    one that is none, are all refused with one sentence; so is the officer in his paragraphs."""
    report = begun(bureau)
    row = next(row for row in report.newest.content["overdue"] if row["source"] == "documents")
    numbers = [*complained.numbers, complained.plain.number, "DB-2026-09999", "ZG-2026-00001", "TS-2026-09999", "XC-2026-09999"]
    said = set()
    for number in numbers:
        for act in (
            lambda text: situation.explain(source="documents", number=row["number"], text=text, by=bureau.head, at=AT),
            lambda text: situation.write(report, section="next", text=text, by=bureau.efficiency, at=AT),
        ):
            with translation.override("zh-hans"), pytest.raises(Invalid) as refused:
                act(f"与{number}一并办理。")
            said.add(str(refused.value).replace(number, "…"))
    assert len(said) == 1


def test_a_number_in_the_title_of_an_order_hinders_no_issue(bureau, complained):
    """What the officer typed in an order's title is left out of the report; as its own number is."""
    from disclosure.complaints.models import SupervisionOrder

    SupervisionOrder.objects.filter(pk=complained.plain.pk).update(title=f"{complained.numbers[0]}的后续")
    report = begun(bureau)
    assert issue(bureau, report).content["orders"] and complained.numbers[0] not in str(report.newest.content)
    assert "（编号略）的后续" in [row["title"] for row in report.newest.content["overdue"]]


def test_a_new_version_does_not_tell_whom_a_complaint_has_come_to_be_about(client, bureau, complained):
    """What the issued version counted is counted in the next ones; a complaint about the main leader that came since is in none of them."""
    from disclosure.complaints import actions as complaints

    report = begun(bureau)
    first = issue(bureau, report)
    complaints.mark_about(complained.complaint, persons=[bureau.main_leader], reason="来信补充", by=bureau.efficiency, at=AT)
    late = factories.complaint_given(subject="局长的事", division=None, about="main-leader")
    complaints.receive(given=late, way="web", at=AT - dt.timedelta(days=60))
    situation.renew(report, by=bureau.efficiency, at=LATER)
    second = situation.refresh(report, by=bureau.efficiency, at=LATER)
    client.force_login(bureau.main_leader)
    page = client.get(reverse("disclosure_dashboard_report", args=[report.pk]))
    assert page.context["version"] == second and page.context["difference"] == []
    for key in ("complaints_on_time", "overdue"):
        old, new = figure(first, key), figure(second, key)
        assert (old["value"], old["numerator"], old["denominator"]) == (new["value"], new["numerator"], new["denominator"])
    assert len(second.content["overdue"]) == len(first.content["overdue"]) == sum(row["open-late"] for row in second.content["divisions"])
    issue(bureau, report, LATER)
    third = situation.renew(report, by=bureau.efficiency, at=LATER)
    assert situation.difference(second.content, third.content) == []
    other = situation.begin(first=FIRST, last=LAST - dt.timedelta(days=1), by=bureau.efficiency, at=LATER).newest.content
    assert not [row for row in other["overdue"] if row["complaint"]]  # a report that is begun now counts none of it


def test_the_difference_names_a_complaint_with_its_place(bureau, complained):
    """As the table of what is overdue does: two versions in which all are named so."""
    report = begun(bureau)
    first = issue(bureau, report)
    told = situation.difference(first.content, {**first.content, "overdue": []})
    whats = {row["what"] for row in told}
    for title, division in (("投诉1件", "局级"), ("投诉协查1件", "质量处"), ("投诉督办1件", "质量处")):
        assert any(what.startswith(f"{title}（") and what.endswith(f"{division}）") for what in whats), title


def test_the_difference_says_which_obligation_of_a_matter_it_is_about(bureau):
    """One matter may owe several: each line names what is owed and whose it is."""
    report = begun(bureau)
    content = issue(bureau, report).content
    (row,) = content["overdue"][:1]
    more = [{**row, "key": f"documents:{n}", "owed": owed} for n, owed in ((901, "法定公开期限"), (902, "归档"))]
    told = situation.difference(content, {**content, "overdue": [*content["overdue"], *more]})
    whats = [each["what"] for each in told]
    assert len(set(whats)) == len(whats) == 2 and all(f"，{row['division_name']}）" in what for what in whats) and "归档" in whats[1]


def test_the_ledger_tells_no_reason_of_a_complaint_to_who_may_not_read_it(client, bureau, complained):
    """Who explained an inquiry, an order or a complaint, and when, stands for its handlers alone: list and page of the entry."""
    row = next(row for row in begun(bureau).newest.content["overdue"] if row["source"] == "cases")
    situation.explain(source="inquiries", number=complained.asked.pk, text="正在整理。", by=bureau.head, at=AT)
    situation.explain(source="orders", number=complained.out_of[0].pk, text="正在整理。", by=bureau.head, at=AT)
    situation.explain(source="orders", number=complained.out_of[1].pk, text="正在整理。", by=bureau.head, at=AT)
    situation.explain(source="cases", number=row["number"], text="正在核实。", by=bureau.efficiency, at=AT)
    secret = list(entries_of("situation.explain"))
    situation.explain(source="orders", number=complained.plain.pk, text="正在公开。", by=bureau.head, at=AT)
    (plain,) = set(entries_of("situation.explain")) - set(secret)
    assert len(secret) == 4
    for who, reads in (
        ("efficiency", True),
        ("main_leader", False),
        ("auditor", False),
        ("leader", False),
        ("head_anquan", False),
        ("editor", False),
    ):
        client.force_login(getattr(bureau, who))
        shown = client.get(reverse("disclosure_ledger_entry_modeladmin_index"), {"verb": "situation.explain"}).content.decode()
        assert ("投诉协查1件" in shown, "投诉1件" in shown, "投诉督办1件" in shown, complained.plain.number in shown) == (
            reads,
            reads,
            reads,
            True,
        ), who
        for entry, status in (*((each, 200 if reads else 404) for each in secret), (plain, 200)):
            assert client.get(reverse("disclosure_ledger_entry_modeladmin_inspect", args=[entry.pk])).status_code == status, who


VERBS = ("refresh", "write", "issue", "renew", "send", "receipt", "burn")


def test_who_does_not_keep_the_report_is_refused_before_anything_else(client, bureau):
    """403 for every POST, however faulty; for a report that a leader may not read yet the answer is that of one which is not there."""
    report = begun(bureau)
    page, reports = reverse("disclosure_dashboard_report", args=[report.pk]), reverse("disclosure_dashboard_reports")
    nowhere = page.replace(f"/{report.pk}/", f"/{report.pk + 9}/")
    for state in ("draft", "issued"):
        for who in ("main_leader", "auditor", "leader", "head"):
            client.force_login(getattr(bureau, who))
            wanted = 404 if (who, state) == ("leader", "draft") else 403
            assert {client.post(page, {"verb": verb}).status_code for verb in VERBS} == {wanted}, (who, state)
            assert {client.post(nowhere, {"verb": verb}).status_code for verb in VERBS} == {403 if who == "head" else 404}, who
            assert {client.post(reports, given).status_code for given in ({}, {"first": ""}, {"first": "2025-10-01", "last": "2025-10-31"})} == {403}
        if state == "draft":
            issue(bureau, report)
    client.force_login(bureau.efficiency)
    assert client.post(page, {"verb": "burn"}).status_code == client.post(page, {"verb": "receipt"}).status_code == 404
    assert [client.post(page, {"verb": verb}).status_code for verb in ("refresh", "write", "issue", "send")] == [409, 422, 409, 422]
    assert [client.post(reports, given).status_code for given in ({}, {"first": "x"}, {"first": "2026-11-01", "last": "2026-11-30"})] == [
        422,
        422,
        409,
    ]


def test_who_may_give_no_reason_is_refused_before_his_text_is_read(client, bureau):
    """An empty text tells nothing of a row."""
    number = begun(bureau).newest.content["overdue"][0]["number"]
    for person, refusal in ((bureau.auditor, NotAllowed), (bureau.head_anquan, NotFound), (bureau.editor, NotAllowed)):
        with pytest.raises(refusal):
            situation.explain(source="documents", number=number, text="", by=person, at=AT)


# --- numbers and days in words


def test_no_rate_of_the_report_is_rounded_up_to_a_whole_one():
    """1999 of 2000 in time is not 100 %, in the table, in the chart and in its words; and a large number has all its digits."""
    late = {"unit": "share", "value": 1999 / 2000, "numerator": 1999, "denominator": 2000, "small": False}
    assert words.shown(late) == "99.9% (1999/2000)" and paper._rate(late) == "99.9%"
    whole = {**late, "value": 1.0, "numerator": 2000}
    assert words.shown(whole) == "100% (2000/2000)"
    minutes = {"unit": "minutes", "value": 1234567, "numerator": None, "denominator": None, "small": False}
    assert words.shown(minutes) == "1234567 分钟"
    assert words.change({**minutes, "before": {**minutes, "value": 7}}) == "+1234560"


def test_a_reason_given_before_eight_in_the_morning_is_of_that_day(bureau):
    """The day of a reason is the bureau's, not that of Greenwich."""
    report = begun(bureau)
    number, early = report.newest.content["overdue"][0]["number"], dt.datetime(2026, 12, 1, 23, 30, tzinfo=dt.UTC)  # 07:30 on the 2nd
    situation.explain(source="documents", number=number, text="等待会签。", by=bureau.head, at=early)
    assert situation.refresh(report, by=bureau.efficiency, at=LATER).content["overdue"][0]["reason_on"] == "2026-12-02"


@pytest.mark.parametrize("dispatch", ["x", "", "9" * 30])
def test_a_receipt_of_nothing_is_not_found(client, bureau, dispatch):
    """A form made by hand is no fault of the server."""
    report = begun(bureau)
    client.force_login(bureau.efficiency)
    assert client.post(reverse("disclosure_dashboard_report", args=[report.pk]), {"verb": "receipt", "dispatch": dispatch}).status_code == 404


# --- nothing that was typed is lost


def test_a_refused_paragraph_stays_in_its_field_with_the_sentence(client, bureau):
    """A paragraph that names a complaint by its number is refused at its field; the text is still there, and no other part changes."""
    report = begun(bureau)
    client.force_login(bureau.efficiency)
    page = reverse("disclosure_dashboard_report", args=[report.pk])
    text = "其中投诉 TS-2026-00012 已办结，群众满意。"
    answer = client.post(page, {"verb": "write", "section": "opening", "text": text})
    shown = answer.content.decode()
    assert answer.status_code == 422 and text in shown.split('id="write-opening-text"')[1].split("</textarea>")[0]
    assert 'href="#write-opening-text"' in shown and shown.count("TS-2026-00012") == 3, "in the summary, at the field, in the field"
    assert not Passage.objects.exists()


def test_refused_recipients_stay(client, bureau):
    """Whom a report is for is typed once, whatever is refused; the same name twice is one recipient."""
    report = begun(bureau)
    Passage.objects.create(report=report, section="next", text="见投诉 TS-2026-00012。", changed_at=AT, changed_by=bureau.efficiency)
    client.force_login(bureau.efficiency)
    page = reverse("disclosure_dashboard_report", args=[report.pk])
    ReportVersion.objects.update(known=LATER.date())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard.reports.timezone.now", lambda: LATER)
        for given, status in (({"recipients": "李局长\n李局长", "way": "oa"}, 409), ({"recipients": "李局长", "way": "pigeon"}, 422)):
            answer = client.post(page, {"verb": "issue", **given})
            assert answer.status_code == status and "李局长" in answer.content.decode().split('id="issue-recipients"')[1].split("</textarea>")[0]
        Passage.objects.all().delete()
        assert client.post(page, {"verb": "issue", "recipients": "李局长\n李局长", "way": "oa"}).status_code == 302
        assert [sent.recipient for sent in Dispatch.objects.all()] == ["李局长"]
        answer = client.post(page, {"verb": "receipt", "dispatch": Dispatch.objects.get().pk, "received_on": "2026-12-03", "receipt": ""})
        assert answer.status_code == 422 and 'value="2026-12-03"' in answer.content.decode()
        answer = client.post(page, {"verb": "receipt", "dispatch": Dispatch.objects.get().pk, "received_on": "2026-12-01", "receipt": "王某"})
        assert answer.status_code == 422 and 'value="王某"' in answer.content.decode() and "收到日期：收到日期" not in answer.content.decode()
        kept = {"verb": "receipt", "dispatch": Dispatch.objects.get().pk, "received_on": "2026-12-03", "receipt": "王某"}
        assert "李局长的回执已登记" in client.post(page, kept, follow=True).content.decode()


def test_who_keeps_a_part_that_another_has_kept_meanwhile_reads_both(client, bureau):
    """Two have the same part open: the second is refused and reads what stands there now beside what he typed; he keeps it once he has seen it."""
    report = begun(bureau)
    client.force_login(bureau.efficiency)
    page = reverse("disclosure_dashboard_report", args=[report.pk])

    def form(answer):
        return next(each[2] for each in answer.context["passages"] if each[0] == "opening")

    opened = form(client.get(page))["seen"].value()
    write = {"verb": "write", "section": "opening", "seen": opened}
    assert client.post(page, {**write, "text": "甲写的一段。"}).status_code == 302
    answer = client.post(page, {**write, "text": "乙写的一段。"})
    shown = answer.content.decode()
    assert answer.status_code == 409 and "甲写的一段。" in shown and "乙写的一段。" in shown and "在您打开之后" in shown
    assert Passage.objects.get().text == "甲写的一段。"
    again = form(answer)["seen"].value()
    assert client.post(page, {**write, "seen": again, "text": "甲写的一段。乙写的一段。"}).status_code == 302
    assert Passage.objects.get().text == "甲写的一段。乙写的一段。"
    assert client.post(page, {**write, "text": "甲写的一段。乙写的一段。"}).status_code == 302, "the same text loses nothing"


def test_an_issued_report_does_not_go_twice_to_the_same(client, bureau):
    """Pressed twice it is sent once; the second hears since when he has it. By another way it may go to him too."""
    report = begun(bureau)
    issue(bureau, report)
    client.force_login(bureau.efficiency)
    page = reverse("disclosure_dashboard_report", args=[report.pk])
    given = {"verb": "send", "recipient": "市政府办", "way": "oa"}
    assert "版已报送市政府办" in client.post(page, given, follow=True).content.decode()
    answer = client.post(page, given)
    assert answer.status_code == 409 and 'value="市政府办"' in answer.content.decode()
    assert client.post(page, {**given, "way": "paper"}).status_code == 302
    assert Dispatch.objects.filter(recipient="市政府办").count() == 2


def test_the_list_says_which_version_is_issued_while_the_next_is_in_hand(client, bureau):
    """Version 1 is out, version 2 is written: both stand in the list. A faulty period names its fields as the form does."""
    report = begun(bureau)
    issue(bureau, report)
    situation.renew(report, by=bureau.efficiency, at=LATER)
    client.force_login(bureau.efficiency)
    page = reverse("disclosure_dashboard_reports")
    text = client.get(page).content.decode()
    assert "第 1 版已印发" in text and "第 2 版拟稿中" in text
    refused = client.post(page, {"first": "2026-12-31", "last": "2026-12-01"}).content.decode()
    assert "起始日晚于截止日" in refused and ">起始日</label>" in refused and "起始日：起始日" not in refused
