"""Who may write a draft, and the lock of a running round. Courtesy: the gate and the actions decide; this does not offer what they would refuse."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import PagePermissionTester

from disclosure.org.models import PostKind
from disclosure.org.posts import posts_of, present_division
from disclosure.rules.chain import State

from .models import Disclosable, Matter

HERE = ZoneInfo("Asia/Shanghai")
kept_pages = []  # fn(page) → why this one may not be deleted, or "": rooms above fill it; menus do not offer it then


def today(at=None):
    """The day in Asia/Shanghai of a moment; without one, now."""
    return (at or timezone.now()).astimezone(HERE).date()


def edits_for(user, on):
    """Codes of the divisions for which a user is editor that day."""
    return {h.division for h in posts_of(user, on) if h.post == PostKind.EDITOR}


def edits(user, division, on):
    """Whether a user is that day an editor of a division, or of the one that answers for it since its end; of any where an item has none yet."""
    mine = edits_for(user, on)
    return bool(mine) if division is None else present_division(division, on).code in mine


class ChainLock(BaseLock):
    """Nobody edits what is in the chain, scheduled or withheld."""

    def __init__(self, page, word):
        super().__init__(page)
        self.word = word

    @classmethod
    def of(cls, page):
        """The lock that holds a page now, or None."""
        matter = Matter.objects.filter(page_no=page.pk).first() if page.pk else None
        return cls(page, matter.successor or matter.state) if matter and not matter.editable else None

    def for_user(self, user):
        return True

    def get_message(self, user):
        return {
            State.WITHHELD: _("It was decided not to make this public. Only the secrecy reviewer can take it up again."),
            State.CLEARED: _("This is cleared and scheduled. Recall it to change it; the clearance is then void."),
        }.get(self.word, _("This is in the approval chain and locked for everyone. The proposer can recall it to change it."))

    def get_icon(self, user):
        return "lock"

    def get_locked_by(self, user):
        return _("Locked by the approval chain")

    def get_description(self, user):
        return self.get_message(user)


class DisclosurePermissionTester(PagePermissionTester):
    """An editor of the item's division writes it; nobody else, and no superuser. Going out and coming down are the gate's to answer, with reasons."""

    def can_edit(self):
        if not self.user.is_active or not self.user.is_authenticated:
            return False
        return edits(self.user, self.page.division, today())

    def can_delete(self, ignore_bulk=False):
        """A draft that never entered the chain; for all else the gate says that it is withdrawn, with a reason, and stays on record."""
        return self.user.is_active and (self.user.is_superuser or self.can_edit())

    def can_publish(self):
        """Left to those Wagtail would let, and to editors: the gate refuses with its reasons, a permission would refuse in silence."""
        return super().can_publish() or self.can_edit()

    def can_unpublish(self):
        return self.page.live and (super().can_unpublish() or self.can_edit())

    def can_submit_for_moderation(self):
        """The proposal has a page of its own: it asks for scope, channels and vital interest."""
        return False

    def can_set_view_restrictions(self):
        return False

    def can_unschedule(self):
        return False

    def can_lock(self):
        return False

    def can_unlock(self):
        return False

    def can_move(self):
        """An item stays in its column: its address is for ever."""
        return False


Disclosable.lock_of, Disclosable.permission_tester = staticmethod(ChainLock.of), DisclosurePermissionTester
