"""Every figure a second time, in another way: plain Python over the ledger and the rows as they were written, without a line of the dashboard's.

`Records()` reads everything once; `figures(records, first, last, known, …)` counts. What the ledger says is taken from the ledger; where it is silent
(the words of a draft, whose division a duty is) from the row itself. Working days are counted by walking from day to day.
"""

import datetime as dt
from collections import Counter, defaultdict
from functools import lru_cache
from zoneinfo import ZoneInfo

from wagtail.models import Revision

from disclosure.cases.models import Case, ClockEvent, Handover
from disclosure.chain.models import Matter, Round, SignedFacts
from disclosure.clocks.calendar import calendar
from disclosure.clocks.models import Duty
from disclosure.complaints.models import Inquiry, SupervisionOrder
from disclosure.consultation.models import ConsultationPage
from disclosure.items.models import DisclosurePage, IssuedDocument, PublicityFault
from disclosure.ledger.models import Entry
from disclosure.org.models import Division, Post

HERE = ZoneInfo("Asia/Shanghai")
STEP_DAYS = {"head": 2, "secrecy": 3, "leader": 2, "group": 10}
CASE_DAYS = {"application": 20, "complaint": 15, "feedback": 15}
ANSWERS = ("cases.answer", "applications.serve", "complaints.reply", "complaints.serve", "complaints.send_up")
WRONG, DECIDED = ("secrecy", "privacy", "error"), ("secrecy", "privacy", "revoked", "expired")
NOBODY = {"division": "", "category": "", "channels": [], "kind": "", "due": None, "done": None, "exempt": ""}


def local(at):
    return at.astimezone(HERE).date() if at else None


def parsed(text):
    return dt.date.fromisoformat(text[:10]) if text else None


def until(known):
    """The first moment after a day."""
    return dt.datetime.combine(known + dt.timedelta(days=1), dt.time(), HERE)


@lru_cache(100_000)
def works(day):
    return calendar().is_workday(day)


@lru_cache(10_000)
def workdays_later(start, count, without=frozenset()):
    """By walking, day by day; days of `without` do not count."""
    on = start
    while count:
        on += dt.timedelta(days=1)
        count -= works(on) and on not in without
    return on


@lru_cache(10_000)
def workdays_between(start, end, without=frozenset()):
    on, count = start, 0
    while on < end:
        on += dt.timedelta(days=1)
        count += works(on) and on not in without
    return count


class Records:
    """What was recorded, read once."""

    def __init__(self):
        self.said = list(Entry.objects.order_by("number").values_list("about_kind", "about_no", "at", "verb", "facts"))
        self.pages = {page.pk: page for page in DisclosurePage.objects.select_related("division")}
        self.drafts = {page.pk: page for page in ConsultationPage.objects.select_related("division")}
        self.penalties = {page.pk for page in self.pages.values() if page.kind == "penalty"}
        self.rounds = {(row.matter_id, row.number): row for row in Round.objects.select_related("division", "matter")}
        self.matters = {row.pk: row for row in Matter.objects.select_related("division")}
        self.signed = {row.digest: row.facts for row in SignedFacts.objects.all()}
        self.revisions = {}
        for number, at in Revision.objects.page_revisions().order_by("-created_at").values_list("object_id", "created_at"):
            self.revisions[int(number)] = at
        self.duties = list(Duty.objects.select_related("division"))
        self.cases = {case.pk: case for case in Case.objects.select_related("first_receiver")}
        self.homes = {post.person_id: post.division.code if post.division else "" for post in Post.objects.select_related("division")}
        self.office = Division.objects.get(is_office=True).code
        self.clock = list(ClockEvent.objects.order_by("on", "id"))
        self.handovers = list(Handover.objects.select_related("receiver_division").order_by("offered_at", "id"))
        self.inquiries = {row.pk: row for row in Inquiry.objects.select_related("complaint", "division")}
        self.orders = {row.pk: row for row in SupervisionOrder.objects.select_related("division")}
        self.documents = list(IssuedDocument.objects.select_related("division").order_by("id"))
        self.faults = list(PublicityFault.objects.all())
        self.leading = [
            (post.pk, post.person.username, post.from_date, post.to_date, {division.code for division in post.in_charge_of.all()})
            for post in Post.objects.filter(kind="supervising_leader").select_related("person").prefetch_related("in_charge_of")
        ]
        self.known = {}

    def charge(self, leader, last, known):
        """The divisions in a leader's charge on a day as known on another: what the ledger says was entered later is taken back."""
        posts = {number: [*post] for number, *post in self.leading if post[0] == leader}
        for about, number, at, verb, facts in reversed(self.said):
            if about == "post" and number in posts and at >= until(known) and verb == "org.reassign":
                _leader, begins, _ends, _codes = posts.pop(number)
                before = next(post for post in posts.values() if post[2] == begins - dt.timedelta(days=1))
                before[2] = parsed(facts["to"]) if facts["to"] else None
        return set().union(*(codes for _leader, begins, ends, codes in posts.values() if begins <= last and (ends is None or ends >= last)))

    def about(self, kind, known):
        """{number: [(at, verb, facts)]} of the ledger by the end of a day, in the order of time."""
        if (kind, known) not in self.known:
            found = defaultdict(list)
            for about, number, at, verb, facts in self.said:
                if about == kind and at < until(known):
                    found[number].append((at, verb, facts))
            self.known[kind, known] = {number: sorted(rows, key=lambda row: row[0]) for number, rows in found.items()}
        return self.known[kind, known]

    def item(self, number):
        """What a filter asks of an item's own row."""
        page = self.pages[number]
        code = page.division.code if page.division else ""
        return {"division": code, "category": page.category_code, "channels": page.channels or [], "kind": page.kind}

    def proposed(self, row):
        """What a filter asks of a round."""
        return {"division": row.division.code, "category": row.matter.category, "channels": row.channels or [], "kind": ""}


