"""Items with the papers of a chain: as the actions of chain, items and channels write them."""

import datetime as dt

from django.db import transaction
from wagtail.models import Page

from disclosure.chain.conditions import facts_of
from disclosure.chain.models import Act, Clearance, ClearanceKind, Matter, Round, Signature, SignedFacts
from disclosure.clocks.calendar import calendar
from disclosure.clocks.models import Duty, DutyKind
from disclosure.items.actions import page_type
from disclosure.items.bring_in.look import make
from disclosure.items.bring_in.write import Writer
from disclosure.items.models import DisclosurePage
from disclosure.ledger.record import record_many
from disclosure.org.models import PostKind
from disclosure.rules.chain import RoundEnd, State, Step
from disclosure.rules.digest import digest
from disclosure.rules.limits import limit
from disclosure.rules.secrecy import Question

from .people import CHUNK, MARK, moment

PROPOSAL = {"kind": "normal", "go_live_at": None, "vital_interest": "no", "vital_interest_reason": "合成", "consultation": None}
CHECKLIST = {question.value: "no" if question.is_concern else "yes" for question in Question}
CHANNELS = ["portal:disclosure"]
SIGNERS = ((Step.HEAD, PostKind.DIVISION_HEAD), (Step.SECRECY, PostKind.SECRECY_REVIEWER), (Step.LEADER, PostKind.SUPERVISING_LEADER))


