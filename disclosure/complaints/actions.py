"""What happens to a complaint: each one transaction and one entry in the ledger, without citizens or whom it is about (五（四）、（五）).

Supervision orders are verbs of their own (orders.py), offered here too.
"""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure.cases import access as known
from disclosure.cases import actions as cases
from disclosure.cases import codes, notify, service
from disclosure.cases.letters import bureau_settings
from disclosure.cases.models import Handover, Paper, ReplyWay
from disclosure.cases.sentences import said, words
from disclosure.cases.states import CaseState, Kind, Result, Way
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.files.check import max_megabytes
from disclosure.intake.sealed import blind
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import record
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import acting_posts, holders
from disclosure.outbox.work import enqueue
from disclosure.rules.limits import limit
from disclosure.rules.reporting import Track

from . import access, letters, papers, words_of
from . import given as fields
from .models import Complaint, ComplaintKind, Inquiry, InquiryPaper, RefusalGround, Reply, TrackName
from .orders import (
    divisions_to_order,
    may_open_orders,
    order_check,
    order_evidence,
    order_explain,
    order_open,
    order_plan,
    order_prolong,
    orders_about,
)

# ---- arrival


@transaction.atomic
def receive(*, given, way, received_at=None, received_on=None, files=(), by=None, their_due_on=None, their_number="", transferred_from="", at):
    """Receive a complaint from `given` (fields of given.FIELDS) by any way; (Complaint, code). Entry "complaints.receive".

    It goes to the efficiency office; about the office, its officer or a leader to the main leader, who names a person; about the main leader it is
    sent to the superior body. Persons whose full name it says, and the staff of the division complained of, never know it. Who takes it in (`by`)
    owns it until the next one accepts (首问责任), unless it is about him. Raises Invalid naming the field.
    """
    more = {"received_at": received_at or at, "received_on": received_on, "their_due_on": their_due_on, "their_number": their_number}
    return _receive(fields.require(given), way=way, files=files, by=by, transferred_from=transferred_from, at=at, **more)


def _receive(values, *, files=(), by=None, came_from="", at, **more):
    today = day_of(at)
    persons = access.named_in(f"{values['subject']}\n{values['text']}")
    about = values.pop("about")
    routed = {"division": values["division"], "persons": persons, "leader": about == "leader", "main_leader": about == "main-leader"}
    track, desk = access.route(**routed, on=today)
    receiver = by if by is not None and not _concerned(by, values["division"], persons, track, today) else None
    case, code = cases.open_case(
        kind=Kind.COMPLAINT, title=words(ComplaintKind(values["kind"])), by=receiver, email=values.pop("email"), desk=_usable(desk, persons, today),
        at=at, **more,
    )  # fmt: skip
    cases.keep_papers(case, files, at=at)
    complaint = Complaint.objects.create(
        case=case, track=track, came_from=came_from, **_indexed(values),
        **{name: value or None if name in ("name", "phone") else value for name, value in values.items()},
    )  # fmt: skip
    complaint.persons.set(persons)
    _offer_to_desk(case, receiver, at)
    cases.arrived(case, by=by, at=at)
    record("complaints.receive", about=cases.about(case), by=by, at=at, facts={**cases.receipt_facts(case), "of": values["kind"]})
    return complaint, code


def _indexed(values):
    """Blind indexes of name and telephone, by which the handler finds the other matters of a reporter."""
    return {f"{name}_index": blind("".join(values[name].split()), f"reporter-{name}") if values[name] else "" for name in ("name", "phone")}


def _concerned(user, division, persons, track, on):
    return user.is_superuser or user.pk in access.barred_by(division, {person.pk for person in persons}, track, on)


def _usable(desk, persons, on):
    """The desk; where everyone at it is named in the complaint the office director's, and then that of the leaders in charge."""
    named = {person.pk for person in persons}
    posts = (desk, PostKind.OFFICE_DIRECTOR, PostKind.SUPERVISING_LEADER)
    return next((post for post in posts if not (at_desk := {each.user_id for each in holders(post, on=on)}) or at_desk - named), desk)


