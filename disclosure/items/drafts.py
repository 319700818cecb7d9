"""Which drafts a member of staff does not meet in Wagtail's own lists: those of divisions that are none of his business (五（二）)."""

from disclosure.chain.readers import reach

from .models import DisclosurePage


def hidden_from(user, on):
    """The items that were not made public (a queryset) and do not concern the user on the day `on` (Asia/Shanghai)."""
    everywhere, codes = reach(user, on)
    drafts = DisclosurePage.objects.filter(live=False)
    return drafts.none() if everywhere else drafts.exclude(division__code__in=codes)
