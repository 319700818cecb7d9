"""What this room hears from the rooms below: promises per kind, publications and takings down, withdrawals and reopenings."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.cases import actions as cases
from disclosure.cases import clock, waiting
from disclosure.cases.states import OPEN, Kind
from disclosure.chain import heard
from disclosure.items import parts
from disclosure.items.models import DisclosurePage

from . import parties
from .models import Decision, Feedback, FeedbackKind, Reply, Report
from .readers import keeps_office


def promised(case):
    """An error on a page is answered sooner than the rest (服务承诺)."""
    read = case._state.fields_cache.get("feedback")  # a register has read it for all its rows
    kind = read.kind if read else Feedback.objects.filter(case_id=case.pk).values_list("kind", flat=True).first()
    return "feedback-error" if kind == FeedbackKind.ERROR else None


def page_changed(case, at):
    """What a citizen does to his case may change what the page says."""
    if case.kind == Kind.FEEDBACK:
        number = Feedback.objects.filter(case=case, standing_at__isnull=False).values_list("page_id", flat=True).first()
        parts.changed(DisclosurePage.objects.filter(pk=number).first() if number else None)


def published(page, round, at, kind):
    """A newer version is public: what was to be corrected is."""
    parties.corrected(page, at=at)


def taken_down(page, at, cause, reason):
    """It is public no more: nothing is left to correct."""
    parties.corrected(page, at=at)


def instructions(user, on):
    """What was reported to a leader and waits for his word."""
    rows = Report.objects.filter(to=user, instructed_at=None, feedback__case__state__in=OPEN).select_related("feedback__case")
    for row in rows[: waiting.MOST]:
        case = row.feedback.case
        yield waiting.Wait(_("Reported to you: {number}").format(number=case.number), case.due_on, reverse("disclosure_cases_case", args=[case.pk]))


def unserved(user, on):
    """Answers and decisions that are written and not served, of the feedback that `user` handles."""
    office = keeps_office(user, on) is not None
    for model in (Decision, Reply):
        rows = model.objects.filter(served_on=None, feedback__case__state__in=OPEN, feedback__case__round=F("round"), letter__isnull=False)
        rows = rows if office else rows.filter(feedback__case__owner=user)
        for row in rows.select_related("feedback__case", "letter")[: waiting.MOST]:
            yield waiting.Unserved(row.feedback.case, row.letter.title, row.letter.number, row.letter.dated)


waiting.unserved_letters.append(unserved)
waiting.waits.append(instructions)
clock.promises[Kind.FEEDBACK.value] = promised
cases.after_withdraw.append(page_changed)
cases.after_reopen.append(lambda case, text, at: page_changed(case, at))
heard.published.append(published)
heard.taken_down.append(taken_down)
