"""The gate, every way round: each path that can make a disclosure live or take it down is refused, with a sentence and a ledger entry.

Raw SQL is refused by the database in its own words. The list is docs/decisions/gate.md's; a path found later gets a test here first.
"""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from disclosure.chain import actions, gate
from disclosure.chain.conditions import digest_of
from disclosure.chain.models import Clearance, Signature
from disclosure.items.models import CategoryIndexPage, OtherPage
from disclosure.ledger.errors import WrongState
from disclosure.ledger.models import Entry
from disclosure.ledger.refusals import collect
from tests import factories
from tests.walker import Walker

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db):
    return factories.person("root", is_superuser=True)


def fresh(page):
    return Page.objects.get(pk=page.pk).specific


def refusals():
    return Entry.objects.filter(verb="gate.refuse")


def assert_refused(attempt, *, live, page, error=PermissionDenied):
    """It raises one clear sentence, leaves the page as it was and an entry in the ledger that survives the rollback."""
    before = refusals().count()
    with collect(), pytest.raises(error) as raised, transaction.atomic():
        attempt()
    assert str(raised.value), "a sentence says why"
    assert fresh(page).live is live
    assert refusals().count() == before + 1


def assert_database_refuses(attempt, *, live, page, words="gate:"):
    with pytest.raises((IntegrityError, DatabaseError)) as raised, transaction.atomic():
        attempt()
    assert words in str(raised.value)
    assert fresh(page).live is live


# --- code paths that would publish a draft


def live_and(**values):
    def attempt(page):
        page = fresh(page)
        page.live = True
        for name, value in values.items():
            setattr(page, name, value)
        page.save()

    return attempt


PUBLISHING = {
    "revision.publish": lambda page, root: page.get_latest_revision().publish(),
    "revision.publish by a superuser": lambda page, root: page.get_latest_revision().publish(user=root),
    "revision.publish skipping permissions": lambda page, root: page.get_latest_revision().publish(user=root, skip_permission_checks=True),
    "the publish action": lambda page, root: PublishPageRevisionAction(page.get_latest_revision(), user=root).execute(skip_permission_checks=True),
    "page.publish": lambda page, root: page.publish(page.get_latest_revision()),
    "save with live set": lambda page, root: live_and()(page),
    "save with live set and a revision": lambda page, root: live_and(live_revision=page.get_latest_revision())(page),
    "save(update_fields=[live])": lambda page, root: (setattr(page, "live", True), page.save(update_fields=["live"])),
    "save_base of the specific page": lambda page, root: (setattr(page, "live", True), page.save_base()),
    "save of the base class": lambda page, root: _base(page, lambda base: base.save()),
    "save_base of the base class": lambda page, root: _base(page, lambda base: base.save_base()),
    "specific_deferred": lambda page, root: _deferred(page),
}


def _base(page, write):
    base = Page.objects.get(pk=page.pk)
    base.live = True
    write(base)


def _deferred(page):
    deferred = Page.objects.get(pk=page.pk).specific_deferred
    deferred.live = True
    deferred.save()


@pytest.mark.parametrize("path", PUBLISHING)
def test_a_draft_is_not_published_by(path, walker, root):
    assert_refused(lambda: PUBLISHING[path](fresh(walker.page), root), live=False, page=walker.page)


@pytest.mark.parametrize("path", PUBLISHING)
def test_an_item_in_mid_chain_is_not_published_by(path, walker, root):
    """Nor is the round disturbed: a superuser's try cancels nothing."""
    walker.propose().head()
    assert_refused(lambda: PUBLISHING[path](fresh(walker.page), root), live=False, page=walker.page)
    assert walker.state == "running secrecy"
    assert walker.secrecy().leader().vote("for", "for", "for", "for").close().state == "live"


@pytest.mark.parametrize("path", PUBLISHING)
def test_what_was_taken_down_is_not_put_back_by(path, walker, root):
    """Unpublish and republish: the clearance is used up, though the signatures' digest still fits."""
    walker.publish().withdraw()
    assert_refused(lambda: PUBLISHING[path](fresh(walker.page), root), live=False, page=walker.page)


def test_a_new_page_is_not_born_live(walker):
    parent = CategoryIndexPage.objects.get(category="other")
    values = {"title": "直接上线", "formed_on": dt.date(2026, 11, 2), "division": walker.bureau.zhiliang, "live": True}
    before = refusals().count()
    for attempt in (
        lambda: parent.add_child(instance=OtherPage(**values)),
        lambda: fresh(walker.page).add_sibling(instance=OtherPage(**values)),
    ):
        with collect(), pytest.raises(PermissionDenied), transaction.atomic():
            attempt()
    assert not OtherPage.objects.filter(title="直接上线").exists()
    assert refusals().count() == before + 2


