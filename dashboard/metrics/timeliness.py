"""Publication against its legal day; duties, after-reviews and re-examinations against theirs (三, 四（二）–（五）; 条例第十八条、第二十六条)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from dashboard.metric import Count, Group, Share, in_time, is_done, judged, register, told

RATE = _("done in time ÷ (done + open and overdue)")
NEVER_WHOLE = _("Open ones not due yet are left out; open overdue ones count whenever they began: it is never 100 % while one is late.")
ENTERED_LATE = told("entered_late", _("entered after its day"), _("it was entered after the day by which it had to be public"))

register(
    Share(
        key="publication_on_time",
        name=_("Published on time"),
        definition=_("Of the outward items published in the period, or due and still unpublished at its end, the share published by the legal day."),
        formula=RATE,
        exclusions=(
            NEVER_WHOLE,
            _(
                "Left out: imported items (approved elsewhere), and what was withheld with a ground, open on application only, or given up by its "
                "day."
            ),
            _("What was withheld, opened on application only or given up after its day stays in as done late, on the day it was."),
            _("Only the first publication of an item counts; a corrected or newer version does not move its day."),
        ),
        version=2,
        since=dt.date(2026, 11, 28),
        sources=("publications",),
        counts=judged,
        hits=in_time,
        public=True,
        guards=(
            told(
                "moved",
                _("day formed changed"),
                _("the day from which its time runs was changed after it had been entered"),
                among=lambda row, period: judged(row, period) or bool(row.get("moved")) and row.group(period) is not None,
            ),
            ENTERED_LATE,
            told("returned", _("returned"), _("it was sent back at a step of the chain")),
            told("urgent", _("urgent"), _("it was published at once, before the chain had ended")),
            told("ended", _("withheld or given up after its day"), _("it was withheld, opened on application only or given up after its day")),
        ),
    )
)
register(
    Count(
        key="published",
        name=_("Published"),
        definition=_("Outward items made public for the first time in the period, through the chain of this system."),
        formula=_("Number of first publications"),
        exclusions=(_("Imported items are left out."),),
        sources=("publications",),
        counts=lambda row, period: is_done(row, period) and not row.get("ended"),
        public=True,
    )
)
register(
    Count(
        key="exempt",
        name=_("Withheld, on application, given up"),
        definition=_("Outward items that nobody need publish: withheld with a ground, open on application only, given up by their division."),
        formula=_("Number of items that are exempt at the end of the period, or ended so late in it"),
        version=2,
        since=dt.date(2026, 11, 28),
        sources=("publications",),
        exclusions=(_("What ended so after its day is counted in the period in which it did, and as done late too."),),
        counts=lambda row, period: is_done(row, period) if row.get("ended") else row.exempt not in ("", "imported") and row.begun_on <= period.last,
    )
)
register(
    Share(
        key="duties_on_time",
        name=_("Duties after publication on time"),
        definition=_("Channels, feedback and archive: of the duties closed in the period, or overdue at its end, the share closed by their day."),
        formula=RATE,
        exclusions=(NEVER_WHOLE,),
        sources=("duties",),
        counts=judged,
        hits=in_time,
    )
)
register(
    Count(
        key="duties_open",
        name=_("Duties not closed"),
        definition=_("Duties after publication that are open at the end of the period, late or not."),
        formula=_("Number of open duties"),
        sources=("duties",),
        counts=lambda row, period: row.group(period) in (Group.OPEN_IN_TIME, Group.OPEN_LATE),
    )
)
register(
    Share(
        key="after_reviews_on_time",
        name=_("Urgent publications confirmed on time"),
        definition=_("Urgent publications whose chain finished within five working days, of those finished in the period or overdue at its end."),
        formula=RATE,
        exclusions=(NEVER_WHOLE,),
        sources=("after_reviews",),
        counts=judged,
        hits=in_time,
    )
)
register(
    Count(
        key="re_examinations_late",
        name=_("Withheld items past their re-examination"),
        definition=_("Withheld items whose day of re-examination was before the end of the period and that nobody has looked at again."),
        formula=_("Number of withheld items overdue for re-examination"),
        sources=("re_examinations",),
        counts=lambda row, period: row.group(period) == Group.OPEN_LATE,
    )
)