# ---- items and the chain


def start_of(records, number, facts):
    """(day from which the legal limit runs, working days) of what was signed, or of the draft as it stands."""
    if facts is None:
        page = records.pages[number]
        decided = page.specific.decided_on if number in records.penalties else None
        return (decided, 7) if decided else (page.formed_on, 20)
    signed = records.signed[facts["digest"]]
    if signed.get("kind") == "penalty" and signed.get("decided_on"):
        return parsed(signed["decided_on"]), 7
    return parsed(signed["formed_on"]), 20


def sent_back(verb, facts):
    """Whether a round ended with a return to the proposer; what was withheld is given back to him when no round runs, and nothing is voided."""
    return verb == "chain.return" and facts["to"] == "proposer" and "voided" in facts


def publications(records, known):
    said = records.about("page", known)
    for number, page in records.pages.items():
        if page.category_code.startswith("internal-"):
            continue
        mine = said.get(number, [])
        proposals = [(at, facts) for at, verb, facts in mine if verb == "chain.propose"]
        published = next((at for at, verb, facts in mine if verb in ("chain.publish", "chain.urgent") and facts.get("first")), None)
        written = min((at for at in (records.revisions.get(number), *[at for at, verb, _f in mine if verb == "items.create"]) if at), default=None)
        began = [at for at in (written, proposals[0][0] if proposals else None, published) if at and at < until(known)]
        if not began:
            continue
        told = [facts for at, facts in proposals if published is None or at <= published]
        begun, days = start_of(records, number, told[-1] if told else None)
        exempt, since = "", None
        for at, verb, facts in mine:
            if verb == "chain.propose" or verb == "chain.return" and facts["to"] == "proposer":
                exempt, since = "", None
            elif verb == "chain.withdraw":
                exempt, since = "withdrawn", at
            elif facts.get("state") == "withheld":
                exempt, since = "withheld", at
            elif facts.get("state") == "cleared" and proposals[-1][1]["scope"] == "on-application":
                exempt, since = "on-application", at
        due = workdays_later(begun, days)
        ended = exempt if not published and since and local(since) > due else ""
        yield {
            **records.item(number), "source": "publications", "number": number, "begun": begun, "due": due,
            "done": local(since) if ended else local(published),
            "exempt": "" if published or ended else exempt, "ended": ended,
            "moved": any(verb == "items.formed" for _at, verb, _f in mine)
            or bool(proposals)
            and start_of(records, number, proposals[0][1]) != (begun, days),
            "entered_late": local(min(began)) > due, "urgent": any(verb == "chain.urgent" for _at, verb, _f in mine),
            "returned": any(verb == "chain.redact" or sent_back(verb, facts) for _at, verb, facts in mine),
        }  # fmt: skip


