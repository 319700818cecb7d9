"""What publication left to be done: channels, feedback, archive and other duties (三, 四（四）, 四（五）). One row a duty."""

from django.urls import reverse

from dashboard.metric import Row
from disclosure.clocks.models import Duty
from disclosure.items.models import DisclosurePage
from disclosure.org.models import PostKind
from disclosure.org.names import full_name

from .registry import day, end_of, source
from .who import Who


@source("duties")
def duties(period):
    """One row a duty that was open by then. kind: channel, feedback, archive, other · facts: page, channel."""
    end, who = end_of(period.known), Who(period.last)
    categories = dict(DisclosurePage.objects.values_list("pk", "category_code"))
    for duty in Duty.objects.filter(opened_at__lt=end).select_related("owner").order_by("id"):
        division = who.code(duty.division_id)
        closed = duty.closed_at if duty.closed_at is not None and duty.closed_at < end else None
        owner, name = (
            (duty.owner.get_username(), full_name(duty.owner)) if duty.owner_id else who.holder(PostKind(duty.owner_kind), division)
        )  # fmt: skip
        yield Row(
            source="duties", number=duty.pk, title=duty.subject_title,
            address=_address(duty), division=division,
            category=categories.get(duty.page_id, ""), channels=(duty.channel,) if duty.channel else (), kind=duty.kind, owner=owner,
            owner_name=name, stands=" · ".join(filter(None, [str(duty.get_kind_display()), duty.channel_words])), begun_on=day(duty.opened_at),
            due_on=duty.due_on, done_on=day(closed), facts={"page": duty.page_id, "channel": duty.channel},
        )  # fmt: skip


def _address(duty):
    if duty.page_id:
        return reverse("disclosure_chain:review", args=[duty.page_id])
    return reverse("disclosure_clocks_duty_modeladmin_inspect", args=[duty.pk])
