"""The leading group's deliberation (四（三）): quorum, recusal, majority."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Choice(TextChoices):
    """How a member votes."""

    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstain")
    RECUSE = "recuse", _("Recuse")


class Verdict(TextChoices):
    """What the votes come to."""

    CARRIED = "carried", _("Carried")
    LOST = "lost", _("Not carried")
    NO_QUORUM = "no-quorum", _("No quorum")
    TOO_FEW = "too-few", _("Fewer than three members left")


LEAST_MEMBERS = 3


@dataclass(frozen=True)
class Tally:
    """Counted votes. base: members not recused; quorum: how many of them must vote; voted: votes that count for it (abstentions too)."""

    base: int
    quorum: int
    voted: int
    for_: int
    against: int
    abstained: int

    @property
    def verdict(self):
        """Carried by a majority of the votes cast; a tie is lost; abstentions are not cast."""
        if self.base < LEAST_MEMBERS:
            return Verdict.TOO_FEW
        if self.voted < self.quorum:
            return Verdict.NO_QUORUM
        return Verdict.CARRIED if self.for_ > self.against else Verdict.LOST


def quorum(members_not_recused):
    """Two thirds, rounded up."""
    return -(-2 * members_not_recused // 3)


def tally(*, seats, barred, votes):
    """Count. seats: set of seat numbers; barred: seats that count as recused; votes: {seat: Choice value}, the last vote of each seat."""
    out = set(barred) | {seat for seat, choice in votes.items() if choice == Choice.RECUSE}
    base = set(seats) - out
    counted = [choice for seat, choice in votes.items() if seat in base]
    return Tally(
        base=len(base),
        quorum=quorum(len(base)),
        voted=len(counted),
        for_=counted.count(Choice.FOR),
        against=counted.count(Choice.AGAINST),
        abstained=counted.count(Choice.ABSTAIN),
    )