def steps(records, known):
    for page, mine in records.about("page", known).items():
        opened = None
        for at, verb, facts in mine:
            if verb == "chain.propose":
                order = list(STEP_DAYS)
                opened = {"round": facts["round"], "left": order[order.index(facts["step"]) :], "at": at, "asked": None}
            elif opened and verb == "chain.refer":
                opened["asked"] = at
            elif opened and verb in ("chain.sign", "chain.withhold", "chain.return", "chain.close", "chain.redact"):
                yield step_row(records, page, opened, at, verb == "chain.return")
                left = opened["left"][1:]
                over = verb in ("chain.close", "chain.redact") or facts.get("to") == "proposer" or facts.get("state") == "withheld" or not left
                opened = None if over else {**opened, "left": left, "at": at, "asked": None}
            elif opened and verb in ("chain.recall", "chain.withdraw", "chain.take_down"):
                row = step_row(records, page, opened, at, False)
                late = row["done"] > row["due"] and (not opened["asked"] or local(opened["asked"]) > row["due"])
                yield row if late else {**row, "exempt": "cut"}
                opened = None
        if opened:
            row = step_row(records, page, opened, None, False)
            yield {**row, "exempt": "referred" if opened["asked"] and local(opened["asked"]) <= row["due"] else ""}


def step_row(records, page, opened, closed, returned):
    step = opened["left"][0]
    paused = workdays_between(local(opened["asked"]), local(closed)) if opened["asked"] and closed else 0
    begun, done = local(opened["at"]), local(closed)
    return {
        **records.proposed(records.rounds[page, opened["round"]]), "source": "steps", "kind": step, "begun": begun,
        "due": workdays_later(begun, STEP_DAYS[step] + paused), "done": done, "exempt": "", "returned": returned,
        "days": workdays_between(begun, done) - paused if done else None,
    }  # fmt: skip


def ended(mine, place):
    """(moment, verb, facts) of what ended an urgent publication's review after a place in its page's entries, or Nones."""
    return next((entry for entry in mine[place + 1 :] if entry[1] in ("chain.close", "chain.unconfirmed", "chain.take_down")), (None, "", {}))


def after_reviews(records, known):
    for page, mine in records.about("page", known).items():
        for place, (at, verb, facts) in enumerate(mine):
            if verb == "chain.urgent":
                yield {
                    **records.proposed(records.rounds[page, facts["round"]]), "source": "after_reviews", "kind": "after_review", "begun": local(at),
                    "due": parsed(facts["due_on"]), "done": local(ended(mine, place)[0]), "exempt": "",
                }  # fmt: skip


def unconfirmed(records, known):
    for page, mine in records.about("page", known).items():
        for place, (at, verb, _facts) in enumerate(mine):
            if verb != "chain.urgent":
                continue
            over, how, facts = ended(mine, place)
            due, refused = workdays_later(local(at), 5), how == "chain.unconfirmed" or facts.get("verdict") == "lost"
            if how == "chain.take_down" or over and local(over) <= due and not refused:
                continue
            yield {
                **NOBODY, **of_matter(records, page), "source": "unconfirmed", "kind": "unconfirmed", "done": local(over),
                "begun": local(over) if refused and local(over) <= due else due + dt.timedelta(days=1),
            }  # fmt: skip


def of_matter(records, page):
    return {"division": records.matters[page].division.code, "category": records.matters[page].category}


def taken_down(records, known):
    for page, mine in records.about("page", known).items():
        for at, verb, facts in mine:
            if verb == "chain.take_down" and facts["cause"] in WRONG:
                common = {**NOBODY, **of_matter(records, page), "source": "taken_down", "kind": facts["cause"]}
                yield {**common, "begun": local(at), "done": local(at)}


def re_examinations(records, known):
    for page, mine in records.about("page", known).items():
        for place, (at, _verb, facts) in enumerate(mine):
            if facts.get("step") == "leader" and facts.get("state") == "withheld":
                row = records.rounds[page, facts["round"]]
                again = next((a for a, v, _f in mine[place + 1 :] if v in ("chain.re_examine", "chain.return", "chain.propose")), None)
                review = row.signatures.filter(step="secrecy", outcome="withhold", at__lte=at).order_by("at").last()
                yield {
                    **records.proposed(row), "source": "re_examinations", "kind": "re_examine", "begun": local(at), "due": review.re_examine_on,
                    "done": local(again), "exempt": "",
                }  # fmt: skip


def duties(records, known):
    closed = {}
    for kind in ("page", "duty"):
        for mine in records.about(kind, known).values():
            closed |= {facts["duty"]: at for at, verb, facts in mine if verb == "duty.close"}
    for duty in records.duties:
        if duty.opened_at < until(known):
            page = records.pages.get(duty.page_id)
            yield {
                "source": "duties", "division": duty.division.code if duty.division else "", "category": page.category_code if page else "",
                "channels": [duty.channel] if duty.channel else [], "kind": duty.kind, "begun": local(duty.opened_at), "due": duty.due_on,
                "done": local(closed.get(duty.pk)), "exempt": "", "page": duty.page_id,
            }  # fmt: skip


