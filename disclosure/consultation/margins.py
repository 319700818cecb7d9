"""From the final text to what was said: beside each article of an item that names a concluded consultation, its comments (713 art. 32)."""

import re

from django.core.cache import cache
from django.utils.html import strip_tags
from django.utils.translation import ngettext

from disclosure.items.margins import Link, sources

from . import standing
from .anchors import Piece, articles, find_clauses, match
from .models import ConsultationPage

KEEP = 3600  # seconds
BREAK = re.compile(r"</p>|</li>|</h\d>|<br\s*/?>|</td>|(?=<p[ >])")


def beside(page, known):
    """{number of an article in the text of `page`: Link to the comments that moved it}; empty where no concluded consultation is behind it.

    known: the conditions.Known that its proposal names, or None. No query where it was asked within the hour.
    """
    if known is None or not known.concluded or not page.live:
        return {}
    key = f"consultation.beside.{page.pk}.{page.live_revision_id}.{known.number}.{known.result_url}"
    found = cache.get(key)
    if found is None:
        found = counted(page, ConsultationPage.objects.get(pk=known.number))
        cache.set(key, found, KEEP)
    return {
        article: Link(f"{known.url}comments/?final={pk}", ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count})
        for article, (pk, count) in found.items()
    }


def counted(page, draft):
    """{number of an article in the text of `page`: (clause of the newest version of the draft, how many shown comments moved it)}."""
    newest = draft.versions.order_by("-number").first()
    if newest is None:
        return {}
    clauses = list(newest.clauses.order_by("place"))
    said = spoken(draft, clauses)
    mine, text = standing.articles(clauses), articles(find_clauses(plain(page)))
    found = {}
    for place in match([piece_of(row) for row in mine], text):
        count = said.get(mine[place.old].pk, 0)
        if place.sure and place.targets and count:
            found[text[place.targets[0]].number] = (mine[place.old].pk, count)
    return found


def spoken(draft, clauses):
    """{article of the newest version: how many shown comments stand where it came from}. `clauses`: those of that version in order."""
    article, counts = standing.article_of(clauses), standing.heat(draft)
    homes = standing.article_of(standing.published_clauses(draft))
    ways = standing.ways(draft)
    found = {}
    for pk, way in ways.items():
        ends = {article[each.pk] for each in (way.now, *way.also) if each is not None and each.pk in article}
        if not ends and homes.get(pk, pk) != pk:  # an item that was removed moved the article in which it stood
            home = ways[homes[pk]]
            ends = {article[each.pk] for each in (home.now, *home.also) if each is not None and each.pk in article}
        for end in ends:
            found[end] = found.get(end, 0) + counts.get(pk, 0)
    return found


def piece_of(clause):
    """An article as a Piece without its items: texts are compared whole."""
    return Piece(clause.number, clause.words, clause.chapter)


def plain(page):
    """The text of an item, a line each paragraph."""
    return "\n".join(strip_tags(BREAK.sub("\n", str(block))) for block in page.body)


if beside not in sources:
    sources.append(beside)
