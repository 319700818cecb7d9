"""Should be public and is not, public by half, wrongly public (五（三）): from the records to the figures, as of any day."""

import datetime as dt

import pytest
from wagtail.models import Revision

from dashboard.facts import catch_up
from dashboard.facts.counted import counted
from dashboard.figures import Board
from dashboard.metric import METRICS, Group, Period
from dashboard.metrics import METRICS as _all  # noqa: F401
from dashboard.panels import alerts
from dashboard.roles import WHOLE
from dashboard.rows import read
from disclosure.chain.models import Clearance, Matter, Round
from disclosure.clocks.actions import open_duty
from disclosure.clocks.models import Duty
from disclosure.items import actions as items
from disclosure.items import issued
from disclosure.items.models import IssuedDocument, PublicityFault
from disclosure.ledger.record import record
from disclosure.org.models import PostKind
from tests import factories
from tests.walker import Walker

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 25)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def period(last=DAY, first=dt.date(2026, 1, 1), known=None):
    return Period(first, last, known or last)


def value(key, asked=None):
    asked, metric = asked or period(), METRICS[key]
    rows = [row for found in read(metric.sources, asked).values() for row in found]
    return metric.value(rows, asked)


def enter(bureau, number, **given):
    values = {"document_number": f"闽交质监〔2026〕{number}号", "title": f"第{number}号", "issued_on": dt.date(2026, 10, 9), "scope": "public"}
    return issued.enter(**{**values, "division": bureau.zhiliang, "at": AT, **given}, by=bureau.director)


def drafted(bureau, formed_on):
    """(a document of the register, the draft that was made of it four weeks ago)."""
    page = factories.other_page(bureau.zhiliang, by=bureau.editor, formed_on=formed_on)
    Revision.objects.filter(object_id=str(page.pk)).update(created_at=AT - dt.timedelta(days=28))
    return enter(bureau, 1, document_number=page.document_number, issued_on=formed_on), page


def live(bureau, at, **given):
    return factories.published(factories.item(division=bureau.zhiliang, **given), at=at)


# --- should be public and is not


def test_overdue_documents_are_counted_with_their_rows(bureau):
    """Two overdue, one in time, one declared for staff, one published: the figure is two and its rows add up."""
    enter(bureau, 1), enter(bureau, 2, division=bureau.anquan), enter(bureau, 3, issued_on=DAY), enter(bureau, 4, scope="staff")
    live(bureau, dt.datetime(2026, 10, 20, tzinfo=dt.UTC), document_number=enter(bureau, 5).document_number)
    found = value("should_be_public")
    assert found.value == 2 == len(found.rows) and found.numerator is found.denominator is None
    assert {row.division for row in found.rows} == {"zhiliang", "anquan"}
    assert all(row.address and row.owner for row in found.rows)
    assert value("declared_not_public").value == 1
    assert value("overdue").value == 2, "the first sentence of the dashboard counts them too"


def test_asked_for_an_earlier_day_it_is_the_number_of_that_day(bureau):
    """The document was due on 5 November and published on the 20th: late on the 19th, not on the 20th; before it was entered it was not known."""
    document = enter(bureau, 1)
    IssuedDocument.objects.update(entered_at=dt.datetime(2026, 11, 10, tzinfo=dt.UTC))
    live(bureau, dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC), document_number=document.document_number)
    counts = {day: value("should_be_public", period(dt.date(2026, 11, day))).value for day in (5, 9, 10, 19, 20, 25)}
    assert counts == {5: 0, 9: 0, 10: 1, 19: 1, 20: 0, 25: 0}


def owed(key, day=DAY):
    """The rows of documents and items among those of a figure."""
    return [row.key for row in value(key, period(day)).rows if row.source in ("documents", "publications")]


