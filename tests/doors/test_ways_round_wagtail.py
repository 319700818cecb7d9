"""Ways round by what Wagtail offers beside its editor (the API's revert, privacy of collections, sites, moves from above), and past the audit."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from disclosure.chain import audit
from disclosure.chain.sheet import Sheet
from disclosure.items.models import CategoryIndexPage, DisclosurePage, IntranetPage
from disclosure.ledger.errors import Invalid
from disclosure.ledger.models import Entry
from disclosure.ledger.refusals import collect
from disclosure.org import actions as org
from disclosure.org.groups import editors
from tests import factories
from tests.walker import Walker

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(office):
    """With editors who may use Wagtail's own calls, as in a real bureau."""
    for person in (office.bureau.editor, office.bureau.editor_anquan):
        person.groups.add(editors())
    return office


def item_of(office):
    return DisclosurePage.objects.get(pk=office.facts["id"]).specific


def wagtails(office, who, verb, path, body=None):
    """A call of Wagtail's own API."""
    given = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
    return getattr(office.client, verb)(f"/api/v3/{path}", **given, **office.token(who))


def refused(attempt):
    """It is refused, with an entry in the ledger."""
    before = Entry.objects.filter(verb="gate.refuse").count()
    with collect(), pytest.raises(PermissionDenied) as raised, transaction.atomic():
        attempt()
    assert str(raised.value) and Entry.objects.filter(verb="gate.refuse").count() == before + 1


# --- under the signatures


@pytest.mark.parametrize("stands", ["in the chain", "scheduled"])
def test_wagtails_revert_asks_the_lock(office, stands):
    """A running round is locked in the API for everyone: no signature is lost to a revert."""
    from tests.doors.office import later

    office.draft(**({"go_live_at": later()} if stands == "scheduled" else {}))
    old = item_of(office).latest_revision_id
    office.write(summary="第二稿")
    if stands == "scheduled":
        office.finish()
    else:
        office.submit().head()
    revisions = item_of(office).revisions.count()
    answer = wagtails(office, "editor", "post", f"pages/{office.facts['id']}/actions/revert/", {"revision_id": old})
    assert answer.status_code == 403, answer.content
    assert item_of(office).revisions.count() == revisions and office.read()["state"] == office.facts["state"]
    office.do("editor", "recall", reason="再改")
    assert wagtails(office, "editor", "post", f"pages/{office.facts['id']}/actions/revert/", {"revision_id": old}).status_code == 200
    assert item_of(office).get_latest_revision_as_object().summary == "说明"


def test_nothing_goes_out_that_no_signature_binds(office):
    """Wagtail's API takes two texts more and shows them to everyone; the signers see neither."""
    office.draft()
    path = f"pages/{office.facts['id']}/"
    assert wagtails(office, "editor", "patch", path, {"seo_title": "未经审查", "search_description": "未经审查"}).status_code == 200
    office.finish()
    told = office.client.get(f"/api/v3/{path}").json()["meta"]
    assert (told["seo_title"], told["search_description"]) == ("", "")
    page = item_of(office)
    page.seo_title = "未经审查"
    page.save()
    assert office.client.get(f"/api/v3/{path}").json()["meta"]["seo_title"] == ""


def test_a_correction_names_no_other_enterprise_and_no_other_sum(walker):
    """Two signatures put a letter right; a party more, another code or another figure of a table goes through the chain."""
    row = {"name": "测试路桥有限公司", "credit_code": factories.CREDIT_CODE, "role": "施工单位"}
    page = factories.item("enforcement", division=walker.bureau.zhiliang, by=walker.bureau.editor)
    penalty = Walker(walker.bureau, page, walker.at).publish()
    for rows in ([row, row | {"name": "无关公司"}], [row | {"role": "2标施工单位"}], []):
        penalty.write(parties=[("party", each) for each in rows])
        with pytest.raises(Invalid) as found:
            penalty.propose(kind="correction")
        assert found.value.field in ("kind", "parties")
    penalty.write(parties=[("party", row | {"name": "测试路桥有限责任公司"})])
    assert penalty.propose(kind="correction").state == "live head"


# --- taken down in silence


@pytest.fixture
def public(office):
    """A public item with a file."""
    office.draft()
    office.client.post(f"{office.path}files/", {"file": SimpleUploadedFile("x.csv", b"1,2\n")}, **office.token("editor"))
    return office.finish()


def file_of(office):
    [document] = item_of(office).signed_files()
    return document


def bytes_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("restriction", ["login", "password"])
def test_the_files_of_public_items_are_not_closed_by_the_privacy_of_a_collection(public, restriction):
    document = file_of(public)
    for collection in (document.collection, document.collection.get_parent()):
        refused(lambda: CollectionViewRestriction.objects.create(collection=collection, restriction_type=restriction, password="x"))  # noqa: B023
    closed = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=restriction, password="x")
    type(document).objects.filter(pk=document.pk).update(collection=closed)
    public.client.logout()
    assert bytes_of(public.client.get(document.url)) == b"1,2\n"


