"""What must leave: a row is written in the transaction that made it necessary and stays until it has left."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("Waiting")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")


class Message(models.Model):
    """One message to the world outside; the same key twice is one message."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, default="mail")
    to = models.JSONField(pgettext_lazy("mail", "to"), default=list)
    subject = models.CharField(_("subject"), max_length=255)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    created_at = models.DateTimeField(_("made at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("not before"), db_index=True)
    claimed_by = models.CharField(_("sent by process"), max_length=100, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name, verbose_name_plural = _("message"), _("messages")
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_what_is_due")]

    def __str__(self):
        return self.subject

    @property
    def to_citizen(self):
        """Whether it goes to who turned to this bureau: messages about cases have keys that begin so (cases.notify.tell)."""
        return self.key.startswith("case:")
