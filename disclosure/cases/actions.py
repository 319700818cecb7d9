"""What happens to a case: each one transaction and one entry in the ledger, the entry last, without names of citizens.

An action of a room above builds on the verbs without an entry (`open_case`, `locked`, `say`, `note`) and writes its own.
"""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.files.check import check_upload, max_megabytes
from disclosure.intake.sealed import box, fingerprint
from disclosure.intake.typed import Look, text_of
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import record
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import acting_posts, full_name
from disclosure.rules.limits import application_kind, limit

from . import access, clock, codes, notify
from .models import Case, CaseEvent, Handover, Paper
from .notify import tell
from .sentences import day_words, said, words
from .states import ENDED, OPEN, CaseState, Kind, Result, Way

CORRECT_WITHIN = 15  # working days given for a correction where the office names no day (a custom, not law)
MAX_PAPERS, MAX_PAPER_MB = 10, 10


def about(case):
    """What the ledger says an entry is about: the number, never the citizen."""
    return "case", case.pk, case.number


# ---- verbs without an entry of their own


def require_recent(received_on, at):
    """Invalid where a day of receipt is entered at a desk that lies more than a year back: a slip of the hand, by which it would be late at once and
    for ever. What old registers hold is brought in by `open_case` and not asked."""
    today = day_of(at)
    first = today.replace(year=today.year - 1, day=min(today.day, 28) if today.month == 2 else today.day)
    if received_on < first:
        sentence = _("Day of receipt: {day} lies more than a year back; give the day on which it arrived, {first} at the earliest.")
        raise Invalid(sentence.format(day=day_words(received_on), first=day_words(first)), field="received_on")


def open_case(
    *, kind, title, way, received_at, received_on=None, by=None, email="", desk=None, owner=None, clock_kind=None, transferred_from="",
    their_number="", their_due_on=None, at,
):  # fmt: skip
    """Make a case inside the caller's transaction: (Case, code). The caller records.

    received_at: when it arrived (aware); received_on: the day from which the limit runs, by default that day in Asia/Shanghai. The first receiver
    is `by`, who owns it until the next one accepts (首问责任); from the web it is the holder of the desk. Raises Invalid.
    """
    today, on = day_of(at), received_on or day_of(received_at)
    if on > today or received_at > at:
        raise Invalid(_("Day of receipt: it lies in the future."), field="received_on")
    if their_due_on and their_due_on < on:
        raise Invalid(_("Their day: it lies before the day of receipt."), field="their_due_on")
    holder, post = access.desk_holder(kind, today, desk)
    owner_post, division_code, owner_id = post, holder.division if holder else None, holder.user_id if holder else None
    if owner or by:
        mine = acting_posts(owner or by, today)
        if mine:
            here = next((each for each in mine if each.post == post), mine[0])
            owner_post, division_code, owner_id = here.post, here.division, here.user_id
    code = codes.new_code()
    number = codes.case_number(Kind(kind).prefix, day_of(at).year)
    if clock_kind is None:
        clock_kind = application_kind(on) if kind == Kind.APPLICATION else kind
    case = Case(
        number=number, kind=kind, code_digest=codes.digest_of(number, code), title=title[:255], way=way, received_at=received_at, received_on=on,
        clock_kind=clock_kind, clock_from=on, desk=post, owner_id=owner_id, owner_post=owner_post,
        owner_division=Division.objects.filter(code=division_code).first() if division_code else None, first_receiver_id=owner_id,
        email=email or None, transferred_from=transferred_from, their_number=their_number, their_due_on=their_due_on,
    )  # fmt: skip
    clock.settle(case, clock.reckon(case))
    case.save()
    how = words(Way(way))
    if way in (Way.WEB, Way.API):
        text = gettext_noop("You sent it online and this bureau has received it. It is due on {due}, counted from the next day.")
    else:
        text = gettext_noop("This bureau has received it ({way}). It is due on {due}, counted from the day after {day}.")
    say(case, "received", said(text, way=how, due=case.due_on, day=on), at=received_at, by=by)
    return case, code


