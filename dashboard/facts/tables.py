"""The tables of the summary. Nobody writes them but fold.py; what they hold can be made anew from the rows at any time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trait(models.Model):
    """What rows have in common: source, division, owner, category, kind, the facts that figures ask for. Its number is a hash of its values, so
    that it means the same in every process and after every rollback."""

    wagtail_reference_index_ignore = True

    number = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=30)
    values = models.JSONField()

    class Meta:
        verbose_name, verbose_name_plural = _("trait of rows"), _("traits of rows")

    def __str__(self):
        return f"{self.source} {self.values}"


OF_LATE = ["trait", "subject_no", "begun_on", "done_on", "known_from", "known_until"]


class Fact(models.Model):
    """One row of a kept source, as it was known from one day until before another (open: still so)."""

    wagtail_reference_index_ignore = True

    source = models.CharField(max_length=30)
    subject_no = models.BigIntegerField()
    number = models.BigIntegerField()
    trait = models.BigIntegerField()
    known_from = models.DateField()
    known_until = models.DateField(null=True)
    begun_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    late = models.BooleanField()  # overdue at some time, unless it is done before its day: what a list of overdue rows looks through

    class Meta:
        verbose_name, verbose_name_plural = _("kept row"), _("kept rows")
        indexes = [
            models.Index(fields=["source", "subject_no"], name="fact_of_subject"),
            # In the order of the list, and with all that is asked of a row: nothing is looked up beside it.
            models.Index(fields=["due_on", "source", "number", *OF_LATE], condition=models.Q(late=True), name="fact_late"),
            models.Index(fields=["trait", "due_on"], name="fact_of_trait"),
            models.Index(fields=["due_on", "source", "number"], name="fact_in_order"),
        ]

    def __str__(self):
        return f"{self.source}:{self.number}"


class Tally(models.Model):
    """By how much the number of rows of a trait that stand somewhere changes on a day, as known since a day: one line for all that are alike."""

    wagtail_reference_index_ignore = True

    source = models.CharField(max_length=30)
    day = models.DateField()
    stand = models.SmallIntegerField()
    trait = models.BigIntegerField()
    known = models.DateField()
    n = models.IntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("count of a day"), _("counts of days")
        constraints = [models.UniqueConstraint(fields=["source", "day", "stand", "trait", "known"], name="tally_once")]
        # What became known after its day, whole: to take it away for a past day nothing is looked up beside it.
        indexes = [
            models.Index(
                fields=["known", "day", "source", "stand", "trait", "n"], condition=models.Q(known__gt=models.F("day")), name="tally_known_later"
            )
        ]

    def __str__(self):
        return f"{self.source} {self.day} {self.n}"


class MonthTally(models.Model):
    """The tallies of a month (its first day), whenever they became known."""

    wagtail_reference_index_ignore = True

    source = models.CharField(max_length=30)
    month = models.DateField()
    stand = models.SmallIntegerField()
    trait = models.BigIntegerField()
    n = models.IntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("count of a month"), _("counts of months")
        constraints = [models.UniqueConstraint(fields=["source", "month", "stand", "trait"], name="month_tally_once")]

    def __str__(self):
        return f"{self.source} {self.month} {self.n}"


class Standing(models.Model):
    """The one row that every writer of the summary locks: up to which entry of the ledger it has folded, and on which day."""

    wagtail_reference_index_ignore = True

    entry = models.BigIntegerField(default=0)
    day = models.DateField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("standing of the summary"), _("standings of the summary")

    def __str__(self):
        return f"{self.entry} {self.day}"


class Touch(models.Model):
    """A subject that changed without an entry in the ledger (a draft that was edited): written in the transaction of the change, gone when folded."""

    wagtail_reference_index_ignore = True

    subject = models.CharField(max_length=30)
    number = models.BigIntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("touched subject"), _("touched subjects")

    def __str__(self):
        return f"{self.subject} {self.number}"


class Recount(models.Model):
    """One comparison of the whole summary with the rows: begun, how far, and what it found."""

    wagtail_reference_index_ignore = True

    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    entry = models.BigIntegerField(_("ledger entry"), null=True)
    at_source = models.CharField(max_length=30, blank=True)  # how far it has come: a kind of subject and its last number
    at_number = models.BigIntegerField(default=0)
    facts = models.BigIntegerField(_("rows compared"), default=0)
    differences = models.IntegerField(_("differences"), default=0)
    found = models.JSONField(default=list)  # the first of them: source, number, what was kept and what is

    class Meta:
        ordering = ["-began_at", "-id"]
        verbose_name, verbose_name_plural = _("recount"), _("recounts")

    def __str__(self):
        return f"{self.began_at} {self.differences}"
