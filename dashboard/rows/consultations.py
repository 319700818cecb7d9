"""Consultations 预公开: when the result is owed, what became of each comment (五（三）)."""

from collections import defaultdict

from django.db.models import Min
from django.urls import reverse

from dashboard.metric import Row
from disclosure.clocks.calendar import calendar
from disclosure.consultation.models import Comment, ConsultationPage, Disposition, ResultPage
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.rules.hearing import Phase, is_short, last_day, phase, result_due

from .registry import day, end_of, source
from .who import Who

REFUSED, WITHDRAWN = "refused", "withdrawn"


def _known(end):
    """[(page, moment it opened, moment its result was first public or None)] of the consultations that were public by then."""
    results = {}
    for page, first in ResultPage.objects.filter(published_at__lt=end).values("consultation").annotate(first=Min("published_at")).values_list(
        "consultation", "first"
    ):
        results[page] = first
    for page in ConsultationPage.objects.filter(published_at__lt=end, closes_at__isnull=False).select_related("division"):
        yield page, page.opened_at, results.get(page.pk)


@source("consultation_results")
def consultation_results(period):
    """One row a consultation; it is owed from the last day of comment. facts: days, short, phase, opened_on, page, inward."""
    end, days, who = end_of(period.known), calendar(), Who(period.last)
    for page, opened, result in _known(end):
        code = who.code(page.division_id)
        owner, name = who.holder(PostKind.DIVISION_HEAD, code)
        begun = last_day(page.closes_at)
        stands = phase(end_of(period.last), opened, page.closes_at, result is not None and day(result) <= period.last)
        yield Row(
            source="consultation_results", number=page.pk, title=page.title, address=reverse("disclosure_chain:review", args=[page.pk]),
            division=code, category=page.category_code, channels=tuple(page.channels or ()), kind=page.kind, owner=owner, owner_name=name,
            stands=str(Phase(stands).label), begun_on=begun, due_on=result_due(page.closes_at, days), done_on=day(result),
            facts={
                "days": days.between(begun, day(result)) if result else None, "short": is_short(page.kind, opened, page.closes_at, days),
                "phase": str(stands), "opened_on": day(opened), "page": page.pk, "inward": page.inward,
            },
        )  # fmt: skip


@source("comments")
def comments(period):
    """One row a comment on a consultation that had closed. done_on: when the result with its conclusion was public · kind: of the draft ·
    exempt: "refused", "withdrawn" · facts: number, verdict, stance, page."""
    end, days, who = end_of(period.known), calendar(), Who(period.last)
    verdicts, taken_back = defaultdict(str), set()
    for number, verdict in Disposition.objects.filter(at__lt=end).order_by("at", "id").values_list("comment_id", "verdict"):
        verdicts[number] = verdict
    for facts in Entry.objects.filter(verb="consultation.withdraw", at__lt=end).values_list("facts", flat=True):
        taken_back.add(facts.get("number"))
    known = {page.pk: (page, result) for page, _opened, result in _known(end)}
    fields = ("pk", "page_id", "number", "at", "state", "checked_at", "stance")
    for comment in Comment.objects.filter(at__lt=end, page_id__in=known).order_by("id").values(*fields):
        page, result = known[comment["page_id"]]
        verdict = verdicts[comment["pk"]]
        refused = comment["state"] == REFUSED and comment["checked_at"] is not None and comment["checked_at"] < end
        code = who.code(page.division_id)
        owner, name = who.holder(PostKind.DIVISION_HEAD, code)
        yield Row(
            source="comments", number=comment["pk"], title=f"{comment['number']} {page.title}",
            address=reverse("disclosure_chain:review", args=[page.pk]), division=code, category=page.category_code,
            channels=tuple(page.channels or ()), kind=page.kind, owner=owner, owner_name=name, stands=verdict,
            begun_on=last_day(page.closes_at), due_on=result_due(page.closes_at, days), done_on=day(result) if verdict else None,
            exempt=WITHDRAWN if comment["number"] in taken_back else REFUSED if refused else "",
            facts={"number": comment["number"], "verdict": verdict, "stance": comment["stance"], "page": page.pk, "inward": page.inward},
        )  # fmt: skip
