"""Where a clause of one version of a draft stands in the next: by its text first, by its neighbours second, and by nobody's guess.

Pure: strings in, placings out. What is not beyond doubt is handed to staff (`sure` is false); nothing is placed wrongly in silence. Articles are
matched first, each with all its words; then the items below them, （一） and 1., inside what became of their article.
"""

import re
from collections import Counter
from dataclasses import dataclass

from disclosure.rules.hearing import ARTICLE, NUM, Placing

CHAPTER = re.compile(rf"^第{NUM}[编章节](?:\s|　|$|(?=[^条款项]))")
LEVELS = (  # what numbers a clause, the coarsest first; the first that occurs twice makes the clauses of a text
    ARTICLE,
    re.compile(r"^([一二三四五六七八九十百]+)、\s*"),
    re.compile(r"^([（(][一二三四五六七八九十百]+[）)])\s*(?!项|[、和至])"),  # “（一）、（二）项规定的” is a sentence, no item
    re.compile(r"^([0-9０-９]{1,3})[.．、]\s*(?![0-9])"),
)
MARKS = re.compile(r"[\s　，。、；：:,.;“”\"'‘’（）()《》〈〉！？!?—\-·]+")
# A reference to a number of its own draft changes with every insertion: it is no change of the clause.
REFERENCE = re.compile(rf"第{NUM}(条|款|项|章)")
ARTICLE = re.compile(rf"第{NUM}条")
FIGURE = re.compile(r"[0-9０-９零〇一二两三四五六七八九十百千万亿]+")

SURE, LEAN = 0.62, 0.40  # likeness from which two texts are one clause changed; below the second they are two clauses
AHEAD = 0.18  # how far the best candidate must be ahead of the next
SCATTERED = 0.50  # share of a text that lies in two clauses with other origins, from which it may have been taken apart
TWICE = 1.15  # from which the parts of a text overlap: they say the same, and one may have been removed rather than merged
WITHIN = 0.80  # how much of a text must lie in another for it to have gone into it
NEARLY = 0.05  # by how much more one of two that say the same must lie in a text to be the one that went into it
FEW = 5  # pairs that two texts share by chance
SENTENCE = 15  # letters from which a whole sentence stands nowhere by chance
STOP = re.compile(r"[。；;：:！？!?\n]")


@dataclass(frozen=True)
class Piece:
    """A clause as found in a text: `number` ("第一条", of an item "第一条（一）", "" for a text without numbers), its own words, the heading above.

    `parent`: of an item the index of the clause it stands in, None of an article; `whole`: of an article with items all its words, a line each.
    """

    number: str
    text: str
    chapter: str = ""
    parent: int | None = None
    whole: str = ""

    @property
    def words(self):
        """All its words, those of its items included."""
        return self.whole or self.text


@dataclass(frozen=True)
class Place:
    """Where the clause number `old` (an index) went: indexes in the newer version, the first where its comments stand; empty when removed.

    `sure`: false when a person must look; `targets` then holds what is likeliest.
    """

    old: int
    placing: Placing
    targets: tuple = ()
    sure: bool = True


def find_clauses(text):
    """The clauses of a pasted or typed text, in order: 第一条, 一、, （一） or 1. – the coarsest that numbers at least two; else its paragraphs.

    Chapters are headings above the clauses. Finer numbers inside a clause are items of it, each a Piece after its clause with its `parent`. What
    precedes the first number (title, preamble) is left out.
    """
    lines = [line.strip(" \t　\r") for line in (text or "").replace("\r\n", "\n").replace("\v", "\n").split("\n")]
    lines = [line for line in lines if line]
    level = next((mark for mark in LEVELS if sum(bool(mark.match(line)) for line in lines) >= 2), None)
    if level is None:
        level = next((mark for mark in LEVELS if any(mark.match(line) for line in lines)), None)
    if level is None:
        return [Piece("", line) for line in lines]
    found, chapter = [], ""
    for line in lines:
        if level is LEVELS[0] and CHAPTER.match(line) and not level.match(line) and len(line) < 40:
            chapter = line
        elif here := level.match(line):
            found.append(_Article(here[1], line[here.end() :], chapter))
        elif found:
            found[-1].add(line, LEVELS[LEVELS.index(level) + 1 :])
    pieces = []
    for article in found:
        pieces += article.pieces(len(pieces))
    return pieces


