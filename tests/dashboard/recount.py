"""Every figure a second time, in another way: plain Python over the ledger and the tables of events, without dashboard.rows and dashboard.metric."""

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

from wagtail.models import Revision

from disclosure.cases.models import Case, ClockEvent, Handover
from disclosure.chain.models import Clearance, Round, SignedFacts
from disclosure.clocks.calendar import calendar
from disclosure.clocks.models import Duty
from disclosure.complaints.models import Inquiry, SupervisionOrder
from disclosure.items.models import DisclosurePage
from disclosure.ledger.models import Entry

HERE = ZoneInfo("Asia/Shanghai")
STEP_DAYS = {"head": 2, "secrecy": 3, "leader": 2, "group": 10}


def local(at):
    return at.astimezone(HERE).date()


def workdays_later(start, count):
    """By walking, day by day."""
    days, on = calendar(), start
    while count:
        on += dt.timedelta(days=1)
        count -= days.is_workday(on)
    return on


def workdays_between(start, end):
    days, on, count = calendar(), start, 0
    while on < end:
        on += dt.timedelta(days=1)
        count += days.is_workday(on)
    return count


def until(known):
    return dt.datetime.combine(known + dt.timedelta(days=1), dt.time(), HERE)


def about(kind, known):
    """{number: [(at, verb, facts)]} of the ledger by the end of a day."""
    found = defaultdict(list)
    for entry in Entry.objects.filter(about_kind=kind, at__lt=until(known)).order_by("number"):
        found[entry.about_no].append((entry.at, entry.verb, entry.facts))
    return found


def publications(known):
    said = about("page", known)
    for page in DisclosurePage.objects.exclude(category_code__startswith="internal-").select_related("division"):
        mine = said[page.pk]
        imported = Clearance.objects.filter(page_no=page.pk, kind="imported", at__lt=until(known)).exists()
        written = Revision.objects.filter(object_id=str(page.pk), created_at__lt=until(known)).exists()
        proposals = [facts for _at, verb, facts in mine if verb == "chain.propose"]
        if not (mine or written or imported):
            continue
        published = next((at for at, verb, facts in mine if verb in ("chain.publish", "chain.urgent") and facts.get("first")), None)
        formed = page.formed_on
        if proposals:
            formed = dt.date.fromisoformat(SignedFacts.objects.get(digest=proposals[-1]["digest"]).facts["formed_on"])
        exempt = imported
        for _at, verb, facts in mine:
            if verb == "chain.propose":
                exempt = False
            if verb == "chain.withdraw" or facts.get("state") == "withheld":
                exempt = True
            if facts.get("state") == "cleared" and Round.objects.filter(matter=page.pk, scope="on-application").exists():
                exempt = True
        if published and not imported:
            exempt = False
        yield {
            "source": "publications", "division": page.division.code if page.division else "", "category": page.category_code,
            "channels": page.channels, "kind": page.kind, "begun": formed, "due": workdays_later(formed, 20),
            "done": local(published) if published else None, "exempt": exempt, "imported": imported,
        }  # fmt: skip


def steps(known):
    rounds = {(row.matter_id, row.number): row for row in Round.objects.select_related("division", "matter")}
    for page, mine in about("page", known).items():
        opened = None
        for at, verb, facts in mine:
            if verb == "chain.propose":
                opened = {"round": facts["round"], "step": facts["step"], "at": at, "asked": None, "signed": set()}
                later = [s for s in STEP_DAYS if list(STEP_DAYS).index(s) >= list(STEP_DAYS).index(facts["step"])]
                opened["left"] = later
            elif opened and verb == "chain.refer":
                opened["asked"] = at
            elif opened and verb in ("chain.sign", "chain.withhold", "chain.return", "chain.close", "chain.redact", "chain.re_examine"):
                yield step_row(rounds[page, opened["round"]], opened, at, verb == "chain.return")
                left = opened["left"][1:]
                ended = verb == "chain.return" and facts["to"] == "proposer" or verb == "chain.close" or facts.get("state") == "withheld" or not left
                opened = None if ended else {**opened, "step": left[0], "left": left, "at": at, "asked": None}
            elif opened and verb in ("chain.recall", "chain.withdraw", "chain.take_down"):
                yield {**step_row(rounds[page, opened["round"]], opened, at, False), "exempt": True}
                opened = None
        if opened:
            yield {**step_row(rounds[page, opened["round"]], opened, None, False), "exempt": opened["asked"] is not None}