def _offer_to_desk(case, receiver, at):
    """What came to somebody else is offered to its desk at once; until that accepts, who took it in owns it."""
    if receiver is None or case.owner_id != receiver.pk or case.owner_post == case.desk:
        return
    holder, post = known.desk_holder(case.kind, day_of(at), case.desk)
    if holder is None or holder.user_id == receiver.pk:
        return
    home = Division.objects.filter(code=holder.division).first() if holder.division else None
    reason = said(gettext_noop("Taken in by the first receiver, for the office that handles complaints."))
    Handover.objects.create(
        case=case, giver=receiver, receiver_id=holder.user_id, receiver_post=post, receiver_division=home, reason=reason, offered_at=at
    )
    cases.say(case, "offered", said(gettext_noop("Offered to {name}: {reason}"), name=holder.name, reason=reason), at=at, by=receiver, public=False)
    notify.tell_person(get_user_model().objects.get(pk=holder.user_id), case, "offered", notify.OFFERED, at=at)


@transaction.atomic
def enter(*, given, way, received_on, files=(), their_due_on=None, their_number="", transferred_from="", by, at):
    """Somebody who works here enters what came by telephone, letter, visit, fax or transfer; (Complaint, code). As `receive`.

    Whoever is approached first takes it in (首问责任), also of a matter that is then kept from him. Raises NotAllowed, Invalid.
    """
    if by is None or by.is_superuser or not acting_posts(by, day_of(at)):
        raise NotAllowed(_("Complaints are taken in by whoever holds a post here; who audits changes nothing."))
    if way not in Way.values or way in (Way.WEB, Way.API):
        raise Invalid(_("Way of arrival: say how it came."), field="way")
    if way == Way.TRANSFER and not transferred_from:
        raise Invalid(_("Transferred by: name the body that sent it, as 12345."), field="transferred_from")
    cases.require_recent(received_on, at)
    return receive(
        given=given, way=way, received_on=received_on, files=files, by=by, their_due_on=their_due_on, their_number=their_number,
        transferred_from=transferred_from, at=at,
    )  # fmt: skip


# ---- handling


def _locked(complaint, by, at):
    """(Complaint, Case, Holding), the case locked; NotFound for whoever may not know it."""
    case = cases.locked(complaint.case)
    acting = cases.require(by, case, at)
    complaint = Complaint.objects.select_related("division").get(pk=complaint.pk)
    complaint.case = case
    return complaint, case, acting


def _require_unanswered(complaint, case):
    """What is answered waits for its service alone. Raises WrongState."""
    if Reply.objects.filter(complaint=complaint, round=case.round).exists():
        raise WrongState(_("It is answered already: record the service."))


@transaction.atomic
def view_reporter(complaint, *, by, at):
    """Name and contact of the reporter in the clear, {field: value}; each viewing is an entry "complaints.reporter"."""
    complaint, case, acting = _locked(complaint, by, at)
    shown = {"name": complaint.name or "", "phone": complaint.phone or "", "email": case.email or ""}
    record("complaints.reporter", about=cases.about(case), by=by, acting=acting, at=at)
    return shown


@transaction.atomic
def take_on(complaint, *, gist, by, at):
    """Accept it for handling (受理), with a gist in the handler's words and a letter to the reporter. Entry "complaints.accept"; the letter."""
    complaint, case, acting = _locked(complaint, by, at)
    cases.require_open(case)
    if complaint.accepted_at:
        raise WrongState(_("It is accepted already."))
    complaint.gist = cases.text_of(gist, "gist", most=255)
    words_of.require_own(complaint, complaint.gist, "gist")
    complaint.accepted_at = at
    complaint.save(update_fields=["gist", "accepted_at"])
    if case.state in (CaseState.RECEIVED, CaseState.REOPENED):
        case.state, case.taken_up_at = CaseState.IN_HAND, case.taken_up_at or at
        case.save()
    letter = letters.write(complaint, "complaint-accepted", by=by, at=at)
    cases.say(case, "accepted", said(gettext_noop("This bureau has accepted it and looks into it.")), at=at, by=by)
    cases.tell(case, "accepted", at=at)
    record("complaints.accept", about=cases.about(case), by=by, acting=acting, at=at, facts={"letter": letter.sha256})
    return letter


