"""Conclude: every comment has its conclusion, and the result goes into the chain as an item of its own."""

import datetime as dt
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from disclosure.clocks.actions import day_of
from disclosure.intake.typed import text_of
from disclosure.ledger.errors import WrongState
from disclosure.ledger.record import record
from disclosure.rules.hearing import Arrival, Phase, Refusal, Stance, Verdict, owed_before_conclusion

from .. import standing
from ..access import require
from ..models import Comment, ResultPage
from ..models.comments import CommentState
from .about import about, locked, without_numbers_of_persons

LAST = dt.timedelta(seconds=30)  # after the close what was sent in its last second may still be on its way into the table


@transaction.atomic
def conclude(*, page, views, by, at):
    """End the work on a closed consultation and draft its result, which its editor then proposes to the chain; the ResultPage.

    views: the main views and what was made of them, for the public. Entry "consultation.conclude". Raises NotAllowed; WrongState before the close,
    while one comment lacks a conclusion or a clause its place, or when a result was drafted already (and that draft not deleted).
    """
    page = locked(page)
    acting = require(by, page, at)
    if page.concluded_at and page.results.exists():
        raise WrongState(_("It is concluded already."))
    if not page.live or page.phase(at) != Phase.CLOSED:
        raise WrongState(_("It can be concluded once the time for comments is over."))
    if page.phase(at - LAST) == Phase.OPEN:
        raise WrongState(_("A comment of the last second may still be on its way: try again in half a minute."))
    if lacks := owed_before_conclusion(standing.owed(page)):
        raise WrongState(" ".join(str(sentence) for sentence in lacks))
    views = without_numbers_of_persons(text_of(views, "views", most=20_000), "views", day_of(at), page)
    # A result that was deleted is drafted anew: what was taken down of the first one is refused in the second.
    Comment.objects.filter(page=page, state=CommentState.REFUSED).exclude(verdict="").update(verdict="", reason="")
    page.concluded_at = at
    type(page).objects.filter(pk=page.pk).update(concluded_at=at)
    with override(settings.LANGUAGE_CODE):
        result = _result(page, views, by, at)
    counts = result.report["counts"]
    record("consultation.conclude", about=about(page), by=by, acting=acting, at=at, facts={"result": result.pk, "counts": counts})
    return result


def _result(page, views, by, at):
    title = _("Result of the consultation on: %(title)s") % {"title": page.title}
    words = "".join(f"<p>{escape(line)}</p>" for line in views.split("\n") if line.strip())
    result = ResultPage(
        title=title[:255], owner=by, live=False, inward=page.inward, consultation=page, division=page.division, formed_on=day_of(at),
        scope=page.scope, channels=list(page.channels), issuer=page.issuer, legal_basis=page.legal_basis,
        keywords=list(page.keywords), body=[("paragraph", words)], report=report_of(page),
    )  # fmt: skip
    result.summary = result.counted  # what a feed, a list and a search say of it
    result.fill_in()
    page.get_parent().specific.add_child(instance=result)
    result.save_revision(user=by, log_action=True)
    return result


def report_of(page):
    """The report as JSON values: counts, refusals by reason, each article with draft, final text and the comments that spoke of it or its items."""
    tally, ways = standing.tally(page), standing.ways(page)
    newest = page.versions.order_by("-number").first()
    first = page.versions.filter(published=True).order_by("-number").first()
    said = {}
    for row in Comment.objects.shown().filter(page=page).select_related("clause").order_by("at", "id"):
        said.setdefault(row.clause_id, []).append(_one(row))
    mine = list(first.clauses.order_by("place"))
    article = standing.article_of(mine)
    now, here = standing.at_published(page, mine), {}
    for pk, rows in said.items():  # on an item: with its article; on an earlier published version: with what became of its clause
        here.setdefault(article.get(pk) or _heir(pk, now, article), []).extend(rows)
    finals = list(newest.clauses.articles().order_by("place"))
    rank = {clause.pk: at for at, clause in enumerate(finals)}
    clauses, arrived, unseen = [], set(), Counter()
    for clause, count in standing.unmoved(page):
        if clause is not None:
            unseen[article.get(clause.pk) or _heir(clause.pk, now, article)] += count
    for clause in standing.articles(mine):
        way = ways[clause.pk]
        final = way.parts
        arrived |= {target.pk for target in final}
        clauses.append(
            {
                "id": clause.pk, "number": str(clause), "chapter": clause.chapter, "draft": clause.words, "placing": str(way.placing),
                "final_number": "、".join(str(target) for target in final), "final": "\n".join(target.words for target in final),
                "final_ids": [target.pk for target in final], "stands": next((rank[each.pk] for each in final if each.pk in rank), None),
                "comments": sorted(here.pop(clause.pk, []), key=lambda row: row["number"]), "unseen": unseen[clause.pk],
            }
        )  # fmt: skip
    added = [
        {"id": clause.pk, "number": str(clause), "chapter": clause.chapter, "text": clause.words}
        for clause in finals
        if clause.pk not in arrived and newest.pk != first.pk
    ]
    return {
        "counts": {
            "received": tally["received"], "shown": tally["shown"], "refused": tally["refused"],
            **{str(verdict): tally["verdicts"].get(str(verdict), 0) for verdict in Verdict},
        },
        "refusals": {str(code): tally["refusals"][code] for code in Refusal if code in tally["refusals"]},
        "clauses": clauses, "added": added, "whole": [row for rows in here.values() for row in rows], "versions": [first.number, newest.number],
        "finals": [str(clause) for clause in finals],
    }  # fmt: skip


def _heir(pk, now, article):
    """The article of the newest published version that an older published clause is `now`; None: with the comments on the whole draft."""
    return next((article[end] for end in now.get(pk, ())), None)


def _one(row):
    return {
        "number": row.number, "clause": str(row.clause) if row.clause else "", "stance": str(Stance(row.stance)), "text": row.text, "name": row.name,
        "arrival": str(Arrival(row.arrival)), "verdict": row.verdict, "reason": row.reason, "like": row.like_id, "reply": row.reply,
    }  # fmt: skip
