"""What the clock does in the chain: publishes what is due, tells the efficiency office of an after-review that is late."""

import logging

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.clocks.jobs import job
from disclosure.org.models import PostKind
from disclosure.org.posts import holders

from . import notify
from .actions import publish_due
from .models import Clearance, Matter
from .permissions import today

log = logging.getLogger(__name__)


@job(title=gettext_lazy("Scheduled items published"))
def publish_what_is_due(now):
    """Publish scheduled items whose moment has come, each in a transaction of its own: one that the gate refuses stops no other."""
    done, failed = 0, []
    for number in sorted(set(Clearance.objects.due(now).values_list("page_no", flat=True))):
        try:
            done += bool(publish_due(page=number, at=now))
        except Exception:  # a broken one must not keep back those behind it; it is tried again with the next run
            log.exception("publish_what_is_due: page %s", number)
            failed.append(number)
    if failed:
        raise RuntimeError(_("not published: %(numbers)s") % {"numbers": ", ".join(map(str, failed))})
    return done


@job(title=gettext_lazy("Late after-reviews told"))
def late_after_reviews(now):
    """Tell the efficiency office, once for each due day, of urgent publications whose review has not finished in its time (五（三）)."""
    on, told = today(now), 0
    for matter in Matter.objects.filter(after_review_open=True, after_review_due__lt=on):
        people = {h.user_id for kind in (PostKind.EFFICIENCY_OFFICER, PostKind.SUPERVISING_LEADER) for h in _of(kind, matter, on)}
        notify.tell(
            people,
            subject=_("After-review overdue: %(title)s") % {"title": matter.title},
            lines=[
                _("“%(title)s” was published urgently; its review should have been finished by %(day)s.")
                % {"title": matter.title, "day": date_format(matter.after_review_due)}
            ],
            key=f"after-review-late:{matter.page_no}:{matter.after_review_due}",
            page_no=matter.page_no,
            at=now,
        )
        told += 1
    return told


def _of(kind, matter, on):
    return holders(kind, division=matter.division if kind == PostKind.SUPERVISING_LEADER else None, on=on)
