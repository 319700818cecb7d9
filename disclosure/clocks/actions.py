"""Open and close duties, load a holiday notice; each with one entry in the ledger."""

from datetime import timedelta, timezone

from django.db import transaction
from django.utils.translation import gettext as _

from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import record, record_many
from disclosure.org.actions import keeper
from disclosure.org.models import PostKind
from disclosure.org.posts import asked_by_division, holding
from disclosure.rules.workdays import FIRST, LAST

from .calendar import calendar, forget
from .models import Duty, OfficeDay, WorkdayNotice
from .notices import Notice, read
from .recompute import Changed, recompute, recomputes

SHANGHAI = timezone(timedelta(hours=8))
MAX_NOTICE = 1 << 20


def day_of(at):
    """The day in Asia/Shanghai of an aware moment (no summer time since 1991)."""
    return at.astimezone(SHANGHAI).date()


def open_duty(*, kind, page=None, subject_title="", channel="", division=None, owner_kind, owner=None, due_on=None, working_days=None, by=None, at):
    """Open a duty after an event (三, 四（四）, 四（五）) and return it; the same kind, page and channel still open is returned as it is.

    `due_on` is a day in Asia/Shanghai, or `working_days` counts from the day of `at`. Without `owner` every holder of `owner_kind` owes it.
    Entry "duty.open".
    """
    title = subject_title or (page.title if page else "")
    with transaction.atomic():
        if due_on is None:
            due_on, _provisional = calendar().add(day_of(at), working_days)
        given = {
            "subject_title": title[:255], "division": division, "owner_kind": owner_kind, "owner": owner, "opened_at": at, "due_on": due_on,
            "due_working_days": working_days,
        }  # fmt: skip
        if page is None:
            duty = Duty.objects.create(kind=kind, channel=channel, **given)
        else:  # unique while it is open: two at the same moment get the same one
            duty, new = Duty.objects.get_or_create(page=page, kind=kind, channel=channel, closed_at=None, defaults=given)
            if not new:
                return duty
        record("duty.open", about=about(duty), by=by, at=at, facts=_opened(duty))
    return duty


def open_what_is_owed(page, owed, *, at):
    """Open what a page owes after its publication (三, 四（四）, 四（五）) in one go and return what was opened; what is open already stays as it is.

    `owed`: rows of (kind, channel, owner_kind, working_days), counted from the day of `at` (aware); each kind and channel once. The caller holds the
    lock of the page's matter, so that nobody opens the same beside it. One entry "duty.open" a duty.
    """
    with transaction.atomic(savepoint=False):  # where it fails, the publication that owes it fails too
        there = set(Duty.objects.filter(page=page, closed_at=None).values_list("kind", "channel"))
        duties = Duty.objects.bulk_create(
            Duty(
                kind=kind, page=page, channel=channel, subject_title=page.title[:255], division=page.division, owner_kind=owner, opened_at=at,
                due_on=calendar().add(day_of(at), days)[0], due_working_days=days,
            )
            for kind, channel, owner, days in owed if (kind, channel) not in there
        )  # fmt: skip
        record_many({"verb": "duty.open", "about": about(duty), "at": at, "facts": _opened(duty)} for duty in duties)
    return duties


def _opened(duty):
    """The facts of an entry "duty.open"."""
    return {"kind": duty.kind, "channel": duty.channel, "owner": duty.owner_kind, "due_on": duty.due_on.isoformat(), "duty": duty.pk}


def about(duty):
    """What the ledger says a duty is about: its page, else the duty itself."""
    return ("page", duty.page_id, duty.subject_title) if duty.page_id else ("duty", duty.pk, duty.subject_title)


def capacity(duty, user, on):
    """In what capacity `user` may close the duty on `on`: its post (own, delegated, deputy), or the office director's; None when in none.

    A duty with a named owner is his, and the office director's.
    """
    mine = holding(user, duty.owner_kind, division=_division_of(duty), on=on)
    if mine and (duty.owner_id is None or duty.owner_id == user.pk or mine.on_behalf_of):
        return mine
    return holding(user, PostKind.OFFICE_DIRECTOR, on=on)


def _division_of(duty):
    return duty.division if asked_by_division(duty.owner_kind) else None


