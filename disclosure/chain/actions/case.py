"""A matter in hand: locked, with what every verb asks of it. Who may act is answered here and nowhere else."""

import re

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from disclosure.clocks.calendar import calendar
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import record
from disclosure.org.models import PostKind
from disclosure.org.posts import Roster, full_name
from disclosure.rules.chain import Kind, State, Step, next_step
from disclosure.rules.secrecy import Outcome

from .. import eligible, heard
from ..models import Act, Disclosable, Matter, Signature
from ..permissions import today

LEAST_GROUND = 3  # letters: a mark or two say nothing; what is a good ground the leader answers for
IN_FORCE = (Outcome.PUBLISH, Outcome.WITHHOLD)


class Case:
    """One matter, locked until the transaction ends. `at`: aware datetime of the act; `on`: its day in Asia/Shanghai."""

    def __init__(self, matter, at):
        self.matter, self.at, self.on = matter, at, today(at)

    @classmethod
    def lock(cls, page, at):
        """Lock the matter of a page (instance or number). NotFound when the page is no disclosure."""
        number = getattr(page, "pk", page)
        case = cls(Matter.objects.lock(number), at)
        if not case.matter.title:
            case.refresh_copies()
        return case

    # --- what is in hand

    @cached_property
    def page(self):
        """The page as its row is: the live version."""
        page = Page.objects.filter(pk=self.matter.page_no).first()
        page = page and page.specific
        if not isinstance(page, Disclosable):
            raise NotFound(_("There is no such matter."))
        return page

    @cached_property
    def draft(self):
        """The page as its latest revision is."""
        revision = self.page.latest_revision
        return self.page.with_content_json(revision.content) if revision else self.page

    @cached_property
    def round(self):
        """The open round, or None."""
        found = self.matter.rounds.filter(ended_at=None).select_related("division").first()
        if found:
            found.matter = self.matter
        return found

    @property
    def division(self):
        return self.round.division if self.round else self.draft.division

    @cached_property
    def roster(self):
        """The posts of the day, read once."""
        return Roster(self.on)

    def refresh_copies(self):
        """Copy title, number, division and category from the page to the matter (in memory)."""
        matter, draft = self.matter, self.draft
        matter.title, matter.index_number = draft.title[:255], draft.index_number or ""
        matter.division, matter.category = draft.division, str(draft.category or "")

    # --- signatures

    def standing(self):
        """Rows neither voided nor used up."""
        return self.matter.signatures.filter(void=False, spent=False)

    @cached_property
    def rows(self):
        """Every signature and vote since the last clearance, void ones too, read once."""
        rows = Signature.objects.filter(matter=self.matter, round__number__gt=self.matter.done_round)
        return list(rows.defer("checklist", "override").order_by("at", "id"))

    def in_force(self, act):
        """Rows of a kind neither voided nor used up, on the digest of the open round, oldest first."""
        return [row for row in self.rows if row.act == act and not row.void and not row.spent and row.digest == self.round.digest]

    @property
    def signed(self):
        """{step: signature in force on the digest of the open round}: publish and withhold of head, reviewer and leader."""
        return {Step(row.step): row for row in self.in_force(Act.SIGN) if row.outcome in IN_FORCE}

    def next_step(self):
        return next_step(self.kind, set(self.signed))

    @property
    def kind(self):
        return Kind(self.round.kind)

    def void(self, rows, reason):
        """Void signatures visibly; returns the names of those whose they were."""
        rows = rows.filter(void=False, spent=False)
        names = list(dict.fromkeys(rows.values_list("name", flat=True)))
        if names:
            rows.update(void=True, void_at=self.at, void_reason=str(reason)[:255])
            self.forget_signatures()
        return names

    # --- who may act

    def barred(self, step):
        """Numbers of people who may not act in a step: every proposer and author since the last clearance, and signers of other steps."""
        if not self.round:
            return frozenset()
        acts = [(row.step, person) for row, people in eligible.acts_of(self.rows) for person in people]
        return eligible.barred(self.round.authors, acts, step, leader_may_sit=self._leader_may_sit(acts, step))

    def _leader_may_sit(self, acts, step):
        """The bureau's setting, asked for only where somebody who signed as leader sits in the group, or the other way round."""
        other = {Step.LEADER: Step.GROUP, Step.GROUP: Step.LEADER}.get(step)
        signed = {person for at, person in acts if at == other}
        kinds = (PostKind.GROUP_MEMBER, PostKind.GROUP_CHAIR) if step == Step.GROUP else (PostKind.SUPERVISING_LEADER,)
        sits = signed and any(h.user_id in signed for kind in kinds for h in self.roster.holders(kind))
        return self.leader_may_sit if sits else False

    def wrote(self, row):
        """A signature was written: add it to what was read."""
        if "rows" in self.__dict__:
            self.rows.append(row)
        self.__dict__.pop("seats", None)

    def forget_signatures(self):
        """Signatures were voided: what was read of them is read anew."""
        for name in ("rows", "seats"):
            self.__dict__.pop(name, None)

    @cached_property
    def leader_may_sit(self):
        return eligible.leader_may_sit()

    def usable(self, step):
        """Who can act in head, secrecy or leader now, without those who are barred."""
        return eligible.usable(self.roster, step, self.division, self.barred(step))

    def post_of(self, user, kind, division=None):
        """In what capacity a user holds a post today, barred or not; None when not at all."""
        return next((h for h in self.roster.holders(kind, division=division) if h.user_id == user.pk), None)

    @cached_property
    def seats(self):
        """The seats of the leading group: [Seat(number of the post, who may exercise it, whether it counts as recused)]."""
        return eligible.seats(self.roster, self.barred(Step.GROUP))

    def votes(self):
        """{seat: the vote in force on the digest}."""
        return {row.post_no: row for row in self.in_force(Act.VOTE)}

    def chair(self, votes=None):
        """Who can chair: the chair, or the member whom the main leader named where he is barred, recused or missing. Empty when nobody."""
        votes = self.votes() if votes is None else votes
        return eligible.chair(self.roster, self.barred(Step.GROUP), votes.values())

    def step_needed(self, user, step):
        """The holding in which a user acts at the open step. NotAllowed when he never could, with the reason."""
        for holding in self.usable(step):
            if holding.user_id == user.pk:
                return holding
        if self.post_of(user, step.post, self.division if step.by_division else None):
            why = (
                _("You wrote or proposed this item; you cannot sign it.")
                if user.pk in self.round.authors
                else _("You have signed another step of this item; nobody signs two steps.")
            )
            raise NotAllowed(why)
        return None

    def require_editor(self, user):
        """The holding of an editor of the item's division. Invalid without a division, NotAllowed for anyone else."""
        if self.draft.division is None:
            raise Invalid(_("The item has no division in charge. Choose one and save."), field="division")
        holding = self.post_of(user, PostKind.EDITOR, self.draft.division)
        if holding is None:
            raise NotAllowed(_("Only an editor of %(division)s can do this.") % {"division": self.draft.division})
        return holding

    def require_proposer(self, user):
        """The holding of who last submitted; once he holds the post no longer, of any editor of the division."""
        holding = self.require_editor(user)
        last = self.round or self.matter.rounds.order_by("-number").first()
        if (
            last
            and last.proposer_no != user.pk
            and any(h.user_id == last.proposer_no for h in self.roster.holders(PostKind.EDITOR, division=self.draft.division))
        ):
            raise NotAllowed(_("Only %(name)s, who proposed it, can do this.") % {"name": last.proposer_name})
        return holding

    def require_digest(self, given):
        """The digest that the caller saw must be the digest in hand."""
        if not given:
            raise Invalid(_("Send the digest of what you saw."), field="digest")
        if given != self.round.digest:
            raise WrongState(_("The content has changed since you opened it. Reload the page and look again."), field="digest")

    # --- moving on

    def open_step(self, step):
        """Set the round to a step with its due day (in memory)."""
        self.round.step, self.round.step_opened_at = step, self.at
        self.round.step_due_on = calendar().add(self.on, step.days)[0]
        self.round.referred = False

    def end_round(self, end, *, by, reason=""):
        """Set the round's end (in memory and saved)."""
        round = self.round
        round.end, round.ended_at, round.end_reason, round.ended_by = end, self.at, reason, full_name(by) if by else ""
        round.step, round.step_due_on, round.referred = "", None, False
        round.save()
        self.__dict__.pop("round", None)
        self.__dict__["round"] = None

    def set_state(self, state):
        """The state of the matter, or of the newer version where a live one stands."""
        if self.matter.state == State.LIVE and state != State.LIVE:
            self.matter.successor = "" if state == State.WITHDRAWN else state
        else:
            self.matter.state, self.matter.successor = state, ""
        if not (state.in_a_round or state == State.WITHHELD):
            self.matter.withhold_nothing()

    def set_state_running(self):
        """The round goes on: an urgently published item stays live meanwhile."""
        if not self.matter.after_review_open:
            self.set_state(State.RUNNING)

    def waiting_holdings(self, step):
        """Who can act at a step now: for mails and lists."""
        return self.usable(step) if step != Step.GROUP else [h for seat in self.seats if not seat.barred for h in seat.holdings]

    def record(self, verb, *, by, acting=None, **facts):
        """The one ledger entry of the verb; call it last."""
        record(verb, about=("page", self.matter.page_no, self.matter.title), by=by, acting=acting, at=self.at, facts=facts)


def no_check():
    """The door has nothing to check in the body."""


def clean_reason(reason, field="reason"):
    """A typed reason, or Invalid naming the field."""
    if not isinstance(reason, str) or not reason.strip():
        raise Invalid(_("Give a reason."), field=field)
    return reason.strip()


def require_consulted(case, exemption):
    """A matter of vital interest goes out after a concluded consultation, or with an exemption whose ground is shown (五（三）)."""
    proposal, ground = case.round.proposal, (exemption or "").strip()
    if ground and len(re.findall(r"\w", ground)) < LEAST_GROUND:
        raise Invalid(_("The public reads the ground of an exemption: write why no consultation was held."), field="exemption")
    if proposal.get("vital_interest") != "yes" or ground:
        return
    found = heard.linked(proposal.get("consultation"), case.draft)
    if not (found and found.concluded):
        raise Invalid(_("It touches people's vital interests: conclude a consultation first, or give the ground of an exemption."), field="exemption")
