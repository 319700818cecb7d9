"""What the gate asks of a consultation, and what it may ask about one (五（三）)."""

from collections import Counter
from dataclasses import dataclass
from itertools import takewhile

from django.db.models import Case, Prefetch, Q, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Page

from disclosure.chain.conditions import digest_of
from disclosure.chain.gate import condition
from disclosure.chain.models import Clearance, ClearanceKind
from disclosure.chain.panels import exemption_of, not_consulted_any_more

from .anchors import alike, find_clauses, match, same_words
from .anchors import articles as pieces
from .answers import final_texts
from .differences import difference
from .finals import began, name_for
from .margins import piece_of, plain
from .models import ConsultationPage, ResultPage
from .models.pages import adopted_unseen
from .standing import adopted, articles, published_clauses

NAMED = 10  # articles in a sentence
MOST = 50  # consultations offered in a proposal: several years of them


@dataclass(frozen=True)
class Known:
    """A consultation as the chain sees it: its page number, title and address, whether its result is public and where, and whose it is."""

    number: int
    title: str
    concluded: bool
    url: str = ""
    result_url: str = ""
    division_no: int | None = None
    division: str = ""
    begun: bool = False  # whether the text of the item that asks was begun from it
    inward: bool = False

    def readable_by(self, user):
        """Whether the user may read it: everyone an outward one; of an inward one nobody else learns title or address."""
        return not self.inward or ConsultationPage.objects.get(pk=self.number).readable_by(user)

    def cautions(self, page, user=None):
        """[sentence] to who proposes and signs, where it may be another matter: another item is its final text already, no clause is alike, or it is
        another division's; where what counts as adopted is not in the text; which articles are not as in its last draft. Nothing is refused
        for it: one consultation may be followed by two texts, and who signs knows. `user`: who reads it, and so which titles, that of the
        consultation too."""
        if refused := self.refusal(page, user):
            return [refused]
        other = _final_of_another(final_texts([self.number]).get(self.number, []), page)
        title = self._title_for(user)
        compared = self._unlike(page, title) or [*self._of_another(page, title), *self._unmoved(page), *self._differs(page)]
        return [*([_spent(title, name_for(user, other))] if other else []), *compared]

    def refusal(self, page, user=None):
        """Why `page` cannot be proposed or made public after this consultation: its text has clauses, the draft has, and not one is alike; "" where
        it can. A text without clauses, or one in attachments beside words of introduction, is a doubt (`cautions`). `user`: who reads it."""
        text, draft = find_clauses(plain(page)), ConsultationPage(pk=self.number)
        numbered = [piece for piece in text if piece.number and (piece.number.startswith("第") or not page.attachments)]
        mine = [piece_of(row) for row in published_clauses(draft)]
        if not numbered or not any(piece.number for piece in mine) or alike(mine, text):
            return ""
        newest = draft.versions.order_by("-number").first()
        if alike([piece_of(row) for row in newest.clauses.order_by("place")], text):
            return ""
        told = {"title": self._title_for(user), "division": self.division}
        return str(
            _(
                "The consultation linked is “%(title)s” (%(division)s), and this text has no clause like one of its draft. Choose the consultation "
                "on this text; where there was none, name none and ask the leader in charge for an exemption."
            )
            % told
        )

    def _title_for(self, user):
        return self.title if user is None or self.readable_by(user) else str(_("a consultation inside another division"))

    def _unmoved(self, page):
        """Where comments count as adopted, and the final text reads at their clauses as the draft did."""
        draft = ConsultationPage(pk=self.number)
        said = adopted(draft) if self.concluded else {}
        if not any(said):
            return []
        mine, text = articles(published_clauses(draft)), pieces(find_clauses(plain(page)))
        kept = [
            clause
            for place, clause in zip(match([piece_of(row) for row in mine], text), mine, strict=True)
            if clause.pk in said and place.sure and len(place.targets) == 1 and same_words(clause.words, text[place.targets[0]].words)
        ]
        return [adopted_unseen(sum(said[clause.pk] for clause in kept), kept)] if kept else []

    def differences(self, page):
        """[(articles, [("same" | "del" | "ins", words)])] of the text against the last draft, of what is not as it was there, in the order of the
        text; what was taken out last. What was put together or taken apart stands together. To who may read the consultation (`readable_by`)."""
        mine, text, places = self._compared(page)
        groups = _groups(places)
        kept = self._kept(mine, text, places)
        taken, found = set(), []
        for at in range(len(text)):
            if at in kept or at in taken:
                continue
            olds, news = groups.get(at, ((), (at,)))
            taken |= {*news}
            old, new = "\n".join(mine[each].words for each in olds), "\n".join(text[each].words for each in news)
            found.append(("、".join(text[each].number or text[each].words[:12] for each in news), difference(old, new)))
        gone = [(str(_gone(mine[place.old])), [("del", mine[place.old].words)]) for place in places if not place.targets]
        return found + gone

    def _compared(self, page):
        """(articles of the last draft, the result's; articles of the text; where each of the first stands), once for a page that was read."""
        text = plain(page)
        kept = page.__dict__.get("_against_draft")
        if kept is None or kept[:2] != (self.number, text):
            newest = ConsultationPage(pk=self.number).versions.order_by("-number").first() if self.concluded else None
            mine = list(newest.clauses.articles().order_by("place")) if newest else []
            pieces_now = pieces(find_clauses(text)) if newest else []
            found = (mine, pieces_now, match([piece_of(row) for row in mine], pieces_now) if newest else [])
            kept = page.__dict__["_against_draft"] = (self.number, text, found)
        return kept[2]

    @staticmethod
    def _kept(mine, text, places):
        """Places of the articles of the text that are one of the draft's, word for word."""
        into = Counter(target for place in places for target in place.targets)
        return {
            place.targets[0]
            for place in places
            if len(place.targets) == 1 and into[place.targets[0]] == 1 and same_words(mine[place.old].words, text[place.targets[0]].words)
        }

    def _differs(self, page):
        """Which articles of the text are not as they were in the last draft, the result's: what was changed after it is read nowhere else."""
        mine, text, places = self._compared(page)
        kept = self._kept(mine, text, places)
        other = [piece.number or piece.words[:12] for at, piece in enumerate(text) if at not in kept]
        gone = [_gone(mine[place.old]) for place in places if not place.targets]
        if not other and not gone:
            return []
        count, named = len(other) + len(gone), "、".join([*other, *map(str, gone)][:NAMED])
        words = ngettext(
            "The text differs from the last draft, on which the result was written, in %(count)d article: %(articles)s. Is that meant?",
            "The text differs from the last draft, on which the result was written, in %(count)d articles: %(articles)s. Is that meant?",
            count,
        )
        return [words % {"count": count, "articles": named + ("……" if count > NAMED else "")}]

    def _unlike(self, page, title):
        told, text = {"title": title, "division": self.division}, find_clauses(plain(page))
        if page.attachments and not any(piece.number for piece in text):
            words = _(
                "The text lies in the attachments, which cannot be compared with the draft of “%(title)s” (%(division)s): is it the same matter?"
            )
            return [words % told]
        if not alike([piece_of(row) for row in published_clauses(ConsultationPage(pk=self.number))], text):
            return [
                _("The consultation linked is “%(title)s” (%(division)s), and this text has no clause like one of its draft: is it the same matter?")
                % told
            ]
        return []

    def _of_another(self, page, title):
        if self.division_no == page.division_id:
            return []
        told = {"title": title, "division": self.division}
        return [_("The consultation linked is “%(title)s”, held by %(division)s, not by this division: is it the same matter?") % told]