class _Article:
    """An article while its lines are read."""

    def __init__(self, number, words, chapter):
        self.number, self.chapter, self.own, self.lines = number, chapter, [words], [words]
        self.items, self.open, self.numbers = [], [], set()  # items: (number, text, index of the item above or None)

    def add(self, line, finer):
        self.lines.append(line)
        depth, mark = next(((depth, mark) for depth, each in enumerate(finer) if (mark := each.match(line))), (None, None))
        if mark is None:
            self.own.append(line)
            self.open = []
            return
        self.open = [row for row in self.open if row[0] < depth]
        above = self.open[-1][1] if self.open else None
        number = (self.items[above][0] if above is not None else self.number) + mark[1]
        if number in self.numbers:  # a second list in the same article: by its paragraph
            number = f"{self.number}第{_numeral(len([own for own in self.own if own]))}款{mark[1]}"
        self.numbers.add(number)
        self.open.append((depth, len(self.items)))
        self.items.append((number, line[mark.end() :], above))

    def pieces(self, first):
        """As Pieces; `first`: the index that the article gets."""
        own, whole = ("\n".join(part for part in parts if part) for parts in (self.own, self.lines))
        below = [Piece(number, text, self.chapter, first if above is None else first + 1 + above) for number, text, above in self.items]
        return [Piece(self.number, own, self.chapter, None, whole if below else ""), *below]


def _numeral(n):
    if n >= 100:
        return str(n)
    tens, ones = divmod(n, 10)
    digits = ("", *"一二三四五六七八九")
    return ("十" if tens == 1 else digits[tens] + "十" if tens else "") + digits[ones]


def articles(pieces):
    """Those that are no items of others, in order."""
    return [piece for piece in pieces if piece.parent is None]


def draft_of(pieces):
    """The text of articles (Pieces or Clauses) as it is pasted again: headings, numbers as they were written, a line each."""
    lines, above = [], ""
    for piece in pieces:
        if piece.chapter and piece.chapter != above:
            above = piece.chapter
            lines.append(above)
        mark = "、" if re.fullmatch("[一二三四五六七八九十百]+", piece.number) else "." if re.fullmatch("[0-9０-９]+", piece.number) else ""
        lines.append(f"{piece.number}{mark}{' ' if piece.number.startswith('第') else ''}{piece.words}")
    return "\n".join(lines)


def folded(text):
    """The words alone: without marks, blanks and numbers of clauses."""
    return MARKS.sub("", REFERENCE.sub(r"第\1", text))


def same_words(one, other):
    """Whether two texts are the same but for the numbers of the clauses to which they refer."""
    return REFERENCE.sub(r"第\1", one) == REFERENCE.sub(r"第\1", other)


def sentences(text):
    """Its whole sentences, folded, those alone that are too long to stand somewhere by chance."""
    return [words for part in STOP.split(text) if len(words := folded(part)) >= SENTENCE]


def grams(text):
    """Pairs of neighbouring characters, counted."""
    return Counter(text[at : at + 2] for at in range(len(text) - 1)) if len(text) > 1 else Counter([text] if text else [])


def common(one, other):
    """How many pairs two texts share."""
    small, large = (one, other) if len(one) < len(other) else (other, one)
    return sum(min(count, large[pair]) for pair, count in small.items())


def common_of_all(olds, news):
    """`common` of each of `olds` with each of `news`, a row for each old one, as it is asked for: only where a pair occurs is it counted."""
    where = {}  # pair → [(index in news, how often)]
    for b, pairs in enumerate(news):
        for pair, count in pairs.items():
            where.setdefault(pair, []).append((b, count))
    for pairs in olds:
        row = [0] * len(news)
        for pair, count in pairs.items():
            for b, other in where.get(pair, ()):
                row[b] += count if count < other else other
        yield row