def step_row(round, opened, closed, returned):
    paused = workdays_between(local(opened["asked"]), local(closed)) if opened["asked"] and closed else 0
    begun, done = local(opened["at"]), local(closed) if closed else None
    return {
        "source": "steps", "division": round.division.code, "category": round.matter.category, "channels": round.channels, "kind": opened["step"],
        "begun": begun, "due": workdays_later(begun, STEP_DAYS[opened["step"]] + paused), "done": done, "exempt": False, "returned": returned,
        "days": workdays_between(begun, done) - paused if done else None,
    }  # fmt: skip


def after_reviews(known):
    for page, mine in about("page", known).items():
        for place, (at, verb, facts) in enumerate(mine):
            if verb == "chain.urgent":
                round = Round.objects.select_related("division", "matter").get(matter=page, number=facts["round"])
                ended = next((a for a, v, f in mine[place + 1 :] if v in ("chain.close", "chain.unconfirmed", "chain.take_down")), None)
                yield {
                    "source": "after_reviews", "division": round.division.code, "category": round.matter.category, "channels": round.channels,
                    "kind": "after_review", "begun": local(at), "due": dt.date.fromisoformat(facts["due_on"]),
                    "done": local(ended) if ended else None, "exempt": False,
                }  # fmt: skip


def re_examinations(known):
    for page, mine in about("page", known).items():
        for place, (at, _verb, facts) in enumerate(mine):
            if facts.get("step") == "leader" and facts.get("state") == "withheld":
                round = Round.objects.select_related("division", "matter").get(matter=page, number=facts["round"])
                again = next((a for a, v, _f in mine[place + 1 :] if v in ("chain.re_examine", "chain.return", "chain.propose")), None)
                review = round.signatures.filter(step="secrecy", outcome="withhold", at__lte=at).order_by("at").last()
                yield {
                    "source": "re_examinations", "division": round.division.code, "category": round.matter.category, "channels": round.channels,
                    "kind": "re_examine", "begun": local(at), "due": review.re_examine_on, "done": local(again) if again else None, "exempt": False,
                }  # fmt: skip


def duties(known):
    for duty in Duty.objects.filter(opened_at__lt=until(known)).select_related("division"):
        page = DisclosurePage.objects.filter(pk=duty.page_id).first()
        closed = duty.closed_at if duty.closed_at and duty.closed_at < until(known) else None
        yield {
            "source": "duties", "division": duty.division.code if duty.division else "", "category": page.category_code if page else "",
            "channels": [duty.channel] if duty.channel else [], "kind": duty.kind, "begun": local(duty.opened_at), "due": duty.due_on,
            "done": local(closed) if closed else None, "exempt": False,
        }  # fmt: skip


