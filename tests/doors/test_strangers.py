"""What a stranger must not find: inward things exist nowhere, drafts and papers of others are not there, what was never live is 404 and not 410."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from disclosure.items.models import DisclosurePage
from tests.doors.office import SUBMIT

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORD = "内部食堂补贴"
INNER = {
    "category": "internal-other", "title": f"{WORD}办法", "formed_on": "2026-11-02", "issuer": "测试局", "summary": WORD, "body": f"<p>{WORD}</p>",
    "subject": WORD, "document_number": "闽交质测内〔2026〕9号", "keywords": [WORD],
}  # fmt: skip
PLACES = [
    "/", "/open/", "/open/other/", "/notices/", "/notices/feed/", "/open/other/feed/", "/feed/", "/sitemap.xml", "/site-map/", "/robots.txt", "/catalogue/",  # noqa: E501
    "/catalogue/?q=食堂", "/ledger/", "/statistics/", "/consultations/", "/api/v3/pages/", "/api/v3/pages/?limit=100", "/api/v3/catalogue/",
    "/api/v3/catalogue/?q=食堂", "/api/v3/catalogue/?document_number=闽交质测内〔2026〕9号", "/api/v3/categories/", "/api/v3/documents/", "/api/v3/images/",  # noqa: E501
    "/api/v3/openapi.json", "/api/v3/ledger/", "/api/v3/consultations/", "/api/v3/statistics/", "/api/v3/pages/?search=食堂", "/api/v3/redirects/",
    "/api/v3/pages/?type=disclosure_items.InternalOtherPage", "/api/v3/pages/?type=disclosure_items.DisclosurePage", "/feedback/",
]  # fmt: skip


@pytest.fixture
def inner(office):
    """A live inward item with a file, as its matter."""
    office.send("editor", "post", "/api/v3/matters/", INNER)
    file = SimpleUploadedFile(f"{WORD}.csv", "甲,乙\n".encode())
    assert office.client.post(f"{office.path}files/", {"file": file}, **office.token("editor")).status_code == 201
    office.submit(scope="staff", channels=["intranet"])
    office.head().secrecy().leader().votes().close()
    assert office.stands == ("live", None)
    return office


def page_of(office):
    return DisclosurePage.objects.get(pk=office.facts["id"]).specific


class TestInward:
    def test_it_is_nowhere_for_an_anonymous_caller(self, inner):
        for where in PLACES:
            text = inner.client.get(where).content.decode(errors="replace")
            assert WORD not in text and "internal-other/" not in text, where

    def test_all_under_intranet_is_404_and_intranet_leads_to_the_login(self, inner):
        slash, number = "/", inner.facts["index_number"]
        for path in (f"/intranet/internal-other/{number}", "/intranet/internal-other", f"/open/internal-other/{number}", f"/open/other/{number}",
                     "/intranet/nothing", "/intranet/consultations", "/open/internal-other"):  # fmt: skip
            answer = inner.client.get(path + slash, follow=True)
            assert answer.status_code == 404 and WORD not in answer.content.decode(), path
        answer = inner.client.get("/intranet/")
        assert answer.status_code == 302 and "login" in answer["Location"]

    def test_neither_the_page_nor_its_file_is_in_the_api(self, inner):
        page = page_of(inner)
        for number in (page.pk, page.get_parent().pk, page.get_parent().get_parent().pk):
            assert inner.client.get(f"/api/v3/pages/{number}/").status_code == 404
        [file] = page.signed_files()
        assert inner.client.get(f"/api/v3/documents/{file.pk}/").status_code == 404
        for address in (file.url, file.file.url):
            assert inner.client.get(address).status_code == 404
        assert inner.client.get(f"/api/v3/matters/{page.pk}/", HTTP_AUTHORIZATION="Bearer x").status_code == 401

    def test_a_reader_without_access_to_the_admin_is_a_stranger_too(self, inner):
        from django.contrib.auth import get_user_model

        user = get_user_model().objects.create_user("host-reader", password="x")
        inner.client.force_login(user)
        page = page_of(inner)
        assert inner.client.get(page.url).status_code == 404
        [file] = page.signed_files()
        for address in (file.url, file.file.url):
            assert inner.client.get(address).status_code in (403, 404)
        for where in PLACES:
            assert WORD not in inner.client.get(where).content.decode(errors="replace"), where
        token = inner.token(user, "read")
        for path in (f"/api/v3/matters/{page.pk}/", f"/api/v3/pages/{page.pk}/", f"/api/v3/documents/{file.pk}/"):
            assert inner.client.get(path, **token).status_code == 404, path
        for path in ("/api/v3/pages/?limit=100", "/api/v3/documents/", "/api/v3/matters/", "/api/v3/catalogue/"):
            assert WORD not in inner.client.get(path, **token).content.decode(), path
        assert len(inner.client.get("/api/v3/categories/", **token).json()) == 9

    def test_staff_read_it_and_no_cache_keeps_it(self, inner):
        page = page_of(inner)
        inner.client.force_login(inner.nobody)
        answer = inner.client.get(page.url)
        assert answer.status_code == 200 and WORD in answer.content.decode() and "no-store" in answer["Cache-Control"]
        [file] = page.signed_files()
        assert inner.client.get(file.url).status_code == 200

    def test_taken_down_it_is_410_for_staff_and_404_for_all_others(self, inner):
        page = page_of(inner)
        inner._down()
        answer = inner.client.get(page.url)
        assert answer.status_code == 404 and "附件有误" not in answer.content.decode()
        [file] = page.signed_files()
        assert inner.client.get(file.url).status_code == 404
        inner.client.force_login(inner.nobody)
        assert inner.client.get(page.url).status_code == 410

    def test_a_superuser_who_takes_the_restriction_away_opens_nothing(self, inner):
        from wagtail.models import Page, PageViewRestriction

        page = page_of(inner)
        root = page.get_parent().get_parent()
        inner.client.force_login(inner.root)
        inner.client.post(f"/admin/pages/{root.pk}/privacy/", {"restriction_type": "password", "password": "x", "groups": []})
        inner.client.logout()
        with pytest.raises(PermissionDenied), transaction.atomic():
            PageViewRestriction.objects.all().delete()
        assert inner.client.get(page.url).status_code == 404
        for path in ("/intranet/internal-other/", "/intranet/"):
            answer = inner.client.get(path)
            assert answer.status_code in (302, 404) and WORD not in answer.content.decode()
        assert inner.client.get(f"/api/v3/pages/{page.pk}/").status_code == 404
        for where in PLACES:
            assert WORD not in inner.client.get(where).content.decode(errors="replace"), where
        assert Page.objects.get(pk=page.pk).live


class TestDrafts:
    def test_a_draft_is_found_by_nobody_outside_its_division(self, office):
        office.draft(title="未公开的草案甲")
        file = SimpleUploadedFile("草案附件甲.csv", b"1,2\n")
        assert office.client.post(f"{office.path}files/", {"file": file}, **office.token("editor")).status_code == 201
        page = page_of(office)
        [document] = page.get_latest_revision_as_object().signed_files()
        for where in PLACES:
            text = office.client.get(where).content.decode(errors="replace")
            assert "草案甲" not in text and "草案附件甲" not in text, where
        for who in ("editor_anquan", "head_anquan", "other_leader", "nobody"):
            token = office.token(who)
            for path in (office.path, f"/api/v3/pages/{page.pk}/", f"/api/v3/pages/{page.pk}/?version=draft", f"/api/v3/documents/{document.pk}/"):
                assert office.client.get(path, **token).status_code == 404, (who, path)
            for path in ("/api/v3/pages/?limit=100", "/api/v3/documents/", "/api/v3/matters/", "/api/v3/pages/?draft=true"):
                text = office.client.get(path, **token).content.decode()
                assert "草案甲" not in text and "\\u8349\\u6848\\u7532" not in text and "草案附件甲" not in text, (who, path)
            office.client.force_login(office.user(who))
            assert office.client.get(document.url).status_code in (403, 404), who
            for path in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.pk}/view_draft/", f"/admin/pages/{page.pk}/history/",
                         f"/admin/documents/edit/{document.pk}/", f"/admin/pages/{page.pk}/revisions/{page.latest_revision_id}/view/"):  # fmt: skip
                answer = office.client.get(path)
                assert answer.status_code in (302, 403, 404) and "草案甲" not in answer.content.decode(), (who, path)
            office.client.logout()

    def test_a_draft_is_named_in_no_list_of_wagtail_for_another_division(self, office):
        """Explorer, choosers, search and reports: the title of a draft may be what must not be known yet. Its own division chooses it."""
        office.draft(title="未公开的草案戊").submit().head()
        page = page_of(office)
        column = page.get_parent()
        paths = [
            f"/admin/pages/{column.pk}/", "/admin/pages/search/?q=草案", f"/admin/choose-page/{column.pk}/", "/admin/choose-page/search/?q=草案",
            "/admin/", "/admin/reports/site-history/", "/admin/reports/aging-pages/", "/admin/reports/workflow/", "/admin/reports/workflow_tasks/",
            f"/admin/api/main/pages/?child_of={column.pk}", f"/admin/pages/{page.pk}/revisions/compare/earliest...latest/",
            f"/admin/pages/{page.pk}/workflow_history/", f"/admin/pages/{page.pk}/usage/", f"/admin/pages/{page.pk}/copy/",
            "/admin/pages/usage/disclosure_items/otherpage/", "/admin/disclosure_chain/round/", f"/admin/matters/{page.pk}/",
        ]  # fmt: skip
        for who in ("editor_anquan", "head_anquan", "nobody"):
            office.client.force_login(office.user(who))
            for path in paths:
                text = office.client.get(path).content.decode()
                assert "草案戊" not in text and "\\u8349\\u6848\\u620a" not in text, (who, path)
        office.client.force_login(office.bureau.editor)
        assert "草案戊" in office.client.get(f"/admin/choose-page/{column.pk}/").json()["html"]

    def test_the_newer_version_of_a_live_item_is_not_told_to_other_divisions(self, office):
        """They read what is public, not the draft's title nor the opinions on it."""
        office.draft().finish().write(title="新版草案乙", summary="新").submit()
        office.do("head", "approve", opinion="内部意见丙")
        for who in ("editor_anquan", "head_anquan", "nobody"):
            answer = office.client.get(office.path, **office.token(who))
            assert answer.status_code == 200
            seen = answer.json()
            assert seen["title"] == "门上的事项" and seen["state"] == "live" and seen["revision"] == seen["live_revision"], who
            assert seen["successor"] is None and seen["step"] is None and not seen["waiting_for"] and "内部意见丙" not in str(seen)
        assert office.read("reviewer")["title"] == "新版草案乙"
        assert office.client.get(f"/api/v3/pages/{office.facts['id']}/").json()["title"] == "门上的事项"

    def test_what_never_was_live_is_404_whatever_happened_to_it(self, office):
        office.draft()
        address = f"/open/other/{office.facts['index_number']}/"
        for step in (
            lambda: office.submit(),
            lambda: office.do("editor", "withdraw", reason="不报了"),
            lambda: office.finish(scope="on-application"),
        ):
            step()
            assert office.client.get(address).status_code == 404

    def test_the_file_of_a_draft_over_a_live_item_is_private(self, office):
        office.draft().finish()
        file = SimpleUploadedFile("x.csv", b"1,2\n")
        assert office.client.post(f"{office.path}files/", {"file": file}, **office.token("editor")).status_code == 201
        [document] = page_of(office).get_latest_revision_as_object().signed_files()
        office.client.logout()
        assert office.client.get(document.url).status_code == 404 and office.client.get(document.file.url).status_code == 404
        assert office.client.get(f"/api/v3/documents/{document.pk}/").status_code == 404
        office.finish()
        assert office.client.get(document.url).status_code == 200
        office._down()
        assert office.client.get(document.url).status_code == 404

    def test_a_file_of_another_item_cannot_be_borrowed(self, office):
        office.draft()
        file = SimpleUploadedFile("x.csv", b"1,2\n")
        office.client.post(f"{office.path}files/", {"file": file}, **office.token("editor"))
        [document] = page_of(office).get_latest_revision_as_object().signed_files()
        office.draft()
        assert office.send("editor", "patch", office.path, {"attachments": [document.pk]}).status_code == 422