def near(olds, news):
    """For each of the texts `olds` [(index in `news`, likeness)] of those a person would compare it with, the likeliest first: of which a good part
    lies in it, or in which a good part of it lies."""
    olds, news = ([grams(folded(text)) for text in side] for side in (olds, news))
    lengths = [sum(pairs.values()) or 1 for pairs in news]
    found = []
    for pairs, row in zip(olds, common_of_all(olds, news), strict=True):
        size = sum(pairs.values()) or 1
        rows = [(2 * shared / (size + lengths[b]), b) for b, shared in enumerate(row) if shared >= LEAN * min(size, lengths[b]) and shared >= FEW]
        found.append([(b, likeness) for likeness, b in sorted(rows, key=lambda each: (-each[0], each[1]))])
    return found


def told_apart(old, new, moved):
    """For each of the texts `old` the index of its own among `new`, all with the same words but for the articles to which they refer; None in doubt.

    “违反第五条规定的” and “违反第七条规定的” are two clauses: in their order where nothing differs, else by where the article went to which each
    refers (`moved`: {number: number}), else by the very numbers, as of another law.
    """
    ours, theirs = ([ARTICLE.findall(text) for text in side] for side in (old, new))
    if ours == theirs:
        return list(range(len(old)))
    for now in (moved, {}):
        wanted = [[now.get(number, number) for number in each] for each in ours]
        if all(theirs.count(each) == wanted.count(each) == 1 for each in wanted):
            return [theirs.index(each) for each in wanted]
    return None


class _Side:
    """One version, prepared."""

    def __init__(self, pieces):
        self.pieces = pieces
        self.words = [folded(piece.words) for piece in pieces]
        self.grams = [grams(words) for words in self.words]
        self.sizes = [sum(each.values()) or 1 for each in self.grams]
        self.numbers = [piece.number for piece in pieces]


def match(old, new):
    """[Place] for each clause of `old` (Pieces with their items), in order, in the version `new`."""
    ours, theirs = ([at for at, piece in enumerate(side) if piece.parent is None] for side in (old, new))
    found = {}
    for place in _Match(_Side([old[at] for at in ours]), _Side([new[at] for at in theirs])).places():
        found[ours[place.old]] = Place(ours[place.old], place.placing, tuple(theirs[target] for target in place.targets), place.sure)
    if len(found) < len(old):
        _Items(old, new, found).place()
    for a in _in_doubt_by_figures(old, new, found):
        found[a] = Place(a, Placing.CHANGED, found[a].targets or (_likest(old[a], new),), False)
    return [found[at] for at in range(len(old))]


def _in_doubt_by_figures(old, new, found):
    """Clauses of `old` that differ from others beside them by figures alone, where not every one of these stands in `new` with its figures: was the
    first tier raised to the second, or taken out? Only what kept both its words and its place among them is beyond doubt."""
    families, homes = {}, [_Items._roots(side) for side in (old, new)]
    for which, pieces in enumerate((old, new)):
        for at, piece in enumerate(pieces):
            words = folded(piece.words if piece.parent is None else piece.text)
            if shape := FIGURE.sub("#", words):
                families.setdefault((piece.parent is None, shape), ([], []))[which].append((at, words))
    for (is_article, shape), sides in families.items():
        roots = [None] if is_article else sorted({homes[0][at] for at, _words in sides[0]})
        for root in roots:
            theirs = None if root is None else {homes[1][target] for target in found[root].targets}
            ours = [row for row in sides[0] if root is None or homes[0][row[0]] == root]
            others = [row for row in sides[1] if root is None or homes[1][row[0]] in theirs]
            mine, there = ([words for _at, words in rows] for rows in (ours, others))
            if there and len(set(mine)) + len(set(there)) > 2 and Counter(mine) - Counter(there) and "#" in shape:
                for rank, (at, words) in enumerate(ours):
                    if found[at].sure and not (rank < len(there) and there[rank] == words):
                        yield at


def _likest(piece, new):
    """The clause of `new` to which a Piece is likest, an article of articles."""
    own = grams(folded(piece.words))
    return max((at for at, row in enumerate(new) if row.parent is None), key=lambda at: common(own, grams(folded(new[at].words))))