def arrived(case, *, by=None, at):
    """Tell the first owner by mail, once the room has written who must not know the case; not him who took it in himself."""
    notify.tell_owner(case, "opened", notify.OPENED, at=at, by=by)


def locked(case):
    """The case, locked until the end of the transaction."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def say(case, what, text, *, at, by=None, public=True):
    """Add a sentence to the events of a case."""
    return CaseEvent.objects.create(case=case, at=at, what=what, text=text, by=by, public=public)


def require(by, case, at):
    """The Holding in which `by` handles the case; NotFound where he may not know it (also: nobody without a post)."""
    acting = access.capacity(by, case, day_of(at))
    if acting is None:
        raise NotFound(_("There is no such case."))
    return acting


def require_open(case):
    """WrongState once it was answered, closed or withdrawn."""
    if case.state not in OPEN:
        raise WrongState(_("This case is “{state}”: nothing more can be done to it here.").format(state=case.get_state_display()))


def look_at(files, *, here=0, most_mb=MAX_PAPER_MB, field="file"):
    """The uploads as a list, each looked at by content before any is kept. here: how many lie there already.

    Raises Invalid naming `field`, with a sentence for each file that may not come in.
    """
    files = [file for file in files or () if file]
    if len(files) + here > MAX_PAPERS:
        raise Invalid(_("File: at most {most} files with one case.").format(most=MAX_PAPERS), field=field)
    faults = []
    for file in files:
        if file.size > most_mb << 20:
            faults.append(_("“{name}” is larger than {most} MB; make it smaller or divide it.").format(name=file.name, most=most_mb))
            continue
        try:
            check_upload(file)
        except Invalid as refusal:
            faults.append(str(refusal))
    if faults:
        raise Invalid(" ".join(faults), field=field)
    return files


def name_of(file):
    """The name of an upload, without the folders of who sends it."""
    return str(file.name).replace("\\", "/").rpartition("/")[2][:255]


def keep_papers(case, files, *, at, from_citizen=True, letter=None):
    """Look at uploads by content and keep them sealed; the Papers. Raises Invalid(field="file") for what may not come in.

    With `letter` they are what this bureau gives: at most MAX_PAPERS with a letter, each as large as any publication's file may be.
    """
    if from_citizen:
        files = look_at(files, here=case.papers.from_citizen().count())
    else:
        files = look_at(files, most_mb=max_megabytes(), field="files")
    return [_keep(case, file, at=at, from_citizen=from_citizen, letter=letter) for file in files]


def _keep(case, file, **given):
    data = file.read()
    paper = Paper(case=case, name=name_of(file), size=len(data), sha256=fingerprint(data), added_at=given.pop("at"), **given)
    paper.file.save(f"{case.number}.sealed", ContentFile(box().encrypt(data)), save=False)
    paper.save()
    return paper


def unsealed(field_file):
    """The bytes of a sealed file."""
    with field_file.open("rb") as file:
        return box().decrypt(file.read())


# ---- arrival


@transaction.atomic
def receive(*, files=(), at, by=None, **given):
    """Receive a case of any kind (see open_case) with its files; (Case, code). Entry "cases.receive"."""
    case, code = open_case(by=by, at=at, **given)
    keep_papers(case, files, at=at)
    arrived(case, by=by, at=at)
    record("cases.receive", about=about(case), by=by, at=at, facts=receipt_facts(case))
    return case, code


def receipt_facts(case):
    """What the ledger keeps of an arrival."""
    facts = {"kind": case.kind, "way": case.way, "received_on": case.received_on, "due_on": case.due_on}
    return {**facts, **told(case, desk=case.desk, owner_post=case.owner_post)}


def told(case, **facts):
    """Facts that the ledger keeps of a case unless its kind is discreet: reasons, and to whom it went."""
    return {} if case.kind in access.discreet else facts


# ---- handling


def counts_anew(case, on):
    """Whether the limit begins anew where receipt is confirmed on the day `on`: not where something was counted from the arrival meanwhile, and what
    is late already does not become timely by a confirmation (art. 31)."""
    late = case.due_on is not None and on > case.due_on
    return case.round == 1 and not late and not case.clock_events.exists()


@transaction.atomic
def confirm_receipt(case, *, on=None, by, at):
    """Receipt of an ordinary letter, a fax or an e-mail is confirmed with the applicant on the day `on` (default today): it counts as received then.

    Until then its limit is counted from the arrival, which is the risk (art. 31). Where something was done to it meanwhile (a correction, an
    extension, a letter to others), or where it is late already, the days stay. Entry "cases.confirm_receipt". Raises WrongState, Invalid.
    """
    case = locked(case)
    acting = require(by, case, at)
    require_open(case)
    if not case.unconfirmed:
        raise WrongState(_("Its receipt is not to be confirmed, or is confirmed already."))
    on = on or day_of(at)
    if not case.received_on <= on <= day_of(at):
        raise Invalid(_("Confirmed on: a day from the arrival to today."), field="on")
    case.confirmed_on = on
    sentence = gettext_noop("Receipt was confirmed with you on {day}; the limit is still counted from the arrival and ends on {due}.")
    if counts_anew(case, on):
        case.received_on = case.clock_from = on
        clock.settle(case, clock.reckon(case))
        sentence = gettext_noop("Receipt was confirmed with you on {day}; it is due on {due}.")
    case.save()
    say(case, "confirmed_receipt", said(sentence, day=on, due=case.due_on or "—"), at=at, by=by)
    record("cases.confirm_receipt", about=about(case), by=by, acting=acting, at=at, facts={"on": on, "due_on": case.due_on})
    return case


@transaction.atomic
def take_up(case, *, by, at):
    """The owner or the desk begins: received or reopened → in hand. Entry "cases.take_up"."""
    case = locked(case)
    acting = require(by, case, at)
    if case.state not in (CaseState.RECEIVED, CaseState.REOPENED):
        raise WrongState(_("This case is “{state}”: it is taken up already.").format(state=case.get_state_display()))
    case.state, case.taken_up_at = CaseState.IN_HAND, case.taken_up_at or at
    case.save()
    say(case, "taken", said(gettext_noop("It is being handled.")), at=at, by=by)
    record("cases.take_up", about=about(case), by=by, acting=acting, at=at)
    return case


@transaction.atomic
def hand_over(case, *, to, reason, division=None, by, at):
    """Offer the case to the next owner (a user with a post); `by` owns it until he accepts, and no clock is reset. Entry "cases.hand_over"."""
    case = locked(case)
    acting = require(by, case, at)
    require_open(case)
    reason = text_of(reason, "reason", most=255)
    mine = [each for each in acting_posts(to, day_of(at)) if division is None or each.division == division.code] if to else []
    if not mine:
        raise Invalid(_("To: name a person who holds a post today; who only audits owns nothing."), field="to")
    if case.owner_id == to.pk:
        raise Invalid(_("To: this person owns the case already."), field="to")
    if refusal := access.refusal(case, to, by, day_of(at)):
        raise Invalid(refusal, field="to")
    for waiting in case.handovers.filter(accepted_at=None, declined_at=None).select_related("receiver"):
        if access.capacity(waiting.receiver, case, day_of(at)) is not None:
            raise WrongState(_("A handover of this case waits for its receiver: he accepts or declines first."))
        waiting.declined_at, waiting.declined_because = at, "left"  # he holds no post any more, or may not know the case
        waiting.save()
    post = mine[0]
    home = Division.objects.filter(code=post.division).first() if post.division else None
    handover = Handover.objects.create(
        case=case, giver=by, receiver=to, receiver_post=post.post, receiver_division=home, reason=reason, offered_at=at
    )
    say(case, "offered", said(gettext_noop("Offered to {name}: {reason}"), name=full_name(to), reason=reason), at=at, by=by, public=False)
    notify.tell_person(to, case, "offered", notify.OFFERED, at=at)
    facts = told(case, to=full_name(to), post=post.post, division=post.division, reason=reason)
    record("cases.hand_over", about=about(case), by=by, acting=acting, at=at, facts=facts)
    return handover


@transaction.atomic
def accept(case, *, by, at):
    """The receiver accepts: he owns the case from this moment, the former owner no longer. Entry "cases.accept"."""
    case = locked(case)
    handover = _waiting(case, by)
    require(by, case, at)
    require_open(case)
    before = case.owner
    handover.accepted_at = at
    handover.save()
    case.owner, case.owner_post, case.owner_division = by, handover.receiver_post, handover.receiver_division
    if case.state in (CaseState.RECEIVED, CaseState.REOPENED):
        case.state, case.taken_up_at = CaseState.IN_HAND, case.taken_up_at or at
    case.save()
    where = handover.receiver_division.name if handover.receiver_division else words(PostKind(handover.receiver_post))
    public = case.kind != Kind.COMPLAINT  # to whom a complaint went is not told
    say(case, "handed", said(gettext_noop("Passed to {where}. The day on which it is due stays."), where=where), at=at, by=by, public=public)
    notify.tell_person(before, case, "accepted", notify.ACCEPTED, at=at)
    facts = {"waited_seconds": int((at - handover.offered_at).total_seconds())}
    facts |= told(case, **{"from": full_name(before) if before else None, "post": handover.receiver_post})
    record("cases.accept", about=about(case), by=by, at=at, facts=facts)
    return case


@transaction.atomic
def decline(case, *, reason, by, at):
    """The receiver declines with a reason; the owner stays. Entry "cases.decline"."""
    case = locked(case)
    handover = _waiting(case, by)
    handover.declined_at, handover.declined_because = at, text_of(reason, "reason", most=255)
    handover.save()
    say(case, "declined", said(gettext_noop("Declined: {reason}"), reason=handover.declined_because), at=at, by=by, public=False)
    notify.tell_owner(case, "declined", notify.DECLINED, at=at, by=by)
    record("cases.decline", about=about(case), by=by, at=at, facts=told(case, reason=handover.declined_because))
    return case


def _waiting(case, by):
    found = case.handovers.filter(accepted_at=None, declined_at=None).first()
    if found is None or by is None or found.receiver_id != by.pk:
        raise NotFound(_("No handover of this case waits for you."))
    return found


def answer_by(at):
    """The last day given for an answer to what is asked at `at`, where the office names no other."""
    return calendar().add(day_of(at), CORRECT_WITHIN)[0]


def ask_correction(case, *, text, by_day=None, by, at):
    """Without an entry: ask the citizen for what is missing, all of it at once (一次性告知, 条例 art. 30). The case must be locked by the caller.

    by_day: the last day for it, by default 15 working days on. The clock stands until the correction comes. For an application once only, within
    seven working days of receipt; elsewhere until it is due (an overdue matter would count as in time by it), a second request is counted as a
    breach, and what has not come by its day lapses. Raises WrongState.
    """
    require_open(case)
    if case.state == CaseState.CORRECTING:
        raise WrongState(_("A correction is awaited already."))
    today = day_of(at)
    if case.kind == Kind.APPLICATION:
        if case.corrections_asked:
            raise WrongState(_("A correction is requested once only, with everything that is missing (art. 30)."))
        last, _provisional = calendar().add(case.clock_from, limit("correction-request", case.clock_from).days)
        if today > last:
            raise WrongState(
                _("A correction could be requested until {date}, within seven working days of receipt (art. 30).").format(date=day_words(last))
            )
    elif case.due_on and today > case.due_on:
        raise WrongState(
            _("It was due on {date}: a request would stop a clock that has run out. Answer it with what is known.").format(
                date=day_words(case.due_on)
            )
        )
    elif case.corrections_asked:
        case.breaches += 1
    clock.note(case, "correction_requested", on=today)
    case.corrections_asked += 1
    case.state, case.act_by = CaseState.CORRECTING, by_day or answer_by(at)
    case.save()
    sentence = gettext_noop("Please correct or complete it, best by {day}: {text}")
    say(case, "correction_requested", said(sentence, text=text, day=case.act_by), at=at, by=by)


@transaction.atomic
def request_correction(case, *, text, by, at):
    """Ask for a correction of a complaint or feedback (an application has an action of its own, with a letter). Entry "cases.correction"."""
    case = locked(case)
    acting = require(by, case, at)
    ask_correction(case, text=text_of(text), by=by, at=at)
    tell(case, "correction", at=at)
    record("cases.correction", about=about(case), by=by, acting=acting, at=at, facts={"breaches": case.breaches})
    return case


@transaction.atomic
def lapse(case, *, at):
    """What was asked did not come by its day: the matter goes on by what is there, the count begins anew. Entry "cases.lapse".

    Not for an application, which then counts as given up when its office decides so (art. 30). Raises WrongState while the day is not over.
    """
    case = locked(case)
    if case.state != CaseState.CORRECTING or case.kind == Kind.APPLICATION or case.act_by >= day_of(at):
        raise WrongState(_("Nothing is awaited of which the day is over."))
    last = case.act_by
    clock.note(case, "correction_received", on=last, ref=clock.LAPSED)
    case.state, case.act_by = clock.state_of(case, day_of(at)), None
    case.save()
    sentence = gettext_noop("Nothing came by {day}: it is decided by what is there. The count begins anew, the new day is {due}.")
    say(case, "lapsed", said(sentence, day=last, due=case.due_on or "—"), at=at)
    record("cases.lapse", about=about(case), at=at, facts={"asked_until": last, "due_on": case.due_on})
    return case


def _end_offers(case, because, at):
    case.handovers.filter(accepted_at=None, declined_at=None).update(declined_at=at, declined_because=because)


def settle_answer(case, *, on, result, at, by=None, sentence):
    """Without an entry: the answer was served on the day `on`; lateness counts to it. The caller has locked the case. Raises WrongState, Invalid."""
    if case.state not in OPEN:
        raise WrongState(_("This case is “{state}”: it cannot be answered again.").format(state=case.get_state_display()))
    if on > day_of(at):
        raise Invalid(_("Day of service: it lies in the future."), field="on")
    if on < case.clock_from:
        raise Invalid(_("Day of service: it lies before the day of receipt."), field="on")
    case.was_due_on = case.due_on
    case.answered_on, case.result, case.state = on, Result(result), CaseState.ANSWERED
    case.save()
    _end_offers(case, "answered", at)
    say(case, "answered", sentence, at=at, by=by)


@transaction.atomic
def answer(case, *, text, result, on=None, by, at):
    """Answer a complaint or feedback with a text on the day `on` (default: today). Entry "cases.answer"."""
    case = locked(case)
    acting = require(by, case, at)
    text = text_of(text)
    on = on or day_of(at)
    settle_answer(case, on=on, result=result, at=at, by=by, sentence=said(gettext_noop("Answer: {text}"), text=text))
    tell(case, "answer", at=at)
    facts = {"on": on, "result": result, "due_on": case.was_due_on, "late": case.late}
    record("cases.answer", about=about(case), by=by, acting=acting, at=at, facts=facts)
    return case


@transaction.atomic
def extend(case, *, days, reason, by, at):
    """Extend the limit once, in working days, before it ends; approved by the head of the desk (art. 33). Entry "cases.extend". Raises Invalid."""
    case = locked(case)
    acting = access.held_at_desk(by, case, day_of(at))
    if acting is None:
        require(by, case, at)
        raise NotAllowed(_("Only the head of the responsible office approves an extension (art. 33)."))
    stretch(case, days=days, reason=reason, by=by, at=at)
    tell(case, "extended", at=at)
    facts = {"days": days, "due_on": case.due_on, **told(case, reason=reason)}
    record("cases.extend", about=about(case), by=by, acting=acting, at=at, facts=facts)
    return case


def stretch(case, *, days, reason, by, at):
    """Without an entry: extend the limit of a locked case and say so."""
    require_open(case)
    reason = text_of(reason, "reason", most=500)
    clock.note(case, "extended", on=day_of(at), days=days)
    case.save()
    sentence = gettext_noop("It takes {days} working days longer; the new day is {due}. Reason: {reason}")
    say(case, "extended", said(sentence, days=days, due=case.due_on or "—", reason=reason), at=at, by=by)


@transaction.atomic
def close(case, *, reason="", by, at):
    """Close what was answered, without the citizen's word. Entry "cases.close"."""
    case = locked(case)
    acting = require(by, case, at)
    if case.state != CaseState.ANSWERED:
        raise WrongState(_("Only what was answered can be closed; this case is “{state}”.").format(state=case.get_state_display()))
    case.state, case.ended_at = CaseState.CLOSED, at
    case.save()
    say(case, "closed", said(gettext_noop("Closed.")), at=at, by=by)
    record("cases.close", about=about(case), by=by, acting=acting, at=at, facts=told(case, reason=reason))
    return case


