"""Ways round the duty to consult (五（三）): a flagged item is not cleared without it, and an inward consultation does not exist for strangers."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from disclosure.chain.gate import Closed
from disclosure.consultation import actions
from disclosure.consultation.models import ConsultationPage
from disclosure.items.actions import home, page_type
from disclosure.ledger.errors import Invalid, Refused
from disclosure.ledger.refusals import collect
from tests import factories
from tests.consultation.conftest import CLOSES, Consulted
from tests.doors.test_gate import API, PUBLISHING, RAW, TYPED, assert_database_refuses, assert_refused, fresh, refusals, token_for
from tests.walker import Walker

pytestmark = pytest.mark.django_db
GROUND = "汛期抢险，来不及征求意见。"


@pytest.fixture
def flagged(site):
    """A planned action that touches vital interests, at the leader's step, without a consultation."""
    bureau = factories.bureau()
    page = factories.item("actions", by=bureau.editor, kind="policy", stage="planned")
    return Walker(bureau, page).propose(vital_interest="yes", vital_interest_reason="").head().secrecy()


@pytest.fixture
def root(db):
    return factories.person("root", is_superuser=True)


@pytest.mark.parametrize("path", PUBLISHING)
def test_a_flagged_item_is_not_cleared_without_a_consultation_by(path, flagged, root):
    """Every code path of the gate's own tests, as superuser too."""
    assert_refused(lambda: PUBLISHING[path](fresh(flagged.page), root), live=False, page=flagged.page)
    assert flagged.state == "running leader"


@pytest.mark.parametrize("path", RAW)
def test_the_database_refuses_a_flagged_item_by(path, flagged):
    """Raw writes past every condition: no clearance, no publication."""
    assert_database_refuses(lambda: RAW[path](fresh(flagged.page)), live=False, page=flagged.page, words="gate: live without clearance")


@pytest.mark.parametrize("path", ["publish", "patch with publish"])
def test_wagtails_api_does_not_clear_it(path, flagged, root, client):
    """Nor as superuser."""
    verb, address, body = API[path]
    answer = getattr(client, verb)(address.format(id=flagged.page.pk), data=body, content_type="application/json", **token_for(root))
    assert answer.status_code in (403, 404, 409, 422) and not fresh(flagged.page).live and flagged.state == "running leader"


def test_the_admins_doors_do_not_clear_it(flagged, root, client):
    """Edit and publish, the bulk action, the scheduler."""
    client.force_login(root)
    client.post(reverse("wagtailadmin_pages:edit", args=[flagged.page.pk]), TYPED | {"action-publish": "1"}, follow=True)
    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={flagged.page.pk}", follow=True)
    assert not fresh(flagged.page).live and flagged.state == "running leader"


def test_wagtails_own_approval_does_not_clear_it(flagged, root):
    """Approving every task of the workflow ends at a closed gate."""
    before = refusals().count()
    with collect(), pytest.raises(PermissionDenied), transaction.atomic():
        for _step in range(4):
            fresh(flagged.page).current_workflow_state.current_task_state.approve(user=root)
    assert refusals().count() == before + 1 and flagged.state == "running leader"


def test_the_leader_is_asked_for_it_and_so_is_an_urgent_publication(flagged):
    """422 naming the exemption; with a ground signed by the leader in charge it passes."""
    for attempt in (flagged.leader, flagged.urgent, lambda: flagged.leader(exemption="  ")):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == "exemption"
    assert flagged.leader(exemption=GROUND).vote("for", "for", "for", "for").close().live


def test_nobody_else_exempts(site):
    """The head cannot, nor the secrecy reviewer."""
    bureau = factories.bureau()
    walk = Walker(bureau, factories.item("actions", by=bureau.editor, kind="policy", stage="planned"))
    walk.propose(vital_interest="yes", vital_interest_reason="")
    with pytest.raises(Invalid):
        walk.head(exemption=GROUND)
    walk.head()
    with pytest.raises(Invalid):
        walk.secrecy(exemption=GROUND)