def consultation(number, page):
    """The consultation with this page number that was published, or None: what a proposal of vital interest is linked to.

    An outward item is answered by an outward consultation alone: staff are not the public, and an inward one exists for nobody else.
    """
    if not isinstance(number, int) or not 0 < number < 2**31:  # no page has such a number, and no database takes it
        return None
    found = next(iter(_nameable(page, pk=number)), None)
    return _known(found) if found else None


def consultable(page):
    """The published consultations that a page can name, those of its own division first, then the newest: [Known]. Those that have another item
    as their final text already come last."""
    found = _nameable(page)
    finals, first = final_texts([each.pk for each in found]), began(page, [each.pk for each in found])
    found.sort(key=lambda each: _final_of_another(finals.get(each.pk, ()), page) is not None)
    return [_known(each, begun=each.pk == first) for each in found]


def _gone(clause):
    return _("%(article)s taken out") % {"article": clause.number}


def _groups(places):
    """{place in the text: (places in the draft, places in the text)} of what belongs together: an article, those put together, the parts of one."""
    found = {}
    for place in places:
        olds, news = {place.old}, {*place.targets}
        for target in place.targets:
            before = found.get(target, ((), ()))
            olds, news = olds.union(before[0]), news.union(before[1])
        for target in news:
            found[target] = (sorted(olds), sorted(news))
    return found