# --- code paths over a live item


def test_changed_text_of_a_live_item_is_not_saved(walker):
    walker.publish()
    page = fresh(walker.page)
    page.summary = "改了。"
    assert_refused(page.save, live=True, page=walker.page)
    assert fresh(walker.page).summary == "说明。"


def test_changed_title_is_not_saved_through_the_base_class(walker):
    walker.publish()
    base = Page.objects.get(pk=walker.page.pk)
    base.title = "另一个标题"
    assert_refused(base.save, live=True, page=walker.page)


def test_a_later_draft_is_not_published_by_hand(walker, root):
    walker.publish()
    walker.write(summary="新稿。")
    assert_refused(lambda: fresh(walker.page).get_latest_revision().publish(user=root), live=True, page=walker.page)
    assert fresh(walker.page).summary == "说明。"


def test_revert_to_an_older_signed_revision_is_refused(walker, root):
    walker.publish()
    old = fresh(walker.page).live_revision
    walker.write(summary="第二版。")
    walker.publish()
    newest = fresh(walker.page).get_latest_revision()
    assert_refused(lambda: old.publish(user=root, previous_revision=newest), live=True, page=walker.page)
    assert fresh(walker.page).summary == "第二版。"


def test_another_revision_of_the_same_content_is_not_published(walker, root):
    """A clearance is for one revision: the gate says so in words before the database does."""
    walker.publish()
    again = fresh(walker.page).save_revision(user=walker.bureau.editor)
    assert_refused(lambda: again.publish(user=root), live=True, page=walker.page)


def test_narrower_scope_or_other_channels_are_not_saved(walker):
    walker.publish()
    for name, value in (("scope", "on-application"), ("channels", ["portal:disclosure"])):
        page = fresh(walker.page)
        setattr(page, name, value)
        assert_refused(page.save, live=True, page=walker.page)


UNPUBLISHING = {
    "page.unpublish": lambda page, root: page.unpublish(user=root),
    "the unpublish action": lambda page, root: UnpublishPageAction(page, user=root).execute(skip_permission_checks=True),
    "the unpublish action on the base class": lambda page, root: UnpublishPageAction(Page.objects.get(pk=page.pk)).execute(True),
    "expiry": lambda page, root: Page.objects.get(pk=page.pk).unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled"),
    "save with live unset": lambda page, root: (setattr(page, "live", False), page.save()),
    "delete": lambda page, root: page.delete(),
    "delete of the base class": lambda page, root: Page.objects.get(pk=page.pk).delete(),
}


@pytest.mark.parametrize("path", UNPUBLISHING)
def test_a_live_item_does_not_go_down_without_a_reason_by(path, walker, root):
    walker.publish()
    assert_refused(lambda: UNPUBLISHING[path](fresh(walker.page), root), live=True, page=walker.page)
    assert Clearance.objects.in_force(walker.page.pk).exists()


def test_what_was_public_or_in_the_chain_is_never_deleted(walker):
    """Page deletion would destroy the record of the approval."""
    walker.publish().withdraw()
    assert_refused(lambda: fresh(walker.page).delete(), live=False, page=walker.page)
    other = factories.other_page(walker.bureau.zhiliang, by=walker.bureau.editor)
    second = Walker(walker.bureau, other, walker.at)
    second.propose().recall()
    assert_refused(lambda: fresh(other).delete(), live=False, page=other)


def test_a_draft_that_never_was_in_the_chain_may_be_deleted(walker):
    """One past its legal day may not (tests/items/test_admin.py)."""
    walker.write(formed_on=None)
    fresh(walker.page).delete()
    assert not Page.objects.filter(pk=walker.page.pk).exists()


def test_its_list_is_not_deleted_over_its_head(walker, root):
    walker.publish()
    assert_refused(lambda: CategoryIndexPage.objects.get(category="other").delete(), live=True, page=walker.page)


# --- copies, aliases, moves, translations


