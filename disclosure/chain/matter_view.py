"""How a matter looks from outside: state, step, who is waited for, signatures. For the API and the admin alike."""

from collections import defaultdict

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Revision

from disclosure.org.models import PostKind
from disclosure.org.posts import Roster, appointing
from disclosure.rules.chain import State, Step

from .actions.case import Case
from .models import Matter, Round, Signature
from .permissions import today


class Looks:
    """The matters of several pages, only read (no lock, nothing made), in four queries and the posts of the day however many they are."""

    def __init__(self, pages, at, roster=None):
        """pages: specific pages; at: aware datetime of the question; roster: the posts of its day where they were read before."""
        self.at, self.given = at, roster
        numbers = [page.pk for page in pages]
        self.matters = {matter.page_no: matter for matter in Matter.objects.filter(page_no__in=numbers).select_related("division")}
        self.rounds, self.signatures = defaultdict(list), defaultdict(list)
        for round in Round.objects.filter(matter__in=numbers).select_related("division").order_by("number"):
            self.rounds[round.matter_id].append(round)
        for row in Signature.objects.filter(matter__in=numbers).defer("checklist", "override").order_by("at", "id"):
            self.signatures[row.matter_id].append(row)
        newest = [page.latest_revision_id for page in pages if page.latest_revision_id]
        self.contents = dict(Revision.objects.filter(pk__in=newest).values_list("pk", "content"))

    @cached_property
    def roster(self):
        return self.given or Roster(today(self.at))

    def at_page(self, page):
        """The Case of one of the pages."""
        case = Case(self.matters.get(page.pk) or Matter(page_no=page.pk), self.at)
        rounds, content = self.rounds[page.pk], self.contents.get(page.latest_revision_id)
        for round in rounds:
            round.matter = case.matter
        numbers = {round.pk: round.number for round in rounds}
        case.__dict__ |= {
            "page": page,
            "round": next((round for round in rounds if round.ended_at is None), None),
            "rows": [row for row in self.signatures[page.pk] if numbers[row.round_id] > case.matter.done_round],
            "roster": self.roster,
        }
        if content is None:
            case.__dict__["draft"] = page
        return case

    def draft_title(self, page):
        """The title as the latest revision has it."""
        return self.contents.get(page.latest_revision_id, {}).get("title", page.title)


def waited_for(case):
    """[{username, post, step, due_on}] at the open step; username None where nobody can act. In the group the chair stays until the close."""
    round = case.round
    if round is None:
        return []
    step = Step(round.step)
    if step != Step.GROUP:
        people = [(h.username, h.post) for h in case.usable(step)] or [(None, step.post)]
    else:
        votes, chair = case.votes(), case.chair()
        people = [(h.username, h.post) for seat in case.seats if not seat.barred and seat.number not in votes for h in seat.holdings]
        people += [(h.username, PostKind.GROUP_CHAIR) for h in chair] or [(None, PostKind.GROUP_CHAIR)]
    found = dict.fromkeys((username, str(post)) for username, post in people)
    chairs = {username for username, post in found if post == PostKind.GROUP_CHAIR}
    return [
        {"username": username, "post": post, "step": str(step), "due_on": round.step_due_on}
        for username, post in found
        if post == PostKind.GROUP_CHAIR or username not in chairs
    ]


def hindrances(case):
    """Sentences on what keeps it where it is: who must appoint somebody, what a draft lacks or would lack if it went out now, why a scheduled item
    did not go out."""
    matter, round = case.matter, case.round
    if round is not None:
        return [*_vacancies(case, Step(round.step)), *(str(sentence) for _field, sentence in case.draft.missing(case.at))]
    if (matter.successor or matter.state) == State.CLEARED:
        return list(matter.refused)
    if (matter.successor or matter.state) == State.DRAFT:
        return [str(sentence) for _field, sentence in case.draft.missing()]
    return []


def _vacancies(case, step):
    def sentence(post):
        return _("Nobody can act as %(post)s: %(who)s must appoint someone or name a deputy.") % {
            "post": PostKind(post).label,
            "who": PostKind(appointing(post)).label,
        }

    if step != Step.GROUP:
        return [] if case.usable(step) else [sentence(step.post)]
    found = [] if case.chair() else [sentence(PostKind.GROUP_CHAIR)]
    if len([seat for seat in case.seats if not seat.barred]) < 3:
        found.append(_("Fewer than three members of the leading group are left: the main leader must name substitutes."))
    return found


def signature_row(row):
    """A signature as others see it: officials by name, never more."""
    return {
        "step": row.step, "username": row.username, "name": row.name, "post": row.post, "on_behalf_of": row.on_behalf_of or None,
        "at": row.at, "outcome": row.outcome, "opinion": row.opinion, "void": row.void,
    }  # fmt: skip


def as_published(facts, page, matter, rounds, rows):
    """What a reader whom the papers do not concern sees of a live item's matter: the version that is public, nothing of a newer one."""
    done = next((round for round in rounds if round.number == matter.done_round), None)
    return facts | {
        "title": page.title, "successor": None, "step": None, "round": done.number if done else 0, "waiting_for": [],
        "revision": page.live_revision_id, "digest": done.digest if done else None, "ground": None, "re_examine_on": None, "objections": [],
        "signatures": [signature_row(row) for row in rows if done and not row.void and row.spent_in == done.number],
    }  # fmt: skip


def as_matter(page, at, looks=None, *, concerned=True):
    """The matter of a page as the contract writes it, for a reader who may read it. at: aware datetime of the question; looks: where a list was read.

    concerned: whether drafts and papers concern the reader (readers.is_concerned); without it, of a live item only what is public.
    """
    looks = looks or Looks([page], at)
    case, rounds, rows = looks.at_page(page), looks.rounds[page.pk], looks.signatures[page.pk]
    matter = case.matter
    newest = case.round or (rounds[-1] if rounds else None)
    # A signature that an unchanged resubmission carried over counts for the newest round as well.
    carried = [
        row for row in rows
        if newest and (row.round_id == newest.pk or (row.digest == newest.digest and not row.void and row.spent_in in (None, newest.number)))
    ]  # fmt: skip
    live = page.live
    facts = {
        "id": page.pk,
        "category": str(page.category),
        "title": looks.draft_title(page),
        "index_number": page.index_number,
        "url": page.get_url() if live else None,
        "state": matter.state,
        "successor": matter.successor or None,
        # While it waits for an answer from above no step is open; waiting_for still names the secrecy step (docs/decisions/contract.md).
        "step": case.round.step if case.round and not case.round.referred else None,
        "round": newest.number if newest else 0,
        "waiting_for": waited_for(case),
        "revision": newest.revision_no if newest else page.latest_revision_id,
        "live_revision": page.live_revision_id if live else None,
        "digest": newest.digest if newest else None,
        "due_on": page.due_on,
        "ground": matter.ground or None,
        "re_examine_on": matter.re_examine_on,
        "objections": hindrances(case),
        "signatures": [signature_row(row) for row in carried],
    }
    return facts if concerned or not live else as_published(facts, page, matter, rounds, rows)
