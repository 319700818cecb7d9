"""Keep the report: begin, refresh, write, explain, issue, renew, send on, acknowledge. One transaction, one entry of the ledger each."""

import datetime as dt

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboard.figures import Board
from dashboard.metric import EARLIEST, METRICS, Period
from dashboard.models import Dispatch, OverdueReason, Passage, ReportVersion, Section, SituationReport, Way
from dashboard.roles import role_of
from disclosure.clocks.actions import close_duty, day_of, open_duty
from disclosure.clocks.calendar import calendar
from disclosure.clocks.models import Duty, DutyKind
from disclosure.files.fingerprint import sha256_of_bytes
from disclosure.intake.sealed import fingerprint
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import earliest, first_entry_at, record
from disclosure.org.models import PostKind
from disclosure.org.names import full_name
from disclosure.org.posts import holding, posts_of
from disclosure.rules.limits import limit

from .content import content_of, following, is_months, period_words
from .discreet import named, numbers_in, require_discreet, require_own_words, tells_of_complaint
from .paper import docx, pdf

EVERYWHERE = (PostKind.EFFICIENCY_OFFICER, PostKind.MAIN_LEADER, PostKind.AUDITOR)
HERE = dt.timezone(dt.timedelta(hours=8))
LONGEST = 4000  # characters of a passage or a reason


def writes_reports(user, on):
    """In what capacity `user` keeps the reports on `on` (date): the efficiency officer; None for everyone else (五（五）)."""
    return holding(user, PostKind.EFFICIENCY_OFFICER, on=on)


def may_read(user, on, version=None):
    """Whether `user` reads reports: the efficiency office, the main leader and the auditor every version, leaders in charge what was issued."""
    if any(holding(user, kind, on=on) for kind in EVERYWHERE):
        return True
    leads = any(each.post == PostKind.SUPERVISING_LEADER for each in posts_of(user, on))
    return leads and (version is None or version.issued_at is not None)


def _require_writer(by, at):
    acting = writes_reports(by, day_of(at))
    if acting is None:
        raise NotAllowed(_("The report is kept by the efficiency office."))
    return acting


def begin(*, first, last, by, at):
    """Begin the report of a period (dates in Asia/Shanghai, both included) with its first version; returns the SituationReport.

    By the efficiency officer. Raises Invalid (first, last) for a period that ends before it begins or has not begun, WrongState where it is there
    already. Entry "situation.begin".
    """
    acting, on = _require_writer(by, at), day_of(at)
    check_period(first, last, on)
    content = content_of(first, last, known=on)
    title = str(_("Report on government openness, %(period)s") % {"period": period_words(first, last)})
    with transaction.atomic():
        if SituationReport.objects.filter(first=first, last=last).exists():
            raise WrongState(_("There is a report of this period already: open it."))
        duty = _duty_of(first, last)
        report = SituationReport.objects.create(first=first, last=last, title=title, made_at=at, made_by=by, duty=duty)
        ReportVersion.objects.create(report=report, number=1, content=content, known=on, refreshed_at=at)
        facts = {"first": first.isoformat(), "last": last.isoformat()}
        record("situation.begin", about=about(report), by=by, acting=acting, at=at, facts=facts)
    return report


def check_period(first, last, on):
    """Invalid for a period that ends before it begins or before anything was recorded, begins after the day `on` or too far back, or ends more than
    a year after it."""
    if first < EARLIEST:
        raise Invalid(_("From: this day lies too far back."), field="first")
    if first > last:
        raise Invalid(_("From: it lies after the end of the period."), field="first")
    if first > on:
        raise Invalid(_("From: this day lies ahead; nothing is known of it yet."), field="first")
    if last > on + dt.timedelta(days=366):
        raise Invalid(_("To: this day lies more than a year ahead."), field="last")
    began = earliest()
    if began is not None and last < day_of(began):
        sentence = _("To: it lies before %(day)s, when this system began to record; choose that day or a later one.")
        raise Invalid(sentence % {"day": date_format(day_of(began))}, field="last")


def refresh(report, *, by, at):
    """Compute the figures of the version in hand anew, as known today; the officer's passages stay. Returns the ReportVersion.

    Raises WrongState where the newest version was issued: it stays as it is, a new one is made by `renew`. Entry "situation.refresh".
    """
    acting, on = _require_writer(by, at), day_of(at)
    content = content_of(report.first, report.last, known=on, issued=_issued(report))
    with transaction.atomic():
        version = _draft(report)
        version.content, version.known, version.refreshed_at = content, on, at
        version.save(update_fields=["content", "known", "refreshed_at"])
        record("situation.refresh", about=about(report), by=by, acting=acting, at=at, facts={"version": version.number})
    return version