def test_a_copy_is_a_draft_of_its_own(walker, root):
    walker.publish()
    before = refusals().count()
    with collect(), pytest.raises(PermissionDenied), transaction.atomic():
        fresh(walker.page).copy(user=root, update_attrs={"title": "副本", "slug": "copy"})
    assert refusals().count() == before + 1
    copy = fresh(walker.page).copy(user=root, keep_live=False, update_attrs={"title": "副本", "slug": "copy2"})
    assert not copy.live and copy.index_number != fresh(walker.page).index_number and copy.published_at is None
    assert_refused(lambda: fresh(copy).get_latest_revision().publish(user=root), live=False, page=copy)


def test_an_alias_is_refused_of_a_live_item_and_of_a_draft(walker, root):
    """An alias of a draft would be published with its source, outside the chain."""
    parent = CategoryIndexPage.objects.get(category="other")
    for live in (False, True):
        if live:
            walker.publish()
        before = refusals().count()
        with collect(), pytest.raises(PermissionDenied), transaction.atomic():
            CreatePageAliasAction(fresh(walker.page), parent=parent, update_slug=f"alias{live}", user=root).execute(skip_permission_checks=True)
        assert refusals().count() == before + 1
    assert not Page.objects.filter(alias_of=walker.page.pk).exists()
    alias = fresh(walker.page)
    alias.alias_of_id = alias.pk
    assert [reason for reason in gate.objections(alias) if "别名" in reason]


def test_without_a_revision_that_was_signed_nothing_is_live(walker):
    """The row alone could be turned to what no revision says."""
    walker.publish()
    page = fresh(walker.page)
    page.live_revision = None
    with collect(), pytest.raises(PermissionDenied, match="没有经过签署的修订版本"), transaction.atomic():
        page.save()
    assert fresh(walker.page).live_revision_id


def test_a_move_leaves_it_where_it_is(walker, root):
    walker.publish()
    other = CategoryIndexPage.objects.get(category="agency")
    intranet = CategoryIndexPage.objects.get(category="internal-other")
    assert not fresh(walker.page).permissions_for_user(root).can_move(), "not offered"
    for target in (other, intranet):
        assert not fresh(walker.page).permissions_for_user(root).can_move_to(target)
        assert not fresh(walker.page).can_move_to(target)
        with pytest.raises(PermissionDenied), transaction.atomic():
            fresh(walker.page).move(target, pos="last-child", user=root)


# --- the scheduler and commands


def test_wagtails_scheduler_publishes_nothing(walker):
    """publish_scheduled asks the gate; an approved_go_live_at written past everything opens nothing."""
    Revision.objects.filter(pk=walker.page.get_latest_revision().pk).update(approved_go_live_at=timezone.now() - dt.timedelta(minutes=5))
    before = refusals().count()
    with collect(), pytest.raises(PermissionDenied):
        call_command("publish_scheduled", stdout=io.StringIO())
    assert not fresh(walker.page).live and refusals().count() == before + 1


def test_wagtails_scheduler_takes_nothing_down(walker):
    walker.publish()
    Page.objects.filter(pk=walker.page.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=5))
    with collect(), pytest.raises(PermissionDenied):
        call_command("publish_scheduled", stdout=io.StringIO())
    assert fresh(walker.page).live


def test_purge_revisions_leaves_the_record(walker):
    """A cleared revision is protected; signatures hang on no revision at all."""
    walker.publish()
    cleared = fresh(walker.page).live_revision_id
    walker.write(summary="后来的稿。")
    call_command("purge_revisions", stdout=io.StringIO())
    assert fresh(walker.page).live_revision_id == cleared
    assert Signature.objects.filter(matter_id=walker.page.pk).count() == 8


# --- the workflow's own doors


def test_wagtails_approve_is_no_signature(walker, root):
    """A direct approve of every task state ends in a closed gate; the chain goes on as if nothing had happened."""
    walker.propose()
    before = refusals().count()
    with collect(), pytest.raises(PermissionDenied):
        for _step in range(4):
            fresh(walker.page).current_workflow_state.current_task_state.approve(user=root)
    assert not fresh(walker.page).live and refusals().count() == before + 1
    assert walker.state == "running head"
    assert walker.head().secrecy().leader().vote("for", "for", "for", "for").close().state == "live"


def test_the_tasks_own_action_takes_no_unvalidated_data(walker):
    walker.propose()
    state = fresh(walker.page).current_workflow_state.current_task_state
    for person, data in ((walker.bureau.editor, {}), (walker.bureau.head, {}), (walker.bureau.head, {"digest": "x"}), (walker.bureau.head, {"z": 1})):
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, person, "approve", **data)
    assert walker.state == "running head" and not Signature.objects.exists()


