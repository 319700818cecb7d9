"""What the procedure knows: `Disclosable`, the mark of a page that only the gate can make public, and its papers.

The papers name pages, revisions and people by plain numbers and carry copies of what was signed, so that they outlive all of them. One foreign key
holds: a clearance protects its revision from purging.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.org.models import Division
from disclosure.rules import channels
from disclosure.rules.categories import Scope, Validity
from disclosure.rules.chain import Cause, Kind, RoundEnd, State, Step, Target
from disclosure.rules.secrecy import Ground, Outcome

from .fields import CodesField
from .refuse import keep_on_record, refuse


class Disclosable(models.Model):
    """What the chain needs of a page: to whom it belongs, how far and by which ways it goes, and the facts that signatures bind."""

    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division in charge"), null=True, blank=True, related_name="+")
    scope = models.CharField(_("scope"), max_length=20, choices=Scope, default=Scope.PUBLIC)
    channels = CodesField(_("channels"), blank=True, default=list)
    # Set by the system and outside revisions: with_content_json() keeps the column's value.
    index_number = models.CharField(_("index number"), max_length=64, unique=True, null=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False, db_index=True)
    due_on = models.DateField(_("to be public by"), null=True, editable=False)
    validity = models.CharField(_("validity"), max_length=10, choices=Validity, default=Validity.IN_FORCE)
    validity_from = models.DateField(_("validity since"), null=True, editable=False)
    validity_reason = models.CharField(_("why the validity changed"), max_length=255, blank=True, editable=False)
    replaced_by = models.ForeignKey("wagtailcore.Page", models.SET_NULL, verbose_name=_("replaced by"), null=True, editable=False, related_name="+")

    class Meta:
        abstract = True

    category = None
    lock_of = permission_tester = None  # set by permissions.py, which stands above: the lock of a page, and the class that answers for a user
    outside = ()  # names of fields that the public sees and named actions change: not signed, but shown to who signs
    goes_public_at = None  # the moment of the act that makes it public, while the gate asks
    asks_vital_interest = True  # consultations and their results are not asked (五（三）)
    open_to_comment = False  # a draft on which the public is heard: a correction leaves its figures (五（三）)

    def save(self, *args, **kwargs):
        """As Wagtail's, but an item has no aliases: one of a draft would be published with its source, outside the chain."""
        if self.alias_of_id:
            refuse(self, [_("A disclosure item has no aliases; propose a new item instead.")], "alias")
        return super().save(*args, **kwargs)

    ends = ()  # the fields of it that are moments at which something ends

    def allowed_scopes(self):
        """The scopes it may be proposed for."""
        raise NotImplementedError

    def signed_facts(self):
        """Everything a signature binds but the proposal, as JSON values: page, locale, category, fields, body, attachments as {name, sha256}."""
        raise NotImplementedError

    def signed_files(self):
        """The documents and images the page uses, attachments first: model instances."""
        raise NotImplementedError

    def missing(self, at=None):
        """What is lacking before it can be proposed or made public: [(field name, sentence)], empty when complete.

        `at`: the aware moment at which it is proposed: it cannot be public earlier. None while it is made public: that is `goes_public_at`.
        """
        raise NotImplementedError

    def cautions(self, at, by):
        """[sentence] of what will stand in the way of its publication if the chain takes its whole time, to the end of the day `by` (date), though
        nothing does at `at` (aware): said to who proposes and who signs; nothing is refused for it."""
        return []

    def in_words(self):
        """[(label, words)] of what its public page draws from stored values that are no words themselves: the sheet shows these in their place."""
        return []

    def save_revision(self, *args, **kwargs):
        """As Wagtail's, but a revision that carries a round or a clearance is never overwritten (autosave rewrites the latest one in place)."""
        kept = kwargs.get("overwrite_revision")
        if kept is not None and (Round.objects.filter(revision_no=kept.pk).exists() or Clearance.objects.filter(revision_id=kept.pk).exists()):
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    def get_lock(self):
        """While a matter is in the chain, scheduled or withheld nobody edits it, in the editor or the API; recall opens it."""
        return self.lock_of(self) or super().get_lock()

    def permissions_for_user(self, user):
        """Who may write a draft (any editor of its division); whether something goes out is the gate's to say, not a permission's."""
        return self.permission_tester(user, self)