class TestSuperuser:
    def test_he_reads_but_signs_proposes_and_takes_down_nothing(self, office):
        office.draft().submit()
        assert office.send("root", "get", office.path).status_code == 200
        for verb, body in (("approve", {}), ("recall", {"reason": "x"}), ("withdraw", {"reason": "x"}), ("submit", SUBMIT)):
            assert office.attempt("root", verb, **body).status_code == 403

    @pytest.mark.parametrize("what", ["disable workflow", "delete workflow", "disable task", "delete task", "rename", "unassign"])
    def test_what_he_does_to_the_workflow_strands_no_item(self, office, what):
        """Wagtail's own pages for workflows are his; the chain goes on whatever he does there, in mid-round and in the next."""
        from wagtail.models import Task, Workflow, WorkflowPage

        office.draft().submit().head()
        office.client.force_login(office.root)
        workflow = Workflow.objects.get(name="政务公开审批")
        task = workflow.tasks.all()[2]
        if what == "disable workflow":
            office.client.post(f"/admin/workflows/disable/{workflow.pk}/")
        elif what == "disable task":
            office.client.post(f"/admin/workflows/tasks/disable/{task.pk}/")
        elif what == "rename":
            Workflow.objects.filter(pk=workflow.pk).update(name="x")
            Task.objects.filter(pk=task.pk).update(name="y")
        elif what == "unassign":
            WorkflowPage.objects.all().delete()
        elif what == "delete task":
            task.delete()
        else:
            try:
                (workflow if what == "delete workflow" else task).delete()
            except Exception as refused:  # a refusal is as good as a chain that goes on
                assert str(refused)
        office.client.logout()
        office.secrecy().leader().votes().close()
        assert office.stands == ("live", None)
        office.write(summary="再来").finish()
        assert office.stands == ("live", None)

    def test_a_user_who_signed_is_not_deleted_and_one_deactivated_strands_nothing(self, office):
        office.draft().submit().head()
        office.client.force_login(office.root)
        head, leader = office.bureau.head.pk, office.bureau.leader.pk
        for path in (f"/admin/users/delete/{head}/", f"/admin/bulk/auth/user/delete/?id={head}&id={leader}&next=/admin/users/"):
            answer = office.client.post(path, follow=True)
            assert answer.status_code == 200 and "停用该账号" in answer.content.decode(), path
        from django.contrib.auth import get_user_model

        assert get_user_model().objects.filter(pk=office.bureau.head.pk).exists()
        office.client.logout()
        office.bureau.editor.is_active = False
        office.bureau.editor.save()
        office.secrecy().leader().votes().close()
        assert office.stands == ("live", None)

    def test_a_document_or_collection_in_use_is_not_deleted(self, office):
        from wagtail.documents import get_document_model
        from wagtail.models import Collection

        office.draft()
        office.client.post(f"{office.path}files/", {"file": SimpleUploadedFile("x.csv", b"1,2\n")}, **office.token("editor"))
        office.finish()
        office.client.force_login(office.root)
        [document] = page_of(office).signed_files()
        for path in (f"/admin/documents/delete/{document.pk}/", f"/admin/collections/{document.collection_id}/delete/"):
            assert office.client.post(path, follow=True).status_code < 500
        office.client.post("/admin/bulk/wagtaildocs/document/delete/?id=" + str(document.pk), follow=True)
        answer = office.client.delete(f"/api/v3/documents/{document.pk}/", **office.token("root"))
        assert answer.status_code in (403, 404, 405, 409, 422)
        assert get_document_model().objects.filter(pk=document.pk).exists() and Collection.objects.filter(pk=document.collection_id).exists()
        office.client.logout()
        assert office.client.get(document.url).status_code == 200

    def test_a_document_in_use_is_not_replaced_by_other_bytes(self, office):
        office.draft()
        office.client.post(f"{office.path}files/", {"file": SimpleUploadedFile("x.csv", b"1,2\n")}, **office.token("editor"))
        office.finish()
        [document] = page_of(office).signed_files()
        office.client.force_login(office.root)
        office.client.post(f"/admin/documents/edit/{document.pk}/", {"title": "x", "file": SimpleUploadedFile("y.csv", b"3,4\n"), "tags": "",
                           "collection": document.collection_id})  # fmt: skip
        office.client.logout()
        answer = office.client.get(document.url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 404 or content == b"1,2\n"

    @pytest.mark.parametrize("slug", ["home", "open", "other"])
    def test_a_restriction_over_public_items_is_refused(self, office, slug):
        """It would take them all down without a reason."""
        from wagtail.models import Page, PageViewRestriction

        office.draft().finish()
        item = page_of(office)
        page = {"home": Page.objects.get(depth=2)}.get(slug) or Page.objects.get(slug=slug, depth__lte=4)
        office.client.force_login(office.root)
        office.client.post(f"/admin/pages/{page.pk}/privacy/", {"restriction_type": "login", "password": "", "groups": []}, follow=True)
        office.client.logout()
        with pytest.raises(PermissionDenied), transaction.atomic():
            PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
        assert office.client.get(item.url).status_code == 200 and office.client.get(f"/api/v3/pages/{item.pk}/").status_code == 200

    @pytest.mark.parametrize("slug", ["open", "other"])
    def test_an_unpublished_column_takes_no_item_down(self, office, slug):
        from wagtail.models import Page

        office.draft().finish()
        item = page_of(office)
        try:
            Page.objects.get(slug=slug, depth__lte=4).specific.unpublish()
        except PermissionDenied as refused:
            assert str(refused)
        assert office.client.get(item.url).status_code == 200 and office.client.get(f"/api/v3/pages/{item.pk}/").status_code == 200

    @pytest.mark.parametrize("slug", ["open", "other", "intranet"])
    def test_a_renamed_column_leaves_addresses_and_the_gate_as_they_were(self, office, slug):
        """An address is for ever: a superuser who renames a column is refused or the old address still leads there."""
        from wagtail.models import Page

        office.draft().finish()
        address = f"/open/other/{office.facts['index_number']}/"
        page = Page.objects.filter(slug=slug, depth__lte=4).first().specific
        page.slug = f"{slug}-neu"
        try:
            page.save_revision().publish()
        except Exception as refused:
            assert str(refused)
        answer = office.client.get(address, follow=True)
        assert answer.status_code == 200, address


def test_a_scheduled_item_is_nowhere_before_its_moment(office):
    from tests.doors.office import later

    office.draft(title="定时公开的草案丁", go_live_at=later()).finish()
    assert office.stands == ("cleared", None)
    for where in PLACES:
        assert "草案丁" not in office.client.get(where).content.decode(errors="replace"), where
    assert office.client.get(f"/open/other/{office.facts['index_number']}/").status_code == 404


def test_an_urgent_publication_shows_no_opinion_nor_name(office):
    office.draft().submit()
    office.do("head", "approve", opinion="内部意见戊")
    office.secrecy(opinion="内部意见己")._urgent()
    text = office.client.get(f"/open/other/{office.facts['index_number']}/").content.decode()
    assert "内部意见" not in text and "台风预警" not in text and "reviewer" not in text


@pytest.mark.parametrize("number", [2**63, 10**25])
def test_a_number_beyond_all_numbers_is_not_there(office, number):
    """404, signed in or not, never a fault of ours."""
    office.client.raise_request_exception = False
    paths = (
        "/admin/consultations/{}/", "/admin/consultations/{}/files/{}/", "/admin/cases/{}/", "/admin/cases/{}/letters/{}/", "/admin/orders/{}/",
        "/admin/inquiries/{}/", "/admin/feedback/mine/{}/", "/admin/duties/{}/evidence/", "/admin/matters/{}/", "/admin/matters/{}/propose/",
        "/admin/items/{}/new/", "/admin/dashboard/reports/{}/", "/api/v3/matters/{}/", "/api/v3/pages/{}/", "/documents/{}/x.csv",
        "/catalogue/?page={}", "/ledger/?page={}",
    )  # fmt: skip
    for signed_in in (False, True):
        if signed_in:
            office.client.force_login(office.root)
        found = {path: office.client.get(path.format(number, number)).status_code for path in paths}
        assert {path: status for path, status in found.items() if status >= 500} == {}
