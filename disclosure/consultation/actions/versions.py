"""Versions of the draft: the published one, the redrafts, and where each clause went."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from disclosure.chain import mended
from disclosure.chain.models import ClearanceKind
from disclosure.intake.sealed import fingerprint
from disclosure.intake.typed import text_of
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.ledger.record import record
from disclosure.org.posts import full_name
from disclosure.rules.categories import Scope
from disclosure.rules.chain import Kind
from disclosure.rules.hearing import Phase, Placing

from ..access import require
from ..again import again
from ..anchors import Piece, common, find_clauses, folded, grams, match, match_items
from ..models import Clause, ClauseLink, Comment, ConsultationPage, DraftVersion, ResultPage
from ..standing import doubtful, is_same_question, ways
from ..tracks import Track
from .about import about, locked
from .subscribe import tell_subscribers

MOST_DRAFT = 200_000


def after_publication(*, page, round, at, kind):
    """A consultation was published: its draft becomes a version open to comment. A result was, a changed draft, another close, what had been taken
    down, or what a consulted draft became: subscribers hear. Hears chain.heard.published."""
    if isinstance(page, ConsultationPage) and kind != ClearanceKind.IMPORTED:
        last = page.versions.filter(published=True).order_by("-number").first()
        if last is None or last.sha256 != fingerprint(page.draft.encode()):
            published_anew(page, at=at)
        if last is not None:
            tell_of_change(page, last.sha256 != fingerprint(page.draft.encode()), round, at)
    elif isinstance(page, ResultPage):
        what = f"result-{page.pk}-{round.pk if round else 0}"
        tell_subscribers(page.consultation, what=what, subject=_("The result is public: %(title)s"), link=page.url, at=at)
    elif round is not None and (number := (round.proposal or {}).get("consultation")):
        tell_of_final(page, number, at)


def tell_of_change(page, redrafted, round, at):
    """Who subscribed hears what a later version changed for him: the draft, the close, or that it is public again; one mail, with the close in it."""
    was_live, closed_at = page.before or (True, page.closes_at)
    if redrafted:
        subject = _("The draft open to comment was changed: %(title)s")
    elif closed_at != page.closes_at:
        subject = _("The time for comments was changed: %(title)s")
    elif not was_live:
        subject = _("The draft is public again: %(title)s")
    else:
        return
    words = _("Comments until %(closing)s.") % {"closing": page.closing} if page.phase(at) in (Phase.PLANNED, Phase.OPEN) else ""
    if round is not None and round.kind == Kind.CORRECTION:
        words = "\n".join(filter(None, [words, _("It was corrected:"), *mended.lines(page)]))
    tell_subscribers(page, what=f"version-{page.pk}-{round.pk if round else f'{at:%Y%m%d%H%M%S}'}", subject=subject, words=words, at=at)


def after_taking_down(*, page, at, cause, reason):
    """A consultation or its result was taken down: subscribers hear why, as the public reads it. Hears chain.heard.taken_down."""
    if isinstance(page, ConsultationPage):
        subject = _("The draft was taken down: %(title)s")
    elif isinstance(page, ResultPage):
        page, subject = page.consultation, _("The result was taken down: %(title)s")
    else:
        return
    tell_subscribers(page, what=f"down-{page.pk}-{at:%Y%m%d%H%M%S}", subject=subject, words=reason, at=at)


def tell_of_final(page, number, at):
    """Who heard of a consultation hears, once, that the final text is public: `page`, outward; `number` is the consultation's."""
    outward = page.scope == Scope.PUBLIC and getattr(page, "category_is_public", lambda: False)()
    consultation = ConsultationPage.objects.filter(pk=number, live=True, inward=False).first() if outward else None
    if consultation is not None:
        subject = _("The final text is public: %(title)s")
        tell_subscribers(consultation, what=f"final-{page.pk}", subject=subject, link=page.url, at=at)


def published_anew(page, *, at):
    """Keep what is published now as a version that follows what was published before; the DraftVersion. No entry: the caller records.

    A redraft under way stays: it is the newest version again, on what is public now, with every place that was found or confirmed; unless it is what
    was published.
    """
    rows = list(page.versions.order_by("number"))
    last = next((row for row in reversed(rows) if row.published), None)
    redraft = rows[-1] if rows and not rows[-1].published else None
    version, _places = add_version(page, page.draft, before=last, by=None, at=at, published=True)
    if redraft is not None:
        if _went_public(redraft, last, version):
            _confirm_by(page, redraft, last, version)
        else:
            carry(page, redraft, onto=version, by=None, at=at)
    return version