# `wagtail_reference_index_ignore` on the papers below: Wagtail would write index rows for every signature, to answer a question nobody asks.


class MatterQuerySet(models.QuerySet):
    def lock(self, page_no):
        """The matter of a page, locked to the end of the transaction; made when it is not there yet."""
        found = self.select_for_update().filter(page_no=page_no).first()
        if found is None:
            self.bulk_create([self.model(page_no=page_no)], ignore_conflicts=True)
            found = self.select_for_update().get(page_no=page_no)
        return found


class Matter(models.Model):
    """Where one page stands in the procedure. Its row is the lock that every verb of the chain takes first."""

    wagtail_reference_index_ignore = True

    page_no = models.BigIntegerField(primary_key=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, db_index=True)
    successor = models.CharField(_("newer version"), max_length=10, choices=State, blank=True)
    round_number = models.PositiveIntegerField(_("round"), default=0)
    ground = models.CharField(_("ground"), max_length=2, choices=Ground, blank=True)
    re_examine_on = models.DateField(_("to be re-examined on"), null=True)
    first_live_at = models.DateTimeField(_("first public at"), null=True)
    withdrawn_at = models.DateTimeField(_("taken down at"), null=True)
    withdrawn_reason = models.TextField(_("reason"), blank=True)
    withdrawn_cause = models.CharField(_("cause"), max_length=20, choices=Cause, blank=True)
    urgent_at = models.DateTimeField(_("urgently published at"), null=True)
    after_review_due = models.DateField(_("after-review due on"), null=True)
    after_review_open = models.BooleanField(_("awaiting after-review"), default=False)
    corrected_at = models.DateTimeField(_("corrected at"), null=True)
    registered = models.BooleanField(_("registered as open on application"), default=False)
    done_round = models.PositiveIntegerField(default=0)  # the last round that cleared something, and its revision: bars on signing begin after it
    done_revision = models.BigIntegerField(default=0)
    scheduled_at = models.DateTimeField(_("goes out at"), null=True)  # cleared, and waiting for this moment
    refused = models.JSONField(_("objections when it was due"), default=list)
    # Copied from the page for registers that outlive it.
    title = models.CharField(_("title"), max_length=255, blank=True)
    index_number = models.CharField(_("index number"), max_length=64, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division"), null=True, related_name="+")
    category = models.CharField(_("category"), max_length=40, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("matter"), _("matters")

    def __str__(self):
        return self.title or str(self.page_no)

    @property
    def was_live(self):
        return self.first_live_at is not None

    def withhold_nothing(self):
        """It is no longer withheld: neither ground nor day of re-examination stands (in memory)."""
        self.ground, self.re_examine_on = "", None

    @property
    def editable(self):
        """Whether a draft of it may be written: not in a round, not scheduled, not withheld, not awaiting after-review."""
        if self.after_review_open or self.scheduled_at:
            return False
        word = self.successor or self.state
        return word in (State.DRAFT, State.LIVE, State.WITHDRAWN) or (word == State.CLEARED and self.registered)


class Person(models.Model):
    """The person of an act, copied in: number of the account, name and post as they were."""

    person_no = models.BigIntegerField()
    username = models.CharField(_("account"), max_length=150)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    post = models.CharField(_("post"), max_length=32)
    post_no = models.BigIntegerField(null=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=150, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        abstract = True


class Round(models.Model):
    """One submission from its proposal to its end. Earlier rounds stay readable."""

    wagtail_reference_index_ignore = True

    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name=_("matter"), related_name="rounds")
    number = models.PositiveIntegerField(_("round"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.NORMAL)
    proposal = models.JSONField(_("proposal"))  # kind, vital_interest, vital_interest_reason, consultation, go_live_at: part of the digest
    scope = models.CharField(_("scope"), max_length=20, choices=Scope)
    channels = CodesField(_("channels"), blank=True, default=list)
    revision_no = models.BigIntegerField(_("revision"))
    digest = models.CharField(_("digest"), max_length=64)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("division"), related_name="+", null=True)
    proposer_no = models.BigIntegerField()
    proposer_username = models.CharField(_("account of the proposer"), max_length=150)
    proposer_name = models.CharField(_("proposer"), max_length=150)
    proposed_at = models.DateTimeField(_("proposed at"))
    authors = models.JSONField(default=list)  # numbers of proposers and authors since the last clearance: they never sign
    step = models.CharField(_("step"), max_length=10, choices=Step, blank=True)
    step_opened_at = models.DateTimeField(_("step opened at"), null=True)
    step_due_on = models.DateField(_("step due on"), null=True)
    referred = models.BooleanField(_("referred upward"), default=False)
    outcome = models.CharField(_("outcome of the secrecy review"), max_length=20, choices=Outcome, blank=True)
    urgent = models.BooleanField(_("published urgently"), default=False)
    end = models.CharField(_("end"), max_length=10, choices=RoundEnd, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.TextField(_("reason of the end"), blank=True)
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True)
    workflow_state_no = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        verbose_name, verbose_name_plural = _("round"), _("rounds")
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="round_number_once"),
            models.UniqueConstraint(fields=["matter"], condition=models.Q(ended_at=None), name="round_one_open"),
        ]
        indexes = [
            models.Index(fields=["ended_at", "step"], name="round_waiting"),
            models.Index(fields=["proposer_no", "end"], name="round_of_proposer"),
        ]

    def __str__(self):
        return f"{self.matter} · {self.number}"

    def get_channels_display(self):
        """The channels in words; the code itself where a channel is known no more."""
        words = dict(channels.choices())
        return "、".join(str(words.get(code, code)) for code in self.channels)


