"""What the public pages show. Constant queries, however many comments there are."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.rules.hearing import Arrival, Phase, Placing, Refusal, Stance, Verdict, last_day, minimum

from . import answers, standing
from .anchors import LEVELS, longest_rising
from .differences import difference
from .forms import CommentForm, SubscribeForm
from .models import Comment, ConsultationIndexPage, ConsultationPage, ResultPage
from .models.comments import CommentState

NEWEST_ON_PAGE = 3  # comments shown under a clause before “all of them”
PER_PAGE = 50
TAKEN_APART = (Placing.SPLIT, Placing.MERGED)
MOST_IN_RESULT = 20  # comments under one clause of the result; the list holds all


def rows_of(queryset, at):
    """Consultations as lists show them: [(page, phase, day that counts, working days late)], in three groups by phase. Queries do not grow."""
    counts = {
        "said": _counted(state__in=[CommentState.SHOWN, CommentState.WAITING, CommentState.REFUSED]),
        "adopted": _counted(state__in=[CommentState.SHOWN, CommentState.REFUSED], verdict__in=[Verdict.ADOPTED, Verdict.PARTLY]),
    }
    pages = list(standing.with_results(queryset.select_related("division")).annotate(**counts))
    results = {row.consultation_id: row for row in ResultPage.objects.live().filter(consultation__in=pages)}
    found, today = {phase: [] for phase in Phase}, day_of(at)
    for page in pages:
        page.now = page.phase(at, concluded=page.result_live)
        page.result, page.due = results.get(page.pk), page.result_due()
        page.last = last_day(page.closes_at) if page.closes_at else None
        page.days_left = days_left(page.closes_at, at) if page.closes_at else None
        page.late = calendar().between(page.due, today) if page.now == Phase.CLOSED and page.due < today else 0
        found[page.now].append(page)
    found[Phase.OPEN].sort(key=lambda page: page.closes_at)
    found[Phase.CLOSED].sort(key=lambda page: page.due)
    found[Phase.CONCLUDED].sort(key=lambda page: page.result.published_at or at, reverse=True)
    return found


def days_left(closes_at, at):
    """Whole days until the last day of comment, today not counted, as the days of the whole time are; 0 in the last 24 hours."""
    return 0 if closes_at - at < dt.timedelta(days=1) else (last_day(closes_at) - day_of(at)).days


def _counted(**which):
    """How many comments of a consultation are such, counted beside it: a join would carry the whole draft along for each of them."""
    rows = Comment.objects.filter(page=OuterRef("pk"), **which).order_by().values("page").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(rows), 0)


def list_context(page, request):
    """For list.html: open (closing soonest first), awaiting the result, concluded, planned."""
    mine = [row for row in _below(page) if row.readable_by(request.user)] if page.inward else _below(page)
    if page.inward:
        mine = ConsultationPage.objects.filter(pk__in=[row.pk for row in mine])
    found = rows_of(mine, timezone.now())
    return {**{str(phase): rows for phase, rows in found.items()}, "answers": None if page.inward else answers.counts()}


def _below(page):
    return ConsultationPage.objects.child_of(page).live()


def newest_open(at, most=3):
    """Outward consultations that are open at `at`, closing soonest first, for the home page."""
    return rows_of(ConsultationPage.objects.public().filter(closes_at__gt=at), at)[Phase.OPEN][:most]


class ClauseShown:
    """An article with its share of the comments, those on its items included; `bar` is its length beside the others, in percent.

    `lines`: [(words, item or None, shown comments on the item)] as they stand in the draft.
    """

    def __init__(self, clause, items, said, most):
        self.clause, self.count = clause, said(clause, *items)
        self.bar = round(100 * self.count / most) if most else 0
        self.heading = clause.chapter
        self.lines, left = [], list(items)
        for line in clause.words.split("\n"):
            item = left.pop(0) if left and _is_line_of(left[0], line) else None
            self.lines.append((line, item, said(item) if item else 0))


def _is_line_of(item, line):
    """Whether a line is the mark of an item with its words, and nothing else: another may end with the same words."""
    marks = (level.match(line) for level in LEVELS)
    return any(mark and item.number.endswith(mark[1]) and line[mark.end() :] == item.text for mark in marks)


def shown_clauses(page):
    """([ClauseShown] of the published draft, how many comments the whole draft has, every clause open to comment in order)."""
    clauses, heat = standing.published_clauses(page), standing.heat(page)
    origins, gone = {clause.pk: {clause.pk} for clause in clauses}, {None}
    for old, parts in standing.at_published(page, clauses).items():
        for part in parts:
            origins[part].add(old)
        if not parts:
            gone.add(old)

    def said(*rows):
        """How many comments stand at these clauses; one on a clause that was split into several of them once."""
        return sum(heat.get(pk, 0) for pk in set().union(*(origins[row.pk] for row in rows)))

    article, items = standing.article_of(clauses), {}
    for clause in clauses:
        if clause.parent_id is not None:
            items.setdefault(article[clause.pk], []).append(clause)
    articles = standing.articles(clauses)
    most = max((said(clause, *items.get(clause.pk, ())) for clause in articles), default=0)
    found = [ClauseShown(clause, items.get(clause.pk, ()), said, most) for clause in articles]
    above = None
    for shown in found:
        if shown.heading == above:
            shown.heading = ""
        else:
            above = shown.heading
    return found, sum(heat.get(pk, 0) for pk in gone), clauses


def context(page, request, form=None):
    """For consultation.html."""
    at = getattr(request, "consultation_at", None) or timezone.now()
    row = rows_of(ConsultationPage.objects.filter(pk=page.pk), at)
    row = next(each for rows in row.values() for each in rows)
    shown, whole, clauses = shown_clauses(page)
    chosen = request.GET.get("clause", "")
    chosen = next((clause for clause in clauses if str(clause.pk) == chosen), None)
    opened = page.opened_at
    is_open = row.now == Phase.OPEN and page.live
    if form is None and is_open:
        form = CommentForm(request=request, at=at, clauses=clauses, initial={"clause": chosen.pk if chosen else ""})
    day = day_of(opened) if opened else day_of(at)
    hearings = list(page.hearings.order_by("held_at").prefetch_related("changes"))
    return {
        "row": row, "phase": row.now, "is_open": is_open, "clauses": shown, "whole": whole, "form": form, "chosen": chosen, "last": row.last,
        "days": (row.last - day).days if row.last and opened else None, "opened": opened, "minimum": minimum(page.kind, day) if page.kind else None,
        "questions": [line.strip() for line in page.questions.split("\n") if line.strip()],
        "tally": standing.tally(page), "refusals": refusals(standing.tally(page)["refusals"]), "result": row.result,
        "hearings": hearings, "at": at,
        "signing_up": any(at < each.signup_until and not each.chosen_at and not each.cancelled_at for each in hearings),
        "subscribe": SubscribeForm(request=request, at=at) if not page.inward else None,
        "finals": answers.finals(page) if row.now == Phase.CONCLUDED and not page.inward else [], "result_due": row.due,
        "soon": page.closes_at and 0 < (page.closes_at - at).total_seconds() < 3 * 86400,
    }  # fmt: skip


def refusals(counts):
    """[(code, words, count)] of what was not shown, by reason."""
    return [(code, Refusal(code).label, count) for code, count in sorted(counts.items())]


def comments_context(page, request, clause=None, whole=False, final=(), public=None):
    """For comments.html: the shown comments of a clause with its items, of a clause of the final text, of the whole draft with what is gone, or all.

    Those that say the same are folded under the first that stands here: one grouped with comments on other clauses is read at its own too. `final`:
    clauses of the newest version; with them come the draft's clauses they were made of. `public`: (item, article) of the final text that they became:
    what the draft was is then compared with that, else with the newest version.
    """
    rows = Comment.objects.listed().filter(page=page).select_related("clause")
    order = ("-supports", "-at", "-id") if request.GET.get("order") == "supports" else ("-at", "-id")
    origins = []
    if final:
        found = [standing.spoken_of(page, each) for each in final]
        rows = rows.filter(clause__in={pk for spoken, _origins in found for pk in spoken})
        origins = sorted({each for _spoken, mine in found for each in mine}, key=lambda each: each.place)
    elif clause is not None:
        rows = rows.filter(clause__in=standing.at_clause(page, clause))
    elif whole:
        rows = rows.filter(Q(clause=None) | Q(clause__in=standing.removed(page)))
    said = rows.count()  # each by itself, as the draft and the final text count them; those put together are one entry of the list
    rows = rows.filter(like=None) if not final and clause is None and not whole else _leading(rows)
    listed = Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
    heads, alike = {row.like_id or row.pk for row in listed}, {}
    for row in Comment.objects.listed().filter(Q(like__in=heads) | Q(pk__in=heads)).select_related("clause"):
        alike.setdefault(row.like_id or row.pk, []).append(row)
    otherwise = standing.reads_otherwise(page) if any(row.clause_id for row in listed) else frozenset()
    before = standing.reworded(page)
    for row in listed:
        row.is_of_older = row.clause_id in otherwise
        row.others = [other for other in alike.get(row.like_id or row.pk, []) if other.pk != row.pk]
        for each in (row, *row.others):
            each.earlier = each.clause_id in before
    query = request.GET.copy()
    for name in ("page", "order"):
        query.pop(name, None)
    item, article = public or (None, None)
    old, new = ("\n".join(each.words for each in side) for side in (origins, [article] if article else final))
    return {
        "page": page, "clause": clause, "whole": whole, "final": article.number if article else "、".join(map(str, final)), "final_words": new,
        "origins": origins, "item": item,
        "items": listed, "said": said, "query": query.urlencode(),
        "difference": difference(old, new) if origins and old != new else [],
        "order": request.GET.get("order", ""), "phase": page.phase(timezone.now()),
    }  # fmt: skip


def _leading(rows):
    """Of those that say the same the one under which the others are folded where `rows` are listed: their first if it is among them, else the
    earliest that is."""
    here = rows.order_by()
    first, earlier = here.filter(pk=OuterRef("like")), here.filter(like=OuterRef("like"), pk__lt=OuterRef("pk"))
    return rows.filter(Q(like=None) | ~Exists(first) & ~Exists(earlier))


def sides(parts, names=None):
    """A difference as two texts beside each other, [(what it is, lines of (tag, words))]: what was deleted stands in the first alone, what was added
    in the second alone. [] of no difference. `names`: what both are, else the draft and what it was made by the conclusion."""
    first, second = names or (_("Draft for comment"), _("The revised draft"))
    texts = ((first, "ins"), (second, "del"))
    return [(name, _lines([part for part in parts if part[0] != other])) for name, other in texts] if parts else []


def _lines(parts):
    lines = [[]]
    for tag, words in parts:
        first, *more = words.split("\n")
        lines[-1].append((tag, first))
        lines.extend([(tag, line)] for line in more)
    return [found for line in lines if (found := [(tag, words) for tag, words in line if words])]


def result_context(page, request):
    """For result.html: the report in words, with the difference of each clause; of many comments on one clause the first, and where the rest is.

    What was taken down since is still counted; its words are in the signed report, and shown to nobody.
    """
    report, consultation = page.report, page.consultation
    down = dict(Comment.objects.listed().filter(page=consultation).exclude(state=CommentState.SHOWN).values_list("number", "refusal"))
    below = f"{consultation.url}comments/?clause="
    clauses, behind = [], moved(report)
    for row in report.get("clauses", []):
        changed = row["draft"] != row["final"]
        parts = difference(row["draft"], row["final"]) if changed else []
        clauses.append(
            {
                **row, "difference": parts, "sides": sides(parts), "moved": row["id"] in behind, "behind": behind.get(row["id"]),
                "said": len(row["comments"]),
                "comments": [_in_words(each, down) for each in row["comments"][:MOST_IN_RESULT]], "more": f"{below}{row['id']}",
            }
        )  # fmt: skip
    told = [row for row in _with_added(clauses, report) if row.get("is_new") or row["comments"] or row["difference"] or row["moved"]]
    counts, whole, refused = report.get("counts", {}), report.get("whole", []), report.get("refusals", {})
    return {
        "finals": [] if consultation.inward else answers.finals(consultation),
        "consultation": consultation, "report": report, "clauses": told,
        "untouched": sum(not row["comments"] and not row["difference"] and not row["moved"] for row in clauses), "numbers": numbers(report),
        "whole": [_in_words(row, down) for row in whole[:MOST_IN_RESULT]], "whole_said": len(whole), "whole_more": f"{below}whole",
        "counts": [(Verdict(code).label, counts.get(code, 0)) for code in Verdict],
        "received": counts.get("received", 0), "adopted": counts.get(Verdict.ADOPTED, 0), "partly": counts.get(Verdict.PARTLY, 0),
        "not_adopted": counts.get(Verdict.NOT_ADOPTED, 0), "refusals": refusals(refused), "refused": counts.get("refused", 0),
    }  # fmt: skip


def moved(report):
    """{clause of the draft: number of the article behind which it stands now, "" in front of all} of a result's clauses that left the order in which
    the draft had them: all but the longest row that kept it."""
    finals, standing_at = report.get("finals", []), [(row["id"], row.get("stands")) for row in report.get("clauses", [])]
    kept = [(at, rank, pk) for rank, (pk, at) in enumerate(standing_at) if at is not None]
    staying = set(longest_rising([(at, rank) for at, rank, _pk in kept]))
    return {pk: finals[at - 1] if at else "" for at, rank, pk in kept if (at, rank) not in staying}


def _runs(report):
    """[(rank, (first, last, first now, last now))] of clauses with another number, in runs of neighbours that are neighbours still."""
    runs, before = [], None
    for rank, row in enumerate(report.get("clauses", [])):
        if row.get("stands") is None or len(row["final_ids"]) != 1 or row["final_number"] == row["number"] or row["placing"] in TAKEN_APART:
            continue
        if before == (rank - 1, row["stands"] - 1):
            runs[-1][1][1], runs[-1][1][3] = row["number"], row["final_number"]
        else:
            runs.append((rank, [row["number"], row["number"], row["final_number"], row["final_number"]]))
        before = (rank, row["stands"])
    return [(rank, tuple(run)) for rank, run in runs]


def _groups(report):
    """[(rank, (how, (clauses of the draft, what they are now)))] of those that were taken apart or put together."""
    at, found = {}, []
    for row in report.get("clauses", []):
        for pk in row.get("final_ids", ()):
            at.setdefault(pk, []).append(row)
    for rank, row in enumerate(report.get("clauses", [])):
        if row["placing"] == Placing.SPLIT:
            found.append((rank, ("split", (row["number"], row["final_number"]))))
        elif row["placing"] == Placing.MERGED and len(row["final_ids"]) == 1:
            together = at[row["final_ids"][0]]
            whole = [each for each in together if len(each["final_ids"]) == 1]
            if row is whole[0]:
                how = "merged" if len(whole) == len(together) else "joined"
                found.append((rank, (how, ("、".join(each["number"] for each in whole), row["final_number"]))))
    return found


def numbers(report):
    """[(how, what)] of all that is said of numbers, in the order of the draft: "run" with (first, last, first now, last now) of neighbouring clauses
    that have another number and are neighbours still; with (clauses of the draft, what they are now) "split"; "merged", of clauses that are one now;
    "joined", of those that went into one in which a part of a clause that was split stands too."""
    return [each for _rank, each in sorted([*((rank, ("run", run)) for rank, run in _runs(report)), *_groups(report)])]


def _with_added(clauses, report):
    """The rows of a result with the new articles among them, each behind the one after which it stands in the revised draft."""
    rank = {number: at for at, number in enumerate(report.get("finals", []))}
    rows = list(clauses)
    for new in report.get("added", []):
        mine = rank.get(new["number"], len(rank))
        before = [(row["stands"], at) for at, row in enumerate(rows) if row.get("stands") is not None and row["stands"] < mine]
        rows.insert(max(before)[1] + 1 if before else 0, {**new, "stands": mine, "is_new": True})
    return rows


def _in_words(row, down):
    if row["number"] in down:
        row = {**row, **dict.fromkeys(("text", "name", "reason", "reply"), ""), "down": Refusal(down[row["number"]])}
    way = Arrival(row["arrival"])
    return {
        **row,
        "entered": "" if way == Arrival.WEB else way.label,
        "stance_words": Stance(row["stance"]).label,
        "verdict_words": Verdict(row["verdict"]).label if row["verdict"] else _("Open"),
    }


ConsultationPage.room_context = staticmethod(context)
ResultPage.room_context = staticmethod(result_context)
ConsultationIndexPage.room_context = staticmethod(list_context)
