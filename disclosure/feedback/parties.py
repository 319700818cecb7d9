"""Objection (异议) and credit repair (信用修复) of a party: standing, what the page says meanwhile, and the decision with review and suit named.

What the page says lies outside the signed content; each act is one transaction and one entry in the ledger, the chain's own beside it.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure.cases import access, service
from disclosure.cases import actions as cases
from disclosure.cases.letters import bureau_settings, chinese_day
from disclosure.cases.models import ReplyWay
from disclosure.cases.sentences import day_words, said, words
from disclosure.cases.states import CaseState, Result
from disclosure.chain import actions as chain
from disclosure.chain.actions.case import Case as MatterCase
from disclosure.chain.actions.down import display_over
from disclosure.chain.notify import tell
from disclosure.clocks.actions import day_of
from disclosure.clocks.calendar import calendar
from disclosure.clocks.models import Duty, DutyKind
from disclosure.items import parts
from disclosure.items.models import EnforcementPage
from disclosure.items.models.outward import EnforcementKind
from disclosure.ledger.errors import Invalid, NotAllowed, WrongState
from disclosure.ledger.record import record
from disclosure.org.models import PostKind
from disclosure.org.posts import holders
from disclosure.rules.chain import Cause
from disclosure.rules.limits import limit
from disclosure.rules.outcomes import either_clause

from . import letters
from .actions import in_hand, page_of, served
from .models import Decision, FeedbackKind, Outcome
from .readers import keeps_office, repair_from
from .rewrite import rewritten

UPHELD = gettext_noop("An objection of a party was upheld after it was looked into; the item is taken down.")
REPAIRED = gettext_noop("Credit repair was granted; the display ended early.")


@transaction.atomic
def check_standing(feedback, *, note, by, at):
    """The office has checked that the filer is the party: the page says 异议处理中, outside the signed content. Entry "feedback.standing".

    note: how it was checked (internal). By the office's desk; the display goes on meanwhile. Raises NotAllowed, WrongState, Invalid.
    """
    feedback, case, _acting = in_hand(feedback, by, at)
    acting = keeps_office(by, day_of(at))
    if acting is None:
        raise NotAllowed(_("The office checks whether the filer is a party of the page."))
    _require_undecided(feedback, case)
    if feedback.standing_at:
        raise WrongState(_("Its standing is checked already."))
    page = page_of(feedback)
    if page is None or not page.live:
        raise WrongState(_("The page is no longer public: there is nothing to mark. Decide it at once."))
    note = cases.text_of(note, "note", most=500)
    feedback.standing_at = at
    feedback.save(update_fields=["standing_at"])
    if case.state in (CaseState.RECEIVED, CaseState.REOPENED):
        case.state, case.taken_up_at = CaseState.IN_HAND, case.taken_up_at or at
        case.save()
    earliest = repair_from(page)[0] if feedback.get_kind() == FeedbackKind.REPAIR else None
    shown = chinese_day(earliest) if earliest and earliest > day_of(at) else ""
    more = {"earliest": shown} if feedback.kind == FeedbackKind.REPAIR else {}
    made = letters.write(feedback, f"{feedback.kind}-accepted", by=by, at=at, **more)
    sentence = gettext_noop("The office has checked that you are a party of the page. The page now says: {state}.")
    cases.say(case, "standing", said(sentence, state=words_on_page(feedback.get_kind())), at=at, by=by)
    cases.say(case, "standing", said(gettext_noop("Standing checked: {note}"), note=note), at=at, by=by, public=False)
    cases.tell(case, "standing", at=at)
    parts.changed(page)
    facts = {"page": page.pk, "index_number": page.index_number, "party": feedback.credit_code, "kind": feedback.kind, "letter": made.sha256}
    record("feedback.standing", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return feedback


def words_on_page(kind):
    """What the page says while an objection or a repair is in progress."""
    if kind == FeedbackKind.OBJECTION:
        return said(gettext_noop("An objection is being handled"))
    return said(gettext_noop("Credit repair is being handled"))


def _require_undecided(feedback, case):
    if not feedback.get_kind().of_a_party:
        raise WrongState(_("Only an objection or a credit repair has standing to check and is decided."))
    cases.require_open(case)
    if feedback.decisions.filter(round=case.round).exists():
        raise WrongState(_("It is decided already."))


FITS = {
    FeedbackKind.OBJECTION: (Outcome.CORRECT, Outcome.DOWN, Outcome.REFUSE, Outcome.NO_STANDING),
    FeedbackKind.REPAIR: (Outcome.END, Outcome.REFUSE, Outcome.NO_STANDING),
}
REFUSED = (Outcome.REFUSE, Outcome.NO_STANDING)


@transaction.atomic
def decide(feedback, *, outcome, reason, wrong="", right="", way=ReplyWay.ONLINE, by, at):
    """Decide an objection or a credit repair, by the office director; the letter names review and suit. Entry "feedback.decide"; the Decision.

    way: how the decision reaches the party; on the tracking page it is served at once, any other way it waits for its day of service
    (actions.serve), which is the day of the answer. What becomes of the page is done now.

    correct: opens a draft of the page with `wrong` put right (or, without them, only asks for it) and a duty of its division to bring it through the
    chain; take-down: by the chain's own verb; end-display: the display ends today, not before its shortest period is over; refuse: the
    display goes on; no-standing: not the party, its substance is not looked into, only while standing is unchecked. All else needs standing, but for
    a page that is not public any more, which can only be refused. Raises NotAllowed, WrongState, Invalid naming the field.
    """
    # The page's lock before the case's: as its publication takes them.
    matter = MatterCase.lock(feedback.page_id, at) if feedback.page_id and feedback.get_kind().of_a_party else None
    feedback, case, _acting = in_hand(feedback, by, at)
    acting = access.held_at_desk(by, case, day_of(at))
    if acting is None:
        raise NotAllowed(_("The office director decides objections and credit repairs."))
    _require_undecided(feedback, case)
    if case.state == CaseState.CORRECTING:
        raise WrongState(_("A correction is awaited."))
    kind = feedback.get_kind()
    if outcome not in Outcome.values or outcome not in FITS[kind]:
        raise Invalid(_("Outcome: one of {choices}.").format(choices="、".join(str(each.label) for each in FITS[kind])), field="outcome")
    outcome = Outcome(outcome)
    page = page_of(feedback)
    gone = page is None or not page.live
    if outcome not in REFUSED and gone:
        raise WrongState(_("The page is no longer public: there is nothing to correct, take down or end."))
    _require_standing_for(outcome, feedback, gone)
    if outcome == Outcome.END:
        _require_shown_long_enough(page, day_of(at))
    reason = cases.text_of(reason, "reason", most=2000)
    wrong, right = cases.text_of(wrong, "wrong", needed=False, most=500), cases.text_of(right, "right", needed=False, most=500)
    if bool(wrong) != bool(right) or (wrong and outcome != Outcome.CORRECT):
        raise Invalid(_("What is wrong and what it should be belong together, and to a correction."), field="right" if wrong else "wrong")
    service.require_way(way, reached=bool(feedback.contact), email=case.email)
    clause = remedy()
    text_kind = outcome.value
    if outcome in REFUSED:
        text_kind = f"{'gone' if gone and outcome == Outcome.REFUSE else outcome.value}-{kind}"
    own = {"wrong": wrong, "right": right} if outcome == Outcome.CORRECT else {}
    made = letters.write(feedback, text_kind, by=by, at=at, public=False, reason=_full_stop(reason), remedy=clause, **own)
    decision = Decision.objects.create(
        feedback=feedback, round=case.round, outcome=outcome, reason=reason, wrong=wrong, right=right, decided_at=at, decided_by=by, letter=made,
        way=way,
    )  # fmt: skip
    facts = {"outcome": outcome.value, "page": feedback.page_id, "kind": kind.value, "party": feedback.credit_code, "letter": made.sha256,
             "number": made.number, "way": way}  # fmt: skip
    if case.state in (CaseState.RECEIVED, CaseState.REOPENED):
        case.state, case.taken_up_at = CaseState.IN_HAND, case.taken_up_at or at
        case.save()
    if way == ReplyWay.ONLINE:
        service.fill(decision, on=None, written_on=day_of(at), at=at)
        facts |= served(decision, case, *sentence_of(decision), by=by, at=at)
    if outcome == Outcome.CORRECT:
        facts |= _open_correction(matter, page, feedback, wrong, right, by, at)
    elif outcome == Outcome.DOWN:
        chain.withdraw(page=page, by=by, at=at, reason=said(UPHELD), cause=Cause.ERROR)
    elif outcome == Outcome.END:
        if isinstance(page, EnforcementPage):
            EnforcementPage.objects.filter(pk=page.pk).update(display_until=day_of(at))
            facts["display_until"] = day_of(at)
        display_over(page=page, at=at, reason=said(REPAIRED), by=by, acting=acting)
    parts.changed(page)
    record("feedback.decide", about=cases.about(case), by=by, acting=acting, at=at, facts=facts)
    return decision


def _full_stop(reason):
    """A reason ends as a sentence does, before what follows it in the letter."""
    return reason if reason.endswith(("。", "！", "？", ".", "!", "?", "”", "）")) else f"{reason}。"


def sentence_of(decision):
    """What the citizen reads of a decision, and how the case ends: (sentence, Result)."""
    outcome = Outcome(decision.outcome)
    sentence = gettext_noop("Decided: {outcome}. Reason: {reason} {remedy}")
    text = said(sentence, outcome=words(outcome), reason=_full_stop(decision.reason), remedy=remedy())
    return text, Result.REFUSED if outcome in REFUSED else Result.SOLVED


def _require_standing_for(outcome, feedback, gone):
    if outcome == Outcome.NO_STANDING:
        if feedback.standing_at is not None:
            raise WrongState(_("Its standing is checked already: it cannot be refused for want of it."))
    elif feedback.standing_at is None and not gone:
        raise WrongState(_("Check first that the filer is a party of the page; if he is not, refuse it as “{outcome}”.").format(
            outcome=Outcome.NO_STANDING.label))  # fmt: skip


def _require_shown_long_enough(page, on):
    if getattr(page, "kind", "") == EnforcementKind.PENALTY and not (page.penalty_class and page.decided_on):
        raise WrongState(_("The page lacks the class of the penalty or the day of the decision: have it corrected, then decide."))
    earliest, row = repair_from(page)
    if earliest and on < earliest:
        sentence = _("The shortest display period ({months} months from the decision) is not over: the display may end on {day} at the earliest.")
        raise WrongState(sentence.format(months=row.days, day=day_words(earliest)))


def remedy():
    """The clause on review and suit that every decision names, with the bodies of the bureau's settings (行政复议法 art. 20, 行政诉讼法 art. 46)."""
    bureau = bureau_settings()
    return either_clause("本决定", review_body=bureau.review_body or "上一级行政机关", court=bureau.court or "人民法院")


