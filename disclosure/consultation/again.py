"""What was left out of a draft and stands in it again: a clause finds its place by its own words, whatever the versions between made of it."""

from collections import Counter

from disclosure.rules.hearing import Placing

from .anchors import SURE, common, folded, grams
from .models import ClauseLink


def again(old, new, walk, arrived):
    """[ClauseLink] from clauses of an earlier version, `old`, to those of a later one, `new` (both in order, items after their articles), beside what
    the steps between say: `walk` (clause → tracks.Walk); `arrived`: clauses of `new` to which some clause has come surely.

    Sure where the same words stand once on each side. Of an article that was left out: in doubt where they stand more than once, or where something
    much like it stands that has no other origin.
    """
    found = []
    ours, theirs = ([row for row in rows if row.parent_id is None] for rows in (old, new))
    words = {row.pk: folded(row.words) for row in [*ours, *theirs]}
    mine, there = (Counter(words[row.pk] for row in rows) for rows in (ours, theirs))
    free = [row for row in theirs if row.pk not in arrived]
    for row in ours:
        way, same = walk(row.pk), words[row.pk]
        if same and mine[same] == there[same] == 1:
            end = next(each for each in theirs if words[each.pk] == same)
            said = end.pk in way.ends and any(link.decided_at for link in way.links)  # by a person, who placed it there among others
            if not (way.sure and (said or way.ends == [end.pk])):
                found.append(ClauseLink(old=row, new=end, placing=Placing.KEPT))
            found += _items_of(old, new, row, end, walk)
        elif not way.ends:
            likely = _likely(same, [(each, words[each.pk]) for each in free])
            if likely is not None:
                waiting = [row, *(item for item in old if _is_below(item, row, old))]
                found += [ClauseLink(old=each, new=likely, placing=Placing.CHANGED, sure=False) for each in waiting]
        elif way.sure and len(way.ends) == 1 and (end := next((each for each in theirs if each.pk == way.ends[0]), None)):
            found += _items_put_back(old, new, row, end, walk, arrived)
    return found


def _is_below(item, article, rows):
    parents = {row.pk: row.parent_id for row in rows}
    above = item.parent_id
    while above is not None and above != article.pk:
        above = parents.get(above)
    return above is not None


def _items_of(old, new, row, end, walk):
    """The items of an article that stands again with the same words: each at its own, in their order."""
    ours, theirs = ([item for item in rows if _is_below(item, article, rows)] for rows, article in ((old, row), (new, end)))
    if [folded(item.text) for item in ours] != [folded(item.text) for item in theirs]:
        return []
    pairs = [(item, other, walk(item.pk)) for item, other in zip(ours, theirs, strict=True)]
    return [ClauseLink(old=item, new=other, placing=Placing.KEPT) for item, other, way in pairs if not (way.sure and way.ends == [other.pk])]


def _items_put_back(old, new, row, end, walk, arrived):
    """Items that were left out of an article and stand in it again."""
    ours, theirs = ([item for item in rows if _is_below(item, article, rows)] for rows, article in ((old, row), (new, end)))
    mine, there = (Counter(folded(item.text) for item in rows) for rows in (ours, theirs))
    found = []
    for item in ours:
        same = folded(item.text)
        if not walk(item.pk).ends and mine[same] == there[same] == 1:
            other = next(each for each in theirs if folded(each.text) == same)
            if other.pk not in arrived:
                found.append(ClauseLink(old=item, new=other, placing=Placing.KEPT))
    return found


def _likely(words, others):
    """Of `others` (clause, its words) the one that is most like a clause that was left out, where one is much like it."""
    own = grams(words)
    rows = [(2 * common(own, grams(each)) / ((sum(own.values()) + sum(grams(each).values())) or 1), -row.place, row) for row, each in others]
    best = max(rows, default=None, key=lambda found: found[:2])
    return best[2] if best is not None and best[0] >= SURE else None
