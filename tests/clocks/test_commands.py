"""due_date, load_workdays, run_clocks: 0 on success, 1 with one clear line on bad input, nothing changed then."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, ManagementUtility, base, call_command

from disclosure.clocks import jobs
from disclosure.clocks.actions import open_duty
from disclosure.clocks.models import Duty, DutyKind, OfficeDay, WorkdayNotice
from disclosure.org.models import PostKind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connection_stays(monkeypatch):
    """A command from a shell closes its connections at the end; the test's own goes on."""
    monkeypatch.setattr(base.connections, "close_all", lambda: None)


def run(capsys, *arguments):
    """(exit code, standard output, standard error) as from a shell."""
    try:
        ManagementUtility(["manage.py", *map(str, arguments)]).execute()
        code = 0
    except SystemExit as left:
        code = left.code or 0
    out, err = capsys.readouterr()
    return code, out, err


def written(tmp_path, content, name="file.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
    return path


CLOCK = {"kind": "application", "received_on": "2026-09-20", "events": []}


def test_one_clock_gives_an_object_and_a_list_a_list(capsys, tmp_path):
    """The golden case of a working Sunday, with exactly as many counted days as the limit has."""
    code, out, _err = run(capsys, "due_date", written(tmp_path, CLOCK))
    one = json.loads(out)
    assert code == 0 and set(one) == {"due_on", "provisional", "explanation"}
    assert (one["due_on"], one["provisional"]) == ("2026-10-23", False)
    assert sum(row["counted"] is True for row in one["explanation"]) == 20
    assert all(set(row) == {"date", "counted", "reason"} and row["reason"] for row in one["explanation"])
    assert json.loads(run(capsys, "due_date", written(tmp_path, [CLOCK, CLOCK]))[1]) == [one, one]


def test_events_are_read_and_days_may_be_null(capsys, tmp_path):
    """{type, on, days} as the contract writes it; an awaited correction leaves no due day."""
    events = [{"type": "extended", "on": "2026-10-20", "days": 5}, {"type": "third_party_asked", "on": "2026-10-21", "days": None}]
    assert json.loads(run(capsys, "due_date", written(tmp_path, {**CLOCK, "events": events}))[1])["due_on"] > "2026-10-30"
    events = [{"type": "correction_requested", "on": "2026-09-22"}]
    assert json.loads(run(capsys, "due_date", written(tmp_path, {**CLOCK, "events": events}))[1])["due_on"] is None


def test_which_letter_is_answered_is_told_by_its_ref(capsys, tmp_path):
    """Of two that run at once the second one answered leaves the first one's pause running."""
    asked = [{"type": "third_party_asked", "on": day, "ref": ref} for day, ref in (("2026-09-22", "a"), ("2026-10-12", "b"))]

    def due(ref):
        events = [*asked, {"type": "third_party_answered", "on": "2026-10-14", "ref": ref}]
        return json.loads(run(capsys, "due_date", written(tmp_path, {**CLOCK, "events": events}))[1])["due_on"]

    assert due("b") < due("a")


BAD_CLOCKS = {
    "an unknown kind": {**CLOCK, "kind": "poem"},
    "a kind that is no word": {**CLOCK, "kind": ["application"]},
    "an impossible day": {**CLOCK, "received_on": "2026-02-30"},
    "a day without dashes": {**CLOCK, "received_on": "20260230"},
    "a day that is a number": {**CLOCK, "received_on": 20260230},
    "no day": {"kind": "application"},
    "an unknown field": {**CLOCK, "colour": "red"},
    "events that are no list": {**CLOCK, "events": {"type": "extended"}},
    "an event that is no object": {**CLOCK, "events": ["extended"]},
    "an event without a day": {**CLOCK, "events": [{"type": "extended", "days": 5}]},
    "an unknown event": {**CLOCK, "events": [{"type": "sung", "on": "2026-10-01"}]},
    "days that are words": {**CLOCK, "events": [{"type": "extended", "on": "2026-10-01", "days": "five"}]},
    "an extension of 21 days": {**CLOCK, "events": [{"type": "extended", "on": "2026-10-10", "days": 21}]},
    "a string": "application",
    "a list with a bad one": [CLOCK, {**CLOCK, "kind": "poem"}],
    "no JSON": "{kind",
    "the year 1": {**CLOCK, "received_on": "0001-01-01"},
    "the year 9999": {**CLOCK, "received_on": "9999-12-31"},
}


@pytest.mark.parametrize("case", BAD_CLOCKS)
def test_bad_clocks_are_one_line_and_exit_1(capsys, tmp_path, case):
    """Nothing on standard output, one line on standard error."""
    bad = BAD_CLOCKS[case]
    code, out, err = run(capsys, "due_date", written(tmp_path, bad if case == "no JSON" else json.dumps(bad)))
    assert (code, out) == (1, "") and len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "line", ["due_date", "due_date no-such-file.json", "due_date --colour red", "load_workdays", "load_workdays no-such-file.csv",
             "run_clocks --now tomorrow", "run_clocks --now 9999-12-31", "run_clocks --now", "run_clocks --colour"],
)  # fmt: skip
def test_missing_files_and_unknown_options_are_bad_input(capsys, line):
    """Exit 1, not 2, with one line."""
    code, out, err = run(capsys, *line.split())
    assert (code, out) == (1, "") and len(err.strip().splitlines()) == 1