class Authorship(models.Model):
    """Who wrote a revision of a disclosure. Outlives the revision: what `purge_revisions` takes away still bars its author from signing."""

    wagtail_reference_index_ignore = True

    page_no = models.BigIntegerField()
    revision_no = models.BigIntegerField(unique=True)
    person_no = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["page_no", "revision_no"], name="authorship_of_page")]

    def __str__(self):
        return f"{self.page_no} {self.revision_no} {self.person_no}"


class SignedFacts(models.Model):
    """A full copy of what a digest stands for: what was signed can be read for ever."""

    digest = models.CharField(max_length=64, primary_key=True)
    facts = models.JSONField()
    proposal = models.JSONField()

    def __str__(self):
        return self.digest


class Act(models.TextChoices):
    """What a signature row is."""

    SIGN = "sign", _("Signature")
    VOTE = "vote", _("Vote")
    CLOSE = "close", _("Close of the vote")


class Signature(Person):
    """A signature, a vote or the close of one, bound to the digest it saw. Voided visibly, never deleted."""

    wagtail_reference_index_ignore = True

    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name=_("matter"), related_name="signatures")
    round = models.ForeignKey(Round, models.PROTECT, verbose_name=_("round"), related_name="signatures")
    step = models.CharField(_("step"), max_length=10, choices=Step)
    act = models.CharField(_("act"), max_length=5, choices=Act, default=Act.SIGN)
    outcome = models.CharField(_("outcome"), max_length=20)
    opinion = models.TextField(_("opinion"), blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    revision_no = models.BigIntegerField(_("revision"))
    checklist = models.JSONField(null=True)
    ground = models.CharField(_("ground"), max_length=2, choices=Ground, blank=True)
    override = models.JSONField(null=True)
    exemption = models.TextField(_("exemption from consultation"), blank=True)
    re_examine_on = models.DateField(null=True)
    void = models.BooleanField(_("void"), default=False)
    void_at = models.DateTimeField(_("void since"), null=True)
    void_reason = models.CharField(_("why void"), max_length=255, blank=True)
    spent = models.BooleanField(_("used up by a publication"), default=False)
    spent_in = models.PositiveIntegerField(null=True)  # the number of the round whose end used it up

    class Meta:
        ordering = ["at", "id"]
        verbose_name, verbose_name_plural = _("signature"), _("signatures and votes")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "step", "person_no", "act", "post_no"], condition=models.Q(void=False), name="signature_once"
            ),  # fmt: skip
        ]

    def __str__(self):
        return f"{self.name} {self.get_step_display()}"


