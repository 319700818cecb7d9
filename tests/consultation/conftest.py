"""What the tests of consultations share: a bureau, a published draft of a real regulation, and somebody who comments."""

import datetime as dt
from pathlib import Path

import pytest

from disclosure.consultation import actions
from disclosure.consultation.models import ConsultationPage
from tests.walker import Walker

DRAFT = (Path(__file__).parent / "data" / "浙江省交通建设工程质量和安全生产管理条例.txt").read_text()
OPENED = dt.datetime(2026, 3, 16, 1, 30, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 4, 24, 16, 0, tzinfo=dt.UTC)  # 24:00 in Shanghai


def given(**values):
    """What makes a consultation complete."""
    return {
        "title": "交通建设工程质量和安全生产管理办法（征求意见稿）", "kind": "normative", "formed_on": "2026-03-13", "issuer": "测试局",
        "draft": DRAFT,
        "closes_at": CLOSES.isoformat(), "notice": "工程质量怎么管，请您提意见。", "phone": "0000-12345", "address": "测试路1号",
        "questions": "第六条合适吗？\n第十条过宽吗？", "body": "<p>为规范交通建设工程活动，起草了本办法。</p>",
    } | values  # fmt: skip


class Consulted(Walker):
    """A consultation walked through the chain, and what is said about it."""

    def __init__(self, *, inward=False, bureau=None, **values):
        from tests import factories

        bureau = bureau or factories.bureau()
        self.inward = inward
        page = actions.create(given=given(division="zhiliang", **values), by=bureau.editor, at=OPENED, inward=inward)
        super().__init__(bureau, page, OPENED)

    def propose(self, by=None, **values):
        scope = {"scope": "staff", "channels": ["intranet:board"]} if self.inward else {"scope": "public", "channels": ["portal:notices"]}
        return super().propose(by, vital_interest=None, vital_interest_reason="", **(scope | values))

    def fresh(self):
        return ConsultationPage.objects.get(pk=self.page.pk)

    @property
    def clauses(self):
        """The articles that are open to comment."""
        from disclosure.consultation.standing import articles, published_clauses

        return articles(published_clauses(self.page))

    def say(self, text="建议写明时限。", *, clause=None, at=None, **values):
        """A comment at a clause (its place, from 0) or on the whole: (Comment, code)."""
        aim = self.clauses[clause].pk if clause is not None else None
        return actions.comment(page=self.fresh(), clause=aim, stance=values.pop("stance", "suggest"), text=text, at=at or self.now(), **values)

    def show(self, *rows, refusal=""):
        actions.moderate(page=self.page, comments=rows, by=self.bureau.editor, at=self.now(), refusal=refusal)

    def dispose(self, *rows, verdict="adopted", reason=""):
        actions.dispose(page=self.page, comments=rows, verdict=verdict, reason=reason, by=self.bureau.editor, at=self.now())

    def after_close(self):
        self.at = CLOSES + dt.timedelta(hours=10)
        return self

    def conclude(self, views="主要意见是写明时限，已采纳。"):
        return actions.conclude(page=self.page, views=views, by=self.bureau.editor, at=self.now())

    def publish_result(self, result=None):
        """The result walks through the chain; without one the consultation is concluded first."""
        result = result or self.conclude()
        walk = Consulted.__new__(Consulted)
        Walker.__init__(walk, self.bureau, result, self.at)
        walk.inward = self.inward
        walk.publish()
        self.at = walk.at
        return type(result).objects.get(pk=result.pk)


@pytest.fixture
def consulted(site):
    """A draft of 41 clauses, open to comment."""
    return Consulted().publish()


@pytest.fixture
def inward(site):
    """The same for staff only."""
    return Consulted(inward=True).publish()
