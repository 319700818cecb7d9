"""Hear of one consultation by mail: asked for, confirmed, ended by one click."""

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


def address_of(name, **kwargs):
    """The full address of a view of this room."""
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
    return base.rstrip("/") + reverse(name, kwargs=kwargs)


@transaction.atomic
def subscribe(*, page, email, at):
    """Ask to hear of a consultation: a mail with a link to confirm goes out, to nobody twice. Entry "consultation.subscribe", without the address.

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
    if new:
        with translation.override(settings.LANGUAGE_CODE):
            enqueue(
                key=f"subscribe:{row.pk}", to=email, subject=_("Confirm: news of “%(title)s”") % {"title": page.title},
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
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
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


def tell_subscribers(page, *, subject, path, at):
    """A mail to everyone who confirmed, each with his own link to end it. No entry: it belongs to the act that tells."""
    base = (getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/")
    with translation.override(settings.LANGUAGE_CODE):
        for row in Subscription.objects.filter(page=page, confirmed_at__isnull=False):
            link = address_of("disclosure_consultation_end", token=row.token)
            enqueue(
                key=f"consultation:{page.pk}:{at.timestamp()}:{row.pk}", to=row.email, subject=subject % {"title": page.title},
                body=f"{page.title}\n\n{base}{public_path(page, path)}\n\n" + _("End this subscription: %(link)s") % {"link": link}, at=at,
            )  # fmt: skip


def public_path(page, path):
    """The path below the site that is read: `path` is Wagtail's url_path, which begins with the root page's."""
    return page.url if not path or page.url is None else page.url.rsplit(page.slug, 1)[0] + path.rstrip("/").rsplit("/", 1)[-1] + "/"
