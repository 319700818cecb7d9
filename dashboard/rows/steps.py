"""The steps of the chain, one row for each time that one was open; and what stays owed after an urgent or a withheld one (四（二）–（三）)."""

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.metric import Row
from disclosure.chain.actions.sign import months_later
from disclosure.chain.models import Act, Return, Round, Signature
from disclosure.clocks.calendar import calendar
from disclosure.ledger.models import Entry
from disclosure.org.models import PostKind
from disclosure.rules.chain import AFTER_REVIEW_DAYS, RE_EXAMINE_MONTHS, RoundEnd, Step, next_step
from disclosure.rules.chain import Kind as RoundKind
from disclosure.rules.secrecy import Outcome

from .registry import day, end_of, source
from .who import Who

POSTS = {Step.HEAD: PostKind.DIVISION_HEAD, Step.SECRECY: PostKind.SECRECY_REVIEWER, Step.LEADER: PostKind.SUPERVISING_LEADER,
         Step.GROUP: PostKind.GROUP_CHAIR}  # fmt: skip


@source("steps")
def steps(period):
    """One row a passage of a step: from the moment it was open to the signature, return or close that ended it.

    kind: head, secrecy, leader, group · exempt: "cut" where the round was recalled or withdrawn meanwhile · facts: days (working days it took,
    without those it waited for an answer from above), returned, referred, paused (working days) · number: round × 100 + place.
    """
    end, days, who = end_of(period.known), calendar(), Who(period.last)
    acts = defaultdict(list)
    for sign in Signature.objects.filter(at__lt=end, act__in=(Act.SIGN, Act.CLOSE)).order_by("at", "id"):
        acts[sign.round_id].append((sign.at, 0, sign.step, sign.outcome, sign))
    for back in Return.objects.filter(at__lt=end).order_by("at", "id"):
        acts[back.round_id].append((back.at, 1, back.step, "return", back))
    for round in Round.objects.filter(proposed_at__lt=end).select_related("matter").order_by("id"):
        opened, asked, place, signed, paused = round.proposed_at, None, 0, set(), 0
        for at, _order, step, outcome, act in sorted(acts[round.pk], key=lambda each: each[:2]):
            if at < opened:
                continue  # brought along from an earlier round: a signature still in force
            if outcome == Outcome.REFER:
                asked = at
                continue
            if asked is not None:
                paused = days.between(day(asked), day(at))
            yield _row(
                round,
                place,
                step,
                opened,
                at,
                days,
                who,
                name=act.name,
                account=act.username,
                returned=outcome == "return",
                referred=asked is not None,
                paused=paused,
            )
            place, opened, asked, paused = place + 1, at, None, 0
            signed = signed - {step} if outcome == "return" else signed | {step}
        ended = round.ended_at if round.ended_at is not None and round.ended_at < end else None
        if ended is None:
            step = round.step if round.ended_at is None else (_next(round, acts[round.pk], signed) or "")
            if step:
                yield _row(round, place, step, opened, None, days, who, referred=asked is not None,
                           due_on=round.step_due_on if round.ended_at is None and round.step_opened_at == opened else None)  # fmt: skip
        elif ended > opened and round.end in (RoundEnd.RECALLED, RoundEnd.WITHDRAWN):
            step = _next(round, acts[round.pk], signed)
            if step:
                yield _row(round, place, step, opened, ended, days, who, exempt="cut")


def _next(round, acts, signed):
    return next_step(RoundKind(round.kind), signed | {act[2] for act in acts if act[0] < round.proposed_at})