@transaction.atomic
def mark_about(complaint, *, division=None, persons=(), leader=False, main_leader=False, reason, by, at):
    """Say whom it is about, and so who handles it; those it is about know it no longer. Entry "complaints.about".

    Where another desk handles it now, that desk's holder owns it from this moment, without an hour between. Raises Invalid for a named handler.
    """
    complaint, case, acting = _locked(complaint, by, at)
    cases.require_open(case)
    reason = cases.text_of(reason, "reason", most=255)
    persons, today = list(persons), day_of(at)
    track, desk = access.route(division=division, persons=persons, leader=leader, main_leader=main_leader, on=today)
    _set_about(complaint, case, division=division, persons=persons, track=track, desk=desk, by=by, at=at)
    cases.say(case, "about", said(gettext_noop("Whom it is about was noted: {reason}"), reason=reason), at=at, by=by, public=False)
    record("complaints.about", about=cases.about(case), by=by, acting=acting, at=at)
    return complaint


def _set_about(complaint, case, *, division, persons, track, desk, by, at):
    """Without an entry: it is about these from this moment, and none of them owns it or is offered it any more. The case is locked."""
    today = day_of(at)
    desk = _usable(desk, persons, today)
    complaint.division, complaint.track = division, track
    complaint.save(update_fields=["division", "track"])
    complaint.persons.set(persons)
    out = access.barred(complaint, today)
    if desk != case.desk or case.owner_id in out:
        case.desk, before = desk, case.owner_id
        holder = next(iter(holders(desk, on=today, barred=frozenset(out))), None)
        case.owner_id, case.owner_post = (holder.user_id if holder else None), desk
        case.owner_division = Division.objects.filter(code=holder.division).first() if holder and holder.division else None
        case.save()
        if case.owner_id != before:
            _changed_hands(case, before, at)
        notify.tell_owner(case, "about", notify.GIVEN, at=at, by=by)
    for handover in case.handovers.filter(accepted_at=None, declined_at=None):
        if desk != handover.receiver_post or handover.receiver_id in out:
            Handover.objects.filter(pk=handover.pk).update(declined_at=at, declined_because="about")


def _changed_hands(case, before, at):
    """Keep since when who owns it does: a handover that nobody is asked to accept, or the hour from which its desk stands empty."""
    if case.owner_id is None:
        cases.say(case, "vacant", said(gettext_noop("Nobody who may know it holds the post that handles it now.")), at=at, public=False)
        return
    reason = said(gettext_noop("Whom it is about was noted, so another desk handles it."))
    Handover.objects.create(
        case=case, giver_id=before, receiver_id=case.owner_id, receiver_post=case.owner_post, receiver_division=case.owner_division, reason=reason,
        offered_at=at, accepted_at=at,
    )  # fmt: skip


def heard_more(case, text, at):
    """Without an entry: whom the reporter names in what he adds or says when he reopens knows the complaint no longer, as in what he first said."""
    complaint = Complaint.objects.select_related("division").get(case=case)
    before = list(complaint.persons.all())
    persons = [*before, *(each for each in access.named_in(text) if each not in before)]
    if len(persons) == len(before):
        return
    complaint.case = case
    track, desk = access.route_again(complaint, persons, day_of(at))
    _set_about(complaint, case, division=complaint.division, persons=persons, track=track, desk=desk, by=None, at=at)


@transaction.atomic
def move_on(complaint, *, at):
    """Take it from an owner who has come to be kept from it, and to the desk that the posts of the day ask for; whether it moved.

    Whoever comes into a post after the complaint did (a person named in it, or the leader in charge of the division) has no say in it either.
    Entry "complaints.about", by nobody.
    """
    case, on = cases.locked(complaint.case), day_of(at)
    complaint = Complaint.objects.select_related("division").get(pk=complaint.pk)
    complaint.case = case
    persons = list(complaint.persons.all())
    track, desk = access.route_again(complaint, persons, on)
    out = access.barred_by(complaint.division, {person.pk for person in persons}, track, on)
    if not case.is_open or (track == complaint.track and _usable(desk, persons, on) == case.desk and case.owner_id not in out):
        return False
    _set_about(complaint, case, division=complaint.division, persons=persons, track=track, desk=desk, by=None, at=at)
    sentence = said(gettext_noop("Whom it is about, or who is in charge there, holds another post now: it is handled by somebody else."))
    cases.say(case, "about", sentence, at=at, public=False)
    record("complaints.about", about=cases.about(case), at=at)
    return True


