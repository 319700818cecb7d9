"""What this room gives to the rooms below: receipts and ends of pauses by the clock, likes linked, a withdrawal counted."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from disclosure.cases import actions as cases
from disclosure.cases.clock import promised_on, reckon
from disclosure.cases.models import Case
from disclosure.cases.sentences import said
from disclosure.cases.states import OPEN, CaseState, Kind
from disclosure.cases.waiting import MOST, Unserved, Wait, unserved_letters, waits
from disclosure.clocks.actions import day_of
from disclosure.clocks.jobs import job
from disclosure.ledger.record import record
from disclosure.rules.outcomes import Outcome

from . import alike, letters
from .actions import keeps_office
from .models import Application, Decision

RECEIPTS_A_RUN = 20
SECONDS_A_RUN = 8
RESUMED = gettext_noop("No answer came in time: the limit goes on, the new day is {due}.")


@job(title=gettext_lazy("Receipts written"))
def write_receipts(now):
    """A receipt for every application of the last week that has none: letters are set apart from the arrival, which so takes no time."""
    import time

    began, written = time.monotonic(), 0
    waiting = Application.objects.filter(case__received_at__gte=now - dt.timedelta(days=7), case__state__in=OPEN, case__synthetic=False)
    for application in waiting.exclude(case__letters__kind="receipt").select_related("case").order_by("pk")[:RECEIPTS_A_RUN]:
        if time.monotonic() - began > SECONDS_A_RUN:
            break
        with transaction.atomic():
            case = cases.locked(application.case)
            if case.letters.filter(kind="receipt").exists():
                continue
            application.case = case
            promised = promised_on(case, reckon(case))
            shown = letters.chinese_day(promised) if promised else ""
            letter = letters.write(application, "receipt", at=now, numbered=False, promised_on=shown)
            cases.tell(case, "receipt", at=now)
            record("applications.letter", about=cases.about(case), at=now, facts={"kind": "receipt", "letter": letter.sha256})
        written += 1
    return written


@job(title=gettext_lazy("Pauses ended"))
def end_pauses(now):
    """The term of whoever was asked is over: the case is in hand again (the clock knows it by itself)."""
    done = 0
    for case in Case.objects.filter(kind=Kind.APPLICATION, state=CaseState.PAUSED).order_by("pk"):
        with transaction.atomic():
            case = cases.locked(case)
            if case.state != CaseState.PAUSED:
                continue
            application = Application.objects.filter(case=case).first()
            if application is None or getattr(application, "fee", None) and application.fee.paid_on is None:
                continue
            asked = application.consulted.filter(answered_on=None)
            if asked.filter(until__gte=day_of(now)).exists() or not asked.exists():
                continue
            case.state = CaseState.IN_HAND
            case.save()
            cases.say(case, "resumed", said(RESUMED, due=case.due_on or "—"), at=now)
            done += 1
    return done


@job(title=gettext_lazy("Like applications linked"))
def link_likes(now):
    """Like applications are linked, and enough of them open a draft."""
    return alike.link(now)


def withdrawn(case, at):
    """A withdrawn application is counted once, as A17, whatever was decided: only open ones are withdrawn, so nothing of it was served."""
    application = Application.objects.filter(case=case).first() if case.kind == Kind.APPLICATION else None
    if application:
        reason, blank = said(gettext_noop("Withdrawn by the applicant.")), dict.fromkeys(("ground", "given", "searched", "other_body"), "")
        values = {**blank, "outcome": Outcome.A17, "reason": reason, "decided_at": at, "decided_by": None, "letter": None}
        Decision.objects.update_or_create(application=application, round=case.round, defaults=values)
        Application.objects.filter(pk=application.pk).update(outcome=Outcome.A17)


cases.after_withdraw.append(withdrawn)


def corrected(case, text, is_correction, at):
    """The answer is about what was asked for as it was corrected: the letters from now on say it."""
    if is_correction and case.kind == Kind.APPLICATION:
        Application.objects.filter(case=case).update(corrected=text)


cases.after_add.append(corrected)


def unserved(user, on):
    """Decisions of the office's applications that are written and not served."""
    if keeps_office(user, on) is None:
        return []
    rows = Decision.objects.filter(served_on=None, letter__isnull=False, application__case__state__in=OPEN)
    found = rows.select_related("application__case", "letter")[:200]
    return [Unserved(row.application.case, row.letter.title, row.letter.number, row.letter.dated) for row in found]


unserved_letters.append(unserved)


def unconfirmed(user, on):
    """Letters, faxes and e-mails of the office whose receipt is not confirmed with the applicant: to be done on the day of arrival (art. 31)."""
    if keeps_office(user, on) is None:
        return
    for case in Case.objects.unconfirmed().order_by("received_on", "pk")[:MOST]:
        words = gettext("Confirm receipt with the applicant: {number}").format(number=case.number)
        yield Wait(words, case.received_on, reverse("disclosure_cases_case", args=[case.pk]))


waits.append(unconfirmed)
