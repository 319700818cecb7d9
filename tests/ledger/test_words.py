"""What the codes of the record are called on the page of an entry."""

import pytest
from django.test import Client
from django.utils import translation

from disclosure.complaints import orders
from disclosure.ledger.models import Entry
from disclosure.ledger.registers import _plain
from disclosure.ledger.words import ACTS, fact_of, value_of
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


def test_what_is_recorded_with_parts_is_told_in_words(site):
    """A list of recipients, counted votes and the kind of a round: no brackets, no codes, and no names of the code."""
    with translation.override("zh-hans"):
        assert _plain([["李局长", "paper"], ["省厅", "oa"]], "situation.issue", "to") == "李局长、纸质送达，签收；省厅、OA 报送"
        assert _plain({"base": 5, "for_": 4}, "chain.close", "count") == "应到：5；赞成：4"
        assert "{" not in _plain({"kind": "normal", "vital_interest": "no", "go_live_at": None}, "chain.propose", "proposal")


def test_a_report_is_recorded_in_words_of_its_own(site):
    """First and last are the days of its period; a new version is begun, not issued anew."""
    with translation.override("zh-hans"):
        assert fact_of("situation.begin", "first") == "期间起" and fact_of("items.publish", "first") == "首次公开"
        assert str(ACTS["situation.renew"]) == "报告开始新版本"
        assert value_of("situation.write", "part", "next") == "存在问题和下一步工作"
        assert value_of("situation.explain", "row", "duties:360") == "公开后续事项 360"
