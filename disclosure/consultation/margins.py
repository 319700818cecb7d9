"""From the final text to what was said: beside each article of an item that names a concluded consultation, its comments (713 art. 32)."""

from urllib.parse import urlencode

from django.core.cache import cache
from django.utils.translation import ngettext

from disclosure.items.margins import Link, lines, sources, told_apart

from . import standing
from .anchors import Piece, articles, find_clauses, match
from .models import ConsultationPage

KEEP = 3600  # seconds


def beside(page, known):
    """{(number of an article in the text of `page`, which of that number): Link to the comments that moved it}; empty where no concluded
    consultation is behind it.

    known: the conditions.Known that its proposal names, or None. No query where it was asked within the hour.
    """
    if known is None or not known.concluded or not page.live:
        return {}
    return {
        article: Link(
            f"{known.url}comments/?{_query(page, article, pks)}", ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count}
        )
        for article, (pks, count) in _kept(page, known).items()
    }


def _query(page, article, clauses):
    """What the address of the comments names: the clauses of the newest version, and the article of the item from which the reader comes."""
    number, which = article
    named = [*(("final", pk) for pk in clauses), ("item", page.pk), ("article", number)]
    return urlencode([*named, ("which", which)] if which else named)


def _kept(page, known):
    """`counted`, asked once an hour."""
    key = f"consultation.margins.{page.pk}.{page.live_revision_id}.{known.number}.{known.result_url}"
    found = cache.get(key)
    if found is None:
        found = counted(page, ConsultationPage.objects.get(pk=known.number))
        cache.set(key, found, KEEP)
    return found


def article_of(page, known, article, clauses):
    """The article of the live item `page` that `article` (its number, which of that number) names, as a Piece: where it is what these `clauses` of
    the newest version (numbers) became; else None."""
    if set(_kept(page, known).get(article, ((), 0))[0]) != set(clauses):
        return None
    text = articles(find_clauses(plain(page)))
    return text[told_apart(piece.number for piece in text).index(article)]


def counted(page, draft):
    """{(number of an article in the text of `page`, which of that number): ((clauses of the newest version of the draft that became it), how many
    shown comments moved them)}."""
    newest = draft.versions.order_by("-number").first()
    if newest is None:
        return {}
    clauses = list(newest.clauses.order_by("place"))
    said = spoken(draft, clauses)
    mine, text = standing.articles(clauses), articles(find_clauses(plain(page)))
    came = {}
    for place in match([piece_of(row) for row in mine], text):
        for target in place.targets if place.sure and said.get(mine[place.old].pk) else ():
            came.setdefault(target, []).append(mine[place.old].pk)
    keys = told_apart(piece.number for piece in text)
    return {keys[at]: (tuple(pks), sum({k: n for pk in pks for k, n in said[pk].items()}.values())) for at, pks in sorted(came.items())}


def spoken(draft, clauses):
    """{article of the newest version: {clause that came there: how many shown comments stand at it}}. `clauses`: those of that version in order."""
    article, counts = standing.article_of(clauses), standing.heat(draft)
    homes = standing.article_of(standing.published_clauses(draft))
    ways = standing.ways(draft)
    found = {}
    for pk, way in ways.items():
        ends = {article[each.pk] for each in (way.now, *way.also) if each is not None and each.pk in article}
        if not ends and homes.get(pk, pk) != pk:  # an item that was removed moved the article in which it stood
            home = ways[homes[pk]]
            ends = {article[each.pk] for each in (home.now, *home.also) if each is not None and each.pk in article}
        for end in ends if counts.get(pk) else ():
            found.setdefault(end, {})[pk] = counts[pk]
    return found


def piece_of(clause):
    """An article as a Piece without its items: texts are compared whole."""
    return Piece(clause.number, clause.words, clause.chapter)


def plain(page):
    """The text of an item, a line each paragraph."""
    return "\n".join(line for block in page.body for line in lines(str(block)))


if beside not in sources:
    sources.append(beside)
