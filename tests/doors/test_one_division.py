"""An inward consultation for one division (一（二）4) does not exist for the rest of the staff: not in portal, admin, either API or as a file.

Every address of the whole site that takes a number is asked with the numbers of its page, result, revisions, files, comments and hearings; every list
is read and searched. Those who must know are its division, the division that holds it, and whoever the chain and the watch bring to it.
"""

import datetime as dt
import io
import itertools
import json
import re

import pytest
from django.core.management import call_command
from django.urls import URLPattern, get_resolver, reverse
from wagtail.models import ReferenceIndex
from wagtail.search import index

from disclosure.consultation import actions
from disclosure.consultation.models import ConsultationPage, ResultPage
from disclosure.files.actions import claim, put_into_use
from disclosure.org.groups import open_doors
from tests import factories
from tests.consultation.conftest import CLOSES, Consulted
from tests.doors.test_gate import token_for
from tests.walker import Walker

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TITLE = "处室内部征求的题目"
WORDS = (TITLE, "处室内部的一条意见", "处室内部的一句答复", "处室小会议室", "处室内部的附件", "处室内部的图片", "处室另一件草稿")
STRANGERS = ("editor_anquan", "head_anquan", "other_leader", "nobody")
FEW = """第一条 为了规范处室内部的绩效分配，调动工作人员的积极性，制定本办法。
第二条 绩效分配应当按照岗位职责、工作数量和工作质量确定，并在处室内公示五个工作日。
第三条 对分配有异议的，可以在公示期内书面提出，由处室负责人答复。"""
KNOWING = (
    "editor", "head", "leader", "reviewer", "director", "chair", "main_leader", "efficiency", "auditor", "root",
)  # fmt: skip


def everybody(bureau):
    """The bureau with its people in the groups that their posts call for, as appointments put them; one clerk without a post, one superuser."""
    bureau.nobody = factories.person("nobody")
    bureau.root = factories.person("root", is_superuser=True)
    for person in [*bureau.members, *(value for value in vars(bureau).values() if hasattr(value, "groups"))]:
        open_doors(person, dt.date(2026, 3, 16))
    return bureau


@pytest.fixture
def hidden(site, media):
    """One for the division zhiliang: live, commented, replied to, with a hearing, a file, an image and its result; and one that is still a draft."""
    bureau = everybody(factories.bureau())
    file = factories.stored_document(b"1,2\n", name="fj.csv", title="处室内部的附件")
    walk = Consulted(inward=True, bureau=bureau, only_for="zhiliang", title=TITLE)
    walk.write(attachments=[("file", file)])
    walk.publish()
    row, _code = walk.say("处室内部的一条意见", clause=2)
    walk.show(row)
    actions.reply(comment=row, text="处室内部的一句答复", by=bureau.editor, at=walk.now())
    walk.hearing = actions.announce_hearing(
        page=walk.page, kind="meeting", held_at=CLOSES, where="处室小会议室", seats=3, rule="按处室", signup_until=CLOSES - dt.timedelta(days=1),
        by=bureau.editor, at=walk.now(),
    )  # fmt: skip
    walk.dispose(row)
    walk.row, walk.file, walk.image = row, file, factories.stored_image()
    walk.image.title = "处室内部的图片"
    walk.image.save()
    claim(walk.page, [walk.image])
    put_into_use(walk.fresh(), [file, walk.image], walk.now())
    walk.result = walk.after_close().publish_result()
    values = {"title": "处室另一件草稿", "division": "zhiliang", "only_for": "zhiliang", "summary": TITLE}
    draft = actions.create(given=values, by=bureau.editor, at=walk.now(), inward=True)
    walk.draft = ConsultationPage.objects.get(pk=draft.pk)
    for found in (walk.fresh(), walk.result, walk.draft, walk.file, walk.image):  # the index is written after the commit, which a test has not
        index.insert_or_update_object(found)
    return walk


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def numbers(walk):
    """What an address may be filled with, by the name of its place."""
    pages = [walk.page.pk, walk.result.pk, walk.draft.pk]
    revision = walk.fresh().latest_revision_id
    rows = [walk.row.pk, walk.hearing.pk]
    every = list(dict.fromkeys([walk.page.pk, walk.file.pk, *rows]))  # in a fresh database the numbers of most rows are the same small ones
    return {
        "page_id": pages, "parent_page_id": pages, "page_to_move_id": pages, "page_pk": pages, "destination_id": pages, "page": pages,
        "revision_id": [revision], "number": [*pages, walk.fresh().slug, walk.row.number], "pk": every, "object_id": every, "instance_pk": every,
        "image_id": [walk.image.pk], "document_id": [walk.file.pk], "document_filename": [walk.file.filename], "case": rows,
        "app_label": ["wagtailcore", "disclosure_consultation"], "content_type_app_name": ["disclosure_consultation"],
        "model_name": ["page", "consultationpage"], "content_type_model_name": ["consultationpage"], "action_name": ["approve"],
        "task_state_id": [1], "task_id": [1], "workflow_state_id": [1], "filter_spec": ["width-20"], "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"], "action": ["delete", "publish", "unpublish", "move"],
    }  # fmt: skip


