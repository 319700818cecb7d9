"""What happens to an application: each one transaction and one entry in the ledger, which never names the applicant (条例 art. 27–44)."""

import calendar as months
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure.cases import access, clock
from disclosure.cases import actions as cases
from disclosure.cases.sentences import day_words, said, words
from disclosure.cases.states import CaseState, Kind, Result, Way
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.files.check import max_megabytes
from disclosure.intake.sealed import blind
from disclosure.intake.typed import MAX_TEXT
from disclosure.items import actions as items
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import record
from disclosure.org.models import PostKind
from disclosure.org.posts import holding
from disclosure.rules.fees import Basis, fee
from disclosure.rules.limits import limit
from disclosure.rules.outcomes import Outcome, OutcomeError, article, check, remedy_clause
from disclosure.rules.reporting import tells

from . import given as fields
from . import letters
from .models import (
    Answer,
    Application,
    Asked,
    Challenge,
    ChallengeKind,
    ChallengeResult,
    Consulted,
    Decision,
    Fee,
    Service,
)

POSTAL = "中国邮政"  # answers go by the postal enterprise only (国办公开办函〔2016〕235号)


# ---- arrival


@transaction.atomic
def receive(*, given, way, received_at=None, received_on=None, files=(), by=None, suggests_public=False, their_due_on=None, their_number="",
            transferred_from="", at):  # fmt: skip
    """Receive an application from `given` (fields of given.FIELDS) by any way; (Application, code). Entry "applications.receive".

    received_at: when it arrived, default now. From the web and the API that day is the day of receipt (指导案例26号); for an ordinary letter, fax or
    e-mail `received_on` is the day on which receipt was confirmed (art. 31). Raises Invalid naming the field.
    """
    values = fields.require(given, day_of(at))
    case, code = cases.open_case(
        kind=Kind.APPLICATION, title=values["description"].split("\n")[0][:120], way=way, received_at=received_at or at, received_on=received_on,
        by=by, email=values["email"], their_due_on=their_due_on, their_number=their_number, transferred_from=transferred_from, at=at,
    )  # fmt: skip
    cases.keep_papers(case, files, at=at)
    application = Application.objects.create(
        case=case, applicant=blind(f"{values['id_kind']} {values['id_number']}", "applicant"), suggests_public=suggests_public,
        **{name: value or None if name in ("phone", "email") else value for name, value in values.items()},
    )  # fmt: skip
    cases.arrived(case, by=by, at=at)
    record("applications.receive", about=cases.about(case), by=by, at=at, facts={**cases.receipt_facts(case), "type": values["applicant_type"]})
    return application, code


@transaction.atomic
def view_identity(application, *, by, at):
    """The identity fields in the clear, {field: value}; each viewing is an entry "applications.identity"."""
    case = application.case
    acting = cases.require(by, case, at)
    shown = {name: getattr(application, name) or "" for name in ("name", "id_number", "phone", "email", "address")}
    record("applications.identity", about=cases.about(case), by=by, acting=acting, at=at)
    return shown


# ---- on the way


def _locked(application, by, at):
    """(Application, Case, Holding), the case locked."""
    case = cases.locked(application.case)
    acting = cases.require(by, case, at)
    application = Application.objects.get(pk=application.pk)
    application.case = case
    return application, case, acting


def _require_undecided(application, case):
    """What is decided waits for its service alone: nothing stops or stretches its limit any more. Raises WrongState."""
    if Decision.objects.filter(application=application, round=case.round).exists():
        raise WrongState(_("It is decided already: serve the answer."))


def _in_this_round(case, type, ref=""):
    """Whether the clock of the present round knows of such an event; an earlier round's runs no more."""
    return case.clock_events.filter(round=case.round, type=type, ref=ref).exists()