def test_a_late_document_whose_item_is_no_longer_owed_is_overdue_itself(bureau):
    """As long as the draft waits that is what is late; given up, the document is: never neither, never both of them late."""
    document, page = drafted(bureau, dt.date(2026, 10, 9))
    assert owed("overdue") == owed("obligations") == [f"publications:{page.pk}"] and value("should_be_public").value == 1
    walk = Walker(bureau, page, at=AT - dt.timedelta(hours=20))
    walk.withdraw(by=bureau.editor)
    assert owed("overdue") == [f"documents:{document.pk}"] and value("should_be_public").value == 1
    assert sorted(owed("obligations")) == [f"documents:{document.pk}", f"publications:{page.pk}"], "given up late, and owed anew"
    assert owed("overdue", dt.date(2026, 11, 23)) == [f"publications:{page.pk}"], "the draft was still owed that day"
    rows = value("overdue", period(dt.date(2026, 11, 23), known=DAY)).rows
    assert [row.key for row in rows if row.source != "steps"] == [f"publications:{page.pk}"], "known today, one obligation of that day all the same"


def test_a_document_whose_item_came_down_for_an_error_is_overdue_again(bureau):
    """Published it was owed and done as that item; taken down for an error it must come back, and is late as the document."""
    document, page = drafted(bureau, dt.date(2026, 10, 9))
    walk = Walker(bureau, page, at=AT - dt.timedelta(days=30)).publish()
    assert owed("overdue") == [] and owed("obligations") == [f"publications:{page.pk}"]
    walk.at = AT - dt.timedelta(hours=20)
    walk.withdraw(by=bureau.reviewer, cause="error")
    assert value("should_be_public").value == 1
    assert owed("overdue") == [f"documents:{document.pk}"]
    assert sorted(owed("obligations")) == [f"documents:{document.pk}", f"publications:{page.pk}"], "published once in time, and owed anew"


def test_a_draft_whose_day_is_put_later_is_late_as_before_on_the_days_before(bureau):
    """Nobody proposed it; what its editor says on the 25th does not reach back, in the rows and in the summary, and is counted beside the rate."""
    page = factories.other_page(bureau.zhiliang, by=bureau.editor, formed_on=dt.date(2026, 8, 3))
    Revision.objects.filter(object_id=str(page.pk)).update(created_at=AT - dt.timedelta(days=100))
    assert owed("overdue") == [f"publications:{page.pk}"]
    items.change(page=page, given={"formed_on": "2026-11-20"}, by=bureau.editor, at=AT)
    catch_up.catch_up()
    for day, expected in ((1, [f"publications:{page.pk}"]), (24, [f"publications:{page.pk}"]), (25, [])):
        assert owed("overdue", dt.date(2026, 11, day)) == expected
        asked = period(dt.date(2026, 11, day))
        assert sum(row.weight for row in counted(["publications"], asked)["publications"] if row.group(asked) == Group.OPEN_LATE) == len(expected)
    moved = next(guard for guard in METRICS["publication_on_time"].guards if guard.key == "moved")
    assert len(moved.rows(read(["publications"], period())["publications"], period())) == 1
    assert not moved.rows(read(["publications"], period(dt.date(2026, 11, 24)))["publications"], period())


@pytest.mark.parametrize(("corrected", "told"), [(3, True), (2, False)])
def test_what_is_corrected_out_of_a_small_figure_is_told_as_a_jump(bureau, corrected, told):
    """Too few before to compare with, but a third of what was overdue is gone from the figure by corrections."""
    found = [enter(bureau, number, at=AT - dt.timedelta(days=20)) for number in range(6)]
    assert value("should_be_public").value == 6
    for document in found[:corrected]:
        given = {name: getattr(document, name) for name in ("document_number", "title", "division", "scope")}
        issued.correct(document, **given, issued_on=dt.date(2026, 11, 20), by=bureau.director, at=AT)
    jumps = alerts(Board(WHOLE, period()))
    assert [(jump.now, jump.all) for jump in jumps if jump.guard == "登记有更正"] == ([(corrected, 6)] if told else [])


def test_what_is_due_soon_counts_a_document_and_its_item_once(bureau):
    document, page = drafted(bureau, dt.date(2026, 10, 30))
    assert owed("due_soon") == [f"publications:{page.pk}"]


def corrected(document, at, **given):
    kept = {name: getattr(document, name) for name in ("document_number", "title", "issued_on", "division", "scope")}
    return issued.correct(document, **kept | given, at=at, by=document.entered_by)


