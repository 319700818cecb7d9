"""What somebody tries with an application, a complaint or feedback who would rather it stood still, came to another, or told who came."""

import datetime as dt

import pytest

from disclosure.applications import actions as applications
from disclosure.cases import actions as cases
from disclosure.cases.models import Case
from disclosure.clocks.actions import load_notice
from disclosure.clocks.notices import Notice
from disclosure.complaints import actions as complaints
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.rules.clock import ClockError, Event, due
from tests import factories

pytestmark = pytest.mark.once
HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
DAY = dt.timedelta(days=1)


@pytest.fixture
def bureau(site):
    return factories.bureau()


def application(at=AT, **changed):
    return applications.receive(given=factories.application_given(**changed), way="web", at=at)[0]


def complaint(at=AT, **changed):
    return complaints.receive(given=factories.complaint_given(**changed), way="web", at=at)[0]


def fresh(row):
    return Case.objects.get(pk=row.case_id)


# ---- the clock


def test_an_extension_given_in_time_stands_though_the_calendar_moves_afterwards(bureau, client):
    """On the last day by the provisional calendar; the notice makes two days of New Year work days: it loads, the case is shown, its day moves."""
    made = application(dt.datetime(2026, 12, 10, 10, tzinfo=HERE))
    last = dt.datetime.combine(fresh(made).due_on, dt.time(10), HERE)
    applications.extend(made, days=20, reason="检索", by=bureau.director, at=last)
    before = fresh(made)
    notice = Notice({dt.date(2027, 1, 2): (True, "元旦"), dt.date(2027, 1, 3): (True, "元旦")}, frozenset({2027}), "通知", ())
    changed = load_notice(notice, at=last)
    assert before.provisional and [each.what for each in changed] == [before.number] and fresh(made).due_on < before.due_on
    client.force_login(bureau.director)
    assert client.get(f"/admin/cases/{made.case_id}/").status_code == 200


def test_an_extension_that_is_given_now_is_still_refused_after_the_limit():
    """Only what was taken in its time stands."""
    late = dt.date(2026, 11, 30)
    with pytest.raises(ClockError):
        due("application", dt.date(2026, 9, 18), [Event("extended", late, 20)])
    assert due("application", dt.date(2026, 9, 18), [Event("extended", late, 20, stands=True)]).total == 40


@pytest.mark.parametrize(
    "verb, given",
    [
        ("request_correction", {"items": "请写明年份"}), ("ask", {"kind": "third_party", "name": "某公司"}),
        ("notify_fee", {"basis": "pages", "pages": 99}), ("extend", {"days": 20, "reason": "检索"}),
        ("change_kind", {"to": "complaint", "reason": "是投诉"}),
    ],
)  # fmt: skip
def test_what_is_decided_is_served_and_its_limit_neither_stopped_nor_stretched(bureau, verb, given):
    """Between decision and service nothing hides that the service is late."""
    made = application()
    applications.decide(made, outcome="A2", given="见附件", by=bureau.director, at=AT)
    with pytest.raises(WrongState):
        getattr(applications, verb)(made, **given, by=bureau.director, at=AT + DAY)
    applications.serve(made, service="online", by=bureau.director, at=AT + 40 * DAY)
    assert fresh(made).late


@pytest.mark.parametrize("verb, given", [("ask", {"text": "请写明编号"}), ("extend", {"days": 10, "reason": "复核"})])
def test_a_complaint_that_is_answered_and_not_served_is_neither_asked_about_nor_extended(bureau, verb, given):
    """As an application: the answer by post waits for its day, and lateness counts to it."""
    made = complaint()
    complaints.reply(made, result="solved", text="已责令改正。", way="post", by=bureau.efficiency, at=AT)
    with pytest.raises(WrongState):
        getattr(complaints, verb)(made, **given, by=bureau.efficiency, at=AT + DAY)


def test_an_answer_of_a_third_party_that_an_earlier_round_asked_is_entered_and_it_is_decided(bureau):
    """Answered as public already while the letter was out, then reopened: no pause of the new round, and no dead end."""
    made = application()
    asked = applications.ask(made, kind="third_party", name="某公司", by=bureau.director, at=AT)
    applications.decide(made, outcome="A1", given="门户网站", by=bureau.director, at=AT + DAY)
    applications.serve(made, service="online", by=bureau.director, at=AT + DAY)
    with pytest.raises(WrongState):
        applications.hear(asked, answer="agrees", by=bureau.director, at=AT + DAY)
    case = cases.reopen(made.case, text="网站上没有", at=AT + 2 * DAY)
    applications.hear(asked, answer="agrees", by=bureau.director, at=AT + 3 * DAY)
    assert fresh(made).due_on == case.due_on and fresh(made).events.last().what == "reopened"
    assert applications.decide(made, outcome="A2", given="见附件", by=bureau.director, at=AT + 4 * DAY).round == 2


def test_a_fee_that_was_paid_too_late_is_entered_when_the_applicant_reopens(bureau):
    """Given up for want of payment, then paid: the new round knows no fee that is awaited, and the payment has its day."""
    made = application()
    applications.notify_fee(made, basis="pages", pages=100, by=bureau.director, at=AT)
    late = AT + 50 * DAY
    applications.decide(made, outcome="A14", by=bureau.director, at=late)
    applications.serve(made, service="online", by=bureau.director, at=late)
    case = cases.reopen(made.case, text="已缴费", at=late + DAY)
    assert applications.enter_payment(made, by=bureau.director, at=late + DAY).paid_on == (late + DAY).date()
    assert fresh(made).due_on == case.due_on
    assert applications.decide(made, outcome="A2", given="见附件", by=bureau.director, at=late + 2 * DAY).round == 2


# ---- who came


@pytest.mark.parametrize("title", ["１３８－００１３－８０００所要的资料", "林 某 某要的资料", "电话138-0013-8000", "11010519491231 002x 申请的"])
def test_a_draft_from_an_application_names_the_applicant_in_no_disguise(bureau, title):
    """Full-width figures, hyphens and blanks hide nobody."""
    with pytest.raises(Invalid):
        applications.make_public(application(), title=title, category="other", by=bureau.editor_bangong, at=AT)
