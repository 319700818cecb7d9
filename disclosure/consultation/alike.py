"""Comments that say nearly the same, found by their words and offered to staff as groups: campaign letters with a sentence of one's own, slips of
the pen, the same words with another mark; never with another stance. Nobody is grouped by this alone; the same stance with the same words to the sign
is (actions.comment)."""

import math
import re
from collections import Counter

from django.core.cache import cache
from django.db.models import Count, Max, Q

from disclosure.rules.masking import UNSEEN, plain

from .anchors import folded
from .models import Comment
from .models.comments import CommentState

NEAR = 0.6  # share of the pairs of letters that two texts have in common (Jaccard)
SHORT = 8  # pairs of letters: what is shorter says the same by chance
MOST = 20_000  # comments looked at, the newest
BLANKS = re.compile(r"(?<![0-9a-z]) | (?![0-9a-z])")  # those that part no two words or figures
KEEP = 3600  # seconds for which an answer is kept while no comment changes


def same_to_the_sign(text):
    """The text as it is compared when it comes in: width of signs, capitals, blanks and the mark at its end are nothing; figures, signs and marks
    inside stay, which can turn what is meant (“不，应罚款”, “-1000元”, “1.000元”)."""
    read = "".join(sign for sign in plain(text).casefold() if sign != UNSEEN)
    return BLANKS.sub("", " ".join(read.split())).rstrip(" 。.!")


def clusters(texts):
    """[[key, …]] of texts that are nearly alike, the largest group first; texts: [(key, text)] in order of arrival.

    Each is compared with the first of a group alone, and only where they share one of their rarest pairs, so that ten thousand are done in seconds.
    """
    sets = {key: frozenset(_pairs(text)) for key, text in texts}
    known = Counter(pair for pairs in sets.values() for pair in pairs)
    groups, index, words, short = {}, {}, dict(texts), {}
    for key, pairs in sets.items():
        if len(pairs) < SHORT:  # by chance alike, but where they are the same but for marks
            head = short.setdefault(folded(words[key]), key)
            groups.setdefault(head, []).append(key)
            continue
        rarest = sorted(pairs, key=lambda pair: (known[pair], pair))
        prefix = rarest[: len(pairs) - math.ceil(NEAR * len(pairs)) + 1]
        seen = Counter(head for pair in prefix for head in index.get(pair, ()))
        head = next((head for head, _n in seen.most_common(50) if _likeness(pairs, sets[head]) >= NEAR), None)
        if head is None:
            groups[key] = [key]
            for pair in prefix:
                index.setdefault(pair, []).append(key)
        else:
            groups[head].append(key)
    return sorted((keys for keys in groups.values() if len(keys) > 1), key=lambda keys: (-len(keys), keys[0]))


def _pairs(text):
    words = folded(text)[:1500]
    return (words[at : at + 2] for at in range(len(words) - 1))


def _likeness(one, other):
    both = len(one & other)
    return both / (len(one) + len(other) - both)


def offered(page, most=20):
    """[[number of a comment's row, …]] that staff may group: nearly alike, of one stance, on one clause, not grouped yet; the largest groups first.

    Kept until a comment comes, goes or is grouped: one query then.
    """
    rows = Comment.objects.filter(page=page, state__in=[CommentState.WAITING, CommentState.SHOWN])
    mark = rows.aggregate(n=Count("pk"), last=Max("pk"), grouped=Count("pk", filter=Q(like__isnull=False)))
    key = f"consultation.offers.{page.pk}.{mark['n']}.{mark['last']}.{mark['grouped']}"
    found = cache.get(key)
    if found is None:
        together = {}
        for pk, clause, stance, text in rows.filter(like=None).order_by("-pk").values_list("pk", "clause", "stance", "text")[:MOST]:
            together.setdefault((clause, stance), []).append((pk, text))
        found = [keys for texts in together.values() for keys in clusters(texts[::-1])]
        found = sorted(found, key=lambda keys: (-len(keys), keys[0]))[:most]
        cache.set(key, found, KEEP)
    return found


def offers(page, shown=10):
    """[(how many, [the first of them as Comments])] of `offered`; two queries."""
    found = offered(page)
    wanted = [pk for keys in found for pk in keys[:shown]]
    comments = Comment.objects.select_related("clause").defer("raw", "contact", "sealed_name").in_bulk(wanted) if wanted else {}
    return [(len(keys), [comments[pk] for pk in keys[:shown] if pk in comments]) for keys in found]