def addresses(walk, patterns=None, front=""):
    """Every address of the site with its places filled; an address whose places have other names is left out."""
    known = numbers(walk)
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield from filled(front + str(pattern.pattern), known)
        else:
            yield from addresses(walk, pattern.url_patterns, front + str(pattern.pattern))


# What is filled with numbers of users, groups, sites, collections, tasks: nothing of a page is there.
ELSEWHERE = tuple(f"admin/{name}/" for name in ("users", "groups", "sites", "collections", "redirects", "workflows/tasks", "workflows/edit"))


def filled(route, known):
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", route.replace("\\Z", "")).replace("^", "").replace("$", "").replace("\\.", ".")
    names = [name.split(":")[-1] for name in re.findall(r"<([^<>]+)>", route)]
    if all(name in known for name in names) and not route.startswith(ELSEWHERE):
        for values in itertools.product(*(known[name][: 2 if len(names) > 1 else None] for name in names)):
            there = iter(values)
            yield "/" + re.sub(r"<[^<>]+>", lambda _hit, there=there: str(next(there)), route)


def bytes_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def told(answer, typed=""):
    """The hidden words in an answer, those left out that were typed."""
    text = bytes_of(answer).decode(errors="replace")
    return [word for word in WORDS if word not in typed and (word in text or json.dumps(word)[1:-1] in text)]


LISTS = [
    "/intranet/", "/intranet/consultations/", "/intranet/internal-other/", "/", "/catalogue/", "/feed/", "/consultations/", "/consultations/answers/",
    "/admin/", "/admin/pages/", "/admin/pages/search/?q={q}", "/admin/pages/search/results/?q={q}", "/admin/choose-page/search/?q={q}",
    "/admin/choose-page/?page_type=disclosure_consultation.ConsultationPage", "/admin/api/main/pages/", "/admin/api/main/pages/?search={q}",
    "/admin/api/main/pages/?child_of={list}", "/admin/pages/{list}/", "/admin/choose-page/{list}/", "/admin/pages/{list}/results/",
    "/admin/documents/?q={q}", "/admin/documents/", "/admin/documents/chooser/", "/admin/documents/chooser/results/?q={q}", "/admin/images/",
    "/admin/images/?q={q}", "/admin/images/chooser/", "/admin/images/chooser/results/?q={q}", "/admin/reports/locked/", "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/", "/admin/reports/site-history/", "/admin/reports/aging-pages/", "/admin/reports/page-types-usage/",
    "/admin/pages/usage/disclosure_consultation/consultationpage/", "/admin/pages/usage/disclosure_consultation/resultpage/",
    "/admin/bulk/wagtailcore/page/delete/?id={page}", "/admin/bulk/wagtailcore/page/move/?id={page}&id={draft}",
    "/admin/bulk/wagtailcore/page/publish/?id=all&childOf={list}", "/admin/bulk/wagtailcore/page/delete/?id=all&childOf={list}",
    "/admin/choose-page/chosen-multiple/?id={page}", "/admin/consultations/", "/admin/disclosure_consultation/comment/",
    "/admin/disclosure_consultation/comment/?export=csv", "/admin/disclosure_consultation/hearing/", "/admin/disclosure_ledger/entry/",
    "/admin/disclosure_ledger/entry/?q={q}", "/admin/disclosure_ledger/entry/?export=csv", "/admin/dashboard/",
    "/admin/dashboard/rows/?figure=comments_answered", "/admin/dashboard/rows/?figure=consultation_results_on_time",
    "/api/v3/pages/", "/api/v3/pages/?limit=100", "/api/v3/pages/?limit=100&version=draft", "/api/v3/pages/?search={q}",
    "/api/v3/pages/?type=disclosure_consultation.ConsultationPage", "/api/v3/pages/?child_of={list}", "/api/v3/pages/?descendant_of={list}",
    "/api/v3/pages/find/?id={page}", "/api/v3/pages/find/?html_path=/intranet/consultations/{slug}/", "/api/v3/pages/{page}/?version=draft",
    "/api/v3/documents/", "/api/v3/images/", "/api/v3/documents/?search={q}", "/api/v3/matters/", "/api/v3/matters/?limit=100",
    "/api/v3/consultations/", "/api/v3/catalogue/?q={q}", "/api/v3/dashboard/figures/", "/api/v3/ledger/",
    "/api/v3/dashboard/rows/?figure=comments_answered",
]  # fmt: skip


