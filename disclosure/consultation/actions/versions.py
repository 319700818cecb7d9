"""Versions of the draft: the published one, the redrafts, and where each clause went."""

from django.db import transaction
from django.utils.translation import gettext as _

from disclosure.chain.models import ClearanceKind
from disclosure.intake.sealed import fingerprint
from disclosure.intake.typed import text_of
from disclosure.ledger.errors import Invalid, WrongState
from disclosure.ledger.record import record
from disclosure.rules.categories import Scope
from disclosure.rules.hearing import Phase, Placing

from ..access import require
from ..anchors import Piece, common, find_clauses, folded, grams, match, match_items
from ..models import Clause, ClauseLink, ConsultationPage, DraftVersion, ResultPage
from .about import about, locked
from .subscribe import tell_subscribers

MOST_DRAFT = 200_000


def after_publication(*, page, round, at, kind):
    """A consultation was published: its draft becomes a version open to comment. A result was, a changed draft, another close, what had been taken
    down, or what a consulted draft became: subscribers hear. Hears chain.heard.published."""
    if isinstance(page, ConsultationPage) and kind != ClearanceKind.IMPORTED:
        last = page.versions.filter(published=True).order_by("-number").first()
        if last is None or last.sha256 != fingerprint(page.draft.encode()):
            add_version(page, page.draft, by=None, at=at, published=True)
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


def add_version(page, text, *, by, at, published):
    """Keep a version with its clauses and the links from the version before. No entry: the caller records. (DraftVersion, [Place])."""
    before = page.versions.order_by("-number").first()
    number = (before.number if before else 0) + 1
    version = DraftVersion.objects.create(page=page, number=number, made_at=at, made_by=by, published=published, sha256=fingerprint(text.encode()))
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
        links = []
        for place in places:
            targets = [new[target] for target in place.targets] or [None]
            links += [
                ClauseLink(old=old[place.old], new=target, placing=place.placing, first=rank == 0, sure=place.sure)
                for rank, target in enumerate(targets)
            ]
        ClauseLink.objects.bulk_create(links)
    return version, places


def pieces_of(clauses):
    """Clauses of one version, in order, as the Pieces they were found as."""
    at = {row.pk: rank for rank, row in enumerate(clauses)}
    return [Piece(row.number, row.text, row.chapter, at.get(row.parent_id), row.whole) for row in clauses]


@transaction.atomic
def redraft(*, page, text, by, at):
    """Keep a new version of the draft, made of what was said; the public reads it with the result. (DraftVersion, [Place]).

    Each comment stays at its clause, or at what became of it; what is not beyond doubt waits for `place`. Entry "consultation.redraft".
    Raises NotAllowed, WrongState before the opening or once concluded, Invalid(field="text") for no text or the same.
    """
    page = locked(page)
    acting = require(by, page, at)
    if page.concluded_at or page.phase(at) not in (Phase.OPEN, Phase.CLOSED):
        raise WrongState(_("It is redrafted from its opening until it is concluded."))
    text = text_of(text, "draft", most=MOST_DRAFT)
    last = page.versions.order_by("-number").first()
    if last is None:
        raise WrongState(_("It has no published draft."))
    if last.sha256 == fingerprint(text.encode()):
        raise Invalid(_("Text: it is the version that is there already."), field="text")
    version, places = add_version(page, text, by=by, at=at, published=False)
    counted = {str(kind): sum(place.placing == kind for place in places) for kind in Placing}
    facts = {"version": version.number, "clauses": version.clauses.count(), "doubtful": sum(not place.sure for place in places), **counted}
    record("consultation.redraft", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return version, places


@transaction.atomic
def place(*, clause, to, by, at):
    """Staff say where a clause went: `to` a clause of the next version, several into which it was split, or None when it was removed; the link to
    where its comments stand first. Entry "consultation.place".

    Its items that waited too are placed inside it where that is then beyond doubt, or are gone with it.

    Raises NotAllowed, WrongState where there is no next version or it is concluded, Invalid(field="to") for a clause of another version.
    """
    page = locked(clause.version.page_id)
    acting = require(by, page, at)
    if page.concluded_at:
        raise WrongState(_("The consultation is concluded; its result stands."))
    following = page.versions.filter(number=clause.version.number + 1).first()
    if following is None:
        raise WrongState(_("There is no newer version."))
    wanted = [] if to is None else to if isinstance(to, (list, tuple)) else [to]
    wanted = {getattr(each, "pk", each) for each in wanted}
    targets = list(following.clauses.filter(pk__in=wanted).order_by("place"))
    if len(targets) != len(wanted) or to is not None and not targets:
        raise Invalid(_("To: choose a clause of the newer version."), field="to")
    link = _decide(clause, targets, by, at)
    _place_items(clause, targets, by, at)
    facts = {"version": following.number, "clause": str(clause), "to": "、".join(map(str, targets)) or None}
    record("consultation.place", about=about(page), by=by, acting=acting, at=at, facts=facts)
    return link


def _decide(clause, targets, by, at):
    """The links of a person; the first to the part that holds most of it, as where a split is found by itself."""
    clause.onward.all().delete()
    decided = {"old": clause, "sure": True, "decided_by": by, "decided_at": at}
    if not targets:
        return ClauseLink.objects.create(placing=Placing.REMOVED, **decided)
    if len(targets) == 1:
        placing = Placing.KEPT if targets[0].words == clause.words else Placing.CHANGED
        return ClauseLink.objects.create(new=targets[0], placing=placing, **decided)
    own = grams(folded(clause.words))
    parts = sorted(targets, key=lambda row: -common(own, grams(folded(row.words))))
    return [ClauseLink.objects.create(new=row, placing=Placing.SPLIT, first=not rank, **decided) for rank, row in enumerate(parts)][0]


def _place_items(clause, targets, by, at):
    """The items of a clause that a person has placed: only those that waited for him."""
    waiting = list(Clause.objects.filter(parent=clause, onward__sure=False).distinct().order_by("place"))
    if not targets:
        for row in waiting:
            _decide(row, [], by, at)
        return
    taken = ClauseLink.objects.filter(new__parent__in=targets, sure=True, old__version_id=clause.version_id).values("new")
    free = list(Clause.objects.filter(parent__in=targets).exclude(pk__in=taken).order_by("place"))
    for found in match_items(pieces_of(waiting), pieces_of(free)):
        if found.sure and found.placing != Placing.REMOVED:
            _decide(waiting[found.old], [free[found.targets[0]]], by, at)
        else:
            waiting[found.old].onward.update(new=free[found.targets[0]] if found.targets else targets[0], placing=Placing.CHANGED)
