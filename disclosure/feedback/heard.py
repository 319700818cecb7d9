"""What this room hears from the rooms below: promises per kind, publications and takings down, withdrawals and reopenings."""

from disclosure.cases import actions as cases
from disclosure.cases import clock
from disclosure.cases.states import Kind
from disclosure.chain import heard
from disclosure.items import parts
from disclosure.items.models import DisclosurePage

from . import parties
from .models import Feedback, FeedbackKind


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


clock.promises[Kind.FEEDBACK.value] = promised
cases.after_withdraw.append(page_changed)
cases.after_reopen.append(page_changed)
heard.published.append(published)
heard.taken_down.append(taken_down)
