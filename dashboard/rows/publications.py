"""What is owed to the public by law: one row an outward item, from the day it was formed to its first publication (条例第二十六条)."""

import datetime as dt

from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from dashboard.metric import Row
from disclosure.chain.models import ClearanceKind
from disclosure.org.models import PostKind
from disclosure.rules.categories import Category, Scope
from disclosure.rules.chain import RoundEnd, Step
from disclosure.rules.clock import due

from .pages import PAGES
from .registry import day, kept

OUTWARD = [str(category) for category in Category if not category.value.startswith("internal-")]


@kept("publications", PAGES, facts={**dict.fromkeys(("moved", "entered_late", "urgent", "returned"), bool), "ended": str})
def publications(papers, number, look):
    """One row an outward item that the system knew.

    exempt: "imported" (approval on file elsewhere, not judged here), "withheld", "on-application", "withdrawn" (a draft that its division gave up).
    What ended so after its day was owed until then: done late on that day, so that no past day and no rate is better for it · facts: ended (which
    of the last three ended it late) · scheduled (cleared, waits for its time) · moved (the day it was formed was changed, also of a draft) ·
    entered_late (written after its due day) · urgent · state: draft, running, referred, cleared, withheld, withdrawn, published.
    """
    page, end, who, signed = papers.pages.get(number), look.end, look.who, papers.signed
    if page is None or page["category_code"] not in OUTWARD:
        return
    rounds = [paper for paper in papers.rounds.get(number, ()) if paper.proposed_at < end]
    cleared = [paper for paper in papers.clearances.get(number, ()) if paper.at < end]
    brought = next((paper.at for paper in papers.clearances.get(number, ()) if paper.kind == ClearanceKind.IMPORTED), None)
    if brought is not None and brought >= end:  # its day of publication is long ago; the system learned of it later
        return
    published = page["published_at"] if page["published_at"] and page["published_at"] < end else None
    created = papers.created.get(number)
    written = next(iter(papers.said(number, end, "items.create")), created if created is not None and created < end else None)
    known = [at for at in (written, rounds[0].proposed_at if rounds else None, published) if at]
    if not known:
        return
    starts = [signed[paper.digest] for paper in rounds if paper.digest in signed]
    first = next((paper for paper in cleared if paper.round_id), None)
    then, changed = papers.formed(number, end)
    if published and first and first.digest in signed:
        start = signed[first.digest]
    else:
        start = starts[-1] if starts else _of_the_draft(page, papers.decided, then)
    if start[1] is None:
        return
    given_up, returned = papers.said(number, end, "chain.withdraw"), papers.said(number, end, "chain.return")
    stands, state, exempt, since = _where(rounds, cleared, published, given_up, returned, end)
    division = who.code(page["division_id"])
    owner, name = who.holder(PostKind.DIVISION_HEAD, division)
    due_on = _due(*start, look.days)
    ended = exempt if since is not None and due_on is not None and day(since) > due_on else ""
    yield Row(
        source="publications", number=number, title=page["title"], address=reverse_lazy("disclosure_chain:review", args=[number]),
        division=division, category=page["category_code"], channels=tuple(page["channels"] or ()), kind=page["kind"],
        owner=owner, owner_name=name, stands=stands, begun_on=start[1], due_on=due_on, done_on=day(since if ended else published),
        exempt="" if ended else exempt,
        facts={
            "state": state, "ended": ended, "moved": changed or bool(starts) and (starts[0] != starts[-1] if not published else starts[0] != start),
            "entered_late": due_on is not None and day(min(known)) > due_on, "urgent": bool(papers.said(number, end, "chain.urgent")),
            "returned": sum(paper.end in (RoundEnd.RETURNED, RoundEnd.REDACT) and paper.ended_at < end for paper in rounds if paper.ended_at),
        },
    )  # fmt: skip


def _of_the_draft(page, decided, then):
    """(kind of limit, day from which it runs) of what was never proposed. then: its days as they were, where they were changed since."""
    number = page["pk"]
    if then is None:
        return "penalty" if number in decided else "publication", decided.get(number) or page["formed_on"]
    text = then["decided_on"] if number in decided and then["decided_on"] else then["formed_on"]
    return "penalty" if number in decided else "publication", dt.date.fromisoformat(text) if text else None


def _due(kind, start, days):
    try:
        return due(kind, start, (), days).due_on
    except ValueError:  # a day outside every calendar
        return None


def _where(papers, cleared, published, given_up, returned, end):
    """(in words, state, exempt, since when it is withdrawn, withheld or on application) of an item at a moment. given_up, returned: moments of it."""
    if cleared and cleared[0].kind == ClearanceKind.IMPORTED:
        return _("Published"), "published", "imported", None
    if published:
        return _("Published"), "published", "", None
    last = papers[-1] if papers else None
    if last is None:
        if given_up:
            return _("Given up by its division"), "withdrawn", "withdrawn", given_up[-1]
        return _("Draft, not proposed yet"), "draft", "", None
    if last.ended_at is None or last.ended_at >= end:
        step = Step(last.step).label if last.step and last.ended_at is None else _("In the chain")
        return str(step), "referred" if last.referred else "running", "", None
    if given_up and given_up[-1] >= last.proposed_at or last.end == RoundEnd.WITHDRAWN:
        since = next((at for at in given_up if at >= last.proposed_at), last.ended_at)
        return _("Given up by its division"), "withdrawn", "withdrawn", since
    if last.end == RoundEnd.WITHHELD and not (returned and returned[-1] >= last.ended_at):
        return _("Withheld"), "withheld", "withheld", last.ended_at
    if last.end == RoundEnd.CLEARED:
        if last.scope == Scope.ON_APPLICATION:
            return _("Registered as open on application"), "cleared", "on-application", last.ended_at
        return _("Cleared, waits for its time"), "cleared", "", None
    return _("Back with its division: %(end)s") % {"end": RoundEnd(last.end).label if last.end else ""}, "draft", "", None


@kept("flagged", PAGES, facts={"consultation": bool})
def flagged(papers, number, look):
    """Matters proposed as touching people's vital interests (五（三）). done_on: first publication · facts: consultation, exemption, page."""
    end = look.end
    rounds = [paper for paper in papers.rounds.get(number, ()) if paper.proposed_at < end]
    if not rounds or rounds[-1].proposal.get("vital_interest") != "yes":
        return
    round, page = rounds[-1], papers.pages.get(number)
    published = page["published_at"] if page and page["published_at"] and page["published_at"] < end else None
    exempted = any(at < end for at in papers.exempted.get(number, ()))
    over = round.end in (RoundEnd.WITHDRAWN, RoundEnd.WITHHELD, RoundEnd.LOST) and round.ended_at is not None and round.ended_at < end
    yield Row(
        source="flagged", number=number, title=round.matter.title, address=reverse_lazy("disclosure_chain:review", args=[number]),
        division=look.who.code(round.division_id), category=round.matter.category, channels=tuple(round.channels or ()),
        owner_name=round.proposer_name, stands=_("Exempted by the leader in charge") if exempted else "", begun_on=day(round.proposed_at),
        done_on=day(published), exempt="ended" if over and published is None else "",
        facts={"consultation": round.proposal.get("consultation"), "exemption": exempted, "page": number},
    )  # fmt: skip
