"""What consultations brought (五（三）预公开): results on time, comments answered and adopted, matters of vital interest without one."""

from django.utils.translation import gettext_lazy as _

from dashboard.metric import Count, Median, Share, in_time, is_done, judged, register, told

from .timeliness import NEVER_WHOLE, RATE

REFUSED = _("Comments that were refused with a coded reason, and those that their writers withdrew, are left out.")

register(
    Share(
        key="consultation_results_on_time",
        name=_("Consultation results on time"),
        definition=_(
            "Of the consultations whose result was published in the period, or is overdue at its end, the share published by the promised day."
        ),
        formula=RATE,
        exclusions=(NEVER_WHOLE, _("The day is twenty working days after the last day of comment, the bureau's own promise.")),
        sources=("consultation_results",),
        counts=judged,
        hits=in_time,
        public=True,
        guards=(
            told("short", _("shorter than the law's time"), _("it was open for less than the shortest time of its kind, with a published reason")),
        ),
    )
)
register(
    Share(
        key="comments_answered",
        name=_("Comments answered"),
        definition=_("Of the comments on consultations that have closed, the share whose conclusion is public with the result."),
        formula=_("comments with a published conclusion ÷ comments on consultations that closed, results published before the period left out"),
        exclusions=(REFUSED,),
        sources=("comments",),
        counts=lambda row, period: row.group(period) is not None,
        hits=is_done,
        public=True,
    )
)
register(
    Share(
        key="comments_adopted",
        name=_("Comments adopted"),
        definition=_("Of the comments whose conclusion was published in the period, the share adopted wholly or partly."),
        formula=_("(adopted + partly adopted) ÷ answered"),
        exclusions=(REFUSED,),
        sources=("comments",),
        counts=is_done,
        hits=lambda row, period: row.get("verdict") in ("adopted", "partly"),
        public=True,
    )
)
register(
    Median(
        key="consultation_median_days",
        name=_("Days to the result: median"),
        definition=_("Half of the results published in the period took no longer, in working days after the last day of comment."),
        formula=_("Median of working days from the last day of comment to the published result"),
        sources=("consultation_results",),
        counts=is_done,
        measure=lambda row, period: row.get("days") or 0,
    )
)
register(
    Count(
        key="flagged_without_consultation",
        name=_("Vital interest, no consultation"),
        definition=_(
            "Matters proposed as touching people's vital interests for which no consultation is named, in the chain or published in the period."
        ),
        formula=_("Number of matters"),
        exclusions=(_("Those with an exemption signed by the leader in charge are counted too; their rows say so."),),
        sources=("flagged",),
        counts=lambda row, period: row.group(period) is not None and not row.get("consultation"),
    )
)
