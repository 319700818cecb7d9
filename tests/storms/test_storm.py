"""Fifty people at the same twenty items for a minute: submitting, approving, returning, recalling and editing, through the API of the contract."""

import collections
import io
import itertools
import os
import random
import threading
import time

import pytest
import requests
from django.core.management import call_command
from django.db import connections

from tests import factories
from tests.server import running

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True)]
SECONDS = int(os.environ.get("STORM_SECONDS", "60"))
PATIENCE = 240  # so many seconds more, on a machine that has other things to do, until ten items are live
ITEMS, ENOUGH = 20, 10
CREW = {"editor": 14, "head": 9, "secrecy": 9, "leader": 8, "group": 10}  # fifty threads
PEOPLE = {"editor": 6, "head": 3, "secrecy": 3, "leader": 2}  # some of them the same person, clicking in several windows
PASS = dict.fromkeys(["state_secret", "work_secret", "aggregation", "stability", "commercial_secret", "privacy"], "no") | {
    "attachments_opened": "yes",
    "channels_fit": "yes",
}
SUBMIT = {"scope": "public", "channels": ["portal:notices"], "vital_interest": "no", "vital_interest_reason": "不涉及公众切身利益"}
EXPECTED = {200, 201, 403, 404, 409, 422}


class Person:
    """Somebody with a token, in one window: what he tries depends on his post and on what he sees."""

    def __init__(self, username, post, chair, items, tally):
        output = io.StringIO()
        call_command("api_token", username, "--scope", "read,propose,approve", stdout=output)
        self.headers = {"Authorization": f"Bearer {output.getvalue().strip()}"}
        self.username, self.post, self.chair, self.items, self.tally = username, post, chair, items, tally

    def call(self, session, method, path, body=None):
        """One request; its answer as JSON. The status is counted, the first words of a fault kept."""
        answer = session.request(method, f"{self.server}/api/v3/matters/{path}", json=body, headers=self.headers, timeout=120)
        what = path.rstrip("/").split("/")[-1] if method == "post" else method
        self.tally.add(what, answer.status_code, answer.content if answer.status_code >= 500 else b"")
        return answer.json() if answer.status_code == 200 else {}

    def work(self, server, over, chance):
        """Acts on one item after the other until it is over."""
        self.server = server
        try:
            with requests.Session() as session:
                session.trust_env = False
                while not over.is_set():
                    number = self.choose(session, chance)
                    matter = self.call(session, "get", f"{number}/")
                    if "state" in matter:
                        for method, path, body in getattr(self, f"as_{self.post}")(matter, chance):
                            self.call(session, method, f"{number}/{path}", body)
        except Exception as error:
            self.tally.add("died", 599, repr(error).encode())

    def choose(self, session, chance):
        """Mostly what waits for him, sometimes anything: that is where refusals come from."""
        if self.post != "editor" and chance.random() < 0.7:
            waiting = self.call(session, "get", "?waiting=me&limit=20").get("items", [])
            if waiting:
                return chance.choice(waiting)["id"]
        return chance.choice(self.items)

    def as_editor(self, matter, chance):
        state, dice = matter["successor"] or matter["state"], chance.random()
        edit = ("patch", "", {"summary": f"{self.username}改于第{chance.randrange(10**6)}次"})
        if state == "live":
            return [edit] if dice < 0.1 else []
        if state in ("draft", "withdrawn"):
            return [edit] if dice < 0.4 else [("post", "actions/submit/", SUBMIT)]
        if dice < 0.5:
            return [edit]  # a running round is locked for everyone
        return [("post", "actions/recall/", {"reason": "再改"})] if dice < 0.52 else []

    def signing(self, matter, chance, **more):
        if matter["step"] != self.post and chance.random() < 0.9:
            return []
        digest = matter["digest"] if chance.random() < 0.97 else "0" * 64
        if chance.random() < 0.03:
            return [("post", "actions/return/", {"digest": digest, "to": "proposer", "reason": "请核对"})]
        return [("post", "actions/approve/", {"digest": digest, "opinion": "同意", "outcome": "publish", **more})]

    def as_head(self, matter, chance):
        return self.signing(matter, chance)

    def as_secrecy(self, matter, chance):
        return self.signing(matter, chance, checklist=PASS)

    def as_leader(self, matter, chance):
        return self.signing(matter, chance)

    def as_group(self, matter, chance):
        if matter["step"] != "group":
            return []
        choice = "for" if chance.random() < 0.9 else "against"
        acts = [("post", "actions/vote/", {"digest": matter["digest"], "choice": choice, "opinion": ""})]
        voted = [signature for signature in matter["signatures"] if signature["step"] == "group" and not signature["void"]]
        if self.chair and len(voted) >= 3:
            acts.append(("post", "actions/close/", {"digest": matter["digest"], "minutes": "经审议，同意公开。"}))
        return acts