def write(report, *, section, text, seen=None, by, at):
    """The officer's own paragraphs of a part (Section); an empty text takes them out. Returns the Passage. Entry "situation.write".

    seen: `seen_of` the text that he had before him, None where nobody looked. Raises WrongState(text) where another text was kept since.
    """
    acting = _require_writer(by, at)
    if section not in Section.values:
        raise Invalid(_("Part: it is one of %(known)s.") % {"known": ", ".join(Section.values)}, field="section")
    text = _text(text, "text", required=False)
    require_discreet(text, "text", by, day_of(at))
    with transaction.atomic():
        SituationReport.objects.select_for_update().get(pk=report.pk)  # two who keep the same part come one after the other
        kept = Passage.objects.select_related("changed_by").filter(report=report, section=section).first()
        if kept is not None and seen is not None and seen != seen_of(kept.text) and kept.text != text:
            sentence = _("%(name)s kept this part at %(time)s, after you opened it. What you typed is still here: put both together, then keep it.")
            told = {"name": full_name(kept.changed_by), "time": date_format(kept.changed_at.astimezone(HERE), "Y-m-d H:i")}
            raise WrongState(sentence % told, field="text")
        passage, _new = Passage.objects.update_or_create(report=report, section=section, defaults={"text": text, "changed_at": at, "changed_by": by})
        record("situation.write", about=about(report), by=by, acting=acting, at=at, facts={"part": section, "characters": len(text)})
    return passage


def may_explain(user, role, row):
    """Whether the reason of an overdue row is his to give: he owes it, heads the division or is its leader in charge. role: his Role of the day."""
    return row.owner == user.get_username() or row.division in role.answers


def explain(*, source, number, text, by, at):
    """Say why a row is overdue, as its owner, the head of its division or the leader in charge; returns the OverdueReason.

    source, number: of the row. Raises NotFound where no such row is overdue that he may know, NotAllowed for who only reads. Entry
    "situation.explain".
    """
    on = day_of(at)
    role = role_of(by, on)
    board = Board(role, Period.of(as_of=on))
    rows = board.value("overdue", board.rows(source)).rows if source in METRICS["overdue"].sources else []
    row = next((row for row in rows if row.number == number), None)
    if row is None:
        raise NotFound(_("Nothing of this number is overdue."))
    if not may_explain(by, role, row):
        raise NotAllowed(_("The reason is given by who owes it, the head of the division or the leader in charge."))
    text = _text(text, "text")
    require_discreet(text, "text", by, on)
    secret, title = require_own_words(row, text, by, on), named([row])[0].title
    with transaction.atomic():
        reason = OverdueReason.objects.create(
            source=source, number=number, title=title[:255], division=row.division, text=text, given_at=at, given_by=by
        )
        facts = {"division": row.division, "due_on": row.due_on.isoformat()}
        if not secret:  # all may read the ledger: of a complaint it keeps neither reasons nor which it is
            facts |= {"row": row.key, "reason": text}
        record("situation.explain", about=("overdue", reason.pk, title), by=by, at=at, facts=facts)
    return reason