def test_a_notice_makes_a_year_known_and_lists_what_moved(capsys, tmp_path):
    """A duty over New Year was provisional: the notice moves it and the command says from when to when."""
    when = dt.datetime(2026, 12, 30, 2, 0, tzinfo=dt.UTC)
    duty = open_duty(kind=DutyKind.OTHER, subject_title="年报", owner_kind=PostKind.OFFICE_DIRECTOR, working_days=3, at=when)
    assert str(duty.due_on) == "2027-01-05"
    days = [{"name": "元旦", "date": f"2027-01-0{day}", "isOffDay": day < 5} for day in (1, 2, 3, 4)]
    code, out, _err = run(capsys, "load_workdays", written(tmp_path, {"year": 2027, "papers": ["国办发明电〔2026〕1号"], "days": days}))
    assert code == 0 and "2027-01-05 → 2027-01-06" in out and "年报" in out and "2027-02-08" in out  # a holiday that it leaves out
    assert WorkdayNotice.objects.get().year == 2027 and str(Duty.objects.get().due_on) == "2027-01-06"
    clock = {"kind": "penalty", "received_on": "2026-12-30"}
    assert json.loads(run(capsys, "due_date", written(tmp_path, clock))[1])["provisional"] is False


@pytest.mark.parametrize("content", ["date,is_workday,name\n2027-13-45,1,x\n", json.dumps({"year": 2027, "papers": [], "days": []}), ""])
def test_a_bad_notice_changes_nothing(capsys, tmp_path, content):
    """All or nothing."""
    code, out, err = run(capsys, "load_workdays", written(tmp_path, content))
    assert (code, out) == (1, "") and len(err.strip().splitlines()) == 1
    assert not OfficeDay.objects.exists() and not WorkdayNotice.objects.exists()


def test_a_job_that_fails_does_not_stop_the_others(monkeypatch, capsys, caplog):
    """It is named on standard error, as the log names it; what another did is said in words; the exit code is 0, for the input was good."""
    seen = []
    monkeypatch.setattr(jobs, "registered", [])

    @jobs.job
    def bad(now):
        raise RuntimeError("broken")

    @jobs.job(title="Things done")
    def good(now):
        seen.append(now)
        return 2

    monkeypatch.setattr("disclosure.clocks.management.commands.run_clocks.registered", jobs.registered)
    code, out, err = run(capsys, "run_clocks", "--now", "2026-12-02T09:00:00")
    assert code == 0 and "Things done：2" in out and "bad" in err and "broken" in err
    assert seen == [dt.datetime.fromisoformat("2026-12-02T09:00:00+08:00")]


def test_every_job_runs_on_an_empty_house(site, capsys):
    """All registered jobs bear a bureau in which nothing is due."""
    factories.bureau()
    code, _out, err = run(capsys, "run_clocks", "--now", "2026-12-02T09:00:00+08:00")
    assert (code, err) == (0, "")


def test_the_clocks_know_what_every_room_gives_them():
    """What is done by itself, reminded of and counted anew: a room that no longer registers its part would fall silent without a fault."""
    from disclosure.clocks import recompute, remind

    def names(functions):
        return {jobs.name_of(function) for function in functions}

    assert names(jobs.registered) >= {
        "applications.heard.end_pauses", "applications.heard.link_likes", "applications.heard.write_receipts", "cases.heard.forget_old_intake",
        "cases.heard.lapse_questions", "complaints.heard.leave_whom_they_are_about",
        "chain.jobs.late_after_reviews", "chain.jobs.publish_what_is_due", "channels.jobs.take_down_what_was_shown_long_enough",
        "clocks.remind.remind", "complaints.heard.write_receipts", "consultation.news.opened_and_closed", "consultation.news.replied",
        "dashboard.briefs.weekly", "dashboard.facts.catch_up.keep", "dashboard.facts.recount.nightly", "dashboard.situation.actions.open_monthly",
        "items.faults.look_daily",
    }  # fmt: skip
    assert names(remind.sources) >= {
        "cases.heard.cases", "chain.deadlines.after_reviews", "chain.deadlines.re_examinations", "chain.deadlines.steps", "clocks.remind.duties",
        "complaints.heard.open_inquiries", "complaints.orders.open_orders", "consultation.clock.material", "consultation.clock.results",
        "consultation.clock.unchecked", "consultation.clock.untold",
    }  # fmt: skip
    assert names(recompute.registered) >= {
        "cases.heard.open_cases", "chain.deadlines.open_steps", "clocks.actions.open_duties", "items.deadlines.days_of_issued_documents",
        "items.deadlines.days_to_publish",
    }  # fmt: skip


def test_a_caller_in_python_gets_the_refusal_as_an_error():
    """call_command raises, as Django's own commands do."""
    with pytest.raises(CommandError):
        call_command("run_clocks", now="tomorrow")
