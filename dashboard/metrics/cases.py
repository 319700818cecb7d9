"""The public's matters: answered on time, how fast, and the duties of 五（四） that can be counted."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from dashboard.metric import Count, Median, Share, Total, in_time, is_done, judged, of_kind, register, told

from .timeliness import NEVER_WHOLE, RATE

CASES = ("cases",)
SERVED = _("Done on the day on which the answer was served, not on the day on which that was recorded. A reopened matter is counted anew.")
WITHDRAWN = _(
    "What the citizen withdrew by its day is left out, later it counts as late; time for corrections, consultation of third parties and fees does "
    "not count."
)
CLOSED = _("Complaints about leaders or about the efficiency office, which it does not handle, stand in no public figure and no issued report.")


def _guards():
    return (
        told("extended", _("extended"), _("its limit was extended")),
        told("reopened", _("reopened"), _("the citizen was not content and it was taken up again")),
        told("reclassified", _("changed kind"), _("it went from one kind of matter to another, with another limit")),
        told("bulk", _("closed in bulk"), _("it was answered or closed in one minute together with at least four others")),
        told(
            "backdated", _("recorded after its day"), _("its answer is said to have been served on a day before the one on which that was recorded")
        ),
    )


KINDS = {
    "application": ("applications", _("Applications answered on time"), _("Applications: median working days"), ("cases",)),
    "complaint": ("complaints", _("Complaints answered on time"), _("Complaints: median working days"), ("cases", "inquiries")),
    "feedback": ("feedback", _("Feedback answered on time"), _("Feedback: median working days"), ("cases",)),
}
for _kind, (_plural, _rate, _median, _sources) in KINDS.items():
    _more = (CLOSED,) if _kind == "complaint" else ()
    register(
        Share(
            key=f"{_plural}_on_time",
            name=_rate,
            definition=_("Of the matters answered in the period, or overdue at its end, the share whose answer was served by its day."),
            formula=RATE,
            exclusions=(NEVER_WHOLE, SERVED, WITHDRAWN, *_more),
            version=2,
            since=dt.date(2026, 11, 28),
            sources=_sources,
            kinds=(_kind,),
            counts=of_kind(_kind, judged),
            hits=in_time,
            guards=_guards(),
            public=True,
        )
    )
    register(
        Median(
            key=f"{_plural}_median_days",
            name=_median,
            definition=_("Half of the matters answered in the period took no longer, in working days; the day of receipt is not counted."),
            formula=_("Median of working days from receipt (or correction, or reopening) to service, without pauses"),
            exclusions=(SERVED, WITHDRAWN, *_more),
            version=2,
            since=dt.date(2026, 11, 28),
            sources=_sources,
            kinds=(_kind,),
            counts=of_kind(_kind, is_done),
            measure=lambda row, period: row.get("days") or 0,
            public=True,
        )
    )


def _touched(row, period):
    """Received by the end of the period, and either done in it or open."""
    return row.group(period) is not None


register(
    Total(
        key="one_time_breaches",
        name=_("Breaches of one-time notification"),
        definition=_("Requests for missing items after the first one (一次性告知), in matters answered in the period or open at its end."),
        formula=_("Sum of second and further requests"),
        exclusions=(_("A second request to an applicant is refused by the system and so never happens."),),
        sources=CASES,
        unit="count",
        counts=_touched,
        measure=lambda row, period: row.get("breaches", 0),
    )
)
register(
    Total(
        key="minutes_without_owner",
        name=_("Minutes without an owner"),
        definition=_("How long matters had nobody who owned them (首问责任), in those answered in the period or open at its end."),
        formula=_("Sum of minutes from arrival to the first owner; a handover leaves the matter with its giver until it is accepted"),
        sources=CASES,
        counts=_touched,
        measure=lambda row, period: row.get("ownerless", 0),
    )
)
register(
    Count(
        key="first_asked_gaps",
        name=_("Gaps of the first-asked duty"),
        definition=_("Matters that had no owner for a time, or whose handover waited longer than one working day for its receiver."),
        formula=_("Number of matters"),
        sources=CASES,
        counts=lambda row, period: _touched(row, period) and bool(row.get("gap")),
    )
)
register(
    Count(
        key="reopened",
        name=_("Reopened"),
        definition=_("Answers of the period with which the citizen was not content and that were taken up again."),
        formula=_("Number of answered matters that were reopened"),
        sources=CASES,
        counts=lambda row, period: is_done(row, period) and bool(row.get("reopened")),
    )
)
register(
    Share(
        key="satisfaction",
        name=_("Satisfaction"),
        definition=_("Of the answers of the period on which the citizen has spoken, the share that he confirmed."),
        formula=_("confirmed ÷ (confirmed + reopened)"),
        exclusions=(_("Answers on which the citizen has said nothing are left out."), CLOSED),
        sources=CASES,
        counts=lambda row, period: is_done(row, period) and bool(row.get("confirmed") or row.get("reopened")),
        hits=lambda row, period: bool(row.get("confirmed")) and not row.get("reopened"),
        public=True,
    )
)
