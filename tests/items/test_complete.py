"""What is lacking, by category and kind (一（一）1：完整、准确)."""

import datetime as dt

import pytest

from tests.factories import item

TODAY = dt.date(2026, 3, 10)


def lacking(page):
    """Names of the fields that are lacking."""
    from disclosure.items.models.complete import missing

    return {name for name, _sentence in missing(page, on=TODAY)}


def test_an_inspection_needs_no_decision_number_and_names_several_enterprises(site):
    parties = [("party", {"name": f"测试{n}公司", "credit_code": "91350100M000100Y43", "role": "施工"}) for n in (1, 2, 3)]
    assert lacking(item("enforcement", parties=parties)) == set()


def test_a_penalty_needs_number_ground_and_class(site):
    assert {"decision_number", "violation", "basis", "penalty", "decided_on", "penalty_class"} <= lacking(item("enforcement", kind="penalty"))


def test_a_standard_carries_its_standard_number_instead_of_a_document_number(site):
    page = item("rules", kind="standard", document_number="")
    assert lacking(page) == {"standard_number"}
    page.standard_number = "JTG F80/1—2017"
    assert lacking(page) == set()


def test_a_normative_document_needs_its_document_number(site):
    assert lacking(item("rules", kind="normative", document_number="")) == {"document_number"}


def test_every_enforcement_item_names_a_party(site):
    assert lacking(item("enforcement", parties=[])) == {"parties"}


@pytest.mark.parametrize("code", ["91350100M000100Y44", "123", ""])
def test_a_credit_code_is_checked(site, code):
    page = item("enforcement", parties=[("party", {"name": "测试公司", "credit_code": code, "role": ""})])
    assert lacking(page) == {"parties"}


def test_nothing_was_made_tomorrow(site):
    assert lacking(item(formed_on=TODAY + dt.timedelta(days=1))) == {"formed_on"}
    assert lacking(item(formed_on=TODAY)) == set()


@pytest.mark.parametrize("name", ["decided_on", "inspected_on", "listed_from", "party_told_on"])
def test_what_was_done_was_not_done_tomorrow(site, name):
    """A day of decision, inspection, listing or telling the party tells of what happened."""
    assert name in lacking(item("enforcement", **{name: TODAY + dt.timedelta(days=1)}))
    assert name not in lacking(item("enforcement", **{name: TODAY}))


def test_a_period_ends_after_it_begins(site):
    assert lacking(item("statistics", period_from=dt.date(2026, 2, 1), period_to=dt.date(2026, 1, 1))) == {"period_to"}


def test_nothing_is_to_be_put_right_before_it_was_inspected(site):
    day = dt.date(2026, 3, 2)
    assert lacking(item("enforcement", inspected_on=day, rectify_by=day - dt.timedelta(days=1))) == {"rectify_by"}
    assert lacking(item("enforcement", inspected_on=day, rectify_by=day)) == set()


def test_text_or_an_attachment_is_needed(site):
    assert lacking(item(body=[])) == {"body"}


def test_an_inward_item_does_not_go_out_by_the_portal(site):
    assert lacking(item("internal-other", channels=["portal:notices"])) == {"channels"}


def test_a_file_that_is_gone_is_named(site):
    page = item(body=[("paragraph", '<p><a linktype="document" id="99999">看</a></p>')])
    assert lacking(page) == {"attachments"}


def test_a_text_that_no_form_would_take_is_named(site):
    page = item()
    page.issuer = "局" * 300
    assert lacking(page) == {"issuer"}


def test_a_time_that_no_calendar_counts_is_named(site):
    """Beyond, nobody can say on which day it would go out."""
    assert lacking(item(go_live_at=dt.datetime(2200, 1, 1, tzinfo=dt.UTC))) == {"go_live_at"}


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ufffe"])
def test_no_text_holds_what_no_feed_or_spreadsheet_can(site, sign):
    """One title with it in would end the feed for everyone."""
    for name in ("title", "summary", "issuer", "document_number"):
        page = item("rules")
        setattr(page, name, f"关于{sign}通知")
        assert lacking(page) == {name}


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u00ad"])
def test_a_title_holds_nothing_that_cannot_be_seen(site, sign):
    """Signs without width, turns of direction, soft hyphens: named with their place, also in a document number; blanks may stand."""
    page = item("rules", title=f"关于{sign}印发办法的通知")
    assert [sentence for name, sentence in page.missing() if name == "title"] == [
        f"标题中有看不见的字符（第3个字符，U+{ord(sign):04X}）：请删去，或者重新录入。"
    ]
    assert lacking(item("rules", document_number=f"闽交{sign}〔2026〕1号")) == {"document_number"}
    assert lacking(item("rules", title="关于 印发　办法的通知（Ⅱ）")) == set()


def test_each_lack_is_a_sentence(site):
    for _name, sentence in item("enforcement", kind="penalty", issuer="").missing():
        assert str(sentence)
