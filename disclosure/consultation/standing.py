"""What stands where: the clause of each comment in the newest version, counts per clause, what is owed. Constant queries whatever the number."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from disclosure.rules.hearing import Counts, Placing, Verdict

from .anchors import same_words
from .models import Clause, ClauseLink, Comment, ResultPage
from .models.comments import CommentState
from .tracks import Track


@dataclass
class Way:
    """A clause of an earlier version on its way to the newest: where it stands now (None: removed), and what happened on the way."""

    clause: Clause
    now: Clause | None = None
    placing: Placing = Placing.KEPT
    sure: bool = True
    also: list = field(default_factory=list)  # further clauses it was split into

    @property
    def parts(self):
        """The clauses of the newest version that it is now, in the order of the text; none where it was removed."""
        return sorted([self.now, *self.also], key=lambda row: row.place) if self.now else []


def ways(page):
    """{number of a published clause's row: Way} to the newest version. Four queries."""
    track = Track(page)
    clauses = Clause.objects.filter(version__in=track.line).select_related("version").in_bulk()
    found = {}
    for pk in track.origins:
        walk = track.walk(pk)
        heirs = [clauses[end] for end in walk.ends]
        placing = Placing.MOVED if walk.moved else Placing.KEPT
        found[pk] = Way(clauses[pk], heirs[0] if heirs else None, placing, walk.sure, heirs[1:])
    _place(found.values())
    return found


def _place(found):
    """What happened to each, by where it ended: split and put together again on the way is neither, and two that a person placed at one clause are
    put together, whatever the single steps were called; what waits for a person is put together with nothing."""
    among = Counter((way.clause.version_id, way.clause.parent_id is None, part.pk) for way in found if way.sure for part in way.parts)
    for way in found:
        parts, clause = way.parts, way.clause
        if not parts:
            way.placing = Placing.REMOVED
        elif len(parts) > 1:
            way.placing = Placing.SPLIT
        elif among[clause.version_id, clause.parent_id is None, parts[0].pk] > 1:
            way.placing = Placing.MERGED
        elif not same_words(clause.words, parts[0].words):
            way.placing = Placing.CHANGED


def doubtful(page):
    """Links that wait for a person, with both clauses: the steps on the way to the newest version of a clause on which anybody could comment."""
    track = Track(page)
    waiting = {link.pk for pk in track.origins for link in track.walk(pk).links if link.first and not link.sure}
    return ClauseLink.objects.filter(pk__in=waiting).select_related("old__version", "version", "new")


def is_same_question(one, other):
    """Whether two clauses are the same clause of two published versions, with the same words: a person is asked once for both."""
    same_place = (one.number, one.parent_id is None) == (other.number, other.parent_id is None)
    return one.version_id != other.version_id and same_place and one.words == other.words


def questions(page):
    """[(link that waits, [links of the same clause of other versions, asked with it])] of `doubtful`."""
    found = []
    for link in doubtful(page):
        mine = next((rest for first, rest in found if first.version_id == link.version_id and is_same_question(first.old, link.old)), None)
        if mine is None:
            found.append((link, []))
        else:
            mine.append(link)
    return found


def kept_and_gone(version):
    """{kept, gone}: how many articles of the version before have their place in a version, and how many were taken out."""
    gone = version.ways.filter(old__version=version.before_id, old__parent=None, new=None, sure=True).count()
    before = Clause.objects.articles().filter(version=version.before_id).count()
    return {"kept": before - gone, "gone": gone}


def came_to(page, clauses):
    """{clause: [clauses whose comments stand there, itself first]} of the numbers of rows `clauses`, by links alone: at every part of one that was
    split."""
    track, found = Track(page), {pk: [pk] for pk in clauses}
    for origin in track.home:
        for pk in track.walk(origin).visited:
            if pk in found:
                found[pk].append(origin)
    return found


def owed(page):
    """The rules.hearing.Counts of a consultation, by as many queries whatever the number of comments."""
    rows = Comment.objects.filter(page=page).aggregate(
        waiting=Count("pk", filter=Q(state=CommentState.WAITING)), undecided=Count("pk", filter=Q(state=CommentState.SHOWN, verdict=""))
    )
    return Counts(doubtful=len(questions(page)), **rows)


def tally(page):
    """Counts for the public: {received, shown, refused, waiting, verdicts {code: count}, refusals {code: count}}; each is one. Two queries."""
    found = {"received": 0, "shown": 0, "refused": 0, "waiting": 0}
    for row in Comment.objects.standing().filter(page=page).order_by().values("state").annotate(n=Count("pk")):
        found[row["state"]] = row["n"]
        found["received"] += row["n"]
    verdicts = Comment.objects.standing().filter(page=page).order_by().values("verdict", "refusal").annotate(n=Count("pk"))
    found["verdicts"], found["refusals"] = defaultdict(int), defaultdict(int)
    for row in verdicts:
        if row["refusal"]:  # one that was taken down after the result keeps its conclusion, and is counted here alone
            found["refusals"][row["refusal"]] += row["n"]
        elif row["verdict"]:
            found["verdicts"][row["verdict"]] += row["n"]
    found["verdicts"], found["refusals"] = dict(found["verdicts"]), dict(found["refusals"])
    return found


def to_be_told(page):
    """Comments whose writer wishes to be told of the conclusion and was not yet; the withdrawn have no claim."""
    return _asked().filter(page=page, told_at=None)


def told(page):
    """Comments whose writer was told, as each was marked."""
    return _asked().filter(page=page, told_at__isnull=False).order_by("told_at", "id")


def _asked():
    return Comment.objects.standing().exclude(answer_by="")


def telling(pages):
    """{number of a consultation: (how many writers wish to be told, how many of them still are to be)}. One query."""
    rows = _asked().filter(page__in=pages).order_by().values("page").annotate(asked=Count("pk"), left=Count("pk", filter=Q(told_at=None)))
    return {row["page"]: (row["asked"], row["left"]) for row in rows}


def published_clauses(page):
    """The clauses that are open to comment, items after their article: those of the newest published version, in order."""
    version = page.versions.filter(published=True).order_by("-number").first()
    return list(version.clauses.order_by("place")) if version else []


def articles(clauses):
    """Those of the clauses that are no items of others."""
    return [row for row in clauses if row.parent_id is None]


def older_clause(page, number, clauses):
    """The clause with this row number of an earlier published version, None where there is none or it is one of `clauses`: what is said of it stands
    where it went."""
    if number is None or number in {clause.pk for clause in clauses}:
        return None
    return Clause.objects.filter(pk=number, version__page=page, version__published=True).first()


def article_of(clauses):
    """{number of a clause's row: that of the article it stands in} of one version in order."""
    found = {}
    for row in clauses:
        found[row.pk] = row.pk if row.parent_id is None else found[row.parent_id]
    return found


def heat(page):
    """{number of a clause's row or None: listed comments} by the published clause on which they stand. One query."""
    rows = Comment.objects.listed().filter(page=page).order_by().values("clause").annotate(n=Count("pk"))
    return {row["clause"]: row["n"] for row in rows}


def at_published(page, clauses):
    """{clause of an older published version: [clauses of the newest published one, in `clauses`, that it is now]}: every part of one that was split;
    none where it was removed, or where a person has not yet said what became of it. Along what was published alone: what staff make of the draft is
    read by nobody. Three queries."""
    track, here = Track(page, public=True), {clause.pk for clause in clauses}
    walks = {pk: track.walk(pk) for pk in track.origins if pk not in here}
    return {pk: walk.ends if walk.sure else [] for pk, walk in walks.items()}


def reworded(page):
    """Numbers of the rows of older published clauses that read otherwise now, were taken apart, put together or removed: what was said of them was
    said of other words. One query where the draft was published once."""
    if page.versions.filter(published=True).count() < 2:
        return frozenset()
    clauses = published_clauses(page)
    now, at = {row.pk: row for row in clauses}, at_published(page, clauses)
    old = Clause.objects.in_bulk(list(at))
    return frozenset(pk for pk, to in at.items() if len(to) != 1 or not same_words(old[pk].words, now[to[0]].words))


def reads_otherwise(page):
    """Numbers of the rows of older published clauses that are not named by themselves any more: as `reworded`, and those with another number now."""
    if page.versions.filter(published=True).count() < 2:
        return frozenset()
    clauses = published_clauses(page)
    now, at = {row.pk: row for row in clauses}, at_published(page, clauses)
    old = Clause.objects.in_bulk(list(at))
    renumbered = frozenset(pk for pk, to in at.items() if len(to) == 1 and str(old[pk]) != str(now[to[0]]))
    return renumbered | reworded(page)


def today_of(page, clause):
    """(the clause of the newest published version that an older published `clause` is now where it stands unchanged, else None; the clauses that it
    became, in order)."""
    clauses = published_clauses(page)
    at = at_published(page, clauses).get(clause.pk, [])
    parts = [row for row in clauses if row.pk in at]
    return (parts[0] if len(parts) == 1 and same_words(clause.words, parts[0].words) else None), parts


def now_at(page, numbers):
    """{clause: number of the clause of the newest published version that it is} of these numbers of rows, of one that was split the first part; what
    is not there, or not surely, is left out."""
    clauses = published_clauses(page)
    here = {clause.pk for clause in clauses}
    older = at_published(page, clauses) if numbers - here - {None} else {}
    return {pk: pk for pk in numbers & here} | {pk: ends[0] for pk, ends in older.items() if ends}


def at_clause(page, clause):
    """Numbers of the rows whose comments are shown at a published clause: itself, its items, and older published clauses that became one of them."""
    clauses = published_clauses(page)
    parents = {row.pk: row.parent_id for row in clauses}

    def below(pk):
        while pk is not None and pk != clause.pk:
            pk = parents.get(pk)
        return pk == clause.pk

    here = {row.pk for row in clauses if below(row.pk)}
    return [*here, *(old for old, new in at_published(page, clauses).items() if here.intersection(new))]


def removed(page):
    """Numbers of the rows of older published clauses that are in the newest published version no more, or not surely: their comments are shown with
    the whole."""
    return [old for old, new in at_published(page, published_clauses(page)).items() if not new]


def spoken_of(page, final):
    """(numbers of the clauses whose comments moved a clause of the newest version, the published articles it was made of in order).

    `final`: a Clause of the newest version; what was said of its items counts, and what was said of items that went into it.
    """
    article = article_of(list(final.version.clauses.order_by("place")))
    published = published_clauses(page)
    mine = article_of(published)
    spoken, origins = [], []
    for pk, way in ways(page).items():
        ends = [each for each in (way.now, *way.also) if each is not None]
        if any(final.pk in (each.pk, article.get(each.pk)) for each in ends):
            spoken.append(pk)
            if mine.get(pk) == pk or pk in mine and final.parent_id is not None:
                origins.append(pk)
    # What was said of an item that was removed moved the article in which it stood.
    spoken += [pk for pk, home in mine.items() if home in origins and pk not in spoken]
    return spoken, [row for row in published if row.pk in origins]


def _adopted(page):
    return Comment.objects.shown().filter(page=page, verdict__in=[Verdict.ADOPTED, Verdict.PARTLY]).order_by()


def adopted(page):
    """{article: how many shown comments on it or its items are adopted whole or in part}: of the newest published version, what stands in an older
    one by its own clause; None for the whole draft. Two queries."""
    rows = _adopted(page)
    home, found = article_of(published_clauses(page)), {}
    for clause, count in rows.values_list("clause").annotate(n=Count("pk")):
        found[home.get(clause, clause)] = found.get(home.get(clause, clause), 0) + count
    return found


def unmoved(page):
    """[(clause, or None for the whole draft; how many comments)] adopted whole or in part whose clause reads in the newest version as it did, where
    it stood: the draft does not show it. In the order of the text. What was said of the whole counts until a version followed; what was said of an
    item until that, one below it or what precedes the items has other words: another item that was changed shows nothing of it."""
    said = dict(_adopted(page).values_list("clause").annotate(n=Count("pk")))
    if not said:
        return []
    newest = page.versions.order_by("-number").first()
    went = ways(page)
    whole = 0
    if None in said and newest.published:
        since = Q(at__gte=newest.made_at) if newest.number > 1 else Q()
        whole = _adopted(page).filter(since, clause=None).count()
    found = [(None, whole)] if whole else []
    below = defaultdict(list)
    for pk, way in went.items():
        below[way.clause.parent_id].append(pk)

    def stays(pk, own=False):
        """Whether a clause, or its own words alone, and of an item what is below it, reads as it did."""
        way = went.get(pk)
        if way is None or len(way.parts) != 1 or way.placing == Placing.MOVED:
            return False
        clause, now = way.clause, way.now
        if not (same_words(clause.text, now.text) if own else same_words(clause.words, now.words)):
            return False
        return own or clause.parent_id is None or all(stays(each) for each in below[pk])

    def above(pk):
        """The clauses in which an item stands."""
        while (pk := went[pk].clause.parent_id) is not None:
            yield pk

    kept = [went[pk].clause for pk in said if pk is not None and stays(pk) and all(stays(each, own=True) for each in above(pk))]
    return [*found, *((clause, said[clause.pk]) for clause in sorted(kept, key=lambda each: (each.version.number, each.place)))]


def with_results(queryset):
    """Consultations with `result_live`: whether a result of them is live, in the same query."""
    from django.db.models import Exists, OuterRef

    return queryset.annotate(result_live=Exists(ResultPage.objects.filter(consultation=OuterRef("pk"), live=True)))


def shown_comments(page):
    """The shown comments of a consultation with their clause, most agreed with first."""
    return Comment.objects.shown().filter(page=page).select_related("clause").order_by(F("supports").desc(), "-at", "-id")