def issue(report, *, recipients, by, at):
    """Issue the version in hand: freeze figures, rows and passages, write DOCX and PDF, record to whom it goes; returns the ReportVersion.

    recipients: [(to whom, a code of Way)], at least one. The duty of this report is closed by it; the next report's is opened where one was owed or
    the period is of whole months. Raises WrongState before the period is over, while the figures are of a day within it, and where the newest
    version was issued already; Invalid (recipients). Entry "situation.issue" with both fingerprints.
    """
    acting = _require_writer(by, at)
    require_over(report, at)
    wanted = [(_text(name, "recipients", most=150), way) for name, way in recipients]
    if not wanted:
        raise Invalid(_("To whom: name at least one recipient."), field="recipients")
    if unknown := [way for _name, way in wanted if way not in Way.values]:
        raise Invalid(_("How: “%(way)s” is none of %(known)s.") % {"way": unknown[0], "known": ", ".join(Way.values)}, field="recipients")
    with transaction.atomic():
        version = _draft(report)
        if version.known <= report.last:  # what happened since would be missing in it
            sentence = _("The figures are those of %(day)s, when the period was not over: compute them anew and look at them, then issue the report.")
            raise WrongState(sentence % {"day": date_format(version.known)})
        _require_nameless(version.content, passages_of(report))
        before = report.versions.filter(issued_at__isnull=False).order_by("-number").first()
        version.content = {**version.content, "passages": passages_of(report), "recipients": [name for name, _way in wanted]}
        version.issued_at, version.issued_by = at, by
        whole = {"title": report.title, "number": version.number, "issued_on": day_of(at).isoformat()}
        for kind, make in (("docx", docx), ("pdf", pdf)):
            data = make(version.content | whole, before=before.content if before else None)
            file = ContentFile(data, name=f"{report.first}-{report.last}-v{version.number}.{kind}")
            setattr(version, f"{kind}_sha256", sha256_of_bytes(file))
            getattr(version, kind).save(file.name, file, save=False)
        version.save()
        for name, way in wanted:
            Dispatch.objects.create(version=version, recipient=name, way=way, sent_at=at)
        duty = Duty.objects.filter(pk=report.duty_id).first() or _duty_of(report.first, report.last)
        if duty is not None and duty.closed_at is None:
            SituationReport.objects.filter(pk=report.pk).update(duty=duty)
            note = _("Issued to %(names)s.") % {"names": "、".join(name for name, _way in wanted)}
            with version.pdf.open("rb") as file:
                close_duty(duty, note=note, file=ContentFile(file.read(), name="report.pdf"), by=by, at=at)
        if duty is not None or is_months(report.first, report.last):  # a report asked for once is followed by none
            open_next(report.first, report.last, at=at)
        facts = {
            "version": version.number, "known": version.known.isoformat(), "to": [list(each) for each in wanted], "docx": version.docx_sha256,
            "pdf": version.pdf_sha256,
        }  # fmt: skip
        record("situation.issue", about=about(report), by=by, acting=acting, at=at, facts=facts)
    return version


def require_over(report, at):
    """WrongState while the period of a report is not over: what is left of it would be in no report, and its duty would count as done."""
    if day_of(at) < report.issuable_from:
        raise WrongState(
            _(
                "The period of this report ends on %(last)s: it can be issued from %(day)s; until then write it and compute its figures anew. "
                "To report earlier, begin a report of the days gone by."
            )
            % {"last": date_format(report.last), "day": date_format(report.issuable_from)}
        )


def _require_nameless(content, passages):
    """WrongState for a draft of before complaints were named without their numbers, and for a paragraph of then."""
    for section, text in passages.items():
        if found := numbers_in(text):
            sentence = _("“%(part)s” names the complaint “%(number)s”, which not all readers may know: take the number out, then issue it.")
            raise WrongState(sentence % {"part": Section(section).label, "number": found[0]})
    words = [row["title"] for row in content["overdue"]]
    words += [str(row[name]) for row in content["orders"] for name in ("number", "title")]
    typed = [row["reason"] for row in content["overdue"]]
    if any(tells_of_complaint(text) for text in words) or any(numbers_in(text) for text in typed):
        raise WrongState(_("The figures still name complaints by their numbers: compute them anew and look at them, then issue the report."))


def renew(report, *, by, at):
    """A new version after one was issued, with the figures as known today; the issued one stays. Returns the ReportVersion.

    Raises WrongState while the newest is not issued. Entry "situation.renew".
    """
    acting, on = _require_writer(by, at), day_of(at)
    content = content_of(report.first, report.last, known=on, issued=_issued(report))
    with transaction.atomic():
        report = SituationReport.objects.select_for_update().get(pk=report.pk)
        newest = report.newest
        if newest.issued_at is None:
            raise WrongState(_("Version %(number)s is not issued yet: refresh it.") % {"number": newest.number})
        version = ReportVersion.objects.create(report=report, number=newest.number + 1, content=content, known=on, refreshed_at=at)
        record("situation.renew", about=about(report), by=by, acting=acting, at=at, facts={"version": version.number})
    return version


def send(version, *, recipient, way, by, at):
    """An issued version goes to one more; returns the Dispatch. Raises WrongState where it is not issued or went to him in this way already.
    Entry "situation.send"."""
    acting = _require_writer(by, at)
    if version.issued_at is None:
        raise WrongState(_("Issue the report first."))
    if way not in Way.values:
        raise Invalid(_("How: “%(way)s” is none of %(known)s.") % {"way": way, "known": ", ".join(Way.values)}, field="way")
    recipient = _text(recipient, "recipient", most=150)
    with transaction.atomic():
        version = ReportVersion.objects.select_for_update(of=("self",)).select_related("report").get(pk=version.pk)
        if there := version.dispatches.filter(recipient=recipient, way=way).first():  # pressed twice
            sentence = _("“%(name)s” has version %(number)s in this way already, since %(day)s.")
            told = {"name": recipient, "number": version.number, "day": date_format(day_of(there.sent_at))}
            raise WrongState(sentence % told, field="recipient")
        row = Dispatch.objects.create(version=version, recipient=recipient, way=way, sent_at=at)
        facts = {"version": version.number, "to": row.recipient, "how": way}
        record("situation.send", about=about(version.report), by=by, acting=acting, at=at, facts=facts)
    return row


