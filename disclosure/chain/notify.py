"""Tells people by mail what waits for them or became of an item. A mail is a row in the outbox of the same transaction; its link signs nothing."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosure.org.models import PostKind
from disclosure.org.posts import appointing, holders
from disclosure.outbox.work import enqueue

from .permissions import today


def address_of_review(page_no):
    """The one page to decide on, as an absolute address."""
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
    return base.rstrip("/") + reverse("disclosure_chain:review", args=[page_no])


def tell(people, *, subject, lines, key, page_no, at):
    """One mail to several people (user numbers); those without an address are told by their list alone."""
    numbers = {number for number in people if number}
    to = list(get_user_model().objects.filter(pk__in=numbers, is_active=True).exclude(email="").values_list("email", flat=True)) if numbers else []
    if not to:
        return
    enqueue(key=key, to=sorted(to), subject=subject, body="\n".join([*map(str, lines), "", address_of_review(page_no)]), at=at)


def your_turn(round, step, holdings, *, at):
    """It is your turn at a step. Where nobody can act, who must appoint somebody is told so: an item never waits in silence (五（一）)."""
    if not holdings:
        return _appoint(round, step, at)
    tell(
        [h.user_id for h in holdings],
        subject=_("Your turn: %(step)s — %(title)s") % {"step": step.label, "title": round.matter.title},
        lines=[
            _("“%(title)s” waits for you: %(step)s.") % {"title": round.matter.title, "step": step.label},
            _("Please decide by %(day)s. The page below shows the item, what changed and what this step asks of you.")
            % {"day": date_format(round.step_due_on)},
        ],
        key=f"turn:{round.pk}:{step}:{round.step_opened_at.timestamp()}",
        page_no=round.matter_id,
        at=at,
    )


def _appoint(round, step, at):
    tell(
        [h.user_id for h in holders(appointing(step.post), on=today(at))],
        subject=_("Nobody can act: %(step)s — %(title)s") % {"step": step.label, "title": round.matter.title},
        lines=[
            _("“%(title)s” waits at a step where nobody can act: %(step)s.") % {"title": round.matter.title, "step": step.label},
            _("Appoint someone to the post %(post)s or name a deputy, under Organisation, Posts.") % {"post": PostKind(step.post).label},
        ],
        key=f"appoint:{round.pk}:{step}:{round.step_opened_at.timestamp()}",
        page_no=round.matter_id,
        at=at,
    )
