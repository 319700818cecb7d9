"""What the public and the staff see, and what does not exist for whom (二（一）, 二（二）)."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from wagtail.models import Page

from disclosure.chain.models import Clearance, Matter
from disclosure.items.models import CategoryIndexPage, DisclosurePage, IntranetPage, OpenPage
from disclosure.rules.categories import INWARD, OUTWARD
from tests.factories import COMPLETE, item, person, published, stored_document

AT = dt.datetime(2026, 3, 10, 2, tzinfo=dt.UTC)


@pytest.fixture
def staff(client):
    """A browser of somebody who works here."""
    client.force_login(person())
    return client


def taken_down(page, *, reason="内容有误", cause="error"):
    """The item as a withdrawal leaves it."""
    Matter.objects.update_or_create(page_no=page.pk, defaults={"withdrawn_at": AT, "withdrawn_reason": reason, "withdrawn_cause": cause})
    Clearance.objects.filter(page_no=page.pk).update(voided=True)
    Page.objects.filter(pk=page.pk).update(live=False)


@pytest.mark.parametrize("category", [code for code in COMPLETE if not code.startswith("internal")])
def test_each_outward_type_is_shown(site, client, category):
    page = published(item(category, attachments=[("file", stored_document())]), at=AT)
    answer = client.get(page.url)
    assert answer.status_code == 200 and page.title in answer.text and page.index_number in answer.text


@pytest.mark.parametrize("category", list(INWARD))
def test_each_inward_type_exists_for_staff_alone(site, client, category):
    page = published(item(category), at=AT)
    assert client.get(page.url).status_code == 404
    client.force_login(person())
    answer = client.get(page.url)
    assert answer.status_code == 200 and page.title in answer.text and answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["internal-other/", "internal-other/feed/", "nothing/", "internal-other/X-1/"])
def test_nothing_below_the_intranet_exists_for_others(site, client, path):
    published(item("internal-other"), at=AT)
    assert client.get(f"/intranet/{path}").status_code == 404


def test_the_intranet_itself_leads_to_the_sign_in(site, client):
    assert client.get("/intranet/").headers["Location"] == "/admin/login/?next=/intranet/"


def test_a_public_account_of_the_host_is_no_staff(site, client, django_user_model):
    page = published(item("internal-other"), at=AT)
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(page.url).status_code == 404 and client.get("/intranet/").status_code == 403


def test_staff_read_intranet_and_its_lists(site, staff):
    page = published(item("internal-rules"), at=AT)
    for address in ("/intranet/", "/intranet/internal-rules/", "/intranet/internal-rules/?kind=x"):
        answer = staff.get(address)
        assert answer.status_code == 200 and page.title in answer.text, address
        assert answer["Cache-Control"] == "private, no-store"


def test_an_inward_item_is_in_nothing_that_is_public(site, client):
    page = published(item("internal-other", title="内部搬迁"), at=AT)
    addresses = ["/", "/catalogue/", "/catalogue/?q=搬迁", "/notices/", "/feed/", "/notices/feed/", "/sitemap.xml", "/ledger/", "/open/"]
    for address in [*addresses, *(f"/open/{code}/" for code in OUTWARD), "/api/v3/catalogue/", "/api/v3/pages/", "/api/v3/pages/?search=搬迁"]:
        text = client.get(address).text.replace("内部搬迁" if "q=" in address else "", "")
        assert page.index_number not in text, address
    assert client.get(f"/api/v3/pages/{page.pk}/").status_code == 404


def test_a_draft_is_in_nothing_that_is_public(site, client):
    page = item("other", title="还是草稿")
    for address in ["/", "/catalogue/", "/open/other/", "/feed/", "/sitemap.xml", "/api/v3/catalogue/", "/api/v3/pages/"]:
        assert "还是草稿" not in client.get(address).text, address
    assert client.get(page.url).status_code == 404
    assert client.get(f"/api/v3/pages/{page.pk}/").status_code == 404


@pytest.mark.parametrize("code", [*INWARD, "no-such"])
def test_an_inward_or_unknown_column_is_not_under_open(site, client, code):
    assert client.get(f"/open/{code}/").status_code == 404


def test_a_column_lists_its_items_by_kind(site, client):
    page = published(item("enforcement"), at=AT)
    assert page.title in client.get("/open/enforcement/").text
    assert page.title in client.get("/open/enforcement/?kind=inspection").text
    assert page.title not in client.get("/open/enforcement/?kind=penalty").text
    assert client.get("/open/enforcement/?kind=colour").status_code == 200


def test_a_feed_goes_on_whatever_an_older_system_left_in_a_title(site, client):
    """A control character, brought in long ago: it is left out."""
    from disclosure.items.models import DisclosurePage

    page = published(item(), at=AT)
    DisclosurePage.objects.filter(pk=page.pk).update(title="通\x0b知", summary="摘\ufffe要")
    text = client.get("/feed/").content.decode()
    assert "通知" in text and "摘要" in text


@pytest.mark.parametrize("address", ["/feed/", "/notices/feed/", "/open/other/feed/"])
def test_feeds_are_atom(site, client, address):
    page = published(item("other", channels=["portal:notices"]), at=AT)
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert page.title in answer.text and page.index_number in answer.text


def test_the_feed_of_a_column_holds_its_own_items(site, client):
    mine, other = published(item("other"), at=AT), published(item("rules"), at=AT)
    text = client.get("/open/other/feed/").text
    assert mine.title in text and other.title not in text


def test_a_feed_tells_when_an_item_came_out_and_when_its_present_version_did(site, client):
    page = published(item(), at=AT)
    Page.objects.filter(pk=page.pk).update(last_published_at=AT + dt.timedelta(days=2))
    entry = client.get("/feed/").text.partition("<entry>")[2]
    assert "<published>2026-03-10T" in entry and "<updated>2026-03-12T" in entry


def test_notices_list_what_goes_out_by_their_column(site, client):
    notice, other = published(item(channels=["portal:notices"]), at=AT), published(item(), at=AT)
    text = client.get("/notices/").text
    assert notice.title in text and other.title not in text


def test_an_unknown_filter_value_is_a_plain_sentence_on_the_page(site, client):
    answer = client.get("/catalogue/?validity=nix")
    assert answer.status_code == 200 and "nix" in answer.text


def test_what_was_taken_down_says_why(site, client):
    """Contract, Doors: 410 with the reason."""
    page = published(item(), at=AT)
    taken_down(page)
    answer = client.get(page.url)
    assert answer.status_code == 410 and "内容有误" in answer.text
    assert page.title not in client.get("/feed/").text


def test_what_went_for_privacy_does_not_show_its_title(site, client):
    page = published(item(title="张某某的处罚"), at=AT)
    taken_down(page, reason="涉及个人信息", cause="privacy")
    answer = client.get(page.url)
    assert answer.status_code == 410 and "张某某" not in answer.text and "涉及个人信息" in answer.text


def test_an_inward_item_taken_down_still_does_not_exist_for_others(site, client):
    page = published(item("internal-other"), at=AT)
    taken_down(page)
    assert client.get(page.url).status_code == 404
    client.force_login(person())
    assert client.get(page.url).status_code == 410


def test_a_draft_that_never_was_live_is_404_not_410(site, client):
    assert client.get(item().url).status_code == 404


def test_an_item_page_needs_at_most_fifteen_queries(site, client, django_assert_max_num_queries):
    """Issue 4: constant from 100 to 100,000 items."""
    files = [("file", stored_document(title=f"附件{n}")) for n in range(3)]
    page = published(item("enforcement", attachments=files), at=AT)
    client.get(page.url)
    from django.core.cache import cache

    cache.clear()
    with django_assert_max_num_queries(14):  # the signatures of an item that passed the chain are one more
        assert client.get(page.url).status_code == 200


def test_the_pages_api_gives_lists_and_codes_as_the_contract_writes_them(site, client):
    page = published(item("enforcement"), at=AT)
    row = client.get(f"/api/v3/pages/{page.pk}/").json()
    assert row["meta"]["type"] == "disclosure_items.EnforcementPage"
    assert row["parties"] == [{"name": "测试路桥有限公司", "credit_code": "91350100M000100Y43", "role": "施工单位"}]
    assert row["channels"] == ["portal:supervision"] and row["division"] == "zhiliang" and row["kind"] == "inspection"


def test_setting_up_twice_changes_nothing(site):
    """Contract: safe to run twice."""
    before = Page.objects.count()
    call_command("setup_disclosure")
    assert Page.objects.count() == before and IntranetPage.objects.count() == 1


def test_setup_under_a_chosen_page_makes_both_trees_there_and_once(site):
    """Contract: `--under PAGE_ID`, for a host whose home page is its own (tests/host does it in a stranger's site)."""
    for root in (OpenPage, IntranetPage):
        root.objects.get().delete()
    section = site.root_page.add_child(instance=Page(title="Public affairs", slug="affairs"))
    for _again in range(2):
        call_command("setup_disclosure", f"--under={section.pk}", stdout=io.StringIO())
        assert [root.objects.get().get_parent().pk for root in (OpenPage, IntranetPage)] == [section.pk, section.pk]
        assert CategoryIndexPage.objects.descendant_of(section).count() == CategoryIndexPage.objects.count() == 14


@pytest.mark.parametrize("number", ["999999999", "x", "-1"])
def test_setup_under_a_page_that_is_not_there_is_one_line(site, capsys, number):
    from disclosure.items.management.commands.setup_disclosure import Command

    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "setup_disclosure", f"--under={number}"])
    assert ended.value.code == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_public_items_are_the_live_ones_of_outward_categories(site):
    shown = published(item(), at=AT)
    published(item("internal-other"), at=AT)
    item()
    assert list(DisclosurePage.objects.public()) == [DisclosurePage.objects.get(pk=shown.pk)]
    assert list(DisclosurePage.objects.open_to_everyone()) == [DisclosurePage.objects.get(pk=shown.pk)], "without Wagtail's restriction too"


def test_a_category_that_is_switched_off_is_not_there(site, client, settings):
    """Issue 4, point 3."""
    page = published(item(), at=AT)
    settings.DISCLOSURE_CATEGORIES = ["rules"]
    assert client.get("/open/other/").status_code == client.get(page.url).status_code == 404
    assert [row["code"] for row in client.get("/api/v3/categories/").json()] == ["rules"]