def test_a_correction_of_the_register_leaves_past_days_as_they_were(bureau):
    """Late on the 24th as of anquan and for the public; what is said on the 25th (division, scope) does not reach back. It is counted beside."""
    document = enter(bureau, 1, division=bureau.anquan, at=AT - dt.timedelta(days=30))
    other = enter(bureau, 2, division=bureau.anquan, at=AT - dt.timedelta(days=30))
    before = period(dt.date(2026, 11, 24))
    was = {key: [(row.key, row.division, row.kind, row.title) for row in value(key, before).rows] for key in ("should_be_public", "overdue")}
    assert len(was["should_be_public"]) == 2
    corrected(document, AT, scope="staff", title="改过的标题")
    corrected(other, AT, division=bureau.zhiliang)
    for key, rows in was.items():
        assert [(row.key, row.division, row.kind, row.title) for row in value(key, before).rows] == rows, key
    now, declared = value("should_be_public").rows, value("declared_not_public").rows
    assert [(row.number, row.division) for row in now] == [(other.pk, "zhiliang")] and [row.number for row in declared] == [document.pk]
    beside = {guard.key: guard for key in ("should_be_public", "declared_not_public") for guard in METRICS[key].guards}
    assert beside["corrected"].rows(now, period()) == list(now) and beside["redeclared"].rows(declared, period()) == list(declared)
    assert not beside["corrected"].rows(value("should_be_public", before).rows, before)


def test_a_day_put_later_in_the_register_is_late_as_before_on_the_days_before(bureau):
    """A document is late, its day of issue is moved: as of the day before it is late as it was then, also when corrected twice."""
    document = enter(bureau, 1, at=AT - dt.timedelta(days=30))
    first = corrected(document, AT - dt.timedelta(days=2), issued_on=dt.date(2026, 10, 12))
    corrected(first, AT, issued_on=dt.date(2026, 11, 20))
    late = {day: [(row.begun_on, row.due_on) for row in value("should_be_public", period(dt.date(2026, 11, day))).rows] for day in (22, 24, 25)}
    assert late == {22: [(dt.date(2026, 10, 9), dt.date(2026, 11, 5))], 24: [(dt.date(2026, 10, 12), dt.date(2026, 11, 9))], 25: []}


@pytest.mark.parametrize("given", [{"issued_on": dt.date(2026, 11, 20)}, {"scope": "staff"}, {"scope": "on-application"}])
def test_a_correction_that_takes_a_document_out_of_what_is_late_is_seen_beside(bureau, client, given):
    """五（三）: late on the 24th, on the 25th its day or scope is corrected: no more counted, but its correction is, with its row."""
    document = enter(bureau, 1, at=AT - dt.timedelta(days=30))
    other = enter(bureau, 2, at=AT - dt.timedelta(days=30))
    corrected(document, AT, **given)
    assert [row.number for row in value("should_be_public").rows] == [other.pk]
    board = Board(WHOLE, period())
    beside = {guard.key: [row.number for row in rows] for guard, rows in board.guards("should_be_public")}
    assert beside["corrected"] == [document.pk]
    before = Board(WHOLE, period(dt.date(2026, 11, 24)))
    assert not {guard.key: rows for guard, rows in before.guards("should_be_public")}["corrected"]
    client.force_login(bureau.efficiency)
    page = client.get("/admin/dashboard/rows/should_be_public/?as_of=2026-11-25&guard=corrected").content.decode()
    assert "其中 1 项" in page and document.document_number in page and other.document_number not in page
    assert "登记有更正 1" in client.get("/admin/dashboard/?as_of=2026-11-25").content.decode()


def test_a_correction_of_what_was_public_or_withheld_already_is_none_of_what_was_owed(bureau):
    """Only what was owed when it was corrected: of a document that was declared for staff the day may be put right."""
    document = enter(bureau, 1, at=AT - dt.timedelta(days=30), scope="staff")
    corrected(document, AT, issued_on=dt.date(2026, 11, 20))
    assert not any(rows for _guard, rows in Board(WHOLE, period()).guards("should_be_public"))


# --- public by half