def acknowledge(dispatch, *, received_on, receipt, by, at):
    """Enter the receipt of a dispatch: the day (date) and who signed for it; returns the Dispatch. Entry "situation.receipt"."""
    acting = _require_writer(by, at)
    sent_on = day_of(dispatch.sent_at)
    if received_on is None or not sent_on <= received_on <= day_of(at):
        raise Invalid(_("Received on: a day from %(sent)s to today.") % {"sent": sent_on}, field="received_on")
    with transaction.atomic():
        dispatch = Dispatch.objects.select_for_update(of=("self",)).select_related("version__report").get(pk=dispatch.pk)
        if dispatch.received_on is not None:
            raise WrongState(_("The receipt of this dispatch is entered already."))
        dispatch.received_on, dispatch.receipt, dispatch.receipt_by = received_on, _text(receipt, "receipt", most=255), by
        dispatch.save(update_fields=["received_on", "receipt", "receipt_by"])
        facts = {"version": dispatch.version.number, "to": dispatch.recipient, "received_on": received_on.isoformat(), "receipt": dispatch.receipt}
        record("situation.receipt", about=about(dispatch.version.report), by=by, acting=acting, at=at, facts=facts)
    return dispatch


# ---- the next one is a duty


def duty_title(first, last):
    """What the duty of a period's report is called, in the site's language; by it the duty is found again."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Report to leaders and superiors: %(first)s to %(last)s") % {"first": first, "last": last}


def open_next(first, last, *, at):
    """Open the duty of the report that follows a period, due five working days after its end; one that is there already is returned."""
    return open_for(*following(first, last), at=at)


def open_for(first, last, *, at):
    """Open the duty of a period's report, where there is none and it is not issued; returns the Duty or None."""
    report = SituationReport.objects.filter(first=first, last=last).first()
    if report is not None and report.issued is not None:
        return None
    if known := _duty_of(first, last):
        return known
    due_on = calendar().add(last, limit("situation-report", last).days)[0]
    title = duty_title(first, last)
    return open_duty(kind=DutyKind.OTHER, subject_title=title, owner_kind=PostKind.EFFICIENCY_OFFICER, due_on=due_on, at=at)


def _duty_of(first, last):
    return Duty.objects.filter(kind=DutyKind.OTHER, subject_title=duty_title(first, last), closed_at=None).first()


def open_monthly(now):
    """A job of run_clocks: the report of the month gone by is owed, where nobody owes or has issued it. How many duties were opened.

    Only months that lie wholly after this system began to record.
    """
    this_month = day_of(now).replace(day=1)
    last = this_month - dt.timedelta(days=1)
    first, began = last.replace(day=1), first_entry_at()
    if began is None or day_of(began) > first:
        return 0
    before = Duty.objects.filter(kind=DutyKind.OTHER, subject_title=duty_title(first, last)).exists()
    return 0 if before or open_for(first, last, at=now) is None else 1


# ---- small parts


def passages_of(report):
    """{section: text} of the officer's paragraphs that are not empty."""
    return {passage.section: passage.text for passage in report.passages.all() if passage.text}


def seen_of(text):
    """By what a form says which text of a part its writer had before him."""
    return fingerprint(text.encode())


def about(report):
    """What the ledger says an entry is about."""
    return ("situation", report.pk, report.title)


def _issued(report):
    """The content of the version issued last; None while none is."""
    version = report.issued
    return version.content if version else None


def require_in_hand(report):
    """WrongState where the newest version of a report was issued."""
    if (newest := report.newest).issued_at is not None:
        raise WrongState(_("Version %(number)s was issued and stays as it is: make a new version.") % {"number": newest.number})


def _draft(report):
    version = ReportVersion.objects.select_for_update().filter(report=report).order_by("-number").first()
    require_in_hand(report)
    return version


def _text(text, field, *, required=True, most=LONGEST):
    text = text.strip() if isinstance(text, str) else ""
    if required and not text:
        raise Invalid(_("This is empty: fill it in."), field=field)
    if len(text) > most:
        raise Invalid(_("This is longer than %(most)d characters: shorten it.") % {"most": most}, field=field)
    return text
