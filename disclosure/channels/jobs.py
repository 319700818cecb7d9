"""What the clock takes out of a channel: enforcement items whose display period is over (公示期满)."""

import logging

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.chain.actions.down import display_over
from disclosure.clocks.actions import day_of
from disclosure.clocks.jobs import job
from disclosure.items.models import EnforcementPage

log = logging.getLogger(__name__)


@job(title=gettext_lazy("Items taken down at the end of their display"))
def take_down_what_was_shown_long_enough(now):
    """The day after `display_until` an item comes down, each in a transaction of its own; how many did."""
    done, failed = 0, []
    for number in EnforcementPage.objects.filter(live=True, display_until__lt=day_of(now)).order_by("pk").values_list("pk", flat=True):
        try:
            done += bool(display_over(page=number, at=now))
        except Exception:  # one that fails does not keep the others on show; it is tried again with the next run
            log.exception("display_over: page %s", number)
            failed.append(number)
    if failed:
        raise RuntimeError(_("not taken down: %(numbers)s") % {"numbers": ", ".join(map(str, failed))})
    return done