def test_a_live_item_with_an_open_channel_is_public_by_half(bureau):
    """From the day the duty was opened until it is closed; a draft with the same duty is not."""
    page, draft = live(bureau, AT - dt.timedelta(days=5)), factories.item(division=bureau.zhiliang)
    for each in (page, draft):
        open_duty(
            kind="channel", page=each, channel="noticeboard", division=bureau.zhiliang, owner_kind=PostKind.EDITOR, working_days=5,
            at=AT - dt.timedelta(days=5),
        )  # fmt: skip
    found = value("half_public")
    assert [row.number for row in found.rows] == [page.pk] and found.rows[0].kind == "channel"
    Duty.objects.filter(page=page).update(closed_at=AT - dt.timedelta(days=1))
    assert value("half_public").value == 0
    assert value("half_public", period(dt.date(2026, 11, 23))).value == 1, "that day it was still owed"


@pytest.mark.parametrize("kind", ["field", "file", "narrower"])
def test_what_the_daily_look_found_counts_once_an_item(bureau, kind):
    """One item with two faults is one; each kind of fault is enough."""
    page = live(bureau, AT - dt.timedelta(days=9))
    PublicityFault.objects.create(page_no=page.pk, kind=kind, detail="一", found_at=AT - dt.timedelta(days=3))
    PublicityFault.objects.create(page_no=page.pk, kind=kind, detail="二", found_at=AT - dt.timedelta(days=3))
    found = value("half_public")
    assert found.value == 1 and found.rows[0].get("faults") == (kind,)
    assert value("half_public", period(dt.date(2026, 11, 21))).value == 0
    Clearance.objects.filter(page_no=page.pk).update(voided=True, voided_at=AT)
    assert value("half_public").value == 0, "what is down is not public by half"
    assert value("half_public", period(dt.date(2026, 11, 24))).value == 1


# --- wrongly public


@pytest.mark.parametrize(("cause", "counted"), [("secrecy", 1), ("privacy", 1), ("error", 1), ("revoked", 0), ("expired", 0), ("other", 0)])
def test_taken_down_because_it_should_not_have_been_public(bureau, cause, counted):
    """Secrecy, privacy, error; in the period in which it came down."""
    page = live(bureau, AT - dt.timedelta(days=40))
    Matter.objects.create(page_no=page.pk, title=page.title, division=bureau.zhiliang, category="other")
    at = dt.datetime(2026, 10, 12, 1, tzinfo=dt.UTC)
    record("chain.take_down", about=("page", page.pk, page.title), at=at, facts={"cause": cause, "reason": "原因"})
    assert value("wrongly_public").value == counted
    assert value("wrongly_public", period(first=dt.date(2026, 11, 1))).value == 0
    assert value("wrongly_public", period(dt.date(2026, 10, 11))).value == 0, "not yet down"


def urgent(bureau, page, *, ended=None, end=""):
    """An urgent publication of Monday 9 November; its review is due on the 16th."""
    at = dt.datetime(2026, 11, 9, 2, tzinfo=dt.UTC)
    Matter.objects.create(page_no=page.pk, title=page.title, division=bureau.zhiliang, category="other")
    round = Round.objects.create(
        matter_id=page.pk, number=1, proposal={}, scope="public", revision_no=1, digest="d", proposer_no=1, proposer_username="x",
        proposer_name="x", proposed_at=at, urgent=True, end=end, ended_at=ended,
    )  # fmt: skip
    Clearance.objects.create(page_no=page.pk, revision=page.latest_revision, digest="d", kind="urgent", round=round, proposal={}, at=at)


@pytest.mark.parametrize(
    ("ended", "end", "expected"),
    [
        (None, "", {13: 0, 16: 0, 17: 1, 25: 1}),  # never finished
        (12, "published", {13: 0, 17: 0, 25: 0}),  # confirmed in time
        (19, "published", {16: 0, 17: 1, 25: 1}),  # confirmed late: it was not confirmed in the period for a while
        (12, "lost", {11: 0, 12: 1, 25: 1}),  # refused
    ],
)
def test_urgent_items_that_were_not_confirmed(bureau, ended, end, expected):
    """五（三）: five working days for the chain to confirm; lateness or refusal counts, the days before do not."""
    page = factories.item(division=bureau.zhiliang)
    urgent(bureau, page, ended=dt.datetime(2026, 11, ended, 3, tzinfo=dt.UTC) if ended else None, end=end)
    assert {day: value("wrongly_public", period(dt.date(2026, 11, day))).value for day in expected} == expected
