"""Counters, answers given under a key, and proofs that were used up. Nothing here outlives a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .sealed import SealedTextField


class Hit(models.Model):
    """How often a key (a hashed address, a call) was used since its window began. Written by limit.hit alone."""

    key = models.CharField(_("key"), max_length=100, unique=True)
    since = models.BigIntegerField(_("beginning of the window"))
    n = models.BigIntegerField(_("count"))

    class Meta:
        verbose_name, verbose_name_plural = _("counter"), _("counters")

    def __str__(self):
        return self.key


class KeptAnswer(models.Model):
    """The answer that was given under an Idempotency-Key: it may hold a code, so it is sealed."""

    call = models.CharField(_("call"), max_length=100)
    key = models.CharField(_("key"), max_length=255)
    body = models.CharField(_("digest of the body"), max_length=64)
    at = models.DateTimeField(_("time"), db_index=True)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    answer = SealedTextField(_("answer"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="intake_one_answer_a_key")]
        verbose_name, verbose_name_plural = _("kept answer"), _("kept answers")

    def __str__(self):
        return f"{self.call} {self.key}"


class Spent(models.Model):
    """A proof of work that was used: a second use is refused, whichever worker it meets."""

    token = models.CharField(_("token"), max_length=64, unique=True)
    at = models.DateTimeField(_("time"), db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("used proof"), _("used proofs")

    def __str__(self):
        return self.token
