"""The first sentence of the dashboard: what is late, of every kind of obligation (五（四）限时办结)."""

from django.utils.translation import gettext_lazy as _

from dashboard.metric import Count, Group, late, register

OBLIGATIONS = (
    "publications", "steps", "after_reviews", "re_examinations", "duties", "cases", "inquiries", "consultation_results", "orders",
    "documents",
)  # fmt: skip


def owed(row, period):
    """Whether a row stands for an obligation of its own: a document of the register is owed as the item made of it while that is owed itself, and
    what is public by that item was owed as it too. One whose item was given up, or came down for an error, is owed as the document."""
    if row.group(period) is None:
        return False
    if row.source != "documents" or not row.get("page"):
        return True
    since, until = row.get("item_from"), row.get("item_until")
    return row.done_on is None and (since is None or since > period.last or until is not None and until <= period.last)


register(
    Count(
        key="overdue",
        name=_("Overdue"),
        definition=_("Everything that was due before the day and is not done: each obligation once, whatever matter it belongs to."),
        formula=_("Number of open obligations whose due day was before the day asked for"),
        exclusions=(
            _("What waits for an answer from above, and what was withheld, withdrawn or registered as open on application, is not owed."),
            _("On its due day a thing is not overdue yet."),
        ),
        sources=OBLIGATIONS,
        counts=lambda row, period: owed(row, period) and late(row, period),
    )
)
register(
    Count(
        key="obligations",
        name=_("What was owed"),
        definition=_("Everything done in the period or open at its end, of every kind of obligation: what the tree of responsibility adds up."),
        formula=_("done in time + done late + open in time + open and overdue"),
        sources=OBLIGATIONS,
        counts=owed,
    )
)
register(
    Count(
        key="due_soon",
        name=_("Due within three days"),
        definition=_("Open obligations that are due on the day asked for or within the three days after it."),
        formula=_("Number of open obligations that are not overdue and due by the third day"),
        sources=OBLIGATIONS,
        counts=lambda row, period: (
            owed(row, period) and row.group(period) == Group.OPEN_IN_TIME and row.due_on is not None and (row.due_on - period.last).days <= 3
        ),
    )
)