def lists(walk):
    place = {
        "q": "处室内部", "list": walk.fresh().get_parent().pk, "page": walk.page.pk, "draft": walk.draft.pk, "slug": walk.fresh().slug,
    }  # fmt: skip
    return [path.format(**place) for path in LISTS]


@pytest.mark.parametrize("who", ["editor_anquan", "head_anquan"])
def test_no_list_search_chooser_report_or_export_tells_a_stranger_of_it(who, hidden, client):
    """Signed in, and with a token that may read, propose and approve; a head, who has a dashboard, where the two differ."""
    user = getattr(hidden.bureau, who)
    client.force_login(user)
    token, wrong = token_for(user), []
    for path in lists(hidden):
        if who == "head_anquan" and not any(part in path for part in ("dashboard", "ledger", "intranet", "/api/v3/", "consultation")):
            continue
        for headers in (token, {}) if path.startswith("/api/") else ({}, {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}) if "admin" in path else ({},):
            answer = client.get(path, **headers)
            if answer.status_code >= 500 or told(answer):
                wrong.append((path, answer.status_code, told(answer)))
    assert not wrong, "\n".join(map(str, wrong))


def test_no_address_with_its_numbers_tells_a_stranger_of_it(hidden, client):
    """Every view of the site, Wagtail's and ours: edit, history, compare, preview, usage, privacy, copy, move, bulk actions, API calls, files.

    Asked by an editor of another division: of all strangers he opens most doors.
    """
    user = hidden.bureau.editor_anquan
    client.force_login(user)
    token, seen, wrong = token_for(user), 0, []
    for path in dict.fromkeys(addresses(hidden)):
        if "logout" in path or "failwhale" in path:  # they end the session, or are there to fail
            continue
        answer = client.get(path, **(token if path.startswith("/api/") else {}))
        if answer.status_code >= 500 or told(answer):
            wrong.append((path, answer.status_code, told(answer)))
        seen += 1
    assert not wrong, "\n".join(map(str, wrong))
    assert seen > 300, "the addresses of the site are found"


def test_its_own_addresses_do_not_exist_for_a_stranger(hidden, client):
    """404 in the portal and the APIs, for its file and its image too."""
    for who in STRANGERS:
        nothing_there(who, hidden, client)


def nothing_there(who, hidden, client):
    user = getattr(hidden.bureau, who)
    client.force_login(user)
    token, page = token_for(user), hidden.fresh()
    result = ResultPage.objects.get(pk=hidden.result.pk)
    rendition = hidden.image.get_rendition("width-20")
    below = ("", "comments/", "notice.pdf", "form.pdf", f"hearings/{hidden.hearing.pk}/")
    for path in (*(f"{page.url}{name}" for name in below), result.url,
                 hidden.file.url, hidden.file.file.url, hidden.image.file.url, rendition.url):  # fmt: skip
        assert client.get(path).status_code == 404, (who, path)
    client.logout()
    for number in (page.pk, result.pk, hidden.draft.pk):
        for path in (f"/api/v3/pages/{number}/", f"/api/v3/pages/{number}/?version=draft", f"/api/v3/matters/{number}/",
                     f"/api/v3/consultations/{number}/", f"/api/v3/consultations/{number}/comments/"):  # fmt: skip
            assert client.get(path, **token).status_code == 404, (who, path)
    for path in (f"/api/v3/documents/{hidden.file.pk}/", f"/api/v3/images/{hidden.image.pk}/"):
        assert client.get(path, **token).status_code == 404, (who, path)


