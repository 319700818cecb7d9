"""Supervision orders (督办、整改、改进建议; 五（五）): warning → explanation → plan → evidence → check. Only what was checked is closed.

Each verb is one transaction and one entry in the ledger about ("order", number); an order from a complaint never names it there.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure.cases import actions as cases
from disclosure.cases import codes, notify
from disclosure.cases.models import Case
from disclosure.cases.sentences import day_words, said, words
from disclosure.cases.states import Kind
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.clocks.remind import Owed, reminded
from disclosure.ledger.errors import Invalid, NotAllowed, NotFound, WrongState
from disclosure.ledger.record import record
from disclosure.org.models import Division, PostKind
from disclosure.org.posts import Roster, asked_by_division, holders, holding, posts_of
from disclosure.outbox.work import enqueue
from disclosure.rules.limits import limit
from disclosure.rules.reporting import Track

from . import access, papers, shown, words_of
from .models import Complaint, Inquiry, OrderKind, OrderPaper, OrderState, OrderStep, StepKind, SupervisionOrder

ABOUT = ("page", "case", "duty", "figure", "consultation", "document", "inquiry")
MOST_TEXT = 5000
USUAL = (PostKind.EFFICIENCY_OFFICER, PostKind.MAIN_LEADER)
OF_DIVISION = (PostKind.EDITOR, PostKind.DIVISION_HEAD)


class Alike(WrongState):
    """The same person ordered the same already. order: the SupervisionOrder that is open."""

    def __init__(self, message, order):
        super().__init__(message)
        self.order = order


def about(order):
    """What the ledger says an entry is about."""
    return "order", order.pk, order.number


def may_open_orders(user, on, division=None):
    """In what capacity `user` opens orders on `on` (date): the efficiency officer or the main leader to anyone, a leader in charge to his divisions.

    division: to which (a Division), None for any, as a button asks; then a leader has at least one. None for everyone else (五（二）).
    """
    found = next((held for kind in USUAL if (held := holding(user, kind, on=on))), None)
    if found is not None:
        return found
    if division is not None:
        return holding(user, PostKind.SUPERVISING_LEADER, division=division, on=on)
    return next((each for each in posts_of(user, on) if each.post == PostKind.SUPERVISING_LEADER and each.division), None)


def divisions_to_order(user, on):
    """Codes of the divisions to which `user` may open orders on `on` (date); None for all of them."""
    if any(holding(user, kind, on=on) for kind in USUAL):
        return None
    return {each.division for each in posts_of(user, on) if each.post == PostKind.SUPERVISING_LEADER and each.division}


def orders_about(kind, number=None, key=""):
    """The orders of a row or figure, newest first."""
    return SupervisionOrder.objects.filter(about_kind=kind, about_no=number, about_key=key).order_by("-opened_at", "-id")


def owes(user, order, on):
    """In what capacity `user` answers an order: the post that owes it, for its division; None."""
    return holding(user, order.owner_kind, division=order.division if asked_by_division(order.owner_kind) else None, on=on)


def checks(user, order, on):
    """In what capacity `user` checks an order: the efficiency office, the main leader where it is the office's own, or who opened it from a complaint
    that the office may not know."""
    complaint = _complaint_of(order)
    if complaint is not None and user.pk in access.barred(complaint, on):
        return None
    did = doers(order.steps.all())
    post, opener = checker(order, Roster(on), named=complaint is not None and complaint.track != Track.ROUTINE, did=did)
    if user.pk in did:
        return None
    if opener is not None:
        return next(iter(posts_of(user, on)), None) if opener.pk == user.pk else None
    found = holding(user, post, on=on)
    return found if found and owes(user, order, on) is None else None


def doers(steps):
    """Numbers of the accounts that answered an order in its steps, also as a delegate whose time is over."""
    return {step.by_id for step in steps if step.kind in (StepKind.EXPLANATION, StepKind.PLAN, StepKind.EVIDENCE)}


def checker(order, roster, *, named, did=frozenset()):
    """(post, account or None) of who checks an order on the day of a Roster: nobody checks himself, and nothing hangs for want of another officer.

    did: `doers` of it. named: whether it is out of a complaint that does not go the ordinary way; as where those who watch may not know it, who
    opened it checks it.
    """
    if named or not open_to_watchers(order):
        return order.opened_post, order.opened_by
    division = order.division if asked_by_division(order.owner_kind) else None
    owners = did | {each.user_id for each in roster.holders(order.owner_kind, division=division)}
    others = any(each.user_id not in owners for each in roster.holders(PostKind.EFFICIENCY_OFFICER))
    return PostKind.EFFICIENCY_OFFICER if others else PostKind.MAIN_LEADER, None


def _complaint_of(order):
    """The complaint out of which an order was opened, or whose inquiry it is about; None."""
    return _complaint_behind(order.about_kind, order.about_no)


def _complaint_behind(kind, number):
    if kind not in ("case", "inquiry"):
        return None
    asked = {"case": number} if kind == "case" else {"inquiries": number}
    return Complaint.objects.select_related("division", "case").filter(**asked).first()


def reads(user, order, on):
    """In what capacity `user` reads an order: who owes or checks it, its division, its leader in charge (unless it is out of a complaint about
    himself), the main leader, the auditor.
    """
    found = owes(user, order, on) or checks(user, order, on)
    if found:
        return found
    held = posts_of(user, on)
    code = order.division.code if order.division else None
    complaint = _complaint_of(order)
    watched = open_to_watchers(order) and (complaint is None or access.rows(user, on).filter(pk=complaint.case_id).exists())
    himself = complaint is not None and complaint.case_id in access.about_himself(user, on)
    for each in held:
        if each.post in (PostKind.MAIN_LEADER, PostKind.AUDITOR, PostKind.EFFICIENCY_OFFICER) and watched:
            return each
        if code and each.division == code and (each.post in OF_DIVISION or each.post == PostKind.SUPERVISING_LEADER and not himself):
            return each
    opened = order.opened_by_id == user.pk and (complaint is None or user.pk not in access.barred(complaint, on))
    return held[0] if held and opened else None


def open_to_watchers(order):
    """Whether the efficiency office, the main leader and the auditor know an order: all but those out of a complaint that is kept from the office."""
    if order.opened_post in USUAL:
        return True
    if order.opened_post != PostKind.SUPERVISING_LEADER:
        return False
    return not (order.about_kind == "case" and Case.objects.filter(pk=order.about_no, kind=Kind.COMPLAINT).exists())


def readable(user, on):
    """The orders that `user` may read on `on`: a queryset."""
    found = SupervisionOrder.objects.all()
    held = posts_of(user, on)
    kinds = {each.post for each in held}
    mine = Q(opened_by=user.pk) & ~_out_of_barred(user, on) if held else Q(pk__in=[])
    if kinds & {*USUAL, PostKind.AUDITOR}:
        complaints = Case.objects.filter(kind=Kind.COMPLAINT).values("pk")
        watched = Q(opened_post__in=USUAL) | Q(opened_post=PostKind.SUPERVISING_LEADER) & ~Q(about_kind="case", about_no__in=complaints)
        mine |= watched & ~_out_of_hidden(user, on)
    codes = {each.division for each in held if each.post in OF_DIVISION and each.division}
    mine |= Q(division__in=list(Division.objects.filter(code__in=codes).values_list("pk", flat=True)))
    led = {each.division for each in held if each.post == PostKind.SUPERVISING_LEADER and each.division} - codes
    if led:
        about = Complaint.objects.order_by().filter(case__in=access.about_himself(user, on))
        led = list(Division.objects.filter(code__in=led).values_list("pk", flat=True))
        mine |= Q(division__in=led) & ~_out_of(list(about.values_list("pk", "case")))
    mine |= Q(owner_kind__in={kind for kind in kinds if not asked_by_division(kind)})
    return found.filter(mine)


def _out_of(complaints):
    """Q of the orders out of some complaints, [(number, number of the case)], and out of their inquiries."""
    asked = Inquiry.objects.order_by().filter(complaint__in=[number for number, _case in complaints]).values("pk")
    return Q(about_kind="case", about_no__in=[case for _number, case in complaints]) | Q(about_kind="inquiry", about_no__in=asked)


def _out_of_hidden(user, on):
    """Q of the orders out of complaints of which `user` may not know that they exist: to who watches they are hidden as the complaint is."""
    hidden = Complaint.objects.order_by().exclude(case__in=access.rows(user, on).order_by().values("pk"))
    return _out_of(list(hidden.values_list("pk", "case")))


def _out_of_barred(user, on):
    """Q of the orders out of complaints that are kept from `user` by name, or may be: also from him who opened them before that was known."""
    if not SupervisionOrder.objects.filter(opened_by=user.pk).exists():
        return Q(pk__in=[])
    names = Complaint.persons.through.objects.order_by()
    codes = {each.division for each in posts_of(user, on) if each.division}
    divisions = list(Division.objects.filter(code__in=codes).values_list("pk", flat=True))
    maybe = Complaint.objects.order_by().filter(
        Q(pk__in=list(names.filter(user=user.pk).values_list("complaint_id", flat=True))) | ~Q(track=Track.ROUTINE) | Q(division__in=divisions)
    )
    named = defaultdict(set)
    for number, person in names.filter(complaint__in=maybe.values("pk")).values_list("complaint_id", "user_id"):
        named[number].add(person)
    kept, asked = [], {}  # from whom follows from division, persons and way: asked once of each, there may be thousands of complaints
    for number, case, division, track in maybe.values_list("pk", "case", "division", "track"):
        alike = division, frozenset(named[number]), track
        if alike not in asked:
            about = Division.objects.filter(pk=division).first()
            asked[alike] = user.pk in access.barred_by(about, named[number], track, on)
        if asked[alike]:
            kept.append((number, case))
    return _out_of(kept)


@transaction.atomic
def order_open(*, kind, title, text, about, division=None, owner_kind=PostKind.DIVISION_HEAD, due_on=None, stood=None, by, at):
    """Open an order about a row: (kind, number or None, key) with a kind of ABOUT; the SupervisionOrder. Entry "orders.open".

    stood: of a figure, how it stood when the order was opened, as values that JSON keeps (SupervisionOrder.stood).

    due_on: the day by which all is done, default 15 working days; the explanation is due in three. By the efficiency office or the main leader, to a
    division also by the leader in charge of it; about a complaint by whoever handles it, in his own words. Raises NotAllowed, NotFound, Invalid
    naming the field, Alike where he asked the same already and that is open.
    """
    today = day_of(at)
    acting, complaint = _opener(about, division if owner_kind in PostKind.values and asked_by_division(owner_kind) else None, by, at)
    if kind not in OrderKind.values:
        raise Invalid(_("Kind: choose one of {kinds}.").format(kinds=", ".join(OrderKind.values)), field="kind")
    title, text = cases.text_of(title, "title", most=255), cases.text_of(text, "text", most=MOST_TEXT)
    if owner_kind not in PostKind.values:
        raise Invalid(_("Owner: choose a post."), field="owner_kind")
    if asked_by_division(owner_kind) and division is None:
        raise Invalid(_("Division: say whose order it is."), field="division")
    if not holders(owner_kind, division=division if asked_by_division(owner_kind) else None, on=today):
        raise Invalid(_("Division: nobody holds this post there today; choose another one."), field="division")
    days = calendar()
    working_days = None if due_on else limit("order", today).days
    due_on = due_on or days.add(today, working_days)[0]
    if due_on <= today:
        raise Invalid(_("Due on: give a day after today."), field="due_on")
    _require_near(due_on, today)
    about_kind, number, key = about
    _require_own(_complaint_behind(about_kind, number), by, today, title=title, text=text)
    given = {
        "kind": kind, "title": title, "text": text, "about_kind": about_kind, "about_no": number, "about_key": key, "division": division,
        "owner_kind": owner_kind,
    }  # fmt: skip
    order_number = codes.case_number(OrderKind(kind).prefix, today.year)  # of two at the same moment the second waits here
    if alike := SupervisionOrder.objects.open().filter(**given, opened_by=by).first():
        raise Alike(_("{number}, which you opened, asks the same already.").format(number=alike.number), alike)
    order = SupervisionOrder.objects.create(
        **given, number=order_number, stood=stood, opened_at=at, opened_by=by, opened_post=acting.post, due_on=due_on, due_working_days=working_days,
        step_due_on=min(due_on, days.add(today, limit("order-explanation", today).days)[0]),
    )  # fmt: skip
    OrderStep.objects.create(order=order, kind=StepKind.WARNING, text=text, due_on=order.step_due_on, at=at, by=by)
    _tell_owner(order, "opened", at)
    facts = {"kind": kind, "division": division.code if division else None, "owner_kind": str(owner_kind), "due_on": due_on}
    if complaint is None:
        facts["about"] = [about_kind, number, key]
    record("orders.open", about=("order", order.pk, order.number), by=by, acting=acting, at=at, facts=facts)
    return order


def _opener(about, division, by, at):
    """(Holding, Complaint or None) of who opens an order about a row to a division (None: to a post of the bureau)."""
    if not (isinstance(about, (tuple, list)) and len(about) == 3 and about[0] in ABOUT):
        raise Invalid(_("About: name a row as (kind, number, key), the kind one of {kinds}.").format(kinds=", ".join(ABOUT)), field="about")
    complaint = None
    if about[0] == "case":
        case = Case.objects.filter(pk=about[1]).first()
        if case is None:
            raise NotFound(_("There is no such case."))
        if case.kind == Kind.COMPLAINT:
            acting = cases.require(by, case, at)
            return acting, Complaint.objects.get(case=case)
    acting = may_open_orders(by, day_of(at), division)
    if acting is None or division is None and acting.post not in USUAL:
        raise NotAllowed(_("Supervision orders are opened by the efficiency office, the main leader or the leader in charge of the division."))
    return acting, complaint


def _locked(order, by, at, who):
    """(order, Holding): locked, `by` in the capacity that `who` asks for; NotFound for a stranger, NotAllowed for a reader."""
    order = SupervisionOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    acting = who(by, order, day_of(at))
    if acting is None:
        if reads(by, order, day_of(at)) is None:
            raise NotFound(_("There is no such order."))
        raise NotAllowed(_("This step is taken by who owes the order.") if who is owes else _("Orders are checked by the efficiency office."))
    return order, acting


def _require(order, state):
    """WrongState where a step that is taken in `state` is over, or not due yet."""
    if order.state == state:
        return
    known = list(OrderState)
    if known.index(OrderState(order.state)) > known.index(state):
        raise WrongState(_("This order is “{state}”: that step is done already.").format(state=order.get_state_display()))
    raise WrongState(_("This order is “{state}”: that step is not due now.").format(state=order.get_state_display()))


def _require_own(complaint, by, on, **texts):
    """What the parties of an order read is in own words and tells of no complaint, whatever the order is about: no number of one, nobody's mobile or
    identity number; from who may read them neither who came nor what he wrote. To anybody else a refusal would tell who came.
    """
    if complaint is not None and access.capacity(by, complaint.case, on) is not None:
        for field, text in texts.items():
            words_of.require_own(complaint, text, field, title=True)
    for field, text in texts.items():
        words_of.require_unnumbered(text, field)
    words_of.require_impersonal(Complaint.objects.filter(case__in=access.readable(by, on).order_by().values("pk")), texts, on)


def _require_near(due_on, today):
    """Invalid for a day more than a year ahead: a year mistyped, of which nobody would ever be reminded."""
    if due_on > today + timedelta(days=366):
        raise Invalid(_("Due on: give a day within a year from today."), field="due_on")


def _step(order, kind, text, *, by, at, due_on=None, files=()):
    step = OrderStep.objects.create(order=order, kind=kind, text=text, due_on=due_on, at=at, by=by)
    papers.keep(files, lambda **given: OrderPaper(step=step, **given))
    order.save()
    return step


@transaction.atomic
def order_explain(order, *, text, by, at):
    """The owner says why: warned → explained; the plan is due in three working days. Entry "orders.explain"."""
    order, acting = _locked(order, by, at, owes)
    _require(order, OrderState.WARNED)
    text = cases.text_of(text, most=MOST_TEXT)
    today = day_of(at)
    order.state = OrderState.EXPLAINED
    order.step_due_on = min(order.due_on, calendar().add(today, limit("order-explanation", today).days)[0])
    step = _step(order, StepKind.EXPLANATION, text, by=by, at=at)
    record("orders.explain", about=about(order), by=by, acting=acting, at=at, facts={"text": text})
    return step


@transaction.atomic
def order_plan(order, *, text, due_on, by, at):
    """The owner says what he will do by which day, at the latest the order's: explained → planned. Entry "orders.plan"."""
    order, acting = _locked(order, by, at, owes)
    _require(order, OrderState.EXPLAINED)
    text = cases.text_of(text, most=MOST_TEXT)
    if not isinstance(due_on, date) or not day_of(at) <= due_on <= max(order.due_on, day_of(at)):
        raise Invalid(_("Done by: a day from today to {day}, the day of the order.").format(day=day_words(order.due_on)), field="due_on")
    order.state, order.step_due_on = OrderState.PLANNED, due_on
    step = _step(order, StepKind.PLAN, text, by=by, at=at, due_on=due_on)
    record("orders.plan", about=about(order), by=by, acting=acting, at=at, facts={"text": text, "due_on": due_on})
    return step


