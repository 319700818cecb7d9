"""听证会、座谈会 as events of a consultation (713 arts. 16–17): rule of choice, list, material, record that participants confirm."""

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from disclosure.intake.sealed import SealedTextField
from disclosure.rules.hearing import HERE, ChoiceBy, Strike, drawn, lot


class HearingKind(models.TextChoices):
    """What kind of event."""

    HEARING = "hearing", _("Hearing")
    MEETING = "meeting", _("Discussion meeting")


class Hearing(models.Model):
    """One event: notice, sign-up until a moment, rule of choice, material seven days before, minutes."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(
        "disclosure_consultation.ConsultationPage", models.PROTECT, related_name="hearings", verbose_name=pgettext_lazy("disclosure", "consultation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=HearingKind)
    held_at = models.DateTimeField(_("held at"))
    where = models.CharField(pgettext_lazy("hearing", "place"), max_length=200)
    seats = models.PositiveSmallIntegerField(_("seats"))
    method = models.CharField(_("way of choice"), max_length=10, choices=ChoiceBy, default=ChoiceBy.ORDER)
    rule = models.TextField(_("how participants are chosen"), blank=True, help_text=_("Published before anyone signs up."))
    signup_until = models.DateTimeField(_("sign-up until"))
    announced_at = models.DateTimeField(_("announced at"))
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    chosen_at = models.DateTimeField(_("list published at"), null=True)
    choice_reason = models.TextField(_("reason for the choice"), blank=True)
    sealed_seed = SealedTextField(_("sealed seed of the draw"), blank=True, editable=False)  # made as it is announced, opened by the draw
    seed_sha256 = models.CharField(_("SHA-256 of the seed"), max_length=64, blank=True)
    seed = models.CharField(_("seed of the draw"), max_length=64, blank=True)
    material_at = models.DateTimeField(_("material sent at"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_at = models.DateTimeField(_("minutes written at"), null=True)
    minutes_published_at = models.DateTimeField(_("minutes published at"), null=True)  # by the last who confirmed, or by staff with a reason
    minutes_unconfirmed = models.PositiveSmallIntegerField(_("had not confirmed when the minutes were published"), null=True)
    minutes_reason = models.TextField(_("why the minutes are published unconfirmed"), blank=True)

    class Meta:
        ordering = ["held_at"]
        verbose_name, verbose_name_plural = _("hearing or meeting"), _("hearings and meetings")

    def __str__(self):
        return f"{self.get_kind_display()} {_moment(self.held_at)}"  # mails name it so: the day without the hour would not do

    @property
    def confirmed_count(self):
        """How many who take part have confirmed the minutes; of rows that are loaded."""
        return sum(row.chosen and row.confirmed_at is not None for row in self.participants.all())

    @property
    def on_paper(self):
        """Who confirmed the minutes on paper; of rows that are loaded."""
        return [row for row in self.participants.all() if row.chosen and row.confirmed_by_id]

    @property
    def struck_out(self):
        """[(reason in words, [numbers])] of the sign-ups that were struck out before the draw; of rows that are loaded."""
        gone = [row for row in self.participants.all() if row.struck]
        return [(code.label, numbers) for code in Strike if (numbers := [row.number for row in gone if row.struck == code])]

    @property
    def earlier_for_the_public(self):
        """The earlier texts, each with whether the public reads it (`is_readable`); [] where it reads none.

        It reads those that were public, and those that anybody had confirmed beside later ones that are or were public: once read, always read."""
        rows, public = list(self.earlier_minutes.all()), self.minutes_published_at is not None
        for each in reversed(rows):
            public = public or each.published_at is not None
            each.is_readable = each.published_at is not None or public and bool(each.confirmations)
        return rows if any(each.is_readable for each in rows) else []

    @property
    def number_of_minutes(self):
        """Which version of the minutes stands."""
        return len(self.earlier_minutes.all()) + 1

    @property
    def draw(self):
        """[(place, number, lot, whether chosen)] in the order of the lots, of all whose sign-up stood; [] where none were drawn."""
        if not self.seed:
            return []
        chosen = dict(self.participants.filter(struck="").values_list("number", "chosen"))
        return [(place, number, lot(number, self.seed), chosen[number]) for place, number in enumerate(drawn(chosen, self.seed), 1)]


class HearingChange(models.Model):
    """What was announced and became another, or was cancelled: what was, what is now, and the reason that the public reads. Never deleted."""

    wagtail_reference_index_ignore = True

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="changes", verbose_name=_("hearing or meeting"))
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"))
    cancels = models.BooleanField(_("cancelled"), default=False)
    held_before = models.DateTimeField(_("held at, before"))
    held_after = models.DateTimeField(_("held at, since"))
    where_before = models.CharField(_("place, before"), max_length=200)
    where_after = models.CharField(_("place, since"), max_length=200)
    signup_before = models.DateTimeField(_("sign-up until, before"))
    signup_after = models.DateTimeField(_("sign-up until, since"))

    class Meta:
        ordering = ["at", "id"]  # oldest first wherever they are listed: on the pages, at the desk, in the API
        verbose_name, verbose_name_plural = _("change of a hearing or meeting"), _("changes of hearings and meetings")

    def __str__(self):
        return f"{self.hearing} {date_format(self.at.astimezone(HERE))}"

    @property
    def lines(self):
        """[(what, as it was, as it is)] of what became another, in words."""
        rows = (
            (pgettext_lazy("hearing", "Time"), _moment(self.held_before), _moment(self.held_after)),
            (pgettext_lazy("hearing", "Place"), self.where_before, self.where_after),
            (_("Sign-up until"), _moment(self.signup_before), _moment(self.signup_after)),
        )
        return [row for row in rows if row[1] != row[2]]


class EarlierMinutes(models.Model):
    """Minutes that another text took the place of: the words, who had confirmed them and with what remark, whether they were public, who changed them
    and why. Never deleted: what was confirmed was confirmed of this text."""

    wagtail_reference_index_ignore = True

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="earlier_minutes", verbose_name=_("hearing or meeting"))
    number = models.PositiveSmallIntegerField(pgettext_lazy("draft", "version"))
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("minutes written at"))
    published_at = models.DateTimeField(_("minutes published at"), null=True)
    replaced_at = models.DateTimeField(_("replaced at"))
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"))
    taking_part = models.PositiveSmallIntegerField(_("participants"))
    confirmations = models.JSONField(_("confirmations"), default=list)  # [{"number", "at", "remark"}]

    class Meta:
        ordering = ["hearing", "number"]
        verbose_name, verbose_name_plural = _("earlier minutes"), _("earlier minutes")
        constraints = [models.UniqueConstraint(fields=["hearing", "number"], name="consultation_earlier_minutes_once")]

    def __str__(self):
        return f"{self.hearing} {self.number}"

    @property
    def confirmed(self):
        """How many who take part had confirmed this text."""
        return len(self.confirmations)

    @property
    def remarked(self):
        """How many of these with a remark or objection."""
        return sum(bool(each["remark"]) for each in self.confirmations)


def _moment(value):
    return date_format(value.astimezone(HERE), "DATETIME_FORMAT")


class Participant(models.Model):
    """Somebody who signed up: known by number and code, chosen or not, and what he says of the minutes."""

    wagtail_reference_index_ignore = True

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="participants", verbose_name=_("hearing or meeting"))
    number = models.CharField(pgettext_lazy("comment", "number"), max_length=24, unique=True)
    code_digest = models.CharField(_("digest of the code"), max_length=64, editable=False)
    name = SealedTextField(_("full name"))
    speaks_for = models.CharField(_("speaks for"), max_length=100, blank=True)
    contact = SealedTextField(_("contact"))
    signed_up_at = models.DateTimeField(_("signed up at"))
    chosen = models.BooleanField(_("chosen"), default=False)
    rank = models.PositiveSmallIntegerField(_("place in the order or the draw"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    struck = models.CharField(_("why it was struck out before the draw"), max_length=2, choices=Strike, blank=True)
    struck_at = models.DateTimeField(_("struck out at"), null=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("struck out by"))
    confirmed_at = models.DateTimeField(_("minutes confirmed at"), null=True)
    # Who entered his paper; None where he did it himself.
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    remark = models.TextField(_("remark on the minutes"), blank=True)
    said_first = models.JSONField(_("confirmations before the last"), default=list)  # of this text: [{"at", "remark", "paper"}], oldest first

    class Meta:
        ordering = ["signed_up_at", "id"]
        verbose_name, verbose_name_plural = _("participant"), _("participants")

    def __str__(self):
        return self.number

    @property
    def standing(self):
        """Whether he takes part, in words; "" while nobody was chosen."""
        if self.struck:
            return pgettext("participant", "Struck out")
        if not self.hearing.chosen_at:
            return ""
        return pgettext("participant", "Chosen") if self.chosen else pgettext("participant", "Not chosen")

    @property
    def why(self):
        """Why he takes part or not, in words; "" while nobody was chosen."""
        if self.struck:
            return self.get_struck_display()
        if self.reason or not self.hearing.chosen_at:
            return self.reason
        if self.hearing.method == ChoiceBy.CRITERIA:
            return gettext("Seats are limited: others were chosen by the published criteria.")
        words = gettext("Number %(rank)d in the draw, %(seats)d seats.")
        if self.hearing.method == ChoiceBy.ORDER:
            words = gettext("Number %(rank)d in order of sign-up, %(seats)d seats.")
        return words % {"rank": self.rank, "seats": self.hearing.seats}

    @property
    def own_reason(self):
        """Why he was chosen by the criteria, where that was said of him and not of all; "" otherwise."""
        return self.reason if self.chosen and self.reason != self.hearing.choice_reason else ""

    @property
    def said_before(self):
        """[(EarlierMinutes, what he said of them: {"at", "remark"}, None where he had not confirmed them)]: all that he confirmed, and those last
        replaced, newest first."""
        earlier = list(self.hearing.earlier_minutes.all())
        rows = [(each, next((said for said in each.confirmations if said["number"] == self.number), None)) for each in earlier]
        return [pair for at, pair in enumerate(rows, 1) if pair[1] or at == len(rows)][::-1]

    @property
    def confirmed_with(self):
        """How he confirmed the minutes, in words: as they are, or with a remark; "" while he has not."""
        if not self.confirmed_at:
            return ""
        return _("confirmed, with a remark or objection") if self.remark else _("confirmed")