def cases(known):
    for number, mine in about("case", known).items():
        case = Case.objects.get(pk=number)
        rounds = [[]]
        for entry in mine:
            if entry[1] == "cases.reopen":
                rounds.append([])
            rounds[-1].append(entry)
        for place, said in enumerate(rounds, 1):
            begun = case.received_on if place == 1 else local(said[0][0])
            answer = next((facts for _at, verb, facts in said if verb in ("cases.answer", "applications.serve")), None)
            clock = ClockEvent.objects.filter(case=case, round=place, on__lte=known).order_by("on", "id")
            done = dt.date.fromisoformat(answer["on"]) if answer else None
            due = dt.date.fromisoformat(answer["due_on"]) if answer else counted(case.kind, begun, clock)
            passed = list(Handover.objects.filter(case=case, accepted_at__lt=until(known)).select_related("receiver_division"))
            home = passed[-1].receiver_division if passed else Case.objects.get(pk=number).first_receiver.posts.first().division
            corrections = sum(verb == "cases.correction" for _at, verb, _f in said)
            waited = [
                workdays_between(local(h.offered_at), local(h.accepted_at) if h.accepted_at and h.accepted_at < until(known) else known)
                for h in Handover.objects.filter(case=case, offered_at__lt=until(known))
            ]
            yield {
                "source": "cases", "division": home.code if home else "", "category": "", "channels": [], "kind": case.kind, "begun": begun,
                "due": due, "done": done, "exempt": any(verb == "cases.withdraw" for _at, verb, _f in said),
                "days": spent(begun, done, clock) if done else None, "confirmed": any(verb == "cases.confirm" for _at, verb, _f in said),
                "reopened": place < len(rounds), "breaches": max(0, corrections - 1) if case.kind != "application" else 0,
                "gap": place == 1 and any(days > 1 for days in waited),
            }  # fmt: skip


def counted(kind, begun, clock):
    """The day a case is due: from the last correction, twenty or fifteen working days, longer where it was extended; None while one is awaited."""
    total = {"application": 20, "complaint": 15, "feedback": 15}[kind] + sum(event.days or 0 for event in clock if event.type == "extended")
    asked = sum(event.type == "correction_requested" for event in clock)
    came = [event.on for event in clock if event.type == "correction_received"]
    if asked > len(came):
        return None
    return workdays_later(max(came, default=begun), total)


def spent(begun, done, clock):
    came = [event.on for event in clock if event.type == "correction_received"]
    return workdays_between(max(came, default=begun), done)


def orders(known):
    for order in SupervisionOrder.objects.filter(opened_at__lt=until(known)).select_related("division"):
        steps = [step for step in order.steps.order_by("at", "id") if step.at < until(known)]
        last = steps[-1]
        due = last.due_on or {"explanation": min(order.due_on, workdays_later(local(last.at), 3)), "evidence": workdays_later(local(last.at), 5)}.get(
            last.kind, order.due_on
        )
        closed = order.closed_at if order.closed_at and order.closed_at < until(known) else None
        yield {
            "source": "orders", "division": order.division.code if order.division else "", "category": "", "channels": [], "kind": order.kind,
            "begun": local(order.opened_at), "due": due, "done": local(closed) if closed else None, "exempt": False,
        }  # fmt: skip


def inquiries(known):
    for asked in Inquiry.objects.filter(asked_at__lt=until(known)).select_related("division"):
        answered = asked.answered_at if asked.answered_at and asked.answered_at < until(known) else None
        yield {
            "source": "inquiries", "division": asked.division.code, "category": "", "channels": [], "kind": "inquiry", "begun": local(asked.asked_at),
            "due": asked.due_on, "done": local(answered) if answered else None,
            "exempt": bool(asked.withdrawn_at and asked.withdrawn_at < until(known)),
        }  # fmt: skip


def flagged(known):
    for page, mine in about("page", known).items():
        proposals = [facts for _at, verb, facts in mine if verb == "chain.propose"]
        if not proposals or proposals[-1]["proposal"].get("vital_interest") != "yes":
            continue
        round = Round.objects.select_related("division", "matter").get(matter=page, number=proposals[-1]["round"])
        published = next((at for at, verb, facts in mine if verb in ("chain.publish", "chain.urgent") and facts.get("first")), None)
        ended = any(verb == "chain.withdraw" or facts.get("state") == "withheld" or facts.get("verdict") == "lost" for _at, verb, facts in mine)
        yield {
            "source": "flagged", "division": round.division.code, "category": round.matter.category, "channels": round.channels, "kind": "",
            "begun": local(next(at for at, _v, f in mine if f is proposals[-1])), "due": None, "done": local(published) if published else None,
            "exempt": ended and not published, "consultation": proposals[-1]["proposal"].get("consultation"),
        }  # fmt: skip


