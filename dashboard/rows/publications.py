"""What is owed to the public by law: one row an outward item, from the day it was formed to its first publication (条例第二十六条)."""

import datetime as dt
from collections import defaultdict

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision

from dashboard.metric import Row
from disclosure.chain.models import Clearance, ClearanceKind, Round, Signature, SignedFacts
from disclosure.clocks.calendar import calendar
from disclosure.items.models import DisclosurePage, EnforcementPage
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.rules.categories import Category, Scope
from disclosure.rules.chain import RoundEnd, Step
from disclosure.rules.clock import due

from .registry import day, end_of, source
from .who import Who

OUTWARD = [str(category) for category in Category if not category.value.startswith("internal-")]
HAPPENED = ("chain.withdraw", "chain.return", "chain.urgent")
PAGE = ("pk", "title", "division_id", "category_code", "channels", "kind", "scope", "formed_on", "published_at")


@source("publications")
def publications(period):
    """One row an outward item that the system knew.

    exempt: "imported" (approval on file elsewhere, not judged here), "withheld", "on-application", "withdrawn" (a draft that its division gave up) ·
    facts: scheduled (cleared, waits for its time) · moved (the day it was formed was changed after it had been proposed) · entered_late (written
    after its due day) · urgent · state: draft, running, referred, cleared, withheld, withdrawn, published.
    """
    end, days = end_of(period.known), calendar()
    pages = list(DisclosurePage.objects.filter(category_code__in=OUTWARD).values(*PAGE))
    decided = dict(EnforcementPage.objects.filter(kind="penalty").values_list("pk", "decided_on"))
    rounds, clearances, written, said = _history(end)
    who = Who(period.last)
    wanted = {each.digest for papers in rounds.values() for each in (papers[0], papers[-1])}
    wanted |= {papers[0].digest for papers in clearances.values()}
    signed = _signed(wanted)
    for page in pages:
        number = page["pk"]
        papers, cleared = rounds.get(number, []), clearances.get(number, [])
        published = page["published_at"] if page["published_at"] and page["published_at"] < end else None
        known = [at for at in (written.get(number), papers[0].proposed_at if papers else None, published) if at]
        if not known:
            continue
        starts = [signed[paper.digest] for paper in papers if paper.digest in signed]
        first = next((paper for paper in cleared if paper.round_id), None)
        if published and first and first.digest in signed:
            start = signed[first.digest]
        else:
            start = starts[-1] if starts else ("penalty" if number in decided else "publication", decided.get(number) or page["formed_on"])
        if start[1] is None:
            continue
        stands, state, exempt = _where(page, papers, cleared, published, said["chain.withdraw"].get(number), said["chain.return"].get(number), end)
        owner, name = who.holder(PostKind.DIVISION_HEAD, who.code(page["division_id"]))
        due_on = _due(*start, days)
        yield Row(
            source="publications", number=number, title=page["title"], address=reverse("disclosure_chain:review", args=[number]),
            division=who.code(page["division_id"]), category=page["category_code"], channels=tuple(page["channels"] or ()), kind=page["kind"],
            owner=owner, owner_name=name, stands=stands, begun_on=start[1], due_on=due_on, done_on=day(published), exempt=exempt,
            facts={
                "state": state, "moved": bool(starts) and starts[0] != (starts[-1] if not published else start),
                "entered_late": due_on is not None and day(min(known)) > due_on, "urgent": number in said["chain.urgent"],
                "returned": sum(paper.end in (RoundEnd.RETURNED, RoundEnd.REDACT) and paper.ended_at < end for paper in papers if paper.ended_at),
            },
        )  # fmt: skip


def _due(kind, start, days):
    try:
        return due(kind, start, (), days).due_on
    except ValueError:  # a day outside every calendar
        return None