@transaction.atomic
def reclassify(complaint, *, kind, reason, by, at):
    """Say that it is of another of the five kinds, with the reason; no limit is reset. Entry "complaints.kind"."""
    complaint, case, acting = _locked(complaint, by, at)
    cases.require_open(case)
    if kind not in ComplaintKind.values or kind == complaint.kind:
        raise Invalid(_("Kind: choose another of the five kinds."), field="kind")
    reason = cases.text_of(reason, "reason", most=255)
    before, complaint.kind = complaint.kind, kind
    complaint.save(update_fields=["kind"])
    case.title = words(ComplaintKind(kind))
    case.save()
    cases.say(
        case, "kind", said(gettext_noop("It is handled as “{kind}” from now on. Reason: {reason}"), kind=case.title, reason=reason), at=at, by=by
    )
    cases.tell(case, "kind", at=at)
    record("complaints.kind", about=cases.about(case), by=by, acting=acting, at=at, facts={"from": before, "to": kind})
    return complaint


@transaction.atomic
def ask(complaint, *, text, by, at):
    """Ask the reporter, also an anonymous one, at the tracking page; the limit begins anew with his answer. Entry "complaints.ask".

    Everything at once (一次性告知): a second question is counted as a breach.
    """
    complaint, case, acting = _locked(complaint, by, at)
    _require_unanswered(complaint, case)
    cases.ask_correction(case, text=cases.text_of(text), by=by, at=at)
    cases.tell(case, "correction", at=at)
    record("complaints.ask", about=cases.about(case), by=by, acting=acting, at=at, facts={"breaches": case.breaches})
    return case


@transaction.atomic
def extend(complaint, *, days, reason, by, at):
    """Extend the promised limit once, in working days, before it ends; approved by the head of the desk. Entry "complaints.extend"; the letter."""
    complaint, case, _acting = _locked(complaint, by, at)
    head = known.held_at_desk(by, case, day_of(at))
    if head is None:
        raise NotAllowed(_("An extension is approved by the head of the office that handles it."))
    _require_unanswered(complaint, case)
    reason = cases.text_of(reason, "reason", most=500)
    cases.stretch(case, days=days, reason=reason, by=by, at=at)
    letter = letters.write(complaint, "complaint-extended", by=by, at=at, days=days, reason=reason)
    cases.tell(case, "extended", at=at)
    facts = {"days": days, "due_on": case.due_on, "letter": letter.sha256}
    record("complaints.extend", about=cases.about(case), by=by, acting=head, at=at, facts=facts)
    return letter


# ---- inquiries to divisions


@transaction.atomic
def inquire(complaint, *, division, title, question, due_on=None, chosen=(), files=(), by, at):
    """Ask a division (协查) in the handler's own words with the papers he chose; an Inquiry, due in five working days by default.

    chosen: papers of the case (cases.models.Paper), given on under names that tell nothing. The division sees this and nothing else. Entry
    "complaints.inquire" about the inquiry, never about the case. Raises Invalid for the reporter's name or words.
    """
    complaint, case, acting = _locked(complaint, by, at)
    cases.require_open(case)
    today = day_of(at)
    if division is None:
        raise Invalid(_("Division: say which one is asked."), field="division")
    title, question = cases.text_of(title, "title", most=100), cases.text_of(question, "question")
    words_of.require_own(complaint, title, "title")
    words_of.require_own(complaint, question, "question")
    working_days = None if due_on else limit("inquiry", today).days
    due_on = due_on or calendar().add(today, working_days)[0]
    if due_on < today:
        raise Invalid(_("Due on: it lies in the past."), field="due_on")
    inquiry = Inquiry(
        complaint=complaint, number=codes.case_number("XC", today.year), division=division, title=title, question=question, asked_at=at,
        asked_by=by, due_on=due_on, due_working_days=working_days,
    )  # fmt: skip
    if not access.asked(inquiry, today):
        raise Invalid(_("Division: nobody who is not named in the matter can answer there today."), field="division")
    inquiry.save()
    for number, paper in enumerate(chosen, 1):
        _give_on(inquiry, complaint, paper, number, at)
    for file in filter(None, files or ()):
        words_of.require_own(complaint, cases.name_of(file), "files")
    papers.keep(files, lambda **each: InquiryPaper(inquiry=inquiry, added_at=at, **each))
    cases.say(case, "inquired", said(gettext_noop("The division concerned was asked, without a word of who came.")), at=at, by=by)
    body = said(gettext_noop("An inquiry waits for your division's answer, due on {day}."), day=due_on)
    body += f"\n\n{notify.address('disclosure_complaints_inquiry', inquiry.pk)}"
    _mail(access.asked(inquiry, today), f"inquiry:{inquiry.pk}", f"{inquiry.number} {title}", body, at)
    record("complaints.inquire", about=about(inquiry), by=by, acting=acting, at=at, facts={"division": division.code, "due_on": due_on})
    return inquiry