@transaction.atomic
def replace_code(case, *, way, by, at):
    """A new code for a citizen who lost his, at the counter or by call-back (`way`: what was checked); the old one is void. Returns it once.

    Entry "cases.code", without `way`: it names a paper or a telephone number. Raises WrongState where it came without a name.
    """
    case = locked(case)
    acting = require(by, case, at)
    if access.is_nameless(case):
        raise WrongState(_("It came without a name: nobody can check who asks for a new code."))
    way = text_of(way, "way", most=255)
    code = codes.new_code()
    case.code_digest, case.opened_by = codes.digest_of(case.number, code), None
    case.save()
    # Whoever replaces it here has no say there; who had shown the old one opens what it went on as no more either.
    Case.objects.filter(opened_by=case).update(opened_by=None, code_digest="")
    say(case, "code", said(gettext_noop("The code was replaced: {way}"), way=way), at=at, by=by, public=False)
    record("cases.code", about=about(case), by=by, acting=acting, at=at)
    return code


# ---- the citizen, by number and code


def found(number, code):
    """The case of a number and its code, or the code of the case that it was before; None where they do not fit.

    A wrong number and a wrong code cannot be told apart, by the answer, its queries or its time: one row is asked for, two digests are made.
    """
    number = codes.folded(number)[:20] if isinstance(number, str) and number.isascii() and number.isprintable() else ""
    if not isinstance(code, str) or not code.isascii() or len(code) >= 100:
        code = ""
    asked = Case.objects.filter(number=number).values_list("pk", "code_digest", "opened_by__number", "opened_by__code_digest").first()
    pk, digest, former, digest_of_former = asked or (None, "", None, None)
    fits = [codes.fits(digest, number, code), codes.fits(digest_of_former or "", former or "", code)]
    return Case.objects.get(pk=pk) if any(fits) else None