@transaction.atomic
def request_correction(application, *, items, correct_by=None, by, at):
    """Ask once, within seven working days, for everything that is missing (一次性告知, art. 30), with a letter. Entry "applications.correction".

    correct_by: the day by which it is to come, by default 15 working days on. Raises WrongState for a second time or too late, Invalid.
    """
    application, case, acting = _locked(application, by, at)
    _require_undecided(application, case)
    if due := _fee_awaited(application, case):
        raise WrongState(_("The fee is awaited until {date}.").format(date=day_words(due.pay_by)))
    items = cases.text_of(items, "items")
    today = day_of(at)
    correct_by = correct_by or cases.answer_by(at)
    if correct_by <= today:
        raise Invalid(_("Correction by: give a day after today."), field="correct_by")
    cases.ask_correction(case, text=items, by_day=correct_by, by=by, at=at)
    application.correct_by = correct_by
    application.save(update_fields=["correct_by"])
    letter = letters.write(application, "correction", by=by, at=at, items=items, correct_by=letters.chinese_day(correct_by))
    cases.tell(case, "correction", at=at)
    facts = {"correct_by": correct_by, "letter": letter.sha256}
    record("applications.correction", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return letter


@transaction.atomic
def extend(application, *, days, reason, by, at):
    """Extend once by at most 20 working days, before the limit ends, approved by the head of the office, the applicant told (art. 33).

    Entry "applications.extend". Raises NotAllowed for everyone but the office director, Invalid, WrongState.
    """
    application, case, acting = _locked(application, by, at)
    head = access.held_at_desk(by, case, day_of(at))
    if head is None:
        raise NotAllowed(_("Only the head of the responsible office approves an extension (art. 33)."))
    _require_undecided(application, case)
    reason = cases.text_of(reason, "reason", most=500)
    cases.stretch(case, days=days, reason=reason, by=by, at=at)
    letter = letters.write(application, "extension", by=by, at=at, days=days, reason=reason)
    cases.tell(case, "extended", at=at)
    facts = {"days": days, "reason": reason, "due_on": case.due_on, "letter": letter.sha256}
    record("applications.extend", about=cases.about(case), by=by, acting=head, at=at, facts=facts)
    return letter


@transaction.atomic
def ask(application, *, kind, name, address="", text="", by, at):
    """Ask a third party or a co-making body in writing; the limit stands still from today (art. 32–34). Entry "applications.ask"; a Consulted."""
    application, case, acting = _locked(application, by, at)
    cases.require_open(case)
    if case.state == CaseState.CORRECTING:
        raise WrongState(_("A correction is awaited: others can be asked when it has come."))
    _require_undecided(application, case)
    kind = Asked(kind)
    name = cases.text_of(name, "name", most=200)
    text = cases.text_of(text, "text", needed=False)
    today = day_of(at)
    until, _provisional = calendar().add(today, limit("third-party" if kind == Asked.THIRD_PARTY else "co-maker", today).days)
    asked = Consulted.objects.create(application=application, kind=kind, name=name, address=address, asked_on=today, until=until)
    clock.note(case, f"{kind.value}_asked", on=today, ref=str(asked.pk))
    case.state = CaseState.PAUSED
    case.save()
    asked.letter = letters.write(application, kind.value, by=by, at=at, public=False, third_party=name, text=text)
    asked.save()
    letters.write(application, "consulting", by=by, at=at)
    if kind == Asked.THIRD_PARTY:
        sentence = gettext_noop("A third party is asked in writing; the limit stands still until it answers, at most 15 working days.")
    else:
        sentence = gettext_noop("The body that made the information with us is asked in writing; the limit stands still, at most 15 working days.")
    cases.say(case, "asked", said(sentence), at=at, by=by)
    cases.tell(case, "asked", at=at)
    facts = {"kind": kind.value, "until": until, "letter": asked.letter.sha256}
    record("applications.ask", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return asked


@transaction.atomic
def hear(asked, *, answer, on=None, reason="", reasonable=None, by, at):
    """Enter what was answered on the day `on` (art. 32, 34); the count goes on. Entry "applications.hear".

    An objection of a third party says whether it has good reason: with it the information is not disclosed. Silence is entered after the term only:
    a third party's leaves the decision to us, a co-maker's is consent. Of whom an earlier round asked no limit stands still.
    """
    application, case, acting = _locked(asked.application, by, at)
    cases.require_open(case)
    asked = Consulted.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if asked.answered_on:
        raise WrongState(_("The answer is entered already."))
    answer, on, today = Answer(answer), on or day_of(at), day_of(at)
    if not asked.asked_on <= on <= today:
        raise Invalid(_("Answered on: a day from the letter to today."), field="on")
    if answer == Answer.SILENT:
        if today <= asked.until:
            raise Invalid(_("Answer: the term runs until {date}; silence is entered after it.").format(date=day_words(asked.until)), field="answer")
        on = asked.until + timedelta(days=1)
    if answer == Answer.OBJECTS and asked.kind == Asked.THIRD_PARTY and reasonable is None:
        raise Invalid(_("Good reason: say whether the objection has one (art. 32)."), field="reasonable")
    asked.answer, asked.answered_on, asked.reason = answer, on, cases.text_of(reason, "reason", needed=False)
    asked.reasonable = reasonable if answer == Answer.OBJECTS else None
    asked.save()
    runs = _in_this_round(case, f"{asked.kind}_asked", str(asked.pk))
    if runs:
        clock.note(case, f"{asked.kind}_answered", on=on, ref=str(asked.pk))
    if case.state == CaseState.PAUSED:
        case.state = clock.state_of(case, today)
    case.save()
    sentence = gettext_noop("The answer of who was asked has come; the limit goes on, the new day is {due}.")
    if runs:
        cases.say(case, "heard", said(sentence, due=case.due_on or "—"), at=at, by=by)
    facts = {"kind": asked.kind, "answer": answer.value, "on": on, "reasonable": asked.reasonable, "due_on": case.due_on}
    record("applications.hear", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return asked


@transaction.atomic
def tell_third_party(asked, *, reason, by, at):
    """Tell a third party that objected with the reasons why it is disclosed all the same (art. 32). Entry "applications.tell"; the letter."""
    application, case, acting = _locked(asked.application, by, at)
    asked.refresh_from_db()
    if asked.answer != Answer.OBJECTS:
        raise WrongState(_("Only a third party that objected is told."))
    reason = cases.text_of(reason, "reason")
    letter = letters.write(application, "third_party_told", by=by, at=at, public=False, third_party=asked.name, reason=reason)
    record("applications.tell", about=cases.about(case), by=by, acting=acting, at=at, facts={"letter": letter.sha256})
    return letter


# ---- fee


def _fee_awaited(application, case):
    """The Fee for which this round waits; None."""
    due = Fee.objects.filter(application=application, paid_on=None).first()
    return due if due and _in_this_round(case, "fee_notified") else None


def number_of_month(application):
    """Which one of its applicant's applications in the calendar month of receipt this is (国办函〔2020〕109号)."""
    on = application.case.received_on
    first, last = on.replace(day=1), date(on.year, on.month, months.monthrange(on.year, on.month)[1])
    mine = Application.objects.filter(applicant=application.applicant, case__received_on__range=(first, last), case__pk__lte=application.case_id)
    return mine.count()


@transaction.atomic
def notify_fee(application, *, basis, pages=None, by, at):
    """Notify the fee within the limit, by item (counted here) or by `pages`; the count begins anew when it is paid. A Fee. Entry "applications.fee".

    Raises Invalid where nothing is due, WrongState for a second notice.
    """
    application, case, acting = _locked(application, by, at)
    cases.require_open(case)
    _require_undecided(application, case)
    if case.state == CaseState.CORRECTING:
        raise WrongState(_("A correction is awaited."))
    if Fee.objects.filter(application=application).exists():
        raise WrongState(_("A fee is notified already; one application takes one standard."))
    today = day_of(at)
    if case.due_on and today > case.due_on:
        raise WrongState(_("A fee is notified within the limit, which ended on {date}.").format(date=day_words(case.due_on)))
    count = number_of_month(application) if basis == Basis.ITEMS else pages
    try:
        amount = fee(basis, count, case.received_on)
    except ValueError:
        raise Invalid(_("Pages: a whole number is wanted."), field="pages") from None
    by_words = "件" if basis == Basis.ITEMS else "页"
    if not amount:
        raise Invalid(_("Fee: nothing is due for {count} ({basis}).").format(count=count, basis=by_words), field="basis")
    pay_by, _provisional = calendar().add(today, limit("fee-payment", today).days)
    clock.note(case, "fee_notified", on=today)
    case.state, case.act_by = CaseState.PAUSED, pay_by
    case.save()
    due = Fee.objects.create(application=application, basis=basis, count=count, amount=amount, notified_on=today, pay_by=pay_by)
    letter = letters.write(
        application, "fee", by=by, at=at, basis=by_words, count=count, amount=f"{amount:.2f}", amount_words=letters.in_capitals(amount),
        pay_by=letters.chinese_day(pay_by), how_to_pay=letters.how_to_pay(),
    )  # fmt: skip
    sentence = gettext_noop("A processing fee of {amount} yuan is due by {day}; the limit begins anew when it is paid.")
    cases.say(case, "fee", said(sentence, amount=f"{amount:.2f}", day=pay_by), at=at, by=by)
    cases.tell(case, "fee", at=at)
    facts = {"basis": str(basis), "count": count, "amount": str(amount), "pay_by": pay_by, "letter": letter.sha256}
    record("applications.fee", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return due


@transaction.atomic
def enter_payment(application, *, on=None, by, at):
    """The fee was paid on the day `on`; the count begins anew where it was notified in this round. Entry "applications.paid"."""
    application, case, acting = _locked(application, by, at)
    due = Fee.objects.select_for_update(of=("self",)).filter(application=application).first()
    if due is None or due.paid_on:
        raise WrongState(_("No fee of this application is unpaid."))
    cases.require_open(case)
    on = on or day_of(at)
    if not due.notified_on <= on <= day_of(at):
        raise Invalid(_("Paid on: a day from the notice to today."), field="on")
    due.paid_on = on
    due.save()
    sentence = gettext_noop("The fee was paid.")
    if _in_this_round(case, "fee_notified"):
        clock.note(case, "fee_paid", on=on)
        sentence = gettext_noop("The fee was paid; the count begins anew, the new day is {due}.")
    case.state = clock.state_of(case, day_of(at))
    case.act_by = case.act_by if case.state == CaseState.CORRECTING else None
    case.save()
    cases.say(case, "paid", said(sentence, due=case.due_on), at=at, by=by)
    record("applications.paid", about=cases.about(case), by=by, acting=acting, at=at, facts={"on": on, "due_on": case.due_on})
    return due


# ---- the answer

_NEEDS = {
    "A1": ("given",), "A2": ("given",), "A3": ("given", "reason"), "A4": ("reason",), "A5": ("searched",), "A6": ("reason",), "A8": ("reason",),
    "A9": ("reason",), "A10": ("reason",), "A11": ("reason",), "A12": ("reason",), "A15": ("reason",), "A16": ("reason",), "A17": ("reason",),
}  # fmt: skip
_RESULTS = {"A1": Result.SOLVED, "A2": Result.SOLVED, "A3": Result.SOLVED, "A6": Result.NOT_OURS, "A17": Result.WITHDRAWN}


@transaction.atomic
def decide(application, *, outcome, ground="", reason="", given="", searched="", other_body="", files=(), by, at):
    """Decide with one of A1–A17, its ground where one is needed and what its answer must say (art. 36–39); writes the letter. A Decision.

    files: uploads that are given with it (art. 40), named in the letter; the applicant has them at the tracking page once the answer is served.
    The application is answered when the answer is served, not now. Entry "applications.decide". Raises Invalid naming the field, WrongState.
    """
    application, case, acting = _locked(application, by, at)
    cases.require_open(case)
    try:
        outcome, found = check(outcome, ground)
    except OutcomeError as error:
        raise Invalid(str(error), field=error.field) from error
    _require_undecided(application, case)
    _fits_state(application, case, outcome, day_of(at))
    said_ = {"reason": reason, "given": given, "searched": searched, "other_body": other_body}
    for name in said_:
        most = 255 if name == "other_body" else MAX_TEXT
        said_[name] = cases.text_of(said_[name], name, needed=name in _NEEDS.get(outcome.value, ()), most=most)
    files = cases.look_at(files, most_mb=max_megabytes(), field="files")
    if files and not outcome.gives:
        raise Invalid(_("Files: only a decision that gives information has files with it; this one is {outcome}.").format(outcome=outcome), "files")
    bureau = letters.bureau_settings()
    clause = remedy_clause(
        outcome, found.value if found else "", review_body=bureau.review_body or "上一级行政机关", court=bureau.court or "人民法院"
    )
    letter = letters.write(
        application, outcome.value, by=by, at=at, public=False, article=article(outcome, found.value if found else "") or "有关规定",
        ground=words(found) if found else "", remedy=clause, enclosures=[cases.name_of(file) for file in files], **said_,
    )  # fmt: skip
    kept = cases.keep_papers(case, files, at=at, from_citizen=False, letter=letter)
    decision = Decision.objects.create(
        application=application, round=case.round, outcome=outcome, ground=found.value if found else "", decided_at=at, decided_by=by, letter=letter,
        **said_,
    )  # fmt: skip
    Application.objects.filter(pk=application.pk).update(outcome=outcome)
    if case.state in (CaseState.RECEIVED, CaseState.REOPENED):
        case.state, case.taken_up_at = CaseState.IN_HAND, case.taken_up_at or at
        case.save()
    facts = {"outcome": outcome.value, "ground": decision.ground, "row": decision.row, "letter": letter.sha256, "number": letter.number}
    if kept:
        facts["files"] = [paper.sha256 for paper in kept]
    record("applications.decide", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return decision


def _fits_state(application, case, outcome, today):
    """What was awaited must have come, or its day be over, for the outcomes that rest on it."""
    if outcome == Outcome.A13:
        if case.state != CaseState.CORRECTING or application.correct_by is None or today <= application.correct_by:
            raise WrongState(_("Only when a correction was requested and its day is over is the application abandoned (art. 30)."))
    elif case.state == CaseState.CORRECTING:
        raise WrongState(_("A correction is awaited."))
    if outcome == Outcome.A14:
        due = Fee.objects.filter(application=application).first()
        if due is None or due.paid_on or today <= due.pay_by:
            raise WrongState(_("Only when a fee was notified and its 20 working days are over is the application abandoned."))
    elif due := _fee_awaited(application, case):
        raise WrongState(_("The fee is awaited until {date}.").format(date=day_words(due.pay_by)))
    if outcome == Outcome.A15 and not case.corrections_asked:
        raise WrongState(_("Unclear after correction: no correction was requested."))
    if outcome.gives and application.consulted.filter(answered_on=None).exists() and outcome != Outcome.A1:
        raise WrongState(_("Others are asked and have not answered: enter their answer or, after the term, their silence."))


@transaction.atomic
def undo(application, *, reason, by, at):
    """Take back a wrong decision before its service, with the reason; it is decided anew. Entry "applications.undo".

    Its letter stays on file under its number, marked as not served; what was to be given with it is not. Raises WrongState once it was served.
    """
    application, case, acting = _locked(application, by, at)
    cases.require_open(case)
    reason = cases.text_of(reason, "reason", most=500)
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .filter(application=application, round=case.round, served_on=None, letter__isnull=False)
        .first()
    )
    if decision is None:
        raise WrongState(_("Nothing is decided that was not served."))
    letter = decision.letter
    letter.taken_back_at = at
    letter.save(update_fields=["taken_back_at"])
    case.papers.filter(letter=letter).update(taken_back_at=at)
    decision.delete()
    before = Decision.objects.filter(application=application).order_by("round").last()
    Application.objects.filter(pk=application.pk).update(outcome=before.outcome if before else "")
    sentence = gettext_noop("The decision {number} was taken back before its service: {reason}")
    cases.say(case, "undone", said(sentence, number=letter.number, reason=reason), at=at, by=by, public=False)
    facts = {"outcome": decision.outcome, "letter": letter.sha256, "number": letter.number, "reason": reason}
    record("applications.undo", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)


@transaction.atomic
def serve(application, *, service, on=None, carrier="", tracking_number="", by, at):
    """Record how and on which day the answer was served (国办公开办函〔2016〕235号): that is the day of the answer, and lateness counts to it.

    By post: the day on which it was handed to the post, which must be the postal enterprise, with the number. Entry "applications.serve".
    """
    application, case, acting = _locked(application, by, at)
    decision = Decision.objects.select_for_update(of=("self",)).filter(application=application, round=case.round).first()
    if decision is None:
        raise WrongState(_("Nothing is decided yet that could be served."))
    if decision.served_on:
        raise WrongState(_("The answer is served already."))
    if service not in Service.values:
        raise Invalid(_("Way of service: choose one of {ways}.").format(ways=", ".join(Service.values)), field="service")
    on = on or day_of(at)
    if on < day_of(decision.decided_at):
        raise Invalid(_("Served on: it lies before the decision."), field="on")
    if service == Service.ONLINE and on != day_of(at):
        raise Invalid(_("Served on: on the tracking page it is served today."), field="on")
    if service in (Service.ONLINE, Service.EMAIL):
        carrier = tracking_number = ""
    carrier, tracking_number = (
        cases.text_of(carrier, "carrier", needed=False, most=50),
        cases.text_of(tracking_number, "tracking_number", needed=service == Service.POST, most=50),
    )
    if service == Service.POST:
        carrier = carrier or POSTAL
        if not ("邮政" in carrier or carrier.upper() == "EMS"):
            raise Invalid(_("Carrier: an answer goes by the postal enterprise, not by a private courier."), field="carrier")
    if service == Service.EMAIL and not application.email:
        raise Invalid(_("Way of service: the application names no e-mail address."), field="service")
    decision.service, decision.served_on, decision.carrier, decision.tracking_number = service, on, carrier, tracking_number
    decision.save()
    decision.letter.public = True
    decision.letter.save(update_fields=["public"])
    outcome = Outcome(decision.outcome)
    sentence = gettext_noop("Answered: {outcome}. {way}, {day}.")
    text = said(sentence, outcome=words(outcome), way=words(Service(service)), day=on)
    cases.settle_answer(case, on=on, result=_RESULTS.get(outcome.value, Result.REFUSED), at=at, by=by, sentence=text)
    cases.tell(case, "answer", at=at, letter=decision.letter)
    facts = {
        "service": service, "on": on, "carrier": carrier, "tracking_number": tracking_number, "outcome": outcome.value, "row": decision.row,
        "due_on": case.was_due_on, "late": case.late,
    }  # fmt: skip
    record("applications.serve", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return decision


# ---- afterwards


@transaction.atomic
def take_back(application, *, reason, by, at):
    """Take back the files that were given with answers: from now on the tracking page has them no more; by the office director, with the reason.

    What was granted is changed by a decision (after a review, a suit or a mistake); this only closes the door. Entry "applications.take_back"; how
    many files. Raises NotAllowed, WrongState where none is given.
    """
    application, case, acting = _locked(application, by, at)
    head = access.held_at_desk(by, case, day_of(at))
    if head is None:
        raise NotAllowed(_("Only the head of the responsible office takes back what was given."))
    reason = cases.text_of(reason, "reason", most=500)
    papers = list(case.papers.given())
    if not papers:
        raise WrongState(_("No file is given with an answer that was served."))
    case.papers.filter(pk__in=[paper.pk for paper in papers]).update(taken_back_at=at)
    sentence = gettext_noop("The files given with the answer were taken back and can no longer be downloaded. Reason: {reason}")
    cases.say(case, "taken_back", said(sentence, reason=reason), at=at, by=by)
    cases.tell(case, "taken_back", at=at)
    facts = {"reason": reason, "files": [paper.sha256 for paper in papers]}
    record("applications.take_back", about=cases.about(case), by=by, acting=head, at=at, facts=facts)
    return len(papers)


@transaction.atomic
def enter_challenge(application, *, kind, body, filed_on, docket="", note="", by, at):
    """Enter a review or a suit. Entry "applications.challenge"; the Challenge."""
    application, case, acting = _locked(application, by, at)
    if kind not in ChallengeKind.values:
        raise Invalid(_("Kind: choose one of {kinds}.").format(kinds=", ".join(ChallengeKind.values)), field="kind")
    if not case.received_on <= filed_on <= day_of(at):
        raise Invalid(_("Filed on: a day from the receipt to today."), field="filed_on")
    made = Challenge.objects.create(
        application=application, kind=kind, body=cases.text_of(body, "body", most=100), docket=docket, filed_on=filed_on, note=note
    )
    record(
        "applications.challenge", about=cases.about(case), by=by, acting=acting, at=at, facts={"kind": kind, "filed_on": filed_on, "docket": docket}
    )
    return made


@transaction.atomic
def end_challenge(challenge, *, result, ended_on, by, at):
    """Enter how a review or suit ended. Entry "applications.judged"."""
    application, case, acting = _locked(challenge.application, by, at)
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if challenge.result != ChallengeResult.PENDING:
        raise WrongState(_("Its end is entered already."))
    if result not in ChallengeResult.values or result == ChallengeResult.PENDING:
        raise Invalid(_("Result: upheld, corrected or other."), field="result")
    if not challenge.filed_on <= ended_on <= day_of(at):
        raise Invalid(_("Ended on: a day from the filing to today."), field="ended_on")
    challenge.result, challenge.ended_on = result, ended_on
    challenge.save()
    record(
        "applications.judged", about=cases.about(case), by=by, acting=acting, at=at, facts={"kind": challenge.kind, "result": result, "on": ended_on}
    )
    return challenge


@transaction.atomic
def make_public(application, *, title, category, body="", by, at):
    """Open a draft in the chain from an application (art. 44), by an editor of a division; nothing of the applicant may be in it.

    Entry "applications.publish"; the draft. Raises Invalid when title or text hold his name, number, telephone or address; NotAllowed.
    """
    case = cases.locked(application.case)
    acting = cases.require(by, case, at)
    if application.draft_id:
        raise WrongState(_("A draft is open already."))
    for field, text in (("title", title), ("body", body)):
        his = (application.name, application.id_number, application.phone, application.email, application.address, case.number)
        if tells(text, his):
            raise Invalid(_("“{field}” names the applicant: take him out before it can be public.").format(field=field), field=field)
    page = items.create(given={"category": category, "title": title, "body": body}, by=by, at=at)
    Application.objects.filter(pk=application.pk).update(draft=page)
    record("applications.publish", about=cases.about(case), by=by, acting=acting, at=at, facts={"page": page.pk, "category": category})
    return page


@transaction.atomic
def change_kind(application, *, to, reason, by, at):
    """Say that a matter is in truth of another kind (A10), with the reason; the other room opens its own case. Entry "applications.kind"."""
    application, case, acting = _locked(application, by, at)
    cases.require_open(case)
    _require_undecided(application, case)
    reason = cases.text_of(reason, "reason", most=500)
    told = {name: getattr(application, name) or "" for name in ("name", "phone", "email")}
    told |= {"subject": application.description.split("\n")[0], "text": "\n".join(filter(None, (application.description, application.corrected)))}
    number = cases.go_on_as(case, to, told, reason=reason, by=by, at=at)
    if to in access.discreet:  # the title was his first words
        case.title = words(Kind(to))
        case.save(update_fields=["title"])
    cases.say(case, "kind", said(gettext_noop("It goes on as {number}, opened by the same code."), number=number), at=at, by=by)
    record("applications.kind", about=cases.about(case), by=by, acting=acting, at=at, facts=cases.went_to(to, number, reason=reason))
    return number


def keeps_office(user, on):
    """In what capacity `user` enters applications for the office: its director or one of its editors; None for everyone else."""
    from disclosure.org.models import Division

    found = holding(user, PostKind.OFFICE_DIRECTOR, on=on)
    for office in Division.objects.filter(is_office=True) if found is None else ():
        found = found or holding(user, PostKind.EDITOR, division=office, on=on)
    return found


@transaction.atomic
def enter(*, given, way, received_on, suggests_public=False, files=(), their_due_on=None, their_number="", transferred_from="", by, at):
    """The office enters what came by post, counter, fax, e-mail, telephone or transfer; (Application, code). As `receive`, by who works there."""
    if not keeps_office(by, day_of(at)):
        raise NotAllowed(_("Applications are entered by the office."))
    if way not in Way.values or way in (Way.WEB, Way.API):
        raise Invalid(_("Way of arrival: say how it came."), field="way")
    cases.require_recent(received_on, at)
    return receive(
        given=given, way=way, received_on=received_on, files=files, by=by, suggests_public=suggests_public, their_due_on=their_due_on,
        their_number=their_number, transferred_from=transferred_from, at=at,
    )  # fmt: skip