def flagged(records, known):
    for page, mine in records.about("page", known).items():
        proposals = [(at, facts) for at, verb, facts in mine if verb == "chain.propose"]
        if not proposals or proposals[-1][1]["proposal"].get("vital_interest") != "yes":
            continue
        published = next((at for at, verb, facts in mine if verb in ("chain.publish", "chain.urgent") and facts.get("first")), None)
        over = any(verb == "chain.withdraw" or facts.get("state") == "withheld" or facts.get("verdict") == "lost" for _at, verb, facts in mine)
        yield {
            **records.proposed(records.rounds[page, proposals[-1][1]["round"]]), "source": "flagged", "kind": "", "due": None,
            "begun": local(proposals[-1][0]), "done": local(published), "exempt": "ended" if over and not published else "",
            "consultation": proposals[-1][1]["proposal"].get("consultation"),
        }  # fmt: skip


# ---- what should be public, and what is by half


def standing(mine, moment):
    """(live since, first live) of an item at a moment, from its entries."""
    since = first = None
    for at, verb, facts in mine:
        if at >= moment:
            break
        if verb in ("chain.publish", "chain.urgent"):
            since, first = since or at, first or at
        elif verb in ("chain.take_down", "chain.unconfirmed") or verb == "chain.close" and facts["state"] == "withdrawn":
            since = None
    return since, first


def reviewed(mine):
    """Why an item that is not live need not be public, "" where it must."""
    found, scope = "", None
    for _at, verb, facts in mine:
        if verb == "chain.propose":
            scope = facts["scope"]
            found = "" if found in ("withheld", "taken-down") else found
        elif facts.get("state") == "withheld":
            found = "withheld"
        elif facts.get("state") == "cleared" and scope == "on-application":
            found = "on-application"
        elif verb == "chain.return" and found == "withheld":
            found = ""
        elif verb == "chain.take_down":
            found = "taken-down" if facts["cause"] in DECIDED else ""
    return found


def documents(records, known):
    said = records.about("page", known)
    items = {row["number"]: row for row in publications(records, known)}
    for document in records.documents:
        if document.entered_at >= until(known):
            continue
        changed, stood = corrections(records, document, known)
        if stood["issued_on"] > known:
            continue
        changes = [facts for _at, facts in changed]
        owed_before = [local(at) for at, facts in changed if was_owed(records, facts["before"], local(at))]
        page = item_of(records, stood)
        mine = said.get(page.pk, []) if page else []
        since, first = standing(mine, until(known))
        exempt = ""
        if since and page.category_code.startswith("internal-"):
            since, exempt = None, "staff"
        elif not since:
            exempt = reviewed(mine) or ("declared" if stood["scope"] != "public" else "")
        due = workdays_later(stood["issued_on"], 20)
        item = items.get(page.pk) if page else None
        own = item if item and not item["exempt"] and (not item["done"] or item["ended"] == "withdrawn") else None
        reviewed_on = item["done"] if item and exempt in ("withheld", "on-application") and item["ended"] else None
        late = reviewed_on if reviewed_on and reviewed_on > due else None
        yield {
            **NOBODY, "source": "documents", "number": document.pk, "division": stood["division"], "kind": stood["scope"],
            "begun": stood["issued_on"], "due": due,
            "done": late or (local(first) if since else None),
            "exempt": "" if late else exempt, "page": page.pk if page else None,
            "entered_late": local(document.entered_at) > due, "title_differs": page is not None and page.title != stood["title"],
            "item_from": own["begun"] if own else None, "item_until": own["done"] if own else None,
            "corrected": bool(changes), "owed_before": owed_before,
            "redeclared": any(facts["before"]["scope"] == "public" for facts in changes) and stood["scope"] != "public",
        }  # fmt: skip


def corrections(records, document, known):
    """([(at, facts)] of the corrections by a day of what a figure asks, the entry as it stood at the end of that day).

    As entered, what the first correction says that stood there before; then as each left it: what was corrected later is not known yet.
    """
    ever = records.about("issued", dt.date.max - dt.timedelta(days=2)).get(document.pk, [])
    ever = [(at, facts) for at, verb, facts in ever if verb == "items.issued_change"]
    stood = {
        "document_number": document.document_number, "title": document.title, "issued_on": document.issued_on.isoformat(),
        "division": document.division.code, "scope": document.scope,
    }  # fmt: skip
    stood = ever[0][1]["before"] if ever else stood
    by_then = [(at, facts) for at, facts in ever if at < until(known)]
    for _at, facts in by_then:
        stood = facts
    counted = [(at, facts) for at, facts in by_then if any(facts["before"][name] != facts[name] for name in ("division", "issued_on", "scope"))]
    return counted, {**stood, "issued_on": parsed(stood["issued_on"])}