def close_duty(duty, *, note, file, by, at):
    """Close a duty with a note and a file as evidence (三), both required. Entry "duty.close" with the file's name and SHA-256.

    Raises Invalid (field note or file), WrongState when closed already, NotAllowed for who neither owes it nor directs the office.
    """
    from disclosure.files.check import check_upload
    from disclosure.files.fingerprint import sha256_of_bytes

    with transaction.atomic():
        duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
        acting = capacity(duty, by, day_of(at))
        if acting is None:
            raise NotAllowed(_("This duty is closed by its owner or the office director."))
        if duty.closed_at:
            raise WrongState(_("This duty is closed already."))
        if not (note or "").strip():
            raise Invalid(_("Note: say how the duty was done."), field="note")
        if not file:
            raise Invalid(_("File: attach the evidence, for instance a photograph or a copy."), field="file")
        check_upload(file)
        sha256 = sha256_of_bytes(file)
        duty.note, duty.closed_at, duty.closed_by = note.strip(), at, by
        duty.file.save(file.name.rsplit("/", 1)[-1], file, save=False)
        duty.save()
        facts = {"kind": duty.kind, "channel": duty.channel, "note": duty.note, "file": file.name, "sha256": sha256, "duty": duty.pk}
        record("duty.close", about=about(duty), by=by, acting=acting, at=at, facts=facts)
    return duty


def load_notice(notice, *, by=None, at):
    """Enter a `notices.Notice` into the office's table and compute open due dates anew; the list of `Changed`. Entry "clocks.workdays".

    A day named anew replaces the older one; days the file leaves out stay as they are.
    """
    try:
        with transaction.atomic():
            rows = [
                OfficeDay(date=day, is_workday=worked, name=name, source=notice.source, changed_at=at)
                for day, (worked, name) in sorted(notice.days.items())
            ]
            OfficeDay.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["date"], update_fields=["is_workday", "name", "source", "changed_at"]
            )
            for year in notice.years:
                WorkdayNotice.objects.update_or_create(year=year, defaults={"source": notice.source, "changed_at": at})
            forget()
            changed = recompute(calendar())
            facts = {
                "source": notice.source,
                "years": sorted(notice.years),
                "days": {day.isoformat(): worked for day, (worked, _name) in sorted(notice.days.items())},
                "changed": [str(each) for each in changed],
            }
            record("clocks.workdays", about=("calendar", None, notice.source), by=by, at=at, facts=facts)
    finally:
        forget()  # also after a rollback: what was read inside is not in force
    return changed


def _require_keeper(by, at):
    if not keeper(by, day_of(at))[0]:
        raise NotAllowed(_("The calendar is kept by the office director and administrators."))


def enter_notice(file, *, by, at):
    """Load the notice in an uploaded file (`notices.read`, at most 1 MB); (Notice, [Changed]). By who keeps the calendar. Raises Invalid (file)."""
    _require_keeper(by, at)
    if file.size > MAX_NOTICE:
        raise Invalid(_("File: a notice is no larger than 1 MB."), field="file")
    notice = read(file.read(), file.name)
    return notice, load_notice(notice, by=by, at=at)


@transaction.atomic
def enter_day(*, date, is_workday, name, by, at):
    """Enter one day into the office's calendar, above every notice, and compute open due dates anew; returns its OfficeDay.

    Its year does not become known by it. By the office director or an administrator. Entry "clocks.workdays". Raises Invalid (date), NotAllowed.
    """
    _require_keeper(by, at)
    if not FIRST < date < LAST:
        raise Invalid(_("Date: {date} is out of range.").format(date=date), field="date")
    source = _("entered by the office")
    load_notice(Notice({date: (is_workday, name)}, frozenset(), source, ()), by=by, at=at)
    return OfficeDay.objects.get(date=date)


@recomputes
def open_duties(calendar):
    """Duties that count working days from their opening."""
    for duty in Duty.objects.select_for_update(of=("self",)).filter(closed_at=None, due_working_days__isnull=False):
        due_on, _provisional = calendar.add(day_of(duty.opened_at), duty.due_working_days)
        if due_on != duty.due_on:
            changed = Changed(str(duty), duty.due_on, due_on)
            duty.due_on = due_on
            duty.save(update_fields=["due_on"])
            yield changed