@transaction.atomic
def add(case, *, text, files=(), check=lambda: None, at):
    """The citizen adds something to an open case; while a correction is awaited it is the correction, and the clock begins anew.

    Entry "cases.add" or "cases.correct". `check` refuses a body after person and state were asked. Raises Invalid, with all that is wrong at once.
    """
    case = locked(case)
    require_open(case)
    check()
    seen = Look()
    seen.take("text", lambda: text_of(text))
    seen.take("file", lambda: look_at(files, here=case.papers.from_citizen().count()))
    if seen.faults:
        raise Invalid(" ".join(seen.faults.values()), field=next(iter(seen.faults)))
    text = seen.values["text"]
    for file in seen.values["file"]:
        _keep(case, file, at=at, from_citizen=True, letter=None)
    verb = "cases.add"
    if case.state == CaseState.CORRECTING:
        verb = "cases.correct"
        clock.note(case, "correction_received", on=day_of(at))
        case.state, case.act_by = clock.state_of(case, day_of(at)), None
        case.save()
        sentence = gettext_noop("You sent the correction: {text} The count begins anew, the new day is {due}.")
        say(case, "corrected", said(sentence, text=text, due=case.due_on or "—"), at=at)
    else:
        say(case, "added", said(gettext_noop("You added: {text}"), text=text), at=at)
    for hear in after_add:
        hear(case, text, verb == "cases.correct", at)
    corrected = verb == "cases.correct"
    notify.tell_owner(case, "corrected" if corrected else "added", notify.CORRECTED if corrected else notify.ADDED, at=at)
    record(verb, about=about(case), at=at, facts={"files": len([file for file in files or () if file])})
    return case


