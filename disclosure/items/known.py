"""What of the items does not exist for a member of staff: drafts, and what was taken down, of divisions that do not concern him (二, 四（二）).

Who reads a draft chain.readers says of one page; here the same is said of all at once, for lists, search, choosers and the API.
"""

from django.db.models import Q

from disclosure.chain.permissions import edits_for, today
from disclosure.chain.readers import reach, readable_matters
from disclosure.files.known import hides, hides_drafts

from .models import DisclosurePage


def not_concerning(user):
    """The items with which no post of the user has to do, as a queryset; None for who reads all."""
    on = today()
    everywhere, codes = reach(user, on)
    if everywhere:
        return None
    mine = Q(division__code__in=codes) | Q(division__successor__code__in=codes)
    if edits_for(user, on):
        mine |= Q(division=None)  # any editor may give it one
    # A newer version may have gone over to another division: its papers name it, the row of what is live does not yet.
    rows = DisclosurePage.objects.exclude(pk__in=DisclosurePage.objects.filter(mine).values("pk"))
    return rows.exclude(pk__in=readable_matters(user, on).values("page_no")) if codes else rows


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
