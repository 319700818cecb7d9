"""What all items share, and what each type says of itself."""

import datetime as dt

import pytest
from django.apps.registry import Apps
from django.core import checks
from django.db import models
from django.test import override_settings
from wagtail.models import PAGE_MODEL_CLASSES

from disclosure.items.checks import one_type_a_category
from disclosure.items.models import CategoryIndexPage, DisclosurePage, IntranetPage, OpenPage
from disclosure.items.models.base import page_types
from disclosure.rules.categories import INWARD, OUTWARD, Category, OwnCategory
from tests.factories import COMPLETE, CREDIT_CODE, item, stored_document

AT = dt.datetime(2026, 3, 10, 2, tzinfo=dt.UTC)


def test_fourteen_categories_have_fourteen_types():
    """二（一）1–9, 二（二）1–5."""
    assert [str(model.category) for model in page_types()] == [str(category) for category in Category]
    assert not one_type_a_category(None)


def test_a_type_lives_only_in_the_list_of_its_category(site):
    lists = {page.category: page for page in CategoryIndexPage.objects.all()}
    for model in page_types():
        assert [code for code, page in lists.items() if model.can_create_at(page)] == [str(model.category)]
    assert not item("internal-other").can_move_to(lists["other"])


def test_outward_lists_stand_under_open_and_inward_ones_under_intranet(site):
    assert {page.category for page in CategoryIndexPage.objects.child_of(OpenPage.objects.get())} == set(OUTWARD)
    assert {page.category for page in CategoryIndexPage.objects.child_of(IntranetPage.objects.get())} == set(INWARD)


