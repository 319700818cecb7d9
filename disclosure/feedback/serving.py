"""The service of an answer or a decision that waits for its day: recorded with carrier and number, and from then on answered."""

from django.db import transaction
from django.utils.translation import gettext as _

from disclosure.cases import actions as cases
from disclosure.cases import service
from disclosure.clocks.actions import day_of
from disclosure.ledger.errors import WrongState
from disclosure.ledger.record import record

from . import actions, parties
from .models import Decision, Reply


def waiting(feedback):
    """The answer (models.Reply, Decision) of the present round that is written and not served; None without one."""
    for model in (Decision, Reply):
        if found := model.objects.filter(feedback=feedback, round=feedback.case.round, served_on=None).first():
            return found
    return None


@transaction.atomic
def serve(feedback, *, on=None, carrier="", tracking_number="", by, at):
    """Record the day `on` (default today) on which the answer reached who gave feedback (by post: was handed to the post, with its number).

    That day is the day of the answer, and lateness counts to it. Entry "feedback.serve"; the Reply or Decision. Raises WrongState, Invalid.
    """
    feedback, case, acting = actions.in_hand(feedback, by, at)
    cases.require_open(case)
    row = waiting(feedback)
    if row is None:
        raise WrongState(_("There is no answer that waits for its service."))
    row.feedback = feedback
    service.fill(row, on=on, carrier=carrier, tracking_number=tracking_number, written_on=day_of(row.decided_at), at=at)
    sentence = (parties if isinstance(row, Decision) else actions).sentence_of(row)
    facts = {"way": row.way, **actions.served(row, case, *sentence, by=by, at=at)}
    record("feedback.serve", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return row
