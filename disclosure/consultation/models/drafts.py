"""Versions of the draft and their clauses, and where each clause went. A comment never moves: its clause is linked to the next version's.

What is published follows what was published before it, a redraft the version of which it was made: the public's way leads through no redraft.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.rules.hearing import Placing


class DraftVersion(models.Model):
    """One version: the first is the one published; later ones are made of what was said."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey("disclosure_consultation.ConsultationPage", models.CASCADE, related_name="versions", verbose_name=_("page"))
    number = models.PositiveIntegerField(pgettext_lazy("draft", "version"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    published = models.BooleanField(_("published for comment"), default=False)
    before = models.ForeignKey("self", models.CASCADE, null=True, related_name="after", verbose_name=_("version it was made of"))
    copy_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name=_("version whose words it has again"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["number"]
        verbose_name, verbose_name_plural = _("version of a draft"), _("versions of drafts")
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="consultation_version_once")]

    def __str__(self):
        return f"{self.page_id} · {self.number}"


class ClauseQuerySet(models.QuerySet):
    """What is asked of many clauses."""

    def articles(self):
        """Those that are no items of others."""
        return self.filter(parent=None)


class Clause(models.Model):
    """A clause of one version, an article or an item of one: its number, the heading above, its words."""

    wagtail_reference_index_ignore = True

    version = models.ForeignKey(DraftVersion, models.CASCADE, related_name="clauses", verbose_name=pgettext_lazy("draft", "version"))
    place = models.PositiveIntegerField(_("place"))
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="items", verbose_name=_("clause it is an item of"))
    number = models.CharField(_("number"), max_length=80, blank=True)
    chapter = models.CharField(_("heading above"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    whole = models.TextField(_("all its words, those of its items included"), blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        verbose_name, verbose_name_plural = _("clause"), _("clauses")
        constraints = [models.UniqueConstraint(fields=["version", "place"], name="consultation_clause_place")]

    def __str__(self):
        return self.number or _("paragraph %(place)d") % {"place": self.place + 1}

    @property
    def words(self):
        """All its words, those of its items included."""
        return self.whole or self.text


class ClauseLink(models.Model):
    """A clause of one version and what became of it in another: one row each way it went; `new` is empty where it was removed.

    In the version that follows; where its words stand again in a later one, in that too, which then counts.
    """

    wagtail_reference_index_ignore = True

    old = models.ForeignKey(Clause, models.CASCADE, related_name="onward", verbose_name=_("clause"))
    version = models.ForeignKey(DraftVersion, models.CASCADE, related_name="ways", verbose_name=pgettext_lazy("draft", "newer version"))
    new = models.ForeignKey(Clause, models.CASCADE, null=True, related_name="origins", verbose_name=_("clause in the newer version"))
    placing = models.CharField(_("what became of it"), max_length=10, choices=Placing)
    first = models.BooleanField(_("its comments stand here"), default=True)
    sure = models.BooleanField(_("beyond doubt"), default=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        ordering = ["old__place", "-first", "id"]
        verbose_name, verbose_name_plural = _("way of a clause"), _("ways of clauses")

    def __str__(self):
        return f"{self.old} → {self.new or '—'}"
