"""Private until live: disclosure/files/access.py, views.py, doors.py. Every door, kind of reader, every state of the page that uses the file."""

import datetime as dt
import os

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.images.views.serve import generate_image_url
from wagtail.models import APIToken, Collection, GroupCollectionPermission, PageViewRestriction, ReferenceIndex

from disclosure.files import access
from disclosure.files.actions import put_into_use, take_out_of_use
from tests.factories import item, person, plain_page, published, stored_document, stored_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "site")]
NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


@pytest.fixture
def world(client):
    """A document and an image in the collection of disclosures, and the addresses of all their doors."""

    class World:
        def __init__(self):
            self.file, self.image = stored_document("标题".encode()), stored_image()

        def doors(self):
            rendition = self.image.get_rendition("width-20")
            return {
                "document": self.file.url,
                "image": self.image.file.url,
                "rendition": rendition.url,
                "list": "/api/v3/documents/",
                "images": "/api/v3/images/",
                "detail": f"/api/v3/documents/{self.file.pk}/",
                "image detail": f"/api/v3/images/{self.image.pk}/",
            }

        def open(self, **headers):
            """Names of the doors that give the file."""
            found = set()
            for name, url in self.doors().items():
                answer = client.get(url, headers=headers)
                assert answer.status_code in (200, 404), (name, answer.status_code)
                if answer.status_code == 200 and not (url.endswith("s/") and answer.json()["count"] == 0):
                    found.add(name)
                head = client.head(url, headers=headers)
                assert head.status_code == answer.status_code or (name.endswith(("list", "images", "detail")) and head.status_code == 405)
                ranged = client.get(url, headers={**headers, "Range": "bytes=0-3"})
                assert ranged.status_code == answer.status_code
            return found

    return World()


EVERY = {"document", "image", "rendition", "list", "images", "detail", "image detail"}


def token(user):
    _row, secret = APIToken.create_token(user=user, name="t")
    return {"Authorization": f"Bearer {secret}"}


def test_an_uploaded_file_exists_for_nobody_outside(world):
    """Before any page uses it there is no door and no hint (404, never 403 or a redirect)."""
    assert world.open() == set()


def test_a_file_is_public_exactly_while_a_live_outward_page_uses_it(world):
    """Draft: no. Live: yes. Withdrawn: no, whichever of row and use is forgotten."""
    item = plain_page(live=False)
    put_into_use(item, [world.file, world.image], NOW)
    assert world.open() == set()
    item.live = True
    item.save()
    assert world.open() == EVERY
    take_out_of_use(item, NOW)
    assert world.open() == set()


def test_what_staff_may_read_of_inward_pages_does_not_exist_for_the_public(world, client):
    """Anonymous: nothing. A person who may enter the admin, by session or token: all. An account without that right: nothing."""
    put_into_use(plain_page(category="internal-rules"), [world.file, world.image], NOW)
    assert world.open() == set()
    staff, stranger = person(), person()
    stranger.user_permissions.clear()
    assert world.open(**token(staff)) == EVERY
    assert world.open(**token(stranger)) == set()
    client.force_login(staff)
    assert world.open() == {"document", "image", "rendition"}  # the API never looks at sessions
    answer = client.get(world.file.url)
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]


def test_a_page_below_a_restricted_one_is_not_outward(world):
    """Even where the category says outward: what lies below the intranet's restriction is not public."""
    parent = plain_page(slug="closed")
    PageViewRestriction.objects.create(page=parent, restriction_type="login")
    put_into_use(plain_page(under=parent), [world.file, world.image], NOW)
    assert world.open() == set()


def test_an_editor_reads_what_wagtail_lets_him_choose(world, client):
    """A group with the right to choose in the collection; another signed-in person sees nothing of a draft's file."""
    editor, other = person(), person()
    group = Group.objects.create(name="编辑")
    for codename in ("choose_document", "choose_image"):
        permission = Permission.objects.get(codename=codename)
        GroupCollectionPermission.objects.create(group=group, collection=world.file.collection, permission=permission)
    editor.groups.add(group)
    assert world.open(**token(editor)) == EVERY
    assert world.open(**token(other)) == set()