def test_cancelling_the_workflow_strands_nothing(walker, root):
    """By the proposer it is a recall; by anyone else the round goes on."""
    walker.propose()
    fresh(walker.page).current_workflow_state.cancel(user=root)
    assert walker.state == "running head" and fresh(walker.page).workflow_in_progress
    fresh(walker.page).current_workflow_state.cancel(user=walker.bureau.editor)
    assert walker.state == "draft"
    assert walker.propose().state == "running head"


def test_wagtails_own_rejection_and_resumption_strand_nothing(walker, root):
    """Whatever becomes of its rows, ours decide: the step stays, and the chain goes on to its end."""
    walker.propose().head()
    fresh(walker.page).current_workflow_state.current_task_state.reject(user=root, comment="不同意")
    assert walker.state == "running secrecy"
    fresh(walker.page).workflow_states.latest("created_at").resume(user=walker.bureau.editor)
    assert walker.secrecy().leader().vote("for", "for", "for", "for").close().state == "live"


def test_a_late_edit_voids_and_the_signed_revision_alone_goes_out(walker):
    walker.propose().head().secrecy().leader()
    walker.write(summary="悄悄改的。")
    with pytest.raises(WrongState):
        walker.vote("for", "for", "for", "for").close()
    assert not fresh(walker.page).live and walker.round.step == "head"


# --- raw writes: the database itself


RAW = {
    "queryset.update": lambda page: Page.objects.filter(pk=page.pk).update(live=True),
    "queryset.update with a revision": lambda page: Page.objects.filter(pk=page.pk).update(live=True, live_revision=page.latest_revision_id),
    "bulk_update": lambda page: Page.objects.bulk_update([_lit(page)], ["live"]),
    "raw SQL": lambda page: _sql("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [True, page.pk]),
}


def _lit(page):
    base = Page.objects.get(pk=page.pk)
    base.live = True
    return base


def _sql(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("path", RAW)
def test_the_database_refuses_to_publish_by(path, walker):
    assert_database_refuses(lambda: RAW[path](fresh(walker.page)), live=False, page=walker.page, words="gate: live without clearance")


def test_the_database_refuses_to_republish_what_was_taken_down(walker):
    walker.publish()
    revision = fresh(walker.page).live_revision_id
    walker.withdraw()
    assert_database_refuses(
        lambda: Page.objects.filter(pk=walker.page.pk).update(live=True, live_revision=revision), live=False, page=walker.page
    )  # fmt: skip


def test_the_database_refuses_to_take_down_and_to_delete(walker):
    walker.publish()
    assert_database_refuses(lambda: Page.objects.filter(pk=walker.page.pk).update(live=False), live=True, page=walker.page)
    assert_database_refuses(lambda: _sql("DELETE FROM wagtailcore_page WHERE id = %s", [walker.page.pk]), live=True, page=walker.page)
    assert_database_refuses(
        lambda: Page.objects.filter(pk=walker.page.pk).update(content_type_id=Page.objects.get(depth=1).content_type_id),
        live=True, page=walker.page,
    )  # fmt: skip


@pytest.mark.parametrize("code", [m.category for m in __import__("disclosure.items.models.base", fromlist=["page_types"]).page_types()])
def test_the_trigger_covers_every_type(code, site):
    """Each of the fourteen is refused by the database."""
    from disclosure.items.models.base import page_types

    model = next(m for m in page_types() if m.category == code)
    page = model(title=f"测试 {code}", live=False)
    CategoryIndexPage.objects.get(category=str(code)).add_child(instance=page)
    page.save_revision(clean=False)
    assert_database_refuses(lambda: Page.objects.filter(pk=page.pk).update(live=True, live_revision=page.latest_revision_id), live=False, page=page)


# --- HTTP: the admin and the API, as superuser and as editor


@pytest.fixture
def admin(client, root):
    client.force_login(root)
    return client


def test_the_admins_publish_button_keeps_the_draft_and_says_why(walker, client):
    """Forged, for it is not offered: what was typed is kept as a draft, the reasons are messages, and the try is in the ledger."""
    from disclosure.org.groups import editors

    bureau = walker.bureau
    bureau.editor.groups.add(editors())
    client.force_login(bureau.editor)
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[walker.page.pk]), typed(bureau) | {"action-publish": "1"}, follow=True)
    assert not fresh(walker.page).live and fresh(walker.page).get_latest_revision_as_object().title == "迟到的修改"
    assert "没有放行：须走完审批程序才能公开" in "".join(said(answer)) and door() == "publish"