def alike(one, other):
    """Whether any clause of one text (Pieces) is like one of another, or lies in it. Articles alone are looked at, and none so short that two matters
    share it by chance (“本办法自发布之日起施行”), unless a text has no others."""
    ours, theirs = (_Side(_long([piece for piece in side if piece.parent is None])) for side in (one, other))
    for row, size in zip(common_of_all(ours.grams, theirs.grams), ours.sizes, strict=True):
        for shared, length in zip(row, theirs.sizes, strict=True):
            if 2 * shared >= SURE * (size + length) or shared >= WITHIN * min(size, length):
                return True
    return False


def _long(pieces):
    return [piece for piece in pieces if len(folded(piece.words)) >= 2 * SENTENCE] or pieces


def match_items(old, new):
    """[Place] for the items `old` of one clause among the items `new` of what a person said became of it (both Pieces)."""
    places = _Match(_Side(old), _Side(new)).places()
    return [Place(place.old, place.placing, place.targets, place.sure and place.placing in ALONE) for place in places]


# Items of one list are short and alike: one put together with another, or taken apart, is a person's to say.
ALONE = (Placing.KEPT, Placing.MOVED, Placing.CHANGED)


class _Items:
    """Items after their articles: where the same words stand, else inside what became of the article, else a person looks."""

    FAR = 20  # letters: what is shorter stands in another article by chance, as “法律、法规规定的其他情形”

    def __init__(self, old, new, found):
        self.old, self.new, self.found = old, new, found
        self.moved = {old[a].number: new[place.targets[0]].number for a, place in found.items() if place.sure and place.targets}
        self.top = [self._roots(side) for side in (old, new)]
        self.free = [[at for at, piece in enumerate(side) if piece.parent is not None] for side in (old, new)]
        self.own = [[folded(piece.text) for piece in side] for side in (old, new)]
        self.words = [{at: self.own[which][at] for at in self.free[which]} for which in (0, 1)]
        self.grams = [{at: grams(words) for at, words in each.items()} for each in self.words]

    @staticmethod
    def _roots(pieces):
        roots = []
        for at, piece in enumerate(pieces):
            roots.append(at if piece.parent is None else roots[piece.parent])
        return roots

    def place(self):
        self._same_words()
        for article in sorted({self.top[0][at] for at in self.free[0]}):
            self._inside(article, [at for at in self.free[0] if self.top[0][at] == article and at not in self.found])

    def _targets(self, article):
        """The articles of the newer version that hold what became of an old one, where that is beyond doubt."""
        place = self.found[article]
        return set(place.targets) if place.sure else set()

    def _open(self):
        taken = {target for place in self.found.values() if place.sure for target in place.targets}
        return [at for at in self.free[1] if at not in taken]

    def _same_words(self):
        """The same words: in what became of the article, as often as in the article; or many words, found once on each side."""
        olds, news = {}, {}
        for which, found in ((0, olds), (1, news)):
            for at, words in self.words[which].items():
                found.setdefault(words, []).append(at)
        for words, ours in olds.items():
            theirs = news.get(words, [])
            if len(ours) == len(theirs) == 1 and len(words) >= self.FAR and "其他" not in words:
                self._keep(ours[0], theirs[0])
                continue
            for at in ours:
                here = [b for b in theirs if self.top[1][b] in self._targets(self.top[0][at])]
                mine = [a for a in ours if self.top[0][a] == self.top[0][at]]
                rivals = [a for a in ours if a not in mine and self._targets(self.top[0][a]) & {self.top[1][b] for b in here}]
                if words and len(here) == len(mine) and not rivals:
                    own = told_apart([self.old[a].text for a in mine], [self.new[b].text for b in here], self.moved)
                    if own is None:
                        self.found[at] = Place(at, Placing.CHANGED, (here[mine.index(at)],), False)
                    else:
                        self._keep(at, here[own[mine.index(at)]])

    def _keep(self, a, b):
        moved = self.top[1][b] not in self._targets(self.top[0][a])
        self.found[a] = Place(a, Placing.MOVED if moved else Placing.KEPT, (b,))

    def _inside(self, article, items):
        if not items:
            return
        free = self._open()
        place = self.found[article]
        within = [b for b in free if self.top[1][b] in place.targets]
        inner = _Match(_Side([self.old[a] for a in items]), _Side([self.new[b] for b in within]), self.moved).places()
        for row, a in zip(inner, items, strict=True):
            targets = tuple(within[target] for target in row.targets)
            if not place.sure:
                self.found[a] = Place(a, Placing.CHANGED, targets or place.targets, False)
            elif row.placing is not Placing.REMOVED:
                self.found[a] = Place(a, row.placing, targets, row.sure and row.placing in ALONE)
            else:
                self.found[a] = self._gone(a, place, [b for b in free if b not in within])

    def _gone(self, a, place, elsewhere):
        """Not among the items of what became of its article: removed, unless something resembles it elsewhere, or the list became a sentence."""
        size = sum(self.grams[0][a].values()) or 1
        near = {b: common(self.grams[0][a], self.grams[1][b]) / min(size, sum(self.grams[1][b].values()) or 1) for b in elsewhere}
        best = max(near, key=near.get, default=None)
        if best is not None and near[best] >= 0.5:
            return Place(a, Placing.CHANGED, (best,), False)
        for target in place.targets:
            if common(self.grams[0][a], grams(folded(self.new[target].text))) / size >= 0.5:
                return Place(a, Placing.MERGED, (target,), False)
        for sentence in sentences(self.old[a].text):
            if all(sentence not in words for at, words in enumerate(self.own[0]) if at != a):
                for b, words in enumerate(self.own[1]):
                    if sentence in words:
                        return Place(a, Placing.MERGED, (b,), False)
        return Place(a, Placing.REMOVED)


