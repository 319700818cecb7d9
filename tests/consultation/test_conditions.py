"""What the gate and a proposal ask about consultations (五（三）)."""

import pytest
from django.urls import reverse

from disclosure.consultation.conditions import consultable
from tests import factories

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