SOURCES = (publications, steps, after_reviews, re_examinations, duties, cases, inquiries, orders, flagged)
OWED = ("publications", "steps", "after_reviews", "re_examinations", "duties", "cases", "inquiries", "orders")


def where(row, first, last):
    """in, late, open, overdue or None."""
    if row["exempt"] or row["begun"] > last:
        return None
    if row["done"] and row["done"] <= last:
        if row["done"] < first:
            return None
        return "late" if row["due"] and row["done"] > row["due"] else "in"
    return "overdue" if row["due"] and row["due"] < last else "open"


def middle(values):
    values = sorted(values)
    if not values:
        return None
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def figures(first, last, known, **chosen):
    """{key: (value, numerator, denominator)} of every figure. chosen: division, category, channel, kind."""
    rows = [row for source in SOURCES for row in source(known)]
    for name in ("division", "category", "kind"):
        if value := chosen.get(name):
            rows = [row for row in rows if row[name] == value]
    if channel := chosen.get("channel"):
        rows = [row for row in rows if any(code == channel or code.startswith(channel + ":") for code in row["channels"])]
    for row in rows:
        row["where"] = where(row, first, last)

    def those(*sources, kind=None, at=("in", "late", "open", "overdue")):
        return [row for row in rows if row["source"] in sources and row["where"] in at and kind in (None, row["kind"])]

    def rate(*sources, kind=None):
        good, all_ = len(those(*sources, kind=kind, at=("in",))), len(those(*sources, kind=kind, at=("in", "late", "overdue")))
        return good / all_ if all_ else None, good, all_

    def count(found):
        return len(found), None, None

    done = ("in", "late")
    found = {
        "overdue": count(those(*OWED, at=("overdue",))),
        "obligations": count(those(*OWED)),
        "due_soon": count([row for row in those(*OWED, at=("open",)) if row["due"] and (row["due"] - last).days <= 3]),
        "publication_on_time": rate("publications"),
        "published": count(those("publications", at=done)),
        "exempt": count([r for r in rows if r["source"] == "publications" and r["exempt"] and not r["imported"] and r["begun"] <= last]),
        "duties_on_time": rate("duties"),
        "duties_open": count(those("duties", at=("open", "overdue"))),
        "after_reviews_on_time": rate("after_reviews"),
        "re_examinations_late": count(those("re_examinations", at=("overdue",))),
        "steps_on_time": rate("steps"),
        "returned": count([row for row in those("steps", at=done) if row["returned"]]),
        "steps_late": count(those("steps", at=("overdue",))),
        "one_time_breaches": (sum(row["breaches"] for row in those("cases")), None, None),
        "minutes_without_owner": (0, None, None),
        "first_asked_gaps": count([row for row in those("cases") if row["gap"]]),
        "reopened": count([row for row in those("cases", at=done) if row["reopened"]]),
        "flagged_without_consultation": count([row for row in those("flagged") if not row["consultation"]]),
    }
    for step in STEP_DAYS:
        found[f"step_{step}_median_days"] = middle([row["days"] for row in those("steps", kind=step, at=done)]), None, None
    for kind, name in (("application", "applications"), ("complaint", "complaints"), ("feedback", "feedback")):
        found[f"{name}_on_time"] = rate("cases", kind=kind)
        found[f"{name}_median_days"] = middle([row["days"] for row in those("cases", kind=kind, at=done)]), None, None
    spoken = [row for row in those("cases", at=done) if row["confirmed"] or row["reopened"]]
    content = sum(row["confirmed"] and not row["reopened"] for row in spoken)
    found["satisfaction"] = content / len(spoken) if spoken else None, content, len(spoken)
    return found
