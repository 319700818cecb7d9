"""A bureau with a penalty in public, an inward item in force, and feedback on them."""

import datetime as dt

import pytest

from disclosure.feedback import actions
from tests import factories

HERE = dt.timezone(dt.timedelta(hours=8))
AT = dt.datetime(2026, 9, 18, 10, 0, tzinfo=HERE)
PARTY, STRANGER = "91350000MA00EX000D", factories.CREDIT_CODE


def published(page):
    """The item in public for a month, its matter too."""
    from disclosure.chain.models import Clearance, Matter
    from disclosure.ledger.record import record

    page, since = factories.published(page, at=AT - dt.timedelta(days=30)), AT - dt.timedelta(days=30)
    facts = {"published_at": since, "revision": page.live_revision_id, "digest": Clearance.objects.get(page_no=page.pk).digest}
    record("items.import", about=("page", page.pk, page.title), at=since, facts=facts)
    Matter.objects.update_or_create(
        page_no=page.pk,
        defaults={
            "state": "live", "title": page.title, "index_number": page.index_number, "division": page.division, "category": page.category_code,
            "first_live_at": since, "done_revision": page.live_revision_id,
        },
    )  # fmt: skip
    return page


class Feedbacks:
    """The nouns of these tests, made when asked for."""

    def __init__(self):
        from wagtail.models import Site

        from disclosure.org.models import BureauSettings

        self.bureau = factories.bureau()
        settings = BureauSettings.for_site(Site.objects.get(is_default_site=True))
        settings.name, settings.short_name, settings.review_body, settings.court = "测试局", "测质监", "测试省交通运输厅", "测试市人民法院"
        settings.save()

    @property
    def penalty(self):
        """A live penalty against the party, decided four months ago: its shortest display period is over."""
        if "_penalty" not in self.__dict__:
            page = factories.enforcement_page(self.bureau.zhiliang, by=self.bureau.editor, decided_on=dt.date(2026, 5, 13))
            self._penalty = published(page)
        return self._penalty

    @property
    def inward(self):
        """A live item for staff alone."""
        if "_inward" not in self.__dict__:
            page = factories.item("internal-other", division=self.bureau.zhiliang, by=self.bureau.editor, title="搬迁安排（内部）")
            self._inward = published(page)
        return self._inward

    def given(self, **changed):
        return {"kind": "error", "text": "第二段单位名称有误。", "contact": "林某某 13800138000"} | changed

    def receive(self, page=None, at=AT, way="web", **changed):
        """(Feedback, code) on the penalty unless another page is named."""
        return actions.receive(given=self.given(**changed), page=page or self.penalty, way=way, at=at)

    def objection(self, at=AT, **changed):
        return self.receive(at=at, **({"kind": "objection", "credit_code": PARTY, "text": "桩基已按图返工。"} | changed))

    def repair(self, at=AT, **changed):
        return self.objection(at=at, **({"kind": "repair", "text": "罚款已缴，已整改。"} | changed))


@pytest.fixture
def world(site):
    return Feedbacks()