def item_of(records, stood):
    """The item that bears the number of a document, else the one without a number that bears its title."""
    match = [page for page in records.pages.values() if page.document_number == stood["document_number"]]
    match = match or [page for page in records.pages.values() if not page.document_number and page.title == stood["title"]]
    return match[0] if match else None


def was_owed(records, said, on):
    """Whether a document, as an entry says that it stood, was owed at the end of a day: for the public, and neither live nor freed from it."""
    page = item_of(records, said)
    mine = records.about("page", on).get(page.pk, []) if page else []
    return said["scope"] == "public" and not standing(mine, until(on))[0] and not reviewed(mine)


def half_public(records, last, known):
    said, moment, missing = records.about("page", known), until(last), defaultdict(list)
    for row in duties(records, known):
        if row["kind"] == "channel" and row["page"] and row["begun"] <= last and not (row["done"] and row["done"] <= last):
            missing[row["page"]].append(row["begun"])
    for fault in records.faults:
        if fault.found_at < moment and (fault.gone_at is None or fault.gone_at >= moment):
            missing[fault.page_no].append(local(fault.found_at))
    for number, since in missing.items():
        outward = number in records.pages and not records.pages[number].category_code.startswith("internal-")
        if outward and standing(said.get(number, []), moment)[0]:
            faults = [fault.kind for fault in records.faults if fault.page_no == number]
            kind = "channel" if any(row["kind"] == "channel" and row["page"] == number for row in duties(records, known)) else faults[0]
            yield {**records.item(number), "source": "half_public", "kind": kind, "begun": min(since), "due": None, "done": None, "exempt": ""}


# ---- the public's matters


def cases(records, known):
    end, minutes = until(known), Counter()
    said = records.about("case", known)
    for mine in said.values():
        minutes.update(at.replace(second=0) for at, verb, facts in mine if is_answer(verb, facts) or verb == "cases.close")
    for number, mine in said.items():
        case, rounds = records.cases[number], [[]]
        for entry in mine:
            if entry[1] == "cases.reopen":
                rounds.append([])
            rounds[-1].append(entry)
        passed = [row for row in records.handovers if row.case_id == number and row.accepted_at and row.accepted_at < end]
        if passed:
            home = passed[-1].receiver_division.code if passed[-1].receiver_division else ""
        else:
            home = records.homes[case.first_receiver_id] if case.first_receiver_id else records.office if case.kind != "complaint" else ""
        for place, entries in enumerate(rounds, 1):
            yield one_round(records, case, place, entries, rounds, home, mine, minutes, known)


def is_answer(verb, facts):
    """Whether an entry says that an answer was served: a reply by post waits for that."""
    return verb in ANSWERS and (verb != "complaints.reply" or "on" in facts)