def _row(round, place, step, opened, closed, days, who, *, name="", account="", returned=False, referred=False, paused=0, exempt="", due_on=None):
    division = who.code(round.division_id)
    holder, holder_name = who.holder(POSTS[Step(step)], division)
    begun, done = day(opened), day(closed)
    if closed is None and referred:
        exempt = "referred"  # it waits for somebody outside
    return Row(
        source="steps", number=round.pk * 100 + place, title=round.matter.title, address=reverse("disclosure_chain:review", args=[round.matter_id]),
        division=division, category=round.matter.category, channels=tuple(round.channels or ()), kind=step, owner=account if closed else holder,
        owner_name=name or holder_name, stands=str(Step(step).label), begun_on=begun,
        due_on=due_on or days.add(begun, Step(step).days + paused)[0], done_on=done, exempt=exempt,
        facts={
            "days": days.between(begun, done) - paused if done else None, "returned": returned, "referred": referred, "paused": paused,
            "page": round.matter_id,
        },
    )  # fmt: skip


@source("after_reviews")
def after_reviews(period):
    """Urgent publications: the chain must finish within five working days. One row each."""
    end, days, who = end_of(period.known), calendar(), Who(period.last)
    urgent = {}
    for number, at, facts in Entry.objects.filter(verb="chain.urgent", at__lt=end).values_list("about_no", "at", "facts"):
        urgent[number, facts.get("round")] = at
    for round in Round.objects.filter(urgent=True, proposed_at__lt=end).select_related("matter"):
        at = urgent.get((round.matter_id, round.number))
        if at is None:
            continue
        ended = round.ended_at if round.ended_at is not None and round.ended_at < end else None
        owner, name = who.holder(PostKind.OFFICE_DIRECTOR)
        yield Row(
            source="after_reviews", number=round.pk, title=round.matter.title,
            address=reverse("disclosure_chain:review", args=[round.matter_id]), division=who.code(round.division_id),
            category=round.matter.category, channels=tuple(round.channels or ()), kind="after_review", owner=owner, owner_name=name,
            stands=_("Published urgently, review not finished") if ended is None else _("Review finished"), begun_on=day(at),
            due_on=days.add(day(at), AFTER_REVIEW_DAYS)[0], done_on=day(ended),
            facts={"confirmed": ended is not None and round.end == RoundEnd.PUBLISHED, "page": round.matter_id},
        )  # fmt: skip


@source("re_examinations")
def re_examinations(period):
    """What is withheld is looked at again by its day (条例第十八条). One row each time the leader confirmed a withholding; facts: ground."""
    end, who = end_of(period.known), Who(period.last)
    taken_up = defaultdict(list)  # moments at which a matter was looked at again
    for number, at in Round.objects.filter(proposed_at__lt=end).values_list("matter_id", "proposed_at"):
        taken_up[number].append(at)
    for number, at in Entry.objects.filter(verb__in=("chain.return", "chain.re_examine"), at__lt=end).values_list("about_no", "at"):
        taken_up[number].append(at)
    reviewed = {}
    signs = Signature.objects.filter(at__lt=end, act=Act.SIGN, step__in=(Step.SECRECY, Step.LEADER)).exclude(outcome=Outcome.REFER)
    for sign in signs.select_related("round", "matter").order_by("at", "id"):
        if sign.step == Step.SECRECY:
            reviewed[sign.round_id] = sign
            continue
        review = reviewed.get(sign.round_id)
        if review is None or review.outcome != Outcome.WITHHOLD:
            continue
        again = min((at for at in taken_up[sign.matter_id] if at > sign.at), default=None)
        owner, name = who.holder(PostKind.SECRECY_REVIEWER)
        yield Row(
            source="re_examinations", number=sign.pk, title=sign.matter.title, address=reverse("disclosure_chain:review", args=[sign.matter_id]),
            division=who.code(sign.round.division_id), category=sign.matter.category, channels=tuple(sign.round.channels or ()),
            kind="re_examine", owner=owner, owner_name=name, stands=_("Withheld, ground %(ground)s") % {"ground": review.ground},
            begun_on=day(sign.at), due_on=review.re_examine_on or months_later(day(sign.at), RE_EXAMINE_MONTHS), done_on=day(again),
            facts={"ground": review.ground, "page": sign.matter_id},
        )  # fmt: skip