def _open_correction(matter, page, feedback, wrong, right, by, at):
    """A draft of the page with `wrong` put right, and a duty of the division to bring the correction through the chain."""
    opened = None
    if wrong:
        if not matter.matter.editable:
            raise WrongState(_("A version of the page is in the chain: have it recalled, or leave the wording out and let the division correct it."))
        draft = matter.draft
        if not rewritten(draft, wrong, right):
            raise Invalid(_("What is wrong: this wording is not on the page; copy it from there."), field="wrong")
        opened = draft.save_revision(user=by, log_action=True).pk
    days = limit("feedback-correction", day_of(at)).days
    due_on, _provisional = calendar().add(day_of(at), days)
    duty, _new = Duty.objects.get_or_create(
        page_id=page.pk, kind=DutyKind.OTHER, channel="", closed_at=None,
        defaults={
            "subject_title": said(gettext_noop("Correct after an objection ({number}): {title}"), number=feedback.case, title=page.title)[:255],
            "division": page.division, "owner_kind": PostKind.EDITOR, "opened_at": at, "due_on": due_on, "due_working_days": days,
        },
    )  # fmt: skip
    tell(
        [each.user_id for each in holders(PostKind.EDITOR, division=page.division, on=day_of(at))] if page.division else [],
        subject=said(gettext_noop("Please correct: {title}"), title=page.title),
        lines=[said(gettext_noop("An objection was upheld. Bring the correction through the chain; when it is public the case is told."))],
        key=f"feedback:{feedback.pk}:{feedback.case.round}:correct", page_no=page.pk, at=at,
    )  # fmt: skip
    return {"draft": opened, "duty": duty.pk, "duty_due_on": due_on}


@transaction.atomic
def corrected(page, *, at):
    """The page has a new version in public, or is public no more: what was to be corrected is done, the filers are told. How many.

    Entry "feedback.corrected" a case. Called where a publication or a taking down is heard.
    """
    waiting = list(Decision.objects.filter(feedback__page_id=page.pk, outcome=Outcome.CORRECT, corrected_at=None).select_related("feedback__case"))
    if not waiting:
        return 0
    Decision.objects.filter(pk__in=[each.pk for each in waiting]).update(corrected_at=at)
    note = said(gettext_noop("Done: a corrected version is public, or the item was taken down."))
    Duty.objects.filter(page_id=page.pk, kind=DutyKind.OTHER, channel="", closed_at=None).update(closed_at=at, note=note)
    for each in waiting:
        case = each.feedback.case
        if case.round != each.round:  # reopened since: it is handled anew
            continue
        cases.say(case, "corrected_page", said(gettext_noop("The page has been corrected, or is no longer public.")), at=at)
        cases.tell(case, "corrected", at=at)
        record("feedback.corrected", about=cases.about(case), at=at, facts={"page": page.pk})
    return len(waiting)