def test_a_consultation_that_is_not_concluded_clears_nothing(site):
    """Open, or closed and awaiting its result: the same refusal."""
    held = Consulted().publish()
    page = factories.item("actions", by=held.bureau.editor, kind="policy", stage="planned")
    walk = Walker(held.bureau, page, held.at).propose(vital_interest="yes", vital_interest_reason="", consultation=held.page.pk).head().secrecy()
    for moment in (held.at, CLOSES + dt.timedelta(days=1)):
        walk.at = moment
        with pytest.raises(Invalid) as refused:
            walk.leader()
        assert refused.value.field == "exemption"


def test_a_result_that_was_taken_down_before_the_vote_closes_the_gate(site):
    """Signed by the leader while the result was public; taken down before the group's vote: the gate is asked again as it goes out."""
    held = Consulted().publish()
    result = held.after_close().publish_result()
    page = factories.item("actions", by=held.bureau.editor, kind="policy", stage="planned")
    walk = Walker(held.bureau, page, held.at)
    walk.propose(vital_interest="yes", vital_interest_reason="", consultation=held.page.pk).head().secrecy().leader()
    walk.vote("for", "for", "for", "for")
    Walker(held.bureau, result, walk.at).withdraw()
    with pytest.raises((Closed, Refused)):
        walk.close()
    assert not fresh(page).live


def test_an_inward_consultation_does_not_answer_for_an_outward_item(site):
    """Staff are not the public; and its title would be read by everyone."""
    held = Consulted(inward=True).publish()
    held.after_close().publish_result()
    page = factories.item("actions", by=held.bureau.editor, kind="policy", stage="planned")
    with pytest.raises(Invalid) as refused:
        Walker(held.bureau, page, held.at).propose(vital_interest="yes", vital_interest_reason="", consultation=held.page.pk)
    assert refused.value.field == "consultation"


def test_normative_rules_and_planned_actions_start_at_yes(site, client):
    """The form of the proposal; a no is typed, and needs its reason."""
    bureau = factories.bureau()
    pages = [
        (factories.item("rules", by=bureau.editor, kind="normative", document_number="测交质监〔2026〕64号"), "yes"),
        (factories.item("actions", by=bureau.editor, kind="policy", stage="planned"), "yes"),
        (factories.item("actions", by=bureau.editor, kind="meeting", stage="taken"), None),
    ]
    client.force_login(bureau.editor)
    for page, answer in pages:
        text = client.get(reverse("disclosure_chain:propose", args=[page.pk])).content.decode()
        radios = [tag for tag in re.findall(r"<input[^>]*>", text) if 'name="vital_interest"' in tag and "checked" in tag]
        chosen = [re.search(r'value="(\w+)"', tag)[1] for tag in radios]
        assert chosen == ([answer] if answer else []), page.kind
    with pytest.raises(Invalid) as refused:
        Walker(bureau, pages[0][0]).propose(vital_interest="no", vital_interest_reason=" ")
    assert refused.value.field == "vital_interest_reason"


SECRET = "内部征求意见的题目"


@pytest.fixture
def hidden(site):
    """An inward consultation with a comment, a reply, a hearing, a file and a result in the chain."""
    walk = Consulted(inward=True, title=SECRET).publish()
    row, _code = walk.say("内部意见的话", clause=2)
    walk.show(row)
    actions.reply(comment=row, text="内部答复的话", by=walk.bureau.editor, at=walk.now())
    walk.dispose(row)
    hearing = actions.announce_hearing(
        page=walk.page, kind="meeting", held_at=CLOSES, where="内部会议室", seats=3, rule="内部规则", signup_until=CLOSES - dt.timedelta(days=1),
        by=walk.bureau.editor, at=walk.now(),
    )  # fmt: skip
    walk.hearing, walk.row = hearing, row
    return walk


WORDS = (SECRET, "内部意见的话", "内部答复的话", "内部会议室", "内部规则")