after_add = []  # fn(case, text, is_correction, at), inside the transaction: what a room above keeps of it


@transaction.atomic
def confirm(case, *, text="", check=lambda: None, at):
    """The citizen is content with the answer: answered → closed. Entry "cases.confirm"."""
    case = locked(case)
    if case.state != CaseState.ANSWERED:
        raise WrongState(_("There is no answer yet to confirm: this case is “{state}”.").format(state=case.get_state_display()))
    check()
    text = text_of(text, needed=False)
    case.state, case.ended_at = CaseState.CLOSED, at
    case.save()
    sentence = gettext_noop("You confirmed the answer. {text}") if text else gettext_noop("You confirmed the answer.")
    say(case, "confirmed", said(sentence, text=text), at=at)
    notify.tell_owner(case, "confirmed", notify.CONFIRMED, at=at)
    record("cases.confirm", about=about(case), at=at)
    return case


@transaction.atomic
def reopen(case, *, text, check=lambda: None, at):
    """The citizen is not content: it returns to the same owner and a new limit begins. Entry "cases.reopen"."""
    case = locked(case)
    if case.state not in (CaseState.ANSWERED, CaseState.CLOSED):
        raise WrongState(_("Only what was answered can be reopened: this case is “{state}”.").format(state=case.get_state_display()))
    check()
    text = text_of(text)
    today = day_of(at)
    case.round, case.clock_from, case.state, case.ended_at = case.round + 1, today, CaseState.REOPENED, None
    case.act_by = None
    if case.kind != Kind.APPLICATION:  # which is asked for a correction once, however often it is reopened
        case.corrections_asked = 0
    clock.settle(case, clock.reckon(case))
    case.save()
    say(case, "reopened", said(gettext_noop("You asked for it to be looked at again: {text} It is due on {due}."), text=text, due=case.due_on), at=at)
    for hear in after_reopen:
        hear(case, text, at)
    notify.tell_owner(case, "reopened", notify.REOPENED, at=at)
    record("cases.reopen", about=about(case), at=at, facts={"round": case.round, "due_on": case.due_on})
    return case