def about(inquiry):
    """What the ledger says an entry is about."""
    return "inquiry", inquiry.pk, inquiry.number


def _give_on(inquiry, complaint, paper, number, at):
    if not isinstance(paper, Paper) or paper.case_id != complaint.case_id:
        raise Invalid(_("Papers: choose from those of this case."), field="chosen")
    ending = paper.name.rpartition(".")[2].lower() if "." in paper.name else ""
    name = said(gettext_noop("Annex {number}"), number=number) + (f".{ending}" if ending.isalnum() and len(ending) < 6 else "")
    papers.store(cases.unsealed(paper.file), lambda **each: InquiryPaper(inquiry=inquiry, chosen=paper, added_at=at, **each), name)


def _mail(holdings, key, subject, body, at):
    for user in get_user_model().objects.filter(pk__in={each.user_id for each in holdings}):
        if user.email:
            enqueue(key=f"{key}:{int(at.timestamp())}:{user.pk}", to=user.email, subject=subject, body=body, at=at)


@transaction.atomic
def answer_inquiry(inquiry, *, text, files=(), by, at):
    """The division answers, with papers; the handler is told. Entry "complaints.answer_inquiry"."""
    case = cases.locked(inquiry.complaint.case)
    inquiry = Inquiry.objects.select_related("complaint__case", "division").get(pk=inquiry.pk)
    acting = access.answers(by, inquiry, day_of(at))
    if acting is None:
        if access.inquiry_capacity(by, inquiry, day_of(at)) is None:
            raise NotFound(_("There is no such inquiry."))
        raise NotAllowed(_("An inquiry is answered by the division that was asked."))
    if not inquiry.is_open:
        raise WrongState(_("This inquiry is answered or withdrawn already."))
    inquiry.answer, inquiry.answered_at, inquiry.answered_by = cases.text_of(text), at, by
    inquiry.save()
    papers.keep(files, lambda **each: InquiryPaper(inquiry=inquiry, from_division=True, added_at=at, **each))
    cases.say(case, "inquiry", said(gettext_noop("Inquiry {number} is answered."), number=inquiry.number), at=at, by=by, public=False)
    if case.owner and case.owner.email:
        subject = said(gettext_noop("Inquiry {number} is answered."), number=inquiry.number)
        body = f"{inquiry.title}\n\n{notify.address('disclosure_complaints_inquiry', inquiry.pk)}"
        enqueue(key=f"inquiry:{inquiry.pk}:answer", to=case.owner.email, subject=subject, body=body, at=at)
    facts = {"due_on": inquiry.due_on, "late": day_of(at) > inquiry.due_on}
    record("complaints.answer_inquiry", about=about(inquiry), by=by, acting=acting, at=at, facts=facts)
    return inquiry


@transaction.atomic
def withdraw_inquiry(inquiry, *, reason, by, at):
    """The handler takes an unanswered inquiry back. Entry "complaints.withdraw_inquiry"."""
    _complaint, case, acting = _locked(inquiry.complaint, by, at)
    inquiry = Inquiry.objects.get(pk=inquiry.pk)
    if not inquiry.is_open:
        raise WrongState(_("This inquiry is answered or withdrawn already."))
    reason = cases.text_of(reason, "reason", most=255)
    inquiry.withdrawn_at = at
    inquiry.save()
    text = said(gettext_noop("Inquiry {number} was withdrawn: {reason}"), number=inquiry.number, reason=reason)
    cases.say(case, "inquiry", text, at=at, by=by, public=False)
    record("complaints.withdraw_inquiry", about=about(inquiry), by=by, acting=acting, at=at)
    return inquiry


def end_inquiries(case, at):
    """Without an entry: the complaint has ended, no division owes an answer any more."""
    Inquiry.objects.filter(complaint__case=case, answered_at=None, withdrawn_at=None).update(withdrawn_at=at)


# ---- the answer

_LETTER = {Result.SOLVED: "complaint-solved", Result.REFUSED: "complaint-refused", Result.NOT_OURS: "complaint-not-ours"}


