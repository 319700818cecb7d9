"""What a publication leaves to be done: channels outside the system, feedback, the archive; what a taking down changes (三, 四（四）, 四（五）)."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosure.chain.models import ClearanceKind
from disclosure.chain.notify import tell
from disclosure.clocks.actions import about, day_of, open_what_is_owed
from disclosure.clocks.models import Duty, DutyKind
from disclosure.ledger.record import record
from disclosure.org.models import PostKind
from disclosure.org.posts import holders
from disclosure.rules.categories import Scope
from disclosure.rules.channels import Channel, label
from disclosure.rules.limits import limit


def after_publication(*, page, round, at, kind):
    """Open the duties of a publication; hears `chain.heard.published`, in its transaction.

    One a channel that is neither portal nor intranet (owner: the division), one for taking feedback (the office) where the public reads it, one
    for the archive (the division). What is open already is not opened twice, so that a new version adds only what is new. An import opens
    none: what followed it is on file elsewhere.
    """
    if kind == ClearanceKind.IMPORTED or round is None:
        return []
    on = day_of(at)
    owner = _owner_in_division(page, on)
    codes = dict.fromkeys(code.partition(":")[0] for code in page.channels)
    owed = [(DutyKind.CHANNEL, code, owner, "duty-channel") for code in codes if not Channel(code).served_by_the_system]
    if kind != ClearanceKind.CORRECTION:  # what a correction changes is in the same file and reads the same feedback
        if page.scope == Scope.PUBLIC:
            owed.append((DutyKind.FEEDBACK, "", PostKind.OFFICE_DIRECTOR, "duty-feedback"))
        owed.append((DutyKind.ARCHIVE, "", owner, "duty-archive"))
    return open_what_is_owed(page, [(what, channel, post, limit(name, on).days) for what, channel, post, name in owed], at=at)


def _owner_in_division(page, on):
    """The division's editor, or its head where nobody holds that post."""
    if page.division is not None and holders(PostKind.EDITOR, division=page.division, on=on):
        return PostKind.EDITOR
    return PostKind.DIVISION_HEAD


def after_taking_down(*, page, at, cause, reason):
    """What was taken down here is to be taken down where else it went out; hears `chain.heard.taken_down`, in its transaction.

    Opens nothing. A channel duty that is open says from now on that it is one of taking down (entry "duty.take_down"); of channels that had been
    served already the division is told by mail. Returns the duties that were marked.
    """
    on = day_of(at)
    marked, served = [], []
    for duty in Duty.objects.select_for_update(of=("self",)).filter(page_id=page.pk, kind=DutyKind.CHANNEL).order_by("id"):
        if duty.closed_at:
            served.append(duty.channel)
            continue
        duty.note = _("Taken down on %(day)s; take it down there too. Reason: %(reason)s") % {"day": date_format(on), "reason": reason}
        duty.save(update_fields=["note"])
        marked.append(duty)
    if served:
        names = "、".join(dict.fromkeys(str(label(code)) for code in served))
        tell(
            [h.user_id for kind in (PostKind.EDITOR, PostKind.DIVISION_HEAD) for h in holders(kind, division=page.division, on=on)],
            subject=_("Take it down there too: %(title)s") % {"title": page.title},
            lines=[_("“%(title)s” was taken down here. It went out by: %(channels)s.") % {"title": page.title, "channels": names}, reason],
            key=f"take-down:{page.pk}:{at.timestamp()}",
            page_no=page.pk,
            at=at,
        )
    for duty in marked:
        record("duty.take_down", about=about(duty), at=at, facts={"duty": duty.pk, "channel": duty.channel, "cause": str(cause)})
    return marked