def one_round(records, case, place, entries, rounds, home, mine, minutes, known):
    begun = case.received_on if place == 1 else local(entries[0][0])
    given = next(((at, facts) for at, verb, facts in entries if is_answer(verb, facts)), None)
    clock = [row for row in records.clock if row.case_id == case.pk and row.round == place and row.on <= known]
    heard = {facts["on"] for _at, verb, facts in mine if verb == "applications.hear"}
    clock = [row for row in clock if row.type not in ("third_party_answered", "co_maker_answered") or row.on.isoformat() in heard]
    start, total, paused, awaited = reckoned(case.kind, begun, clock)
    done = parsed(given[1]["on"]) if given else None
    due = parsed(given[1].get("due_on")) if given else None
    if due is None and not awaited:
        due = workdays_later(start, total, paused)
    asked = sum(verb in ("cases.correction", "complaints.ask", "applications.correction") for _at, verb, _f in entries)
    to = rounds[place][0][0] if place < len(rounds) else until(known)
    offered = [h for h in records.handovers if h.case_id == case.pk and h.offered_at < to and (place == 1 or h.offered_at >= entries[0][0])]
    waited = max((handover_days(row, known) for row in offered), default=0)
    ownerless = 0
    if place == 1 and case.first_receiver_id is None:
        first = [row.accepted_at for row in records.handovers if row.case_id == case.pk and row.accepted_at]
        over = [at for at, verb, facts in mine if is_answer(verb, facts) or verb in ("cases.withdraw", "cases.close", "cases.confirm")]
        arrived = mine[0][0]
        ownerless = int((min([*first, *over, until(known)]) - arrived).total_seconds() // 60)
    gone = next((local(at) for at, verb, _f in entries if verb == "cases.withdraw"), None)
    late = bool(gone and due and gone > due)
    done = gone if late else done
    return {
        **NOBODY, "source": "cases", "case_no": case.pk, "division": home, "kind": case.kind, "begun": begun, "due": due, "done": done,
        "exempt": "withdrawn" if gone and not late else "",
        "days": workdays_between(start, done, paused) if done else None, "confirmed": any(verb == "cases.confirm" for _at, verb, _f in entries),
        "reopened": place < len(rounds), "breaches": max(0, asked - 1) if case.kind != "application" else 0, "ownerless": ownerless,
        "gap": ownerless > 0 or waited > 1, "extended": any(row.type == "extended" for row in clock),
        "reclassified": any(verb.endswith(".kind") for _at, verb, _f in mine), "backdated": bool(given) and done < local(given[0]),
        "bulk": any((is_answer(v, f) or v == "cases.close") and minutes[at.replace(second=0)] >= 5 for at, v, f in entries),
    }  # fmt: skip


def reckoned(kind, begun, clock):
    """(day from which it counts, working days, days that do not count, whether something is awaited) after the events of a clock."""
    total = CASE_DAYS[kind] + sum(row.days or 0 for row in clock if row.type == "extended")
    anew = [row.on for row in clock if row.type in ("correction_received", "fee_paid")]
    asked = sum(row.type in ("correction_requested", "fee_notified") for row in clock)
    paused = set()
    for row in clock:
        if row.type in ("third_party_asked", "co_maker_asked"):
            last = workdays_later(row.on, 15)
            answer = next((each.on for each in clock if each.type == row.type.replace("asked", "answered") and each.ref == row.ref), None)
            last = min(last, answer - dt.timedelta(days=1)) if answer else last
            paused |= {row.on + dt.timedelta(days=n) for n in range((last - row.on).days + 1)}
    return max(anew, default=begun), total, frozenset(paused), asked > len(anew)


def handover_days(row, known):
    """Working days that a handover waited for its receiver."""
    settled = [at for at in (row.accepted_at, row.declined_at) if at and at < until(known)]
    return workdays_between(local(row.offered_at), local(min(settled)) if settled else known)


def inquiries(records, known):
    for number, mine in records.about("inquiry", known).items():
        row, asked = records.inquiries[number], mine[0]
        answered = next((at for at, verb, _f in mine if verb == "complaints.answer_inquiry"), None)
        gone = next((at for at, verb, _f in mine if verb == "complaints.withdraw_inquiry"), None)
        ends = [at for at, verb, f in records.about("case", known).get(row.complaint.case_id, []) if is_answer(verb, f) or verb == "cases.withdraw"]
        first = next(iter(ends), None)
        begun = local(asked[0])
        gone = gone or (first if not answered else None)
        late = bool(gone and local(gone) > parsed(asked[2]["due_on"]))
        done = local(gone) if late else local(answered)
        yield {
            **NOBODY, "source": "inquiries", "division": asked[2]["division"], "kind": "inquiry", "begun": begun, "due": parsed(asked[2]["due_on"]),
            "done": done, "exempt": "withdrawn" if gone and not late else "",
            "days": workdays_between(begun, done) if done else None, "case_no": row.complaint.case_id,
        }  # fmt: skip


def orders(records, known):
    for number, mine in records.about("order", known).items():
        row, closed, due = records.orders[number], None, None
        whole = parsed(mine[0][2]["due_on"])
        for at, verb, facts in mine:
            on = local(at)
            if verb in ("orders.open", "orders.explain"):
                due = min(whole, workdays_later(on, 3))
            elif verb == "orders.evidence":
                due = workdays_later(on, 5)
            elif verb == "orders.check" and facts["passed"]:
                closed = on
            else:
                due = parsed(facts["due_on"])
                whole = max(whole, due) if verb in ("orders.check", "orders.prolong") else whole
        yield {
            **NOBODY, "source": "orders", "division": row.division.code if row.division else "", "kind": row.kind, "begun": local(mine[0][0]),
            "due": due, "done": closed,
        }  # fmt: skip


# ---- consultations


def consultations(records, known):
    """[(page, first opened, day of the result or None, its entries)] of the consultations that were public by then."""
    said = records.about("page", known)
    for number, page in records.drafts.items():
        opened = next((at for at, verb, _f in said.get(number, []) if verb == "chain.publish"), None)
        if opened is None:
            continue
        results = [facts["result"] for _at, verb, facts in said[number] if verb == "consultation.conclude"]
        public = [at for result in results for at, verb, _f in said.get(result, []) if verb == "chain.publish"]
        yield page, opened, local(min(public, default=None)), said[number]


def about_draft(page):
    return {"division": page.division.code, "category": page.category_code, "channels": page.channels or [], "kind": page.kind}


def consultation_results(records, known):
    for page, opened, done, _said in consultations(records, known):
        begun = local(page.closes_at - dt.timedelta(seconds=1))
        least = local(opened)
        least = workdays_later(least, 7) if page.kind in ("normative", "other") else least + dt.timedelta(days=30)
        while not works(least):
            least += dt.timedelta(days=1)
        yield {
            **about_draft(page), "source": "consultation_results", "begun": begun, "due": workdays_later(begun, 20), "done": done, "exempt": "",
            "days": workdays_between(begun, done) if done else None, "short": page.closes_at < until(least), "page": page.pk,
        }  # fmt: skip


def comments(records, known):
    for page, _opened, done, said in consultations(records, known):
        begun = local(page.closes_at - dt.timedelta(seconds=1))
        state, verdicts = {}, {}
        for _at, verb, facts in said:
            if verb == "consultation.comment":
                state[facts["number"]] = ""
            elif verb == "consultation.moderate":
                state |= dict.fromkeys(facts["numbers"], "refused" if facts["state"] == "refused" else "")
            elif verb == "consultation.withdraw":
                state[facts["number"]] = "withdrawn"
            elif verb == "consultation.dispose":
                verdicts |= dict.fromkeys(facts["numbers"], facts["verdict"])
        for number, exempt in state.items():
            yield {
                **about_draft(page), "source": "comments", "begun": begun, "due": workdays_later(begun, 20), "exempt": exempt,
                "done": done if number in verdicts else None, "verdict": verdicts.get(number, ""), "page": page.pk,
            }  # fmt: skip


SOURCES = (
    publications, steps, after_reviews, unconfirmed, taken_down, re_examinations, duties, flagged, documents, cases, inquiries, orders,
    consultation_results, comments,
)  # fmt: skip
OWED = (
    "publications", "steps", "after_reviews", "re_examinations", "duties", "cases", "inquiries", "orders", "consultation_results", "documents",
)  # fmt: skip


# ---- counting


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


def nine_in_ten(values):
    """The smallest of the values that is no smaller than nine tenths of them."""
    return next((each for each in sorted(values) if sum(other <= each for other in values) * 10 >= len(values) * 9), None)


def rows_of(records, last, known):
    """Every row as known on a day; those that depend on the last day of the period too. Kept, and copied by who writes into them."""
    if ("rows", known) not in records.known:
        records.known["rows", known] = [row for source in SOURCES for row in source(records, known)]
    return [*records.known["rows", known], *half_public(records, last, known)]


class Counted:
    """The rows of a period after the filters, each with where it stands; every figure of them."""

    def __init__(self, records, first, last, known, hidden=(), **chosen):
        """hidden: numbers of the complaints that the person who asks may not know."""
        self.first, self.last = first, last
        rows = [dict(row) for row in rows_of(records, last, known) if row.get("case_no") not in hidden]
        for name in ("division", "category"):
            if value := chosen.get(name):
                rows = [row for row in rows if row[name] == value]
        if kind := chosen.get("kind"):  # what citizens send and the duty to take it are of one kind each
            wanted = {"take_feedback": ("feedback", True), "feedback": ("feedback", False)}.get(kind, (kind, None))
            rows = [row for row in rows if row["kind"] == wanted[0] and wanted[1] in (None, row["source"] == "duties")]
        if leader := chosen.get("leader"):
            rows = [row for row in rows if row["division"] in records.charge(leader, last, known)]
        if channel := chosen.get("channel"):
            rows = [row for row in rows if any(code == channel or code.startswith(channel + ":") for code in row["channels"])]
        for row in rows:
            row["where"] = where(row, first, last)
        self.rows = rows

    def those(self, *sources, kind=None, at=("in", "late", "open", "overdue")):
        return [row for row in self.rows if row["source"] in sources and row["where"] in at and kind in (None, row["kind"])]

    @property
    def owed(self):
        """Obligations: a document that became an item is owed as that item, unless that is neither public nor owed any more."""

        def alone(row):
            if row["source"] != "documents" or not row["page"]:
                return True
            item = row["item_from"] and row["item_from"] <= self.last and not (row["item_until"] and row["item_until"] <= self.last)
            return not (row["done"] or item)

        return [row for row in self.those(*OWED) if alone(row)]

    def counted(self):
        """{key: (rows of the denominator or of the count, rows of the numerator or None, how the value is made)}."""
        done, those, last = ("in", "late"), self.those, self.last

        def rate(*sources, kind=None):
            return those(*sources, kind=kind, at=("in", "late", "overdue")), those(*sources, kind=kind, at=("in",)), "share"

        def count(rows):
            return rows, None, "count"

        def there(source):
            return [row for row in self.rows if row["source"] == source]

        happened = [
            row for row in (*there("taken_down"), *there("unconfirmed"))
            if row["begun"] <= last and (row["done"] is None or row["done"] >= self.first)
        ]  # fmt: skip
        spoken = [row for row in those("cases", at=done) if row["confirmed"] or row["reopened"]]
        answered = those("comments", at=done)
        found = {
            "overdue": count([row for row in self.owed if row["where"] == "overdue"]),
            "obligations": count(self.owed),
            "due_soon": count([row for row in self.owed if row["where"] == "open" and row["due"] and (row["due"] - last).days <= 3]),
            "publication_on_time": rate("publications"),
            "published": count([row for row in those("publications", at=done) if not row["ended"]]),
            "exempt": count(
                [row for row in there("publications") if row["exempt"] and row["begun"] <= last or row["ended"] and row["where"] in done]
            ),
            "duties_on_time": rate("duties"),
            "duties_open": count(those("duties", at=("open", "overdue"))),
            "after_reviews_on_time": rate("after_reviews"),
            "re_examinations_late": count(those("re_examinations", at=("overdue",))),
            "steps_on_time": rate("steps"),
            "returned": count([row for row in those("steps", at=done) if row["returned"]]),
            "steps_late": count(those("steps", at=("overdue",))),
            "one_time_breaches": ([row for row in those("cases") if row["breaches"]], None, "breaches"),
            "minutes_without_owner": ([row for row in those("cases") if row["ownerless"]], None, "ownerless"),
            "first_asked_gaps": count([row for row in those("cases") if row["gap"]]),
            "reopened": count([row for row in those("cases", at=done) if row["reopened"]]),
            "satisfaction": (spoken, [row for row in spoken if row["confirmed"] and not row["reopened"]], "share"),
            "consultation_results_on_time": rate("consultation_results"),
            "consultation_median_days": (those("consultation_results", at=done), None, "median"),
            "comments_answered": (those("comments"), answered, "share"),
            "comments_adopted": (answered, [row for row in answered if row["verdict"] in ("adopted", "partly")], "share"),
            "flagged_without_consultation": count([row for row in those("flagged") if not row["consultation"]]),
            "should_be_public": count(those("documents", at=("overdue",))),
            "declared_not_public": count([row for row in there("documents") if row["exempt"] == "declared" and row["begun"] <= last]),
            "half_public": count([row for row in there("half_public") if row["begun"] <= last]),
            "wrongly_public": count(happened),
        }
        for step in STEP_DAYS:
            found[f"step_{step}_median_days"] = those("steps", kind=step, at=done), None, "median"
        for kind, name in (("application", "applications"), ("complaint", "complaints"), ("feedback", "feedback")):
            found[f"{name}_on_time"] = rate("cases", kind=kind)
            found[f"{name}_median_days"] = those("cases", kind=kind, at=done), None, "median"
        return found

    def figures(self):
        """{key: (value, numerator, denominator)} of every figure."""
        found = {}
        for key, (rows, hits, how) in self.counted().items():
            if how == "share":
                found[key] = (len(hits) / len(rows) if rows else None), len(hits), len(rows)
            elif how == "count":
                found[key] = len(rows), None, None
            elif how == "median":
                found[key] = middle([row["days"] for row in rows]), None, None
            else:
                found[key] = sum(row[how] for row in rows), None, None
        return found

    def beside(self, key, guard):
        """The rows of a figure that a guard beside it counts."""
        rows = self.counted()[key][0]
        found = [row for row in rows if row[guard]]
        if (key, guard) == ("should_be_public", "corrected"):  # a correction may have taken a document out of it
            documents = [row for row in self.rows if row["source"] == "documents" and row not in found]
            found += [row for row in documents if any(self.first <= on <= self.last for on in row["owed_before"])]
        if (key, guard) == ("publication_on_time", "moved"):  # the same
            found += [row for row in self.those("publications", at=("open",)) if row["moved"]]
        return found


def adds_up(tree):
    """Each line of the tree is the sum of the lines right below it, in every column."""
    lines = list(tree.lines)
    for place, line in enumerate(lines):
        below = []
        for other in lines[place + 1 :]:
            if other.depth <= line.depth:
                break
            if other.depth == line.depth + 1:
                below.append(other)
        if below:
            for column in range(len(tree.columns)):
                assert sum(other.cells[column].value for other in below) == line.cells[column].value, (line.label, tree.columns[column])
