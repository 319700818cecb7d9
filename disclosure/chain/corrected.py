"""What a correction 勘误 may not touch, since two signatures publish it: articles put in, taken out or renumbered (but for a number that stands
twice); and figures, in doubt."""

import difflib
import re
from collections import Counter

from django.utils.translation import gettext as _

from disclosure.rules.hearing import ARTICLE

from .changes import plain

TOP = re.compile(r"^([一二三四五六七八九十百]+)、\s*")  # of a text without articles
MOST = 5  # named in a sentence
NEAR = 0.4  # likeness from which two articles are one with other words
# Numbers: all in digits, those in Chinese where a unit or 之 follows (“十五日”, “三分之一”), not each 一 of a word.
FIGURE = re.compile(
    r"(?<!第)(?:百分之[零〇一二三四五六七八九十百千点]+|[零〇一二两三四五六七八九十百千万亿]+分之[零〇一二两三四五六七八九十百千万亿]+"
    r"|[0-9０-９][0-9０-９.,，]*(?:%|％)?[十百千万亿]*(?:个?工作日|个?月|[日天年周元倍人次吨亩米]|小时|公里)?"
    r"|[零〇一二两三四五六七八九十百千万亿]+(?:个?工作日|个月|个?小时|公里|平方米|[日天年月周元倍吨亩米]))"
)


def articles(facts):
    """[(number, words)] of the articles in a signed text, in order; of one without articles what 一、 and 二、 number."""
    lines = [line.strip() for line in plain(facts.get("body") or "").split("\n")]
    mark = ARTICLE if any(ARTICLE.match(line) for line in lines) else TOP
    found = []
    for line in lines:
        if here := mark.match(line):
            found.append([here[1], line[here.end() :]])
        elif found:
            found[-1][1] += "\n" + line
    return [tuple(each) for each in found]


def pairs(old, new):
    """[(index in old or None, index in new or None)] of two lists of articles: the same words, else the likest between such."""
    found = []
    ours, theirs = ([words for _number, words in side] for side in (old, new))
    for tag, a, b, c, d in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal" or b - a == d - c:
            found += zip(range(a, b), range(c, d), strict=True)
            continue
        free = list(range(c, d))
        for at in range(a, b):
            likeness = {to: difflib.SequenceMatcher(None, ours[at], theirs[to], autojunk=False).ratio() for to in free}
            to = max(likeness, key=likeness.get, default=None)
            to = to if to is not None and likeness[to] >= NEAR else None
            found.append((at, to))
            free = [each for each in free if each != to]
        found += [(None, to) for to in free]
    return found


def reordered(before, after):
    """Why what changes between two signed texts is no correction: the articles put in, taken out or renumbered, in a sentence; "" where none is."""
    old, new = articles(before), articles(after)
    met = pairs(old, new)
    come = [new[to][0] for at, to in met if at is None]
    gone = [old[at][0] for at, to in met if to is None]
    moved = [(old[at][0], new[to][0]) for at, to in met if None not in (at, to) and old[at][0] != new[to][0]]
    said = []
    if come:
        said.append(_("put in: %(articles)s") % {"articles": _listed(come)})
    if gone:
        said.append(_("taken out: %(articles)s") % {"articles": _listed(gone)})
    if moved and not _mends_a_double(old, new, moved):
        said.append(_("numbered anew: %(articles)s") % {"articles": _listed([f"{one}→{other}" for one, other in moved])})
    if not said:
        return ""
    return _("A correction does not put in, take out or renumber articles (%(what)s): propose a new version by an ordinary round.") % {
        "what": "；".join(said)
    }


def _mends_a_double(old, new, moved):
    """Whether what is renumbered is a number that stood twice, once for each time too many, and none does any more: a slip of the pen."""
    ours, theirs = (Counter(number for number, _words in side) for side in (old, new))
    twice = Counter({number: count - 1 for number, count in ours.items() if count > 1})
    return max(theirs.values()) == 1 and Counter(one for one, _other in moved) == twice


def figures(before, after):
    """[sentence] where figures, sums or times of the text change: nothing is refused for it, who proposes and signs looks."""
    old, new = articles(before), articles(after)
    met = [(new[to][0], old[at][1], new[to][1]) for at, to in pairs(old, new) if None not in (at, to) and old[at][1] != new[to][1]]
    if not old and not new:
        met = [("", plain(before.get("body") or ""), plain(after.get("body") or ""))]
    met += [("", plain(before.get(name) or ""), plain(after.get(name) or "")) for name in ("title", "summary")]
    said = []
    for number, one, other in met:
        ours, theirs = Counter(FIGURE.findall(one)), Counter(FIGURE.findall(other))
        if ours != theirs:
            gone, come = ("、".join((left - right).elements()) or "—" for left, right in ((ours, theirs), (theirs, ours)))
            said.append(f"{number} {gone}→{come}".strip())
    if not said:
        return []
    words = _("This correction changes figures: %(figures)s. Does that leave the meaning untouched? Else propose a new version by an ordinary round.")
    return [words % {"figures": "；".join(said[:MOST]) + ("……" if len(said) > MOST else "")}]


def _listed(names):
    if len(names) <= MOST:
        return "、".join(names)
    return _("%(articles)s and others, %(count)s in all") % {"articles": "、".join(names[:MOST]), "count": len(names)}
