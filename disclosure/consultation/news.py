"""What subscribers hear by mail: that a consultation opened or closed, to the run of the clocks; that staff replied, once a day.

That the draft was changed, the result or the final text is public they hear in the act itself (actions.versions). Each mail ends the subscription
by one click, of the reader or of his mail program (RFC 8058).
"""

import datetime as dt
import re

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.clocks.jobs import job
from disclosure.outbox.senders import send_mail
from disclosure.outbox.work import sender
from disclosure.rules.hearing import HERE

from .actions.subscribe import KIND, tell_subscribers
from .models import Comment, Subscription

REPLIES_AT = dt.time(9)  # in Shanghai: once a day, not for each reply
MOST = 2000  # subscriptions looked at in one run


@sender(KIND, gettext_lazy("E-mail to subscribers"))
def send_news(message):
    """As every mail, with the headers by which a mail program offers to end it."""
    links = re.findall(r"https?://\S+", message.body)
    headers = {"List-Unsubscribe": f"<{links[-1]}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if links else {}
    return send_mail(message, **headers)


def _after(name, now):
    """Q of subscriptions whose consultation has this moment after what they were told, and not after `now`."""
    return Q(**{f"page__{name}__gt": F("told_until"), f"page__{name}__lte": now})


@job(title=gettext_lazy("Subscribers told that a consultation opened or closed"))
def opened_and_closed(now):
    """A mail to each who confirmed before; each consultation in a transaction of its own; how many mails. Safe from two machines: keys are unique."""
    rows = Subscription.objects.filter(confirmed_at__isnull=False, page__live=True).filter(_after("opens_at", now) | _after("closes_at", now))
    told = 0
    for row in rows.select_related("page").order_by("pk")[:MOST]:
        with transaction.atomic():
            page = row.page
            if page.closes_at and row.told_until < page.closes_at <= now:
                words = _("The result is to be public by %(day)s.") % {"day": date_format(page.result_due())}
                what, subject = f"closed-{page.closes_at:%Y%m%d%H%M}", _("Comments are closed: %(title)s")
                told += tell_subscribers(page, what=what, subject=subject, words=words, at=now, rows=[row])
            elif page.opened_at and row.told_until < page.opened_at <= now:
                words = _("Comments until %(closing)s.") % {"closing": page.closing}
                what, subject = f"opened-{page.opened_at:%Y%m%d%H%M}", _("Open to your comments: %(title)s")
                told += tell_subscribers(page, what=what, subject=subject, words=words, at=now, rows=[row])
            Subscription.objects.filter(pk=row.pk).update(told_until=now)
    return told


@job(title=gettext_lazy("Subscribers told of replies"))
def replied(now):
    """Once a day, at nine, where staff replied to a shown comment since; how many mails."""
    local = now.astimezone(HERE)
    day = local.date() if local.time() >= REPLIES_AT else local.date() - dt.timedelta(days=1)
    until = dt.datetime.combine(day, REPLIES_AT, HERE)
    said = Comment.objects.shown().filter(page=OuterRef("page"), replied_at__gt=OuterRef("replies_until"), replied_at__lte=until)
    rows = Subscription.objects.filter(Exists(said), confirmed_at__isnull=False, replies_until__lt=until, page__live=True)
    told = 0
    for row in rows.select_related("page").order_by("pk")[:MOST]:
        with transaction.atomic():
            link = f"{row.page.url}comments/"
            subject = _("Comments were replied to: %(title)s")
            told += tell_subscribers(row.page, what=f"replies-{until:%Y%m%d}", subject=subject, link=link, at=now, rows=[row])
            Subscription.objects.filter(pk=row.pk).update(replies_until=until)
    return told