class Tally:
    """What was answered, counted by what was asked."""

    def __init__(self):
        self.lock, self.statuses, self.faults = threading.Lock(), collections.Counter(), []

    def add(self, what, status, content):
        with self.lock:
            self.statuses[what, status] += 1
            if content and len(self.faults) < 5:
                self.faults.append((what, status, content[:1200]))


def crew():
    """A bureau with several people on each post of one division: {post: [username]} and the chair's."""
    from disclosure.org.models import PostKind

    bureau = factories.bureau()
    people = {"editor": [bureau.editor], "head": [bureau.head], "secrecy": [bureau.reviewer], "leader": [bureau.leader]}
    kinds = {"editor": PostKind.EDITOR, "head": PostKind.DIVISION_HEAD, "secrecy": PostKind.SECRECY_REVIEWER, "leader": PostKind.SUPERVISING_LEADER}
    for post, number in PEOPLE.items():
        while len(people[post]) < number:
            user = factories.person(f"{post}{len(people[post])}-storm")
            home = bureau.bangong if post == "secrecy" else bureau.zhiliang if post != "leader" else None
            factories.post(kinds[post], user, division=home, in_charge_of=[bureau.zhiliang] if post == "leader" else [])
            people[post].append(user)
    people["group"] = [bureau.chair, *bureau.members]
    return bureau, people


def test_fifty_people_at_twenty_items_for_a_minute(site):
    """At least ten items end live, none without a clearance for exactly its live revision; no answer is a 5xx; gate and ledger prove themselves."""
    from wagtail.models import Page

    from disclosure.chain.models import Clearance

    bureau, people = crew()
    items = [factories.other_page(bureau.zhiliang, by=bureau.editor).pk for _ in range(ITEMS)]
    tally = Tally()
    windows = []
    for post, number in CREW.items():
        for _, user in zip(range(number), itertools.cycle(people[post]), strict=False):
            windows.append(Person(user.username, post, user == bureau.chair, items, tally))
    assert len(windows) == 50
    connections.close_all()
    with running() as server:
        over, began = threading.Event(), time.monotonic()
        threads = [threading.Thread(target=window.work, args=(server, over, random.Random(seed))) for seed, window in enumerate(windows)]
        for thread in threads:
            thread.start()
        while (passed := time.monotonic() - began) < SECONDS or (
            passed < SECONDS + PATIENCE and Page.objects.filter(pk__in=items, live=True).count() < ENOUGH
        ):
            time.sleep(2)
        over.set()
        for thread in threads:
            thread.join(120)
    assert not [thread for thread in threads if thread.is_alive()]
    seen = dict(sorted((f"{what} {status}", number) for (what, status), number in tally.statuses.items()))
    assert not tally.faults, (tally.faults, seen)
    assert {status for _, status in tally.statuses} <= EXPECTED, seen
    live = list(Page.objects.filter(pk__in=items, live=True))
    assert len(live) >= ENOUGH, seen
    for page in live:
        assert [clearance.revision_id for clearance in Clearance.objects.in_force(page.pk)] == [page.live_revision_id], page.pk
    call_command("audit_gate", stdout=io.StringIO())
    call_command("verify_ledger", stdout=io.StringIO())