def _went_public(redraft, before, now):
    """Whether what a redraft made of the published draft is published now, most of it: then that is the newest version."""
    made, was, stands = ({row.words for row in each.clauses.articles()} for each in (redraft, before, now))
    put, gone = made - was, was - made
    return 2 * (len(put & stands) + len(gone - stands)) > len(put) + len(gone)


def _confirm_by(page, redraft, before, now):
    """What waits for a person between two published versions and was confirmed by one on the way to the redraft between them is not asked again."""
    track, waiting = Track(page, newest=redraft), {}
    for link in ClauseLink.objects.filter(version=now, sure=False, old__version=before).select_related("old"):
        waiting.setdefault(link.old_id, link.old)
    if not waiting:
        return
    mine, theirs = (list(each.clauses.order_by("place")) for each in (redraft, now))
    places = {mine[place.old].pk: place for place in match(pieces_of(mine), pieces_of(theirs))}
    for pk, clause in waiting.items():
        walk = track.walk(pk)
        said = [link for link in walk.links if link.decided_at]
        onward = [places[end] for end in walk.ends]
        if walk.sure and said and all(place.sure for place in onward):
            targets = {theirs[target].pk: theirs[target] for place in onward for target in place.targets}
            decide(clause, list(targets.values()), now, said[-1].decided_by, said[-1].decided_at)


def add_version(page, text, *, before, by, at, published):
    """Keep a version with its clauses and the links from the version `before`, None for the first; and, from older ones, where their words stand
    again. No entry: the caller records. (DraftVersion, [Place])."""
    version = _next(page, before=before, made_by=by, made_at=at, published=published, sha256=fingerprint(text.encode()))
    found = find_clauses(text)
    new = Clause.objects.bulk_create(
        [
            Clause(version=version, place=rank, number=each.number[:80], chapter=each.chapter[:200], text=each.text, whole=each.whole)
            for rank, each in enumerate(found)
        ],
        batch_size=500,
    )
    items = [row for row, each in zip(new, found, strict=True) if each.parent is not None]
    for row in items:
        row.parent = new[found[row.place].parent]
    Clause.objects.bulk_update(items, ["parent"], batch_size=500)
    places = []
    if before is not None:
        old = list(before.clauses.order_by("place"))
        places = match(pieces_of(old), found)
        ClauseLink.objects.bulk_create(link for place in places for link in _links(old[place.old], place, new, version))
        stand_again(page, version)
    return version, places


def _next(page, **given):
    last = page.versions.order_by("-number").first()
    return DraftVersion.objects.create(page=page, number=last.number + 1 if last else 1, **given)


def _links(clause, place, new, version):
    targets = [new[target] for target in place.targets] or [None]
    return [
        ClauseLink(old=clause, version=version, new=target, placing=place.placing, first=rank == 0, sure=place.sure)
        for rank, target in enumerate(targets)
    ]


def carry(page, earlier, *, onto, by, at):
    """The version `earlier` again, on the published version `onto`: the DraftVersion. What became of a clause on the way to it, and who confirmed
    that, holds for the clause that it is in `onto`."""
    version = _next(page, before=onto, copy_of=earlier, made_by=by, made_at=at, published=False, sha256=earlier.sha256)
    mine, theirs = (list(each.clauses.order_by("place")) for each in (earlier, onto))
    again = {}
    for row in mine:
        again[row.pk] = Clause(version=version, place=row.place, number=row.number, chapter=row.chapter, text=row.text, whole=row.whole)
    Clause.objects.bulk_create(again.values(), batch_size=500)
    items = [again[row.pk] for row in mine if row.parent_id]
    for row in mine:
        if row.parent_id:
            again[row.pk].parent = again[row.parent_id]
    Clause.objects.bulk_update(items, ["parent"], batch_size=500)
    new = [again[row.pk] for row in mine]
    known = _known_ways(page, earlier, onto, again)
    taken = {link.new for links in known.values() for link in links}
    for place in match(pieces_of(theirs), pieces_of(mine)):
        clause = theirs[place.old]
        links = known.get(clause.pk) or _links(clause, place, new, version)
        for link in links:
            link.old, link.version = clause, version
            if clause.pk not in known and link.new in taken and place.placing not in (Placing.MERGED, Placing.SPLIT):
                link.sure = False
        ClauseLink.objects.bulk_create(links)
    stand_again(page, version)
    return version


