"""Walks a matter through the chain in the words of the domain; the time goes on by a minute with each act."""

import datetime as dt

from disclosure.chain import actions
from disclosure.chain.models import Matter, Round
from tests import factories

MONDAY = dt.datetime(2026, 11, 16, 1, 0, tzinfo=dt.UTC)  # 09:00 in Shanghai
PASS = dict.fromkeys(
    ["state_secret", "work_secret", "aggregation", "stability", "commercial_secret", "privacy"], "no"
) | {"attachments_opened": "yes", "channels_fit": "yes"}  # fmt: skip


class Walker:
    """A bureau and one item."""

    def __init__(self, bureau=None, page=None, at=MONDAY, **values):
        self.bureau, self.at = bureau or factories.bureau(), at
        self.page = page or factories.other_page(self.bureau.zhiliang, by=self.bureau.editor, **values)

    def now(self):
        self.at += dt.timedelta(minutes=1)
        return self.at

    @property
    def matter(self):
        return Matter.objects.filter(page_no=self.page.pk).first() or Matter(page_no=self.page.pk)

    @property
    def round(self):
        return Round.objects.filter(matter_id=self.page.pk).order_by("-number").first()

    @property
    def state(self):
        """“running head”, “live”…"""
        matter = self.matter
        return f"{matter.state} {self.round.step if self.round else ''}".strip()

    @property
    def live(self):
        self.page.refresh_from_db()
        return self.page.live

    def write(self, by=None, **values):
        """A new revision of the latest draft."""
        draft = type(self.page).objects.get(pk=self.page.pk).get_latest_revision_as_object()
        for name, value in values.items():
            setattr(draft, name, value)
        return draft.save_revision(user=by or self.bureau.editor)

    def propose(self, by=None, **given):
        given = {"scope": "public", "channels": ["portal:notices"], "vital_interest": "no", "vital_interest_reason": "不涉及"} | given
        actions.propose(page=self.page, by=by or self.bureau.editor, at=self.now(), **given)
        return self

    def sign(self, by, **given):
        given = {"digest": given.get("digest") or self.round.digest, "opinion": "同意"} | given
        actions.sign(page=self.page, by=by, at=self.now(), **given)
        return self

    def head(self, **given):
        return self.sign(self.bureau.head, **given)

    def secrecy(self, **given):
        return self.sign(self.bureau.reviewer, **({"checklist": PASS} | given))

    def leader(self, **given):
        return self.sign(self.bureau.leader, **given)

    def vote(self, *choices, by=None):
        """The members' votes in their order, the chair last."""
        people = by or [*self.bureau.members, self.bureau.chair]
        for person, choice in zip(people, choices, strict=False):
            actions.vote(page=self.page, by=person, at=self.now(), digest=self.round.digest, choice=choice)
        return self

    def close(self, by=None, **given):
        given = {"digest": given.get("digest") or self.round.digest, "minutes": "会议纪要：同意公开"} | given
        actions.close(page=self.page, by=by or self.bureau.chair, at=self.now(), **given)
        return self

    def to_group(self):
        return self.propose().head().secrecy().leader()

    def publish(self):
        return self.to_group().vote("for", "for", "for", "for").close()

    def back(self, by, to, reason="请修改"):
        actions.return_to(page=self.page, by=by, at=self.now(), digest=self.round.digest, to=to, reason=reason)
        return self

    def recall(self, by=None, reason="再改一改"):
        self.would_void = actions.recall(page=self.page, by=by or self.bureau.editor, at=self.now(), reason=reason)
        return self

    def withdraw(self, by=None, reason="附件有误", **given):
        actions.withdraw(page=self.page, by=by or self.bureau.director, at=self.now(), reason=reason, **given)
        return self

    def urgent(self, by=None, reason="台风预警", **given):
        given = {"digest": self.round.digest} | given
        actions.urgent(page=self.page, by=by or self.bureau.leader, at=self.now(), reason=reason, **given)
        return self