def _final_of_another(pages, page):
    """Of the final texts of a consultation the first that came before `page` and that it does not replace; or None."""
    replaced = getattr(page, "replaces", ())
    before = takewhile(lambda each: each.pk != page.pk, pages)
    return next((each for each in before if each.replaced_by_id != page.pk and each.index_number not in replaced), None)


def _spent(title, other):  # other: the words for it
    return _(
        "The consultation linked, “%(title)s”, has its final text already: “%(other)s”. Is this the same matter? A changed text is a new version of "
        "that item."
    ) % {"title": title, "other": other}


def _nameable(page, **which):
    """Published consultations with their live results, those of the page's division first, then the newest: of an outward page the outward ones
    alone; one that was for one division answers for that division, and for the one that held it. Two queries."""
    live = Prefetch("results", ResultPage.objects.filter(live=True).order_by("-pk"), to_attr="live_results")
    outward, home = getattr(page, "category_is_public", lambda: True)(), getattr(page, "division_id", None)
    mine = Q(inward=False)
    if not outward:
        mine |= Q(only_for=None) | (Q(only_for=home) | Q(division=home) if home else Q(pk__in=[]))
    rows = ConsultationPage.objects.filter(mine, published_at__isnull=False, **which).select_related("division")
    own_first = Case(When(division=home, then=0), default=1)
    return list(rows.order_by(own_first, "-published_at").prefetch_related(live)[:MOST])


def _known(found, *, begun=False):
    result = next(iter(found.live_results), None)
    address = (result.url or "") if result else ""
    return Known(
        found.pk, found.title, result is not None, found.url or "", address, found.division_id, str(found.division or ""), begun, found.inward
    )


@condition
def answers_every_comment(page):
    """A result belongs to a consultation that was concluded."""
    if isinstance(page, ResultPage) and page.consultation.concluded_at is None:
        yield _("The consultation “%(title)s” is not concluded.") % {"title": page.consultation.title}


@condition
def consulted(page):
    """What touches vital interests goes out after a concluded consultation, or with a signed exemption (五（三）); asked as it becomes public. What
    it names must be the consultation on this text, whatever was answered: its result calls it the final text.

    A newer version of what is live is asked as well, by its own answer: that of the version before it answers for nothing. So is a correction, that
    goes on under the answer of what it corrects: it waits where the result was taken down. An urgent publication asked it a moment before; what is
    live and stays as it is is not asked again.
    """
    if not page.pk or not getattr(page, "asks_vital_interest", False):
        return
    if Page.objects.filter(pk=page.pk, live=True, live_revision=page.live_revision_id).exists():
        return
    key = _key_of(page)
    proposal = (key.proposal if key else None) or {}
    known = consultation(proposal.get("consultation"), page)
    if known and (refused := known.refusal(page)):
        yield refused
    if proposal.get("vital_interest") != "yes" or key.kind == ClearanceKind.URGENT or known and known.concluded or exemption_of(key):
        return
    if key.kind == ClearanceKind.CORRECTION:
        yield not_consulted_any_more(page.title)
    else:
        yield _("“%(title)s” touches people's vital interests: conclude a consultation first.") % {"title": page.title}


def _key_of(page):
    """The clearance in force of exactly this content, of the revision to be published where several fit; None where none does."""
    keys = Clearance.objects.in_force(page.pk).order_by("-id")
    fitting = [key for key in keys if key.digest == digest_of(page, key.proposal)]
    return next((key for key in fitting if key.revision_id == page.live_revision_id), fitting[0] if fitting else None)
