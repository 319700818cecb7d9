"""What publication left to be done: channels, feedback, archive and other duties (三, 四（四）, 四（五）). One row a duty."""

from django.urls import reverse_lazy
from django.utils.functional import cached_property

from dashboard.metric import Row
from disclosure.clocks.models import Duty
from disclosure.items.models import DisclosurePage
from disclosure.org.models import PostKind
from disclosure.org.names import full_name

from .registry import Papers, day, kept, subject


class DutyPapers(Papers):
    """Duties and the categories of their pages."""

    @cached_property
    def duties(self):
        return {duty.pk: duty for duty in self.of(Duty.objects.select_related("owner").defer("note").order_by("id"), "pk")}

    @cached_property
    def numbers(self):
        return list(self.duties)

    @cached_property
    def categories(self):
        pages = DisclosurePage.objects.all()
        if self.asked is not None:
            pages = pages.filter(pk__in={duty.page_id for duty in self.duties.values() if duty.page_id})
        return dict(pages.values_list("pk", "category_code"))

    def moments(self, number):
        duty = self.duties[number]
        return duty.opened_at, duty.closed_at


def _touched(entries):
    found = {entry.facts["duty"] for entry in entries if isinstance(entry.facts.get("duty"), int)}
    found |= {entry.about_no for entry in entries if entry.about_kind == "duty" and entry.about_no}
    pages = {entry.about_no for entry in entries if entry.about_kind == "page" and entry.about_no and not entry.verb.startswith("consultation.")}
    return found | set(Duty.objects.filter(page_id__in=pages).values_list("pk", flat=True)) if pages else found


DUTIES = subject("duty", papers=DutyPapers, all=lambda: Duty.objects.order_by("pk").values_list("pk", flat=True), touched=_touched)


@kept("duties", DUTIES)
def duties(papers, number, look):
    """One row a duty that was open by then. kind: channel, feedback, archive, other · facts: page, channel."""
    duty, end, who = papers.duties[number], look.end, look.who
    if duty.opened_at >= end:
        return
    division = who.code(duty.division_id)
    closed = duty.closed_at if duty.closed_at is not None and duty.closed_at < end else None
    owner, name = (duty.owner.get_username(), full_name(duty.owner)) if duty.owner_id else who.holder(PostKind(duty.owner_kind), division)
    yield Row(
        source="duties", number=duty.pk, title=duty.subject_title, address=_address(duty), division=division,
        category=papers.categories.get(duty.page_id, ""), channels=(duty.channel,) if duty.channel else (), kind=duty.kind, owner=owner,
        owner_name=name, stands=" · ".join(filter(None, [str(duty.get_kind_display()), duty.channel_words])), begun_on=day(duty.opened_at),
        due_on=duty.due_on, done_on=day(closed), facts={"page": duty.page_id, "channel": duty.channel},
    )  # fmt: skip


def _address(duty):
    if duty.page_id:
        return reverse_lazy("disclosure_chain:review", args=[duty.page_id])
    return reverse_lazy("disclosure_clocks_duty_modeladmin_inspect", args=[duty.pk])
