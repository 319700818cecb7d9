"""A case as its citizen sees it: by API or at /track/. No name, no number of an identity card, no handler's name."""

from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar

from .awaited import awaited
from .calendar_pages import months_of
from .clock import binding_on, promise_of, reckon, summary, working_day
from .states import CaseState


def as_json(case, *, link, link_of_file):
    """As GET /api/v3/cases/{number}/ gives it; link(letter) is the address of a letter, link_of_file(paper) that of a file given with one."""
    reckoned = reckon(case)
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "received_at": case.received_at,
        "due_on": case.due_on,
        "explanation": [row.as_json() for row in reckoned.explanation],
        "events": [{"at": event.at, "what": event.what, "text": event.text} for event in case.events.filter(public=True)],
        "letters": [{"title": letter.title, "date": letter.dated, "url": link(letter)} for letter in case.letters.filter(public=True)],
        "files": [{"name": paper.name, "bytes": paper.size, "sha256": paper.sha256, "url": link_of_file(paper)} for paper in case.papers.given()],
    }


def for_page(case, at):
    """What the tracking page shows of a case at `at` (aware)."""
    today, reckoned = day_of(at), reckon(case)
    done, left = working_day(case, reckoned, today)
    running = case.is_open and case.due_on is not None
    return {
        "case": case,
        "today": today,
        "running": running,
        "done": done,
        "left": left,
        "late_days": calendar().between(case.due_on, today) if running and today > case.due_on else 0,
        "promise": promise_of(case, reckoned) if running else None,
        "awaited": awaited(case, today),
        "reasons": summary(case, reckoned),
        "months": months_of(reckoned, today, binding_on(case, reckoned)[0]),
        "events": case.events.filter(public=True).order_by("-at", "-id"),
        "letters": case.letters.filter(public=True),
        "given": case.papers.given(),
        "may_add": case.is_open,
        "may_withdraw": case.is_open,
        "may_confirm": case.state == CaseState.ANSWERED,
        "may_reopen": case.state in (CaseState.ANSWERED, CaseState.CLOSED),
    }