def test_who_is_asked_to_judge_a_draft_reads_its_files(world, monkeypatch):
    """The chain says whose drafts a person may read; the files that those mention open with them."""
    from disclosure.files.actions import claim

    reviewer, other, draft = person(), person(), plain_page(live=False)
    monkeypatch.setattr(access, "draft_readers", [lambda user: [draft.pk] if user == reviewer else []])
    claim(draft, [world.file, world.image])
    assert world.open(**token(reviewer)) == EVERY
    assert world.open(**token(other)) == set()


def test_a_swapped_file_is_refused(world, client):
    """Other bytes under the same name than those that were cleared: gone for the public."""
    put_into_use(plain_page(), [world.file, world.image], NOW)
    for file in (world.file, world.image):
        with open(file.file.path, "ab") as stream:
            stream.write(b"x")
        os.utime(file.file.path, (1, 1))
    assert world.open() & {"document", "image", "rendition"} == set()


def test_a_file_replaced_in_the_admin_is_not_listed(world):
    """Another storage name than the one that was cleared."""
    put_into_use(plain_page(), [world.file], NOW)
    type(world.file).objects.filter(pk=world.file.pk).update(file=stored_document(b"other").file.name)
    world.file.refresh_from_db()
    assert world.open() == set()


def test_a_chinese_file_name_survives_the_download(world, client):
    """filename*= carries the name in UTF-8 (RFC 6266), for PDF shown in the browser too."""
    put_into_use(plain_page(), [world.file], NOW)
    answer = client.get(world.file.url)
    assert "filename*=UTF-8''%E9%80%9A%E7%9F%A5" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == "标题".encode()
    assert answer["X-Content-Type-Options"] == "nosniff" and "max-age=10" in answer["Cache-Control"]
    sheet = stored_document(b"%PDF-1.7\n", name="通知.pdf")
    put_into_use(plain_page(), [sheet], NOW)
    assert client.get(sheet.url)["Content-Disposition"].startswith("inline; ") and "UTF-8''%E9%80%9A" in client.get(sheet.url)["Content-Disposition"]
    again = client.get(world.file.url, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_no_path_leads_out_of_the_media_folder(client):
    """Traversal, NUL, folders, unknown names: 404."""
    for path in ("../db.sqlite3", "..%2f..%2fetc/passwd", "images/../../x", "a%00b", "", "documents", "none.png", "%2e%2e/%2e%2e/etc/passwd"):
        assert client.get(f"/media/{path}").status_code in (404, 400), path
    client.force_login(person())
    for path in ("../db.sqlite3", "..%2f..%2fetc/passwd", "a%00b", "documents", "%2e%2e/%2e%2e/etc/passwd"):
        assert client.get(f"/media/{path}").status_code in (404, 400), path


def test_a_document_is_not_to_be_had_under_media(world, client):
    """It has one address, which asks; the storage's own is none."""
    put_into_use(plain_page(), [world.file], NOW)
    assert client.get(f"/media/{world.file.file.name}").status_code == 404


def test_a_signed_image_address_asks_too(world, rf):
    """Wagtail's serve view, where a host routes it: the signature alone opens nothing."""
    from django.contrib.auth.models import AnonymousUser
    from django.http import Http404
    from wagtail.images.utils import generate_signature
    from wagtail.images.views.serve import serve

    def ask():
        request = rf.get("/")
        request.user = AnonymousUser()
        return serve(request, generate_signature(world.image.pk, "width-20"), world.image.pk, "width-20")

    with pytest.raises(Http404):
        ask()
    put_into_use(plain_page(), [world.image], NOW)
    assert ask().status_code == 200 and ask()["Cache-Control"] == "private, no-store"
    assert generate_image_url  # the address itself is a host's to route


def test_a_live_plain_page_makes_its_own_picture_public(client):
    """Home and guide pages are Wagtail's affair; a file of a disclosure's collection is not opened that way."""
    free, strict = stored_document(b"free", own=False), stored_document(b"strict")
    plain = plain_page()
    for file in (free, strict):
        ReferenceIndex.objects.create(
            base_content_type=ReferenceIndex._get_base_content_type(plain), content_type=plain.cached_content_type, object_id=str(plain.pk),
            to_content_type=ReferenceIndex._get_base_content_type(file), to_object_id=str(file.pk),
            model_path="x", content_path="x", content_path_hash="00000000-0000-0000-0000-000000000001",
        )  # fmt: skip
    assert client.get(free.url).status_code == 200 and client.get(strict.url).status_code == 404
    plain.live = False
    plain.save()
    assert client.get(free.url).status_code == 404


def test_a_hosts_files_stay_as_wagtail_has_them(world, client, settings):
    """DISCLOSURE_PRIVATE_FILES = "disclosure": what no disclosure mentions is served, listed and restricted by Wagtail alone."""
    settings.DISCLOSURE_PRIVATE_FILES = "disclosure"
    foreign, image = stored_document(b"host", own=False, title="host"), stored_image(own=False)
    answer = client.get(foreign.url)
    assert answer.status_code == 200 and "Cache-Control" not in answer
    assert client.get(image.file.url).status_code == 200
    assert [row["id"] for row in client.get("/api/v3/documents/").json()["items"]] == [foreign.pk]
    closed = Collection.get_first_root_node().add_child(name="host")
    foreign.collection = closed
    foreign.save()
    closed.view_restrictions.create(restriction_type="login")
    assert client.get("/api/v3/documents/").json()["count"] == 0
    assert client.get(foreign.url).status_code == 302
    assert world.open() - {"images"} == set()


def test_what_was_once_public_is_not_deleted(world):
    """Neither by code nor in the admin, whether the publication still stands or not."""
    from django.core.exceptions import PermissionDenied

    item = plain_page()
    put_into_use(item, [world.file], NOW)
    take_out_of_use(item, NOW)
    with pytest.raises(PermissionDenied), transaction.atomic():
        world.file.delete()
    world.image.delete()


def test_a_file_that_a_draft_mentions_is_ours_wherever_it_lies(client, settings):
    """Row or revision, attachment or picture in the text, in a host's own collection: private from then on, public with the item and not after."""
    settings.DISCLOSURE_PRIVATE_FILES = "disclosure"
    attached, shown, later = stored_document(b"a", own=False), stored_image(own=False), stored_document(b"b", name="b.csv", own=False)
    addresses = [attached.url, shown.file.url, shown.get_rendition("width-20").url, later.url]
    assert {client.get(url).status_code for url in addresses} == {200}
    draft = item(
        attachments=[("file", attached)], body=[("paragraph", "<p>x</p>"), ("image", {"image": shown, "alternative": "图", "caption": ""})]
    )  # fmt: skip
    draft.attachments = [("file", attached), ("file", later)]
    draft.save_revision()
    assert {client.get(url).status_code for url in addresses} == {404}
    assert client.get("/api/v3/documents/").json()["count"] == client.get("/api/v3/images/").json()["count"] == 0
    live = published(draft, at=NOW)
    assert {client.get(url).status_code for url in addresses} == {200}
    take_out_of_use(live, NOW)
    assert {client.get(url).status_code for url in addresses} == {404}


def test_what_a_hosts_live_page_shows_stays_public_though_a_draft_mentions_it(client, settings):
    """An editor who attaches a host's public file to a draft takes nothing away from the host's page."""
    settings.DISCLOSURE_PRIVATE_FILES = "disclosure"
    file, plain = stored_document(b"host", own=False), plain_page()
    ReferenceIndex.objects.create(
        base_content_type=ReferenceIndex._get_base_content_type(plain), content_type=plain.cached_content_type, object_id=str(plain.pk),
        to_content_type=ReferenceIndex._get_base_content_type(file), to_object_id=str(file.pk),
        model_path="x", content_path="x", content_path_hash="00000000-0000-0000-0000-000000000002",
    )  # fmt: skip
    item(attachments=[("file", file)])
    assert client.get(file.url).status_code == 200


def test_the_deploy_check_looks_at_the_door_of_the_media_folder(settings):
    """Silent here; where MEDIA_URL leads elsewhere it says so."""
    from disclosure.files.checks import media_has_our_door

    assert media_has_our_door(None) == []
    for address in ("/elsewhere/", "https://cdn.example.org/"):
        settings.MEDIA_URL = address
        assert [found.id for found in media_has_our_door(None)] == ["disclosure_files.W001"]