@transaction.atomic
def order_evidence(order, *, text, files=(), by, at):
    """The owner shows that it was done: planned → shown; the check is due in five working days. Entry "orders.evidence"."""
    order, acting = _locked(order, by, at, owes)
    _require(order, OrderState.PLANNED)
    text = cases.text_of(text, most=MOST_TEXT)
    today = day_of(at)
    order.state, order.step_due_on = OrderState.SHOWN, calendar().add(today, limit("order-check", today).days)[0]
    step = _step(order, StepKind.EVIDENCE, text, by=by, at=at, files=files)
    facts = {"text": text, "sha256": list(step.papers.values_list("sha256", flat=True))}
    record("orders.evidence", about=about(order), by=by, acting=acting, at=at, facts=facts)
    return step


@transaction.atomic
def order_check(order, *, passed, text, due_on=None, by, at):
    """The efficiency office checks: shown → closed, or back to planned with a new day (default five working days). Entry "orders.check".

    An order is closed while what it is about is still overdue only with a text that says why: Invalid(text).
    """
    order, acting = _locked(order, by, at, checks)
    _require(order, OrderState.SHOWN)
    today = day_of(at)
    late = shown.late_since(order, by, today) if passed else None
    if late and not (text or "").strip():
        sentence = _("Opinion: what this order is about was due on {day} and is still not done; say why the order is closed all the same.")
        raise Invalid(sentence.format(day=day_words(late)), field="text")
    text = cases.text_of(text, needed=not passed, most=MOST_TEXT)
    _require_own(_complaint_of(order), by, today, text=text)
    if passed:
        order.state, order.closed_at, order.matter_due_on, due_on = OrderState.CLOSED, at, late, None
    else:
        due_on = due_on or calendar().add(today, limit("order-check", today).days)[0]
        if due_on <= today:
            raise Invalid(_("Due on: give a day after today."), field="due_on")
        _require_near(due_on, today)
        order.state, order.step_due_on, order.returned = OrderState.PLANNED, due_on, order.returned + 1
        order.due_on = max(order.due_on, due_on)
    step = _step(order, StepKind.PASSED if passed else StepKind.SENT_BACK, text, by=by, at=at, due_on=due_on)
    _tell_owner(order, "passed" if passed else "returned", at)
    facts = {"passed": bool(passed), "text": text, "due_on": due_on}
    if late and _complaint_of(order) is None:  # nothing of a complaint goes there
        facts["matter_due_on"] = late
    record("orders.check", about=about(order), by=by, acting=acting, at=at, facts=facts)
    return step


