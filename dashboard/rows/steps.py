"""The steps of the chain, one row for each time that one was open; and what stays owed after an urgent or a withheld one (四（二）–（三）)."""

from dataclasses import replace

from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from dashboard.metric import Row
from disclosure.chain.actions.sign import months_later
from disclosure.chain.models import Act
from disclosure.org.models import PostKind
from disclosure.rules.chain import AFTER_REVIEW_DAYS, RE_EXAMINE_MONTHS, RoundEnd, Step, next_step
from disclosure.rules.chain import Kind as RoundKind
from disclosure.rules.secrecy import Ground, Outcome

from .pages import PAGES
from .registry import day, kept

POSTS = {Step.HEAD: PostKind.DIVISION_HEAD, Step.SECRECY: PostKind.SECRECY_REVIEWER, Step.LEADER: PostKind.SUPERVISING_LEADER,
         Step.GROUP: PostKind.GROUP_CHAIR}  # fmt: skip


@kept("steps", PAGES, facts={"days": lambda days: days, "returned": bool})
def steps(papers, number, look):
    """One row a passage of a step: from the moment it was open to the signature, return or close that ended it.

    kind: head, secrecy, leader, group · exempt: "cut" where the round was recalled or withdrawn meanwhile, by the step's day or while somebody
    outside was awaited; after its day the step counts as done late on that day · facts: days (working days it took,
    without those it waited for an answer from above), returned, referred, paused (working days) · number: round × 100 + place.
    """
    for round in papers.rounds.get(number, ()):
        if round.proposed_at < look.end:
            yield from _passages(papers, round, look)


def _passages(papers, round, look):
    end, days, who = look.end, look.days, look.who
    acts = [(sign.at, 0, sign.step, sign.outcome, sign) for sign in papers.signatures.get(round.matter_id, ())
            if sign.round_id == round.pk and sign.at < end]  # fmt: skip
    acts += [(back.at, 1, back.step, "return", back) for back in papers.returns.get(round.matter_id, ())
             if back.round_id == round.pk and back.at < end]  # fmt: skip
    opened, asked, place, signed, paused = round.proposed_at, None, 0, set(), 0
    for at, _order, step, outcome, act in sorted(acts, key=lambda each: each[:2]):
        if at < opened:
            continue  # brought along from an earlier round: a signature still in force
        if outcome == Outcome.REFER:
            asked = at
            continue
        if asked is not None:
            paused = days.between(day(asked), day(at))
        yield _row(
            round, place, step, opened, at, days, who, name=act.name, account=act.username, returned=outcome == "return",
            referred=asked is not None, paused=paused,
        )  # fmt: skip
        place, opened, asked, paused = place + 1, at, None, 0
        signed = signed - {step} if outcome == "return" else signed | {step}
    ended = round.ended_at if round.ended_at is not None and round.ended_at < end else None
    if ended is None:
        step = round.step if round.ended_at is None else (_next(round, acts, signed) or "")
        if step:
            yield _row(round, place, step, opened, None, days, who, asked=asked, referred=asked is not None,
                       due_on=round.step_due_on if round.ended_at is None and round.step_opened_at == opened else None)  # fmt: skip
    elif ended > opened and round.end in (RoundEnd.RECALLED, RoundEnd.WITHDRAWN):
        step = _next(round, acts, signed)
        if step:
            cut = _row(round, place, step, opened, ended, days, who, exempt="cut")
            yield cut if min(cut.done_on, day(asked or ended)) <= cut.due_on else replace(cut, exempt="")


def _next(round, acts, signed):
    return next_step(RoundKind(round.kind), signed | {act[2] for act in acts if act[0] < round.proposed_at})


