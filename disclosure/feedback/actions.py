"""What happens to feedback: each one transaction and one entry in the ledger, which never names a citizen or holds his words (四（四）, 五（四）).

What a handover, a request for a correction, the citizen's confirmation and reopening do is the same for every case: cases.actions.
"""

import re
import unicodedata

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure.cases import access, service
from disclosure.cases import actions as cases
from disclosure.cases.models import Case, ReplyWay
from disclosure.cases.sentences import said, words
from disclosure.cases.states import CaseState, Kind, Result, Way
from disclosure.clocks.actions import day_of
from disclosure.items import parts
from disclosure.items.models import DisclosurePage
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import record
from disclosure.org.posts import acting_posts, full_name, posts_of
from disclosure.outbox.work import enqueue

from . import given as fields
from . import letters
from .letter_texts import AFTER
from .models import Feedback, FeedbackKind, Reply, Report
from .readers import LEADERS, is_inward, party_name, repair_from

PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
LABELS = re.compile("联系电话|联系人|联系方式|电话|手机|邮箱|微信|先生|女士|姓名|地址")  # words beside a contact that are nobody's

# ---- arrival


@transaction.atomic
def receive(*, given, page, way, received_at=None, received_on=None, files=(), by=None, giver=None, their_due_on=None, their_number="",
            transferred_from="", came_from="", at):  # fmt: skip
    """Receive feedback from `given` (given.FIELDS) on a live page that its giver may read, or on none; (Feedback, code). Entry "feedback.receive".

    giver: the user who gives it on an inward item, for which no code is made; by: who enters what came another way, its first owner (首问责任).
    Raises Invalid naming the field.
    """
    values = fields.require(given, page)
    kind = values["kind"]
    about = page.title if page is not None else said(gettext_noop("the website"))
    case, code = cases.open_case(
        kind=Kind.FEEDBACK, title=f"{words(kind)}：{about}", way=way, received_at=received_at or at, received_on=received_on, by=by,
        email="" if giver else fields.mail_in(values["contact"]), their_due_on=their_due_on, their_number=their_number,
        transferred_from=transferred_from, at=at,
    )  # fmt: skip
    if is_inward(page):  # the tracking page is open to the street: no code opens it there, its giver reads it signed in
        Case.objects.filter(pk=case.pk).update(code_digest="")
        code = ""
    cases.keep_papers(case, files, at=at)
    feedback = Feedback.objects.create(
        case=case, page_id=page.pk if page is not None else None, inward=is_inward(page), giver=giver, came_from=came_from,
        party=(party_name(page, values["credit_code"]) or "")[:255] if kind.of_a_party else "",
        **values | {"contact": values["contact"] or None},
    )  # fmt: skip
    earliest = repair_from(page)[0] if kind == FeedbackKind.REPAIR else None
    if earliest and earliest > day_of(at):
        sentence = gettext_noop("The shortest display period is not over: the display may end on {day} at the earliest.")
        cases.say(case, "repair_from", said(sentence, day=earliest), at=received_at or at, by=by)
    cases.arrived(case, by=by, at=at)
    facts = {**cases.receipt_facts(case), "about": kind.value, "page": feedback.page_id, "revision": feedback.revision, "party": feedback.credit_code}
    record("feedback.receive", about=cases.about(case), by=by or giver, at=at, facts=facts)
    return feedback, code


@transaction.atomic
def enter(*, given, page, way, received_on, files=(), their_due_on=None, their_number="", transferred_from="", by, at):
    """Whoever was first asked enters what came by telephone, letter, visit, fax or transfer and owns it from now on; (Feedback, code).

    As `receive`, by anyone who holds a post. Raises NotAllowed, Invalid.
    """
    if not acting_posts(by, day_of(at)):
        raise NotAllowed(_("Feedback is entered by who holds a post here; who audits changes nothing."))
    if way not in Way.values or way in (Way.WEB, Way.API):
        raise Invalid(_("Way of arrival: say how it came."), field="way")
    if is_inward(page):
        raise Invalid(_("Item: it is an inward one; its page has a link by which a colleague gives feedback himself."), field="item")
    cases.require_recent(received_on, at)
    return receive(
        given=given, page=page, way=way, received_on=received_on, files=files, by=by, their_due_on=their_due_on, their_number=their_number,
        transferred_from=transferred_from, at=at,
    )  # fmt: skip


