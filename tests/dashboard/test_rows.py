"""What rows say of a past day, and whom they name: as it was known then, whatever changed hands or was corrected since."""

import datetime as dt

from dashboard import situation
from dashboard.facts import catch_up
from dashboard.figures import Board, CountedBoard
from dashboard.metric import Period
from dashboard.roles import Role
from disclosure.complaints import actions as complaints
from disclosure.org.models import Post
from tests import factories
from tests.dashboard.lived import at

EVERYTHING = Role(posts=("main_leader",), divisions=None)
TODAY = at(11, 25).date()
DAY = dt.timedelta(days=1)


def board(day, kind=Board, role=EVERYTHING):
    return kind(role, Period.of(as_of=day))


def of_case(complaint, day, role=EVERYTHING):
    """(owner, division) of the last round of a complaint as known on a day."""
    return [(row.owner, row.division) for row in board(day, role=role).rows("cases") if row.get("case_no") == complaint.case_id][-1]


# ---- who owns a complaint


def test_a_complaint_that_changes_hands_is_owed_by_its_new_owner_from_that_day(lived):
    """It turns out to be about a leader: the main leader owns it, in the rows, the tree and what waits with whom; the day before, the office did."""
    bureau, complaint = lived.bureau, lived["complaints"]["overdue"]
    complaints.mark_about(complaint, persons=[bureau.leader], reason="来信补充", by=bureau.efficiency, at=at(11, 25, 12))
    complaint.case.refresh_from_db()
    assert complaint.case.owner == bureau.main_leader
    assert of_case(complaint, TODAY) == ("main-leader", "") and of_case(complaint, TODAY - DAY)[0] == "efficiency"
    catch_up.catch_up()
    late = [(row.owner, row.get("case_no")) for row in board(TODAY, CountedBoard).late_rows() if row.source == "cases"]
    assert ("main-leader", complaint.case_id) in late and ("efficiency", complaint.case_id) not in late
    row = next(row for row in board(TODAY).values["overdue"].rows if row.get("case_no") == complaint.case_id and row.source == "cases")
    situation.explain(source="cases", number=row.number, text="正在核查", by=bureau.main_leader, at=at(11, 25, 15))


def test_a_complaint_whose_reporter_names_its_owner_is_owed_by_the_next_one(lived):
    """Whom he names in what he adds owns it no longer, nor in the rows; passed on later, the last receiver owns it."""
    from disclosure.cases import actions as cases

    bureau, complaint = lived.bureau, lived["complaints"]["overdue"]
    cases.add(complaint.case, text="efficiency也在场。", at=at(11, 23))
    complaint.case.refresh_from_db()
    assert of_case(complaint, at(11, 23).date())[0] == complaint.case.owner.username != "efficiency"
    assert of_case(complaint, at(11, 22).date())[0] == "efficiency"
    cases.hand_over(complaint.case, to=bureau.reviewer, reason="请核查", by=complaint.case.owner, at=at(11, 24))
    cases.accept(complaint.case, by=bureau.reviewer, at=at(11, 24, 11))
    assert of_case(complaint, TODAY)[0] == bureau.reviewer.username


def test_a_complaint_moved_by_the_clock_is_owed_by_its_new_owner(lived):
    """Its owner comes into a post in charge of the division it is about: the clock takes it from him, the rows say so."""
    bureau, complaint = lived.bureau, lived["complaints"]["overdue"]
    other = factories.post("efficiency_officer", factories.person("efficiency-two"))
    factories.post("supervising_leader", bureau.efficiency, in_charge_of=[bureau.anquan], from_date=TODAY)
    assert complaints.move_on(complaint, at=at(11, 25, 8)) is True
    assert of_case(complaint, TODAY)[0] == other.person.username and of_case(complaint, TODAY - DAY)[0] == "efficiency"


def test_a_complaint_that_nobody_may_handle_is_said_to_be_owned_by_nobody(lived):
    """No main leader is there when it turns out to be about a leader: the post stands there, no account of him who had it."""
    bureau, complaint = lived.bureau, lived["complaints"]["overdue"]
    Post.objects.filter(kind="main_leader").update(to_date=dt.date(2026, 11, 24))
    complaints.mark_about(complaint, persons=[bureau.leader], reason="来信补充", by=bureau.efficiency, at=at(11, 25, 12))
    complaint.case.refresh_from_db()
    assert complaint.case.owner is None
    assert of_case(complaint, TODAY) == ("", "") and of_case(complaint, TODAY - DAY)[0] == "efficiency"
