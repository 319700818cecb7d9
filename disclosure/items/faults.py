"""Look whether what is live is whole: no required field empty, every attachment there, open as far and by the ways that were signed (五（三）).

Once a day every live outward item is looked at for its files, scope and channels, on the first day of a month for its fields too (a field becomes
empty only where a category asks for more than it did). The gate has just asked the same of what is published: there only what was found before is
looked at again. What is found is kept with its day.
"""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from disclosure.chain.models import Clearance
from disclosure.clocks.actions import day_of
from disclosure.clocks.jobs import job
from disclosure.clocks.models import Reminder
from disclosure.files.models import FileUse, Kind
from disclosure.rules.categories import Scope
from disclosure.rules.channels import label

from .models import DisclosurePage, FaultKind, PublicityFault
from .models.base import codes_for_staff
from .models.facts import channel_codes

AT_ONCE = 500


@job
def look_daily(now):
    """Once a day: every live outward item; how many faults are open. `now`: aware datetime."""
    on = day_of(now)
    _reminder, new = Reminder.objects.get_or_create(key=f"publicity:{on.isoformat()}", defaults={"sent_at": now})
    return look(at=now, fields=on.day == 1) if new else None


def after_publication(*, page, round, at, kind):
    """Look again at an item with a fault whose new version was just made public; hears `chain.heard.published`, in its transaction."""
    if PublicityFault.objects.filter(page_no=page.pk, gone_at=None).exists():
        look(at=at, fields=True, only=[page.pk])


def look(*, at, fields, only=None):
    """Look at live outward items and write down what changed; how many faults are open now.

    at: aware datetime; fields: whether required fields are looked at too; only: numbers of pages, all by default.
    """
    live = DisclosurePage.objects.filter(live=True).exclude(category_code__in=codes_for_staff())
    numbers = list((live.filter(pk__in=only) if only is not None else live).values_list("pk", flat=True))
    found = set()
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        found |= set(_dead_files(some)) | set(_narrower(some))
        if fields:
            found |= set(_empty_fields(some))
    kinds = list(FaultKind) if fields else [FaultKind.FILE, FaultKind.NARROWER]
    with transaction.atomic():
        known = PublicityFault.objects.select_for_update().filter(gone_at=None)
        if only is not None:
            known = known.filter(page_no__in=only)
        open_now = {(row.page_no, row.kind, row.detail): row.pk for row in known}
        gone = [pk for key, pk in open_now.items() if key not in found and (key[1] in kinds or key[0] not in set(numbers))]
        if gone:
            PublicityFault.objects.filter(pk__in=gone).update(gone_at=at)
        new = [PublicityFault(page_no=page, kind=kind, detail=detail, found_at=at) for page, kind, detail in sorted(found - set(open_now))]
        PublicityFault.objects.bulk_create(new, ignore_conflicts=True)
    return len(open_now) - len(gone) + len(new)


def _dead_files(numbers):
    uses = list(FileUse.objects.filter(page_id__in=numbers, until=None))
    there = {}
    for kind in Kind:
        wanted = {use.object_id for use in uses if use.kind == kind}
        if wanted:
            there |= {(kind, each.pk): each.file for each in kind.model.objects.filter(pk__in=wanted)}
    for use in uses:
        file = there.get((Kind(use.kind), use.object_id))
        if file is None or not file.storage.exists(file.name):
            yield use.page_id, str(FaultKind.FILE), _("The attachment “%(name)s” is not there.") % {"name": use.title[:200]}


def _narrower(numbers):
    signed = {}
    rounds = Clearance.objects.filter(page_no__in=numbers, voided=False, round__isnull=False).order_by("at", "id")
    for number, scope, channels in rounds.values_list("page_no", "round__scope", "round__channels"):
        signed[number] = scope, channels
    restricted = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    pages = DisclosurePage.objects.filter(pk__in=numbers).values_list("pk", "path", "scope", "channels")
    for number, path, scope, channels in pages:
        signed_scope, signed_channels = signed.get(number, (Scope.PUBLIC, channels))
        if path.startswith(restricted) or (scope != Scope.PUBLIC and signed_scope == Scope.PUBLIC):
            yield number, str(FaultKind.NARROWER), str(_("It was cleared for everyone, and not everyone can open it."))
        if signed_channels != channels and (lost := sorted(set(channel_codes(signed_channels)) - set(channel_codes(channels)))):
            names = "、".join(_name(code) for code in lost)
            yield number, str(FaultKind.NARROWER), str(_("Signed for %(channels)s as well.") % {"channels": names})[:255]


def _name(code):
    try:
        return str(label(code))
    except ValueError:
        return code


def _empty_fields(numbers):
    by_type = defaultdict(list)
    for page in Page.objects.filter(pk__in=numbers).only("pk", "content_type"):
        by_type[page.specific_class].append(page.pk)
    for model, some in by_type.items():
        for page in model.objects.filter(pk__in=some):
            for name in page.required_fields():
                if page.is_empty(name):
                    field = str(page._meta.get_field(name).verbose_name)
                    yield page.pk, str(FaultKind.FIELD), str(_("%(field)s is empty.") % {"field": field})
