"""What a correction 勘误 may not touch, since two signatures publish it: articles and their items put in, taken out or renumbered (but for a number
that stands twice); figures, of a draft open to comment and of what touches vital interests; elsewhere they, and longer words, are in doubt."""

import difflib
import re
import unicodedata
from collections import Counter

from django.utils.translation import gettext as _

from disclosure.rules.hearing import ARTICLE, NUM

from .changes import DELETED, INSERTED, plain, text_changes

TOP = re.compile(r"^([一二三四五六七八九十百]+)、\s*")  # of a text without articles
HEADING = re.compile(rf"^第{NUM}[编章节](?:\s|　|$|(?=[^条款项]))")
# What numbers the items of an article, the coarsest first: at the beginning of a line or after a stop. “（一）、（二）项规定的” is a sentence.
ITEMS = (
    re.compile(r"([（(][一二三四五六七八九十百]+[）)])(?!项|[、和至])\s*"),
    re.compile(r"([0-9０-９]{1,3}[.．、])(?![0-9０-９])\s*"),
    re.compile(r"([（(][0-9０-９]{1,3}[）)])(?!项|[、和至])\s*"),
    re.compile(r"([①-⑳])\s*"),
)
CUT = re.compile(r"(?<=[：:；;。])\s*(?=[（(][一二三四五六七八九十百]+[）)](?!项|[、和至])|[0-9０-９]{1,2}[.．、](?![0-9０-９]))")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
TEXTS = ("body", "draft")  # what may stand in articles: the text of an item, the draft open to comment
UNREAD = ("page", "locale", "category", "scope", "kind", "division", "channels", "attachments", "files_in_text", "withheld_reason")  # no public words
# Facts that say what an item is called and how to reach somebody: a number in them is a name, no measure.
NAMES = ("issuer", "document_number", "standard_number", "keywords", "phone", "fax", "email", "mailbox", "address")
MOST = 5  # named in a sentence
LONG = 10  # letters put in or taken out of one article: more than a slip of the pen
SHOWN = 40  # letters of them in a sentence
NEAR = 0.4  # likeness from which two articles are one with other words
NUMERALS = "零〇一二两三四五六七八九十百千万亿廿卅半倍壹贰叁肆伍陆柒捌玖拾佰仟"
# Words in which a numeral counts nothing, so that a slip in one can be mended; “十分钟”, “情形之一”, “一次性” and “第一” do count.
WORDS = re.compile(
    rf"(?<![{NUMERALS}])(?:一切|一般|一律|一致|一并|一定|一旦|一经|一同|一起|一体|一向|一贯|一直|一样|一些|一系列|一方面|一概|一线|一站式|一网通办|一目了然"
    rf"|十分(?![{NUMERALS}]?[钟之])|十足|百姓|百货|千方百计|万一|三农|二维码|半成品)|进一步|统一|[唯惟]一|同一|逐一|专一|划一|合一|归一|不一|第一(?:时间|线)"
)
SPANS = "工作日|自然日|日历日|季度|年度|月度|周岁|年|月|日|天|周|旬"
UNITS = (
    rf"个?(?:{SPANS}|小时|平方米|立方米|平方公里|公里|千米|公斤|千克|毫克|克|公顷|分贝|摄氏度|分钟|厘米|毫米|百分点)|个以上|个以下|点|时|分|秒|刻|元|角|倍|人|次|名|级|亩|米|吨|斤"
    r"|家|口|岁|成|折|项|台|户|件|份|辆|条|款|章|节|目|编|号|页|栋|层|间|座|处|张|本|批|期|届|场|步|度|种|类|位|所|艘|枚|头|只|套|组|轮|遍|册|宗|起|例|个|[%℃]"
)
AROUND = "以上|以下|以内|以外|之内|之外|以前|以后|之前|之后|内|前|后"
# Figures with what they measure and from which side: all in digits or Chinese; spans of time that need no number (“每季度”, “当年”); sides alone.
FIGURE = re.compile(
    rf"百分之[{NUMERALS}点]+(?:{AROUND})?|[{NUMERALS}]+分之[{NUMERALS}]+(?:{AROUND})?"
    rf"|[第每满逾]?[0-9](?:[0-9.,]*[0-9])?[%‰]?[十百千万亿]*(?:{UNITS})?(?:{AROUND})?"
    rf"|(?:半[年数月日天]|一半|过半|减半|[翻加双]倍)(?:{AROUND})?"
    rf"|[第每满逾]?[{NUMERALS}]+(?:{UNITS})?(?:{AROUND})?"
    rf"|[每当次翌隔逐按本上下全前后今明去同即]个?(?:{SPANS})(?:{AROUND})?"
    rf"|每|工作日|自然日|日历日|季度|年度|月度|以上|以下|以内|以外"
)
SPACE = re.compile(r"(?<=[^\x00-\x7f])[ \t]+|[ \t]+(?=[^\x00-\x7f])")