@transaction.atomic
def order_prolong(order, *, due_on, reason, by, at):
    """The efficiency office gives the owner until a later day. Entry "orders.prolong"."""
    order, acting = _locked(order, by, at, checks)
    if not OrderState(order.state).waits_for_owner:
        raise WrongState(_("This order is “{state}”: more time is given to who has a step to take.").format(state=order.get_state_display()))
    reason = cases.text_of(reason, "reason", most=500)
    _require_own(_complaint_of(order), by, day_of(at), reason=reason)
    if due_on <= max(day_of(at), order.due_on):
        raise Invalid(_("Due on: give a day after {day}.").format(day=day_words(order.due_on)), field="due_on")
    _require_near(due_on, day_of(at))
    order.due_on = order.step_due_on = due_on
    order.due_working_days = None
    step = _step(order, StepKind.PROLONGED, reason, by=by, at=at, due_on=due_on)
    record("orders.prolong", about=about(order), by=by, acting=acting, at=at, facts={"due_on": due_on, "reason": reason})
    return step


def _tell_owner(order, what, at):
    """A mail to whoever owes the order."""
    subject = said(gettext_noop("{kind} {number}: {title}"), kind=words(OrderKind(order.kind)), number=order.number, title=order.title)
    body = said(gettext_noop("Step due on {day}: {state}."), day=order.step_due_on, state=words(OrderState(order.state)))
    if order.state == OrderState.CLOSED:
        body = said(gettext_noop("It was checked and is closed; nothing is due any more."))
    body += f"\n\n{notify.address('disclosure_complaints_order', order.pk)}"
    division = order.division if asked_by_division(order.owner_kind) else None
    for each in holders(order.owner_kind, division=division, on=day_of(at)):
        user = _user(each.user_id)
        if user.email:
            enqueue(key=f"order:{order.pk}:{what}:{int(at.timestamp())}:{user.pk}", to=user.email, subject=subject, body=body, at=at)


def _user(number):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(pk=number)


@reminded
def open_orders(first, last, now):
    """Open orders: the step that waits, of the owner or of who checks."""
    roster = Roster(day_of(now))
    for order in SupervisionOrder.objects.open().filter(step_due_on__range=(first, last)).select_related("division", "opened_by"):
        link, key = reverse("disclosure_complaints_order", args=[order.pk]), f"order:{order.pk}:{order.state}"
        title, complaint = f"{order.number} {order.title}", _complaint_of(order)
        if OrderState(order.state).waits_for_owner:
            told_on = day_of(order.opened_at) if order.state == OrderState.WARNED else None  # that it was opened is a mail already
            barred = access.leaders_kept(complaint, roster)
            yield Owed(key, title, order.step_due_on, link, order.owner_kind, order.division, barred=barred, since=told_on)
        else:
            named = complaint is not None and complaint.track != Track.ROUTINE
            post, opener = checker(order, roster, named=named, did=doers(order.steps.all()))
            yield Owed(key, title, order.step_due_on, link, post, None, opener)
