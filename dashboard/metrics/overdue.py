"""The first sentence of the dashboard: what is late, of every kind of obligation (五（四）限时办结)."""

from django.utils.translation import gettext_lazy as _

from dashboard.metric import Count, late, register

OBLIGATIONS = (
    "publications", "steps", "after_reviews", "re_examinations", "duties", "cases", "inquiries", "consultation_results", "comments_due", "orders",
    "documents",
)  # fmt: skip

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
        counts=late,
    )
)