@transaction.atomic
def view_contact(feedback, *, by, at):
    """The contact in the clear; each viewing is an entry "feedback.contact"."""
    acting = cases.require(by, feedback.case, at)
    record("feedback.contact", about=cases.about(feedback.case), by=by, acting=acting, at=at)
    return feedback.contact or ""


# ---- on the way


def in_hand(feedback, by, at):
    """(Feedback, Case, Holding), the case locked; NotFound for who may not know it."""
    case = cases.locked(feedback.case)
    feedback = Feedback.objects.get(pk=feedback.pk)
    feedback.case = case
    return feedback, case, cases.require(by, case, at)


@transaction.atomic
def report(feedback, *, to, text, by, at):
    """Report it to a leader of the bureau (四（四）), who may read it from now on and is told by mail. Entry "feedback.report"; the Report."""
    feedback, case, acting = in_hand(feedback, by, at)
    cases.require_open(case)
    text = cases.text_of(text)
    post = next((each.post for each in posts_of(to, day_of(at)) if each.post in LEADERS), None) if to else None
    if post is None:
        raise Invalid(_("To: name a leader of the bureau."), field="to")
    if feedback.reports.filter(to=to, instructed_at=None).exists():
        raise WrongState(_("It is reported to this leader already; his instruction is awaited."))
    made = Report.objects.create(feedback=feedback, to=to, post=post, text=text, at=at)
    cases.say(case, "reported", said(gettext_noop("Reported to {name}: {text}"), name=full_name(to), text=text), at=at, by=by, public=False)
    _mail(to, case, f"report:{made.pk}", said(gettext_noop("Reported to you: {number}"), number=case.number), at=at)
    record("feedback.report", about=cases.about(case), by=by, acting=acting, at=at, facts={"to": full_name(to), "post": post})
    return made


@transaction.atomic
def instruct(feedback, *, text, by, at):
    """The leader's instruction on what was reported to him; its owner is told. Entry "feedback.instruct"."""
    feedback, case, acting = in_hand(feedback, by, at)
    waiting = feedback.reports.filter(to=by, instructed_at=None).first()
    if waiting is None:
        raise NotFound(_("Nothing of this is reported to you."))
    cases.require_open(case)
    waiting.instruction, waiting.instructed_at = cases.text_of(text), at
    waiting.save()
    sentence = said(gettext_noop("Instruction of {name}: {text}"), name=full_name(by), text=waiting.instruction)
    cases.say(case, "instructed", sentence, at=at, by=by, public=False)
    _mail(case.owner, case, f"instruct:{waiting.pk}", said(gettext_noop("A leader's instruction on {number}"), number=case.number), at=at)
    record("feedback.instruct", about=cases.about(case), by=by, acting=acting, at=at)
    return waiting


