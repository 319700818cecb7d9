"""Cases: feedback, applications and complaints as their actions write them when they come in by the web and are answered on the tracking page.

Left out: the letters, which are files, and mails. What a case lives through (`Life`) is chosen first and written afterwards, so that a test can live
the same through the actions.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from disclosure.applications.models import Application, Decision, Service
from disclosure.cases import access
from disclosure.cases.codes import digest_of
from disclosure.cases.models import Case, CaseEvent, ReplyWay, Series
from disclosure.cases.sentences import said, words
from disclosure.cases.states import CaseState, Kind, Result
from disclosure.clocks.calendar import calendar
from disclosure.complaints.access import route
from disclosure.complaints.models import Complaint, ComplaintKind
from disclosure.complaints.models import Reply as ComplaintReply
from disclosure.feedback.models import Feedback, FeedbackKind
from disclosure.feedback.models import Reply as FeedbackReply
from disclosure.intake.sealed import blind
from disclosure.ledger.record import record_many
from disclosure.org.models import Division
from disclosure.org.posts import posts_of
from disclosure.rules.clock import due
from disclosure.rules.limits import application_kind
from disclosure.rules.outcomes import Outcome

from .people import CHUNK, HERE, MARK, moment

RECEIVED = "You sent it online and this bureau has received it. It is due on {due}, counted from the next day."  # of the catalogue of cases
ANSWERED = "Answer: {text}"
SERVED = "Answered: {outcome}. {way}, {day}."  # of the catalogue of applications
REPLIED = "Answered: {result}. {text}"  # of the catalogue of complaints
TEXT, ANSWER = f"合成事项{MARK}", f"合成答复{MARK}"
APPLICANT = {
    "applicant_type": "person", "name": "合成申请人", "id_kind": "resident-id", "id_number": "11010519491231002X", "phone": "13800000000",
    "address": "合成地址", "form": "electronic", "delivery": "online",
}  # fmt: skip
REASON = "合成理由"


@dataclass(frozen=True)
class Life:
    """What a case lives through: when it came, when it was answered (None: it is open), and about which division it complains."""

    kind: str
    received: dt.datetime
    answered: dt.datetime | None
    division: Division | None = None


def lives(count, people, chance):
    """So many lives: eight in ten feedback, one an application, one a complaint; nineteen in twenty answered, one in thirty late."""
    days, found = calendar(), []
    for _n in range(count):
        on = people.on - dt.timedelta(days=chance.randrange(1, 600))
        received = moment(on, chance.randrange(8, 18)) + dt.timedelta(seconds=chance.randrange(3600))
        late, is_open = chance.random() < 0.033, chance.random() < 0.05
        answered = days.add(on, chance.randrange(1, 15) + (15 if late else 0))[0]
        served = moment(answered, chance.randrange(8, 18)) + dt.timedelta(seconds=chance.randrange(3600))
        kind = chance.choice([Kind.FEEDBACK] * 8 + [Kind.APPLICATION, Kind.COMPLAINT])
        division = chance.choice(people.divisions) if kind == Kind.COMPLAINT else None
        found.append(Life(kind, received, None if is_open or answered >= people.on else served, division))
    return found


def cases(count, *, people, chance, at, progress=lambda done: None):
    """So many cases; returns how many were written."""
    for start in range(0, count, CHUNK * 4):
        with transaction.atomic():
            write(lives(min(CHUNK * 4, count - start), people, chance), people)
        progress(min(start + CHUNK * 4, count))
    return count


def write(chosen, people):
    """The rows and entries of some lives; the Cases in their order."""
    desks, rows = {}, []
    counters = {}
    for life in chosen:
        key = life.kind, life.division.pk if life.division else None
        desk = desks.get(key) or desks.setdefault(key, _Desk(life, people))
        name = f"{Kind(life.kind).prefix}-{life.received.astimezone(HERE).year}"
        series = counters.get(name) or counters.setdefault(name, Series.objects.select_for_update().get_or_create(name=name)[0])
        series.last += 1
        rows.append(_case(life, desk, f"{name}-{series.last:05d}"))
    for series in counters.values():
        series.save()
    rows = Case.objects.bulk_create(rows, batch_size=200)
    told, entries = [], []
    for life, case in zip(chosen, rows, strict=True):
        desk = desks[life.kind, life.division.pk if life.division else None]
        told.append(CaseEvent(case=case, at=life.received, what="received", text=said(RECEIVED, due=case.due_on)))
        entries.append(_received(life, case))
        if life.answered:
            told.append(CaseEvent(case=case, at=life.answered, what="answered", text=_sentence(life, case), by=desk.user))
            entries += _answered(life, case, desk)
    CaseEvent.objects.bulk_create(told, batch_size=200)
    _of_kind(list(zip(chosen, rows, strict=True)), desks)
    record_many(sorted(entries, key=lambda entry: entry["at"]))
    return rows


class _Desk:
    """Who owns a case of some kind from its arrival, and in which post he answers."""

    def __init__(self, life, people):
        self.track, post = None, None
        if life.kind == Kind.COMPLAINT:
            self.track, post = route(division=life.division, persons=(), on=people.on)
        self.holder, self.post = access.desk_holder(life.kind, people.on, post)
        self.user = people.users[self.holder.user_id]
        self.home = Division.objects.filter(code=self.holder.division).first() if self.holder.division else None
        self.acting = next(each for each in posts_of(self.user, people.on) if each.post == self.post)


def _case(life, desk, number):
    on = life.received.astimezone(HERE).date()
    clock = application_kind(on) if life.kind == Kind.APPLICATION else life.kind
    reckoned = due(str(clock), on, (), calendar())
    answered = life.answered.astimezone(HERE).date() if life.answered else None
    about = f"{words(FeedbackKind.QUESTION)}：{said('the website')}"
    title = {Kind.FEEDBACK: about, Kind.APPLICATION: TEXT, Kind.COMPLAINT: words(ComplaintKind.COMPLAINT)}[life.kind]
    return Case(
        number=number, kind=life.kind, code_digest=digest_of(number, "SYNTHETIC"), title=title, way="web", received_at=life.received, received_on=on,
        clock_kind=str(clock), clock_from=on, due_on=reckoned.due_on, provisional=reckoned.provisional, desk=desk.post, owner=desk.user,
        owner_post=desk.post, owner_division=desk.home, first_receiver=desk.user, synthetic=True,
        state=CaseState.ANSWERED if answered else CaseState.RECEIVED, taken_up_at=life.answered, answered_on=answered,
        was_due_on=reckoned.due_on if answered else None, result=_result(life) if answered else "",
    )  # fmt: skip


def _result(life):
    return Result.REFUSED if life.kind == Kind.APPLICATION else Result.SOLVED


def _sentence(life, case):
    if life.kind == Kind.FEEDBACK:
        return said(ANSWERED, text=ANSWER)
    if life.kind == Kind.COMPLAINT:
        return said(REPLIED, result=words(Result.SOLVED), text=ANSWER)
    return said(SERVED, outcome=words(Outcome.A8), way=words(Service.ONLINE), day=case.answered_on)


def _received(life, case):
    facts = {"kind": case.kind, "way": case.way, "received_on": case.received_on, "due_on": case.due_on}
    if life.kind not in access.discreet:
        facts |= {"desk": case.desk, "owner_post": case.owner_post}
    facts |= {
        Kind.FEEDBACK: {"about": "question", "page": None, "revision": None, "party": ""}, Kind.APPLICATION: {"type": "person"},
        Kind.COMPLAINT: {"of": "complaint"},
    }[life.kind]  # fmt: skip
    verb = {Kind.FEEDBACK: "feedback.receive", Kind.APPLICATION: "applications.receive", Kind.COMPLAINT: "complaints.receive"}[life.kind]
    return {"verb": verb, "about": ("case", case.pk, case.number), "at": life.received, "facts": facts}


def _answered(life, case, desk):
    common = {"about": ("case", case.pk, case.number), "by": desk.user, "acting": desk.acting, "at": life.answered}
    late = {"on": case.answered_on, "due_on": case.was_due_on, "late": case.late}
    if life.kind == Kind.FEEDBACK:
        facts = {"result": "solved", "way": "online", "carrier": "", "tracking_number": "", **late}
        return [{"verb": "feedback.answer", "facts": facts, **common}]
    if life.kind == Kind.COMPLAINT:
        facts = {"result": "solved", "ground": "", "way": "online", "letter": "", **late}
        return [{"verb": "complaints.reply", "facts": facts, **common}]
    decision = Decision(outcome=Outcome.A8, ground="")
    facts = {"outcome": "A8", "ground": "", "row": decision.row, "letter": "", "number": ""}
    served = {"service": "online", "carrier": "", "tracking_number": "", "outcome": "A8", "row": decision.row, **late}
    return [{"verb": "applications.decide", "facts": facts, **common}, {"verb": "applications.serve", "facts": served, **common}]


def _of_kind(pairs, desks):
    """The rows that each kind has besides the case, and those of its answer."""
    of = {kind: [(life, case) for life, case in pairs if life.kind == kind] for kind in (Kind.FEEDBACK, Kind.APPLICATION, Kind.COMPLAINT)}

    def user(life):
        return desks[life.kind, life.division.pk if life.division else None].user

    def replied(model, name, rows, lives):
        model.objects.bulk_create(
            [
                model(**{name: row}, round=1, result="solved", text=ANSWER, decided_at=life.answered, decided_by=user(life),
                      way=ReplyWay.ONLINE, served_on=case.answered_on)
                for row, (life, case) in zip(rows, lives, strict=True) if life.answered
            ],
            batch_size=200,
        )  # fmt: skip

    made = Feedback.objects.bulk_create(
        [Feedback(case=case, kind="question", text=TEXT, reply=ANSWER if life.answered else "") for life, case in of[Kind.FEEDBACK]], batch_size=200
    )
    replied(FeedbackReply, "feedback", made, of[Kind.FEEDBACK])
    applicant = blind(f"{APPLICANT['id_kind']} {APPLICANT['id_number']}", "applicant") if of[Kind.APPLICATION] else ""
    made = Application.objects.bulk_create(
        [Application(case=case, applicant=applicant, description=TEXT, outcome=Outcome.A8 if life.answered else "", **APPLICANT)
         for life, case in of[Kind.APPLICATION]],
        batch_size=200,
    )  # fmt: skip
    Decision.objects.bulk_create(
        [
            Decision(application=row, round=1, outcome=Outcome.A8, reason=REASON, decided_at=life.answered, decided_by=user(life),
                     service=Service.ONLINE, served_on=case.answered_on)
            for row, (life, case) in zip(made, of[Kind.APPLICATION], strict=True) if life.answered
        ],
        batch_size=200,
    )  # fmt: skip
    made = Complaint.objects.bulk_create(
        [
            Complaint(case=case, kind="complaint", anonymous=True, subject=TEXT, text=TEXT, division=life.division,
                      track=desks[life.kind, life.division.pk].track)
            for life, case in of[Kind.COMPLAINT]
        ],
        batch_size=200,
    )  # fmt: skip
    replied(ComplaintReply, "complaint", made, of[Kind.COMPLAINT])