def _known_ways(page, earlier, onto, again):
    """{clause of `onto`: its links to the clauses that `earlier` has `again`} of those that are one clause of the version `earlier` was made of."""
    if earlier.pk == onto.pk:
        return {pk: [ClauseLink(new=row, placing=Placing.KEPT)] for pk, row in again.items()}
    track, straight = Track(page, newest=earlier), {}
    base = next((row for row in reversed(track.line) if row.published), None)
    public = Track(page, newest=onto, public=True)
    if base is None or base.pk not in public.rank:
        return {}
    for pk in (pk for pk, version in public.home.items() if version == base.pk):
        walk = public.walk(pk)
        if walk.sure and len(walk.ends) == 1:
            straight.setdefault(walk.ends[0], []).append(pk)
    words = {row.pk: row.words for row in Clause.objects.filter(pk__in=straight)}
    found = {}
    for pk, origins in straight.items():
        if len(origins) != 1:
            continue
        walk = track.walk(origins[0])
        said = next((link for link in reversed(walk.links) if link.decided_at), None)
        held = {"sure": walk.sure, "decided_by": said and said.decided_by, "decided_at": said and said.decided_at}
        ends = [again[end] for end in walk.ends]
        if not ends:
            found[pk] = [ClauseLink(new=None, placing=Placing.REMOVED, **held)]
        elif len(ends) > 1:
            found[pk] = [ClauseLink(new=end, placing=Placing.SPLIT, first=not rank, **held) for rank, end in enumerate(ends)]
        else:
            same = Placing.MOVED if walk.moved else Placing.KEPT
            found[pk] = [ClauseLink(new=ends[0], placing=same if ends[0].words == words[pk] else Placing.CHANGED, **held)]
    return found


def stand_again(page, version):
    """Clauses of published versions whose words stand in `version` and that are not there by the steps between: left out once and put back, put
    together and taken apart again. They stand there; what was left out and is much like a clause with no other origin waits for a person."""
    track = Track(page, newest=version, public=version.published)
    rows = Clause.objects.filter(version__in=track.line).order_by("place")
    by_version = {}
    for row in rows:
        by_version.setdefault(row.version_id, []).append(row)
    new = by_version.get(version.pk, [])
    arrived = {end for pk in track.origins if track.walk(pk).sure for end in track.walk(pk).ends}
    for before in [row for row in track.line if row.published and row.pk not in (version.pk, version.before_id)]:
        links = again(by_version.get(before.pk, []), new, track.walk, arrived)
        for link in links:
            link.version = version
        ClauseLink.objects.bulk_create(links)
        arrived |= {link.new_id for link in links if link.sure}


def pieces_of(clauses):
    """Clauses of one version, in order, as the Pieces they were found as."""
    at = {row.pk: rank for rank, row in enumerate(clauses)}
    return [Piece(row.number, row.text, row.chapter, at.get(row.parent_id), row.whole) for row in clauses]


class Unusual(Invalid):
    """A text that is kept once somebody says that it is meant."""


