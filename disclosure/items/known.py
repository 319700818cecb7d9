"""What of the items does not exist for a member of staff: drafts, and what was taken down, of divisions that do not concern him (二, 四（二）).

Who reads a draft chain.readers says of one page; here the same is said of all at once, for lists, search, choosers and the API.
"""

from disclosure.chain.models import Matter
from disclosure.chain.permissions import edits_for, today
from disclosure.chain.readers import reach
from disclosure.files.known import hides, hides_drafts
from disclosure.org.models import Division

from .models import DisclosurePage


def divisions_of(user, on):
    """Numbers of the divisions whose matters concern the user on `on`, asked once of his object; None for who reads all."""
    kept = getattr(user, "_disclosure_divisions", None)
    if kept is None or kept[0] != on:
        everywhere, codes = reach(user, on)
        found = None if everywhere else list(Division.objects.filter(code__in=codes).values_list("pk", flat=True))
        kept = user._disclosure_divisions = (on, found)
    return kept[1]


def not_concerning(user):
    """The items with which no post of the user has to do, as a queryset; None for who reads all."""
    on = today()
    mine = divisions_of(user, on)
    if mine is None:
        return None
    rows = DisclosurePage.objects.exclude(division__in=mine)
    if edits_for(user, on):
        rows = rows.exclude(division=None)  # any editor may give it one
    # A newer version may have gone over to another division: its papers name it, the row of what is live does not yet.
    return rows.exclude(pk__in=Matter.objects.filter(division__in=mine).values("page_no")) if mine else rows


@hides
def drafts_of_others(user):
    """What is not live and does not concern him."""
    rows = not_concerning(user)
    return None if rows is None else rows.filter(live=False).values("pk")


@hides_drafts
def newer_drafts_of_others(user):
    """What does not concern him, live or not: he reads what is public, never the draft over it."""
    rows = not_concerning(user)
    return None if rows is None else rows.values("pk")