@override_settings(DISCLOSURE_CATEGORIES=["rules", "no-such"])
def test_a_category_without_a_type_is_an_error_at_the_start():
    assert [error.id for error in one_type_a_category(None)] == ["disclosure.E001"]
    assert [str(model.category) for model in page_types()] == ["rules"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("legal_fields", ["functions", "colour"]), ("legal_fields", ["functions", "kind"]), ("required", ["colour"]),
        ("kind_fields", {"no-such": ["functions"]}), ("required_for_kind", {"no-such": []}),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_an_error_at_the_start(monkeypatch, name, value):
    monkeypatch.setattr(page_types()[0], name, value)
    assert {error.id for error in one_type_a_category(None)} == {"disclosure.E003"}
    assert all(isinstance(error, checks.Error) for error in one_type_a_category(None))


@pytest.mark.parametrize(
    ("category", "faults"),
    [
        (Category.RULES, ["disclosure.E001", "disclosure.E002"]),
        (OwnCategory("own", "Own", Category.RULES.number), ["disclosure.E001", "disclosure.E004"]),
    ],
)
def test_two_types_of_one_category_and_two_categories_of_one_number_are_errors_at_the_start(monkeypatch, category, faults):
    """An index number would not tell them apart; the category that was left has no type any more."""
    monkeypatch.setattr(page_types()[0], "category", category)
    assert [error.id for error in one_type_a_category(None)] == faults


@pytest.mark.parametrize("category", list(COMPLETE))
def test_each_type_can_be_complete(site, category):
    assert item(category).missing() == []


# --- what is signed


def test_the_same_text_gives_the_same_facts_whatever_the_editor_renews(site):
    page = item()
    before = page.signed_facts()
    page.body = [{"type": "paragraph", "value": '<p data-block-key="zzzzz">正文。</p>', "id": "5dba9481-77b8-47a2-8ae1-aaed38dcfb8d"}]
    page.channels = ["portal"]
    assert page.signed_facts() == before


@pytest.mark.parametrize(
    "name, value",
    [("title", "别的"), ("summary", "别的"), ("scope", "on-application"), ("channels", ["portal:notices"]), ("article_20_item", 7),
     ("body", [("paragraph", "<p>别的。</p>")]), ("keywords", ["路"]), ("withheld_reason", "理由"), ("formed_on", dt.date(2026, 3, 8))],
)  # fmt: skip
def test_every_field_is_a_signed_fact(site, name, value):
    page = item()
    before = page.signed_facts()
    setattr(page, name, value)
    assert page.signed_facts() != before


def test_validity_and_progress_lie_outside_the_signed_content(site):
    """Contract, “Outside the signed content”."""
    page = item("services")
    before = page.signed_facts()
    page.validity = "repealed"
    page.progress = [("matter", {"number": "1", "subject": "x", "state": "y", "as_of": dt.date(2026, 3, 1)})]
    assert page.signed_facts() == before


def test_attachments_are_signed_by_their_bytes(site):
    file = stored_document(b"a,b\n")
    page = item(attachments=[("file", file)])
    [fact] = page.signed_facts()["attachments"]
    assert fact["name"] == file.title and len(fact["sha256"]) == 64
    file.file.save("other.csv", file.file.storage.open(stored_document(b"c,d\n").file.name))
    file.save()
    assert type(page).objects.get(pk=page.pk).signed_facts()["attachments"] != [fact]


def test_files_in_the_text_are_named_after_the_attachments(site):
    first, second = stored_document(b"1\n", title="附件"), stored_document(b"2\n", title="文中")
    page = item(attachments=[("file", first)], body=[("paragraph", f'<p><a linktype="document" id="{second.pk}">看</a></p>')])
    assert page.signed_files() == [first, second]
    assert [fact["name"] for fact in page.signed_facts()["files_in_text"]] == ["文中"]


# --- kept outside revisions


def test_a_revision_never_brings_back_what_the_system_wrote(site):
    page = item()
    DisclosurePage.objects.filter(pk=page.pk).update(published_at=AT, validity="repealed", validity_reason="依据失效")
    old = type(page).objects.get(pk=page.pk).latest_revision.as_object()
    assert (old.published_at, old.validity, old.validity_reason) == (AT, "repealed", "依据失效")
    assert old.index_number == page.index_number


def test_before_it_was_public_a_draft_carries_its_own_validity(site):
    page = item("rules", validity="expired")
    assert page.latest_revision.as_object().validity == "expired"


# --- when it is due


def test_an_item_is_due_twenty_working_days_after_it_was_formed(site):
    """Art 26; over Spring Festival 2026."""
    assert item(formed_on=dt.date(2026, 2, 10)).due_on == dt.date(2026, 3, 16)


def test_a_penalty_is_due_seven_working_days_after_the_decision(site):
    """国办发〔2018〕118号."""
    page = item("enforcement", kind="penalty", decided_on=dt.date(2026, 3, 9), formed_on=dt.date(2026, 3, 2))
    assert page.due_on == dt.date(2026, 3, 18)


def test_a_licence_is_due_seven_working_days_after_it_was_made(site):
    """国办发〔2018〕118号 names licences beside penalties: item 5 of article 20."""
    assert item(formed_on=dt.date(2026, 3, 9), article_20_item=5).due_on == dt.date(2026, 3, 18)


def test_the_due_day_of_a_draft_follows_its_latest_revision(site):
    page = item(formed_on=None)
    assert page.due_on is None
    page.formed_on = dt.date(2026, 2, 10)
    page.save_revision()
    assert type(page).objects.get(pk=page.pk).due_on == dt.date(2026, 3, 16)


def test_an_inward_item_has_no_legal_day(site):
    assert item("internal-other").due_on is None


# --- filled in and drawn


def test_a_hosts_own_sitemap_names_only_what_is_open_to_everyone(site, rf):
    """wagtail.contrib.sitemaps asks each page."""
    request = rf.get("/")
    asked = [item(), item("internal-other"), item(scope="on-application", withheld_reason="有人可以申请")]
    assert [len(page.get_sitemap_urls(request)) for page in asked] == [1, 0, 0]


def test_issuer_basis_scope_and_channels_follow_from_category(site):
    from disclosure.org.models import BureauSettings

    bureau = BureauSettings.for_site(site)
    bureau.name = "测试局"
    bureau.save()
    page = item("enforcement", issuer="")
    assert (page.issuer, page.scope, page.channels) == ("测试局", "public", ["portal:supervision"])
    assert "条例" in page.legal_basis
    assert item("internal-rules").scope == "staff"


def test_parties_are_drawn_for_the_catalogue(site):
    page = item("enforcement")
    assert page.party_names == ["测试路桥有限公司"] and page.party_codes == [CREDIT_CODE]


def test_an_item_of_a_kind_names_it_in_words(site):
    assert str(item("enforcement").get_kind_display()) and item().get_kind_display() == ""


def test_a_host_adds_a_category_by_one_class():
    """Issue 4, point 3: panels, API and checks follow from the declaration, in whatever app."""
    known = list(PAGE_MODEL_CLASSES)

    class TenderPage(DisclosurePage):
        """A category of a host's own."""

        budget = models.TextField("budget", blank=True)

        category = OwnCategory("tenders", "Tenders", "1500")
        legal_fields = ["budget"]
        required = ["budget"]

        class Meta:
            app_label = "host"
            apps = Apps(())

    try:
        assert TenderPage in page_types() and not one_type_a_category(None)
        assert "budget" in {field.name for field in TenderPage.api_fields}
        assert "budget" in {field.field_name for field in TenderPage.get_search_fields()}
        assert TenderPage.category.scopes == ("public", "on-application")
    finally:
        PAGE_MODEL_CLASSES[:] = known