def probes(walk):
    """Every address that could tell something, GET and POST."""
    page = ConsultationPage.objects.get(pk=walk.page.pk)
    names = ["", "comment/", "comments/", "notice.pdf", "form.pdf", "subscribe/", "feed/", f"hearings/{walk.hearing.pk}/"]
    names += [f"comments/{walk.row.pk}/support/", f"comments/?clause={walk.clauses[2].pk}", f"comments/?final={walk.clauses[2].pk}"]
    own = [f"{front}{page.slug}/{name}" for front in ("/intranet/consultations/", "/consultations/", "/open/internal-other/") for name in names]
    api = [f"/api/v3/consultations/{page.pk}/", f"/api/v3/consultations/{page.pk}/comments/", f"/api/v3/pages/{page.pk}/"]
    api += [f"/api/v3/matters/{page.pk}/", f"/api/v3/comments/{walk.row.number}/withdraw/"]
    return own + api, [
        "/", "/consultations/", "/consultations/feed/", "/consultations/answers/", "/consultations/answers/?answer=consulted",
        "/feed/", "/sitemap.xml",
        "/catalogue/", f"/catalogue/?q={SECRET}", "/notices/", "/notices/feed/", "/ledger/", f"/ledger/?item={page.slug}", "/api/v3/consultations/",
        "/api/v3/consultations/?phase=open",
        "/api/v3/catalogue/", f"/api/v3/catalogue/?q={SECRET}", "/api/v3/pages/", f"/api/v3/pages/?search={SECRET}",
    ]  # fmt: skip


def test_anonymous_probes_find_no_byte_of_an_inward_consultation(hidden, client):
    """404 or 405 at its own addresses, whatever method; not a word of it anywhere else (二（二）)."""
    page = ConsultationPage.objects.get(pk=hidden.page.pk)
    own, open_pages = probes(hidden)
    body = {"clause": None, "stance": "support", "text": "好", "code": "XXXXXXXXXX", "email": "a@example.org", "name": "某", "contact": "0000"}
    for path in own:
        for answer in (client.get(path), client.post(path, body, content_type="application/json"), client.post(path, {"stance": "support"})):
            assert answer.status_code in (400, 401, 403, 404, 405), (path, answer.status_code)
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert not any(word.encode() in text for word in (*WORDS, page.title)), path
        if path.startswith(("/intranet/", "/consultations/", "/api/v3/consultations/")):
            assert client.get(path).status_code in (404, 405), path
    for path in open_pages:
        answer = client.get(path)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        shown = text.decode(errors="replace")
        if "?" in path:  # what was typed is repeated; nothing else is told
            shown = shown.replace(SECRET, "").replace(page.slug, "")
        assert page.slug not in shown and SECRET not in shown, path
        assert not any(word in shown for word in WORDS[1:]), path
        assert answer.status_code in (200, 404, 422), (path, answer.status_code)


def test_staff_of_another_division_find_no_byte_of_one_that_is_not_for_them(site, client):
    """“for all staff or one division”: the others are strangers to it."""
    walk = Consulted(inward=True, only_for="zhiliang", title=SECRET).publish()
    page = ConsultationPage.objects.get(pk=walk.page.pk)
    client.force_login(walk.bureau.editor_anquan)
    for path in (page.url, f"{page.url}comments/", f"{page.url}notice.pdf", f"/api/v3/consultations/{page.pk}/", f"/admin/consultations/{page.pk}/"):
        assert client.get(path).status_code == 404, path
    for path in ("/intranet/consultations/", "/intranet/", "/api/v3/consultations/", "/admin/consultations/"):
        assert SECRET not in client.get(path).content.decode(), path
    stranger = token_for(walk.bureau.editor_anquan)
    for path in (f"/api/v3/matters/{page.pk}/", f"/api/v3/consultations/{page.pk}/comments/"):
        assert client.get(path, **stranger).status_code == 404, path
    assert client.get(f"/api/v3/consultations/{page.pk}/", **token_for(walk.bureau.head)).status_code == 200


def test_a_type_of_this_room_lives_only_in_its_own_lists(site):
    """Nothing inward can be made under the open list by moving."""
    walk = Consulted(inward=True).publish()
    page = ConsultationPage.objects.get(pk=walk.page.pk)
    assert not page.can_move_to(home(page_type("actions"))) and not ConsultationPage.can_create_at(home(page_type("actions")))