def test_a_stranger_does_nothing_to_it(hidden, client):
    """Writes of Wagtail's API and of ours, with its number: refused without a word of it."""
    for who in STRANGERS:
        nothing_done(who, hidden, client)


def nothing_done(who, hidden, client):
    user = getattr(hidden.bureau, who)
    token, page = token_for(user), hidden.fresh()
    calls = [("patch", f"/api/v3/pages/{page.pk}/", {"meta": {"type": "disclosure_consultation.ConsultationPage"}, "title": "改"})]
    calls += [("post", f"/api/v3/pages/{page.pk}/actions/{verb}/", body) for verb, body in (
        ("publish", {}), ("unpublish", {}), ("copy", {}), ("move", {"destination_id": page.get_parent().pk}), ("create_alias", {}),
        ("convert_alias", {}), ("revert", {"revision_id": page.latest_revision_id}), ("copy_for_translation", {"locale": "en"}),
    )]  # fmt: skip
    calls += [("delete", f"/api/v3/pages/{page.pk}/", {}), ("patch", f"/api/v3/matters/{page.pk}/", {"title": "改"})]
    calls += [("post", f"/api/v3/matters/{page.pk}/actions/{verb}/", {}) for verb in ("submit", "recall", "withdraw", "approve", "validity")]
    calls += [("post", f"/api/v3/consultations/{page.pk}/comments/", {"clause": None, "stance": "support", "text": "好"})]
    calls += [("post", "/api/v3/feedback/", {"kind": "question", "page": page.pk, "text": "问"})]
    for verb, path, body in calls:
        answer = getattr(client, verb)(path, body, content_type="application/json", **token)
        assert answer.status_code in (403, 404, 405, 422) and not told(answer), (who, path, answer.status_code, told(answer))
    client.force_login(user)
    admin = f"/admin/pages/{page.pk}"
    for path, body in ((f"{admin}/edit/", {"title": "改"}), (f"{admin}/copy/", {}),
                       (f"{page.url}comment/", {"text": "好"}), (f"/admin/consultations/{page.pk}/", {"verb": "show"}), (f"{admin}/privacy/", {}),
                       (f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}", {}), (f"/admin/documents/edit/{hidden.file.pk}/", {"title": "改"}),
                       (f"/admin/images/{hidden.image.pk}/delete/", {}), (f"/admin/items/{page.pk}/new/", {})):  # fmt: skip
        answer = client.post(path, body)
        assert answer.status_code in (302, 403, 404), (who, path)
        assert not told(client.get(answer["Location"]) if answer.status_code == 302 else answer), (who, path)
    assert ConsultationPage.objects.get(pk=page.pk).live and ConsultationPage.objects.filter(title=TITLE).count() == 1


def test_a_document_that_others_use_too_shows_who_uses_it_only_to_those_who_know(hidden, client):
    """The usage of a file that an open item uses as well does not name the hidden page."""
    other = factories.item("other", by=hidden.bureau.editor_anquan, division=hidden.bureau.anquan)
    claim(other, [hidden.file])
    ReferenceIndex.create_or_update_for_object(hidden.fresh())
    client.force_login(hidden.bureau.editor_anquan)
    answer = client.get(reverse("wagtaildocs:document_usage", args=[hidden.file.pk]))
    assert answer.status_code == 200 and TITLE not in answer.content.decode()


def test_those_whom_chain_and_watch_bring_to_it_read_it(hidden, client):
    """Its division; the leader in charge, the reviewer, the office, the leading group who sign; the efficiency office and the auditor who watch."""
    for who in KNOWING:
        user = getattr(hidden.bureau, who)
        client.force_login(user)
        assert TITLE in client.get(hidden.fresh().url).content.decode(), who
        assert client.get(hidden.file.url).status_code == 200, who
        assert TITLE in client.get("/intranet/consultations/").content.decode(), who
        client.logout()
        assert client.get(f"/api/v3/consultations/{hidden.page.pk}/", **token_for(user)).json()["title"] == TITLE, who