class Return(Person):
    """An item sent back, with the reason in the returner's words."""

    wagtail_reference_index_ignore = True

    round = models.ForeignKey(Round, models.PROTECT, related_name="returns")
    step = models.CharField(_("from step"), max_length=10, choices=Step)
    to = models.CharField(pgettext_lazy("return", "to"), max_length=10, choices=Target)
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ["at", "id"]

    def __str__(self):
        return self.reason


class ClearanceKind(models.TextChoices):
    """How a clearance came about."""

    CHAIN = "chain", _("By the whole chain")
    URGENT = "urgent", _("Urgent, awaiting after-review")
    CORRECTION = "correction", _("Correction")
    IMPORTED = "imported", _("Approval on file elsewhere")


class ClearanceQuerySet(models.QuerySet):
    def in_force(self, page_no):
        """Not voided: of what is live, registered, or waits for its time."""
        return self.filter(page_no=page_no, voided=False)

    def scheduled(self, page_no):
        """In force, but its time has not come."""
        return self.in_force(page_no).filter(go_live_at__isnull=False, round__end=RoundEnd.CLEARED)

    def due(self, now):
        """Scheduled ones of any page whose time has come."""
        return self.filter(voided=False, go_live_at__lte=now, round__end=RoundEnd.CLEARED)


class Clearance(models.Model):
    """The key that opens the gate once, for one page, one revision and exactly one content. Voided by withdrawal, change or the next publication."""

    wagtail_reference_index_ignore = True

    page_no = models.BigIntegerField(_("page"), db_index=True)
    revision = models.ForeignKey("wagtailcore.Revision", keep_on_record, verbose_name=_("revision"), related_name="+")
    digest = models.CharField(_("digest"), max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=ClearanceKind)
    round = models.ForeignKey(Round, models.PROTECT, verbose_name=_("round"), null=True, related_name="clearances")
    proposal = models.JSONField(_("proposal"))
    at = models.DateTimeField(_("time"))
    go_live_at = models.DateTimeField(_("goes live at"), null=True)
    approved_by = models.CharField(_("approved by, as on file"), max_length=200, blank=True)
    approved_on = models.DateField(_("approved on, as on file"), null=True)
    voided = models.BooleanField(_("voided"), default=False)
    voided_at = models.DateTimeField(_("voided at"), null=True)
    voided_reason = models.CharField(_("why voided"), max_length=255, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("clearance"), _("clearances")
        indexes = [models.Index(fields=["page_no", "voided"], name="clearance_in_force")]

    def __str__(self):
        return f"{self.page_no} {self.digest[:12]}"


class Grant(models.Model):
    """What an API token may do and until when. A token without a grant is a host's own: Wagtail's rules alone hold for it."""

    wagtail_reference_index_ignore = True

    token = models.OneToOneField("wagtailcore.APIToken", models.CASCADE, related_name="disclosure_grant")
    scopes = CodesField(_("scopes"), default=list)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(_("expires at"), null=True)

    def __str__(self):
        return ", ".join(self.scopes)
