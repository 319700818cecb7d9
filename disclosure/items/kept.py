"""What is kept of a draft that nobody has proposed yet: from which day its time ran before each change, and the draft itself once it is late.

What is proposed is on record in the chain; before that the row alone says what is owed, and past days would change with it.
"""

from datetime import date

from django.db.models.signals import pre_delete
from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure.chain.permissions import today
from disclosure.chain.refuse import refuse
from disclosure.ledger.record import entries_about, record

from .models import DisclosurePage, EnforcementPage

FORMED = "items.formed"
STARTS = ("formed_on", "decided_on")


def connect():
    """Called in ready()."""
    pre_delete.connect(refuse_deletion, dispatch_uid="disclosure_items.kept")


def days_of(number):
    """{formed_on, decided_on, due_on} of an item's row; None where there is no such item, or it was public already."""
    row = DisclosurePage.objects.filter(pk=number, published_at=None).values("formed_on", "due_on").first()
    if row is not None:
        row["decided_on"] = EnforcementPage.objects.filter(pk=number).values_list("decided_on", flat=True).first()
    return row


def record_days(page, before, *, by, at):
    """Keep from which day the time of a draft ran until now, where a change moved it. before: what `days_of` said. Entry "items.formed"."""
    after = days_of(page.pk)
    if before is None or after is None or not any(before[name] for name in STARTS):
        return
    if any(before[name] != after[name] for name in STARTS):
        record(FORMED, about=("page", page.pk, page.title), by=by, at=at, facts={"before": before, **after})


def why_not_to_delete(page, on):
    """Why an item that was never proposed may not be deleted on a day (date, Asia/Shanghai), "" where it may: past its legal day it is owed by name,
    also as of every past day. A day that was put later, when it was past, changes nothing of that."""
    if page.published_at is not None or page.due_on is None:  # what an import has written and takes back; what is for staff
        return ""
    late = page.due_on < on
    if not late:
        for at, facts in entries_about("page", page.pk).filter(verb=FORMED).values_list("at", "facts"):
            due_on = facts["before"]["due_on"]
            late = late or bool(due_on) and date.fromisoformat(due_on) < today(at)
    if not late:
        return ""
    return _("“%(title)s” is past the day by which it had to be public: give it up with a reason; it is not deleted.") % {"title": page.title}


def refuse_deletion(sender, instance, **kwargs):
    """Hears every deletion, by whatever door."""
    if isinstance(instance, DisclosurePage) and (reason := why_not_to_delete(instance, today(timezone.now()))):
        refuse(instance, [reason], "delete")