def _row(
    round,
    place,
    step,
    opened,
    closed,
    days,
    who,
    *,
    name="",
    account="",
    returned=False,
    referred=False,
    paused=0,
    exempt="",
    due_on=None,
    asked=None,
):
    division = who.code(round.division_id)
    holder, holder_name = who.holder(POSTS[Step(step)], division)
    begun, done = day(opened), day(closed)
    due_on = due_on or days.add(begun, Step(step).days + paused)[0]
    if closed is None and referred and day(asked) <= due_on:
        exempt = "referred"  # it waits for somebody outside; one that was late when it was referred stays late
    return Row(
        source="steps", number=round.pk * 100 + place, title=round.matter.title,
        address=reverse_lazy("disclosure_chain:review", args=[round.matter_id]), division=division, category=round.matter.category,
        channels=tuple(round.channels or ()), kind=step, owner=account or holder,
        owner_name=name or holder_name, stands=str(Step(step).label), begun_on=begun,
        due_on=due_on, done_on=done, exempt=exempt,
        facts={
            "days": days.between(begun, done) - paused if done else None, "returned": returned, "referred": referred, "paused": paused,
            "page": round.matter_id,
        },
    )  # fmt: skip


@kept("after_reviews", PAGES)
def after_reviews(papers, number, look):
    """Urgent publications: the chain must finish within five working days. One row each."""
    urgent = {facts.get("round"): at for verb, at, facts in papers.entries.get(number, ()) if verb == "chain.urgent" and at < look.end}
    for round in papers.rounds.get(number, ()) if urgent else ():
        at = urgent.get(round.number)
        if not round.urgent or at is None or round.proposed_at >= look.end:
            continue
        ended = round.ended_at if round.ended_at is not None and round.ended_at < look.end else None
        owner, name = look.who.holder(PostKind.OFFICE_DIRECTOR)
        yield Row(
            source="after_reviews", number=round.pk, title=round.matter.title,
            address=reverse_lazy("disclosure_chain:review", args=[round.matter_id]), division=look.who.code(round.division_id),
            category=round.matter.category, channels=tuple(round.channels or ()), kind="after_review", owner=owner, owner_name=name,
            stands=_("Published urgently, review not finished") if ended is None else _("Review finished"), begun_on=day(at),
            due_on=look.days.add(day(at), AFTER_REVIEW_DAYS)[0], done_on=day(ended),
            facts={"confirmed": ended is not None and round.end == RoundEnd.PUBLISHED, "page": round.matter_id},
        )  # fmt: skip


@kept("re_examinations", PAGES)
def re_examinations(papers, number, look):
    """What is withheld is looked at again by its day (条例第十八条). One row each time the leader confirmed a withholding; facts: ground."""
    end, reviewed, taken_up = look.end, {}, None
    for sign in papers.signatures.get(number, ()):
        if sign.at >= end or sign.act != Act.SIGN or sign.step not in (Step.SECRECY, Step.LEADER) or sign.outcome == Outcome.REFER:
            continue
        if sign.step == Step.SECRECY:
            reviewed[sign.round_id] = sign
            continue
        review = reviewed.get(sign.round_id)
        if review is None or review.outcome != Outcome.WITHHOLD:
            continue
        if taken_up is None:
            taken_up = papers.said(number, end, "chain.return", "chain.re_examine")
            taken_up += [paper.proposed_at for paper in papers.rounds.get(number, ()) if paper.proposed_at < end]
        round = next(paper for paper in papers.rounds[number] if paper.pk == sign.round_id)
        again = min((at for at in taken_up if at > sign.at), default=None)
        owner, name = look.who.holder(PostKind.SECRECY_REVIEWER)
        grounds = dict(Ground.choices)
        yield Row(
            source="re_examinations", number=sign.pk, title=round.matter.title, address=reverse_lazy("disclosure_chain:review", args=[number]),
            division=look.who.code(round.division_id), category=round.matter.category, channels=tuple(round.channels or ()),
            kind="re_examine", owner=owner, owner_name=name, stands=_("Withheld: %(ground)s") % {"ground": grounds.get(review.ground, review.ground)},
            begun_on=day(sign.at), due_on=review.re_examine_on or months_later(day(sign.at), RE_EXAMINE_MONTHS), done_on=day(again),
            facts={"ground": review.ground, "page": number},
        )  # fmt: skip