def test_the_division_it_is_for_reads_what_another_division_holds(site, client):
    """Held by zhiliang, for anquan: both read it, the office's own editor does not."""
    bureau = everybody(factories.bureau())
    page = Consulted(inward=True, bureau=bureau, only_for="anquan", title=TITLE).publish().fresh()
    index.insert_or_update_object(page)
    for who, status in (("editor_anquan", 200), ("head_anquan", 200), ("editor", 200), ("editor_bangong", 404), ("nobody", 404)):
        client.force_login(getattr(bureau, who))
        assert client.get(page.url).status_code == status, who
        assert (TITLE in client.get("/admin/pages/search/?q=处室内部").content.decode()) is (who in ("editor_anquan", "editor")), who


def test_an_outward_item_and_a_host_page_are_listed_for_a_stranger_as_before(hidden, client):
    """What is not hidden is unchanged: his own drafts, what is public, plain pages."""
    bureau = hidden.bureau
    own = factories.item("other", by=bureau.editor_anquan, division=bureau.anquan, title="安全处自己的草稿")
    client.force_login(bureau.editor_anquan)
    text = client.get(f"/admin/pages/{own.get_parent().pk}/").content.decode()
    assert "安全处自己的草稿" in text
    assert client.get(f"/admin/pages/{own.pk}/edit/").status_code == 200
    client.logout()
    assert client.get(f"/api/v3/pages/{own.pk}/?version=draft", **token_for(bureau.editor_anquan)).json()["title"] == "安全处自己的草稿"


def test_an_item_of_all_staff_that_came_after_it_tells_a_stranger_only_that_the_division_was_consulted(site, client):
    """No title, no address, no link beside an article, also after one who knows it has read the item; of a later version that answers “no” too."""
    bureau = everybody(factories.bureau())
    walk = Consulted(inward=True, bureau=bureau, only_for="zhiliang", title=TITLE, draft=FEW).publish()
    row, _code = walk.say("处室内部的一条意见", clause=1)
    walk.show(row)
    walk.dispose(row)
    walk.after_close().publish_result()
    final = actions.begin_final(page=walk.page, category="internal-rules", by=bureau.editor, at=walk.now()).specific
    final.title = "全局执行的规程"
    final.save()
    chain = Walker(bureau, final, walk.at)
    given = {"scope": "staff", "channels": ["intranet:board"]}
    complete = {
        "document_number": "测交质监〔2026〕64号",
        "formed_on": dt.date(2026, 4, 24),
        "effective_on": dt.date(2026, 6, 1),
        "summary": "规程。",
    }
    chain.write(**{"title": "全局执行的规程"} | {name: value for name, value in complete.items() if hasattr(final, name)})
    answers = [{"vital_interest": "yes", "vital_interest_reason": "", "consultation": walk.page.pk}, {"vital_interest_reason": "只改一字"}]
    for answer in answers:
        chain.propose(**given | answer).head().secrecy().leader().vote("for", "for", "for", "for").close()
        address = type(final).objects.get(pk=final.pk).url
        for who in ("editor", "director"):
            client.force_login(getattr(bureau, who))
            text = client.get(address).content.decode()
            assert TITLE in text and walk.fresh().url in text and 'class="margin"' in text
        for who in STRANGERS:
            client.force_login(getattr(bureau, who))
            shown = client.get(address)
            text = shown.content.decode()
            assert shown.status_code == 200 and "草案已在有关处室征求意见。" in text and "未征求意见" not in text
            for word in (TITLE, walk.fresh().url, walk.fresh().results.get().url, 'class="margin"'):
                assert word not in text, (who, word)
            for other in (f"/api/v3/pages/{final.pk}/", reverse("disclosure_chain:review", args=[final.pk]), "/intranet/"):
                assert TITLE not in client.get(other, follow=True, **token_for(getattr(bureau, who))).content.decode()
        chain.write(summary="第二版。")


def test_a_consultation_for_one_division_is_offered_to_that_division_alone(hidden):
    """In a proposal of another division its title is not among those to be named."""
    from disclosure.consultation.conditions import consultable, consultation

    theirs = factories.item("internal-rules", by=hidden.bureau.editor_anquan, division=hidden.bureau.anquan)
    ours = factories.item("internal-rules", by=hidden.bureau.editor, division=hidden.bureau.zhiliang)
    assert consultation(hidden.page.pk, theirs) is None and not consultable(theirs)
    assert consultation(hidden.page.pk, ours).number == hidden.page.pk


def test_the_ledger_command_and_its_chain_still_hold(hidden):
    """Nothing is left out of the record itself: it verifies whole."""
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue()