class Items(Writer):
    """Items with the papers of a finished chain, written in chunks and made public chunk by chunk."""

    def __init__(self, people, chance, at):
        model = page_type("other")
        super().__init__(type("Batch", (), {"model": model, "items": []})(), at)
        self.people, self.chance, self.days = people, chance, calendar()

    def some(self, first, count):
        """One chunk: {number of the page} written, with every paper and entry."""
        with transaction.atomic():
            lives = [self.life(number) for number in range(first, first + count)]
            pages = [self.page_of(life) for life in lives]
            parent = Page.objects.select_for_update().get(pk=self.parent_no)
            self._number(pages)
            self._insert(parent, pages)
            revisions = self._revisions(pages)
            self._index(pages)
            entries = self.papers_of(lives, pages, revisions)
            live = [page.pk for life, page in zip(lives, pages, strict=True) if life["closed"]]
            Page.objects.filter(pk__in=live).update(live=True, has_unpublished_changes=False)
            record_many(sorted(entries, key=lambda entry: entry["at"]))
        return pages

    def life(self, number):
        """When one matter was formed, proposed, signed and closed; one in thirty is late, one in fifty still waits."""
        division = self.chance.choice(self.people.divisions)
        formed = self.people.on - dt.timedelta(days=self.chance.randrange(35, 700))
        begun = self.days.add(formed, self.chance.randrange(1, 8))[0]
        waits, late = self.chance.random() < 0.02, self.chance.random() < 0.033
        head = self.days.add(begun, self.chance.randrange(1, 3))[0]
        secrecy = self.days.add(head, self.chance.randrange(1, 4))[0]
        leader = self.days.add(secrecy, self.chance.randrange(1, 3) + (20 if late else 0))[0]
        closed = self.days.add(leader, self.chance.randrange(1, 4))[0]
        steps = {"propose": moment(begun, 9), "head": moment(head, 10), "secrecy": moment(secrecy, 11), "leader": moment(leader, 14)}
        return {"number": number, "division": division, "formed": formed, "closed": None if waits else moment(closed, 15), **steps}

    def page_of(self, life):
        number = life["number"]
        values = {
            "title": f"第{number}号合成事项的说明{MARK}", "formed_on": life["formed"], "document_number": f"合成〔{life['formed'].year}〕{number}号",
            "division": life["division"], "summary": "合成数据，用于测量。", "body": [("paragraph", "<p>合成数据，用于测量。</p>")],
            "article_20_item": 15, "scope": "public", "channels": list(CHANNELS), "keywords": ["合成数据"],
        }  # fmt: skip
        page = make(self.model, values, self.bureau)
        page.locale, page.content_type, page.draft_title = self.locale, self.content_type, page.title
        page.live, page.has_unpublished_changes = False, True
        page.published_at = page.first_published_at = page.last_published_at = life["closed"]
        page.draw_columns()
        return page

    def papers_of(self, lives, pages, revisions):
        """Matters, rounds, signatures, clearances and duties of a chunk; returns the entries of the ledger."""
        rounds, facts = [], []
        matters = []
        for life, page, revision in zip(lives, pages, revisions, strict=True):
            known = facts_of(page)
            seal = life["seal"] = digest(known, PROPOSAL)
            facts.append(SignedFacts(digest=seal, facts=known, proposal=PROPOSAL))
            ended = life["closed"]
            editor = self.people.holder(PostKind.EDITOR, life["division"])
            step = "" if ended else Step.GROUP
            matters.append(
                Matter(
                    page_no=page.pk, state=State.LIVE if ended else State.RUNNING, round_number=1, first_live_at=ended, done_round=1 if ended else 0,
                    done_revision=revision.pk if ended else 0, title=page.title, index_number=page.index_number, division=life["division"],
                    category=page.category_code,
                )
            )  # fmt: skip
            opened = life["leader"]
            rounds.append(
                Round(
                    matter_id=page.pk, number=1, proposal=PROPOSAL, scope="public", channels=list(CHANNELS), revision_no=revision.pk, digest=seal,
                    division=life["division"], proposer_no=editor.user_id, proposer_username=editor.username, proposer_name=editor.name,
                    proposed_at=life["propose"], authors=[editor.user_id], step=step, step_opened_at=opened,
                    step_due_on=None if ended else self.days.add(opened.date(), Step.GROUP.days)[0], outcome="publish",
                    end=RoundEnd.PUBLISHED if ended else "", ended_at=ended,
                )
            )  # fmt: skip
        SignedFacts.objects.bulk_create(facts, ignore_conflicts=True, batch_size=200)
        Matter.objects.bulk_create(matters, batch_size=200)
        rounds = Round.objects.bulk_create(rounds, batch_size=200)
        signatures, clearances, duties, entries = [], [], [], []
        for life, page, revision, round in zip(lives, pages, revisions, rounds, strict=True):
            signatures += self.signatures_of(life, page, revision, round)
            if life["closed"]:
                clearances.append(
                    Clearance(
                        page_no=page.pk, revision_id=revision.pk, digest=life["seal"], kind=ClearanceKind.CHAIN, round=round, proposal=PROPOSAL,
                        at=life["closed"],
                    )
                )  # fmt: skip
                duties += self.duties_of(life, page)
        Signature.objects.bulk_create(signatures, batch_size=200)
        Clearance.objects.bulk_create(clearances, batch_size=200)
        duties = Duty.objects.bulk_create(duties, batch_size=200)
        owed = {}
        for duty in duties:
            owed.setdefault(duty.page_id, []).append(duty)
        for life, page, revision in zip(lives, pages, revisions, strict=True):
            entries += self.entries_of(life, page, revision, owed.get(page.pk, ()))
        return entries

    def signatures_of(self, life, page, revision, round):
        ended = life["closed"]
        common = {
            "matter_id": page.pk, "round": round, "digest": life["seal"], "revision_no": revision.pk, "spent": bool(ended),
            "spent_in": 1 if ended else None,
        }  # fmt: skip
        for step, kind in SIGNERS:
            acting = self.people.holder(kind, life["division"] if step.by_division else None)
            checklist = CHECKLIST if step == Step.SECRECY else None
            yield Signature(step=step, outcome="publish", opinion="同意", checklist=checklist, at=life[step.value], **_person(acting), **common)
        if ended:
            for place, acting in enumerate(self.people.members):
                at = ended - dt.timedelta(minutes=30 - place)
                yield Signature(step=Step.GROUP, act=Act.VOTE, outcome="for", at=at, **_person(acting), **common)
            chair = self.people.holder(PostKind.GROUP_CHAIR)
            yield Signature(step=Step.GROUP, act=Act.CLOSE, outcome="carried", opinion="同意公开", at=ended, **_person(chair), **common)

    def duties_of(self, life, page):
        """Feedback and archive, as channels.actions opens them; nine in ten are closed by now."""
        opened, on = life["closed"], life["closed"].date()
        for kind, owner in ((DutyKind.FEEDBACK, PostKind.OFFICE_DIRECTOR), (DutyKind.ARCHIVE, PostKind.EDITOR)):
            days = limit(f"duty-{kind}", on).days
            due_on = self.days.add(on, days)[0]
            closed = moment(self.days.add(on, self.chance.randrange(2, days + 3))[0], 16)
            done = self.chance.random() < 0.9 and closed.date() < self.people.on
            acting = self.people.holder(owner, life["division"] if owner == PostKind.EDITOR else None)
            yield Duty(
                kind=kind, page_id=page.pk, subject_title=page.title, division=life["division"], owner_kind=owner, opened_at=opened, due_on=due_on,
                due_working_days=days, closed_at=closed if done else None, closed_by_id=acting.user_id if done else None,
                note="合成数据" if done else "",
            )  # fmt: skip

    def entries_of(self, life, page, revision, duties):
        """The ledger's entries, each as its action writes it."""
        about, seal, user = ("page", page.pk, page.title), life["seal"], self.people.users
        editor = self.people.holder(PostKind.EDITOR, life["division"])
        yield {"verb": "items.create", "about": about, "by": user[editor.user_id], "at": life["propose"] - dt.timedelta(minutes=20),
               "facts": {"category": page.category_code, "index_number": page.index_number, "synthetic": True}}  # fmt: skip
        yield {"verb": "chain.propose", "about": about, "by": user[editor.user_id], "acting": editor, "at": life["propose"],
               "facts": {"round": 1, "revision": revision.pk, "digest": seal, "scope": "public", "channels": CHANNELS, "proposal": PROPOSAL,
                         "step": "head", "voided": []}}  # fmt: skip
        for step, kind in SIGNERS:
            acting = self.people.holder(kind, life["division"] if step.by_division else None)
            yield {"verb": "chain.sign", "about": about, "by": user[acting.user_id], "acting": acting, "at": life[step.value],
                   "facts": {"round": 1, "step": step.value, "outcome": "publish", "opinion": "同意", "digest": seal, "ground": "", "override": None,
                             "exemption": "", "state": "running"}}  # fmt: skip
        if not life["closed"]:
            return
        for place, acting in enumerate(self.people.members):
            yield {"verb": "chain.vote", "about": about, "by": user[acting.user_id], "acting": acting,
                   "at": life["closed"] - dt.timedelta(minutes=30 - place),
                   "facts": {"round": 1, "choice": "for", "opinion": "", "digest": seal}}  # fmt: skip
        chair = self.people.holder(PostKind.GROUP_CHAIR)
        yield {"verb": "chain.close", "about": about, "by": user[chair.user_id], "acting": chair, "at": life["closed"],
               "facts": {"round": 1, "verdict": "carried", "minutes": "同意公开", "digest": seal, "state": "live"}}  # fmt: skip
        yield {"verb": "chain.publish", "about": about, "at": life["closed"],
               "facts": {"revision": revision.pk, "digest": seal, "index_number": page.index_number, "kind": "chain", "first": True}}  # fmt: skip
        for duty in duties:
            opened = {"kind": str(duty.kind), "channel": "", "owner": str(duty.owner_kind), "due_on": duty.due_on, "duty": duty.pk}
            yield {"verb": "duty.open", "about": about, "at": life["closed"], "facts": opened}
            if duty.closed_at:
                yield {"verb": "duty.close", "about": about, "by": user[duty.closed_by_id], "at": duty.closed_at,
                       "facts": {"kind": str(duty.kind), "channel": "", "note": duty.note, "file": "", "sha256": "", "duty": duty.pk}}  # fmt: skip


def _person(acting):
    return {"person_no": acting.user_id, "username": acting.username, "name": acting.name, "post": acting.post, "post_no": acting.post_id,
            "on_behalf_of": acting.on_behalf_of}  # fmt: skip


def disclosures(count, *, people, chance, at, progress=lambda done: None):
    """So many items; returns how many were written."""
    items, first = Items(people, chance, at), DisclosurePage.objects.filter(title__contains=MARK).count() + 1
    for start in range(0, count, CHUNK):
        items.some(first + start, min(CHUNK, count - start))
        progress(min(start + CHUNK, count))
    return count