def figures_of(words):
    """[figure] in a text, in order: numerals with unit and side, spans of time as “每季度”, sides as “以上”; not 一 in “统一”. However wide a
    digit is and whatever space stands about it."""
    wide = "".join(f"{{{letter}}}" if letter in CIRCLED else letter for letter in words)
    text = unicodedata.normalize("NFKC", SPACE.sub("", wide.replace("　", " ")))
    return [figure.strip("{}") for figure in FIGURE.findall(WORDS.sub("|", text))]


def articles(facts, name="body"):
    """[(number, words)] of the articles in a signed text, in order; of one without articles what 一、 and 二、 number."""
    return _read(facts, name)[1]


def _read(facts, name):
    """(what stands before the first article and above others, `articles`) of a signed text."""
    lines = [line.strip() for line in plain(facts.get(name) or "").split("\n")]
    mark = ARTICLE if any(ARTICLE.match(line) for line in lines) else TOP
    before, found = [], []
    for line in lines:
        if here := mark.match(line):
            found.append([here[1], line[here.end() :]])
        elif found and not HEADING.match(line):
            found[-1][1] += "\n" + line
        else:
            before.append(line)
    return "\n".join(before), [tuple(each) for each in found]


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


def items(words):
    """[(numbers from the outermost in, paragraph above it, its own words)] of what （一）, 1., （1） or ① number inside an article."""
    found, above, paragraph = [], [], 0
    for line in _parts(words):
        depth, here = next(((depth, here) for depth, mark in enumerate(ITEMS) if (here := mark.match(line))), (None, None))
        if here is None:
            above, paragraph = [], paragraph + 1
            continue
        above = [each for each in above if each[0] < depth] + [(depth, _mark(here[1]))]
        found.append(("".join(mark for _depth, mark in above), paragraph, line[here.end() :]))
    return found


def _parts(words):
    """Its lines, cut before each item."""
    return [part for line in words.split("\n") for part in CUT.split(line)]


def _mark(text):
    """The number of an item, however its brackets and stop were typed."""
    if text in CIRCLED:
        return text
    return unicodedata.normalize("NFKC", text).replace("(", "（").replace(")", "）").replace("、", ".")


def reordered(before, after):
    """Why what changes between two signed texts is no correction: articles and items put in, taken out, renumbered; "" where none are."""
    come, gone, moved = [], [], []
    for name in TEXTS:
        (first, old), (second, new) = _read(before, name), _read(after, name)
        met = pairs(old, new)
        come += [new[to][0] for at, to in met if at is None]
        gone += [old[at][0] for at, to in met if to is None]
        anew = [(old[at][0], new[to][0]) for at, to in met if None not in (at, to) and old[at][0] != new[to][0]]
        moved += [] if _mends_a_double([number for number, _words in old], [number for number, _words in new], anew) else anew
        both = [("", first, second), *((new[to][0], old[at][1], new[to][1]) for at, to in met if None not in (at, to))]
        for number, one, other in both:
            for found, more in zip((come, gone, moved), _other_items(number, items(one), items(other)), strict=True):
                found += more
    said = []
    if come:
        said.append(_("put in: %(articles)s") % {"articles": _listed(come)})
    if gone:
        said.append(_("taken out: %(articles)s") % {"articles": _listed(gone)})
    if moved:
        said.append(_("numbered anew: %(articles)s") % {"articles": _listed([f"{one}→{other}" for one, other in moved])})
    if not said:
        return ""
    return _("A correction does not put in, take out or renumber articles or items (%(what)s): propose a new version by an ordinary round.") % {
        "what": "；".join(said)
    }


def _other_items(article, old, new):
    """([put in], [taken out], [(number, new number)]) of the items of an article, named with it."""
    met = pairs([(mark, words) for mark, _paragraph, words in old], [(mark, words) for mark, _paragraph, words in new])
    apart = [(at, to) for at, to in met if None not in (at, to) and not _one(old[at][2], new[to][2])]
    gone = [at for at, to in met if at is not None and (to is None or (at, to) in apart)]
    come = [to for at, to in met if to is not None and (at is None or (at, to) in apart)]
    anew = [(at, to) for at, to in met if None not in (at, to) and (at, to) not in apart and old[at][0] != new[to][0]]
    doubles = ([(paragraph, mark) for mark, paragraph, _words in side] for side in (old, new))
    if _mends_a_double(*doubles, [((old[at][1], old[at][0]), (new[to][1], new[to][0])) for at, to in anew]):
        anew = []
    return (
        [article + new[to][0] for to in come],
        [article + old[at][0] for at in gone],
        [(article + old[at][0], article + new[to][0]) for at, to in anew],
    )


