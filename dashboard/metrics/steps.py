"""How long the steps of the chain take (四（二）, 四（三）; 限时办结)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from dashboard.metric import Count, Median, Share, in_time, is_done, judged, late, register

from .timeliness import NEVER_WHOLE, RATE

NOT_COUNTED = _(
    "Days that an item waited for an answer from above are left out; a step that a recall or withdrawal cut off by its day does not count, one that "
    "it cut off later is late."
)
STEPS = {
    "head": _("Head: working days"),
    "secrecy": _("Secrecy review: working days"),
    "leader": _("Leader in charge: working days"),
    "group": _("Leading group: working days"),
}


def _passed(step):
    return lambda row, period: row.kind == step and is_done(row, period)


for _step, _name in STEPS.items():
    register(
        Median(
            key=f"step_{_step}_median_days",
            name=_name,
            definition=_("Half of the passages of this step that ended in the period took no longer, in working days after the day of arrival."),
            formula=_("Median of working days from the opening of the step to the signature, return or close that ended it"),
            exclusions=(NOT_COUNTED,),
            sources=("steps",),
            kinds=(_step,),
            counts=_passed(_step),
            measure=lambda row, period: row.get("days"),
        )
    )
register(
    Share(
        key="steps_on_time",
        name=_("Steps on time"),
        definition=_("Of the passages of steps that ended in the period, or are overdue at its end, the share that ended by the step's own day."),
        formula=RATE,
        version=2,
        since=dt.date(2026, 11, 28),
        exclusions=(NEVER_WHOLE, NOT_COUNTED),
        sources=("steps",),
        counts=judged,
        hits=in_time,
    )
)
register(
    Count(
        key="returned",
        name=_("Returned"),
        definition=_("Passages of a step that ended in the period with a return."),
        formula=_("Number of returns"),
        sources=("steps",),
        counts=lambda row, period: bool(row.get("returned")) and is_done(row, period),
    )
)
register(
    Count(
        key="steps_late",
        name=_("Steps overdue"),
        definition=_("Steps that are open at the end of the period and whose day was before it."),
        formula=_("Number of open steps overdue"),
        sources=("steps",),
        counts=late,
    )
)