class _Match:
    def __init__(self, old, new, moved=None):
        self.old, self.new, self.moved = old, new, moved  # moved: where articles went, None of articles themselves
        self.twins = []  # [(old clauses, new clauses)] with the same words but for the articles to which they refer
        self.shared = list(common_of_all(old.grams, new.grams))
        self.found = {}  # old → Place
        self.taken = {}  # new → [old]
        self.all_new = "\n".join(new.words)
        self.gains = {}  # new → what it holds beyond the old ones placed there, once all are placed that need no person

    def likeness(self, a, b):
        return 2 * self.shared[a][b] / (self.old.sizes[a] + self.new.sizes[b])

    def of_old(self, a, b):
        """How much of the old clause lies in the new one."""
        return self.shared[a][b] / self.old.sizes[a]

    def of_new(self, a, b):
        """How much of the new clause comes from the old one."""
        return self.shared[a][b] / self.new.sizes[b]

    def places(self):
        self._same_words()
        self._merged()
        self._split()
        self._alike()
        self._elsewhere()
        self.gains = {b: rest for b in self.taken if (rest := self._beyond(b))}
        for a in range(len(self.old.pieces)):
            if a not in self.found:
                self._rest(a)
        self._told_apart()
        self._moved()
        return [self.found[a] for a in range(len(self.old.pieces))]

    def put(self, a, placing, targets=(), sure=True):
        self.found[a] = Place(a, placing, tuple(targets), sure)
        for b in targets if sure else ():
            self.taken.setdefault(b, []).append(a)

    def _same_words(self):
        """The same words, found once on each side. Words that stand twice are paired in their order where both sides have as many."""
        olds, news = {}, {}
        for side, found in ((self.old, olds), (self.new, news)):
            for index, words in enumerate(side.words):
                found.setdefault(words, []).append(index)
        for words, ours in olds.items():
            theirs = news.get(words, [])
            if words and len(ours) == len(theirs):
                for a, b in zip(ours, theirs, strict=True):
                    self.put(a, Placing.KEPT, [b])
                if any(ARTICLE.search(self.old.pieces[a].words) for a in ours):
                    self.twins.append((ours, theirs))

    def _told_apart(self):
        """Of clauses with the same words each to its own, by the articles to which they refer; where that leaves a doubt a person looks."""
        moved, several = self.moved, {a for ours, _theirs in self.twins if len(ours) > 1 for a in ours}
        if moved is None:
            sure = [(a, place.targets[0]) for a, place in self.found.items() if place.sure and place.targets and a not in several]
            moved = {self.old.numbers[a]: self.new.numbers[b] for a, b in sure}
        for ours, theirs in self.twins:
            own = told_apart([self.old.pieces[a].words for a in ours], [self.new.pieces[b].words for b in theirs], moved)
            for rank, a in enumerate(ours):
                self.found[a] = Place(a, Placing.CHANGED, (theirs[rank],), False) if own is None else Place(a, Placing.KEPT, (theirs[own[rank]],))

    def _free_old(self):
        return [a for a in range(len(self.old.pieces)) if a not in self.found]

    def _free_new(self):
        return [b for b in range(len(self.new.pieces)) if b not in self.taken]

    def _merged(self):
        """Two or more old clauses lie in one new clause, which holds little else."""
        free = self._free_old()
        for b in self._free_new():
            parts = self._own([a for a in free if a not in self.found and self.of_old(a, b) >= WITHIN and self._only(a, b)], b)
            covered = sum(self.shared[a][b] for a in parts) / self.new.sizes[b]
            if len(parts) > 1 and 0.75 <= covered <= TWICE and all(self.of_new(a, b) >= 0.06 for a in parts):
                for a in parts:
                    self.put(a, Placing.MERGED, [b])

    def _own(self, parts, b):
        """Those of `parts` that have words of their own in a new clause: of two that say the same only the one that lies in it, neither in doubt."""
        parts = list(parts)
        while len(parts) > 1:
            twins = [a for a in parts if common(self.old.grams[a], self._without(b, [c for c in parts if c != a])) < 0.5 * self.old.sizes[a]]
            if not twins:
                break
            ranked = sorted(twins, key=lambda a: self.of_old(a, b))
            if len(ranked) > 1 and self.of_old(ranked[1], b) - self.of_old(ranked[0], b) < NEARLY:
                return []
            parts.remove(ranked[0])
        return parts

    def _only(self, a, b):
        """No other free new clause holds nearly as much of the old one."""
        return all(self.of_old(a, other) < self.of_old(a, b) - AHEAD for other in self._free_new() if other != b)

    def _split(self):
        """One old clause lies in two or more new ones, each of which holds little else."""
        for a in self._free_old():
            parts = [b for b in self._free_new() if self.of_new(a, b) >= WITHIN and self.of_old(a, b) >= 0.08]
            parts = [b for b in parts if all(self.of_new(other, b) < self.of_new(a, b) - AHEAD for other in self._free_old() if other != a)]
            if len(parts) > 1 and 0.75 <= sum(self.shared[a][b] for b in parts) / self.old.sizes[a] <= TWICE:
                self.put(a, Placing.SPLIT, sorted(parts, key=lambda b: -self.shared[a][b]))

    def _alike(self):
        """One old and one new clause that are each other's likeliest, well ahead of the next."""
        free = self._free_new()
        pairs = ((self.likeness(a, b), a, b) for a in self._free_old() for b in free)
        for score, a, b in sorted((pair for pair in pairs if pair[0] >= SURE), reverse=True):
            if a in self.found or b in self.taken:
                continue
            rivals = [self.likeness(a, c) for c in self._free_new() if c != b] + [self.likeness(c, b) for c in self._free_old() if c != a]
            if max(rivals, default=0) <= score - AHEAD:
                self.put(a, Placing.CHANGED, [b])

    def _elsewhere(self):
        """Changed, it seems, but its very words or a whole sentence of it stand in another clause: here a twin for somebody else was put in?"""
        changed = [(a, place.targets[0]) for a, place in self.found.items() if place.sure and place.placing is Placing.CHANGED]
        doubts = []
        for a, b in changed:
            least = max(WITHIN, self.of_old(a, b) - AHEAD)
            held = {c: self._held(a, c) for c in range(len(self.new.pieces)) if c != b and self.of_old(a, c) >= least}
            best = max(held, key=held.get, default=None)
            if best is not None and held[best] >= least:
                doubts.append((a, b, best if held[best] > self.of_old(a, b) else b))
            elif self._repeated(a, b) is not None:
                doubts.append((a, b, b))
        for a, b, likeliest in doubts:
            self.taken[b].remove(a)
            if not self.taken[b]:
                del self.taken[b]
            self.put(a, Placing.MERGED if likeliest != b else Placing.CHANGED, [likeliest], False)

    def _held(self, a, c):
        """How much of an old clause lies in what a new one holds beyond its own origins."""
        return common(self.old.grams[a], self._beyond(c)) / self.old.sizes[a] if c in self.taken else self.of_old(a, c)

    def _repeated(self, a, b=None):
        """The new clause in which a whole sentence of an old one stands that is of none of its origins, nor stands in `b`; None: there is none."""
        for sentence in sentences(self.old.pieces[a].words):
            if sentence in self.all_new and (b is None or sentence not in self.new.words[b]):
                for c, words in enumerate(self.new.words):
                    if sentence in words and not any(sentence in self.old.words[origin] for origin in self.taken.get(c, ())):
                        return c
        return None

    def _rest(self, a):
        """Not placed: gone where nothing resembles it and its neighbours close the gap; else a person looks."""
        free = self._free_new()
        best = max(free, key=lambda b: (self.likeness(a, b), self.of_old(a, b)), default=None)
        # Put into a clause that has another origin besides? Only what that one gained can be of this clause.
        gained = {b: common(self.old.grams[a], rest) / self.old.sizes[a] for b, rest in self.gains.items()}
        swallowed = max(gained, key=gained.get, default=None)
        if swallowed is not None and (gained[swallowed] >= LEAN or sum(sorted(gained.values())[-2:]) >= SCATTERED):
            self.put(a, Placing.MERGED, [swallowed], False)
            return
        # Is there a clause much like it, which another clause has by its very words? Either of the two may be the one that was removed.
        twin = max(self.taken, key=lambda b: self.likeness(a, b), default=None)
        if twin is not None and self.likeness(a, twin) >= SURE:
            self.put(a, Placing.CHANGED, [twin], False)
            return
        inside = max(self.taken, key=lambda b: self.of_old(a, b), default=None)
        if inside is not None and self.of_old(a, inside) >= WITHIN:
            self.put(a, Placing.MERGED, [inside], False)
            return
        if (repeated := self._repeated(a)) is not None:
            self.put(a, Placing.MERGED, [repeated], False)
            return
        if best is None:
            self.put(a, Placing.REMOVED)
            return
        near, between = self.likeness(a, best), set(self._gap(a))
        if near < LEAN and max(self.of_old(a, best), self.of_new(a, best)) < 0.5 and not (between & set(free)):
            self.put(a, Placing.REMOVED)
        else:
            self.put(a, Placing.CHANGED, [best if near >= 0.2 or not (between & set(free)) else min(between & set(free))], False)

    def _beyond(self, b):
        """What a placed new clause holds beyond its own origins."""
        return self._without(b, self.taken[b])

    def _without(self, b, origins):
        rest = self.new.grams[b].copy()
        for origin in origins:
            rest -= self.old.grams[origin]
        return rest

    def _gap(self, a):
        """The new clauses between those where the nearest placed neighbours of an old clause stand."""
        before = [self.found[c].targets[-1] for c in range(a) if c in self.found and self.found[c].sure and self.found[c].targets]
        after = [
            self.found[c].targets[0] for c in range(a + 1, len(self.old.pieces)) if c in self.found and self.found[c].sure and self.found[c].targets
        ]
        low, high = (before[-1] if before else -1), (after[0] if after else len(self.new.pieces))
        return range(low + 1, high) if low < high else ()

    def _moved(self):
        """Among clauses with the same words those that left the order are moved: all but the longest row that kept it."""
        kept = [(a, place.targets[0]) for a, place in sorted(self.found.items()) if place.placing is Placing.KEPT]
        staying = set(longest_rising([b for _a, b in kept]))
        for a, b in kept:
            if b not in staying:
                self.found[a] = Place(a, Placing.MOVED, (b,))


def longest_rising(values):
    """The longest rising subsequence of distinct numbers."""
    from bisect import bisect_left

    tails, rows = [], []
    for value in values:
        at = bisect_left(tails, value)
        row = [*(rows[at - 1] if at else []), value]
        if at == len(tails):
            tails.append(value)
            rows.append(row)
        else:
            tails[at], rows[at] = value, row
    return rows[-1] if rows else []