def said(answer):
    """What the admin told, in words."""
    return [str(message) for message in answer.context["messages"]]


def door():
    """Which way the last refusal in the ledger came."""
    return refusals().latest("number").facts["door"]


def bulk(action):
    def asked(page):
        elsewhere = CategoryIndexPage.objects.get(category="agency").pk
        return reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}&next=/admin/", {"chooser": elsewhere}

    return asked


def button(name, **form):
    return lambda page: (reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), form)


def moved(page):
    """The last page of a move: to another column."""
    return reverse("wagtailadmin_pages:move_confirm", args=[page.pk, CategoryIndexPage.objects.get(category="agency").pk]), {}


ADMIN = {  # which way it is tried, over an item that is live or in mid-chain, and its word in the ledger
    "bulk publish": (False, bulk("publish"), "bulk publish"),
    "bulk unpublish": (True, bulk("unpublish"), "bulk unpublish"),
    "bulk delete": (True, bulk("delete"), "bulk delete"),
    "bulk delete in mid-chain": (False, bulk("delete"), "bulk delete"),
    "bulk move": (True, bulk("move"), "bulk move"),
    "bulk move in mid-chain": (False, bulk("move"), "bulk move"),
    "unpublish": (True, button("unpublish"), "down"),
    "delete": (True, button("delete"), "delete"),
    "delete in mid-chain": (False, button("delete"), "delete"),
    "move": (True, moved, "move"),
    "copy as an alias": (True, button("copy", alias="on", new_title="别名", new_slug="bieming"), "alias"),
}


@pytest.mark.parametrize("way", ADMIN)
def test_the_admins_own_ways_say_why_not(way, walker, admin):
    """By a superuser (a copy by the editor): the item stays as it is; one clear sentence, and the try is in the ledger."""
    from disclosure.org.groups import editors

    live, asked, word = ADMIN[way]
    walker.publish() if live else walker.propose()
    if word == "alias":
        walker.bureau.editor.groups.add(editors())
        admin.force_login(walker.bureau.editor)
    before, parent = refusals().count(), fresh(walker.page).get_parent().pk
    address, form = asked(fresh(walker.page))
    answer = admin.post(address, form, follow=True)
    page = fresh(walker.page)
    assert answer.status_code == 200 and page.live is live and page.get_parent().pk == parent
    assert not Page.objects.filter(alias_of=page.pk).exists()
    assert len(said(answer)) == 1 and (walker.page.title in said(answer)[0] or word == "alias"), said(answer)
    assert refusals().count() == before + 1 and door() == word, said(answer)