def _mail(user, case, what, subject, *, at):
    """A mail to somebody of the house: the number and the way to the case, nothing of what is in it."""
    if user and user.email:
        base = (getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/")
        body = f"{subject}\n\n{base}{reverse('disclosure_cases_case', args=[case.pk])}"
        enqueue(key=f"case:{case.pk}:{what}", to=user.email, subject=subject, body=body, at=at)


def _tell_giver(feedback, *, at):
    """A mail to the colleague who gave feedback on an inward item: he reads the answer in the admin, signed in."""
    if feedback.giver and feedback.giver.email:
        subject = said(gettext_noop("News about your feedback {number}"), number=feedback.case.number)
        base = (getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/")
        body = f"{subject}\n\n{base}{reverse('disclosure_feedback_mine', args=[feedback.pk])}"
        enqueue(key=f"case:{feedback.case_id}:giver:{int(at.timestamp())}", to=feedback.giver.email, subject=subject, body=body, at=at)


@transaction.atomic
def change_kind(feedback, *, to, credit_code="", reason, by, at):
    """Say that it is feedback of another kind, with the reason; to an objection or repair the credit code of a party of the page belongs.

    Entry "feedback.kind". Raises Invalid, WrongState once standing was checked or for its own kind.
    """
    feedback, case, acting = in_hand(feedback, by, at)
    cases.require_open(case)
    require_unanswered(feedback, case)
    reason = cases.text_of(reason, "reason", most=500)
    if feedback.standing_at:
        raise WrongState(_("Its standing is checked and shown on the page: decide it, do not change its kind."))
    if to == feedback.kind:
        raise WrongState(_("It is of this kind already."))
    page = DisclosurePage.objects.filter(pk=feedback.page_id).first()
    given = {"kind": to, "text": feedback.text, "contact": feedback.contact or "—", "credit_code": credit_code}
    values = fields.require(given, page.specific if page else None)
    before, feedback.kind, feedback.credit_code = feedback.kind, values["kind"], values["credit_code"]
    feedback.party = (party_name(page, feedback.credit_code) or "")[:255] if feedback.credit_code else ""
    feedback.save(update_fields=["kind", "credit_code", "party"])
    sentence = gettext_noop("It is handled as “{kind}” from now on: {reason}")
    cases.say(case, "kind", said(sentence, kind=words(values["kind"]), reason=reason), at=at, by=by)
    facts = {"from": before, "to": to, "reason": reason}
    record("feedback.kind", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return feedback


@transaction.atomic
def go_on_as(feedback, *, to, reason, by, at):
    """What is in truth a matter of another room (a complaint) goes on there under a number of its own; this one ends as not ours.

    The code opens both. Entry "feedback.kind"; the new number. Raises WrongState where no room takes it or standing was checked.
    """
    feedback, case, acting = in_hand(feedback, by, at)
    cases.require_open(case)
    require_unanswered(feedback, case)
    reason = cases.text_of(reason, "reason", most=255)
    if feedback.standing_at:
        raise WrongState(_("Its standing is checked and shown on the page: decide it, do not change its kind."))
    contact = feedback.contact or ""
    found = PHONE.search(unicodedata.normalize("NFKC", contact))
    phone, email = found[0] if found else "", fields.mail_in(contact)
    name = re.sub(r"[^一-龥A-Za-z· ]+", "", LABELS.sub("", contact.replace(email, ""))).strip()[:50]
    told = {"name": name if phone or email else "", "phone": phone, "email": email, "subject": case.title, "text": feedback.text}
    number = cases.go_on_as(case, to, told, reason=reason, by=by, at=at)
    feedback.went_to = number
    feedback.save(update_fields=["went_to"])
    sentence = said(gettext_noop("It goes on as {number}, opened by the same code. Reason: {reason}"), number=number, reason=reason)
    cases.settle_answer(case, on=day_of(at), result=Result.NOT_OURS, at=at, by=by, sentence=sentence)
    cases.tell(case, "kind", at=at)
    record("feedback.kind", about=cases.about(case), by=by, acting=acting, at=at, facts=cases.went_to(to, number))
    return number


def come_from(case, told, reason, by, at):
    """What another room held goes on as a question or comment of the same person (`told`: name, phone, email, text); its number.

    The code of the former case opens it too. Entry "feedback.receive".
    """
    contact = " ".join(part for part in (told.get("name"), told.get("phone"), told.get("email")) if part)[:200]
    feedback, _code = receive(
        given={"kind": FeedbackKind.QUESTION.value, "text": told["text"], "contact": contact}, page=None, way=case.way, received_at=at,
        came_from=case.number, at=at,
    )  # fmt: skip
    sentence = gettext_noop("It was {number} before. Reason: {reason}")
    cases.say(feedback.case, "kind", said(sentence, number=case.number, reason=reason), at=at, by=by)
    return feedback.case.number


cases.opens[Kind.FEEDBACK.value] = come_from


# ---- an answer, and what is shown of it


@transaction.atomic
def answer(feedback, *, text, result, ground="", way=ReplyWay.ONLINE, on=None, carrier="", tracking_number="", by, at):
    """Answer an error, a question or a comment; a refusal names its ground. Entry "feedback.answer"; the Reply.

    way: how it reaches who gave it, with a letter where it goes on paper or by mail. On the tracking page and by telephone it is served at once, any
    other way on the day `on` (date, with carrier and number by post) or, without it, when `serving.serve` records it: that day is the day of the
    answer, and lateness counts to it. Raises Invalid, WrongState.
    """
    feedback, case, acting = in_hand(feedback, by, at)
    if feedback.get_kind().of_a_party:
        raise WrongState(_("An objection or credit repair is decided, not answered: use “Decide”."))
    cases.require_open(case)
    require_unanswered(feedback, case)
    text = cases.text_of(text)
    if result not in (Result.SOLVED, Result.REFUSED, Result.NOT_OURS):
        raise Invalid(_("How it ended: solved, refused or not ours."), field="result")
    ground = cases.text_of(ground, "ground", needed=result == Result.REFUSED, most=500)
    service.require_way(way, reached=bool(feedback.contact) and feedback.giver is None, email=case.email)
    feedback.reply = text if not ground else said(gettext_noop("{text} Ground: {ground}"), text=text, ground=ground)
    feedback.save(update_fields=["reply"])
    letter = None
    if way not in (ReplyWay.ONLINE, ReplyWay.TELEPHONE):
        letter = letters.write(feedback, "feedback-answer", by=by, at=at, public=False, answer=feedback.reply, after=AFTER)
    made = Reply.objects.create(
        feedback=feedback, round=case.round, result=result, text=feedback.reply, decided_at=at, decided_by=by, letter=letter, way=way
    )
    if case.state in (CaseState.RECEIVED, CaseState.REOPENED):
        case.state, case.taken_up_at = CaseState.IN_HAND, case.taken_up_at or at
        case.save()
    facts = {"result": result, "way": way} | ({"letter": letter.sha256, "number": letter.number} if letter else {})
    if on is not None or letter is None:
        # By telephone it may have been told, and be entered, on another day than the first.
        since = case.clock_from if way == ReplyWay.TELEPHONE else day_of(at)
        service.fill(made, on=on, carrier=carrier, tracking_number=tracking_number, written_on=since, at=at)
        facts |= served(made, case, *sentence_of(made), by=by, at=at)
    record("feedback.answer", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return made


def sentence_of(reply):
    """What the citizen reads of an answer, and how the case ends: (sentence, Result)."""
    return said(gettext_noop("Answer: {text}"), text=reply.text), Result(reply.result)


def require_unanswered(feedback, case):
    """Refuse what comes after an answer or a decision of this round that waits for its service. Raises WrongState."""
    if feedback.replies.filter(round=case.round).exists() or feedback.decisions.filter(round=case.round).exists():
        raise WrongState(_("It is answered already: record the service."))


def served(row, case, sentence, result, *, by, at):
    """Without an entry: the answer `row` (models.Reply, Decision), its service filled in, reached who gave it; facts for the entry."""
    row.save()
    if row.letter is not None:
        row.letter.public = True
        row.letter.save(update_fields=["public"])
    cases.settle_answer(case, on=row.served_on, result=result, at=at, by=by, sentence=sentence)
    cases.tell(case, "answer", at=at, letter=row.letter)
    row.feedback.case = case
    _tell_giver(row.feedback, at=at)
    return {"on": row.served_on, "carrier": row.carrier, "tracking_number": row.tracking_number, "due_on": case.was_due_on, "late": case.late}


PERSONAL = (
    re.compile(r"(?<![0-9])1[3-9][0-9](?:[ -]?[0-9]){8}(?![0-9])"),  # a mobile number
    re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])"),  # an identity number
    fields.ADDRESS,
)


def _without_the_giver(feedback, field, text):
    """The text, refused where it holds the giver's contact or what looks like anybody's telephone, identity number or e-mail address."""
    squeezed = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    contact = LABELS.sub(" ", unicodedata.normalize("NFKC", feedback.contact or "").upper())
    told = re.findall(r"[0-9A-Z@._+-]{6,}|[一-龥]{2,}", contact)
    read = unicodedata.normalize("NFKC", text)
    joined = re.sub(r"(?<=[0-9])[\W_]{1,3}(?=[0-9Xx])", "", read)  # figures that were parted to pass
    if any(part in squeezed for part in told) or any(pattern.search(each) for pattern in PERSONAL for each in (read, joined)):
        sentence = _("“{field}” names the giver or holds a telephone, identity number or e-mail address: take it out before it is shown.")
        raise Invalid(sentence.format(field=field), field=field)
    return text


@transaction.atomic
def publish(feedback, *, question, answer, by, at):
    """Show question and answer on the item's page, the giver removed; by the office director, once it is answered. Entry "feedback.publish".

    Raises Invalid naming the field that holds the giver's contact, a telephone, an identity number or an e-mail address.
    """
    feedback, case, _acting = in_hand(feedback, by, at)
    acting = access.held_at_desk(by, case, day_of(at))
    if acting is None:
        raise NotAllowed(_("The office director decides what of feedback is shown on the page."))
    if case.state not in (CaseState.ANSWERED, CaseState.CLOSED) or feedback.get_kind().of_a_party or feedback.page_id is None:
        raise WrongState(_("Only an answered error, question or comment on a page is shown there."))
    feedback.question = _without_the_giver(feedback, "question", cases.text_of(question, "question", most=1000))
    feedback.answer = _without_the_giver(feedback, "answer", cases.text_of(answer, "answer", most=2000))
    feedback.shown_at = at
    feedback.save(update_fields=["question", "answer", "shown_at"])
    parts.changed(page_of(feedback))
    cases.say(case, "shown", said(gettext_noop("Question and answer are shown on the page, without your name.")), at=at, by=by)
    facts = {"page": feedback.page_id, "question": feedback.question, "answer": feedback.answer}
    record("feedback.publish", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return feedback


@transaction.atomic
def unpublish(feedback, *, reason, by, at):
    """No longer show question and answer, with the reason; by the office director. Entry "feedback.unpublish"."""
    feedback, case, _acting = in_hand(feedback, by, at)
    acting = access.held_at_desk(by, case, day_of(at))
    if acting is None:
        raise NotAllowed(_("The office director decides what of feedback is shown on the page."))
    if feedback.shown_at is None:
        raise WrongState(_("Nothing of it is shown."))
    reason = cases.text_of(reason, "reason", most=500)
    feedback.shown_at = None
    feedback.save(update_fields=["shown_at"])
    parts.changed(page_of(feedback))
    cases.say(case, "hidden", said(gettext_noop("Question and answer are no longer shown on the page: {reason}"), reason=reason), at=at, by=by)
    record("feedback.unpublish", about=cases.about(case), by=by, acting=acting, at=at, facts={"page": feedback.page_id, "reason": reason})
    return feedback


def page_of(feedback):
    """The item that feedback is about, as its own type; None for another page or none."""
    page = DisclosurePage.objects.filter(pk=feedback.page_id).first()
    return page.specific if page else None
