"""Hear of one consultation by mail: asked for, confirmed, ended by one click."""

import datetime as dt
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from disclosure.intake.sealed import blind
from disclosure.intake.typed import text_of
from disclosure.ledger.errors import Invalid, NotFound
from disclosure.ledger.record import record
from disclosure.outbox.work import enqueue

from ..models import Subscription
from .about import about

AGAIN = dt.timedelta(days=1)
KIND = "subscription"  # of message: a mail whose program may end it by itself (news.py sends it)


def address_of(name, **kwargs):
    """The full address of a view of this room."""
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
    return base.rstrip("/") + reverse(name, kwargs=kwargs)


@transaction.atomic
def subscribe(*, page, email, at):
    """Ask to hear of a consultation: a mail with a link to confirm goes out. Entry "consultation.subscribe", without the address.

    To nobody twice a day, and to nobody who has confirmed; a link that was lost is sent anew, and the old one is void.
    Answers the same whether the address was known or not. Raises Invalid(field="email").
    """
    email = text_of(email, "email", most=200)
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("E-mail: this is no address."), field="email") from None
    row, new = Subscription.objects.get_or_create(
        page=page, who=blind(email, "subscription"), defaults={"email": email, "token": secrets.token_urlsafe(32), "asked_at": at}
    )
    again = ""
    if not new and row.confirmed_at is None and at - row.asked_at >= AGAIN:
        row.token, row.asked_at, new, again = secrets.token_urlsafe(32), at, True, f":{at:%Y%m%d}"
        row.save(update_fields=["token", "asked_at"])
    if new:
        with translation.override(settings.LANGUAGE_CODE):
            enqueue(
                key=f"subscribe:{row.pk}{again}", to=email, subject=_("Confirm: news of “%(title)s”") % {"title": page.title},
                body=_("Confirm that you want to hear of “%(title)s”: %(link)s\n\nWho did not ask for it need do nothing.")
                % {"title": page.title, "link": address_of("disclosure_consultation_confirm", token=row.token)}, at=at,
            )  # fmt: skip
        record("consultation.subscribe", about=about(page), at=at)
    return row


@transaction.atomic
def confirm(*, token, at):
    """The link in the mail was followed. Raises NotFound. Entry "consultation.confirm", the first time."""
    row = Subscription.objects.select_for_update(of=("self",)).select_related("page").filter(token=token).first()
    if row is None:
        raise NotFound(_("This link is no longer valid."))
    if row.confirmed_at is None:
        row.confirmed_at = row.told_until = row.replies_until = at
        row.save(update_fields=["confirmed_at", "told_until", "replies_until"])
        record("consultation.confirm", about=about(row.page), at=at)
    return row


@transaction.atomic
def end(*, token, at):
    """One click ends it: the address is forgotten. Returns the page, None where it was ended before. Entry "consultation.unsubscribe"."""
    row = Subscription.objects.select_related("page").filter(token=token).first()
    if row is None:
        return None
    page = row.page
    row.delete()
    record("consultation.unsubscribe", about=about(page), at=at)
    return page


def tell_subscribers(page, *, what, subject, at, words="", link="", rows=None):
    """A mail to everyone who confirmed (or to `rows` of them), each with his own link to end it; how many. No entry: it belongs to the act.

    what: names the occasion, so that nobody hears of it twice · subject: with %(title)s for the consultation's · words: a sentence below the title ·
    link: a path or a full address, else the consultation's own.
    """
    base = (getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/")
    link = link or page.url or ""
    link = link if "://" in link else base + link
    told = 0
    with translation.override(settings.LANGUAGE_CODE):
        for row in Subscription.objects.filter(page=page, confirmed_at__isnull=False) if rows is None else rows:
            end = address_of("disclosure_consultation_end", token=row.token)
            enqueue(
                key=f"consultation:{page.pk}:{what}:{row.pk}", to=row.email, subject=subject % {"title": page.title}, kind=KIND,
                body="\n\n".join(filter(None, [page.title, words, link])) + "\n\n" + _("End this subscription: %(link)s") % {"link": end}, at=at,
            )  # fmt: skip
            told += 1
    return told
