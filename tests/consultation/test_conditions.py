"""What the gate and a proposal ask about consultations (五（三）)."""

import datetime as dt

import pytest
from django.urls import reverse

from disclosure.chain import gate
from disclosure.consultation.conditions import consultable
from disclosure.consultation.models import ResultPage
from tests import factories
from tests.consultation.conftest import Consulted

pytestmark = pytest.mark.django_db


def test_a_proposal_chooses_its_consultation_by_title(consulted, client):
    """The form names the published consultations that the item can name, and says of each whether it is concluded; a number is not typed."""
    page = factories.other_page(consulted.bureau.zhiliang, by=consulted.bureau.editor)
    assert [(each.number, each.concluded) for each in consultable(page)] == [(consulted.page.pk, False)]
    client.force_login(consulted.bureau.editor)
    shown = client.get(reverse("disclosure_chain:propose", args=[page.pk])).content.decode()
    assert f'<option value="{consulted.page.pk}">{consulted.page.title}（未办结）</option>' in shown
    refused = client.post(
        reverse("disclosure_chain:propose", args=[page.pk]),
        {"scope": "public", "channels": ["portal:notices"], "vital_interest": "yes", "consultation": str(page.pk)},
    )
    assert refused.status_code == 422


def test_an_outward_item_is_offered_no_inward_consultation(inward, client):
    """一（二）4: what was asked of staff alone answers nothing that the public is owed."""
    page = factories.other_page(inward.bureau.zhiliang, by=inward.bureau.editor)
    assert consultable(page) == []


def test_a_result_belongs_to_a_consultation_that_was_concluded(consulted):
    """However the page came to be."""
    result = ResultPage(consultation=consulted.fresh(), title="结果报告")
    assert [reason for reason in gate.objections(result) if "还没有办结" in reason]


class TestSheet:
    def test_who_signs_reads_the_closing_time_at_shanghais_clock(self, site):
        """The moment itself, among the facts and among the changes: not its day, nor the stored text of another zone."""
        from disclosure.chain.sheet import Sheet

        walk = Consulted(closes_at="2026-04-25T00:00:00+08:00").propose().head().recall()
        walk.write(closes_at=dt.datetime(2026, 4, 30, 15, 48, tzinfo=dt.UTC))
        walk.propose()
        sheet = Sheet(walk.fresh(), walk.bureau.head, walk.at)
        assert "2026-04-30 23:48" in [value for _label, value in sheet.facts]
        change = next(change for change in sheet.compared[1] if change.name == "closes_at")
        assert [(kind, text) for kind, text in change.parts if kind != "equal"] == [
            ("del", "2026-04-25"),
            ("ins", "2026-04-30"),
            ("del", "00:00"),
            ("ins", "23:48"),
        ]


def test_a_proposal_offers_no_scope_that_is_refused(site, client):
    """A draft that must be asked for is no consultation: the form of the proposal does not name that scope."""
    walk = Consulted()
    client.force_login(walk.bureau.editor)
    shown = client.get(reverse("disclosure_chain:propose", args=[walk.page.pk])).content.decode()
    assert 'value="public"' in shown and 'value="on-application"' not in shown
