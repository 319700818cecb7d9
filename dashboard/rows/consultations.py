"""Consultations 预公开: when the result is owed, what became of each comment (五（三）)."""

from collections import defaultdict

from django.db.models import Min
from django.urls import reverse_lazy
from django.utils.functional import cached_property

from dashboard.metric import Row
from disclosure.clocks.calendar import calendar
from disclosure.consultation.models import Comment, ConsultationPage, Disposition, ResultPage
from disclosure.consultation.models.comments import CommentState
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.rules.hearing import Phase, Verdict, is_short, last_day, phase, result_due

from .registry import Papers, day, end_of, kept, source, subject
from .who import Who

REFUSED, WITHDRAWN = "refused", "withdrawn"


def _known(end):
    """[(page, moment it opened, moment its result was first public or None)] of the consultations that were public by then; end None: of all."""
    results = ResultPage.objects.filter(published_at__isnull=False) if end is None else ResultPage.objects.filter(published_at__lt=end)
    results = dict(results.values("consultation").annotate(first=Min("published_at")).values_list("consultation", "first"))
    pages = ConsultationPage.objects.filter(published_at__isnull=False) if end is None else ConsultationPage.objects.filter(published_at__lt=end)
    for page in pages.filter(closes_at__isnull=False).select_related("division"):
        yield page, page.opened_at, results.get(page.pk)


@source("consultation_results")
def consultation_results(period):
    """One row a consultation; it is owed from the last day of comment. facts: days, short, phase, opened_on, page, inward."""
    end, days, who = end_of(period.known), calendar(), Who(period.last, period.known)
    for page, opened, result in _known(end):
        code = who.code(page.division_id)
        owner, name = who.holder(PostKind.DIVISION_HEAD, code)
        begun = last_day(page.closes_at)
        stands = phase(end_of(period.last), opened, page.closes_at, result is not None and day(result) <= period.last)
        yield Row(
            source="consultation_results", number=page.pk, title=page.title, address=reverse_lazy("disclosure_chain:review", args=[page.pk]),
            division=code, category=page.category_code, channels=tuple(page.channels or ()), kind=page.kind, owner=owner, owner_name=name,
            stands=str(Phase(stands).label), begun_on=begun, due_on=result_due(page.closes_at, days), done_on=day(result),
            facts={
                "days": days.between(begun, day(result)) if result else None, "short": is_short(page.kind, opened, page.closes_at, days),
                "phase": str(stands), "opened_on": day(opened), "page": page.pk, "inward": page.inward,
            },
        )  # fmt: skip


class CommentPapers(Papers):
    """Comments, their conclusions, and the consultations they are on."""

    @cached_property
    def comments(self):
        fields = ("pk", "page_id", "number", "at", "state", "checked_at", "stance", "verdict")
        return {comment["pk"]: comment for comment in self.of(Comment.objects.order_by("id"), "pk").values(*fields)}

    @cached_property
    def numbers(self):
        return list(self.comments)

    @cached_property
    def verdicts(self):
        """{comment: [(at, verdict)]}."""
        found = defaultdict(list)
        rows = self.of(Disposition.objects.order_by("at", "id"), "comment_id")
        for number, at, verdict in rows.values_list("comment_id", "at", "verdict"):
            found[number].append((at, verdict))
        return found

    @cached_property
    def taken_back(self):
        """{number of a comment: when its writer withdrew it}."""
        gone = {comment["page_id"] for comment in self.comments.values() if comment["state"] == CommentState.WITHDRAWN}
        rows = Entry.objects.filter(verb="consultation.withdraw", about_kind="page", about_no__in=gone).order_by("-number") if gone else ()
        return {facts.get("number"): at for at, facts in rows.values_list("at", "facts")} if gone else {}

    @cached_property
    def consultations(self):
        """{number: _Consultation}."""
        return {page.pk: _Consultation(page, result) for page, _opened, result in _known(None)}

    def moments(self, number):
        comment = self.comments[number]
        consultation = self.consultations.get(comment["page_id"])
        yield comment["at"]
        if consultation is not None:
            yield consultation.page.published_at
            yield consultation.result
        for at, _verdict in self.verdicts.get(number, ()):
            yield at
        yield comment["checked_at"] if comment["state"] == CommentState.REFUSED else None
        yield self.taken_back.get(comment["number"]) if comment["state"] == CommentState.WITHDRAWN else None


class _Consultation:
    """What all comments on a consultation have in common."""

    def __init__(self, page, result):
        self.page, self.result = page, result
        self.begun_on, self.due_on = last_day(page.closes_at), result_due(page.closes_at, calendar())
        self.address, self.channels = reverse_lazy("disclosure_chain:review", args=[page.pk]), tuple(page.channels or ())


def _touched(entries):
    numbers, pages = set(), set()
    for entry in entries:
        if entry.about_kind != "page" or not entry.about_no:
            continue
        if entry.verb in ("consultation.conclude", "consultation.redraft") or not entry.verb.startswith("consultation."):
            pages.add(entry.about_no)
        elif "number" in entry.facts:
            numbers.add(entry.facts["number"])
        else:
            numbers.update(entry.facts.get("numbers") or ())
    pages |= set(ResultPage.objects.filter(pk__in=pages).values_list("consultation", flat=True))
    pages = set(ConsultationPage.objects.filter(pk__in=pages).values_list("pk", flat=True))
    found = set(Comment.objects.filter(number__in=numbers).values_list("pk", flat=True)) if numbers else set()
    return found | set(Comment.objects.filter(page_id__in=pages).values_list("pk", flat=True)) if pages else found


COMMENTS = subject("comment", papers=CommentPapers, all=lambda: Comment.objects.order_by("pk").values_list("pk", flat=True), touched=_touched)


@kept("comments", COMMENTS, facts={"verdict": str, "page": lambda page: page, "inward": bool})
def comments(papers, number, look):
    """One row a comment on a consultation that had closed. done_on: when the result with its conclusion was public · kind: of the draft ·
    exempt: "refused", "withdrawn" · facts: number, verdict, stance, page."""
    comment, end = papers.comments[number], look.end
    about = papers.consultations.get(comment["page_id"])
    if comment["at"] >= end or about is None or about.page.published_at >= end:
        return
    page, verdict = about.page, ""
    for at, given in papers.verdicts.get(number, ()):
        if at < end:
            verdict = given
    result = about.result if about.result is not None and about.result < end else None
    # What was taken down after its result keeps its conclusion there, and its place in the figures.
    refused = comment["state"] == CommentState.REFUSED and not comment["verdict"]
    refused = refused and comment["checked_at"] is not None and comment["checked_at"] < end
    gone = papers.taken_back.get(comment["number"]) if comment["state"] == CommentState.WITHDRAWN else None
    code = look.who.code(page.division_id)
    owner, name = look.who.holder(PostKind.DIVISION_HEAD, code)
    yield Row(
        source="comments", number=number, title=f"{comment['number']} {page.title}", address=about.address, division=code,
        category=page.category_code, channels=about.channels, kind=page.kind, owner=owner, owner_name=name,
        stands=str(Verdict(verdict).label) if verdict else "",
        begun_on=about.begun_on, due_on=about.due_on, done_on=day(result) if verdict else None,
        exempt=WITHDRAWN if gone is not None and gone < end else REFUSED if refused else "",
        facts={"number": comment["number"], "verdict": verdict, "stance": comment["stance"], "page": page.pk, "inward": page.inward},
    )  # fmt: skip
