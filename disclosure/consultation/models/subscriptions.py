"""Who wants to hear of one consultation by mail: after a confirmation, until one click ends it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.intake.sealed import SealedTextField


class Subscription(models.Model):
    """One address, one consultation. The address is sealed; a blind index keeps it from standing there twice."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(
        "disclosure_consultation.ConsultationPage",
        models.CASCADE,
        related_name="subscriptions",
        verbose_name=pgettext_lazy("disclosure", "consultation"),
    )
    email = SealedTextField(_("e-mail"))
    who = models.CharField(_("digest"), max_length=64)
    token = models.CharField(_("token"), max_length=64, unique=True)
    asked_at = models.DateTimeField(pgettext_lazy("subscription", "asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    told_until = models.DateTimeField(_("told of what happened until"), null=True)  # opening and closing
    replies_until = models.DateTimeField(_("told of replies until"), null=True)  # once a day

    class Meta:
        verbose_name, verbose_name_plural = _("subscription"), _("subscriptions")
        constraints = [models.UniqueConstraint(fields=["page", "who"], name="consultation_subscribed_once")]

    def __str__(self):
        return self.token[:8]