after_reopen = []  # fn(case, text, at), inside the transaction


@transaction.atomic
def withdraw(case, *, text="", check=lambda: None, at):
    """The citizen takes an open case back. Entry "cases.withdraw"."""
    case = locked(case)
    if case.state in ENDED:
        raise WrongState(_("This case is “{state}”: it can no longer be withdrawn.").format(state=case.get_state_display()))
    check()
    text = text_of(text, needed=False)
    case.state, case.result, case.ended_at, case.was_due_on, case.due_on = CaseState.WITHDRAWN, Result.WITHDRAWN, at, case.due_on, None
    _end_offers(case, "withdrawn", at)
    case.save()
    sentence = gettext_noop("You withdrew it. {text}") if text else gettext_noop("You withdrew it.")
    say(case, "withdrawn", said(sentence, text=text), at=at)
    for hear in after_withdraw:
        hear(case, at)
    notify.tell_owner(case, "withdrawn", notify.WITHDRAWN, at=at)
    record("cases.withdraw", about=about(case), at=at)
    return case


after_withdraw = []  # fn(case, at), inside the transaction


# ---- from one kind to another


def went_to(to, number, **more):
    """Facts of an entry about a case that goes on as one of the kind `to`: its number, but never that of a complaint.

    The entry is everybody's to read; the number of a complaint in it would tell a division or a person whose matter it became.
    """
    return {"to": to} if to in access.discreet else {"to": to, "number": number, **more}


opens = {}  # kind -> fn(case, told, reason, by, at) -> number of the new case; told: {"name", "phone", "email", "subject", "text"} of the citizen


def go_on_as(case, to, told, *, reason, by, at):
    """Without an entry: open a case of the kind `to` for the citizen of `case`, in the room that knows it; its number. Raises WrongState."""
    if to not in opens or to == case.kind:
        raise WrongState(_("No room here takes a matter of this kind."))
    number = opens[to](case, told, reason, by, at)
    Case.objects.filter(number=number).update(opened_by=case.opened_by_id or case.pk)
    return number