@transaction.atomic
def reply(complaint, *, result, text, ground="", other_body="", way=ReplyWay.ONLINE, files=(), by, at):
    """Answer: solved, refused with a ground, or not ours with the right body; writes the letter. A Reply. Entry "complaints.reply".

    files: uploads that go with it, named in the letter; the reporter has them at the tracking page once it is served.
    On the tracking page it is served at once; any other way it waits for its day of service (`serve`), from which it counts.
    """
    complaint, case, acting = _locked(complaint, by, at)
    cases.require_open(case)
    if case.state == CaseState.CORRECTING:
        raise WrongState(_("The reporter was asked and has not answered yet."))
    if complaint.track == Track.SUPERIOR:
        raise WrongState(_("A complaint about the main leader is sent to the superior body, not answered here."))
    _require_unanswered(complaint, case)
    if result not in _LETTER:
        raise Invalid(_("Result: solved, refused with a ground, or not ours."), field="result")
    if (result == Result.REFUSED) != bool(ground) or ground and ground not in RefusalGround.values:
        raise Invalid(_("Ground: a refusal names one of the grounds, another result none."), field="ground")
    text = cases.text_of(text)
    other_body = cases.text_of(other_body, "other_body", needed=result == Result.NOT_OURS, most=255)
    service.require_way(way, reached=not complaint.anonymous, email=case.email)
    files = cases.look_at(files, most_mb=max_megabytes(), field="files")
    names = [cases.name_of(file) for file in files]
    made = _reply(complaint, case, result=result, ground=ground, text=text, other_body=other_body, way=way, enclosures=names, by=by, at=at)
    kept = cases.keep_papers(case, files, at=at, from_citizen=False, letter=made.letter)
    facts = {"result": result, "ground": ground, "way": way, "letter": made.letter.sha256}
    if kept:
        facts["files"] = [paper.sha256 for paper in kept]
    if way == ReplyWay.ONLINE:
        _serve(made, complaint, case, on=day_of(at), by=by, at=at)
        facts |= {"on": made.served_on, "due_on": case.was_due_on, "late": case.late}
    record("complaints.reply", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return made


def _reply(complaint, case, *, result, ground, text, other_body, way, enclosures=(), by, at):
    letter = letters.write(
        complaint, _LETTER[Result(result)], by=by, at=at, public=False, text=text, other_body=other_body,
        ground=words(RefusalGround(ground)) if ground else "", enclosures=enclosures,
    )  # fmt: skip
    if case.state in (CaseState.RECEIVED, CaseState.REOPENED):
        case.state, case.taken_up_at = CaseState.IN_HAND, case.taken_up_at or at
        case.save()
    return Reply.objects.create(
        complaint=complaint, round=case.round, result=result, ground=ground, text=text, other_body=other_body, decided_at=at, decided_by=by,
        letter=letter, way=way,
    )  # fmt: skip


def _serve(made, complaint, case, *, on, by, at):
    """The answer reached the reporter on the day `on`."""
    made.served_on = on
    made.save()
    made.letter.public = True
    made.letter.save(update_fields=["public"])
    end_inquiries(case, at)
    sentence = gettext_noop("Answered: {result}. {text}")
    result = words(RefusalGround(made.ground)) if made.ground else words(Result(made.result))
    cases.settle_answer(case, on=on, result=made.result, at=at, by=by, sentence=said(sentence, result=result, text=made.text))
    cases.tell(case, "answer", at=at, letter=made.letter)


@transaction.atomic
def serve(complaint, *, on=None, carrier="", tracking_number="", by, at):
    """Record the day on which the answer reached the reporter (by post: was handed to the post); it counts from it. Entry "complaints.serve"."""
    complaint, case, acting = _locked(complaint, by, at)
    made = Reply.objects.select_for_update(of=("self",)).filter(complaint=complaint, round=case.round).first()
    if made is None:
        raise WrongState(_("There is no answer yet that could be served."))
    if made.served_on:
        raise WrongState(_("The answer is served already."))
    service.fill(made, on=on, carrier=carrier, tracking_number=tracking_number, written_on=day_of(made.decided_at), at=at)
    _serve(made, complaint, case, on=made.served_on, by=by, at=at)
    facts = {"way": made.way, "on": made.served_on, "result": made.result, "due_on": case.was_due_on, "late": case.late}
    record("complaints.serve", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return made


@transaction.atomic
def send_up(complaint, *, docket="", note="", by, at):
    """Send a complaint about the main leader to the superior body; recorded, and told the reporter. Entry "complaints.send_up"."""
    complaint, case, acting = _locked(complaint, by, at)
    cases.require_open(case)
    if complaint.track != Track.SUPERIOR:
        raise WrongState(_("Only a complaint about the main leader is sent to the superior body."))
    _require_unanswered(complaint, case)
    superior = bureau_settings().superior or words(TrackName.SUPERIOR)
    text = said(gettext_noop("It is sent to {body}, which handles it. Number of the letter: {docket}"), body=superior, docket=docket or "—")
    made = _reply(complaint, case, result=Result.NOT_OURS, ground="", text=text, other_body=superior, way=ReplyWay.ONLINE, by=by, at=at)
    complaint.sent_up_on, complaint.sent_up_to = day_of(at), superior
    complaint.save(update_fields=["sent_up_on", "sent_up_to"])
    if note := cases.text_of(note, "note", needed=False, most=500):
        cases.say(case, "sent_up", note, at=at, by=by, public=False)
    _serve(made, complaint, case, on=day_of(at), by=by, at=at)
    record("complaints.send_up", about=cases.about(case), by=by, acting=acting, at=at, facts={"on": complaint.sent_up_on})
    return complaint


# ---- to and from other kinds


@transaction.atomic
def change_kind(complaint, *, to, reason, by, at):
    """What is in truth a matter of another room (feedback) goes on there under a number of its own; this one ends as not ours.

    Of the five kinds: `reclassify`. Entry "complaints.kind"; the new number. Raises WrongState where no room takes it, and where it is about a
    division or a person: there others would read who came.
    """
    complaint, case, acting = _locked(complaint, by, at)
    cases.require_open(case)
    _require_unanswered(complaint, case)
    if complaint.division_id or complaint.track != Track.ROUTINE or complaint.persons.exists():
        raise WrongState(_("It is about a division or a person: it stays with the efficiency office, so that nobody else learns who came."))
    reason = cases.text_of(reason, "reason", most=255)
    told = {"name": complaint.name or "", "phone": complaint.phone or "", "email": case.email or "", "subject": complaint.subject}
    number = cases.go_on_as(case, to, {**told, "text": complaint.text}, reason=reason, by=by, at=at)
    complaint.went_to = number
    complaint.save(update_fields=["went_to"])
    end_inquiries(case, at)
    sentence = said(gettext_noop("It goes on as {number}, opened by the same code. Reason: {reason}"), number=number, reason=reason)
    cases.settle_answer(case, on=day_of(at), result=Result.NOT_OURS, at=at, by=by, sentence=sentence)
    cases.tell(case, "kind", at=at)
    record("complaints.kind", about=cases.about(case), by=by, acting=acting, at=at, facts={"to": to, "number": number})
    return number


def come_from(case, told, reason, by, at):
    """What another room held goes on as a complaint of the same person (`told`: name, phone, email, subject, text); its number.

    Not by the handler of that room but at the efficiency office; the code of the former case opens it too. Entry "complaints.receive".
    """
    values = {
        "kind": ComplaintKind.COMPLAINT.value, "anonymous": not told.get("name"), "division": None, "about": "",
        **{name: told.get(name) or "" for name in ("name", "phone", "email", "text")},
        "subject": (told.get("subject") or told["text"].split("\n")[0])[: fields.MOST_SUBJECT],
    }  # fmt: skip
    complaint, _code = _receive(values, way=case.way, received_at=at, came_from=case.number, at=at)
    sentence = gettext_noop("It was {number} before. Reason: {reason}")
    cases.say(complaint.case, "kind", said(sentence, number=case.number, reason=reason), at=at, by=by)
    return complaint.case.number


cases.opens[Kind.COMPLAINT.value] = come_from

__all__ = [
    "answer_inquiry", "ask", "change_kind", "come_from", "divisions_to_order", "enter", "extend", "inquire", "mark_about", "may_open_orders",
    "order_check", "order_evidence", "order_explain", "order_open", "order_plan", "order_prolong", "orders_about", "receive", "reclassify",
    "reply", "send_up", "serve", "take_on", "view_reporter", "withdraw_inquiry",
]  # fmt: skip