def typed(bureau):
    """What the whole form of an item sends: nothing but the lock stands in its way."""
    given = {"title": "迟到的修改", "summary": "改", "next": "", "body-count": "0", "attachments-count": "0", "go_live_at": "", "expire_at": ""}
    comments = {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return given | comments | {"division": bureau.zhiliang.pk, "scope": "public", "channels": ["portal:notices"], "validity": "in-force"}


def token_for(user, scopes="read,propose,approve"):
    out = io.StringIO()
    call_command("api_token", user.get_username(), "--scope", scopes, stdout=out)
    return {"HTTP_AUTHORIZATION": f"Bearer {out.getvalue().strip()}"}


API = {
    "publish": ("post", "/api/v3/pages/{id}/actions/publish/", {}),
    "patch with publish": ("patch", "/api/v3/pages/{id}/", {"meta": {"action": "publish"}}),
    "unpublish": ("post", "/api/v3/pages/{id}/actions/unpublish/", {}),
    "delete": ("delete", "/api/v3/pages/{id}/", None),
}


@pytest.mark.parametrize("who", ["root", "editor"])
@pytest.mark.parametrize("path", API)
def test_wagtails_api_is_refused(path, who, walker, root, client):
    live = path in ("unpublish", "delete")
    if live:
        walker.publish()
    else:
        walker.propose().head()
    user = root if who == "root" else walker.bureau.editor
    before = refusals().count()
    verb, address, body = API[path]
    sent = {"data": body, "content_type": "application/json"} if body is not None else {}
    answer = getattr(client, verb)(address.format(id=walker.page.pk), **sent, **token_for(user))
    assert answer.status_code in (403, 404, 409, 422), answer.content
    assert answer["Content-Type"].startswith("application/problem+json")
    assert fresh(walker.page).live is live
    if who == "root" and path != "patch with publish":  # a superuser is no editor: his change is refused before it comes to publishing
        assert refusals().count() == before + 1, answer.content
    if not live:
        assert walker.state == "running secrecy"


def test_create_and_publish_by_the_api_leaves_nothing_live(walker, root, client):
    parent = CategoryIndexPage.objects.get(category="other")
    body = {"meta": {"type": "disclosure_items.OtherPage", "parent": {"id": parent.pk}, "action": "publish"}, "title": "接口直发"}
    answer = client.post("/api/v3/pages/", body, content_type="application/json", **token_for(root))
    assert answer.status_code >= 400
    assert not Page.objects.filter(title="接口直发", live=True).exists()


def test_an_author_types_in_a_page_left_open_in_mid_chain(walker, client):
    """No revision, no signature lost: the page is locked for everyone (autosave too)."""
    from disclosure.org.groups import editors

    walker.bureau.editor.groups.add(editors())
    walker.propose().head()
    revisions = Revision.objects.for_instance(walker.page).count()
    client.force_login(walker.bureau.editor)
    url = reverse("wagtailadmin_pages:edit", args=[walker.page.pk])
    for extra in ({}, {"HTTP_ACCEPT": "application/json", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}):
        client.post(url, typed(walker.bureau), **extra)
    assert Revision.objects.for_instance(walker.page).count() == revisions
    assert walker.state == "running secrecy" and Signature.objects.filter(void=False).count() == 1


@pytest.mark.parametrize("word", ["scheduled", "withheld"])
def test_what_is_scheduled_or_withheld_is_locked_in_the_editor_too(word, walker, client):
    """No workflow of Wagtail's runs then: the lock is ours alone."""
    from disclosure.org.groups import editors

    if word == "scheduled":
        walker.write(go_live_at=walker.at + dt.timedelta(days=3))
        walker.publish()
    else:
        walker.propose().head().secrecy(outcome="withhold", ground="N5").leader()
    state, revisions = walker.state, Revision.objects.for_instance(walker.page).count()
    walker.bureau.editor.groups.add(editors())
    client.force_login(walker.bureau.editor)
    client.post(reverse("wagtailadmin_pages:edit", args=[walker.page.pk]), typed(walker.bureau))
    assert Revision.objects.for_instance(walker.page).count() == revisions and walker.state == state


def test_the_command_that_imports_refuses_what_this_system_should_have_published(site, tmp_path):
    """A `published_at` after the first start is refused: back-dating is a veto item."""
    factories.bureau()
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "title,formed_on,published_at,body,approved_by,approved_on,article_20_item\n"
        f"补录,2026-01-05,{timezone.now() + dt.timedelta(days=2):%Y-%m-%d},正文,局领导小组,2026-01-06,15\n"
    )
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_disclosures", str(rows), "--category", "other", "--division", "zhiliang", stdout=io.StringIO(), stderr=io.StringIO())
    assert not Page.objects.filter(title="补录").exists()


CONDITIONS = {  # what is wrong with an item for which there is a clearance all the same, and a word of the objection
    "open on application": ({"scope": "on-application"}, "依申请公开"),
    "of a scope that its category does not know": ({"scope": "staff", "channels": ["intranet:board"]}, "公开范围与类别不符"),
    "incomplete": ({"issuer": ""}, "发布机构"),
}


@pytest.mark.parametrize("case", CONDITIONS)
def test_the_gate_asks_more_than_a_clearance(case, walker):
    """Whatever cleared it: only what goes live at all, in the right room and complete (防止半公开)."""
    wrong, word = CONDITIONS[case]
    page = factories.other_page(walker.bureau.zhiliang, by=walker.bureau.editor, **wrong)
    proposal = {"kind": "normal", "go_live_at": None, "vital_interest": None, "vital_interest_reason": "", "consultation": None}
    Clearance.objects.create(
        page_no=page.pk, revision=page.latest_revision, digest=digest_of(page, proposal), kind="chain", proposal=proposal, at=walker.at
    )
    assert any(word in str(objection) for objection in gate.objections(page)), list(map(str, gate.objections(page)))
    assert_refused(lambda: fresh(page).get_latest_revision().publish(), live=False, page=page)


def test_actions_are_the_only_way_through(walker):
    """And it is open to them."""
    walker.publish()
    assert walker.live
    assert actions.withdraw(page=walker.page, by=walker.bureau.director, at=walker.now(), reason="有误").state == "withdrawn"
