"""The table of the ledger. Only `record` writes it and the database itself refuses to change or delete a row (triggers.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import words

GENESIS = "0" * 64


class Entry(models.Model):
    """One thing that happened. The names of officials are copied in, so that it outlives pages, revisions and users; citizens' names never are."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("time"), db_index=True)
    verb = models.CharField(_("what happened"), max_length=50, db_index=True)
    about_kind = models.CharField(_("kind of subject"), max_length=30)
    about_no = models.BigIntegerField(_("number of the subject"), null=True)
    about_title = models.CharField(pgettext_lazy("ledger", "subject"), max_length=255)
    actor_no = models.BigIntegerField(_("number of the actor"), null=True)
    actor_username = models.CharField(_("account"), max_length=150, blank=True)
    actor_name = models.CharField(pgettext_lazy("person", "name"), max_length=150, blank=True)
    actor_post = models.CharField(_("post"), max_length=50, blank=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=150, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    previous = models.CharField(_("hash before"), max_length=64)
    digest = models.CharField(pgettext_lazy("ledger", "hash"), max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["about_kind", "about_no", "number"], name="ledger_about"),
            models.Index(fields=["verb", "about_kind", "about_no", "number"], name="ledger_verb_about"),  # the public ledger counts in it alone
        ]
        verbose_name, verbose_name_plural = _("ledger entry"), _("ledger")

    def __str__(self):
        return f"{self.number} {self.get_verb_display()} {self.about_title}"

    def get_verb_display(self):
        """What happened, in words; the code where no room has named it."""
        return words.ACTS.get(self.verb, self.verb)

    def get_about_kind_display(self):
        """What it is about, in words."""
        return words.SUBJECTS.get(self.about_kind, self.about_kind)

    def get_actor_post_display(self):
        """The post in which the person acted, in words; empty for the system."""
        return words.POSTS.get(self.actor_post, self.actor_post)


class Head(models.Model):
    """The one row that every writer locks, last in his transaction, to take the next number."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=GENESIS)

    def __str__(self):
        return f"{self.number} {self.digest}"