@transaction.atomic
def redraft(*, page, text, by, at, base=None, unusual=True):
    """Keep a new version of the draft, made of what was said; the public reads it with the result. (DraftVersion, [Place]).

    Each comment stays at its clause, or at what became of it; what is not beyond doubt waits for `place`. It follows the newest version, or an
    earlier one where that is much nearer: a wrong text kept in between leads nowhere. base: the number of the version that was on the screen.
    unusual: whether a text is kept that lost most clauses, or has a number twice. What the same person sends twice is kept once: the version that is
    there, no place. Entry "consultation.redraft".
    Raises NotAllowed, WrongState before the opening, once concluded or where another version was kept meanwhile, Invalid(field="text") for no text
    or the same, Unusual.
    """
    page = locked(page)
    acting = require(by, page, at)
    text = text_of(text, "draft", most=MOST_DRAFT)
    if (sent := _sent_already(page, base, by, sha256=fingerprint(text.encode()))) is not None:
        return sent, []
    last = _last_to_change(page, at, base)
    if last.sha256 == fingerprint(text.encode()):
        raise Invalid(_("Text: it is the version that is there already."), field="text")
    version, places = add_version(page, text, before=_nearest(page, text), by=by, at=at, published=False)
    if not unusual:
        _require_usual(version, last)
    counted = {str(kind): sum(place.placing == kind for place in places) for kind in Placing}
    facts = {"version": version.number, "clauses": version.clauses.count(), "doubtful": sum(not place.sure for place in places), **counted}
    record("consultation.redraft", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return version, places


@transaction.atomic
def go_back(*, version, by, at, base=None, unusual=True):
    """An earlier version is the newest again, with every place that was found or confirmed on the way to it; the DraftVersion, a version of its own.

    unusual: whether it is taken up where most clauses, or clauses with comments, are gone by it. Entry "consultation.go_back". Raises NotAllowed,
    WrongState as `redraft`, Invalid(field="version") of the newest, Unusual.
    """
    page = locked(version.page_id)
    acting = require(by, page, at)
    if (sent := _sent_already(page, base, by, copy_of=version)) is not None:
        return sent
    last = _last_to_change(page, at, base, typed=False)
    if version.pk == last.pk:
        raise Invalid(_("Text: it is the version that is there already."), field="version")
    onto = page.versions.filter(published=True).order_by("-number").first()
    stood = _with_comments(page)
    made = carry(page, version, onto=onto, by=by, at=at)
    if not unusual:
        _require_usual(made, last, lost=[clause for pk, clause in stood.items() if pk not in _with_comments(page)])
    facts = {"version": made.number, "again": version.number}
    record("consultation.go_back", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return made


def _sent_already(page, base, by, **kept):
    """The newest version, where the same person kept just that from what was on the screen then: a double click is no second version."""
    last = page.versions.order_by("-number").first()
    is_next = last is not None and base is not None and last.number == base + 1 and last.made_by_id == by.pk
    return last if is_next and page.versions.filter(pk=last.pk, **kept).exists() else None


def _with_comments(page):
    """{number of a row: Clause} of the clauses with comments that are in the newest version, or wait for a person."""
    spoken = set(Comment.objects.standing().filter(page=page, clause__isnull=False).values_list("clause", flat=True))
    return {pk: way.clause for pk, way in ways(page).items() if pk in spoken and (way.parts or not way.sure)}


def _last_to_change(page, at, base, typed=True):
    """The newest version, where it can be changed now by who had the version `base` on the screen (None: he says nothing of it); `typed`: a text."""
    if page.concluded_at or page.phase(at) not in (Phase.OPEN, Phase.CLOSED):
        raise WrongState(_("It is redrafted from its opening until it is concluded."))
    last = page.versions.select_related("made_by").order_by("-number").first()
    if last is None:
        raise WrongState(_("It has no published draft."))
    if base is not None and base != last.number:
        told = {"version": last.number, "who": full_name(last.made_by) if last.made_by_id else _("the publication of the draft")}
        sentence = _(
            "Meanwhile version %(version)d was kept (%(who)s): below both texts stand beside each other; take over what is to stay, then keep yours."
        )
        if not typed:
            sentence = _("Meanwhile version %(version)d was kept (%(who)s): look at it before you go back to an earlier one.")
        raise WrongState(sentence % told)
    return last


def _nearest(page, text):
    """The version of which a text was made: the newest, unless an earlier one since what is published has more than twice as many of its clauses."""
    line = Track(page).line
    since = max((rank for rank, row in enumerate(line) if row.published), default=0)
    words = {folded(piece.words) for piece in find_clauses(text) if piece.parent is None}
    shared = {row.pk: sum(folded(clause.words) in words for clause in row.clauses.articles()) for row in line[since:]}
    best = max(reversed(line[since:]), key=lambda row: shared[row.pk])
    return best if shared[best.pk] > 2 * shared[line[-1].pk] else line[-1]


def _require_usual(version, last, lost=None):
    """Unusual where a text has a number twice, holds less than half of the clauses of the version before it, or has `lost` clauses with comments
    (None: it is no earlier version taken up again, which may well have more than a wrong text that came between)."""
    rows, before = list(version.clauses.articles()), list(last.clauses.articles())
    doubts = []
    twice = [number for number, count in Counter(row.number for row in rows if row.number).items() if count > 1]
    if twice:
        doubts.append(_("%(numbers)s: this number stands twice in the text.") % {"numbers": "、".join(twice)})
    found = match(pieces_of(before), pieces_of(rows))
    kept = sum(bool(place.sure and place.targets) for place in found)
    if 2 * kept < len(before) and (lost is None or len(rows) < len(before)):
        told = {"all": len(before), "kept": kept, "version": last.number}
        doubts.append(_("Of the %(all)d clauses of version %(version)d only %(kept)d are found again in this text: is it the whole draft?") % told)
    if lost:
        told = {"count": len(lost), "clauses": "、".join(map(str, lost[:10]))}
        doubts.append(_("%(count)d clauses with comments are gone by it: %(clauses)s. Confirm that it is meant.") % told)
    if doubts:
        raise Unusual("".join(map(str, doubts)), field="text")


@transaction.atomic
def place(*, clause, to, by, at, seen=None):
    """Staff say where a clause went: `to` a clause of the next version, several into which it was split, or None when it was removed; the link to
    where its comments stand first. Entry "consultation.place".

    Its items that waited too are placed inside it where that is then beyond doubt, or are gone with it; so is the same clause of another published
    version that waits with the same words. seen: the number of the ClauseLink that waited on the screen; where it does not wait any more it is
    refused, and says who placed the clause where.

    Raises NotAllowed, WrongState where there is no next version, where it is concluded or placed meanwhile,
    Invalid(field="to") for a clause of another version.
    """
    page = locked(clause.version.page_id)
    acting = require(by, page, at)
    if page.concluded_at:
        raise WrongState(_("The consultation is concluded; its result stands."))
    if seen is not None:
        _require_waiting(clause, seen)
    following = Track(page).following(clause)
    if following is None:
        raise WrongState(_("There is no newer version."))
    wanted = [] if to is None else to if isinstance(to, (list, tuple)) else [to]
    wanted = {getattr(each, "pk", each) for each in wanted}
    targets = list(following.clauses.filter(pk__in=wanted).order_by("place"))
    if len(targets) != len(wanted) or to is not None and not targets:
        raise Invalid(_("To: choose a clause of the newer version."), field="to")
    same = [each.old for each in doubtful(page) if each.version_id == following.pk and is_same_question(each.old, clause)]
    for each in same:
        decide(each, targets, following, by, at)
        _place_items(each, targets, following, by, at)
    link = decide(clause, targets, following, by, at)
    _place_items(clause, targets, following, by, at)
    facts = {"version": following.number, "clause": str(clause), "to": "、".join(map(str, targets)) or None}
    record("consultation.place", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return link


def _require_waiting(clause, seen):
    """WrongState where the link that waited on the screen was decided meanwhile, or is there no more."""
    if ClauseLink.objects.filter(pk=seen, old=clause, sure=False).exists():
        return
    links = list(clause.onward.filter(decided_at__isnull=False).select_related("decided_by", "new").order_by("-decided_at", "-first", "id"))
    if not links:
        raise WrongState(_("The draft was changed after you opened this page: look at the clause anew."))
    last = links[0]
    found = [str(link.new) for link in links if link.version_id == last.version_id and link.new_id]
    told = {"clause": clause, "who": full_name(last.decided_by) if last.decided_by_id else "—", "to": "、".join(found) or _("Clause removed")}
    raise WrongState(_("%(clause)s was placed after you opened this page, by %(who)s: %(to)s. Yours was not kept.") % told)


def decide(clause, targets, version, by, at):
    """The links of a person to `version`; the first to the part that holds most of it, as where a split is found by itself."""
    clause.onward.filter(version=version).delete()
    decided = {"old": clause, "version": version, "sure": True, "decided_by": by, "decided_at": at}
    if not targets:
        return ClauseLink.objects.create(placing=Placing.REMOVED, **decided)
    if len(targets) == 1:
        placing = Placing.KEPT if targets[0].words == clause.words else Placing.CHANGED
        return ClauseLink.objects.create(new=targets[0], placing=placing, **decided)
    own = grams(folded(clause.words))
    parts = sorted(targets, key=lambda row: -common(own, grams(folded(row.words))))
    return [ClauseLink.objects.create(new=row, placing=Placing.SPLIT, first=not rank, **decided) for rank, row in enumerate(parts)][0]


def _place_items(clause, targets, version, by, at):
    """The items of a clause that a person has placed in `version`: only those that waited for him."""
    waiting = list(Clause.objects.filter(parent=clause, onward__sure=False, onward__version=version).distinct().order_by("place"))
    if not targets:
        for row in waiting:
            decide(row, [], version, by, at)
        return
    taken = ClauseLink.objects.filter(new__parent__in=targets, sure=True, old__version_id=clause.version_id).values("new")
    free = list(Clause.objects.filter(parent__in=targets).exclude(pk__in=taken).order_by("place"))
    for found in match_items(pieces_of(waiting), pieces_of(free)):
        row = waiting[found.old]
        if found.sure and found.placing != Placing.REMOVED:
            decide(row, [free[found.targets[0]]], version, by, at)
        else:
            row.onward.filter(version=version).update(new=free[found.targets[0]] if found.targets else targets[0], placing=Placing.CHANGED)
