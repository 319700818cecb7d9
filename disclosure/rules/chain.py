"""The procedure of 四（一）–（三）: steps, who signs them, what a return voids, where a resubmission goes on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Step(TextChoices):
    """A step that waits for somebody, in the document's order."""

    HEAD = "head", _("Review by the division head")
    SECRECY = "secrecy", _("Secrecy review by the office")
    LEADER = "leader", _("Opinion of the leader in charge")
    GROUP = "group", _("Deliberation by the leading group")

    @property
    def post(self):
        """The post that acts in it (org.PostKind)."""
        return {"head": "division_head", "secrecy": "secrecy_reviewer", "leader": "supervising_leader", "group": "group_member"}[self.value]

    @property
    def by_division(self):
        """Whether the post is held for the item's division."""
        return self in (Step.HEAD, Step.LEADER)

    @property
    def days(self):
        """Working days a step may take: the bureau's own promise, not law."""
        return {"head": 2, "secrecy": 3, "leader": 2, "group": 10}[self.value]

    @property
    def clause(self):
        return {"head": "四（二）", "secrecy": "四（二）", "leader": "四（三）", "group": "四（三）"}[self.value]

    def earlier(self):
        """The steps before it."""
        order = list(Step)
        return order[: order.index(self)]

    def and_later(self):
        """It and the steps after it."""
        order = list(Step)
        return order[order.index(self) :]


class Kind(TextChoices):
    """What is proposed: an ordinary round, or a correction 勘误 that does not touch the meaning."""

    NORMAL = "normal", _("Ordinary")
    CORRECTION = "correction", _("Correction")

    @property
    def steps(self):
        return (Step.HEAD, Step.SECRECY) if self is Kind.CORRECTION else tuple(Step)


class State(TextChoices):
    """Where a matter stands."""

    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("In the chain")
    REFERRED = "referred", _("Referred upward")
    WITHHELD = "withheld", _("Withheld")
    CLEARED = "cleared", _("Cleared")
    LIVE = "live", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def in_a_round(self):
        return self in (State.RUNNING, State.REFERRED)


class RoundEnd(TextChoices):
    """How a round ended."""

    RECALLED = "recalled", _("Recalled by the proposer")
    RETURNED = "returned", _("Returned to the proposer")
    REDACT = "redact", _("Returned for redaction")
    LOST = "lost", _("Not carried by the leading group")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WITHHELD = "withheld", _("Withheld")
    CLEARED = "cleared", _("Cleared")
    PUBLISHED = "published", _("Published")


class Target(TextChoices):
    """To whom an item may be returned."""

    PROPOSER = "proposer", _("To the proposer")
    HEAD = "head", _("To the division head")
    SECRECY = "secrecy", _("To the secrecy reviewer")
    LEADER = "leader", _("To the leader in charge")


class Cause(TextChoices):
    """Why a live item was taken down: counted as 乱公开 where it should not have been public (五（三）)."""

    SECRECY = "secrecy", _("Secrecy")
    PRIVACY = "privacy", _("Personal privacy")
    ERROR = "error", pgettext_lazy("cause", "Error")
    REVOKED = "revoked", _("Revoked or amended")
    EXPIRED = "expired", _("Display period over")
    UNCONFIRMED = "unconfirmed", _("Not confirmed after urgent publication")
    OTHER = "other", _("Other")


CAUSES_TO_CHOOSE = (Cause.SECRECY, Cause.PRIVACY, Cause.ERROR, Cause.REVOKED, Cause.OTHER)


def next_step(kind, signed):
    """The first step of the kind without a signature in force, or None when the chain is complete. signed: set of steps."""
    return next((step for step in kind.steps if step not in signed), None)


def targets_from(step):
    """Where the person at a step may return to."""
    return [Target.PROPOSER, *(Target(s.value) for s in step.earlier())]


def voided_by_return(step, target):
    """The steps whose signatures a return voids: the target's and later ones; to the proposer, the returner's own."""
    return [step] if target == Target.PROPOSER else Step(target.value).and_later()


AFTER_REVIEW_DAYS = 5  # working days within which the chain must finish after an urgent publication
RE_EXAMINE_MONTHS = 12  # 条例 art 18: periodic re-evaluation of what is withheld; the figure is the bureau's own
