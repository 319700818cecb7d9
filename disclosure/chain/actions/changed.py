"""Content that changed behind the chain's back: signatures are voided visibly and the round goes back to its first step."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState

from disclosure.ledger.errors import Refused
from disclosure.org.posts import full_name
from disclosure.rules.chain import State

from .. import notify, workflow
from ..conditions import digest_of, facts_of
from ..models import Disclosable, Matter, SignedFacts
from .case import Case
from .propose import recall


@transaction.atomic
def hear(*, page_no, revision, at):
    """A revision was written: when a round runs and its facts differ from the signed ones, void the signatures and begin again with it."""
    matter = Matter.objects.filter(page_no=page_no).first()
    if matter is None or matter.editable:
        if matter is not None and matter.state == State.WITHDRAWN:
            _draft_again(page_no)
        elif matter is not None and matter.state == State.LIVE:
            _newer(page_no, revision)
        return
    case = Case.lock(page_no, at)
    round = case.round
    if round is None or case.matter.after_review_open:
        return
    draft = revision.as_object()
    seal = digest_of(draft, round.proposal)
    if seal == round.digest:
        if round.revision_no != revision.pk and revision.user_id and revision.user_id not in round.authors:
            round.authors = sorted({*round.authors, revision.user_id})
            round.save(update_fields=["authors"])
        return
    SignedFacts.objects.get_or_create(digest=seal, defaults={"facts": facts_of(draft), "proposal": round.proposal})
    voided = case.void(case.standing(), _("The content was changed."))
    round.revision_no, round.digest, round.outcome = revision.pk, seal, ""
    round.scope, round.channels = draft.scope, list(draft.channels)
    round.division = draft.division or round.division  # whose head and leader sign; without one the gate objects
    round.authors = sorted({*round.authors, *([revision.user_id] if revision.user_id else [])})
    case.__dict__["draft"] = draft
    case.refresh_copies()
    case.open_step(case.kind.steps[0])
    round.save()
    workflow.move(round.workflow_state_no, step=case.kind.steps[0], revision_no=revision.pk, by=None, at=at)
    case.set_state_running()
    case.matter.save()
    notify.your_turn(round, case.kind.steps[0], case.waiting_holdings(case.kind.steps[0]), at=at)
    case.record("chain.changed", by=revision.user, round=round.number, revision=revision.pk, digest=seal, voided=voided)


def _newer(page_no, revision):
    """Writing over a live item makes a newer version, unless it says again what is public."""
    matter, live = Matter.objects.lock(page_no), Page.objects.get(pk=page_no).specific
    word = State.DRAFT if live.live and facts_of(revision.as_object()) != facts_of(live) else ""
    if matter.successor in ("", State.DRAFT) and matter.successor != word:
        matter.successor = word
        matter.save(update_fields=["successor"])


def _draft_again(page_no):
    """Writing on what was withdrawn makes it a draft again."""
    matter = Matter.objects.lock(page_no)
    matter.state = State.DRAFT
    matter.save(update_fields=["state"])


@transaction.atomic
def hear_cancellation(*, page_no, workflow_state_no, by, at):
    """Wagtail's workflow was cancelled: a recall when the proposer did it, else the rows are put back."""
    page = Page.objects.filter(pk=page_no).first()
    if page is None or not issubclass(page.specific_class or Page, Disclosable):
        return
    case = Case.lock(page_no, at)
    round = case.round
    if round is None or round.workflow_state_no != workflow_state_no:
        return
    try:
        with transaction.atomic():
            recall(page=page_no, by=by, at=at, reason=_("Cancelled in the editor by %(name)s.") % {"name": full_name(by)})
    except (Refused, AttributeError):
        WorkflowState.objects.filter(pk=workflow_state_no).update(status=WorkflowState.STATUS_CANCELLED)
        round.workflow_state_no = workflow.begin(case.draft, step=round.step, revision_no=round.revision_no, by=by)
        round.save(update_fields=["workflow_state_no"])
