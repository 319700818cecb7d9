"""该公开的未公开、半公开、不该公开的乱公开 (五（三）): what should be public and is not, what is public by half, what should not have been."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from dashboard.metric import Count, Guard, late, register, told

from .timeliness import ENTERED_LATE


def in_the_period(row, period):
    """Happened in the period; or began before its end and was not over before it began."""
    return row.begun_on is not None and row.begun_on <= period.last and (row.done_on is None or row.done_on >= period.first)


def at_the_end(row, period):
    """There at the end of the period."""
    return row.begun_on is not None and row.begun_on <= period.last


def corrected(row, period):
    """Its day, division or scope was corrected: of what is late at any time, of any other in the period and while it was owed."""
    return late(row, period) and bool(row.get("corrected")) or any(period.holds(on) for on in row.get("owed_before", ()))


register(
    Count(
        key="should_be_public",
        name=_("Should be public and is not"),
        definition=_(
            "Documents issued that were to be public before the last day of the period (20 working days after they were issued) and were neither "
            "published nor reviewed as exempt by then."
        ),
        formula=_("Number of documents in the register, declared public, past their day, without a live item or a review that exempts them"),
        exclusions=(
            _("Left out: what was reviewed and withheld, registered as open on application, published to staff, or taken down by a decision."),
            _("What the register declares for staff or on application without a review on file is counted apart."),
            _("“Entry corrected” counts also what was owed when its entry was corrected in the period and is not counted any more."),
        ),
        version=2,
        since=dt.date(2026, 11, 28),
        sources=("documents",),
        counts=late,
        guards=(
            ENTERED_LATE,
            told("title_differs", _("item under another title"), _("it is joined by its number to an item with another title")),
            Guard(
                "corrected",
                _("entry corrected"),
                corrected,
                _("its day, its division or what it is declared as was corrected in the register"),
                among=lambda row, period: late(row, period) or corrected(row, period),
            ),
        ),
    )
)
register(
    Count(
        key="declared_not_public",
        name=_("Declared not public without a review"),
        definition=_("Documents in the register on the last day of the period, declared for staff or on application, with no review on file."),
        formula=_("Number of documents"),
        sources=("documents",),
        counts=lambda row, period: row.exempt == "declared" and at_the_end(row, period),
        guards=(told("redeclared", _("declared public before"), _("the register declared it public before, a correction changed that")),),
    )
)
register(
    Count(
        key="half_public",
        name=_("Public by half"),
        definition=_(
            "Outward items that were live on the last day of the period although a channel was still owed, a field required of their category was "
            "empty, an attachment could not be opened, or they were open to fewer people or by fewer channels than was signed."
        ),
        formula=_("Number of live items with at least one of the four"),
        exclusions=(_("Each item counts once, however much of it is missing. Fields and files are looked at when published and daily."),),
        sources=("half_public",),
        counts=at_the_end,
    )
)
register(
    Count(
        key="wrongly_public",
        name=_("Wrongly public"),
        definition=_(
            "Items taken down in the period for secrecy, privacy or error, and urgent publications that the chain refused in the period or had not "
            "confirmed within five working days."
        ),
        formula=_("Number of takings-down for these causes + urgent publications refused or confirmed late or not at all"),
        exclusions=(_("Takings-down for other causes (revoked, display period over) and urgent publications still within their five days."),),
        sources=("taken_down", "unconfirmed"),
        counts=in_the_period,
    )
)
