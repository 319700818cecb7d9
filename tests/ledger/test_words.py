"""What the codes of the record are called on the page of an entry."""

import pytest
from django.test import Client

from disclosure.complaints import orders
from disclosure.ledger.models import Entry
from disclosure.ledger.words import value_of
from tests import factories
from tests.complaints.test_orders import AT


@pytest.mark.parametrize(
    ("verb", "name", "code", "words"),
    [
        ("orders.open", "kind", "supervision", "督办"),
        ("duty.open", "kind", "archive", "资料归档"),
        ("items.issued", "scope", "public", "公开"),
        ("chain.propose", "step", "head", "处室负责人审核"),
        ("cases.receive", "kind", "complaint", "投诉举报"),
        ("orders.open", "owner_kind", "division_head", "处室负责人"),
        ("chain.propose", "digest", "969b62", "969b62"),
        ("orders.open", "text", "supervision of all", "supervision of all"),
    ],
)
def test_a_recorded_code_is_told_in_the_words_of_its_room(site, verb, name, code, words):
    """A kind means another thing in another room; what is no code stays as it was typed."""
    assert str(value_of(verb, name, code)) == words


def test_the_page_of_an_entry_shows_names_not_codes(site):
    """督办 and 质量处, not supervision and zhiliang."""
    bureau = factories.bureau()
    orders.order_open(
        kind="supervision", title="逾期", text="请说明。", about=("page", 12, ""), division=bureau.zhiliang, by=bureau.efficiency, at=AT
    )
    browser = Client()
    browser.force_login(bureau.efficiency)
    entry = Entry.objects.get(verb="orders.open")
    text = browser.get(f"/admin/disclosure_ledger/entry/inspect/{entry.pk}/").content.decode()
    assert "</b> 督办</div>" in text and "</b> 质量处</div>" in text and "</b> supervision" not in text and "</b> zhiliang" not in text