def _history(end):
    """What was recorded of pages before a moment: rounds, clearances, when first written, and {verb: {page: moments}} of HAPPENED."""
    rounds, clearances = defaultdict(list), defaultdict(list)
    for paper in Round.objects.filter(proposed_at__lt=end).order_by("proposed_at", "id"):
        rounds[paper.matter_id].append(paper)
    for paper in Clearance.objects.filter(at__lt=end).order_by("at", "id"):
        clearances[paper.page_no].append(paper)
    written, said = {}, {verb: defaultdict(list) for verb in HAPPENED}
    for number, verb, at in (
        Entry.objects.filter(verb__in=("items.create", *HAPPENED), about_kind="page", at__lt=end)
        .order_by("number").values_list("about_no", "verb", "at")
    ):  # fmt: skip
        if verb == "items.create":
            written.setdefault(number, at)
        else:
            said[verb][number].append(at)
    created = Revision.objects.page_revisions().values("object_id").annotate(first=Min("created_at")).filter(first__lt=end)
    for number, first in created.values_list("object_id", "first"):
        written.setdefault(int(number), first)
    return rounds, clearances, written, said


def _signed(digests):
    """{digest: (kind of limit, day from which it runs)} from the copies of what was signed."""
    found = {}
    for digest, kind, formed, decided in SignedFacts.objects.filter(digest__in=digests).values_list(
        "digest", "facts__kind", "facts__formed_on", "facts__decided_on"
    ):
        penalty = kind == "penalty" and decided
        text = decided if penalty else formed
        if text:
            found[digest] = ("penalty" if penalty else "publication", dt.date.fromisoformat(text[:10]))
    return found


def _where(page, papers, cleared, published, given_up, returned, end):
    """(in words, state, exempt) of an item at a moment. given_up, returned: moments at which it was so, None for never."""
    if cleared and cleared[0].kind == ClearanceKind.IMPORTED:
        return _("Published"), "published", "imported"
    if published:
        return _("Published"), "published", ""
    last = papers[-1] if papers else None
    if last is None:
        if given_up:
            return _("Given up by its division"), "withdrawn", "withdrawn"
        return _("Draft, not proposed yet"), "draft", ""
    if last.ended_at is None or last.ended_at >= end:
        step = Step(last.step).label if last.step and last.ended_at is None else _("In the chain")
        return str(step), "referred" if last.referred else "running", ""
    if given_up and given_up[-1] >= last.proposed_at or last.end == RoundEnd.WITHDRAWN:
        return _("Given up by its division"), "withdrawn", "withdrawn"
    if last.end == RoundEnd.WITHHELD and not (returned and returned[-1] >= last.ended_at):
        return _("Withheld"), "withheld", "withheld"
    if last.end == RoundEnd.CLEARED:
        if last.scope == Scope.ON_APPLICATION:
            return _("Registered as open on application"), "cleared", "on-application"
        return _("Cleared, waits for its time"), "cleared", ""
    return _("Back with its division: %(end)s") % {"end": RoundEnd(last.end).label if last.end else ""}, "draft", ""


@source("flagged")
def flagged(period):
    """Matters proposed as touching people's vital interests (五（三）). done_on: first publication · facts: consultation, exemption, page."""
    end, who = end_of(period.known), Who(period.last)
    exempted = set(Signature.objects.filter(at__lt=end).exclude(exemption="").values_list("matter_id", flat=True))
    last = {}
    for round in Round.objects.filter(proposed_at__lt=end).select_related("matter").order_by("proposed_at", "id"):
        last[round.matter_id] = round
    published = dict(DisclosurePage.objects.filter(pk__in=last, published_at__lt=end).values_list("pk", "published_at"))
    for number, round in sorted(last.items()):
        if round.proposal.get("vital_interest") != "yes":
            continue
        over = round.end in (RoundEnd.WITHDRAWN, RoundEnd.WITHHELD, RoundEnd.LOST) and round.ended_at is not None and round.ended_at < end
        yield Row(
            source="flagged",
            number=number,
            title=round.matter.title,
            address=reverse("disclosure_chain:review", args=[number]),
            division=who.code(round.division_id),
            category=round.matter.category,
            channels=tuple(round.channels or ()),
            owner_name=round.proposer_name,
            stands=_("Exempted by the leader in charge") if number in exempted else "",
            begun_on=day(round.proposed_at),
            done_on=day(published.get(number)),
            exempt="ended" if over and number not in published else "",
            facts={"consultation": round.proposal.get("consultation"), "exemption": number in exempted, "page": number},
        )