def _one(old, new):
    """Whether two texts are one with other words."""
    return old == new or difflib.SequenceMatcher(None, old, new, autojunk=False).ratio() >= NEAR


def _mends_a_double(old, new, moved):
    """Whether what is renumbered is a number that stood twice, once for each time too many, and none does any more: a slip of the pen."""
    ours, theirs = Counter(old), Counter(new)
    twice = Counter({number: count - 1 for number, count in ours.items() if count > 1})
    return bool(moved) and max(theirs.values()) == 1 and Counter(one for one, _other in moved) == twice


def changed(before, after):
    """[(name of the fact, number of the article or "", words before, words after)] of what differs between two signed texts, article by article."""
    met = []
    for name in TEXTS:
        (first, old), (second, new) = _read(before, name), _read(after, name)
        met += [(name, "", first, second)]
        met += [(name, new[to][0], old[at][1], new[to][1]) for at, to in pairs(old, new) if None not in (at, to)]
    names = [name for name in after if name not in (*TEXTS, *UNREAD) and isinstance(after[name], (str, list)) and not _is_moment(after[name])]
    met += [(name, "", plain(before.get(name) or ""), plain(after[name])) for name in names]
    return [each for each in met if each[2] != each[3]]


def _is_moment(value):
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", value) is not None


def other_figures(before, after, label=None):
    """Figures, sums, days or times that are other ones, in words with their article, or label(name) of the field: “第二条 十五天→十日”; "" where
    they stay. The number of an item is none."""
    said = []
    for name, number, one, other in changed(before, after):
        if name in NAMES:
            continue
        ours, theirs = (figures_of(_without_marks(words) if name in TEXTS else words) for words in (one, other))
        if ours != theirs:
            sides = (Counter(ours), Counter(theirs))
            left, right = (sides[0] - sides[1], sides[1] - sides[0]) if sides[0] != sides[1] else sides  # the same in another order: all of them
            gone, come = ("、".join(side.elements()) or "—" for side in (left, right))
            where = number or (str(label(name)) if label else "")
            said.append(f"{where} {gone}→{come}".strip())
    return "；".join(said[:MOST]) + ("……" if len(said) > MOST else "")


def _without_marks(words):
    """A text without the numbers of its items: they are looked at by `reordered`."""
    parts = [(part, next((here for mark in ITEMS if (here := mark.match(part))), None)) for part in _parts(words)]
    return "\n".join(part[here.end() :] if here else part for part, here in parts)


def refused_figures(before, after, label=None):
    """Why a correction of what the public is heard on may not go on: its other figures, with the way that is open; "" where there are none."""
    found = other_figures(before, after, label)
    words = _(
        "A correction of a draft open to comment, or of what touches people's vital interests, changes no figures, sums, dates or times "
        "(%(figures)s): propose a new version by an ordinary round."
    )
    return words % {"figures": found} if found else ""


def figures(before, after, label=None):
    """[sentence] where figures, sums or times of the text change: nothing is refused for it, who proposes and signs looks."""
    found = other_figures(before, after, label)
    words = _("This correction changes figures: %(figures)s. Does that leave the meaning untouched? Else propose a new version by an ordinary round.")
    return [words % {"figures": found}] if found else []


def longer(before, after):
    """[sentence] where LONG letters or more of an article are put in or taken out: nothing is refused for it, who proposes and signs looks."""
    said = []
    for _name, number, one, other in changed(before, after):
        parts = text_changes(one, other)
        for tag, words in ((DELETED, _("%(article)s takes out “%(words)s”")), (INSERTED, _("%(article)s puts in “%(words)s”"))):
            runs = [text.strip() for kind, text in parts if kind == tag and text.strip()]
            if sum(len(re.findall(r"\w", run)) for run in runs) >= LONG:
                runs = "”、“".join(runs)
                said.append((words % {"article": number, "words": runs if len(runs) <= SHOWN else f"{runs[:SHOWN]}……"}).strip())
    if not said:
        return []
    words = _("This correction changes longer words: %(changes)s. Is the meaning untouched? Else propose a new version by an ordinary round.")
    return [words % {"changes": "；".join(said[:MOST]) + ("……" if len(said) > MOST else "")}]


def reworded(before, after):
    """[sentence] that names every article of which any word changes: no list of words knows which turn the meaning, who signs reads them."""
    numbers = list(dict.fromkeys(number for name, number, _one, _other in changed(before, after) if number))
    words = _("The words of %(articles)s change: before you sign, see at each that the meaning is untouched.")
    return [words % {"articles": "、".join(numbers)}] if numbers else []


def _listed(names):
    if len(names) <= MOST:
        return "、".join(names)
    return _("%(articles)s and others, %(count)s in all") % {"articles": "、".join(names[:MOST]), "count": len(names)}