def test_a_site_goes_on_leading_to_what_is_public(public):
    site, elsewhere = Site.objects.get(), factories.plain_page()
    address = item_of(public).url
    moved = {"hostname": site.hostname, "port": site.port, "site_name": "", "root_page_id": elsewhere.pk, "is_default_site": True}
    assert wagtails(public, "root", "put", f"sites/{site.pk}/", moved).status_code == 403
    assert wagtails(public, "root", "delete", f"sites/{site.pk}/").status_code == 403
    assert Entry.objects.filter(verb="gate.refuse").latest("number").facts["door"] == "site"
    site.site_name = "门户"
    site.save()
    assert public.client.get(address).status_code == 200
    public._down()
    assert wagtails(public, "root", "put", f"sites/{site.pk}/", moved).status_code == 200, "nothing is public"


def test_what_lies_above_a_public_item_is_not_moved_away(public):
    home = Page.objects.get(depth=2).specific
    closed = Page.objects.get(depth=1).add_child(instance=Page(title="内部", slug="closed"))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    refused(lambda: home.move(closed, pos="last-child"))
    assert public.client.get(item_of(public).url).status_code == 200


@pytest.mark.parametrize("door", ["the API", "the admin", "the code"])
def test_a_tree_that_is_not_taken_down_stays_whole(public, door):
    """Refused at the first public item, the pages above it are up as before."""
    home = Page.objects.get(depth=2).specific
    live = set(Page.objects.live().values_list("pk", flat=True))
    if door == "the API":
        answer = wagtails(public, "root", "post", f"pages/{home.pk}/actions/unpublish/", {"recursive": True})
        assert answer.status_code == 403
    elif door == "the admin":
        public.client.force_login(public.root)
        public.client.post(f"/admin/pages/{home.pk}/unpublish/", {"include_descendants": "on"}, follow=True)
    else:
        with pytest.raises(PermissionDenied):
            UnpublishPageAction(home, user=public.root, include_descendants=True).execute(skip_permission_checks=True)
    assert set(Page.objects.live().values_list("pk", flat=True)) == live


def test_the_sign_in_of_the_inward_root_is_not_laid_over_another_page(office):
    restriction = PageViewRestriction.objects.get(page=IntranetPage.objects.get())
    restriction.page = CategoryIndexPage.objects.get(category="internal-other")
    refused(restriction.save)


@pytest.mark.parametrize(
    "key",
    [
        "UPDATE disclosure_chain_clearance SET voided = %s WHERE page_no = %s",
        "DELETE FROM disclosure_chain_clearance WHERE voided <> %s AND page_no = %s",
    ],
)
def test_a_taking_down_past_the_chain_is_found(walker, key):
    """The key is taken away first, then the database lets the item go: the ledger still calls it public."""
    walker.publish()
    number = walker.page.pk
    with connection.cursor() as cursor:
        cursor.execute(key, [True, number])
        cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [False, number])
    assert any(str(number) in fault for fault in audit.faults())


def test_the_audit_misses_nothing_that_went_down_honestly(walker):
    walker.publish().withdraw()
    assert list(audit.faults()) == []
    walker.propose().head().secrecy().urgent().leader().vote("against", "against", "against", "against").close()
    assert not walker.live and list(audit.faults()) == []


# --- a division that ends in mid-chain


def test_whoever_takes_over_a_division_writes_and_proposes_its_items_in_the_editor(office):
    bureau = office.bureau
    office.draft().submit()
    org.merge_division(bureau.zhiliang, successor=bureau.anquan, on=timezone.localdate(), at=timezone.now())
    office.do("head_anquan", "return", to="proposer", reason="请改")
    office.client.force_login(bureau.editor_anquan)
    number = office.facts["id"]
    assert office.client.get(f"/admin/pages/{number}/edit/").status_code == 200
    assert office.client.get(f"/admin/matters/{number}/propose/").status_code == 200
    assert Sheet(item_of(office), bureau.editor_anquan, timezone.now()).proposes


def test_what_a_division_without_a_successor_left_in_the_chain_is_not_stuck(office):
    """Nobody is appointed to a division that is no more: its successor is named later."""
    bureau, on = office.bureau, timezone.localdate()
    office.draft().submit()
    org.merge_division(bureau.zhiliang, successor=None, on=on, at=timezone.now())
    assert [each["username"] for each in office.read("root")["waiting_for"]] == [None]
    with pytest.raises(Invalid):
        org.merge_division(bureau.zhiliang, successor=bureau.zhiliang, on=on, at=timezone.now())
    org.merge_division(bureau.zhiliang, successor=bureau.anquan, on=on, at=timezone.now())
    office.do("head_anquan", "approve", opinion="同意")
    assert office.stands == ("running", "secrecy")


def test_after_two_mergers_whoever_answers_now_finds_what_the_first_left(office):
    """Merged into one that was merged itself: nothing of the first division is hidden from who must act on it."""
    bureau, on = office.bureau, timezone.localdate()
    office.draft().submit()
    org.merge_division(bureau.zhiliang, successor=bureau.anquan, on=on, at=timezone.now())
    org.merge_division(bureau.anquan, successor=bureau.bangong, on=on, at=timezone.now())
    office.do("head_bangong", "return", to="proposer", reason="请改")
    bureau.editor_bangong.groups.add(editors())
    office.client.force_login(bureau.editor_bangong)
    number = office.facts["id"]
    assert office.client.get(f"/admin/pages/{number}/edit/").status_code == 200
    listed = office.send("editor_bangong", "get", "/api/v3/matters/").json()
    assert [each["id"] for each in listed["items"]] == [number]
