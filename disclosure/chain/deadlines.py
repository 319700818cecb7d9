"""What the clocks know of the chain: reminders of steps, after-reviews and re-examinations, and due days that follow the calendar."""

from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.clocks.recompute import Changed, recomputes
from disclosure.clocks.remind import Owed, reminded
from disclosure.org.models import PostKind
from disclosure.rules.chain import AFTER_REVIEW_DAYS, Step

from .models import Matter, Round
from .permissions import today
from .waiting import Desk


def _page(number):
    return reverse("disclosure_chain:review", args=[number])


@reminded
def steps(first, last, now):
    """Open steps: owed by who can act there now; one that is referred upward waits for somebody outside."""
    if not Round.objects.filter(ended_at=None, referred=False, step_due_on__range=(first, last)).exists():
        return
    desk = Desk(now)
    for round in desk.rounds:
        if round.step and not round.referred and round.step_due_on and first <= round.step_due_on <= last:
            step = Step(round.step)
            title = _("%(step)s — %(title)s") % {"step": step.label, "title": round.matter.title}
            owners = frozenset(holding.user_id for holding in desk.holdings(round))
            key = f"round:{round.pk}:{step}:{round.step_opened_at.timestamp():.0f}"
            told = {"owners": owners, "barred": desk.barred(round), "since": today(round.step_opened_at)}  # the mail of the turn named the day
            yield Owed(key, title, round.step_due_on, _page(round.matter_id), step.post, round.division, **told)


@reminded
def after_reviews(first, last, now):
    """Urgent publications whose chain is not finished: the office director sees to it."""
    for matter in Matter.objects.filter(after_review_open=True, after_review_due__range=(first, last)):
        title = _("After-review of an urgent publication — %(title)s") % {"title": matter.title}
        yield Owed(f"after-review:{matter.page_no}", title, matter.after_review_due, _page(matter.page_no), PostKind.OFFICE_DIRECTOR)


@reminded
def re_examinations(first, last, now):
    """What is withheld is looked at again on its day by the secrecy reviewer (条例第十八条)."""
    for matter in Matter.objects.filter(re_examine_on__range=(first, last)):
        title = _("Re-examine what is withheld — %(title)s") % {"title": matter.title}
        yield Owed(f"re-examine:{matter.page_no}", title, matter.re_examine_on, _page(matter.page_no), PostKind.SECRECY_REVIEWER)


@recomputes
def open_steps(calendar):
    """Steps and after-reviews count working days from their beginning."""
    for round in Round.objects.select_for_update(of=("self",)).filter(ended_at=None, step_due_on__isnull=False).select_related("matter"):
        due_on, _provisional = calendar.add(today(round.step_opened_at), Step(round.step).days)
        if due_on != round.step_due_on:
            changed = Changed(f"{round.matter} · {Step(round.step).label}", round.step_due_on, due_on)
            round.step_due_on = due_on
            round.save(update_fields=["step_due_on"])
            yield changed
    for matter in Matter.objects.select_for_update().filter(after_review_open=True, urgent_at__isnull=False):
        due_on, _provisional = calendar.add(today(matter.urgent_at), AFTER_REVIEW_DAYS)
        if due_on != matter.after_review_due:
            changed = Changed(_("After-review of an urgent publication — %(title)s") % {"title": matter.title}, matter.after_review_due, due_on)
            matter.after_review_due = due_on
            matter.save(update_fields=["after_review_due"])
            yield changed
